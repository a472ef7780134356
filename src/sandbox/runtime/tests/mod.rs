//! With real processes.

mod commands;
mod configuration;
mod lives;
mod node;
mod programs;
mod supervising;
