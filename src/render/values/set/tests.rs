use std::io;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::SetKind::{self, File, String as Text, Typed};
use super::apply;
use crate::error::Error;
use crate::manifest::laws;

fn read_file(path: &str) -> io::Result<String> {
    match path {
        "" | "none" => Err(io::Error::from(io::ErrorKind::NotFound)),
        path => Ok(format!("content of {path}")),
    }
}

fn set(base: &Value, expression: &str, kind: SetKind) -> Result<Value, Error> {
    let mut values = base.clone();
    apply(&mut values, expression, kind, &read_file).map(|()| values)
}

fn check(kind: SetKind, rows: &[(Value, &str, Value)]) {
    for (base, expression, expected) in rows {
        let values = set(base, expression, kind).expect(expression);
        assert_eq!(&values, expected, "{base} {expression}");
    }
}

/// Rows that begin with no values.
fn check_fresh(kind: SetKind, rows: &[(&str, Value)]) {
    for (expression, expected) in rows {
        check(kind, &[(json!({}), expression, expected.clone())]);
    }
}

#[test]
fn values_have_the_type_that_they_read_as() {
    check_fresh(
        Typed,
        &[
            ("", json!({})),
            ("a=1", json!({"a": 1})),
            ("a=0", json!({"a": 0})),
            ("a=-1", json!({"a": -1})),
            ("a=+1", json!({"a": 1})),
            ("a=-01", json!({"a": -1})),
            ("a=1234567890123", json!({"a": 1_234_567_890_123_i64})),
            ("a=9223372036854775808", json!({"a": "9223372036854775808"})),
            ("a=007", json!({"a": "007"})),
            ("a=00", json!({"a": "00"})),
            ("a=0644", json!({"a": "0644"})),
            ("a=1.10", json!({"a": "1.10"})),
            ("a=1e3", json!({"a": "1e3"})),
            ("a=1_000", json!({"a": "1_000"})),
            ("a=0x1f", json!({"a": "0x1f"})),
            (
                "a=true,b=FALSE,c=True",
                json!({"a": true, "b": false, "c": true}),
            ),
            ("a=yes", json!({"a": "yes"})),
            ("a=null,b=NULL", json!({"a": null, "b": null})),
            ("a=~", json!({"a": "~"})),
            ("a=[]", json!({"a": "[]"})),
            ("a=", json!({"a": ""})),
            ("a=,b=", json!({"a": "", "b": ""})),
            ("a= 1", json!({"a": " 1"})),
            ("a=one two", json!({"a": "one two"})),
            ("a=\"b\",c='1'", json!({"a": "\"b\"", "c": "'1'"})),
            ("a=b=c", json!({"a": "b=c"})),
            ("a=b.c[0]", json!({"a": "b.c[0]"})),
            ("a=\n", json!({"a": "\n"})),
            ("名=前", json!({"名": "前"})),
        ],
    );
}

#[test]
fn texts_and_files_are_not_interpreted() {
    check_fresh(
        Text,
        &[
            (
                "a=1,b=true,c=null,d=0",
                json!({"a": "1", "b": "true", "c": "null", "d": "0"}),
            ),
            ("a={1,true}", json!({"a": ["1", "true"]})),
            ("a[1]=2", json!({"a": [null, "2"]})),
            ("a.b=", json!({"a": {"b": ""}})),
        ],
    );
    check_fresh(
        File,
        &[
            ("a=p", json!({"a": "content of p"})),
            (
                "a.b=p,c=q\\,r",
                json!({"a": {"b": "content of p"}, "c": "content of q,r"}),
            ),
            ("a={p,q}", json!({"a": ["content of p", "content of q"]})),
            ("a[0]=p", json!({"a": ["content of p"]})),
            ("a=", json!({"a": ""})),
        ],
    );
    check(
        File,
        &[(
            json!({"a": 1, "b": 2}),
            "a=p",
            json!({"a": "content of p", "b": 2}),
        )],
    );
}

#[test]
fn assignments_are_parted_by_commas() {
    check_fresh(
        Typed,
        &[
            ("a=b,c=d", json!({"a": "b", "c": "d"})),
            ("a=b,", json!({"a": "b"})),
            ("a=1,a=2", json!({"a": 2})),
            ("a.b=1,a=2", json!({"a": 2})),
            ("a.b=1", json!({"a": {"b": 1}})),
            ("a.b.c=1", json!({"a": {"b": {"c": 1}}})),
            ("a.b=1,a.c=2", json!({"a": {"b": 1, "c": 2}})),
            ("a.b=1,a.c.d=2", json!({"a": {"b": 1, "c": {"d": 2}}})),
            ("a.b=", json!({"a": {"b": ""}})),
        ],
    );
}

#[test]
fn a_backslash_takes_the_meaning_away() {
    check_fresh(
        Typed,
        &[
            (r"a=b\,c,d=e\,f", json!({"a": "b,c", "d": "e,f"})),
            (r"a=b\=c,d=e\=f", json!({"a": "b=c", "d": "e=f"})),
            (r"a\.b=c", json!({"a.b": "c"})),
            (r"a\=b\,c\[0]=d", json!({"a=b,c[0]": "d"})),
            (r"a.b\.c/d=e", json!({"a": {"b.c/d": "e"}})),
            (r"a\\b=c\\d", json!({"a\\b": "c\\d"})),
            (r"\a=\b\1", json!({"a": "b1"})),
            (r"a=\{b\,c}", json!({"a": "{b,c}"})),
            (r"a={b\,c,d\}}", json!({"a": ["b,c", "d}"]})),
            (r"a[\0]=b", json!({"a": ["b"]})),
            (r"a=b\", json!({"a": "b"})),
            (r"a=\", json!({"a": ""})),
            (r"\", json!({})),
            (r"a=\1", json!({"a": 1})),
        ],
    );
}

#[test]
fn braces_hold_lists() {
    check_fresh(
        Typed,
        &[
            ("a={b,c}", json!({"a": ["b", "c"]})),
            ("a={b,c},d={e,f}", json!({"a": ["b", "c"], "d": ["e", "f"]})),
            ("a={1,902,true,null}", json!({"a": [1, 902, true, null]})),
            ("a.b={c}", json!({"a": {"b": ["c"]}})),
            // One item that is empty: helm has no notation for an empty list.
            ("a={}", json!({"a": [""]})),
            ("a={,}", json!({"a": ["", ""]})),
            ("a={{b,c}", json!({"a": ["{b", "c"]})),
            ("a={b}c=d", json!({"a": ["b"], "c": "d"})),
            ("a={b},", json!({"a": ["b"]})),
            ("a= {b}", json!({"a": " {b}"})),
            ("a[0]={b,c}", json!({"a": [["b", "c"]]})),
        ],
    );
}

#[test]
fn brackets_hold_indices() {
    check_fresh(
        Typed,
        &[
            ("a[0]=b", json!({"a": ["b"]})),
            ("a[+1]=b", json!({"a": [null, "b"]})),
            ("a[01]=b", json!({"a": [null, "b"]})),
            ("a[0].b=c", json!({"a": [{"b": "c"}]})),
            ("a[0].b=c,a[0].d=e", json!({"a": [{"b": "c", "d": "e"}]})),
            ("a[0]=b,a[1]=c", json!({"a": ["b", "c"]})),
            ("a[0]=b,a[1]=c,", json!({"a": ["b", "c"]})),
            ("a[0]=b,a[3]=c", json!({"a": ["b", null, null, "c"]})),
            ("a[0]", json!({"a": []})),
            ("b=1,a.b[0]", json!({"b": 1, "a": {"b": []}})),
            ("a[0]=", json!({"a": [""]})),
            ("a[0]=,b=1", json!({"a": [""], "b": 1})),
            ("a[0][0]=1", json!({"a": [[1]]})),
            ("a[1][1]=1", json!({"a": [null, [null, 1]]})),
            (
                "a.b[0].c=d,a.b[1].c=d",
                json!({"a": {"b": [{"c": "d"}, {"c": "d"}]}}),
            ),
            (
                "a.b[1].c=d,a.b[0].c=d",
                json!({"a": {"b": [{"c": "d"}, {"c": "d"}]}}),
            ),
            ("a.b[1].c=d", json!({"a": {"b": [null, {"c": "d"}]}})),
            ("a[0].b[0].c=1", json!({"a": [{"b": [{"c": 1}]}]})),
            ("a[0]=1,a[0].b=2", json!({"a": [{"b": 2}]})),
            ("a[0][0]=1,a[0].b=2", json!({"a": [{"b": 2}]})),
            ("a]=1", json!({"a]": 1})),
            ("a}=1", json!({"a}": 1})),
        ],
    );
}

#[test]
fn what_stands_is_kept_where_nothing_is_said() {
    check(
        Typed,
        &[
            (
                json!({"a": {"b": "old", "c": 2}}),
                "a.b=new,a.d=4",
                json!({"a": {"b": "new", "c": 2, "d": 4}}),
            ),
            (
                json!({"l": [[{"type": "x"}]]}),
                "l[0][0].status=y",
                json!({"l": [[{"type": "x", "status": "y"}]]}),
            ),
            (
                json!({"l": [[{"type": "x"}]]}),
                "l[1][0].status=y",
                json!({"l": [[{"type": "x"}], [{"status": "y"}]]}),
            ),
            (
                json!({"l": [[[{"old": 1}]]]}),
                "l[0][1][0].type=x,l[0][0][1].status=y",
                json!({"l": [[[{"old": 1}, {"status": "y"}], [{"type": "x"}]]]}),
            ),
            (json!({"a": [0, 1]}), "a[2]=2", json!({"a": [0, 1, 2]})),
            (json!({"a": [0, 1]}), "a[1]=2", json!({"a": [0, 2]})),
            (json!({"a": [0, 1]}), "a[5]", json!({"a": [0, 1]})),
            (json!({"a": [null]}), "a[0][0]=1", json!({"a": [[1]]})),
            (json!({"a": {"b": 1}}), "a=null", json!({"a": null})),
            (
                json!({"a": {"b": 1}}),
                "a.b=null",
                json!({"a": {"b": null}}),
            ),
            (json!(null), "a=1", json!({"a": 1})),
        ],
    );
    let values = set(&json!({"a": {"b": 1}}), "a.b=2,a.c=3", Text).expect("values");
    assert_eq!(values, json!({"a": {"b": "2", "c": "3"}}));
}

/// What helm takes without a word, or loses.
#[test]
fn where_helm_is_another() {
    check_fresh(
        Typed,
        &[
            ("a[0].b=", json!({"a": [{"b": ""}]})),
            ("a[0].b[0]", json!({"a": []})),
        ],
    );
    for expression in ["=1", ".a=1", "a.", "a[0].", "[0]=1", "x[0]..b=1"] {
        let error = set(&json!({}), expression, Typed).expect_err(expression);
        assert_eq!(error.message, "bad `--set`: a name is missing");
    }
}

#[test]
fn what_is_wrong_is_shown_with_a_caret() {
    let long = format!("{}=1", "a.".repeat(31) + "a");
    let deep = format!("a{}=1", "[0]".repeat(128));
    let rows = [
        ("a", "`a` has no value", "a\n^"),
        ("a,b=", "`a` has no value", "a,b=…\n^"),
        ("a,b=c", "`a` has no value", "a,b=…\n^"),
        ("a,b", "`a` has no value", "a,b\n^"),
        ("a.b", "`b` has no value", "a.b\n  ^"),
        ("a.b,a.c", "`b` has no value", "a.b,a.c\n  ^"),
        ("a=1,b", "`b` has no value", "a=…,b\n    ^"),
        ("a=1,,b=2", "a name is missing", "a=…,,b=…\n    ^"),
        ("a.=b", "a name is missing", "a.=…\n  ^"),
        ("a.,b", "a name is missing", "a.,b\n  ^"),
        ("a..b=1", "a name is missing", "a..b=…\n  ^"),
        (r"a\", "`a` has no value", "a\\\n^"),
        ("a={1,2", "no `}` closes the list", "a=…\n  ^"),
        ("a={", "no `}` closes the list", "a=…\n  ^"),
        ("a={b}c", "`c` has no value", "a=…c\n   ^"),
        (
            "a[0]b.c=d",
            "unexpected `b` after an index",
            "a[0]b.c=…\n    ^",
        ),
        (
            "a[0],b=1",
            "unexpected `,b` after an index",
            "a[0],b=…\n    ^",
        ),
        ("a[0", "no `]` closes the index", "a[0\n  ^"),
        ("a[]=1", "`` is no index", "a[]=…\n  ^"),
        ("a[b]=1", "`b` is no index", "a[b]=…\n  ^"),
        ("a[ 0]=1", "` 0` is no index", "a[ 0]=…\n  ^"),
        (
            "a[99999999999999999999]=1",
            "`99999999999999999999` is no index",
            "a[99999999999999999999]=…\n  ^",
        ),
        (
            "a[0]=b,a[-20]=c",
            "the index -20 is negative",
            "a[0]=…,a[-20]=…\n         ^",
        ),
        (
            "a[0].b=c,a[-3].d=e",
            "the index -3 is negative",
            "a[0].b=…,a[-3].d=…\n           ^",
        ),
        (
            "a[65537]=1",
            "the index 65537 is greater than 65536",
            "a[65537]=…\n  ^",
        ),
        ("]={}].", "a name is missing", "]=…].\n     ^"),
        (
            "a=1,a.b=2",
            "`a` is a number, not a map",
            "a=…,a.b=…\n      ^",
        ),
        (
            "a=x,a[0]=2",
            "`a` is a text, not a list",
            "a=…,a[0]=…\n      ^",
        ),
        (
            "a={x},a.b=2",
            "`a` is a list, not a map",
            "a=…,a.b=…\n      ^",
        ),
        (
            "a[0]=true,a[0][0]=2",
            "item 0 is a boolean, not a list",
            "a[0]=…,a[0][0]=…\n            ^",
        ),
        (
            "a=null,a.b=2",
            "`a` is null, not a map",
            "a=…,a.b=…\n      ^",
        ),
        (&long, "the path has more than 30 dots or 128 steps", ""),
        (&deep, "the path has more than 30 dots or 128 steps", ""),
    ];
    for (expression, what, excerpt) in rows {
        let error = set(&json!({}), expression, Typed).expect_err(expression);
        assert_eq!(
            error.message,
            format!("bad `--set`: {what}"),
            "{expression}"
        );
        let says = error.says.expect("an excerpt");
        assert!(
            excerpt.is_empty() || says == excerpt,
            "{expression}\n{says}"
        );
        assert!(error.hint.is_some());
    }
}

#[test]
fn limits_are_met_exactly() {
    assert!(set(&json!({}), &format!("{}=1", "a.".repeat(30) + "a"), Typed).is_ok());
    assert!(set(&json!({}), "a[65536]=1", Typed).is_ok());
    assert!(set(&json!({}), &format!("a{}=1", "[0]".repeat(127)), Typed).is_ok());
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let error = set(&json!({}), "a=p,b={q,none}", File).expect_err("no file");
    assert!(
        error
            .message
            .starts_with("bad `--set-file`: cannot read the file `none`: ")
    );
    assert_eq!(error.says.as_deref(), Some("a=p,b={q,none}\n         ^"));
    assert!(set(&json!({}), "a=,b=p", File).is_err());
}

#[test]
fn an_error_never_shows_a_value() {
    for expression in [
        "password=hunter2,x",
        "x[a]=hunter2",
        "a={hunter2",
        "a=hunter2,a.b=hunter2",
        "a=hunter2,b=hunter2,.c",
    ] {
        let error = set(&json!({}), expression, Typed).expect_err(expression);
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
    }
}

/// A name as it has to be written.
fn escaped(name: &str) -> String {
    let special = |c: char| {
        if r"\=[,.{}".contains(c) {
            format!("\\{c}")
        } else {
            c.to_string()
        }
    };
    name.chars().map(special).collect()
}

proptest! {
    #![proptest_config(laws::config(2000))]

    #[test]
    fn no_expression_makes_it_panic(
        expression in r"[ab01\[\]{}.,=\\ -]{0,16}|\PC{0,12}",
        kind in proptest::sample::select(vec![Typed, Text, File]),
    ) {
        let base = json!({"a": {"b": [1, {"a": null}]}, "b": [[0]], "0": "x"});
        let _ = set(&base, &expression, kind);
    }

    #[test]
    fn names_and_texts_round_trip(
        names in proptest::collection::vec(r"\PC{1,6}", 1..5),
        value in r"\PC{0,10}",
    ) {
        let path: Vec<String> = names.iter().map(|name| escaped(name)).collect();
        let expression = format!("{}={}", path.join("."), escaped(&value));
        let expected = names.iter().rev().fold(json!(value), |inner, name| json!({name: inner}));
        prop_assert_eq!(set(&json!({}), &expression, Text).expect(&expression), expected);
    }

    #[test]
    fn lists_round_trip(items in proptest::collection::vec(r"\PC{0,6}", 1..6)) {
        let written: Vec<String> = items.iter().map(|item| escaped(item)).collect();
        let values = set(&json!({}), &format!("a={{{}}}", written.join(",")), Text).expect("a list");
        prop_assert_eq!(&values, &json!({"a": items}));
        let each: Vec<String> = written.iter().enumerate().map(|(n, item)| format!("a[{n}]={item}")).collect();
        let text = each.join(",") + ",";
        prop_assert_eq!(set(&json!({}), &text, Text).expect(&text), values);
    }

    #[test]
    fn several_expressions_are_one_with_commas(
        parts in proptest::collection::vec(r"[ab](\.[ab]){0,2}=[ab1]{0,2}", 1..4),
    ) {
        let joined = set(&json!({}), &parts.join(","), Typed);
        let one_by_one = parts.iter().try_fold(json!({}), |values, part| set(&values, part, Typed));
        prop_assert_eq!(joined.ok(), one_by_one.ok());
    }
}
