//! The certificates of a control plane: a root and an issuer, as sentry makes and keeps them.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType, Error, IsCa,
    KeyPair, KeyUsagePurpose, PKCS_ED25519,
};
use serde_json::{Map, Value, json};

/// Where a control plane belongs that was told nothing else.
pub const TRUST_DOMAIN: &str = "cluster.local";

/// The keys of the Secret; the `ConfigMap` has the first.
const KEYS: [&str; 3] = ["ca.crt", "issuer.crt", "issuer.key"];
/// How long both are good.
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// Clocks may differ by so much.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// PEM texts.
pub struct Bundle {
    /// `ca.crt`
    root: String,
    /// `issuer.crt`
    issuer: String,
    /// `issuer.key`
    key: String,
}

impl Bundle {
    /// A new root and an issuer under it, for the sentry of a namespace: names and times are those that Dapr 1.18.3's
    /// sentry gives them (`pkg/sentry/server/ca/bundle`).
    ///
    /// # Errors
    /// The machine has no randomness, or the names fit no certificate.
    pub fn new(trust_domain: &str, namespace: &str, now: SystemTime) -> Result<Self, Error> {
        let root_key = KeyPair::generate_for(&PKCS_ED25519)?;
        let root = CertifiedIssuer::self_signed(parameters(trust_domain, 1, now), root_key)?;
        let key = KeyPair::generate_for(&PKCS_ED25519)?;
        let name = format!("spiffe://{trust_domain}/ns/{namespace}/dapr-sentry");
        let issuer = parameters(&name, 0, now).signed_by(&key, &root)?;
        Ok(Self {
            root: root.pem(),
            issuer: issuer.pem(),
            key: key.serialize_pem(),
        })
    }

    /// `data` of the Secret.
    pub fn secret(&self) -> Map<String, Value> {
        let texts = [&self.root, &self.issuer, &self.key];
        let pairs = KEYS.iter().zip(texts);
        pairs
            .map(|(key, pem)| ((*key).to_owned(), json!(STANDARD.encode(pem))))
            .collect()
    }

    /// `data` of the `ConfigMap`.
    pub fn config_map(&self) -> Map<String, Value> {
        public(&self.root)
    }
}

fn public(root: &str) -> Map<String, Value> {
    [(KEYS[0].to_owned(), json!(root))].into_iter().collect()
}

/// What is kept by now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Nothing at all.
    Nothing,
    /// The Secret is whole, and the `ConfigMap` lacks this `data`.
    Half(Map<String, Value>),
    /// Both are whole, and have the same root.
    Whole,
    /// Something else: sentry makes new ones.
    Else,
}

/// What is kept in this Secret and this `ConfigMap`.
pub fn kept(secret: &Value, config_map: &Value) -> Kept {
    let of = |key: &str| secret["data"][key].as_str().unwrap_or_default();
    let root = STANDARD.decode(of(KEYS[0])).unwrap_or_default();
    let root = String::from_utf8(root).unwrap_or_default();
    let shown = config_map["data"][KEYS[0]].as_str().unwrap_or_default();
    let has = KEYS.iter().filter(|key| !of(key).is_empty()).count();
    match (has, shown) {
        (0, "") => Kept::Nothing,
        (3, "") if !root.is_empty() => Kept::Half(public(&root)),
        (3, shown) if shown == root && !root.is_empty() => Kept::Whole,
        _ => Kept::Else,
    }
}

fn parameters(organization: &str, depth: u8, now: SystemTime) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::OrganizationName, organization);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(depth));
    parameters.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::CrlSign,
    ];
    parameters.not_before = (now - SKEW).into();
    parameters.not_after = (now + YEAR).into();
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dapr::certificate::not_after;

    #[test]
    fn both_certificates_are_good_for_a_year() {
        let bundle = Bundle::new(TRUST_DOMAIN, "dapr-system", SystemTime::now()).unwrap();
        let year = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(364 * 24);
        for pem in [&bundle.root, &bundle.issuer] {
            assert!(not_after(pem).unwrap() > year, "{pem}");
        }
        assert!(bundle.key.starts_with("-----BEGIN PRIVATE KEY-----"));
        assert_ne!(bundle.root, bundle.issuer);
        let (secret, map) = (
            json!({"data": bundle.secret()}),
            json!({"data": bundle.config_map()}),
        );
        assert_eq!(kept(&secret, &map), Kept::Whole);
    }

    #[test]
    fn a_bundle_is_whole_or_it_is_not() {
        let whole = json!({"ca.crt": "YQ==", "issuer.crt": "Yg==", "issuer.key": "Yw=="});
        let part = json!({"ca.crt": "YQ==", "issuer.crt": "", "issuer.key": "Yw=="});
        let root = json!({"ca.crt": "a"});
        let lacks = Kept::Half(root.as_object().unwrap().clone());
        let rows = [
            (json!({"data": whole}), json!({"data": root}), Kept::Whole),
            (json!({"data": whole}), json!({}), lacks),
            (
                json!({"data": whole}),
                json!({"data": {"ca.crt": "b"}}),
                Kept::Else,
            ),
            (json!({}), json!({"data": root}), Kept::Else),
            (json!({"data": part}), json!({"data": root}), Kept::Else),
            (json!({"data": part}), json!({}), Kept::Else),
            (json!({"data": null}), json!({}), Kept::Nothing),
            (json!({}), json!({}), Kept::Nothing),
        ];
        for (secret, map, expected) in rows {
            assert_eq!(kept(&secret, &map), expected, "{secret} {map}");
        }
    }
}
