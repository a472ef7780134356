//! Containers whose service account lacks a right, told by their last lines.

use super::context::{Context, Spot};
use super::finding::Found;
use super::words::quoted;

/// Lines that count: an older refusal may have been cured since.
const RECENT: usize = 4;

pub(super) fn check(context: &Context<'_>) -> Vec<Found> {
    context
        .unready()
        .filter_map(|spot| judge(context, &spot))
        .collect()
}

fn judge(context: &Context<'_>, spot: &Spot<'_, '_>) -> Option<Found> {
    let lines = context.snapshot.lines(spot.pod.object, spot.container.name);
    let refusal = lines
        .iter()
        .rev()
        .take(RECENT)
        .find_map(|line| Refusal::read(line))?;
    let hint = format!(
        "give ServiceAccount {} that right (Role or ClusterRole)",
        refusal.account
    );
    let does = format!("may not {}", refusal.right);
    Some(spot.error("rights-missing", &does).hint(hint))
}

/// The API server's sentence: `User "system:serviceaccount:shop:cart" cannot list resource "pods"
/// in API group "" at the cluster scope`; its quotes may be escaped in a log.
struct Refusal {
    account: String,
    right: String,
}

impl Refusal {
    fn read(line: &str) -> Option<Self> {
        let line = line.replace("\\\"", "\"");
        let (_, account) = line.split_once("User \"system:serviceaccount:")?;
        let (account, rest) = account.split_once("\" cannot ")?;
        let (verb, rest) = rest.split_once(' ')?;
        let resource = quoted(rest)?;
        let within = match rest.split_once(" in the namespace \"") {
            Some((_, namespace)) => format!("in namespace {}", namespace.split('"').next()?),
            None => "across the cluster".to_owned(),
        };
        Some(Self {
            account: account.replace(':', "/"),
            right: format!("{verb} {resource} {within}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn the_right_and_who_lacks_it() {
        let rows = [
            (
                r#"err="pods is forbidden: User \"system:serviceaccount:shop:cart\" cannot list resource \"pods\" in API group \"\" at the cluster scope""#,
                Some(("shop/cart", "list pods across the cluster")),
            ),
            (
                r#"secrets "a" is forbidden: User "system:serviceaccount:shop:cart" cannot get resource "secrets" in API group "" in the namespace "shop""#,
                Some(("shop/cart", "get secrets in namespace shop")),
            ),
            (r#"User "admin" cannot list resource "pods""#, None),
        ];
        for (line, expected) in rows {
            let refusal = Refusal::read(line);
            let found = refusal
                .as_ref()
                .map(|of| (of.account.as_str(), of.right.as_str()));
            assert_eq!(found, expected);
        }
    }
}
