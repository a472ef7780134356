//! All of it together, until it is told to stop.
