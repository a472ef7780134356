//! The sandbox's ends of what programs read and write.

mod pipe;
mod terminal;

pub(super) use pipe::{FromProcess, ToProcess, from_process, to_process};
pub(crate) use terminal::Terminal;
