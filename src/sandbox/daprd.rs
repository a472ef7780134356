//! Which sidecar runs: the built-in one, or a real daprd of this machine.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::process::Command;
use tokio::sync::OnceCell;

use super::home::{Home, write_private};

/// The word for the built-in sidecar, where a path may stand.
pub const BUILT_IN: &str = "built-in";
/// The word for «a real one if one is found», where a path may stand.
pub const AUTO: &str = "auto";

/// Flags that a daprd must know to run in a sandbox.
pub const FLAGS: [&str; 7] = [
    "mode",
    "config",
    "resources-path",
    "dapr-listen-addresses",
    "dapr-public-listen-address",
    "dapr-internal-grpc-listen-address",
    "metrics-listen-address",
];

/// How long a daprd may take to say its version.
const ANSWERS: Duration = Duration::from_secs(10);
/// So much of what a program says is shown.
const SHOWN: usize = 80;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A real one, if one is found.
    Auto,
    /// The built-in one.
    BuiltIn,
    /// This one.
    At(PathBuf),
}

impl Wish {
    /// From the word of a flag.
    pub fn read(text: &str) -> Self {
        match text {
            AUTO => Self::Auto,
            BUILT_IN => Self::BuiltIn,
            path => Self::At(path.into()),
        }
    }

    /// What the last sandbox of this home was told.
    pub fn remembered(home: &Home) -> Self {
        let text = fs::read_to_string(home.daprd_wish()).unwrap_or_default();
        match text.trim_end_matches('\n') {
            "" => Self::Auto,
            text => Self::read(text),
        }
    }

    /// Keeps it for the next start.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn remember(&self, home: &Home) -> io::Result<()> {
        let text = match self {
            Self::Auto => AUTO,
            Self::BuiltIn => BUILT_IN,
            Self::At(path) => &path.to_string_lossy(),
        };
        write_private(&home.daprd_wish(), &format!("{text}\n"))
    }

    /// The program that is meant, none for the built-in sidecar. `user` is the home folder, where
    /// `dapr init --slim` leaves one; `path` is where programs are searched.
    pub fn program(&self, user: Option<&Path>, path: &OsStr) -> Option<PathBuf> {
        match self {
            Self::BuiltIn => None,
            Self::At(path) => Some(path.clone()),
            Self::Auto => {
                let own = user.map(|user| user.join(".dapr/bin"));
                let folders = own.into_iter().chain(std::env::split_paths(path));
                let files = folders
                    .filter(|folder| folder.is_absolute())
                    .map(|folder| folder.join("daprd"));
                files.into_iter().find(|file| is_program(file))
            }
        }
    }
}

fn is_program(file: &Path) -> bool {
    file.metadata()
        .is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// What the sidecars of a running sandbox are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Told {
    /// A real daprd, by its path; none is the built-in one.
    pub program: Option<PathBuf>,
    /// Its version.
    pub version: Option<String>,
    /// Why it cannot be used.
    pub problem: Option<String>,
}

impl Told {
    /// As the server of a home has written it; it holds while that server runs.
    pub fn of(home: &Home) -> Self {
        let text = fs::read_to_string(home.sidecar()).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Tells everybody.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn tell(&self, home: &Home) -> io::Result<()> {
        write_private(&home.sidecar(), &serde_json::to_string(self)?)
    }

    /// Whether a wish is what runs already.
    pub fn is(&self, wish: &Wish) -> bool {
        match wish {
            Wish::Auto => true,
            Wish::BuiltIn => self.program.is_none(),
            Wish::At(path) => self.program.as_ref() == Some(path),
        }
    }

    /// Which one: `built in`, or a path.
    pub fn name(&self) -> String {
        let program = self.program.as_ref();
        program.map_or("built in".to_owned(), |path| path.display().to_string())
    }

    /// In words: `built in`, `daprd 1.18.3 (/usr/bin/daprd)`.
    pub fn words(&self) -> String {
        let Some(program) = &self.program else {
            return "built in".to_owned();
        };
        let path = program.display();
        match (&self.version, &self.problem) {
            (Some(version), _) => format!("daprd {version} ({path})"),
            (None, Some(problem)) => problem.clone(),
            (None, None) => format!("daprd ({path})"),
        }
    }
}

/// A real daprd.
#[derive(Debug)]
pub struct Real {
    program: PathBuf,
    version: OnceCell<String>,
}

impl Real {
    /// At this path; nothing is looked at yet.
    pub fn at(program: PathBuf) -> Self {
        Self {
            program,
            version: OnceCell::new(),
        }
    }

    /// Its path.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Its version, once it was found usable; it is asked once.
    ///
    /// # Errors
    /// It cannot be used: why, and what to do, in one sentence. The next call asks again.
    pub async fn version(&self) -> Result<&str, String> {
        let asked = self.version.get_or_try_init(|| ask(&self.program));
        let version = asked.await.map_err(|words| {
            format!(
                "{words}; `daprk sandbox stop`, then `start --daprd PATH` takes another, \
                 `--daprd {BUILT_IN}` does without"
            )
        });
        version.map(String::as_str)
    }

    /// For `sandbox status`.
    pub async fn told(&self) -> Told {
        let asked = self.version().await;
        Told {
            program: Some(self.program.clone()),
            version: asked.as_ref().ok().map(|version| (*version).to_owned()),
            problem: asked.err(),
        }
    }
}

async fn ask(program: &Path) -> Result<String, String> {
    let said = run(program, "--version").await?;
    let version = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    if !said.status.success() || !is_version(&version) {
        return Err(format!(
            "{} is no daprd, it answers `--version` with {:?}",
            program.display(),
            first_line(&said)
        ));
    }
    let help = run(program, "--help").await?;
    let missing = missing(&text(&help));
    if missing.is_empty() {
        return Ok(version);
    }
    Err(format!(
        "{} is daprd {version} and too old for the sandbox, it does not know {}",
        program.display(),
        missing.join(", ")
    ))
}

async fn run(program: &Path, flag: &str) -> Result<Output, String> {
    let mut command = Command::new(program);
    command
        .arg(flag)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .env_remove("KUBECONFIG");
    match tokio::time::timeout(ANSWERS, command.output()).await {
        Ok(Ok(output)) => Ok(output),
        Ok(Err(error)) => Err(refused(program, &error)),
        Err(_) => Err(format!(
            "{} does not answer `{flag}` within {} s",
            program.display(),
            ANSWERS.as_secs()
        )),
    }
}

/// Why a program cannot be started.
fn refused(program: &Path, error: &io::Error) -> String {
    let path = program.display();
    match error.kind() {
        io::ErrorKind::NotFound if !program.exists() => format!("there is no {path}"),
        io::ErrorKind::PermissionDenied => {
            format!("{path} is not executable, `chmod +x {path}` makes it so")
        }
        _ => format!("{path} cannot be run on this machine, {error}"),
    }
}

/// `1.18.3`, `1.18.0-rc.1`, `edge`, `nightly-2026-01-02`.
fn is_version(text: &str) -> bool {
    let word = !text.is_empty() && text.len() <= 40 && !text.contains(char::is_whitespace);
    let numbered = text.starts_with(|first: char| first.is_ascii_digit()) && text.contains('.');
    word && (numbered || text == "edge" || text.starts_with("nightly"))
}

fn text(output: &Output) -> String {
    let both = [&output.stdout, &output.stderr];
    both.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
        .concat()
}

fn first_line(output: &Output) -> String {
    let text = text(output);
    let line = text.trim_start().lines().next().unwrap_or_default();
    line.chars().take(SHOWN).collect()
}

/// Needed flags that the text of `--help` does not have.
fn missing(help: &str) -> Vec<String> {
    let has = |flag: &&str| {
        let flag = format!("--{flag} ");
        help.contains(&flag)
    };
    let missing = FLAGS.into_iter().filter(|flag| !has(flag));
    missing.map(|flag| format!("--{flag}")).collect()
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};

    use super::{FLAGS, Real, Told, Wish, is_version};
    use crate::sandbox::home::Home;

    fn script(folder: &Path, name: &str, text: &str, mode: u32) -> PathBuf {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        // Written beside and renamed: a program that is open for writing cannot be run.
        let new = file.with_extension("new");
        fs::write(&new, text).unwrap();
        fs::set_permissions(&new, Permissions::from_mode(mode)).unwrap();
        fs::rename(&new, &file).unwrap();
        file
    }

    #[test]
    fn the_word_of_a_flag_is_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert_eq!(Wish::remembered(&home), Wish::Auto);
        for (text, wish) in [
            ("built-in", Wish::BuiltIn),
            ("/opt/daprd", Wish::At("/opt/daprd".into())),
            ("auto", Wish::Auto),
        ] {
            assert_eq!(Wish::read(text), wish);
            wish.remember(&home).unwrap();
            assert_eq!(Wish::remembered(&home), wish);
        }
        let mode = fs::metadata(home.daprd_wish())
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_daprd_is_found_at_home_first() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str, mode| script(folder.path(), name, "#!/bin/sh\n", mode);
        let on_path = at("bin/daprd", 0o755);
        let path = folder.path().join("bin");
        let user = folder.path().join("user");
        let found = |wish: &Wish| wish.program(Some(&user), path.as_os_str());
        assert_eq!(found(&Wish::Auto), Some(on_path));
        at("user/.dapr/bin/daprd", 0o644);
        assert!(found(&Wish::Auto).unwrap().starts_with(&path));
        let own = at("user/.dapr/bin/daprd", 0o755);
        assert_eq!(found(&Wish::Auto), Some(own));
        assert_eq!(found(&Wish::BuiltIn), None);
        let other = PathBuf::from("/nowhere/daprd");
        assert_eq!(found(&Wish::At(other.clone())), Some(other));
        assert_eq!(Wish::Auto.program(None, OsStr::new("")), None);
    }

    #[test]
    fn what_runs_is_told_in_words() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        assert_eq!(Told::of(&home).words(), "built in");
        let told = Told {
            program: Some("/b/daprd".into()),
            version: Some("1.18.3".to_owned()),
            problem: None,
        };
        told.tell(&home).unwrap();
        let told = Told::of(&home);
        assert_eq!(told.words(), "daprd 1.18.3 (/b/daprd)");
        let rows = [
            ("auto", true),
            ("built-in", false),
            ("/b/daprd", true),
            ("/c", false),
        ];
        for (text, expected) in rows {
            assert_eq!(told.is(&Wish::read(text)), expected, "{text}");
        }
    }

    #[test]
    fn versions() {
        let rows = [
            ("1.18.3", true),
            ("1.18.0-rc.1", true),
            ("edge", true),
            ("nightly-2026-01-02", true),
            ("", false),
            ("3", false),
            ("dapr 1.18", false),
            ("hello", false),
        ];
        for (text, expected) in rows {
            assert_eq!(is_version(text), expected, "{text}");
        }
    }

    /// A program that answers as a daprd with these flags does.
    fn answering(version: &str, flags: &[&str]) -> String {
        let lines: Vec<String> = flags
            .iter()
            .map(|flag| format!("  --{flag} string"))
            .collect();
        let help = lines.join("\n");
        format!("#!/bin/sh\n[ $1 = --version ] && echo '{version}' && exit\necho '{help}' >&2\n")
    }

    #[tokio::test]
    async fn a_daprd_is_asked_before_it_is_used() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str, text: &str, mode| script(folder.path(), name, text, mode);
        let good = Real::at(at("good", &answering("1.18.3", &FLAGS), 0o755));
        assert_eq!(good.version().await, Ok("1.18.3"));
        let rows = [
            (
                at("old", &answering("1.9.0", &FLAGS[..3]), 0o755),
                "old is daprd 1.9.0 and too old for the sandbox, it does not know --dapr-listen-addresses, ",
            ),
            (
                at("other", &answering("hello there", &[]), 0o755),
                "other is no daprd, it answers `--version` with \"hello there\"",
            ),
            (
                at("plain", "#!/bin/sh\n", 0o644),
                "plain is not executable, `chmod +x ",
            ),
            (
                at("foreign", "\x7fELF\x02\x01\x01nothing", 0o755),
                "foreign cannot be run on this machine, ",
            ),
            (folder.path().join("none"), "there is no "),
        ];
        for (program, expected) in rows {
            let words = Real::at(program.clone()).version().await.unwrap_err();
            assert!(words.contains(expected), "{words}");
            assert!(
                words.ends_with("`--daprd built-in` does without"),
                "{words}"
            );
        }
    }

    #[tokio::test]
    async fn one_that_was_put_right_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("daprd");
        let real = Real::at(program);
        assert!(real.told().await.problem.is_some());
        script(folder.path(), "daprd", &answering("1.18.3", &FLAGS), 0o755);
        assert_eq!(real.told().await.version.as_deref(), Some("1.18.3"));
    }
}
