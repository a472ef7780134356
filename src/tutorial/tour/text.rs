//! What is read, as JSON: with the words that are set off as pieces of their own, so that a page shows them as text
//! and never has to make HTML of Markdown.
//!
//! ```json
//! [{"type": "paragraph", "spans": [{"text": "See "}, {"code": "daprk list"}, {"text": "."}]},
//!  {"type": "item", "spans": [{"strong": "one"}]},
//!  {"type": "code", "language": "yaml", "lines": ["kind: Component"]}]
//! ```

use serde::{Serialize, Serializer};

use crate::event::Text;

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Block<'t> {
    Paragraph {
        spans: Vec<Span>,
    },
    Item {
        spans: Vec<Span>,
    },
    Code {
        language: &'t str,
        lines: &'t [String],
    },
}

/// Words of one look.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Span {
    Text(String),
    Code(String),
    Strong(String),
}

pub(super) fn serialize<S: Serializer>(text: &[Text], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(text.iter().map(block))
}

fn block(text: &Text) -> Block<'_> {
    match text {
        Text::Paragraph { text } => Block::Paragraph { spans: spans(text) },
        Text::Item { text } => Block::Item { spans: spans(text) },
        Text::Code { language, lines } => Block::Code { language, lines },
    }
}

/// As the terminal reads them: in backticks code, in asterisks strong.
fn spans(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut strong = false;
    for (index, piece) in text.split('`').enumerate() {
        if index % 2 == 1 {
            spans.push(Span::Code(piece.to_owned()));
            continue;
        }
        for (index, words) in piece.replace("**", "*").split('*').enumerate() {
            strong ^= index > 0;
            if !words.is_empty() {
                let words = words.to_owned();
                let own = if strong { Span::Strong } else { Span::Text };
                spans.push(own(words));
            }
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_set_off_are_pieces_of_their_own() {
        let text = |text: &str| Span::Text(text.to_owned());
        let code = |text: &str| Span::Code(text.to_owned());
        let strong = |text: &str| Span::Strong(text.to_owned());
        let rows = [
            ("", vec![]),
            ("plain <b>", vec![text("plain <b>")]),
            (
                "The *sidecar*, `a * b`, is **here**.",
                vec![
                    text("The "),
                    strong("sidecar"),
                    text(", "),
                    code("a * b"),
                    text(", is "),
                    strong("here"),
                    text("."),
                ],
            ),
            (
                "*both `code` and* more",
                vec![strong("both "), code("code"), strong(" and"), text(" more")],
            ),
        ];
        for (markdown, expected) in rows {
            assert_eq!(spans(markdown), expected, "{markdown}");
        }
    }
}
