//! A diagram in Mermaid's language, which many pages of documentation draw by themselves.
//!
//! ```text
//!   sequenceDiagram                      stateDiagram-v2
//!     board->>host: SYN seq=0              state "board c" as board1 {
//!     Note over host: LISTEN → …             board1_UNBOUND --> board1_SYN_SENT: connect(…)
//! ```

use std::fmt::Write;

use sockscope_link::{Act, Cause, Evidence, State};

use super::segments::{Sent, fate, segments};
use super::{Of, Wanted};
use crate::peer::Peer;
use crate::timeline::{Change, Event, Fact, What};
use crate::words::show::{self, plain};
use crate::words::{Lang, foretold, t, tell};

/// The diagram that is wanted.
pub(super) fn export(wanted: &Wanted) -> Result<Vec<u8>, Fact> {
    let text = match wanted.of {
        Of::States => states(wanted),
        _ => ladder(wanted),
    };
    Ok(text.into_bytes())
}

/// The segments as messages, what they changed as notes, the steps of the lesson over both ends.
fn ladder(wanted: &Wanted) -> String {
    let lang = wanted.lang;
    let title = wanted.title();
    let is_client = wanted
        .session()
        .is_some_and(|session| session.role == "client");
    let [left, right] = match !is_client {
        true => Peer::BOTH,
        false => [Peer::Board, Peer::Host],
    };
    let mut out = format!(
        "sequenceDiagram\n    accTitle: {}\n    {}\n    {}\n",
        escaped(&title),
        participant(wanted, left),
        participant(wanted, right)
    );
    let sent = segments(wanted.events);
    let mut sent = sent.iter().peekable();
    for event in wanted.events {
        while let Some(next) = sent.next_if(|sent| sent.t_us <= event.t_us) {
            message(next, lang, &mut out);
        }
        match &event.what {
            What::Step { index, title, .. } => {
                let title = escaped(&format!("{}. {}", index + 1, title.get(lang.code())));
                let _ = writeln!(out, "    Note over {left},{right}: {title}");
            }
            What::State(change) => {
                let note = escaped(&format!(
                    "{}: {} → {}{}",
                    change.fd,
                    change.from,
                    change.to,
                    inferred(change, lang)
                ));
                let _ = writeln!(out, "    Note over {}: {note}", change.peer);
            }
            _ => {}
        }
    }
    sent.for_each(|sent| message(sent, lang, &mut out));
    out
}

/// One end, by its name; a program of the learner's by that of its file.
fn participant(wanted: &Wanted, peer: Peer) -> String {
    match tell::name(wanted.session(), peer) {
        name if name == peer.name() => format!("participant {peer}"),
        name => format!("participant {peer} as {}", escaped(&name)),
    }
}

/// A segment as a message: `->>` arrives, `-x` is lost, `--)` is still on its way.
fn message(sent: &Sent, lang: Lang, out: &mut String) {
    let arrow = match (sent.last.act, sent.lost) {
        (Act::Dropped, _) | (_, Some(_)) => "-x",
        (Act::Held | Act::Delayed, _) => "--)",
        _ => "->>",
    };
    let packet = sent.packet;
    let numbers = (sent.relative.seq, sent.relative.ack);
    let (main, rest) = match packet.is_icmp() {
        true => (foretold::icmp(packet).get(lang).to_owned(), Vec::new()),
        false => show::segment(packet, numbers, sent.relative.win),
    };
    let mut text = format!("#{} {main}{}", packet.id.0, rest.concat());
    let word = foretold::word(packet, lang);
    for more in [Some(word), fate(sent, lang)].into_iter().flatten() {
        if !more.is_empty() {
            text += &format!(" · {more}");
        }
    }
    let (from, to) = (sent.from(), sent.from().other());
    let _ = writeln!(out, "    {from}{arrow}{to}: {}", escaped(&text));
}

/// The way of a socket: its peer, its number, its name, its changes.
struct Way<'a> {
    peer: Peer,
    socket: u32,
    name: &'a str,
    changes: Vec<(&'a Change, Option<&'a str>)>,
}

/// The way of each socket, with the call that is under way at its peer when it changes.
fn ways(events: &[Event]) -> Vec<Way<'_>> {
    let mut ways: Vec<Way> = Vec::new();
    let mut calls: [Option<&str>; 2] = [None; 2];
    for event in events {
        match &event.what {
            What::Call { peer, text, .. } => calls[*peer as usize] = Some(text),
            What::State(change) => {
                let is_of = |way: &Way| (way.peer, way.socket) == (change.peer, change.socket);
                let at = ways.iter().rposition(is_of).unwrap_or_else(|| {
                    ways.push(Way {
                        peer: change.peer,
                        socket: change.socket,
                        name: "",
                        changes: Vec::new(),
                    });
                    ways.len() - 1
                });
                let call = calls[change.peer as usize].filter(|_| change.cause == Cause::Call);
                ways[at].name = &change.fd;
                ways[at].changes.push((change, call));
            }
            _ => {}
        }
    }
    ways
}

/// The states that each socket passed, and by what.
fn states(wanted: &Wanted) -> String {
    let lang = wanted.lang;
    let title = wanted.title();
    let mut out = format!("stateDiagram-v2\n    accTitle: {}\n", escaped(&title));
    for way in ways(wanted.events) {
        let id = format!("{}{}", way.peer, way.socket);
        let name = escaped(&format!("{} {}", way.peer, way.name));
        let _ = writeln!(out, "    state \"{name}\" as {id} {{");
        let node = |state: State| format!("{id}_{}", state.name().replace('-', "_"));
        let passed = |state: &State| {
            let mut changes = way.changes.iter();
            changes.any(|(change, _)| {
                change.from == *state && !is_birth(change) || change.to == *state
            })
        };
        for state in State::ALL.into_iter().filter(passed) {
            let _ = writeln!(out, "        state \"{state}\" as {}", node(state));
        }
        for (change, call) in &way.changes {
            let from = match is_birth(change) {
                true => "[*]".to_owned(),
                false => node(change.from),
            };
            let cause = match call {
                Some(call) => plain(call).into_owned(),
                None => show::cause(change.cause, change.segment, lang),
            };
            let cause = escaped(&format!("{cause}{}", inferred(change, lang)));
            let _ = writeln!(out, "        {from} --> {}: {cause}", node(change.to));
        }
        out.push_str("    }\n");
    }
    out
}

/// Before its first state a socket was nowhere.
fn is_birth(change: &Change) -> bool {
    change.from == State::Closed
}

/// ` (inferred)` where a state was not measured.
fn inferred(change: &Change, lang: Lang) -> String {
    match change.evidence {
        Evidence::Measured => String::new(),
        Evidence::Inferred => format!(" ({})", t::RUN_INFERRED.get(lang)),
    }
}

/// A text that ends no line and begins no comment, as Mermaid writes characters (`#59;`).
fn escaped(text: &str) -> String {
    let text = plain(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '#' | ';' | ':' | '"' | '%' | '<' | '>' | '{' | '}' | '&' | '\\' | '`' => {
                let _ = write!(out, "#{};", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_it() {
        assert_eq!(escaped("#1 SYN"), "#35;1 SYN");
        assert_eq!(
            escaped("send(c, \"a;b\")\n%%"),
            "send(c, #34;a#59;b#34;)#92;n#37;#37;"
        );
    }
}
