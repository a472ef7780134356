//! Whom a call between sidecars is for. Dapr says so in the headers of a gRPC call that it passes
//! on, and within the first message of a call that it makes.

use http::HeaderMap;

use crate::sandbox::protobuf::{Reader, Wire};

/// The callee in headers: as daprd says it, and as an app says it that has its gRPC passed on.
const HEADERS: [&str; 2] = ["dapr-callee-app-id", "dapr-app-id"];
/// The call whose messages are parts of one: the request is within the first of them.
const STREAM: &str = "/dapr.proto.internals.v1.ServiceInvocation/CallLocalStream";
/// Bytes before a message: whether it is compressed, and its length.
const PREFIX: usize = 5;
/// A first message holds headers of HTTP and little else.
const LONGEST: usize = 1 << 20;

/// What is known of the callee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Callee {
    /// Its app id.
    Is(String),
    /// More of the call has to be read.
    Later,
    /// Nobody says.
    Unknown,
}

/// The callee of a call, from its headers and what there is of its body.
pub(crate) fn callee(path: &str, headers: &HeaderMap, body: &[u8]) -> Callee {
    let said = HEADERS.iter().find_map(|name| headers.get(*name));
    if let Some(id) = said.and_then(|id| id.to_str().ok()) {
        return Callee::Is(id.to_owned());
    }
    match message(body) {
        Ok(Some(message)) => within(path, message).map_or(Callee::Unknown, Callee::Is),
        Ok(None) => Callee::Later,
        Err(()) => Callee::Unknown,
    }
}

/// The first message, if it is there; an error for one that is not read.
fn message(body: &[u8]) -> Result<Option<&[u8]>, ()> {
    let Some((prefix, rest)) = body.split_first_chunk::<PREFIX>() else {
        return Ok(None);
    };
    let [compressed, a, b, c, d] = *prefix;
    let length = u32::from_be_bytes([a, b, c, d]) as usize;
    if compressed != 0 || length > LONGEST {
        return Err(());
    }
    Ok(rest.get(..length))
}

/// `InternalInvokeRequest.metadata` of a call, or of the first part of a streamed one.
fn within(path: &str, message: &[u8]) -> Option<String> {
    let request = if path == STREAM {
        field(message, 1)?
    } else {
        message
    };
    let mut fields = Reader(request);
    while let Ok(Some((number, wire))) = fields.next() {
        let (2, Wire::Bytes(entry)) = (number, wire) else {
            continue;
        };
        if field(entry, 1) == Some(HEADERS[0].as_bytes()) {
            let id = field(field(entry, 2)?, 1)?;
            return String::from_utf8(id.to_vec()).ok();
        }
    }
    None
}

/// A field of bytes by its number.
fn field(message: &[u8], wanted: u64) -> Option<&[u8]> {
    let mut fields = Reader(message);
    while let Ok(Some((number, wire))) = fields.next() {
        if let (true, Wire::Bytes(bytes)) = (number == wanted, wire) {
            return Some(bytes);
        }
    }
    None
}

#[cfg(test)]
pub(crate) mod tests {
    use http::HeaderMap;

    use super::{Callee, STREAM, callee};

    const CALL: &str = "/dapr.proto.internals.v1.ServiceInvocation/CallLocal";

    /// A field of bytes, shorter than 128.
    fn bytes(number: u8, value: &[u8]) -> Vec<u8> {
        let mut field = vec![number << 3 | 2, u8::try_from(value.len()).unwrap()];
        field.extend_from_slice(value);
        field
    }

    fn entry(name: &str, value: &str) -> Vec<u8> {
        let list = bytes(1, value.as_bytes());
        bytes(2, &[bytes(1, name.as_bytes()), bytes(2, &list)].concat())
    }

    fn request(id: &str) -> Vec<u8> {
        let version = vec![1 << 3, 1];
        let entries = [
            entry("dapr-caller-app-id", "me"),
            entry("dapr-callee-app-id", id),
        ];
        [version, entries.concat(), bytes(3, b"x")].concat()
    }

    fn framed(message: &[u8]) -> Vec<u8> {
        let length = u32::try_from(message.len()).unwrap().to_be_bytes();
        [&[0], &length[..], message].concat()
    }

    /// What daprd sends first to call this app.
    pub(crate) fn streamed(id: &str) -> Vec<u8> {
        framed(&bytes(1, &request(id)))
    }

    #[test]
    fn the_callee_of_a_call() {
        let is = |id: &str| Callee::Is(id.to_owned());
        let none = framed(&bytes(1, &entry("x", "y")));
        let rows = [
            (STREAM, streamed("cart"), is("cart")),
            (CALL, framed(&request("cart")), is("cart")),
            (STREAM, streamed("cart")[..20].to_vec(), Callee::Later),
            (STREAM, Vec::new(), Callee::Later),
            (STREAM, none, Callee::Unknown),
            (STREAM, vec![1, 0, 0, 0, 0], Callee::Unknown),
            (STREAM, vec![0, 255, 0, 0, 0], Callee::Unknown),
            (STREAM, framed(&[0xff; 9]), Callee::Unknown),
        ];
        for (path, body, expected) in rows {
            assert_eq!(
                callee(path, &HeaderMap::new(), &body),
                expected,
                "{path} {body:?}"
            );
        }
    }

    #[test]
    fn headers_come_first() {
        let mut headers = HeaderMap::new();
        headers.insert("dapr-app-id", "shop".parse().unwrap());
        assert_eq!(
            callee("/my.Service/Do", &headers, &[]),
            Callee::Is("shop".to_owned())
        );
        headers.insert("dapr-callee-app-id", "cart".parse().unwrap());
        assert_eq!(
            callee("/my.Service/Do", &headers, &[]),
            Callee::Is("cart".to_owned())
        );
    }
}
