//! What fits, what other versions may say, and what is refused.

mod common;

use common::*;
use sockscope_link::frame::{FrameError, Item, MAX_DATA, MAX_FRAME, MAX_MESSAGE, encode};
use sockscope_link::hello::{self, End};
use sockscope_link::wifi::{Network, Security};
use sockscope_link::*;

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
    for (body, error) in [
        ("0a 07 00", FrameError::Unknown),
        ("0c", FrameError::Unknown),
        ("ff", FrameError::Unknown),
        ("", FrameError::Unknown),
        ("04 01", FrameError::Unknown),
    ] {
        assert_eq!(
            items::<Report>(&frame_of(0xF7, &unhex(body))),
            [Item::Error(error)],
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
    assert_eq!(items::<Report>(&frame(&longest)), [Item::Message(longest)]);
    for len in [MAX_MESSAGE - 2, 1_000_000] {
        let report = Report::Refused("x".repeat(len));
        assert_eq!(
            encode(&report, &mut [0; MAX_FRAME]),
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
