//! The wire format, byte by byte: no change of it passes unnoticed.
//!
//! A failure here means that older boards no longer understand this program. Either undo the
//! change, or raise [`VERSION`] and write the new bytes down.

mod common;

use common::*;
use sockscope_link::frame::{Item, Message};
use sockscope_link::hello::{self, End};
use sockscope_link::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|byte| *byte != b' ').collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// The message is these bytes (spaces are for the reader), and they are the message.
#[track_caller]
fn golden<M: Message + PartialEq + std::fmt::Debug>(message: &M, bytes: &str) {
    assert_eq!(
        hex(&postcard::to_allocvec(message).unwrap()),
        bytes.replace(' ', ""),
        "{message:?}"
    );
    assert_eq!(&postcard::from_bytes::<M>(&unhex(bytes)).unwrap(), message);
    assert_eq!(
        hex(&frame(message)),
        hex(&frame_of(M::MARK, &unhex(bytes))),
        "{message:?}"
    );
}

#[track_caller]
fn golden_call(call: Call, bytes: &str) {
    let id = CallId(300);
    golden(&Command::Call { id, call }, &format!("01 ac02 {bytes}"));
}

fn addr(text: &str) -> std::net::SocketAddr {
    text.parse().unwrap()
}

/// This frame stands in docs/link-protocol.md.
#[test]
fn the_frame_of_the_documentation() {
    let bytes = unhex("00 f7 07 0a 2a a3 33 8d 60 00");
    assert_eq!(hex(&frame(&Report::Pong(42))), hex(&bytes));
    let page = include_str!("../../../docs/link-protocol.md");
    let shown: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(
        page.contains(&shown.join(" ")),
        "the page shows another frame"
    );
}

#[test]
fn commands() {
    let program = "sockscope 0.1.0".to_owned();
    golden(
        &Command::Hello(Hello {
            version: 1,
            program,
        }),
        "00 01 0f 736f636b73636f706520302e312e30",
    );
    golden(&Command::Cancel { id: CallId(300) }, "02 ac02");
    golden(&Command::Look, "04");
    golden(&Command::Clear, "05");
    golden(&Command::Info, "06");
    golden(&Command::Ping(300), "07 ac02");
    golden(&Command::Reset, "08");
}

#[test]
fn calls() {
    let (fd, len) = (3, 64);
    golden_call(
        Call::Socket {
            domain: Domain::Inet,
            kind: Kind::Stream,
            protocol: 0,
        },
        "00 00 00 00",
    );
    golden_call(
        Call::Socket {
            domain: Domain::Inet6,
            kind: Kind::Dgram,
            protocol: 17,
        },
        "00 01 01 22",
    );
    golden_call(
        Call::Bind {
            fd,
            addr: addr("10.77.0.2:7777"),
        },
        "01 06 00 0a4d0002 e13c",
    );
    golden_call(Call::Listen { fd, backlog: -1 }, "02 06 01");
    golden_call(Call::Accept { fd: -1 }, "03 01");
    golden_call(
        Call::Connect {
            fd,
            addr: addr("[::1]:80"),
        },
        "04 06 01 00000000000000000000000000000001 50",
    );
    let bytes = || Data::Bytes(b"hola".to_vec());
    golden_call(Call::Send { fd, data: bytes() }, "05 06 00 04 686f6c61");
    golden_call(
        Call::Write {
            fd,
            data: Data::Fill {
                byte: 0x55,
                len: 300,
            },
        },
        "06 06 01 55 ac02",
    );
    golden_call(Call::Recv { fd, len }, "07 06 40");
    golden_call(Call::Read { fd, len }, "08 06 40");
    golden_call(
        Call::SendTo {
            fd,
            data: bytes(),
            addr: addr("10.77.0.2:7"),
        },
        "09 06 00 04 686f6c61 00 0a4d0002 07",
    );
    golden_call(Call::RecvFrom { fd, len }, "0a 06 40");
    golden_call(
        Call::Shutdown {
            fd,
            how: How::Write,
        },
        "0b 06 01",
    );
    golden_call(Call::Close { fd }, "0c 06");
    golden_call(Call::GetSockName { fd }, "0d 06");
    golden_call(Call::GetPeerName { fd }, "0e 06");
    golden_call(Call::GetSockOpt { fd, opt: Opt::Type }, "0f 06 09");
    let linger = OptValue::Linger(Linger {
        on: true,
        seconds: 300,
    });
    golden_call(
        Call::SetSockOpt {
            fd,
            opt: Opt::Linger,
            value: linger,
        },
        "10 06 01 01 01 ac02",
    );
    let millis = OptValue::Millis(5000);
    golden_call(
        Call::SetSockOpt {
            fd,
            opt: Opt::RcvTimeo,
            value: millis,
        },
        "10 06 03 02 8827",
    );
    golden_call(Call::SetNonBlock { fd, on: true }, "11 06 01");
    golden_call(Call::Fstat { fd }, "12 06");
    let fds = vec![PollFd {
        fd,
        events: PollFd::IN | PollFd::OUT,
        revents: 0,
    }];
    golden_call(
        Call::Poll {
            fds,
            timeout_ms: -1,
        },
        "13 01 06 05 00 01",
    );
}

#[test]
fn gate_commands() {
    let to_host = Some(Direction::BoardToHost);
    for (command, bytes) in [
        (GateCommand::Open(None), "00 00"),
        (GateCommand::Hold(to_host), "01 01 01"),
        (GateCommand::Release(Which::Next(None)), "02 00 00"),
        (GateCommand::Drop(Which::Id(SegmentId(300))), "03 01 ac02"),
        (GateCommand::Duplicate(Which::All(to_host)), "04 02 01 01"),
        (GateCommand::Delay { ms: 300, dir: None }, "05 ac02 00"),
        (
            GateCommand::Reorder(Some(Direction::HostToBoard)),
            "06 01 00",
        ),
    ] {
        golden(&Command::Gate(command), &format!("03 {bytes}"));
    }
}

#[test]
fn reports() {
    let program = "board 0.1.0".to_owned();
    golden(
        &Report::Hello(Hello {
            version: 1,
            program,
        }),
        "00 01 0b 626f61726420302e312e30",
    );
    golden(
        &Report::Info(BoardInfo {
            chip: "c3".into(),
            firmware: "0.1.0".into(),
            name: "a1b2".into(),
            addr: Some([10, 77, 0, 2].into()),
            errnos: System::Newlib,
            descriptors: 20,
            connections: 16,
            buffers: (4096, 2048),
            reset_reason: "POWERON".into(),
            heap_free: None,
        }),
        "01 02 6333 05 302e312e30 04 61316232 01 00 0a4d0002 01 14 10 8020 8010 \
         07 504f5745524f4e 00",
    );
    golden(&Report::Blocked { id: CallId(1) }, "02 01");
    golden(
        &transition(),
        "04 03 01 08 00 00 01 00 0a4d0002 808003 01 00 0a4d0001 e13c 03 05 01 01 02 00",
    );
    golden(
        &segment(b"hola"),
        "05 04 01 00 00 0a4d0002 808003 00 0a4d0001 e13c 18 f8acd19101 f0bdf3d509 8020 \
         00 00 04 04 686f6c61 01 00",
    );
    let mut gate = GateState::default();
    gate.board_to_host.mode = GateMode::Holding;
    gate.board_to_host.held = 2;
    gate.host_to_board.delay_ms = 300;
    golden(&Report::Gate(gate), "06 00 ac02 00 01 00 02");
    golden(
        &Report::Facts(SocketFacts {
            socket: SocketId(1),
            fd: Some(3),
            listener: None,
            kind: Kind::Stream,
            state: State::Listen,
            local: Some(addr("0.0.0.0:7777")),
            remote: None,
            recv_queue: 1,
            send_queue: 0,
            backlog: Some(5),
            timer_ms: None,
            retransmits: 0,
            file: None,
            options: vec![(Opt::ReuseAddr, OptValue::Int(1))],
        }),
        "07 01 01 06 00 00 02 01 00 00000000 e13c 00 01 00 01 05 00 00 00 01 00 00 02",
    );
    let text = "ok".to_owned();
    golden(
        &Report::Log {
            level: LogLevel::Warn,
            uptime_ms: 300,
            text,
        },
        "08 02 ac02 02 6f6b",
    );
    golden(&Report::Cleared, "09");
    golden(&Report::Pong(300), "0a ac02");
    golden(&Report::Refused("no".into()), "0b 02 6e6f");
}

#[test]
fn returns() {
    let poll = vec![PollFd {
        fd: 3,
        events: 1,
        revents: 0x11,
    }];
    let file = FileFacts {
        inode: 7,
        mode: 0o140777,
        size: 0,
        uid: 1000,
        created: Some(-1),
        modified: None,
    };
    for (ret, bytes) in [
        (Return::ok(3), "00 06 00"),
        (Return::error(Errno::NotConn), "01 1e 00"),
        (Return::error(Errno::Other(-1)), "01 00 01 00"),
        (
            Return::with(2, Value::Bytes(b"hi".to_vec())),
            "00 04 01 02 6869",
        ),
        (
            Return::with(2, Value::From(b"hi".to_vec(), Some(addr("10.77.0.1:7")))),
            "00 04 02 02 6869 01 00 0a4d0001 07",
        ),
        (
            Return::with(4, Value::Addr(addr("10.77.0.1:7"))),
            "00 08 03 00 0a4d0001 07",
        ),
        (
            Return::with(0, Value::Opt(OptValue::Int(-2))),
            "00 00 04 00 03",
        ),
        (Return::with(1, Value::Poll(poll)), "00 02 05 01 06 01 11"),
        (
            Return::with(0, Value::File(file)),
            "00 00 06 07 ff8303 00 e807 01 01 00",
        ),
    ] {
        golden(
            &Report::Return { id: CallId(1), ret },
            &format!("03 01 {bytes}"),
        );
    }
}

/// Names that travel as numbers keep them.
#[test]
fn enumerations_keep_their_order() {
    let errnos: Vec<_> = Errno::ALL.iter().map(|errno| errno.name()).collect();
    assert_eq!(
        errnos.join(" "),
        "EPERM EINTR EIO EBADF EAGAIN ENOMEM EACCES EFAULT EINVAL ENFILE EMFILE EPIPE ENOTSOCK \
         EDESTADDRREQ EMSGSIZE EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP \
         EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN ENETUNREACH ECONNABORTED ECONNRESET \
         ENOBUFS EISCONN ENOTCONN ETIMEDOUT ECONNREFUSED EHOSTUNREACH EALREADY EINPROGRESS \
         ECANCELED"
    );
    let states: Vec<_> = State::ALL.iter().map(|state| state.name()).collect();
    assert_eq!(
        states.join(" "),
        "UNBOUND BOUND LISTEN SYN-SENT SYN-RECEIVED ESTABLISHED FIN-WAIT-1 FIN-WAIT-2 CLOSE-WAIT \
         CLOSING LAST-ACK TIME-WAIT CLOSED"
    );
    // 0 is an errno that has no name here.
    let numbered: Vec<_> = [Errno::Other(0)].iter().chain(Errno::ALL).collect();
    for (number, errno) in numbered.into_iter().enumerate() {
        assert_eq!(
            postcard::to_allocvec(errno).unwrap()[0],
            number as u8,
            "{errno}"
        );
    }
    in_order(&State::ALL);
    in_order(&[
        Act::Passed,
        Act::Held,
        Act::Released,
        Act::Dropped,
        Act::Duplicated,
    ]);
    in_order(&[
        LogLevel::Debug,
        LogLevel::Info,
        LogLevel::Warn,
        LogLevel::Error,
    ]);
    in_order(&[System::Linux, System::Newlib, System::Bsd, System::Windows]);
    in_order(&[How::Read, How::Write, How::Both]);
    in_order(&[
        Opt::ReuseAddr,
        Opt::Linger,
        Opt::KeepAlive,
        Opt::RcvTimeo,
        Opt::SndTimeo,
        Opt::RcvBuf,
        Opt::SndBuf,
        Opt::NoDelay,
        Opt::Error,
        Opt::Type,
    ]);
    in_order(&[Evidence::Measured, Evidence::Inferred]);
    in_order(&[Protocol::Tcp, Protocol::Udp]);
    let causes = [Cause::Call, Cause::Segment(None), Cause::Timer];
    let numbers = causes.map(|cause| postcard::to_allocvec(&cause).unwrap()[0]);
    assert_eq!(numbers, [0, 1, 2]);
}

#[track_caller]
fn in_order<T: serde::Serialize + std::fmt::Debug>(all: &[T]) {
    for (number, item) in all.iter().enumerate() {
        assert_eq!(
            postcard::to_allocvec(item).unwrap(),
            [number as u8],
            "{item:?}"
        );
    }
}

/// The hellos of other versions, with fields that this one does not know, can be read.
#[test]
fn every_hello_can_be_read() {
    let body = unhex("00 ac02 06 6675747572 65 01 02 03 deadbeef");
    let theirs = Hello {
        version: 300,
        program: "future".into(),
    };
    assert_eq!(
        items::<Report>(&frame_of(0xF7, &body)),
        [Item::Message(Report::Hello(theirs.clone()))]
    );
    assert_eq!(
        items::<Command>(&frame_of(0xC0, &body)),
        [Item::Message(Command::Hello(theirs.clone()))]
    );
    let mismatch = hello::check(&theirs, End::Host).unwrap_err();
    assert_eq!(mismatch.older(), End::Host);
}

/// Nothing but a hello may be longer than its message.
#[test]
fn messages_of_other_versions_are_unknown() {
    use sockscope_link::frame::FrameError::{Echo, Unknown};
    for (body, error) in [
        ("0a 07 00", Unknown),
        ("0c", Unknown),
        ("ff", Unknown),
        ("", Unknown),
        ("04 01", Unknown),
    ] {
        assert_eq!(
            items::<Report>(&frame_of(0xF7, &unhex(body))),
            [Item::Error(error)],
            "{body}"
        );
        assert_eq!(
            items::<Report>(&frame_of(0xC0, &unhex(body))),
            [Item::Error(Echo)],
            "{body}"
        );
    }
}

#[test]
fn every_call_and_return_with_the_most_data_fits() {
    use sockscope_link::frame::MAX_DATA;
    let data = vec![0; MAX_DATA];
    let addr = addr("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535");
    let (fd, id) = (Fd::MIN, CallId(u32::MAX));
    let call = Call::SendTo {
        fd,
        data: Data::Bytes(data.clone()),
        addr,
    };
    frame(&Command::Call { id, call });
    let ret = Return::with(i64::MIN, Value::From(data, Some(addr)));
    frame(&Report::Return { id, ret });
    let fds = vec![
        PollFd {
            fd,
            events: u16::MAX,
            revents: u16::MAX
        };
        64
    ];
    frame(&Command::Call {
        id,
        call: Call::Poll {
            fds,
            timeout_ms: i32::MIN,
        },
    });
}

#[test]
fn a_message_that_is_too_long_is_refused() {
    use sockscope_link::frame::{FrameError, MAX_FRAME, MAX_MESSAGE, encode};
    // One byte for the variant, two for the length.
    let longest = Report::Refused("x".repeat(MAX_MESSAGE - 3));
    assert_eq!(items::<Report>(&frame(&longest)), [Item::Message(longest)]);
    for len in [MAX_MESSAGE - 2, 1_000_000] {
        let report = Report::Refused("x".repeat(len));
        assert_eq!(
            encode(&report, &mut [0; MAX_FRAME]),
            Err(FrameError::TooLong)
        );
    }
}
