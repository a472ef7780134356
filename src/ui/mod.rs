//! The only writer to the terminal.
//!
//! Standard output carries data and nothing else; everything told while working goes to standard
//! error: as a live picture on a terminal, as one line for each change in a log, and as one JSON
//! object a line with `-o json`.
//!
//! | file | what it owns |
//! |---|---|
//! | `printer` | [`Ui`]: the two streams, and the [`Reporter`](crate::event::Reporter) for all |
//! | `theme` | the one colour decision of each stream; glyphs and their ASCII stand-ins |
//! | `sanitize` | makes foreign text harmless to a terminal |
//! | `line` | a line of styled text: measured, cut, wrapped, painted |
//! | `table`, `body` | what a command returns, in every `-o` format; `branches`: trees wider than the screen |
//! | `narrator`, `tree`, `changes` | events → lines; pure, the time is handed in |
//! | `live` | the picture redrawn in place; `again`: what is shown again in the place of the time before |
//! | `failure`, `ndjson` | errors and events for people and for programs |
//! | `lesson`, `reader` | what a tutorial says, a screen at a time, and keys; `rows`: how far down a program's output comes |
//! | `watch`, `keyboard` | a wait that a key ends; how the terminal takes what is typed |
//! | `prompt` | questions; `field`: a line that is typed |
//! | `streams`, `clock` | the standard streams and the time, so that tests can bring their own |

mod again;
mod body;
mod branches;
mod changes;
mod clock;
mod failure;
mod field;
mod keyboard;
mod lesson;
mod line;
mod live;
mod narrator;
mod ndjson;
mod printer;
mod prompt;
mod reader;
mod rows;
mod sanitize;
mod streams;
mod table;
mod theme;
mod tree;
mod watch;

pub use printer::{Format, Ui, UiOptions};
pub use theme::{ColorChoice, Colors, wants_color};
