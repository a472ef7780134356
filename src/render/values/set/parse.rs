//! From an expression to its assignments.

use std::ops::Range;

use super::Fault;

/// Dots between names, as helm limits them (`MaxNestedNameLevel`).
const MAX_DOTS: usize = 30;
/// Names and indices of a path; what reads JSON refuses values that are nested deeper.
const MAX_STEPS: usize = 128;

/// One assignment of an expression.
pub(super) struct Assignment {
    /// Never empty; the first one is a name.
    pub(super) steps: Vec<Step>,
    pub(super) given: Given,
}

/// A step on the way to the value.
pub(super) struct Step {
    /// The column where it stands.
    pub(super) at: usize,
    pub(super) to: To,
}

/// Where a step leads.
pub(super) enum To {
    Name(String),
    Index(usize),
}

/// What stands behind the path.
pub(super) enum Given {
    /// Not even an equals sign: `a[0]`.
    Nothing,
    /// An equals sign that ends the expression: an empty text, not an empty file name.
    Empty,
    One(Word),
    List(Vec<Word>),
}

/// Some text and the column where it begins; escapes are resolved.
pub(super) struct Word {
    pub(super) at: usize,
    pub(super) text: String,
}

/// Reads an expression from left to right.
pub(super) struct Parser {
    input: Vec<char>,
    at: usize,
    /// Where values stand.
    values: Vec<Range<usize>>,
}

impl Parser {
    pub(super) fn new(expression: &str) -> Self {
        Self {
            input: expression.chars().collect(),
            at: 0,
            values: Vec::new(),
        }
    }

    /// All assignments; none for an empty expression. A comma at the end is allowed.
    pub(super) fn assignments(&mut self) -> Result<Vec<Assignment>, Fault> {
        let mut all = Vec::new();
        while let Some(one) = self.assignment()? {
            all.push(one);
        }
        Ok(all)
    }

    /// The expression as an error may show it, and the column there of the place it is about.
    /// Values are left out where they may be secret, and so is what comes after the place.
    pub(super) fn shown(&self, at: usize, hide_values: bool) -> (String, usize) {
        if !hide_values {
            return (self.input.iter().collect(), at);
        }
        let rest = self.input.iter().skip(at);
        let end = at + rest.take_while(|c| **c != '=').count();
        let (mut text, mut column) = (String::new(), at);
        for (index, c) in self.input.iter().enumerate().take(end) {
            match self.values.iter().find(|range| range.contains(&index)) {
                None => text.push(*c),
                Some(range) if range.start == index => text.push('…'),
                Some(_) if index < at => column -= 1,
                Some(_) => {}
            }
        }
        if end < self.input.len() {
            text.push_str("=…");
        }
        (text, column)
    }

    fn assignment(&mut self) -> Result<Option<Assignment>, Fault> {
        let (mut steps, mut dots) = (Vec::new(), 0);
        loop {
            let (name, stop) = self.word(&['=', '[', ',', '.']);
            if name.text.is_empty() {
                if stop.is_none() && steps.is_empty() {
                    return Ok(None);
                }
                return Err(empty_name(name.at, stop));
            }
            let stop = match stop {
                None | Some(',') => return Err(no_value(&name)),
                Some('[') => {
                    steps.push(step_to(name));
                    self.indices(&mut steps)?
                }
                Some(stop) => {
                    steps.push(step_to(name));
                    dots += usize::from(stop == '.');
                    Some(stop)
                }
            };
            if dots > MAX_DOTS || steps.len() > MAX_STEPS {
                return Err(too_deep(self.at));
            }
            match stop {
                None => {
                    return Ok(Some(Assignment {
                        steps,
                        given: Given::Nothing,
                    }));
                }
                Some('=') => {
                    let given = self.given()?;
                    return Ok(Some(Assignment { steps, given }));
                }
                Some(_) => {}
            }
        }
    }

    /// One index or several, behind the bracket that opens the first; and what ends them.
    fn indices(&mut self, steps: &mut Vec<Step>) -> Result<Option<char>, Fault> {
        loop {
            steps.push(self.index()?);
            let (junk, stop) = self.word(&['[', '.', '=']);
            if !junk.text.is_empty() {
                return Err(Fault {
                    at: junk.at,
                    what: format!("unexpected `{}` after an index", junk.text),
                    hint: "after `]` comes `=`, `.` or `[`".to_owned(),
                });
            }
            if stop != Some('[') {
                return Ok(stop);
            }
        }
    }

    fn index(&mut self) -> Result<Step, Fault> {
        let (word, stop) = self.word(&[']']);
        let fault = |what: String, hint: &str| Fault {
            at: word.at,
            what,
            hint: hint.to_owned(),
        };
        if stop.is_none() {
            return Err(fault(
                "no `]` closes the index".to_owned(),
                "write an index as `list[0]`, and a `[` in a name as `\\[`",
            ));
        }
        match word.text.parse::<i64>().map(usize::try_from) {
            Ok(Ok(index)) => Ok(Step {
                at: word.at,
                to: To::Index(index),
            }),
            Ok(Err(_)) => Err(fault(
                format!("the index {} is negative", word.text),
                "indices count from 0",
            )),
            Err(_) => Err(fault(
                format!("`{}` is no index", word.text),
                "an index is a number; a `[` in a name is written `\\[`",
            )),
        }
    }

    fn given(&mut self) -> Result<Given, Fault> {
        let start = self.at;
        let given = match self.input.get(start) {
            None => return Ok(Given::Empty),
            Some('{') => {
                self.at += 1;
                self.list(start)
            }
            Some(_) => Ok(Given::One(self.word(&[',']).0)),
        };
        let comma = usize::from(self.at > start && self.input.get(self.at - 1) == Some(&','));
        self.values.push(start..self.at - comma);
        given
    }

    fn list(&mut self, start: usize) -> Result<Given, Fault> {
        let mut items = Vec::new();
        loop {
            let (item, stop) = self.word(&[',', '}']);
            items.push(item);
            match stop {
                Some(',') => {}
                Some(_) => break,
                None => {
                    return Err(Fault {
                        at: start,
                        what: "no `}` closes the list".to_owned(),
                        hint: "write a list as `{a,b}`, and a text that begins with `{` as `\\{…`"
                            .to_owned(),
                    });
                }
            }
        }
        // helm does without the comma, too.
        if self.input.get(self.at) == Some(&',') {
            self.at += 1;
        }
        Ok(Given::List(items))
    }

    /// The text before the first of `stops`, and which one that was; the end of input is none.
    fn word(&mut self, stops: &[char]) -> (Word, Option<char>) {
        let mut word = Word {
            at: self.at,
            text: String::new(),
        };
        while let Some(&c) = self.input.get(self.at) {
            self.at += 1;
            match c {
                _ if stops.contains(&c) => return (word, Some(c)),
                '\\' => {
                    word.text.extend(self.input.get(self.at));
                    self.at = self.input.len().min(self.at + 1);
                }
                _ => word.text.push(c),
            }
        }
        (word, None)
    }
}

fn step_to(name: Word) -> Step {
    Step {
        at: name.at,
        to: To::Name(name.text),
    }
}

fn no_value(name: &Word) -> Fault {
    Fault {
        at: name.at,
        what: format!("`{}` has no value", name.text),
        hint: "write `name=value`; a comma in a value is written `\\,`".to_owned(),
    }
}

fn empty_name(at: usize, stop: Option<char>) -> Fault {
    let hint = match stop {
        Some(',') => "remove the comma, or write it `\\,` if it belongs to a value",
        _ => "write `name=value` or `outer.inner=value`",
    };
    Fault {
        at,
        what: "a name is missing".to_owned(),
        hint: hint.to_owned(),
    }
}

fn too_deep(at: usize) -> Fault {
    Fault {
        at,
        what: format!("the path has more than {MAX_DOTS} dots or {MAX_STEPS} steps"),
        hint: "set a value nearer to the root, from a values file".to_owned(),
    }
}
