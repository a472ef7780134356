//! Errors for people: what failed, on what, why, and what to do.

use super::line::{Line, wrap};
use super::sanitize;
use super::theme::Tone;
use crate::error::Error;

/// Column in which the texts of the fields begin.
const FIELD: usize = 8;
/// As many lines as somebody reads, on a terminal of the usual width.
const LONGEST: usize = 6;
const USUAL: usize = 80;
/// Stands where the end of a reason is left out.
const MORE: &str = " … (-o json has all of it)";

/// The error in lines of at most `width` columns; a log has room for all of it.
pub(super) fn lines(error: &Error, width: usize, is_terminal: bool) -> Vec<Line> {
    let mut lines = hung(
        Line::new().then(Tone::Bad, "error:").up_to(7, 1),
        &error.message,
        width,
    );
    let fields = [
        ("on", &error.on),
        ("says", &error.says),
        ("hint", &error.hint),
        ("state", &error.state),
    ];
    let fields = fields
        .into_iter()
        .filter_map(|(label, text)| Some((label, field(label, text.as_ref()?, width))));
    let mut fields: Vec<_> = fields.collect();
    let all = lines.len() + fields.iter().map(|(_, lines)| lines.len()).sum::<usize>();
    let says = fields.iter_mut().find(|(label, _)| *label == "says");
    // Lines that somebody has set are not cut.
    let is_prose = error.says.as_ref().is_some_and(|says| !says.contains('\n'));
    if let Some((_, says)) = says.filter(|_| is_prose && is_terminal && width >= USUAL) {
        shorten(says, all.saturating_sub(LONGEST), width);
    }
    lines.extend(fields.into_iter().flat_map(|(_, lines)| lines));
    lines
}

/// Leaves out so many lines at the end, but not all: what a server says begins with what matters.
fn shorten(lines: &mut Vec<Line>, too_many: usize, width: usize) {
    let kept = lines.len().saturating_sub(too_many).max(1);
    if kept == lines.len() {
        return;
    }
    lines.truncate(kept);
    if let Some(last) = lines.pop() {
        let room = width.saturating_sub(Line::plain(MORE).width());
        lines.push(last.cut(room, "").then(Tone::Dim, MORE));
    }
}

/// `warning: …`, `note: …`.
pub(super) fn remark(tone: Tone, label: &str, message: &str, width: usize) -> Vec<Line> {
    hung(
        Line::new().then(tone, label).then(Tone::Plain, ": "),
        message,
        width,
    )
}

fn field(label: &str, text: &str, width: usize) -> Vec<Line> {
    let lead = Line::plain("  ").then(Tone::Accent, label).up_to(FIELD, 1);
    let text = text.trim_end().trim_start_matches('\n');
    if text.contains('\n') {
        return excerpt(lead, text);
    }
    hung(lead, text, width)
}

/// Text behind a lead, wrapped; further lines begin where the text began.
fn hung(lead: Line, text: &str, width: usize) -> Vec<Line> {
    let column = lead.width();
    let room = width.saturating_sub(column).max(1);
    let lines = wrap(text, room);
    behind(lead, lines.iter().map(String::as_str))
}

/// Lines that stand as they are, for instance a source excerpt with its caret.
fn excerpt(lead: Line, text: &str) -> Vec<Line> {
    let clean = sanitize::block(text).replace('\t', "    ");
    behind(lead, clean.lines())
}

fn behind<'a>(lead: Line, texts: impl Iterator<Item = &'a str>) -> Vec<Line> {
    let column = lead.width();
    let mut lead = Some(lead);
    texts
        .map(|text| {
            let lead = lead.take().unwrap_or_default();
            lead.up_to(column, 0).then(Tone::Plain, text)
        })
        .collect()
}

#[cfg(test)]
mod tests;
