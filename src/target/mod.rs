//! Which cluster a command talks to.
