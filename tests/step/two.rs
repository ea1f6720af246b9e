//! Two programs of the learner's against each other: each with its own kernel's network, a gate between.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use super::safety::is_gone;
use super::support::{Stepped, c, command, folder, missing, python, script, step};

const SERVER_C: &str = r#"
#include <arpa/inet.h>
#include <unistd.h>
#include <sys/socket.h>
int main(void) {
    int s = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in me = {.sin_family = AF_INET, .sin_port = htons(7777)};
    bind(s, (struct sockaddr *)&me, sizeof me);
    listen(s, 1);
    int a = accept(s, NULL, NULL);
    char text[64];
    ssize_t n;
    while ((n = recv(a, text, sizeof text, 0)) > 0)
        send(a, text, n, 0);
    close(a);
    close(s);
}
"#;

const SERVER_PY: &str = r#"
import socket
s = socket.socket()
s.bind(("", 7777))
s.listen(1)
a, _ = s.accept()
while text := a.recv(64):
    a.send(text)
a.close()
s.close()
"#;

/// The client, of a server at this address.
fn client(server: &str) -> String {
    format!(
        r#"
import socket
c = socket.socket()
c.connect(("{server}", 7777))
c.send(b"hola")
print(c.recv(64))
c.shutdown(socket.SHUT_WR)
c.recv(64)
c.close()
"#
    )
}

/// The same calls as lines: the server's begin with S, the client's with C.
const LINES: &str = "\
S: s = socket(AF_INET, SOCK_STREAM)
S: bind(s, ANY:7777)
S: listen(s, 1)
S: a = accept(s)
C: c = socket(AF_INET, SOCK_STREAM)
C: connect(c, S:7777)
S: recv(a, 64)
C: send(c, \"hola\")
S: send(a, \"hola\")
C: recv(c, 64)
S: recv(a, 64)
C: shutdown(c, SHUT_WR)
S: close(a)
S: close(s)
C: recv(c, 64)
C: close(c)
";

/// A script in which the host is the server, or the client; the board is the other.
fn as_script(name: &str, host_serves: bool) -> Stepped {
    let (server, client) = match host_serves {
        true => ("host", "board"),
        false => ("board", "host"),
    };
    let text = LINES.replace("(c, S:", &format!("(c, {}:", server.to_uppercase()));
    let text = text.replace("S: ", &format!("{server}: "));
    script(name, &text.replace("C: ", &format!("{client}: ")))
}

/// What a program's calls came to, and its sockets' states. Whether the other end's ACK came before its FIN is
/// that end's matter.
fn life(stepped: &Stepped) -> (Vec<String>, Vec<Vec<String>>) {
    let (calls, mut paths) = stepped.life();
    paths
        .iter_mut()
        .for_each(|path| path.retain(|state| state != "FIN-WAIT-2"));
    (calls, paths)
}

/// Steps two programs, the second one in place of the other end.
fn both(first: &[String], second: &[String]) -> Option<Stepped> {
    let second = second.join(" ");
    step(&["--and", &second], first)
}

#[track_caller]
fn is_as_written(name: &str, stepped: &Stepped, host_serves: bool) {
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    assert_eq!(stepped.found(), [""; 0]);
    let wanted = life(&as_script(&format!("{name}-host"), host_serves));
    assert_eq!(life(stepped), wanted, "the first program");
    let wanted = life(&as_script(&format!("{name}-other"), !host_serves));
    assert_eq!(life(&stepped.turned()), wanted, "the second program");
}

#[test]
fn a_server_in_c_meets_a_client_in_python() {
    let Some(server) = c("two-server", SERVER_C, &[]) else {
        return;
    };
    let Some(client) = python("two-client", &client("10.77.0.1")) else {
        return;
    };
    let server = [server.to_string_lossy().into_owned()];
    let Some(stepped) = both(&server, &client) else {
        return;
    };
    is_as_written("two", &stepped, true);
    let session = &stepped.events[0];
    assert_eq!(
        session["programs"],
        serde_json::json!(["two-server", "two-client"])
    );
    assert_eq!(
        stepped.line_of("accept").unwrap(),
        "int a = accept(s, NULL, NULL);"
    );
    let line = stepped.turned().line_of("connect").unwrap();
    assert_eq!(line, "c.connect((\"10.77.0.1\", 7777))");
}

/// The one that calls may be named first: it waits until the other is ready.
#[test]
fn two_programs_in_python_meet_in_any_order() {
    let Some(client) = python("py-client", &client("10.77.0.2")) else {
        return;
    };
    let Some(server) = python("py-server", SERVER_PY) else {
        return;
    };
    let Some(stepped) = both(&client, &server) else {
        return;
    };
    is_as_written("py", &stepped, false);
}

#[test]
fn what_is_wrong_in_either_program_bears_its_name() {
    let Some(client) = python("named-client", &client("10.77.0.1")) else {
        return;
    };
    // It never closes what it has accepted.
    let leaks = SERVER_PY.replace("a.close()\ns.close()\n", "b, _ = s.accept()\n");
    let Some(server) = python("named-server", &leaks) else {
        return;
    };
    let Some(stepped) = both(&server, &client) else {
        return;
    };
    let notes = stepped
        .events
        .iter()
        .filter(|event| event["about"].is_u64());
    let notes: Vec<&str> = notes.filter_map(|note| note["text"].as_str()).collect();
    assert!(
        notes.iter().all(|text| text.starts_with("named-server, ")),
        "{notes:?}"
    );
    assert!(stepped.found().contains(&"FOUND_LEAKED"), "{notes:?}");
}

#[test]
fn nothing_of_either_program_is_left_after_sigkill() {
    let Some(server) = python("killed-server", SERVER_PY) else {
        return;
    };
    let waits = "import socket, time\nc = socket.socket()\nc.connect(('10.77.0.1', 7777))\ntime.sleep(60)\n";
    let Some(client) = python("killed-client", waits) else {
        return;
    };
    let mut child = command(&["--json", "--and", &client.join(" ")], &server)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let events = lines.map_while(Result::ok);
    let mut events = events.map(|line| serde_json::from_str::<Value>(&line).unwrap());
    let connected = |event: &Value| event["kind"] == "return" && event["call"] == "connect";
    if !events.any(|event| connected(&event)) {
        child.wait().unwrap();
        return missing("the private wire");
    }
    let all = descendants(child.id());
    // Two wires' helpers, two tracers, two programs.
    assert!(all.len() >= 6, "{all:?}");
    child.kill().unwrap();
    child.wait().unwrap();
    all.into_iter().for_each(|pid| is_gone(u64::from(pid)));
}

/// The processes that a process has started, and those that they have.
fn descendants(pid: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task"));
    let tasks = tasks.into_iter().flatten().flatten();
    let children = tasks.flat_map(|task| {
        let text = std::fs::read_to_string(task.path().join("children")).unwrap_or_default();
        let numbers: Vec<u32> = text
            .split_whitespace()
            .filter_map(|n| n.parse().ok())
            .collect();
        numbers
    });
    children
        .flat_map(|child| [vec![child], descendants(child)].concat())
        .collect()
}

#[test]
fn a_recording_of_two_programs_can_be_replayed_and_exported() {
    let Some(server) = python("kept-server", SERVER_PY) else {
        return;
    };
    let Some(client) = python("kept-client", &client("10.77.0.1")) else {
        return;
    };
    let file = folder("kept").join("two.jsonl");
    let file = file.to_string_lossy().into_owned();
    let options = ["--and", &client.join(" "), "--record", &file];
    if step(&options, &server).is_none() {
        return;
    }
    for (args, wanted) in [
        (&["replay", &file][..], "kept-client connect("),
        (&["export", &file, "--to", "mermaid"], "as kept-client"),
        (
            &["export", &file, "--to", "text"],
            "kept-server → kept-client",
        ),
        (&["export", &file, "--to", "md"], "| kept-client |"),
    ] {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .args(args)
            .env("LC_ALL", "C.UTF-8")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains(wanted), "{args:?}: {text} {output:?}");
        // Mermaid calls its participants by their ids.
        let is_id = wanted.starts_with("as ");
        assert!(is_id || !text.contains("board"), "{args:?}: {text}");
    }
}

/// The wire between two programs is frozen before the first call, and each segment of the handshake let go.
#[test]
fn a_file_of_lines_freezes_the_wire_between_two_programs() {
    let Some(server) = python("frozen-server", SERVER_PY) else {
        return;
    };
    let Some(client) = python("frozen-client", &client("10.77.0.1")) else {
        return;
    };
    let file = folder("frozen").join("wire.sock");
    let lines = "wire: hold\nexpect held S\nwire: release\nexpect held SA\nwire: release\n\
                 expect board ESTABLISHED\nwire: open\n";
    std::fs::write(&file, lines).unwrap();
    let file = file.to_string_lossy().into_owned();
    let Some(stepped) = step(&["--and", &client.join(" "), "--with", &file], &server) else {
        return;
    };
    assert_eq!(stepped.code, Some(0), "{}", stepped.stderr);
    let acts = stepped.events.iter();
    let acts: Vec<&str> = acts
        .filter(|event| event["kind"] == "segment")
        .filter_map(|event| event["act"].as_str())
        .collect();
    assert_eq!(
        acts[..4],
        ["held", "released", "held", "released"],
        "{acts:?}"
    );
    let calls = lines.replace("wire: open", "board: socket(AF_INET, SOCK_STREAM)");
    std::fs::write(&file, calls).unwrap();
    let refused = step(&["--and", &client.join(" "), "--with", &file], &server).unwrap();
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.stderr.contains(":") && refused.stderr.contains('7'),
        "{}",
        refused.stderr
    );
}
