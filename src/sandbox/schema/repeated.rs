//! What a body gives more than once. The last of it counts; the others are told.

use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::types::{Shape, Type};

/// Something that a body gives more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// A field of a JSON object; who has no such field is not told of it.
    Field(FieldPath),
    /// A field of one of a JSON patch's operations.
    OfPatch(FieldPath),
    /// A key of a YAML map, in this line.
    Key(u64, String),
}

/// Where a field is, from an object's root.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FieldPath(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Step {
    Field(String),
    Index(usize),
}

impl Repeated {
    /// Whether an object of this type has it.
    pub fn is_of(&self, of: &Type) -> bool {
        match self {
            Self::Field(path) => path.is_of(of),
            Self::OfPatch(_) | Self::Key(..) => true,
        }
    }
}

/// As a `Warning` header says it.
impl fmt::Display for Repeated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(path) => write!(f, "duplicate field \"{path}\""),
            Self::OfPatch(path) => write!(f, "json patch duplicate field \"{path}\""),
            Self::Key(line, key) => write!(f, "line {line}: key \"{key}\" already set in map"),
        }
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if at == 0 => write!(f, "{name}")?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl FieldPath {
    fn is_of(&self, of: &Type) -> bool {
        let mut at = of.clone();
        for step in &self.0 {
            let next = match (step, at.shape()) {
                (Step::Field(name), _) => at.field(name),
                (Step::Index(_), Shape::List { items, .. }) => Some(items.clone()),
                (Step::Index(_), Shape::Any | Shape::Raw) => Some(at.clone()),
                (Step::Index(_), _) => None,
            };
            let Some(next) = next else { return false };
            at = next;
        }
        true
    }
}

/// The fields that a JSON text has more than once, each told once, in the order of the text.
/// Nothing of a text that is no JSON.
pub fn repeated_fields(json: &[u8]) -> Vec<FieldPath> {
    let mut found = Found::default();
    let mut reader = serde_json::Deserializer::from_slice(json);
    let walk = Walk {
        at: &mut FieldPath::default(),
        found: &mut found,
    };
    // Whoever reads it for its contents has told what is wrong with it.
    let _ = walk.deserialize(&mut reader);
    found.paths
}

#[derive(Default)]
struct Found {
    paths: Vec<FieldPath>,
    known: HashSet<FieldPath>,
}

impl Found {
    fn add(&mut self, path: &FieldPath) {
        if self.known.insert(path.clone()) {
            self.paths.push(path.clone());
        }
    }
}

/// Reads a value for its keys alone.
struct Walk<'a> {
    at: &'a mut FieldPath,
    found: &'a mut Found,
}

impl Walk<'_> {
    fn below(&mut self, step: Step) -> Walk<'_> {
        self.at.0.push(step);
        Walk {
            at: self.at,
            found: self.found,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        for index in 0.. {
            let more = list.next_element_seed(self.below(Step::Index(index)))?;
            self.at.0.pop();
            if more.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut known = HashSet::new();
        while let Some(key) = map.next_key::<String>()? {
            let walk = self.below(Step::Field(key.clone()));
            // What comes a second time is told after what the first had within it.
            if known.insert(key) {
                map.next_value_seed(walk)?;
            } else {
                walk.found.add(walk.at);
                map.next_value::<IgnoredAny>()?;
            }
            self.at.0.pop();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Repeated, repeated_fields};
    use crate::sandbox::schema::builtin;

    fn shown(json: &str) -> Vec<String> {
        let paths = repeated_fields(json.as_bytes());
        paths.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn fields_are_told_where_they_come_again() {
        let rows: [(&str, &[&str]); 5] = [
            (r#"{"a":1,"b":{"a":1}}"#, &[]),
            (r#"{"a":1,"a":1,"a":{"b":1,"b":2}}"#, &["a"]),
            (
                r#"{"s":{"c":[{"i":1,"i":2,"e":[{"v":1,"v":1}]}],"c":[]}}"#,
                &["s.c[0].i", "s.c[0].e[0].v", "s.c"],
            ),
            (r#"[{"op":1},{"op":2,"op":3}]"#, &["[1].op"]),
            ("{", &[]),
        ];
        for (json, expected) in rows {
            assert_eq!(shown(json), expected, "{json}");
        }
    }

    #[test]
    fn what_a_type_does_not_have_is_not_its_own() {
        let pod = builtin("v1", "Pod").unwrap();
        let rows = [
            (r#"{"metadata":{"labels":{"a.b/c":1,"a.b/c":2}}}"#, true),
            (
                r#"{"spec":{"containers":[{"env":[{"name":1,"name":2}]}]}}"#,
                true,
            ),
            (r#"{"spec":{"containerz":1,"containerz":2}}"#, false),
            (r#"{"spec":{"containerz":{"a":1,"a":2}}}"#, false),
        ];
        for (json, expected) in rows {
            let path = repeated_fields(json.as_bytes()).remove(0);
            assert_eq!(Repeated::Field(path).is_of(&pod), expected, "{json}");
        }
    }
}
