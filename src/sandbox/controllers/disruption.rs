//! `PodDisruptionBudgets`: how many pods may go by will.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::bounds::resolve;
use super::condition::{self, Condition};
use super::context::{Context, DISRUPTION_BUDGET, POD};
use super::driver::{Controller, Looked, Looking, Source};
use super::object::{Key, deleting, items, key, namespace};
use super::pods;
use super::selector::selects_object;

/// Counts what budgets allow.
pub(super) struct Budgets(pub(super) Context);

impl Controller for Budgets {
    fn sources(&self) -> Vec<Source> {
        let context = self.0.clone();
        vec![
            Source::of(DISRUPTION_BUDGET, |budget| vec![key(budget)]),
            Source::of(POD, move |pod| {
                let budgets = context
                    .list(DISRUPTION_BUDGET, namespace(pod))
                    .unwrap_or_default();
                let of = budgets.iter().filter(|budget| means(budget, pod));
                of.map(|budget| key(budget)).collect()
            }),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

fn means(budget: &Value, pod: &Value) -> bool {
    budget
        .pointer("/spec/selector")
        .is_some_and(|selector| selects_object(selector, pod))
}

impl Budgets {
    async fn look(&self, key: &Key) -> Looked {
        let Some(budget) = self.0.get(DISRUPTION_BUDGET, &key.0, &key.1)? else {
            return Ok(None);
        };
        let mut own = self.0.list(POD, &key.0)?;
        own.retain(|pod| means(&budget, pod) && !pods::ended(pod));
        let status = status(&budget, &own, Timestamp::now());
        self.0
            .set_status(DISRUPTION_BUDGET, &budget, &status)
            .await?;
        Ok(None)
    }
}

/// The number of pods that stay is taken for what their owners want: an owner makes what is missing
/// at once.
fn status(budget: &Value, own: &[Arc<Value>], now: Timestamp) -> Value {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let expected = if budget["spec"]["minAvailable"].is_number() {
        own.len()
    } else {
        own.iter().filter(|pod| !deleting(pod)).count()
    };
    let expected = count(expected);
    let healthy = count(
        own.iter()
            .filter(|pod| pods::ready(pod) && !deleting(pod))
            .count(),
    );
    let least = budget.pointer("/spec/minAvailable");
    let most = budget.pointer("/spec/maxUnavailable");
    let desired = match (
        resolve(least, expected, true),
        resolve(most, expected, true),
    ) {
        (Some(least), _) => least,
        (None, Some(most)) => (expected - most).max(0),
        (None, None) => 0,
    };
    let allowed = (healthy - desired).max(0);
    let allowed = if expected == 0 { 0 } else { allowed };
    let mut conditions = items(budget, "/status/conditions").to_vec();
    let reason = if allowed > 0 {
        "SufficientPods"
    } else {
        "InsufficientPods"
    };
    let said = Condition::new("DisruptionAllowed", allowed > 0, reason, "");
    if condition::set(&mut conditions, &said, now)
        && let Some(last) = conditions.last_mut()
    {
        last["message"] = "".into();
        last["observedGeneration"] = budget["metadata"]["generation"].clone();
    }
    json!({
        "observedGeneration": budget["metadata"]["generation"],
        "disruptionsAllowed": allowed,
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "expectedPods": expected,
        "conditions": conditions,
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;
    use serde_json::{Value, json};

    use super::status;

    #[test]
    fn budgets_in_numbers() {
        let pod = |ready: &str| {
            Arc::new(json!({"status": {"conditions": [{"type": "Ready", "status": ready}]}}))
        };
        let rows: [(Value, &[&str], (i64, i64)); 6] = [
            (json!({"maxUnavailable": "25%"}), &["True"], (1, 0)),
            (
                json!({"maxUnavailable": 1}),
                &["True", "True", "True"],
                (1, 2),
            ),
            (
                json!({"maxUnavailable": 1}),
                &["True", "True", "False"],
                (0, 2),
            ),
            (json!({"minAvailable": 1}), &["True", "True"], (1, 1)),
            (
                json!({"minAvailable": "50%"}),
                &["True", "True", "True"],
                (1, 2),
            ),
            (json!({"minAvailable": 1}), &[], (0, 1)),
        ];
        for (spec, ready, expected) in rows {
            let own: Vec<_> = ready.iter().map(|ready| pod(ready)).collect();
            let told = status(&json!({"spec": spec}), &own, Timestamp::now());
            let number = |field: &str| told[field].as_i64().unwrap();
            assert_eq!(
                (number("disruptionsAllowed"), number("desiredHealthy")),
                expected,
                "{spec} {ready:?}"
            );
        }
    }
}
