//! Where the pods of a Service listen: `EndpointSlices`, and Endpoints for those who still read them.
//!
//! All pods share one address and differ by their ports, so a Service has a slice for each set of
//! ports that its pods really listen on.
//!
//! | file | what it does |
//! |---|---|
//! | `controller` | reads and writes |
//! | `backend` | a pod as a Service sees it |
//! | `slices` | `EndpointSlices`, and which of them change |
//! | `legacy` | Endpoints |

mod backend;
mod controller;
mod legacy;
mod slices;

pub(super) use controller::ServiceEndpoints;
