//! A socket's timer as it counts down: of TIME-WAIT, or until what nobody has acknowledged is sent again.

use sockscope_link::State;

use super::scene::Scene;
use crate::fill;
use crate::peer::Peer;
use crate::words::{t, tell};
use crate::world::Socket;

/// `9 s` of TIME-WAIT, `sends again in 3 s`.
pub fn countdown(scene: &Scene, socket: &Socket) -> Option<String> {
    let seconds = seconds_left(scene, socket)?;
    Some(match socket.state {
        State::TimeWait => format!("{seconds} s"),
        _ => fill!(scene.lang, t::TUI_REPEATS_IN, seconds = seconds),
    })
}

/// The same in a few cells, for the end of a state: `58 s`, `↻ 3 s`.
pub fn brief(scene: &Scene, socket: &Socket) -> Option<String> {
    let seconds = seconds_left(scene, socket)?;
    Some(match socket.state {
        State::TimeWait => format!("{seconds} s"),
        _ => format!("↻ {seconds} s"),
    })
}

/// Who sends again when, one after the other: `host a: sends again in 3 s`.
pub fn repeats(scene: &Scene) -> Vec<String> {
    let waiting = |socket: &&Socket| socket.state != State::TimeWait;
    let sockets = Peer::BOTH.into_iter().flat_map(|peer| {
        let of_peer = move |socket: &&Socket| socket.peer == peer;
        scene.world.sockets.iter().filter(of_peer)
    });
    let told = sockets.filter(waiting).filter_map(|socket| {
        let left = countdown(scene, socket)?;
        let who = tell::who(scene.world, socket.peer);
        Some(format!("{who} {}: {left}", socket.name))
    });
    told.collect()
}

fn seconds_left(scene: &Scene, socket: &Socket) -> Option<u64> {
    let (heard, facts) = socket.facts.as_ref()?;
    let stands = stands_still(scene, socket.peer);
    // When it goes on it has as long to go as it had; until then nothing is sent again.
    if stands && socket.state != State::TimeWait {
        return None;
    }
    let passed = if stands {
        0
    } else {
        scene.now_us.saturating_sub(*heard) / 1_000
    };
    let left = u64::from(facts.timer_ms?).saturating_sub(passed);
    // One that has run out was set again since, to a time that nobody has asked for yet.
    let counts = socket.state == State::TimeWait || (facts.repeats(socket.state) && left > 0);
    counts.then(|| left.div_ceil(1_000))
}

/// Whether this end's timers stand still: a board's do while its gate holds anything, and a simulated
/// host's with them.
fn stands_still(scene: &Scene, peer: Peer) -> bool {
    let gate = &scene.world.gate;
    let holds = [gate.host_to_board, gate.board_to_host];
    let holds = holds.iter().any(|lane| lane.holding && lane.held > 0);
    let session = scene.world.session.as_ref();
    holds && session.is_some_and(|session| !session.is_kernel(peer))
}
