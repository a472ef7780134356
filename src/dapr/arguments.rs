//! What a program of Dapr's was told on its command line.

/// The value of an argument (`app-id`), as `--app-id x` or `--app-id=x`. A switch without a value is `Some("")`.
pub fn value<'a>(words: &[&'a str], name: &str) -> Option<&'a str> {
    let at = words.iter().position(|word| flag(word) == Some(name))?;
    if let Some((_, value)) = words[at].split_once('=') {
        return Some(value);
    }
    let next = words.get(at + 1).copied().unwrap_or_default();
    Some(if flag(next).is_some() { "" } else { next })
}

/// Arguments of a container, each with its value a line: `--app-id nodeapp`.
pub fn lines<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line)
                if flag(word).is_none() && flag(line).is_some() && !line.contains([' ', '=']) =>
            {
                *line = format!("{line} {word}");
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// The name in `--name`, `--name=value`; `-1` is a value.
fn flag(word: &str) -> Option<&str> {
    let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-'))?;
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    name.split('=').next()
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_argument_stands_with_its_value() {
        let words = [
            "/operator",
            "--log-level",
            "info",
            "--log-as-json",
            "--port=80",
            "--wait",
            "-1",
            "x",
        ];
        let lines = [
            "/operator",
            "--log-level info",
            "--log-as-json",
            "--port=80",
            "--wait -1",
            "x",
        ];
        assert_eq!(super::lines(words), lines);
    }
}
