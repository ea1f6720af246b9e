//! Pages in a real browser: Chromium, driven by playwright-core, looked over by axe-core. Without them
//! the tests say so and pass, unless `SOCKSCOPE_CI` is set; `.ci/run` brings them.

mod export;
mod page;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where `.ci/run` puts what npm brings.
fn modules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("target/browser/node_modules")
}

fn chromium() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let files = std::env::split_paths(&path).flat_map(|dir| names.map(|name| dir.join(name)));
    files.into_iter().find(|file| file.is_file())
}

/// Runs a script of this folder in Node; `None` where there is no browser to drive.
pub fn drive(script: &str, arguments: &[&str]) -> Option<String> {
    let browser = chromium().filter(|_| modules().join("playwright-core").is_dir());
    let Some(browser) = browser else {
        let missing = "no browser here: .ci/run installs chromium, playwright-core and axe-core";
        assert!(std::env::var_os("SOCKSCOPE_CI").is_none(), "{missing}");
        eprintln!("{missing}");
        return None;
    };
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser");
    let output = Command::new("node")
        .arg(folder.join(script))
        .args(arguments)
        .env("MODULES", modules())
        .env("CHROMIUM", browser)
        .output()
        .expect("node starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let why = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{why}");
    Some(said)
}
