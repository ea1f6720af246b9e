//! `sockscope ports`: what is plugged in, and who is there.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::Common;
use crate::board::serial::find::{self, Found};
use crate::board::serial::ports::{self, PortFacts};
use crate::fill;
use crate::model::Exit;
use crate::text::{Lang, t};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();

/// Lists the ports. Those whose USB ids are a board's are asked for a hello.
pub(super) fn main(common: &Common) -> Exit {
    let (boards, others): (Vec<_>, Vec<_>) = ports::list()
        .into_iter()
        .partition(|port| port.adapter().is_some());
    let found = find::ask(boards, common.lang);
    // A closed stdout is the reader's choice.
    let _ = report(&found, &others, common.lang);
    Exit::Done
}

fn report(found: &[Found], others: &[PortFacts], lang: Lang) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if found.is_empty() {
        writeln!(out, "{}", t::TOOL_NO_BOARD.get(lang))?;
    }
    for Found { port, board } in found {
        writeln!(out, "{}", describe(port))?;
        match board {
            Ok(info) => {
                let addr = info
                    .addr
                    .map_or_else(|| "-".to_owned(), |addr| addr.to_string());
                let text = fill!(
                    lang,
                    t::PORTS_OURS,
                    chip = info.chip,
                    name = info.name,
                    firmware = info.firmware,
                    addr = addr
                );
                writeln!(out, "  {GOOD}✓{GOOD:#} {text}")?;
            }
            Err(error) => {
                let room = textwrap::Options::new(78).subsequent_indent("    ");
                let text = textwrap::fill(&error.display(lang), room);
                writeln!(out, "  {BAD}✗{BAD:#} {text}")?;
            }
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
