//! A list, page by page.

use std::future::Future;

use serde_json::Value;

use super::Refusal;
use crate::manifest::{Kind, Object};

/// How often a list is begun anew before its trouble is told.
const RESTARTS: usize = 3;

/// What `keep` makes of every object; `page` reads the page that a token names, or the first one.
/// A kind that the cluster doesn't know has no objects.
///
/// A token is good for about five minutes (410 after that), and the kind may go while it is being
/// listed (404): what was read so far is no whole list then, and it begins anew.
pub(super) async fn all<T, F>(
    mut page: impl FnMut(Option<String>) -> F,
    kind: &Kind,
    mut keep: impl FnMut(Object) -> Option<T>,
) -> Result<Vec<T>, Refusal>
where
    F: Future<Output = Result<Value, Refusal>>,
{
    let mut kept = Vec::new();
    let mut next: Option<String> = None;
    let mut restarts = 0;
    loop {
        let is_first = next.is_none();
        match page(next.take()).await {
            Err(Refusal::NotFound(_)) if is_first => return Ok(Vec::new()),
            Err(Refusal::Expired(_) | Refusal::NotFound(_)) if restarts < RESTARTS => {
                restarts += 1;
                kept.clear();
            }
            Err(refusal) => return Err(refusal),
            Ok(page) => {
                next = continue_token(&page);
                kept.extend(items(page, kind).filter_map(&mut keep));
                if next.is_none() {
                    return Ok(kept);
                }
            }
        }
    }
}

fn continue_token(page: &Value) -> Option<String> {
    let token = page.pointer("/metadata/continue")?.as_str()?;
    (!token.is_empty()).then(|| token.to_owned())
}

/// A list leaves `kind` and `apiVersion` of its items out.
fn items(mut page: Value, kind: &Kind) -> impl Iterator<Item = Object> {
    let items = page
        .get_mut("items")
        .and_then(Value::as_array_mut)
        .map(std::mem::take)
        .unwrap_or_default();
    let (api_version, kind) = (kind.api_version.clone(), kind.kind.clone());
    items.into_iter().map(move |mut item| {
        if let Some(map) = item.as_object_mut() {
            map.insert("apiVersion".into(), api_version.clone().into());
            map.insert("kind".into(), kind.clone().into());
        }
        Object(item)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Answers to the requests in their order: names and the next token, or a refusal's status.
    type Answers<'a> = &'a [Result<(&'a [&'a str], &'a str), u16>];

    async fn names(answers: Answers<'_>) -> (Result<Vec<String>, Refusal>, Vec<Option<String>>) {
        let mut answers = answers.iter();
        let mut asked = Vec::new();
        let page = |token: Option<String>| {
            asked.push(token);
            let answer = match answers.next().expect("an answer for each request") {
                Ok((names, next)) => {
                    let items = names.iter().map(|name| json!({"metadata": {"name": name}}));
                    let items: Vec<_> = items.collect();
                    Ok(json!({"metadata": {"continue": next}, "items": items}))
                }
                Err(404) => Err(Refusal::NotFound("no".into())),
                Err(410) => Err(Refusal::Expired("late".into())),
                Err(_) => Err(Refusal::Forbidden("no".into())),
            };
            std::future::ready(answer)
        };
        let kind = Kind::known("v1", "Pod").expect("a known kind");
        let keep = |object: Object| {
            assert_eq!((object.api_version(), object.kind()), ("v1", "Pod"));
            (object.name() != "left-out").then(|| object.name().to_owned())
        };
        let all = all(page, &kind, keep).await;
        assert_eq!(answers.len(), 0);
        (all, asked)
    }

    #[tokio::test]
    async fn a_list_is_whole_or_no_list() {
        let rows: [(Answers, Option<&[&str]>); 8] = [
            (&[Ok((&["a", "left-out"], ""))], Some(&["a"])),
            (&[Ok((&["a"], "1")), Ok((&["b"], ""))], Some(&["a", "b"])),
            (&[Err(404)], Some(&[])),
            (&[Err(403)], None),
            (
                &[Ok((&["a"], "1")), Err(410), Ok((&["b"], ""))],
                Some(&["b"]),
            ),
            (&[Ok((&["a"], "1")), Err(404), Err(404)], Some(&[])),
            (&[Ok((&["a"], "1")), Err(403)], None),
            (&[Err(410), Err(410), Err(410), Err(410)], None),
        ];
        for (answers, expected) in rows {
            let (all, _) = names(answers).await;
            let expected =
                expected.map(|names| names.iter().map(|&name| name.to_owned()).collect());
            assert_eq!(all.ok(), expected, "{answers:?}");
        }
    }

    #[tokio::test]
    async fn each_page_is_asked_for_by_its_token() {
        let pages: Answers = &[Ok((&[], "1")), Ok((&[], "2")), Err(410), Ok((&[], ""))];
        let (_, asked) = names(pages).await;
        let tokens: Vec<_> = asked.iter().map(Option::as_deref).collect();
        assert_eq!(tokens, [None, Some("1"), Some("2"), None]);
    }
}
