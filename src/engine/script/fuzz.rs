//! Properties: what is written parses to the same, and no input makes the parser panic or grow.

use std::net::IpAddr;

use proptest::collection::vec;
use proptest::prelude::*;
use sockscope_link::{
    Call, Control, Domain, Errno, Flags, How, Kind, Linger, MsgFlags, Opt, OptValue, PollFd,
    Request, Shape, State,
};

use super::*;
use crate::words::Lang;

fn name() -> impl Strategy<Value = Name> {
    "[a-z_][a-z0-9_]{0,6}"
        .prop_filter("a word of the language", |name| {
            !super::words::is_reserved(name)
        })
        .prop_map(Name)
}

fn fd() -> impl Strategy<Value = FdExpr> {
    prop_oneof![
        name().prop_map(FdExpr::Name),
        any::<i32>().prop_map(FdExpr::Number)
    ]
}

fn actor() -> impl Strategy<Value = Actor> {
    prop::sample::select(&Actor::ALL)
}

fn endpoint() -> impl Strategy<Value = Endpoint> {
    let place = prop_oneof![
        actor().prop_map(Place::Of),
        actor().prop_map(Place::Of6),
        any::<IpAddr>().prop_map(Place::Ip),
        Just(Place::Ip(IpAddr::from([0, 0, 0, 0]))),
        Just(Place::Ip(IpAddr::from([0u16; 8]))),
    ];
    (place, any::<u16>()).prop_map(|(place, port)| Endpoint { place, port })
}

fn data() -> impl Strategy<Value = DataExpr> {
    let bytes = prop_oneof![
        vec(any::<u8>(), 0..40),
        ".{0,20}".prop_map(String::into_bytes)
    ];
    (bytes, 0..200u32).prop_map(|(bytes, times)| DataExpr { bytes, times })
}

fn option_value() -> impl Strategy<Value = (Opt, OptValue)> {
    prop::sample::select(Opt::ALL).prop_flat_map(|opt| {
        let value = match opt.shape() {
            Shape::Linger => (any::<bool>(), any::<u16>())
                .prop_map(|(on, seconds)| OptValue::Linger(Linger { on, seconds }))
                .boxed(),
            Shape::Time => any::<u32>().prop_map(OptValue::Millis).boxed(),
            _ => any::<i32>().prop_map(OptValue::Int).boxed(),
        };
        value.prop_map(move |value| (opt, value))
    })
}

fn call() -> impl Strategy<Value = CallExpr> {
    use prop::sample::select;
    let len = || 0..=MAX_RECV;
    let domain = select(&[Domain::Inet, Domain::Inet6]);
    let kind = select(&[Kind::Stream, Kind::Dgram]);
    let how = select(&[How::Read, How::Write, How::Both]);
    let events = 0..64u16;
    let events = events.prop_map(|bits| bits & 0x3f);
    let flags = || {
        (0..16u16).prop_map(|bits| {
            let all = [
                MsgFlags::OOB,
                MsgFlags::PEEK,
                MsgFlags::DONTWAIT,
                MsgFlags::WAITALL,
                MsgFlags::NOSIGNAL,
            ];
            let set = all.iter().enumerate().filter(|(i, _)| bits & (1 << i) != 0);
            MsgFlags(set.fold(0, |all, (_, flag)| all | flag.0))
        })
    };
    let control = prop_oneof![
        Just(Control::GetFlags),
        any::<bool>().prop_map(|nonblock| Control::SetFlags { nonblock }),
    ];
    let request = prop_oneof![
        Just(Request::Readable),
        any::<bool>().prop_map(Request::NonBlock),
    ];
    let entry = (fd(), events).prop_map(|(fd, events)| PollFd {
        fd,
        events,
        revents: 0,
    });
    prop_oneof![
        (domain, kind, any::<bool>(), any::<i32>()).prop_map(
            |(domain, kind, nonblock, protocol)| Call::Socket {
                domain,
                kind,
                nonblock,
                protocol,
            }
        ),
        (fd(), endpoint()).prop_map(|(fd, addr)| Call::Bind { fd, addr }),
        (fd(), any::<i32>()).prop_map(|(fd, backlog)| Call::Listen { fd, backlog }),
        fd().prop_map(|fd| Call::Accept { fd }),
        (fd(), endpoint()).prop_map(|(fd, addr)| Call::Connect { fd, addr }),
        (fd(), data(), flags()).prop_map(|(fd, data, flags)| Call::Send { fd, data, flags }),
        (fd(), data()).prop_map(|(fd, data)| Call::Write { fd, data }),
        (fd(), len(), flags()).prop_map(|(fd, len, flags)| Call::Recv { fd, len, flags }),
        (fd(), len()).prop_map(|(fd, len)| Call::Read { fd, len }),
        (fd(), data(), flags(), endpoint()).prop_map(|(fd, data, flags, addr)| Call::SendTo {
            fd,
            data,
            flags,
            addr
        }),
        (fd(), len(), flags()).prop_map(|(fd, len, flags)| Call::RecvFrom { fd, len, flags }),
        (fd(), how).prop_map(|(fd, how)| Call::Shutdown { fd, how }),
        fd().prop_map(|fd| Call::Close { fd }),
        fd().prop_map(|fd| Call::GetSockName { fd }),
        fd().prop_map(|fd| Call::GetPeerName { fd }),
        (fd(), select(Opt::ALL)).prop_map(|(fd, opt)| Call::GetSockOpt { fd, opt }),
        (fd(), option_value()).prop_map(|(fd, (opt, value))| Call::SetSockOpt { fd, opt, value }),
        (fd(), control).prop_map(|(fd, control)| Call::Fcntl { fd, control }),
        (fd(), request).prop_map(|(fd, request)| Call::Ioctl { fd, request }),
        fd().prop_map(|fd| Call::Dup { fd }),
        select_call(),
        fd().prop_map(|fd| Call::Fstat { fd }),
        (vec(entry, 0..5), -1..i32::MAX)
            .prop_map(|(fds, timeout_ms)| Call::Poll { fds, timeout_ms }),
    ]
}

/// A `select()` with its descriptors in the order in which its sets name them.
fn select_call() -> impl Strategy<Value = CallExpr> {
    let sets = || vec(fd(), 0..4);
    (sets(), sets(), sets(), -1..100_000i32).prop_map(|(input, output, except, wait_ms)| {
        let mut sets: Vec<PollFd<FdExpr>> = Vec::new();
        let all = [
            (input, PollFd::IN),
            (output, PollFd::OUT),
            (except, PollFd::PRI),
        ];
        for (set, bit) in all {
            for fd in set {
                match sets.iter_mut().find(|entry| entry.fd == fd) {
                    Some(entry) => entry.events |= bit,
                    None => sets.push(PollFd {
                        fd,
                        events: bit,
                        revents: 0,
                    }),
                }
            }
        }
        Call::Select { sets, wait_ms }
    })
}

fn lane() -> impl Strategy<Value = Lane> {
    prop_oneof![Just(Lane::Both), actor().prop_map(Lane::From)]
}

fn cutting() -> impl Strategy<Value = Cutting> {
    prop_oneof![Just(Cutting::Cable), actor().prop_map(Cutting::End)]
}

fn wire() -> impl Strategy<Value = WireCommand> {
    let pick = || {
        prop_oneof![
            (1..=Pick::MAX_COUNT, lane()).prop_map(|(count, lane)| Pick::Next { count, lane }),
            any::<u32>().prop_map(Pick::Id),
            lane().prop_map(Pick::All),
        ]
    };
    prop_oneof![
        lane().prop_map(WireCommand::Open),
        lane().prop_map(WireCommand::Hold),
        pick().prop_map(WireCommand::Release),
        pick().prop_map(WireCommand::Drop),
        pick().prop_map(WireCommand::Duplicate),
        (0..=WireCommand::MAX_DELAY_MS, lane())
            .prop_map(|(ms, lane)| WireCommand::Delay { ms, lane }),
        lane().prop_map(WireCommand::Reorder),
        cutting().prop_map(WireCommand::Cut),
        Just(WireCommand::RealTimers),
        cutting().prop_map(WireCommand::Mend),
    ]
}

/// One thing, its negation, or several.
fn expect() -> impl Strategy<Value = Expect> {
    let negatable = || {
        prop_oneof![
            2 => plain_expect(),
            1 => plain_expect().prop_map(|inner| Expect::Not(Box::new(inner))),
        ]
    };
    let several = vec(plain_expect(), 2..4).prop_map(|mut all| {
        // What is said of nobody is said of whom the first is about.
        let first = match &all[0] {
            Expect::Outcome { actor, .. } => *actor,
            _ => None,
        };
        for one in &mut all {
            if let Expect::Outcome { actor, .. } = one {
                *actor = actor.or(first);
            }
        }
        Expect::Any(all)
    });
    prop_oneof![3 => negatable(), 1 => several]
}

fn plain_expect() -> impl Strategy<Value = Expect> {
    let queued = (name(), 1..99u32).prop_map(|(name, number)| Name(format!("{name}.{number}")));
    let state = prop::sample::select(&State::ALL);
    let outcome = prop_oneof![
        Just(Outcome::Ok),
        Just(Outcome::Blocked),
        any::<i64>()
            .prop_filter("no negation", |n| *n != i64::MIN)
            .prop_map(Outcome::Return),
        prop::sample::select(Errno::ALL).prop_map(Outcome::Errno),
        data().prop_map(Outcome::Data),
        endpoint().prop_map(Outcome::Address),
        option_value().prop_map(|(_, value)| Outcome::Value(value)),
        prop::sample::select(Errno::ALL)
            .prop_map(|errno| Outcome::Value(OptValue::Errno(Some(errno)))),
        (1..64u16, vec(0..64u16, 0..3))
            .prop_map(|(first, more)| { Outcome::Events([vec![first & 0x3f], more].concat()) }),
        any::<bool>().prop_map(|nonblock| Outcome::FileFlags { nonblock }),
        (0..=i64::MAX as u64).prop_map(Outcome::Size),
    ];
    let bits = || {
        (1..32u16).prop_map(|bits| {
            let all = [Flags::SYN, Flags::FIN, Flags::RST, Flags::ACK, Flags::URG];
            let set = all.iter().enumerate().filter(|(i, _)| bits & (1 << i) != 0);
            set.fold(Flags::default(), |all, (_, bit)| all | *bit)
        })
    };
    let number = || proptest::option::of(any::<u32>());
    let held = prop_oneof![
        any::<u32>().prop_map(Held::Count),
        bits().prop_map(Held::Flags)
    ];
    prop_oneof![
        (
            actor(),
            proptest::option::of(prop_oneof![name(), queued]),
            state
        )
            .prop_map(|(actor, name, state)| Expect::State { actor, name, state }),
        (proptest::option::of(actor()), outcome)
            .prop_map(|(actor, outcome)| Expect::Outcome { actor, outcome }),
        (held, lane()).prop_map(|(what, lane)| Expect::Held { what, lane }),
        (bits(), number(), number(), lane()).prop_map(|(flags, seq, ack, lane)| {
            Expect::Segment {
                flags,
                seq,
                ack,
                lane,
            }
        }),
    ]
}

fn line_kind() -> impl Strategy<Value = LineKind> {
    let call = (actor(), proptest::option::of(name()), call(), any::<bool>());
    prop_oneof![
        4 => call.prop_map(|(actor, assign, call, background)| {
            let assign = assign.filter(|_| call.name().makes_fd());
            LineKind::Call(CallLine { actor, assign, call, background })
        }),
        1 => wire().prop_map(LineKind::Wire),
        1 => expect().prop_map(LineKind::Expect),
        1 => (1..=86_400_000u64).prop_map(|ms| LineKind::Timeout(std::time::Duration::from_millis(ms))),
        1 => (1..=86_400_000u64).prop_map(|ms| LineKind::Sleep(std::time::Duration::from_millis(ms))),
        1 => Just(LineKind::Reset),
        1 => "[a-zñ#]{0,9}".prop_map(LineKind::Note),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// The canonical text of anything parses to the same thing, and is its own canonical text.
    #[test]
    fn what_is_written_parses_to_the_same(kind in line_kind()) {
        let text = kind.to_string();
        let line = parse_line(&text, 3).map_err(|e| TestCaseError::fail(e.to_string()))?;
        let line = line.ok_or_else(|| TestCaseError::fail(text.clone()))?;
        prop_assert_eq!(&line.kind, &kind, "{}", text);
        prop_assert_eq!(line.to_string(), text);
    }

    /// Every call is written in every language.
    #[test]
    fn every_call_is_code(call in call(), assign in proptest::option::of(name())) {
        let assign = assign.filter(|_| call.name().makes_fd());
        let line = CallLine { actor: Actor::Host, assign, call, background: false };
        for lang in CodeLang::ALL {
            let lines = code(&line, lang, &|_| None);
            prop_assert!(!lines.is_empty());
            prop_assert!(lines.iter().all(|l| !l.contains('\n')), "{:?}", lines);
        }
    }

    /// Any text at all is a line or an error that can be shown on three lines of a terminal.
    #[test]
    fn any_text_is_a_line_or_an_error_that_can_be_shown(text in any::<String>()) {
        check(&text);
    }

    /// The same of texts made of pieces of the language.
    #[test]
    fn any_heap_of_pieces_is_a_line_or_an_error(pieces in vec(prop::sample::select(PIECES), 0..12)) {
        check(&pieces.concat());
        check(&pieces.join(" "));
    }
}

const PIECES: &[&str] = &[
    "host",
    "board:",
    "server: ",
    "wire",
    "expect ",
    "timeout",
    "note",
    ":",
    "=",
    "s",
    "a",
    "(",
    ")",
    ",",
    "\"",
    "'",
    "\\",
    "x",
    "hex\"",
    "0",
    "-1",
    "0x",
    "99999999999999999999",
    "*",
    "&",
    "+",
    "|",
    "[",
    "]",
    "{",
    "}",
    "#",
    "//",
    ";",
    ".",
    "->",
    "socket(",
    "bind(s, ",
    "poll(",
    "send(s, ",
    "setsockopt(s, ",
    "SO_LINGER",
    "SO_RCVTIMEO, ",
    "AF_INET",
    "SOCK_STREAM",
    "HOST:",
    "127.0.0.1:",
    "(::1):",
    "POLLIN",
    "release ",
    "all",
    "segment",
    "500ms",
    "2s",
    "CRLF",
    "ñ",
    "\0",
    "\u{202e}",
    "\t",
    "LISTEN",
    "EINVAL",
    "value ",
    "FIN-WAIT-1",
    "both",
    "F_SETFL",
    "NULL",
    "MSG_PEEK",
    "SOCK_NONBLOCK",
    "select(",
    "ioctl(s, ",
    "fcntl(s, ",
    "F_GETFL",
    "FIONBIO, ",
    "sizeof ",
    "&addr",
    "not ",
    " or ",
    "held ",
    "segment ",
    "SA",
    "sleep ",
    "reset",
    "unplug",
    "off ",
    "timers real",
    "HOST6:",
    "😀",
];

fn check(text: &str) {
    let parsed = parse_line(text, 1);
    if let Err(error) = &parsed {
        for lang in Lang::ALL {
            let shown = error.display(lang);
            assert_eq!(shown.lines().count(), 3, "{text:?}\n{shown}");
            assert!(shown.len() < 4 * 1024, "{}", shown.len());
            assert!(
                !shown.chars().any(|c| c.is_control() && c != '\n'),
                "{shown:?}"
            );
        }
        assert!(error.excerpt.chars().count() <= ScriptError::EXCERPT);
        assert!(error.column >= 1 && error.width >= 1);
        assert!((error.caret + error.width) as usize <= ScriptError::EXCERPT + 1);
    }
    for actor in [None, Some(Actor::Host)] {
        complete(text, actor, &|_| vec!["s".to_string()]);
    }
    // A script of one line is the line.
    if text.len() <= MAX_SCRIPT && !text.contains('\n') && !text.starts_with('\u{feff}') {
        let script = parse(text).map(|mut lines| lines.pop());
        assert_eq!(script, parsed);
    }
}

/// Lines at and beyond every limit.
#[test]
fn absurd_sizes_are_errors() {
    for text in [
        "x".repeat(10_000_000),
        "(".repeat(4000),
        "host: close(".to_string() + &"(".repeat(4000),
        "host: poll(".to_string() + &"s 0, ".repeat(800),
        "host: send(s, ".to_string() + &"\"\"".repeat(2000) + ")",
        format!("host: send(s, \"{}\" * 4000)", "x".repeat(4000)),
        format!("host: close({})", "9".repeat(4000)),
        format!("host: {} = accept(s)", "n".repeat(4000)),
        format!("timeout {}", "9".repeat(4000)),
        format!("timeout {}s", u64::MAX / 1000),
        format!("expect {}", i128::MIN),
        "\0".repeat(4096),
        "host: send(s, hex\"".to_string() + &"0".repeat(3999),
        "😀".repeat(4096),
    ] {
        check(&text);
        if !text.contains("\"\"\"\"") {
            assert!(
                parse_line(&text, 1).is_err(),
                "{}",
                &text.chars().take(40).collect::<String>()
            );
        }
    }
}
