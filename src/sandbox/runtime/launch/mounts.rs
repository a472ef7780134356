//! Where the volumes of a container really are. Nothing is mounted: paths are rewritten.

use std::path::{Path, PathBuf};

/// Mount paths of a container with the folders (or files, by `subPath`) behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mounts(Vec<(String, PathBuf)>);

impl Mounts {
    /// A mount at the root of everything is left out: nothing could be told from it.
    pub(crate) fn new(mounts: impl IntoIterator<Item = (String, PathBuf)>) -> Self {
        let trimmed = mounts
            .into_iter()
            .map(|(path, real)| (path.trim_end_matches('/').to_owned(), real));
        let mut all: Vec<_> = trimmed.filter(|(path, _)| path.len() > 1).collect();
        all.sort_by_key(|(path, _)| std::cmp::Reverse(path.len()));
        Self(all)
    }

    /// A text with the real paths in it. A mount path counts at the beginning and after a character
    /// that separates, if it is whole.
    pub(crate) fn rewrite(&self, text: &str) -> String {
        let mut written = String::new();
        let mut rest = text;
        let mut begins = true;
        while let Some(next) = rest.chars().next() {
            if begins && let Some((path, real)) = self.at(rest) {
                written.push_str(&real.to_string_lossy());
                rest = &rest[path.len()..];
                begins = false;
                continue;
            }
            written.push(next);
            begins = separates(next);
            rest = &rest[next.len_utf8()..];
        }
        written
    }

    /// The longest mount path that a text begins with.
    fn at(&self, text: &str) -> Option<(&str, &Path)> {
        let found = self.0.iter().find(|(path, _)| {
            let rest = text.strip_prefix(path.as_str());
            rest.is_some_and(|rest| {
                rest.chars()
                    .next()
                    .is_none_or(|next| next == '/' || separates(next))
            })
        });
        found.map(|(path, real)| (path.as_str(), real.as_path()))
    }
}

fn separates(character: char) -> bool {
    character.is_whitespace() || "=,:;\"'`<>()|&{}[]".contains(character)
}

#[cfg(test)]
mod tests {
    use super::Mounts;

    #[test]
    fn paths_lead_to_the_real_folders() {
        let mounts = Mounts::new([
            ("/data".to_owned(), "/h/v/data".into()),
            ("/data/logs/".to_owned(), "/h/v/logs".into()),
            ("/etc/app.conf".to_owned(), "/h/v/config/app.conf".into()),
            ("/".to_owned(), "/h/v/root".into()),
        ]);
        let rows = [
            ("/data", "/h/v/data"),
            ("/data/x", "/h/v/data/x"),
            ("/data/logs/a", "/h/v/logs/a"),
            ("/data/logs", "/h/v/logs"),
            ("/database", "/database"),
            ("/x/data", "/x/data"),
            ("--dir=/data", "--dir=/h/v/data"),
            ("/data:/etc/app.conf", "/h/v/data:/h/v/config/app.conf"),
            ("a,/data,b", "a,/h/v/data,b"),
            (
                "echo hi >/data/x; cat '/data/y'",
                "echo hi >/h/v/data/x; cat '/h/v/data/y'",
            ),
            ("http://x/data", "http://x/data"),
            ("file:///data/x", "file:///data/x"),
            ("", ""),
        ];
        for (text, expected) in rows {
            assert_eq!(mounts.rewrite(text), expected, "{text}");
        }
    }
}
