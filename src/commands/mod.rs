//! One file a verb: settings in, outcome out. They compose the engines and never print.

pub mod logs;
