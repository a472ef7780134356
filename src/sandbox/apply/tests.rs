//! What a real API server did (`recorded/`), done here.

use serde_json::{Map, Value, json};

use super::{ApplyError, Writer, apply, update};
use crate::sandbox::patch;
use crate::sandbox::schema::{
    FieldError, Type, builtin, defaults, drop_unknown, structural, structural_defaults, type_error,
    unknown_fields, validate,
};

/// What a server sets that isn't decoding's, defaulting's or field management's.
const ASSIGNED: [&str; 16] = [
    "/metadata/generation",
    "/metadata/namespace",
    "/metadata/deletionTimestamp",
    "/metadata/deletionGracePeriodSeconds",
    "/spec/clusterIP",
    "/spec/clusterIPs",
    "/spec/ipFamilies",
    "/spec/ipFamilyPolicy",
    "/spec/healthCheckNodePort",
    "/spec/tolerations",
    "/spec/serviceAccount",
    "/spec/serviceAccountName",
    "/spec/priority",
    "/spec/preemptionPolicy",
    "/spec/finalizers",
    "/eventTime",
];

/// A kind under test.
struct Kind {
    of: Type,
    api_version: String,
    kind: String,
    /// Of a custom resource.
    schema: Option<Value>,
}

impl Kind {
    fn new(scenario: &Value, schema: &Value) -> Self {
        let text = |index: usize| scenario["of"][index].as_str().unwrap().to_owned();
        let (api_version, kind) = (text(0), text(1));
        let custom = kind == "Thing";
        Self {
            of: if custom {
                structural(schema).unwrap()
            } else {
                builtin(&api_version, &kind).unwrap()
            },
            api_version,
            kind,
            schema: custom.then(|| schema.clone()),
        }
    }

    /// As the registry does it with what it reads.
    fn complete(&self, object: &mut Value) {
        drop_unknown(&self.of, object);
        match &self.schema {
            None => defaults(&self.api_version, &self.kind, object),
            Some(schema) => structural_defaults(schema, object),
        }
    }

    fn has_status(&self) -> bool {
        self.of.field("status").is_some()
    }

    /// Puts back what a request may not write.
    fn restrict(&self, live: Option<&Value>, object: &mut Value, part: &str) {
        let status = live.and_then(|live| live.get("status")).cloned();
        if part == "status" {
            let mut kept = live.cloned().unwrap_or_else(|| json!({}));
            if let Some(status) = object.get("status") {
                kept["status"] = status.clone();
            }
            *object = kept;
        } else if self.has_status() {
            let fields = object.as_object_mut().unwrap();
            match status {
                Some(status) => fields.insert("status".into(), status),
                None => fields.shift_remove("status"),
            };
        }
    }
}

/// A refusal: its status and words.
type Refusal = (u64, String);

/// Does a step.
fn run(
    kind: &Kind,
    name: &str,
    live: Option<&Value>,
    step: &Value,
    time: i64,
) -> Result<Value, Refusal> {
    let part = step["sub"].as_str().unwrap_or_default();
    let writer = Writer {
        manager: step["by"].as_str().unwrap().to_owned(),
        api_version: kind.api_version.clone(),
        subresource: part.to_owned(),
        time: jiff::Timestamp::from_second(time).unwrap().to_string(),
    };
    let body = &step["body"];
    let whole = || {
        let mut object = json!({"apiVersion": kind.api_version, "kind": kind.kind,
                                "metadata": {"name": name}});
        json_patch::merge(&mut object, body);
        // A null is sent as it is.
        for (field, value) in body["spec"].as_object().into_iter().flatten() {
            if value.is_null() {
                object["spec"][field] = Value::Null;
            }
        }
        if body.get("spec").is_some_and(Value::is_null) {
            object["spec"] = Value::Null;
        }
        object
    };
    if step["op"] == "apply" {
        let applied = whole();
        let force = step["force"] == true;
        let mut object =
            apply(&kind.of, live, &applied, &writer, force).map_err(|error| refusal(&error))?;
        kind.complete(&mut object);
        return Ok(object);
    }
    let none = json!({});
    let before = live.unwrap_or(&none);
    let mut object = match step["op"].as_str().unwrap() {
        "create" => whole(),
        "put" | "merge" => patch::merge(before, body),
        "json" => patch::json(before, body).map_err(|error| patch_refusal(&error))?,
        "strategic" => {
            patch::strategic(&kind.of, before, body).map_err(|error| patch_refusal(&error))?
        }
        other => panic!("{other}"),
    };
    undecodable(kind, step, &object)?;
    kind.complete(&mut object);
    kind.restrict(live, &mut object, part);
    update(&kind.of, live, &mut object, &writer);
    if let Some(schema) = &kind.schema {
        let errors = validate(schema, &object);
        if !errors.is_empty() {
            return Err((422, told_errors(&errors)));
        }
    }
    Ok(object)
}

/// What decoding refuses, with `fieldValidation` or without.
fn undecodable(kind: &Kind, step: &Value, object: &Value) -> Result<(), Refusal> {
    let version = kind.api_version.rsplit('/').next().unwrap();
    let name = &kind.kind;
    let refusal = |words: &str| {
        let message =
            format!("{name} in version {version:?} cannot be handled as a {name}: {words}");
        (400, message)
    };
    if let Some(words) = type_error(&kind.of, object) {
        return Err(refusal(&words));
    }
    let unknown = unknown_fields(&kind.of, object);
    if step["strict"] == true && !unknown.is_empty() {
        let unknown: Vec<String> = unknown
            .iter()
            .map(|field| format!("unknown field {field:?}"))
            .collect();
        return Err(refusal(&format!(
            "strict decoding error: {}",
            unknown.join(", ")
        )));
    }
    Ok(())
}

fn refusal(error: &ApplyError) -> Refusal {
    let status = error.status();
    (u64::from(status.code), status.message)
}

fn patch_refusal(error: &patch::PatchError) -> Refusal {
    (u64::from(error.code), error.message.clone())
}

/// In any order: the API server's own is not the same each time.
fn told_errors(errors: &[FieldError]) -> String {
    let mut errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    errors.sort();
    errors.join("\n")
}

/// With `owners` in place of `managedFields`, as the record tells it.
fn told(object: &Value) -> Value {
    let mut object = object.clone();
    let mut owners = Map::new();
    let Some(metadata) = object["metadata"].as_object_mut() else {
        return object;
    };
    let entries = metadata.shift_remove("managedFields").unwrap_or_default();
    for (place, entry) in entries.as_array().into_iter().flatten().enumerate() {
        let words = ["manager", "operation", "apiVersion", "subresource"];
        let words = words.map(|word| entry[word].as_str().unwrap_or_default());
        let time = entry["time"]
            .as_str()
            .map(|time| time.parse::<jiff::Timestamp>().unwrap());
        let mut owner = json!({"place": place, "fields": entry["fieldsV1"]});
        if let Some(time) = time {
            owner["time"] = time.as_second().into();
        }
        owners.insert(words.join(" ").trim().to_owned(), owner);
    }
    if !owners.is_empty() {
        object["owners"] = Value::Object(owners);
    }
    object
}

/// With `managedFields` in place of `owners`.
fn real(object: &Value) -> Value {
    let mut object = object.clone();
    let owners = object
        .as_object_mut()
        .unwrap()
        .shift_remove("owners")
        .unwrap_or_default();
    let mut owners: Vec<_> = owners.as_object().into_iter().flatten().collect();
    owners.sort_by_key(|(_, owner)| owner["place"].as_u64());
    let entry = |(words, owner): (&String, &Value)| {
        let words: Vec<&str> = words.split(' ').collect();
        let mut entry = json!({
            "manager": words[0], "operation": words[1], "apiVersion": words[2],
            "fieldsType": "FieldsV1", "fieldsV1": owner["fields"],
        });
        if let Some(time) = owner["time"].as_i64() {
            let time = jiff::Timestamp::from_second(time).unwrap();
            entry["time"] = time.to_string().into();
        }
        if let Some(part) = words.get(3) {
            entry["subresource"] = (*part).into();
        }
        entry
    };
    let entries: Vec<Value> = owners.into_iter().map(entry).collect();
    if !entries.is_empty() {
        object["metadata"]["managedFields"] = entries.into();
    }
    object
}

/// Without what the server assigns.
fn comparable(kind: &Kind, object: &Value, part: &str) -> Value {
    let mut object = object.clone();
    for path in ASSIGNED {
        let (parent, last) = path.rsplit_once('/').unwrap();
        if let Some(parent) = object.pointer_mut(parent).and_then(Value::as_object_mut) {
            parent.shift_remove(last);
        }
    }
    // The record cannot tell a null.
    if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
        spec.retain(|_, value| !value.is_null());
    }
    if kind.schema.is_none() && part.is_empty() {
        object.as_object_mut().unwrap().shift_remove("status");
    }
    if let Some(ports) = object
        .pointer_mut("/spec/ports")
        .and_then(Value::as_array_mut)
    {
        for port in ports {
            port.as_object_mut().unwrap().shift_remove("nodePort");
        }
    }
    if kind.kind == "Job" {
        for path in ["/metadata", "/spec/template/metadata"] {
            if let Some(metadata) = object.pointer_mut(path).and_then(Value::as_object_mut) {
                metadata.shift_remove("labels");
            }
        }
        object["spec"]
            .as_object_mut()
            .unwrap()
            .shift_remove("selector");
    }
    if kind.kind.starts_with("PersistentVolume") {
        object["metadata"]
            .as_object_mut()
            .unwrap()
            .shift_remove("finalizers");
    }
    object
}

/// The newest time in a record, or the step's own.
fn now(step: &Value, after: &Value) -> i64 {
    let owners = after["owners"].as_object().into_iter().flatten();
    let times = owners.filter_map(|(_, owner)| owner["time"].as_i64());
    times.max().unwrap_or(0).max(step["time"].as_i64().unwrap())
}

/// The causes that a refusal names, or its message.
fn words(status: &Value) -> String {
    let message = status["message"].as_str().unwrap();
    match message.split_once(" is invalid: ") {
        Some((_, causes)) => {
            let causes = causes
                .strip_prefix('[')
                .and_then(|text| text.strip_suffix(']'));
            match (causes, status["details"]["causes"].as_array()) {
                (Some(_), Some(all)) => {
                    let cause = |cause: &Value| {
                        let text = |name| cause[name].as_str().unwrap();
                        format!("{}: {}", text("field"), text("message"))
                    };
                    let mut all: Vec<String> = all.iter().map(cause).collect();
                    all.sort();
                    all.join("\n")
                }
                _ => message.split_once(" is invalid: ").unwrap().1.to_owned(),
            }
        }
        None => message.to_owned(),
    }
}

/// Whether a refusal is one that these modules give: not of a validation of a built-in kind.
fn is_ours(kind: &Kind, step: &Value, status: &Value) -> bool {
    let message = status["message"].as_str().unwrap();
    match step["code"].as_u64().unwrap() {
        400 => step["op"] != "apply",
        0 | 404 | 415 => false,
        422 if kind.schema.is_some() => step["op"] != "apply",
        422 => message.starts_with("the server rejected"),
        _ => true,
    }
}

fn check(
    kind: &Kind,
    name: &str,
    number: usize,
    step: &Value,
    before: &Value,
    after: &Value,
) -> Option<String> {
    let live = (before != &json!({})).then(|| real(before));
    let ours = run(kind, name, live.as_ref(), step, now(step, after));
    let at = format!("{name} step {number} {}", step["op"].as_str().unwrap());
    if let Some(status) = step.get("status") {
        let wanted = (step["code"].as_u64().unwrap(), words(status));
        return match ours {
            _ if !is_ours(kind, step, status) => None,
            Err(refusal) if refusal == wanted => None,
            other => Some(format!("{at}:\n  wanted {wanted:?}\n  got    {other:?}")),
        };
    }
    let ours = match ours {
        Ok(object) => told(&object),
        Err(refusal) => return Some(format!("{at}: {refusal:?}")),
    };
    let part = step["sub"].as_str().unwrap_or_default();
    let ours = comparable(kind, &ours, part);
    let theirs = comparable(kind, after, part);
    if ours == theirs {
        return None;
    }
    let (mut missing, mut more) = (Vec::new(), Vec::new());
    differences(&theirs, &ours, "", &mut missing);
    differences(&ours, &theirs, "", &mut more);
    Some(format!(
        "{at}:\n  wanted {}\n  got    {}",
        missing.join("\n         "),
        more.join("\n         ")
    ))
}

/// What of `one` isn't so in `other`.
fn differences(one: &Value, other: &Value, path: &str, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                let path = format!("{path}/{name}");
                match other.get(name) {
                    Some(other) => differences(value, other, &path, found),
                    None => found.push(format!("{path} {value}")),
                }
            }
        }
        (one, other) if one != other => found.push(format!("{path} {one}")),
        _ => {}
    }
}

#[test]
fn writes_do_what_a_real_api_server_does() {
    let scenarios: Value = serde_json::from_str(include_str!("recorded/scenarios.json")).unwrap();
    let version = &scenarios["definition"]["spec"]["versions"][0];
    let schema = &version["schema"]["openAPIV3Schema"];
    let mut wrong = Vec::new();
    let mut steps = 0;
    for line in include_str!("recorded/rows.jsonl").lines() {
        let scenario: Value = serde_json::from_str(line).unwrap();
        let kind = Kind::new(&scenario, schema);
        let name = scenario["name"].as_str().unwrap();
        let mut object = json!({});
        for (number, step) in scenario["steps"].as_array().unwrap().iter().enumerate() {
            json_patch::merge(&mut object, step.get("live").unwrap_or(&json!({})));
            let before = object.clone();
            json_patch::merge(&mut object, step.get("result").unwrap_or(&json!({})));
            wrong.extend(check(&kind, name, number, step, &before, &object));
            steps += 1;
        }
    }
    assert!(steps > 200, "only {steps} steps are recorded");
    assert!(
        wrong.is_empty(),
        "{} of {steps}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
