//! A root and an issuer, as sentry makes them.

use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, Error, IsCa, KeyPair,
    KeyUsagePurpose, PKCS_ED25519,
};

/// How long both are good.
const YEAR: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// Clocks may differ by so much.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// PEM texts.
pub(super) struct Bundle {
    /// `ca.crt`
    pub(super) root: String,
    /// `issuer.crt`
    pub(super) issuer: String,
    /// `issuer.key`
    pub(super) key: String,
}

/// A new root and an issuer under it, for the sentry of a namespace.
pub(super) fn bundle(namespace: &str, now: SystemTime) -> Result<Bundle, Error> {
    let root_key = KeyPair::generate_for(&PKCS_ED25519)?;
    let root = CertifiedIssuer::self_signed(parameters("cluster.local", 1, now), root_key)?;
    let key = KeyPair::generate_for(&PKCS_ED25519)?;
    let name = format!("spiffe://cluster.local/ns/{namespace}/dapr-sentry");
    let issuer = parameters(&name, 0, now).signed_by(&key, &root)?;
    Ok(Bundle {
        root: root.pem(),
        issuer: issuer.pem(),
        key: key.serialize_pem(),
    })
}

fn parameters(organization: &str, depth: u8, now: SystemTime) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters
        .distinguished_name
        .push(DnType::OrganizationName, organization);
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(depth));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters.not_before = (now - SKEW).into();
    parameters.not_after = (now + YEAR).into();
    parameters
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::bundle;
    use crate::dapr::certificate::not_after;

    #[test]
    fn both_certificates_are_good_for_a_year() {
        let bundle = bundle("dapr-system", SystemTime::now()).unwrap();
        let year = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(364 * 24);
        for pem in [&bundle.root, &bundle.issuer] {
            assert!(not_after(pem).unwrap() > year, "{pem}");
        }
        assert!(bundle.key.starts_with("-----BEGIN PRIVATE KEY-----"));
        assert_ne!(bundle.root, bundle.issuer);
    }
}
