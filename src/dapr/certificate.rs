//! Dapr's root certificate.

use jiff::Timestamp;
use x509_parser::pem::Pem;

/// When the first certificate of a PEM bundle ends; `None` if there is none that can be read.
pub fn not_after(bundle: &str) -> Option<Timestamp> {
    let mut blocks = Pem::iter_from_buffer(bundle.as_bytes()).filter_map(Result::ok);
    let block = blocks.find(|block| block.label == "CERTIFICATE")?;
    let certificate = block.parse_x509().ok()?;
    Timestamp::from_second(certificate.validity().not_after.timestamp()).ok()
}

#[cfg(test)]
mod tests {
    use super::not_after;

    /// Made with `openssl req -x509`; its key was thrown away.
    const ROOT: &str = "-----BEGIN CERTIFICATE-----\n\
        MIIBhTCCASugAwIBAgIUIdfyduluG+bcV689GgdBfCXCU4kwCgYIKoZIzj0EAwIw\n\
        GDEWMBQGA1UECgwNY2x1c3Rlci5sb2NhbDAeFw0yNjExMjMxODAzMThaFw0zNjEx\n\
        MjAxODAzMThaMBgxFjAUBgNVBAoMDWNsdXN0ZXIubG9jYWwwWTATBgcqhkjOPQIB\n\
        BggqhkjOPQMBBwNCAAR+HODv3m2AeC62W6878G8Y74NZBcZOxRtJzdM1qGn1IKbA\n\
        2WhW7XSc4A3fcorYo83OK0C+mtad9mpFjAcjnV2Ko1MwUTAdBgNVHQ4EFgQU2LKH\n\
        l7/RxyUb31FrTKfk6mF5Ie8wHwYDVR0jBBgwFoAU2LKHl7/RxyUb31FrTKfk6mF5\n\
        Ie8wDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBNBvDEhTk+k1ew\n\
        2zGpHwV4nHjxBe/nKJTNU/IYfCqGFQIhAJfPgj+lVC/VnsJMzcNENTg0dflpAfkh\n\
        xn0jqbgQhlSq\n\
        -----END CERTIFICATE-----\n";

    #[test]
    fn the_first_certificate_counts() {
        let bundle = format!("some words\n{ROOT}{ROOT}");
        assert_eq!(
            not_after(&bundle).map(|end| end.to_string()).as_deref(),
            Some("2036-11-20T18:03:18Z")
        );
    }

    #[test]
    fn what_is_no_certificate_has_no_end() {
        for text in [
            "",
            "hello",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            assert_eq!(not_after(text), None, "{text:?}");
        }
    }
}
