//! The command line: clap types only, one file a command. The help text is written here.
