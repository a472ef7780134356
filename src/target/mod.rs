//! Which cluster a command talks to: the context's with `-k`. Commands get the same client
//! whatever the answer.

mod open;

pub use open::open;
