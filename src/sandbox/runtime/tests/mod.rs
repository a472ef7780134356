//! With real processes.

mod supervising;
