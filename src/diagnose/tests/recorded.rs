//! Every recording with the tree and the findings that are made of it.

use super::{described, load};

#[test]
fn recordings_are_explained() {
    for (name, expected) in RECORDED {
        let (snapshot, wanted) = load(name);
        assert_eq!(described(&snapshot, &wanted), expected.trim(), "{name}");
    }
}

/// Names in `tests/fixtures/wait`; lines of the tree, then lines of findings.
pub(super) const RECORDED: &[(&str, &str)] = &[
    (
        "claim-class-missing",
        r"
hopeless cart 0 of 1 ready
  hopeless cart-0 claim data-cart-0: not bound: StorageClass fast is missing
error hopeless claim-class-missing | the claim is not bound: StorageClass fast is missing | PersistentVolumeClaim data-cart-0 | hint use a StorageClass that is there: slow, standard
",
    ),
    (
        "claim-first-consumer",
        r"
blocked cart 0 of 1 ready
  blocked cart-64d686689d-6sn22 no node fits: 1 insufficient cpu
waiting data not bound
error unschedulable | no node fits: 1 insufficient cpu | Pod cart-64d686689d-6sn22 | hint lower the pods' resource requests, or make room on a node
",
    ),
    (
        "claim-missing",
        r"
blocked cart 0 of 1 ready
  blocked cart-5946c5c6fb-2lg9l claim data: missing
error claim-missing | the claim is missing | PersistentVolumeClaim data
",
    ),
    (
        "claim-no-class",
        r"
hopeless cart 0 of 3 ready
  hopeless cart-0 claim data-cart-0: not bound: it asks for no StorageClass, and no volume fits
  hopeless cart-1 claim data-cart-1: not bound: it asks for no StorageClass, and no volume fits
  hopeless cart-2 claim data-cart-2: not bound: it asks for no StorageClass, and no volume fits
error hopeless claim-without-class | the claim is not bound: it asks for no StorageClass, and no volume fits (3 claims) | PersistentVolumeClaim data-cart-0 | hint use a StorageClass that is there: standard
",
    ),
    (
        "claim-not-provisioned",
        r"
waiting cart 0 of 1 ready
  waiting cart-0 claim data-cart-0: not bound: provisioner example.org/none has not made its volume yet
warning claim-not-provisioned | the claim is not bound: provisioner example.org/none has not made its volume yet | PersistentVolumeClaim data-cart-0
",
    ),
    (
        "config-key-missing",
        r"
blocked cart 0 of 1 ready
  blocked cart-6b9d4ffdd-b94s4 key colour in ConfigMap shop/cart is missing
error key-missing | key colour in ConfigMap shop/cart is missing | Pod cart-6b9d4ffdd-b94s4 | container app
",
    ),
    (
        "config-root",
        r#"
hopeless cart 0 of 1 ready
  hopeless cart-84bfbb9f5-hlwqc the container would run as root, and its securityContext forbids it
error hopeless container-runs-as-root | the container would run as root, and its securityContext forbids it | Pod cart-84bfbb9f5-hlwqc | container app | says "container's runAsUser breaks non-root policy" | hint set runAsUser to a number other than 0, or use an image that does
"#,
    ),
    (
        "config-secret-missing",
        r"
blocked cart 0 of 1 ready
  blocked cart-5bc46cfdd5-9nplc Secret cart-password is missing
error secret-missing | Secret cart-password is missing | Pod cart-5bc46cfdd5-9nplc | container app | hint create it in namespace shop; the container then starts by itself
",
    ),
    (
        "crash-old",
        r#"
hopeless cart 0 of 1 ready
  hopeless cart-687df9b5c9-hdgfc ended with exit code 3, 5 restarts
error hopeless container-crashes | app ended with exit code 3, 5 restarts | Pod cart-687df9b5c9-hdgfc | container app | says "reading /etc/cart.yaml\nconfig: unknown key colour"
"#,
    ),
    (
        "crash-oom",
        r#"
blocked cart 0 of 1 ready
  blocked cart-5767484d5c-f9q84 was killed: out of memory (limit 48Mi), 2 restarts
error out-of-memory | app was killed: out of memory (limit 48Mi), 2 restarts | Pod cart-5767484d5c-f9q84 | container app | says "loading" | hint raise resources.limits.memory of the container
"#,
    ),
    (
        "crash-signal",
        r#"
blocked cart 0 of 1 ready
  blocked cart-78c48595d-n9n8v ended by SIGSEGV (exit code 139), 1 restart
error container-crashes | app ended by SIGSEGV (exit code 139), 1 restart | Pod cart-78c48595d-n9n8v | container app | says "about to fall"
"#,
    ),
    (
        "crash-young",
        r#"
blocked cart 0 of 1 ready
  blocked cart-687df9b5c9-tnmvm ended with exit code 3, 2 restarts
error container-crashes | app ended with exit code 3, 2 restarts | Pod cart-687df9b5c9-tnmvm | container app | says "reading /etc/cart.yaml\nconfig: unknown key colour"
"#,
    ),
    (
        "dapr-healthy",
        r"
ready dapr-operator
ready dapr-sentry
ready dapr-placement-server
ready dapr-scheduler-server
",
    ),
    (
        "dapr-image-not-found",
        r#"
ready dapr-operator
ready dapr-sentry
hopeless dapr-placement-server 0 of 1 ready
  hopeless dapr-placement-server-0 image 127.0.0.1:41877/dapr/placement:1.18.3 not found
ready dapr-scheduler-server
error hopeless image-not-found | image 127.0.0.1:41877/dapr/placement:1.18.3 not found | Pod dapr-placement-server-0 | container dapr-placement-server | says "failed to resolve reference: not found (2 tries)" | hint check --image-registry; `daprk images` lists the images that a mirror needs
"#,
    ),
    (
        "dapr-rights-missing",
        r"
ready dapr-operator
ready dapr-sentry
ready dapr-placement-server
blocked dapr-scheduler-server 0 of 3 ready
  blocked dapr-scheduler-server-0 may not list namespaces across the cluster
  blocked dapr-scheduler-server-1 may not list namespaces across the cluster
  blocked dapr-scheduler-server-2 may not list namespaces across the cluster
error rights-missing | dapr-scheduler-server may not list namespaces across the cluster (3 pods) | Pod dapr-scheduler-server-0 | container dapr-scheduler-server | hint give ServiceAccount dapr-system/dapr-scheduler that right (Role or ClusterRole)
",
    ),
    (
        "dapr-sentry-crash",
        r#"
blocked dapr-operator 0 of 1 ready
  blocked dapr-operator-7c845cf7c8-jvlhk ended with exit code 1, 2 restarts
blocked dapr-sentry 0 of 1 ready
  blocked dapr-sentry-6cd6446877-b7ntd ended with exit code 1, 2 restarts
waiting dapr-placement-server 0 of 1 ready
  waiting dapr-placement-server-0 waits for its certificate: dapr-sentry is not healthy (0 of 1 ready)
waiting dapr-scheduler-server 0 of 3 ready
  waiting dapr-scheduler-server-0 waits for its certificate: dapr-sentry is not healthy (0 of 1 ready)
  waiting dapr-scheduler-server-1 waits for its certificate: dapr-sentry is not healthy (0 of 1 ready)
  waiting dapr-scheduler-server-2 waits for its certificate: dapr-sentry is not healthy (0 of 1 ready)
error container-crashes | dapr-operator ended with exit code 1, 2 restarts | Pod dapr-operator-7c845cf7c8-jvlhk | container dapr-operator | says "error creating operator: unable to load configuration, config: daprsystem, err: configurations.dapr.io \"daprsystem\" not found"
error container-crashes | dapr-sentry ended with exit code 1, 2 restarts | Pod dapr-sentry-6cd6446877-b7ntd | container dapr-sentry | says "loading default config. couldn't find config name \"daprsystem\": config CRD not found"
warning waits-for-sentry | waits for its certificate: dapr-sentry is not healthy (0 of 1 ready) | Pod dapr-placement-server-0 | container dapr-placement-server
warning waits-for-sentry | waits for its certificate: dapr-sentry is not healthy (0 of 1 ready) (3 pods) | Pod dapr-scheduler-server-0 | container dapr-scheduler-server
"#,
    ),
    (
        "dapr-trust-bundle",
        r"
waiting dapr-operator 0 of 1 ready
  waiting dapr-operator-7c845cf7c8-4c8z7 waits for the root certificate, which the kubelet brings within about a minute
ready dapr-sentry
waiting dapr-placement-server 0 of 1 ready
  waiting dapr-placement-server-0 waits for the root certificate, which the kubelet brings within about a minute
waiting dapr-scheduler-server 0 of 3 ready
  waiting dapr-scheduler-server-0 waits for the root certificate, which the kubelet brings within about a minute
  waiting dapr-scheduler-server-1 waits for the root certificate, which the kubelet brings within about a minute
  waiting dapr-scheduler-server-2 waits for the root certificate, which the kubelet brings within about a minute
warning waits-for-trust-bundle | waits for the root certificate, which the kubelet brings within about a minute | Pod dapr-operator-7c845cf7c8-4c8z7 | container dapr-operator
warning waits-for-trust-bundle | waits for the root certificate, which the kubelet brings within about a minute | Pod dapr-placement-server-0 | container dapr-placement-server
warning waits-for-trust-bundle | waits for the root certificate, which the kubelet brings within about a minute (3 pods) | Pod dapr-scheduler-server-0 | container dapr-scheduler-server
",
    ),
    (
        "ends-at-once",
        r#"
blocked cart 0 of 1 ready
  blocked cart-6c74b97c9f-6wd6r ended with success, and has to keep running, 2 restarts
error container-ends | app ended with success, and has to keep running, 2 restarts | Pod cart-6c74b97c9f-6wd6r | container app | says "done"
"#,
    ),
    (
        "evicted",
        r#"
waiting cart 0 of 1 ready
  ready cart-7d7c9f4db5-7lj8w
warning pod-evicted | was evicted from its node | Pod cart-7d7c9f4db5-qdf59 | says "Usage of EmptyDir volume \"data\" exceeds the limit \"1Mi\"."
"#,
    ),
    (
        "healthy",
        r"
ready cart
waiting gone missing
",
    ),
    (
        "image-denied",
        r#"
hopeless cart 0 of 1 ready
  hopeless cart-dd6687f6b-4d65p image 127.0.0.1:41877/private/app:1 cannot be pulled: the registry refuses access
error hopeless image-denied | image 127.0.0.1:41877/private/app:1 cannot be pulled: the registry refuses access | Pod cart-dd6687f6b-4d65p | container app | says "pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed (2 tries)" | hint check the image's name; a private registry needs imagePullSecrets
"#,
    ),
    (
        "image-first-try",
        r#"
blocked cart 0 of 1 ready
  blocked cart-677649476b-l6m5w image 127.0.0.1:41877/shop/cart:9.9.9 not found
error image-not-found | image 127.0.0.1:41877/shop/cart:9.9.9 not found | Pod cart-677649476b-l6m5w | container app | says "failed to resolve reference: not found" | hint check the image's name and tag
"#,
    ),
    (
        "image-forbidden",
        r#"
hopeless cart 0 of 1 ready
  hopeless cart-7fb57f65fb-5hzct image 127.0.0.1:41877/forbidden/app:1 cannot be pulled: the registry refuses access
error hopeless image-denied | image 127.0.0.1:41877/forbidden/app:1 cannot be pulled: the registry refuses access | Pod cart-7fb57f65fb-5hzct | container app | says "failed to resolve reference: failed to authorize: failed to fetch anonymous token: unexpected status: 403 Forbidden (2 tries)" | hint check the image's name; a private registry needs imagePullSecrets
"#,
    ),
    (
        "image-manifest-unknown",
        r#"
hopeless cart 0 of 1 ready
  hopeless cart-677649476b-hkksj image 127.0.0.1:41877/shop/cart:9.9.9 not found
error hopeless image-not-found | image 127.0.0.1:41877/shop/cart:9.9.9 not found | Pod cart-677649476b-hkksj | container app | says "failed to resolve reference: not found (2 tries)" | hint check the image's name and tag
"#,
    ),
    (
        "image-name-invalid",
        r#"
hopeless cart 0 of 1 ready
  hopeless cart-744bf49b88-gfkwz image name Shop//Cart:1 is invalid
error hopeless image-name-invalid | image name Shop//Cart:1 is invalid | Pod cart-744bf49b88-gfkwz | container app | says "invalid reference format: repository name (/Cart) must be lowercase"
"#,
    ),
    (
        "image-never",
        r"
hopeless cart 0 of 1 ready
  hopeless cart-58bb5c8f6b-d2sjd image shop/cart:1 is not on the node, and is never pulled
error hopeless image-not-present | image shop/cart:1 is not on the node, and is never pulled | Pod cart-58bb5c8f6b-d2sjd | container app | hint load it into the node, or set imagePullPolicy to IfNotPresent
",
    ),
    (
        "image-no-dns",
        r#"
blocked cart 0 of 1 ready
  blocked cart-8fc7c59c7-5678r image ghcr.io/dapr/nope:1.0 cannot be pulled: the registry's name does not resolve
error image-registry-unknown | image ghcr.io/dapr/nope:1.0 cannot be pulled: the registry's name does not resolve | Pod cart-8fc7c59c7-5678r | container app | says "failed to resolve reference: failed to do request: Head \"https://ghcr.io/v2/dapr/nope/manifests/1.0\": dial tcp: lookup ghcr.io on 10.0.0.2:53: no such host (2 tries)" | hint check the registry's name, and that nodes reach a name server that knows it
"#,
    ),
    (
        "image-pulling",
        r"
waiting cart 0 of 1 ready
  waiting cart-554cb9b5d7-b7hks pulling 127.0.0.1:41879/slow/cart:1
",
    ),
    (
        "image-refused",
        r#"
blocked cart 0 of 1 ready
  blocked cart-54978fbbcb-bq2hb image 127.0.0.1:41800/shop/cart:1 cannot be pulled: the registry cannot be reached
error image-registry-unreachable | image 127.0.0.1:41800/shop/cart:1 cannot be pulled: the registry cannot be reached | Pod cart-54978fbbcb-bq2hb | container app | says "failed to resolve reference: failed to do request: Head \"http://127.0.0.1:41800/v2/shop/cart/manifests/1\": dial tcp 127.0.0.1:41800: connect: connection refused (2 tries)" | hint check the registry's address, and that nodes reach it
"#,
    ),
    (
        "image-server-error",
        r#"
blocked cart 0 of 1 ready
  blocked cart-7599f6d888-b7xnf image 127.0.0.1:41877/broken/app:1 cannot be pulled: the registry fails
error image-registry-failing | image 127.0.0.1:41877/broken/app:1 cannot be pulled: the registry fails | Pod cart-7599f6d888-b7xnf | container app | says "failed to resolve reference: pulling from host 127.0.0.1:41877 failed with status code [manifests 1]: 503 Service Unavailable (2 tries)"
"#,
    ),
    (
        "image-three-replicas",
        r#"
hopeless cart 0 of 3 ready
  hopeless cart-677649476b-9s6nb image 127.0.0.1:41877/shop/cart:9.9.9 not found
  hopeless cart-677649476b-bqt7t image 127.0.0.1:41877/shop/cart:9.9.9 not found
  hopeless cart-677649476b-sgp86 image 127.0.0.1:41877/shop/cart:9.9.9 not found
error hopeless image-not-found | image 127.0.0.1:41877/shop/cart:9.9.9 not found (3 pods) | Pod cart-677649476b-9s6nb | container app | says "failed to resolve reference: not found (2 tries)" | hint check the image's name and tag
"#,
    ),
    (
        "image-throttled",
        r#"
blocked cart 0 of 1 ready
  blocked cart-6ff87878d5-fmzvd image 127.0.0.1:41877/throttled/app:1 cannot be pulled: the registry's rate limit is reached
error image-throttled | image 127.0.0.1:41877/throttled/app:1 cannot be pulled: the registry's rate limit is reached | Pod cart-6ff87878d5-fmzvd | container app | says "failed to resolve reference: pulling from host 127.0.0.1:41877 failed with status code [manifests 1]: 429 Too Many Requests (2 tries)" | hint log in to the registry (imagePullSecrets), or use a mirror
"#,
    ),
    (
        "init-crash",
        r#"
blocked cart 0 of 1 ready
  blocked cart-85f8579f75-mbkj2 init container migrate ended with exit code 1, 2 restarts
error container-crashes | init container migrate ended with exit code 1, 2 restarts | Pod cart-85f8579f75-mbkj2 | container migrate | says "no route to database"
"#,
    ),
    (
        "init-running",
        r"
waiting cart 0 of 1 ready
  waiting cart-76f86997d9-vd7bw init container migrate runs
",
    ),
    (
        "job-failed",
        r#"
hopeless cart Job has reached the specified backoff limit
  blocked cart-wjrwf container app ended with exit code 3
error hopeless job-failed | the Job has failed | Job cart | says "container app ended with exit code 3\nreading /etc/cart.yaml\nconfig: unknown key colour"
"#,
    ),
    (
        "job-running",
        r"
waiting cart 0 of 1 completed
  ready cart-hbd4r
",
    ),
    (
        "limit-range",
        r#"
hopeless cart 0 of 1 ready: the API server refuses the pod: maximum cpu usage per Container is 100m, but limit is 200m
error hopeless pod-refused | the API server refuses the pod | Deployment cart | says "maximum cpu usage per Container is 100m, but limit is 200m"
"#,
    ),
    (
        "mount-missing",
        r"
blocked cart 0 of 1 ready
  blocked cart-589569fd6d-pgfpl ConfigMap cart-config is missing
error config-map-missing | ConfigMap cart-config is missing | Pod cart-589569fd6d-pgfpl | hint create it in namespace shop; the container then starts by itself
",
    ),
    (
        "pod-security",
        r#"
hopeless cart 0 of 1 ready: the namespace's Pod Security level `restricted:latest` forbids the pod
error hopeless pod-security-violated | the namespace's Pod Security level `restricted:latest` forbids the pod | Deployment cart | says "allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile"
"#,
    ),
    (
        "probe-liveness-running",
        r"
waiting cart 0 of 1 ready
  waiting cart-7dfd8f5fcf-jnv54 liveness probe fails: GET /live on port 8000: status 404
warning liveness-probe-fails | liveness probe fails: GET /live on port 8000: status 404 | Pod cart-7dfd8f5fcf-jnv54 | container app
",
    ),
    (
        "probe-liveness",
        r#"
blocked cart 0 of 1 ready
  blocked cart-7dcb4bcb67-k9cqm was killed: its liveness probe fails, 3 restarts
error liveness-probe-kills | app was killed: its liveness probe fails, 3 restarts | Pod cart-7dcb4bcb67-k9cqm | container app | says "10.244.0.1 - - [23/Nov/2026 17:22:10] \"GET /live HTTP/1.1\" 404 -\n10.244.0.1 - - [23/Nov/2026 17:22:11] code 404, message File not found\n10.244.0.1 - - [23/Nov/2026 17:22:11] \"GET /live HTTP/1.1\" 404 -"
"#,
    ),
    (
        "probe-refused",
        r"
waiting cart 0 of 1 ready
  waiting cart-5d9f7b8dc6-z26p8 readiness probe fails: GET /ready on port 9000: connection refused
warning readiness-probe-fails | readiness probe fails: GET /ready on port 9000: connection refused | Pod cart-5d9f7b8dc6-z26p8 | container app
",
    ),
    (
        "probe-status",
        r"
waiting cart 0 of 1 ready
  waiting cart-556bfdfb75-wbvr9 readiness probe fails: GET /ready on port 8000: status 404
warning readiness-probe-fails | readiness probe fails: GET /ready on port 8000: status 404 | Pod cart-556bfdfb75-wbvr9 | container app
",
    ),
    (
        "quota-stateful-set",
        r#"
hopeless cart 0 of 2 ready: ResourceQuota small is used up
error hopeless quota-exceeded | ResourceQuota small is used up | StatefulSet cart | says "requested: pods=1, used: pods=0, limited: pods=0"
"#,
    ),
    (
        "quota",
        r#"
hopeless cart 0 of 2 ready: ResourceQuota small is used up
error hopeless quota-exceeded | ResourceQuota small is used up | Deployment cart | says "requested: pods=1, used: pods=0, limited: pods=0"
"#,
    ),
    (
        "readiness-gate",
        r"
blocked cart 0 of 1 ready; no progress for 5 s
  blocked cart-68c7c4fbf4-gwwbh waits for readiness gate example.org/loaded
error readiness-gate | waits for readiness gate example.org/loaded | Pod cart-68c7c4fbf4-gwwbh
",
    ),
    (
        "rolling",
        r#"
hopeless cart rolling out (1 of 2 updated)
  hopeless cart-677649476b-pclkt image 127.0.0.1:41877/shop/cart:9.9.9 not found
error hopeless image-not-found | image 127.0.0.1:41877/shop/cart:9.9.9 not found | Pod cart-677649476b-pclkt | container app | says "failed to resolve reference: not found (2 tries)" | hint check the image's name and tag
"#,
    ),
    (
        "scheduler-quorum",
        r"
blocked dapr-scheduler-server 1 of 3 ready: no quorum of schedulers: 1 runs, 2 are needed
  ready dapr-scheduler-server-0
  blocked dapr-scheduler-server-1 no node fits: 1 didn't match pod anti-affinity rules
  blocked dapr-scheduler-server-2 no node fits: 1 didn't match pod anti-affinity rules
blocked cart 0 of 1 ready
  blocked cart-6f54c666d9-7djnf 1 of 2 containers ready
    blocked daprd waits for dapr-scheduler-server, which is not healthy (1 of 3 ready)
error unschedulable | no node fits: 1 didn't match pod anti-affinity rules (2 pods) | Pod dapr-scheduler-server-1
error scheduler-quorum-missing | no quorum of schedulers: 1 runs, 2 are needed | StatefulSet dapr-scheduler-server
error sidecar-waits-for-scheduler | daprd waits for dapr-scheduler-server, which is not healthy (1 of 3 ready) | Pod cart-6f54c666d9-7djnf | container daprd | hint daprk check -k says why
",
    ),
    (
        "scheduling-gate",
        r"
waiting cart 0 of 1 ready
  waiting cart-bb75679f9-dbbcn held back by scheduling gate example.org/quota
warning scheduling-gated | held back by scheduling gate example.org/quota | Pod cart-bb75679f9-dbbcn
",
    ),
    (
        "service-account-missing",
        r"
blocked cart 0 of 1 ready: ServiceAccount cart is missing
error service-account-missing | ServiceAccount cart is missing | Deployment cart
",
    ),
    (
        "sidecar-component",
        r#"
blocked cart 0 of 1 ready
  blocked cart-545c7fdb49-xsr97 1 of 2 containers ready
    blocked daprd ends: component statestore (state.redis/v1) fails
error component-fails | daprd ends: component statestore (state.redis/v1) fails | Pod cart-545c7fdb49-xsr97 | container daprd | says "redis store: error connecting to redis at redis:6379: dial tcp: lookup redis on 10.96.0.10:53: no such host" | hint kubectl get component statestore -n shop -o yaml shows its settings
"#,
    ),
    (
        "sidecar-no-control-plane",
        r"
blocked cart 0 of 1 ready
  blocked cart-85577948ff-zh7dp 1 of 2 containers ready
    blocked daprd waits for its certificate: sentry does not answer (dapr-sentry.gone.svc.cluster.local:443)
error sidecar-waits-for-sentry | daprd waits for its certificate: sentry does not answer (dapr-sentry.gone.svc.cluster.local:443) | Pod cart-85577948ff-zh7dp | container daprd | hint daprk status -k shows where a control plane is; restart the workload after moving it
",
    ),
    (
        "sidecar-no-dapr",
        r"
hopeless cart 1 of 1 ready
  hopeless cart-545c7fdb49-wlmmp no sidecar: there is no webhook dapr-sidecar-injector; Dapr is not installed
error hopeless sidecar-missing | has no sidecar: there is no webhook dapr-sidecar-injector; Dapr is not installed | Pod cart-545c7fdb49-wlmmp | hint install Dapr first: daprk init -k
",
    ),
    (
        "sidecar-older-than-injector",
        r"
hopeless cart 1 of 1 ready
  hopeless cart-545c7fdb49-wlmmp no sidecar: the pod is older than the injector
error hopeless sidecar-missing | has no sidecar: the pod is older than the injector | Pod cart-545c7fdb49-wlmmp | hint kubectl rollout restart -n shop deployment/cart
",
    ),
    (
        "sidecar-waits-for-app",
        r"
blocked cart 0 of 1 ready
  blocked cart-b8888cdb5-6kkxh 1 of 2 containers ready
    blocked daprd waits for the app to listen on port 3000
error sidecar-waits-for-app | daprd waits for the app to listen on port 3000 | Pod cart-b8888cdb5-6kkxh | container daprd | hint dapr.io/app-port has to be the port that the app listens on
",
    ),
    (
        "sidecar-waits-for-placement",
        r"
blocked cart 0 of 1 ready
  blocked cart-6f54c666d9-mjtsh 1 of 2 containers ready
    blocked daprd waits for dapr-placement-server, which is not healthy (scaled to 0)
error sidecar-waits-for-placement | daprd waits for dapr-placement-server, which is not healthy (scaled to 0) | Pod cart-6f54c666d9-mjtsh | container daprd | hint daprk check -k says why
",
    ),
    (
        "start-error-loop",
        r#"
hopeless cart 0 of 1 ready
  hopeless cart-5555bd6cc9-m7mn5 cannot be started: exec: "/nope": stat /nope: no such file or directory
error hopeless container-cannot-start | app cannot be started | Pod cart-5555bd6cc9-m7mn5 | container app | says "exec: \"/nope\": stat /nope: no such file or directory"
"#,
    ),
    (
        "terminating",
        r"
blocked cart 0 of 1 ready
  blocked cart-0 its deletion hangs: it waits for finalizer example.org/backup
error deletion-hangs | its deletion hangs: it waits for finalizer example.org/backup | Pod cart-0
",
    ),
    (
        "unschedulable-cpu",
        r"
blocked cart 0 of 1 ready
  blocked cart-7c55bd848b-dlglm no node fits: 1 insufficient cpu
error unschedulable | no node fits: 1 insufficient cpu | Pod cart-7c55bd848b-dlglm | hint lower the pods' resource requests, or make room on a node
",
    ),
    (
        "unschedulable-selector",
        r"
blocked cart 0 of 1 ready
  blocked cart-6dc8c454bb-z6bb8 no node fits: 1 didn't match Pod's node affinity/selector
error unschedulable | no node fits: 1 didn't match Pod's node affinity/selector | Pod cart-6dc8c454bb-z6bb8
",
    ),
    (
        "webhook-denied",
        r#"
hopeless cart 0 of 1 ready: webhook images.policy.example refuses the pod: image registry 127.0.0.1 is not on the list of allowed registries
error hopeless admission-denied | webhook images.policy.example refuses the pod | Deployment cart | says "image registry 127.0.0.1 is not on the list of allowed registries"
"#,
    ),
    (
        "webhook-unreachable",
        r#"
blocked cart 0 of 1 ready: webhook images.policy.example cannot be called
error webhook-failing | webhook images.policy.example cannot be called | Deployment cart | says "Post \"https://127.0.0.1:41801/check?timeout=2s\": dial tcp 127.0.0.1:41801: connect: connection refused" | hint check the webhook's service, or delete its configuration if nobody needs it
"#,
    ),
];
