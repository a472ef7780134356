//! What was typed and what the environment says, as plain values. Nothing below sees clap.
