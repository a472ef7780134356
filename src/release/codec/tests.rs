use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn ours() -> Record {
    let chart = ChartInfo::new("tiny", "0.1.0", "1.0", json!({"greeting": "hello"}));
    let mut record = Record::begin(&[], "r1", "shop", chart, NOW);
    record.config = json!({"greeting": "hi"});
    record.manifest = "---\n# Source: tiny/cm.yaml\nkind: ConfigMap\n".into();
    record
}

/// A Secret around these bytes, as if they were `gzip(JSON)`.
fn secret(name: &str, revision: u32, bytes: &[u8]) -> Object {
    Object(json!({
        "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
        "metadata": {"name": secret_name(name, revision), "namespace": "shop", "resourceVersion": "7",
                     "labels": {"owner": "helm", "name": name, "team": "a", "modifiedAt": "1"}},
        "data": {"release": STANDARD.encode(STANDARD.encode(bytes))},
    }))
}

fn secret_of(body: &Value) -> Object {
    secret("r1", 3, body.to_string().as_bytes())
}

/// What helm writes, with keys that are not known here at every level.
fn theirs() -> Value {
    json!({
        "name": "r1",
        "info": {"first_deployed": "2026-11-23T07:59:09.828281329Z", "last_deployed": "2026-11-23T09:59:09+02:00",
                 "deleted": "", "description": "Install complete", "status": "deployed", "notes": "read me",
                 "resources": {"v1/Pod": []}},
        "chart": {"metadata": {"name": "tiny", "version": "0.1.0", "apiVersion": "v2", "appVersion": "1.0",
                               "annotations": {"a": "b"}},
                  "lock": null, "templates": [{"name": "templates/cm.yaml", "data": "eA=="}],
                  "values": {"b": 1, "a": 2}, "schema": null, "files": null},
        "config": {"z": 1, "y": {"x": null}},
        "manifest": "---\nkind: ConfigMap\n",
        "hooks": [{"name": "h", "kind": "Job"}],
        "version": 3, "namespace": "shop", "apply_method": "ssa",
    })
}

fn json_of(secret: &Object) -> Value {
    unpack(secret).expect("a record")
}

#[test]
fn a_record_of_ours_has_helms_shape() {
    let record = ours();
    let secret = to_secret(
        &record,
        Timestamp::from_second(1_700_000_000).expect("in range"),
    )
    .expect("fits");
    assert_eq!(secret.name(), "sh.helm.release.v1.r1.v1");
    assert_eq!(secret.namespace(), Some("shop"));
    assert_eq!(secret.text("/type"), "helm.sh/release.v1");
    assert_eq!(
        secret.at("/metadata/labels"),
        Some(
            &json!({"createdAt": "1700000000", "name": "r1", "owner": "helm", "status": "pending-install", "version": "1"})
        )
    );
    assert_eq!(
        serde_json::to_string(&json_of(&secret)).expect("JSON"),
        concat!(
            r#"{"name":"r1","info":{"first_deployed":"1970-01-01T00:00:00Z","last_deployed":"1970-01-01T00:00:00Z","#,
            r#""deleted":"","description":"Install underway by daprk","status":"pending-install"},"#,
            r#""chart":{"metadata":{"apiVersion":"v2","type":"application","name":"tiny","version":"0.1.0","appVersion":"1.0"},"#,
            r#""values":{"greeting":"hello"}},"config":{"greeting":"hi"},"#,
            r##""manifest":"---\n# Source: tiny/cm.yaml\nkind: ConfigMap\n","version":1,"namespace":"shop"}"##,
        )
    );
}

#[test]
fn the_gzip_header_is_helms_and_the_bytes_are_always_the_same() {
    let secret = to_secret(&ours(), NOW).expect("fits");
    let inner = STANDARD
        .decode(secret.text("/data/release"))
        .expect("base64");
    assert!(inner.starts_with(b"H4sIAAAAAAAC/"));
    let bytes = STANDARD.decode(inner).expect("base64");
    assert_eq!(bytes[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 0xff]);
    assert_eq!(secret, to_secret(&ours(), NOW).expect("fits"));
}

#[test]
fn stamps_change_once_the_operation_is_over() {
    let mut record = ours();
    record.complete();
    record.resource_version = Some("5".into());
    let secret = to_secret(&record, NOW).expect("fits");
    assert_eq!(secret.label("createdAt"), None);
    assert_eq!(secret.label("modifiedAt"), Some("0"));
    assert_eq!(secret.label("status"), Some("deployed"));
    assert_eq!(secret.text("/metadata/resourceVersion"), "5");
}

#[test]
fn what_helm_wrote_is_read() {
    let record = from_secret(&secret_of(&theirs())).expect("a record");
    assert_eq!(
        (
            record.name.as_str(),
            record.namespace.as_str(),
            record.revision
        ),
        ("r1", "shop", 3)
    );
    assert_eq!(record.status, Status::Deployed);
    assert_eq!(record.last_deployed, "2026-11-23T09:59:09+02:00");
    assert_eq!(
        record.updated().map(|time| time.to_string()).as_deref(),
        Some("2026-11-23T07:59:09Z")
    );
    assert_eq!(record.notes, "read me");
    assert_eq!(
        (
            record.chart.name.as_str(),
            record.chart.version.as_str(),
            record.chart.app_version.as_str()
        ),
        ("tiny", "0.1.0", "1.0")
    );
    assert_eq!(record.chart.values, json!({"b": 1, "a": 2}));
    assert_eq!(record.config, json!({"z": 1, "y": {"x": null}}));
    assert_eq!(record.labels, [("team".to_owned(), "a".to_owned())].into());
    assert_eq!(record.resource_version.as_deref(), Some("7"));
}

#[test]
fn what_helm_wrote_is_written_back_to_the_letter() {
    let mut record = from_secret(&secret_of(&theirs())).expect("a record");
    let written = json_of(&to_secret(&record, NOW).expect("fits"));
    assert_eq!(written.to_string(), theirs().to_string());

    record.supersede();
    let mut wanted = theirs();
    wanted["info"]["status"] = "superseded".into();
    let secret = to_secret(&record, NOW).expect("fits");
    assert_eq!(json_of(&secret).to_string(), wanted.to_string());
    assert_eq!(secret.label("team"), Some("a"));
    assert_eq!(secret.label("status"), Some("superseded"));
}

/// Records that helm 3.22 wrote: an install with a hook, notes and a label, and an upgrade that the
/// API server refused.
#[test]
fn real_records_of_helms_go_through_unharmed() {
    let read = |text: &str| {
        let secret = Object(serde_json::from_str(text).expect("JSON"));
        let record = from_secret(&secret).expect("a record");
        let back = to_secret(&record, NOW).expect("fits");
        assert_eq!(json_of(&back).to_string(), json_of(&secret).to_string());
        record
    };
    let first = read(include_str!(
        "../../../tests/fixtures/release/helm-cart-v1.json"
    ));
    assert_eq!(first.first_deployed, "2026-11-23T18:23:12.731360623+01:00");
    assert_eq!(first.config, json!({"greeting": "hi"}));
    assert_eq!(first.hooks.as_array().map(Vec::len), Some(1));
    let objects = first.objects().expect("three objects");
    let names: Vec<String> = objects
        .iter()
        .map(|object| object.id().to_string())
        .collect();
    assert_eq!(names, ["ConfigMap cart", "Service cart", "Deployment cart"]);
    assert_eq!(objects[0].text("/data/mode"), "0644");

    let second = read(include_str!(
        "../../../tests/fixtures/release/helm-cart-v2.json"
    ));
    assert_eq!((second.status.as_str(), second.revision), ("failed", 2));
    assert_eq!(
        second.summary(),
        "Upgrade \"cart\" failed: cannot patch \"cart\" with kind Deployment:  \"\" is invalid: patch"
    );
    assert_eq!(first.summary(), "Install complete");
}

#[test]
fn sparse_records_are_read_and_not_filled_up() {
    let bare = json!({"name": "r1", "info": {"deleted": "", "status": "deployed"}, "version": 3});
    let record = from_secret(&secret_of(&bare)).expect("a record");
    assert_eq!(record.namespace, "shop");
    assert_eq!(record.config, Value::Null);
    assert_eq!(record.chart.values, Value::Null);
    let mut wanted = bare;
    wanted["namespace"] = "shop".into();
    assert_eq!(json_of(&to_secret(&record, NOW).expect("fits")), wanted);

    let nulls = json!({"name": "r1", "info": {"deleted": null, "status": "odd", "last_deployed": ""},
        "version": 3, "config": null, "hooks": null, "chart": {"metadata": null, "values": null}});
    let record = from_secret(&secret_of(&nulls)).expect("a record");
    assert_eq!(record.status, Status::Unknown("odd".into()));
    assert_eq!(record.updated(), None);
}

#[test]
fn other_wrappings_that_helm_reads_are_read() {
    let json = theirs().to_string();
    let mut gzip = GzBuilder::new()
        .mtime(1_700_000_000)
        .filename("release")
        .write(Vec::new(), Compression::fast());
    gzip.write_all(json.as_bytes()).expect("memory");
    let gzipped = gzip.finish().expect("memory");
    let plain = from_secret(&secret_of(&theirs())).expect("a record");
    assert_eq!(from_secret(&secret("r1", 3, &gzipped)), Ok(plain.clone()));

    let mut broken = STANDARD.encode(&gzipped);
    broken.insert_str(40, "\r\n");
    broken.push('\n');
    let mut wrapped = secret("r1", 3, b"");
    wrapped.0["data"]["release"] = STANDARD.encode(broken).into();
    assert_eq!(from_secret(&wrapped), Ok(plain));
}

/// Secrets whose wrapping is broken, with the reason told.
fn broken_wrappings() -> Vec<(Object, &'static str)> {
    let raw = |data: Value| {
        let mut secret = secret("r1", 3, b"");
        secret.0["data"] = data;
        secret
    };
    let inner = |text: &[u8]| raw(json!({"release": STANDARD.encode(text)}));
    let mut cut = pack(&theirs()).expect("memory");
    cut.truncate(cut.len() / 2 / 4 * 4);
    vec![
        (raw(Value::Null), "it has no `data.release`"),
        (raw(json!({"release": 1})), "it has no `data.release`"),
        (raw(json!({"release": "%"})), "`data.release` is not base64"),
        (inner(b"%"), "the content of `data.release` is not base64"),
        (inner(&cut), "it is not gzip"),
        (secret("r1", 3, b"\x1f\x8b\x08"), "it is not gzip"),
        (secret("r1", 3, b""), "it is not JSON"),
        (secret("r1", 3, b"[1"), "it is not JSON"),
        (secret("r1", 3, b"[1]"), "it has no `info`"),
    ]
}

/// What helm would not read, or what would be written back elsewhere, with the reason told.
fn broken_bodies() -> Vec<(Object, &'static str)> {
    let rows = [
        ("info", Value::Null, "it has no `info`"),
        (
            "version",
            Value::Null,
            "its `version` is not a whole number",
        ),
        ("version", json!("3"), "its `version` is not a whole number"),
        ("version", json!(0), "its `version` is not a whole number"),
        ("version", json!(2), "it is the record of r1, revision 2"),
        ("name", json!("r2"), "it is the record of r2, revision 3"),
        ("name", json!(1), "its `name` is not a string"),
        ("config", json!([]), "its `config` is not a map"),
        ("hooks", json!({}), "its `hooks` is not a list"),
        ("manifest", json!({}), "its `manifest` is not a string"),
        ("chart", json!({"values": 1}), "its `values` is not a map"),
    ];
    let times = ["2026-11-23 08:00:00", "2026-11-23 08:00:00Z", "soon"].map(|time| {
        let mut info = theirs()["info"].clone();
        info["last_deployed"] = time.into();
        ("info", info, "its `last_deployed` is not an RFC 3339 time")
    });
    let broken = |(key, value, reason): (&str, Value, &'static str)| {
        let mut body = theirs();
        body[key] = value;
        (secret_of(&body), reason)
    };
    rows.into_iter().chain(times).map(broken).collect()
}

#[test]
fn an_undecodable_record_is_an_error_that_names_the_secret() {
    for (secret, reason) in broken_wrappings().into_iter().chain(broken_bodies()) {
        let error = from_secret(&secret).expect_err(reason);
        assert_eq!(error.code, "release-undecodable");
        let on = "secret sh.helm.release.v1.r1.v3 in shop";
        assert_eq!(error.on.as_deref(), Some(on));
        let says = error.says.unwrap_or_default();
        assert!(says.starts_with(reason), "{says} / {reason}");
        let hint = error.hint.unwrap_or_default();
        assert!(hint.contains("-n shop sh.helm.release.v1.r1.v3"), "{hint}");
    }
}

#[test]
fn a_bomb_is_not_unpacked_to_its_end() {
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::fast());
    let block = vec![b' '; 1 << 20];
    for _ in 0..65 {
        gzip.write_all(&block).expect("memory");
    }
    // Cut off, it fails in another way if ever its end is reached.
    let mut bomb = gzip.finish().expect("memory");
    bomb.truncate(bomb.len() - 8);
    let error = from_secret(&secret("r1", 3, &bomb)).expect_err("a bomb");
    assert_eq!(
        error.says.as_deref(),
        Some("it unpacks to more than 64 MiB")
    );
}

#[test]
fn the_size_limit_is_the_api_servers_and_comes_before_it() {
    let mut record = ours();
    // Noise that does not shrink: linear congruential, so that the test is the same each time.
    let mut state = 1_u64;
    record.manifest = (0..1_100_000)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from(b' ' + u8::try_from(state >> 58).unwrap_or_default())
        })
        .collect();
    let error = to_secret(&record, NOW).expect_err("too large");
    assert_eq!(error.code, "release-too-large");
    assert_eq!(error.on.as_deref(), Some("secret sh.helm.release.v1.r1.v1"));
    assert!(
        error
            .says
            .is_some_and(|says| says.ends_with("the API server takes 1048576"))
    );

    record.manifest.truncate(1_000_000);
    assert!(to_secret(&record, NOW).is_ok());
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back(
        text in ".*", key in "[a-z]{1,8}", number in any::<i64>(), revision in 1u32.., label in "[a-z]{0,8}",
    ) {
        let mut record = ours();
        record.revision = revision;
        record.manifest.clone_from(&text);
        record.notes.clone_from(&text);
        record.config = json!({key.as_str(): [number, text, null, 0.5]});
        record.hooks = json!([{"name": key}]);
        record.labels.insert(format!("x-{key}"), label);
        record.resource_version = Some("1".into());
        let mut read = from_secret(&to_secret(&record, NOW).expect("fits")).expect("a record");
        read.body = Value::Null;
        read.chart.body = record.chart.body.clone();
        prop_assert_eq!(read, record);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64), gzip in any::<bool>()) {
        let mut content = if gzip { GZIP_MAGIC.to_vec() } else { Vec::new() };
        content.extend(bytes);
        prop_assert!(from_secret(&secret("r1", 3, &content)).is_err());
    }
}
