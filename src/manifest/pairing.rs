//! Which item of a list is which item of another state of it.
//!
//! Items that have a name or a number of their own are matched by that, wherever they stand; the
//! keys are those by which Kubernetes merges lists (`patchMergeKey` in `k8s.io/api`). All others
//! are matched by place, after what is equal at the beginning and the end is set aside.

use serde_json::Value;

/// An item in both states.
pub(super) struct Pair<'a> {
    /// Its name, or its number.
    pub(super) label: String,
    pub(super) live: Option<&'a Value>,
    pub(super) wanted: Option<&'a Value>,
}

/// What identifies an item, in order of preference.
const KEYS: [&str; 8] = [
    "name",
    "containerPort",
    "port",
    "mountPath",
    "devicePath",
    "ip",
    "type",
    "topologyKey",
];

/// Lists whose items name something else by `name`, or are chosen by more than one field.
const BY_PLACE: [&str; 2] = ["tolerations", "rules"];

/// Lists that belong as a whole to whoever wrote them, though their items have names: subjects of
/// role bindings, the metadata of Dapr's components, columns and versions of definitions.
const WHOLE: [&str; 4] = [
    "subjects",
    "metadata",
    "additionalPrinterColumns",
    "versions",
];

/// The items of both states, those that are wanted first.
pub(super) fn pairs<'a>(field: &str, live: &'a [Value], wanted: &'a [Value]) -> Vec<Pair<'a>> {
    match labels(field, live, wanted) {
        Some((of_live, of_wanted)) => by_label(live, &of_live, wanted, &of_wanted),
        None => by_place(live, wanted),
    }
}

/// Whether others may have added items to the list without making it another one.
pub(super) fn is_open(field: &str, live: &[Value], wanted: &[Value]) -> bool {
    !WHOLE.contains(&field) && labels(field, live, wanted).is_some()
}

/// The labels of all items by the first key that tells them apart in both states.
fn labels(field: &str, live: &[Value], wanted: &[Value]) -> Option<(Vec<String>, Vec<String>)> {
    let keys: &[&str] = match field {
        _ if wanted.is_empty() || BY_PLACE.contains(&field) => return None,
        // Mounts have the name of their volume, and a volume may be mounted twice.
        "volumeMounts" => &["mountPath"],
        "volumeDevices" => &["devicePath"],
        _ => &KEYS,
    };
    keys.iter()
        .find_map(|key| Some((unique(key, live)?, unique(key, wanted)?)))
}

fn unique(key: &str, items: &[Value]) -> Option<Vec<String>> {
    let labels: Vec<String> = items
        .iter()
        .map(|item| label(key, item))
        .collect::<Option<_>>()?;
    let mut sorted: Vec<&String> = labels.iter().collect();
    sorted.sort_unstable();
    sorted
        .windows(2)
        .all(|two| two[0] != two[1])
        .then_some(labels)
}

/// `dapr-operator`, `3500`, `53/UDP`.
fn label(key: &str, item: &Value) -> Option<String> {
    let label = match item.get(key)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    // A port is one by its protocol, too; TCP is what it is when nothing is said.
    match item.get("protocol").and_then(Value::as_str) {
        Some(protocol) if protocol != "TCP" && key.to_ascii_lowercase().ends_with("port") => {
            Some(format!("{label}/{protocol}"))
        }
        _ => Some(label),
    }
}

fn by_label<'a>(
    live: &'a [Value],
    of_live: &[String],
    wanted: &'a [Value],
    of_wanted: &[String],
) -> Vec<Pair<'a>> {
    let same = |label: &String| of_live.iter().position(|other| other == label);
    let mut pairs: Vec<Pair<'a>> = of_wanted
        .iter()
        .zip(wanted)
        .map(|(label, item)| Pair {
            label: label.clone(),
            live: same(label).map(|index| &live[index]),
            wanted: Some(item),
        })
        .collect();
    let gone = of_live.iter().zip(live);
    pairs.extend(
        gone.filter(|(label, _)| !of_wanted.contains(label))
            .map(|(label, item)| Pair {
                label: label.clone(),
                live: Some(item),
                wanted: None,
            }),
    );
    pairs
}

fn by_place<'a>(live: &'a [Value], wanted: &'a [Value]) -> Vec<Pair<'a>> {
    let start = equal_items(live.iter(), wanted.iter());
    let (live, wanted) = (&live[start..], &wanted[start..]);
    let end = equal_items(live.iter().rev(), wanted.iter().rev());
    let (live, wanted) = (&live[..live.len() - end], &wanted[..wanted.len() - end]);
    (0..live.len().max(wanted.len()))
        .map(|index| Pair {
            label: (start + index).to_string(),
            live: live.get(index),
            wanted: wanted.get(index),
        })
        .collect()
}

fn equal_items<'a>(
    live: impl Iterator<Item = &'a Value>,
    wanted: impl Iterator<Item = &'a Value>,
) -> usize {
    live.zip(wanted)
        .take_while(|(live, wanted)| live == wanted)
        .count()
}
