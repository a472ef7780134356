//! When a breaker opens: `consecutiveFailures > 5`.

/// What a breaker has counted since it last changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub requests: u32,
    pub successes: u32,
    pub failures: u32,
    pub successes_in_a_row: u32,
    pub failures_in_a_row: u32,
}

/// Comparisons of counts with numbers, joined by `&&` and `||`: any of the lists holds whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Trip(Vec<Vec<Comparison>>);

#[derive(Clone, Debug, PartialEq)]
struct Comparison {
    count: Count,
    operator: Operator,
    number: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Count {
    Requests,
    Successes,
    Failures,
    SuccessesInARow,
    FailuresInARow,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Operator {
    More,
    AtLeast,
    Less,
    AtMost,
    Equal,
    Other,
}

/// Longer ones first: the shorter ones are their beginnings.
const OPERATORS: [(&str, Operator); 6] = [
    (">=", Operator::AtLeast),
    ("<=", Operator::AtMost),
    ("==", Operator::Equal),
    ("!=", Operator::Other),
    (">", Operator::More),
    ("<", Operator::Less),
];

impl Default for Trip {
    /// Dapr's own: the sixth failure in a row.
    fn default() -> Self {
        Self(vec![vec![Comparison {
            count: Count::FailuresInARow,
            operator: Operator::More,
            number: 5,
        }]])
    }
}

impl Trip {
    /// Reads an expression; the error says what of it is not understood.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let lists = text.split("||").map(|list| {
            let comparisons = list.split("&&").map(Comparison::parse);
            comparisons.collect::<Option<Vec<_>>>()
        });
        lists.collect::<Option<Vec<_>>>().map(Self).ok_or_else(|| {
            format!(
                "{text:?}: the built-in sidecar knows comparisons as in \"consecutiveFailures > 5\", joined by && and ||"
            )
        })
    }

    /// Whether it is so far.
    pub(super) fn holds(&self, counts: &Counts) -> bool {
        let all = |list: &Vec<Comparison>| list.iter().all(|comparison| comparison.holds(counts));
        self.0.iter().any(all)
    }
}

impl Comparison {
    fn parse(text: &str) -> Option<Self> {
        let (at, sign, operator) = OPERATORS
            .iter()
            .find_map(|(sign, operator)| Some((text.find(sign)?, sign, *operator)))?;
        let count = match text[..at].trim() {
            "requests" => Count::Requests,
            "totalSuccesses" => Count::Successes,
            "totalFailures" => Count::Failures,
            "consecutiveSuccesses" => Count::SuccessesInARow,
            "consecutiveFailures" => Count::FailuresInARow,
            _ => return None,
        };
        Some(Self {
            count,
            operator,
            number: text[at + sign.len()..].trim().parse().ok()?,
        })
    }

    fn holds(&self, counts: &Counts) -> bool {
        let count = match self.count {
            Count::Requests => counts.requests,
            Count::Successes => counts.successes,
            Count::Failures => counts.failures,
            Count::SuccessesInARow => counts.successes_in_a_row,
            Count::FailuresInARow => counts.failures_in_a_row,
        };
        match self.operator {
            Operator::More => count > self.number,
            Operator::AtLeast => count >= self.number,
            Operator::Less => count < self.number,
            Operator::AtMost => count <= self.number,
            Operator::Equal => count == self.number,
            Operator::Other => count != self.number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Trip};

    #[test]
    fn expressions() {
        let counts = Counts {
            requests: 10,
            failures: 4,
            failures_in_a_row: 3,
            ..Counts::default()
        };
        let rows = [
            ("consecutiveFailures > 3", Some(false)),
            ("consecutiveFailures>=3", Some(true)),
            (" consecutiveFailures == 3 ", Some(true)),
            ("consecutiveFailures < 3", Some(false)),
            ("totalFailures > 3 && requests >= 10", Some(true)),
            ("totalFailures > 3 && requests > 10", Some(false)),
            ("consecutiveFailures > 9 || totalSuccesses <= 0", Some(true)),
            ("consecutiveSuccesses != 0", Some(false)),
            ("consecutiveFailures", None),
            ("consecutiveFailures > many", None),
            ("failures > 3", None),
            ("totalFailures / requests > 0.5", None),
            ("", None),
        ];
        for (text, expected) in rows {
            let trip = Trip::parse(text).ok();
            assert_eq!(trip.map(|trip| trip.holds(&counts)), expected, "{text}");
        }
        assert_eq!(Trip::parse("consecutiveFailures > 5"), Ok(Trip::default()));
    }
}
