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

/// The lessons' recordings that are there, as a table for `lesson/recorded.rs`: a lesson that is new has
/// none before it has run.
fn embed_recordings(folder: &Path) {
    println!("cargo::rerun-if-changed={}", folder.display());
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = found.map(|entry| entry.path()).collect();
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        if file.extension().is_some_and(|end| end == "jsonl") {
            println!("cargo::rerun-if-changed={}", file.display());
            let file = fs::canonicalize(&file).expect("it was just there");
            let id = file.file_stem().unwrap_or_default().to_string_lossy();
            table += &format!(
                "    ({id:?}, include_str!({:?})),\n",
                file.display().to_string()
            );
        }
    }
    table += "]";
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("recordings.rs"), table).expect("cargo's own folder");
}
