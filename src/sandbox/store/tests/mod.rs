mod crash;
mod faults;
mod laws;
mod support;
mod watches;

use support::{key, map, name, revision};
