//! Cells of a `HorizontalPodAutoscaler`.

use serde_json::Value;

use super::cell::View;

/// Shown before `+ 2 more...`.
const SHOWN: usize = 2;

/// `Deployment/web`
pub(super) fn reference(scaler: View) -> Value {
    let text = |field: &str| {
        scaler.at("/spec/scaleTargetRef")[field]
            .as_str()
            .unwrap_or_default()
    };
    format!("{}/{}", text("kind"), text("name")).into()
}

pub(super) fn min_pods(scaler: View) -> Value {
    match scaler.at("/spec/minReplicas").as_i64() {
        Some(count) => count.to_string().into(),
        None => "<unset>".into(),
    }
}

/// `cpu: 12%/80%`, now and wanted, of each metric.
pub(super) fn targets(scaler: View) -> Value {
    let now = scaler.list("/status/currentMetrics");
    let metrics = scaler.list("/spec/metrics").iter().enumerate();
    let all: Vec<String> = metrics
        .map(|(index, metric)| target(metric, now.get(index).unwrap_or(&Value::Null)))
        .collect();
    match all.len() {
        0 => "<none>".into(),
        1..=SHOWN => all.join(", ").into(),
        count => format!("{} + {} more...", all[..SHOWN].join(", "), count - SHOWN).into(),
    }
}

fn percent(number: Option<i64>, otherwise: &str) -> String {
    number.map_or(otherwise.to_owned(), |number| format!("{number}%"))
}

fn target(metric: &Value, now: &Value) -> String {
    let (field, of) = match metric["type"].as_str() {
        Some("External") => ("external", plain as fn(&Value, &Value) -> String),
        Some("Object") => ("object", plain as _),
        Some("Pods") => ("pods", average as _),
        Some("Resource") => ("resource", resource as _),
        Some("ContainerResource") => ("containerResource", resource as _),
        _ => return "<unknown type>".to_owned(),
    };
    of(&metric[field], &now[field]["current"])
}

fn quantity(value: &Value) -> String {
    value.as_str().unwrap_or("0").to_owned()
}

/// A quantity of now; `<unknown>` where there is no status at all.
fn current(now: &Value, field: &str) -> String {
    match now {
        Value::Null => "<unknown>".to_owned(),
        now => quantity(&now[field]),
    }
}

fn plain(metric: &Value, now: &Value) -> String {
    let wanted = &metric["target"];
    match &wanted["averageValue"] {
        Value::Null => format!("{}/{}", current(now, "value"), quantity(&wanted["value"])),
        wanted => {
            let now = now["averageValue"].as_str().unwrap_or("<unknown>");
            format!("{now}/{} (avg)", quantity(wanted))
        }
    }
}

fn average(metric: &Value, now: &Value) -> String {
    let wanted = quantity(&metric["target"]["averageValue"]);
    format!("{}/{wanted}", current(now, "averageValue"))
}

fn resource(metric: &Value, now: &Value) -> String {
    let name = metric["name"].as_str().unwrap_or_default();
    let wanted = &metric["target"];
    if wanted["averageValue"].is_null() {
        let now = percent(now["averageUtilization"].as_i64(), "<unknown>");
        let wanted = percent(wanted["averageUtilization"].as_i64(), "<auto>");
        return format!("{name}: {now}/{wanted}");
    }
    format!("{name}: {}", average(metric, now))
}
