use std::fmt::Write as _;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{parse_documents, to_string};

fn one(text: &str) -> Value {
    let mut documents = parse_documents(text, "test.yaml").expect(text);
    assert_eq!(documents.len(), 1, "{text}");
    documents.remove(0)
}

#[test]
fn scalars_read_as_kubectl_reads_them() {
    let rows = [
        ("0644", json!(420)),
        ("yes", json!(true)),
        ("on", json!(true)),
        ("off", json!(false)),
        ("1_000", json!(1000)),
        ("-0644", json!(-420)),
        ("08", json!(8)),
        ("0x1F", json!(31)),
        ("0b101", json!(5)),
        ("1.0", json!(1)),
        ("1e3", json!(1000)),
        ("1.5", json!(1.5)),
        ("1e20", json!(1e20)),
        ("18446744073709551615", json!(u64::MAX)),
        ("~", Value::Null),
        ("", Value::Null),
        ("2001-12-14", json!("2001-12-14")),
        ("12:30:45", json!("12:30:45")),
        ("\"yes\"", json!("yes")),
        ("!!str 0644", json!("0644")),
        ("1.18.3", json!("1.18.3")),
        ("100m", json!("100m")),
    ];
    for (scalar, expected) in rows {
        assert_eq!(
            one(&format!("a: {scalar}\n")),
            json!({"a": expected}),
            "{scalar}"
        );
    }
}

#[test]
fn merge_keys_merge() {
    let text = "base: &a {x: 1, y2: 2}\nmore:\n  <<: *a\n  x: 3\n";
    assert_eq!(
        one(text),
        json!({"base": {"x": 1, "y2": 2}, "more": {"x": 3, "y2": 2}})
    );
}

#[test]
fn keys_become_text_as_kubectl_makes_them() {
    assert_eq!(
        one("on: 1\n0644: 2\n\"off\": 3\n2.0: 4"),
        json!({"true": 1, "420": 2, "off": 3, "2": 4})
    );
}

#[test]
fn documents_are_split_and_empty_ones_dropped() {
    let text = "---\na: 1\n---\n# nothing\n---\n---\nb: |\n  x\n   ---\n...\n---\nnull\n";
    let documents = parse_documents(text, "test.yaml").expect("documents");
    assert_eq!(documents, [json!({"a": 1}), json!({"b": "x\n ---\n"})]);
    assert_eq!(
        parse_documents("# only a comment\n", "x").expect("none"),
        Vec::<Value>::new()
    );
}

#[test]
fn a_block_at_the_end_has_no_line_break_that_the_file_lacks() {
    let rows = [
        ("a: |\n  x\n  y", "x\ny"),
        ("a: |\n  x\n", "x\n"),
        ("a: |\n  \"x\"", "\"x\""),
        ("a: |-\n  x", "x"),
        ("a: |+\n  x", "x"),
        ("a: |+\n  x\n\n", "x\n\n"),
        ("a: >\n  x\n  y", "x y"),
        ("a: \"x\\n\"", "x\n"),
        ("a: \"x\\n\" # so", "x\n"),
        ("a: |\n  x\n# so", "x\n"),
        ("a: |\n  x\n---", "x\n"),
    ];
    for (text, expected) in rows {
        assert_eq!(one(text), json!({"a": expected}), "{text}");
    }
    assert_eq!(one("a:\n- b: |\n    x"), json!({"a": [{"b": "x"}]}));
}

#[test]
fn json_is_accepted_one_or_several() {
    let text = "{\"a\": \"\\ud83d\\ude00\"}\n\n {\"b\": [1.0, 2.5]}";
    let documents = parse_documents(text, "test.json").expect("documents");
    assert_eq!(documents, [json!({"a": "😀"}), json!({"b": [1, 2.5]})]);
    assert_eq!(one("{a: [b, c]}"), json!({"a": ["b", "c"]}));
}

#[test]
fn errors_name_the_place_and_show_it() {
    let rows = [
        ("a: 1\na: 2\n", "f:2:1", "a: 2\n^"),
        (
            "{\"a\": 1, \"a\": 2}",
            "f:1:10",
            "{\"a\": 1, \"a\": 2}\n         ^",
        ),
        ("x:\n  1.5: a\n", "f:2:3", "  1.5: a\n  ^"),
        ("a: b: c\n", "f:1:5", "a: b: c\n    ^"),
        ("a:\n\tb: 1\n", "f:2:2", " b: 1\n ^"),
        ("a: .inf\n", "f:1:4", "a: .inf\n   ^"),
        ("on: 1\ntrue: 2\n", "f:2:1", "true: 2\n^"),
        ("? [a]\n: b\n", "f:1:3", "? [a]\n  ^"),
        ("~: b\n", "f:1:1", "~: b\n^"),
        ("a: 'x\n", "f:1:4", "a: 'x\n   ^"),
        ("a: {b\n", "f:1:4", "a: {b\n   ^"),
        ("- a\nb: c\n", "f:2:1", "b: c\n^"),
        ("a: *none\n", "f:1:4", "a: *none\n   ^"),
    ];
    for (text, on, excerpt) in rows {
        let error = parse_documents(text, "f").expect_err(text);
        assert_eq!(error.code, "bad-yaml");
        let says = error.says.expect("a reason");
        assert_eq!(error.on.as_deref(), Some(on), "{text}: {says}");
        assert_eq!(
            says.split_once('\n').expect("two parts").1,
            excerpt,
            "{says}"
        );
        assert!(says.lines().count() <= 3, "{says}");
        assert!(!says.contains(" line "), "{says}");
    }
}

#[test]
fn lines_that_may_hold_secrets_are_not_shown() {
    let rows = [
        "kind: Secret\nstringData:\n  a: hunter2: x\n",
        "kind: Secret\ndata:\n  a: |\n hunter2\n",
        "{\"kind\":\"Secret\",\"data\":{\"a\":hunter2: x",
        "redisPassword: hunter2: x\n",
    ];
    for text in rows {
        let error = parse_documents(text, "f").expect_err("not YAML");
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        assert_eq!(error.says.expect("a reason").lines().count(), 1);
    }
}

#[test]
fn bombs_end_in_an_error() {
    let mut aliases = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..10 {
        let uses = vec![format!("*a{}", n - 1); 10].join(", ");
        writeln!(aliases, "a{n}: &a{n} [{uses}]").expect("a String");
    }
    assert!(parse_documents(&aliases, "f").is_err());
    for open in ["[", "{\"a\":", "- "] {
        assert!(parse_documents(&open.repeat(10_000), "f").is_err());
    }
}

#[test]
fn a_large_definition_is_read() {
    let mut text = String::from("properties:\n");
    for n in 0..20_000 {
        writeln!(
            text,
            "  field{n}:\n    # says\n    type: string\n    description: the field"
        )
        .expect("a String");
    }
    text.push_str(&"# a long comment\n".repeat(100));
    assert!(text.len() > 1_000_000);
    assert_eq!(
        one(&text)["properties"]
            .as_object()
            .map(serde_json::Map::len),
        Some(20_000)
    );
}

#[test]
fn written_text_reads_well() {
    let value = json!({
        "b": "yes", "a": ["0644", "1e3", "null", "~", "2001-12-14", ""],
        "text": "one\ntwo\n", "empty": {}, "none": [], "y": 1, "long": "x ".repeat(100) + "y",
    });
    let text = to_string(&value);
    assert!(text.contains("text: |\n  one\n  two\n"), "{text}");
    assert!(
        text.starts_with("b: \"yes\"\na:\n- \"0644\"\n- \"1e3\"\n"),
        "{text}"
    );
    assert_eq!(
        text.lines().filter(|line| line.len() > 100).count(),
        1,
        "{text}"
    );
    assert_eq!(one(&text), value);
}

fn scalar_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z]{1,6}",
        "[0-9_.eE+x:-]{1,8}",
        "( {0,2}[a-z#:'\"-]{0,5} {0,2}\n{0,2}){1,4}",
        proptest::sample::select(vec![
            "",
            "~",
            "null",
            "yes",
            "No",
            "on",
            "y",
            "true",
            "0644",
            "1e3",
            ".inf",
            "2001-12-14",
            "<<",
            "=",
            "---",
            "- a",
            "a: b",
            "a #b",
            "%a",
            "\u{feff}x",
            "\u{85}",
            "a\r\nb",
            "\t",
        ])
        .prop_map(str::to_owned),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // A whole float comes back as an integer: see the module.
        proptest::num::f64::NORMAL
            .prop_filter("whole", |float| super::whole(*float).is_none())
            .prop_map(Value::from),
        scalar_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 6, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::vec((scalar_text(), inner), 0..5)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(crate::manifest::laws::config(1000))]

    #[test]
    fn what_is_written_reads_back_equal(value in value()) {
        let text = to_string(&value);
        let back = parse_documents(&text, "written").expect(&text);
        let expected = if value.is_null() { vec![] } else { vec![value] };
        prop_assert_eq!(back, expected, "{}", text);
    }

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = parse_documents(&text, "any");
    }
}
