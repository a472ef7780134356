//! Bodies as kubectl and helm send them, and bytes as nobody does.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::decode;

/// A line each: the body in base64, and what Kubernetes' own decoder makes of it as JSON.
const BODIES: &str = include_str!("bodies.tsv");

fn bodies() -> impl Iterator<Item = (Vec<u8>, Value)> {
    BODIES.lines().map(|line| {
        let (body, json) = line.split_once('\t').unwrap();
        (
            STANDARD.decode(body).unwrap(),
            serde_json::from_str(json).unwrap(),
        )
    })
}

/// A null is a field that is not there.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(_, value)| !value.is_null());
            fields
                .map(|(key, value)| (key, without_nulls(value)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

#[test]
fn bodies_are_the_json_that_the_client_would_have_sent() {
    for (body, expected) in bodies() {
        assert_eq!(decode(&body), Ok(without_nulls(expected)));
    }
}

/// Bytes that begin as a body of a kind does.
fn body_of(kind: &(&str, &str), raw: &[u8]) -> Vec<u8> {
    let field = |number: u8, bytes: &[u8]| {
        let mut out = vec![number << 3 | 2];
        let mut count = bytes.len();
        while count >= 0x80 {
            out.push(u8::try_from(count & 0x7f).unwrap() | 0x80);
            count >>= 7;
        }
        out.push(u8::try_from(count).unwrap());
        out.extend(bytes);
        out
    };
    let of = [field(1, kind.0.as_bytes()), field(2, kind.1.as_bytes())].concat();
    [b"k8s\0".to_vec(), field(1, &of), field(2, raw)].concat()
}

#[test]
fn what_is_no_body_is_refused_in_words() {
    let crd = ("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    let rows: [(Vec<u8>, &str); 6] = [
        (
            b"{}".to_vec(),
            "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
        ),
        (
            body_of(&("v1", "Cat"), b""),
            "no kind \"Cat\" is registered for version \"v1\"",
        ),
        (body_of(&("v1", "Pod"), &[0x0a, 9, 1]), "unexpected EOF"),
        (
            body_of(&("v1", "Pod"), &[0x0b]),
            "proto: illegal wireType 3",
        ),
        (
            body_of(&("v1", "Pod"), &[0x08, 1]),
            "proto: wrong wireType: bytes expected",
        ),
        (body_of(&crd, &[0xff; 11]), "proto: integer overflow"),
    ];
    for (body, words) in rows {
        assert_eq!(decode(&body), Err(words.to_owned()));
    }
}

#[test]
fn fields_of_a_newer_client_are_left_out() {
    // Field 900 of a Namespace, as text, and of its metadata, as a number.
    let raw = [&[0x0a, 3, 0xa0, 0x38, 1][..], &[0xa2, 0x38, 1, b'x']].concat();
    let expected = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {}});
    assert_eq!(decode(&body_of(&("v1", "Namespace"), &raw)), Ok(expected));
}

/// A schema in a schema, as `not`.
fn nested(count: usize) -> Vec<u8> {
    (0..count).fold(Vec::new(), |inner, _| {
        // Field 28; lengths of two bytes hold any that this test needs.
        let count = inner.len();
        let low = u8::try_from(count & 0x7f).unwrap() | 0x80;
        [
            vec![0xe2, 0x01, low, u8::try_from(count >> 7).unwrap()],
            inner,
        ]
        .concat()
    })
}

#[test]
fn depth_has_an_end() {
    let kind = ("apiextensions.k8s.io/v1", "JSONSchemaProps");
    assert!(decode(&body_of(&kind, &nested(100))).is_ok());
    let refused = decode(&body_of(&kind, &nested(1000)));
    assert_eq!(refused, Err("nested deeper than 120".to_owned()));
}

const KINDS: [(&str, &str); 6] = [
    ("v1", "Pod"),
    ("v1", "Secret"),
    ("apps/v1", "DeleteOptions"),
    ("authentication.k8s.io/v1", "TokenReview"),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinition"),
    ("autoscaling/v2", "HorizontalPodAutoscaler"),
];

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, kind in 0..KINDS.len()) {
        let _ = decode(&bytes);
        let _ = decode(&body_of(&KINDS[kind], &bytes));
    }

    #[test]
    fn no_damage_makes_it_panic(row in 0..30_usize, at: usize, byte: u8, cut: usize) {
        let (mut body, _) = bodies().nth(row % bodies().count()).unwrap();
        let at = at % body.len();
        body[at] = byte;
        let _ = decode(&body);
        body.truncate(cut % body.len());
        let _ = decode(&body);
    }
}
