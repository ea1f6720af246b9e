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
    embed_recordings(&assets.join("recordings"));
}

/// How hard the recordings are packed, of 10.
const PACKED: u8 = 9;

/// The lessons' recordings that are there, packed (RFC 1951), as a table for `lesson/recorded.rs`: a lesson that
/// is new has none before it has run.
fn embed_recordings(folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = found.map(|entry| entry.path()).collect();
    files.sort();
    files.retain(|file| file.extension().is_some_and(|end| end == "jsonl"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    let mut table = String::from("[\n");
    for file in &files {
        println!("cargo::rerun-if-changed={}", file.display());
        let id = file.file_stem().unwrap_or_default().to_string_lossy();
        let text = fs::read_to_string(file).expect("a text that was just there");
        let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), PACKED);
        let to = out.join(format!("{id}.deflate"));
        fs::write(&to, packed).expect("cargo's own folder");
        let to = to.display().to_string();
        table += &format!("    Recording::new({id:?}, include_bytes!({to:?})),\n");
    }
    table += "]";
    let count = files.len();
    let table = format!("static SHIPPED: [Recording; {count}] = {table};\n");
    fs::write(out.join("recordings.rs"), table).expect("cargo's own folder");
}
