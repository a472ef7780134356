//! daprd's arguments and environment.

use std::collections::HashMap;
use std::time::Duration;

/// The Dapr release whose behaviour this is.
pub(super) const VERSION: &str = "1.18.3";

/// Body of a request, where nothing else is said: 4 MiB.
const MAX_BODY: u64 = 4 << 20;

/// How the app is asked whether it is well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AppHealth {
    /// Path that is asked.
    pub path: String,
    /// Time between two questions.
    pub interval: Duration,
    /// Time an answer may take.
    pub timeout: Duration,
    /// So many failures in a row make it unhealthy.
    pub threshold: u32,
}

/// What it was told.
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of daprd's")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Options {
    pub app_id: String,
    /// None for an app that is not called.
    pub app_port: Option<u16>,
    /// Address of the app, `127.0.0.1` by default.
    pub app_address: String,
    pub app_protocol: String,
    pub app_health: Option<AppHealth>,
    /// Calls to the app at the same time.
    pub max_concurrency: Option<usize>,
    pub http_port: u16,
    pub grpc_port: u16,
    pub internal_port: u16,
    /// Health and metadata for others; none where it was not asked for.
    pub public_port: Option<u16>,
    /// None without metrics.
    pub metrics_port: Option<u16>,
    /// Addresses of the API.
    pub listen: Vec<String>,
    /// Name of the Configuration.
    pub config: Option<String>,
    pub api_logging: bool,
    pub log_level: String,
    pub log_json: bool,
    /// Bytes that a request may have.
    pub max_body: usize,
    /// Whether the store `kubernetes` stands without a Component.
    pub builtin_secrets: bool,
    /// Whether the app is asked for its subscriptions and its configuration.
    pub init_endpoints: bool,
    pub namespace: String,
    pub pod: String,
    /// What a caller must send as `dapr-api-token`.
    pub api_token: Option<String>,
    /// What the app gets as `dapr-api-token`.
    pub app_token: Option<String>,
}

impl Options {
    /// Reads arguments, both `--x v` and `--x=v`; unknown ones are passed over, as the real one
    /// may have learnt them since.
    pub(super) fn read(words: &[String], environment: impl Fn(&str) -> Option<String>) -> Self {
        let flags = Flags::read(words);
        let set = |name: &str| environment(name).filter(|value| !value.is_empty());
        Self {
            app_id: flags.text("app-id").unwrap_or_default(),
            app_port: flags.number("app-port").filter(|port| *port != 0),
            app_address: flags
                .text("app-channel-address")
                .unwrap_or_else(|| "127.0.0.1".into()),
            app_protocol: flags.text("app-protocol").unwrap_or_else(|| "http".into()),
            app_health: flags.app_health(),
            max_concurrency: flags
                .number("app-max-concurrency")
                .filter(|limit| *limit > 0),
            http_port: flags.number("dapr-http-port").unwrap_or(3500),
            grpc_port: flags.number("dapr-grpc-port").unwrap_or(50001),
            internal_port: flags.number("dapr-internal-grpc-port").unwrap_or(50002),
            public_port: flags.number("dapr-public-port"),
            metrics_port: flags.metrics_port(),
            listen: flags.addresses(),
            config: flags.text("config"),
            api_logging: flags.switch("enable-api-logging", false),
            log_level: flags.text("log-level").unwrap_or_else(|| "info".into()),
            log_json: flags.switch("log-as-json", false),
            max_body: flags.max_body(),
            builtin_secrets: !flags.switch("disable-builtin-k8s-secret-store", false),
            init_endpoints: flags.text("disable-init-endpoints").is_none(),
            namespace: set("NAMESPACE").unwrap_or_else(|| "default".into()),
            pod: set("POD_NAME")
                .or_else(|| set("HOSTNAME"))
                .unwrap_or_default(),
            api_token: set("DAPR_API_TOKEN"),
            app_token: set("APP_API_TOKEN"),
        }
    }
}

struct Flags(HashMap<String, String>);

impl Flags {
    fn read(words: &[String]) -> Self {
        let mut flags = HashMap::new();
        for (index, word) in words.iter().enumerate() {
            let Some(name) = flag(word) else { continue };
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, value.to_owned()),
                None => (name, following(words, index)),
            };
            flags.insert(name.to_owned(), value);
        }
        Self(flags)
    }

    /// A value that is not empty.
    fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.0.get(name)?.parse().ok()
    }

    /// A switch without a value is on.
    fn switch(&self, name: &str, default: bool) -> bool {
        match self.0.get(name).map(String::as_str) {
            None => default,
            Some("" | "true" | "1" | "t" | "T" | "TRUE" | "True") => true,
            Some(_) => false,
        }
    }

    fn metrics_port(&self) -> Option<u16> {
        let wanted = self.switch("enable-metrics", true);
        wanted.then(|| self.number("metrics-port").unwrap_or(9090))
    }

    fn addresses(&self) -> Vec<String> {
        let text = self.text("dapr-listen-addresses");
        text.unwrap_or_else(|| "127.0.0.1".into())
            .split(',')
            .map(|address| address.trim().to_owned())
            .filter(|address| !address.is_empty())
            .collect()
    }

    /// `--max-body-size` is a quantity, the older flag a number of MiB.
    fn max_body(&self) -> usize {
        let older = self
            .number::<u64>("dapr-http-max-request-size")
            .map(|size| size << 20);
        let bytes = self
            .text("max-body-size")
            .and_then(|text| quantity(&text))
            .or(older);
        usize::try_from(bytes.unwrap_or(MAX_BODY)).unwrap_or(usize::MAX)
    }

    fn app_health(&self) -> Option<AppHealth> {
        self.switch("enable-app-health-check", false)
            .then(|| AppHealth {
                path: self
                    .text("app-health-check-path")
                    .unwrap_or_else(|| "/healthz".into()),
                interval: Duration::from_secs(
                    self.number("app-health-probe-interval").unwrap_or(5),
                ),
                timeout: Duration::from_millis(
                    self.number("app-health-probe-timeout").unwrap_or(500),
                ),
                threshold: self.number("app-health-threshold").unwrap_or(3),
            })
    }
}

/// The name in `--name` or `-name`; `-1` is a value.
fn flag(word: &str) -> Option<&str> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-'))?;
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        .then_some(name)
}

fn following(words: &[String], index: usize) -> String {
    let next = words.get(index + 1).filter(|next| flag(next).is_none());
    next.cloned().unwrap_or_default()
}

/// Bytes of a quantity such as `4Mi` or `10M`.
fn quantity(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|unit: char| unit.is_ascii_alphabetic());
    let unit = match &text[digits.len()..] {
        "" => 1,
        "k" | "K" => 1_000,
        "M" => 1_000_000,
        "G" => 1_000_000_000,
        "Ki" => 1 << 10,
        "Mi" => 1 << 20,
        "Gi" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(unit)
}

#[cfg(test)]
mod tests {
    use super::Options;

    fn read(words: &str, environment: &[(&str, &str)]) -> Options {
        let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
        Options::read(&words, |name| {
            let found = environment.iter().find(|(key, _)| *key == name)?;
            Some(found.1.to_owned())
        })
    }

    #[test]
    fn what_the_injector_writes() {
        let options = read(
            "/daprd --dapr-http-port 41000 --dapr-grpc-port=41001 --dapr-listen-addresses [::1],127.0.0.1 \
             --dapr-public-port 41003 --app-id nodeapp --app-protocol http --log-level info --unknown x \
             --app-port 3000 --enable-metrics --metrics-port 41004 --enable-api-logging=true \
             --dapr-graceful-shutdown-seconds -1 --enable-mtls",
            &[
                ("NAMESPACE", "shop"),
                ("POD_NAME", "nodeapp-1"),
                ("DAPR_API_TOKEN", ""),
            ],
        );
        assert_eq!(options.app_id, "nodeapp");
        assert_eq!(options.app_port, Some(3000));
        assert_eq!((options.http_port, options.grpc_port), (41000, 41001));
        assert_eq!(
            (options.public_port, options.metrics_port),
            (Some(41003), Some(41004))
        );
        assert_eq!(options.listen, ["[::1]", "127.0.0.1"]);
        assert!(options.api_logging && !options.log_json && options.builtin_secrets);
        assert_eq!(
            (options.namespace.as_str(), options.pod.as_str()),
            ("shop", "nodeapp-1")
        );
        assert_eq!(options.api_token, None);
        assert_eq!(options.max_body, 4 << 20);
    }

    #[test]
    fn what_is_not_said_is_daprds_default() {
        let options = read("--app-id a --app-port 0 --app-max-concurrency -1", &[]);
        assert_eq!(options.app_port, None);
        assert_eq!(options.max_concurrency, None);
        assert_eq!(options.http_port, 3500);
        assert_eq!(options.public_port, None);
        assert_eq!(options.metrics_port, Some(9090));
        assert_eq!(options.namespace, "default");
        assert_eq!(options.app_health, None);
    }

    #[test]
    fn switches_and_sizes() {
        let rows = [
            ("--max-body-size 10Mi", 10 << 20),
            ("--max-body-size=2M", 2_000_000),
            ("--dapr-http-max-request-size 8", 8 << 20),
            ("--max-body-size nonsense", 4 << 20),
        ];
        for (words, bytes) in rows {
            assert_eq!(read(words, &[]).max_body, bytes, "{words}");
        }
        assert_eq!(read("--enable-metrics=false", &[]).metrics_port, None);
        let health = read("--enable-app-health-check --app-health-threshold 7", &[]).app_health;
        assert_eq!(health.map(|health| health.threshold), Some(7));
    }
}
