//! What a volume holds.

use std::fs::FileType;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::files::File;
use crate::manifest::Object;
use crate::sandbox::runtime::launch::fields;
use crate::sandbox::runtime::launch::sources::{Kind, Sources, entries};

/// What a volume is on this machine.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Content {
    /// An empty folder of the pod's own, that lives as long as the pod.
    Empty,
    /// A folder that is there already, or is made.
    Folder(PathBuf),
    /// These files, and no others.
    Files(Vec<File>),
}

/// What a volume is made from, beside configuration.
pub(crate) struct Place<'a> {
    /// The pod.
    pub(crate) pod: &'a Object,
    /// Config maps and secrets.
    pub(crate) sources: &'a dyn Sources,
    /// The folder of a claim, in words why there is none.
    pub(crate) claimed: &'a dyn Fn(&str) -> Result<PathBuf, String>,
    /// What the pod shows as its service account's token.
    pub(crate) token: &'a str,
}

/// Permissions of files when nothing is said.
const MODE: u32 = 0o644;

/// What a volume of a pod holds now.
///
/// # Errors
/// Something that it is made from is missing, or it is of a kind that a sandbox doesn't have.
pub(crate) fn content(volume: &Value, place: &Place<'_>) -> Result<Content, String> {
    let mode = |source: &Value| mode(&source["defaultMode"]).unwrap_or(MODE);
    if let Some(path) = volume["hostPath"]["path"].as_str() {
        return Ok(Content::Folder(path.into()));
    }
    if let Some(claim) = volume["persistentVolumeClaim"]["claimName"].as_str() {
        return (place.claimed)(claim).map(Content::Folder);
    }
    if volume.get("ephemeral").is_some() {
        let name = volume["name"].as_str().unwrap_or_default();
        let claim = format!("{}-{name}", place.pod.text("/metadata/name"));
        return (place.claimed)(&claim).map(Content::Folder);
    }
    if let Some(source) = volume.get("projected") {
        return projected(source, place, mode(source)).map(Content::Files);
    }
    for key in ["configMap", "secret", "downwardAPI"] {
        if let Some(source) = volume.get(key) {
            return source_files(key, source, place, mode(source)).map(Content::Files);
        }
    }
    let other = volume
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, _)| key.as_str());
    match other
        .filter(|key| *key != "name")
        .find(|key| *key != "emptyDir")
    {
        Some(kind) => Err(format!("a sandbox has no volumes of kind {kind}")),
        None => Ok(Content::Empty),
    }
}

/// Looks once, before a pod begins, whether a path of this machine (`hostPath`) is of the type that
/// it is to be of; a file may be made.
///
/// # Errors
/// It is not, in a kubelet's words.
pub(crate) fn check_path(volume: &Value) -> Result<(), String> {
    let Some(path) = volume["hostPath"]["path"].as_str().map(Path::new) else {
        return Ok(());
    };
    let of_type = text(&volume["hostPath"], "type");
    if path.symlink_metadata().is_err() {
        match of_type {
            "DirectoryOrCreate" => return Ok(()),
            "FileOrCreate" => {
                let made = std::fs::File::create_new(path).map(drop);
                return made.map_err(|error| format!("open {}: {error}", path.display()));
            }
            _ => {}
        }
    }
    let found = path.metadata().map(|found| found.file_type());
    let is = |wanted: fn(&FileType) -> bool| found.as_ref().is_ok_and(wanted);
    let (fits, word) = match of_type {
        "Directory" | "DirectoryOrCreate" => (is(FileType::is_dir), "directory"),
        "File" | "FileOrCreate" => (is(FileType::is_file), "file"),
        "Socket" => (is(FileType::is_socket), "socket"),
        "CharDevice" => (is(FileType::is_char_device), "character device"),
        "BlockDevice" => (is(FileType::is_block_device), "block device"),
        _ => return Ok(()),
    };
    if fits {
        return Ok(());
    }
    let path = path.display();
    Err(format!(
        "hostPath type check failed: {path} is not a {word}"
    ))
}

fn projected(source: &Value, place: &Place<'_>, mode: u32) -> Result<Vec<File>, String> {
    let mut files: Vec<File> = Vec::new();
    for source in list(&source["sources"]) {
        for (key, source) in source.as_object().into_iter().flatten() {
            // Of one path the last source counts.
            for file in source_files(key, source, place, mode)? {
                files.retain(|other| other.path != file.path);
                files.push(file);
            }
        }
    }
    Ok(files)
}

fn source_files(
    key: &str,
    source: &Value,
    place: &Place<'_>,
    mode: u32,
) -> Result<Vec<File>, String> {
    match key {
        "configMap" => configuration(Kind::ConfigMap, source, place, mode),
        "secret" => configuration(Kind::Secret, source, place, mode),
        "downwardAPI" => Ok(downward(source, place.pod, mode)),
        "serviceAccountToken" => Ok(vec![File {
            path: source["path"].as_str().unwrap_or("token").to_owned(),
            bytes: place.token.as_bytes().to_vec(),
            mode,
        }]),
        other => Err(format!("a sandbox has no volumes of kind {other}")),
    }
}

fn configuration(
    kind: Kind,
    source: &Value,
    place: &Place<'_>,
    mode: u32,
) -> Result<Vec<File>, String> {
    let name = name(source);
    let optional = source["optional"] == true;
    let Some(entries) = entries(place.sources, kind, name, optional)? else {
        return Ok(Vec::new());
    };
    let Some(items) = source["items"].as_array() else {
        let files = entries.into_iter();
        return Ok(files
            .map(|(path, bytes)| File { path, bytes, mode })
            .collect());
    };
    let mut files = Vec::new();
    for item in items {
        let key = text(item, "key");
        match entries.iter().find(|(known, _)| known == key) {
            Some((_, bytes)) => files.push(item_file(item, bytes.clone(), mode)),
            None if optional => {}
            None => return Err(format!("references non-existent {} key: {key}", kind.key())),
        }
    }
    Ok(files)
}

fn item_file(item: &Value, bytes: Vec<u8>, mode: u32) -> File {
    File {
        path: text(item, "path").to_owned(),
        bytes,
        mode: self::mode(&item["mode"]).unwrap_or(mode),
    }
}

fn downward(source: &Value, pod: &Object, mode: u32) -> Vec<File> {
    let containers = pod.items("/spec/containers");
    let value = |item: &Value| {
        let resource = &item["resourceFieldRef"];
        let of = containers
            .iter()
            .find(|it| it["name"] == resource["containerName"]);
        let resource = of.and_then(|container| fields::resource(container, resource));
        resource.or_else(|| fields::field(pod, text(&item["fieldRef"], "fieldPath")))
    };
    list(&source["items"])
        .iter()
        .map(|item| item_file(item, value(item).unwrap_or_default().into_bytes(), mode))
        .collect()
}

/// Secrets in volumes of their own are named otherwise than everything else.
fn name(source: &Value) -> &str {
    let named = source["name"].as_str();
    named
        .or_else(|| source["secretName"].as_str())
        .unwrap_or_default()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn mode(value: &Value) -> Option<u32> {
    value.as_u64()?.try_into().ok()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// Whether a pod takes from a config map or a secret: by volumes or by variables.
pub(crate) fn uses(pod: &Object, kind: Kind, object: &str) -> bool {
    let keys: &[&str] = match kind {
        Kind::ConfigMap => &["configMap", "configMapRef", "configMapKeyRef"],
        Kind::Secret => &["secret", "secretRef", "secretKeyRef"],
    };
    pod.at("/spec")
        .is_some_and(|spec| names(spec, keys, object))
}

fn names(value: &Value, keys: &[&str], object: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| names(item, keys, object)),
        Value::Object(map) => map.iter().any(|(key, value)| {
            keys.contains(&key.as_str()) && name(value) == object || names(value, keys, object)
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Content, Place, check_path, content, uses};
    use crate::manifest::Object;
    use crate::sandbox::runtime::launch::sources::Kind;
    use crate::sandbox::runtime::launch::sources::fake::Few;

    fn shown(volume: &Value) -> Result<String, String> {
        let pod = Object(
            json!({"metadata": {"name": "web-0", "labels": {"app": "web"}},
            "spec": {"containers": [{"name": "a", "resources": {"limits": {"cpu": "2"}}}]}}),
        );
        let claimed = |claim: &str| match claim {
            "data" | "web-0-scratch" => Ok(format!("/claims/{claim}").into()),
            _ => Err(format!("persistentvolumeclaim {claim:?} not found")),
        };
        let place = Place {
            pod: &pod,
            sources: &Few,
            claimed: &claimed,
            token: "t0ken",
        };
        content(volume, &place).map(|content| match content {
            Content::Empty => "empty".to_owned(),
            Content::Folder(path) => path.to_string_lossy().into_owned(),
            Content::Files(files) => files
                .iter()
                .map(|file| {
                    format!(
                        "{}:{:o}:{}",
                        file.path,
                        file.mode,
                        String::from_utf8_lossy(&file.bytes)
                    )
                })
                .collect::<Vec<_>>()
                .join(" "),
        })
    }

    #[test]
    fn volumes_of_every_kind() {
        let rows = [
            (json!({"name": "v", "emptyDir": {}}), "empty"),
            (json!({"name": "v"}), "empty"),
            (json!({"hostPath": {"path": "/x"}}), "/x"),
            (
                json!({"persistentVolumeClaim": {"claimName": "data"}}),
                "/claims/data",
            ),
            (
                json!({"name": "scratch", "ephemeral": {}}),
                "/claims/web-0-scratch",
            ),
            (
                json!({"configMap": {"name": "conf", "defaultMode": 256, "items": [{"key": "a", "path": "x/a"}, {"key": "b", "path": "b", "mode": 511}]}}),
                "x/a:400:one b:777:two",
            ),
            (json!({"secret": {"secretName": "pass"}}), "word:644:sesame"),
            (
                json!({"secret": {"secretName": "no", "optional": true}}),
                "",
            ),
            (
                json!({"downwardAPI": {"items": [
                    {"path": "labels", "fieldRef": {"fieldPath": "metadata.labels"}},
                    {"path": "cpu", "resourceFieldRef": {"containerName": "a", "resource": "limits.cpu"}}]}}),
                "labels:644:app=\"web\" cpu:644:2",
            ),
            (
                json!({"projected": {"sources": [
                    {"serviceAccountToken": {"path": "token"}}, {"secret": {"name": "pass"}}]}}),
                "token:644:t0ken word:644:sesame",
            ),
            (
                json!({"projected": {"sources": [{"secret": {"name": "pass"}},
                    {"configMap": {"name": "conf", "items": [{"key": "a", "path": "word"}]}}]}}),
                "word:644:one",
            ),
        ];
        for (volume, expected) in rows {
            assert_eq!(shown(&volume).as_deref(), Ok(expected), "{volume}");
        }
    }

    #[test]
    fn paths_of_the_machine_are_of_their_types() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "").unwrap();
        std::fs::create_dir(folder.path().join("folder")).unwrap();
        let failed =
            |path: &str, word: &str| format!("hostPath type check failed: {path} is not a {word}");
        let rows = [
            ("folder", "Directory", None),
            ("folder", "File", Some("file")),
            ("folder", "", None),
            ("file", "File", None),
            ("file", "Directory", Some("directory")),
            ("file", "DirectoryOrCreate", Some("directory")),
            ("file", "Socket", Some("socket")),
            ("nothing", "Directory", Some("directory")),
            ("nothing", "File", Some("file")),
            ("nothing", "", None),
            ("nothing", "DirectoryOrCreate", None),
            ("nothing", "FileOrCreate", None),
            ("nothing", "File", None),
        ];
        for (name, of_type, word) in rows {
            let path = folder.path().join(name).to_string_lossy().into_owned();
            let volume = json!({"hostPath": {"path": path, "type": of_type}});
            let expected = word.map_or(Ok(()), |word| Err(failed(&path, word)));
            assert_eq!(check_path(&volume), expected, "{name} {of_type}");
        }
    }

    #[test]
    fn what_a_volume_lacks_is_said() {
        let rows = [
            (
                json!({"configMap": {"name": "no"}}),
                "configmap \"no\" not found",
            ),
            (
                json!({"configMap": {"name": "conf", "items": [{"key": "z", "path": "z"}]}}),
                "references non-existent config key: z",
            ),
            (
                json!({"secret": {"secretName": "pass", "items": [{"key": "z", "path": "z"}]}}),
                "references non-existent secret key: z",
            ),
            (
                json!({"persistentVolumeClaim": {"claimName": "no"}}),
                "persistentvolumeclaim \"no\" not found",
            ),
            (
                json!({"name": "v", "nfs": {}}),
                "a sandbox has no volumes of kind nfs",
            ),
        ];
        for (volume, expected) in rows {
            assert_eq!(shown(&volume).err().as_deref(), Some(expected), "{volume}");
        }
    }

    #[test]
    fn what_a_pod_takes_from() {
        let pod = Object(json!({"spec": {
            "volumes": [{"configMap": {"name": "a"}}, {"secret": {"secretName": "b"}},
                {"projected": {"sources": [{"secret": {"name": "c"}}]}}],
            "containers": [{"env": [{"valueFrom": {"configMapKeyRef": {"name": "d", "key": "x"}}}]}],
        }}));
        let rows = [
            (Kind::ConfigMap, "a", true),
            (Kind::Secret, "b", true),
            (Kind::Secret, "c", true),
            (Kind::ConfigMap, "d", true),
            (Kind::ConfigMap, "b", false),
            (Kind::Secret, "a", false),
        ];
        for (kind, name, expected) in rows {
            assert_eq!(uses(&pod, kind, name), expected, "{kind:?} {name}");
        }
    }
}
