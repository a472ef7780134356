//! What is kept of a watch, and when it is tried again.

use serde_json::{Value, json};

use super::*;

fn picture() -> Picture {
    Picture {
        scopes: vec![Followed::default()],
        ..Picture::default()
    }
}

fn object(name: &str) -> DynamicObject {
    let value: Value =
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "shop"}});
    serde_json::from_value(value).unwrap()
}

fn silent() -> Refusal {
    Refusal::Unreachable("refused".into())
}

fn forbidden() -> Refusal {
    Refusal::Forbidden("no".into())
}

fn list(picture: &mut Picture, names: &[&str]) -> bool {
    picture.take(0, watcher::Event::Init, Some);
    for name in names {
        picture.take(0, watcher::Event::InitApply(object(name)), Some);
    }
    picture.take(0, watcher::Event::InitDone, Some)
}

fn names(picture: &Picture) -> Vec<&str> {
    let names = picture.objects.keys();
    names.map(|(_, _, name)| name.as_str()).collect()
}

#[test]
fn a_list_that_breaks_off_leaves_what_was_known() {
    let mut picture = picture();
    list(&mut picture, &["a", "b"]);
    picture.take(0, watcher::Event::Init, Some);
    picture.take(0, watcher::Event::InitApply(object("c")), Some);
    picture.fail(0, silent());
    assert_eq!(names(&picture), ["a", "b"]);
    // The half of before is not in the next one.
    list(&mut picture, &["d"]);
    assert_eq!(names(&picture), ["d"]);
}

#[test]
fn a_trouble_ends_with_the_next_list_and_a_refusal_with_the_watch_after_it() {
    let mut picture = picture();
    // That a list begins says nothing: nobody has answered.
    picture.fail(0, silent());
    picture.take(0, watcher::Event::Init, Some);
    assert!(picture.scopes[0].trouble.is_some());
    assert!(list(&mut picture, &[]), "the others need not wait");
    assert!(picture.scopes[0].trouble.is_none());
    assert!(!list(&mut picture, &[]), "nothing was wrong");
    // Whoever may list may not watch yet.
    picture.fail(0, forbidden());
    assert!(!list(&mut picture, &[]));
    assert!(picture.scopes[0].trouble.is_some());
    assert!(picture.prove(0));
    assert!(picture.scopes[0].trouble.is_none());
    assert!(!picture.prove(0));
}

#[test]
fn what_is_out_of_reach_is_not_waited_for() {
    let expired = || Refusal::Expired("too old".into());
    let rows = [
        (vec![], false),
        (vec![silent(), silent()], false),
        (vec![silent(), silent(), silent()], true),
        (vec![forbidden()], true),
        (vec![expired()], false),
    ];
    for (refusals, expected) in rows {
        let mut picture = picture();
        let words = format!("{refusals:?}");
        for refusal in refusals {
            picture.fail(0, refusal);
        }
        assert_eq!(picture.scopes[0].is_out_of_reach(), expected, "{words}");
        list(&mut picture, &[]);
        assert_eq!(picture.scopes[0].failures, 0);
    }
}

#[test]
fn pauses_grow_and_are_long_only_where_nothing_passes_by_itself() {
    let rows = [
        (silent(), 0, 250),
        (silent(), 1, 500),
        (silent(), 4, 4_000),
        (silent(), 5, 5_000),
        (silent(), u32::MAX, 5_000),
        (Refusal::Expired("too old".into()), 9, 5_000),
        (Refusal::NotFound("none".into()), 9, 5_000),
        (forbidden(), 0, 250),
        (forbidden(), 9, 30_000),
        (Refusal::Unauthorized("who?".into()), 9, 30_000),
    ];
    for (refusal, before, expected) in rows {
        let found = pause(before, &refusal).as_millis();
        assert_eq!(found, expected, "{refusal:?} {before}");
    }
}
