//! What fits, what other versions may say, and what is refused.

mod common;

use common::*;
use sockscope_link::frame::{FrameError, Item, MAX_DATA, MAX_FRAME, MAX_MESSAGE, Packet, encode};
use sockscope_link::hello::{self, End};
use sockscope_link::wifi::{Network, Security};
use sockscope_link::*;

/// The hellos of other versions can be read: those with fields that this one does not know, and the
/// one of version 1, which knew no sessions.
#[test]
fn every_hello_can_be_read() {
    for (body, version, session) in [
        ("00 ac02 06 6675747572 65 01 02 03 deadbeef", 300, 1),
        ("00 ac02 06 6675747572 65 ffffffffffffff", 300, 0),
        ("00 01 06 6675747572 65", 1, 0),
    ] {
        let hello = Hello {
            version,
            program: "future".into(),
        };
        assert_eq!(
            items::<Report>(&frame_of(0xF7, &unhex(body))),
            [Item::Packet(Packet::Hello {
                hello: hello.clone(),
                session
            })]
        );
        assert_eq!(
            items::<Command>(&frame_of(0xC0, &unhex(body))),
            [Item::Packet(Packet::Hello {
                hello: hello.clone(),
                session
            })]
        );
        let mismatch = hello::check(&hello, End::Host).unwrap_err();
        let older = if version > VERSION {
            End::Host
        } else {
            End::Board
        };
        assert_eq!(mismatch.older(), older);
    }
}

/// Nothing but a hello may be longer than it is.
#[test]
fn packets_of_other_versions_are_unknown() {
    for body in [
        "",
        "ff",
        "04",
        "00 02",
        "01",
        "01 05 00",
        "02",
        "03",
        "03 05",
        "03 05 09 07 00",
        "03 05 0d",
        "03 05 ff",
        "03 05 03 01",
    ] {
        assert_eq!(
            items::<Report>(&frame_of(0xF7, &unhex(body))),
            [Item::Error(FrameError::Unknown)],
            "{body}"
        );
        assert_eq!(
            items::<Report>(&frame_of(0xC0, &unhex(body))),
            [Item::Error(FrameError::Echo)],
            "{body}"
        );
    }
}

#[test]
fn every_call_and_return_with_the_most_data_fits() {
    let data = vec![0; MAX_DATA];
    let addr = ("[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:65535")
        .parse()
        .unwrap();
    let (fd, id) = (Fd::MIN, CallId(u32::MAX));
    let call = Call::SendTo {
        fd,
        data: Data::Bytes(data.clone()),
        addr,
        flags: MsgFlags::NONE,
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
    // One byte for the variant, two for the length.
    let longest = Report::Refused("x".repeat(MAX_MESSAGE - 3));
    assert_eq!(items::<Report>(&frame(&longest)), [message(longest)]);
    for len in [MAX_MESSAGE - 2, 1_000_000] {
        let report = Report::Refused("x".repeat(len));
        assert_eq!(
            encode(&Packet::Data(0, &report), &mut [0; MAX_FRAME]),
            Err(FrameError::TooLong)
        );
    }
}

#[test]
fn a_full_scan_fits() {
    let network = Network {
        ssid: "x".repeat(32),
        bssid: [0xFF; 6],
        channel: 13,
        rssi: -128,
        security: Security::Other,
    };
    let networks = vec![network; WifiReport::MAX_NETWORKS];
    frame(&Report::Wifi(WifiReport::Networks(networks)));
}
