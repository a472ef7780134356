//! A pod: what its containers are at, and the worker that moves them.

mod adopt;
mod back_off;
mod cell;
mod conditions;
mod console;
mod daprd;
mod ended;
mod exec;
mod listens;
mod note;
mod prepare;
mod report;
mod session;
mod start;
mod status;
mod steps;
mod stop;
mod tend;
mod worker;

pub(crate) use note::{Asked, Note};
pub(crate) use tend::tend;
