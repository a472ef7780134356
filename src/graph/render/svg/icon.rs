//! Small shapes beside words: what a colour says is never said by it alone.

use super::super::super::State;

/// A node's state, about ten pixels wide, around this place.
pub(super) fn state(state: State, x: i32, y: i32) -> String {
    match state {
        State::Good => format!("<circle class=\"icon good\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"),
        State::Bad => cross(x, y),
        State::Missing => format!("<circle class=\"icon missing\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"),
        State::Unknown => String::new(),
    }
}

/// Something fails.
pub(super) fn cross(x: i32, y: i32) -> String {
    format!(
        "<path class=\"icon bad\" d=\"M{} {}l8 8m0 -8l-8 8\"/>",
        x - 4,
        y - 4
    )
}

/// Something is to be seen to.
pub(super) fn triangle(x: i32, y: i32) -> String {
    format!(
        "<path class=\"icon warning\" d=\"M{x} {}l6 11h-12z\"/>",
        y - 6
    )
}

/// The class of words beside a state.
pub(super) fn class(state: State) -> &'static str {
    match state {
        State::Good => "good",
        State::Bad | State::Missing => "bad",
        State::Unknown => "muted",
    }
}
