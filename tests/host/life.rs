//! States: what the observer reports of both ends, and that it is what the kernel says.

use std::process::Command as Process;

use sockscope::peer::Peer::{self, Board, Host};
use sockscope_link::{Call, Cause, Evidence, How, Kind, MsgFlags, Report, State, Transition};

use crate::bench::{Bench, any, bytes, is_segment, states};

use State::{
    Bound, CloseWait, Closed, Established, FinWait1, FinWait2, LastAck, Listen, SynReceived,
    SynSent, TimeWait, Unbound,
};

#[test]
fn a_whole_life_on_loopback_passes_its_states_in_order() {
    let mut b = Bench::new();
    let (listener, accepted, client) = b.connected();
    let (server, port) = (b.name(Host, accepted).port(), b.name(Board, client).port());
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("hola"),
            flags: MsgFlags::NONE,
        },
    );
    b.ok(
        Host,
        Call::Recv {
            fd: accepted,
            len: 64,
            flags: MsgFlags::NONE,
        },
    );
    b.ok(Board, Call::Close { fd: client });
    // The other end may keep its acknowledgment back for a while (delayed ACK).
    b.entered(Board, port, FinWait2);
    b.ok(Host, Call::Close { fd: accepted });
    b.ok(Host, Call::Close { fd: listener });
    b.entered(Board, port, TimeWait);

    let mut client_states = vec![Unbound];
    client_states.extend(states(&b.path(Board, port)));
    assert_eq!(
        client_states,
        [Unbound, SynSent, Established, FinWait1, FinWait2, TimeWait]
    );
    let of = |b: &mut Bench, of_listener: bool| -> Vec<State> {
        let mine = |step: &&Transition| {
            step.local.is_some_and(|local| local.port() == server)
                && (step.socket.0 == 1) == of_listener
        };
        b.transitions(Host)
            .iter()
            .filter(mine)
            .map(|step| step.to)
            .collect()
    };
    assert_eq!(of(&mut b, true), [Bound, Listen, Closed]);
    assert_eq!(
        of(&mut b, false),
        [SynReceived, Established, CloseWait, LastAck, Closed]
    );
}

#[test]
fn a_connection_in_the_queue_is_seen_before_accept_and_keeps_its_socket() {
    let mut b = Bench::new();
    let (listener, addr) = b.listener(5);
    let client = b.socket(Board, Kind::Stream);
    b.ok(Board, Call::Connect { fd: client, addr });
    let from = b.name(Board, client);
    let queued: Vec<Transition> = (b.transitions(Host).into_iter())
        .filter(|step| step.remote == Some(from))
        .collect();
    let to: Vec<State> = queued.iter().map(|step| step.to).collect();
    assert_eq!(to, [SynReceived, Established]);
    assert_eq!(queued[0].from, Listen);
    assert_eq!(
        (queued[1].fd, queued[1].evidence),
        (None, Evidence::Measured)
    );
    let listener_id = queued[1].listener.expect("the queue's listener");

    let facts = b.facts(Host);
    let of = |id| facts.iter().find(|facts| facts.socket == id).unwrap();
    assert_eq!(of(listener_id).recv_queue, 1);
    assert_eq!(of(listener_id).backlog, Some(5));
    assert_eq!(of(queued[1].socket).listener, Some(listener_id));

    let accepted = b.ok(Host, Call::Accept { fd: listener });
    let facts = b.facts(Host);
    let child = facts
        .iter()
        .find(|facts| facts.socket == queued[1].socket)
        .unwrap();
    assert_eq!(child.fd.map(i64::from), Some(accepted));
    assert_eq!(child.listener, None);
}

#[test]
fn closing_a_listener_resets_its_queue() {
    let mut b = Bench::new();
    let (listener, addr) = b.listener(5);
    let client = b.socket(Board, Kind::Stream);
    b.ok(Board, Call::Connect { fd: client, addr });
    b.ok(Host, Call::Close { fd: listener });
    b.entered(Host, addr.port(), Closed);
    let port = b.name(Board, client).port();
    let reset = b.entered(Board, port, Closed);
    assert!(is_segment(reset.cause), "{reset:?}");
    assert!(b.facts(Host).is_empty());
}

#[test]
fn linger_0_resets_and_both_ends_are_closed() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let (local, remote) = (b.name(Host, accepted).port(), b.name(Board, client).port());
    b.set_linger(Host, accepted, true, 0);
    b.ok(Host, Call::Close { fd: accepted });
    let closed = b.entered(Host, local, Closed);
    assert_eq!((closed.from, closed.cause), (Established, Cause::Call));
    let reset = b.entered(Board, remote, Closed);
    assert_eq!(reset.from, Established);
    assert!(is_segment(reset.cause));
}

#[test]
#[cfg(unix)]
fn a_close_that_a_copy_of_the_descriptor_holds_up_is_reported_when_it_happens() {
    use std::os::fd::BorrowedFd;
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let port = b.name(Board, client).port();
    // What a child process has between its fork() and its exec().
    // SAFETY: the descriptor is open: the board's peer has just named it.
    let copy = unsafe { BorrowedFd::borrow_raw(client) }
        .try_clone_to_owned()
        .unwrap();
    b.ok(Board, Call::Close { fd: client });
    b.ok(
        Host,
        Call::Send {
            fd: accepted,
            data: bytes("still open"),
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(states(&b.path(Board, port)).last(), Some(&Established));
    drop(copy);
    // With bytes that nobody read it ends with a reset.
    let closed = b.entered(Board, port, Closed);
    assert_eq!(
        (closed.from, closed.evidence),
        (Established, Evidence::Measured)
    );
}

#[test]
fn half_closed_connections_wait_for_the_other_half() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let (local, remote) = (b.name(Host, accepted).port(), b.name(Board, client).port());
    b.ok(
        Board,
        Call::Shutdown {
            fd: client,
            how: How::Write,
        },
    );
    let half = b.entered(Board, remote, FinWait2);
    assert_eq!(half.evidence, Evidence::Measured);
    b.entered(Host, local, CloseWait);
    b.ok(
        Host,
        Call::Send {
            fd: accepted,
            data: bytes("adios"),
            flags: MsgFlags::NONE,
        },
    );
    assert_eq!(
        b.ok(
            Board,
            Call::Recv {
                fd: client,
                len: 64,
                flags: MsgFlags::NONE
            }
        ),
        5
    );
    b.ok(
        Host,
        Call::Shutdown {
            fd: accepted,
            how: How::Write,
        },
    );
    // The descriptor is open, and TCP_INFO says CLOSE: sock_diag knows better.
    let wait = b.entered(Board, remote, TimeWait);
    assert_eq!((wait.fd, wait.evidence), (Some(client), Evidence::Measured));
}

#[test]
fn time_wait_shows_its_countdown_after_close() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let port = b.name(Board, client).port();
    b.ok(Board, Call::Close { fd: client });
    b.ok(Host, Call::Close { fd: accepted });
    let wait = b.entered(Board, port, TimeWait);
    assert_eq!(wait.fd, None);
    let facts = b.facts(Board);
    let facts = facts
        .iter()
        .find(|facts| facts.socket == wait.socket)
        .unwrap();
    let left = facts.timer_ms.expect("a countdown");
    assert!((50_000..=60_000).contains(&left), "{left} ms");
}

#[test]
#[ignore = "TIME-WAIT takes a minute"]
fn time_wait_ends_by_its_timer() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    let port = b.name(Board, client).port();
    b.ok(Board, Call::Close { fd: client });
    b.ok(Host, Call::Close { fd: accepted });
    b.entered(Board, port, TimeWait);
    std::thread::sleep(std::time::Duration::from_secs(58));
    let closed = b.entered(Board, port, Closed);
    assert_eq!((closed.from, closed.cause), (TimeWait, Cause::Timer));
    assert_eq!(closed.evidence, Evidence::Measured);
    assert!(b.facts(Board).is_empty());
}

#[test]
fn queues_show_what_was_not_read() {
    let mut b = Bench::new();
    let (_, accepted, client) = b.connected();
    b.ok(
        Board,
        Call::Send {
            fd: client,
            data: bytes("12345"),
            flags: MsgFlags::NONE,
        },
    );
    let facts = b.facts(Host);
    let facts = facts
        .iter()
        .find(|facts| facts.fd == Some(accepted))
        .unwrap();
    assert_eq!(facts.recv_queue, 5);
    assert_eq!(facts.state, Established);
    assert!(facts.file.as_ref().is_some_and(|file| file.inode != 0));
}

/// `ss -tan` of both ends of a connection: state, local port, peer port.
fn ss(port: u16) -> Vec<(String, u16, u16)> {
    let out = Process::new("ss").args(["-tanH"]).output().unwrap().stdout;
    let number = |addr: &str| addr.rsplit(':').next().unwrap().parse().unwrap_or(0);
    (String::from_utf8(out).unwrap().lines())
        .map(|line| line.split_whitespace().collect::<Vec<_>>())
        .map(|words| (words[0].to_string(), number(words[3]), number(words[4])))
        .filter(|(_, local, remote)| *local == port || *remote == port)
        .collect()
}

/// The names that ss gives to states.
fn ss_name(state: State) -> &'static str {
    match state {
        Established => "ESTAB",
        SynReceived => "SYN-RECV",
        State::TimeWait => "TIME-WAIT",
        other => other.name(),
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_observer_says_what_ss_says() {
    if Process::new("ss").arg("-V").output().is_err() {
        eprintln!("skipped: no ss here");
        return;
    }
    let mut b = Bench::new();
    let (listener, accepted, client) = b.connected();
    let port = b.name(Host, listener).port();
    let agree = |b: &mut Bench| {
        let mut seen: Vec<(String, u16, u16)> = Vec::new();
        for peer in Peer::BOTH {
            for facts in b.facts(peer) {
                if let (Some(local), true) = (facts.local, facts.state != Closed) {
                    let remote = facts.remote.map_or(0, |remote| remote.port());
                    seen.push((ss_name(facts.state).to_string(), local.port(), remote));
                }
            }
        }
        let mut said = ss(port);
        seen.sort();
        said.sort();
        // ss writes FIN-WAIT-1 and FIN-WAIT-2 and the others with the same hyphens.
        assert_eq!(seen, said);
        seen
    };
    assert_eq!(agree(&mut b).len(), 3);
    b.ok(
        Board,
        Call::Shutdown {
            fd: client,
            how: How::Write,
        },
    );
    let client_port = b.name(Board, client).port();
    b.entered(Board, client_port, FinWait2);
    let steps = agree(&mut b);
    assert!(
        steps.iter().any(|(state, ..)| state == "FIN-WAIT-2"),
        "{steps:?}"
    );
    b.ok(Host, Call::Close { fd: accepted });
    let steps = agree(&mut b);
    assert!(
        steps.iter().any(|(state, ..)| state == "TIME-WAIT"),
        "{steps:?}"
    );
    b.ok(Board, Call::Close { fd: client });
    agree(&mut b);
    b.ok(Host, Call::Close { fd: listener });
    agree(&mut b);
}

#[test]
fn twenty_descriptors_and_many_clients_at_once() {
    const CLIENTS: usize = 40;
    let mut b = Bench::new();
    let (listener, addr) = b.listener(128);
    let accepts: Vec<_> = (0..CLIENTS / 2)
        .map(|_| b.start(Host, Call::Accept { fd: listener }))
        .collect();
    let clients: Vec<i32> = (0..CLIENTS)
        .map(|_| b.socket(Board, Kind::Stream))
        .collect();
    let connects: Vec<_> = (clients.iter())
        .map(|&fd| b.start(Board, Call::Connect { fd, addr }))
        .collect();
    for call in connects {
        assert_eq!(b.returned(call).result, Ok(0));
    }
    let mut accepted: Vec<i64> = (accepts.iter())
        .map(|&call| b.returned(call).result.unwrap())
        .collect();
    for _ in CLIENTS / 2..CLIENTS {
        accepted.push(b.ok(Host, Call::Accept { fd: listener }));
    }
    accepted.sort_unstable();
    accepted.dedup();
    assert_eq!(accepted.len(), CLIENTS);
    let mut ids: Vec<_> = (b.facts(Host).iter())
        .filter(|facts| facts.state == Established)
        .map(|facts| facts.socket)
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), CLIENTS);
    // Every one of them was reported once: LISTEN, SYN-RECEIVED, ESTABLISHED.
    let established = (b.transitions(Host).iter())
        .filter(|step| step.to == Established)
        .count();
    assert_eq!(established, CLIENTS);
}

#[test]
fn a_client_from_outside_is_seen_although_nobody_calls() {
    let mut b = Bench::new();
    let (_listener, addr) = b.listener(5);
    let client = std::net::TcpStream::connect(addr).unwrap();
    let step = b.entered(Host, addr.port(), Established);
    assert_eq!(step.remote, Some(client.local_addr().unwrap()));
    drop(client);
    let step = b.entered(Host, addr.port(), CloseWait);
    assert!(is_segment(step.cause));
}

#[test]
fn transitions_come_before_the_return_of_their_call() {
    let mut b = Bench::new();
    let fd = b.socket(Host, Kind::Stream);
    b.ok(Host, Call::Bind { fd, addr: any() });
    b.ok(Host, Call::Listen { fd, backlog: 1 });
    b.ok(Host, Call::Close { fd });
    let order: Vec<String> = (b.log.iter())
        .map(|(_, report)| match report {
            Report::Transition(step) => step.to.to_string(),
            Report::Return { .. } => "return".to_string(),
            other => format!("{other:?}"),
        })
        .collect();
    let expected = [
        "UNBOUND", "return", "BOUND", "return", "LISTEN", "return", "CLOSED", "return",
    ];
    assert_eq!(order, expected);
}
