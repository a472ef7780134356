//! What a tutorial says, in lines.

use super::line::{Line, duration, wrap};
use super::sanitize;
use super::theme::{Theme, Tone};
use crate::event::{ENTER, Keys, Lesson, Text};

/// Text that is read from end to end is no wider.
const WIDEST: usize = 80;
/// What stands before lines that are code.
const CODE: &str = "    ";

/// The lines of a piece of a tutorial.
pub(super) fn lines(lesson: &Lesson, width: usize, theme: Theme) -> Vec<Line> {
    let width = width.min(WIDEST);
    match lesson {
        Lesson::Chapter { number, of, title } => {
            let head = format!("── Chapter {number} of {of}: {title} ");
            let rest = width.saturating_sub(Line::plain(&head).width() + 1);
            let head = Line::new().then(Tone::Accent, &(head + &"─".repeat(rest)));
            vec![Line::new(), head]
        }
        Lesson::Step { number, title } => {
            let head = Line::new().then(Tone::Dim, number).then(Tone::Plain, "  ");
            vec![Line::new(), head.then(Tone::Strong, title)]
        }
        Lesson::Text { text } => texts(text, width, theme),
        Lesson::Command { line } => {
            let lead = Line::plain("  ").then(Tone::Dim, "$ ");
            vec![Line::new(), lead.then(Tone::Accent, line)]
        }
        Lesson::Checked {
            check,
            holds,
            found,
            seconds,
        } => checked(check, *holds, found, *seconds, theme),
        Lesson::Ticked { check, done, why } => vec![ticked(check, *done, why, width, theme)],
        Lesson::Waiting { check, found } => {
            let lead = Line::new().then(Tone::Busy, theme.glyphs.waiting);
            let lead = lead.then(Tone::Plain, " ").then(Tone::Plain, check);
            vec![lead.then(Tone::Dim, &format!(": {found}"))]
        }
        Lesson::Picture { lines } => picture(lines, width, theme),
        Lesson::Answered { answer, right } => vec![answered(answer, *right, theme)],
    }
}

fn texts(texts: &[Text], width: usize, theme: Theme) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut in_list = false;
    for text in texts {
        let is_item = matches!(text, Text::Item { .. });
        if !(is_item && in_list) {
            lines.push(Line::new());
        }
        in_list = is_item;
        match text {
            Text::Paragraph { text } => lines.extend(prose(text, "", width, theme)),
            Text::Item { text } => lines.extend(prose(text, "- ", width, theme)),
            Text::Code {
                language,
                lines: code,
            } => {
                lines.extend(code.iter().map(|line| highlighted(line, language)));
            }
        }
    }
    lines
}

/// Wrapped sentences, with the words in backticks and asterisks set off.
fn prose(text: &str, lead: &str, width: usize, theme: Theme) -> Vec<Line> {
    let mut style = Style {
        // Without a colour the marks are all that sets code off.
        mark: if theme.has_color() { "" } else { "`" },
        ..Style::default()
    };
    let wrapped = wrap(text, width.saturating_sub(lead.len()));
    let indent = " ".repeat(lead.len());
    let line = |(index, text): (usize, &String)| {
        let lead = if index == 0 { lead } else { &indent };
        style.line(Line::plain(lead), text)
    };
    wrapped.iter().enumerate().map(line).collect()
}

/// How the text goes on at the beginning of a line.
#[derive(Default)]
struct Style {
    mark: &'static str,
    code: bool,
    strong: bool,
}

impl Style {
    fn line(&mut self, mut line: Line, text: &str) -> Line {
        for (index, piece) in text.split('`').enumerate() {
            if index > 0 {
                self.code = !self.code;
                line = line.then(Tone::Accent, self.mark);
            }
            if self.code {
                line = line.then(Tone::Accent, piece);
                continue;
            }
            for (index, piece) in piece.replace("**", "*").split('*').enumerate() {
                if index > 0 {
                    self.strong = !self.strong;
                }
                let tone = if self.strong {
                    Tone::Strong
                } else {
                    Tone::Plain
                };
                line = line.then(tone, piece);
            }
        }
        line
    }
}

/// A line of code: keys of YAML and JSON, comments, and prompts are told from the rest.
fn highlighted(line: &str, language: &str) -> Line {
    let lead = Line::plain(CODE);
    let text = line.trim_start();
    let blanks = &line[..line.len() - text.len()];
    let lead = lead.then(Tone::Plain, blanks);
    if text.starts_with('#') && language != "text" {
        return lead.then(Tone::Dim, text);
    }
    if matches!(language, "yaml" | "json")
        && let Some((key, rest)) = text
            .split_once(": ")
            .or_else(|| Some((text.strip_suffix(':')?, "")))
    {
        return lead
            .then(Tone::Accent, key)
            .then(Tone::Dim, ":")
            .then(Tone::Plain, if rest.is_empty() { "" } else { " " })
            .then(Tone::Plain, rest);
    }
    lead.then(Tone::Plain, text)
}

fn checked(check: &str, holds: bool, found: &str, seconds: f64, theme: Theme) -> Vec<Line> {
    let (tone, sign) = if holds {
        (Tone::Good, theme.glyphs.ready)
    } else {
        (Tone::Bad, theme.glyphs.hopeless)
    };
    let line = Line::new().then(tone, sign).then(Tone::Plain, " ");
    let line = line.then(Tone::Plain, check);
    if holds {
        return vec![line.then(Tone::Dim, &format!(" ({})", duration(seconds)))];
    }
    let found = Line::plain("  ").then(Tone::Bad, found);
    vec![line, found]
}

fn ticked(check: &str, done: bool, why: &str, width: usize, theme: Theme) -> Line {
    let (tone, sign) = if done {
        (Tone::Good, theme.glyphs.ready)
    } else {
        (Tone::Dim, theme.glyphs.open)
    };
    let line = Line::new().then(tone, sign).then(Tone::Plain, " ");
    let line = line.then(Tone::Plain, check);
    let line = if done {
        line
    } else {
        line.then(Tone::Dim, &format!(": {why}"))
    };
    line.cut(width, theme.glyphs.more)
}

/// A drawing that is broken into more lines is none: what is too wide is cut.
fn picture(lines: &[String], width: usize, theme: Theme) -> Vec<Line> {
    let line = |text: &String| {
        let line = Line::new().then(Tone::Dim, "│ ").then(Tone::Plain, text);
        line.cut(width, theme.glyphs.more)
    };
    let lines: Vec<Line> = lines.iter().map(line).collect();
    if lines.is_empty() {
        return lines;
    }
    std::iter::once(Line::new()).chain(lines).collect()
}

fn answered(answer: &str, right: Option<bool>, theme: Theme) -> Line {
    let (tone, sign, words) = match right {
        Some(true) => (Tone::Good, theme.glyphs.ready, "right: "),
        Some(false) => (Tone::Warn, theme.glyphs.blocked, "it is "),
        None => (Tone::Good, theme.glyphs.ready, "it is "),
    };
    let line = Line::new().then(tone, sign).then(Tone::Plain, " ");
    line.then(Tone::Plain, words).then(Tone::Strong, answer)
}

/// The keys that may be pressed now: `[Enter] runs it  [s] skips`.
pub(super) fn keys(keys: &Keys) -> Line {
    let mut line = Line::new();
    let groups = keys.keys.chunk_by(|(_, one), (_, next)| one == next);
    for (index, group) in groups.enumerate() {
        let name = named(group);
        let does = group[0].1;
        let gap = if index == 0 { "" } else { "  " };
        line = line
            .then(Tone::Plain, gap)
            .then(Tone::Accent, &name)
            .then(Tone::Dim, &format!(" {does}"));
    }
    line
}

/// Keys that do the same: `Enter/n`, and digits as `1-9`.
fn named(keys: &[(char, &str)]) -> String {
    if let [(first @ '0'..='9', _), .., (last @ '0'..='9', _)] = keys {
        return format!("{first}-{last}");
    }
    let names = keys.iter().map(|(key, _)| match *key {
        ENTER => "Enter".to_owned(),
        key => key.to_string(),
    });
    names.collect::<Vec<_>>().join("/")
}

/// A prompt, made harmless.
pub(super) fn prompt(text: &str, width: usize) -> Vec<String> {
    wrap(&sanitize::line(text), width.min(WIDEST).saturating_sub(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(lesson: &Lesson, width: usize) -> String {
        let theme = Theme::new(false, true);
        let lines = lines(lesson, width, theme);
        let painted: Vec<String> = lines.iter().map(|line| line.paint(theme)).collect();
        painted.join("\n")
    }

    #[test]
    fn text_is_wrapped_and_code_is_not() {
        let paragraph = |text: &str| Text::Paragraph { text: text.into() };
        let item = |text: &str| Text::Item { text: text.into() };
        let text = vec![
            paragraph("A **sidecar** runs beside each app; see `daprk list`."),
            item("one thing that is longer than the line"),
            item("two"),
            Text::Code {
                language: "yaml".into(),
                lines: vec!["spec:".into(), "  type: state.redis".into()],
            },
        ];
        insta::assert_snapshot!(plain(&Lesson::Text { text }, 30), @r"
        A sidecar runs beside each
        app; see `daprk list`.

        - one thing that is longer
          than the line
        - two

            spec:
              type: state.redis
        ");
    }

    #[test]
    fn what_happens_is_told() {
        let all = [
            Lesson::Chapter {
                number: 1,
                of: 3,
                title: "Begin".into(),
            },
            Lesson::Step {
                number: "1.2".into(),
                title: "Deploy".into(),
            },
            Lesson::Command {
                line: "daprk list".into(),
            },
            Lesson::Checked {
                check: "pod/a exists".into(),
                holds: true,
                found: String::new(),
                seconds: 1.23,
            },
            Lesson::Checked {
                check: "pod/a exists".into(),
                holds: false,
                found: "there is \u{1b}[31mnone".into(),
                seconds: 1.23,
            },
            Lesson::Ticked {
                check: "pod/a exists".into(),
                done: true,
                why: String::new(),
            },
            Lesson::Ticked {
                check: "pod/a exists".into(),
                done: false,
                why: "there is none, and this is a reason too long".into(),
            },
            Lesson::Waiting {
                check: "pod/a exists".into(),
                found: "not yet".into(),
            },
            Lesson::Picture {
                lines: vec!["default: a".into()],
            },
            Lesson::Answered {
                answer: "2".into(),
                right: Some(true),
            },
            Lesson::Answered {
                answer: "2".into(),
                right: Some(false),
            },
        ];
        let told: Vec<String> = all.iter().map(|lesson| plain(lesson, 60)).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        ── Chapter 1 of 3: Begin ──────────────────────────────────

        1.2  Deploy

          $ daprk list
        ✔ pod/a exists (1.2s)
        ✖ pod/a exists
          there is \x1b[31mnone
        ✔ pod/a exists
        · pod/a exists: there is none, and this is a reason too long
        ◌ pod/a exists: not yet

        │ default: a
        ✔ right: 2
        ! it is 2
        ");
    }

    #[test]
    fn keys_are_named() {
        let all = Keys {
            keys: vec![
                (ENTER, "next"),
                ('n', "next"),
                ('1', "chapter"),
                ('2', "chapter"),
                ('3', "chapter"),
                ('q', "leaves"),
            ],
        };
        let line = keys(&all).paint(Theme::new(false, true));
        assert_eq!(line, "Enter/n next  1-3 chapter  q leaves");
    }
}
