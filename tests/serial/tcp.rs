//! `tcp:HOST:PORT`: a board behind a serial server (ser2net, socat) on the network.

use std::net::TcpListener;

use sockscope::board::serial::LinkError;
use sockscope::words::Lang;
use sockscope_link::{Call, Errno, Report, State};

use crate::host::{Host, open, options};
use crate::lesson::{done, sockscope, story};
use crate::shell::{Manners, Shell};

/// Why there is no link, and that the words for it name the address.
#[track_caller]
fn unreachable(place: &str) -> String {
    let error = open(place, options()).err().expect("no link");
    assert!(matches!(error, LinkError::Unreachable { .. }), "{error:?}");
    for lang in Lang::ALL {
        let said = error.display(lang);
        assert!(said.contains(place.strip_prefix("tcp:").unwrap()), "{said}");
    }
    error.display(Lang::En)
}

#[test]
fn a_board_behind_a_serial_server_has_no_speed_to_change() {
    let (shell, _server) = Shell::served();
    let host = Host::new(&shell.path);
    assert_eq!(host.board.info().name, "a1b2c3");
    assert_eq!(
        shell.baud.load(std::sync::atomic::Ordering::Relaxed),
        115_200
    );
    assert!(host.socket().is_ok());
}

/// The same lesson by cable and by network.
#[test]
fn a_whole_lesson_runs_over_tcp() {
    let cable = Shell::new(Manners::default());
    let (server, _) = Shell::served_on_the_wire();
    let lesson = |shell: &Shell| {
        let run = ["run", "lifecycle", "--json"];
        done(&sockscope(shell, &run))
    };
    let (by_cable, by_network) = (lesson(&cable), lesson(&server));
    assert_eq!(by_network[0]["link"], server.path.as_str());
    assert_eq!(by_network[0]["board"], "esp32c3 a1b2c3");
    assert_eq!(story(&by_network), story(&by_cable));
}

/// The server closes while a call waits, and is there again: told as with a cable.
#[test]
fn a_server_that_closes_in_the_middle_of_a_call_and_comes_back() {
    let (shell, server) = Shell::served();
    let host = Host::new(&shell.path);
    let fd = host.socket().expect("a socket");
    assert_eq!(host.call(Call::Listen { fd, backlog: 1 }), Ok(0));
    let accept = host.start(Call::Accept { fd });
    host.wait("accept blocks", |report| {
        (*report == Report::Blocked { id: accept }).then_some(())
    });
    server.hang_up();
    let (level, before) = host.log("closed the connection");
    assert_eq!(level, sockscope_link::LogLevel::Error);
    assert!(
        !before
            .iter()
            .any(|report| matches!(report, Report::Return { .. }))
    );
    assert_eq!(host.returned(accept), Err(Errno::Io));
    let end = host.wait("the listener's end", |report| match report {
        Report::Transition(t) => Some((t.from, t.to)),
        _ => None,
    });
    assert_eq!(end.0, (State::Listen, State::Closed));
    host.log("the board is back");
    assert_eq!(host.socket(), Ok(fd), "the board was cleared");
}

#[test]
fn nobody_listens_there() {
    // A port that was free a moment ago, and that nobody else is given soon.
    let port = TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let said = unreachable(&format!("tcp:127.0.0.1:{port}"));
    assert!(said.contains("refused"), "{said}");
}

/// RFC 6761 section 6.4: names below `invalid` do not exist.
#[test]
fn no_such_host() {
    unreachable("tcp:board.invalid:2000");
}

#[test]
fn no_port_in_the_address() {
    for address in [
        "tcp:localhost",
        "tcp:localhost:",
        "tcp:",
        "tcp:localhost:99999",
        "tcp::::",
    ] {
        unreachable(address);
    }
}

/// Somebody else listens there: no frame comes, and it is said what came.
#[test]
fn another_service_listens_there() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let place = format!("tcp:{}", listener.local_addr().unwrap());
    let service = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"SSH-2.0-OpenSSH_9.9\r\n").unwrap();
        // Until the other end has had enough.
        while stream.read(&mut [0; 512]).is_ok_and(|len| len > 0) {}
    });
    let error = open(&place, options()).err().expect("no link");
    service.join().unwrap();
    assert!(error.display(Lang::En).contains("SSH-2.0"), "{error:?}");
}
