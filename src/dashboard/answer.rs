//! What somebody answers to a question of the tour. Nothing changes by that: the cluster is asked what is right.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::tutorial::check::Look;
use crate::tutorial::{Judged, Tour};

/// A question, and what was said to it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Said {
    /// Number of the stop: `2.3`.
    stop: String,
    /// Which of its questions, counted from 0.
    question: usize,
    /// What was said.
    #[serde(rename = "said")]
    words: String,
    /// Whether something else was said before.
    #[serde(default)]
    again: bool,
}

/// What comes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Told {
    right: bool,
    /// What is right; empty while whoever was wrong may still find it.
    #[serde(skip_serializing_if = "String::is_empty")]
    answer: String,
    /// Where to look.
    #[serde(skip_serializing_if = "String::is_empty")]
    hint: String,
    /// Why nobody knows.
    #[serde(skip_serializing_if = "String::is_empty")]
    words: String,
}

/// Asks the cluster, as the tour in a terminal does.
///
/// # Errors
/// There is no such question.
pub(super) async fn judged(tour: &Tour, look: &Look, said: &Said) -> Result<Told> {
    let judged = tour.answer(look, &said.stop, said.question, &said.words);
    match judged.await {
        Ok(judged) => Ok(told(judged, said.again)),
        Err(error) if error.code == "no-question" => Err(error),
        Err(error) => Ok(Told {
            words: error.message,
            ..Told::default()
        }),
    }
}

/// Of the first wrong answer only where to look.
fn told(judged: Judged, again: bool) -> Told {
    let Judged {
        answer,
        right,
        hint,
    } = judged;
    let told = Told {
        right,
        ..Told::default()
    };
    match (answer.as_str(), right, again) {
        ("", ..) => Told {
            words: "nothing in the cluster answers that yet".to_owned(),
            ..told
        },
        (_, false, false) => Told { hint, ..told },
        _ => Told { answer, ..told },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_wrong_answer_gets_a_hint_and_the_second_the_solution() {
        let nothing = "nothing in the cluster answers that yet";
        let rows = [
            ("3", true, false, ("3", "", "")),
            ("3", true, true, ("3", "", "")),
            ("3", false, false, ("", "look at a", "")),
            ("3", false, true, ("3", "", "")),
            ("", false, false, ("", "", nothing)),
            ("", false, true, ("", "", nothing)),
        ];
        for (answer, right, again, (tells, hint, words)) in rows {
            let judged = Judged {
                answer: answer.to_owned(),
                right,
                hint: "look at a".to_owned(),
            };
            let expected = Told {
                right,
                answer: tells.to_owned(),
                hint: hint.to_owned(),
                words: words.to_owned(),
            };
            assert_eq!(told(judged, again), expected, "{answer} {right} {again}");
        }
    }
}
