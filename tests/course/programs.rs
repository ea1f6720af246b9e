//! A lesson as programs.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use sockscope::lesson::Lesson;
use sockscope::script::{Actor, Role};
use sockscope::words::Lang;

use super::{Home, tool};

/// The programs of a lesson, in a folder.
fn written(home: &Home, id: &str, to: &str) -> PathBuf {
    use sockscope::export::programs::{Script, Target, programs};
    let lesson = sockscope::lesson::find(id).expect("it ships");
    let lines: Vec<_> = lesson
        .steps
        .iter()
        .flat_map(|step| step.lines())
        .cloned()
        .collect();
    // An address of its own, so that nobody else has its ports.
    let at = sockscope::lesson::shipped()
        .iter()
        .position(|lesson| lesson.id == id);
    let at = at.unwrap_or_default() * Target::NAMES.len();
    let own = (at
        + Target::NAMES
            .iter()
            .position(|name| *name == to)
            .unwrap_or_default()
        + 1) as u8;
    let process = std::process::id() % 250 + 1;
    let script = Script {
        title: lesson.title.get(Lang::Es),
        lines: &lines,
        role: Role::Server,
        address: &|place| match place {
            sockscope::script::Place::Ip(ip) => Some(ip),
            _ => Some(std::net::Ipv4Addr::new(127, 78, process as u8, own).into()),
        },
        lang: Lang::Es,
    };
    let folder = home.0.join(format!("{id}-{to}"));
    for file in programs(&script, Target::from_name(to).expect("a target")) {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs::write(path, file.text).expect("a file");
    }
    folder
}

/// The lessons whose two halves stand in their lines: of one about a program, that is the half.
fn of_lines() -> impl Iterator<Item = &'static Lesson> {
    let all = sockscope::lesson::shipped().iter();
    all.filter(|lesson| lesson.program.is_none())
}

const WARNINGS: [&str; 5] = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-o"];

#[test]
fn every_lesson_compiles_as_c_and_as_python_without_a_warning() {
    let home = Home::new("compiles");
    for lesson in of_lines() {
        let (c, py) = (
            written(&home, &lesson.id, "c"),
            written(&home, &lesson.id, "python"),
        );
        for name in ["server", "client"] {
            let source = format!("{name}.c");
            let args = [&WARNINGS[..], &[name, &source]].concat();
            if let Some(output) = tool("cc", &args, &c) {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(output.status.success(), "{}: {said}", lesson.id);
            }
            let args = ["-W", "error", "-m", "py_compile", &format!("{name}.py")];
            if let Some(output) = tool("python3", &args, &py) {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                assert!(output.status.success(), "{}: {said}", lesson.id);
            }
        }
    }
}

/// What the lesson's lines call, side by side: what each program must say.
fn calls_of(id: &str, actor: Actor) -> Vec<String> {
    use sockscope::script::LineKind;
    let lesson = sockscope::lesson::find(id).expect("it ships");
    let lines = lesson.steps.iter().flat_map(|step| step.lines());
    let of = lines.filter_map(|line| match &line.kind {
        LineKind::Call(call) if call.actor.peer(Role::Server) == actor.peer(Role::Server) => {
            let text = sockscope::script::written(&call.call);
            Some(
                call.assign
                    .as_ref()
                    .map_or(text.clone(), |name| format!("{name} = {text}")),
            )
        }
        _ => None,
    });
    of.collect()
}

/// How long two programs may take, on a machine with much to do.
const LIMIT: Duration = Duration::from_secs(60);

/// The lines that a program says, as they come; it is ended when nobody listens any more.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(mut command: Command) -> Running {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let (to, lines) = channel();
        std::thread::spawn(move || {
            out.lines()
                .map_while(Result::ok)
                .try_for_each(|line| to.send(line))
        });
        Running { child, lines }
    }

    /// The next line; none at its end.
    fn line(&self) -> Option<String> {
        match self.lines.recv_timeout(LIMIT) {
            Ok(line) => Some(line),
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("it does not go on"),
        }
    }

    /// What it still says, and that it ends well.
    fn end(mut self) -> Vec<String> {
        let said = std::iter::from_fn(|| self.line()).collect();
        let ended = self.child.wait().expect("our child");
        let said: Vec<String> = said;
        assert!(ended.success(), "{ended}: {:?}", said.last());
        said
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a server, and once it waits for somebody a client; the calls that each of them said.
fn against_each_other(server: Command, client: Command) -> [Vec<String>; 2] {
    let server = Running::start(server);
    let mut said = Vec::new();
    // It has listened when it says what comes behind that.
    while !said.iter().any(|line: &String| line.starts_with("listen(")) {
        said.push(server.line().expect("it listens"));
    }
    said.push(server.line().expect("it goes on"));
    let client = Running::start(client);
    said.extend(std::iter::from_fn(|| server.line()));
    said.extend(server.end());
    let calls = |lines: Vec<String>| {
        lines
            .into_iter()
            .filter(|line| !line.starts_with("  "))
            .collect()
    };
    [calls(said), calls(client.end())]
}

/// The lessons whose two programs, each as fast as it can, make all of the lesson's calls in its order and end. The
/// others hang on what only a script can arrange between two ends: `time-wait` and `addresses` start a server again
/// on a port that the other order of closing leaves in TIME-WAIT, `wrong-order` connects before anybody listens on
/// purpose, and the datagrams of `datagrams` are lost if nobody has bound the port yet.
const FREE: [&str; 10] = [
    "lifecycle",
    "descriptor",
    "handshake",
    "queue",
    "stream",
    "delivered",
    "window",
    "goodbye",
    "reset",
    "many",
];

/// Those of them that Python can say: an error that may come early or late ends a program there (`queue`, `reset`,
/// `many`), and `descriptor` calls by a number that was closed, and somebody else has now.
const IN_PYTHON: [&str; 6] = [
    "lifecycle",
    "handshake",
    "stream",
    "delivered",
    "window",
    "goodbye",
];

/// Runs both programs of a lesson against each other and compares what they say.
fn runs(id: &str, program: impl Fn(&str) -> Command) {
    let wanted = [calls_of(id, Actor::Server), calls_of(id, Actor::Client)];
    let said = against_each_other(program("server"), program("client"));
    assert_eq!(said, wanted, "{id}");
}

#[test]
fn programs_in_c_make_the_lessons_calls() {
    let home = Home::new("runs-c");
    for id in FREE {
        let folder = written(&home, id, "c");
        let compiled = ["server", "client"].map(|name| {
            let source = format!("{name}.c");
            tool("cc", &[&WARNINGS[..], &[name, &source]].concat(), &folder)
        });
        if compiled.iter().all(Option::is_some) {
            runs(id, |name| Command::new(folder.join(name)));
        }
    }
}

#[test]
fn programs_in_python_make_the_lessons_calls() {
    let home = Home::new("runs-python");
    for id in IN_PYTHON {
        let folder = written(&home, id, "python");
        if tool("python3", &["--version"], &folder).is_some() {
            runs(id, |name| {
                let mut command = Command::new("python3");
                command.arg(folder.join(format!("{name}.py")));
                command
            });
        }
    }
}

/// Cargo on a Rust project, without the network.
fn cargo(folder: &Path, target: &Path, what: &str) {
    let lock = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock");
    fs::copy(lock, folder.join("Cargo.lock")).expect("the lock is there");
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([what, "--offline", "--quiet"])
        .current_dir(folder);
    command
        .env("RUSTFLAGS", "-D warnings")
        .env("CARGO_TARGET_DIR", target);
    let output = command.output().expect("cargo runs this test");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {said}", folder.display());
}

/// With the crates that this program itself is built with.
#[test]
fn every_lesson_is_a_rust_project_that_builds_without_a_warning_and_some_run() {
    let home = Home::new("cargo");
    let target = home.0.join("target");
    for lesson in of_lines() {
        cargo(&written(&home, &lesson.id, "rust"), &target, "check");
    }
    // Two of those that Rust can say every call of, each in a place of its own.
    for id in ["lifecycle", "stream"] {
        let folder = home.0.join(format!("{id}-rust"));
        let target = folder.join("target");
        cargo(&folder, &target, "build");
        runs(id, |name| Command::new(target.join("debug").join(name)));
    }
}

/// What ESP-IDF has beside lwIP, as far as the programs use it.
const IDF: [(&str, &str); 8] = [
    (
        "esp_err.h",
        "#define ESP_ERROR_CHECK(x) do { if ((x) != 0) return; } while (0)\n",
    ),
    ("esp_event.h", "int esp_event_loop_create_default(void);\n"),
    (
        "esp_log.h",
        "#define ESP_LOGI(tag, ...) printf(__VA_ARGS__)\n",
    ),
    ("esp_netif.h", "int esp_netif_init(void);\n"),
    ("nvs_flash.h", "int nvs_flash_init(void);\n"),
    ("protocol_examples_common.h", "int example_connect(void);\n"),
    ("sys/poll.h", "#include <lwip/sockets.h>\n"),
    (
        "lwipopts.h",
        "#define LWIP_SOCKET 1\n#define LWIP_COMPAT_SOCKETS 1\n#define LWIP_POSIX_SOCKETS_IO_NAMES 0\n\
         #define LWIP_TIMEVAL_PRIVATE 0\n#define LWIP_IPV6 1\n#define LWIP_NETCONN 1\n#define LWIP_DNS 1\n\
         #define SO_REUSE 1\n#define LWIP_SO_RCVBUF 1\n#define LWIP_SO_LINGER 1\n#define LWIP_SO_RCVTIMEO 1\n\
         #define LWIP_SO_SNDTIMEO 1\n#define LWIP_SOCKET_POLL 1\n#define htons(x) lwip_htons(x)\n\
         #define htonl(x) lwip_htonl(x)\n",
    ),
];

/// The board's half is held against lwIP's own headers (Debian: liblwip-dev), with those of the C library for files.
#[test]
fn the_boards_half_in_c_fits_the_headers_of_lwip() {
    const LWIP: &str = "/usr/include/lwip";
    if !Path::new(LWIP).is_dir() {
        assert!(
            std::env::var_os("SOCKSCOPE_CI").is_none(),
            "no lwIP in {LWIP}"
        );
        eprintln!("lwIP's headers are not here: {LWIP}");
        return;
    }
    let home = Home::new("lwip");
    for (name, text) in IDF {
        let path = home.0.join("idf").join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        fs::write(path, text).expect("a file");
    }
    let check = |file: &Path| {
        let file = file.to_str().expect("a path of UTF-8");
        let args = [
            "-fsyntax-only",
            "-std=gnu11",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-Iidf",
            "-I",
            LWIP,
            file,
        ];
        tool("cc", &args, &home.0)
    };
    for lesson in of_lines() {
        let file = written(&home, &lesson.id, "esp-idf").join("main/main.c");
        if let Some(output) = check(&file) {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            assert!(output.status.success(), "{}: {said}", lesson.id);
        }
        // What lwIP does not have is found.
        let text = fs::read_to_string(&file).expect("it is there");
        let wrong = text.replacen("SOCK_STREAM, 0)", "SOCK_SEQPACKET, 0)", 1);
        fs::write(&file, &wrong).expect("a file");
        let refused = check(&file).is_none_or(|output| !output.status.success());
        assert!(refused || wrong == text, "{}", lesson.id);
    }
}
