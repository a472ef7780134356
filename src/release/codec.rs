//! A record as the Secret that helm keeps it in.
//!
//! `data.release` is base64 (the Secret's own) of base64 of gzip of JSON; helm also reads plain
//! JSON in place of gzip.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use flate2::{Compression, GzBuilder};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::record::{ChartInfo, Record, Status};
use crate::error::{Error, Result};
use crate::manifest::Object;

/// The Secret's `type`.
pub const SECRET_TYPE: &str = "helm.sh/release.v1";
/// The label selector that finds every record; with `,name=NAME`, those of one release.
pub const LABEL_OWNER: &str = "owner=helm";

/// What the API server takes as the decoded data of one Secret (`MaxSecretSize`).
const MAX_BYTES: usize = 1_048_576;
/// No honest record is larger unpacked: 64 MiB, a hundred times what fits in packed.
const MAX_UNPACKED: u64 = 64 << 20;
const NAME_PREFIX: &str = "sh.helm.release.v1.";
const GZIP_MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];
/// Labels that helm writes itself; all others are the user's.
const OWN_LABELS: [&str; 6] = [
    "name",
    "owner",
    "status",
    "version",
    "createdAt",
    "modifiedAt",
];

/// The Secret of a revision: `sh.helm.release.v1.NAME.vN`.
pub fn secret_name(name: &str, revision: u32) -> String {
    format!("{NAME_PREFIX}{name}.v{revision}")
}

/// The Secret that holds the record, to be created or to replace the stored one.
///
/// `now` goes into helm's stamp: `createdAt` while the operation is pending, `modifiedAt` after
/// it, as helm itself ends up writing. Fails with `release-too-large` before the API server does.
pub fn to_secret(record: &Record, now: Timestamp) -> Result<Object> {
    let packed = pack(&body(record))
        .map_err(|error| Error::bug(format!("cannot pack {}: {error}", record.title())))?;
    if packed.len() > MAX_BYTES {
        return Err(too_large(record, packed.len()));
    }
    let mut metadata = json!({
        "name": secret_name(&record.name, record.revision),
        "namespace": record.namespace,
        "labels": labels(record, now),
    });
    if let Some(version) = &record.resource_version {
        metadata["resourceVersion"] = version.as_str().into();
    }
    Ok(Object(json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata,
        "type": SECRET_TYPE,
        "data": {"release": STANDARD.encode(packed)},
    })))
}

fn too_large(record: &Record, bytes: usize) -> Error {
    Error::failed(
        "release-too-large",
        format!(
            "the record of {} does not fit into a Secret",
            record.title()
        ),
    )
    .on(format!(
        "secret {}",
        secret_name(&record.name, record.revision)
    ))
    .says(format!(
        "{bytes} bytes packed, the API server takes {MAX_BYTES}"
    ))
    .hint("deploy the manifests in several parts, each under a name of its own")
}

fn labels(record: &Record, now: Timestamp) -> BTreeMap<String, String> {
    let stamp = if record.status.is_pending() {
        "createdAt"
    } else {
        "modifiedAt"
    };
    let own = [
        ("name", record.name.clone()),
        ("owner", "helm".to_owned()),
        ("status", record.status.to_string()),
        ("version", record.revision.to_string()),
        (stamp, now.as_second().to_string()),
    ];
    let mut labels = record.labels.clone();
    labels.extend(own.map(|(key, value)| (key.to_owned(), value)));
    labels
}

/// The record's JSON: what was read, with what is known here put over it.
fn body(record: &Record) -> Value {
    let mut body = record.body.clone();
    put_text(&mut body, &["name"], &record.name);
    put_text(
        &mut body,
        &["info", "first_deployed"],
        &record.first_deployed,
    );
    put_text(&mut body, &["info", "last_deployed"], &record.last_deployed);
    // Helm always writes this one.
    put(
        &mut body,
        &["info", "deleted"],
        record.deleted.as_str().into(),
    );
    put_text(&mut body, &["info", "description"], &record.description);
    put_text(&mut body, &["info", "status"], record.status.as_str());
    put_text(&mut body, &["info", "notes"], &record.notes);
    put(&mut body, &["chart"], chart_body(&record.chart));
    put(&mut body, &["config"], record.config.clone());
    put_text(&mut body, &["manifest"], &record.manifest);
    put(&mut body, &["hooks"], record.hooks.clone());
    put(&mut body, &["version"], record.revision.into());
    put_text(&mut body, &["namespace"], &record.namespace);
    body
}

fn chart_body(chart: &ChartInfo) -> Value {
    let mut body = chart.body.clone();
    put_text(&mut body, &["metadata", "name"], &chart.name);
    put_text(&mut body, &["metadata", "version"], &chart.version);
    put_text(&mut body, &["metadata", "appVersion"], &chart.app_version);
    put(&mut body, &["values"], chart.values.clone());
    body
}

/// Puts `new` at a path of map keys, unless it says so already. Null and absent are one.
fn put(value: &mut Value, path: &[&str], new: Value) {
    let old = path.iter().try_fold(&*value, |at, key| at.get(key));
    if old.unwrap_or(&Value::Null) == &new {
        return;
    }
    let mut at = value;
    for key in path {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[*key];
    }
    *at = new;
}

/// As [`put`]; the empty string and absent are one, too.
fn put_text(value: &mut Value, path: &[&str], new: &str) {
    let old = path.iter().try_fold(&*value, |at, key| at.get(key));
    if old.and_then(Value::as_str).unwrap_or_default() != new {
        put(value, path, new.into());
    }
}

/// base64(gzip(JSON)) with the header that helm writes: no time, no system.
fn pack(body: &Value) -> std::io::Result<Vec<u8>> {
    let mut gzip = GzBuilder::new()
        .mtime(0)
        .operating_system(255)
        .write(Vec::new(), Compression::best());
    gzip.write_all(&serde_json::to_vec(body)?)?;
    Ok(STANDARD.encode(gzip.finish()?).into_bytes())
}

/// Reads the record from its Secret. A Secret that doesn't decode is an error with the code
/// `release-undecodable`, never the absence of a release (to helm it is the absence).
pub fn from_secret(secret: &Object) -> Result<Record> {
    let read = |secret| -> Result<Record, String> {
        let body = unpack(secret)?;
        decode(secret, body)
    };
    read(secret).map_err(|reason| undecodable(secret, &reason))
}

fn undecodable(secret: &Object, reason: &str) -> Error {
    let namespace = secret.namespace().unwrap_or_default();
    let name = secret.name();
    Error::failed("release-undecodable", "a release record cannot be read")
        .on(format!("secret {name} in {namespace}"))
        .says(reason)
        .hint(format!(
            "helm skips this record, too; restore it from a backup, or remove it with `kubectl delete secret -n {namespace} {name}`"
        ))
}

fn unpack(secret: &Object) -> Result<Value, String> {
    let data = secret
        .at("/data/release")
        .and_then(Value::as_str)
        .ok_or("it has no `data.release`")?;
    let inner = STANDARD
        .decode(data)
        .map_err(|error| format!("`data.release` is not base64: {error}"))?;
    // Go's decoder, and so helm, passes over line ends.
    let inner: Vec<u8> = inner
        .into_iter()
        .filter(|byte| !matches!(byte, b'\r' | b'\n'))
        .collect();
    let bytes = STANDARD
        .decode(inner)
        .map_err(|error| format!("the content of `data.release` is not base64: {error}"))?;
    let text = if bytes.starts_with(&GZIP_MAGIC) {
        gunzip(&bytes)?
    } else {
        bytes
    };
    serde_json::from_slice(&text).map_err(|error| format!("it is not JSON: {error}"))
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut text = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(MAX_UNPACKED + 1)
        .read_to_end(&mut text)
        .map_err(|error| format!("it is not gzip: {error}"))?;
    if text.len() as u64 > MAX_UNPACKED {
        return Err(format!(
            "it unpacks to more than {} MiB",
            MAX_UNPACKED >> 20
        ));
    }
    Ok(text)
}

fn decode(secret: &Object, body: Value) -> Result<Record, String> {
    let info = body.get("info").unwrap_or(&Value::Null);
    if !info.is_object() {
        return Err("it has no `info`".into());
    }
    let name = text(&body, "name")?;
    let revision = revision(&body)?;
    if secret.name() != secret_name(&name, revision) {
        return Err(format!("it is the record of {name}, revision {revision}"));
    }
    Ok(Record {
        revision,
        namespace: namespace(secret, &body)?,
        status: Status::parse(&text(info, "status")?),
        description: text(info, "description")?,
        notes: text(info, "notes")?,
        first_deployed: time(info, "first_deployed")?,
        last_deployed: time(info, "last_deployed")?,
        deleted: time(info, "deleted")?,
        chart: chart(body.get("chart").unwrap_or(&Value::Null))?,
        config: map(&body, "config")?,
        manifest: text(&body, "manifest")?,
        hooks: hooks(&body)?,
        labels: extra_labels(secret),
        resource_version: secret
            .at("/metadata/resourceVersion")
            .and_then(Value::as_str)
            .map(str::to_owned),
        name,
        body,
    })
}

fn namespace(secret: &Object, body: &Value) -> Result<String, String> {
    let namespace = text(body, "namespace")?;
    Ok(if namespace.is_empty() {
        secret.namespace().unwrap_or_default().to_owned()
    } else {
        namespace
    })
}

fn revision(body: &Value) -> Result<u32, String> {
    body.get("version")
        .and_then(Value::as_u64)
        .and_then(|number| u32::try_from(number).ok())
        .filter(|number| *number > 0)
        .ok_or_else(|| "its `version` is not a whole number from 1 on".into())
}

fn chart(body: &Value) -> Result<ChartInfo, String> {
    let metadata = body.get("metadata").unwrap_or(&Value::Null);
    Ok(ChartInfo {
        name: text(metadata, "name")?,
        version: text(metadata, "version")?,
        app_version: text(metadata, "appVersion")?,
        values: map(body, "values")?,
        body: body.clone(),
    })
}

fn text(value: &Value, key: &str) -> Result<String, String> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(String::new()),
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(format!("its `{key}` is not a string")),
    }
}

/// A time in RFC 3339, kept as it is written. Helm cannot read a record with any other form.
fn time(info: &Value, key: &str) -> Result<String, String> {
    let time = text(info, key)?;
    let well_formed = time.as_bytes().get(10) == Some(&b'T') && time.parse::<Timestamp>().is_ok();
    if time.is_empty() || well_formed {
        Ok(time)
    } else {
        Err(format!("its `{key}` is not an RFC 3339 time"))
    }
}

fn map(value: &Value, key: &str) -> Result<Value, String> {
    match value.get(key) {
        None => Ok(Value::Null),
        Some(map @ (Value::Null | Value::Object(_))) => Ok(map.clone()),
        Some(_) => Err(format!("its `{key}` is not a map")),
    }
}

fn hooks(body: &Value) -> Result<Value, String> {
    match body.get("hooks") {
        None => Ok(Value::Null),
        Some(hooks @ (Value::Null | Value::Array(_))) => Ok(hooks.clone()),
        Some(_) => Err("its `hooks` is not a list".into()),
    }
}

fn extra_labels(secret: &Object) -> BTreeMap<String, String> {
    let labels = secret
        .at("/metadata/labels")
        .and_then(Value::as_object)
        .into_iter()
        .flatten();
    labels
        .filter(|(key, _)| !OWN_LABELS.contains(&key.as_str()))
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests;
