//! Tables as kubectl prints them, so that `awk` and eyes know them.

use unicode_width::UnicodeWidthStr;

use super::sanitize;
use crate::event::{Row, Table};

/// Blanks between two columns.
const GAP: usize = 2;
/// Before columns that stand below the others.
const DEEPER: usize = 4;

/// Upper-case heads, left-aligned columns, no blanks at the ends of lines; nothing at all when
/// there is no row. On a screen with less `room` the last columns are left out, for lines that break
/// are no table; with `wide`, which asks for all of them, they stand below, a little deeper.
pub(super) fn render(table: &Table, wide: bool, room: Option<usize>) -> String {
    if table.rows.is_empty() {
        return String::new();
    }
    let shown: Vec<usize> = (0..table.columns.len())
        .filter(|&at| wide || !table.columns[at].wide)
        .collect();
    let heads = shown.iter().map(|&at| table.columns[at].title.to_owned());
    let mut grid: Vec<Vec<String>> = vec![heads.collect()];
    grid.extend(table.rows.iter().map(|row| cells(row, &shown)));
    let widths: Vec<usize> = (0..shown.len())
        .map(|at| grid.iter().map(|row| row[at].width()).max().unwrap_or(0))
        .collect();
    let room = room.unwrap_or(usize::MAX);
    let first = fitting(&widths, room);
    let rows = grid.iter().map(|row| {
        let mut text = line(&row[..first], &widths);
        let mut from = first;
        while wide && from < row.len() {
            let to = from + fitting(&widths[from..], room.saturating_sub(DEEPER));
            let below = line(&row[from..to], &widths[from..]);
            if !below.trim().is_empty() {
                text.push_str(&" ".repeat(DEEPER));
                text.push_str(&below);
            }
            from = to;
        }
        text
    });
    rows.collect()
}

/// How many columns fit; the first is always there.
fn fitting(widths: &[usize], room: usize) -> usize {
    let mut right = 0;
    let fits = widths.iter().take_while(|&&width| {
        right += width;
        let fits = right <= room;
        right += GAP;
        fits
    });
    fits.count().max(1)
}

/// The cells of the shown columns; a row that is too short ends in empty ones.
fn cells(row: &Row, shown: &[usize]) -> Vec<String> {
    let cell = |&at: &usize| row.cells.get(at).map_or("", String::as_str);
    let clean = |at| sanitize::line(cell(at)).into_owned();
    shown.iter().map(clean).collect()
}

fn line(cells: &[String], widths: &[usize]) -> String {
    let mut line = String::new();
    for (cell, width) in cells.iter().zip(widths) {
        line.push_str(cell);
        // Not `{:<width$}`, which counts characters where a terminal counts columns.
        line.push_str(&" ".repeat(width - cell.width() + GAP));
    }
    line.truncate(line.trim_end().len());
    line.push('\n');
    line
}
