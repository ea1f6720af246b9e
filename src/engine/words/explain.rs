//! One sentence each: what a call is for, what a state means, what a transition means, and why a
//! call failed and what to do. All of it pure, and all texts from the one table.

use sockscope_link::{CallName, Cause, Errno, State};

use crate::peer::Peer;
use crate::words::{Text, t};

/// The peer as a sentence names it; tables and the call language say [`Peer::name`].
pub const fn peer(peer: Peer) -> Text {
    match peer {
        Peer::Host => t::PEER_HOST,
        Peer::Board => t::PEER_BOARD,
    }
}

/// What this call is for.
pub const fn call(call: CallName) -> Text {
    match call {
        CallName::Socket => t::CALL_SOCKET,
        CallName::Bind => t::CALL_BIND,
        CallName::Listen => t::CALL_LISTEN,
        CallName::Accept => t::CALL_ACCEPT,
        CallName::Connect => t::CALL_CONNECT,
        CallName::Send => t::CALL_SEND,
        CallName::Write => t::CALL_WRITE,
        CallName::Recv => t::CALL_RECV,
        CallName::Read => t::CALL_READ,
        CallName::SendTo => t::CALL_SENDTO,
        CallName::RecvFrom => t::CALL_RECVFROM,
        CallName::Shutdown => t::CALL_SHUTDOWN,
        CallName::Close => t::CALL_CLOSE,
        CallName::GetSockName => t::CALL_GETSOCKNAME,
        CallName::GetPeerName => t::CALL_GETPEERNAME,
        CallName::GetSockOpt => t::CALL_GETSOCKOPT,
        CallName::SetSockOpt => t::CALL_SETSOCKOPT,
        CallName::Fcntl => t::CALL_FCNTL,
        CallName::Ioctl => t::CALL_IOCTL,
        CallName::Dup => t::CALL_DUP,
        CallName::Select => t::CALL_SELECT,
        CallName::Fstat => t::CALL_FSTAT,
        CallName::Poll => t::CALL_POLL,
    }
}

/// What it is for on a socket of datagrams.
pub const fn call_of_datagrams(name: CallName) -> Text {
    match name {
        CallName::Connect => t::CALL_CONNECT_DATAGRAMS,
        CallName::Send | CallName::Write => t::CALL_SEND_DATAGRAM,
        CallName::Recv | CallName::Read => t::CALL_RECV_DATAGRAM,
        _ => call(name),
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

/// Why this call failed with `errno`, and what to do. `before` is the state that its
/// socket was in when it was called, if that is known: it tells apart what one errno says of
/// several mistakes. The errnos are those of Linux's man pages; a call that cannot give one of them
/// gets the general sentence of that errno.
pub fn why(call: CallName, errno: Errno, before: Option<State>) -> Text {
    let special = match call {
        CallName::Accept => why_accept(errno, before),
        CallName::Bind => why_bind(errno, before),
        CallName::Listen => why_listen(errno),
        CallName::Connect => why_connect(errno, before),
        CallName::SendTo if errno == Errno::Inval => Some(t::WHY_ADDRESS_UNFIT),
        // Of a stream socket or of a datagram socket: only the call's name is known here.
        CallName::SendTo
            if errno == Errno::Pipe && matches!(before, Some(State::Unbound | State::Bound)) =>
        {
            Some(t::WHY_SENDTO_UNCONNECTED)
        }
        CallName::Send | CallName::Write | CallName::SendTo => why_send(errno, before),
        CallName::Recv | CallName::Read | CallName::RecvFrom => why_recv(errno),
        CallName::Shutdown => match errno {
            Errno::NotConn => Some(t::WHY_SHUTDOWN_UNCONNECTED),
            _ => None,
        },
        CallName::GetPeerName => match errno {
            Errno::NotConn => Some(t::WHY_NO_PEER),
            _ => None,
        },
        CallName::GetSockOpt | CallName::SetSockOpt => match errno {
            Errno::Inval => Some(t::WHY_OPTION_VALUE),
            _ => None,
        },
        _ => None,
    };
    special.unwrap_or_else(|| errno_text(errno))
}

fn why_accept(errno: Errno, before: Option<State>) -> Option<Text> {
    match errno {
        Errno::Inval if matches!(before, Some(State::Established | State::CloseWait)) => {
            Some(t::WHY_ACCEPT_CONNECTION)
        }
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
        Errno::IsConn if matches!(before, Some(State::Closed | State::TimeWait)) => {
            Some(t::WHY_CONNECT_SPENT)
        }
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
        (Errno::Again, Some(SynSent | SynReceived)) => Some(t::WHY_SEND_EARLY),
        (Errno::Again, _) => Some(t::WHY_SEND_FULL),
        (Errno::MsgSize, _) => Some(t::WHY_SEND_TOO_BIG),
        (Errno::Acces, _) => Some(t::WHY_BROADCAST),
        (Errno::DestAddrReq, _) => Some(t::WHY_SEND_NO_DESTINATION),
        (Errno::OpNotSupp, _) => Some(t::WHY_SEND_NOT_URGENT),
        (Errno::ConnRefused, _) => Some(t::WHY_DATAGRAM_REFUSED),
        _ => None,
    }
}

fn why_recv(errno: Errno) -> Option<Text> {
    match errno {
        Errno::NotConn => Some(t::WHY_RECV_UNCONNECTED),
        Errno::Inval => Some(t::WHY_RECV_NOT_URGENT),
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
    use crate::words::Lang;

    #[test]
    fn every_call_and_every_state_has_its_own_sentence() {
        let calls: Vec<&str> = CallName::ALL.iter().map(|c| call(*c).key).collect();
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
            (CallName::Accept, Errno::Inval, Unbound, "listen()"),
            (
                CallName::Bind,
                Errno::Inval,
                Bound,
                "already has an address",
            ),
            (CallName::Bind, Errno::Inval, Unbound, "AF_INET6 takes IPv6"),
            (
                CallName::Bind,
                Errno::AddrInUse,
                Unbound,
                "before every bind()",
            ),
            (
                CallName::Listen,
                Errno::Inval,
                Established,
                "a connection cannot listen",
            ),
            (
                CallName::Connect,
                Errno::ConnRefused,
                Unbound,
                "nobody listens",
            ),
            (
                CallName::Connect,
                Errno::IsConn,
                Established,
                "connected already",
            ),
            (
                CallName::Connect,
                Errno::IsConn,
                Listen,
                "a listener cannot call",
            ),
            (
                CallName::Connect,
                Errno::Already,
                SynSent,
                "still under way",
            ),
            (
                CallName::Connect,
                Errno::InProgress,
                Unbound,
                "still being made",
            ),
            (CallName::Send, Errno::Pipe, Unbound, "call connect() first"),
            (CallName::Write, Errno::Pipe, FinWait2, "shutdown()"),
            (
                CallName::Send,
                Errno::Pipe,
                Closed,
                "the connection is gone",
            ),
            (
                CallName::Send,
                Errno::Pipe,
                Established,
                "shut its sending half down",
            ),
            (
                CallName::SendTo,
                Errno::Pipe,
                Bound,
                "no more after shutdown()",
            ),
            (CallName::SendTo, Errno::Inval, Unbound, "port 0"),
            (CallName::SendTo, Errno::Acces, Bound, "SO_BROADCAST"),
            (
                CallName::Connect,
                Errno::Inval,
                Unbound,
                "AF_INET takes IPv4",
            ),
            (
                CallName::Send,
                Errno::ConnRefused,
                Closed,
                "the SYN of connect()",
            ),
            (CallName::Send, Errno::Again, Established, "SO_SNDTIMEO"),
            (CallName::Send, Errno::Again, SynSent, "POLLOUT"),
            (CallName::Connect, Errno::IsConn, Closed, "which is over"),
            (CallName::Send, Errno::Pipe, Listen, "accept() returned"),
            (CallName::SendTo, Errno::MsgSize, Unbound, "send less"),
            (CallName::Recv, Errno::NotConn, Unbound, "connect() first"),
            (
                CallName::Recv,
                Errno::Again,
                Established,
                "Nothing has arrived",
            ),
            (CallName::Recv, Errno::ConnReset, Closed, "RST"),
            (
                CallName::Accept,
                Errno::Again,
                Listen,
                "No connection is in the queue",
            ),
            (
                CallName::Shutdown,
                Errno::NotConn,
                Unbound,
                "no connection to end",
            ),
            (CallName::Close, Errno::Badf, Closed, "No open descriptor"),
            (CallName::Recv, Errno::Intr, Established, "interrupted"),
            (CallName::Socket, Errno::MFile, Closed, "close those"),
        ];
        for (call, errno, before, part) in cases {
            let said = why(call, errno, Some(before)).get(Lang::En);
            assert!(said.contains(part), "{call} {errno} in {before}: {said}");
        }
    }

    #[test]
    fn every_errno_of_every_call_has_an_answer_in_both_languages() {
        for call in CallName::ALL {
            for errno in Errno::ALL.iter().copied().chain([Errno::Other(1234)]) {
                for before in State::ALL.map(Some).into_iter().chain([None]) {
                    let text = why(*call, errno, before);
                    assert_eq!(text == t::WHY_OTHER, matches!(errno, Errno::Other(_)));
                    assert!(Lang::ALL.iter().all(|lang| text.get(*lang).ends_with('.')));
                }
            }
        }
    }
}
