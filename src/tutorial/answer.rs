//! What a person answers: whether it is right, however it is put.

use std::collections::BTreeSet;

/// Words that are put around an answer.
const AROUND: [&str; 15] = [
    "the", "a", "an", "it", "is", "its", "it's", "are", "there", "and", "or", "of", "to", "in", "&",
];
/// Numbers as people write small ones.
const NUMBERS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
];
/// Marks that are put around a word, or that a path begins with.
const MARKS: [char; 17] = [
    '`', '\'', '"', '(', ')', '[', ']', '{', '}', '<', '>', '.', ':', '!', '?', '/', '*',
];

/// The same words, in any order, case and number. Of a number the unit may be told, too.
pub(super) fn is_right(said: &str, answer: &str) -> bool {
    let (said, wanted) = (words(said), words(answer));
    if wanted.len() == 1 && wanted.iter().all(|word| is_number(word)) {
        let numbers: BTreeSet<_> = said.into_iter().filter(|word| is_number(word)).collect();
        return numbers == wanted;
    }
    let counts = |word: &String| wanted.contains(word) || !AROUND.contains(&word.as_str());
    let said: BTreeSet<_> = said.into_iter().filter(counts).collect();
    said == wanted
}

fn words(text: &str) -> BTreeSet<String> {
    let text = text.to_lowercase();
    let words = text.split(|letter: char| letter.is_whitespace() || ",;".contains(letter));
    let words = words.map(|word| word.trim_matches(MARKS));
    words.filter(|word| !word.is_empty()).map(one).collect()
}

/// A word, or a number in digits as they are written shortest.
fn one(word: &str) -> String {
    if let Some(number) = NUMBERS.iter().position(|name| *name == word) {
        return number.to_string();
    }
    if word == "none" || word == "no" {
        return "0".to_owned();
    }
    match word.parse::<f64>() {
        Ok(number) if is_number(word) => number.to_string(),
        _ => word.to_owned(),
    }
}

/// Not what a program takes for one as well: `inf`, `nan`.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|first: char| first.is_ascii_digit()) && word.parse::<f64>().is_ok()
}

/// The answer, in which what several objects have in common stands once.
pub(super) fn once(answer: &str) -> String {
    let mut seen = Vec::new();
    for part in answer.split(", ") {
        if !seen.contains(&part) {
            seen.push(part);
        }
    }
    seen.join(", ")
}

/// How to answer what has this answer; in the first step there is no way back.
pub(super) fn how(answer: &str, is_first: bool) -> String {
    let kind = if is_number(answer) {
        "a number"
    } else if answer.contains(", ") {
        "words in any order"
    } else {
        "a word"
    };
    let back = if is_first { "" } else { "b goes back, " };
    format!(
        "Type {kind}, or a command to find it (daprk, kubectl); Enter shows the answer, ? gives a hint, s skips, {back}q leaves"
    )
}

/// A key that can always be pressed, typed as a line where a line is asked for.
pub(super) fn key(said: &str) -> Option<char> {
    let mut letters = said.chars();
    let key = letters.next()?.to_ascii_lowercase();
    let is_key = letters.next().is_none() && "sbq?".contains(key);
    is_key.then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_right_however_it_is_put() {
        for (said, answer, right) in [
            ("2", "2", true),
            ("two", "2", true),
            ("2.0", "2", true),
            ("It is 2.", "2", true),
            ("4 tries", "4", true),
            ("200 OK", "200", true),
            ("none", "0", true),
            ("no pods", "0", true),
            ("none", "2", false),
            ("2 or 3", "2", false),
            ("3", "2", false),
            ("", "2", false),
            ("inf", "2", false),
            ("1", "01", true),
            (" Statestore,  pubsub", "pubsub, statestore", true),
            ("pubsub and statestore", "pubsub, statestore", true),
            ("pubsub; statestore", "pubsub, statestore", true),
            ("pubsub", "pubsub, statestore", false),
            ("pubsub, statestore, redis", "pubsub, statestore", false),
            ("`statestore`", "statestore", true),
            ("the statestore", "statestore", true),
            ("state-store", "statestore", false),
            ("\"true\"", "true", true),
            ("orders", "/orders", true),
            ("to /orders", "/orders", true),
            ("nodeapp", "nodeapp, nodeapp", true),
            ("a", "a", true),
        ] {
            assert_eq!(is_right(said, answer), right, "{said:?} {answer:?}");
        }
    }

    #[test]
    fn what_several_have_in_common_is_told_once() {
        assert_eq!(once("b, a, b"), "b, a");
        assert_eq!(once("one"), "one");
    }

    #[test]
    fn it_is_said_how_to_answer() {
        for (answer, kind) in [
            ("3", "Type a number,"),
            ("app, daprd", "Type words in any order,"),
            ("state.redis", "Type a word,"),
        ] {
            let how = |is_first| how(answer, is_first);
            assert!(how(false).starts_with(kind), "{}", how(false));
            assert!(how(false).ends_with("b goes back, q leaves"));
            assert!(how(true).ends_with("s skips, q leaves"));
        }
    }

    #[test]
    fn a_key_alone_is_no_answer() {
        for (said, pressed) in [
            ("b", Some('b')),
            ("Q", Some('q')),
            ("?", Some('?')),
            ("be", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(key(said), pressed, "{said}");
        }
    }
}
