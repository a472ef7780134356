//! Look-ups written in values: `{{ .Release.Name }}`.
//!
//! helm passes some values through its whole template language. Here only plain look-ups below `.Release`, `.Chart` and
//! `.Values` are understood; whatever else stands between `{{` and `}}` is refused.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::render::text;

/// What the look-ups see: maps under `Release`, `Chart` and `Values`.
pub(in crate::render) struct Sight<'a> {
    pub(in crate::render) release: &'a Value,
    pub(in crate::render) chart: &'a Value,
    pub(in crate::render) values: &'a Value,
}

/// The text with its look-ups replaced. `key` names the value in errors.
///
/// `{{-` and `-}}` take the white space before and after along, as in Go's templates. What is not there gives nothing.
pub(in crate::render) fn evaluate(template: &str, key: &str, sight: &Sight) -> Result<String> {
    let mut out = String::new();
    let mut rest = template;
    let mut trim = false;
    while let Some((before, after)) = rest.split_once("{{") {
        let Some((action, next)) = after.split_once("}}") else {
            return Err(refused(key, after));
        };
        let (action, trim_before) = match action.strip_prefix('-') {
            Some(inner) if inner.starts_with(char::is_whitespace) => (inner, true),
            _ => (action, false),
        };
        let (action, trim_after) = match action.strip_suffix('-') {
            Some(inner) if inner.ends_with(char::is_whitespace) => (inner, true),
            _ => (action, false),
        };
        out.push_str(trimmed(before, trim, trim_before));
        out.push_str(&looked_up(action.trim(), key, sight)?);
        (rest, trim) = (next, trim_after);
    }
    out.push_str(trimmed(rest, trim, false));
    Ok(out)
}

fn trimmed(text: &str, start: bool, end: bool) -> &str {
    let text = if start { text.trim_start() } else { text };
    if end { text.trim_end() } else { text }
}

fn looked_up(path: &str, key: &str, sight: &Sight) -> Result<String> {
    let mut names = path
        .strip_prefix('.')
        .ok_or_else(|| refused(key, path))?
        .split('.');
    let root = names.next().unwrap_or_default();
    let mut at = match root {
        "Release" => sight.release,
        "Chart" => sight.chart,
        "Values" => sight.values,
        _ => return Err(refused(key, path)),
    };
    for name in names {
        let known = root == "Values" || at.get(name).is_some();
        if !is_identifier(name) || !at.is_object() || !known {
            return Err(refused(key, path));
        }
        at = at.get(name).unwrap_or(&Value::Null);
    }
    text::shown(at).ok_or_else(|| refused(key, path))
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|first| first == '_' || first.is_alphabetic())
        && chars.all(|one| one == '_' || one.is_alphanumeric())
}

fn refused(key: &str, action: &str) -> Error {
    let action = action.trim();
    Error::usage("bad-value", format!("`{key}` has a template action that is not a look-up: `{action}`"))
        .hint("only look-ups such as `{{ .Release.Name }}`, `{{ .Values.global.tag }}` and `{{ .Chart.Version }}` work in values")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Sight, evaluate};

    fn evaluated(template: &str) -> Result<String, String> {
        let release = json!({"Name": "dapr", "Namespace": "dapr-system", "Service": "Helm"});
        let chart = json!({"Name": "dapr_operator", "Version": "1.18.3", "AppVersion": "1.0"});
        let values = json!({"component": "operator", "port": 80, "on": true, "none": null, "map": {"a": "b"}, "a-b": 1});
        let sight = Sight {
            release: &release,
            chart: &chart,
            values: &values,
        };
        evaluate(template, "global.k8sLabels.x", &sight).map_err(|error| error.message)
    }

    #[test]
    fn look_ups_are_replaced() {
        let rows = [
            ("plain", "plain"),
            ("", ""),
            ("{{ .Release.Name }}", "dapr"),
            (
                "{{.Release.Namespace}}/{{ .Release.Service }}",
                "dapr-system/Helm",
            ),
            (
                "{{ .Chart.Name }}-{{ .Chart.Version }}",
                "dapr_operator-1.18.3",
            ),
            ("v{{ .Values.port }}{{ .Values.on }}", "v80true"),
            ("{{ .Values.map.a }}", "b"),
            ("a {{- .Values.component }} b", "aoperator b"),
            ("a {{ .Values.component -}} b", "a operatorb"),
            ("a\n\t{{- .Values.component -}}\n b", "aoperatorb"),
            ("{{ .Values.component -}}  {{ .Values.port }}", "operator80"),
            ("{{ .Values.none }}{{ .Values.missing }}", ""),
            ("}} {", "}} {"),
        ];
        for (template, expected) in rows {
            assert_eq!(evaluated(template).as_deref(), Ok(expected), "{template}");
        }
    }

    #[test]
    fn all_else_is_refused_with_the_key() {
        let rows = [
            "{{ .Release.Name | upper }}",
            "{{ .Release.Revision }}",
            "{{ .Chart.Home }}",
            "{{ .Values.missing.deeper }}",
            "{{ .Values.component.deeper }}",
            "{{ .Values.map }}",
            "{{ .Values.a-b }}",
            "{{ .Values. }}",
            "{{ .Capabilities.KubeVersion }}",
            "{{ \"text\" }}",
            "{{ if .Values.on }}x{{ end }}",
            "{{-.Release.Name}}",
            "{{ Release.Name }}",
            "{{ . }}",
            "{{}}",
            "{{ .Release.Name",
            "{{ /* comment */ }}",
        ];
        for template in rows {
            let refused = evaluated(template).expect_err(template);
            assert!(
                refused.starts_with(
                    "`global.k8sLabels.x` has a template action that is not a look-up: `"
                ),
                "{refused}"
            );
        }
    }

    proptest! {
        #[test]
        fn text_without_actions_stays(text in "[^{]*") {
            prop_assert_eq!(evaluated(&text), Ok(text));
        }

        #[test]
        fn nothing_panics(text in "[{}. \\-a-zA-Z]{0,20}") {
            let _: Result<String, String> = evaluated(&text);
        }
    }

    #[test]
    fn a_value_is_not_read_again() {
        let values = json!({"a": "{{ .Release.Name }}"});
        let sight = Sight {
            release: &Value::Null,
            chart: &Value::Null,
            values: &values,
        };
        assert_eq!(
            evaluate("{{ .Values.a }}", "x", &sight),
            Ok("{{ .Release.Name }}".into())
        );
    }
}
