//! The screen as a few lines of plain text: for readers, and for screens too small for the panels. It
//! says what the caption, the question, the ends and the ladder say, one thing after another.

use serde::Serialize;

use super::scene::Scene;
use super::{caption, menu};
use crate::peer::Peer;
use crate::stage::Front;
use crate::stage::menu::Item;
use crate::words::{glyph, t, tell};
use crate::world::Socket;

/// How many of the last segments are told.
const SEGMENTS: usize = 4;

/// What is on the screen, in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Linear {
    /// The caption's heading.
    pub heading: String,
    /// The caption.
    pub text: String,
    /// What can be chosen, if something asks.
    pub asks: Option<Asks>,
    /// The line of the program that the next key runs; empty if there is none.
    pub next: String,
    /// The two ends, the server first.
    pub ends: [End; 2],
    /// The last segments, the oldest first.
    pub segments: Vec<String>,
    /// What there is to say until the next key; empty if nothing.
    pub notice: String,
}

/// A question or a menu.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Asks {
    /// What is asked.
    pub what: String,
    /// What can be chosen.
    pub choices: Vec<String>,
    /// The chosen one, as an index.
    pub at: Option<usize>,
}

/// One end and its sockets.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct End {
    /// Its part and its name: `SERVER host`.
    pub who: String,
    /// `host` or `board`.
    pub peer: &'static str,
    /// Its sockets: those that still mean something, else the one that was used last.
    pub sockets: Vec<Standing>,
}

/// How a socket stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Standing {
    /// Its descriptor's name.
    pub name: String,
    /// The sign of its state.
    pub sign: &'static str,
    /// Its state.
    pub state: &'static str,
}

/// The scene in lines.
pub fn linear(scene: &Scene) -> Linear {
    let (heading, _, text) = caption::say(scene);
    let server = scene.role.server();
    let next = scene.next_line();
    Linear {
        heading,
        text,
        asks: asks(scene),
        next: next.map_or_else(String::new, |next| match next.peer {
            Some(peer) => format!("{}: {}", tell::who(scene.world, peer), next.text),
            None => next.text,
        }),
        ends: [server, server.other()].map(|peer| end(scene, peer)),
        segments: segments(scene),
        notice: scene.stage.notice.clone().unwrap_or_default(),
    }
}

fn asks(scene: &Scene) -> Option<Asks> {
    match &scene.stage.front {
        Front::Question(question) => {
            let (what, choices) = question.told(scene.lang);
            let at = question.at;
            Some(Asks { what, choices, at })
        }
        Front::Menu(open) => {
            let said = |item: &Item| match menu::said(scene, item) {
                (label, hint) if hint.is_empty() => label.into_owned(),
                (label, hint) => format!("{label} ({hint})"),
            };
            Some(Asks {
                what: menu::heading(open, scene.lang),
                choices: open.items.iter().map(said).collect(),
                at: Some(open.at),
            })
        }
        _ => None,
    }
}

fn end(scene: &Scene, peer: Peer) -> End {
    let part = if peer == scene.role.server() {
        t::TUI_SERVER
    } else {
        t::TUI_CLIENT
    };
    let mut sockets: Vec<Standing> = scene.world.live(peer).map(standing).collect();
    if sockets.is_empty() {
        sockets.extend(scene.world.focus(peer).map(standing));
    }
    End {
        who: format!("{} {}", part.get(scene.lang), tell::who(scene.world, peer)),
        peer: peer.name(),
        sockets,
    }
}

fn standing(socket: &Socket) -> Standing {
    Standing {
        name: socket.name.clone(),
        sign: glyph(socket.state),
        state: socket.state.name(),
    }
}

/// The last segments, each as it was told of last.
fn segments(scene: &Scene) -> Vec<String> {
    let rows = scene.world.ladder.iter().rev().take(SEGMENTS);
    let told = rows.filter_map(|row| scene.model.log.event(row.seq));
    let mut said: Vec<String> = told
        .map(|event| tell::line(event, scene.world, scene.lang).text())
        .collect();
    said.reverse();
    said
}
