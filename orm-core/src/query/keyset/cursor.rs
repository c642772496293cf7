//! A place in an order, as an opaque text.
//!
//! It holds the values of the order's terms, a hash of the query's text, so that it is refused by another query, and a
//! checksum, so that damage is found. It is not secret: who has it can read the values.

use crate::error::Error;
use crate::value::Value;

const VERSION: u8 = 1;
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Where a page begins or ends.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Place {
    /// At a row with these values.
    Row(Vec<Value>),
    /// Before all rows.
    Start,
    /// Behind all rows.
    End,
}

/// FNV-1a: stable over programs and versions of Rust, which the standard library's hashes are not.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

pub(super) fn write(place: &Place, query: u64) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend(query.to_le_bytes());
    match place {
        Place::Start => bytes.push(b's'),
        Place::End => bytes.push(b'e'),
        Place::Row(values) => {
            bytes.push(b'r');
            for value in values {
                write_value(value, &mut bytes);
            }
        }
    }
    bytes.extend(hash(&bytes).to_le_bytes());
    encode(&bytes)
}

fn write_value(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Null => bytes.push(b'n'),
        Value::Integer(integer) => {
            bytes.push(b'i');
            bytes.extend(integer.to_le_bytes());
        }
        Value::Real(real) => {
            bytes.push(b'f');
            bytes.extend(real.to_bits().to_le_bytes());
        }
        Value::Text(text) => write_bytes(b't', text.as_bytes(), bytes),
        Value::Blob(blob) => write_bytes(b'b', blob, bytes),
    }
}

fn write_bytes(tag: u8, content: &[u8], bytes: &mut Vec<u8>) {
    bytes.push(tag);
    bytes.extend((content.len() as u64).to_le_bytes());
    bytes.extend(content);
}

/// Reads a cursor of the query with a hash.
pub(super) fn read(text: &str, query: u64) -> Result<Place, Error> {
    let damaged = || Error::invalid_cursor("the cursor is damaged");
    let bytes = decode(text).ok_or_else(damaged)?;
    let (content, checksum) = bytes.split_last_chunk::<8>().ok_or_else(damaged)?;
    if hash(content) != u64::from_le_bytes(*checksum) {
        return Err(damaged());
    }
    let mut rest = Bytes(content);
    if rest.byte() != Some(VERSION) || rest.number() != Some(query) {
        return Err(Error::invalid_cursor("the cursor is one of another query or order"));
    }
    rest.place().ok_or_else(damaged)
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.0.split_first_chunk::<8>()?;
        self.0 = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn content(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.number()?).ok()?;
        let (content, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(content)
    }

    fn value(&mut self) -> Option<Value> {
        Some(match self.byte()? {
            b'n' => Value::Null,
            b'i' => Value::Integer(self.number()?.cast_signed()),
            // SQLite would take NaN for NULL.
            b'f' => Value::Real(Some(f64::from_bits(self.number()?)).filter(|real| !real.is_nan())?),
            b't' => Value::Text(str::from_utf8(self.content()?).ok()?.to_owned()),
            b'b' => Value::Blob(self.content()?.to_vec()),
            _ => return None,
        })
    }

    fn place(mut self) -> Option<Place> {
        let place = match self.byte()? {
            b's' => Place::Start,
            b'e' => Place::End,
            b'r' => {
                let mut values = Vec::new();
                while !self.0.is_empty() {
                    values.push(self.value()?);
                }
                Place::Row(values)
            }
            _ => return None,
        };
        self.0.is_empty().then_some(place)
    }
}

/// Base64 for addresses, without padding: <https://www.rfc-editor.org/rfc/rfc4648#section-5>.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..=chunk.len() {
            let sextet = bits >> (18 - 6 * at) & 63;
            text.push(char::from(ALPHABET[sextet as usize]));
        }
    }
    text
}

/// The bytes of a text that [`encode`] may have written, and of no other text.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for chunk in text.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for byte in chunk {
            let sextet = ALPHABET.iter().position(|letter| letter == byte)?;
            bits = bits << 6 | u32::try_from(sextet).ok()?;
        }
        bits <<= 6 * (4 - chunk.len());
        let [_, all @ ..] = bits.to_be_bytes();
        let (content, unused) = all.split_at_checked(chunk.len().checked_sub(1).filter(|length| *length > 0)?)?;
        if unused.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend(content);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let values = vec![
            Value::Null,
            Value::Integer(i64::MIN),
            Value::Real(-0.0),
            Value::Real(f64::INFINITY),
            Value::Text("ä\0\"".to_owned()),
            Value::Blob(vec![0, 255]),
            Value::Text(String::new()),
        ];
        for place in [Place::Start, Place::End, Place::Row(Vec::new()), Place::Row(values)] {
            let text = write(&place, 7);
            assert!(text.bytes().all(|byte| ALPHABET.contains(&byte)), "{text}");
            assert_eq!(read(&text, 7).unwrap(), place);
            assert!(read(&text, 8).unwrap_err().is_invalid_cursor());
            for at in 0..text.len() {
                let mut damaged = text.clone().into_bytes();
                damaged[at] = if damaged[at] == b'A' { b'B' } else { b'A' };
                let damaged = String::from_utf8(damaged).unwrap();
                assert!(read(&damaged, 7).is_err_and(|error| error.is_invalid_cursor()), "{at}");
                assert!(read(&text[..at], 7).is_err_and(|error| error.is_invalid_cursor()), "{at}");
            }
        }
    }

    #[test]
    fn base64_is_that_of_the_standard() {
        for (bytes, text) in
            [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        for text in ["Z", "Zh", "Zm9", "Zg==", "Zm9v ", "+/+/", "ä"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
