//! The segments as a capture, for Wireshark and tshark: pcapng (draft-ietf-opsawg-pcapng).
//!
//! ```text
//!   section header   program, kernel, lesson
//!   interface 0      host    interface 1      board
//!   packet           the bytes as they were on the wire; a comment: the call, the fate, the states
//! ```
//!
//! Nothing is built: a session whose bytes were not recorded has no capture.

use std::net::IpAddr;

use super::Wanted;
use super::segments::{Sent, changed, fate, segments};
use crate::fact;
use crate::fill;
use crate::peer::Peer;
use crate::timeline::{Fact, Session};
use crate::words::show::plain;
use crate::words::{Lang, explain, foretold, t, tell};

const SECTION: u32 = 0x0a0d_0d0a;
const INTERFACE: u32 = 1;
const PACKET: u32 = 6;
/// What tells a reader the order of the bytes.
const BYTE_ORDER: u32 = 0x1a2b_3c4d;
/// Raw IP, of either version (LINKTYPE_RAW).
const RAW_IP: u16 = 101;
/// The longest packet, in bytes.
const SNAP_LENGTH: u32 = 65_535;

// Options, by their block.
const COMMENT: u16 = 1;
const SECTION_SYSTEM: u16 = 3;
const SECTION_PROGRAM: u16 = 4;
const INTERFACE_NAME: u16 = 2;
const INTERFACE_ABOUT: u16 = 3;
const INTERFACE_IPV4: u16 = 4;
const INTERFACE_RESOLUTION: u16 = 9;
const PACKET_FLAGS: u16 = 2;
/// The packet was sent on the interface, not received.
const OUTBOUND: u32 = 2;

/// The capture.
pub(super) fn export(wanted: &Wanted) -> Result<Vec<u8>, Fact> {
    let sent = segments(wanted.events);
    if sent.is_empty() {
        return Err(fact!(t::EXPORT_NO_SEGMENTS));
    }
    let without = sent.iter().filter(|sent| sent.packet.bytes.is_none());
    let without = without.count();
    if without > 0 {
        return Err(fact!(
            t::EXPORT_NO_BYTES,
            without = without,
            all = sent.len()
        ));
    }
    let session = wanted.session().cloned().unwrap_or_default();
    let mut out = section(&session, wanted.lang);
    for peer in Peer::BOTH {
        out.extend(interface(&session, peer, wanted.lang));
    }
    let began_us = session.began_us.unwrap_or(0);
    for sent in &sent {
        out.extend(packet(sent, began_us, wanted.lang));
    }
    Ok(out)
}

fn section(session: &Session, lang: Lang) -> Vec<u8> {
    let mut body = BYTE_ORDER.to_le_bytes().to_vec();
    body.extend(1_u16.to_le_bytes());
    body.extend(0_u16.to_le_bytes());
    // The section's length is not given: it goes to the end of the file.
    body.extend((-1_i64).to_le_bytes());
    let (lesson, board, link) = (&session.lesson, &session.board, &session.link);
    let about = fill!(
        lang,
        t::EXPORT_CAPTURE,
        lesson = lesson,
        board = board,
        link = link
    );
    option(&mut body, COMMENT, plain(&about).as_bytes());
    if !session.kernel.is_empty() {
        option(&mut body, SECTION_SYSTEM, plain(&session.kernel).as_bytes());
    }
    let program = format!("sockscope {}", session.version);
    option(
        &mut body,
        SECTION_PROGRAM,
        plain(program.trim_end()).as_bytes(),
    );
    end_of_options(&mut body);
    block(SECTION, &body)
}

/// One end: what it sends is captured there.
fn interface(session: &Session, peer: Peer, lang: Lang) -> Vec<u8> {
    let mut body = RAW_IP.to_le_bytes().to_vec();
    body.extend(0_u16.to_le_bytes());
    body.extend(SNAP_LENGTH.to_le_bytes());
    option(
        &mut body,
        INTERFACE_NAME,
        tell::name(Some(session), peer).as_bytes(),
    );
    if session.programs.is_none() {
        let about = explain::peer(peer).get(lang);
        option(&mut body, INTERFACE_ABOUT, about.as_bytes());
    }
    let address = match peer {
        Peer::Host => session.host,
        Peer::Board => session.board_addr,
    };
    if let Some(IpAddr::V4(address)) = address {
        let mask = [255, 255, 255, 255];
        option(
            &mut body,
            INTERFACE_IPV4,
            &[address.octets(), mask].concat(),
        );
    }
    // Microseconds.
    option(&mut body, INTERFACE_RESOLUTION, &[6]);
    end_of_options(&mut body);
    block(INTERFACE, &body)
}

fn packet(sent: &Sent, began_us: u64, lang: Lang) -> Vec<u8> {
    let bytes = sent.packet.bytes.as_deref().unwrap_or_default();
    let at = began_us.saturating_add(sent.t_us);
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let interface = match sent.from() {
        Peer::Host => 0_u32,
        Peer::Board => 1,
    };
    let (high, low) = ((at >> 32) as u32, at as u32);
    let mut body: Vec<u8> = [interface, high, low, length, length]
        .iter()
        .flat_map(|number| number.to_le_bytes())
        .collect();
    body.extend(bytes);
    pad(&mut body);
    option(&mut body, COMMENT, comment(sent, lang).as_bytes());
    option(&mut body, PACKET_FLAGS, &OUTBOUND.to_le_bytes());
    end_of_options(&mut body);
    block(PACKET, &body)
}

/// What the capture's bytes do not say: which segment of the timeline it is, the calls that it carries
/// out, what the wire did with it, the states that it changed. A line each.
fn comment(sent: &Sent, lang: Lang) -> String {
    let from = sent.from();
    let name = sent.name.as_deref().unwrap_or("");
    let mut lines = vec![
        format!("#{} {from} {name}", sent.packet.id.0)
            .trim_end()
            .to_owned(),
    ];
    lines.extend(
        sent.calls
            .iter()
            .map(|call| format!("{from}: {}", plain(call))),
    );
    let word = foretold::word(sent.packet, lang);
    lines.extend((!word.is_empty()).then_some(word));
    lines.extend(fate(sent, lang));
    lines.extend(sent.changes.iter().map(|change| changed(change, lang)));
    lines.join("\n")
}

/// A block: its kind, its length, its body, its length again.
fn block(kind: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 12)
        .unwrap_or(u32::MAX)
        .to_le_bytes();
    [&kind.to_le_bytes()[..], &length, body, &length].concat()
}

/// An option: its code, its length, its value. A text that is too long for one is cut.
fn option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    let value = &value[..value.len().min(usize::from(u16::MAX))];
    body.extend(code.to_le_bytes());
    body.extend((value.len() as u16).to_le_bytes());
    body.extend(value);
    pad(body);
}

fn end_of_options(body: &mut Vec<u8>) {
    body.extend([0; 4]);
}

/// To a whole number of 32 bits.
fn pad(body: &mut Vec<u8>) {
    body.resize(body.len().next_multiple_of(4), 0);
}
