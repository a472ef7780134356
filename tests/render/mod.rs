//! The control plane's objects against those of the official chart, field by field.
//!
//! Without further ado the objects of every value set are held against digests that were made from helm's output. With
//! `DAPRK_TEST_CHART` naming the official chart's folder (Dapr 1.18.3) and `helm` on the PATH, both are rendered and
//! compared, refusals as well; `DAPRK_TEST_UPDATE=1` then writes the digests anew, from helm's output.

#![allow(clippy::unwrap_used, reason = "a test may end anywhere")]

mod compare;
mod coverage;
mod equality;
mod helm;
mod refusals;
mod sets;
