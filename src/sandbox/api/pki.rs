//! Certificates and tokens: made once, kept in the home, made anew before they end.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use jiff::{Timestamp, ToSpan, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, PublicKeyData,
};
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use super::hex::hex;
use super::tokens::Tokens;
use crate::error::{Error, Result};
use crate::sandbox::home::{self, Home};

/// How long certificates are good, in days.
const AUTHORITY_DAYS: i64 = 3650;
const LEAF_DAYS: i64 = 365;
/// So long before its end a certificate is made anew, in seconds.
const NEAR: i64 = 30 * 24 * 3600;

/// Names that the server answers to.
const NAMES: [&str; 7] = [
    "127.0.0.1",
    "::1",
    "localhost",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
];

/// A certificate and its key, both PEM.
pub(super) struct Pair {
    pub(super) certificate: String,
    pub(super) key: String,
}

/// All that proves who is who.
pub(super) struct Credentials {
    /// The authority's certificate, PEM.
    pub(super) authority: String,
    server: Pair,
    pub(super) client: Pair,
    /// The administrator's.
    pub(super) token: String,
    signing: String,
}

impl Credentials {
    pub(super) fn tokens(&self) -> Tokens {
        Tokens::new(self.token.clone(), self.signing.clone().into_bytes())
    }

    /// TLS as the server speaks it: clients may show a certificate of ours.
    pub(super) fn server(&self) -> Result<ServerConfig> {
        self.try_server().map_err(|why| broken(&why))
    }

    fn try_server(&self) -> Result<ServerConfig, String> {
        let provider = Arc::new(ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(certificate(&self.authority)?).map_err(said)?;
        let verifier =
            WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone())
                .allow_unauthenticated()
                .build()
                .map_err(said)?;
        let key = PrivateKeyDer::from_pem_slice(self.server.key.as_bytes()).map_err(said)?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(said)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(vec![certificate(&self.server.certificate)?], key)
            .map_err(said)?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(config)
    }
}

/// The home's credentials; what is missing, damaged or near its end is made.
pub(super) fn open(home: &Home) -> Result<Credentials> {
    private_folder(home.folder())?;
    let folder = home.pki();
    private_folder(&folder)?;
    let now = Timestamp::now();
    let authority = if let Some(pair) = good_pair(&folder, "ca", now) {
        pair
    } else {
        // What the old one signed is worth nothing any more, and has to be gone first.
        for leaf in ["server", "client"] {
            let _ = fs::remove_file(folder.join(format!("{leaf}.crt")));
        }
        let made = make_authority(now).map_err(|why| broken(&why))?;
        keep_pair(&folder, "ca", made)?
    };
    let leaf = |name: &str, params: fn() -> Result<CertificateParams, rcgen::Error>| {
        if let Some(pair) = good_pair(&folder, name, now) {
            return Ok(pair);
        }
        let made = params()
            .map_err(said)
            .and_then(|params| make_leaf(params, &authority, now));
        keep_pair(&folder, name, made.map_err(|why| broken(&why))?)
    };
    Ok(Credentials {
        server: leaf("server", server_params)?,
        client: leaf("client", client_params)?,
        token: secret(&folder.join("token"))?,
        signing: secret(&folder.join("tokens.key"))?,
        authority: authority.certificate,
    })
}

fn named(name: &str) -> DistinguishedName {
    let mut of = DistinguishedName::new();
    of.push(DnType::CommonName, name);
    of
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("sandbox-ca");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::CrlSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    params
}

fn server_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
    params.distinguished_name = named("sandbox");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    Ok(params)
}

fn client_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    let mut name = named("sandbox-admin");
    name.push(DnType::OrganizationName, "system:masters");
    params.distinguished_name = name;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    Ok(params)
}

fn make_authority(now: Timestamp) -> Result<Pair, String> {
    let key = KeyPair::generate().map_err(said)?;
    let mut params = authority_params();
    set_days(&mut params, now, AUTHORITY_DAYS)?;
    let certificate = params.self_signed(&key).map_err(said)?.pem();
    Ok(Pair {
        certificate,
        key: key.serialize_pem(),
    })
}

fn make_leaf(mut params: CertificateParams, by: &Pair, now: Timestamp) -> Result<Pair, String> {
    let authority = KeyPair::from_pem(&by.key).map_err(said)?;
    let issuer = Issuer::new(authority_params(), authority);
    let key = KeyPair::generate().map_err(said)?;
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![
        KeyUsagePurpose::DigitalSignature,
        KeyUsagePurpose::KeyEncipherment,
    ];
    set_days(&mut params, now, LEAF_DAYS)?;
    let certificate = params.signed_by(&key, &issuer).map_err(said)?.pem();
    Ok(Pair {
        certificate,
        key: key.serialize_pem(),
    })
}

/// From a day ago: clocks of other programs may be behind.
fn set_days(params: &mut CertificateParams, now: Timestamp, days: i64) -> Result<(), String> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let date = |days: i64| {
        let date = today.checked_add(days.days()).map_err(said)?;
        let (year, month, day) = (date.year(), date.month(), date.day());
        let positive = |one: i8| u8::try_from(one).map_err(said);
        Ok::<_, String>(rcgen::date_time_ymd(
            i32::from(year),
            positive(month)?,
            positive(day)?,
        ))
    };
    params.not_before = date(-1)?;
    params.not_after = date(days)?;
    Ok(())
}

/// Whether a pair belongs together and has a while to go.
fn is_good(pair: &Pair, now: Timestamp) -> bool {
    let Ok(key) = KeyPair::from_pem(&pair.key) else {
        return false;
    };
    let Ok(der) = certificate(&pair.certificate) else {
        return false;
    };
    let Ok((_, read)) = x509_parser::parse_x509_certificate(&der) else {
        return false;
    };
    let ends = read.validity().not_after.timestamp();
    read.public_key().raw == key.subject_public_key_info() && ends - now.as_second() > NEAR
}

fn certificate(pem: &str) -> Result<CertificateDer<'static>, String> {
    CertificateDer::from_pem_slice(pem.as_bytes()).map_err(said)
}

fn read_pair(folder: &Path, name: &str) -> Option<Pair> {
    let read = |end: &str| fs::read_to_string(folder.join(format!("{name}.{end}"))).ok();
    Some(Pair {
        certificate: read("crt")?,
        key: read("key")?,
    })
}

fn good_pair(folder: &Path, name: &str, now: Timestamp) -> Option<Pair> {
    read_pair(folder, name).filter(|pair| is_good(pair, now))
}

fn keep_pair(folder: &Path, name: &str, pair: Pair) -> Result<Pair> {
    write_private(&folder.join(format!("{name}.key")), &pair.key)?;
    write_private(&folder.join(format!("{name}.crt")), &pair.certificate)?;
    Ok(pair)
}

/// A random text, made once.
fn secret(path: &Path) -> Result<String> {
    if let Ok(known) = fs::read_to_string(path)
        && known.len() >= 32
    {
        return Ok(known);
    }
    let made = hex(&rand::random::<[u8; 32]>());
    write_private(path, &made)?;
    Ok(made)
}

fn private_folder(path: &Path) -> Result<()> {
    let made = fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path);
    let made = made.and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o700)));
    made.map_err(|error| unwritable(path, &error))
}

/// Writes a file that its owner alone may read, whole or not at all.
pub(super) fn write_private(path: &Path, text: &str) -> Result<()> {
    home::write_private(path, text).map_err(|error| unwritable(path, &error))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    Error::failed("sandbox-home", "cannot write the sandbox's files")
        .on(path.display().to_string())
        .says(error.to_string())
}

fn broken(why: &str) -> Error {
    Error::failed(
        "sandbox-certificates",
        "cannot make the sandbox's certificates",
    )
    .says(why)
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_made_once_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path().join("home"));
        let first = open(&home).unwrap();
        let second = open(&home).unwrap();
        assert_eq!(first.authority, second.authority);
        assert_eq!(first.server.certificate, second.server.certificate);
        assert_eq!(first.client.key, second.client.key);
        assert_eq!(first.token, second.token);
        first.server().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(home.folder()), 0o700);
        assert_eq!(mode(&home.pki()), 0o700);
        for file in fs::read_dir(home.pki()).unwrap() {
            assert_eq!(mode(&file.unwrap().path()), 0o600);
        }
    }

    #[test]
    fn what_is_missing_or_damaged_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let first = open(&home).unwrap();
        fs::write(home.pki().join("server.crt"), "nonsense").unwrap();
        let second = open(&home).unwrap();
        assert_eq!(first.authority, second.authority);
        assert_ne!(first.server.certificate, second.server.certificate);
        fs::remove_file(home.pki().join("ca.key")).unwrap();
        let third = open(&home).unwrap();
        assert_ne!(second.authority, third.authority);
        assert_ne!(second.client.certificate, third.client.certificate);
        third.server().unwrap();
    }

    #[test]
    fn a_pair_near_its_end_is_not_good() {
        let now = Timestamp::now();
        let pair = make_authority(now).unwrap();
        let days = |days: i64| now + (24 * days).hours();
        assert!(is_good(&pair, days(AUTHORITY_DAYS - 40)));
        assert!(!is_good(&pair, days(AUTHORITY_DAYS - 20)));
        let other = make_authority(now).unwrap();
        assert!(!is_good(
            &Pair {
                key: other.key,
                ..pair
            },
            now
        ));
    }
}
