//! Pure, but for looking at what is there: from a container of a pod to a program with its
//! arguments, environment, folders and ports.

pub(crate) mod arguments;
pub(crate) mod environment;
pub(crate) mod expand;
pub(crate) mod fields;
pub(crate) mod images;
pub(crate) mod links;
pub(crate) mod mounts;
pub(crate) mod plan;
pub(crate) mod pool;
pub(crate) mod ports;
pub(crate) mod search;
pub(crate) mod sources;
pub(crate) mod words;
