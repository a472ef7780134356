//! Which cluster a command talks to: the context's with `-k`, the sandbox without. Commands get
//! the same client whatever the answer.

mod background;
mod open;

pub use background::{Started, serving, start, stop};
pub use open::{Target, open, open_with, reach, running};
