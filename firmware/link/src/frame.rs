//! Frames: packets on a byte stream that carries plain text too.
//!
//! ```text
//!   text …  00  mark  COBS( packet  CRC-32, little endian )  00  … text
//! ```
//!
//! A zero byte and one of the two marks open a frame, the next zero closes it. Marks are bytes that
//! no UTF-8 text can hold, so that text after a zero is known as text at its first byte. What is
//! outside of frames is text, and so is a frame that proves to be none: of what a board prints in
//! the middle of a frame (a panic, the ROM's banner after a reset) nothing is lost.
//! `docs/link-protocol.md` is the whole description.
//!
//! Nothing here panics, whatever the bytes are, and a [`Decoder`] never holds more than
//! [`MAX_FRAME`] bytes of a frame, as many of its decoded body, and [`MAX_LINE`] bytes of a line.

use alloc::string::String;
use core::fmt;

use crc::{CRC_32_ISO_HDLC, Crc, Table};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cobs;
use crate::message::{Command, Hello, Report, VERSION};

mod decoder;
pub use decoder::{Decoder, Item};

/// The longest frame in bytes, both zeros counted.
pub const MAX_FRAME: usize = 2048;

/// The longest message in bytes, as postcard writes it.
pub const MAX_MESSAGE: usize = MAX_PACKET - 2;

/// The longest packet in bytes: a message behind its kind and its number.
const MAX_PACKET: usize = MAX_FRAME - HEAD - 1 - cobs::overhead(MAX_FRAME) - CRC_LEN;

/// The most data bytes that one call can carry over the link, either way; with it every call and
/// every return fits into a frame.
pub const MAX_DATA: usize = 1024;

/// The longest line of text in bytes; longer ones are split.
pub const MAX_LINE: usize = 512;

/// The zero and the mark before the encoded body.
const HEAD: usize = 2;

/// The bytes between mark and closing zero.
const MAX_ENCODED: usize = MAX_FRAME - HEAD - 1;

const CRC_LEN: usize = 4;

// 16 kB of tables are nothing for the host, and a sixth of a board's memory.
#[cfg(not(target_os = "none"))]
type Tables = Table<16>;
#[cfg(target_os = "none")]
type Tables = Table<1>;

static CRC: Crc<u32, Tables> = Crc::<u32, Tables>::new(&CRC_32_ISO_HDLC);

/// A message that packets can carry; each direction has a mark of its own, so that an end that
/// hears its own echo notices.
pub trait Message: Serialize + DeserializeOwned {
    /// The byte after the opening zero.
    const MARK: u8;
}

impl Message for Command {
    const MARK: u8 = 0xC0;
}

impl Message for Report {
    const MARK: u8 = 0xF7;
}

const fn is_mark(byte: u8) -> bool {
    byte == Command::MARK || byte == Report::MARK
}

/// What one frame carries. What the numbers are for is told in [`arq`](crate::arq).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packet<M> {
    /// Who speaks, and in which session. Every version reads the first of these two.
    Hello {
        /// Version and program.
        hello: Hello,
        /// The session's number, which the host chose; 0 is none.
        session: u32,
    },
    /// Everything before the message of this number has arrived.
    Ack(u8),
    /// The same, and the message of this number has not: send again from there on.
    Nak(u8),
    /// A message and its number.
    Data(u8, M),
}

/// The first byte of a packet. That of [`Packet::Hello`] is the same in every version.
mod kind {
    pub const HELLO: u8 = 0;
    pub const ACK: u8 = 1;
    pub const NAK: u8 = 2;
    pub const DATA: u8 = 3;
}

impl<M: Message> Packet<&M> {
    /// Writes the packet to the front of `out`; how many bytes that took.
    fn write(&self, out: &mut [u8]) -> postcard::Result<usize> {
        let written = match self {
            Packet::Hello { hello, session } => {
                postcard::to_slice(&(kind::HELLO, hello, session), out)
            }
            Packet::Ack(number) => postcard::to_slice(&(kind::ACK, number), out),
            Packet::Nak(number) => postcard::to_slice(&(kind::NAK, number), out),
            Packet::Data(number, message) => {
                postcard::to_slice(&(kind::DATA, number, message), out)
            }
        };
        written.map(|written| written.len())
    }
}

impl<M: Message> Packet<M> {
    /// The packet in all of `bytes`, if they are one of this version, or any version's hello.
    fn read(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [kind::HELLO, rest @ ..] => {
                let ((version, program), rest) =
                    postcard::take_from_bytes::<(u16, String)>(rest).ok()?;
                // Another version may say something else here.
                let session = postcard::take_from_bytes(rest).map_or(0, |(session, _)| session);
                let hello = Hello { version, program };
                Some(Packet::Hello { hello, session })
            }
            [kind::ACK, number] => Some(Packet::Ack(*number)),
            [kind::NAK, number] => Some(Packet::Nak(*number)),
            [kind::DATA, number, message @ ..] => match postcard::take_from_bytes(message) {
                Ok((message, [])) => Some(Packet::Data(*number, message)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Why a frame gave no packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FrameError {
    /// It is longer than [`MAX_FRAME`].
    TooLong,
    /// Its COBS or its CRC is wrong: it was damaged, or cut by text.
    Corrupt,
    /// The line fell silent before its end.
    Cut,
    /// It arrived whole, but this version of the protocol has no such message.
    Unknown,
    /// It arrived whole, but goes the other way: the line echoes what this end sends.
    Echo,
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FrameError::TooLong => write!(
                f,
                "a frame is longer than {MAX_FRAME} bytes: too much data for one message, or noise on the line"
            ),
            FrameError::Corrupt => f.write_str(
                "a frame arrived damaged: noise on the line, another speed, or a reset in its middle",
            ),
            FrameError::Cut => f.write_str(
                "a frame stopped in its middle: the board was reset or halted, or the cable came loose",
            ),
            FrameError::Unknown => write!(
                f,
                "a frame holds nothing of link version {VERSION}: compare the versions of both ends"
            ),
            FrameError::Echo => f.write_str(
                "our own frame came back: the line echoes, so this is no board (or not its port)",
            ),
        }
    }
}

impl core::error::Error for FrameError {}

/// Writes `packet` as a frame to `out` and returns the frame. Allocates nothing.
///
/// # Errors
/// [`FrameError::TooLong`] if its message is longer than [`MAX_MESSAGE`].
pub fn encode<'a, M: Message>(
    packet: &Packet<&M>,
    out: &'a mut [u8; MAX_FRAME],
) -> Result<&'a [u8], FrameError> {
    // Behind a gap in which COBS can grow.
    const FROM: usize = HEAD + cobs::overhead(MAX_FRAME);
    let len = packet
        .write(&mut out[FROM..FROM + MAX_PACKET])
        .map_err(|_| FrameError::TooLong)?;
    let crc = CRC.checksum(&out[FROM..FROM + len]);
    let end = FROM + len + CRC_LEN;
    out[FROM + len..end].copy_from_slice(&crc.to_le_bytes());

    out[0] = 0;
    out[1] = M::MARK;
    let end = cobs::encode_in_place(&mut out[..end], FROM, HEAD);
    out[end] = 0;
    Ok(&out[..=end])
}

/// The packet in what stood between mark and closing zero; `body` is where it is unpacked.
fn decode<M: Message>(
    mark: u8,
    encoded: &[u8],
    body: &mut [u8; MAX_ENCODED],
) -> Result<Packet<M>, FrameError> {
    let len = cobs::decode(encoded, body).ok_or(FrameError::Corrupt)?;
    let (packet, crc) = body[..len]
        .split_last_chunk::<CRC_LEN>()
        .ok_or(FrameError::Corrupt)?;
    if CRC.checksum(packet) != u32::from_le_bytes(*crc) {
        return Err(FrameError::Corrupt);
    }
    if mark != M::MARK {
        return Err(FrameError::Echo);
    }
    Packet::read(packet).ok_or(FrameError::Unknown)
}
