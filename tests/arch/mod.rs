//! The rules of the source: who may call whom, who may print, how long a file may be.

mod boundaries;
mod files;
mod map;
mod paths;
mod shape;
mod source;
mod tiers;
mod tokens;
