//! Create, update and patch.

use http::header;
use serde_json::{Value, json};

use super::app::{Api, Call};
use super::body;
use super::objects::Subject;
use super::query::{Write, write_options};
use super::refusal::{bad_request, no_patch, unsupported};
use super::reply::{self, Answer};
use crate::sandbox::registry::{Patch, Resource, Subresource, WriteOptions, Written};
use crate::sandbox::schema::json_kind;
use crate::sandbox::status::{Reply, Status};

/// As many operations a JSON patch may have.
const OPERATIONS: usize = 10_000;

const PATCHES: [&str; 4] = [
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
];

/// POST of a new object.
pub(super) async fn create(api: &Api, subject: &Subject, mut call: Call) -> Reply<Answer> {
    call.wanted()?;
    let mut options = options(&call, Write::Create)?;
    let mut object = read_object(
        api,
        &subject.resource.kind,
        subject,
        &mut call,
        &mut options,
    )
    .await?;
    settle_namespace(subject, &mut object)?;
    let namespace = subject.namespace();
    let written = api
        .registry
        .create(&subject.resource, namespace, object, &options)
        .await?;
    answer(api, subject, &call, &written)
}

/// PUT of an object or of a part of it.
pub(super) async fn update(
    api: &Api,
    subject: &Subject,
    part: Option<Subresource>,
    mut call: Call,
) -> Reply<Answer> {
    call.wanted()?;
    let name = subject.name()?;
    let mut options = options(&call, Write::Update)?;
    let scale = part == Some(Subresource::Scale);
    let kind = if scale {
        "Scale"
    } else {
        &subject.resource.kind
    };
    let mut object = read_object(api, kind, subject, &mut call, &mut options).await?;
    check_name(&object, name)?;
    settle_namespace(subject, &mut object)?;
    let (of, namespace) = (&subject.resource, subject.namespace());
    let written = api
        .registry
        .update(of, namespace, name, part, object, &options)
        .await?;
    answer(api, subject, &call, &written)
}

/// PATCH of an object or of a part of it.
pub(super) async fn patch(
    api: &Api,
    subject: &Subject,
    part: Option<Subresource>,
    mut call: Call,
) -> Reply<Answer> {
    let media = body::media_type(&call.headers).to_owned();
    let custom = subject.resource.definition.is_some();
    let known = PATCHES.contains(&media.as_str());
    if custom && (!known || media == PATCHES[2]) {
        return Err(unsupported(&[PATCHES[0], PATCHES[1], PATCHES[3]]));
    }
    if !known {
        return Err(no_patch());
    }
    call.wanted()?;
    let name = subject.name()?;
    let apply = media == PATCHES[3];
    let mut options = options(&call, if apply { Write::Apply } else { Write::Patch })?;
    let bytes = call.read().await?;
    let (patch, repeated) = body::patch(&media, &bytes, options.validation)?;
    options.repeated = repeated;
    let patch = kind_of_patch(&media, patch)?;
    let (of, namespace) = (&subject.resource, subject.namespace());
    let written = api
        .registry
        .patch(of, namespace, name, part, patch, &options)
        .await?;
    answer(api, subject, &call, &written)
}

fn kind_of_patch(media: &str, patch: Value) -> Reply<Patch> {
    let operations = patch.as_array().map(Vec::len);
    if media == PATCHES[0] {
        let Some(count) = operations else {
            let why = "json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp";
            return Err(bad_request(format!("error decoding patch: {why}")));
        };
        if count > OPERATIONS {
            let message = format!(
                "Request entity too large: The allowed maximum operations in a JSON patch is \
                 {OPERATIONS}, got {count}"
            );
            return Err(Status::new(413, "RequestEntityTooLarge", message));
        }
        return Ok(Patch::Json(patch));
    }
    if !patch.is_object() {
        let of = json_kind(&patch);
        let why = format!("cannot unmarshal {of} into Go value of type map[string]interface {{}}");
        return Err(body::undecoded_patch(media, &format!("json: {why}")));
    }
    Ok(match media {
        "application/merge-patch+json" => Patch::Merge(patch),
        "application/strategic-merge-patch+json" => Patch::Strategic(patch),
        _ => Patch::Apply(patch),
    })
}

fn options(call: &Call, write: Write) -> Reply<WriteOptions> {
    write_options(&call.query, call.header(header::USER_AGENT), write)
}

async fn read_object(
    api: &Api,
    kind: &str,
    subject: &Subject,
    call: &mut Call,
    options: &mut WriteOptions,
) -> Reply<Value> {
    let bytes = call.read().await?;
    let media = body::media_type(&call.headers);
    let (mut object, repeated) = body::object_and_repeated(media, &bytes, kind)?;
    options.repeated = repeated;
    if kind != "Scale" {
        check_type(api, &subject.resource, &object)?;
        settle_type(&subject.resource, &mut object);
    }
    Ok(object)
}

/// Refuses an object of another type than the path's.
fn check_type(api: &Api, of: &Resource, object: &Value) -> Reply<()> {
    let expected = of.api_version();
    let kind = object["kind"].as_str().unwrap_or(&of.kind);
    let api_version = object["apiVersion"].as_str().unwrap_or(&expected);
    if kind == of.kind && api_version == expected {
        return Ok(());
    }
    let version = api_version.rsplit('/').next().unwrap_or_default();
    let registered = api.registry.kind(api_version, kind).is_some();
    if kind == of.kind && registered {
        return Err(bad_request(format!(
            "the API version in the data ({api_version}) does not match the expected API version \
             ({expected})"
        )));
    }
    let handled = format!(
        "{kind} in version {version:?} cannot be handled as a {}",
        of.kind
    );
    let why = if registered {
        let package = of.group.split('.').next().filter(|group| !group.is_empty());
        let package = package.unwrap_or("core");
        format!(
            "converting ({version}.{kind}) to ({package}.{}): unknown conversion",
            of.kind
        )
    } else {
        let scheme = "pkg/runtime/scheme.go:110";
        format!("no kind {kind:?} is registered for version {api_version:?} in scheme {scheme:?}")
    };
    Err(bad_request(format!("{handled}: {why}")))
}

/// An object may leave out what the path says.
fn settle_type(of: &Resource, object: &mut Value) {
    let Some(fields) = object.as_object_mut() else {
        return;
    };
    if !fields.contains_key("kind") {
        fields.shift_insert(0, "kind".to_owned(), of.kind.as_str().into());
    }
    if !fields.contains_key("apiVersion") {
        fields.shift_insert(0, "apiVersion".to_owned(), of.api_version().into());
    }
}

fn settle_namespace(subject: &Subject, object: &mut Value) -> Reply<()> {
    if object["metadata"].is_null() {
        object["metadata"] = json!({});
    }
    let Some(metadata) = object["metadata"].as_object_mut() else {
        // The registry says what is wrong with it.
        return Ok(());
    };
    let given = metadata
        .get("namespace")
        .and_then(Value::as_str)
        .unwrap_or_default();
    match subject.namespace() {
        None => {
            metadata.shift_remove("namespace");
        }
        Some(namespace) if given.is_empty() => {
            metadata.insert("namespace".to_owned(), namespace.into());
        }
        Some(namespace) if given == namespace => {}
        Some(_) => {
            return Err(bad_request(
                "the namespace of the provided object does not match the namespace sent on the \
                 request",
            ));
        }
    }
    Ok(())
}

fn check_name(object: &Value, name: &str) -> Reply<()> {
    let given = object["metadata"]["name"].as_str().unwrap_or_default();
    if given.is_empty() {
        return Err(bad_request(format!(
            "the name of the object ({name} based on URL) was undeterminable: name must be provided"
        )));
    }
    if given == name {
        return Ok(());
    }
    Err(bad_request(format!(
        "the name of the object ({given}) does not match the name on the URL ({name})"
    )))
}

fn answer(api: &Api, subject: &Subject, call: &Call, written: &Written) -> Reply<Answer> {
    let view = subject.view(api, call)?;
    let code = if written.created { 201 } else { 200 };
    let mut answer = view.single(code, &written.object);
    reply::warn(answer.headers_mut(), &written.warnings);
    Ok(answer)
}
