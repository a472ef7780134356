//! Evictions: deletions of pods that budgets may forbid. In the words of a real API server
//! (`pkg/registry/core/pod/storage/eviction.go` of Kubernetes).
//!
//! A real one keeps in the budget's status what was evicted and is not counted yet. Here all are
//! counted anew, one eviction after another: the pods that there are say it themselves.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fields::{has, is_going, is_true, name, text};
use super::{DeleteOptions, Registry, Selection};
use crate::sandbox::status::{Reply, Status};

impl Registry {
    /// Deletes a pod, unless a budget forbids it.
    ///
    /// # Errors
    /// 429 where a budget needs the pod, 500 where there are several for it, and those of a
    /// deletion.
    pub async fn evict(&self, namespace: &str, pod: &str, options: &DeleteOptions) -> Reply<()> {
        let pods = self.builtin("v1", "Pod");
        // Until the pod is on its way out: the next one is judged with it gone.
        let _one = self.shared.evicting.lock().await;
        let found = self.get(&pods, Some(namespace), pod)?;
        if !is_free(&found)
            && let Some(budget) = self.budget(namespace, &found)?
        {
            self.judge(namespace, &found, &budget)?;
        }
        // The pod that was judged goes, and no other that has its name by now.
        let judged = || text(&found, "/metadata/uid").to_owned();
        let options = DeleteOptions {
            uid: Some(options.uid.clone().unwrap_or_else(judged)),
            ..options.clone()
        };
        self.delete(&pods, Some(namespace), pod, &options)
            .await
            .map(drop)
    }

    /// The one budget for a pod.
    fn budget(&self, namespace: &str, pod: &Value) -> Reply<Option<Arc<Value>>> {
        let budgets = self.builtin("policy/v1", "PodDisruptionBudget");
        let all = self.list(&budgets, Some(namespace), &Selection::default(), 0, "")?;
        let mut own: Vec<_> = all.items;
        own.retain(|budget| means(budget, pod));
        if own.len() > 1 {
            let words = "This pod has more than one PodDisruptionBudget, which the eviction \
                         subresource does not support.";
            return Err(Status::new(500, "", words));
        }
        Ok(own.pop())
    }

    fn judge(&self, namespace: &str, pod: &Value, budget: &Value) -> Reply<()> {
        let number = |pointer: &str| budget.pointer(pointer).and_then(Value::as_i64);
        let generation = number("/metadata/generation").unwrap_or_default();
        if number("/status/observedGeneration").unwrap_or_default() < generation {
            let words = "is still being processed by the server.";
            let mut refusal = refused(budget, words);
            if let Some(details) = &mut refusal.details {
                details["retryAfterSeconds"] = 10.into();
            }
            return Err(refusal);
        }
        let pods = self.builtin("v1", "Pod");
        let all = self.list(&pods, Some(namespace), &Selection::default(), 0, "")?;
        let healthy = all.items.iter();
        let healthy = healthy.filter(|pod| means(budget, pod) && is_healthy(pod));
        let healthy = i64::try_from(healthy.count()).unwrap_or(i64::MAX);
        let desired = number("/status/desiredHealthy").unwrap_or_default();
        let allowed = if is_healthy(pod) {
            healthy > desired
        } else {
            let always = text(budget, "/spec/unhealthyPodEvictionPolicy") == "AlwaysAllow";
            always || (healthy >= desired && desired > 0) || healthy > desired
        };
        if allowed {
            return Ok(());
        }
        let words = format!("needs {desired} healthy pods and has {healthy} currently");
        Err(refused(budget, &words))
    }
}

/// Whether no budget counts the pod: it does not run yet, or not any more.
fn is_free(pod: &Value) -> bool {
    let phase = text(pod, "/status/phase");
    is_going(pod) || matches!(phase, "Succeeded" | "Failed" | "Pending")
}

fn is_healthy(pod: &Value) -> bool {
    is_true(pod, "Ready") && !is_going(pod)
}

/// A budget without a selector means no pod.
fn means(budget: &Value, pod: &Value) -> bool {
    let selector = "/spec/selector";
    has(budget, selector) && Selection::of_selector(&budget["spec"]["selector"]).matches(pod)
}

fn refused(budget: &Value, why: &str) -> Status {
    let words = "Cannot evict pod as it would violate the pod's disruption budget.";
    let message = format!("The disruption budget {} {why}", name(budget));
    let causes = json!([{"reason": "DisruptionBudget", "message": message}]);
    Status::new(429, "TooManyRequests", words).details(json!({"causes": causes}))
}
