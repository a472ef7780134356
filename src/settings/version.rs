//! Which versions of Dapr can be asked for.

use crate::error::{Error, Result};

/// The version whose manifests daprk renders; `latest` means it.
pub const RENDERED_VERSION: &str = "1.18.3";

/// The image tag for what was asked: `latest`, or a version with or without `v`. Another patch
/// of the rendered minor is fine, since only the images differ; another minor has other
/// manifests. `from` says where it was asked, for the error.
pub(super) fn tag(asked: &str, from: &str) -> Result<String> {
    let version = asked.strip_prefix('v').unwrap_or(asked);
    if asked == "latest" {
        return Ok(RENDERED_VERSION.to_owned());
    }
    if minor(version).is_some_and(|asked| Some(asked) == minor(RENDERED_VERSION)) {
        return Ok(version.to_owned());
    }
    let message = match minor(version) {
        Some(_) => format!("daprk renders Dapr {RENDERED_VERSION}, not {version}"),
        None => format!("`{asked}` is not a version of Dapr"),
    };
    Err(Error::usage("unknown-version", message)
        .on(format!("{from} {asked}"))
        .hint("use latest, or a version 1.18.z"))
}

/// `1.18` of `1.18.3` and of `1.18.4-rc.1`; `None` for what isn't a version.
fn minor(version: &str) -> Option<&str> {
    let (release, pre) = version.split_once('-').unwrap_or((version, "rc"));
    let (minor, patch) = release.rsplit_once('.')?;
    let (major, second) = minor.split_once('.')?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let tail = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    let good = [major, second, patch].into_iter().all(number);
    (good && !pre.is_empty() && pre.chars().all(tail)).then_some(minor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        let rows = [
            ("latest", Some("1.18.3")),
            ("1.18.3", Some("1.18.3")),
            ("v1.18.3", Some("1.18.3")),
            ("1.18.0", Some("1.18.0")),
            ("1.18.12", Some("1.18.12")),
            ("v1.18.4-rc.1", Some("1.18.4-rc.1")),
            ("1.17.9", None),
            ("1.19.0", None),
            ("11.18.3", None),
            ("1.18", None),
            ("1.18.x", None),
            ("1.18.3-", None),
            ("1.18.3 ", None),
            ("1.18.3.4", None),
            ("edge", None),
            ("", None),
        ];
        for (asked, wanted) in rows {
            assert_eq!(tag(asked, "").ok().as_deref(), wanted, "{asked}");
        }
    }

    #[test]
    fn errors_name_what_is_rendered_and_where_it_was_asked() {
        let error = tag("v1.17.9", "--runtime-version").expect_err("another minor");
        assert_eq!(error.message, "daprk renders Dapr 1.18.3, not 1.17.9");
        assert_eq!(error.on.as_deref(), Some("--runtime-version v1.17.9"));
        let error = tag("edge", "--runtime-version").expect_err("no version");
        assert_eq!(error.message, "`edge` is not a version of Dapr");
    }

    #[test]
    fn the_hint_fits_the_rendered_version() {
        assert_eq!(minor(RENDERED_VERSION), Some("1.18"));
    }
}
