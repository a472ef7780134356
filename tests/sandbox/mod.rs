//! The program on the sandbox: each test has one of its own, in a folder of its own.
//!
//! Those that run the tutorials' apps need `node`, `python3` and `redis-server` on the PATH;
//! `DAPRK_TEST_SKIP_APPS=1` skips them, and they say so.

mod chaos;
mod check;
mod daprd;
mod exec;
pub(crate) mod fixture;
mod follow;
mod graph;
mod hostile;
mod kill;
mod kubeconfigs;
mod life;
pub(crate) mod peers;
mod requests;
mod run_file;
mod session;
mod together;
mod told;
