//! Lines: who acts, the wire, expectations, times, notes and texts.

use super::*;

#[test]
fn a_line_names_its_actor_its_result_and_its_thread() {
    let LineKind::Call(line) = kind("server: a = accept(s) &   # waits") else {
        panic!()
    };
    assert_eq!(line.actor, Actor::Server);
    assert_eq!(line.assign.as_ref().map(Name::as_str), Some("a"));
    assert!(line.background);
    assert_eq!(line.actor.peer(Role::Server), Peer::Host);
    assert_eq!(line.actor.peer(Role::Client), Peer::Board);
    assert_eq!(Actor::Client.peer(Role::Client), Peer::Host);
    assert_eq!(Actor::Board.peer(Role::Client), Peer::Board);
    let LineKind::Call(line) = kind("  Host:close(s);// C habits do no harm") else {
        panic!()
    };
    assert_eq!((line.actor, line.background), (Actor::Host, false));
}

#[test]
fn a_prompt_knows_who_speaks() {
    let line = parse_line_for(Actor::Board, "c = socket(AF_INET, SOCK_STREAM)", 1).unwrap();
    let LineKind::Call(line) = line.unwrap().kind else {
        panic!()
    };
    assert_eq!(line.actor, Actor::Board);
    let line = parse_line_for(Actor::Board, "wire: hold", 1)
        .unwrap()
        .unwrap();
    assert_eq!(line.kind, LineKind::Wire(WireCommand::Hold(Lane::Both)));
    let line = parse_line_for(Actor::Board, "host: close(s)", 1)
        .unwrap()
        .unwrap();
    assert_eq!(line.to_string(), "host: close(s)");
}

#[test]
fn the_wire_obeys() {
    use Direction::{BoardToHost, HostToBoard};
    let cases = [
        ("open", vec![GateCommand::Open(None)]),
        ("hold", vec![GateCommand::Hold(None)]),
        ("hold both", vec![GateCommand::Hold(None)]),
        (
            "hold host->board",
            vec![GateCommand::Hold(Some(HostToBoard))],
        ),
        (
            "hold client->server",
            vec![GateCommand::Hold(Some(BoardToHost))],
        ),
        (
            "hold server -> client",
            vec![GateCommand::Hold(Some(HostToBoard))],
        ),
        ("release", vec![GateCommand::Release(Which::Next(None))]),
        (
            "release 2",
            vec![GateCommand::Release(Which::Next(None)); 2],
        ),
        (
            "release board->host",
            vec![GateCommand::Release(Which::Next(Some(BoardToHost)))],
        ),
        ("release all", vec![GateCommand::Release(Which::All(None))]),
        (
            "release all board->host",
            vec![GateCommand::Release(Which::All(Some(BoardToHost)))],
        ),
        (
            "release segment 7",
            vec![GateCommand::Release(Which::Id(SegmentId(7)))],
        ),
        ("drop", vec![GateCommand::Drop(Which::Next(None))]),
        ("duplicate", vec![GateCommand::Duplicate(Which::Next(None))]),
        ("delay 250", vec![GateCommand::Delay { ms: 250, dir: None }]),
        (
            "delay 1s host->board",
            vec![GateCommand::Delay {
                ms: 1000,
                dir: Some(HostToBoard),
            }],
        ),
        ("reorder", vec![GateCommand::Reorder(None)]),
    ];
    for (text, expected) in cases {
        let LineKind::Wire(command) = kind(&format!("wire: {text}")) else {
            panic!("{text}")
        };
        assert_eq!(command.commands(Role::Server), expected, "{text}");
    }
    let LineKind::Wire(command) = kind("wire: hold client->server") else {
        panic!()
    };
    assert_eq!(
        command.commands(Role::Client),
        [GateCommand::Hold(Some(HostToBoard))]
    );
}

#[test]
fn expectations_of_states_and_outcomes() {
    let state = |actor, name: Option<&str>, state| {
        LineKind::Expect(Expect::State {
            actor,
            name: name.map(|n| Name(n.into())),
            state,
        })
    };
    let of = |actor, outcome| LineKind::Expect(Expect::Outcome { actor, outcome });
    let data = |bytes: &str, times| {
        Outcome::Data(DataExpr {
            bytes: bytes.into(),
            times,
        })
    };
    let cases = [
        (
            "expect host.a CLOSE-WAIT",
            state(Actor::Host, Some("a"), State::CloseWait),
        ),
        (
            "expect server.s.1 ESTABLISHED",
            state(Actor::Server, Some("s.1"), State::Established),
        ),
        (
            "expect host.s closed",
            state(Actor::Host, Some("s"), State::Closed),
        ),
        (
            "expect client.c TIME_WAIT",
            state(Actor::Client, Some("c"), State::TimeWait),
        ),
        (
            "expect board.c FIN-WAIT-1 # now",
            state(Actor::Board, Some("c"), State::FinWait1),
        ),
        (
            "expect server ESTABLISHED",
            state(Actor::Server, None, State::Established),
        ),
        ("expect EINVAL", of(None, Outcome::Errno(Errno::Inval))),
        (
            "expect board EINVAL",
            of(Some(Actor::Board), Outcome::Errno(Errno::Inval)),
        ),
        ("expect 0", of(None, Outcome::Return(0))),
        ("expect -1", of(None, Outcome::Return(-1))),
        ("expect ok", of(None, Outcome::Ok)),
        ("expect \"hola\"", of(None, data("hola", 1))),
        ("expect \"a\" * 3", of(None, data("a", 3))),
        ("expect blocked", of(None, Outcome::Blocked)),
        (
            "expect client blocked",
            of(Some(Actor::Client), Outcome::Blocked),
        ),
        ("expect value 1", of(None, Outcome::Value(OptValue::Int(1)))),
        (
            "expect value 500ms",
            of(None, Outcome::Value(OptValue::Millis(500))),
        ),
        (
            "expect value 1, 5",
            of(
                None,
                Outcome::Value(OptValue::Linger(Linger {
                    on: true,
                    seconds: 5,
                })),
            ),
        ),
        (
            "expect HOST:7777",
            of(
                None,
                Outcome::Address(Endpoint {
                    place: Place::Of(Actor::Host),
                    port: 7777,
                }),
            ),
        ),
        (
            "expect 10.0.0.2:9",
            of(
                None,
                Outcome::Address(Endpoint {
                    place: Place::Ip(Ipv4Addr::new(10, 0, 0, 2).into()),
                    port: 9,
                }),
            ),
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(kind(text), expected, "{text}");
    }
}

#[test]
fn timeouts_and_notes() {
    assert_eq!(kind("timeout 5"), LineKind::Timeout(Duration::from_secs(5)));
    assert_eq!(
        kind("timeout 250ms"),
        LineKind::Timeout(Duration::from_millis(250))
    );
    assert_eq!(
        kind("note Look: http://x # all of it"),
        LineKind::Note("Look: http://x # all of it".into())
    );
    assert_eq!(parse_line("  # nothing", 1), Ok(None));
    assert_eq!(parse_line("\t// nothing", 1), Ok(None));
    assert_eq!(parse_line("\r", 1), Ok(None));
}

#[test]
fn bytes_have_words_so_that_no_backslash_is_needed() {
    let sent = |text: &str| match call(&format!("send(a, {text})")) {
        Call::Send {
            data: Data::Bytes(bytes),
            ..
        } => bytes,
        other => panic!("{other:?}"),
    };
    assert_eq!(sent(r#""a\n\t\r\0\x7F\\\"\'""#), b"a\n\t\r\0\x7f\\\"'");
    assert_eq!(
        sent(r#""GET / HTTP/1.0" CRLF CRLF"#),
        b"GET / HTTP/1.0\r\n\r\n"
    );
    assert_eq!(
        sent(r#"LF CR TAB NUL 'say "x"' hex"00 ff""#),
        b"\n\r\t\0say \"x\"\0\xff"
    );
    assert_eq!(sent("\"# // &\""), b"# // &");
}

#[test]
fn a_script_counts_its_lines() {
    let lines = parse("\u{feff}# first\r\nhost: close(1)\r\n\r\nwire: open").unwrap();
    let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [2, 4]);
    assert_eq!(lines[0].source, "host: close(1)");
    assert_eq!(parse("host: close(1)\nhost: klose(1)").unwrap_err().line, 2);
}

#[test]
fn lines_end_with_lf_cr_lf_or_cr_alone() {
    for end in ["\n", "\r\n", "\r"] {
        let script = [
            "host: s = socket(AF_INET, SOCK_STREAM)",
            "# two",
            "host: close(s)",
            "",
        ];
        let lines = parse(&script.join(end)).expect("right");
        let numbers: Vec<u32> = lines.iter().map(|line| line.number).collect();
        assert_eq!(numbers, [1, 3], "{end:?}");
    }
}

#[test]
fn every_form_parses_and_is_canonical() {
    for call in CallName::ALL {
        let line = format!("host: {}", call.form());
        assert_eq!(kind(&line).to_string(), line);
    }
}
