//! The page, as a browser and as a stranger meet it.

mod browser;
mod page;
mod served;
