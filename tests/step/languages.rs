//! The echo server and its client in several languages: each steps through the same life as its script.

use std::process::Command;

use super::support::{Stepped, c, folder, missing, python, script, step};

/// How a language's library names its calls: what it reads with, what it writes with, and what it does at the
/// end before it closes.
struct Ways {
    read: &'static str,
    write: &'static str,
    end: &'static str,
}

const RECV: Ways = Ways {
    read: "recv",
    write: "send",
    end: "",
};
const READ: Ways = Ways {
    read: "read",
    write: "write",
    end: "",
};
/// Node shuts its half when the other end has shut its own.
const NODE: Ways = Ways {
    read: "read",
    write: "write",
    end: "shutdown",
};

impl Ways {
    fn end(&self, fd: &str) -> String {
        match self.end {
            "" => String::new(),
            call => format!("host: {call}({fd}, SHUT_WR)\n"),
        }
    }

    fn server(&self) -> String {
        let Ways { read, write, .. } = self;
        let end = self.end("a");
        format!(
            "host: s = socket(AF_INET, SOCK_STREAM)\n\
             host: bind(s, ANY:7777)\n\
             host: listen(s, 5)\n\
             host: a = accept(s)\n\
             board: c = socket(AF_INET, SOCK_STREAM)\n\
             board: connect(c, HOST:7777)\n\
             board: send(c, \"hola\")\n\
             board: shutdown(c, SHUT_WR)\n\
             board: recv(c, 4096)\n\
             host: {read}(a, 64)\n\
             host: {write}(a, \"hola\")\n\
             host: {read}(a, 64)\n\
             {end}\
             host: close(a)\n\
             host: close(s)\n\
             board: close(c)\n"
        )
    }

    fn client(&self) -> String {
        let Ways { read, write, .. } = self;
        let end = self.end("c");
        format!(
            "board: s = socket(AF_INET, SOCK_STREAM)\n\
             board: bind(s, BOARD:7777)\n\
             board: listen(s, 1)\n\
             host: c = socket(AF_INET, SOCK_STREAM)\n\
             host: connect(c, BOARD:7777)\n\
             board: a = accept(s)\n\
             host: {write}(c, \"hello\")\n\
             board: recv(a, 4096)\n\
             host: {read}(c, 64)\n\
             board: send(a, \"hola\")\n\
             board: close(a)\n\
             board: close(s)\n\
             host: {read}(c, 64)\n\
             {end}\
             host: close(c)\n"
        )
    }
}

#[track_caller]
fn same(name: &str, program: Option<Vec<String>>, text: &str) -> Option<Stepped> {
    let stepped = step(&[], &program?)?;
    assert_eq!(stepped.code, Some(0), "{name}: {}", stepped.stderr);
    let scripted = script(&format!("{name}-script"), text);
    assert_eq!(scripted.code, Some(0), "{}", scripted.stderr);
    let (one, other) = (stepped.life(), scripted.life());
    assert_eq!(one, other, "{name}: {:#?}", stepped.hosts("return"));
    assert_eq!(stepped.found(), [] as [&str; 0], "{name} is correct");
    Some(stepped)
}

/// Writes a file of a language, and what makes a program of it; `None` if its tool is missing.
fn built(
    name: &str,
    file: &str,
    source: &str,
    tool: &str,
    arguments: &[&str],
) -> Option<Vec<String>> {
    let folder = folder(name);
    std::fs::write(folder.join(file), source).unwrap();
    let made = Command::new(tool)
        .args(arguments)
        .current_dir(&folder)
        .output();
    match made {
        Ok(made) if made.status.success() => {
            let program = folder.join("program");
            Some(vec![program.to_string_lossy().into_owned()])
        }
        Ok(made) => panic!("{}", String::from_utf8_lossy(&made.stderr)),
        Err(why) => {
            missing(&format!("{tool} ({why})"));
            None
        }
    }
}

fn rust(name: &str, source: &str) -> Option<Vec<String>> {
    let options = ["-g", "-o", "program", "program.rs"];
    built(name, "program.rs", source, "rustc", &options)
}

fn go(name: &str, source: &str) -> Option<Vec<String>> {
    let options = ["build", "-o", "program", "program.go"];
    built(name, "program.go", source, "go", &options)
}

fn node(name: &str, source: &str) -> Option<Vec<String>> {
    let asked = Command::new("node")
        .args(["-p", "process.execPath"])
        .output();
    let Ok(asked) = asked else {
        missing("node");
        return None;
    };
    let node = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
    let file = folder(name).join("program.js");
    std::fs::write(&file, source).unwrap();
    Some(vec![node, file.to_string_lossy().into_owned()])
}

fn in_c(name: &str, source: &str, tool: &str, options: &[&str]) -> Option<Vec<String>> {
    if tool == "gcc" {
        let file = c(name, source, options)?;
        return Some(vec![file.to_string_lossy().into_owned()]);
    }
    let options = [&["-g", "-o", "program", "program.c"], options].concat();
    built(name, "program.c", source, tool, &options)
}

macro_rules! echo {
    ($name:literal) => {
        include_str!(concat!("echo/", $name))
    };
}

#[test]
fn c_with_the_systems_library_and_with_static_ones() {
    use super::programs::{CLIENT_C, SERVER_C};
    for (name, tool, options) in [
        ("dynamic", "gcc", &[][..]),
        ("static-glibc", "gcc", &["-static"]),
        ("static-musl", "musl-gcc", &["-static"]),
    ] {
        let server = in_c(&format!("{name}-server"), SERVER_C, tool, options);
        same(name, server, &RECV.server());
        let client = in_c(&format!("{name}-client"), CLIENT_C, tool, options);
        same(name, client, &READ.client());
    }
}

#[test]
fn rust_with_its_standard_library() {
    let server = rust("rust-server", echo!("server.rs"));
    if let Some(server) = same("rust server", server, &RECV.server()) {
        assert!(
            server
                .line_of("accept")
                .unwrap()
                .contains("listener.accept()")
        );
    }
    let client = rust("rust-client", echo!("client.rs"));
    if let Some(client) = same("rust client", client, &RECV.client()) {
        let drops = client.line_of("close");
        assert_eq!(drops.as_deref(), Some("}"), "the brace that drops it");
    }
}

#[test]
fn go_with_its_goroutines() {
    let server = go("go-server", echo!("server.go"));
    if let Some(server) = same("go server", server, &READ.server()) {
        assert!(server.line_of("read").unwrap().contains("client.Read"));
    }
    let client = go("go-client", echo!("client.go"));
    same("go client", client, &READ.client());
}

#[test]
fn node_with_its_loop() {
    same(
        "node server",
        node("node-server", echo!("server.js")),
        &NODE.server(),
    );
    same(
        "node client",
        node("node-client", echo!("client.js")),
        &NODE.client(),
    );
}

#[test]
fn python_with_threads_asyncio_and_selectors() {
    for (name, source) in [
        ("py-threads", echo!("server_threads.py")),
        ("py-asyncio", echo!("server_asyncio.py")),
        ("py-selectors", echo!("server_selectors.py")),
    ] {
        same(name, python(name, source), &RECV.server());
    }
    for (name, source) in [
        ("py-client", echo!("client.py")),
        ("py-asyncio-client", echo!("client_asyncio.py")),
    ] {
        same(name, python(name, source), &RECV.client());
    }
}

/// A module of the library that is run as the program is what the learner steps.
#[test]
fn a_module_run_by_m_has_lines() {
    let Some(python) = python("module", "") else {
        return;
    };
    let program = [python[0].as_str(), "-m", "http.server", "7777"].map(str::to_owned);
    let Some(stepped) = step(&[], &program) else {
        return;
    };
    for call in ["bind", "accept"] {
        let calls = stepped.hosts("call");
        let found = calls.iter().find(|event| event["call"] == call);
        let file = found.and_then(|event| event["source"]["file"].as_str());
        let of_module = file.is_some_and(|file| file.ends_with("/http/server.py"));
        assert!(of_module, "{call}: {file:?}: {:#?}", stepped.notes());
    }
}
