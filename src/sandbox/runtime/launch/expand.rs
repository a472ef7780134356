//! `$(NAME)` in commands, arguments and environment variables.

/// Puts values in the place of `$(NAME)`; a name that isn't there stays as it is written, and `$$`
/// is a dollar sign.
pub(crate) fn expand(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        expanded.push_str(before);
        rest = step(after, &mut expanded, &value);
    }
    expanded + rest
}

/// What follows a dollar sign; answers what is left of the text.
fn step<'a>(
    after: &'a str,
    expanded: &mut String,
    value: &impl Fn(&str) -> Option<String>,
) -> &'a str {
    if let Some(rest) = after.strip_prefix('$') {
        expanded.push('$');
        return rest;
    }
    let named = after
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'));
    let Some((name, rest)) = named else {
        expanded.push('$');
        return after;
    };
    match value(name) {
        Some(value) => expanded.push_str(&value),
        None => expanded.extend(["$(", name, ")"]),
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn variables_are_put_in_as_a_kubelet_does() {
        let value = |name: &str| match name {
            "A" => Some("a".to_owned()),
            "B" => Some("$(A)".to_owned()),
            "" => Some("empty".to_owned()),
            _ => None,
        };
        let rows = [
            ("$(A)", "a"),
            ("x$(A)y$(A)", "xaya"),
            ("$(B)", "$(A)"),
            ("$(C)", "$(C)"),
            ("$$(A)", "$(A)"),
            ("$$$(A)", "$a"),
            ("$A ${A} $", "$A ${A} $"),
            ("$(A", "$(A"),
            ("$()", "empty"),
            ("", ""),
        ];
        for (text, expected) in rows {
            assert_eq!(expand(text, value), expected, "{text}");
        }
    }
}
