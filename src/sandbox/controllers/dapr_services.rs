//! What Dapr's operator does for apps: a `<app-id>-dapr` Service for each of them, while an
//! operator is there.

use serde_json::{Value, json};

use super::context::{Context, DEPLOYMENT, Kind, SERVICE, STATEFUL_SET};
use super::driver::{Controller, Looked, Looking, Source};
use super::object::{Key, deleting, label, manager, map, name, namespace, number, reference, text};
use crate::sandbox::status::Reply;

/// Makes the Services of apps. A key is a kind and `namespace/name`.
pub(super) struct DaprServices(pub(super) Context);

const KINDS: [Kind; 2] = [DEPLOYMENT, STATEFUL_SET];

impl Controller for DaprServices {
    fn sources(&self) -> Vec<Source> {
        let context = self.0.clone();
        vec![
            Source::of(DEPLOYMENT, move |deployment| {
                if is_operator(deployment) {
                    apps(&context)
                } else {
                    vec![key_of(deployment)]
                }
            }),
            Source::of(STATEFUL_SET, |set| vec![key_of(set)]),
            Source::of(SERVICE, |service| {
                let kind =
                    manager(service).map(|owner| (text(owner, "/kind"), text(owner, "/name")));
                let (of, app) = (namespace(service), annotation(service, "dapr.io/app-id"));
                let own = kind.filter(|_| app.is_some());
                own.map(|(kind, name)| (kind.to_owned(), format!("{of}/{name}")))
                    .into_iter()
                    .collect()
            }),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

fn annotation<'a>(object: &'a Value, wanted: &str) -> Option<&'a str> {
    super::object::annotation(object, wanted)
}

fn key_of(object: &Value) -> Key {
    (
        text(object, "/kind").to_owned(),
        format!("{}/{}", namespace(object), name(object)),
    )
}

fn is_operator(deployment: &Value) -> bool {
    label(deployment, "app") == Some("dapr-operator")
}

/// All that may be apps: what an operator looks at when it comes up.
fn apps(context: &Context) -> Vec<Key> {
    let all = KINDS
        .iter()
        .flat_map(|kind| context.list(*kind, "").unwrap_or_default());
    all.map(|object| key_of(&object)).collect()
}

impl DaprServices {
    async fn look(&self, key: &Key) -> Looked {
        let (namespace, name) = key.1.split_once('/').unwrap_or_default();
        let kind = KINDS.into_iter().find(|kind| kind.1 == key.0);
        let found = kind.and_then(|kind| self.0.get(kind, namespace, name).transpose());
        let Some(owner) = found.transpose()? else {
            return Ok(None);
        };
        if deleting(&owner) || !self.operated()? {
            return Ok(None);
        }
        if let Some(service) = service(&owner) {
            self.put(&service).await?;
        }
        Ok(None)
    }

    /// Whether an operator is ready, and makes Services.
    fn operated(&self) -> Reply<bool> {
        let ready = |one: &Value| {
            is_operator(one) && number(one, "/status/readyReplicas").unwrap_or_default() > 0
        };
        let reconciles = |one: &Value| {
            let containers = super::object::items(one, "/spec/template/spec/containers");
            let args = containers
                .iter()
                .flat_map(|one| super::object::items(one, "/args"));
            args.into_iter()
                .all(|arg| arg != "--disable-service-reconciler")
        };
        let all = self.0.list(DEPLOYMENT, "")?;
        Ok(all.iter().any(|one| ready(one) && reconciles(one)))
    }

    async fn put(&self, service: &Value) -> Reply<()> {
        let (of, service_name) = (namespace(service), name(service));
        let Some(found) = self.0.get(SERVICE, of, service_name)? else {
            return self.0.ensure(SERVICE, of, service.clone()).await;
        };
        let change = |found: &mut Value| put_right(found, service);
        self.0.edit(SERVICE, &found, None, &change).await.map(drop)
    }
}

/// Gives a Service what it is to have; whether anything was otherwise.
fn put_right(found: &mut Value, service: &Value) -> bool {
    let mut changed = false;
    for part in ["labels", "annotations", "ownerReferences"] {
        changed |= found["metadata"][part] != service["metadata"][part];
        found["metadata"][part] = service["metadata"][part].clone();
    }
    if ports(found) != ports(service) || found["spec"]["selector"] != service["spec"]["selector"] {
        found["spec"]["ports"] = service["spec"]["ports"].clone();
        found["spec"]["selector"] = service["spec"]["selector"].clone();
        changed = true;
    }
    changed
}

fn ports(service: &Value) -> Vec<(&str, Option<i64>, Option<i64>)> {
    let ports = super::object::items(service, "/spec/ports").iter();
    ports
        .map(|port| {
            (
                text(port, "/name"),
                number(port, "/port"),
                number(port, "/targetPort"),
            )
        })
        .collect()
}

/// The Service of a workload that is an app.
fn service(owner: &Value) -> Option<Value> {
    let of_template = |key: &str| {
        map(owner, "/spec/template/metadata/annotations")?
            .get(&format!("dapr.io/{key}"))?
            .as_str()
    };
    let app = of_template("app-id").filter(|app| valid(app))?;
    of_template("enabled").filter(|enabled| truthy(enabled))?;
    let port = |key: &str, default: i64| {
        of_template(key)
            .and_then(|port| port.parse::<i32>().ok())
            .map_or(default, i64::from)
    };
    let metrics = port("metrics-port", 9090);
    let mut annotations = json!({"dapr.io/app-id": app});
    let enabled = of_template("enable-metrics").filter(|value| !value.is_empty());
    if enabled.is_none_or(truthy) {
        annotations["prometheus.io/probe"] = "true".into();
        annotations["prometheus.io/scrape"] = "true".into();
        annotations["prometheus.io/port"] = metrics.to_string().into();
        annotations["prometheus.io/path"] = "/".into();
    }
    for (key, value) in pairs(of_template("sidecar-svc-annotations").unwrap_or_default()) {
        if annotations.get(key).is_none() {
            annotations[key] = value.into();
        }
    }
    let one = |name: &str, port: i64, target: i64| json!({"name": name, "protocol": "TCP", "port": port, "targetPort": target});
    let (grpc, internal) = (port("grpc-port", 50001), port("internal-grpc-port", 50002));
    Some(json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {
            "name": format!("{app}-dapr"),
            "namespace": namespace(owner),
            "labels": {"dapr.io/enabled": "true"},
            "annotations": annotations,
            "ownerReferences": [reference(owner)],
        },
        "spec": {
            "selector": owner["spec"]["selector"]["matchLabels"],
            "clusterIP": "None",
            "ports": [
                one("dapr-http", 80, 3500),
                one("dapr-grpc", grpc, grpc),
                one("dapr-internal", internal, internal),
                one("dapr-metrics", metrics, metrics),
            ],
        },
    }))
}

/// `a=1,b=2`.
fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let pairs = text
        .split(',')
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .map(|(key, value)| (key.trim(), value.trim()))
        .filter(|(key, _)| !key.is_empty())
}

fn truthy(text: &str) -> bool {
    let text = text.trim().to_lowercase();
    ["y", "yes", "true", "t", "on", "1"].contains(&text.as_str())
}

/// Whether `<app>-dapr` is a DNS label.
fn valid(app: &str) -> bool {
    let inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !app.is_empty() && app.len() <= 58 && !app.starts_with('-') && app.chars().all(inside)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ports, put_right, service};

    fn owner(annotations: &Value) -> Value {
        json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "web", "namespace": "shop", "uid": "u"},
            "spec": {
                "selector": {"matchLabels": {"app": "web"}},
                "template": {"metadata": {"annotations": annotations}},
            },
        })
    }

    #[test]
    fn an_app_has_a_service() {
        let service = service(&owner(
            &json!({"dapr.io/enabled": "yes", "dapr.io/app-id": "web"}),
        ))
        .unwrap();
        let annotations = json!({
            "dapr.io/app-id": "web", "prometheus.io/probe": "true", "prometheus.io/scrape": "true",
            "prometheus.io/port": "9090", "prometheus.io/path": "/",
        });
        assert_eq!(service["metadata"]["annotations"], annotations);
        assert_eq!(service["metadata"]["name"], "web-dapr");
        assert_eq!(service["spec"]["selector"], json!({"app": "web"}));
        let expected = [
            ("dapr-http", Some(80), Some(3500)),
            ("dapr-grpc", Some(50001), Some(50001)),
            ("dapr-internal", Some(50002), Some(50002)),
            ("dapr-metrics", Some(9090), Some(9090)),
        ];
        assert_eq!(ports(&service), expected);
    }

    #[test]
    fn annotations_of_the_template_count() {
        let template = json!({
            "dapr.io/enabled": "true", "dapr.io/app-id": "web", "dapr.io/enable-metrics": "false",
            "dapr.io/internal-grpc-port": "6000", "dapr.io/grpc-port": "x",
            "dapr.io/sidecar-svc-annotations": "a = 1, dapr.io/app-id=other, =x",
        });
        let service = service(&owner(&template)).unwrap();
        assert_eq!(
            service["metadata"]["annotations"],
            json!({"dapr.io/app-id": "web", "a": "1"})
        );
        assert_eq!(
            ports(&service)[1..3],
            [
                ("dapr-grpc", Some(50001), Some(50001)),
                ("dapr-internal", Some(6000), Some(6000)),
            ]
        );
    }

    #[test]
    fn what_is_no_app_has_none() {
        for annotations in [
            json!({}),
            json!({"dapr.io/enabled": "true"}),
            json!({"dapr.io/enabled": "false", "dapr.io/app-id": "web"}),
            json!({"dapr.io/enabled": "true", "dapr.io/app-id": "Web"}),
        ] {
            assert_eq!(service(&owner(&annotations)), None, "{annotations}");
        }
    }

    #[test]
    fn a_changed_service_is_put_right() {
        let wanted = service(&owner(
            &json!({"dapr.io/enabled": "true", "dapr.io/app-id": "web"}),
        ))
        .unwrap();
        let mut found = wanted.clone();
        found["spec"]["ports"][0]["nodePort"] = 0.into();
        assert!(!put_right(&mut found, &wanted));
        found["spec"]["selector"] = json!({"app": "other"});
        assert!(put_right(&mut found, &wanted));
        assert!(!put_right(&mut found, &wanted));
    }
}
