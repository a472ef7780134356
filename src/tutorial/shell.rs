//! Runs the commands of a tutorial as a person would.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::Command;
use tokio_util::sync::CancellationToken;

use crate::error::{Error, Result};

/// Commands about an application, whose namespace is the tutorial's.
const OF_APPS: [&str; 12] = [
    "deploy", "undeploy", "run", "stop", "check", "list", "logs", "graph", "invoke", "publish",
    "state", "forward",
];
/// Short flags without a value, of all commands.
const SWITCHES: [char; 8] = ['k', 'y', 'q', 'v', 'A', 'w', 'h', 'V'];
/// Marks of a shell that daprk itself does not read.
const MARKS: [char; 6] = ['|', '>', '<', ';', '&', '`'];

/// How commands run.
#[derive(Clone, Debug)]
pub struct Shell {
    /// This program.
    pub program: PathBuf,
    /// The folder that they run in.
    pub folder: PathBuf,
    /// Flags that name the cluster: `-k`, `--context kind`.
    pub flags: Vec<String>,
    /// The tutorial's namespace, where it is not that of the context.
    pub namespace: Option<String>,
    /// The sandbox's folder.
    pub sandbox: PathBuf,
    /// Registry of the images of applications; empty where they come from where they say.
    pub registry: String,
    /// Whether questions are answered with yes, and nobody has a terminal.
    pub unattended: bool,
    /// Whether output is kept in place of shown.
    pub kept: bool,
}

/// What a command came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// Its exit status; none after a signal.
    pub status: Option<i32>,
    /// What it wrote, where that is kept.
    pub output: String,
}

/// What is wrong with a line, if it cannot run as it stands.
pub(super) fn wrong(line: &str) -> Option<String> {
    let words = shlex::split(line)?;
    let is_ours = words.first().is_some_and(|word| word == "daprk");
    let marked = |word: &&String| {
        let mark = word.chars().all(|letter| MARKS.contains(&letter));
        mark && !word.is_empty()
    };
    let mark = words.iter().find(marked).filter(|_| is_ours)?;
    Some(format!(
        "`{mark}`: a daprk command stands alone in its line, without a shell"
    ))
}

/// A line without the prompt that a person has copied with it.
pub(super) fn unprompted(line: &str) -> &str {
    let line = line.trim_start();
    line.strip_prefix("$ ").unwrap_or(line)
}

/// Whether what this runs may read lines, which somebody wants to see as they are typed. Daprk asks
/// for keys, unless it is told to read its input.
pub(super) fn reads_lines(line: &str) -> bool {
    ours(line).is_none_or(|(_, words)| words.iter().any(|word| word == "-"))
}

/// The files that a command of daprk's reads: behind `-f`, `--file` and `--set-file`.
pub(super) fn files(line: &str) -> Vec<String> {
    let words = shlex::split(line).unwrap_or_default();
    let named = words.windows(2).filter_map(|pair| match pair {
        [flag, file] if flag == "-f" || flag == "--file" || flag == "--values" => {
            Some(file.as_str())
        }
        [flag, pair] if flag == "--set-file" => pair.split_once('=').map(|(_, file)| file),
        _ => None,
    });
    let elsewhere = |file: &&str| *file == "-" || file.contains("://");
    named
        .filter(|file| !elsewhere(file))
        .map(str::to_owned)
        .collect()
}

impl Shell {
    /// The command as a person would type it for this cluster.
    pub fn typed(&self, line: &str) -> String {
        let Some((command, rest)) = ours(line) else {
            return line.to_owned();
        };
        let lacking = self.lacking(&command, &rest).join(" ");
        if lacking.is_empty() {
            return line.to_owned();
        }
        match line.split_at(end(line)) {
            (whole, "") => format!("{whole} {lacking}"),
            (words, behind) => format!("{words}{lacking} {behind}"),
        }
    }

    /// The flags for this cluster that a command does not give. A learner who types one types it with `-k`.
    fn lacking(&self, command: &str, rest: &[String]) -> Vec<String> {
        let words = std::iter::once(command).chain(rest.iter().map(String::as_str));
        let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
        let given = |long: &str, short: Option<char>| {
            let mut words = words.iter();
            words.any(|word| gives(command, word, long, short))
        };
        let mut lacking = Vec::new();
        if let Some(namespace) = &self.namespace
            && OF_APPS.contains(&command)
            && !given("namespace", Some('n'))
            && !given("all-namespaces", Some('A'))
        {
            lacking.extend(["-n".to_owned(), namespace.clone()]);
        }
        let mut is_given = false;
        for flag in &self.flags {
            match (flag.strip_prefix("--"), flag.as_str()) {
                (Some(long), _) => is_given = given(long, None),
                (None, "-k") => is_given = given("kubernetes", Some('k')),
                // The value of the flag before it.
                (None, _) => {}
            }
            if !is_given {
                lacking.push(shlex::try_quote(flag).unwrap_or_default().into_owned());
            }
        }
        lacking
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// It cannot be started, or Ctrl-C ended it.
    pub async fn run(&self, line: &str, cancel: &CancellationToken) -> Result<Done> {
        let mut command = self.command(line);
        if self.unattended {
            command.stdin(Stdio::null());
        }
        if self.kept {
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
        }
        let child = command.spawn().map_err(|error| cannot_run(line, &error))?;
        let output = tokio::select! {
            output = child.wait_with_output() => output,
            () = cancel.cancelled() => return Err(Error::interrupted()),
        };
        let output = output.map_err(|error| cannot_run(line, &error))?;
        if cancel.is_cancelled() {
            return Err(Error::interrupted());
        }
        let text = [output.stdout, output.stderr].concat();
        Ok(Done {
            status: output.status.code(),
            output: String::from_utf8_lossy(&text).into_owned(),
        })
    }

    /// A command that is ready to run.
    pub(super) fn command(&self, line: &str) -> Command {
        self.ready(line, &self.words(line))
    }

    /// The same for the terminal on its standard input, which becomes its own: Ctrl-C there is for
    /// it alone.
    pub(super) fn command_on_terminal(&self, line: &str) -> Command {
        let program = self.program.clone().into_os_string();
        let mut words = vec![program, "sandbox".into(), "terminal".into()];
        words.extend(self.words(line));
        self.ready(line, &words)
    }

    fn ready(&self, line: &str, words: &[OsString]) -> Command {
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .current_dir(&self.folder)
            .env("DAPRK_SANDBOX", &self.sandbox)
            .env("DAPRK_APP_REGISTRY", &self.registry)
            // The tutorial itself says what comes next.
            .env("DAPRK_NO_NEXT", "1")
            .kill_on_drop(true);
        // What somebody does with kubectl here is meant for the sandbox, and not for a cluster of theirs.
        if self.flags.is_empty() && ours(line).is_none() {
            command.env("KUBECONFIG", self.sandbox.join("kubeconfig"));
        }
        command
    }

    /// The program and its arguments.
    fn words(&self, line: &str) -> Vec<OsString> {
        if ours(line).is_none() {
            return ["sh", "-c", line].map(Into::into).to_vec();
        }
        let words = shlex::split(&self.typed(line)).unwrap_or_default();
        let mut all = vec![self.program.clone().into_os_string()];
        // In front: behind a `--` it would be no flag.
        if self.unattended {
            all.push("--yes".into());
        }
        all.extend(words.into_iter().skip(1).map(OsString::from));
        all
    }

    /// Where the commands run, for a person.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// The command and its words, if it is one of daprk's.
fn ours(line: &str) -> Option<(String, Vec<String>)> {
    let mut words = shlex::split(line)?.into_iter();
    if words.next()? != "daprk" {
        return None;
    }
    let command = words.next().unwrap_or_default();
    Some((command, words.collect()))
}

/// Whether a word of a command gives a flag, however it is spelled: `--context`, `--context=kind`, `-nx`, `-kf`.
fn gives(command: &str, word: &str, long: &str, short: Option<char>) -> bool {
    if let Some(flag) = word.strip_prefix("--") {
        return flag.split('=').next() == Some(long);
    }
    let letters = word.strip_prefix('-').unwrap_or_default();
    // What follows a letter that takes a value is that value; `-f` takes a file elsewhere.
    let is_switch =
        |letter: char| SWITCHES.contains(&letter) || (letter == 'f' && command == "logs");
    let is_before = |letter: char| Some(letter) != short && is_switch(letter);
    let behind = letters.trim_start_matches(is_before);
    short.is_some_and(|short| behind.starts_with(short))
}

/// Where flags end that stand in a line: before `--`, before a comment, or at its end.
fn end(line: &str) -> usize {
    let count = |text: &str| shlex::split(text).map(|words| words.len());
    // Neither in quotes, nor in a word, nor in a comment.
    let begins_word = |before: &str| {
        let longer = count(&format!("{before}x"));
        count(before).is_some_and(|words| longer == Some(words + 1))
    };
    let mut places = line.char_indices().map(|(at, _)| line.split_at(at));
    let place = places.find(|(before, behind)| {
        let ends = behind.starts_with('#') || behind.split_whitespace().next() == Some("--");
        ends && begins_word(before)
    });
    place.map_or(line.len(), |(before, _)| before.len())
}

/// Whether a program is on the PATH.
pub(super) fn finds(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

pub(super) fn cannot_run(line: &str, error: &std::io::Error) -> Error {
    Error::failed("cannot-run", format!("cannot run `{line}`")).says(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Exit;

    fn shell(flags: &[&str], namespace: Option<&str>) -> Shell {
        Shell {
            program: "daprk".into(),
            folder: ".".into(),
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            namespace: namespace.map(str::to_owned),
            sandbox: "sandbox".into(),
            registry: "mirror.example".into(),
            unattended: true,
            kept: true,
        }
    }

    #[test]
    fn commands_are_typed_for_the_cluster() {
        let cluster = shell(&["-k", "--context", "my kind"], Some("shop"));
        let rows = [
            ("daprk init", "daprk init -k --context 'my kind'"),
            ("daprk list", "daprk list -n shop -k --context 'my kind'"),
            (
                "daprk logs -a x -n other",
                "daprk logs -a x -n other -k --context 'my kind'",
            ),
            (
                "daprk list -n a -k",
                "daprk list -n a -k --context 'my kind'",
            ),
            ("daprk list -A", "daprk list -A -k --context 'my kind'"),
            ("echo daprk", "echo daprk"),
        ];
        for (line, typed) in rows {
            assert_eq!(cluster.typed(line), typed);
        }
        assert_eq!(shell(&[], None).typed("daprk list"), "daprk list");
    }

    #[test]
    fn flags_stand_where_they_are_flags() {
        let cluster = shell(&["-k"], Some("shop"));
        let rows = [
            (
                "daprk undeploy cart # the cart",
                "daprk undeploy cart -n shop -k # the cart",
            ),
            (
                "daprk run a -- node -k # app",
                "daprk run a -n shop -k -- node -k # app",
            ),
            (
                "daprk invoke -d 'a # b -- c' x",
                "daprk invoke -d 'a # b -- c' x -n shop -k",
            ),
            (
                r"daprk logs a\ # --tail 1 x#y",
                r"daprk logs a\ # --tail 1 x#y -n shop -k",
            ),
            ("daprk list -k -n a # -- all", "daprk list -k -n a # -- all"),
        ];
        for (line, typed) in rows {
            assert_eq!(cluster.typed(line), typed);
        }
        let words = cluster.words("daprk run a -- node # app");
        let run = [
            "daprk", "--yes", "run", "a", "-n", "shop", "-k", "--", "node",
        ];
        assert_eq!(words, run.map(OsString::from));
    }

    #[test]
    fn a_flag_is_known_however_it_is_spelled() {
        let cluster = shell(&["-k", "--context", "kind"], Some("shop"));
        let rows = [
            ("list -k --context kind", "-n shop"),
            ("list --context=kind -nx", "-k"),
            ("logs -a x -kf --namespace=x", "--context kind"),
            ("logs -a x -fk -n=x", "--context kind"),
            ("deploy -fk --kubernetes=true", "-n shop --context kind"),
            ("deploy -fk", "-n shop -k --context kind"),
            ("list -kA", "--context kind"),
            ("list --contexts kind", "-n shop -k --context kind"),
            ("run a -- -k -n x", "-n shop -k --context kind"),
        ];
        for (line, lacking) in rows {
            let (command, rest) = ours(&format!("daprk {line}")).unwrap();
            let told = cluster.lacking(&command, &rest).join(" ");
            assert_eq!(told, lacking, "{line}");
        }
    }

    #[test]
    fn a_line_of_ours_is_not_a_shells() {
        assert_eq!(wrong("daprk list"), None);
        assert_eq!(wrong("ls | wc"), None);
        assert_eq!(wrong("daprk logs -a 'a | b'"), None);
        let told = wrong("daprk list | wc").unwrap();
        assert!(told.starts_with("`|`"), "{told}");
    }

    #[test]
    fn a_command_may_read_lines() {
        for (line, lines) in [
            ("daprk undeploy cart", false),
            ("daprk deploy -f - --name a", true),
            ("cat", true),
            ("kubectl edit pod a", true),
        ] {
            assert_eq!(reads_lines(line), lines, "{line}");
        }
    }

    #[test]
    fn files_of_a_command_are_named() {
        let line = "daprk deploy -f a.yaml -f https://b/c.yaml -f - --set-file x=y/z.js --name n";
        assert_eq!(files(line), ["a.yaml", "y/z.js"]);
        assert_eq!(files("daprk logs -a x -f"), Vec::<String>::new());
    }

    #[tokio::test]
    async fn commands_know_where_images_come_from() {
        let cancel = CancellationToken::new();
        let told = shell(&[], None)
            .run("echo $DAPRK_APP_REGISTRY", &cancel)
            .await;
        assert_eq!(told.unwrap().output, "mirror.example\n");
    }

    #[tokio::test]
    async fn kubectl_is_for_the_cluster_of_the_tutorial() {
        let cancel = CancellationToken::new();
        let told = async |flags: &[&str]| {
            let shell = shell(flags, None);
            let told = shell.run("echo $KUBECONFIG", &cancel).await;
            told.unwrap().output
        };
        assert_eq!(told(&[]).await, "sandbox/kubeconfig\n");
        assert_ne!(told(&["-k"]).await, "sandbox/kubeconfig\n");
    }

    #[tokio::test]
    async fn a_command_tells_how_it_ended() {
        let cancel = CancellationToken::new();
        let shell = shell(&[], None);
        let done = shell
            .run("echo a; echo b >&2; exit 3", &cancel)
            .await
            .unwrap();
        assert_eq!((done.status, done.output.as_str()), (Some(3), "a\nb\n"));
        cancel.cancel();
        let stopped = shell.run("sleep 60", &cancel).await;
        assert_eq!(stopped.unwrap_err().exit, Exit::Interrupted);
    }
}
