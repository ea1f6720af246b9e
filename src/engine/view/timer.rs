//! A socket's timer as it counts down: of TIME-WAIT, or until what nobody has acknowledged is sent again.

use sockscope_link::State;

use super::scene::Scene;
use crate::fill;
use crate::peer::Peer;
use crate::words::t;
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
        Some(format!("{} {}: {left}", socket.peer, socket.name))
    });
    told.collect()
}

fn seconds_left(scene: &Scene, socket: &Socket) -> Option<u64> {
    let (heard, facts) = socket.facts.as_ref()?;
    let passed = scene.now_us.saturating_sub(*heard) / 1_000;
    let left = u64::from(facts.timer_ms?).saturating_sub(passed);
    // One that has run out was set again since, to a time that nobody has asked for yet.
    let counts = socket.state == State::TimeWait || (facts.repeats(socket.state) && left > 0);
    counts.then(|| left.div_ceil(1_000))
}
