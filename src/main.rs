//! The `daprk` binary.

fn main() {}
