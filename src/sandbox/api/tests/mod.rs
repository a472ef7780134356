//! The API as a whole.

mod answers;
mod here;
mod port;
mod remote;
mod repeated;
