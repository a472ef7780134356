//! A request for a terminal: a tree of whom it came to, with columns beside it.

use std::fmt::Write as _;

use super::hop::{Hop, Request, shown};

/// Columns of a terminal, where nobody has more.
const WIDTH: usize = 80;
/// What was asked is not cut shorter than this.
const LEAST: usize = 12;
/// Names are not longer than this, with their branches.
const NAMES: usize = 24;
/// Between two columns.
const GAP: usize = 2;

/// One row: the branch with the name, then what stands beside it.
type Row = [String; 6];

/// The request; with `is_wide` nothing is cut.
pub fn text(request: &Request, is_wide: bool) -> String {
    let mut rows: Vec<Row> =
        vec![["HOP", "WHAT", "AT", "TOOK", "STATUS", "KNOWN FROM"].map(str::to_owned)];
    let mut from = None;
    for (at, hop) in request.hops.iter().enumerate() {
        if hop.depth == 0 && from != Some(&hop.from) {
            rows.push([&hop.from.name, "", "", "", "", ""].map(clean));
            from = Some(&hop.from);
        }
        rows.push(row(&request.hops, at, hop));
    }
    let mut text = format!("{}\n", head(request));
    for line in lines(&rows, is_wide) {
        let _ = writeln!(text, "{line}");
    }
    for remark in &request.remarks {
        let _ = writeln!(text, "! {}", clean(remark));
    }
    text
}

/// `a request of pythonapp at 10:20:31.123Z, 6 ms, 3 hops`
fn head(request: &Request) -> String {
    let mut words = vec![match request.at {
        Some(at) => format!(
            "a request of {} at {}Z",
            request.from.name,
            at.strftime("%H:%M:%S%.3f")
        ),
        None => format!("what the counters tell of {}", request.from.name),
    }];
    words.extend(request.took.map(shown));
    words.push(match request.hops.len() {
        1 => "1 hop".to_owned(),
        many => format!("{many} hops"),
    });
    clean(&words.join(", "))
}

fn row(hops: &[Hop], at: usize, hop: &Hop) -> Row {
    let name = hop.to.as_ref().map_or("its sidecar", |end| &end.name);
    let doubt = if hop.unsure { " ~" } else { "" };
    let known: Vec<_> = hop.known.iter().map(|known| known.words()).collect();
    let status = hop.status.clone().unwrap_or_default();
    let cells = [
        format!("{}{name}{doubt}", branch(hops, at)),
        hop.what.clone(),
        hop.at.map(shown).unwrap_or_default(),
        hop.took.map(shown).unwrap_or_default(),
        if hop.failed {
            format!("✖ {status}")
        } else {
            status
        },
        known.join(", "),
    ];
    cells.map(|cell| clean(&cell))
}

/// `│ └ `
fn branch(hops: &[Hop], at: usize) -> String {
    let own = hops[at].depth;
    (0..=own)
        .map(|depth| {
            let goes_on = goes_on(hops, at, depth);
            match (depth == own, goes_on) {
                (true, true) => "├ ",
                (true, false) => "└ ",
                (false, true) => "│ ",
                (false, false) => "  ",
            }
        })
        .collect()
}

/// Whether the branch of this depth has another hop further down.
fn goes_on(hops: &[Hop], at: usize, depth: usize) -> bool {
    let mut rest = hops[at + 1..].iter();
    let next = rest.find(|hop| hop.depth <= depth);
    // Another beginner has a tree of his own.
    next.is_some_and(|next| next.depth == depth && (depth > 0 || next.from == root(hops, at).from))
}

fn root(hops: &[Hop], at: usize) -> &Hop {
    let mut before = hops[..=at].iter().rev();
    before.find(|hop| hop.depth == 0).unwrap_or(&hops[at])
}

fn lines(rows: &[Row], is_wide: bool) -> Vec<String> {
    let mut widths: [usize; 6] = std::array::from_fn(|column| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    });
    if !is_wide {
        widths[0] = widths[0].min(NAMES);
    }
    let others: usize = widths.iter().sum::<usize>() - widths[1] + GAP * 5;
    if !is_wide {
        widths[1] = widths[1].min(WIDTH.saturating_sub(others).max(LEAST));
    }
    rows.iter().map(|row| line(row, &widths)).collect()
}

fn line(row: &Row, widths: &[usize; 6]) -> String {
    let mut line = String::new();
    for (column, (cell, width)) in row.iter().zip(widths).enumerate() {
        let cell = cut(cell, *width);
        let fill = width.saturating_sub(cell.chars().count());
        // Numbers stand at the right.
        let (before, after) = if matches!(column, 2 | 3) {
            (fill, 0)
        } else {
            (0, fill)
        };
        let _ = write!(line, "{:before$}{cell}{:after$}{:GAP$}", "", "", "");
    }
    line.trim_end().to_owned()
}

fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    kept + "…"
}

/// What others wrote must not steer a terminal.
fn clean(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}
