//! The sandbox: where it lives, and what is to be done with it.

use std::path::PathBuf;

use super::env::{self, Env};
use crate::cli;
use crate::error::{Error, Result};

/// `daprk sandbox`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sandbox {
    /// Start it.
    Start {
        /// Stay in the foreground.
        foreground: bool,
        /// How its pods are run.
        programs: Programs,
    },
    /// Stop it.
    Stop,
    /// Show it.
    Status,
    /// Stop it and remove what it stores.
    Reset,
    /// How other programs find it.
    Kubeconfig,
}

/// Which programs run for images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Programs {
    /// `--image`: the last part of an image's repository, and a command.
    pub images: Vec<(String, String)>,
    /// `--daprd`: an absolute path, `auto` or `built-in`.
    pub daprd: Option<String>,
}

/// The folder of the sandbox: `DAPRK_SANDBOX`, or the user's data folder as the XDG base
/// directory specification has it.
pub fn home(env: &dyn Env) -> PathBuf {
    if let Some(folder) = env::set(env, "DAPRK_SANDBOX") {
        return absolute(folder.into());
    }
    env::user_folder(env, "XDG_DATA_HOME", ".local/share").join("sandbox")
}

/// A folder that stays the same wherever a command runs.
fn absolute(folder: PathBuf) -> PathBuf {
    std::path::absolute(&folder).unwrap_or(folder)
}

pub(super) fn sandbox(typed: cli::Sandbox, env: &dyn Env) -> Result<Sandbox> {
    Ok(match typed.action {
        cli::SandboxAction::Start(typed) => Sandbox::Start {
            foreground: typed.foreground,
            programs: Programs {
                images: typed
                    .images
                    .iter()
                    .map(|text| image(text))
                    .collect::<Result<_>>()?,
                daprd: match daprd(typed.daprd)? {
                    None => env::read(env, "DAPRK_DAPRD", which)?,
                    typed => typed,
                },
            },
        },
        cli::SandboxAction::Stop => Sandbox::Stop,
        cli::SandboxAction::Status => Sandbox::Status,
        cli::SandboxAction::Reset => Sandbox::Reset,
        cli::SandboxAction::Kubeconfig => Sandbox::Kubeconfig,
    })
}

/// `--daprd`
pub(super) fn daprd(typed: cli::DaprdArgs) -> Result<Option<String>> {
    let settled = typed.path.map(|text| which(&text));
    settled
        .transpose()
        .map_err(|says| Error::usage("bad-daprd", "`--daprd` names no sidecar").hint(says))
}

/// A path that stays the same wherever the sandbox is started; its two words stay as they are.
fn which(text: &str) -> std::result::Result<String, &'static str> {
    match text {
        "" => Err("write --daprd PATH, --daprd auto or --daprd built-in"),
        "auto" | "built-in" => Ok(text.to_owned()),
        path => Ok(absolute(path.into()).to_string_lossy().into_owned()),
    }
}

fn image(text: &str) -> Result<(String, String)> {
    let parts = text.split_once('=');
    match parts.filter(|(name, command)| !name.is_empty() && !command.is_empty()) {
        Some((name, command)) => Ok((name.to_owned(), command.to_owned())),
        None => Err(Error::usage(
            "bad-image",
            format!("`--image {text}` names no image and command"),
        )
        .hint("write --image NAME=COMMAND: --image web=/usr/bin/webserver")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Vars(&'static [(&'static str, &'static str)]);

    impl Env for Vars {
        fn var(&self, name: &str) -> Option<String> {
            let found = self.0.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn folders() {
        let rows: [(&[_], &str); 4] = [
            (&[("DAPRK_SANDBOX", "/a"), ("HOME", "/h")], "/a"),
            (
                &[("XDG_DATA_HOME", "/x"), ("HOME", "/h")],
                "/x/daprk/sandbox",
            ),
            (
                &[("XDG_DATA_HOME", "x"), ("HOME", "/h")],
                "/h/.local/share/daprk/sandbox",
            ),
            (&[("HOME", "/h")], "/h/.local/share/daprk/sandbox"),
        ];
        for (variables, wanted) in rows {
            assert_eq!(home(&Vars(variables)), PathBuf::from(wanted));
        }
    }

    #[test]
    fn daprds() {
        let here = std::env::current_dir().unwrap();
        let relative = here.join("daprd").to_string_lossy().into_owned();
        let rows = [
            ("auto", "auto"),
            ("built-in", "built-in"),
            ("/opt/daprd", "/opt/daprd"),
            ("daprd", relative.as_str()),
        ];
        for (text, wanted) in rows {
            assert_eq!(which(text).as_deref(), Ok(wanted));
        }
        let path = Some(String::new());
        assert_eq!(
            daprd(cli::DaprdArgs { path }).unwrap_err().code,
            "bad-daprd"
        );
    }

    #[test]
    fn images() {
        assert_eq!(image("a=b=c").unwrap(), ("a".to_owned(), "b=c".to_owned()));
        for text in ["a", "=b", "a="] {
            assert_eq!(image(text).unwrap_err().code, "bad-image");
        }
    }
}
