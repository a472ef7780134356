//! One table of requests, for this sidecar and for a real daprd: `DAPRK_TEST_DAPRD` names one.
//!
//! - `table`: what is asked, and what Dapr 1.18 answers
//! - `check`: runs the table against a server
//! - `builtin`, `daprd`: the two servers

mod builtin;
mod check;
mod daprd;
mod table;
