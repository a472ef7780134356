//! Logs of containers, as a kubelet gives them out.

mod choice;
mod line;
mod reader;
mod stream;

pub(crate) use choice::{Chosen, choose};
pub(crate) use stream::stream;
