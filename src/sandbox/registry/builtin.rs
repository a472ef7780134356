//! The resources that every cluster has, as a real API server serves them.

use super::Resource;
use super::kinds::{ScalePaths, Subresource};
use super::typed;

/// All verbs of stored objects.
pub(super) const VERBS: [&str; 8] = [
    "create",
    "delete",
    "deletecollection",
    "get",
    "list",
    "patch",
    "update",
    "watch",
];

/// API version, plural, kind, short names, categories, subresources, whether in namespaces (`N`) or
/// not (`C`); `n` without deletecollection; `-` only create: answered, not stored.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    char,
);

#[rustfmt::skip]
const ROWS: [Row; 53] = [
    ("v1", "configmaps", "ConfigMap", "cm", "", "", 'N'),
    ("v1", "endpoints", "Endpoints", "ep", "", "", 'N'),
    ("v1", "events", "Event", "ev", "", "", 'N'),
    ("v1", "limitranges", "LimitRange", "limits", "", "", 'N'),
    ("v1", "namespaces", "Namespace", "ns", "", "finalize status", 'c'),
    ("v1", "nodes", "Node", "no", "", "proxy status", 'C'),
    ("v1", "persistentvolumeclaims", "PersistentVolumeClaim", "pvc", "", "status", 'N'),
    ("v1", "persistentvolumes", "PersistentVolume", "pv", "", "status", 'C'),
    ("v1", "pods", "Pod", "po", "all", "attach binding eviction exec log portforward proxy status", 'N'),
    ("v1", "podtemplates", "PodTemplate", "", "", "", 'N'),
    ("v1", "replicationcontrollers", "ReplicationController", "rc", "all", "scale status", 'N'),
    ("v1", "resourcequotas", "ResourceQuota", "quota", "", "status", 'N'),
    ("v1", "secrets", "Secret", "", "", "", 'N'),
    ("v1", "serviceaccounts", "ServiceAccount", "sa", "", "token", 'N'),
    ("v1", "services", "Service", "svc", "all", "proxy status", 'N'),
    ("admissionregistration.k8s.io/v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", "", "api-extensions", "", 'C'),
    ("admissionregistration.k8s.io/v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", "", "api-extensions", "", 'C'),
    ("apiextensions.k8s.io/v1", "customresourcedefinitions", "CustomResourceDefinition", "crd crds", "api-extensions", "status", 'C'),
    ("apps/v1", "controllerrevisions", "ControllerRevision", "", "", "", 'N'),
    ("apps/v1", "daemonsets", "DaemonSet", "ds", "all", "status", 'N'),
    ("apps/v1", "deployments", "Deployment", "deploy", "all", "scale status", 'N'),
    ("apps/v1", "replicasets", "ReplicaSet", "rs", "all", "scale status", 'N'),
    ("apps/v1", "statefulsets", "StatefulSet", "sts", "all", "scale status", 'N'),
    ("authentication.k8s.io/v1", "selfsubjectreviews", "SelfSubjectReview", "", "", "", '-'),
    ("authentication.k8s.io/v1", "tokenreviews", "TokenReview", "", "", "", '-'),
    ("authorization.k8s.io/v1", "localsubjectaccessreviews", "LocalSubjectAccessReview", "", "", "", '+'),
    ("authorization.k8s.io/v1", "selfsubjectaccessreviews", "SelfSubjectAccessReview", "", "", "", '-'),
    ("authorization.k8s.io/v1", "selfsubjectrulesreviews", "SelfSubjectRulesReview", "", "", "", '-'),
    ("authorization.k8s.io/v1", "subjectaccessreviews", "SubjectAccessReview", "", "", "", '-'),
    ("autoscaling/v1", "horizontalpodautoscalers", "HorizontalPodAutoscaler", "hpa", "all", "status", 'N'),
    ("autoscaling/v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", "hpa", "all", "status", 'N'),
    ("batch/v1", "cronjobs", "CronJob", "cj", "all", "status", 'N'),
    ("batch/v1", "jobs", "Job", "", "all", "status", 'N'),
    ("coordination.k8s.io/v1", "leases", "Lease", "", "", "", 'N'),
    ("discovery.k8s.io/v1", "endpointslices", "EndpointSlice", "", "", "", 'N'),
    ("events.k8s.io/v1", "events", "Event", "ev", "", "", 'N'),
    ("networking.k8s.io/v1", "ingressclasses", "IngressClass", "", "", "", 'C'),
    ("networking.k8s.io/v1", "ingresses", "Ingress", "ing", "", "status", 'N'),
    ("networking.k8s.io/v1", "networkpolicies", "NetworkPolicy", "netpol", "", "", 'N'),
    ("policy/v1", "poddisruptionbudgets", "PodDisruptionBudget", "pdb", "", "status", 'N'),
    ("rbac.authorization.k8s.io/v1", "clusterrolebindings", "ClusterRoleBinding", "", "", "", 'C'),
    ("rbac.authorization.k8s.io/v1", "clusterroles", "ClusterRole", "", "", "", 'C'),
    ("rbac.authorization.k8s.io/v1", "rolebindings", "RoleBinding", "", "", "", 'N'),
    ("rbac.authorization.k8s.io/v1", "roles", "Role", "", "", "", 'N'),
    ("scheduling.k8s.io/v1", "priorityclasses", "PriorityClass", "pc", "", "", 'C'),
    ("storage.k8s.io/v1", "csidrivers", "CSIDriver", "", "", "", 'C'),
    ("storage.k8s.io/v1", "csinodes", "CSINode", "", "", "", 'C'),
    ("storage.k8s.io/v1", "csistoragecapacities", "CSIStorageCapacity", "", "", "", 'N'),
    ("storage.k8s.io/v1", "storageclasses", "StorageClass", "sc", "", "", 'C'),
    ("storage.k8s.io/v1", "volumeattachments", "VolumeAttachment", "", "", "status", 'C'),
    ("storage.k8s.io/v1", "volumeattributesclasses", "VolumeAttributesClass", "vac", "", "", 'C'),
    ("networking.k8s.io/v1", "ipaddresses", "IPAddress", "ip", "", "", 'C'),
    ("networking.k8s.io/v1", "servicecidrs", "ServiceCIDR", "", "", "status", 'C'),
];

/// All of them.
pub(super) fn resources() -> Vec<Resource> {
    ROWS.iter().map(resource).collect()
}

fn resource(row: &Row) -> Resource {
    let (api_version, plural, kind, short, categories, parts, scope) = *row;
    let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect();
    let subresources: Vec<_> = parts.split_whitespace().map(part).collect();
    Resource {
        group: group.to_owned(),
        version: version.to_owned(),
        kind: kind.to_owned(),
        plural: plural.to_owned(),
        singular: kind.to_lowercase(),
        short_names: words(short),
        categories: words(categories),
        namespaced: matches!(scope, 'N' | '+'),
        verbs: verbs(scope),
        scale: subresources.contains(&Subresource::Scale).then(scale_paths),
        subresources,
        of: typed::builtin(api_version, kind),
        definition: None,
        schema: None,
        selectable: Vec::new(),
    }
}

fn verbs(scope: char) -> Vec<&'static str> {
    let all = VERBS.into_iter();
    match scope {
        '-' | '+' => vec!["create"],
        'c' => all.filter(|verb| *verb != "deletecollection").collect(),
        _ => all.collect(),
    }
}

fn part(name: &'static str) -> Subresource {
    match name {
        "status" => Subresource::Status,
        "scale" => Subresource::Scale,
        other => Subresource::Other(other),
    }
}

fn scale_paths() -> ScalePaths {
    ScalePaths {
        wanted: "/spec/replicas".to_owned(),
        found: "/status/replicas".to_owned(),
        selector: Some("/spec/selector".to_owned()),
    }
}

const GENERATIONS: [&str; 19] = [
    "pods",
    "replicationcontrollers",
    "customresourcedefinitions.apiextensions.k8s.io",
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "daemonsets.apps",
    "deployments.apps",
    "replicasets.apps",
    "statefulsets.apps",
    "cronjobs.batch",
    "jobs.batch",
    "endpointslices.discovery.k8s.io",
    "ingressclasses.networking.k8s.io",
    "ingresses.networking.k8s.io",
    "networkpolicies.networking.k8s.io",
    "poddisruptionbudgets.policy",
    "priorityclasses.scheduling.k8s.io",
    "csidrivers.storage.k8s.io",
    "podtemplates",
];

const CREATE_ON_UPDATE: [&str; 9] = [
    "endpoints",
    "events",
    "limitranges",
    "services",
    "leases.coordination.k8s.io",
    "clusterroles.rbac.authorization.k8s.io",
    "clusterrolebindings.rbac.authorization.k8s.io",
    "roles.rbac.authorization.k8s.io",
    "rolebindings.rbac.authorization.k8s.io",
];

const NEVER_UNCONDITIONAL: [&str; 6] = [
    "mutatingwebhookconfigurations.admissionregistration.k8s.io",
    "validatingwebhookconfigurations.admissionregistration.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io",
    "leases.coordination.k8s.io",
    "poddisruptionbudgets.policy",
    "volumeattachments.storage.k8s.io",
];

impl Resource {
    /// Whether its objects count their generations.
    pub(super) fn counts_generations(&self) -> bool {
        self.definition.is_some() || GENERATIONS.contains(&&*self.full_name())
    }

    /// Whether a PUT of an absent object makes it.
    pub(super) fn creates_on_update(&self) -> bool {
        CREATE_ON_UPDATE.contains(&&*self.full_name())
    }

    /// Whether a PUT may leave out the resource version.
    pub(super) fn updates_unconditionally(&self) -> bool {
        self.definition.is_none() && !NEVER_UNCONDITIONAL.contains(&&*self.full_name())
    }

    /// Whether it is answered at once and never stored.
    pub(super) fn is_review(&self) -> bool {
        self.verbs == ["create"]
    }
}
