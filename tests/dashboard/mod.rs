//! The page, as a browser and as a stranger meet it.

mod access;
mod browser;
mod fleet;
mod hostile;
mod large;
mod page;
mod refused;
mod served;
mod silent;
mod world;
