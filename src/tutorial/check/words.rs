//! The words of a check.

/// A word, and whether it stood in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// As it is.
    Bare(String),
    /// What stood in double quotes.
    Quoted(String),
    /// What stood in braces.
    Path(String),
}

impl Word {
    /// Its text, however it stood.
    pub(super) fn text(&self) -> &str {
        let (Self::Bare(text) | Self::Quoted(text) | Self::Path(text)) = self;
        text
    }
}

/// Splits at blanks. In quotes `\"` and `\\` stand for themselves without the backslash.
pub(super) fn split(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => {}
            '"' => words.push(Word::Quoted(quoted(&mut letters)?)),
            '{' => words.push(Word::Path(path(&mut letters)?)),
            first => {
                let mut word = String::from(first);
                while let Some(next) = letters.next_if(|next| !next.is_whitespace()) {
                    word.push(next);
                }
                words.push(Word::Bare(word));
            }
        }
    }
    Ok(words)
}

fn quoted(letters: &mut impl Iterator<Item = char>) -> Result<String, String> {
    let mut text = String::new();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => return Ok(text),
            '\\' => text.extend(letters.next()),
            letter => text.push(letter),
        }
    }
    Err("a quote (\") is not closed".to_owned())
}

/// Up to the brace that closes it; a brace in quotes is one of the path's.
fn path(letters: &mut impl Iterator<Item = char>) -> Result<String, String> {
    let (mut text, mut quote) = (String::new(), None);
    for letter in letters {
        match (letter, quote) {
            ('}', None) => return Ok(text),
            ('"' | '\'', None) => quote = Some(letter),
            (letter, Some(open)) if letter == open => quote = None,
            _ => {}
        }
        text.push(letter);
    }
    Err("a brace ({) is not closed".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_at_blanks_but_not_in_quotes_and_braces() {
        let bare = |text: &str| Word::Bare(text.to_owned());
        let quoted = |text: &str| Word::Quoted(text.to_owned());
        let path = |text: &str| Word::Path(text.to_owned());
        let rows = [
            ("", Ok(vec![])),
            (" a  b ", Ok(vec![bare("a"), bare("b")])),
            (
                r#"a has "b \"c\" d""#,
                Ok(vec![bare("a"), bare("has"), quoted(r#"b "c" d"#)]),
            ),
            (
                r#"x {.a[?(@.b=="}")].c} is 1"#,
                Ok(vec![
                    bare("x"),
                    path(r#".a[?(@.b=="}")].c"#),
                    bare("is"),
                    bare("1"),
                ]),
            ),
            ("a \"b", Err("a quote (\") is not closed")),
            ("a {.b", Err("a brace ({) is not closed")),
        ];
        for (text, expected) in rows {
            assert_eq!(split(text), expected.map_err(str::to_owned), "{text}");
        }
    }
}
