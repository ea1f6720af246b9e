//! From bytes, in pieces of any size, to packets and lines of text.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::marker::PhantomData;
use core::mem;

use memchr::{memchr, memchr2};

use super::{FrameError, MAX_ENCODED, MAX_LINE, Message, Packet, decode, is_mark};
use crate::text::printable;

/// What the stream held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item<M> {
    /// A packet.
    Packet(Packet<M>),
    /// A line of text without its end, made [`printable`].
    Text(String),
    /// A frame that gave no packet. If it was [`FrameError::TooLong`], [`FrameError::Corrupt`] or
    /// [`FrameError::Cut`], its bytes follow as text: text may be what cut it.
    Error(FrameError),
}

/// Where in the stream the next byte stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In text.
    Text,
    /// After a zero in text: a mark opens a frame; before anything else the zero was text.
    Zero,
    /// After the zero that closed a frame. It may open the next one too (should the zero between
    /// them be lost, only one of them is).
    Closed,
    /// In the frame that this mark opened.
    Frame(u8),
}

/// Takes a stream apart into packets and text. How the stream is cut into pieces makes no
/// difference to what comes out.
///
/// ```
/// use sockscope_link::frame::{Decoder, Item, MAX_FRAME, Packet, encode};
/// use sockscope_link::Report;
///
/// let mut stream = b"rst:0x1 (POWERON)\r\n".to_vec();
/// stream.extend(encode(&Packet::Data(0, &Report::Pong(7)), &mut [0; MAX_FRAME])?);
///
/// let mut items = Vec::new();
/// Decoder::<Report>::new().push(&stream, |item| items.push(item));
/// assert_eq!(
///     items,
///     [Item::Text("rst:0x1 (POWERON)".into()), Item::Packet(Packet::Data(0, Report::Pong(7)))]
/// );
/// # Ok::<(), sockscope_link::frame::FrameError>(())
/// ```
#[derive(Debug)]
pub struct Decoder<M> {
    place: Place,
    /// Of a frame that did not arrive in one piece: its bytes after the mark.
    partial: Vec<u8>,
    /// Whether this end's own frames have come back: then a damaged one may be such a frame too, and what
    /// is in it (a password, perhaps) is not shown.
    echoes: bool,
    /// Where frames are unpacked.
    body: Box<[u8; MAX_ENCODED]>,
    /// Of a line without its end yet: its bytes.
    line: Vec<u8>,
    /// The last line ended with a carriage return: a line feed behind it is of the same end.
    returned: bool,
    messages: PhantomData<fn() -> M>,
}

impl<M: Message> Default for Decoder<M> {
    fn default() -> Self {
        Decoder::new()
    }
}

impl<M: Message> Decoder<M> {
    /// A decoder at the start of a stream. It allocates all the memory that it will ever hold;
    /// what it gives away (packets and lines) is allocated as it comes.
    pub fn new() -> Self {
        Decoder {
            place: Place::Text,
            partial: Vec::with_capacity(MAX_ENCODED),
            echoes: false,
            body: Box::new([0; MAX_ENCODED]),
            line: Vec::with_capacity(MAX_LINE),
            returned: false,
            messages: PhantomData,
        }
    }

    /// Takes the next bytes of the stream and gives everything that they complete to `sink`, in
    /// the order of the stream.
    pub fn push(&mut self, mut bytes: &[u8], mut sink: impl FnMut(Item<M>)) {
        while let Some(&next) = bytes.first() {
            let used = match self.place {
                Place::Text => self.push_text(bytes, &mut sink),
                Place::Frame(mark) => self.push_frame(mark, bytes, &mut sink),
                Place::Zero | Place::Closed if is_mark(next) => {
                    self.place = Place::Frame(next);
                    1
                }
                Place::Zero => {
                    self.text(&[0], &mut sink);
                    self.place = Place::Text;
                    0
                }
                Place::Closed => {
                    self.place = Place::Text;
                    0
                }
            };
            bytes = &bytes[used..];
        }
    }

    /// Gives out what is incomplete: a line without its end as text, a frame without its end as
    /// [`FrameError::Cut`] and text.
    ///
    /// Call it when the line has been silent for longer than any sender pauses within a frame
    /// (a quarter of a second does), and when the stream ends.
    pub fn flush(&mut self, mut sink: impl FnMut(Item<M>)) {
        match self.place {
            Place::Text | Place::Closed => {}
            Place::Zero => {
                self.place = Place::Text;
                self.text(&[0], &mut sink);
            }
            Place::Frame(mark) => {
                self.place = Place::Text;
                let partial = mem::take(&mut self.partial);
                self.reject(FrameError::Cut, mark, &partial, &mut sink);
                self.reuse(partial);
            }
        }
        self.end_line(&mut sink);
    }

    /// Whether [`flush`](Self::flush) would give anything.
    pub fn is_partial(&self) -> bool {
        !self.line.is_empty() || matches!(self.place, Place::Zero | Place::Frame(_))
    }

    /// Takes text up to the next zero, and the zero.
    fn push_text(&mut self, bytes: &[u8], sink: &mut impl FnMut(Item<M>)) -> usize {
        match memchr(0, bytes) {
            Some(zero) => {
                self.text(&bytes[..zero], sink);
                self.place = Place::Zero;
                zero + 1
            }
            None => {
                self.text(bytes, sink);
                bytes.len()
            }
        }
    }

    /// Takes a frame's bytes up to the closing zero, and the zero.
    fn push_frame(&mut self, mark: u8, bytes: &[u8], sink: &mut impl FnMut(Item<M>)) -> usize {
        let room = MAX_ENCODED - self.partial.len();
        let window = &bytes[..bytes.len().min(room + 1)];
        if let Some(zero) = memchr(0, window) {
            self.place = Place::Closed;
            self.end_frame(mark, &window[..zero], sink);
            zero + 1
        } else if window.len() > room {
            self.place = Place::Text;
            let mut partial = mem::take(&mut self.partial);
            partial.extend_from_slice(&window[..room]);
            self.reject(FrameError::TooLong, mark, &partial, sink);
            self.reuse(partial);
            room
        } else {
            self.partial.extend_from_slice(window);
            window.len()
        }
    }

    fn end_frame(&mut self, mark: u8, last: &[u8], sink: &mut impl FnMut(Item<M>)) {
        // A frame that arrived in one piece is decoded from where it stands.
        let mut partial = mem::take(&mut self.partial);
        let encoded = if partial.is_empty() {
            last
        } else {
            partial.extend_from_slice(last);
            &partial
        };
        match decode(mark, encoded, &mut self.body) {
            Ok(packet) => sink(Item::Packet(packet)),
            Err(error @ (FrameError::Unknown | FrameError::Echo)) => {
                self.echoes |= error == FrameError::Echo;
                sink(Item::Error(error));
            }
            Err(error) => {
                self.reject(error, mark, encoded, sink);
                self.end_line(sink);
            }
        }
        self.reuse(partial);
    }

    /// Keeps the allocation of `partial` for the next frame.
    fn reuse(&mut self, mut partial: Vec<u8>) {
        partial.clear();
        self.partial = partial;
    }

    /// Gives out a frame that is none: the error, and its bytes as text on lines of their own.
    fn reject(
        &mut self,
        error: FrameError,
        mark: u8,
        encoded: &[u8],
        sink: &mut impl FnMut(Item<M>),
    ) {
        self.end_line(sink);
        sink(Item::Error(error));
        if mark == M::MARK || !self.echoes {
            self.text(&[mark], sink);
            self.text(encoded, sink);
        }
    }

    /// Takes text and gives out its complete lines. Each way to end one is known: a program that counts
    /// up behind a carriage return alone writes lines too.
    fn text(&mut self, mut text: &[u8], sink: &mut impl FnMut(Item<M>)) {
        while let Some(first) = text.first() {
            if mem::take(&mut self.returned) && *first == b'\n' {
                text = &text[1..];
                continue;
            }
            let window = &text[..text.len().min(MAX_LINE + 1 - self.line.len())];
            if let Some(end) = memchr2(b'\n', b'\r', window) {
                self.line.extend_from_slice(&window[..end]);
                self.returned = window[end] == b'\r';
                sink(Item::Text(printable(&self.line)));
                self.line.clear();
                text = &text[end + 1..];
            } else {
                let fits = window.len().min(MAX_LINE - self.line.len());
                self.line.extend_from_slice(&window[..fits]);
                if window.len() > fits {
                    self.split_line(sink);
                }
                text = &text[fits..];
            }
        }
    }

    /// Gives out a line that is too long; a character that it would cut stays for the next.
    fn split_line(&mut self, sink: &mut impl FnMut(Item<M>)) {
        let end = char_boundary(&self.line);
        sink(Item::Text(printable(&self.line[..end])));
        self.line.drain(..end);
    }

    /// Gives out the line as it is, if there is one.
    fn end_line(&mut self, sink: &mut impl FnMut(Item<M>)) {
        if !self.line.is_empty() {
            sink(Item::Text(printable(&self.line)));
            self.line.clear();
        }
    }
}

/// Where `text` ends without the first bytes of a UTF-8 character that goes on behind it.
fn char_boundary(text: &[u8]) -> usize {
    let tail = &text[text.len().saturating_sub(3)..];
    let Some(lead) = tail.iter().rposition(|byte| byte & 0xC0 != 0x80) else {
        return text.len();
    };
    let have = tail.len() - lead;
    let need = match tail[lead] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => 1,
    };
    if have < need {
        text.len() - have
    } else {
        text.len()
    }
}
