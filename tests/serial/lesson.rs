//! Whole lessons over a serial link: the built program, a board on a pseudo-terminal, and a network
//! between them that the test made.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};

use rustix::process::Signal;
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
use serde_json::Value;

use crate::shell::{Manners, Shell};

/// The program, on the board's own network: the private wire's namespace has the host's address.
pub fn sockscope(shell: &Shell, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command
        .args(args)
        .args(["--board", &shell.path])
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null());
    enter_network(&mut command, shell);
    command.output().expect("the program starts")
}

/// The command will run in the namespace of the private wire that the board is on.
pub fn enter_network(command: &mut Command, shell: &Shell) {
    let facts = shell.wire.facts();
    let namespace = |kind: &str| File::open(format!("/proc/{}/ns/{kind}", facts.helper)).unwrap();
    let user = facts.user_namespace.then(|| namespace("user"));
    let net = namespace("net");
    // SAFETY: between fork(2) and exec(2) only setns(2) is called.
    unsafe {
        command.pre_exec(move || {
            if let Some(user) = &user {
                let kind = LinkNameSpaceType::User;
                move_into_link_name_space(user.as_fd(), Some(kind))?;
            }
            let kind = LinkNameSpaceType::Network;
            Ok(move_into_link_name_space(net.as_fd(), Some(kind))?)
        });
    }
}

/// From the board back to the host: over the wire, where the host is, and from where there is no way.
#[test]
fn the_doctor_lets_the_board_connect_back() {
    let shell = Shell::new(Manners::default());
    let output = sockscope(&shell, &["doctor", "--lang", "en"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("board a1b2c3, esp32c3"), "{said}");
    assert!(
        said.contains("connected to this computer (10.77.0.1)"),
        "{said}"
    );
}

fn events(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("each line is a JSON object"))
        .collect()
}

#[track_caller]
pub fn done(output: &Output) -> Vec<Value> {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{said}\n{:#?}",
        events(output)
    );
    events(output)
}

/// The host's end is a program that ships, in this machine's own network; the board is its client.
#[test]
fn a_lesson_about_a_program_runs_over_a_serial_link() {
    let shell = Shell::new(Manners::default());
    let events = done(&sockscope(&shell, &["run", "fork", "--json"]));
    let made = events.iter().filter(|event| event["pid"].is_u64());
    assert!(made.count() > 15, "its calls are its own");
    let told = events.iter().filter(|event| event["told"] == true);
    assert_eq!(told.count(), 0);
}

#[test]
fn the_life_cycle_runs_over_a_serial_link_and_the_gate_is_the_boards() {
    let shell = Shell::new(Manners {
        paced: true,
        ..Manners::default()
    });
    for role in ["server", "client"] {
        let events = done(&sockscope(
            &shell,
            &["run", "lifecycle", "--json", "--role", role],
        ));
        let session = &events[0];
        assert_eq!(session["board"], "esp32c3 a1b2c3");
        assert_eq!(session["link"], Value::from(&*shell.path));
        assert_eq!(session["host"], "10.77.0.1");
        assert_eq!(session["board_addr"], "10.77.0.2");
        let of = |peer: &'static str| {
            events
                .iter()
                .filter(move |event| event["kind"] == "state" && event["peer"] == peer)
        };
        for peer in ["host", "board"] {
            assert!(
                of(peer).any(|event| event["to"] == "ESTABLISHED"),
                "{role}: {peer}"
            );
        }
        let measured = of("board").all(|event| event["evidence"] == "measured");
        assert!(measured, "{role}: the board said so of each of its states");
    }
}

/// What a lesson was: what each call returned, every state of the board's sockets, every segment at its
/// gate, one way and the other; each in order. Numbers that are other ones in each run (times, sequence numbers, ports of the
/// kernel's choice) are left out.
#[derive(Debug, Default, PartialEq)]
pub struct Story {
    host: Vec<String>,
    board: Vec<String>,
    states: Vec<String>,
    segments: [Vec<String>; 2],
}

pub fn story(events: &[Value]) -> Story {
    let mut story = Story::default();
    for event in events {
        let line = |fields: &[&str]| -> String {
            let values = fields.iter().map(|field| event[*field].to_string());
            values.collect::<Vec<_>>().join(" ")
        };
        match (event["kind"].as_str(), event["peer"].as_str()) {
            (Some("return"), Some("host")) => story.host.push(line(&["ret", "errno", "data"])),
            (Some("return"), _) => story.board.push(line(&["ret", "errno", "data"])),
            (Some("state"), Some("board")) => {
                let state = line(&["socket", "from", "to", "cause", "evidence"]);
                story.states.push(state);
            }
            (Some("segment"), _) => {
                // Which of two ends that send at the same time comes first is no matter of the line.
                let way = usize::from(event["dir"] == "board->host");
                story.segments[way].push(line(&["flags", "len", "act"]));
            }
            _ => {}
        }
    }
    story
}

/// Runs a lesson on a line of such manners; its story, and how many bytes the line has changed.
fn told(lesson: &str, role: &str, manners: Manners) -> (Story, u32) {
    let shell = Shell::new(manners);
    let events = done(&sockscope(
        &shell,
        &["run", lesson, "--json", "--role", role],
    ));
    (story(&events), shell.changed())
}

/// The whole point of the link: with one byte in a thousand wrong, both ways, and with one in two hundred,
/// a lesson is the same as on a clean line. Nothing is lost, invented, told twice or in another order.
#[test]
fn a_lesson_over_a_noisy_line_is_the_same_lesson() {
    let (mut seed, mut changed) = (0, 0);
    // Lessons of the tests' own: they end when nothing is on its way any more.
    const LIFE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lessons/lifecycle.toml");
    const SHAKE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lessons/handshake.toml");
    for (lesson, role) in [
        (LIFE, "server"),
        (LIFE, "client"),
        (SHAKE, "client"),
        (SHAKE, "server"),
        ("goodbye", "client"),
    ] {
        let paced = Manners {
            paced: true,
            ..Manners::default()
        };
        let (clean, none) = told(lesson, role, paced);
        assert_eq!(none, 0);
        let Story {
            states, segments, ..
        } = &clean;
        assert!(
            states.len() >= 5 && segments.concat().len() >= 3,
            "{clean:#?}"
        );
        for noise in [1000, 1000, 1000, 200, 200] {
            seed += 1;
            let manners = Manners {
                noise,
                seed,
                ..paced
            };
            let (noisy, bytes) = told(lesson, role, manners);
            assert_eq!(noisy, clean, "{lesson}, {role}: {manners:?}");
            changed += bytes;
        }
    }
    eprintln!("{changed} bytes changed in {seed} lessons");
    assert!(changed > 100, "{changed} bytes are no noise");
}

/// What is waited for is said at once, and the lesson goes on when the board has its address.
#[test]
fn a_board_that_is_still_joining_is_said_and_waited_for() {
    let shell = Shell::new(Manners::default());
    shell.joins();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command
        .args(["run", "lifecycle", "--lang", "es", "--board", &shell.path])
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    enter_network(&mut command, &shell);
    let mut child = command.spawn().expect("the program starts");
    let mut err = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    err.read_line(&mut line).expect("it says something");
    assert_eq!(line, "sockscope: Conectando a aula 3 …\n");
    shell.arrives();
    let mut rest = String::new();
    err.read_to_string(&mut rest).expect("it ends");
    assert!(child.wait().expect("it ends").success(), "{rest}");
}

#[test]
fn a_board_without_a_way_to_it_is_named() {
    let shell = Shell::new(Manners::default());
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args([
            "run",
            "lifecycle",
            "--board",
            "/dev/ttyNOWHERE",
            "--lang",
            "es",
        ])
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("/dev/ttyNOWHERE: ese puerto no existe"),
        "{said}"
    );
    drop(shell);
}

/// The states of the host's TCP sockets on the board's network, as the kernel lists them: their numbers
/// in net/tcp_states.h.
fn kernel_states(shell: &Shell) -> Vec<String> {
    let table = format!("/proc/{}/net/tcp", shell.wire.facts().helper);
    let table = std::fs::read_to_string(table).expect("the kernel's table");
    let lines = table.lines().skip(1);
    lines
        .filter_map(|line| line.split_whitespace().nth(3).map(str::to_owned))
        .collect()
}

#[test]
fn a_run_that_is_broken_off_leaves_no_connection_behind() {
    use std::io::{BufRead, BufReader, Write};
    let shell = Shell::new(Manners::default());
    for signal in [Signal::INT, Signal::TERM] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
        command
            .args(["run", "-", "--json", "--board", &shell.path])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        enter_network(&mut command, &shell);
        let mut run = command.spawn().expect("the program starts");
        let script = "host: s = socket(AF_INET, SOCK_STREAM)\nhost: bind(s, HOST:7777)\n\
            host: listen(s, 1)\nboard: c = socket(AF_INET, SOCK_STREAM)\n\
            board: connect(c, HOST:7777)\nhost: a = accept(s)\n\
            expect host.a ESTABLISHED\nexpect board.c ESTABLISHED\nwire: hold\n";
        let mut stdin = run.stdin.take().expect("its stdin");
        stdin.write_all(script.as_bytes()).expect("it reads");
        let events = BufReader::new(run.stdout.take().expect("its stdout"));
        let held = |line: &String| line.contains(r#""kind":"gate""#);
        let gate = events.lines().map(|line| line.expect("UTF-8")).find(held);
        assert!(gate.is_some(), "the wire is frozen");
        assert!(
            kernel_states(&shell).contains(&"01".to_owned()),
            "ESTABLISHED"
        );
        let pid = rustix::process::Pid::from_child(&run);
        rustix::process::kill_process(pid, signal).expect("it runs");
        let status = run.wait().expect("it ends");
        let died = std::os::unix::process::ExitStatusExt::signal(&status);
        assert_eq!(died, Some(signal.as_raw()), "{status}");
        assert_eq!(kernel_states(&shell), Vec::<String>::new(), "{signal:?}");
    }
}

/// A learner's own program meets a board on a port: it is in this machine's network, and the board has the gate.
#[test]
fn a_program_of_the_learners_meets_a_board_on_a_port() {
    let shell = Shell::new(Manners::default());
    let source = "import socket\ns = socket.socket()\ns.bind(('', 7777))\ns.listen(1)\n\
                  a, _ = s.accept()\na.recv(64)\na.send(b'hola')\na.close()\ns.close()\n";
    let file = std::env::temp_dir().join(format!("sockscope-port-{}.py", std::process::id()));
    std::fs::write(&file, source).unwrap();
    if !Command::new("python3")
        .arg("-V")
        .output()
        .is_ok_and(|o| o.status.success())
    {
        assert!(
            std::env::var_os("SOCKSCOPE_CI").is_none(),
            "python3 is missing"
        );
        return eprintln!("left out: python3 is missing");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command
        .args(["step", "--json", "--net", "host", "--board", &shell.path])
        .args(["--", "python3"])
        .arg(&file)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::null());
    enter_network(&mut command, &shell);
    let output = command.output().expect("the program starts");
    std::fs::remove_file(file).unwrap();
    let events = done(&output);
    assert_eq!(events[0]["board"], "esp32c3 a1b2c3");
    let any = |kind: &str, key: &str, value: &str| {
        let mut all = events.iter();
        all.any(|event| event["kind"] == kind && event[key] == value)
    };
    assert!(any("note", "key", "STEP_NET_BOARD"), "{events:#?}");
    assert!(any("segment", "flags", "S"), "{events:#?}");
    assert!(any("return", "data", "hola"), "{events:#?}");
}
