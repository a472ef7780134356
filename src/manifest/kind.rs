//! Kinds and their REST paths. The kinds of Kubernetes 1.33 and of Dapr are known here, so that
//! no command has to ask for discovery first; any other kind is looked up in the cluster once.

use super::nearest::nearest;

/// Where the objects of a kind live in the API.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Kind {
    /// `apps/v1`, `v1`.
    pub api_version: String,
    /// `Deployment`.
    pub kind: String,
    /// `deployments`.
    pub plural: String,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
}

/// `apiVersion`, and its kinds as (kind, plural, namespaced).
type Group = (&'static str, &'static [(&'static str, &'static str, bool)]);

const KNOWN: &[Group] = &[
    (
        "v1",
        &[
            ("ConfigMap", "configmaps", true),
            ("Endpoints", "endpoints", true),
            ("Event", "events", true),
            ("LimitRange", "limitranges", true),
            ("Namespace", "namespaces", false),
            ("Node", "nodes", false),
            ("PersistentVolume", "persistentvolumes", false),
            ("PersistentVolumeClaim", "persistentvolumeclaims", true),
            ("Pod", "pods", true),
            ("PodTemplate", "podtemplates", true),
            ("ReplicationController", "replicationcontrollers", true),
            ("ResourceQuota", "resourcequotas", true),
            ("Secret", "secrets", true),
            ("Service", "services", true),
            ("ServiceAccount", "serviceaccounts", true),
        ],
    ),
    (
        "apps/v1",
        &[
            ("ControllerRevision", "controllerrevisions", true),
            ("DaemonSet", "daemonsets", true),
            ("Deployment", "deployments", true),
            ("ReplicaSet", "replicasets", true),
            ("StatefulSet", "statefulsets", true),
        ],
    ),
    (
        "batch/v1",
        &[("CronJob", "cronjobs", true), ("Job", "jobs", true)],
    ),
    (
        "autoscaling/v2",
        &[("HorizontalPodAutoscaler", "horizontalpodautoscalers", true)],
    ),
    (
        "policy/v1",
        &[("PodDisruptionBudget", "poddisruptionbudgets", true)],
    ),
    (
        "rbac.authorization.k8s.io/v1",
        &[
            ("ClusterRole", "clusterroles", false),
            ("ClusterRoleBinding", "clusterrolebindings", false),
            ("Role", "roles", true),
            ("RoleBinding", "rolebindings", true),
        ],
    ),
    (
        "admissionregistration.k8s.io/v1",
        &[
            (
                "MutatingWebhookConfiguration",
                "mutatingwebhookconfigurations",
                false,
            ),
            (
                "ValidatingAdmissionPolicy",
                "validatingadmissionpolicies",
                false,
            ),
            (
                "ValidatingAdmissionPolicyBinding",
                "validatingadmissionpolicybindings",
                false,
            ),
            (
                "ValidatingWebhookConfiguration",
                "validatingwebhookconfigurations",
                false,
            ),
        ],
    ),
    (
        "apiextensions.k8s.io/v1",
        &[(
            "CustomResourceDefinition",
            "customresourcedefinitions",
            false,
        )],
    ),
    ("coordination.k8s.io/v1", &[("Lease", "leases", true)]),
    (
        "discovery.k8s.io/v1",
        &[("EndpointSlice", "endpointslices", true)],
    ),
    (
        "networking.k8s.io/v1",
        &[
            ("Ingress", "ingresses", true),
            ("IngressClass", "ingressclasses", false),
            ("NetworkPolicy", "networkpolicies", true),
        ],
    ),
    (
        "scheduling.k8s.io/v1",
        &[("PriorityClass", "priorityclasses", false)],
    ),
    (
        "storage.k8s.io/v1",
        &[("StorageClass", "storageclasses", false)],
    ),
    (
        "dapr.io/v1alpha1",
        &[
            ("Component", "components", true),
            ("Configuration", "configurations", true),
            ("HTTPEndpoint", "httpendpoints", true),
            ("MCPServer", "mcpservers", true),
            ("Resiliency", "resiliencies", true),
            ("Subscription", "subscriptions", true),
            ("WorkflowAccessPolicy", "workflowaccesspolicies", true),
        ],
    ),
    (
        "dapr.io/v2alpha1",
        &[("Subscription", "subscriptions", true)],
    ),
];

impl Kind {
    /// The kind, if it is one that every cluster (or every cluster with Dapr) knows.
    pub fn known(api_version: &str, kind: &str) -> Option<Self> {
        let (_, kinds) = KNOWN.iter().find(|(group, _)| *group == api_version)?;
        let (_, plural, namespaced) = kinds.iter().find(|(name, _, _)| *name == kind)?;
        Some(Self {
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            plural: (*plural).to_owned(),
            namespaced: *namespaced,
        })
    }

    /// The known kind of this name, however it is written: `deployment`. Of several versions it is
    /// the newest.
    ///
    /// # Errors
    /// There is none; the nearest name is the error, if one is near.
    pub fn named(name: &str) -> Result<Self, Option<String>> {
        let all = KNOWN.iter().rev().flat_map(|(version, kinds)| {
            let names = kinds.iter().map(|(kind, _, _)| *kind);
            names.map(move |kind| (*version, kind))
        });
        let same = |(_, kind): &(&str, &str)| kind.eq_ignore_ascii_case(name);
        if let Some(known) = all
            .clone()
            .find(same)
            .and_then(|(version, kind)| Self::known(version, kind))
        {
            return Ok(known);
        }
        let near = nearest(name, all.map(|(_, kind)| kind));
        Err(near.map(str::to_ascii_lowercase))
    }

    /// The kind in whatever version of its group is known.
    pub fn in_group(group: &str, kind: &str) -> Option<Self> {
        let of =
            |api_version: &str| api_version.split_once('/').map_or("", |(group, _)| group) == group;
        let versions = KNOWN.iter().filter(|(api_version, _)| of(api_version));
        versions
            .into_iter()
            .find_map(|(api_version, _)| Self::known(api_version, kind))
    }

    /// `/apis/apps/v1/namespaces/shop/deployments/cart`; without a namespace, the path over all
    /// of them; without a name, the collection.
    pub fn path(&self, namespace: Option<&str>, name: Option<&str>) -> String {
        let root = if self.api_version.contains('/') {
            "/apis"
        } else {
            "/api"
        };
        let mut path = format!("{root}/{}", self.api_version);
        if let (true, Some(namespace)) = (self.namespaced, namespace) {
            path.push_str("/namespaces/");
            path.push_str(namespace);
        }
        path.push('/');
        path.push_str(&self.plural);
        if let Some(name) = name {
            path.push('/');
            path.push_str(name);
        }
        path
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn kinds_are_found_by_name() {
        let named =
            |name| Kind::named(name).map(|kind| format!("{} {}", kind.api_version, kind.kind));
        let near = |name: &str| Err(Some(name.to_owned()));
        let rows = [
            ("deployment", Ok("apps/v1 Deployment".to_owned())),
            ("Pod", Ok("v1 Pod".to_owned())),
            (
                "subscription",
                Ok("dapr.io/v2alpha1 Subscription".to_owned()),
            ),
            ("deploymnt", near("deployment")),
            ("xyz", Err(None)),
        ];
        for (name, expected) in rows {
            assert_eq!(named(name), expected, "{name}");
        }
    }

    #[test]
    fn paths_follow_the_api_conventions() {
        let rows = [
            (
                "v1",
                "Pod",
                Some("a"),
                Some("b"),
                "/api/v1/namespaces/a/pods/b",
            ),
            ("v1", "Pod", None, None, "/api/v1/pods"),
            (
                "v1",
                "Namespace",
                Some("ignored"),
                Some("b"),
                "/api/v1/namespaces/b",
            ),
            (
                "apps/v1",
                "Deployment",
                Some("a"),
                None,
                "/apis/apps/v1/namespaces/a/deployments",
            ),
        ];
        for (api_version, kind, namespace, name, path) in rows {
            let kind = Kind::known(api_version, kind).expect("a known kind");
            assert_eq!(kind.path(namespace, name), path);
        }
        assert_eq!(Kind::known("v1", "Deployment"), None);
        let budget = Kind::in_group("policy", "PodDisruptionBudget").expect("a known kind");
        assert_eq!(budget.api_version, "policy/v1");
        assert_eq!(Kind::in_group("", "PodDisruptionBudget"), None);
    }
}
