//! `/proxy`: pods' and Services' own HTTP, through the API server.

mod place;
mod relay;

pub(super) use place::said;
pub(super) use relay::answer;
