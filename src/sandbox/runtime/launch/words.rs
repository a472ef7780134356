//! Why a command does not run, in the words of a kubelet over containerd and runc.

use std::path::Path;

/// There is no program for the first word of a command.
pub(crate) fn no_program(word: &str) -> String {
    let why = if !word.contains('/') {
        "executable file not found in $PATH".to_owned()
    } else if Path::new(word).exists() {
        "permission denied".to_owned()
    } else {
        format!("stat {word}: no such file or directory")
    };
    not_started(&format!("exec: {word:?}: {why}"))
}

/// The system does not start it.
pub(crate) fn not_started(why: &str) -> String {
    refused(&format!("unable to start container process: {why}"))
}

/// There is no command.
pub(crate) fn no_command() -> String {
    refused("args must not be empty")
}

fn refused(why: &str) -> String {
    let [first, last]: [u128; 2] = rand::random();
    format!(
        "failed to exec in container: failed to start exec \"{first:032x}{last:032x}\": OCI runtime exec failed: exec \
         failed: {why}: unknown"
    )
}

#[cfg(test)]
mod tests {
    use super::{no_command, no_program};

    #[test]
    fn they_are_those_of_a_real_node() {
        let rows = [
            (
                no_program("nosuch"),
                "unable to start container process: exec: \"nosuch\": executable file not found in \
                 $PATH",
            ),
            (
                no_program("/nosuch"),
                "unable to start container process: exec: \"/nosuch\": stat /nosuch: no such file \
                 or directory",
            ),
            (
                no_program("/etc"),
                "unable to start container process: exec: \"/etc\": permission denied",
            ),
            (no_command(), "args must not be empty"),
        ];
        for (said, why) in rows {
            let end = format!(": OCI runtime exec failed: exec failed: {why}: unknown");
            assert!(said.ends_with(&end), "{said}");
            let begin = "failed to exec in container: failed to start exec \"";
            let id = said
                .strip_prefix(begin)
                .and_then(|rest| rest.split_once('"'));
            assert_eq!(id.unwrap().0.len(), 64, "{said}");
        }
    }
}
