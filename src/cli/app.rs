//! The flags that shape an application: `deploy`, `template` and `diff`.

use clap::{Args, ValueHint};

use super::name;

/// Changes to an application.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Application")]
pub struct AppArgs {
    /// Run another image (repeatable)
    #[arg(long = "image", value_name = "NAME=IMAGE", value_parser = pair)]
    pub images: Vec<(String, String)>,

    /// Number of pods of an app (repeatable)
    #[arg(long, value_name = "APP=N", value_parser = count)]
    pub replicas: Vec<(String, u32)>,

    /// Name of the state store component
    #[arg(long, value_name = "NAME", value_parser = name::component)]
    pub state_store: Option<String>,
}

impl AppArgs {
    /// The first of these flags that was typed, for commands where it can be out of place.
    pub fn first_typed(&self) -> Option<&'static str> {
        [
            ("--image", !self.images.is_empty()),
            ("--replicas", !self.replicas.is_empty()),
            ("--state-store", self.state_store.is_some()),
        ]
        .into_iter()
        .find_map(|(flag, typed)| typed.then_some(flag))
    }
}

/// Where images of an application come from, for commands that are about nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Application")]
pub struct RegistryArgs {
    /// Registry of its images, as in REGISTRY/redis:7.0
    ///
    /// Every container's image keeps its last name and its tag, and has REGISTRY in front of them
    /// in place of what was there. One that begins with REGISTRY stays as it is. A bundled
    /// application keeps them as values, over which --image and --set win.
    #[arg(long, value_name = "REGISTRY")]
    pub image_registry: Option<String>,
}

/// A bundled application, or manifests of one's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct ManifestArgs {
    /// Bundled application: hello-kubernetes, redis, zipkin
    #[arg(value_name = "NAME", conflicts_with = "files")]
    pub bundled: Option<String>,

    /// Manifests: a file, a directory, a URL or - (repeatable)
    #[arg(
        short,
        long = "file",
        value_name = "FILE",
        value_hint = ValueHint::AnyPath,
        requires = "name"
    )]
    pub files: Vec<String>,

    /// Name to remember the manifests by
    #[arg(long, value_name = "NAME", requires = "files", value_parser = name::release)]
    pub name: Option<String>,
}

/// `NAME=IMAGE`
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, image)) if !name.is_empty() && !image.is_empty() => {
            Ok((name.to_owned(), image.to_owned()))
        }
        _ => Err("write it as NAME=IMAGE, e.g. node=example.org/node:2".to_owned()),
    }
}

/// `APP=N`
fn count(text: &str) -> Result<(String, u32), String> {
    let parts = text
        .split_once('=')
        .filter(|(app, _)| !app.is_empty())
        .and_then(|(app, count)| Some((app.to_owned(), count.parse().ok()?)));
    parts.ok_or_else(|| "write it as APP=N, e.g. nodeapp=3".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images() {
        let rows = [
            ("node=r/n:2", Some(("node", "r/n:2"))),
            ("node=r/n@sha256:0=", Some(("node", "r/n@sha256:0="))),
            ("node", None),
            ("=x", None),
            ("node=", None),
        ];
        for (text, wanted) in rows {
            let wanted = wanted.map(|(name, image)| (name.to_owned(), image.to_owned()));
            assert_eq!(pair(text).ok(), wanted, "{text}");
        }
    }

    #[test]
    fn replicas() {
        let rows = [
            ("nodeapp=3", Some(3)),
            ("nodeapp=0", Some(0)),
            ("nodeapp=-1", None),
            ("nodeapp=many", None),
            ("=3", None),
            ("3", None),
        ];
        for (text, wanted) in rows {
            let wanted = wanted.map(|count| ("nodeapp".to_owned(), count));
            assert_eq!(count(text).ok(), wanted, "{text}");
        }
    }
}
