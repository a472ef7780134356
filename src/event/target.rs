//! Commands in a text, as they are typed for the target that they are for.

/// A text for the sandbox, of one for a cluster: takes ` -k` out of each `daprk …` in it.
pub fn without_k(text: &str) -> String {
    let mut parts = text.split("daprk ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(['`', '\n', ';']).unwrap_or(part.len());
        let (command, rest) = part.split_at(end);
        let words = command.split(' ').filter(|word| *word != "-k");
        out.push_str("daprk ");
        out.push_str(&words.collect::<Vec<_>>().join(" "));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_lose_their_flag() {
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
        ];
        for (told, wanted) in rows {
            assert_eq!(without_k(told), wanted);
        }
    }
}
