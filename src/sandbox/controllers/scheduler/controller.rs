//! Reads, judges, writes.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::claims::{Claim, SELECTED, claim, names};
use super::verdict::{Verdict, verdict, waits};
use crate::sandbox::controllers::condition::{self, Condition};
use crate::sandbox::controllers::context::{CLAIM, Context, NODE, POD, STORAGE_CLASS};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::node::NAME;
use crate::sandbox::controllers::object::{Key, items, key, name, namespace, set_metadata, text};
use crate::sandbox::registry::Subresource;
use crate::sandbox::status::Reply;

/// Places pods.
pub(in crate::sandbox::controllers) struct Scheduler(pub(in crate::sandbox::controllers) Context);

impl Controller for Scheduler {
    fn sources(&self) -> Vec<Source> {
        let all = |context: &Context| {
            let context = context.clone();
            move |_: &Value| waiting(&context, "")
        };
        let context = self.0.clone();
        let beside = self.0.clone();
        vec![
            Source::of(POD, move |pod| {
                if waits(pod) {
                    vec![key(pod)]
                } else if is_placed(pod) {
                    anti(&beside)
                } else {
                    // Somebody else's to place: it is in nobody's way.
                    Vec::new()
                }
            }),
            Source::of(CLAIM, move |claim| waiting(&context, namespace(claim))),
            Source::of(NODE, all(&self.0)),
            Source::of(STORAGE_CLASS, all(&self.0)),
        ]
    }

    fn reconcile<'a>(&'a self, key: &'a Key) -> Looking<'a> {
        Box::pin(self.look(key))
    }
}

/// Pods that wait for a place, in a namespace or everywhere.
fn waiting(context: &Context, namespace: &str) -> Vec<Key> {
    let pods = context.list(POD, namespace).unwrap_or_default();
    pods.iter()
        .filter(|pod| waits(pod))
        .map(|pod| key(pod))
        .collect()
}

fn is_placed(pod: &Value) -> bool {
    !text(pod, "/spec/nodeName").is_empty()
}

/// What a placed pod's change may free or allow: those that wait because of other pods.
fn anti(context: &Context) -> Vec<Key> {
    let choosy = |key: &Key| {
        let pod = context.get(POD, &key.0, &key.1).ok().flatten();
        pod.is_some_and(|pod| {
            let affinity = &pod["spec"]["affinity"];
            affinity.get("podAntiAffinity").is_some() || affinity.get("podAffinity").is_some()
        })
    };
    waiting(context, "").into_iter().filter(choosy).collect()
}

impl Scheduler {
    async fn look(&self, key: &Key) -> Looked {
        let Some(pod) = self.0.get(POD, &key.0, &key.1)? else {
            return Ok(None);
        };
        let node = self.0.get(NODE, "", NAME)?;
        let claims = self.claims(&pod)?;
        let mut others = self.0.list(POD, "")?;
        others.retain(|other| is_placed(other));
        match verdict(&pod, node.as_deref(), &claims, &others) {
            Verdict::None | Verdict::Wait => {}
            Verdict::Bind => self.bind(&pod).await?,
            Verdict::Claim(names) => self.select(&pod, names).await?,
            Verdict::Gated => {
                let words = "Scheduling is blocked due to non-empty scheduling gates";
                self.say(&pod, "SchedulingGated", words).await?;
            }
            Verdict::Unschedulable(why) => {
                self.say(&pod, "Unschedulable", &why).await?;
                self.0.warn(&pod, "FailedScheduling", &why).await;
            }
        }
        Ok(None)
    }

    fn claims(&self, pod: &Value) -> Reply<Vec<Claim>> {
        let one = |name: &String| {
            let found = self.0.get(CLAIM, namespace(pod), name)?;
            let class = match found
                .as_deref()
                .map(|claim| text(claim, "/spec/storageClassName"))
            {
                None | Some("") => None,
                Some(class) => self.0.get(STORAGE_CLASS, "", class)?,
            };
            Ok(claim(name, found.as_deref(), class.as_deref()))
        };
        names(pod).iter().map(one).collect()
    }

    async fn bind(&self, pod: &Value) -> Reply<()> {
        let place = |found: &mut Value| {
            let free = text(found, "/spec/nodeName").is_empty();
            if free {
                found["spec"]["nodeName"] = NAME.into();
            }
            free
        };
        // From here on the kubelet tells of it, too, and may be faster.
        let at = Timestamp::now();
        let part = Some(Subresource::Other("binding"));
        self.0.edit(POD, pod, part, &place).await?;
        let said = Condition::new("PodScheduled", true, "", "");
        self.condition(pod, &said).await?;
        let message = format!(
            "Successfully assigned {}/{} to {NAME}",
            namespace(pod),
            name(pod)
        );
        self.0.normal_at(pod, "Scheduled", &message, at).await;
        Ok(())
    }

    /// Tells claims which node their first pod runs on.
    async fn select(&self, pod: &Value, names: Vec<String>) -> Reply<()> {
        let select = |found: &mut Value| set_metadata(found, "annotations", SELECTED, NAME);
        for name in names {
            if let Some(claim) = self.0.get(CLAIM, namespace(pod), &name)? {
                self.0.edit(CLAIM, &claim, None, &select).await?;
            }
        }
        Ok(())
    }

    async fn say(&self, pod: &Value, reason: &'static str, why: &str) -> Reply<()> {
        self.condition(pod, &Condition::new("PodScheduled", false, reason, why))
            .await
    }

    async fn condition(&self, pod: &Value, said: &Condition) -> Reply<()> {
        let change = |found: &mut Value| {
            let mut conditions = items(found, "/status/conditions").to_vec();
            let changed = condition::set(&mut conditions, said, Timestamp::now());
            found["status"]["conditions"] = json!(conditions);
            changed
        };
        let part = Some(Subresource::Status);
        self.0.edit(POD, pod, part, &change).await.map(drop)
    }
}
