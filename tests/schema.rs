//! `assets/timeline.schema.json`: every recording that ships fits it, and what a run writes now; what is no
//! timeline does not.

use std::fs;
use std::process::{Command, Stdio};

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::Value;
use sockscope::lesson::{SHIPPED, recorded};
use sockscope::timeline::KINDS;

struct Schema {
    read: Value,
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn new() -> Schema {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/timeline.schema.json");
        let text = fs::read_to_string(file).expect("the schema is there");
        let read: Value = serde_json::from_str(&text).expect("it is JSON");
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let name = "http://localhost/timeline.json";
        compiler
            .add_resource(name, read.clone())
            .expect("it is a resource");
        let index = compiler
            .compile(name, &mut schemas)
            .expect("it is a schema");
        Schema {
            read,
            schemas,
            index,
        }
    }

    /// Why a line does not fit, if it does not.
    fn misfit(&self, line: &str) -> Option<String> {
        let value: Value = serde_json::from_str(line).expect("a line is JSON");
        let fits = self.schemas.validate(&value, self.index);
        fits.err().map(|why| format!("{why:#}\n{line}"))
    }

    /// The fields that the schema names for this kind of events.
    fn fields(&self, kind: &str) -> Vec<&String> {
        let mut at = &self.read["$defs"][format!("kind-{kind}")];
        if let Some(name) = at["$ref"].as_str() {
            at = &self.read["$defs"][name.trim_start_matches("#/$defs/")];
        }
        let all = [&self.read["properties"], &at["properties"]];
        all.into_iter()
            .filter_map(Value::as_object)
            .flat_map(|fields| fields.keys())
            .collect()
    }

    /// Whether a timeline fits, and has no field that the schema or the manual does not know.
    fn check(&self, timeline: &str, name: &str) {
        let manual = include_str!("../docs/timeline.md");
        for line in timeline.lines() {
            assert_eq!(self.misfit(line), None, "{name}");
            let event: Value = serde_json::from_str(line).expect("it is JSON");
            let kind = event["kind"].as_str().expect("it has a kind");
            let known = self.fields(kind);
            for field in event.as_object().expect("an object").keys() {
                assert!(known.contains(&field), "{name}: {kind} has {field}");
                assert!(
                    manual.contains(&format!("`{field}`")),
                    "{field} is in no manual"
                );
            }
        }
    }
}

#[test]
fn the_kinds_of_the_schema_the_program_and_the_manual_are_the_same() {
    let schema = Schema::new();
    let named = schema.read["allOf"].as_array().expect("a list");
    let named = named
        .iter()
        .map(|rule| rule["if"]["properties"]["kind"]["const"].as_str());
    assert_eq!(named.collect::<Vec<_>>(), KINDS.map(Some));
    for manual in [
        include_str!("../docs/timeline.md"),
        include_str!("../docs/timeline.es.md"),
    ] {
        assert!(manual.contains("timeline.schema.json"));
        let rows = manual
            .lines()
            .filter_map(|line| line.strip_prefix("| `")?.split('`').next());
        assert_eq!(rows.collect::<Vec<_>>(), KINDS);
    }
}

#[test]
fn every_recording_that_ships_fits() {
    let schema = Schema::new();
    let mut seen = 0;
    for (id, _) in SHIPPED.iter() {
        if let Some(timeline) = recorded::shipped(id) {
            schema.check(timeline, id);
            seen += 1;
        }
    }
    assert!(seen > 10);
}

#[test]
fn what_a_run_writes_fits() {
    let schema = Schema::new();
    for (name, board) in [
        ("lifecycle", "auto"),
        ("goodbye", "pair"),
        ("datagrams", "pair"),
        ("wrong-order", "loopback"),
    ] {
        let run = Command::new(env!("CARGO_BIN_EXE_sockscope"))
            .args(["run", name, "--json", "--board", board])
            .stdin(Stdio::null())
            .output()
            .expect("it starts");
        let timeline = String::from_utf8(run.stdout).expect("UTF-8");
        assert!(timeline.lines().count() > 10, "{name}: {:?}", run.stderr);
        schema.check(&timeline, name);
    }
}

/// A program with a mistake: its calls and what is found have fields of their own.
#[cfg(target_os = "linux")]
#[test]
fn what_step_writes_fits() {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/step/planted/leak.py");
    let step = Command::new(env!("CARGO_BIN_EXE_sockscope"))
        .args(["step", "--json", "--", "python3", program])
        .stdin(Stdio::null())
        .output()
        .expect("it starts");
    let timeline = String::from_utf8(step.stdout).expect("UTF-8");
    let schema = Schema::new();
    schema.check(&timeline, "step");
    if !timeline.contains("\"about\":") {
        assert!(std::env::var_os("SOCKSCOPE_CI").is_none(), "{timeline}");
        eprintln!("left out: python3 or the private wire is missing");
    }
}

#[test]
fn what_is_no_event_does_not_fit() {
    let schema = Schema::new();
    let golden = recorded::shipped("lifecycle").expect("it ships");
    let of = |kind: &str| {
        let mark = format!("\"kind\":\"{kind}\"");
        let found = golden.lines().find(|line| line.contains(&mark));
        found.expect("there is one").to_owned()
    };
    for (kind, from, to) in [
        ("session", "\"role\":\"server\"", "\"role\":\"teacher\""),
        ("session", "\"v\":1", "\"v\":0"),
        ("call", "\"peer\":\"host\"", "\"peer\":\"wire\""),
        ("state", "\"to\":\"UNBOUND\"", "\"to\":\"OPEN\""),
        (
            "state",
            "\"evidence\":\"measured\"",
            "\"evidence\":\"guessed\"",
        ),
        ("segment", "\"flags\":\"S\"", "\"flags\":\"SYN\""),
        ("segment", "\"bytes\":\"", "\"bytes\":\"ñ"),
        ("return", "\"errno\":null", "\"errno\":\"no\""),
        ("end", "\"ok\":true", "\"ok\":1"),
        ("end", "\"seq\":", "\"number\":"),
    ] {
        let line = of(kind);
        let wrong = line.replacen(from, to, 1);
        assert_ne!(line, wrong, "{kind} has {from}");
        assert!(schema.misfit(&wrong).is_some(), "{wrong}");
    }
    let newer = r#"{"seq":1,"t_us":2,"kind":"hologram","light":true}"#;
    assert_eq!(
        schema.misfit(newer),
        None,
        "a kind of a newer program is let be"
    );
}
