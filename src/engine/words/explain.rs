//! One sentence each: what a call is for, what a state means, what a transition means, and why a
//! call failed and what to do. All of it pure, and all texts from the one table.

use sockscope_link::{Cause, Errno, State};

use crate::peer::Peer;
use crate::words::{Text, t};

/// The peer as a sentence names it; tables and the call language say [`Peer::name`].
pub const fn peer(peer: Peer) -> Text {
    match peer {
        Peer::Host => t::PEER_HOST,
        Peer::Board => t::PEER_BOARD,
    }
}

/// What the call of this name is for.
pub fn call(name: &str) -> Text {
    match name {
        "socket" => t::CALL_SOCKET,
        "bind" => t::CALL_BIND,
        "listen" => t::CALL_LISTEN,
        "accept" => t::CALL_ACCEPT,
        "connect" => t::CALL_CONNECT,
        "send" => t::CALL_SEND,
        "write" => t::CALL_WRITE,
        "recv" => t::CALL_RECV,
        "read" => t::CALL_READ,
        "sendto" => t::CALL_SENDTO,
        "recvfrom" => t::CALL_RECVFROM,
        "shutdown" => t::CALL_SHUTDOWN,
        "close" => t::CALL_CLOSE,
        "getsockname" => t::CALL_GETSOCKNAME,
        "getpeername" => t::CALL_GETPEERNAME,
        "getsockopt" => t::CALL_GETSOCKOPT,
        "setsockopt" => t::CALL_SETSOCKOPT,
        "fcntl" => t::CALL_FCNTL,
        "fstat" => t::CALL_FSTAT,
        "poll" => t::CALL_POLL,
        _ => t::CALL_OTHER,
    }
}

/// What it means to be in this state.
pub const fn state(state: State) -> Text {
    match state {
        State::Unbound => t::STATE_UNBOUND,
        State::Bound => t::STATE_BOUND,
        State::Listen => t::STATE_LISTEN,
        State::SynSent => t::STATE_SYN_SENT,
        State::SynReceived => t::STATE_SYN_RECEIVED,
        State::Established => t::STATE_ESTABLISHED,
        State::FinWait1 => t::STATE_FIN_WAIT_1,
        State::FinWait2 => t::STATE_FIN_WAIT_2,
        State::CloseWait => t::STATE_CLOSE_WAIT,
        State::Closing => t::STATE_CLOSING,
        State::LastAck => t::STATE_LAST_ACK,
        State::TimeWait => t::STATE_TIME_WAIT,
        State::Closed => t::STATE_CLOSED,
    }
}

/// What it means to go from one state to another for this cause. Every arrow of
/// [`crate::rfc9293::ARROWS`] has its sentence; what is no arrow (a socket first seen when it was
/// further on) gets the sentence of the state that it is in now.
pub const fn transition(from: State, to: State, cause: Cause) -> Text {
    use State::*;
    match (from, to, cause) {
        (_, Unbound, _) => t::ARROW_BORN,
        (Closed | Unbound, Bound, _) => t::ARROW_BOUND,
        (Closed | Unbound | Bound, Listen, _) => t::ARROW_LISTEN,
        (Listen, SynSent, _) => t::ARROW_LISTEN_SYN_SENT,
        (Closed | Unbound | Bound, SynSent, _) => t::ARROW_SYN_SENT,
        (Closed | Unbound | Bound, Established, Cause::Call) => t::ARROW_UDP_PARTNER,

        (Listen, SynReceived, _) => t::ARROW_SYN_RECEIVED,
        (SynSent, SynReceived, _) => t::ARROW_SIMULTANEOUS_OPEN,
        (SynSent, Established, _) => t::ARROW_CLIENT_ESTABLISHED,
        (SynReceived, Established, _) => t::ARROW_SERVER_ESTABLISHED,
        (SynReceived, Listen | Closed, Cause::Segment(_)) => t::ARROW_HALF_OPEN_GONE,

        (SynReceived | Established, FinWait1, _) => t::ARROW_FIN_SENT,
        (Established, CloseWait, _) => t::ARROW_FIN_RECEIVED,
        (FinWait1, FinWait2, _) => t::ARROW_FIN_ACKED,
        (FinWait1, Closing, _) => t::ARROW_CLOSING,
        (FinWait1, TimeWait, _) => t::ARROW_FIN_AND_ACK,
        (FinWait2, TimeWait, _) => t::ARROW_TIME_WAIT,
        (Closing, TimeWait, _) => t::ARROW_CLOSING_TIME_WAIT,
        (CloseWait, LastAck, _) => t::ARROW_LAST_ACK,
        (LastAck, Closed, Cause::Segment(_)) => t::ARROW_LAST_ACK_CLOSED,

        (_, Closed, Cause::Restart) => t::ARROW_RESTARTED,
        (Unbound | Bound, Closed, _) => t::ARROW_UNUSED_CLOSED,
        (Listen, Closed, _) => t::ARROW_LISTEN_CLOSED,
        (SynSent, Closed, Cause::Call) => t::ARROW_SYN_SENT_CLOSED,
        (SynSent, Closed, Cause::Segment(_)) => t::ARROW_REFUSED,
        (SynSent, Closed, Cause::Timer) => t::ARROW_NO_ANSWER,
        (TimeWait, Closed, Cause::Timer) => t::ARROW_TIME_WAIT_OVER,
        (_, Closed, Cause::Call) => t::ARROW_ABORTED,
        (_, Closed, Cause::Segment(_)) => t::ARROW_RESET,
        (_, Closed, Cause::Timer) => t::ARROW_GAVE_UP,

        _ => state(to),
    }
}

/// Why the call of this name failed with `errno`, and what to do. `before` is the state that its
/// socket was in when it was called, if that is known: it tells apart what one errno says of
/// several mistakes. The errnos are those of Linux's man pages; a call that cannot give one of them
/// gets the general sentence of that errno.
pub fn why(call: &str, errno: Errno, before: Option<State>) -> Text {
    let special = match call {
        "accept" => why_accept(errno),
        "bind" => why_bind(errno, before),
        "listen" => why_listen(errno),
        "connect" => why_connect(errno, before),
        "sendto" if errno == Errno::Inval => Some(t::WHY_ADDRESS_UNFIT),
        // Of a stream socket or of a datagram socket: only the call's name is known here.
        "sendto"
            if errno == Errno::Pipe && matches!(before, Some(State::Unbound | State::Bound)) =>
        {
            Some(t::WHY_SENDTO_UNCONNECTED)
        }
        "send" | "write" | "sendto" => why_send(errno, before),
        "recv" | "read" | "recvfrom" => why_recv(errno),
        "shutdown" => match errno {
            Errno::NotConn => Some(t::WHY_SHUTDOWN_UNCONNECTED),
            _ => None,
        },
        "getpeername" => match errno {
            Errno::NotConn => Some(t::WHY_NO_PEER),
            _ => None,
        },
        "getsockopt" | "setsockopt" => match errno {
            Errno::Inval => Some(t::WHY_OPTION_VALUE),
            _ => None,
        },
        _ => None,
    };
    special.unwrap_or_else(|| errno_text(errno))
}

fn why_accept(errno: Errno) -> Option<Text> {
    match errno {
        Errno::Inval => Some(t::WHY_ACCEPT_NOT_LISTENING),
        Errno::Again => Some(t::WHY_ACCEPT_EMPTY),
        Errno::ConnAborted => Some(t::WHY_ACCEPT_ABORTED),
        Errno::OpNotSupp => Some(t::WHY_NOT_A_STREAM),
        _ => None,
    }
}

fn why_bind(errno: Errno, before: Option<State>) -> Option<Text> {
    match errno {
        Errno::Inval if before == Some(State::Unbound) => Some(t::WHY_BIND_UNFIT),
        Errno::Inval if before.is_some() => Some(t::WHY_BIND_TWICE),
        Errno::AddrInUse => Some(t::WHY_BIND_IN_USE),
        Errno::AddrNotAvail => Some(t::WHY_BIND_NOT_OURS),
        Errno::Acces => Some(t::WHY_BIND_PRIVILEGED),
        _ => None,
    }
}

fn why_listen(errno: Errno) -> Option<Text> {
    match errno {
        Errno::Inval => Some(t::WHY_LISTEN_CONNECTED),
        Errno::AddrInUse => Some(t::WHY_LISTEN_IN_USE),
        Errno::OpNotSupp => Some(t::WHY_NOT_A_STREAM),
        _ => None,
    }
}

fn why_connect(errno: Errno, before: Option<State>) -> Option<Text> {
    match errno {
        Errno::ConnRefused => Some(t::WHY_CONNECT_REFUSED),
        // Linux says EISCONN of a listener too.
        Errno::IsConn if before == Some(State::Listen) => Some(t::WHY_CONNECT_LISTENER),
        Errno::IsConn => Some(t::WHY_CONNECT_AGAIN),
        Errno::OpNotSupp => Some(t::WHY_CONNECT_LISTENER),
        Errno::InProgress => Some(t::WHY_CONNECT_STARTED),
        Errno::Already => Some(t::WHY_CONNECT_UNDER_WAY),
        Errno::TimedOut => Some(t::WHY_CONNECT_TIMED_OUT),
        Errno::AddrNotAvail | Errno::Again => Some(t::WHY_CONNECT_NO_PORT),
        Errno::AddrInUse => Some(t::WHY_CONNECT_SAME_PAIR),
        // Of a socket that is being shut down it speaks of the order, and of both in general.
        Errno::Inval if matches!(before, Some(State::Unbound | State::Bound)) => {
            Some(t::WHY_ADDRESS_UNFIT)
        }
        Errno::Acces => Some(t::WHY_BROADCAST),
        _ => None,
    }
}

fn why_send(errno: Errno, before: Option<State>) -> Option<Text> {
    use State::*;
    match (errno, before) {
        (Errno::Pipe | Errno::NotConn, Some(Unbound | Bound)) => Some(t::WHY_SEND_UNCONNECTED),
        (Errno::Pipe | Errno::NotConn, Some(Listen)) => Some(t::WHY_SEND_LISTENER),
        (Errno::Pipe, Some(FinWait1 | FinWait2 | Closing | LastAck | TimeWait)) => {
            Some(t::WHY_SEND_AFTER_SHUTDOWN)
        }
        (Errno::Pipe, _) => Some(t::WHY_SEND_BROKEN),
        (Errno::NotConn, _) => Some(t::WHY_SEND_UNCONNECTED),
        (Errno::Again, _) => Some(t::WHY_SEND_FULL),
        (Errno::MsgSize, _) => Some(t::WHY_SEND_TOO_BIG),
        (Errno::Acces, _) => Some(t::WHY_BROADCAST),
        (Errno::DestAddrReq, _) => Some(t::WHY_SEND_NO_DESTINATION),
        (Errno::ConnRefused, _) => Some(t::WHY_DATAGRAM_REFUSED),
        _ => None,
    }
}

fn why_recv(errno: Errno) -> Option<Text> {
    match errno {
        Errno::NotConn => Some(t::WHY_RECV_UNCONNECTED),
        Errno::Again => Some(t::WHY_RECV_EMPTY),
        Errno::ConnRefused => Some(t::WHY_DATAGRAM_REFUSED),
        _ => None,
    }
}

/// What the errno says whichever call gave it.
pub const fn errno_text(errno: Errno) -> Text {
    match errno {
        Errno::Perm | Errno::Acces => t::WHY_NOT_PERMITTED,
        Errno::Intr => t::WHY_INTERRUPTED,
        Errno::Io => t::WHY_INPUT_OUTPUT,
        Errno::Badf => t::WHY_BAD_DESCRIPTOR,
        Errno::Again => t::WHY_AGAIN,
        Errno::NoMem | Errno::NoBufs => t::WHY_NO_MEMORY,
        Errno::Fault => t::WHY_BAD_ADDRESS,
        Errno::Inval => t::WHY_INVALID,
        Errno::NFile => t::WHY_SYSTEM_FULL,
        Errno::MFile => t::WHY_TOO_MANY_OPEN,
        Errno::Pipe => t::WHY_SEND_BROKEN,
        Errno::NotSock => t::WHY_NOT_A_SOCKET,
        Errno::DestAddrReq => t::WHY_SEND_NO_DESTINATION,
        Errno::MsgSize => t::WHY_SEND_TOO_BIG,
        Errno::ProtoType | Errno::ProtoNoSupport | Errno::SockTNoSupport => t::WHY_PROTOCOL,
        Errno::NoProtoOpt => t::WHY_OPTION_UNKNOWN,
        Errno::OpNotSupp => t::WHY_NOT_SUPPORTED,
        Errno::AfNoSupport => t::WHY_FAMILY,
        Errno::AddrInUse => t::WHY_BIND_IN_USE,
        Errno::AddrNotAvail => t::WHY_BIND_NOT_OURS,
        Errno::NetDown => t::WHY_NETWORK_DOWN,
        Errno::NetUnreach | Errno::HostUnreach => t::WHY_UNREACHABLE,
        Errno::ConnAborted => t::WHY_ACCEPT_ABORTED,
        Errno::ConnReset => t::WHY_RESET,
        Errno::IsConn => t::WHY_CONNECT_AGAIN,
        Errno::NotConn => t::WHY_NOT_CONNECTED,
        Errno::TimedOut => t::WHY_TIMED_OUT,
        Errno::ConnRefused => t::WHY_CONNECT_REFUSED,
        Errno::Already => t::WHY_CONNECT_UNDER_WAY,
        Errno::InProgress => t::WHY_CONNECT_STARTED,
        Errno::Canceled => t::WHY_CANCELED,
        Errno::Other(_) => t::WHY_OTHER,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::rfc9293::ARROWS;
    use crate::script::CALLS;
    use crate::words::Lang;

    #[test]
    fn every_call_and_every_state_has_its_own_sentence() {
        let calls = CALLS.map(|form| call(form.name).key);
        assert!(!calls.contains(&t::CALL_OTHER.key));
        let states = State::ALL.map(|s| state(s).key);
        for keys in [&calls[..], &states[..]] {
            let mut different = keys.to_vec();
            different.sort_unstable();
            different.dedup();
            assert_eq!(different.len(), keys.len());
        }
    }

    #[test]
    fn every_arrow_of_rfc_9293_has_a_sentence_about_what_happened() {
        let states = State::ALL.map(|s| state(s).key);
        for arrow in ARROWS {
            let text = transition(arrow.from, arrow.to, arrow.event.cause());
            assert!(
                !states.contains(&text.key),
                "{} -> {}",
                arrow.from,
                arrow.to
            );
        }
    }

    /// What a screen of 80×24 has room for: two lines, and three for an error.
    #[test]
    fn the_sentences_fit_the_screen() {
        for text in t::all() {
            let room = match text.key.split('_').next() {
                Some("CALL" | "STATE" | "ARROW") => 100,
                Some("WHY") => 160,
                // The help's column beside the keys and the signs.
                Some("SIGN" | "DO") => 54,
                _ => continue,
            };
            for lang in Lang::ALL {
                let len = text.get(lang).chars().count();
                assert!(
                    len <= room,
                    "{} has {len} characters in {lang}, room for {room}",
                    text.key
                );
            }
        }
    }

    /// A sentence stands for one end, so that it cannot be told of the wrong one.
    #[test]
    fn no_sentence_of_an_arrow_serves_two_ends() {
        let mut ends: HashMap<&str, State> = HashMap::new();
        for arrow in ARROWS {
            let text = transition(arrow.from, arrow.to, arrow.event.cause());
            // A reset takes a half-open connection back to where it came from.
            if text != t::ARROW_HALF_OPEN_GONE {
                let end = *ends.entry(text.key).or_insert(arrow.to);
                assert_eq!(end, arrow.to, "{}", text.key);
            }
        }
    }

    #[test]
    fn wrong_order_is_told_apart_by_the_state() {
        use State::*;
        let cases = [
            ("accept", Errno::Inval, Unbound, "listen()"),
            ("bind", Errno::Inval, Bound, "already has an address"),
            ("bind", Errno::Inval, Unbound, "AF_INET6 takes IPv6"),
            ("bind", Errno::AddrInUse, Unbound, "before every bind()"),
            (
                "listen",
                Errno::Inval,
                Established,
                "a connection cannot listen",
            ),
            ("connect", Errno::ConnRefused, Unbound, "nobody listens"),
            ("connect", Errno::IsConn, Established, "connected already"),
            ("connect", Errno::IsConn, Listen, "a listener cannot call"),
            ("connect", Errno::Already, SynSent, "still under way"),
            ("connect", Errno::InProgress, Unbound, "still being made"),
            ("send", Errno::Pipe, Unbound, "call connect() first"),
            ("write", Errno::Pipe, FinWait2, "shutdown()"),
            ("send", Errno::Pipe, Closed, "the connection is gone"),
            (
                "send",
                Errno::Pipe,
                Established,
                "shut its sending half down",
            ),
            ("sendto", Errno::Pipe, Bound, "no more after shutdown()"),
            ("sendto", Errno::Inval, Unbound, "port 0"),
            ("sendto", Errno::Acces, Bound, "SO_BROADCAST"),
            ("connect", Errno::Inval, Unbound, "AF_INET takes IPv4"),
            ("send", Errno::ConnRefused, Closed, "the SYN of connect()"),
            ("send", Errno::Again, Established, "SO_SNDTIMEO"),
            ("send", Errno::Pipe, Listen, "accept() returned"),
            ("sendto", Errno::MsgSize, Unbound, "send less"),
            ("recv", Errno::NotConn, Unbound, "connect() first"),
            ("recv", Errno::Again, Established, "Nothing has arrived"),
            ("recv", Errno::ConnReset, Closed, "RST"),
            (
                "accept",
                Errno::Again,
                Listen,
                "No connection is in the queue",
            ),
            ("shutdown", Errno::NotConn, Unbound, "no connection to end"),
            ("close", Errno::Badf, Closed, "No open descriptor"),
            ("recv", Errno::Intr, Established, "interrupted"),
            ("socket", Errno::MFile, Closed, "close those"),
        ];
        for (call, errno, before, part) in cases {
            let said = why(call, errno, Some(before)).get(Lang::En);
            assert!(said.contains(part), "{call} {errno} in {before}: {said}");
        }
    }

    #[test]
    fn every_errno_of_every_call_has_an_answer_in_both_languages() {
        for form in CALLS {
            for errno in Errno::ALL.iter().copied().chain([Errno::Other(1234)]) {
                for before in State::ALL.map(Some).into_iter().chain([None]) {
                    let text = why(form.name, errno, before);
                    assert_eq!(text == t::WHY_OTHER, matches!(errno, Errno::Other(_)));
                    assert!(Lang::ALL.iter().all(|lang| text.get(*lang).ends_with('.')));
                }
            }
        }
    }
}
