//! Where everything of a picture stands: pure, the same for the same things, whatever their state.

mod geometry;
mod order;
mod place;
mod route;
mod sides;
mod strip;
mod whole;

pub(super) use geometry::{Drawing, Panel, Point, Rect, Route, Tag, sidecar};
pub(super) use whole::layout;
