//! The commands for a board on a port, as a user runs them.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::elf;
use crate::shell::{BANNER, Manners, Pty, Shell, get, put_all};

fn sockscope(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .env("NO_COLOR", "1")
        .stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    sockscope(args).output().expect("the program starts")
}

/// Runs a command that reads `input` from stdin.
fn run_with(args: &[&str], input: &str) -> Output {
    let mut child = sockscope(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}

#[track_caller]
fn says(output: &Output, code: i32, words: &[&str]) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} in {said}");
    }
}

#[test]
fn board_info_says_what_the_board_says() {
    let shell = Shell::new(Manners::default());
    let output = run(&["board", "info", &shell.path]);
    says(&output, 0, &["esp32c3", "a1b2c3", "10.77.0.2"]);
}

#[test]
fn board_reset_waits_until_the_board_is_back() {
    let shell = Shell::new(Manners::default());
    let output = run(&["board", "reset", &shell.path, "--lang", "es"]);
    says(&output, 0, &["arrancó de nuevo"]);
}

#[test]
fn a_scan_lists_networks_and_their_names_act_on_no_terminal() {
    let shell = Shell::new(Manners::default());
    let output = run(&["wifi", "scan", "--board", &shell.path]);
    says(&output, 0, &["-41 dBm", "WPA2", "aula 3\\x1b[2J"]);
}

#[test]
fn joining_reads_the_password_from_stdin_and_shows_it_nowhere() {
    let shell = Shell::new(Manners::default());
    let join = ["wifi", "join", "aula 3", "--board", &shell.path];
    let output = run_with(&join, "correct horse\n");
    says(&output, 0, &["aula 3", "10.77.0.2"]);
    assert!(!said(&output).contains("correct horse"));
    let output = run_with(&join, "wrong horse\n");
    says(&output, 3, &["the password is wrong"]);
    assert!(!said(&output).contains("wrong horse"));
    assert_eq!(
        said(&output).matches("the password is wrong").count(),
        1,
        "once"
    );
}

/// The board core behind this radio keeps its address all the while, as a chip does that its access
/// point has left.
#[test]
fn a_board_whose_network_is_gone_is_not_used_although_it_has_an_address() {
    let shell = Shell::new(Manners::default());
    let board = ["--board", &shell.path];
    run_with(
        &[&["wifi", "join", "aula 3"][..], &board].concat(),
        "wrong horse\n",
    );
    let output = run(&[&["run", "lifecycle"][..], &board].concat());
    says(&output, 3, &["the password is wrong"]);
    assert!(!said(&output).contains("socket("), "no session begins");
}

#[test]
fn a_password_that_cannot_be_one_is_refused_before_it_is_sent() {
    let shell = Shell::new(Manners::default());
    let join = ["wifi", "join", "aula 3", "--board", &shell.path];
    says(&run_with(&join, "short\n"), 2, &["8 to 63 characters"]);
    says(
        &run(&[
            "wifi",
            "join",
            "aula 3",
            "secret123",
            "--board",
            &shell.path,
        ]),
        2,
        &[],
    );
    let fixed = [
        "wifi",
        "join",
        "a",
        "--open",
        "--address",
        "10.0.0.0/8",
        "--board",
        &shell.path,
    ];
    says(&run(&fixed), 2, &["192.168.1.50/24"]);
}

/// Whatever ends the program while a password is typed, the terminal shows again what is typed.
#[test]
fn a_password_prompt_leaves_the_terminal_as_it_was() {
    use crate::pty::Term;
    type End = fn(&Term);
    let ends: [(&str, End); 5] = [
        ("Enter", |term| term.keys("12345678\r")),
        ("Ctrl+C", |term| term.keys("\x03")),
        ("SIGTERM", |term| term.signal(libc::SIGTERM)),
        ("SIGHUP", |term| term.signal(libc::SIGHUP)),
        ("Ctrl+D", |term| term.keys("\x04")),
    ];
    for (how, end) in ends {
        let join = ["wifi", "join", "aula 3", "--board", "/dev/null"];
        let mut term = Term::start(&join, 80, 24);
        term.see("Password of aula 3:");
        let start = Instant::now();
        while term.echoes() {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "it hides what is typed"
            );
            std::thread::sleep(Duration::from_millis(2));
        }
        end(&term);
        assert!(
            !term.end().success(),
            "{how}: there is no board at /dev/null"
        );
        assert!(term.echoes(), "{how}");
        assert!(!term.screen().contains("12345678"), "{how}");
    }
}

#[test]
fn a_power_that_no_radio_has_is_refused() {
    for power in ["1", "21", "strong"] {
        let join = [
            "wifi",
            "join",
            "a",
            "--open",
            "--power",
            power,
            "--board",
            "/dev/null",
        ];
        says(&run(&join), 2, &["--power"]);
    }
}

#[test]
fn ports_always_has_an_answer() {
    assert_eq!(run(&["ports"]).status.code(), Some(0));
}

/// A monitor that writes to a file.
struct Monitor {
    child: Child,
    file: std::path::PathBuf,
}

impl Monitor {
    fn new(path: &str, name: &str, args: &[&str]) -> Monitor {
        Monitor::start(sockscope(&["monitor", path]).args(args), name)
    }

    /// One that is started in `folder`, with these variables besides.
    fn within(folder: &Path, path: &str, name: &str, env: &[(&str, &Path)]) -> Monitor {
        let mut command = sockscope(&["monitor", path]);
        command.current_dir(folder).envs(env.iter().copied());
        Monitor::start(&mut command, name)
    }

    fn start(command: &mut Command, name: &str) -> Monitor {
        let file = std::env::temp_dir().join(format!("sockscope-{}-{name}", std::process::id()));
        let child = command
            .stdout(File::create(&file).unwrap())
            .spawn()
            .expect("the program starts");
        Monitor { child, file }
    }

    /// What it has shown, once that has `end` in it.
    fn shows(&self, end: &str) -> String {
        let start = Instant::now();
        loop {
            let mut text = String::new();
            File::open(&self.file)
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            if text.contains(end) {
                return text;
            }
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "no {end:?} in {text}"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Monitor {
    fn drop(&mut self) {
        let pid = Pid::from_child(&self.child);
        let _ = kill_process(pid, Signal::TERM);
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.file);
    }
}

fn print(pty: &Pty, text: &[u8]) {
    put_all(&pty.master, text, &AtomicBool::new(false)).unwrap();
}

#[test]
fn a_monitor_shows_levels_and_nothing_acts_on_the_terminal() {
    let pty = Pty::new();
    let monitor = Monitor::new(&pty.path, "levels", &[]);
    print(&pty, BANNER.as_bytes());
    print(
        &pty,
        b"W (12) heap: low\n\x1b]0;title\x07\x1b[2J\xff\0 hostile\n",
    );
    print(&pty, b"a line without an end");
    let text = monitor.shows("without an end");
    for line in [
        " I ESP-ROM:esp32c3-api1-20210207\n",
        " D load:0x3fcd5820,len:0x1714\n",
        " W (12) heap: low\n",
        " D \\x1b]0;title\\x07\\x1b[2J\\xff\\x00 hostile\n",
    ] {
        assert!(text.contains(line), "{line:?} in {text}");
    }
    let control = |c: char| c.is_control() && c != '\n';
    assert!(!text.contains(control), "{text:?}");
}

#[test]
fn a_monitor_shows_only_what_is_wanted() {
    let pty = Pty::new();
    let monitor = Monitor::new(
        &pty.path,
        "wanted",
        &["--level", "warn", "--filter", "wifi"],
    );
    print(
        &pty,
        b"E (1) heap: no\nI (2) wifi: up\nE (3) wifi: down\nW (4) wifi: end\n",
    );
    let text = monitor.shows("wifi: end");
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn a_filter_takes_capitals_and_small_letters_for_the_same() {
    let pty = Pty::new();
    let monitor = Monitor::new(&pty.path, "capitals", &["--filter", "WiFi"]);
    print(
        &pty,
        b"I (1) WiFi: scan\nI (2) net: no\nI (3) wifi: up\nE (4) net: WIFI lost\n",
    );
    let text = monitor.shows("WIFI lost");
    assert_eq!(text.lines().count(), 3, "{text}");
}

#[test]
fn a_panic_is_shown_whole_at_any_level_and_hidden_lines_leave_nothing_behind() {
    let pty = Pty::new();
    let image = std::env::temp_dir().join(format!("sockscope-whole-{}", std::process::id()));
    std::fs::write(&image, elf::image("esp32c3", &[0x13; 64])).unwrap();
    let elf = image.to_str().unwrap();
    let monitor = Monitor::new(&pty.path, "whole", &["--level", "warn", "--elf", elf]);
    let ours = "\0\r\n====================== PANIC ======================\r\n\
        panicked at src/shell.rs:97:13:\r\nindex out of bounds: the len is 3 but the index is 7\r\n\r\n\
        Backtrace:\r\n\r\n0x42010024\r\n\r\n";
    let text = format!(
        "0x42010020\r\nI (12) ui: Panic button pressed\r\n{ours}\
        ESP-ROM:esp32c3-api1-20210207\r\nrst:0x3 (RTC_SW_SYS_RST),boot:0xc (SPI)\r\n\
        Guru Meditation Error: Core  0 panic'ed (Load access fault).\r\n\r\n\
        Core  0 register dump:\r\nMEPC    : 0x42010024  RA      : 0x42010028\r\n\
        MCAUSE  : 0x00000005\r\n\r\nRebooting...\r\nW (1) app: end\r\n"
    );
    print(&pty, text.as_bytes());
    let text = monitor.shows("app: end");
    std::fs::remove_file(&image).unwrap();
    for line in [
        "E panicked at src/shell.rs:97:13:\n",
        "E index out of bounds: the len is 3 but the index is 7\n",
        "E 0x42010024\n",
        "E MCAUSE  : 0x00000005\n",
        "· The board's program has stopped with a fault (panic).",
    ] {
        assert!(text.contains(line), "{line:?} in {text}");
    }
    assert_eq!(text.matches("↳ 0x42010024").count(), 2, "{text}");
    for hidden in ["Panic button", "ESP-ROM", "\\x00", "0x42010020"] {
        assert!(!text.contains(hidden), "{hidden:?} in {text}");
    }
}

#[test]
fn a_line_that_comes_bit_by_bit_stays_one_line() {
    let pty = Pty::new();
    let monitor = Monitor::new(&pty.path, "dots", &[]);
    print(&pty, b"E (1) wifi: connecting");
    monitor.shows("connecting");
    for dots in ["connecting.", "connecting.."] {
        print(&pty, b".");
        monitor.shows(dots);
    }
    print(&pty, b"ok\nprogress  10 %\rprogress  20 %\rdone\n");
    let text = monitor.shows("done");
    assert!(text.contains("E (1) wifi: connecting..ok\n"), "{text}");
    assert!(text.contains(" I progress  20 %\n"), "{text}");
    assert_eq!(text.lines().count(), 4, "{text}");
}

#[test]
fn each_trouble_is_said_once_in_the_users_language() {
    let pty = Pty::new();
    let monitor = Monitor::new(&pty.path, "trouble", &["--lang", "es"]);
    let blank = "ESP-ROM:esp32c3-api1-20210207\r\nrst:0x7 (TG0WDT_SYS_RST),boot:0xf (SPI)\r\n\
        invalid header: 0xffffffff\r\ninvalid header: 0xffffffff\r\n";
    print(&pty, blank.repeat(4).as_bytes());
    print(&pty, b"\r\nBrownout detector was triggered\r\n\r\nend\r\n");
    let text = monitor.shows("I end");
    for said in [
        "La memoria flash no tiene programa",
        "La tensión de alimentación cae",
    ] {
        assert_eq!(text.matches(said).count(), 1, "{said:?} in {text}");
    }
    assert!(text.contains(" E invalid header: 0xffffffff\n"), "{text}");
}

#[test]
fn addresses_of_a_panic_become_functions() {
    let pty = Pty::new();
    let image = std::env::temp_dir().join(format!("sockscope-elf-{}", std::process::id()));
    std::fs::write(&image, elf::image("esp32c3", &[0x13; 64])).unwrap();
    let monitor = Monitor::new(&pty.path, "panic", &["--elf", image.to_str().unwrap()]);
    print(
        &pty,
        b"Guru Meditation Error\nBacktrace: 0x42010024 0x40000000\nend\n",
    );
    let text = monitor.shows("end");
    std::fs::remove_file(&image).unwrap();
    let (_, name) = elf::FUNCTION;
    assert!(text.contains(&format!("↳ 0x42010024 {name}")), "{text}");
    assert_eq!(
        text.matches('↳').count(),
        1,
        "the ROM is not in the image: {text}"
    );
}

/// Both chips' images were built here, and the other chip's last.
#[test]
fn a_panic_is_decoded_with_the_image_of_the_chip_that_the_board_is() {
    let pty = Pty::new();
    let folder = std::env::temp_dir().join(format!("sockscope-two-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("firmware/esp32")).unwrap();
    std::fs::write(folder.join("firmware/esp32/Cargo.toml"), "").unwrap();
    for (chip, target, function) in [
        ("esp32c3", "riscv32imc", "blink_on_the_c3"),
        ("esp32c6", "riscv32imac", "blink_on_the_c6"),
    ] {
        let release = folder.join(format!("target/{target}-unknown-none-elf/release"));
        std::fs::create_dir_all(&release).unwrap();
        let image = elf::image_of(chip, function, &[0x13; 64]);
        std::fs::write(release.join("sockscope-esp32"), image).unwrap();
    }
    let target = folder.join("target");
    let monitor = Monitor::within(&folder, &pty.path, "two", &[("CARGO_TARGET_DIR", &target)]);
    for (chip, right) in [
        ("esp32c3", "blink_on_the_c3"),
        ("esp32c6", "blink_on_the_c6"),
    ] {
        let text = format!(
            "ESP-ROM:{chip}-api1-20210207\r\nsockscope 0.1.0 on {chip}, reset by ChipPowerOn\r\n\
             panicked at src/shell.rs:97:13:\r\n0x42010024\r\n"
        );
        print(&pty, text.as_bytes());
        monitor.shows(&format!("↳ 0x42010024 {right}"));
    }
    let text = monitor.shows("blink_on_the_c6");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(text.matches('↳').count(), 2, "{text}");
}

#[test]
fn a_cable_that_comes_back_is_taken_up_again() {
    let pty = Pty::new();
    let link = std::env::temp_dir().join(format!("sockscope-tty-{}", std::process::id()));
    let _ = std::fs::remove_file(&link);
    std::os::unix::fs::symlink(&pty.path, &link).unwrap();
    let monitor = Monitor::new(link.to_str().unwrap(), "cable", &[]);
    print(&pty, b"before\n");
    monitor.shows("before");
    drop(pty);
    monitor.shows("the cable is out");
    let pty = Pty::new();
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink(&pty.path, &link).unwrap();
    monitor.shows("the board is back");
    print(&pty, b"after\n");
    monitor.shows("after");
    std::fs::remove_file(&link).unwrap();
}

/// 3,000,000 baud are 300,000 bytes a second.
#[test]
fn a_monitor_loses_no_byte_at_3_mbaud() {
    let pty = Pty::new();
    let monitor = Monitor::new(&pty.path, "3mbaud", &["--baud", "3000000"]);
    let lines = 12_000;
    let start = Instant::now();
    for n in 0..lines {
        print(
            &pty,
            format!("line {n:08} of a log that comes fast, with 50 bytes\n").as_bytes(),
        );
        let due = Duration::from_secs_f64(f64::from(n) * 50.0 / 300_000.0);
        std::thread::sleep(due.saturating_sub(start.elapsed()));
    }
    print(&pty, b"end\n");
    let text = monitor.shows(" end\n");
    let numbers: Vec<u32> = text
        .lines()
        .filter_map(|line| line.split_once("line ")?.1[..8].parse().ok())
        .collect();
    assert_eq!(numbers, (0..lines).collect::<Vec<_>>());
}

/// How fast it is. The figure is of a release build; a test build only has to get through.
#[test]
fn a_monitor_takes_what_a_pseudo_terminal_gives() {
    let pty = Pty::new();
    let monitor = Monitor::new(&pty.path, "speed", &[]);
    print(&pty, b"begin\n");
    monitor.shows("begin");
    let line = "I (12345) wifi: a line of a log, as long as such lines are: sixty bytes\n";
    let megabytes = if cfg!(debug_assertions) { 4 } else { 100 };
    let block = line.repeat(1000);
    let blocks = megabytes * 1_000_000 / block.len();
    let start = Instant::now();
    for _ in 0..blocks {
        print(&pty, block.as_bytes());
    }
    print(&pty, b"end of it all\n");
    monitor.shows("end of it all");
    let speed = (blocks * block.len()) as f64 / 1e6 / start.elapsed().as_secs_f64();
    eprintln!("monitor: {speed:.1} MB/s");
    let lines = std::fs::read_to_string(&monitor.file).unwrap();
    assert_eq!(lines.matches("sixty bytes\n").count(), blocks * 1000);
    let mut buffer = [0; 16];
    assert_eq!(
        get(&pty.master, &mut buffer),
        None,
        "it says nothing to the board"
    );
}
