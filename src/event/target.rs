//! Commands in a text, as they are typed for the target that they are for.
//!
//! Engines and commands don't know which target they work on, so they name commands as for the current context.

/// By these a command is told from a word about the program.
const VERBS: [(&str, &[&str]); 2] = [
    (
        "kubectl",
        &[
            "annotate", "apply", "create", "delete", "describe", "edit", "get", "label", "logs",
            "patch", "rollout", "scale",
        ],
    ),
    (
        "helm",
        &["get", "history", "ls", "rollback", "uninstall", "upgrade"],
    ),
];

/// What leads a command to its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// In the place of daprk's `-k`.
    daprk: String,
    /// Behind `kubectl` and behind `helm`.
    others: [String; 2],
}

impl Default for Typed {
    /// The current context.
    fn default() -> Self {
        Self::cluster(None, None)
    }
}

impl Typed {
    /// A cluster, by `--context` and `--kubeconfig` as far as they were given.
    pub fn cluster(context: Option<&str>, kubeconfig: Option<&str>) -> Self {
        let flags = |of_context: &str| {
            let given = [(of_context, context), ("--kubeconfig", kubeconfig)];
            let given = given
                .iter()
                .filter_map(|(flag, value)| Some((flag, (*value)?)));
            given.fold(String::new(), |all, (flag, value)| {
                format!("{all} {flag} {}", quoted(value))
            })
        };
        Self {
            daprk: format!("-k{}", flags("--context")),
            others: [flags("--context"), flags("--kube-context")],
        }
    }

    /// The sandbox, by its kubeconfig.
    pub fn sandbox(kubeconfig: &str) -> Self {
        Self {
            daprk: String::new(),
            ..Self::cluster(None, Some(kubeconfig))
        }
    }

    /// A text with its commands typed for this target.
    pub fn text(&self, text: &str) -> String {
        let mut text = self.own(text);
        for ((program, verbs), flags) in VERBS.iter().zip(&self.others) {
            if !flags.is_empty() {
                text = led(&text, program, verbs, flags);
            }
        }
        text
    }

    fn own(&self, text: &str) -> String {
        let mut parts = text.split("daprk ");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let end = part.find(['`', '\n', ';']).unwrap_or(part.len());
            let (command, rest) = part.split_at(end);
            let words = command.split(' ').filter_map(|word| match word {
                "-k" => Some(&*self.daprk).filter(|flags| !flags.is_empty()),
                word => Some(word),
            });
            let words: Vec<_> = words.collect();
            out.push_str("daprk ");
            out.push_str(&words.join(" "));
            out.push_str(rest);
        }
        out
    }
}

/// A text with flags behind a program's name, where that begins a command.
fn led(text: &str, program: &str, verbs: &[&str], flags: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(program) {
        let (before, after) = rest.split_at(at + program.len());
        out.push_str(before);
        let verb = after
            .strip_prefix(' ')
            .and_then(|after| after.split(' ').next());
        if verb.is_some_and(|verb| verbs.contains(&verb)) {
            out.push_str(flags);
        }
        rest = after;
    }
    out + rest
}

/// A word of a shell's command line; `~/` stays what it is.
fn quoted(word: &str) -> String {
    let (home, below) = match word.strip_prefix("~/") {
        Some(below) => ("~/", below),
        None => ("", word),
    };
    format!("{home}{}", shlex::try_quote(below).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn for_the_sandbox_commands_lose_their_flag() {
        let rows = [
            ("daprk init -k", "daprk init"),
            ("`daprk init -k` installs it", "`daprk init` installs it"),
            ("daprk logs -k -n a -a b -f", "daprk logs -n a -a b -f"),
            (
                "`daprk a -k`, then `daprk b -k -c`; kubectl -k",
                "`daprk a`, then `daprk b -c`; kubectl -k",
            ),
            ("install -k", "install -k"),
            ("daprk check -k says why", "daprk check says why"),
            (
                "kubectl get pod a -o yaml | kubectl apply -f -",
                "kubectl --kubeconfig ~/k get pod a -o yaml | kubectl --kubeconfig ~/k apply -f -",
            ),
            (
                "`helm ls -n a` lists; helm left it, as kubectl would",
                "`helm --kubeconfig ~/k ls -n a` lists; helm left it, as kubectl would",
            ),
        ];
        let sandbox = Typed::sandbox("~/k");
        for (told, wanted) in rows {
            assert_eq!(sandbox.text(told), wanted);
            assert_eq!(Typed::default().text(told), told);
        }
    }

    #[test]
    fn for_another_cluster_they_name_it() {
        let rows = [
            (
                Typed::cluster(Some("prod"), None),
                "daprk init -k --context prod; kubectl --context prod get pod; helm --kube-context prod ls",
            ),
            (
                Typed::cluster(Some("it's"), Some("/a b")),
                "daprk init -k --context \"it's\" --kubeconfig '/a b'; kubectl --context \"it's\" --kubeconfig '/a b' get pod; helm --kube-context \"it's\" --kubeconfig '/a b' ls",
            ),
        ];
        for (typed, wanted) in rows {
            assert_eq!(
                typed.text("daprk init -k; kubectl get pod; helm ls"),
                wanted
            );
        }
    }
}
