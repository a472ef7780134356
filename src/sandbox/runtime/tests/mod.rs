//! With real processes.

mod configuration;
mod lives;
mod node;
mod programs;
mod supervising;
