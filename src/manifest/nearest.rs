//! The name that was probably meant.

/// How like a known name another one must be to be taken for it misspelt (Jaro-Winkler).
const NEAR: f64 = 0.85;

/// The one of these that is spelt most like a name, if it is near; capitals do not count.
pub fn nearest<'a>(name: &str, among: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let likeness = |other: &str| strsim::jaro_winkler(&other.to_lowercase(), &name);
    among
        .map(|other| (likeness(other), other))
        .filter(|(likeness, _)| *likeness > NEAR)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_misspelt_name_has_a_nearest_one() {
        let known = ["Deployment", "appPort", "run"];
        let rows = [
            ("deploymnt", Some("Deployment")),
            ("apport", Some("appPort")),
            ("runs", Some("run")),
            ("xyz", None),
        ];
        for (name, expected) in rows {
            assert_eq!(nearest(name, known.into_iter()), expected, "{name}");
        }
    }
}
