//! The columns of the kinds that Kubernetes brings.

use super::cell::Cell::{Boolean, By, Count, Each, Labels, Number, Selector, Since, Text};
use super::cell::{Cell, Line};
use super::{metrics, network, others, pods, volumes, workloads};

const fn col(name: &'static str, cell: Cell) -> Line {
    Line::new(name, cell)
}

const fn integer(name: &'static str, path: &'static str) -> Line {
    col(name, Number(path)).of("integer")
}

const NAME: Line = col("Name", Text("/metadata/name", "")).named();
const AGE: Line = col("Age", Since("/metadata/creationTimestamp"));

/// Containers and images of a pod template's containers.
const fn containers(path: &'static str) -> Line {
    col("Containers", Each(path, "name")).wide()
}

const fn images(path: &'static str) -> Line {
    col("Images", Each(path, "image")).wide()
}

const TEMPLATE: &str = "/spec/template/spec/containers";
const JOB_TEMPLATE: &str = "/spec/jobTemplate/spec/template/spec/containers";

const fn selector(path: &'static str, otherwise: &'static str) -> Line {
    col("Selector", Selector(path, otherwise)).wide()
}

/// Of a kind without columns of its own.
pub(super) const UNKNOWN: &[Line] = &[NAME, col("Created At", By(others::created_at)).of("date")];

/// Group, kind, columns.
pub(super) const KINDS: &[(&str, &str, &[Line])] = &[
    ("", "Pod", POD),
    ("", "PodTemplate", POD_TEMPLATE),
    ("", "ReplicationController", REPLICATION_CONTROLLER),
    ("", "Service", SERVICE),
    (
        "",
        "Endpoints",
        &[NAME, col("Endpoints", By(network::endpoints)), AGE],
    ),
    ("", "Node", NODE),
    ("", "Event", EVENT),
    ("events.k8s.io", "Event", EVENT),
    (
        "",
        "Namespace",
        &[NAME, col("Status", Text("/status/phase", "")), AGE],
    ),
    ("", "Secret", SECRET),
    ("", "ConfigMap", &[NAME, col("Data", By(others::data)), AGE]),
    (
        "",
        "ServiceAccount",
        &[NAME, col("Secrets", Count("/secrets")), AGE],
    ),
    ("", "PersistentVolume", VOLUME),
    ("", "PersistentVolumeClaim", CLAIM),
    ("", "ResourceQuota", QUOTA),
    ("apps", "Deployment", DEPLOYMENT),
    ("apps", "ReplicaSet", REPLICA_SET),
    ("apps", "StatefulSet", STATEFUL_SET),
    ("apps", "DaemonSet", DAEMON_SET),
    ("apps", "ControllerRevision", REVISION),
    ("batch", "Job", JOB),
    ("batch", "CronJob", CRON_JOB),
    ("policy", "PodDisruptionBudget", BUDGET),
    ("autoscaling", "HorizontalPodAutoscaler", AUTOSCALER),
    ("autoscaling", "Scale", SCALE),
    ("networking.k8s.io", "Ingress", INGRESS),
    ("networking.k8s.io", "IngressClass", INGRESS_CLASS),
    ("networking.k8s.io", "NetworkPolicy", NETWORK_POLICY),
    ("networking.k8s.io", "ServiceCIDR", SERVICE_CIDR),
    ("networking.k8s.io", "IPAddress", IP_ADDRESS),
    ("discovery.k8s.io", "EndpointSlice", ENDPOINT_SLICE),
    ("storage.k8s.io", "StorageClass", STORAGE_CLASS),
    ("storage.k8s.io", "VolumeAttachment", ATTACHMENT),
    ("storage.k8s.io", "VolumeAttributesClass", ATTRIBUTES_CLASS),
    ("storage.k8s.io", "CSINode", CSI_NODE),
    ("storage.k8s.io", "CSIDriver", CSI_DRIVER),
    ("rbac.authorization.k8s.io", "RoleBinding", BINDING),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", BINDING),
    (
        "admissionregistration.k8s.io",
        "MutatingWebhookConfiguration",
        WEBHOOKS,
    ),
    (
        "admissionregistration.k8s.io",
        "ValidatingWebhookConfiguration",
        WEBHOOKS,
    ),
    ("coordination.k8s.io", "Lease", LEASE),
    ("scheduling.k8s.io", "PriorityClass", PRIORITY),
];

const POD: &[Line] = &[
    NAME,
    col("Ready", By(pods::ready)),
    col("Status", By(pods::status)),
    col("Restarts", By(pods::restarts)),
    AGE,
    col("IP", By(pods::ip)).wide(),
    col("Node", Text("/spec/nodeName", "<none>")).wide(),
    col(
        "Nominated Node",
        Text("/status/nominatedNodeName", "<none>"),
    )
    .wide(),
    col("Readiness Gates", By(pods::gates)).wide(),
];

const POD_TEMPLATE: &[Line] = &[
    NAME,
    col("Containers", Each("/template/spec/containers", "name")),
    col("Images", Each("/template/spec/containers", "image")),
    col("Pod Labels", Labels("/template/metadata/labels")),
];

const REPLICATION_CONTROLLER: &[Line] = &[
    NAME,
    integer("Desired", "/spec/replicas"),
    integer("Current", "/status/replicas"),
    integer("Ready", "/status/readyReplicas"),
    AGE,
    containers(TEMPLATE),
    images(TEMPLATE),
    col("Selector", Labels("/spec/selector")).wide(),
];

const REPLICA_SET: &[Line] = &[
    NAME,
    integer("Desired", "/spec/replicas"),
    integer("Current", "/status/replicas"),
    integer("Ready", "/status/readyReplicas"),
    AGE,
    containers(TEMPLATE),
    images(TEMPLATE),
    selector("/spec/selector", "<none>"),
];

const DEPLOYMENT: &[Line] = &[
    NAME,
    col("Ready", By(workloads::ready)),
    col("Up-to-date", Number("/status/updatedReplicas")),
    col("Available", Number("/status/availableReplicas")),
    AGE,
    containers(TEMPLATE),
    images(TEMPLATE),
    selector("/spec/selector", ""),
];

const STATEFUL_SET: &[Line] = &[
    NAME,
    col("Ready", By(workloads::ready)),
    AGE,
    containers(TEMPLATE),
    images(TEMPLATE),
];

const DAEMON_SET: &[Line] = &[
    NAME,
    integer("Desired", "/status/desiredNumberScheduled"),
    integer("Current", "/status/currentNumberScheduled"),
    integer("Ready", "/status/numberReady"),
    integer("Up-to-date", "/status/updatedNumberScheduled"),
    integer("Available", "/status/numberAvailable"),
    col("Node Selector", Labels("/spec/template/spec/nodeSelector")),
    AGE,
    containers(TEMPLATE),
    images(TEMPLATE),
    selector("/spec/selector", "<none>"),
];

const REVISION: &[Line] = &[
    NAME,
    col("Controller", By(workloads::controller)),
    col("Revision", Number("/revision")),
    AGE,
];

const JOB: &[Line] = &[
    NAME,
    col("Status", By(workloads::job_status)),
    col("Completions", By(workloads::completions)),
    col("Duration", By(workloads::job_duration)),
    AGE,
    containers(TEMPLATE),
    images(TEMPLATE),
    selector("/spec/selector", "<none>"),
];

const CRON_JOB: &[Line] = &[
    NAME,
    col("Schedule", Text("/spec/schedule", "")),
    col("Timezone", Text("/spec/timeZone", "<none>")),
    col("Suspend", By(workloads::suspend)).of("boolean"),
    col("Active", Count("/status/active")).of("integer"),
    col("Last Schedule", By(workloads::last_schedule)),
    AGE,
    containers(JOB_TEMPLATE),
    images(JOB_TEMPLATE),
    selector("/spec/jobTemplate/spec/selector", "<none>"),
];

const BUDGET: &[Line] = &[
    NAME,
    col("Min Available", By(workloads::min_available)),
    col("Max Unavailable", By(workloads::max_unavailable)),
    integer("Allowed Disruptions", "/status/disruptionsAllowed"),
    AGE,
];

const AUTOSCALER: &[Line] = &[
    NAME,
    col("Reference", By(metrics::reference)),
    col("Targets", By(metrics::targets)),
    col("MinPods", By(metrics::min_pods)),
    col("MaxPods", Number("/spec/maxReplicas")),
    col("Replicas", Number("/status/currentReplicas")),
    AGE,
];

const SCALE: &[Line] = &[
    col("Name", Text("/metadata/name", "")),
    integer("Desired", "/spec/replicas"),
    integer("Available", "/status/replicas"),
    AGE,
];

const SERVICE: &[Line] = &[
    NAME,
    col("Type", Text("/spec/type", "")),
    col("Cluster-IP", By(network::cluster_ip)),
    col("External-IP", By(network::external_ip)),
    col("Port(s)", By(network::ports)),
    AGE,
    col("Selector", Labels("/spec/selector")).wide(),
];

const INGRESS: &[Line] = &[
    NAME,
    col("Class", Text("/spec/ingressClassName", "<none>")),
    col("Hosts", By(network::hosts)),
    col("Address", By(network::address)),
    col("Ports", By(network::ingress_ports)),
    AGE,
];

const INGRESS_CLASS: &[Line] = &[
    NAME,
    col("Controller", Text("/spec/controller", "")),
    col("Parameters", By(network::parameters)),
    AGE,
];

const NETWORK_POLICY: &[Line] = &[
    NAME,
    col("Pod-Selector", Selector("/spec/podSelector", "<none>")),
    AGE,
];

const SERVICE_CIDR: &[Line] = &[NAME, col("CIDRs", By(network::cidrs)), AGE];

const IP_ADDRESS: &[Line] = &[NAME, col("ParentRef", By(network::parent))];

const ENDPOINT_SLICE: &[Line] = &[
    NAME,
    col("AddressType", Text("/addressType", "")),
    col("Ports", By(network::slice_ports)),
    col("Endpoints", By(network::slice_endpoints)),
    AGE,
];

const NODE: &[Line] = &[
    NAME,
    col("Status", By(others::node_status)),
    col("Roles", By(others::node_roles)),
    AGE,
    col("Version", Text("/status/nodeInfo/kubeletVersion", "")),
    col("Internal-IP", By(others::internal_ip)).wide(),
    col("External-IP", By(others::external_ip)).wide(),
    col("OS-Image", Text("/status/nodeInfo/osImage", "<unknown>")).wide(),
    col(
        "Kernel-Version",
        Text("/status/nodeInfo/kernelVersion", "<unknown>"),
    )
    .wide(),
    col(
        "Container-Runtime",
        Text("/status/nodeInfo/containerRuntimeVersion", "<unknown>"),
    )
    .wide(),
];

const EVENT: &[Line] = &[
    col("Last Seen", By(others::last_seen)),
    col("Type", Text("/type", "")),
    col("Reason", Text("/reason", "")),
    col("Object", By(others::involved)),
    col("Subobject", By(others::sub_object)).wide(),
    col("Source", By(others::source)).wide(),
    col("Message", By(others::message)),
    col("First Seen", By(others::first_seen)).wide(),
    col("Count", By(others::event_count)).wide(),
    NAME.wide(),
];

const SECRET: &[Line] = &[
    NAME,
    col("Type", Text("/type", "")),
    col("Data", Count("/data")),
    AGE,
];

const VOLUME: &[Line] = &[
    NAME,
    col("Capacity", Text("/spec/capacity/storage", "0")),
    col("Access Modes", By(volumes::modes)),
    col(
        "Reclaim Policy",
        Text("/spec/persistentVolumeReclaimPolicy", ""),
    ),
    col("Status", By(volumes::phase)),
    col("Claim", By(volumes::claim)),
    col("StorageClass", By(volumes::class)),
    col(
        "VolumeAttributesClass",
        Text("/spec/volumeAttributesClassName", "<unset>"),
    ),
    col("Reason", Text("/status/reason", "")),
    AGE,
    col("VolumeMode", Text("/spec/volumeMode", "<unset>")).wide(),
];

const CLAIM: &[Line] = &[
    NAME,
    col("Status", By(volumes::phase)),
    col("Volume", Text("/spec/volumeName", "")),
    col("Capacity", By(volumes::claimed_capacity)),
    col("Access Modes", By(volumes::claimed_modes)),
    col("StorageClass", By(volumes::class)),
    col(
        "VolumeAttributesClass",
        Text("/spec/volumeAttributesClassName", "<unset>"),
    ),
    AGE,
    col("VolumeMode", Text("/spec/volumeMode", "<unset>")).wide(),
];

const STORAGE_CLASS: &[Line] = &[
    col("Name", By(volumes::class_name)).named(),
    col("Provisioner", Text("/provisioner", "")),
    col("ReclaimPolicy", Text("/reclaimPolicy", "Delete")),
    col("VolumeBindingMode", Text("/volumeBindingMode", "Immediate")),
    col(
        "AllowVolumeExpansion",
        Boolean("/allowVolumeExpansion", false),
    ),
    AGE,
];

const ATTACHMENT: &[Line] = &[
    NAME,
    col("Attacher", Text("/spec/attacher", "")).named(),
    col("PV", Text("/spec/source/persistentVolumeName", "")),
    col("Node", Text("/spec/nodeName", "")),
    col("Attached", Boolean("/status/attached", false)).of("boolean"),
    AGE,
];

const ATTRIBUTES_CLASS: &[Line] = &[NAME, col("DriverName", Text("/driverName", "")), AGE];

const CSI_NODE: &[Line] = &[
    NAME,
    col("Drivers", Count("/spec/drivers")).of("integer"),
    AGE,
];

const CSI_DRIVER: &[Line] = &[
    NAME,
    col("AttachRequired", Boolean("/spec/attachRequired", true)).of("boolean"),
    col("PodInfoOnMount", Boolean("/spec/podInfoOnMount", false)).of("boolean"),
    col("StorageCapacity", Boolean("/spec/storageCapacity", false)).of("boolean"),
    col("TokenRequests", By(volumes::token_requests)),
    col(
        "RequiresRepublish",
        Boolean("/spec/requiresRepublish", false),
    )
    .of("boolean"),
    col("Modes", By(volumes::lifecycle_modes)),
    AGE,
];

const QUOTA: &[Line] = &[
    NAME,
    col("Request", By(others::quota_requests)),
    col("Limit", By(others::quota_limits)),
    AGE,
];

const BINDING: &[Line] = &[
    NAME,
    col("Role", By(others::role)),
    AGE,
    col("Users", By(others::users)).wide(),
    col("Groups", By(others::groups)).wide(),
    col("ServiceAccounts", By(others::accounts)).wide(),
];

const WEBHOOKS: &[Line] = &[NAME, col("Webhooks", Count("/webhooks")).of("integer"), AGE];

const LEASE: &[Line] = &[NAME, col("Holder", Text("/spec/holderIdentity", "")), AGE];

const PRIORITY: &[Line] = &[
    NAME,
    integer("Value", "/value"),
    col("Global-Default", Boolean("/globalDefault", false)).of("boolean"),
    AGE,
    col("PreemptionPolicy", Text("/preemptionPolicy", "")),
];
