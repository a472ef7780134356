//! Tutorials: files that teach a person, and are tests of what they say.
//!
//! It runs the program itself as a person would, and looks at the cluster with its own eyes.
//!
//! | file | what it does |
//! |---|---|
//! | `parse` | the file → a [`Tutorial`]; the format is described there. `front`, `markdown`, `fence`: its parts |
//! | `model` | a tutorial as data |
//! | `check` | conditions on a cluster: read, looked at, judged, waited for |
//! | `files` | the tutorials in the binary, and those in folders |
//! | `progress` | what a person has done, kept between runs |
//! | `shell` | runs commands; `screen`: on a terminal of their own, so that no line is lost |
//! | `run` | goes through a tutorial; `way`: what is in its way; `report`: what that came to |
//! | `commands`, `wait`, `question` | what happens in a step; `answer`: whether one is right; `hint`: where it stands |
//! | `reset` | takes back what a tutorial made; `others`: what others made of Dapr's, which stays |
//! | `picture` | the system in a few lines |
//! | `tour` | a tutorial that ticks itself, beside the picture that `daprk graph` draws |

mod answer;
pub mod check;
mod commands;
mod fence;
mod files;
mod front;
mod hint;
mod markdown;
mod model;
mod others;
mod parse;
mod picture;
mod progress;
mod question;
mod report;
mod reset;
mod run;
mod screen;
mod shell;
mod tour;
mod wait;
mod way;

pub use files::{Source, names};
pub use model::{Chapter, Checks, Part, Place, Question, Run, Shows, Step, Tutorial};
pub use parse::{Wrong, parse};
pub use progress::{Ended, Kept, Progress, Tally, Undo, Whereabouts, all};
pub use report::{CheckReport, CommandReport, QuestionReport, Report, StepReport};
pub use reset::{Back, Reset, backwards};
pub use run::Runner;
pub use screen::By;
pub use shell::{Done, Shell};
pub use tour::{Asked, Judged, Part as Shown, Stop, Tick, Tour, Walk};
