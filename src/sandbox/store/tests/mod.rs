mod crash;
mod faults;
mod laws;
mod restart;
mod support;
mod watches;

use support::{key, map, name, revision};
