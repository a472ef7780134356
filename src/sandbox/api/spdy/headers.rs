//! Compressed headers.

use std::collections::BTreeMap;

use flate2::{Decompress, FlushDecompress, Status};

use super::dictionary;

/// Largest headers of one stream, in bytes.
const LIMIT: usize = 64 * 1024;

/// Names, in small letters, and values.
pub(in crate::sandbox::api) type Headers = BTreeMap<String, String>;

/// Reads the headers of one connection: each block goes on where the last one ended.
pub(super) struct Reader {
    inflate: Decompress,
    begun: bool,
}

impl Reader {
    pub(super) fn new() -> Self {
        Self {
            inflate: Decompress::new(false),
            begun: false,
        }
    }

    /// The headers in a block.
    pub(super) fn read(&mut self, block: &[u8]) -> Result<Headers, String> {
        let block = if self.begun {
            block
        } else {
            self.begin(block)?
        };
        let plain = self.unpack(block)?;
        parse(&plain).ok_or_else(|| "headers are damaged".to_owned())
    }

    /// Takes off what a zlib stream begins with. Where it was compressed with the dictionary, the
    /// inflater is given that text first, in a block that isn't compressed.
    fn begin<'a>(&mut self, block: &'a [u8]) -> Result<&'a [u8], String> {
        self.begun = true;
        let [method, flags, rest @ ..] = block else {
            return Err("headers are cut off".to_owned());
        };
        let sum = u16::from_be_bytes([*method, *flags]);
        if method & 0x0f != 8 || sum % 31 != 0 {
            return Err("headers are not compressed by zlib".to_owned());
        }
        if flags & 0x20 == 0 {
            return Ok(rest);
        }
        let rest = rest
            .strip_prefix(&dictionary::SUM)
            .ok_or("another dictionary")?;
        let known = dictionary::text();
        self.unpack(&stored(&known))?;
        Ok(rest)
    }

    fn unpack(&mut self, mut packed: &[u8]) -> Result<Vec<u8>, String> {
        let mut plain = Vec::with_capacity(4096);
        loop {
            let before = (self.inflate.total_in(), plain.len());
            let status = self
                .inflate
                .decompress_vec(packed, &mut plain, FlushDecompress::Sync)
                .map_err(|error| error.to_string())?;
            let read = usize::try_from(self.inflate.total_in() - before.0).unwrap_or(packed.len());
            packed = &packed[read..];
            let full = plain.len() == plain.capacity();
            if plain.len() > LIMIT {
                return Err("headers are too large".to_owned());
            }
            if full {
                plain.reserve(4096);
            } else if packed.is_empty() || status == Status::StreamEnd {
                return Ok(plain);
            } else if (read, plain.len()) == (0, before.1) {
                return Err("headers are damaged".to_owned());
            }
        }
    }
}

/// A block of a compressed stream that holds its bytes as they are.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("less than 64 KiB");
    let mut block = vec![0];
    block.extend(length.to_le_bytes());
    block.extend((!length).to_le_bytes());
    block.extend(bytes);
    block
}

fn parse(plain: &[u8]) -> Option<Headers> {
    let mut rest = plain;
    let count = number(&mut rest)?;
    let mut headers = Headers::new();
    for _ in 0..count {
        let name = text(&mut rest)?;
        let value = text(&mut rest)?;
        headers.insert(name.to_ascii_lowercase(), value);
    }
    Some(headers)
}

fn number(rest: &mut &[u8]) -> Option<u32> {
    let (four, more) = rest.split_first_chunk()?;
    *rest = more;
    Some(u32::from_be_bytes(*four))
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let length = usize::try_from(number(rest)?).ok()?;
    let (text, more) = rest.split_at_checked(length)?;
    *rest = more;
    String::from_utf8(text.to_vec()).ok()
}

/// Writes the headers of one connection. None are ever told to the client, so they are not worth
/// compressing.
#[derive(Default)]
pub(super) struct Writer {
    begun: bool,
}

impl Writer {
    /// No headers, as a block.
    pub(super) fn none(&mut self) -> Vec<u8> {
        let mut block = if self.begun {
            Vec::new()
        } else {
            vec![0x78, 0x01]
        };
        self.begun = true;
        block.extend(stored(&0_u32.to_be_bytes()));
        // By an empty block the reader knows that it has everything.
        block.extend(stored(&[]));
        block
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use flate2::{Compress, Compression, FlushCompress};

    /// Compressed as a client does that knows no dictionary.
    pub(in crate::sandbox::api::spdy) fn pack(
        deflate: &mut Compress,
        pairs: &[(&str, &str)],
    ) -> Vec<u8> {
        let mut plain = Vec::new();
        plain.extend(u32::try_from(pairs.len()).unwrap().to_be_bytes());
        for text in pairs.iter().flat_map(|(name, value)| [name, value]) {
            plain.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
            plain.extend(text.as_bytes());
        }
        let mut packed = Vec::with_capacity(plain.len() + 100);
        deflate
            .compress_vec(&plain, &mut packed, FlushCompress::Sync)
            .unwrap();
        packed
    }

    #[test]
    fn blocks_of_one_connection_go_on_from_each_other() {
        let mut deflate = Compress::new(Compression::default(), true);
        let mut reader = Reader::new();
        for number in 0..50 {
            let id = number.to_string();
            let pairs = [
                ("streamType", "data"),
                ("port", "8080"),
                ("requestID", id.as_str()),
            ];
            let headers = reader.read(&pack(&mut deflate, &pairs)).unwrap();
            assert_eq!(headers["requestid"], id);
            assert_eq!(headers.len(), 3);
        }
    }

    /// As zlib makes them with the dictionary.
    #[test]
    fn blocks_may_lean_on_the_dictionary() {
        let first = "78f9e3c6a7c202253a703a2b294a4dcc851625aca9a0808614cb45e01c6061606100a4398b20d198094ade8c0600000000ffff";
        let second = "c2aa19540e2512d60b000000ffff";
        let mut reader = Reader::new();
        for (block, of) in [(first, "error"), (second, "data")] {
            let digits = block.as_bytes().chunks(2);
            let bytes = digits
                .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap());
            let headers = reader.read(&bytes.collect::<Vec<_>>()).unwrap();
            let pairs = [("port", "8080"), ("requestid", "0"), ("streamtype", of)];
            let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(headers, Headers::from(pairs));
        }
    }

    #[test]
    fn damaged_blocks_are_refused() {
        let rows: [&[u8]; 5] = [
            b"",
            b"\x78",
            b"GET / HTTP",
            b"\x78\xbb\x00\x00\x00\x00",
            b"\x78\x01\xff\xff\xff\xff",
        ];
        for block in rows {
            assert!(Reader::new().read(block).is_err(), "{block:?}");
        }
        let mut deflate = Compress::new(Compression::default(), true);
        let value = "x".repeat(LIMIT + 1);
        let large = pack(&mut deflate, &[("a", &value)]);
        assert!(Reader::new().read(&large).is_err());
    }

    #[test]
    fn what_is_written_can_be_read() {
        let mut writer = Writer::default();
        let mut reader = Reader::new();
        for _ in 0..3 {
            assert_eq!(reader.read(&writer.none()), Ok(Headers::new()));
        }
    }
}
