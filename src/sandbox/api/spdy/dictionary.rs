//! The text that both ends of SPDY/3 begin to compress headers with.

/// Each is preceded by its length.
const NAMES: &str = "options head post put delete trace accept accept-charset accept-encoding \
    accept-language accept-ranges age allow authorization cache-control connection content-base \
    content-encoding content-language content-length content-location content-md5 content-range \
    content-type date etag expect expires from host if-match if-modified-since if-none-match \
    if-range if-unmodified-since last-modified location max-forwards pragma proxy-authenticate \
    proxy-authorization range referer retry-after server te trailer transfer-encoding upgrade \
    user-agent vary via warning www-authenticate method get status 200_OK version HTTP/1.1 url \
    public set-cookie keep-alive origin";

const REST: &str = "1001012012022052063003023033043053063074024054064074084094104114124134144154164175\
    02504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 \
    Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service \
    UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, \
    Sat, Sun, GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml\
    +xml,text/plain,text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=\
    iso-8859-1,utf-,*,enq=0.";

/// Its Adler-32 sum, by which a compressed text names it.
pub(super) const SUM: [u8; 4] = [0xe3, 0xc6, 0xa7, 0xc2];

/// The text.
pub(super) fn text() -> Vec<u8> {
    let mut text = Vec::new();
    for name in NAMES.split_whitespace() {
        let name = name.replace('_', " ");
        let length = u32::try_from(name.len()).expect("names are short");
        text.extend(length.to_be_bytes());
        text.extend(name.as_bytes());
    }
    text.extend(REST.as_bytes());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_one_of_the_protocol() {
        let (mut low, mut high) = (1_u32, 0_u32);
        for byte in text() {
            low = (low + u32::from(byte)) % 65521;
            high = (high + low) % 65521;
        }
        assert_eq!((high << 16 | low).to_be_bytes(), SUM);
        assert_eq!(text().len(), 1423);
    }
}
