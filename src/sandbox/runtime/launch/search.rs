//! Programs on this machine.

use std::ffi::{OsStr, OsString};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Names under which the same program goes.
const ALIASES: [(&str, &str); 6] = [
    ("redis-server", "valkey-server"),
    ("redis-cli", "valkey-cli"),
    ("valkey-server", "redis-server"),
    ("valkey-cli", "redis-cli"),
    ("node", "nodejs"),
    ("python", "python3"),
];

/// The program that a command's first word means: an absolute path that is there, else a program of
/// that name on the search path.
pub(crate) fn find(word: &str, path: &OsStr) -> Option<PathBuf> {
    let direct = Path::new(word);
    if direct.is_absolute() && runs(direct) {
        return Some(direct.to_owned());
    }
    let name = direct.file_name()?.to_str()?;
    let other = ALIASES.iter().filter(|(known, _)| *known == name);
    let names = std::iter::once(name).chain(other.map(|(_, other)| *other));
    let mut found = names.filter_map(|name| on_path(name, path));
    found.next()
}

fn on_path(name: &str, path: &OsStr) -> Option<PathBuf> {
    std::env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| runs(file))
}

fn runs(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// The words of a command line, with quotes as a shell has them.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(open), close) if open == close => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, space) if space.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}

/// The search path of a container: the host's.
pub(crate) fn or_usual(path: &OsStr) -> OsString {
    if path.is_empty() {
        return "/usr/local/bin:/usr/bin:/bin".into();
    }
    path.to_owned()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{find, words};

    #[test]
    fn programs_are_found_by_path_name_and_alias() {
        let folder = tempfile::tempdir().unwrap();
        for (name, mode) in [("valkey-server", 0o755), ("plain", 0o644), ("tool", 0o755)] {
            let file = folder.path().join(name);
            std::fs::write(&file, "").unwrap();
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        }
        let at = |name: &str| Some(folder.path().join(name));
        let tool = folder.path().join("tool");
        let rows = [
            ("redis-server", at("valkey-server")),
            ("/usr/local/nowhere/redis-server", at("valkey-server")),
            ("tool", at("tool")),
            (tool.to_str().unwrap(), at("tool")),
            ("plain", None),
            ("nothing", None),
            ("", None),
        ];
        for (word, expected) in rows {
            assert_eq!(find(word, folder.path().as_os_str()), expected, "{word}");
        }
    }

    #[test]
    fn command_lines_are_split_as_a_shell_does() {
        let rows: [(&str, &[&str]); 5] = [
            ("a b  c", &["a", "b", "c"]),
            ("a 'b c' \"d\"e", &["a", "b c", "de"]),
            ("a ''", &["a", ""]),
            ("  ", &[]),
            ("it's", &["its"]),
        ];
        for (line, expected) in rows {
            assert_eq!(words(line), expected, "{line}");
        }
    }
}
