//! Which objects are whose: adopting what fits, letting go of what no longer does.

use std::sync::Arc;

use serde_json::Value;

use super::context::{Context, Kind};
use super::object::{deleting, flag, items, managed_by, manager, reference, text, uid};
use super::selector::selects_object;
use crate::sandbox::status::Reply;

/// What is to become of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    Own,
    Adopt,
    Release,
    Foreign,
}

fn claim(object: &Value, owner: &Value) -> Claim {
    let fits = selects_object(&owner["spec"]["selector"], object);
    let living = !deleting(object) && !deleting(owner);
    match (managed_by(object, owner), manager(object).is_some()) {
        (true, _) if fits => Claim::Own,
        (true, _) if living => Claim::Release,
        (true, _) => Claim::Own,
        (false, false) if fits && living => Claim::Adopt,
        (false, _) => Claim::Foreign,
    }
}

/// The objects of the owner's namespace that it manages, after putting right what it should and
/// what it should not.
pub(super) async fn claimed(
    context: &Context,
    owner: &Value,
    kind: Kind,
) -> Reply<Vec<Arc<Value>>> {
    let mut own = Vec::new();
    for object in context.list(kind, super::object::namespace(owner))? {
        match claim(&object, owner) {
            Claim::Own => own.push(object),
            Claim::Adopt => own.extend(adopt(context, kind, &object, owner).await?),
            Claim::Release => release(context, kind, &object, owner).await?,
            Claim::Foreign => {}
        }
    }
    Ok(own)
}

async fn adopt(
    context: &Context,
    kind: Kind,
    object: &Value,
    owner: &Value,
) -> Reply<Option<Arc<Value>>> {
    let add = |found: &mut Value| {
        let managed = manager(found).is_some();
        let mut owners = items(found, "/metadata/ownerReferences").to_vec();
        owners.push(reference(owner));
        if !managed {
            found["metadata"]["ownerReferences"] = owners.into();
        }
        !managed
    };
    let adopted = context.edit(kind, object, None, &add).await?;
    // Somebody else may have been quicker.
    Ok(adopted.filter(|found| managed_by(found, owner)))
}

async fn release(context: &Context, kind: Kind, object: &Value, owner: &Value) -> Reply<()> {
    let drop_it = |found: &mut Value| {
        let mut owners = items(found, "/metadata/ownerReferences").to_vec();
        owners.retain(|one| text(one, "/uid") != uid(owner) || !flag(one, "/controller"));
        found["metadata"]["ownerReferences"] = owners.into();
        true
    };
    context.edit(kind, object, None, &drop_it).await.map(drop)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Claim, claim};

    #[test]
    fn what_fits_is_adopted_and_what_does_not_is_let_go() {
        let owner = json!({
            "metadata": {"uid": "u"}, "spec": {"selector": {"matchLabels": {"app": "web"}}},
        });
        let by = |uid: &str| json!([{"uid": uid, "controller": true}]);
        let rows = [
            ("web", by("u"), false, Claim::Own),
            ("api", by("u"), false, Claim::Release),
            ("api", by("u"), true, Claim::Own),
            ("web", json!(null), false, Claim::Adopt),
            ("web", json!(null), true, Claim::Foreign),
            ("web", json!([{"uid": "u"}]), false, Claim::Adopt),
            ("api", json!(null), false, Claim::Foreign),
            ("web", by("other"), false, Claim::Foreign),
        ];
        for (app, owners, deleting, expected) in rows {
            let mut pod = json!({"metadata": {"labels": {"app": app}, "ownerReferences": owners}});
            if deleting {
                pod["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
            }
            assert_eq!(claim(&pod, &owner), expected, "{pod}");
        }
    }
}
