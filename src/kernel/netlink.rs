//! Messages to and from the kernel's subsystems (netlink(7)): a header of 16 bytes, a fixed part, then
//! attributes that may nest. Written and read byte by byte, in the machine's own order.

use std::io;

/// `struct nlmsghdr`, in bytes: length, kind, flags, sequence number, sender.
pub const HEADER: usize = 16;
/// Where a message's kind stands.
const KIND: usize = 4;
/// Where its flags stand.
const FLAGS: usize = 6;
/// Where its sequence number stands.
const SEQ: usize = 8;

/// A request under way.
#[derive(Debug)]
pub struct Request {
    bytes: Vec<u8>,
}

impl Request {
    /// One of this kind (`RTM_…`, `SOCK_DIAG_BY_FAMILY`), with these flags (`NLM_F_…`) beside
    /// `NLM_F_REQUEST`.
    pub fn new(kind: u16, flags: i32) -> Request {
        let mut request = Request {
            bytes: Vec::with_capacity(128),
        };
        request.bytes.resize(HEADER, 0);
        request.set(KIND, &kind.to_ne_bytes());
        request.set(FLAGS, &((libc::NLM_F_REQUEST | flags) as u16).to_ne_bytes());
        request
    }

    /// Gives it a number, which the answer says again.
    pub fn numbered(mut self, seq: u32) -> Request {
        self.set(SEQ, &seq.to_ne_bytes());
        self
    }

    /// Adds to the fixed part.
    pub fn fixed(&mut self, part: &[u8]) -> &mut Request {
        self.bytes.extend_from_slice(part);
        self
    }

    /// Adds an attribute.
    pub fn attribute(&mut self, kind: u16, value: &[u8]) -> &mut Request {
        self.nested(kind, |inner| inner.bytes.extend_from_slice(value))
    }

    /// Adds an attribute that holds what `fill` adds.
    pub fn nested(&mut self, kind: u16, fill: impl FnOnce(&mut Request)) -> &mut Request {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        fill(self);
        let length = (self.bytes.len() - start) as u16;
        self.set(start, &length.to_ne_bytes());
        self.set(start + 2, &kind.to_ne_bytes());
        self.bytes.resize(self.bytes.len().next_multiple_of(4), 0);
        self
    }

    /// The whole message, which says its own length.
    pub fn bytes(&mut self) -> &[u8] {
        let length = self.bytes.len() as u32;
        self.set(0, &length.to_ne_bytes());
        &self.bytes
    }

    fn set(&mut self, at: usize, value: &[u8]) {
        self.bytes[at..at + value.len()].copy_from_slice(value);
    }
}

/// One message of the kernel, without its header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// What was asked for: its kind and the rest.
    Found(u16, &'a [u8]),
    /// `NLMSG_ERROR`: an errno; 0 is an acknowledgment.
    Error(i32),
    /// `NLMSG_DONE`: no more is to come.
    Done,
}

impl Answer<'_> {
    /// The kernel's own error, if it is one.
    ///
    /// # Errors
    /// The errno of an `NLMSG_ERROR`; `InvalidData` for what acknowledges nothing.
    pub fn acknowledged(self) -> io::Result<()> {
        match self {
            Answer::Error(0) => Ok(()),
            Answer::Error(errno) => Err(io::Error::from_raw_os_error(errno)),
            _ => Err(strange()),
        }
    }
}

/// An answer that cannot be read.
pub fn strange() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a strange answer by the kernel")
}

/// The messages in one datagram, as far as they are whole.
pub fn answers(mut bytes: &[u8]) -> impl Iterator<Item = Answer<'_>> {
    std::iter::from_fn(move || {
        let length = u32_at(bytes, 0)? as usize;
        let kind = u16_at(bytes, KIND)?;
        let body = bytes.get(HEADER..length)?;
        bytes = (bytes.get(length.next_multiple_of(4)..)).unwrap_or_default();
        Some(match i32::from(kind) {
            libc::NLMSG_ERROR => Answer::Error((u32_at(body, 0)? as i32).saturating_neg()),
            libc::NLMSG_DONE => Answer::Done,
            _ => Answer::Found(kind, body),
        })
    })
}

/// The value of the first attribute of this kind.
pub fn attribute(mut attributes: &[u8], kind: u16) -> Option<&[u8]> {
    loop {
        let length = usize::from(u16_at(attributes, 0)?);
        let value = attributes.get(4..length)?;
        if u16_at(attributes, 2)? == kind {
            return Some(value);
        }
        attributes = attributes.get(length.next_multiple_of(4)..)?;
    }
}

/// The 32-bit word at this place.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_ne_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_padded_to_four_bytes_and_say_their_own_length() {
        let mut request = Request { bytes: Vec::new() };
        request.nested(9, |inner| {
            inner.attribute(3, b"lo\0");
        });
        let expected: Vec<u8> = [12u16, 9, 7, 3]
            .iter()
            .flat_map(|word| word.to_ne_bytes())
            .chain(*b"lo\0\0")
            .collect();
        assert_eq!(request.bytes, expected);
        let inner = attribute(&request.bytes, 9).unwrap();
        assert_eq!(attribute(inner, 3), Some(&b"lo\0"[..]));
        assert_eq!(attribute(inner, 4), None);
        assert_eq!(attribute(&[200, 0, 3, 0, 1], 3), None, "a length too long");
        assert_eq!(attribute(&[0, 0, 3, 0], 4), None, "a length too short");
    }

    fn message(kind: u16, body: &[u8]) -> Vec<u8> {
        let mut request = Request::new(kind, 0);
        request.fixed(body);
        request.bytes().to_vec()
    }

    #[test]
    fn an_acknowledgment_is_error_zero_and_an_error_is_negative() {
        let answer = |errno: i32| message(libc::NLMSG_ERROR as u16, &errno.to_ne_bytes());
        let only = |bytes: &[u8]| answers(bytes).next().map(Answer::acknowledged);
        assert!(only(&answer(0)).unwrap().is_ok());
        let refused = only(&answer(-libc::EPERM)).unwrap().unwrap_err();
        assert_eq!(refused.raw_os_error(), Some(libc::EPERM));
        let other = message(libc::RTM_NEWLINK, &[0; 4]);
        let strange = only(&other).unwrap().unwrap_err();
        assert_eq!(strange.kind(), io::ErrorKind::InvalidData);
        assert!(only(&[0; 7]).is_none());
    }

    #[test]
    fn messages_are_told_apart_and_cut_ones_end_the_list() {
        let mut bytes = message(libc::RTM_NEWLINK, &[1, 2, 3, 4]);
        let first = bytes.len();
        bytes.extend(message(
            libc::NLMSG_ERROR as u16,
            &(-libc::ENOENT).to_ne_bytes(),
        ));
        bytes.extend(message(libc::NLMSG_DONE as u16, &[0; 4]));
        let all: Vec<_> = answers(&bytes).collect();
        let found = Answer::Found(libc::RTM_NEWLINK, &[1, 2, 3, 4]);
        assert_eq!(all, [found, Answer::Error(libc::ENOENT), Answer::Done]);
        for length in 0..first {
            assert_eq!(answers(&bytes[..length]).count(), 0, "{length} bytes");
        }
        // A length that lies: shorter than its own header.
        bytes[..4].copy_from_slice(&4u32.to_ne_bytes());
        assert_eq!(answers(&bytes).count(), 0);
    }
}
