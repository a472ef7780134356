//! A graph as one page that makes no request: the picture, what is known of each thing, and the same in words.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::super::marks::folded;
use super::super::{Graph, Lane, Marks, Node, fold};
use super::svg::{STYLE, Theme, document, escape, marked, sentence};

/// What the page looks like around the picture.
const PAGE: &str = include_str!("page/page.css");
/// What may be pressed, and what for.
const KEYS: &str = include_str!("page/keys.html");
/// What is shown and what is not.
const BAR: &str = include_str!("page/bar.html");
/// What a page of a picture can do, in files of one matter each; a later one knows the earlier ones.
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("page/data.js"),
    include_str!("page/picture.js"),
    include_str!("page/panel.js"),
    include_str!("page/filter.js"),
    include_str!("page/keys.js"),
    include_str!("page/main.js"),
);
/// What tells it what to show, where it stands in the page itself.
const STILL: &str = include_str!("page/still.js");

/// What a page needs that shows a picture which changes; [`html`] makes one of a picture that does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its style sheet, the picture's with it.
    pub style: String,
    /// A script that looks for `#picture`, `#panel` and these elements, and makes `data`, `picture`, `panel`, `filter`
    /// and `page` of them.
    pub script: &'static str,
    /// The bar of filters.
    pub bar: &'static str,
    /// The dialog that tells the keys.
    pub keys: &'static str,
}

/// The parts of a page.
pub fn page() -> Page {
    Page {
        style: format!("{STYLE}{PAGE}"),
        script: SCRIPT,
        bar: BAR,
        keys: KEYS,
    }
}

/// The graph as an HTML document; [folded](fold) if it is large.
pub fn html(graph: &Graph) -> String {
    html_marked(graph, &Marks::new())
}

/// As [`html`], with what is marked.
pub fn html_marked(whole: &Graph, marks: &Marks) -> String {
    let graph = fold(whole);
    let marks = folded(whole, &graph, marks);
    let Page {
        style,
        script,
        bar,
        keys,
    } = page();
    let script = format!("{script}{STILL}");
    let policy = format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
        digest(&script),
        digest(&style),
    );
    format!(
        "<!doctype html>\n<html lang=\"en\" class=\"daprk\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{style}</style>\n</head>\n<body>\n<h1 class=\"heard\">{title}</h1>\n{bar}<main class=\"stage\">\n\
         <div id=\"picture\">\n{picture}</div>\n<aside id=\"panel\" aria-label=\"Details\" tabindex=\"-1\" hidden></aside>\n\
         </main>\n{keys}{words}<script type=\"application/json\" id=\"graph\">{data}</script>\n\
         <script>{script}</script>\n</body>\n</html>\n",
        title = escape(&graph.title),
        picture = document(&graph, &marks, Theme::Auto, ""),
        words = words(&graph, &marks),
        data = data(&graph),
    )
}

/// By which the browser knows a text that it may run or apply.
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

/// The graph as JSON that no browser takes for markup.
fn data(graph: &Graph) -> String {
    let json = serde_json::to_string(graph).unwrap_or_else(|_| "null".to_owned());
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// A lane's name in the code and on the page.
fn lane_words(lane: Lane) -> &'static str {
    match lane {
        Lane::Callers => "callers",
        Lane::Apps => "apps",
        Lane::Resources => "resources",
        Lane::Backends => "backends",
        Lane::ControlPlane => "control plane",
        Lane::Kubernetes => "Kubernetes",
    }
}

/// The lanes that hold something, each with what it holds.
fn lanes(graph: &Graph) -> Vec<(Lane, Vec<&Node>)> {
    let all = [
        Lane::Callers,
        Lane::Apps,
        Lane::Resources,
        Lane::Backends,
        Lane::ControlPlane,
        Lane::Kubernetes,
    ];
    let of = |lane: Lane| {
        graph
            .nodes
            .iter()
            .filter(move |node| node.kind.lane() == lane)
            .collect()
    };
    let lanes = all.into_iter().map(|lane| (lane, of(lane)));
    lanes
        .filter(|(_, nodes): &(Lane, Vec<&Node>)| !nodes.is_empty())
        .collect()
}

/// All of the picture in words.
fn words(graph: &Graph, marks: &Marks) -> String {
    let mut words =
        String::from("<details class=\"words\">\n<summary>The picture in words</summary>\n");
    if !graph.problems.is_empty() {
        let problem = |problem: &super::super::Problem| match problem.fix.as_str() {
            "" => problem.message.clone(),
            fix => format!("{} Fix: {fix}", problem.message),
        };
        words += &list("Problems", graph.problems.iter().map(problem));
    }
    words += &list(
        "Relations",
        graph
            .edges
            .iter()
            .map(|edge| marked(graph.sentence(edge), marks, &edge.id())),
    );
    for (lane, nodes) in lanes(graph) {
        let told = |node: &Node| marked(sentence(node), marks, &node.id);
        words += &list(lane_words(lane), nodes.into_iter().map(told));
    }
    if !graph.unknown.is_empty() {
        words += &list("Not seen", graph.unknown.iter().cloned());
    }
    words + "</details>\n"
}

fn list(heading: &str, items: impl Iterator<Item = String>) -> String {
    let mut list = format!("<h2>{heading}</h2>\n<ul>\n");
    for item in items {
        let _ = writeln!(list, "<li>{}</li>", escape(&item));
    }
    list + "</ul>\n"
}
