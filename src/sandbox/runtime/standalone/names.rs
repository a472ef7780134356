//! Where apps are. daprd's resolver of Kubernetes names takes a Go template for its addresses; here
//! it names the router of the app's namespace. Unlike multicast DNS this leaves the network alone,
//! and unlike the resolver with a database it is in every build of daprd.

use std::fmt::Write as _;

/// The template, from namespaces with their routers; apps of other namespaces are at `other`.
pub(crate) fn template(routers: &[(String, u16)], other: u16) -> String {
    let mut text = String::new();
    for (index, (namespace, port)) in routers.iter().enumerate() {
        let word = if index == 0 { "if" } else { "else if" };
        let _ = write!(
            text,
            "{{{{{word} eq .Namespace \"{namespace}\"}}}}127.0.0.1:{port}"
        );
    }
    if routers.is_empty() {
        return format!("127.0.0.1:{other}");
    }
    let _ = write!(text, "{{{{else}}}}127.0.0.1:{other}{{{{end}}}}");
    text
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn routers_as_a_template() {
        assert_eq!(template(&[], 9), "127.0.0.1:9");
        assert_eq!(
            template(&[("a".to_owned(), 1), ("b".to_owned(), 2)], 9),
            "{{if eq .Namespace \"a\"}}127.0.0.1:1{{else if eq .Namespace \"b\"}}127.0.0.1:2\
             {{else}}127.0.0.1:9{{end}}"
        );
    }
}
