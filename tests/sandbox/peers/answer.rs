//! What a command answered.

use super::masks::masked;
use crate::run::Done;

/// An exit code and the lines that count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// The command.
    pub(super) run: String,
    /// Exit code, then lines.
    pub(super) lines: Vec<String>,
}

impl Answer {
    /// What of an answer is kept: everything, or `head`, `last`, `code`, `columns`, `fields`.
    pub(super) fn new(run: &str, keep: &str, done: &Done) -> Self {
        let code = done
            .code
            .map_or_else(|| "signal".to_owned(), |code| code.to_string());
        let errors = done.stderr.lines().filter(|line| !is_log(line));
        let errors = errors.map(|line| format!("! {line}\n"));
        let text = masked(&(done.stdout.clone() + &errors.collect::<String>()));
        let all: Vec<_> = text
            .lines()
            .map(|line| line.trim_end().to_owned())
            .collect();
        let mut lines = vec![code];
        lines.extend(kept(keep, all));
        Self {
            run: run.to_owned(),
            lines,
        }
    }

    /// As [`read`] reads it.
    pub(super) fn write(&self) -> String {
        format!("== {}\n{}\n", self.run, self.lines.join("\n"))
    }
}

/// Answers, one after the other.
pub(super) fn read(text: &str) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("== "), answers.last_mut()) {
            (Some(run), _) => answers.push(Answer {
                run: run.to_owned(),
                lines: Vec::new(),
            }),
            (None, Some(answer)) => answer.lines.push(line.to_owned()),
            (None, None) => panic!("an answer without its command: {line}"),
        }
    }
    answers
}

/// Lines of client-go's own log, which come and go.
fn is_log(line: &str) -> bool {
    let mut letters = line.chars();
    matches!(letters.next(), Some('I' | 'W' | 'E'))
        && letters.take(4).filter(char::is_ascii_digit).count() == 4
}

fn kept(keep: &str, lines: Vec<String>) -> Vec<String> {
    let first = |at: &str| {
        lines
            .iter()
            .map(|line| line.split(at).next().unwrap_or_default())
            .map(|part| part.trim_end_matches(':').to_owned())
            .collect()
    };
    match keep {
        "" => lines,
        "head" => lines.into_iter().take(1).collect(),
        "last" => lines.into_iter().next_back().into_iter().collect(),
        "code" => Vec::new(),
        "columns" => first("  "),
        "fields" => first(": "),
        other => panic!("`keep: {other}` is unknown"),
    }
}

#[test]
fn an_answer_is_read_as_it_was_written() {
    let answers = [
        ("kubectl get x", vec!["0", "A", "", "  b"]),
        ("kubectl get y", vec!["1", "! no"]),
    ]
    .map(|(run, lines)| Answer {
        run: run.to_owned(),
        lines: lines.into_iter().map(str::to_owned).collect(),
    });
    let text: String = answers.iter().map(Answer::write).collect();
    assert_eq!(read(&text), answers);
}
