//! stub
use super::super::Graph;
/// stub
pub fn html(g: &Graph) -> String { super::svg::svg(g, super::Theme::Auto) }
