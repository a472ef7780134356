//! Jobs: pods that are to end well, so often; and `CronJobs`, which make Jobs.
//!
//! | file | what it does |
//! |---|---|
//! | `controller` | reads and writes |
//! | `plan` | how many pods, whether it is over, the status |
//! | `cron` | `CronJobs` |

mod controller;
mod cron;
mod plan;

pub(super) use controller::Jobs;
pub(super) use cron::CronJobs;
