//! What a tutorial says, in lines.

use super::line::{Line, duration, wrap, wrap_command};
use super::theme::{Theme, Tone};
use crate::event::{ENTER, Keys, Lesson, Prompt, Text, Waiting};

/// Text that is read from end to end is no wider.
const WIDEST: usize = 80;
/// What stands before lines that are code.
const CODE: &str = "    ";

/// The lines of a piece of a tutorial.
pub(super) fn lines(lesson: &Lesson, screen: usize, theme: Theme) -> Vec<Line> {
    let width = screen.min(WIDEST);
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
        Lesson::Command { line } => command(line, screen),
        Lesson::Checked {
            check,
            holds,
            found,
            seconds,
        } => checked(check, found, *holds, *seconds, (screen, theme)),
        Lesson::Ticked { check, done, why } => vec![ticked(check, *done, why, width, theme)],
        Lesson::Waiting { check, found } => {
            let lead = Line::new().then(Tone::Busy, theme.glyphs.waiting);
            let lead = lead.then(Tone::Plain, " ").then(Tone::Plain, check);
            vec![lead.then(Tone::Dim, &format!(": {found}"))]
        }
        Lesson::Picture { lines } => picture(lines, width, theme),
        Lesson::Hint { hint } => prose(&format!("hint: {hint}"), &Line::new(), width, theme),
        Lesson::NotYet { hint } => {
            let lead = Line::new().then(Tone::Warn, theme.glyphs.blocked);
            let lead = lead.then(Tone::Plain, " ");
            prose(
                &format!("not right, one more try: {hint}"),
                &lead,
                width,
                theme,
            )
        }
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
            Text::Paragraph { text } => lines.extend(prose(text, &Line::new(), width, theme)),
            Text::Item { text } => lines.extend(prose(text, &Line::plain("- "), width, theme)),
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
fn prose(text: &str, lead: &Line, width: usize, theme: Theme) -> Vec<Line> {
    let mut style = Style {
        // Without a colour the marks are all that sets code off.
        mark: if theme.has_color() { "" } else { "`" },
        ..Style::default()
    };
    let wrapped = wrap(text, width.saturating_sub(lead.width()));
    let indent = Line::plain(&" ".repeat(lead.width()));
    let line = |(index, text): (usize, &String)| {
        let lead = if index == 0 { lead } else { &indent };
        style.line(lead.clone(), text)
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

/// A command that is longer than the screen goes on in the next line, so that it can be copied.
fn command(line: &str, width: usize) -> Vec<Line> {
    let broken = wrap_command(line, width.saturating_sub(4));
    let line = |(index, text): (usize, &String)| {
        let lead = if index == 0 { "$ " } else { "    " };
        let lead = Line::plain("  ").then(Tone::Dim, lead);
        lead.then(Tone::Accent, text)
    };
    let lines = broken.iter().enumerate().map(line);
    std::iter::once(Line::new()).chain(lines).collect()
}

fn checked(
    check: &str,
    found: &str,
    holds: bool,
    seconds: f64,
    (width, theme): (usize, Theme),
) -> Vec<Line> {
    let (tone, sign) = if holds {
        (Tone::Good, theme.glyphs.ready)
    } else {
        (Tone::Bad, theme.glyphs.hopeless)
    };
    let took = format!("({})", duration(seconds));
    // The seconds stay with the last word.
    let room = width.saturating_sub(2 + took.len() + 1);
    let mut lines: Vec<Line> = wrap(check, room)
        .iter()
        .map(|text| Line::plain("    ").then(Tone::Plain, text))
        .collect();
    let first = wrap(check, room).remove(0);
    lines[0] = Line::new().then(tone, sign).then(Tone::Plain, " ");
    lines[0] = lines[0].clone().then(Tone::Plain, &first);
    if holds {
        let last = lines.pop().unwrap_or_default();
        lines.push(last.then(Tone::Dim, &format!(" {took}")));
    } else {
        let found = wrap(found, width.saturating_sub(2));
        lines.extend(
            found
                .iter()
                .map(|text| Line::plain("  ").then(Tone::Bad, text)),
        );
    }
    lines
}

/// A condition that is waited for: its end may be cut, what is found and the seconds may not.
pub(super) fn waiting(waiting: &Waiting, width: usize, theme: Theme) -> Line {
    let took = format!(" {:.0}s  ", waiting.seconds.floor());
    let lead = Line::new()
        .then(Tone::Busy, theme.glyphs.waiting)
        .then(Tone::Dim, &took);
    let found = match waiting.found.as_str() {
        "" => String::new(),
        found => format!(": {found}"),
    };
    let found = Line::new().then(Tone::Dim, &found);
    let room = width.saturating_sub(lead.width());
    let half = room.saturating_sub(found.width()).max(room / 2);
    let check = Line::plain(&waiting.check).cut(half, theme.glyphs.more);
    lead.and(check).and(found)
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

/// The keys that may be pressed now, `[Enter] runs it  [s] skips`, in lines of this width.
pub(super) fn keys(keys: &Keys, width: usize) -> Vec<Line> {
    let mut lines = vec![Line::new()];
    for group in keys.keys.chunk_by(|(_, one), (_, next)| one == next) {
        let key = Line::new()
            .then(Tone::Accent, &named(group))
            .then(Tone::Dim, &format!(" {}", group[0].1));
        let last = lines.pop().unwrap_or_default();
        let used = last.width();
        if used == 0 {
            lines.push(key);
        } else if used + 2 + key.width() <= width {
            lines.push(last.then(Tone::Plain, "  ").and(key));
        } else {
            lines.extend([last, key]);
        }
    }
    lines
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

/// A prompt; the line is typed behind the last one.
pub(super) fn prompt(prompt: &Prompt, width: usize, theme: Theme) -> Vec<Line> {
    let width = width.min(WIDEST);
    if prompt.how.is_empty() {
        let lines = wrap(&prompt.text, width.saturating_sub(10));
        let strong = |text: &String| Line::new().then(Tone::Strong, text);
        return lines.iter().map(strong).collect();
    }
    let question = Text::Paragraph {
        text: format!("**{}**", prompt.text),
    };
    let how = wrap(&prompt.how, width);
    let how = how.iter().map(|text| Line::new().then(Tone::Dim, text));
    let mut lines = texts(&[question], width, theme);
    lines.extend(how);
    lines.push(Line::new().then(Tone::Accent, ">"));
    lines
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
            Lesson::Hint {
                hint: "look at Pod a".into(),
            },
            Lesson::NotYet {
                hint: "look at Pod a".into(),
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
        hint: look at Pod a
        ! not right, one more try: look at Pod a
        ✔ right: 2
        ! it is 2
        ");
    }

    fn painted(lines: &[Line]) -> String {
        let theme = Theme::new(false, true);
        let painted: Vec<String> = lines.iter().map(|line| line.paint(theme)).collect();
        painted.join("\n")
    }

    #[test]
    fn what_is_longer_than_the_screen_breaks_between_words() {
        let command = Lesson::Command {
            line: "daprk deploy -f app.yaml --name front --set 'a b c',d=e --set-file x=y/z.js"
                .into(),
        };
        let checked = |holds| Lesson::Checked {
            check: "answer of front /calculate/add?one=6&two=7 has \"failed to invoke\"".into(),
            holds,
            found: "it is a text that has some more words than the line has room".into(),
            seconds: 1.23,
        };
        let told = [command, checked(true), checked(false)].map(|lesson| plain(&lesson, 40));
        insta::assert_snapshot!(told.join("\n"), @r#"

          $ daprk deploy -f app.yaml \
              --name front --set 'a b c',d=e \
              --set-file x=y/z.js
        ✔ answer of front
            /calculate/add?one=6&two=7 has
            "failed to invoke" (1.2s)
        ✖ answer of front
            /calculate/add?one=6&two=7 has
            "failed to invoke"
          it is a text that has some more words
          than the line has room
        "#);
    }

    #[test]
    fn a_wait_shows_what_is_found_even_where_the_condition_is_long() {
        let line = |check: &str, found: &str| {
            let wait = Waiting {
                check: check.into(),
                found: found.into(),
                seconds: 12.7,
            };
            let theme = Theme::new(false, true);
            waiting(&wait, 40, theme).paint(theme)
        };
        assert_eq!(line("pod/a exists", ""), "◌ 12s  pod/a exists");
        assert_eq!(
            line("pod/a exists", "there is none"),
            "◌ 12s  pod/a exists: there is none"
        );
        assert_eq!(
            line("pod/a {.metadata.name} exists", "there is none"),
            "◌ 12s  pod/a {.metadata.…: there is none"
        );
    }

    #[test]
    fn a_question_says_how_to_answer() {
        let prompt = Prompt {
            text: "How many pods has `a`?".into(),
            how: "Type a number.".into(),
        };
        let lines = super::prompt(&prompt, 80, Theme::new(false, true));
        assert_eq!(
            painted(&lines),
            "\nHow many pods has `a`?\nType a number.\n>"
        );
        let lines = super::prompt(&Prompt::short("$"), 80, Theme::new(false, true));
        assert_eq!(painted(&lines), "$");
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
        assert_eq!(
            painted(&keys(&all, 80)),
            "Enter/n next  1-3 chapter  q leaves"
        );
        assert_eq!(
            painted(&keys(&all, 30)),
            "Enter/n next  1-3 chapter\nq leaves"
        );
    }
}
