//! The wait tree: workload > pod > container, folded to what a screen holds.

use std::collections::HashMap;

use unicode_width::UnicodeWidthStr;

use super::line::{Line, head};
use super::theme::{Theme, Tone};
use crate::event::{Progress, WaitNode};

/// Columns in front of the outermost nodes, and per level below.
const INDENT: usize = 6;
const STEP: usize = 4;
/// Names longer than this do not push the reasons of their siblings to the right.
const NAME_COLUMN: usize = 44;
/// A reason gets a column of its own only where it has this much room.
const REASON_ROOM: usize = 24;

/// A node where it stands in the tree.
struct Entry<'a> {
    node: &'a WaitNode,
    depth: usize,
    parent: Option<usize>,
}

/// The tree in at most `budget` lines of at most `width` columns.
///
/// With enough room reasons may take two lines. Without, ready nodes are folded first, then the
/// least grave; a last line says how many are missing.
pub(super) fn lines(tree: &[WaitNode], width: usize, budget: usize, theme: Theme) -> Vec<Line> {
    let entries = flatten(tree);
    if entries.len() <= budget {
        let all: Vec<usize> = (0..entries.len()).collect();
        let sheet = Sheet::new(&entries, &all, width, theme);
        let roomy = sheet.lines(2);
        return if roomy.len() <= budget {
            roomy
        } else {
            sheet.lines(1)
        };
    }
    if budget == 0 {
        return Vec::new();
    }
    let shown = gravest(&entries, budget - 1);
    let mut lines = Sheet::new(&entries, &shown, width, theme).lines(1);
    lines.push(folded(&entries, &shown, theme).cut(width, theme.glyphs.more));
    lines
}

/// `3 of 6 ready`, of the things waited for.
pub(super) fn summary(tree: &[WaitNode]) -> String {
    let ready = tree.iter().filter(|node| node.progress == Progress::Ready);
    format!("{} of {} ready", ready.count(), tree.len())
}

/// The state in words: `waiting, 1 of 3`.
pub(super) fn words(node: &WaitNode) -> String {
    let word = word(node.progress);
    match node.reason.trim() {
        "" => word.to_owned(),
        reason if reason == word => word.to_owned(),
        reason => format!("{word}, {reason}"),
    }
}

/// The state in as few words as the tree has room for: the reason is why people look.
fn short_words(node: &WaitNode) -> &str {
    match node.reason.trim() {
        "" => word(node.progress),
        reason => reason,
    }
}

/// The glyph of a state and its tone.
pub(super) fn glyph(progress: Progress, theme: Theme) -> (Tone, &'static str) {
    match progress {
        Progress::Ready => (Tone::Good, theme.glyphs.ready),
        Progress::Waiting => (Tone::Busy, theme.glyphs.waiting),
        Progress::Blocked => (Tone::Warn, theme.glyphs.blocked),
        Progress::Hopeless => (Tone::Bad, theme.glyphs.hopeless),
    }
}

fn word(progress: Progress) -> &'static str {
    match progress {
        Progress::Ready => "ready",
        Progress::Waiting => "waiting",
        Progress::Blocked => "blocked",
        Progress::Hopeless => "failed",
    }
}

/// The nodes in the order of the tree, parents before their parts; of what is ready, only the
/// parts that are not.
fn flatten(tree: &[WaitNode]) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    walk(tree, None, 0, &mut entries);
    entries
}

fn walk<'a>(
    nodes: &'a [WaitNode],
    parent: Option<usize>,
    depth: usize,
    entries: &mut Vec<Entry<'a>>,
) {
    let in_ready = parent.is_some_and(|at| entries[at].node.progress == Progress::Ready);
    for node in nodes {
        if in_ready && node.progress == Progress::Ready {
            continue;
        }
        let at = entries.len();
        entries.push(Entry {
            node,
            depth,
            parent,
        });
        walk(&node.parts, Some(at), depth + 1, entries);
    }
}

/// The gravest nodes that are not ready, with the nodes they are parts of: at most `room`.
fn gravest(entries: &[Entry<'_>], room: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..entries.len())
        .filter(|&at| entries[at].node.progress != Progress::Ready)
        .collect();
    order.sort_by_key(|&at| std::cmp::Reverse(entries[at].node.progress));
    let mut shown = std::collections::BTreeSet::new();
    for at in order {
        if shown.len() == room {
            break;
        }
        let lineage = std::iter::successors(Some(at), |&at| entries[at].parent);
        let missing: Vec<usize> = lineage.filter(|at| !shown.contains(at)).collect();
        if shown.len() + missing.len() <= room {
            shown.extend(missing);
        }
    }
    shown.into_iter().collect()
}

/// `… and 288 more: 3 blocked, 285 ready`.
fn folded(entries: &[Entry<'_>], shown: &[usize], theme: Theme) -> Line {
    let is_shown = |at: &usize| shown.binary_search(at).is_ok();
    // Only the outermost hidden nodes count: their parts are not things of their own.
    let hidden: Vec<Progress> = (0..entries.len())
        .filter(|at| !is_shown(at) && entries[*at].parent.is_none_or(|up| is_shown(&up)))
        .map(|at| entries[at].node.progress)
        .collect();
    let count = |progress| hidden.iter().filter(|&&is| is == progress).count();
    let states = [
        Progress::Hopeless,
        Progress::Blocked,
        Progress::Waiting,
        Progress::Ready,
    ];
    let counts: Vec<(usize, &str)> = states
        .into_iter()
        .map(|state| (count(state), word(state)))
        .filter(|(count, _)| *count > 0)
        .collect();
    let parts: Vec<String> = match counts.as_slice() {
        [(_, all)] => vec![(*all).to_owned()],
        some => some.iter().map(|(n, word)| format!("{n} {word}")).collect(),
    };
    let (more, hidden) = (theme.glyphs.more, hidden.len());
    let text = format!("{more} and {hidden} more: {}", parts.join(", "));
    Line::plain(&" ".repeat(INDENT)).then(Tone::Dim, &text)
}

/// Some nodes on a sheet of some width.
struct Sheet<'a> {
    entries: &'a [Entry<'a>],
    shown: &'a [usize],
    width: usize,
    theme: Theme,
    /// Width of the names among shown siblings, by what they are parts of.
    names: HashMap<Option<usize>, usize>,
}

impl<'a> Sheet<'a> {
    fn new(entries: &'a [Entry<'a>], shown: &'a [usize], width: usize, theme: Theme) -> Self {
        let mut names = HashMap::new();
        for entry in shown.iter().map(|&at| &entries[at]) {
            let name = entry.node.subject.name.width();
            let widest = names.entry(entry.parent).or_insert(0);
            if name <= NAME_COLUMN {
                *widest = name.max(*widest);
            }
        }
        Self {
            entries,
            shown,
            width,
            theme,
            names,
        }
    }

    fn lines(&self, reason_lines: usize) -> Vec<Line> {
        let row = |&at: &usize| self.row(at, reason_lines);
        self.shown.iter().flat_map(row).collect()
    }

    fn row(&self, at: usize, reason_lines: usize) -> Vec<Line> {
        let Entry { node, depth, .. } = self.entries[at];
        let (tone, glyph) = glyph(node.progress, self.theme);
        let head = Line::plain(&" ".repeat(INDENT + STEP * depth))
            .then(tone, glyph)
            .then(Tone::Plain, " ")
            .then(Tone::Plain, &node.subject.name);
        let column = INDENT + STEP * depth + 2 + self.names[&self.entries[at].parent] + 3;
        let more = self.theme.glyphs.more;
        let reason_tone = match node.progress {
            Progress::Ready | Progress::Waiting => Tone::Dim,
            Progress::Blocked | Progress::Hopeless => tone,
        };
        if column + REASON_ROOM > self.width {
            let line = head
                .then(Tone::Plain, "  ")
                .then(reason_tone, short_words(node));
            return vec![line.cut(self.width, more)];
        }
        let reason = broken(short_words(node), self.width - column, reason_lines);
        let mut lines = Vec::new();
        let mut lead = head;
        for text in reason {
            let line = lead.up_to(column, 3).then(reason_tone, &text);
            lines.push(line.cut(self.width, more));
            lead = Line::new();
        }
        lines
    }
}

/// A reason in at most `most` lines; the last may be longer than `width` and is cut later.
///
/// Kubernetes' names are long, so a line may also break after a hyphen or a slash.
fn broken(reason: &str, width: usize, most: usize) -> Vec<String> {
    let mut rest = reason.trim();
    let mut lines = Vec::new();
    while lines.len() + 1 < most && rest.width() > width {
        let (line, more) = rest.split_at(break_at(rest, width));
        lines.push(line.trim_end().to_owned());
        rest = more.trim_start();
    }
    lines.push(rest.to_owned());
    lines
}

/// The last good place to break in the first `width` columns, or their end.
fn break_at(text: &str, width: usize) -> usize {
    let ahead = head(text, width + 1);
    let place = ahead.char_indices().rev().find_map(|(at, c)| match c {
        ' ' => Some(at),
        '-' | '/' if at + 1 < ahead.len() => Some(at + 1),
        _ => None,
    });
    let place = place.filter(|&at| at > ahead.len() / 2);
    place.unwrap_or_else(|| head(text, width).len())
}

#[cfg(test)]
mod tests;
