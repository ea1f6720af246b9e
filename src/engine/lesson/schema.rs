//! `assets/lesson.schema.json`, for editors: whatever ships fits it, and what the reader refuses for its
//! form does not.

use serde_json::Value;

use super::{PUZZLES, SHIPPED, TASKS};

const SCHEMA: &str = include_str!(concat!(env!("SOCKSCOPE_ASSETS"), "/lesson.schema.json"));

/// What of the value does not fit, by its path. Of JSON Schema as much as the file uses.
fn misfits(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    if let Some(name) = schema["$ref"].as_str() {
        let schema = &root["$defs"][name.trim_start_matches("#/$defs/")];
        assert!(schema.is_object(), "{name} leads nowhere");
        return misfits(root, schema, value, path);
    }
    let mut found = Vec::new();
    let mut say = |what: &str| found.push(format!("{path}: {what}"));
    let is = match schema["type"].as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("boolean") => value.is_boolean(),
        Some("integer") => value.is_i64(),
        Some(other) => panic!("{other} is no type that is known here"),
        None => true,
    };
    if !is {
        say("another type");
    }
    if let Some(all) = schema["enum"].as_array()
        && !all.contains(value)
    {
        say("none of the words");
    }
    if let (Some(most), Some(text)) = (schema["maxLength"].as_u64(), value.as_str())
        && text.chars().count() as u64 > most
    {
        say("too long");
    }
    if let Some(all) = value.as_array() {
        let len = all.len() as u64;
        if schema["minItems"].as_u64().is_some_and(|least| len < least)
            || schema["maxItems"].as_u64().is_some_and(|most| len > most)
        {
            say("too few or too many");
        }
        for (index, item) in all.iter().enumerate() {
            found.extend(misfits(
                root,
                &schema["items"],
                item,
                &format!("{path}[{index}]"),
            ));
        }
    }
    found.extend(misfits_of_fields(root, schema, value, path));
    if let Some(any) = schema["anyOf"].as_array()
        && any
            .iter()
            .all(|one| !misfits(root, one, value, path).is_empty())
    {
        found.push(format!("{path}: none of the forms"));
    }
    found
}

fn misfits_of_fields(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
    let mut found = Vec::new();
    let Some(fields) = value.as_object() else {
        return found;
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !fields.contains_key(name.as_str().unwrap_or_default()) {
            found.push(format!("{path}: no {name}"));
        }
    }
    for (name, field) in fields {
        let path = format!("{path}.{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => found.push(format!("{path}: unknown")),
            (Value::Null, other) => found.extend(misfits(root, other, field, &path)),
            (known, _) => found.extend(misfits(root, known, field, &path)),
        }
    }
    found
}

fn said(text: &str) -> Vec<String> {
    let schema: Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let value: Value = toml::from_str(text).expect("it is TOML");
    misfits(&schema, &schema, &value, "")
}

#[test]
fn whatever_ships_fits_the_schema() {
    for (id, text) in SHIPPED.iter().chain(&*TASKS).chain(&*PUZZLES) {
        assert_eq!(said(text), Vec::<String>::new(), "{id}");
    }
}

#[test]
fn what_the_reader_refuses_for_its_form_does_not_fit() {
    let (_, right) = &SHIPPED[0];
    for (from, to) in [
        ("title =", "titel ="),
        ("about =", "needs_gate = 3\nabout ="),
        ("about =", "panel = \"wier\"\nabout ="),
        ("run = [", "runs = ["),
        ("id = \"", "id = 7 # \""),
    ] {
        let wrong = right.replacen(from, to, 1);
        assert_ne!(&wrong, right, "{from}");
        assert!(
            super::check("x", "x", &wrong).len() + said(&wrong).len() > 1,
            "{to}"
        );
        assert!(!said(&wrong).is_empty(), "{to}");
    }
    let long = format!("title = {{ en = \"{}\", es = \"x\" }}\n", "x".repeat(41));
    assert!(said(&long).iter().any(|what| what.contains("too long")));
}
