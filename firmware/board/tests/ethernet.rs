//! A board on Ethernet (or Wi-Fi, which looks the same): ARP, and an address from DHCP.

mod support;

use smoltcp::phy::ChecksumCapabilities;
use smoltcp::wire::*;
use sockscope_board::{Address, Board, Config, Duration, Instant, Medium};
use sockscope_link::*;
use support::*;

fn ethernet(base: Config, last: u8) -> Config {
    Config {
        medium: Medium::Ethernet([2, 0, 0, 0, 0, last]),
        ..base
    }
}

fn pair() -> Bench {
    Bench::with(
        ethernet(config(ADDRESS_A, 1), 1),
        ethernet(config(ADDRESS_B, 2), 2),
    )
}

#[test]
fn a_connection_over_ethernet() {
    let mut bench = pair();
    let (_, a, b) = bench.connection(7777);
    bench.send(B, b, b"framed");
    assert_eq!(bench.recv(A, a, 9), b"framed");
    let flags: Vec<_> = bench
        .segments(B)
        .iter()
        .map(|s| s.flags.to_string())
        .collect();
    assert_eq!(flags, ["S", "SA", "A", "PA", "A"]);
}

/// ARP is none of the lesson's segments: it passes a gate that holds.
#[test]
fn arp_passes_the_gate() {
    let mut bench = pair();
    bench.listener(7777, 1);
    bench.gate(B, GateCommand::Hold(None));
    let fd = bench.stream(B);
    let connect = bench.blocks(
        B,
        Call::Connect {
            fd,
            addr: at_a(7777),
        },
    );
    bench.pass(10);
    let held: Vec<_> = bench
        .segments(B)
        .iter()
        .map(|s| (s.flags.to_string(), s.act))
        .collect();
    assert_eq!(held, [("S".to_string(), Act::Held)]);
    bench.gate(B, GateCommand::Open(None));
    assert_eq!(bench.ended(B, connect), Some(Return::ok(0)));
}

#[test]
fn datagrams_wait_for_the_neighbours_address() {
    let mut bench = pair();
    let (a, b) = (bench.datagram(A), bench.datagram(B));
    bench.ok(
        A,
        Call::Bind {
            fd: a,
            addr: any(53),
        },
    );
    let data = Data::Bytes(b"who are you".to_vec());
    bench.ok(
        B,
        Call::SendTo {
            fd: b,
            data,
            addr: at_a(53),
            flags: MsgFlags::NONE,
        },
    );
    bench.pass(2_000);
    assert_eq!(bench.recv(A, a, 99), b"who are you");
}

/// Nobody answers: the call ends as on any network, and the board does not spin.
#[test]
fn a_neighbour_that_is_not_there() {
    let mut bench = pair();
    let fd = bench.stream(B);
    let addr = "10.77.0.9:1".parse().unwrap();
    let connect = bench.blocks(B, Call::Connect { fd, addr });
    bench.pass(130_000);
    assert_eq!(
        bench.ended(B, connect),
        Some(Return::error(Errno::TimedOut))
    );
    let closed = bench.stream(B);
    bench.start(B, Call::Connect { fd: closed, addr });
    bench.tell(B, Command::Clear);
    bench.pass(1_000);
    assert_eq!(bench.facts(B), []);
}

// ---- DHCP (RFC 2131) ----

const SERVER: Ipv4Address = Ipv4Address::new(192, 168, 4, 1);
const OFFERED: Ipv4Address = Ipv4Address::new(192, 168, 4, 77);

/// Answers a DHCP message as a server would; `None` for any other frame.
fn dhcp_answer(frame: &[u8]) -> Option<Vec<u8>> {
    let caps = ChecksumCapabilities::default();
    let frame = EthernetFrame::new_checked(frame).ok()?;
    if frame.ethertype() != EthernetProtocol::Ipv4 {
        return None;
    }
    let ip = Ipv4Packet::new_checked(frame.payload()).ok()?;
    let udp = UdpPacket::new_checked(ip.payload()).ok()?;
    if udp.dst_port() != 67 {
        return None;
    }
    let packet = DhcpPacket::new_checked(udp.payload()).ok()?;
    let asked = DhcpRepr::parse(&packet).ok()?;
    let message_type = match asked.message_type {
        DhcpMessageType::Discover => DhcpMessageType::Offer,
        DhcpMessageType::Request => DhcpMessageType::Ack,
        other => panic!("{other:?}"),
    };
    let answer = DhcpRepr {
        message_type,
        your_ip: OFFERED,
        server_ip: SERVER,
        router: Some(SERVER),
        subnet_mask: Some(Ipv4Address::new(255, 255, 255, 0)),
        server_identifier: Some(SERVER),
        lease_duration: Some(3600),
        requested_ip: None,
        client_identifier: None,
        parameter_request_list: None,
        max_size: None,
        ..asked
    };
    let udp = UdpRepr {
        src_port: 67,
        dst_port: 68,
    };
    let ip = Ipv4Repr {
        src_addr: SERVER,
        dst_addr: Ipv4Address::BROADCAST,
        next_header: IpProtocol::Udp,
        payload_len: udp.header_len() + answer.buffer_len(),
        hop_limit: 64,
    };
    let mut bytes = vec![0; 14 + ip.buffer_len() + ip.payload_len];
    let mut out = EthernetFrame::new_unchecked(&mut bytes[..]);
    out.set_src_addr(EthernetAddress([2, 0, 0, 0, 0, 9]));
    out.set_dst_addr(frame.src_addr());
    out.set_ethertype(EthernetProtocol::Ipv4);
    let mut out = Ipv4Packet::new_unchecked(out.payload_mut());
    ip.emit(&mut out, &caps);
    udp.emit(
        &mut UdpPacket::new_unchecked(out.payload_mut()),
        &SERVER.into(),
        &Ipv4Address::BROADCAST.into(),
        answer.buffer_len(),
        |payload| {
            answer
                .emit(&mut DhcpPacket::new_unchecked(payload))
                .unwrap()
        },
        &caps,
    );
    Some(bytes)
}

#[test]
fn an_address_from_dhcp() {
    let config = Config {
        address: Address::Dhcp,
        ..ethernet(config(ADDRESS_B, 2), 2)
    };
    let mut now = Instant::from_millis(5);
    let mut board = Board::new(config, now);
    let mut wire = Wire::default();
    // Even a gate that holds lets it pass.
    let hold = Command::Gate(GateCommand::Hold(None));
    assert_eq!(
        board.command(hold, now, &mut wire),
        sockscope_board::After::GoOn
    );
    // Before it has an address, the network is out of reach.
    let call = |board: &mut Board, wire: &mut Wire, call| {
        let now = Instant::from_millis(5);
        board
            .call(CallId(1), call, now, wire)
            .expect("it does not block")
            .result
    };
    let fd = call(&mut board, &mut wire, socket(Kind::Stream)).unwrap() as Fd;
    let addr = "192.168.4.1:80".parse().unwrap();
    let connect = Call::Connect { fd, addr };
    assert_eq!(call(&mut board, &mut wire, connect), Err(Errno::NetUnreach));
    for _ in 0..60 {
        board.poll(now, &mut wire);
        let answers: Vec<_> = wire
            .outbox
            .drain(..)
            .filter_map(|f| dhcp_answer(&f))
            .collect();
        wire.inbox.extend(answers);
        now += Duration::from_millis(500);
    }
    assert_eq!(board.address(), Some(OFFERED.into()));
    let lines = wire.reports.iter().filter_map(|report| match report {
        Report::Log { text, .. } => Some(text.as_str()),
        _ => None,
    });
    let of_dhcp: Vec<_> = lines.filter(|line| line.contains("DHCP")).collect();
    assert_eq!(of_dhcp, ["DHCP: address 192.168.4.77/24"]);
    assert!(
        !wire
            .reports
            .iter()
            .any(|report| matches!(report, Report::Segment(_)))
    );
    // What is far away goes by the router now: ARP asks for it.
    let fd = Call::Connect {
        fd,
        addr: "8.8.8.8:53".parse().unwrap(),
    };
    assert_eq!(board.call(CallId(2), fd, now, &mut wire), None);
}

#[test]
fn another_address_ends_what_hung_on_the_old_one() {
    let mut bench = Bench::new();
    let (_, _, b) = bench.connection(7777);
    let recv = bench.blocks(
        B,
        Call::Recv {
            fd: b,
            len: 1,
            flags: MsgFlags::NONE,
        },
    );
    let v4 = Some(("10.77.0.3".parse().unwrap(), 24));
    bench.b.board.set_address(Address::Fixed {
        v4,
        v6: None,
        router: None,
    });
    bench.settle();
    assert_eq!(bench.ended(B, recv), Some(Return::error(Errno::NetDown)));
    assert_eq!(bench.state(B, b), State::Closed);
    let fd = bench.stream(B);
    bench.ok(
        B,
        Call::Connect {
            fd,
            addr: at_a(7777),
        },
    );
}
