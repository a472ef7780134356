//! The StorageClass that claims get when they name none.

use serde_json::{Value, json};

use super::plan::PROVISIONER;
use crate::sandbox::controllers::context::{Context, STORAGE_CLASS};
use crate::sandbox::controllers::driver::{Controller, Looked, Looking, Source};
use crate::sandbox::controllers::object::Key;

const NAME: &str = "standard";

/// Makes the default class when the sandbox starts. Whoever deletes it then wants to do without.
pub(in crate::sandbox::controllers) struct Classes(pub(in crate::sandbox::controllers) Context);

impl Controller for Classes {
    fn name(&self) -> &'static str {
        "storage classes"
    }

    fn context(&self) -> &Context {
        &self.0
    }

    fn sources(&self) -> Vec<Source> {
        Vec::new()
    }

    fn first(&self) -> Vec<Key> {
        vec![(String::new(), NAME.to_owned())]
    }

    fn reconcile<'a>(&'a self, _key: &'a Key) -> Looking<'a> {
        Box::pin(self.make())
    }
}

impl Classes {
    async fn make(&self) -> Looked {
        self.0.ensure(STORAGE_CLASS, "", class()).await?;
        Ok(None)
    }
}

fn class() -> Value {
    json!({
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {
            "name": NAME,
            "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
        },
        "provisioner": PROVISIONER,
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "Immediate",
    })
}
