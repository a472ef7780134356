//! What stands around the boxes: title, panels, headings.

use std::fmt::Write as _;

use super::super::super::layout::{Drawing, Panel};
use super::super::super::{Graph, Lane, NodeKind, State};
use super::icon;
use super::text::{Face, cut, escape, width};

/// Left edge of all.
const LEFT: i32 = 28;

pub(super) fn frame(graph: &Graph, drawing: &Drawing) -> String {
    let mut out = header(graph, drawing);
    for panel in &drawing.panels {
        let rect = &panel.rect;
        let _ = writeln!(
            out,
            "<rect class=\"panel\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"12\"/>",
            rect.x, rect.y, rect.width, rect.height,
        );
    }
    let right = drawing.width - LEFT;
    for band in drawing.bands.iter().skip(1) {
        let _ = writeln!(
            out,
            "<path class=\"band\" d=\"M{LEFT} {}H{right}\"/>",
            band.y + 1
        );
    }
    out
}

/// The headings stand above the lines, and beside them where there is room.
pub(super) fn headings(graph: &Graph, drawing: &Drawing) -> String {
    let mut out = String::new();
    let lines = Uprights::of(drawing);
    for panel in &drawing.panels {
        out += &heading(graph, panel, &lines);
    }
    for band in &drawing.bands {
        let words = format!("namespace {}", band.namespace);
        let words = cut(&words, 12, Face::Plain, 250);
        let wide = width(&words, 12, Face::Plain);
        let x = lines.beside(band.y + 20, band.x, wide, drawing.width - LEFT);
        let _ = writeln!(
            out,
            "<text class=\"band-name\" x=\"{x}\" y=\"{}\">{}</text>",
            band.y + 20,
            escape(&words),
        );
    }
    out
}

/// The parts of lines that go up or down: x, upper and lower end.
struct Uprights(Vec<(i32, i32, i32)>);

impl Uprights {
    fn of(drawing: &Drawing) -> Self {
        let routes = drawing.routes.iter().flatten();
        let parts = routes.flat_map(|route| route.points.windows(2));
        let upright = parts.filter(|ends| ends[0].x == ends[1].x);
        let mut lines: Vec<_> = upright
            .map(|ends| {
                let (one, other) = (ends[0].y, ends[1].y);
                (ends[0].x, one.min(other), one.max(other))
            })
            .collect();
        lines.sort_unstable();
        Self(lines)
    }

    /// The first place from `x` on where a text on this line, so wide, is crossed by none; `x` where there is none.
    fn beside(&self, y: i32, x: i32, wide: i32, right: i32) -> i32 {
        const AWAY: i32 = 10;
        let crossing = self
            .0
            .iter()
            .filter(|(_, top, end)| *top < y + 4 && *end > y - 12);
        let mut start = x;
        for (line, ..) in crossing {
            if (start - AWAY..start + wide + AWAY).contains(line) {
                start = line + AWAY;
            }
        }
        if start + wide > right { x } else { start }
    }
}

fn heading(graph: &Graph, panel: &Panel, lines: &Uprights) -> String {
    let words = match panel.lane {
        Lane::Callers => "CALLERS",
        Lane::Apps => "APPS AND THEIR SIDECARS",
        Lane::Resources => "DAPR RESOURCES",
        Lane::Backends => "BACKENDS",
        Lane::ControlPlane => "CONTROL PLANE",
        Lane::Kubernetes => "KUBERNETES",
    };
    let namespace = match panel.lane {
        Lane::ControlPlane => only_namespace(graph, |lane| lane == Lane::ControlPlane),
        _ => None,
    };
    let name = namespace.map(|name| cut(name, 12, Face::Plain, 160));
    let beside = |name: &String| width(name, 12, Face::Plain) + 8;
    let wide = width(words, 12, Face::Plain) + name.as_ref().map_or(0, beside);
    let namespace = name.map(|name| {
        let name = escape(&name);
        format!("<tspan class=\"where\" dx=\"8\">{name}</tspan>")
    });
    let (x, y) = (
        panel.rect.x + if panel.lane == Lane::Callers { 12 } else { 20 },
        panel.rect.y + 26,
    );
    format!(
        "<text class=\"heading\" x=\"{}\" y=\"{y}\">{words}{}</text>\n",
        lines.beside(y, x, wide, panel.rect.right()),
        namespace.unwrap_or_default(),
    )
}

/// The namespace of these lanes, if they have but one.
fn only_namespace(graph: &Graph, lanes: impl Fn(Lane) -> bool) -> Option<&str> {
    let nodes = graph.nodes.iter().filter(|node| lanes(node.kind.lane()));
    let mut names = nodes
        .map(|node| node.namespace.as_str())
        .filter(|name| !name.is_empty());
    let first = names.next()?;
    names.all(|name| name == first).then_some(first)
}

fn header(graph: &Graph, drawing: &Drawing) -> String {
    let (counts, wide) = counts(graph, drawing.width - LEFT);
    let most = drawing.width - 2 * LEFT - wide - 40;
    let title = cut(&graph.title, 20, Face::Plain, most);
    let left = most - width(&title, 20, Face::Plain) - 12;
    let namespace = only_namespace(graph, |lane| lane < Lane::ControlPlane)
        .map(|name| format!("namespace {name}"));
    let namespace = namespace.filter(|_| left > 120).map(|words| {
        format!(
            "<tspan class=\"subtitle\" dx=\"12\">{}</tspan>",
            escape(&cut(&words, 14, Face::Plain, left))
        )
    });
    format!(
        "<text class=\"title\" x=\"{LEFT}\" y=\"44\">{}{}</text>\n{counts}",
        escape(&title),
        namespace.unwrap_or_default(),
    )
}

/// How many are as they should be, at the right; with its width.
fn counts(graph: &Graph, right: i32) -> (String, i32) {
    let mut parts = Vec::new();
    for (kind, words) in [
        (NodeKind::ControlPlane, "control plane"),
        (NodeKind::App, "apps"),
    ] {
        let nodes = graph.nodes.iter().filter(|node| node.kind == kind);
        let states: Vec<State> = nodes
            .map(|node| node.state)
            .filter(|state| *state != State::Unknown)
            .collect();
        if !states.is_empty() {
            let good = states.iter().filter(|state| **state == State::Good).count();
            let state = if good == states.len() {
                State::Good
            } else {
                State::Bad
            };
            parts.push((Some(state), format!("{words} {good} of {}", states.len())));
        }
    }
    match graph.problems.len() {
        0 => {}
        1 => parts.insert(0, (None, "1 problem".to_owned())),
        more => parts.insert(0, (None, format!("{more} problems"))),
    }
    let mut x = right;
    let mut out = String::new();
    for (state, words) in parts {
        // Most fonts are narrower than what is measured.
        let icon_x = x - width(&words, 13, Face::Plain) - 16;
        out += &state.map_or_else(
            || icon::triangle(icon_x, 39),
            |state| icon::state(state, icon_x, 39),
        );
        let _ = writeln!(
            out,
            "<text class=\"end count\" x=\"{x}\" y=\"44\">{words}</text>"
        );
        x = icon_x - 24;
    }
    (out, right - x)
}
