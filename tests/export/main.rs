//! `sockscope export`, and what other programs say of its files.

mod files;
mod mermaid;
mod pictures;
mod tshark;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use sockscope::lesson::{SHIPPED, recorded};

/// Runs the program.
fn sockscope(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    let command = command.args(args).env("LC_ALL", "C.UTF-8");
    let command = command.env_remove("CLICOLOR_FORCE").stdin(Stdio::null());
    command.output().expect("it starts")
}

/// The folder of a test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("export-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// The recordings that ship, by their lessons.
fn recordings() -> impl Iterator<Item = (&'static str, PathBuf)> {
    let there = SHIPPED
        .iter()
        .filter(|(id, _)| recorded::shipped(id).is_some());
    there.map(|(id, _)| (*id, recording(id)))
}

fn recording(id: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    root.join(format!("assets/recordings/{id}.jsonl"))
}

/// Exports a recording that ships into this folder, with more arguments.
fn export(id: &str, to: &str, into: &Path, more: &[&str]) -> PathBuf {
    let of = more.join("");
    let file = into.join(format!("{id}{of}.{to}"));
    let recording = recording(id);
    let names = [&recording, &file].map(|path| path.to_str().expect("ASCII"));
    let mut args = vec![
        "export", names[0], "--to", to, "-o", names[1], "--lang", "en",
    ];
    args.extend(more);
    let output = sockscope(&args);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() && said.is_empty(),
        "{id} {to}: {said}"
    );
    file
}

/// What another program says; none if it is not here, which is a failure where everything is.
fn tool(program: &str, args: &[&str]) -> Option<Output> {
    let output = Command::new(program)
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .output();
    match output {
        Ok(output) => Some(output),
        Err(why) => {
            missing(&format!("{program}: {why}"));
            None
        }
    }
}

/// Something that a test needs is not here.
fn missing(what: &str) {
    assert!(env::var_os("SOCKSCOPE_CI").is_none(), "{what}");
    eprintln!("not tested: {what}");
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}
