//! README: what it says of the program is so.

mod generated;
mod lines;
