//! The one colour decision of each stream, and the glyphs.
//!
//! The crates below decide for themselves when left alone, and disagree: with `NO_COLOR=1
//! CLICOLOR_FORCE=1` anstream is plain and console coloured, with an empty `NO_COLOR` the other
//! way round. So the decision is made here once and pushed into both.

use anstyle::{AnsiColor, Style};

/// What `--color` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// The environment and the terminal decide.
    #[default]
    Auto,
    /// Colours, even into a file.
    Always,
    /// No colours.
    Never,
}

/// Looks an environment variable up.
pub(super) type Env<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Whether a stream gets colours.
///
/// `--color` > `NO_COLOR` (not empty) > `CLICOLOR_FORCE` (neither empty nor `0`) > `CLICOLOR=0` >
/// `TERM=dumb` > the stream is a terminal. Sources: no-color.org and bixense.com/clicolors.
pub fn wants_color(choice: ColorChoice, env: Env<'_>, is_tty: bool) -> bool {
    let set = |name| env(name).filter(|value| !value.is_empty());
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto if set("NO_COLOR").is_some() => false,
        ColorChoice::Auto if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") => true,
        ColorChoice::Auto if set("CLICOLOR").as_deref() == Some("0") => false,
        ColorChoice::Auto if set("TERM").as_deref() == Some("dumb") => false,
        ColorChoice::Auto => is_tty,
    }
}

/// Whether the terminal can show more than ASCII: the locale names UTF-8, as `setlocale(3)` reads
/// it, and it is not the Linux console, whose font has no check marks.
pub(super) fn wants_unicode(env: Env<'_>) -> bool {
    if env("TERM").as_deref() == Some("linux") {
        return false;
    }
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| env(name).filter(|value| !value.is_empty()))
        .map(|locale| locale.to_ascii_lowercase())
        .is_some_and(|locale| locale.contains("utf-8") || locale.contains("utf8"))
}

/// Which streams get colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colors {
    /// Standard output.
    pub stdout: bool,
    /// Standard error.
    pub stderr: bool,
}

impl Colors {
    /// Pushes the decision into every crate below that would decide for itself.
    pub(super) fn push(self) {
        // anstream knows one choice for both streams: plain is the one that is never wrong.
        let both = if self.stdout && self.stderr {
            anstream::ColorChoice::Always
        } else {
            anstream::ColorChoice::Never
        };
        both.write_global();
        console::set_colors_enabled(self.stdout);
        console::set_colors_enabled_stderr(self.stderr);
    }
}

/// What a piece of text means; the colour comes last and alone never tells anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// As wanted.
    Good,
    /// On its way.
    Busy,
    /// In the way.
    Warn,
    /// Failed.
    Bad,
    /// Less important than its surroundings.
    Dim,
    /// Worth typing or naming.
    Accent,
    /// A headline.
    Strong,
}

impl Tone {
    fn style(self) -> Style {
        let color = |color: AnsiColor| Style::new().fg_color(Some(color.into()));
        match self {
            Self::Plain => Style::new(),
            Self::Good => color(AnsiColor::Green),
            Self::Busy | Self::Accent => color(AnsiColor::Cyan),
            Self::Warn => color(AnsiColor::Yellow).bold(),
            Self::Bad => color(AnsiColor::Red).bold(),
            Self::Dim => Style::new().dimmed(),
            Self::Strong => Style::new().bold(),
        }
    }
}

/// The glyphs; each is one column wide and never stands without a word.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Glyphs {
    pub(super) ready: &'static str,
    pub(super) waiting: &'static str,
    /// Stands before what is not done.
    pub(super) open: &'static str,
    pub(super) blocked: &'static str,
    pub(super) hopeless: &'static str,
    pub(super) arrow: &'static str,
    /// Stands for what was cut off.
    pub(super) more: &'static str,
    /// Frames of the spinner.
    pub(super) spinner: &'static [&'static str],
}

const UNICODE: Glyphs = Glyphs {
    ready: "✔",
    waiting: "◌",
    open: "·",
    blocked: "!",
    hopeless: "✖",
    arrow: "→",
    more: "…",
    spinner: &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
};

const ASCII: Glyphs = Glyphs {
    ready: "+",
    waiting: "o",
    open: ".",
    blocked: "!",
    hopeless: "x",
    arrow: "->",
    more: "...",
    spinner: &["-", "\\", "|", "/"],
};

/// How text looks on one stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Theme {
    color: bool,
    pub(super) glyphs: &'static Glyphs,
}

impl Theme {
    pub(super) fn new(color: bool, unicode: bool) -> Self {
        let glyphs = if unicode { &UNICODE } else { &ASCII };
        Self { color, glyphs }
    }

    pub(super) fn has_color(self) -> bool {
        self.color
    }

    /// Wraps `text` in the colour of its tone, if there are colours.
    pub(super) fn paint(self, tone: Tone, text: &str) -> String {
        let style = tone.style();
        if !self.color || style.is_plain() || text.is_empty() {
            return text.to_owned();
        }
        format!("{}{text}{}", style.render(), style.render_reset())
    }
}

#[cfg(test)]
mod tests;
