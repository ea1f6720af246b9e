//! Tells the crate where its texts, lessons and themes are. In a checkout that is `assets/` at the
//! top; in a package, the copy that `cargo package` makes of what the link `assets` here points to.
//! (A checkout on Windows may have a text file in the link's place.)
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)] // so a build script speaks with cargo

use std::env;
use std::path::PathBuf;

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
}
