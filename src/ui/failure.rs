//! Errors for people: what failed, on what, why, and what to do.

use super::line::{Line, wrap};
use super::sanitize;
use super::theme::Tone;
use crate::error::Error;

/// Column in which the texts of the fields begin.
const FIELD: usize = 8;

/// The error in lines of at most `width` columns.
pub(super) fn lines(error: &Error, width: usize) -> Vec<Line> {
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
    for (label, text) in fields {
        if let Some(text) = text {
            lines.extend(field(label, text, width));
        }
    }
    lines
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
