//! All files for the daprd of a pod, from the API's objects.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::addresses::Target;
use super::configuration::{Configuration, configuration};
use super::doors::Doors;
use super::folder;
use super::names::template;
use super::resources::{self, KINDS, Reader};
use super::router::Router;
use crate::dapr::{self, annotations};
use crate::manifest::Object;
use crate::sandbox::daprd::Real;
use crate::sandbox::runtime::objects::Objects;

/// Serves the real daprds of all pods.
pub(crate) struct Desk {
    pub(crate) real: Real,
    objects: Objects,
    doors: Doors,
    router: Router,
    kubeconfig: PathBuf,
}

/// What a daprd is given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Files {
    pub(crate) resources: BTreeMap<String, String>,
    pub(crate) configuration: Configuration,
}

impl Desk {
    /// For this daprd.
    pub(crate) fn new(
        real: Real,
        objects: Objects,
        kubeconfig: PathBuf,
        cancel: CancellationToken,
    ) -> Self {
        Self {
            real,
            doors: Doors::new(objects.clone(), cancel.clone()),
            router: Router::new(objects.clone(), cancel),
            objects,
            kubeconfig,
        }
    }

    /// The files for a pod's daprd.
    ///
    /// # Errors
    /// The Configuration that the pod names is not there, or there is no free port.
    pub(crate) fn files(&self, pod: &Object) -> Result<Files, String> {
        let namespace = pod.namespace().unwrap_or_default();
        let sidecar = dapr::sidecar(pod);
        let argument = |name: &str| sidecar.as_ref().and_then(|sidecar| sidecar.argument(name));
        let name = argument("config").filter(|name| !name.is_empty());
        let found = name.map(|name| self.configuration(namespace, name));
        let found = found.transpose()?;
        let find = |target: &Target| self.doors.port(target);
        let reader = Reader {
            app_id: argument("app-id").unwrap_or_default(),
            namespace,
            builtin_secrets: argument("disable-builtin-k8s-secret-store").is_none(),
            kubeconfig: &self.kubeconfig,
            find: &find,
        };
        let lists = KINDS.map(|(version, kind)| self.objects.list(version, kind, namespace));
        let objects = lists.iter().flatten().map(AsRef::as_ref);
        let names = self.names(namespace).map_err(|error| error.to_string())?;
        Ok(Files {
            resources: resources::files(&reader, objects),
            configuration: configuration(found.as_deref(), &names, namespace, &find),
        })
    }

    fn configuration(&self, namespace: &str, name: &str) -> Result<Arc<Value>, String> {
        let kind = ("dapr.io/v1alpha1", "Configuration");
        let found = self.objects.get(kind.0, kind.1, Some(namespace), name);
        found.ok_or_else(|| format!("configuration {name:?} not found"))
    }

    /// Namespaces that have apps, and the pod's own, with their routers.
    fn names(&self, own: &str) -> io::Result<String> {
        let services = self.objects.list_all("v1", "Service");
        let of_app = |service: &Arc<Value>| {
            let metadata = &service["metadata"];
            let namespace = metadata["namespace"].as_str();
            let app = metadata["annotations"][annotations::APP_ID].as_str();
            namespace.filter(|_| app.is_some()).map(str::to_owned)
        };
        let mut namespaces: BTreeSet<String> = services.iter().filter_map(of_app).collect();
        namespaces.insert(own.to_owned());
        let routers = namespaces.into_iter().map(|namespace| {
            let port = self.router.port(Some(&namespace))?;
            Ok((namespace, port))
        });
        let routers: io::Result<Vec<_>> = routers.collect();
        Ok(template(&routers?, self.router.port(None)?))
    }
}

impl Files {
    /// Writes all of them into the folder of a container.
    pub(crate) fn write(&self, at: &Path) -> io::Result<()> {
        folder::write_resources(at, &self.resources)?;
        folder::write_configuration(at, &self.configuration.text)
    }
}
