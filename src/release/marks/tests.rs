use serde_json::json;

use super::{mark, may_adopt, owner};
use crate::manifest::Object;

fn object(kind: &str) -> Object {
    Object(json!({
        "apiVersion": "v1", "kind": kind,
        "metadata": {"name": "x", "namespace": "shop", "labels": null},
    }))
}

#[test]
fn a_marked_object_is_its_releases_and_only_its() {
    let mut live = object("ConfigMap");
    assert_eq!(owner(&live), None);
    mark(&mut live, "cart", "shop");
    assert_eq!(owner(&live), Some(("cart".into(), "shop".into())));
    assert_eq!(live.label("app.kubernetes.io/managed-by"), Some("Helm"));
    assert_eq!(may_adopt(&live, "cart", "shop"), Ok(()));
    assert!(may_adopt(&live, "cart", "elsewhere").is_err());

    let error = may_adopt(&live, "till", "shop").expect_err("another release's");
    assert_eq!(error.code, "not-ours");
    assert_eq!(
        error.message,
        "ConfigMap x exists and belongs to release `cart` in namespace shop, not to `till`"
    );
    assert_eq!(error.on.as_deref(), Some("ConfigMap x in shop"));
    assert_eq!(
        error.hint.as_deref(),
        Some(
            "`daprk undeploy cart -k -n shop` removes that release; or give the object another name"
        )
    );
}

#[test]
fn an_unmarked_object_is_refused_with_its_writers_and_the_way_out() {
    let mut live = object("ConfigMap");
    live.0["metadata"]["managedFields"] = json!([
        {"manager": "kubectl-edit", "operation": "Update"},
        {"manager": "argocd", "operation": "Apply"},
        {"manager": "argocd", "operation": "Update"},
        {"manager": "kubelet", "operation": "Update", "subresource": "status"},
    ]);
    let error = may_adopt(&live, "cart", "shop").expect_err("nobody's");
    assert_eq!(
        error.says.as_deref(),
        Some("written by argocd, kubectl-edit")
    );
    assert_eq!(
        error.hint.as_deref(),
        Some(
            "delete it, or give it to the release: `kubectl annotate -n shop configmap x \
             meta.helm.sh/release-name=cart meta.helm.sh/release-namespace=shop`"
        )
    );
}

#[test]
fn namespaces_and_crds_are_free_for_all() {
    for kind in ["Namespace", "CustomResourceDefinition"] {
        let mut live = object(kind);
        assert_eq!(may_adopt(&live, "cart", "shop"), Ok(()));
        mark(&mut live, "other", "shop");
        assert_eq!(may_adopt(&live, "cart", "shop"), Ok(()));
    }
}
