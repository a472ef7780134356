//! The volumes of a pod: folders below the pod's own.

mod content;
mod files;

pub(crate) use content::{Content, Place, check_path, content, uses};
pub(crate) use files::{File, write};
