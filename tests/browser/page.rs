//! The page: every lesson, task and puzzle in a browser, on two board cores.

use std::path::Path;

#[test]
fn the_page_plays_the_whole_course() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/page");
    if !folder.join("sockscope.wasm").is_file() {
        let missing = "no page here: .ci/page builds it";
        assert!(std::env::var_os("SOCKSCOPE_CI").is_none(), "{missing}");
        eprintln!("{missing}");
        return;
    }
    let folder = folder.to_str().expect("a path of UTF-8");
    if let Some(said) = crate::drive("page.mjs", &[folder]) {
        eprintln!("{said}");
    }
}
