//! Tutorials of a test's own, and what is put beside them.

use daprk::cluster::{Access, Cluster};

use crate::sandbox::fixture::Sandbox;

/// A tutorial in a folder of the sandbox's home, with these steps: `## One …`.
pub(super) fn lesson(sandbox: &Sandbox, folder: &str, steps: &str) -> String {
    let folder = sandbox.folder().with_file_name(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let head = "---\ntitle: Mine\nteaches: a thing\nminutes: 1\n---\n# One\n\n";
    std::fs::write(folder.join("tutorial.md"), format!("{head}{steps}")).unwrap();
    folder.display().to_string()
}

/// A step that deploys a `ConfigMap` of this name, and takes it back.
pub(super) fn map_step(sandbox: &Sandbox, folder: &str, title: &str, name: &str) -> String {
    let map = format!("apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\n");
    let folder = sandbox.folder().with_file_name(folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(format!("{name}.yaml")), map).unwrap();
    format!(
        "## {title}\n\n```run\ndaprk deploy -f {name}.yaml --name {name}\n```\n\n\
         ```makes\nconfigmap/{name}\n```\n\n```undo\ndaprk undeploy {name}\n```\n"
    )
}

/// Deploys an object under its name.
pub(super) fn deploy(sandbox: &Sandbox, name: &str, namespace: &str, object: &str) {
    let words = format!("deploy -f - --name {name} -n {namespace}");
    sandbox.daprk(&words).stdin(object).run().succeeds();
}

/// The sandbox as a cluster.
pub(super) async fn cluster(sandbox: &Sandbox) -> Cluster {
    let access = Access {
        kubeconfig: Some(sandbox.folder().join("kubeconfig")),
        ..Access::default()
    };
    Cluster::connect(&access).await.unwrap()
}
