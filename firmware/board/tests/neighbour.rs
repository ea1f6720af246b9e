//! On Ethernet the board asks for a neighbour's hardware address first (ARP, RFC 826), and what waited
//! for the answer goes out as soon as it is there.

use std::net::{Ipv4Addr, SocketAddr};

use smoltcp::wire::{
    ArpOperation, ArpPacket, ArpRepr, EthernetAddress, EthernetFrame, EthernetProtocol,
    EthernetRepr,
};
use sockscope_board::{Address, Board, Config, Duration, Instant, Medium, Port};
use sockscope_link::{Call, CallId, Command, Data, Domain, Kind, MsgFlags, Report};

const BOARD: Ipv4Addr = Ipv4Addr::new(192, 168, 4, 1);
const BOARD_HARDWARE: EthernetAddress = EthernetAddress([0x02, 0, 0, 0, 0, 1]);
const HOST: Ipv4Addr = Ipv4Addr::new(192, 168, 4, 2);
const HOST_HARDWARE: EthernetAddress = EthernetAddress([0x02, 0, 0, 0, 0, 2]);

#[derive(Default)]
struct Wire {
    to_board: Vec<Vec<u8>>,
    from_board: Vec<Vec<u8>>,
}

impl Port for Wire {
    fn receive(&mut self, buffer: &mut [u8]) -> Option<usize> {
        let frame = self.to_board.pop()?;
        buffer[..frame.len()].copy_from_slice(&frame);
        Some(frame.len())
    }

    fn transmit(&mut self, frame: &[u8]) -> bool {
        self.from_board.push(frame.to_vec());
        true
    }

    fn report(&mut self, _: Report) {}
}

impl Wire {
    /// The protocols of the frames that the board has sent since this was last asked.
    fn sent(&mut self) -> Vec<EthernetProtocol> {
        let frames = std::mem::take(&mut self.from_board);
        frames
            .iter()
            .map(|frame| EthernetFrame::new_checked(frame).unwrap().ethertype())
            .collect()
    }

    /// The host's answer to an ARP request is on its way.
    fn answer_arp(&mut self) {
        let answer = ArpRepr::EthernetIpv4 {
            operation: ArpOperation::Reply,
            source_hardware_addr: HOST_HARDWARE,
            source_protocol_addr: HOST,
            target_hardware_addr: BOARD_HARDWARE,
            target_protocol_addr: BOARD,
        };
        let ethernet = EthernetRepr {
            src_addr: HOST_HARDWARE,
            dst_addr: BOARD_HARDWARE,
            ethertype: EthernetProtocol::Arp,
        };
        let mut frame = vec![0; ethernet.buffer_len() + answer.buffer_len()];
        ethernet.emit(&mut EthernetFrame::new_unchecked(&mut frame));
        answer.emit(&mut ArpPacket::new_unchecked(&mut frame[14..]));
        self.to_board.push(frame);
    }
}

fn board() -> Board {
    let config = Config {
        medium: Medium::Ethernet(BOARD_HARDWARE.0),
        address: Address::Fixed {
            v4: Some((BOARD, 24)),
            v6: None,
            router: None,
        },
        ..Config::chip()
    };
    Board::new(config, Instant::ZERO)
}

fn call(board: &mut Board, wire: &mut Wire, id: u32, call: Call) {
    let id = CallId(id);
    let _ = board.command(Command::Call { id, call }, Instant::ZERO, wire);
    board.poll(Instant::ZERO, wire);
}

fn socket(kind: Kind) -> Call {
    Call::Socket {
        domain: Domain::Inet,
        kind,
        protocol: 0,
        nonblock: false,
    }
}

/// Right after the answer, not a second later.
fn goes_out_when_answered(board: &mut Board, wire: &mut Wire) {
    assert_eq!(wire.sent(), [EthernetProtocol::Arp]);
    wire.answer_arp();
    board.poll(Instant::ZERO + Duration::from_millis(2), wire);
    assert_eq!(wire.sent(), [EthernetProtocol::Ipv4]);
}

#[test]
fn a_syn_goes_out_when_the_neighbour_is_known() {
    let (mut board, mut wire) = (board(), Wire::default());
    call(&mut board, &mut wire, 1, socket(Kind::Stream));
    let addr = SocketAddr::new(HOST.into(), 7777);
    call(&mut board, &mut wire, 2, Call::Connect { fd: 3, addr });
    goes_out_when_answered(&mut board, &mut wire);
}

#[test]
fn a_datagram_goes_out_when_the_neighbour_is_known() {
    let (mut board, mut wire) = (board(), Wire::default());
    call(&mut board, &mut wire, 1, socket(Kind::Dgram));
    let addr = SocketAddr::new(HOST.into(), 7777);
    let data = Data::Bytes(b"hola".to_vec());
    call(
        &mut board,
        &mut wire,
        2,
        Call::SendTo {
            fd: 3,
            data,
            addr,
            flags: MsgFlags::NONE,
        },
    );
    goes_out_when_answered(&mut board, &mut wire);
}
