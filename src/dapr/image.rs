//! Image references: `registry:port/path:tag@digest`.

/// Characters of a digest that are enough to tell two apart.
const SHORT_DIGEST: usize = 12;

/// What people call the version of an image: its tag; without one the beginning of its digest;
/// without either `latest`, which is what is then pulled.
pub fn version(image: &str) -> &str {
    let (name, digest) = match image.split_once('@') {
        Some((name, digest)) => (name, Some(digest)),
        None => (image, None),
    };
    tag(name).or_else(|| digest.map(short)).unwrap_or("latest")
}

/// A colon before the last slash belongs to the registry's port.
fn tag(name: &str) -> Option<&str> {
    let last = name.rsplit('/').next()?;
    last.split_once(':').map(|(_, tag)| tag)
}

fn short(digest: &str) -> &str {
    let algorithm = digest.find(':').map_or(0, |colon| colon + 1);
    digest.get(..algorithm + SHORT_DIGEST).unwrap_or(digest)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_of_images() {
        let digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
        let rows = [
            ("ghcr.io/dapr/operator:1.18.3".to_owned(), "1.18.3"),
            ("reg:5000/dapr/operator:1.18.3".to_owned(), "1.18.3"),
            ("reg:5000/dapr/operator".to_owned(), "latest"),
            ("operator".to_owned(), "latest"),
            (
                format!("ghcr.io/dapr/operator:1.18.3-mariner@{digest}"),
                "1.18.3-mariner",
            ),
            (
                format!("reg:5000/dapr/operator@{digest}"),
                "sha256:0123456789ab",
            ),
            ("x@sha256:ab".to_owned(), "sha256:ab"),
        ];
        for (image, expected) in rows {
            assert_eq!(version(&image), expected, "{image}");
        }
    }
}
