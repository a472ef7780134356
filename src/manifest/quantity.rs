//! Kubernetes quantities: `500m`, `0.5`, `64Mi`, `1e3`.

/// An amount, exact to the billionth, as the API server keeps it. Equal amounts are equal however
/// they are written.
///
/// The grammar is that of `k8s.io/apimachinery/pkg/api/resource`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quantity {
    billionths: i128,
}

impl Quantity {
    /// The amount that a text stands for; nothing if it is no quantity or beyond 10^29.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let number = |c: char| c.is_ascii_digit() || c == '.';
        let split = unsigned.find(|c| !number(c)).unwrap_or(unsigned.len());
        let (number, suffix) = unsigned.split_at(split);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.len() + fraction.len() == 0 || fraction.contains('.') {
            return None;
        }
        let (factor, power) = scale(suffix)?;
        let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
        let power = power.checked_sub(i32::try_from(fraction.len()).ok()?)?;
        let billionths = shifted(digits.checked_mul(factor)?, power.checked_add(9)?)?;
        Some(Self {
            billionths: if negative { -billionths } else { billionths },
        })
    }
}

/// A suffix as a factor and a power of ten.
fn scale(suffix: &str) -> Option<(i128, i32)> {
    let binary = |times: u32| Some((1_i128 << (10 * times), 0));
    match suffix {
        "" => Some((1, 0)),
        "n" => Some((1, -9)),
        "u" => Some((1, -6)),
        "m" => Some((1, -3)),
        "k" => Some((1, 3)),
        "M" => Some((1, 6)),
        "G" => Some((1, 9)),
        "T" => Some((1, 12)),
        "P" => Some((1, 15)),
        "E" => Some((1, 18)),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => {
            let power = suffix.strip_prefix(['e', 'E'])?;
            Some((1, power.parse().ok()?))
        }
    }
}

/// `value` × 10^`power`; what is smaller than one is rounded up, as the API server does.
fn shifted(value: i128, power: i32) -> Option<i128> {
    let factor = 10_i128.checked_pow(power.unsigned_abs());
    match (factor, power) {
        (_, _) if value == 0 => Some(0),
        (Some(factor), 0..) => value.checked_mul(factor),
        (Some(factor), _) => Some(value / factor + i128::from(value % factor != 0)),
        (None, 0..) => None,
        (None, _) => Some(1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Quantity;

    #[test]
    fn equal_amounts_are_equal() {
        let rows = [
            ("1000m", "1"),
            ("0.5", "500m"),
            (".5", "500m"),
            ("1.", "1"),
            ("1e3", "1k"),
            ("1E3", "1000"),
            ("1Ki", "1024"),
            ("0.5Mi", "512Ki"),
            ("1.5Gi", "1536Mi"),
            ("100000000n", "100m"),
            ("+2", "2"),
            ("-0", "0"),
            ("0E", "0"),
            ("0.1n", "1n"),
            ("1e-40", "1n"),
        ];
        for (left, right) in rows {
            let parsed = Quantity::parse(left);
            assert!(parsed.is_some(), "{left}");
            assert_eq!(parsed, Quantity::parse(right), "{left} {right}");
        }
    }

    #[test]
    fn order_is_by_amount() {
        let rows = [
            "-1", "-500m", "0", "1n", "1u", "1m", "1", "1k", "1Ki", "1M", "1Mi", "1E", "1Ei",
        ];
        let amounts: Vec<_> = rows.iter().map(|row| Quantity::parse(row)).collect();
        assert!(amounts.iter().all(Option::is_some));
        assert!(amounts.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn other_texts_are_none() {
        for text in [
            "", ".", "1..2", "1.2.3", "m", "1 m", "1mm", "1KI", "1e", "e3", "0x1", "--1", "1e99",
            "+-1", "१",
        ] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    proptest! {
        #![proptest_config(crate::manifest::laws::config(1000))]

        #[test]
        fn thousandths_and_decimals_agree(n in 0_u32..) {
            let decimal = format!("{}.{:03}", n / 1000, n % 1000);
            prop_assert_eq!(Quantity::parse(&format!("{n}m")), Quantity::parse(&decimal));
        }

        #[test]
        fn no_text_makes_it_panic(text in "[-+]?[0-9.]{0,45}([eE][-+]?[0-9]{0,12}|[numkMGTPE]i?)?") {
            let _ = Quantity::parse(&text);
        }
    }
}
