//! The value sets: those written down, those that change every value once, and random ones.

use daprk::error::Result;
use daprk::manifest::{Object, parse_documents};
use daprk::render::{Chart, Live, ReleaseContext};
use serde_json::{Map, Value, json};

/// How many values change in one set, and how many sets are random.
const CHANGED_AT_ONCE: usize = 8;
const RANDOM: u64 = 200;

/// A release and its values.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) name: String,
    pub(super) release: String,
    pub(super) namespace: String,
    pub(super) values: Value,
}

impl Set {
    /// A set of this name for the usual release.
    pub(super) fn new(name: impl Into<String>, values: Value) -> Self {
        Self {
            name: name.into(),
            release: "dapr".into(),
            namespace: "dapr-system".into(),
            values,
        }
    }

    /// A row of a table: `name`, `values`, and where they are unusual `release` and `namespace`.
    pub(super) fn written(row: &Value) -> Self {
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        let values = row.get("values").cloned().unwrap_or_else(|| json!({}));
        let usual = Self::new(row["name"].as_str().unwrap(), values);
        Self {
            release: text("release").unwrap_or(usual.release.clone()),
            namespace: text("namespace").unwrap_or(usual.namespace.clone()),
            ..usual
        }
    }

    /// What daprk renders.
    pub(super) fn render(&self, chart: &Chart) -> Result<Vec<Object>> {
        let release = ReleaseContext {
            name: self.release.clone(),
            namespace: self.namespace.clone(),
            live: Live::default(),
        };
        chart.render(&release, &chart.values(&self.values)?)
    }
}

/// The control plane.
pub(super) fn chart() -> Chart {
    Chart::bundled("dapr").unwrap()
}

/// The rows of a table that lies beside this file.
pub(super) fn rows(text: &str) -> Vec<Value> {
    let documents = parse_documents(text, "table").unwrap();
    documents[0].as_array().unwrap().clone()
}

/// Every set, with a name of its own.
pub(super) fn all() -> Vec<Set> {
    let written = written();
    let everything = written.iter().find(|set| set.name == "everything on");
    let everything = everything.unwrap().values.clone();
    let leaves = leaves();
    let mut sets = written;
    sets.extend(each_changed(&leaves, "defaults", &json!({}), |leaf| {
        &leaf.others[0]
    }));
    sets.extend(each_changed(
        &leaves,
        "everything on",
        &everything,
        |leaf| leaf.others.last().unwrap(),
    ));
    sets.extend((0..RANDOM).map(|seed| random(&leaves, seed)));
    sets
}

/// The sets written down.
pub(super) fn written() -> Vec<Set> {
    rows(include_str!("scenarios.yaml"))
        .iter()
        .map(Set::written)
        .collect()
}

/// A value that has a default, and what else it may be.
pub(super) struct Leaf {
    pub(super) path: Vec<String>,
    pub(super) others: Vec<Value>,
}

/// Every value of the control plane that has a default.
pub(super) fn leaves() -> Vec<Leaf> {
    let others = parse_documents(include_str!("alternatives.yaml"), "alternatives").unwrap();
    let mut defaults = chart().defaults().clone();
    for part in defaults.as_object_mut().unwrap().values_mut() {
        // helm's copies of the globals
        part.as_object_mut().unwrap().remove("global");
    }
    let mut leaves = Vec::new();
    collect(&mut Vec::new(), &defaults, &others[0], &mut leaves);
    leaves
}

fn collect(path: &mut Vec<String>, default: &Value, others: &Value, leaves: &mut Vec<Leaf>) {
    match default {
        Value::Object(map) if !map.is_empty() => {
            for (key, default) in map {
                path.push(key.clone());
                collect(path, default, &others[key], leaves);
                path.pop();
            }
        }
        default => {
            let others = others
                .as_array()
                .unwrap_or_else(|| panic!("nothing else for {path:?}"));
            assert!(!others.is_empty() && !others.contains(default), "{path:?}");
            leaves.push(Leaf {
                path: path.clone(),
                others: others.clone(),
            });
        }
    }
}

/// Sets that together change every value, some at once, far from each other in the tree.
fn each_changed<'a>(
    leaves: &'a [Leaf],
    name: &str,
    base: &Value,
    pick: impl Fn(&'a Leaf) -> &'a Value,
) -> Vec<Set> {
    let groups = leaves.len().div_ceil(CHANGED_AT_ONCE);
    let group = |at: usize| {
        let mut values = base.clone();
        for leaf in leaves.iter().skip(at).step_by(groups) {
            put(&mut values, &leaf.path, pick(leaf));
        }
        Set::new(format!("{name}, changed {at:02}"), renderable(values))
    };
    (0..groups).map(group).collect()
}

fn random(leaves: &[Leaf], seed: u64) -> Set {
    let mut dice = Dice(seed);
    let mut values = json!({});
    let share = 3 + dice.below(20);
    for leaf in leaves {
        if dice.below(100) < share {
            put(
                &mut values,
                &leaf.path,
                &leaf.others[dice.below(leaf.others.len())],
            );
        }
    }
    Set::new(format!("random {seed:03}"), renderable(values))
}

/// The same without the one pair of values that helm cannot render; it is among the wanted differences.
fn renderable(mut values: Value) -> Value {
    if values["global"]["rbac"]["namespaced"] == true {
        values["global"]["argoRolloutServiceReconciler"] = json!({"enabled": false});
    }
    values
}

/// Puts a value at a path; maps that come from elsewhere stay.
pub(super) fn put(values: &mut Value, path: &[String], value: &Value) {
    let Some((first, rest)) = path.split_first() else {
        *values = value.clone();
        return;
    };
    if !values.is_object() {
        *values = Value::Object(Map::new());
    }
    put(&mut values[first], rest, value);
}

/// `SplitMix64`: the same everywhere, for ever.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % end as u64).unwrap()
    }
}
