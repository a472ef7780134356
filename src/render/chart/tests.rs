use serde_json::{Value, json};

use super::{Chart, Live, ReleaseContext};
use crate::manifest::Object;

fn release(live: Live) -> ReleaseContext {
    ReleaseContext {
        name: "demo".into(),
        namespace: "apps".into(),
        live,
    }
}

fn rendered(name: &str, config: &Value, live: Live) -> Vec<Object> {
    let chart = Chart::bundled(name).expect("a bundled chart");
    let values = chart.values(config).expect("values");
    chart.render(&release(live), &values).expect("objects")
}

fn find<'a>(objects: &'a [Object], kind: &str, name: &str) -> Option<&'a Object> {
    objects
        .iter()
        .find(|object| object.kind() == kind && object.name() == name)
}

#[test]
fn every_chart_renders_at_its_defaults_and_twice_the_same() {
    assert!(Chart::names().contains(&"dapr"));
    for name in Chart::names() {
        let objects = rendered(name, &Value::Null, Live::default());
        assert!(!objects.is_empty(), "{name}");
        for object in &objects {
            assert!(
                !object.name().is_empty() && !object.kind().is_empty(),
                "{name}: {:?}",
                object.0
            );
        }
        let text = |objects: &[Object]| serde_json::to_string(objects).expect("JSON");
        let again = rendered(name, &json!({}), Live::default());
        assert_eq!(text(&objects), text(&again), "{name}");
    }
}

#[test]
fn the_scheduler_keeps_the_storage_that_is_there() {
    let config = json!({"dapr_scheduler": {"cluster": {"storageSize": "32Gi"}}});
    let size = |live: Live| {
        let objects = rendered("dapr", &config, live);
        let set = find(&objects, "StatefulSet", "dapr-scheduler-server").expect("the scheduler");
        set.text("/spec/volumeClaimTemplates/0/spec/resources/requests/storage")
            .to_owned()
    };
    assert_eq!(size(Live::default()), "32Gi");
    let live = Live {
        scheduler_storage_size: Some("1Gi".into()),
        ..Live::default()
    };
    assert_eq!(size(live), "1Gi");
}

#[test]
fn a_dependency_comes_with_its_values_unless_it_is_off() {
    let chart = Chart::bundled("hello-kubernetes").expect("a bundled chart");
    let redis = Chart::bundled("redis").expect("a bundled chart");
    assert_eq!(
        chart.defaults()["redis"]["image"],
        redis.defaults()["image"]
    );
    let with = rendered(
        "hello-kubernetes",
        &json!({"redis": {"fullname": "mine"}}),
        Live::default(),
    );
    assert!(find(&with, "StatefulSet", "mine-master").is_some());
    let without = rendered(
        "hello-kubernetes",
        &json!({"redis": {"enabled": false}}),
        Live::default(),
    );
    assert_eq!(find(&without, "StatefulSet", "dapr-dev-redis-master"), None);
    assert!(find(&without, "Deployment", "nodeapp").is_some());
    let error = chart
        .values(&json!({"redis": {"persistance": {"size": "1Gi"}}}))
        .expect_err("an unknown key");
    assert_eq!(
        error.hint.as_deref(),
        Some("did you mean `redis.persistence`?")
    );
}

#[test]
fn redis_takes_the_password_that_is_there() {
    let live = Live {
        redis_password: Some("old".into()),
        ..Live::default()
    };
    let objects = rendered("redis", &json!({}), live);
    let secret = find(&objects, "Secret", "dapr-dev-redis").expect("the secret");
    assert_eq!(secret.text("/data/redis-password"), "b2xk");
}

#[test]
fn values_must_be_a_map() {
    let chart = Chart::bundled("dapr").expect("a bundled chart");
    let error = chart.values(&json!(["a"])).expect_err("a list");
    assert_eq!(
        (error.code, error.message.as_str()),
        ("bad-value", "the values are not a map of keys")
    );
}

#[test]
fn a_secret_value_is_never_shown() {
    let secrets = [
        json!({"dapr_scheduler": {"etcdClientPassword": "s3cr\"t"}}),
        json!({"dapr_scheduler": {"etcdClientPassword": ["s3cr", "t"]}}),
        json!({"dapr_sentry": {"tls": {"issuer": {"keyPEM": {"s3cr": "t"}}}}}),
    ];
    let chart = Chart::bundled("dapr").expect("a bundled chart");
    for config in secrets {
        let values = chart.values(&config);
        let error = values
            .and_then(|values| chart.render(&release(Live::default()), &values))
            .expect_err("a refusal");
        assert!(!format!("{error:?}").contains("s3cr"), "{error:?}");
        assert!(error.message.starts_with("`dapr_s"), "{error:?}");
    }
}

#[test]
fn no_such_chart() {
    assert!(Chart::bundled("nothing").is_none());
    assert!(Chart::bundled("crds").is_none());
}
