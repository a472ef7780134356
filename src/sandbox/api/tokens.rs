//! Bearer tokens: the administrator's, and those of service accounts.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Whom a token speaks for who names no other.
pub(super) const ISSUER: &str = "https://kubernetes.default.svc.cluster.local";
const BLOCK: usize = 64;

/// Who sent a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct User {
    pub(super) name: String,
    pub(super) groups: Vec<String>,
    /// Of a service account.
    pub(super) uid: Option<String>,
}

impl User {
    /// The holder of the client certificate or of the administrator's token.
    pub(super) fn admin() -> Self {
        Self {
            name: "sandbox-admin".to_owned(),
            groups: vec![
                "system:masters".to_owned(),
                "system:authenticated".to_owned(),
            ],
            uid: None,
        }
    }

    /// `userInfo` of a review.
    pub(super) fn to_value(&self) -> Value {
        let mut info = json!({"username": self.name, "groups": self.groups});
        if let Some(uid) = &self.uid {
            info["uid"] = uid.as_str().into();
        }
        info
    }
}

/// A service account that a token is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account<'a> {
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
    pub(super) uid: &'a str,
}

/// Makes tokens and knows them again.
#[derive(Clone)]
pub(super) struct Tokens {
    admin: String,
    key: Vec<u8>,
}

impl Tokens {
    /// `key` signs service accounts' tokens.
    pub(super) fn new(admin: String, key: Vec<u8>) -> Self {
        Self { admin, key }
    }

    /// Who sends such a token, at `now` in Unix seconds.
    pub(super) fn user(&self, token: &str, now: i64) -> Option<User> {
        if same(token.as_bytes(), self.admin.as_bytes()) {
            return Some(User::admin());
        }
        account_user(&self.claims(token, now)?)
    }

    /// What a service account's token says, if it is one of ours and not over.
    pub(super) fn claims(&self, token: &str, now: i64) -> Option<Value> {
        let (signed, signature) = token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        if !same(&signature, &hmac(&self.key, signed.as_bytes())) {
            return None;
        }
        let (_, claims) = signed.split_once('.')?;
        let claims = URL_SAFE_NO_PAD.decode(claims).ok()?;
        let claims: Value = serde_json::from_slice(&claims).ok()?;
        (claims["exp"].as_i64()? > now).then_some(claims)
    }

    /// A token of a service account.
    pub(super) fn issue(
        &self,
        account: Account<'_>,
        audiences: &[String],
        now: i64,
        seconds: i64,
    ) -> String {
        let Account {
            namespace,
            name,
            uid,
        } = account;
        let header = json!({"alg": "HS256", "typ": "JWT"});
        let claims = json!({
            "aud": audiences,
            "exp": now.saturating_add(seconds),
            "iat": now,
            "iss": ISSUER,
            "kubernetes.io": {
                "namespace": namespace,
                "serviceaccount": {"name": name, "uid": uid},
            },
            "nbf": now,
            "sub": format!("system:serviceaccount:{namespace}:{name}"),
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(&header), part(&claims));
        let signature = URL_SAFE_NO_PAD.encode(hmac(&self.key, signed.as_bytes()));
        format!("{signed}.{signature}")
    }
}

fn account_user(claims: &Value) -> Option<User> {
    let own = &claims["kubernetes.io"];
    let namespace = own["namespace"].as_str()?;
    Some(User {
        name: claims["sub"].as_str()?.to_owned(),
        groups: vec![
            "system:serviceaccounts".to_owned(),
            format!("system:serviceaccounts:{namespace}"),
            "system:authenticated".to_owned(),
        ],
        uid: own["serviceaccount"]["uid"].as_str().map(str::to_owned),
    })
}

/// HMAC-SHA256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; BLOCK];
    if key.len() > BLOCK {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |with: u8| block.map(|byte| byte ^ with);
    let inner = Sha256::new()
        .chain_update(padded(0x36))
        .chain_update(message);
    let outer = Sha256::new()
        .chain_update(padded(0x5c))
        .chain_update(inner.finalize());
    outer.finalize().into()
}

/// Compares in a time that does not depend on where they differ.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::api::hex::hex;

    #[test]
    fn signatures_are_those_of_rfc_4231() {
        let rows: [(&[u8], &[u8], &str); 3] = [
            (
                &[0x0b; 20],
                b"Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
        ];
        for (key, message, expected) in rows {
            assert_eq!(hex(&hmac(key, message)), expected);
        }
    }

    #[test]
    fn only_our_own_tokens_are_known() {
        let tokens = Tokens::new("secret".to_owned(), vec![1; 32]);
        let others = Tokens::new("other".to_owned(), vec![2; 32]);
        let account = Account {
            namespace: "default",
            name: "app",
            uid: "u",
        };
        let token = tokens.issue(account, &["x".to_owned()], 100, 600);
        let user = tokens.user(&token, 699).unwrap();
        assert_eq!(user.name, "system:serviceaccount:default:app");
        assert_eq!(user.uid.as_deref(), Some("u"));
        assert_eq!(tokens.user("secret", 0), Some(User::admin()));
        let forged = others.issue(account, &[], 100, 600);
        let (body, _) = token.rsplit_once('.').unwrap();
        for wrong in ["", "secre", "secret1", "a.b.c", forged.as_str(), body] {
            assert_eq!(tokens.user(wrong, 100), None, "{wrong}");
        }
        assert_eq!(tokens.user(&token, 700), None, "it is over");
    }
}
