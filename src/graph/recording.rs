//! What was seen, kept in a file.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::model::Graph;

/// A file of pictures in the order they were seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recording {
    /// [`Self::API_VERSION`]
    pub api_version: String,
    /// [`Self::KIND`]
    pub kind: String,
    /// The pictures.
    pub frames: Vec<Frame>,
}

impl Recording {
    /// Version of the file's form.
    pub const API_VERSION: &str = "daprk/v1";
    /// What such a file says it is.
    pub const KIND: &str = "GraphRecording";
}

/// One picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// When it was seen.
    pub at: Timestamp,
    /// All of it, whatever part was shown.
    pub graph: Graph,
}
