//! Protobuf's encoding: numbered values, one after another.

/// A value as it is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire<'a> {
    /// An integer or a boolean.
    Varint(u64),
    /// Eight bytes: a double.
    Fixed64(u64),
    /// Text, bytes, a message, or packed numbers.
    Bytes(&'a [u8]),
    /// Four bytes. No field of Kubernetes has them.
    Fixed32(u32),
}

impl<'a> Wire<'a> {
    /// The bytes of a text or message.
    pub(crate) fn bytes(self) -> Result<&'a [u8], String> {
        match self {
            Wire::Bytes(bytes) => Ok(bytes),
            _ => Err("proto: wrong wireType: bytes expected".to_owned()),
        }
    }

    /// An integer. Negative ones have the two's complement of 64 bits.
    pub(crate) fn integer(self) -> Result<i64, String> {
        match self {
            Wire::Varint(number) => Ok(number.cast_signed()),
            _ => Err("proto: wrong wireType: varint expected".to_owned()),
        }
    }

    /// Text. What isn't UTF-8 is replaced, as Go does when it writes JSON.
    pub(crate) fn text(self) -> Result<String, String> {
        Ok(String::from_utf8_lossy(self.bytes()?).into_owned())
    }
}

/// Reads the values of a message in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next value with the number of its field; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<(u64, Wire<'a>)>, String> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let tag = self.varint()?;
        let wire = match tag & 7 {
            0 => Wire::Varint(self.varint()?),
            1 => Wire::Fixed64(u64::from_le_bytes(self.array()?)),
            2 => Wire::Bytes(self.counted()?),
            5 => Wire::Fixed32(u32::from_le_bytes(self.array()?)),
            other => return Err(format!("proto: illegal wireType {other}")),
        };
        match tag >> 3 {
            0 => Err(format!("proto: illegal tag 0 (wire type {})", tag & 7)),
            number => Ok(Some((number, wire))),
        }
    }

    /// A number in groups of seven bits, the lowest first.
    pub(crate) fn varint(&mut self) -> Result<u64, String> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err("proto: integer overflow".to_owned())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (head, rest) = self.0.split_first_chunk().ok_or_else(short)?;
        self.0 = rest;
        Ok(*head)
    }

    fn counted(&mut self) -> Result<&'a [u8], String> {
        let count = usize::try_from(self.varint()?).map_err(|_| short())?;
        let (head, rest) = self.0.split_at_checked(count).ok_or_else(short)?;
        self.0 = rest;
        Ok(head)
    }
}

fn short() -> String {
    "unexpected EOF".to_owned()
}
