//! The DHCP server of the chip's own network, against the client that is in the board core: two
//! ends in one test, no chip. (The server is the chip's; a chip's image cannot be tested here.)

#[path = "../../esp32/src/dhcp_server.rs"]
mod dhcp_server;

use std::net::{IpAddr, Ipv4Addr};

use dhcp_server::DhcpServer;
use sockscope_board::{Address, Board, Config, Duration, Instant, Medium, Port};
use sockscope_link::Report;

const SERVER: Ipv4Addr = Ipv4Addr::new(192, 168, 4, 1);
const SERVER_HARDWARE: [u8; 6] = [0x02, 0, 0, 0, 0, 0x01];

/// The air: what a station sends reaches the server, whose answer reaches the station.
struct Air<'a> {
    server: &'a mut DhcpServer<4>,
    to_station: Vec<Vec<u8>>,
}

impl Port for Air<'_> {
    fn receive(&mut self, buffer: &mut [u8]) -> Option<usize> {
        let frame = self.to_station.pop()?;
        buffer[..frame.len()].copy_from_slice(&frame);
        Some(frame.len())
    }

    fn transmit(&mut self, frame: &[u8]) -> bool {
        let mut answer = [0; 590];
        if let Some(len) = self.server.answer(frame, &mut answer) {
            self.to_station.push(answer[..len].to_vec());
        }
        true
    }

    fn report(&mut self, _: Report) {}
}

fn station(number: u8) -> Board {
    let config = Config {
        medium: Medium::Ethernet([0x02, 0, 0, 0, 1, number]),
        address: Address::Dhcp,
        seed: number.into(),
        ..Config::chip()
    };
    Board::new(config, Instant::ZERO)
}

/// Lets a station talk with the server for a second.
fn join(station: &mut Board, server: &mut DhcpServer<4>, at: Instant) -> Option<IpAddr> {
    let mut air = Air {
        server,
        to_station: Vec::new(),
    };
    for millis in (0..1000).step_by(10) {
        station.poll(at + Duration::from_millis(millis), &mut air);
    }
    station.address()
}

fn address(last: u8) -> Option<IpAddr> {
    Some(Ipv4Addr::new(192, 168, 4, last).into())
}

#[test]
fn stations_get_addresses_of_their_own_and_keep_them() {
    let mut server = DhcpServer::new(SERVER_HARDWARE, SERVER);
    assert_eq!(
        join(&mut station(1), &mut server, Instant::ZERO),
        address(2)
    );
    assert_eq!(
        join(&mut station(2), &mut server, Instant::ZERO),
        address(3)
    );
    // The first one again, after a reset.
    assert_eq!(
        join(&mut station(1), &mut server, Instant::ZERO),
        address(2)
    );
}

#[test]
fn a_station_renews_its_lease() {
    let mut server = DhcpServer::new(SERVER_HARDWARE, SERVER);
    let mut board = station(1);
    assert_eq!(join(&mut board, &mut server, Instant::ZERO), address(2));
    // Half of the lease, and all of it, later.
    for seconds in [1801, 3601, 7201] {
        let at = Instant::ZERO + Duration::from_secs(seconds);
        assert_eq!(join(&mut board, &mut server, at), address(2), "{seconds} s");
    }
}

#[test]
fn when_all_leases_are_given_the_one_unheard_for_longest_goes() {
    let mut server = DhcpServer::new(SERVER_HARDWARE, SERVER);
    for number in 1..=4 {
        join(&mut station(number), &mut server, Instant::ZERO);
    }
    // Station 1 is heard again, so station 2's lease is the oldest.
    join(&mut station(1), &mut server, Instant::ZERO);
    assert_eq!(
        join(&mut station(5), &mut server, Instant::ZERO),
        address(3)
    );
    assert_eq!(
        join(&mut station(1), &mut server, Instant::ZERO),
        address(2)
    );
}

#[test]
fn what_is_no_question_for_a_dhcp_server_gets_no_answer() {
    let mut server = DhcpServer::<4>::new(SERVER_HARDWARE, SERVER);
    let mut recorder = Recorder(Vec::new());
    let mut board = station(1);
    board.poll(Instant::ZERO, &mut recorder);
    let discover = recorder.0.first().expect("a station asks at once").clone();
    assert!(DhcpServer::<4>::wants(&discover));
    assert!(server.answer(&discover, &mut [0; 590]).is_some());

    // Every shorter frame, and every one with a byte changed: an answer or none, never a panic.
    for len in 0..discover.len() {
        server.answer(&discover[..len], &mut [0; 590]);
    }
    for at in 0..discover.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut frame = discover.clone();
            frame[at] ^= flip;
            server.answer(&frame, &mut [0; 590]);
        }
    }
    let mut to_another_port = discover.clone();
    to_another_port[37] = 68;
    assert!(!DhcpServer::<4>::wants(&to_another_port));
    assert!(server.answer(&to_another_port, &mut [0; 590]).is_none());
    assert!(server.answer(&discover, &mut [0; 60]).is_none(), "no room");
}

struct Recorder(Vec<Vec<u8>>);

impl Port for Recorder {
    fn receive(&mut self, _: &mut [u8]) -> Option<usize> {
        None
    }

    fn transmit(&mut self, frame: &[u8]) -> bool {
        self.0.push(frame.to_vec());
        true
    }

    fn report(&mut self, _: Report) {}
}

/// The access point was away, and another one of the same name answers: RFC 2131 section 3.7.
#[test]
fn another_network_behind_the_same_name_gives_another_address() {
    let mut old = DhcpServer::new(SERVER_HARDWARE, SERVER);
    let mut station = station(1);
    assert_eq!(join(&mut station, &mut old, Instant::ZERO), address(2));
    assert!(!station.is_asking());

    let other = Ipv4Addr::new(10, 0, 9, 1);
    let mut new = DhcpServer::new(SERVER_HARDWARE, other);
    station.ask_again();
    assert!(station.is_asking());
    assert_eq!(station.address(), address(2), "until the answer");
    let address = join(&mut station, &mut new, Instant::from_millis(60_000));
    assert_eq!(address, Some(Ipv4Addr::new(10, 0, 9, 2).into()));
    assert!(!station.is_asking());
}

#[test]
fn the_same_network_again_confirms_the_address_that_was() {
    let mut server = DhcpServer::new(SERVER_HARDWARE, SERVER);
    let mut station = station(1);
    assert_eq!(join(&mut station, &mut server, Instant::ZERO), address(2));
    station.ask_again();
    let again = join(&mut station, &mut server, Instant::from_millis(60_000));
    assert_eq!(again, address(2));
    assert!(!station.is_asking());
}

#[test]
fn a_network_without_dhcp_confirms_nothing() {
    let mut server = DhcpServer::new(SERVER_HARDWARE, SERVER);
    let mut station = station(1);
    join(&mut station, &mut server, Instant::ZERO);
    station.ask_again();
    struct Deaf;
    impl Port for Deaf {
        fn receive(&mut self, _: &mut [u8]) -> Option<usize> {
            None
        }
        fn transmit(&mut self, _: &[u8]) -> bool {
            true
        }
        fn report(&mut self, _: Report) {}
    }
    for second in 60..90 {
        station.poll(Instant::from_secs(second), &mut Deaf);
    }
    assert!(station.is_asking());
}
