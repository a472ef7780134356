//! What daprd is started with.

use super::asked::Asked;

/// The words after `/daprd`, in the injector's order.
pub(super) fn arguments(asked: &Asked) -> Vec<String> {
    let mut words = Words(Vec::new());
    ports_and_app(asked, &mut words);
    control_plane(asked, &mut words);
    services(asked, &mut words);
    switches(asked, &mut words);
    limits(asked, &mut words);
    scheduler(asked, &mut words);
    words.0
}

/// A command line that grows.
struct Words(Vec<String>);

impl Words {
    fn pair(&mut self, name: &str, value: impl Into<String>) {
        self.0.push(name.to_owned());
        self.0.push(value.into());
    }

    fn switch(&mut self, on: bool, name: &str) {
        if on {
            self.0.push(name.to_owned());
        }
    }

    /// Only what is given, empty or not.
    fn given(&mut self, asked: &Asked, name: &str, annotation: &str) {
        if let Some(value) = asked.given(annotation) {
            self.pair(name, value);
        }
    }

    fn filled(&mut self, asked: &Asked, name: &str, annotation: &str) {
        if !asked.text(annotation, "").is_empty() {
            self.given(asked, name, annotation);
        }
    }

    fn number(&mut self, asked: &Asked, name: &str, annotation: &str) {
        if let Some(value) = asked.optional_number(annotation) {
            self.pair(name, value.to_string());
        }
    }
}

fn ports_and_app(asked: &Asked, words: &mut Words) {
    let port = |name, default| asked.number(name, default).to_string();
    words.pair("--dapr-http-port", "3500");
    words.pair("--dapr-grpc-port", port("grpc-port", 50001));
    words.pair(
        "--dapr-internal-grpc-port",
        port("internal-grpc-port", 50002),
    );
    words.pair(
        "--dapr-listen-addresses",
        asked.text("sidecar-listen-addresses", "[::1],127.0.0.1"),
    );
    words.pair("--dapr-public-port", "3501");
    words.pair("--app-id", asked.app_id());
    words.pair("--app-protocol", asked.text("app-protocol", "http"));
    words.pair("--log-level", asked.text("log-level", "info"));
    words.pair(
        "--dapr-graceful-shutdown-seconds",
        port("graceful-shutdown-seconds", -1),
    );
    words.pair("--mode", "kubernetes");
}

fn control_plane(asked: &Asked, words: &mut Words) {
    words.pair("--control-plane-address", asked.service("dapr-api", "443"));
    words.pair("--sentry-address", asked.service("dapr-sentry", "443"));
    let app_port = asked.number("app-port", 0);
    if app_port > 0 {
        words.pair("--app-port", app_port.to_string());
    }
    if asked.flag("enable-metrics", true) {
        words.switch(true, "--enable-metrics");
        words.pair(
            "--metrics-port",
            asked.number("metrics-port", 9090).to_string(),
        );
    }
    words.filled(asked, "--config", "config");
    words.filled(asked, "--app-channel-address", "app-channel-address");
}

/// Actors, reminders, and who else a token is for.
fn services(asked: &Asked, words: &mut Words) {
    match actors(asked) {
        Actors::Placement(address) => words.pair("--placement-host-address", address),
        Actors::Service(service) => words.pair("--actors-service", service),
        Actors::None => {}
    }
    if let Some(name) = asked.setting("REMINDERS_SERVICE_NAME") {
        let address = address_of(asked, "REMINDERS_SERVICE_ADDRESS");
        words.pair("--reminders-service", format!("{name}:{address}"));
    }
    words.filled(
        asked,
        "--sentry-request-jwt-audiences",
        "sentry-request-jwt-audiences",
    );
}

enum Actors {
    Placement(String),
    Service(String),
    None,
}

/// An address that the pod gives comes first, even an empty one, which means no placement.
fn actors(asked: &Asked) -> Actors {
    let enabled = asked.setting_flag("ACTORS_ENABLED", true);
    let name = asked.setting("ACTORS_SERVICE_NAME");
    let placement = match asked.address("placement-host-address") {
        Some(address) => address.to_owned(),
        None if !enabled => String::new(),
        None => match name {
            None => asked.service("dapr-placement-server", "50005"),
            Some("placement") => address_of(asked, "ACTORS_SERVICE_ADDRESS"),
            Some(_) => String::new(),
        },
    };
    match name {
        _ if !placement.is_empty() => Actors::Placement(placement),
        Some(name) if enabled && name != "placement" => {
            let address = address_of(asked, "ACTORS_SERVICE_ADDRESS");
            Actors::Service(format!("{name}:{address}"))
        }
        _ => Actors::None,
    }
}

/// `name:port` of the injector's environment as an address.
fn address_of(asked: &Asked, setting: &str) -> String {
    let value = asked.setting(setting).unwrap_or_default();
    let (name, port) = value.split_once(':').unwrap_or((value, ""));
    asked.service(name, port)
}

fn switches(asked: &Asked, words: &mut Words) {
    if asked.given("enable-api-logging").is_some() {
        let on = asked.flag("enable-api-logging", false);
        words.switch(true, &format!("--enable-api-logging={on}"));
    }
    words.switch(
        asked.flag("disable-builtin-k8s-secret-store", false),
        "--disable-builtin-k8s-secret-store",
    );
    app_health(asked, words);
    words.given(
        asked,
        "--app-binding-options-timeout",
        "app-binding-options-timeout",
    );
    words.switch(asked.flag("log-as-json", false), "--log-as-json");
    words.switch(asked.flag("enable-profiling", false), "--enable-profiling");
    words.switch(asked.injection.mtls, "--enable-mtls");
    words.switch(asked.flag("app-ssl", false), "--app-ssl");
}

fn app_health(asked: &Asked, words: &mut Words) {
    if !asked.flag("enable-app-health-check", false) {
        return;
    }
    let number = |name, default| asked.number(name, default).to_string();
    words.switch(true, "--enable-app-health-check");
    words.pair(
        "--app-health-check-path",
        asked.text("app-health-check-path", "/healthz"),
    );
    words.pair(
        "--app-health-probe-interval",
        number("app-health-probe-interval", 5),
    );
    words.pair(
        "--app-health-probe-timeout",
        number("app-health-probe-timeout", 500),
    );
    words.pair("--app-health-threshold", number("app-health-threshold", 3));
}

fn limits(asked: &Asked, words: &mut Words) {
    words.number(asked, "--app-max-concurrency", "app-max-concurrency");
    words.number(
        asked,
        "--dapr-http-max-request-size",
        "http-max-request-size",
    );
    words.filled(asked, "--max-body-size", "max-body-size");
    words.number(
        asked,
        "--dapr-http-read-buffer-size",
        "http-read-buffer-size",
    );
    words.filled(asked, "--read-buffer-size", "read-buffer-size");
    if !asked.text("unix-domain-socket-path", "").is_empty() {
        words.pair("--unix-domain-socket", super::volumes::SOCKETS);
    }
    words.given(
        asked,
        "--dapr-block-shutdown-duration",
        "block-shutdown-duration",
    );
    words.given(
        asked,
        "--actors-disseminate-timeout",
        "actors-disseminate-timeout",
    );
}

fn scheduler(asked: &Asked, words: &mut Words) {
    let given = asked.address("scheduler-host-address").map(str::to_owned);
    let default = || asked.service("dapr-scheduler-server-a", "443");
    let address = given.or_else(|| asked.injection.scheduler.then(default));
    if let Some(address) = address {
        words.pair("--scheduler-host-address", address);
    }
    words.given(asked, "--disable-init-endpoints", "disable-init-endpoints");
}
