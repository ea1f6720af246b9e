//! The two ends, in a row: which part each plays, who it is, and how its sockets stand.

use ratatui::style::Style;
use sockscope_link::State;

use super::pen::width;
use super::scene::Scene;
use super::timer;
use crate::peer::Peer;
use crate::words::{glyph, t, tell};
use crate::world::Socket;

/// What an end is headed with: `SERVER host s ◇ LISTEN s.1 ● ESTABLISHED`; where that does not fit, the
/// words that matter least are left out first. The state of the socket that matters most stays, with what its
/// timer has left.
pub fn heading(scene: &Scene, peer: Peer, room: u16) -> Vec<(String, Style)> {
    let theme = scene.theme;
    let (full, short) = if peer == scene.role.server() {
        (t::TUI_SERVER, t::TUI_SERVER_SHORT)
    } else {
        (t::TUI_CLIENT, t::TUI_CLIENT_SHORT)
    };
    let focus = scene.world.focus(peer);
    // A listener stays in sight when its first connection is there.
    let listener = scene.world.sockets.iter().find(|socket| {
        let other = focus.is_some_and(|focus| focus.id != socket.id);
        socket.peer == peer && socket.state == State::Listen && other
    });
    // Whoever sends again while another socket matters more bears its name.
    let other = |socket: &&Socket| {
        let stands = focus.is_none_or(|focus| focus.id != socket.id);
        socket.peer == peer && stands && socket.state != State::TimeWait
    };
    let others = scene.world.sockets.iter().filter(other);
    let named = |socket: &Socket| Some(format!("{} {}", socket.name, timer::brief(scene, socket)?));
    let timer = focus.and_then(|focus| timer::brief(scene, focus));
    let timer = timer.or_else(|| others.rev().find_map(named));
    // With the listener's state as a word, as a sign, or without the listener; whose it is, its place says.
    let forms = [
        (Some(full), true, Some(true)),
        (Some(short), true, Some(true)),
        (None, true, Some(true)),
        (Some(short), true, Some(false)),
        (None, true, Some(false)),
        (None, true, None),
        (None, false, None),
    ];
    let forms = forms.map(|(part, whose, words)| {
        let part = part.map(|part| (format!("{} ", part.get(scene.lang)), theme.title));
        let who = (
            format!("{} ", tell::who(scene.world, peer)),
            theme.peer(peer),
        );
        let mut pieces: Vec<(String, Style)> = Vec::new();
        pieces.extend(part.into_iter().chain(whose.then_some(who)));
        for (socket, words) in listener
            .zip(words)
            .into_iter()
            .chain(focus.map(|s| (s, true)))
        {
            let state = match words {
                true => format!("{} {} ", glyph(socket.state), socket.state),
                false => format!("{} ", glyph(socket.state)),
            };
            pieces.push((format!("{} ", socket.name), theme.text));
            pieces.push((state, theme.state(socket.state)));
        }
        pieces.extend(timer.iter().map(|left| (format!("{left} "), theme.last)));
        pieces
    });
    let cells =
        |pieces: &[(String, Style)]| pieces.iter().map(|(text, _)| width(text)).sum::<u16>();
    let [before @ .., last] = forms;
    let mut before = before.into_iter();
    before.find(|pieces| cells(pieces) <= room).unwrap_or(last)
}
