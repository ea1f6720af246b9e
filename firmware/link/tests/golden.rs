//! The wire format, byte by byte: no change of it passes unnoticed.
//!
//! A failure here means that older boards no longer understand this program. Either undo the
//! change, or raise [`VERSION`] and write the new bytes down.

mod common;

use common::*;
use sockscope_link::frame::{Item, MAX_FRAME, Message, Packet, encode};
use sockscope_link::wifi::{
    FixedAddress, Network, Password, Security, WifiFault, WifiRole, WifiState, WifiStatus,
};
use sockscope_link::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// How many commands there are, and their numbers. A new one needs its golden bytes below.
const COMMANDS: usize = 10;

fn command_number(command: &Command) -> u8 {
    match command {
        Command::Call { .. } => 0,
        Command::Cancel { .. } => 1,
        Command::Gate(_) => 2,
        Command::Look => 3,
        Command::Clear => 4,
        Command::Info => 5,
        Command::Ping(_) => 6,
        Command::Reset => 7,
        Command::Wifi(_) => 8,
        Command::Baud(_) => 9,
    }
}

/// How many reports there are, and their numbers. A new one needs its golden bytes below.
const REPORTS: usize = 14;

fn report_number(report: &Report) -> u8 {
    match report {
        Report::Info(_) => 0,
        Report::Blocked { .. } => 1,
        Report::Return { .. } => 2,
        Report::Transition(_) => 3,
        Report::Segment(_) => 4,
        Report::Gate(_) => 5,
        Report::Facts(_) => 6,
        Report::Log { .. } => 7,
        Report::Cleared => 8,
        Report::Pong(_) => 9,
        Report::Refused(_) => 10,
        Report::Wifi(_) => 11,
        Report::Baud(_) => 12,
        Report::Lost { .. } => 13,
    }
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
        hex(&frame_of(M::MARK, &unhex(&format!("03 05 {bytes}")))),
        "{message:?}"
    );
}

/// These are golden, and there is one for each number below `count`.
#[track_caller]
fn golden_all<M: Message + PartialEq + std::fmt::Debug>(
    table: &[(M, &str)],
    count: usize,
    number: fn(&M) -> u8,
) {
    let mut seen = vec![false; count];
    for (message, bytes) in table {
        golden(message, bytes);
        assert_eq!(unhex(bytes)[0], number(message), "{message:?}");
        seen[usize::from(number(message))] = true;
    }
    assert!(!seen.contains(&false), "one has no golden bytes: {seen:?}");
}

#[track_caller]
fn golden_call(call: Call, bytes: &str) {
    let id = CallId(300);
    golden(&Command::Call { id, call }, &format!("00 ac02 {bytes}"));
}

fn addr(text: &str) -> std::net::SocketAddr {
    text.parse().unwrap()
}

/// This frame stands in docs/link-protocol.md.
#[test]
fn the_frame_of_the_documentation() {
    let bytes = unhex("00 f7 09 03 05 09 2a 86 c0 43 3f 00");
    assert_eq!(hex(&frame(&Report::Pong(42))), hex(&bytes));
    let page = include_str!("../../../docs/link-protocol.md");
    let shown: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(
        page.contains(&shown.join(" ")),
        "the page shows another frame"
    );
}

/// The packet is these bytes, both ways.
#[track_caller]
fn golden_packet(packet: Packet<&Command>, bytes: &str) {
    let whole = encode(&packet, &mut [0; MAX_FRAME]).unwrap().to_vec();
    assert_eq!(
        hex(&whole),
        hex(&frame_of(Command::MARK, &unhex(bytes))),
        "{packet:?}"
    );
    let read = match items::<Command>(&whole).remove(0) {
        Item::Packet(read) => read,
        other => panic!("{other:?}"),
    };
    let owned = match packet {
        Packet::Hello { hello, session } => Packet::Hello { hello, session },
        Packet::Ack(number) => Packet::Ack(number),
        Packet::Nak(number) => Packet::Nak(number),
        Packet::Data(number, message) => Packet::Data(number, message.clone()),
    };
    assert_eq!(read, owned);
}

#[test]
fn packets() {
    let hello = Hello {
        version: 2,
        program: "sockscope 0.1.0".to_owned(),
    };
    let session = 300;
    golden_packet(
        Packet::Hello { hello, session },
        "00 02 0f 736f636b73636f706520302e312e30 ac02",
    );
    golden_packet(Packet::Ack(200), "01 c8");
    golden_packet(Packet::Nak(0), "02 00");
    golden_packet(Packet::Data(255, &Command::Look), "03 ff 03");
}

#[test]
fn commands() {
    let call = Call::Accept { fd: 3 };
    let hold = GateCommand::Hold(None);
    let commands = [
        (
            Command::Call {
                id: CallId(300),
                call,
            },
            "00 ac02 03 06",
        ),
        (Command::Cancel { id: CallId(300) }, "01 ac02"),
        (Command::Gate(hold), "02 01 00"),
        (Command::Look, "03"),
        (Command::Clear, "04"),
        (Command::Info, "05"),
        (Command::Ping(300), "06 ac02"),
        (Command::Reset, "07"),
        (Command::Wifi(WifiCommand::Scan), "08 01"),
        (Command::Baud(921_600), "09 80a038"),
    ];
    golden_all(&commands, COMMANDS, command_number);
}

#[test]
fn calls() {
    let (fd, len) = (3, 64);
    golden_call(
        Call::Socket {
            domain: Domain::Inet,
            kind: Kind::Stream,
            protocol: 0,
            nonblock: false,
        },
        "00 00 00 00 00",
    );
    golden_call(
        Call::Socket {
            domain: Domain::Inet6,
            kind: Kind::Dgram,
            protocol: 17,
            nonblock: false,
        },
        "00 01 01 00 22",
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
    golden_call(
        Call::Send {
            fd,
            data: bytes(),
            flags: MsgFlags::NONE,
        },
        "05 06 00 04 686f6c61 00",
    );
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
    golden_call(
        Call::Recv {
            fd,
            len,
            flags: MsgFlags(MsgFlags::PEEK.0 | MsgFlags::WAITALL.0),
        },
        "07 06 40 8202",
    );
    golden_call(Call::Read { fd, len }, "08 06 40");
    golden_call(
        Call::SendTo {
            fd,
            data: bytes(),
            addr: addr("10.77.0.2:7"),
            flags: MsgFlags::NONE,
        },
        "09 06 00 04 686f6c61 00 00 0a4d0002 07",
    );
    golden_call(
        Call::RecvFrom {
            fd,
            len,
            flags: MsgFlags::NONE,
        },
        "0a 06 40 00",
    );
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
    golden_call(
        Call::Fcntl {
            fd,
            control: Control::SetFlags { nonblock: true },
        },
        "11 06 01 01",
    );
    golden_call(
        Call::Fcntl {
            fd,
            control: Control::GetFlags,
        },
        "11 06 00",
    );
    golden_call(
        Call::Ioctl {
            fd,
            request: Request::Readable,
        },
        "12 06 00",
    );
    golden_call(
        Call::Ioctl {
            fd,
            request: Request::NonBlock(true),
        },
        "12 06 01 01",
    );
    golden_call(Call::Dup { fd }, "13 06");
    golden_call(Call::Fstat { fd }, "14 06");
    let fds = vec![PollFd {
        fd,
        events: PollFd::IN | PollFd::OUT,
        revents: 0,
    }];
    golden_call(
        Call::Poll {
            fds: fds.clone(),
            timeout_ms: -1,
        },
        "15 01 06 05 00 01",
    );
    golden_call(
        Call::Select {
            sets: fds,
            wait_ms: 300,
        },
        "16 01 06 05 00 d804",
    );
    let errno = OptValue::Errno(Some(Errno::Pipe));
    golden_call(
        Call::SetSockOpt {
            fd,
            opt: Opt::V6Only,
            value: errno,
        },
        "10 06 19 03 01 0c",
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
        (GateCommand::Cut(Cut::Board), "07 02"),
        (GateCommand::Mend(Cut::Wire), "08 00"),
    ] {
        golden(&Command::Gate(command), &format!("02 {bytes}"));
    }
}

#[test]
fn reports() {
    let text = "ok".to_owned();
    let mut gate = GateState::default();
    gate.board_to_host.mode = GateMode::Holding;
    gate.board_to_host.held = 2;
    gate.host_to_board.delay_ms = 300;
    gate.cuts[Cut::Host as usize] = true;
    gate.swapped = Some((SegmentId(7), SegmentId(8)));
    let reports = [
        (
            Report::Info(BoardInfo {
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
            "00 02 6333 05 302e312e30 04 61316232 01 00 0a4d0002 01 14 10 8020 8010 \
         07 504f5745524f4e 00",
        ),
        (Report::Blocked { id: CallId(1) }, "01 01"),
        (
            transition(),
            "03 03 01 08 00 00 01 00 0a4d0002 808003 01 00 0a4d0001 e13c 03 05 01 01 02 00",
        ),
        (
            segment(b"hola"),
            "04 04 01 00 00 0a4d0002 808003 00 0a4d0001 e13c 18 f8acd19101 f0bdf3d509 8020 \
         00 00 04 04 686f6c61 01 00 00",
        ),
        (
            Report::Gate(gate),
            "05 00 ac02 00 01 00 02 00 01 00 01 07 08",
        ),
        (
            Report::Facts(SocketFacts {
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
            "06 01 01 06 00 00 02 01 00 00000000 e13c 00 01 00 01 05 00 00 00 01 00 00 02",
        ),
        (
            Report::Log {
                level: LogLevel::Warn,
                uptime_ms: 300,
                text,
            },
            "07 02 ac02 02 6f6b",
        ),
        (Report::Cleared, "08"),
        (Report::Pong(300), "09 ac02"),
        (Report::Refused("no".into()), "0a 02 6e6f"),
        (
            Report::Return {
                id: CallId(1),
                ret: Return::ok(3),
            },
            "02 01 00 06 00",
        ),
        (Report::Wifi(WifiReport::Networks(vec![])), "0b 01 00"),
        (Report::Baud(921_600), "0c 80a038"),
        (
            Report::Lost {
                segment: SegmentId(300),
                why: Loss::Nobody,
            },
            "0d ac02 03",
        ),
    ];
    golden_all(&reports, REPORTS, report_number);
}

#[test]
fn wifi() {
    let ssid = || "aula".to_owned();
    let fixed = FixedAddress {
        addr: [10, 0, 0, 9].into(),
        prefix: 24,
        gateway: Some([10, 0, 0, 1].into()),
    };
    let password = || Some(Password::new("12345678"));
    for (command, bytes) in [
        (WifiCommand::Status, "00"),
        (WifiCommand::Scan, "01"),
        (
            WifiCommand::Join {
                ssid: ssid(),
                password: password(),
                address: Some(fixed),
                power: None,
            },
            "02 04 61756c61 01 08 3132333435363738 01 0a000009 18 01 0a000001 00",
        ),
        (
            WifiCommand::Join {
                ssid: ssid(),
                password: None,
                address: None,
                power: Some(8),
            },
            "02 04 61756c61 00 00 01 08",
        ),
        (
            WifiCommand::SoftAp {
                ssid: ssid(),
                password: None,
                channel: 6,
            },
            "03 04 61756c61 00 06",
        ),
        (WifiCommand::Forget, "04"),
    ] {
        golden(&Command::Wifi(command), &format!("08 {bytes}"));
    }
    let fault = WifiFault::Other;
    let status = WifiStatus {
        role: WifiRole::Station,
        state: WifiState::Failed {
            fault,
            retry_ms: 300,
        },
        ssid: ssid(),
        addr: Some([10, 0, 0, 9].into()),
        channel: Some(6),
        rssi: Some(-70),
        stations: 0,
        power: Some(15),
    };
    let network = Network {
        ssid: ssid(),
        bssid: [1, 2, 3, 4, 5, 6],
        channel: 6,
        rssi: -70,
        security: Security::Wpa2,
    };
    for (report, bytes) in [
        (
            WifiReport::Status(status),
            "00 01 04 08 ac02 04 61756c61 01 0a000009 01 06 01 ba 00 01 0f",
        ),
        (
            WifiReport::Networks(vec![network]),
            "01 01 04 61756c61 010203040506 06 ba 02",
        ),
    ] {
        golden(&Report::Wifi(report), &format!("0b {bytes}"));
    }
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
            &format!("02 01 {bytes}"),
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
    in_order(&Act::ALL);
    in_order(&Protocol::ALL);
    in_order(&Loss::ALL);
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
        Opt::ReusePort,
        Opt::Broadcast,
        Opt::RcvLowAt,
        Opt::AcceptConn,
        Opt::Domain,
        Opt::Protocol,
        Opt::KeepIdle,
        Opt::KeepIntvl,
        Opt::KeepCnt,
        Opt::UserTimeout,
        Opt::SynCnt,
        Opt::MaxSeg,
        Opt::Cork,
        Opt::QuickAck,
        Opt::Ttl,
        Opt::V6Only,
    ]);
    in_order(&[
        Security::Open,
        Security::Old,
        Security::Wpa2,
        Security::Wpa2Wpa3,
        Security::Wpa3,
        Security::Enterprise,
        Security::Other,
    ]);
    in_order(&[WifiRole::Off, WifiRole::Station, WifiRole::SoftAp]);
    in_order(&[
        WifiFault::NotFound,
        WifiFault::Security,
        WifiFault::Password,
        WifiFault::Gone,
        WifiFault::SentAway,
        WifiFault::Full,
        WifiFault::NoAddress,
        WifiFault::Driver,
    ]);
    in_order(&[
        WifiState::Off,
        WifiState::Joining,
        WifiState::WaitingForAddress,
        WifiState::Ready,
    ]);
    in_order(&[Evidence::Measured, Evidence::Inferred]);
    in_order(&[Protocol::Tcp, Protocol::Udp]);
    let causes = [
        Cause::Call,
        Cause::Segment(None),
        Cause::Timer,
        Cause::Restart,
    ];
    let numbers = causes.map(|cause| postcard::to_allocvec(&cause).unwrap()[0]);
    assert_eq!(numbers, [0, 1, 2, 3]);
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
