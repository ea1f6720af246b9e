//! What the tests of the link share.
#![allow(dead_code, reason = "each test uses its part")]

use proptest::prelude::*;
use sockscope_link::frame::{Decoder, Item, MAX_FRAME, Message, Packet, encode};
use sockscope_link::*;

/// The number of every message that these tests frame.
pub const NUMBER: u8 = 5;

/// The frame of a message.
pub fn frame<M: Message>(message: &M) -> Vec<u8> {
    encode(&Packet::Data(NUMBER, message), &mut [0; MAX_FRAME])
        .unwrap()
        .to_vec()
}

/// What a decoder gives for [`frame`] of a message.
pub fn message<M>(message: M) -> Item<M> {
    Item::Packet(Packet::Data(NUMBER, message))
}

/// The bytes that these digits write; spaces are for the reader.
pub fn unhex(hex: &str) -> Vec<u8> {
    let digits: Vec<u8> = hex.bytes().filter(|byte| *byte != b' ').collect();
    digits
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}

/// A frame around any bytes, made with nothing of the crate under test: the `cobs` crate, and the
/// CRC bit by bit.
pub fn frame_of(mark: u8, body: &[u8]) -> Vec<u8> {
    let mut body = body.to_vec();
    body.extend(crc32(&body).to_le_bytes());
    let mut encoded = vec![0; cobs::max_encoding_length(body.len())];
    let len = cobs::encode(&body, &mut encoded);
    [&[0, mark], &encoded[..len], &[0]].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 * (crc & 1))
        })
    })
}

/// Everything that a stream holds.
pub fn items<M: Message>(stream: &[u8]) -> Vec<Item<M>> {
    items_in_chunks(stream.chunks(stream.len().max(1)))
}

/// Everything that a stream holds which arrives in these pieces.
pub fn items_in_chunks<'a, M: Message>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<Item<M>> {
    let mut decoder = Decoder::new();
    let mut items = Vec::new();
    for chunk in chunks {
        decoder.push(chunk, |item| items.push(item));
    }
    decoder.flush(|item| items.push(item));
    assert!(!decoder.is_partial());
    items
}

/// A line of text.
pub fn text<M>(line: &str) -> Item<M> {
    Item::Text(line.into())
}

/// A transition as the board reports it most often.
pub fn transition() -> Report {
    Report::Transition(Transition {
        socket: SocketId(3),
        fd: Some(4),
        listener: None,
        kind: Kind::Stream,
        local: Some("10.77.0.2:49152".parse().unwrap()),
        remote: Some("10.77.0.1:7777".parse().unwrap()),
        from: State::SynSent,
        to: State::Established,
        cause: Cause::Segment(Some(SegmentId(2))),
        evidence: Evidence::Measured,
    })
}

/// A segment with `payload` in it.
pub fn segment(payload: &[u8]) -> Report {
    Report::Segment(Segment {
        id: SegmentId(4),
        dir: Direction::BoardToHost,
        protocol: Protocol::Tcp,
        src: "10.77.0.2:49152".parse().unwrap(),
        dst: "10.77.0.1:7777".parse().unwrap(),
        flags: Flags::PSH | Flags::ACK,
        seq: 0x1234_5678,
        ack: 0x9ABC_DEF0,
        win: 4096,
        window_scale: None,
        mss: None,
        len: payload.len() as u32,
        payload: payload.to_vec(),
        packet: Vec::new(),
        act: Act::Held,
        retransmissions: 0,
        delay_ms: 0,
    })
}

fn bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop_oneof![Just(0u8), any::<u8>()], 0..=max)
}

fn any_addr() -> impl Strategy<Value = std::net::SocketAddr> {
    any::<(std::net::IpAddr, u16)>().prop_map(Into::into)
}

fn any_data() -> impl Strategy<Value = Data> {
    prop_oneof![
        bytes(frame::MAX_DATA).prop_map(Data::Bytes),
        any::<(u8, u32)>().prop_map(|(byte, len)| Data::Fill { byte, len }),
    ]
}

fn any_poll() -> impl Strategy<Value = Vec<PollFd>> {
    let entry = any::<(Fd, u16, u16)>().prop_map(|(fd, events, revents)| PollFd {
        fd,
        events,
        revents,
    });
    prop::collection::vec(entry, 0..20)
}

fn any_opt_value() -> impl Strategy<Value = OptValue> {
    prop_oneof![
        any::<i32>().prop_map(OptValue::Int),
        any::<(bool, u16)>().prop_map(|(on, seconds)| OptValue::Linger(Linger { on, seconds })),
        any::<u32>().prop_map(OptValue::Millis),
        prop::option::of(prop::sample::select(Errno::ALL)).prop_map(OptValue::Errno),
    ]
}

fn any_call() -> impl Strategy<Value = Call> {
    let fd = any::<Fd>;
    prop_oneof![
        any::<i32>().prop_map(|protocol| Call::Socket {
            domain: Domain::Inet6,
            kind: Kind::Dgram,
            protocol,
            nonblock: false
        }),
        (fd(), any_addr()).prop_map(|(fd, addr)| Call::Connect { fd, addr }),
        (fd(), any_data()).prop_map(|(fd, data)| Call::Send {
            fd,
            data,
            flags: MsgFlags::NONE
        }),
        (fd(), any_data(), any_addr()).prop_map(|(fd, data, addr)| Call::SendTo {
            fd,
            data,
            addr,
            flags: MsgFlags::NONE
        }),
        (fd(), any::<u32>()).prop_map(|(fd, len)| Call::Recv {
            fd,
            len,
            flags: MsgFlags::NONE
        }),
        (fd(), any_opt_value()).prop_map(|(fd, value)| Call::SetSockOpt {
            fd,
            opt: Opt::Linger,
            value
        }),
        (any_poll(), any::<i32>()).prop_map(|(fds, timeout_ms)| Call::Poll { fds, timeout_ms }),
        fd().prop_map(|fd| Call::Close { fd }),
    ]
}

/// Commands of all shapes.
pub fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![
        (any::<u32>(), any_call()).prop_map(|(id, call)| Command::Call {
            id: CallId(id),
            call
        }),
        any::<u32>().prop_map(|id| Command::Cancel { id: CallId(id) }),
        any::<u32>().prop_map(|id| Command::Gate(GateCommand::Release(Which::Id(SegmentId(id))))),
        any::<u32>().prop_map(Command::Ping),
        Just(Command::Look),
    ]
}

fn any_return() -> impl Strategy<Value = Return> {
    let result = prop_oneof![
        any::<i64>().prop_map(Ok),
        prop::sample::select(Errno::ALL).prop_map(Err),
        any::<i32>().prop_map(|number| Err(Errno::Other(number))),
    ];
    let value = prop_oneof![
        Just(Value::None),
        bytes(frame::MAX_DATA).prop_map(Value::Bytes),
        (bytes(frame::MAX_DATA), prop::option::of(any_addr()))
            .prop_map(|(data, from)| Value::From(data, from)),
        any_addr().prop_map(Value::Addr),
        any_opt_value().prop_map(Value::Opt),
        any_poll().prop_map(Value::Poll),
        (
            any::<(u64, u32, u64, u32)>(),
            any::<(Option<i64>, Option<i64>)>()
        )
            .prop_map(
                |((inode, mode, size, uid), (created, modified))| Value::File(FileFacts {
                    inode,
                    mode,
                    size,
                    uid,
                    created,
                    modified,
                })
            ),
    ];
    (result, value).prop_map(|(result, value)| Return { result, value })
}

fn any_transition() -> impl Strategy<Value = Report> {
    (
        any::<(u32, Option<Fd>, Option<u32>, Option<u32>)>(),
        prop::option::of(any_addr()),
        prop::sample::select(&State::ALL),
        prop::sample::select(&State::ALL),
    )
        .prop_map(|((socket, fd, listener, cause), local, from, to)| {
            Report::Transition(Transition {
                socket: SocketId(socket),
                fd,
                listener: listener.map(SocketId),
                kind: Kind::Stream,
                local,
                remote: local,
                from,
                to,
                cause: Cause::Segment(cause.map(SegmentId)),
                evidence: Evidence::Measured,
            })
        })
}

/// Reports of all shapes.
pub fn any_report() -> impl Strategy<Value = Report> {
    prop_oneof![
        any::<u32>().prop_map(|id| Report::Blocked { id: CallId(id) }),
        (any::<u32>(), any_return()).prop_map(|(id, ret)| Report::Return {
            id: CallId(id),
            ret
        }),
        any_transition(),
        bytes(Segment::SNAP).prop_map(|payload| segment(&payload)),
        (any::<u64>(), ".{0,200}").prop_map(|(uptime_ms, text)| Report::Log {
            level: LogLevel::Warn,
            uptime_ms,
            text
        }),
        any::<u32>().prop_map(Report::Pong),
        Just(Report::Cleared),
    ]
}
