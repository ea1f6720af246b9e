//! The calls that a learner is offered: which make sense at this moment, and what they would say.

use sockscope_link::{CallName, Kind, State};

use super::menu::{self, Choice, Item, Menu};
use crate::peer::Peer;
use crate::run::{self, Model, Status};
use crate::script::LineKind;
use crate::words::{Lang, t};
use crate::world::Socket;

impl Menu {
    /// Every call that `peer` can make, on the descriptor that it made last.
    pub fn calls(model: &Model, peer: Peer, lang: Lang) -> Menu {
        let count = descriptors(model, peer).len();
        let mut menu = Menu::new(menu::Kind::Calls(count.saturating_sub(1)), Vec::new());
        menu.fill_calls(model, peer, lang);
        menu
    }

    /// The same calls on another descriptor.
    pub fn turn(&mut self, model: &Model, peer: Peer, forward: bool, lang: Lang) {
        let count = descriptors(model, peer).len().max(1);
        if let menu::Kind::Calls(at) = &mut self.kind {
            *at = if forward {
                (*at + 1) % count
            } else {
                at.checked_sub(1).unwrap_or(count - 1)
            };
        }
        self.fill_calls(model, peer, lang);
    }

    fn fill_calls(&mut self, model: &Model, peer: Peer, lang: Lang) {
        let all = descriptors(model, peer);
        let menu::Kind::Calls(at) = self.kind else {
            return;
        };
        let socket = all.get(at).copied();
        self.about = match socket {
            Some(socket) => format!("{peer} · {} · {}", socket.name, socket.state),
            None => peer.to_string(),
        };
        self.items = lesson_call(model, peer, lang).into_iter().collect();
        let all = CallName::ALL.iter().copied();
        let mut calls: Vec<Item> = all
            .filter(|call| socket.is_some() || *call == CallName::Socket)
            .map(|call| {
                let text = filled(model, peer, socket, call);
                Item {
                    label: text.clone(),
                    hint: String::new(),
                    sensible: makes_sense(socket, call),
                    choice: Choice::Call(text),
                }
            })
            .collect();
        // The sensible ones first; `sort_by_key` keeps the order of a life.
        calls.sort_by_key(|item| !item.sensible);
        self.items.extend(calls);
        self.at = 0;
    }
}

/// The lesson's own next call for `peer`.
fn lesson_call(model: &Model, peer: Peer, lang: Lang) -> Option<Item> {
    let text = next_of_program(model, peer)?;
    Some(Item {
        label: text.clone(),
        hint: t::TUI_NEXT_OF_LESSON.get(lang).to_owned(),
        sensible: true,
        choice: Choice::Call(text),
    })
}

fn descriptors(model: &Model, peer: Peer) -> Vec<&Socket> {
    model
        .log
        .world
        .sockets
        .iter()
        .filter(|s| s.peer == peer && s.num.is_some())
        .collect()
}

/// The line of the program that `peer` would run next.
fn next_of_program(model: &Model, peer: Peer) -> Option<String> {
    let role = model.options.role;
    let of_peer =
        |item: &&run::Item| item.status == Status::Waiting && item.peer(role) == Some(peer);
    let item = model.runner.items().iter().find(of_peer)?;
    match &item.line.kind {
        LineKind::Call(call) => Some(call.text()),
        _ => None,
    }
}

/// A call with its arguments filled in: this descriptor, the port of the lesson, a free name.
fn filled(model: &Model, peer: Peer, socket: Option<&Socket>, call: CallName) -> String {
    let form = call.form();
    let name = socket.map_or("s", |socket| socket.name.as_str());
    let port = model
        .log
        .world
        .sockets
        .iter()
        .find(|socket| socket.state == State::Listen)
        .and_then(|socket| socket.local)
        .map_or(7777, |local| local.port());
    let [me, other] = [peer, peer.other()].map(|peer| peer.name().to_uppercase());
    let datagrams = socket.is_some_and(|socket| socket.kind == Kind::Dgram);
    match call {
        CallName::Socket => {
            let wanted = if peer == model.options.role.server() {
                ["s", "t"]
            } else {
                ["c", "d"]
            };
            format!("{} = {form}", free_name(model, peer, &wanted))
        }
        CallName::Accept => format!("{} = accept({name})", free_name(model, peer, &["a", "b"])),
        CallName::Bind => format!("bind({name}, {me}:7777)"),
        CallName::Connect => format!("connect({name}, {other}:{port})"),
        CallName::SendTo => format!("sendto({name}, \"hola\", {other}:{port})"),
        CallName::Poll if datagrams => format!("poll({name} POLLIN, 1000)"),
        CallName::Poll => format!("poll({name} POLLIN+POLLOUT, 1000)"),
        _ => {
            // Every other form has the descriptor as its first argument.
            let after = form.find([',', ')']).unwrap_or(form.len());
            format!("{call}({name}{}", &form[after..])
        }
    }
}

/// A name that `peer` has not given yet: one of the wanted, else the last of them and a number.
fn free_name(model: &Model, peer: Peer, wanted: &[&str]) -> String {
    let taken: Vec<&str> = model.names.of(peer).collect();
    let free = wanted
        .iter()
        .find(|name| !taken.contains(*name))
        .map(|name| (*name).to_owned());
    free.unwrap_or_else(|| {
        let base = wanted.first().unwrap_or(&"s");
        let numbered = (2..).map(|number| format!("{base}{number}"));
        numbered
            .into_iter()
            .find(|name| !taken.contains(&name.as_str()))
            .unwrap_or_default()
    })
}

/// Whether a program would make this call now. All others can be made too: that is how errors are
/// learnt.
fn makes_sense(socket: Option<&Socket>, call: CallName) -> bool {
    use CallName::*;
    let Some(socket) = socket else {
        return call == Socket;
    };
    if socket.kind == Kind::Dgram {
        return match call {
            Bind => socket.state == State::Unbound,
            call => matches!(call, SendTo | RecvFrom | Connect | Close),
        };
    }
    match socket.state {
        State::Unbound => matches!(call, Bind | Connect | SetSockOpt | Fstat | Close),
        State::Bound => matches!(call, Listen | Connect | GetSockName | Close),
        State::Listen => matches!(call, Accept | Close),
        State::Established => {
            matches!(call, Send | Recv | Write | Read | Shutdown | Close)
        }
        State::CloseWait => matches!(call, Send | Recv | Read | Shutdown | Close),
        State::FinWait1 | State::FinWait2 => matches!(call, Recv | Read | Close),
        _ => call == Close,
    }
}
