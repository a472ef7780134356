//! What was typed so far of the flags that say where to look.
//!
//! The line is unfinished, so it is read leniently: what doesn't fit is passed over.

use crate::settings::Common;

/// The flags of `words` that a [`super::Lookup`] needs; everything else has its default.
pub fn typed(words: &[String]) -> Common {
    let mut common = Common::default();
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next().filter(|word| *word != "--") {
        match long(word).or_else(|| short(word, &mut common)) {
            Some((Flag::Kubernetes, value)) => common.kubernetes = value.is_none_or(on),
            Some((flag, value)) => put(&mut common, flag, value.or_else(|| words.next())),
            None => {}
        }
    }
    common
}

/// The flags that are looked for.
#[derive(Clone, Copy)]
enum Flag {
    Kubernetes,
    Namespace,
    Context,
    Kubeconfig,
}

/// A flag and the value in the same word.
type Found<'a> = Option<(Flag, Option<&'a str>)>;

/// `--context dev`, `--context=dev`
fn long(word: &str) -> Found<'_> {
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (word, None),
    };
    let flag = match name {
        "--kubernetes" => Flag::Kubernetes,
        "--namespace" => Flag::Namespace,
        "--context" => Flag::Context,
        "--kubeconfig" => Flag::Kubeconfig,
        _ => return None,
    };
    Some((flag, value))
}

/// `-n shop`, `-nshop`, `-n=shop`, `-k`, and bundles of them such as `-kfn shop`.
fn short<'a>(word: &'a str, common: &mut Common) -> Found<'a> {
    let bundle = word
        .strip_prefix('-')
        .filter(|rest| !rest.starts_with('-'))?;
    if let Some(value) = bundle.strip_prefix("k=") {
        return Some((Flag::Kubernetes, Some(value)));
    }
    for (at, letter) in bundle.char_indices() {
        match letter {
            'k' => common.kubernetes = true,
            'n' => return Some((Flag::Namespace, glued(bundle.get(at + 1..)?))),
            letter if VALUED.contains(letter) => return None,
            _ => {}
        }
    }
    None
}

/// Short flags that swallow the rest of their word.
const VALUED: &str = "aopc";

/// The value behind a short flag in the same word.
fn glued(rest: &str) -> Option<&str> {
    let value = rest.strip_prefix('=').unwrap_or(rest);
    (!value.is_empty()).then_some(value)
}

fn on(value: &str) -> bool {
    !matches!(value, "false" | "0")
}

fn put(common: &mut Common, flag: Flag, value: Option<&str>) {
    let value = value.filter(|value| !value.is_empty()).map(str::to_owned);
    match flag {
        Flag::Kubernetes => {}
        Flag::Namespace => common.namespace = value,
        Flag::Context => common.context = value,
        Flag::Kubeconfig => common.kubeconfig = value.map(Into::into),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn line(text: &str) -> Common {
        let words: Vec<_> = text.split(' ').map(str::to_owned).collect();
        typed(&words)
    }

    #[test]
    fn flags_in_every_form() {
        let rows = [
            ("daprk logs -k -a ", true, None, None),
            ("daprk -k logs -n shop -a ", true, Some("shop"), None),
            ("daprk logs -nshop -a ", false, Some("shop"), None),
            (
                "daprk logs -n=shop --context=dev -a ",
                false,
                Some("shop"),
                Some("dev"),
            ),
            (
                "daprk --namespace shop logs --context dev ",
                false,
                Some("shop"),
                Some("dev"),
            ),
            ("daprk logs -kfn shop -a ", true, Some("shop"), None),
            ("daprk list -Ak -n ", true, None, None),
            ("daprk logs -a -n", false, None, None),
            ("daprk logs -n  -k", true, None, None),
            ("daprk logs --kubernetes=true", true, None, None),
            ("daprk logs -k=false", false, None, None),
            ("daprk logs -- -k -n shop", false, None, None),
        ];
        for (text, kubernetes, namespace, context) in rows {
            let common = line(text);
            let seen = (common.kubernetes, common.namespace, common.context);
            let wanted = (
                kubernetes,
                namespace.map(str::to_owned),
                context.map(str::to_owned),
            );
            assert_eq!(seen, wanted, "{text}");
        }
    }

    #[test]
    fn a_kubeconfig() {
        let common = line("daprk status --kubeconfig /tmp/config --context ");
        assert_eq!(common.kubeconfig.as_deref(), Some(Path::new("/tmp/config")));
        assert_eq!(common.context, None);
    }
}
