//! Mermaid itself takes the diagrams.

use std::env;
use std::path::Path;

use super::{export, folder, missing, recordings, text, tool};

#[test]
fn mermaid_takes_every_ladder_and_every_diagram_of_states() {
    let modules = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/mermaid/node_modules");
    let modules = env::var_os("SOCKSCOPE_MERMAID").map_or(modules, Into::into);
    if !modules.join("mermaid").is_dir() {
        missing("mermaid: npm install --prefix target/mermaid mermaid jsdom");
        return;
    }
    let into = folder("mermaid");
    let files = recordings().flat_map(|(id, _)| {
        ["ladder", "states"].map(|of| export(id, "mermaid", &into, &["--of", of]))
    });
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/mermaid.mjs");
    let mut args = vec![script, modules];
    args.extend(files);
    let names: Vec<&str> = args
        .iter()
        .map(|path| path.to_str().expect("ASCII"))
        .collect();
    let Some(output) = tool("node", &names) else {
        return;
    };
    let said = text(&output.stderr);
    assert!(output.status.success(), "{said}");
    let kinds = text(&output.stdout);
    let of = |kind: &str| kinds.lines().filter(|line| line.ends_with(kind)).count();
    let count = names.len() - 2;
    assert_eq!(
        (of(": sequence"), of(": stateDiagram")),
        (count / 2, count / 2)
    );
}
