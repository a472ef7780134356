//! Logs over a connection that breaks, from an API server that is a page of answers.

mod command;
mod fake;
mod resume;
