//! Frames: messages on a byte stream that carries plain text too.
//!
//! ```text
//!   text …  00  mark  COBS( postcard(message)  CRC-32, little endian )  00  … text
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

use core::fmt;

use crc::{CRC_32_ISO_HDLC, Crc, Table};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::cobs;
use crate::message::{Command, Report, VERSION};

mod decoder;
pub use decoder::{Decoder, Item};

/// The longest frame in bytes, both zeros counted.
pub const MAX_FRAME: usize = 2048;

/// The longest message in bytes, as postcard writes it.
pub const MAX_MESSAGE: usize = MAX_FRAME - HEAD - 1 - cobs::overhead(MAX_FRAME) - CRC_LEN;

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

/// A message that frames can carry; each direction has a mark of its own, so that an end that
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

/// Why a frame gave no message.
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
                "a frame holds no message of link version {VERSION}: compare the versions of both ends"
            ),
            FrameError::Echo => f.write_str(
                "our own frame came back: the line echoes, so this is no board (or not its port)",
            ),
        }
    }
}

impl core::error::Error for FrameError {}

/// Writes `message` as a frame to `out` and returns the frame. Allocates nothing.
///
/// # Errors
/// [`FrameError::TooLong`] if the message is longer than [`MAX_MESSAGE`].
pub fn encode<'a, M: Message>(
    message: &M,
    out: &'a mut [u8; MAX_FRAME],
) -> Result<&'a [u8], FrameError> {
    // Behind a gap in which COBS can grow.
    const FROM: usize = HEAD + cobs::overhead(MAX_FRAME);
    let body = &mut out[FROM..FROM + MAX_MESSAGE];
    let len = postcard::to_slice(message, body)
        .map_err(|_| FrameError::TooLong)?
        .len();
    let crc = CRC.checksum(&out[FROM..FROM + len]);
    let end = FROM + len + CRC_LEN;
    out[FROM + len..end].copy_from_slice(&crc.to_le_bytes());

    out[0] = 0;
    out[1] = M::MARK;
    let end = cobs::encode_in_place(&mut out[..end], FROM, HEAD);
    out[end] = 0;
    Ok(&out[..=end])
}

/// The message in what stood between mark and closing zero; `body` is where it is unpacked.
fn decode<M: Message>(
    mark: u8,
    encoded: &[u8],
    body: &mut [u8; MAX_ENCODED],
) -> Result<M, FrameError> {
    let len = cobs::decode(encoded, body).ok_or(FrameError::Corrupt)?;
    let (message, crc) = body[..len]
        .split_last_chunk::<CRC_LEN>()
        .ok_or(FrameError::Corrupt)?;
    if CRC.checksum(message) != u32::from_le_bytes(*crc) {
        return Err(FrameError::Corrupt);
    }
    if mark != M::MARK {
        return Err(FrameError::Echo);
    }
    match postcard::take_from_bytes::<M>(message) {
        Ok((decoded, [])) => Ok(decoded),
        // A later version may say more in its hello; what we know of it stays readable.
        Ok((decoded, _)) if message[0] == HELLO => Ok(decoded),
        _ => Err(FrameError::Unknown),
    }
}

/// The first byte of [`Command::Hello`] and of [`Report::Hello`], in every version.
const HELLO: u8 = 0;
