//! The dapr CLI's multi-app file (`dapr.yaml`, `dapr run -f`) as manifests for Kubernetes.
//!
//! Source of its keys: <https://docs.dapr.io/developing-applications/local-development/multi-app-dapr-run/multi-app-template/>.
//! What each app gets is what `dapr run -k -f` makes: a Deployment, and with `createService` a
//! Service of type `LoadBalancer`; unlike there, settings that are shared or that an annotation
//! exists for are heeded.

use serde_json::{Map, Value, json};

use super::run_value::{Form, LEVELS, POLICIES, PROTOCOLS, flag, text};
use crate::dapr::annotations;
use crate::error::{Error, Result};
use crate::manifest::{self, Object, nearest};

/// What becomes of a key.
enum Meaning {
    /// An annotation of the pod.
    Annotation(&'static str),
    /// It is read by name below.
    Read,
    /// It is about processes of this machine and has no meaning in a cluster.
    Local,
}

use Form::{Any, Count, Flag, List, Mapping, Port, Size, Text};
use Meaning::{Annotation, Local, Read};

/// The keys of an app, which `common` may have, too; and what their values are.
const KEYS: [(&str, Meaning, Form); 39] = [
    ("appID", Read, Text),
    ("appPort", Annotation(annotations::APP_PORT), Port),
    ("appProtocol", Annotation("dapr.io/app-protocol"), PROTOCOLS),
    (
        "appMaxConcurrency",
        Annotation("dapr.io/app-max-concurrency"),
        Count,
    ),
    (
        "appChannelAddress",
        Annotation("dapr.io/app-channel-address"),
        Text,
    ),
    ("configFilePath", Local, Any),
    ("containerImage", Read, Text),
    ("containerImagePullPolicy", Read, POLICIES),
    ("createService", Read, Flag),
    ("env", Read, Mapping),
    ("command", Read, List),
    ("logLevel", Annotation("dapr.io/log-level"), LEVELS),
    (
        "enableApiLogging",
        Annotation("dapr.io/enable-api-logging"),
        Flag,
    ),
    (
        "enableAPILogging",
        Annotation("dapr.io/enable-api-logging"),
        Flag,
    ),
    (
        "enableProfiling",
        Annotation("dapr.io/enable-profiling"),
        Flag,
    ),
    (
        "enableAppHealthCheck",
        Annotation("dapr.io/enable-app-health-check"),
        Flag,
    ),
    (
        "appHealthCheckPath",
        Annotation("dapr.io/app-health-check-path"),
        Text,
    ),
    (
        "appHealthProbeInterval",
        Annotation("dapr.io/app-health-probe-interval"),
        Count,
    ),
    (
        "appHealthProbeTimeout",
        Annotation("dapr.io/app-health-probe-timeout"),
        Count,
    ),
    (
        "appHealthThreshold",
        Annotation("dapr.io/app-health-threshold"),
        Count,
    ),
    ("daprMaxBodySize", Annotation("dapr.io/max-body-size"), Size),
    ("maxBodySize", Annotation("dapr.io/max-body-size"), Size),
    (
        "daprHTTPMaxRequestSize",
        Annotation("dapr.io/http-max-request-size"),
        Size,
    ),
    (
        "daprHTTPReadBufferSize",
        Annotation("dapr.io/http-read-buffer-size"),
        Size,
    ),
    (
        "readBufferSize",
        Annotation("dapr.io/read-buffer-size"),
        Size,
    ),
    (
        "unixDomainSocket",
        Annotation("dapr.io/unix-domain-socket-path"),
        Text,
    ),
    ("metricsPort", Annotation("dapr.io/metrics-port"), Port),
    ("appDirPath", Local, Any),
    ("appLogDestination", Local, Any),
    ("daprdLogDestination", Local, Any),
    ("daprHTTPPort", Local, Any),
    ("daprGRPCPort", Local, Any),
    ("daprInternalGRPCPort", Local, Any),
    ("profilePort", Local, Any),
    ("placementHostAddress", Local, Any),
    ("schedulerHostAddress", Local, Any),
    ("resourcesPath", Local, Any),
    ("resourcesPaths", Local, Any),
    ("appSSL", Local, Any),
];
/// What a file asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct RunFile {
    /// Ids of its apps, in their order.
    pub apps: Vec<String>,
    /// Their manifests.
    pub objects: Vec<Object>,
    /// Keys that have no meaning in a cluster.
    pub ignored: Vec<String>,
}

/// Reads a multi-app file.
///
/// # Errors
/// It is no YAML; a key is unknown or its value cannot be; an app lacks its id or its image; two have one id.
pub fn run_file(text: &str, origin: &str) -> Result<RunFile> {
    let documents = manifest::parse_documents(text, origin)?;
    let [file] = documents.as_slice() else {
        return Err(wrong(origin, "it holds no single document"));
    };
    let top = fields(file, origin, "it")?;
    if let Some(key) = top
        .keys()
        .find(|key| !["version", "common", "apps"].contains(&key.as_str()))
    {
        return Err(wrong(
            origin,
            format!("`{key}` is not known here: version, common, apps"),
        ));
    }
    if file["version"] != 1 {
        return Err(
            wrong(origin, "`version: 1` is missing").hint("it is the only version there is")
        );
    }
    let mut read = RunFile {
        apps: Vec::new(),
        objects: Vec::new(),
        ignored: Vec::new(),
    };
    let none = Value::Object(Map::new());
    let common = file.get("common").unwrap_or(&none);
    read.known(fields(common, origin, "`common`")?, origin, "common")?;
    let apps = file["apps"].as_array().filter(|apps| !apps.is_empty());
    let apps = apps.ok_or_else(|| wrong(origin, "`apps` lists no app"))?;
    for (number, app) in apps.iter().enumerate() {
        read.app(common, app, origin, number + 1)?;
    }
    read.ignored.dedup();
    Ok(read)
}

impl RunFile {
    /// Refuses unknown keys and values that cannot be, and takes note of keys without meaning.
    fn known(&mut self, fields: &Map<String, Value>, origin: &str, of: &str) -> Result<()> {
        for (key, value) in fields {
            match KEYS.iter().find(|(name, _, _)| name == key) {
                Some((_, Local, _)) => self.ignored.push(key.clone()),
                Some((_, _, form)) => can_be(*form, key, value, of, origin)?,
                None => return Err(unknown(origin, of, key)),
            }
        }
        Ok(())
    }

    fn app(&mut self, common: &Value, app: &Value, origin: &str, number: usize) -> Result<()> {
        let of = format!("app {number}");
        let own = fields(app, origin, &format!("`{of}`"))?;
        self.known(own, origin, &of)?;
        let get = |key: &str| {
            app.get(key)
                .or_else(|| common.get(key))
                .filter(|it| !it.is_null())
        };
        let id = get("appID").and_then(text).unwrap_or_default();
        if id.is_empty() {
            return Err(wrong(origin, format!("{of} has no `appID`")));
        }
        if self.apps.contains(&id) {
            return Err(wrong(origin, format!("two apps have the id `{id}`")));
        }
        let image = get("containerImage").and_then(Value::as_str);
        let image = image.ok_or_else(|| {
            wrong(origin, format!("app `{id}` has no `containerImage`"))
                .hint("in a cluster an app is an image; `command` and `appDirPath` are for `dapr run` on this machine")
        })?;
        let env = env(common, app);
        let port = get("appPort").and_then(text);
        let port = port.and_then(|port| port.parse().ok());
        self.objects.push(deployment(&id, image, &get, &env, port));
        if get("createService").and_then(flag) == Some(true) {
            let port = port.ok_or_else(|| {
                wrong(
                    origin,
                    format!("app `{id}` has `createService` and no `appPort`"),
                )
            })?;
            self.objects.push(service(&id, port));
        }
        self.apps.push(id);
        Ok(())
    }
}

/// Of the app over those of all.
fn env(common: &Value, app: &Value) -> Vec<Value> {
    let of = |value: &Value| value["env"].as_object().cloned().unwrap_or_default();
    let mut all = of(common);
    all.extend(of(app));
    all.iter()
        .map(|(name, value)| json!({"name": name, "value": text(value).unwrap_or_default()}))
        .collect()
}

fn deployment<'v>(
    id: &str,
    image: &str,
    get: &impl Fn(&str) -> Option<&'v Value>,
    env: &[Value],
    port: Option<u64>,
) -> Object {
    let mut marks = Map::new();
    marks.insert(annotations::ENABLED.to_owned(), "true".into());
    marks.insert(annotations::APP_ID.to_owned(), id.into());
    for (key, meaning, _) in &KEYS {
        if let (Annotation(name), Some(text)) = (meaning, get(key).and_then(text)) {
            marks.insert((*name).to_owned(), text.into());
        }
    }
    let mut container = json!({"name": id, "image": image, "env": env});
    let policy = get("containerImagePullPolicy").and_then(text);
    if let Some(policy) = policy.and_then(|policy| POLICIES.spelled(&policy)) {
        container["imagePullPolicy"] = policy.into();
    }
    if let Some(command) = get("command").and_then(Value::as_array) {
        container["command"] = command.iter().filter_map(text).collect();
    }
    if let Some(port) = port {
        container["ports"] = json!([{"containerPort": port}]);
    }
    Object(json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": id, "labels": {"app": id}},
        "spec": {
            "replicas": 1,
            "selector": {"matchLabels": {"app": id}},
            "template": {
                "metadata": {"labels": {"app": id}, "annotations": marks},
                "spec": {"containers": [container]},
            },
        },
    }))
}

fn service(id: &str, port: u64) -> Object {
    Object(json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": id, "labels": {"app": id}},
        "spec": {
            "type": "LoadBalancer",
            "selector": {"app": id},
            "ports": [{"protocol": "TCP", "port": 80, "targetPort": port}],
        },
    }))
}

fn fields<'v>(value: &'v Value, origin: &str, what: &str) -> Result<&'v Map<String, Value>> {
    value
        .as_object()
        .ok_or_else(|| wrong(origin, format!("{what} is no mapping")))
}

/// Refuses a value that a key cannot have.
fn can_be(form: Form, key: &str, value: &Value, of: &str, origin: &str) -> Result<()> {
    let Some(words) = form.wrong(value) else {
        return Ok(());
    };
    let value = text(value).map_or_else(String::new, |text| format!(" `{text}`"));
    Err(wrong(origin, format!("{of}: `{key}`{value} {words}")))
}

fn unknown(origin: &str, of: &str, key: &str) -> Error {
    let error = wrong(origin, format!("{of} has the unknown key `{key}`"));
    match nearest(key, KEYS.iter().map(|(name, _, _)| *name)) {
        Some(near) => error.hint(format!("did you mean `{near}`?")),
        None => error,
    }
}

fn wrong(origin: &str, message: impl Into<String>) -> Error {
    Error::usage("bad-run-file", message).on(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the official quickstart has it.
    const QUICKSTART: &str = "
version: 1
common:
  resourcesPath: ./resources
  enableApiLogging: true
  env: {MODE: demo, LEVEL: 1}
apps:
  - appID: nodeapp
    appDirPath: ./node/
    appPort: 3000
    containerImage: ghcr.io/dapr/samples/hello-k8s-node:latest
    containerImagePullPolicy: Always
    createService: true
    env: {APP_PORT: 3000, LEVEL: 2}
  - appID: pythonapp
    appDirPath: ./python/
    containerImage: ghcr.io/dapr/samples/hello-k8s-python:latest
    appProtocol: grpc
";

    #[test]
    fn the_quickstarts_file_becomes_manifests() {
        let read = run_file(QUICKSTART, "dapr.yaml").unwrap();
        assert_eq!(read.apps, ["nodeapp", "pythonapp"]);
        assert_eq!(read.ignored, ["resourcesPath", "appDirPath"]);
        let texts: Vec<String> = read
            .objects
            .iter()
            .map(|it| manifest::to_string(&it.0))
            .collect();
        insta::assert_snapshot!(texts.join("---\n"), @r#"
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: nodeapp
          labels:
            app: nodeapp
        spec:
          replicas: 1
          selector:
            matchLabels:
              app: nodeapp
          template:
            metadata:
              labels:
                app: nodeapp
              annotations:
                dapr.io/enabled: "true"
                dapr.io/app-id: nodeapp
                dapr.io/app-port: "3000"
                dapr.io/enable-api-logging: "true"
            spec:
              containers:
              - name: nodeapp
                image: ghcr.io/dapr/samples/hello-k8s-node:latest
                env:
                - name: MODE
                  value: demo
                - name: LEVEL
                  value: "2"
                - name: APP_PORT
                  value: "3000"
                imagePullPolicy: Always
                ports:
                - containerPort: 3000
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: nodeapp
          labels:
            app: nodeapp
        spec:
          type: LoadBalancer
          selector:
            app: nodeapp
          ports:
          - protocol: TCP
            port: 80
            targetPort: 3000
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: pythonapp
          labels:
            app: pythonapp
        spec:
          replicas: 1
          selector:
            matchLabels:
              app: pythonapp
          template:
            metadata:
              labels:
                app: pythonapp
              annotations:
                dapr.io/enabled: "true"
                dapr.io/app-id: pythonapp
                dapr.io/app-protocol: grpc
                dapr.io/enable-api-logging: "true"
            spec:
              containers:
              - name: pythonapp
                image: ghcr.io/dapr/samples/hello-k8s-python:latest
                env:
                - name: MODE
                  value: demo
                - name: LEVEL
                  value: "1"
        "#);
    }

    #[test]
    fn values_are_written_as_the_api_wants_them() {
        let rows = [
            (
                "command: [python3, -m, http.server, 8080]",
                "command",
                json!(["python3", "-m", "http.server", "8080"]),
            ),
            ("command: [a, true]", "command", json!(["a", "true"])),
            (
                "containerImagePullPolicy: always",
                "imagePullPolicy",
                json!("Always"),
            ),
            (
                "containerImagePullPolicy: IFNOTPRESENT",
                "imagePullPolicy",
                json!("IfNotPresent"),
            ),
            (
                "containerImagePullPolicy: Never",
                "imagePullPolicy",
                json!("Never"),
            ),
            ("command: null", "command", Value::Null),
        ];
        for (line, field, expected) in rows {
            let file = format!("version: 1\napps:\n- appID: a\n  containerImage: i\n  {line}\n");
            let read = run_file(&file, "dapr.yaml").unwrap();
            let container = &read.objects[0].0["spec"]["template"]["spec"]["containers"][0];
            assert_eq!(container[field], expected, "{line}");
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let rows = [
            "version: 2\napps: []\n",
            "version: 1\n",
            "version: 1\nname: a\n",
            "version: 1\napps:\n- appPort: 1\n",
            "version: 1\napps:\n- appID: a\n",
            "version: 1\napps:\n- appID: a\n  appprot: 1\n",
            "version: 1\ncommon: {containerImage: i}\napps:\n- appID: a\n- appID: a\n",
            "version: 1\napps:\n- appID: a\n  containerImage: i\n  createService: true\n",
            "- 1\n",
            "version: 1\napps:\n- appID: a\n  appPort: x\n",
            "version: 1\napps:\n- appID: a\n  appProtocol: htp\n",
            "version: 1\ncommon: {enableApiLogging: yess}\napps:\n- appID: a\n",
            "version: 1\ncommon: {logLevel: loud}\napps:\n- appID: a\n",
            "version: 1\napps:\n- appID: a\n  createService: maybe\n",
            "version: 1\napps:\n- appID: a\n  command: node a.js\n",
            "version: 1\napps:\n- appID: a\n  env: [A]\n",
        ];
        let told = rows.map(|text| {
            let error = run_file(text, "dapr.yaml").unwrap_err();
            format!("{} ({})", error.message, error.hint.unwrap_or_default())
        });
        insta::assert_snapshot!(told.join("\n"), @r"
        `version: 1` is missing (it is the only version there is)
        `apps` lists no app ()
        `name` is not known here: version, common, apps ()
        app 1 has no `appID` ()
        app `a` has no `containerImage` (in a cluster an app is an image; `command` and `appDirPath` are for `dapr run` on this machine)
        app 1 has the unknown key `appprot` (did you mean `appPort`?)
        two apps have the id `a` ()
        app `a` has `createService` and no `appPort` ()
        it is no mapping ()
        app 1: `appPort` `x` is no port: 1 to 65535 ()
        app 1: `appProtocol` `htp` is not known; did you mean `http`? ()
        common: `enableApiLogging` `yess` is not true or false ()
        common: `logLevel` `loud` is none of debug, info, warn, error, fatal ()
        app 1: `createService` `maybe` is not true or false ()
        app 1: `command` `node a.js` is no list of texts ()
        app 1: `env` is no mapping from names to texts ()
        ");
    }
}
