//! Tells the crate where its texts, lessons and themes are. In a checkout that is `assets/` at the
//! top; in a package, the copy that `cargo package` makes of what the link `assets` here points to.
//! (A checkout on Windows may have a text file in the link's place.)
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)] // so a build script speaks with cargo

use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let inside = here.join("assets");
    let assets = if inside.is_dir() {
        inside
    } else {
        here.join("../../assets")
    };
    println!("cargo::rustc-env=SOCKSCOPE_ASSETS={}", assets.display());
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    for kind in ["lessons", "tasks", "puzzles"] {
        embed_texts(&assets.join(kind), &out.join(format!("{kind}.deflate")));
    }
    embed_recordings(&assets.join("recordings"), &out);
}

/// How hard is packed, of 10.
const PACKED: u8 = 9;

/// Packs bytes (RFC 1951) into a file.
fn pack(bytes: &[u8], to: &Path) {
    let packed = miniz_oxide::deflate::compress_to_vec(bytes, PACKED);
    fs::write(to, packed).expect("cargo's own folder");
}

/// The files of a folder that end so, by name: what each is called, and its text.
fn texts(folder: &Path, end: &str) -> Vec<(String, String)> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = found.map(|entry| entry.path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|its| its == end));
    let read = |file: PathBuf| {
        println!("cargo::rerun-if-changed={}", file.display());
        let id = file.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(&file).expect("a text that was just there");
        (id.into_owned(), text)
    };
    files.into_iter().map(read).collect()
}

/// A folder's lessons, for `lesson/shipped.rs`: name and text in turn, a NUL behind each. They are packed as one,
/// since they have much in common.
fn embed_texts(folder: &Path, to: &Path) {
    let texts = texts(folder, "toml").into_iter();
    let all: String = texts.map(|(id, text)| format!("{id}\0{text}\0")).collect();
    pack(all.as_bytes(), to);
}

/// The lessons' recordings that are there, each packed, as a table for `lesson/recorded.rs`: a lesson that is new
/// has none before it has run.
fn embed_recordings(folder: &Path, out: &Path) {
    let mut rows = String::new();
    let texts = texts(folder, "jsonl");
    for (id, text) in &texts {
        let to = out.join(format!("{id}.deflate"));
        pack(text.as_bytes(), &to);
        rows += &format!("    Recording::new({id:?}, include_bytes!({to:?})),\n");
    }
    let count = texts.len();
    let table = format!("static SHIPPED: [Recording; {count}] = [\n{rows}];\n");
    fs::write(out.join("recordings.rs"), table).expect("cargo's own folder");
}
