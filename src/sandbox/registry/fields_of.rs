//! Field selectors.

use serde_json::Value;

use super::Resource;

/// One `field=value` or `field!=value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FieldTerm {
    field: String,
    value: String,
    equal: bool,
}

/// Fields beside `metadata.name` and `metadata.namespace` that a resource can be selected by.
const FIELDS: [(&str, &[&str]); 8] = [
    (
        "pods",
        &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
    ),
    ("nodes", &["spec.unschedulable"]),
    (
        "events",
        &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type",
        ],
    ),
    ("namespaces", &["status.phase"]),
    ("secrets", &["type"]),
    ("services", &["spec.clusterIP", "spec.type"]),
    ("replicationcontrollers", &["status.replicas"]),
    ("jobs.batch", &["status.successful"]),
];

/// Reads `a=b,c!=d`; a backslash before `,`, `=` or `\` takes it as it is.
pub(super) fn parse_fields(text: &str) -> Result<Vec<FieldTerm>, String> {
    let terms = split(text).into_iter().filter(|term| !term.is_empty());
    terms
        .map(|term| {
            let cannot = || format!("invalid selector: '{text}'; can't understand '{term}'");
            read(&term).ok_or_else(cannot)
        })
        .collect()
}

fn split(text: &str) -> Vec<String> {
    let mut terms = vec![String::new()];
    let mut escaped = false;
    for letter in text.chars() {
        if letter == ',' && !escaped {
            terms.push(String::new());
            continue;
        }
        escaped = letter == '\\' && !escaped;
        if let Some(last) = terms.last_mut() {
            last.push(letter);
        }
    }
    terms
}

fn read(term: &str) -> Option<FieldTerm> {
    let at = term.find(['=', '!'])?;
    let (field, rest) = term.split_at(at);
    let (equal, value) = if let Some(value) = rest.strip_prefix("!=") {
        (false, value)
    } else if let Some(value) = rest.strip_prefix("==") {
        (true, value)
    } else {
        (true, rest.strip_prefix('=')?)
    };
    Some(FieldTerm {
        field: field.to_owned(),
        value: unescape(value)?,
        equal,
    })
}

fn unescape(value: &str) -> Option<String> {
    let mut plain = String::new();
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.push(letters.next().filter(|next| ",=\\".contains(*next))?),
            ',' | '=' => return None,
            other => plain.push(other),
        }
    }
    Some(plain)
}

impl FieldTerm {
    pub(super) fn matches(&self, object: &Value) -> bool {
        (self.found(object) == self.value) == self.equal
    }

    fn found(&self, object: &Value) -> String {
        let pointer = match &*self.field {
            "source" => "/source/component".to_owned(),
            field => format!("/{}", field.replace('.', "/")),
        };
        match object.pointer(&pointer) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => self.absent().to_owned(),
            Some(other) => other.to_string(),
        }
    }

    /// What Go has for a field that nobody set.
    fn absent(&self) -> &'static str {
        match &*self.field {
            "spec.unschedulable" | "spec.hostNetwork" => "false",
            "status.replicas" | "status.successful" => "0",
            _ => "",
        }
    }

    /// Why the resource cannot be selected by it.
    pub(super) fn unsupported(&self, of: &Resource) -> Option<String> {
        let field = &*self.field;
        if field == "metadata.name" || (field == "metadata.namespace" && of.namespaced) {
            return None;
        }
        let known = FIELDS
            .iter()
            .find(|(resource, _)| *resource == super::storage_name(of));
        match known {
            Some((_, fields)) if fields.contains(&field) => None,
            Some(_) => Some(format!("field label not supported: {field}")),
            None if of.definition.is_some() => selectable(of, field),
            None => Some(format!(
                "\"{field}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            )),
        }
    }
}

fn selectable(of: &Resource, field: &str) -> Option<String> {
    let known = of
        .selectable
        .iter()
        .any(|path| path.trim_start_matches('.') == field);
    (!known).then(|| format!("field label not supported: {field}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn field_selectors_mean_what_they_say() {
        let pod = json!({"metadata": {"name": "a,b"}, "status": {"phase": "Running"}, "spec": {}});
        let rows = [
            ("", Some(true)),
            ("status.phase=Running", Some(true)),
            ("status.phase==Running,metadata.name!=x", Some(true)),
            ("status.phase!=Running", Some(false)),
            (r"metadata.name=a\,b", Some(true)),
            ("spec.nodeName=", Some(true)),
            ("spec.hostNetwork=false", Some(true)),
            ("status.phase", None),
            ("a=b=c", None),
        ];
        for (text, expected) in rows {
            let found = parse_fields(text).ok();
            let found = found.map(|terms| terms.iter().all(|term| term.matches(&pod)));
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(
            parse_fields("a=b,what").unwrap_err(),
            "invalid selector: 'a=b,what'; can't understand 'what'"
        );
    }
}
