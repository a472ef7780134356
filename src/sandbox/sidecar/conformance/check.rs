//! Runs the table against a server.

use std::net::SocketAddr;

use super::super::testing::{Redis, Reply, ask};
use super::table::{Row, TABLE};

/// Where the answers are other than the table says: one line each.
pub(super) async fn differences(api: SocketAddr, redis: &Redis) -> Vec<String> {
    let mut found = Vec::new();
    for row in TABLE {
        let reply = ask(api, row.line, row.headers, row.body).await;
        found.extend(of_reply(row, &reply));
        for (command, expected) in row.redis {
            let reply = text(&redis.ask(command).await);
            if !fits(expected, &reply) {
                found.push(format!(
                    "{}: redis {command:?}\n  expected {expected}\n  is       {reply}",
                    row.line
                ));
            }
        }
    }
    found
}

fn of_reply(row: &Row, reply: &Reply) -> Vec<String> {
    let mut found = Vec::new();
    if reply.status != row.status {
        found.push(format!(
            "status\n  expected {}\n  is       {} {}",
            row.status, reply.status, reply.body
        ));
    }
    if !fits(row.answer, &reply.body) {
        found.push(format!(
            "body\n  expected {}\n  is       {}",
            row.answer, reply.body
        ));
    }
    for (name, expected) in row.shows {
        let is = reply
            .headers
            .get(*name)
            .and_then(|value| value.to_str().ok());
        if !is.is_some_and(|is| fits(expected, is)) {
            found.push(format!(
                "header {name}\n  expected {expected}\n  is       {is:?}"
            ));
        }
    }
    found
        .into_iter()
        .map(|line| format!("{} {}: {line}", row.line, row.body))
        .collect()
}

/// Whether a text has a form in which `*` stands for anything.
fn fits(form: &str, text: &str) -> bool {
    let mut parts = form.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// A reply in one line; hashes by their fields' names.
fn text(reply: &redis::Value) -> String {
    use redis::Value;
    match reply {
        Value::Nil => "nil".into(),
        Value::Int(number) => number.to_string(),
        Value::BulkString(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        Value::SimpleString(text) => text.clone(),
        Value::Array(items) => array(items),
        other => format!("{other:?}"),
    }
}

fn array(items: &[redis::Value]) -> String {
    let texts: Vec<String> = items.iter().map(text).collect();
    let mut pairs: Vec<&[String]> = texts.chunks(2).collect();
    pairs.sort();
    pairs.concat().join(" ")
}

#[test]
fn forms() {
    let rows = [
        ("", "", true),
        ("a*c", "abc", true),
        ("a*c", "ab", false),
        ("*", "", true),
        ("ab", "abc", false),
        ("a*b*c", "a1b2c", true),
    ];
    for (form, text, expected) in rows {
        assert_eq!(fits(form, text), expected, "{form} {text}");
    }
}
