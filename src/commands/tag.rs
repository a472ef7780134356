//! The images' tag: `global.tag` holds version and variant in one.

use crate::settings::RENDERED_VERSION;

/// The variant that is none: the images that Dapr makes first.
const DEFAULT: &str = "default";

/// The tag in a release's values.
#[derive(Clone, Copy)]
pub(super) struct Had<'a> {
    pub(super) tag: &'a str,
    /// Version of the chart that the release was made from.
    pub(super) chart: &'a str,
}

/// A tag that Dapr's own images have.
struct Tag<'a> {
    /// `1.18.3` or `1.18.4-rc.1`.
    version: &'a str,
    /// `mariner`.
    variant: Option<&'a str>,
}

/// The tag that the values should have; `None` for the chart's own.
///
/// What is asked for wins, and what isn't stays. A tag that goes with another chart than ours is
/// replaced even if nothing is asked, for templates and images go together; but one that isn't
/// of Dapr's shape is the user's own.
pub(super) fn wanted(
    had: Option<Had<'_>>,
    version: Option<&str>,
    variant: Option<&str>,
) -> Option<String> {
    let before = had.and_then(|had| Tag::parse(had.tag));
    let is_current = had.is_some_and(|had| had.chart == RENDERED_VERSION);
    let kept_variant = before.as_ref().and_then(|before| before.variant);
    match (version, variant) {
        (None, None) if is_current || before.is_none() => had.map(|had| had.tag.to_owned()),
        (None, None) => kept_variant.map(|kept| joined(RENDERED_VERSION, Some(kept))),
        (None, variant) => {
            let before = before.filter(|_| is_current);
            let version = before.map_or(RENDERED_VERSION, |before| before.version);
            let is_charts_own = variant == Some(DEFAULT) && version == RENDERED_VERSION;
            (!is_charts_own).then(|| joined(version, variant))
        }
        (Some(version), variant) => {
            let has_own = Tag::parse(version).is_some_and(|asked| asked.variant.is_some());
            let kept = kept_variant.filter(|_| !has_own);
            Some(joined(version, variant.or(kept)))
        }
    }
}

fn joined(version: &str, variant: Option<&str>) -> String {
    let variant = variant.filter(|variant| *variant != DEFAULT);
    match variant.map(|variant| format!("-{variant}")) {
        Some(end) if !version.ends_with(&end) => format!("{version}{end}"),
        _ => version.to_owned(),
    }
}

impl<'a> Tag<'a> {
    fn parse(tag: &'a str) -> Option<Self> {
        let (release, rest) = cut(tag);
        let numbers: Vec<_> = release.split('.').collect();
        if numbers.len() != 3 || !numbers.into_iter().all(is_number) {
            return None;
        }
        let (version, variant) = match rest.map(cut) {
            Some((pre, rest)) if is_candidate(pre) => (&tag[..release.len() + 1 + pre.len()], rest),
            _ => (release, rest),
        };
        let is_whole = variant.is_none_or(|variant| !variant.is_empty());
        is_whole.then_some(Self { version, variant })
    }
}

/// What stands before the first `-`, and after it.
fn cut(text: &str) -> (&str, Option<&str>) {
    match text.split_once('-') {
        Some((first, rest)) => (first, Some(rest)),
        None => (text, None),
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `rc.1`
fn is_candidate(text: &str) -> bool {
    text.strip_prefix("rc.").is_some_and(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_dapr() {
        let rows = [
            ("1.18.3", Some(("1.18.3", None))),
            ("1.18.3-mariner", Some(("1.18.3", Some("mariner")))),
            ("1.18.4-rc.1", Some(("1.18.4-rc.1", None))),
            (
                "1.18.4-rc.1-mariner",
                Some(("1.18.4-rc.1", Some("mariner"))),
            ),
            ("1.15.3-msft.2", Some(("1.15.3", Some("msft.2")))),
            ("1.18.3-a-b", Some(("1.18.3", Some("a-b")))),
            ("1.18.3-", None),
            ("1.18.4-rc.1-", None),
            ("1.18", None),
            ("1.18.x", None),
            ("v1.18.3", None),
            ("edge", None),
            ("", None),
        ];
        for (tag, wanted) in rows {
            let parsed = Tag::parse(tag).map(|tag| (tag.version, tag.variant));
            assert_eq!(parsed, wanted, "{tag}");
        }
    }

    /// A tag and its chart, what is asked (version, variant), what comes of it.
    type Row<'a> = (
        Option<(&'a str, &'a str)>,
        Option<&'a str>,
        Option<&'a str>,
        Option<&'a str>,
    );

    #[test]
    fn what_is_asked_wins_and_the_rest_stays() {
        let mariner = Some("mariner");
        let rows: &[Row<'_>] = &[
            // Nothing is there.
            (None, None, None, None),
            (None, Some("1.18.2"), None, Some("1.18.2")),
            (None, Some("1.18.3"), mariner, Some("1.18.3-mariner")),
            (None, None, mariner, Some("1.18.3-mariner")),
            // Pinned by an earlier run of ours.
            (Some(("1.18.2", "1.18.3")), None, None, Some("1.18.2")),
            (
                Some(("1.18.2", "1.18.3")),
                Some("1.18.3"),
                None,
                Some("1.18.3"),
            ),
            (
                Some(("1.18.2", "1.18.3")),
                None,
                mariner,
                Some("1.18.2-mariner"),
            ),
            (
                Some(("1.18.2-mariner", "1.18.3")),
                Some("1.18.3"),
                None,
                Some("1.18.3-mariner"),
            ),
            (
                Some(("1.18.4-rc.1", "1.18.3")),
                None,
                mariner,
                Some("1.18.4-rc.1-mariner"),
            ),
            // Written for another chart.
            (Some(("1.17.9", "1.17.9")), None, None, None),
            (
                Some(("1.17.9-mariner", "1.17.9")),
                None,
                None,
                Some("1.18.3-mariner"),
            ),
            (
                Some(("1.17.9", "1.17.9")),
                None,
                mariner,
                Some("1.18.3-mariner"),
            ),
            (
                Some(("1.17.9-mariner", "1.17.9")),
                Some("1.18.2"),
                None,
                Some("1.18.2-mariner"),
            ),
            // The user's own.
            (Some(("edge", "1.17.9")), None, None, Some("edge")),
            (
                Some(("edge", "1.18.3")),
                Some("1.18.2"),
                None,
                Some("1.18.2"),
            ),
            (
                Some(("edge", "1.18.3")),
                None,
                mariner,
                Some("1.18.3-mariner"),
            ),
            // A version that names its variant.
            (
                Some(("1.18.2-mariner", "1.18.3")),
                Some("1.18.3-mariner"),
                None,
                Some("1.18.3-mariner"),
            ),
            (
                None,
                Some("1.18.3-mariner"),
                mariner,
                Some("1.18.3-mariner"),
            ),
            (
                Some(("1.18.2-mariner", "1.18.3")),
                Some("1.18.3-corp"),
                None,
                Some("1.18.3-corp"),
            ),
        ];
        for &(had, version, variant, expected) in rows {
            let had = had.map(|(tag, chart)| Had { tag, chart });
            let row = format!("{:?} {version:?} {variant:?}", had.map(|had| had.tag));
            assert_eq!(wanted(had, version, variant).as_deref(), expected, "{row}");
        }
    }

    #[test]
    fn a_variant_is_taken_back() {
        let rows = [
            (None, None, None),
            (Some(("1.18.3-mariner", "1.18.3")), None, None),
            (Some(("1.18.2-mariner", "1.18.3")), None, Some("1.18.2")),
            (
                Some(("1.18.3-mariner", "1.18.3")),
                Some("1.18.2"),
                Some("1.18.2"),
            ),
            (Some(("1.17.9-mariner", "1.17.9")), None, None),
        ];
        for (had, version, expected) in rows {
            let had = had.map(|(tag, chart)| Had { tag, chart });
            let tag = wanted(had, version, Some(DEFAULT));
            assert_eq!(tag.as_deref(), expected, "{version:?}");
        }
    }

    /// `wanted` applied to its own answer, with our chart, changes nothing more.
    #[test]
    fn a_second_run_changes_nothing() {
        for first in ["1.17.9", "1.17.9-mariner", "1.18.2", "edge"] {
            for version in [None, Some("1.18.2")] {
                for variant in [None, Some("mariner"), Some(DEFAULT)] {
                    let had = Had {
                        tag: first,
                        chart: "1.17.9",
                    };
                    let once = wanted(Some(had), version, variant);
                    let had = once.as_deref().map(|tag| Had {
                        tag,
                        chart: RENDERED_VERSION,
                    });
                    assert_eq!(wanted(had, version, variant), once, "{first}");
                    assert_eq!(wanted(had, None, None), once, "{first}");
                }
            }
        }
    }
}
