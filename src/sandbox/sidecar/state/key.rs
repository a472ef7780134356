//! The key of an app's value in its store: `nodeapp||order`.

/// What stands between the prefix and the key.
const SEPARATOR: &str = "||";

/// What stands before an app's keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct KeyPrefix(Option<String>);

impl KeyPrefix {
    /// By the setting `keyPrefix`: `appid` (also where there is none), `name`, `namespace`,
    /// `none`, or a word of one's own.
    pub(in super::super) fn new(
        setting: Option<&str>,
        store: &str,
        namespace: &str,
        app_id: &str,
    ) -> Result<Self, String> {
        let strategy = setting.unwrap_or("appid").to_ascii_lowercase();
        if strategy.contains(SEPARATOR) {
            return Err(format!(
                "input key/keyPrefix '{strategy}' can't contain '||'"
            ));
        }
        let prefix = match strategy.as_str() {
            "none" => None,
            "name" => Some(store.to_owned()),
            "namespace" if !namespace.is_empty() => Some(format!("{namespace}.{app_id}")),
            "appid" | "namespace" => Some(app_id.to_owned()),
            other => Some(other.to_owned()),
        };
        Ok(Self(prefix))
    }

    /// The key in the store; none if the key has the separator in it.
    pub(in super::super) fn key(&self, key: &str) -> Option<String> {
        if key.contains(SEPARATOR) {
            return None;
        }
        Some(match &self.0 {
            Some(prefix) => format!("{prefix}{SEPARATOR}{key}"),
            None => key.to_owned(),
        })
    }
}

/// The app's key of a store's key.
pub(in super::super) fn original(key: &str) -> &str {
    key.split(SEPARATOR).nth(1).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::{KeyPrefix, original};

    #[test]
    fn keys_by_strategy() {
        let rows = [
            (None, "node||k"),
            (Some("appid"), "node||k"),
            (Some("NAME"), "store||k"),
            (Some("namespace"), "shop.node||k"),
            (Some("none"), "k"),
            (Some("mine"), "mine||k"),
        ];
        for (setting, expected) in rows {
            let prefix = KeyPrefix::new(setting, "store", "shop", "node").expect("well");
            assert_eq!(prefix.key("k").as_deref(), Some(expected), "{setting:?}");
            assert_eq!(original(expected), "k");
            assert_eq!(prefix.key("a||b"), None);
        }
        assert!(KeyPrefix::new(Some("a||b"), "store", "shop", "node").is_err());
    }
}
