//! Dapr's control plane, built in: what answers health probes in the place of its services.

mod health;
mod sentry;
mod stand_in;

pub(crate) use stand_in::StandIn;
