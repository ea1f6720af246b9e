//! The lines compile: C by the system's compiler, Rust by this crate's own build, Python by its
//! own parser. Where there is no such tool, that language's test has nothing to ask.

use std::io::Write;
use std::process::{Command, Stdio};

use super::*;
use crate::script::{Actor, LineKind, parse_line_for};

/// Every call, and what is awkward to write in one of the languages.
const PROGRAM: &str = r#"
s = socket(AF_INET, SOCK_STREAM)
setsockopt(s, SO_REUSEADDR, 1)
setsockopt(s, SO_RCVTIMEO, 1500ms)
bind(s, HOST:7777)
listen(s, 1)
c = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)
setsockopt(c, TCP_NODELAY, 1)
setsockopt(c, SO_LINGER, 1, 0)
setsockopt(c, SO_SNDTIMEO, 0)
setsockopt(c, SO_SNDBUF, 8192)
connect(c, HOST:7777)
int = accept(s)
accept(s)
send(c, "hola")
send(c, "¡qué \"tal\"\n!")
send(c, "\x00\x01\xFF1\\??=")
send(c, "")
send(c, "a" * 70000)
write(c, "ab" * 3)
write(int, "uno dos")
recv(int, 64)
read(c, 3)
recv(c, 0)
shutdown(c, SHUT_WR)
u = socket(AF_INET6, SOCK_DGRAM, 17)
bind(u, ANY6:0)
sendto(u, "x", (::1):7)
recvfrom(u, 64)
connect(u, LOOPBACK6:7)
x = socket(AF_INET, SOCK_STREAM, 99)
getsockname(s)
getpeername(c)
getsockopt(s, SO_TYPE)
getsockopt(s, SO_LINGER)
getsockopt(s, SO_RCVTIMEO)
getsockopt(s, SO_ERROR)
setsockopt(s, SO_TYPE, 1)
fcntl(s, O_NONBLOCK)
fcntl(s, 0)
fstat(s)
fstat(99)
poll(s POLLIN, int POLLIN+POLLOUT, 7 0, 1000)
poll(10)
n = socket(AF_INET, SOCK_STREAM+SOCK_NONBLOCK)
send(n, "x", MSG_DONTWAIT)
sendto(n, "x", MSG_DONTWAIT, HOST:7)
recv(n, 4, MSG_PEEK+MSG_DONTWAIT)
recvfrom(n, 4, MSG_WAITALL)
fcntl(n, F_GETFL)
ioctl(n, FIONREAD)
ioctl(n, FIONBIO, 1)
d = dup(n)
select(n+d, d, NULL, 1500ms)
select(NULL, NULL, n, NULL)
setsockopt(n, TCP_USER_TIMEOUT, 5000)
setsockopt(n, SO_BROADCAST, 1)
getsockopt(n, TCP_MAXSEG)
getsockopt(n, SO_DOMAIN)
getsockopt(n, IPV6_V6ONLY)
close(n)
close(d)
send(99, "x")
close(99)
close(int)
close(c)
close(u)
close(s)
"#;

fn program(lang: CodeLang) -> Vec<String> {
    let address = |place: Place| match place {
        Place::Ip(ip) => Some(ip),
        Place::Of(_) => Some(IpAddr::from([10, 77, 0, 1])),
        Place::Of6(_) => Some(IpAddr::from([0xfd77, 0, 0, 0, 0, 0, 0, 1])),
    };
    let mut lines = Vec::new();
    for text in PROGRAM.lines() {
        let parsed = parse_line_for(Actor::Host, text, 1).unwrap_or_else(|e| panic!("{e}"));
        if let Some(LineKind::Call(call)) = parsed.map(|line| line.kind) {
            lines.extend(code(&call, lang, &address));
        }
    }
    lines
}

fn one(lang: CodeLang, text: &str) -> String {
    let line = parse_line_for(Actor::Board, text, 1).unwrap().unwrap();
    let LineKind::Call(call) = line.kind else {
        panic!("{text}")
    };
    code(&call, lang, &|_| None).join("\n")
}

/// Runs `tool` with `input`; `None` if this machine does not have it.
fn run(tool: &str, args: &[&str], input: &str) -> Option<(bool, String)> {
    let mut command = Command::new(tool);
    command
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    child.stdin.take()?.write_all(input.as_bytes()).ok()?;
    let out = child.wait_with_output().ok()?;
    Some((
        out.status.success(),
        String::from_utf8_lossy(&out.stderr).into_owned(),
    ))
}

#[test]
fn c_compiles_without_a_warning() {
    let mut text = prelude(CodeLang::C).join("\n");
    text.push_str("\nint main(void) {\n");
    text.push_str(&program(CodeLang::C).join("\n"));
    text.push_str("\n(void)x;\n}\n");
    let args = [
        "-std=gnu11",
        "-Wall",
        "-Wextra",
        "-Wno-unused-result",
        "-Werror",
        "-fsyntax-only",
        "-xc",
        "-",
    ];
    if let Some((ok, said)) = run("cc", &args, &text) {
        assert!(ok, "{said}\n{text}");
    }
}

#[test]
fn python_parses_and_knows_every_name() {
    let mut text = prelude(CodeLang::Python).join("\n");
    text.push('\n');
    text.push_str(&program(CodeLang::Python).join("\n"));
    // Its names are looked up in the real modules, and none is used before it is assigned.
    let check = r#"
import ast, errno, fcntl, os, select, socket, struct, sys, termios
modules = {"errno": errno, "fcntl": fcntl, "os": os, "select": select, "socket": socket, "struct": struct, "termios": termios}
known = set(modules)
for statement in ast.parse(sys.stdin.buffer.read().decode()).body:
    for node in ast.walk(statement):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id)
            assert module is None or hasattr(module, node.attr), node.attr
            if module is None:
                assert hasattr(socket.socket, node.attr) or node.attr in ("register", "poll"), node.attr
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            assert node.id in known, node.id
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            known.add(node.id)
"#;
    if let Some((ok, said)) = run("python3", &["-c", check], &text) {
        assert!(ok, "{said}\n{text}");
    }
}

/// The Rust program is part of this test's own build. After a change of the generator run this test
/// with `SOCKSCOPE_UPDATE=1` and look at the difference.
#[test]
fn rust_compiles_as_it_stands_in_generated_rs() {
    let mut text = String::from("// Written by the test that compares it; see tests.rs.\n");
    text.push_str(&prelude(CodeLang::Rust).join("\n"));
    text.push_str("\n\npub fn program() -> std::io::Result<()> {\n");
    for line in program(CodeLang::Rust) {
        text.push_str(&format!("    {line}\n"));
    }
    text.push_str("    Ok(())\n}\n");
    if std::env::var_os("SOCKSCOPE_UPDATE").is_some() {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/script/code/tests/generated.rs"
        );
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(text, include_str!("generated.rs"));
}

#[cfg(unix)]
#[rustfmt::skip]
#[allow(dead_code, unused_imports, unused_variables, clippy::all)]
mod generated;

#[test]
fn the_first_line_in_each_language() {
    let text = "s = socket(AF_INET, SOCK_STREAM)";
    assert_eq!(
        one(CodeLang::C, text),
        "int s = socket(AF_INET, SOCK_STREAM, 0);"
    );
    assert_eq!(
        one(CodeLang::Rust, text),
        "let s = Socket::new(Domain::IPV4, Type::STREAM, None)?;"
    );
    assert_eq!(
        one(CodeLang::Python, text),
        "s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)"
    );
}

#[test]
fn an_address_that_is_not_known_is_its_word() {
    assert_eq!(
        one(CodeLang::Python, "bind(s, BOARD:7)"),
        "s.bind((\"BOARD\", 7))"
    );
}
