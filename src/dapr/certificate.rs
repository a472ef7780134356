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
