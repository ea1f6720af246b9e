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
        b"Blinky of the shop\x1b[2J on ESP32C3\r\n> ".to_vec()
    });
    assert!(
        matches!(error, LinkError::OtherFirmware { .. }),
        "{error:?}"
    );
    says(&error, &["Blinky of the shop\\x1b[2J", "sockscope flash"]);
}

#[test]
fn somebodys_micropython_is_not_to_be_written_over_without_a_word() {
    let error = against(SHORT, |_| b"MicroPython v1.23 on ESP32C3\r\n>>> ".to_vec());
    assert!(matches!(error, LinkError::Trouble { .. }), "{error:?}");
    says(&error, &["MicroPython", "copy first"]);
}

#[test]
fn a_blank_flash() {
    let error = against(SHORT, |_| b"invalid header: 0xffffffff\r\n".repeat(8));
    assert!(matches!(error, LinkError::Trouble { .. }), "{error:?}");
    says(&error, &["holds no program", "sockscope flash"]);
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
    let found = find::ask(ports.to_vec());
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

/// A far end that talks without end, as fast as it is read.
struct Flood;

impl std::io::Read for Flood {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        for (byte, letter) in buffer
            .iter_mut()
            .zip(b"all work and no play\n".iter().cycle())
        {
            *byte = *letter;
        }
        Ok(buffer.len())
    }
}

impl std::io::Write for Flood {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl sockscope::board::serial::Stream for Flood {
    fn try_clone(&self) -> std::io::Result<Box<dyn sockscope::board::serial::Stream>> {
        Ok(Box::new(Flood))
    }
}

#[test]
fn a_flood_does_not_keep_the_link_from_its_deadline() {
    use sockscope::board::serial::SerialBoard;
    let options = Options {
        patience: SHORT,
        ..options()
    };
    let start = std::time::Instant::now();
    let connect = || Ok(Box::new(Flood) as Box<dyn sockscope::board::serial::Stream>);
    let opened = SerialBoard::over("here".into(), connect, options, std::sync::Arc::new(|_| {}));
    let error = opened.err().expect("nobody says hello there");
    assert!(
        matches!(error, LinkError::OtherFirmware { .. }),
        "{error:?}"
    );
    assert!(
        start.elapsed() < Duration::from_secs(15),
        "{:?}",
        start.elapsed()
    );
}

/// The stage and `run` take the log from here.
#[test]
fn a_panic_in_a_sessions_log_is_one_block_with_names() {
    fn names() -> sockscope::board::log::Names {
        Box::new(|origin, line| {
            let chip = origin.chip.as_deref().unwrap_or("?");
            let found = line
                .strip_prefix("0x42")
                .map(|_| format!("{line} there ({chip}, {})", origin.ours));
            found.into_iter().collect()
        })
    }
    let shell = Shell::new(Manners::default());
    let host = open(&shell.path, Options { names, ..options() })
        .unwrap_or_else(|error| panic!("no link: {error}"));
    shell.print(
        "\0\r\n====================== PANIC ======================\r\n\
        panicked at src/shell.rs:97:13:\r\nindex out of bounds\r\n\r\nBacktrace:\r\n\r\n\
        0x42000024\r\n0x40380000\r\n\r\nESP-ROM:esp32c3-api1-20210207\r\n",
    );
    let ((), before) = host.wait("the banner", |report| match report {
        Report::Log { text, .. } if text.starts_with("ESP-ROM:") => Some(()),
        _ => None,
    });
    let lines: Vec<_> = before
        .iter()
        .filter_map(|report| match report {
            Report::Log { level, text, .. } if *level == sockscope_link::LogLevel::Error => {
                Some(&text[..])
            }
            _ => None,
        })
        .collect();
    let panic = [
        "====================== PANIC ======================",
        "panicked at src/shell.rs:97:13:",
        "index out of bounds",
        "Backtrace:",
        "0x42000024",
        "↳ 0x42000024 there (esp32c3, true)",
        "0x40380000",
    ];
    assert_eq!(lines, panic);
}

/// What a session that was killed leaves behind is found by who asks at the first speed.
#[test]
fn a_board_that_was_left_at_the_fast_speed_is_found() {
    use std::sync::atomic::Ordering;
    let shell = Shell::new(Manners::default());
    shell.baud.store(921_600, Ordering::Relaxed);
    let slow = Options {
        baud: 115_200,
        clear: false,
        ..options()
    };
    let host = open(&shell.path, slow).unwrap_or_else(|error| panic!("no link: {error}"));
    assert_eq!(host.board.info().name, "a1b2c3");
    assert_eq!(shell.baud.load(Ordering::Relaxed), 115_200);
}
