//! Compiles programs, runs them under `sockscope step`, reads the timeline.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs};

use serde_json::Value;

/// Whether a tool that this machine lacks is a failure.
pub fn missing(what: &str) {
    assert!(env::var_os("SOCKSCOPE_CI").is_none(), "{what} is missing");
    eprintln!("left out: {what} is missing");
}

/// A folder of this test's own.
pub fn folder(name: &str) -> PathBuf {
    let folder = env::temp_dir().join(format!("sockscope-step-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Compiles a C program; `None` if there is no compiler, or it cannot do this.
pub fn c(name: &str, source: &str, options: &[&str]) -> Option<PathBuf> {
    let folder = folder(name);
    let (file, program) = (folder.join(format!("{name}.c")), folder.join(name));
    fs::write(&file, source).unwrap();
    let compiled = Command::new("gcc")
        .args(["-g", "-w"])
        .args(options)
        .arg("-o")
        .arg(&program)
        .arg(&file)
        .output();
    match compiled {
        Ok(compiled) if compiled.status.success() => Some(program),
        Ok(compiled) => {
            missing(&String::from_utf8_lossy(&compiled.stderr));
            None
        }
        Err(why) => {
            missing(&format!("gcc ({why})"));
            None
        }
    }
}

/// Writes a Python program, and the command that runs it; `None` if there is no Python.
pub fn python(name: &str, source: &str) -> Option<Vec<String>> {
    let ask = ["-c", "import sys; print(sys.executable)"];
    let Ok(asked) = Command::new("python3").args(ask).output() else {
        missing("python3");
        return None;
    };
    let python = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
    let file = folder(name).join(format!("{name}.py"));
    fs::write(&file, source).unwrap();
    Some(vec![python, file.to_string_lossy().into_owned()])
}

/// `sockscope step` of this program, ready to be run.
pub fn command(options: &[&str], program: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command
        .env("LC_ALL", "C.UTF-8")
        .env_remove("CLICOLOR_FORCE")
        .args(["step", "--board", "virtual"])
        .args(options)
        .arg("--")
        .args(program)
        .stdin(Stdio::null());
    command
}

/// Steps a program freely to its end; `None` where this machine has no private wire.
pub fn step(options: &[&str], program: &[String]) -> Option<Stepped> {
    let output = command(&[&["--json"], options].concat(), program)
        .output()
        .expect("sockscope starts");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.code() == Some(3) && stderr.contains("private wire") {
        missing(&stderr);
        return None;
    }
    Some(Stepped::new(&output))
}

/// Steps one program file.
pub fn step_file(program: Option<PathBuf>) -> Option<Stepped> {
    step(&[], &[program?.to_string_lossy().into_owned()])
}

/// Runs a script.
pub fn script(name: &str, text: &str) -> Stepped {
    let file = folder(name).join(format!("{name}.sock"));
    fs::write(&file, text).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .env("LC_ALL", "C.UTF-8")
        .args(["run", "--board", "virtual", "--json"])
        .arg(Path::new(&file))
        .stdin(Stdio::null())
        .output()
        .expect("sockscope starts");
    Stepped::new(&output)
}

/// What came of a run.
pub struct Stepped {
    pub code: Option<i32>,
    pub stderr: String,
    pub events: Vec<Value>,
}

impl Stepped {
    pub fn new(output: &Output) -> Stepped {
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        let event = |line: &str| serde_json::from_str(line).expect(line);
        Stepped {
            code: output.status.code(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            events: text.lines().map(event).collect(),
        }
    }

    /// The same, seen from the other end: its calls are the host's.
    pub fn turned(&self) -> Stepped {
        let turn = |event: &Value| {
            let mut event = event.clone();
            match event["peer"].as_str() {
                Some("host") => event["peer"] = "board".into(),
                Some("board") => event["peer"] = "host".into(),
                _ => {}
            }
            event
        };
        Stepped {
            code: self.code,
            stderr: self.stderr.clone(),
            events: self.events.iter().map(turn).collect(),
        }
    }

    /// The events of this kind, of the host.
    pub fn hosts(&self, kind: &str) -> Vec<&Value> {
        let is = |event: &&Value| event["kind"] == kind && event["peer"] == "host";
        self.events.iter().filter(is).collect()
    }

    /// The host's calls and how each ended, its descriptors named in the order in which they were made. What
    /// only asks or sets something is left out.
    pub fn calls(&self) -> Vec<String> {
        let asks = ["getsockname", "getpeername", "getsockopt", "setsockopt"];
        let returns = self.hosts("return").into_iter();
        returns
            .filter(|event| !asks.contains(&event["call"].as_str().unwrap()))
            .filter(|event| !["fcntl", "ioctl"].contains(&event["call"].as_str().unwrap()))
            .map(|event| {
                let call = event["call"].as_str().unwrap();
                let makes = ["socket", "accept", "dup"].contains(&call);
                let ret = if makes { &Value::Null } else { &event["ret"] };
                let errno = event["errno"]["name"].as_str().unwrap_or("");
                let fd = self.named(event["fd"].as_str().unwrap_or(""));
                format!("{call}({fd}) = {ret} {errno} {}", event["data"])
            })
            .collect()
    }

    /// The states that each of the host's sockets has passed, in the order of the sockets.
    pub fn paths(&self) -> Vec<Vec<String>> {
        let mut sockets: Vec<(u64, Vec<String>)> = Vec::new();
        for change in self.hosts("state") {
            let socket = change["socket"].as_u64().unwrap();
            let to = change["to"].as_str().unwrap().to_owned();
            match sockets.iter_mut().find(|(id, _)| *id == socket) {
                Some((_, path)) => path.push(to),
                None => sockets.push((socket, vec![to])),
            }
        }
        sockets.into_iter().map(|(_, path)| path).collect()
    }

    /// What is the same however a library goes about it: the calls that came to something, about sockets that
    /// came to something, and the states of these. Waits, attempts (EAGAIN) and questions are left out.
    pub fn life(&self) -> (Vec<String>, Vec<Vec<String>>) {
        const LEFT_OUT: [&str; 9] = [
            "getsockname",
            "getpeername",
            "getsockopt",
            "setsockopt",
            "fcntl",
            "ioctl",
            "poll",
            "select",
            "dup",
        ];
        let lives = |path: &Vec<String>| {
            path.iter()
                .any(|state| state == "LISTEN" || state == "ESTABLISHED")
        };
        let mut calls = Vec::new();
        let mut named: Vec<(&str, usize)> = Vec::new();
        let mut made = 0;
        for event in self.hosts("return") {
            let call = event["call"].as_str().unwrap();
            let errno = event["errno"]["name"].as_str().unwrap_or("");
            let fd = event["fd"].as_str().unwrap_or("");
            let tries = errno == "EAGAIN" || call == "connect" && errno == "EALREADY";
            if LEFT_OUT.contains(&call) || tries {
                continue;
            }
            let makes = ["socket", "accept"].contains(&call);
            if makes {
                named.retain(|(name, _)| *name != fd);
                named.push((fd, made));
                made += 1;
            }
            let number = named
                .iter()
                .find(|(name, _)| *name == fd)
                .map(|(_, number)| *number);
            // Whoever does not wait for it hears that it has begun.
            let begun = call == "connect" && ["", "EINPROGRESS"].contains(&errno);
            let ret = match makes || begun {
                true => String::new(),
                false => format!("{} {errno} {}", event["ret"], event["data"]),
            };
            calls.push((number, format!("{call}() {ret}")));
        }
        let paths = self.paths();
        let alive = |number: usize| paths.get(number).is_some_and(lives);
        let order: Vec<usize> = (0..paths.len()).filter(|number| alive(*number)).collect();
        let place = |number: usize| order.iter().position(|of| *of == number);
        let calls = calls.into_iter().filter_map(|(number, text)| {
            let place = place(number?)?;
            Some(format!("#{place} {text}"))
        });
        let calls = calls.collect();
        (calls, paths.into_iter().filter(lives).collect())
    }

    fn named(&self, fd: &str) -> String {
        let mut names: Vec<&str> = Vec::new();
        for event in self.hosts("return") {
            let makes = ["socket", "accept", "dup"].contains(&event["call"].as_str().unwrap());
            let name = event["fd"].as_str().unwrap_or("");
            if makes && !names.contains(&name) {
                names.push(name);
            }
        }
        let at = names.iter().position(|name| *name == fd);
        at.map_or_else(|| fd.to_owned(), |at| format!("#{at}"))
    }

    /// The keys of the remarks, in order.
    pub fn notes(&self) -> Vec<&str> {
        let notes = self.events.iter().filter(|event| event["kind"] == "note");
        notes.filter_map(|event| event["key"].as_str()).collect()
    }

    /// The text of the source line that the first call of this name came from.
    pub fn line_of(&self, call: &str) -> Option<String> {
        let calls = self.hosts("call").into_iter();
        let mut calls = calls.filter(|event| event["call"] == call);
        Some(self.source_of(calls.next()?))
    }

    /// The text of the source line that a call came from.
    pub fn source_of(&self, call: &Value) -> String {
        let source = &call["source"];
        let text = fs::read_to_string(source["file"].as_str().unwrap_or("")).unwrap_or_default();
        let line = source["line"].as_u64().unwrap_or(0);
        let line = usize::try_from(line).unwrap_or(0).checked_sub(1);
        let line = line.and_then(|line| text.lines().nth(line));
        line.unwrap_or_default().trim().to_owned()
    }

    /// The keys of what was found wrong.
    pub fn found(&self) -> Vec<&str> {
        let notes = self.events.iter().filter(|event| event["about"].is_u64());
        notes
            .filter_map(|note| note["args"]["what"]["key"].as_str())
            .collect()
    }

    /// Whether any of the board's states was reached.
    pub fn board_reached(&self, state: &str) -> bool {
        let is = |event: &&Value| {
            event["kind"] == "state" && event["peer"] == "board" && event["to"] == state
        };
        self.events.iter().any(|event| is(&event))
    }
}
