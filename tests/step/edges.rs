//! The edges: signals in the middle of a call, much data, calls that somebody refuses.

use std::process::Command;

use super::support::{Stepped, c, command, missing, python, step_file};

/// A bell rings ten times a second, and nobody calls: without SA_RESTART the bell ends accept(), with it the
/// kernel makes the call again, until the fifth one ends the program.
const BELL_C: &str = r#"
#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

static volatile int waits, bells;

static void ring(int signal)
{
    if (waits && ++bells == 5)
        _exit(5);
}

int main(void)
{
    struct sigaction action = {.sa_handler = ring, .sa_flags = FLAGS};
    sigaction(SIGALRM, &action, 0);
    struct itimerval often = {{.tv_usec = 100000}, {.tv_usec = 100000}};
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    inet_pton(AF_INET, "127.0.0.1", &me.sin_addr);
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 1);
    setitimer(ITIMER_REAL, &often, 0);
    waits = 1;
    accept(s, 0, 0);
    return 1;
}
"#;

fn rung(name: &str, flags: &str) -> Option<Stepped> {
    let stepped = step_file(c(name, BELL_C, &[&format!("-DFLAGS={flags}")]))?;
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    assert!(
        stepped.notes().contains(&"STEP_SIGNAL"),
        "{:?}",
        stepped.notes()
    );
    let calls = stepped.hosts("call").into_iter();
    assert_eq!(calls.filter(|call| call["call"] == "accept").count(), 1);
    Some(stepped)
}

#[test]
fn a_call_that_a_signal_interrupts_fails() {
    let Some(stepped) = rung("eintr", "0") else {
        return;
    };
    let returns = stepped.hosts("return");
    let accept = returns
        .iter()
        .find(|event| event["call"] == "accept")
        .unwrap();
    assert_eq!(accept["errno"]["name"], "EINTR");
    assert!(!stepped.notes().contains(&"STEP_RESTARTED"));
}

#[test]
fn a_call_that_the_kernel_makes_again_is_one_call() {
    let Some(stepped) = rung("restart", "SA_RESTART") else {
        return;
    };
    let returns = stepped.hosts("return");
    assert!(returns.iter().all(|event| event["call"] != "accept"));
    assert!(stepped.notes().contains(&"STEP_RESTARTED"));
}

/// Sends more in one piece than a call's text shows.
const MUCH_C: &str = r#"
#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

int main(void)
{
    int c = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(7777)};
    inet_pton(AF_INET, "10.77.0.2", &to.sin_addr);
    connect(c, (struct sockaddr *)&to, sizeof to);
    static char text[30000];
    for (int i = 0; i < sizeof text; i++)
        text[i] = 'a' + i % 26;
    struct iovec pieces[300];
    for (int i = 0; i < 300; i++)
        pieces[i] = (struct iovec){text + 100 * i, 100};
    writev(c, pieces, 300);
    shutdown(c, SHUT_WR);
    while (read(c, text, sizeof text) > 0)
        continue;
    close(c);
    return 0;
}
"#;

#[test]
fn of_much_data_it_is_told_how_much_it_was() {
    let Some(stepped) = step_file(c("much", MUCH_C, &[])) else {
        return;
    };
    let calls = stepped.hosts("call");
    let write = calls.iter().find(|call| call["call"] == "write").unwrap();
    assert_eq!(write["len"], 30_000);
    assert_eq!(write["raw"], "writev");
    let text = write["text"].as_str().unwrap();
    assert!(text.contains("abcdefghijklm") && text.len() < 5_000);
    let returns = stepped.hosts("return");
    let wrote = returns
        .iter()
        .find(|event| event["id"] == write["id"])
        .unwrap();
    assert_eq!(wrote["ret"], 30_000);
}

/// Starts a program with a filter that refuses pidfd_getfd(2), as a container may have one.
const REFUSING_PY: &str = r#"
import ctypes
import os
import struct
import sys

NUMBER = 438
program = b"".join(struct.pack("HBBI", *step) for step in [
    (0x20, 0, 0, 0),
    (0x15, 0, 1, NUMBER),
    (0x06, 0, 0, 0x00050001),
    (0x06, 0, 0, 0x7FFF0000),
])
steps = ctypes.create_string_buffer(program)
filter = ctypes.create_string_buffer(struct.pack("HxxxxxxP", 4, ctypes.addressof(steps)))
prctl = ctypes.CDLL(None).prctl
assert prctl(38, 1, 0, 0, 0) == 0
assert prctl(22, 2, filter) == 0
os.execv(sys.argv[1], sys.argv[1:])
"#;

#[test]
fn where_sockets_cannot_be_looked_at_that_is_said() {
    let (Some(refusing), Some(program)) = (
        python("refusing", REFUSING_PY),
        c("unseen", super::programs::SERVER_C, &[]),
    ) else {
        return;
    };
    let step = command(&["--json"], &[program.to_string_lossy().into_owned()]);
    let run = Command::new(&refusing[0])
        .arg(&refusing[1])
        .arg(step.get_program())
        .args(step.get_args())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    if said.contains("private wire") {
        return missing(&said);
    }
    assert_eq!(run.status.code(), Some(3), "{said}");
    assert!(
        said.contains("pidfd_getfd") && said.contains("SYS_PTRACE"),
        "{said}"
    );
}

/// In this machine's own network: that is said, the segments are not seen, the states are.
#[test]
fn a_program_in_this_machines_own_network_is_said_to_be_there() {
    let free = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let source = format!(
        "import socket\ns = socket.socket()\ns.bind(('', {port}))\ns.listen(1)\n\
         a, _ = s.accept()\na.recv(64)\na.send(b'hola')\na.close()\ns.close()\n"
    );
    let Some(server) = super::support::python("net-host", &source) else {
        return;
    };
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .env("LC_ALL", "C.UTF-8")
        .args(["step", "--json", "--net", "host", "--"])
        .args(server)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("sockscope starts");
    let stepped = super::support::Stepped::new(&output);
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    assert!(stepped.notes().contains(&"STEP_NET_HOST"));
    assert_eq!(stepped.events[0]["link"], "loopback");
    assert!(
        stepped
            .events
            .iter()
            .all(|event| event["kind"] != "segment")
    );
    let reached = |state: &str| {
        let states = stepped.hosts("state");
        states.iter().any(|change| change["to"] == state)
    };
    assert!(
        reached("LISTEN") && reached("ESTABLISHED"),
        "{:?}",
        stepped.paths()
    );
}

/// What could not be started was no run that went otherwise than expected; and a simulated host has no kernel.
#[test]
fn what_cannot_begin_says_so() {
    let step = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .env("LC_ALL", "C.UTF-8")
            .args(["step", "--text", "--lang", "en"])
            .args(args)
            .stdin(std::process::Stdio::null())
            .output()
            .expect("sockscope starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let (code, said, why) = step(&["--board", "loopback", "--", "/nowhere/server"]);
    assert_eq!(code, Some(3), "{why}");
    assert!(said.contains("it has not begun"), "{said}");
    let (code, _, why) = step(&["--board", "pair", "--", "true"]);
    assert_eq!(code, Some(2), "{why}");
    assert!(why.contains("simulates the host"), "{why}");
}
