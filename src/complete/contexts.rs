//! Kube contexts, from the kubeconfig alone.

use std::path::Path;

use kube::config::Kubeconfig;

/// The names of the contexts in `file`, or in the files of `KUBECONFIG`, or in
/// `~/.kube/config`; none when that cannot be read.
pub fn contexts(file: Option<&Path>) -> Vec<String> {
    let read = match file {
        Some(file) => Kubeconfig::read_from(file),
        None => Kubeconfig::read(),
    };
    read.map(|config| config.contexts.into_iter().map(|context| context.name))
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn read(text: &str) -> Vec<String> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text.as_bytes()).expect("written");
        contexts(Some(file.path()))
    }

    #[test]
    fn names_in_the_order_of_the_file() {
        let text = "apiVersion: v1\nkind: Config\ncontexts:\n\
                    - {name: kind-dev, context: {cluster: c, user: u}}\n\
                    - {name: arn:aws:eks/prod, context: {cluster: d, user: u}}\n";
        assert_eq!(read(text), ["kind-dev", "arn:aws:eks/prod"]);
    }

    #[test]
    fn nothing_on_trouble() {
        assert!(read("contexts: {").is_empty());
        assert!(contexts(Some(Path::new("/nowhere/config"))).is_empty());
    }
}
