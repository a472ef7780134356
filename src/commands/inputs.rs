//! What commands render from: values of flags and files, and the chart's record.

use std::io::Read;

use serde_json::{Value, json};

use crate::error::Result;
use crate::event::{Event, Reporter};
use crate::release::{ChartInfo, Record};
use crate::render::Chart;
use crate::render::values::{self, Inputs};
use crate::settings::{SetKind, ValuesInput};

/// The user's values, files first, then `--set` and its kin.
pub(super) fn config(input: &ValuesInput) -> Result<Value> {
    let inputs = Inputs {
        files: input.files.clone(),
        sets: input
            .sets
            .iter()
            .map(|(kind, text)| (kind_of(*kind), text.clone()))
            .collect(),
    };
    values::config(&inputs, &read)
}

fn kind_of(kind: SetKind) -> values::SetKind {
    match kind {
        SetKind::Typed => values::SetKind::Typed,
        SetKind::String => values::SetKind::String,
        SetKind::File => values::SetKind::File,
    }
}

/// A file's text; `-` is standard input.
pub(super) fn read(path: &str) -> std::io::Result<String> {
    if path == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(path)
}

/// The values that a release has. Those that the chart doesn't know are left out with a word: helm
/// takes any, and a chart of another version may have had them.
pub(super) fn inherited(reporter: &dyn Reporter, chart: &Chart, before: Option<&Record>) -> Value {
    let Some(before) = before else {
        return json!({});
    };
    let (config, dropped) = known(chart, &before.config);
    if !dropped.is_empty() {
        let message = format!(
            "release {} has values that no template reads, and they are left out: {}",
            before.name,
            dropped.join(", ")
        );
        reporter.emit(Event::Warning { message });
    }
    config
}

/// The values that the chart knows, and the keys of the others.
fn known(chart: &Chart, config: &Value) -> (Value, Vec<String>) {
    let mut config = config.clone();
    if !config.is_object() {
        config = json!({});
    }
    let dropped = chart.drop_unknown(&mut config);
    (config, dropped)
}

/// A bundled chart as its release's record keeps it.
pub(super) fn recorded(chart: &Chart) -> ChartInfo {
    ChartInfo::new(
        &chart.name,
        &chart.version,
        &chart.app_version,
        chart.defaults().clone(),
    )
}

/// Lays `over` on `base`, as helm does with a second values file: maps are merged, everything
/// else is replaced. A `null` stays, so that it can delete a default later.
pub(super) fn lay(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (key, value) in over {
                lay(base.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over.clone(),
    }
}

/// Sets one value by its path.
pub(super) fn put(config: &mut Value, path: &[&str], value: impl Into<Value>) {
    let mut over = value.into();
    for key in path.iter().rev() {
        over = json!({ *key: over });
    }
    lay(config, &over);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inherited_values_are_those_that_the_chart_knows() {
        let rows = [
            (Value::Null, json!({}), vec![]),
            (
                json!({"global": {"ha": {"enabled": true}}}),
                json!({"global": {"ha": {"enabled": true}}}),
                vec![],
            ),
            (
                json!({"global": {"logAsJSON": true, "tag": "1"}, "dapr_dashboard": {"x": 1}}),
                json!({"global": {"tag": "1"}}),
                vec!["global.logAsJSON", "dapr_dashboard"],
            ),
        ];
        let chart = Chart::bundled("dapr").unwrap();
        for (config, kept, dropped) in rows {
            let found = known(&chart, &config);
            assert!(chart.values(&found.0).is_ok(), "{config}");
            assert_eq!(found.0, kept, "{config}");
            assert_eq!(found.1, dropped, "{config}");
        }
    }

    #[test]
    fn later_values_win_and_nulls_stay() {
        let mut base = json!({"a": {"b": 1, "c": 2}, "l": [1, 2]});
        lay(&mut base, &json!({"a": {"b": null, "d": 3}, "l": [9]}));
        assert_eq!(base, json!({"a": {"b": null, "c": 2, "d": 3}, "l": [9]}));
        put(&mut base, &["a", "c", "x"], true);
        assert_eq!(base["a"]["c"], json!({"x": true}));
    }
}
