//! Lists of strategic merge patches.

use serde_json::{Map, Value};

use super::PatchError;
use super::strategic::{maps, plain, unknown_directive};
use crate::sandbox::schema::{Shape, Type, go_text};

type Object = Map<String, Value>;

/// How a list is merged.
struct Rule<'a> {
    items: &'a Type,
    /// Elements are objects with this key; scalars else.
    key: Option<&'a str>,
    merges: bool,
}

fn rule(of: &Type) -> Rule<'_> {
    static ANY: std::sync::LazyLock<Type> = std::sync::LazyLock::new(Type::any);
    match of.shape() {
        Shape::List {
            items,
            patch_key,
            patch_merges,
            ..
        } => Rule {
            items,
            key: patch_key.as_deref(),
            merges: *patch_merges,
        },
        _ => Rule {
            items: &ANY,
            key: None,
            merges: false,
        },
    }
}

/// The patch over the list; `deletes`: it names scalars that go.
pub(super) fn merge(
    of: &Type,
    live: Vec<Value>,
    patch: Vec<Value>,
    deletes: bool,
) -> Result<Vec<Value>, PatchError> {
    let rule = rule(of);
    if !rule.merges && !deletes {
        return Ok(patch);
    }
    if live.is_empty() && patch.is_empty() {
        return Ok(live);
    }
    let objects = same_kind(&live, &patch)?;
    let (merged, live, patch) = match rule.key {
        _ if !objects && deletes => {
            return Ok(live
                .into_iter()
                .filter(|item| !patch.contains(item))
                .collect());
        }
        _ if !objects => (
            distinct([live.clone(), patch.clone()].concat()),
            live,
            patch,
        ),
        None => {
            let message = "cannot merge lists without merge key for ";
            return Err(PatchError::new(500, message));
        }
        Some(key) => by_key(rule.items, key, live, patch)?,
    };
    arrange(merged, &patch, &live, rule.key)
}

/// With `$setElementOrder`; nothing when there is no list at all.
pub(super) fn merge_in_order(
    of: &Type,
    live: Option<Vec<Value>>,
    patch: Option<Vec<Value>>,
    order: &[Value],
) -> Result<Option<Vec<Value>>, PatchError> {
    let rule = rule(of);
    check_order(patch.as_deref().unwrap_or_default(), order, rule.key)?;
    let known = live.clone().unwrap_or_default();
    let merged = match (live, patch) {
        (None, None) => return Ok(None),
        (Some(live), None) => live,
        (None, Some(patch)) => patch.into_iter().filter_map(plain).collect(),
        (Some(live), Some(patch)) => merge(of, live, patch, false)?,
    };
    arrange(merged, order, &known, rule.key).map(Some)
}

/// Whether all are objects; an error for a mix.
fn same_kind(live: &[Value], patch: &[Value]) -> Result<bool, PatchError> {
    let all = || live.iter().chain(patch);
    if all().next().is_some_and(Value::is_array) {
        let message = "the server rejected our request due to an error in our request";
        return Err(PatchError::new(422, message));
    }
    let first = all().next().map(std::mem::discriminant);
    if all().any(|item| Some(std::mem::discriminant(item)) != first) {
        let lists = [live, patch].map(|list| go_text(&list.to_vec().into()));
        let message = format!(
            "list element types are not identical: [{}]",
            lists.join(" ")
        );
        return Err(PatchError::new(500, message));
    }
    Ok(all().any(Value::is_object))
}

fn distinct(items: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}

/// Merged, and what of both sides is left for the order.
type Merged = (Vec<Value>, Vec<Value>, Vec<Value>);

fn by_key(of: &Type, key: &str, live: Vec<Value>, patch: Vec<Value>) -> Result<Merged, PatchError> {
    let (mut live, mut changes) = (live, Vec::new());
    let mut replaces = false;
    for item in patch {
        let Value::Object(object) = &item else {
            continue;
        };
        match object.get("$patch").map(|directive| directive.as_str()) {
            None => changes.push(item),
            Some(Some("delete")) => {
                let gone = object.get(key).ok_or_else(|| no_key(object, key))?;
                live.retain(|item| item.get(key) != Some(gone));
            }
            Some(Some("replace")) => replaces = true,
            Some(Some("merge")) => {
                let message = "merging lists cannot yet be specified in the patch";
                return Err(PatchError::new(500, message));
            }
            Some(_) => return Err(unknown_directive(&object["$patch"], object)),
        }
    }
    if replaces {
        return Ok((changes.clone(), changes, Vec::new()));
    }
    let mut merged = live.clone();
    for item in &changes {
        let Value::Object(change) = item else {
            continue;
        };
        let wanted = change.get(key).ok_or_else(|| no_key(change, key))?;
        match merged.iter_mut().find(|item| item.get(key) == Some(wanted)) {
            Some(Value::Object(found)) => *found = maps(of, std::mem::take(found), change.clone())?,
            _ => merged.push(item.clone()),
        }
    }
    Ok((merged, live, changes))
}

fn no_key(object: &Object, key: &str) -> PatchError {
    let object = go_text(&Value::Object(object.clone()));
    let message = format!("map: {object} does not contain declared merge key: {key}");
    PatchError::new(500, message)
}

/// What the patch names in the patch's order, the others between them as they stood.
fn arrange(
    merged: Vec<Value>,
    order: &[Value],
    live: &[Value],
    key: Option<&str>,
) -> Result<Vec<Value>, PatchError> {
    if let (Some(key), false) = (key, merged.iter().all(Value::is_string)) {
        let lacks = |item: &&Value| item.get(key).is_none();
        if let Some(Value::Object(object)) = merged.iter().chain(order).find(lacks) {
            return Err(no_key(object, key));
        }
    }
    let place = |list: &[Value], item: &Value| {
        list.iter()
            .position(|other| id(other, key) == id(item, key))
    };
    let (mut named, mut others): (Vec<Value>, Vec<Value>) = merged
        .into_iter()
        .partition(|item| place(order, item).is_some());
    named.sort_by_key(|item| place(order, item));
    others.sort_by_key(|item| place(live, item).unwrap_or(usize::MAX));

    let mut named = named.into_iter().peekable();
    let mut arranged = Vec::new();
    for other in others {
        let before = |item: &Value| match (place(live, &other), place(live, item)) {
            (Some(ours), Some(theirs)) => ours < theirs,
            _ => false,
        };
        while let Some(item) = named.next_if(|item| !before(item)) {
            arranged.push(item);
        }
        arranged.push(other);
    }
    arranged.extend(named);
    Ok(arranged)
}

/// What tells elements apart.
fn id<'a>(item: &'a Value, key: Option<&str>) -> Option<&'a Value> {
    match key {
        Some(key) if item.is_object() => item.get(key),
        _ => Some(item),
    }
}

/// The patch's elements have to stand in the order that it sets.
fn check_order(patch: &[Value], order: &[Value], key: Option<&str>) -> Result<(), PatchError> {
    if order.is_empty() {
        return Ok(());
    }
    let mut rest = order.iter();
    for item in patch.iter().filter(|item| item.get("$patch").is_none()) {
        if let (Some(key), Value::Object(object)) = (key, item) {
            object.get(key).ok_or_else(|| no_key(object, key))?;
        }
        if !rest.any(|wanted| id(wanted, key) == id(item, key)) {
            let (patch, order) = (
                go_text(&patch.to_vec().into()),
                go_text(&order.to_vec().into()),
            );
            let message = format!(
                "The order in patch list:\n{patch}\n doesn't match $setElementOrder list:\n{order}\n"
            );
            return Err(PatchError::new(500, message));
        }
    }
    Ok(())
}
