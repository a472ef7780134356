//! Quantities in the one form in which the API server writes them.

const DECIMAL: [(i32, &str); 10] = [
    (-9, "n"),
    (-6, "u"),
    (-3, "m"),
    (0, ""),
    (3, "k"),
    (6, "M"),
    (9, "G"),
    (12, "T"),
    (15, "P"),
    (18, "E"),
];
const BINARY: [&str; 6] = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/// `1000m` → `1`, `1.5Gi` → `1536Mi`, `0.5` → `500m`. `None` for what is no quantity or too big.
pub(super) fn canonical(text: &str) -> Option<String> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    let split = unsigned.find(|c: char| !c.is_ascii_digit() && c != '.');
    let (number, suffix) = unsigned.split_at(split.unwrap_or(unsigned.len()));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
    let scale = -i32::try_from(fraction.len()).ok()?;
    let plain = |scale, exponent| decimal(digits, scale, exponent);
    let written = if let Some(index) = BINARY.iter().position(|known| *known == suffix) {
        binary(digits, scale, 10 * (u32::try_from(index).ok()? + 1))?
    } else if let Some((power, _)) = DECIMAL.iter().find(|(_, known)| *known == suffix) {
        plain(scale.checked_add(*power)?, false)?
    } else {
        let power: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
        plain(scale.checked_add(power)?, true)?
    };
    let zero = written == "0";
    Some(if zero {
        written
    } else {
        format!("{sign}{written}")
    })
}

/// The biggest suffix with a whole number before it; what is smaller than a billionth is rounded
/// up.
fn decimal(mut digits: u128, mut scale: i32, exponent: bool) -> Option<String> {
    if digits == 0 {
        return Some("0".into());
    }
    while digits.is_multiple_of(10) {
        (digits, scale) = (digits / 10, scale.checked_add(1)?);
    }
    while scale < -9 && digits > 1 {
        (digits, scale) = (digits.div_ceil(10), scale + 1);
    }
    // One stays one, however often it is rounded up.
    let scale = scale.max(-9);
    let power = scale.div_euclid(3) * 3;
    let power = if exponent { power } else { power.min(18) };
    let digits = digits.checked_mul(10_u128.checked_pow(u32::try_from(scale - power).ok()?)?)?;
    if exponent {
        return Some(if power == 0 {
            digits.to_string()
        } else {
            format!("{digits}e{power}")
        });
    }
    let (_, suffix) = DECIMAL.iter().find(|(known, _)| *known == power)?;
    Some(format!("{digits}{suffix}"))
}

/// In powers of 1024 where that is whole and at least 1024, else as decimals.
fn binary(digits: u128, scale: i32, bits: u32) -> Option<String> {
    let shifted = digits.checked_mul(1_u128.checked_shl(bits)?)?;
    let divisor = 10_u128.checked_pow(scale.unsigned_abs())?;
    let value = shifted / divisor;
    if !shifted.is_multiple_of(divisor) || value < 1024 {
        return decimal(shifted, scale, false);
    }
    let mut power = 0;
    let mut value = value;
    while value.is_multiple_of(1024) && power < BINARY.len() {
        (value, power) = (value / 1024, power + 1);
    }
    let suffix = power.checked_sub(1).map_or("", |index| BINARY[index]);
    Some(format!("{value}{suffix}"))
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn quantities_have_one_form() {
        for (text, wanted) in [
            ("1", "1"),
            ("0", "0"),
            ("0.0", "0"),
            ("-0", "0"),
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1.5", "1500m"),
            ("1500", "1500"),
            ("1000", "1k"),
            ("2000k", "2M"),
            ("100m", "100m"),
            ("+1", "1"),
            ("-2500m", "-2500m"),
            ("1Gi", "1Gi"),
            ("1024Mi", "1Gi"),
            ("1.5Gi", "1536Mi"),
            ("0.5Ki", "512"),
            ("1e3", "1e3"),
            ("1E3", "1e3"),
            ("12e-1", "1200e-3"),
            ("0.1n", "1n"),
            ("1e-2147483647", "1e-9"),
            ("25e-2147483647", "1e-9"),
        ] {
            assert_eq!(canonical(text).as_deref(), Some(wanted), "{text}");
        }
        for text in ["", "x", "1x", "1.2.3", "Gi", "1e", "--1", "10e2147483647"] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}
