//! The lines, their arrows, what moves along them, and their labels.

use std::fmt::Write as _;

use super::super::super::layout::{Drawing, Point, Rect, Route, Tag};
use super::super::super::{Edge, Graph, Mark, Marks, Strength};
use super::icon;
use super::marked;
use super::picture::Piece;
use super::text::{Face, cut, escape, width};

/// Radius of a line's corners.
const CORNER: i32 = 10;
/// Length of an arrow.
const HEAD: i32 = 10;
/// Pixels that a dot moves in a second, if the rate lets it.
const SPEED: f64 = 110.0;
/// Seconds from one dot to the next, at most and at least.
const SLOWEST: f64 = 8.0;
const FASTEST: f64 = 0.25;
/// Dots on one line at a time.
const DOTS: f64 = 8.0;

/// All lines, the strongest above the others.
pub(super) fn lines(graph: &Graph, marks: &Marks, drawing: &Drawing) -> Vec<Piece> {
    let drawn = drawn(graph, drawing).into_iter();
    drawn
        .map(|(edge, route)| Piece {
            id: format!("edge {}", edge.id()),
            svg: line(
                edge,
                route,
                &marked(graph.sentence(edge), marks, &edge.id()),
            ),
            rect: around(&route.points),
        })
        .collect()
}

/// What all of a line is in.
fn around(points: &[Point]) -> Option<Rect> {
    let (xs, ys) = (
        || points.iter().map(|one| one.x),
        || points.iter().map(|one| one.y),
    );
    let (x, y) = (xs().min()?, ys().min()?);
    Some(Rect {
        x,
        y,
        width: xs().max()? - x,
        height: ys().max()? - y,
    })
}

/// The edges that have a line, the weakest first.
fn drawn<'a>(graph: &'a Graph, drawing: &'a Drawing) -> Vec<(&'a Edge, &'a Route)> {
    let edges = graph.edges.iter().zip(&drawing.routes);
    let mut drawn: Vec<_> = edges
        .filter_map(|(edge, route)| Some((edge, route.as_ref()?)))
        .collect();
    drawn.sort_by_key(|(edge, _)| (edge.fails(), edge.evidence.strength()));
    drawn
}

/// How an edge is drawn.
fn class(edge: &Edge) -> String {
    let strength = match edge.evidence.strength() {
        Strength::Declared => "declared",
        Strength::Loaded => "loaded",
        Strength::Stale => "stale",
        Strength::Observed => "observed",
    };
    format!("{strength}{}", if edge.fails() { " fails" } else { "" })
}

fn line(edge: &Edge, route: &Route, sentence: &str) -> String {
    let path = path(&route.points);
    let sentence = escape(sentence);
    format!(
        "<g class=\"edge {class}\" data-id=\"{id}\" data-from=\"{from}\" data-to=\"{to}\" role=\"img\" \
         aria-label=\"{sentence}\"><title>{sentence}</title><path class=\"line\" d=\"{path}\"/>\
         <path class=\"head\" d=\"{head}\"/>{dots}</g>\n",
        class = class(edge),
        id = escape(&edge.id()),
        from = escape(&edge.from),
        to = escape(&edge.to),
        head = head(&route.points),
        dots = dots(edge, &path, length(&route.points)),
    )
}

fn sign(from: Point, to: Point) -> Point {
    Point {
        x: (to.x - from.x).signum(),
        y: (to.y - from.y).signum(),
    }
}

fn distance(from: Point, to: Point) -> i32 {
    (to.x - from.x).abs() + (to.y - from.y).abs()
}

fn length(points: &[Point]) -> i32 {
    points
        .windows(2)
        .map(|ends| distance(ends[0], ends[1]))
        .sum()
}

/// That far from one point in the direction of the other.
fn towards(from: Point, to: Point, by: i32) -> Point {
    let sign = sign(from, to);
    Point {
        x: from.x + sign.x * by,
        y: from.y + sign.y * by,
    }
}

/// Points that are not where the one before is.
fn corners(points: &[Point]) -> Vec<Point> {
    let mut corners: Vec<Point> = Vec::new();
    for point in points {
        if corners.last() != Some(point) {
            corners.push(*point);
        }
    }
    corners
}

/// The line up to its arrow, with round corners.
fn path(points: &[Point]) -> String {
    let points = corners(points);
    let [first, .., before, last] = points.as_slice() else {
        return short(&points);
    };
    let mut path = format!("M{} {}", first.x, first.y);
    for ends in points.windows(3) {
        let [from, corner, to] = ends else { continue };
        let radius = CORNER
            .min(distance(*from, *corner) / 2)
            .min(distance(*corner, *to) / 2);
        let (begin, end) = (
            towards(*corner, *from, radius),
            towards(*corner, *to, radius),
        );
        let _ = write!(
            path,
            "L{} {}Q{} {} {} {}",
            begin.x, begin.y, corner.x, corner.y, end.x, end.y
        );
    }
    let end = towards(*last, *before, HEAD - 2);
    path + &format!("L{} {}", end.x, end.y)
}

/// A line without corners.
fn short(points: &[Point]) -> String {
    let [from, to] = points else {
        return String::new();
    };
    let end = towards(*to, *from, HEAD - 2);
    format!("M{} {}L{} {}", from.x, from.y, end.x, end.y)
}

fn head(points: &[Point]) -> String {
    let points = corners(points);
    let [.., before, tip] = points.as_slice() else {
        return String::new();
    };
    let back = towards(*tip, *before, HEAD);
    let along = sign(*before, *tip);
    // A right angle to the line.
    let (x, y) = (along.y * 5, along.x * 5);
    format!(
        "M{} {}L{} {}L{} {}Z",
        tip.x,
        tip.y,
        back.x + x,
        back.y + y,
        back.x - x,
        back.y - y
    )
}

/// What moves along a line while it is used: one dot each time, as long as eyes can follow.
fn dots(edge: &Edge, path: &str, length: i32) -> String {
    let observed = edge.evidence.observed.filter(|observed| !observed.stale);
    let Some(rate) = observed
        .and_then(|observed| observed.rate)
        .filter(|rate| *rate > 0.0)
    else {
        return String::new();
    };
    let period = (1.0 / rate).clamp(FASTEST, SLOWEST);
    let count = (f64::from(length) / SPEED / period)
        .round()
        .clamp(1.0, DOTS);
    let travel = period * count;
    let mut dots = String::from("<g class=\"dots\">");
    let mut begin = 0.0;
    while begin < travel - period / 2.0 {
        let _ = write!(
            dots,
            "<circle r=\"4\"><animateMotion dur=\"{travel:.2}s\" begin=\"-{begin:.2}s\" repeatCount=\"indefinite\" \
             path=\"{path}\"/></circle>"
        );
        begin += period;
    }
    dots + "</g>"
}

/// What stands on the lines.
pub(super) fn labels(graph: &Graph, marks: &Marks, drawing: &Drawing) -> Vec<Piece> {
    let drawn = drawn(graph, drawing).into_iter();
    drawn
        .filter_map(|(edge, route)| {
            let tag = route.tag.as_ref()?;
            Some(Piece {
                id: format!("label {}", edge.id()),
                svg: label(edge, tag, marks.get(&edge.id()).copied()),
                rect: Some(tag_rect(tag)),
            })
        })
        .collect()
}

/// A text's size, and what surrounds it.
const SIZE: i32 = 12;
const INSET: i32 = 9;
const CROSS: i32 = 14;
const HEIGHT: i32 = 22;

/// The verb, the number, and the rest.
type Words = [String; 3];

/// What no label is larger than.
fn tag_rect(tag: &Tag) -> Rect {
    Rect {
        x: tag.centre.x - tag.width / 2,
        y: tag.centre.y - HEIGHT / 2,
        width: tag.width,
        height: HEIGHT,
    }
}

fn label(edge: &Edge, tag: &Tag, mark: Option<Mark>) -> String {
    let cross = if edge.fails() { CROSS } else { 0 };
    let words = words(edge, mark, tag.width - 2 * INSET - cross);
    let wide = cross + width(&words.concat(), SIZE, Face::Plain) + words_gap(&words);
    let x = tag.centre.x - wide / 2 - INSET;
    let y = tag.centre.y;
    let icon = if edge.fails() {
        icon::cross(x + INSET + 4, y)
    } else {
        String::new()
    };
    let [verb, number, rest] = words.map(|word| escape(&word));
    format!(
        "<g class=\"label {class}\" data-edge=\"{id}\" aria-hidden=\"true\"><rect x=\"{x}\" y=\"{top}\" width=\"{wide}\" height=\"{HEIGHT}\" \
         rx=\"11\"/>{icon}<text class=\"middle\" x=\"{middle}\" y=\"{base}\">{verb}<tspan class=\"number\">{number}\
         </tspan>{rest}</text></g>\n",
        class = class(edge),
        id = escape(&edge.id()),
        top = y - HEIGHT / 2,
        wide = wide + 2 * INSET,
        middle = tag.centre.x + cross / 2,
        base = y + 4,
    )
}

/// Bold letters are wider.
fn words_gap(words: &Words) -> i32 {
    words[1].chars().count().try_into().unwrap_or(0)
}

/// As much as fits: what is done, how often, how much of it fails, how long it takes.
fn words(edge: &Edge, mark: Option<Mark>, most: i32) -> Words {
    let fits = |words: &Words| width(&words.concat(), SIZE, Face::Plain) + words_gap(words) <= most;
    let [verb, number, mut rest] = numbers(edge);
    let verb = mark.map_or(verb.clone(), |mark| format!("{} {verb}", mark.sign()));
    loop {
        let words = [verb.clone(), number.clone(), rest.clone()];
        if fits(&words) {
            return words;
        }
        let Some((less, _)) = rest.rsplit_once(", ") else {
            break;
        };
        rest.truncate(less.len());
    }
    let words = [String::new(), number, String::new()];
    let left = most - width(&words[1], SIZE, Face::Plain) - words_gap(&words);
    let [_, number, rest] = words;
    if number.is_empty() {
        return [cut(&verb, SIZE, Face::Plain, left), number, rest];
    }
    let verb = cut(verb.trim_end(), SIZE, Face::Plain, left - 5);
    [format!("{verb} "), number, rest]
}

fn numbers(edge: &Edge) -> Words {
    let verb = edge.verb.clone();
    let Some(observed) = &edge.evidence.observed else {
        let broken = if edge.broken { ", broken" } else { "" };
        return [verb, String::new(), broken.to_owned()];
    };
    if observed.stale {
        return [format!("{verb}, not lately"), String::new(), String::new()];
    }
    let words = observed.words();
    let (number, rest) = words.split_at(words.find(", ").unwrap_or(words.len()));
    [format!("{verb} "), number.to_owned(), rest.to_owned()]
}
