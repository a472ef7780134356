//! The boxes.

use std::fmt::Write as _;

use super::super::super::layout::{Drawing, Rect, sidecar};
use super::super::super::{Graph, Mark, Marks, Node, NodeKind, State};
use super::icon;
use super::marked;
use super::picture::Piece;
use super::text::{Face, cut, escape, width};

/// From a box's edge to its texts.
const INSET: i32 = 16;

pub(super) fn nodes(graph: &Graph, marks: &Marks, drawing: &Drawing) -> Vec<Piece> {
    let boxes = graph.nodes.iter().zip(&drawing.boxes);
    boxes
        .map(|(node, rect)| Piece {
            id: format!("node {}", node.id),
            svg: drawn(node, marks, rect),
            rect: Some(*rect),
        })
        .collect()
}

fn drawn(node: &Node, marks: &Marks, rect: &Rect) -> String {
    let title = escape(&marked(sentence(node), marks, &node.id));
    let inside = match node.kind {
        NodeKind::Caller => caller(node, rect),
        NodeKind::App => app(node, rect),
        NodeKind::Group => group(node, rect),
        _ => plain(node, rect, rect.width),
    };
    format!(
        "<g class=\"node {kind} is-{state}\" data-id=\"{id}\" data-lane=\"{lane:?}\" role=\"img\" \
         aria-label=\"{title}\"><title>{title}</title>{inside}{badge}</g>\n",
        kind = kind_class(node.kind),
        state = icon::class(node.state),
        id = escape(&node.id),
        lane = node.kind.lane(),
        badge = marks
            .get(&node.id)
            .map_or_else(String::new, |mark| badge(*mark, rect)),
    )
}

/// What has become of a thing, on the upper edge of its box.
fn badge(mark: Mark, rect: &Rect) -> String {
    let words = format!("{} {}", mark.sign(), mark.word());
    let wide = width(&words, 12, Face::Plain) + INSET;
    let (x, y) = (rect.x + INSET, rect.y - 11);
    let text = line("middle", x + wide / 2, y + 15, &words);
    format!(
        "<g class=\"mark {}\"><rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"22\" rx=\"4\"/>{text}</g>",
        mark.word()
    )
}

/// What a kind is called: `Component`, `Control plane`.
pub(in crate::graph::render) fn kind_word(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Caller => "Caller",
        NodeKind::App => "App",
        NodeKind::Component => "Component",
        NodeKind::Configuration => "Configuration",
        NodeKind::Subscription => "Subscription",
        NodeKind::Resiliency => "Resiliency",
        NodeKind::Resource => "Resource",
        NodeKind::Secret => "Secret",
        NodeKind::Backend => "Backend",
        NodeKind::ControlPlane => "Control plane",
        NodeKind::ApiServer => "API server",
        NodeKind::Service => "Service",
        NodeKind::Workload => "Workload",
        NodeKind::Role => "Role",
        NodeKind::Account => "Service account",
        NodeKind::Webhook => "Webhook",
        NodeKind::Group => "Namespace",
    }
}

fn kind_class(kind: NodeKind) -> &'static str {
    match kind {
        NodeKind::Caller => "caller",
        NodeKind::App => "app",
        NodeKind::Secret => "secret",
        NodeKind::Group => "group",
        NodeKind::ControlPlane => "control-plane",
        _ => "thing",
    }
}

/// All that is known of a node, for whoever cannot see the picture.
pub(in crate::graph::render) fn sentence(node: &Node) -> String {
    let mut words = format!("{} {}", kind_word(node.kind), node.name);
    if !node.namespace.is_empty() {
        let _ = write!(words, " in {}", node.namespace);
    }
    if !node.sidecar.is_empty() {
        let _ = write!(words, ", with daprd {}", node.sidecar);
    }
    for more in [node.detail.as_str(), state_words(node)] {
        if !more.is_empty() {
            let _ = write!(words, ", {more}");
        }
    }
    words
}

/// How a node is, in words even if it has none of its own.
pub(in crate::graph::render) fn state_words(node: &Node) -> &str {
    match (node.words.as_str(), node.state) {
        ("", State::Bad) => "does not work",
        ("", State::Missing) => "is not there",
        (words, _) => words,
    }
}

fn shape(rect: &Rect, class: &str) -> String {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    format!(
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>"
    )
}

/// A box that another one looks out behind.
fn group(node: &Node, rect: &Rect) -> String {
    let behind = Rect {
        x: rect.x + 6,
        width: rect.width - 12,
        ..*rect
    };
    let front = Rect {
        y: rect.y + 5,
        height: rect.height - 5,
        ..*rect
    };
    shape(&behind, "box") + &plain(node, &front, rect.width)
}

fn line(class: &str, x: i32, y: i32, text: &str) -> String {
    format!(
        "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>",
        escape(text)
    )
}

fn caller(node: &Node, rect: &Rect) -> String {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    let words = if node.detail.is_empty() {
        node.name.clone()
    } else {
        format!("{} {}", node.name, node.detail)
    };
    let words = cut(&words, 13, Face::Plain, width - INSET);
    let text = line(
        "middle caller-name",
        x + width / 2,
        rect.middle() + 5,
        &words,
    );
    format!(
        "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{}\"/>{text}",
        height.min(&44) / 2,
    )
}

/// An app and its sidecar: one thing of two parts.
fn app(node: &Node, rect: &Rect) -> String {
    let part = sidecar(rect);
    let own = Rect {
        width: rect.width - part.width,
        ..*rect
    };
    let (x, y) = (part.x + part.width / 2, part.middle());
    let (class, words, version) = match node.sidecar.as_str() {
        "" => ("sidecar none", "no daprd", String::new()),
        version => (
            "sidecar",
            "daprd",
            cut(version, 12, Face::Plain, part.width - 12),
        ),
    };
    let words_y = if version.is_empty() { y + 5 } else { y - 3 };
    let mut inside = shape(&part, class) + &plain(node, &own, own.width);
    inside += &line("middle sidecar-name", x, words_y, words);
    if !version.is_empty() {
        inside += &line("middle sidecar-version", x, y + 15, &version);
    }
    inside
}

/// A box with a name, what it is, and how it is.
fn plain(node: &Node, rect: &Rect, width: i32) -> String {
    let x = rect.x + INSET;
    let y = rect.middle() - 11;
    let most = width - 2 * INSET;
    let mut inside = shape(rect, "box");
    inside += &line("name", x, y, &cut(name(node), 15, Face::Bold, most));
    inside += &line("muted", x, y + 18, &cut(&what(node), 12, Face::Plain, most));
    let words = state_words(node);
    if !words.is_empty() {
        inside += &icon::state(node.state, x + 4, y + 32);
        let (indent, class) = (
            if node.state == State::Unknown { 0 } else { 14 },
            icon::class(node.state),
        );
        inside += &line(
            class,
            x + indent,
            y + 36,
            &cut(words, 12, Face::Plain, most - indent),
        );
    }
    inside
}

/// `Deployment nodeapp` has its kind in the line below.
fn name(node: &Node) -> &str {
    match node.name.split_once(' ') {
        Some((_, name)) if node.kind == NodeKind::Workload => name,
        _ => &node.name,
    }
}

/// What a node is, in a line. The strips' headings and the shapes of apps and groups say the kind already.
fn what(node: &Node) -> String {
    let told = matches!(
        node.kind,
        NodeKind::App | NodeKind::Group | NodeKind::ControlPlane
    );
    match (told, node.detail.as_str()) {
        (true, "") if node.kind == NodeKind::App => "no port".to_owned(),
        (true, detail) => detail.to_owned(),
        (false, "") => match node.name.strip_suffix(name(node)) {
            Some(kind) if !kind.is_empty() => kind.trim_end().to_owned(),
            _ => kind_word(node.kind).to_owned(),
        },
        // Such a detail is a type, which says what it is: `state.redis`, `Service, port 6379`.
        (false, detail) if matches!(node.kind, NodeKind::Component | NodeKind::Backend) => {
            detail.to_owned()
        }
        (false, detail) => format!("{} · {detail}", kind_word(node.kind)),
    }
}
