//! Commands that mend. Names are Kubernetes' own, and need no quoting in a shell.

use crate::event::Subject;
use crate::manifest::Object;

/// Has the pods of a workload made anew.
pub(super) fn restart(workload: &Subject) -> String {
    let namespace = namespace(workload);
    let name = &workload.name;
    match workload.kind.as_str() {
        "Pod" => format!("kubectl delete pod {name}{namespace}, and make it again"),
        kind => format!(
            "kubectl rollout restart {}/{name}{namespace}",
            kind.to_lowercase()
        ),
    }
}

/// Sets the number of a workload's pods.
pub(super) fn scale(workload: &Subject, replicas: u32) -> String {
    let kind = workload.kind.to_lowercase();
    format!(
        "kubectl scale {kind}/{}{} --replicas={replicas}",
        workload.name,
        namespace(workload)
    )
}

/// Shows what an object says.
pub(super) fn show(object: &Object) -> String {
    format!("kubectl get {} -o yaml", place(object))
}

/// Opens an object in an editor.
pub(super) fn edit(object: &Object) -> String {
    format!("kubectl edit {}", place(object))
}

/// Removes an object.
pub(super) fn delete(object: &Object) -> String {
    format!("kubectl delete {}", place(object))
}

/// Applies an object with one piece of its text changed.
pub(super) fn replace(object: &Object, from: &str, to: &str) -> String {
    format!(
        "{} | sed '/resourceVersion:/d; s/{from}/{to}/' | kubectl apply -f -",
        show(object)
    )
}

/// Sets an object's scopes.
pub(super) fn scopes(object: &Object, scopes: &[&str]) -> String {
    let quoted: Vec<_> = scopes.iter().map(|scope| format!("\"{scope}\"")).collect();
    format!(
        "kubectl patch {} --type merge -p '{{\"scopes\":[{}]}}'",
        place(object),
        quoted.join(",")
    )
}

/// `component statestore -n shop`
fn place(object: &Object) -> String {
    let kind = object.kind().to_lowercase();
    format!("{kind} {}{}", object.name(), namespace(&object.subject()))
}

fn namespace(subject: &Subject) -> String {
    subject
        .namespace
        .as_ref()
        .map_or(String::new(), |name| format!(" -n {name}"))
}
