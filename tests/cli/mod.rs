//! The command line: what help says, what lines mean, what completes.

mod bad_lines;
mod completion;
pub(crate) mod golden;
mod good_lines;
mod help;
mod line;
