//! `sockscope ports`: what is plugged in, and who is there.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use clap::ArgMatches;
use serde_json::{Value, json};
use sockscope_link::{Command, Report, WifiCommand, WifiReport};

use super::{Common, json};
use crate::board::doctor::reach::reach;
use crate::board::doctor::verdict::{Seen, ours, verdicts};
use crate::board::serial::find::{self, Found};
use crate::board::serial::ports::{self, PortFacts};
use crate::board::serial::{Place, Talk};
use crate::run::Exit;
use crate::session::BoardChoice;
use crate::words::{Lang, t};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();

/// How long a board may take to say how its radio stands.
const RADIO: Duration = Duration::from_secs(2);

/// Lists the ports. Those whose USB ids are a board's are asked for a hello.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let (boards, others): (Vec<_>, Vec<_>) = ports::list()
        .into_iter()
        .partition(|port| port.adapter().is_some());
    let found = find::ask(boards);
    if matches.get_flag("json") {
        return json::print(&as_json(&found, &others, common.lang), common.lang);
    }
    crate::play::printed(report(&found, &others, common.lang), common.lang)
}

/// The doctor's part: who is there, how their radios stand, and whether they reach this computer.
pub(super) fn examine(common: &Common) -> io::Result<()> {
    let lang = common.lang;
    let places = places(common);
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", t::DOCTOR_BOARDS.get(lang))?;
    if places.is_empty() {
        return finding(&mut out, None, t::TOOL_NO_BOARD.get(lang));
    }
    for place in places {
        writeln!(out, "  {place}")?;
        for verdict in verdicts(&see(&place)) {
            finding(&mut out, Some(verdict.good), &verdict.display(lang))?;
        }
    }
    Ok(())
}

/// The ports as JSON: a board that answered says what it is, one that did not why not.
fn as_json(found: &[Found], others: &[PortFacts], lang: Lang) -> Value {
    let port = |port: &PortFacts| {
        let usb = port.usb.as_ref().map(|usb| {
            json!({"vid": usb.vid, "pid": usb.pid, "serial": usb.serial, "product": usb.product})
        });
        let adapter = port.adapter().map(|adapter| adapter.name);
        json!({"path": port.path, "usb": usb, "adapter": adapter})
    };
    let asked = found.iter().map(|Found { port: at, board }| {
        let mut row = port(at);
        match board {
            Ok(info) => row["board"] = json!(info),
            Err(error) => row["error"] = json!(error.display(lang)),
        }
        row
    });
    Value::Array(asked.chain(others.iter().map(port)).collect())
}

/// The doctor's verdicts as JSON, a row for each place.
pub(super) fn examined(common: &Common) -> Value {
    let told = |place: &Place| {
        let verdicts = verdicts(&see(place)).into_iter();
        let verdicts = verdicts
            .map(|verdict| json!({"good": verdict.good, "text": verdict.display(common.lang)}));
        json!({"board": place.to_string(), "verdicts": verdicts.collect::<Vec<_>>()})
    };
    Value::Array(places(common).iter().map(told).collect())
}

/// The board that `--board` names, else every one that is plugged in.
fn places(common: &Common) -> Vec<Place> {
    match &common.board {
        BoardChoice::Port(name) => vec![Place::Port(name.clone())],
        BoardChoice::Tcp(addr) => vec![Place::Tcp(addr.clone())],
        _ => {
            let boards = ports::boards().into_iter();
            boards.map(|port| Place::Port(port.path)).collect()
        }
    }
}

/// Asks a board for all that the doctor wants to know.
fn see(place: &Place) -> Seen {
    let talk = match Talk::open(place) {
        Ok(talk) => talk,
        Err(error) => {
            return Seen {
                board: Err(error),
                radio: None,
                reach: None,
            };
        }
    };
    let status = Command::Wifi(WifiCommand::Status);
    let status = talk.ask(status, RADIO, |report| match report {
        Report::Wifi(WifiReport::Status(status)) => Some(status.clone()),
        _ => None,
    });
    Seen {
        board: Ok(talk.info().clone()),
        // A board without a radio refuses, and that is all right.
        radio: status.ok(),
        reach: talk.info().addr.map(|addr| reach(&talk, addr)),
    }
}

/// One finding: good, bad, or neither.
fn finding(out: &mut impl Write, good: Option<bool>, text: &str) -> io::Result<()> {
    let (style, glyph) = match good {
        Some(true) => (GOOD, '✓'),
        Some(false) => (BAD, '✗'),
        None => (DIM, '–'),
    };
    let room = textwrap::Options::new(74).subsequent_indent("      ");
    let text = textwrap::fill(text, room);
    writeln!(out, "    {style}{glyph}{style:#} {text}")
}

fn report(found: &[Found], others: &[PortFacts], lang: Lang) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if found.is_empty() {
        writeln!(out, "{}", t::TOOL_NO_BOARD.get(lang))?;
    }
    for Found { port, board } in found {
        writeln!(out, "{}", describe(port))?;
        match board {
            Ok(info) => finding(&mut out, Some(true), &ours(info, lang))?,
            Err(error) => finding(&mut out, Some(false), &error.display(lang))?,
        }
    }
    for port in others {
        let text = t::PORTS_NOT_ASKED.get(lang);
        writeln!(out, "{DIM}{}  {text}{DIM:#}", describe(port))?;
    }
    Ok(())
}

/// `/dev/ttyUSB0  CP210x 10c4:ea60  0001`
fn describe(port: &PortFacts) -> String {
    let mut text = port.path.clone();
    if let Some(usb) = &port.usb {
        let name = port.adapter().map(|adapter| adapter.name);
        let name = name.or(usb.product.as_deref()).unwrap_or("USB");
        text += &format!("  {name} {usb}");
        if let Some(serial) = &usb.serial {
            text += &format!("  {serial}");
        }
    }
    text
}
