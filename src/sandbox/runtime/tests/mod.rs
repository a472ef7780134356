//! With real processes.

mod commands;
mod configuration;
mod daprd;
mod lives;
mod node;
mod programs;
mod routing;
mod supervising;
