//! What is at the other end is not what was hoped for: each time a clear word, never a hang.

use std::sync::atomic::AtomicBool;
use std::time::Duration;

use sockscope::board::serial::{LinkError, Options};
use sockscope::words::Lang;
use sockscope_link::frame::{Decoder, Item, MAX_FRAME, Packet, encode};
use sockscope_link::{Command, Hello, Report, VERSION};

use crate::host::{open, options};
use crate::shell::{Manners, Pty, Shell, get, put_all};

/// Opens a terminal at whose far end `answers` says what comes back for what arrives.
fn against(
    patience: Duration,
    mut answers: impl FnMut(&[u8]) -> Vec<u8> + Send + 'static,
) -> LinkError {
    let pty = Pty::new();
    let path = pty.path.clone();
    let over = std::sync::Arc::new(AtomicBool::new(false));
    let ends = std::sync::Arc::clone(&over);
    let far = std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while !ends.load(std::sync::atomic::Ordering::Relaxed) {
            if let Some(len) = get(&pty.master, &mut buffer) {
                let answer = answers(&buffer[..len]);
                put_all(&pty.master, &answer, &ends).unwrap();
            }
        }
    });
    let result = open(
        &path,
        Options {
            patience,
            ..options()
        },
    );
    over.store(true, std::sync::atomic::Ordering::Relaxed);
    far.join().unwrap();
    match result {
        Ok(_) => panic!("a link was made"),
        Err(error) => error,
    }
}

const SHORT: Duration = Duration::from_millis(700);

#[track_caller]
fn says(error: &LinkError, words: &[&str]) {
    for lang in Lang::ALL {
        assert!(!error.display(lang).is_empty());
    }
    let said = error.display(Lang::En);
    for word in words {
        assert!(said.contains(word), "{word:?} in {said:?}");
    }
}

#[test]
fn nothing_answers() {
    let error = against(SHORT, |_| Vec::new());
    assert!(matches!(error, LinkError::Silent { .. }), "{error:?}");
    says(&error, &["nothing came", "sockscope flash"]);
}

#[test]
fn another_firmware() {
    let error = against(SHORT, |_| {
        b"MicroPython v1.23\x1b[2J on ESP32C3\r\n>>> ".to_vec()
    });
    assert!(
        matches!(error, LinkError::OtherFirmware { .. }),
        "{error:?}"
    );
    says(&error, &["MicroPython v1.23\\x1b[2J", "sockscope flash"]);
}

#[test]
fn a_chip_in_its_rom_loader() {
    let error = against(SHORT, |_| {
        b"rst:0x1 (POWERON),boot:0x5 (DOWNLOAD(USB/UART0))\r\nwaiting for download\r\n".to_vec()
    });
    assert!(matches!(error, LinkError::Bootloader { .. }), "{error:?}");
    says(&error, &["reset button"]);
}

#[test]
fn a_line_that_sends_back_what_is_sent() {
    let error = against(SHORT, |bytes| bytes.to_vec());
    assert!(matches!(error, LinkError::Echo { .. }), "{error:?}");
}

#[test]
fn nothing_but_noise() {
    let mut seed = 1u32;
    let error = against(SHORT, move |_| {
        (0..500)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (seed >> 24) as u8
            })
            .collect()
    });
    says(&error, &["sockscope flash"]);
}

#[test]
fn another_version_of_the_link() {
    for (version, words) in [
        (VERSION + 1, "Update sockscope"),
        (VERSION - 1, "sockscope flash"),
    ] {
        let mut decoder = Decoder::<Command>::new();
        let error = against(SHORT, move |bytes| {
            let mut answer = Vec::new();
            decoder.push(bytes, |item| {
                if let Item::Packet(Packet::Hello { session, .. }) = item {
                    let program = "sockscope-esp32 9".into();
                    let hello = Hello { version, program };
                    let packet: Packet<&Report> = Packet::Hello { hello, session };
                    answer = encode(&packet, &mut [0; MAX_FRAME]).unwrap().to_vec();
                }
            });
            answer
        });
        assert!(matches!(error, LinkError::Version { .. }), "{error:?}");
        says(&error, &[words, "sockscope-esp32 9"]);
    }
}

#[test]
fn no_such_port() {
    let error = open("/dev/ttyNOWHERE", options()).err().expect("no link");
    assert!(matches!(error, LinkError::Absent { .. }), "{error:?}");
}

#[test]
fn no_serial_port() {
    let error = open("/dev/null", options()).err().expect("no link");
    assert!(matches!(error, LinkError::NotSerial { .. }), "{error:?}");
}

#[test]
fn a_port_that_somebody_else_has() {
    let shell = Shell::new(Manners::default());
    let first = open(&shell.path, options()).expect("a link");
    let error = open(&shell.path, options()).err().expect("no second link");
    assert!(matches!(error, LinkError::Busy { .. }), "{error:?}");
    says(&error, &[&shell.path, "Close it"]);
    drop(first);
    open(&shell.path, options()).expect("and now there is one");
}

/// Several ports at once: each has its own answer, and all together take no longer than one.
#[test]
fn of_several_ports_each_says_who_is_there() {
    use sockscope::board::serial::find;
    use sockscope::board::serial::ports::PortFacts;

    let (first, second) = (
        Shell::new(Manners::default()),
        Shell::new(Manners::default()),
    );
    let nobody = Pty::new();
    let port = |path: &str| PortFacts {
        path: path.to_owned(),
        usb: None,
    };
    let ports = [&first.path, &nobody.path, &second.path].map(|path| port(path));
    let start = std::time::Instant::now();
    let found = find::ask(ports.to_vec(), Lang::En);
    let took = start.elapsed();
    assert!(took < find::PATIENCE * 2, "{took:?}");
    let names: Vec<_> = found
        .iter()
        .map(|found| found.board.as_ref().map(|info| info.name.clone()).ok())
        .collect();
    assert_eq!(names, [Some("a1b2c3".into()), None, Some("a1b2c3".into())]);
    let silent = found[1].board.as_ref().unwrap_err();
    assert!(matches!(silent, LinkError::Silent { .. }), "{silent:?}");
}
