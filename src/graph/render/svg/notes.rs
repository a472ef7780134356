//! What stands below the picture: how to read it, what is wrong, what could not be seen.

use std::fmt::Write as _;

use super::super::super::layout::Drawing;
use super::super::super::{Graph, Mark, Marks};
use super::icon;
use super::text::{Face, escape, width, wrap};

const LEFT: i32 = 28;
const INSET: i32 = 20;
/// Problems that are written out; the rest is counted.
const MOST: usize = 12;
/// What is told of the rest of a list.
const LINES: usize = 4;

/// The texts and where they end.
pub(super) fn notes(graph: &Graph, marks: &Marks, drawing: &Drawing) -> (String, i32) {
    let (mut out, mut y) = legend(drawing, drawing.bottom + 34);
    let right = drawing.width - LEFT;
    if !marks.is_empty() {
        let signs = Mark::ALL.map(|mark| format!("{} {}", mark.sign(), mark.word()));
        y += 22;
        let _ = writeln!(
            out,
            "<text class=\"muted\" x=\"{LEFT}\" y=\"{}\">what differs: {}</text>",
            y + 4,
            signs.join(", ")
        );
    }
    if !graph.problems.is_empty() {
        let mut note = Note::new("problems", y + 24, right);
        for problem in graph.problems.iter().take(MOST) {
            note.problem(&problem.message, &problem.fix);
        }
        note.rest(graph.problems.len());
        y = note.close(&mut out);
    }
    if !graph.unknown.is_empty() {
        let mut note = Note::new("unknown", y + 24, right);
        for words in graph.unknown.iter().take(MOST) {
            note.lines(
                "muted",
                13,
                Face::Plain,
                &format!("not seen: {words}"),
                LEFT + INSET,
            );
        }
        note.rest(graph.unknown.len());
        y = note.close(&mut out);
    }
    (out, y)
}

/// The kinds of lines, with their words.
fn legend(drawing: &Drawing, y: i32) -> (String, i32) {
    let kinds = [
        ("observed", "observed: metrics count it"),
        ("loaded", "loaded by a sidecar"),
        ("declared", "declared in manifests"),
        ("stale", "seen before, not lately"),
        ("declared fails", "broken, or it fails"),
    ];
    let mut out = String::from("<g class=\"legend\">\n");
    let (mut x, mut y) = (LEFT, y);
    for (class, words) in kinds {
        let wide = 44 + width(words, 12, Face::Plain);
        if x + wide > drawing.width - LEFT {
            (x, y) = (LEFT, y + 22);
        }
        let _ = write!(
            out,
            "<g class=\"edge {class}\"><path class=\"line\" d=\"M{x} {y}h34\"/></g>"
        );
        if class.ends_with("fails") {
            out += &icon::cross(x + 17, y);
        }
        let _ = writeln!(
            out,
            "<text class=\"muted\" x=\"{}\" y=\"{}\">{words}</text>",
            x + 42,
            y + 4
        );
        x += wide + 24;
    }
    (out + "</g>\n", y)
}

/// A box of texts that grows downward.
struct Note {
    class: &'static str,
    top: i32,
    y: i32,
    right: i32,
    inside: String,
}

impl Note {
    fn new(class: &'static str, top: i32, right: i32) -> Self {
        Self {
            class,
            top,
            y: top + 8,
            right,
            inside: String::new(),
        }
    }

    fn problem(&mut self, message: &str, fix: &str) {
        self.inside += &icon::triangle(LEFT + INSET + 6, self.y + 15);
        self.lines("message", 14, Face::Plain, message, LEFT + INSET + 22);
        if !fix.is_empty() {
            self.lines("fix", 12, Face::Mono, fix, LEFT + INSET + 22);
        }
        self.y += 6;
    }

    fn lines(&mut self, class: &str, size: i32, face: Face, text: &str, x: i32) {
        for line in wrap(text, size, face, self.right - INSET - x, LINES) {
            self.y += 20;
            let y = self.y;
            let _ = writeln!(
                self.inside,
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
                escape(&line)
            );
        }
    }

    fn rest(&mut self, of: usize) {
        if of > MOST {
            self.lines(
                "muted",
                13,
                Face::Plain,
                &format!("and {} more", of - MOST),
                LEFT + INSET,
            );
        }
    }

    fn close(self, out: &mut String) -> i32 {
        let bottom = self.y + 14;
        let _ = writeln!(
            out,
            "<g class=\"note {}\"><rect x=\"{LEFT}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"10\"/>\n{}</g>",
            self.class,
            self.top,
            self.right - LEFT,
            bottom - self.top,
            self.inside,
        );
        bottom
    }
}
