//! Programs with one mistake each, in C and in Python: it is named, and so is its line, which bears the
//! word `here`.

use super::support::{Stepped, c, folder, python, step};

/// A program with a mistake.
struct Bug {
    /// What the file is called.
    name: &'static str,
    c: &'static str,
    python: &'static str,
    /// What the other end does, if not what is chosen for the program.
    other: Option<&'static str>,
    /// The keys of what is found, in order.
    found: &'static [&'static str],
}

macro_rules! bug {
    ($name:literal $($found:literal)*) => { bug!(@ $name None, $($found)*) };
    ($name:literal with script $($found:literal)+) => {
        bug!(@ $name Some(include_str!(concat!("planted/", $name, ".sock"))), $($found)+)
    };
    (@ $name:literal $other:expr, $($found:literal)*) => {
        Bug {
            name: $name,
            c: include_str!(concat!("planted/", $name, ".c")),
            python: include_str!(concat!("planted/", $name, ".py")),
            other: $other,
            found: &[$($found),*],
        }
    };
}

/// What was found: the key, the line, and whether the call that it is about came from that line.
fn found(stepped: &Stepped) -> Vec<(String, String)> {
    let notes = stepped
        .events
        .iter()
        .filter(|event| event["about"].is_u64());
    notes
        .map(|note| {
            assert_eq!(note["key"], "FOUND");
            let calls = stepped.hosts("call");
            let call = calls
                .iter()
                .find(|call| call["id"] == note["about"])
                .unwrap();
            let (file, line) = (call["source"]["file"].as_str(), &call["source"]["line"]);
            let name = file.unwrap_or("").rsplit('/').next().unwrap_or("");
            assert_eq!(note["args"]["at"], format!("{name}:{line}"), "{note}");
            let lesson = note["args"]["lesson"].as_str().unwrap();
            let lesson = format!(
                "{}/assets/lessons/{lesson}.toml",
                env!("CARGO_MANIFEST_DIR")
            );
            assert!(std::path::Path::new(&lesson).exists(), "{lesson}");
            let key = note["args"]["what"]["key"].as_str().unwrap();
            (key.to_owned(), stepped.source_of(call))
        })
        .collect()
}

#[track_caller]
fn is_named(bug: &Bug, program: Option<Vec<String>>, kind: &str, also: &[&str]) {
    let Some(program) = program else {
        return;
    };
    let script = bug.other.map(|text| {
        let file = folder(&format!("{}-{kind}", bug.name)).join("other.sock");
        std::fs::write(&file, text).unwrap();
        file.to_string_lossy().into_owned()
    });
    let options: Vec<&str> = match &script {
        Some(script) => vec!["--with", script],
        None => vec![],
    };
    let Some(stepped) = step(&options, &program) else {
        return;
    };
    let found = found(&stepped);
    let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        [bug.found, also].concat(),
        "{}: {:#?}",
        bug.name,
        stepped.events
    );
    for (key, line) in &found {
        assert!(line.ends_with("here"), "{}: {key} at {line}", bug.name);
    }
}

/// It is named in C, and in Python; in C there may be something more.
#[track_caller]
fn named(bug: &Bug, in_c: &[&str]) {
    let program = c(bug.name, bug.c, &[]).map(|file| vec![file.to_string_lossy().into_owned()]);
    is_named(bug, program, "c", in_c);
    is_named(bug, python(bug.name, bug.python), "python", &[]);
}

#[test]
fn reading_on_after_0() {
    named(&bug!("zero" "FOUND_ZERO"), &[]);
}

#[test]
fn sending_on_a_connection_that_was_reset() {
    let bug = bug!("broken-pipe" with script "FOUND_PIPE_RESET");
    // Python ignores the signal.
    named(&bug, &["FOUND_SIGPIPE"]);
}

#[test]
fn binding_a_second_socket_to_a_port() {
    named(&bug!("in-use" "FOUND_IN_USE"), &[]);
}

#[test]
fn binding_to_a_port_that_an_old_connection_has() {
    named(&bug!("still-in-use" with script "FOUND_IN_USE_STILL"), &[]);
}

#[test]
fn accepting_without_listening() {
    named(&bug!("not-listening" "FOUND_NOT_LISTENING"), &[]);
}

#[test]
fn never_closing_a_connection() {
    named(&bug!("leak" "FOUND_LEAKED"), &[]);
}

#[test]
fn a_parent_that_keeps_its_childs_connection() {
    named(&bug!("parent-keeps" "FOUND_PARENT_KEEPS"), &[]);
}

#[test]
fn binding_to_the_loopback_address() {
    named(&bug!("loopback" "FOUND_LOOPBACK"), &[]);
}

#[test]
fn calling_the_loopback_address() {
    named(&bug!("calls-itself" "FOUND_CALLS_ITSELF"), &[]);
}

#[test]
fn a_port_in_the_wrong_byte_order() {
    named(&bug!("swapped" "FOUND_SWAPPED"), &[]);
}

#[test]
fn a_queue_that_is_too_short() {
    named(&bug!("queue-full" with script "FOUND_QUEUE_FULL"), &[]);
}

#[test]
fn both_ends_waiting_for_a_word() {
    named(&bug!("deadlock" "FOUND_BOTH_READ"), &[]);
}

#[test]
fn both_ends_waiting_for_a_word_one_by_poll() {
    named(&bug!("deadlock-poll" "FOUND_BOTH_READ"), &[]);
}

#[test]
fn both_ends_waiting_to_be_called() {
    named(&bug!("both-accept" with script "FOUND_BOTH_ACCEPT"), &[]);
}

/// What ends by itself is no deadlock: a time set on the socket or given to a call, an alarm, a sleep.
#[test]
fn a_slow_program_is_not_wrong() {
    named(&bug!("slow"), &[]);
}

#[test]
fn sending_a_part_and_never_the_rest() {
    named(&bug!("partial-send" with script "FOUND_SENT_PART"), &[]);
}

#[test]
fn reading_a_part_and_never_the_rest() {
    named(&bug!("partial-recv" with script "FOUND_UNREAD"), &[]);
}

#[test]
fn closing_before_the_answer_comes() {
    named(&bug!("closed-early" "FOUND_CLOSED_EARLY"), &[]);
}

#[test]
fn giving_no_answer_to_an_end_that_has_only_finished_sending() {
    named(&bug!("no-answer" with script "FOUND_NO_ANSWER"), &[]);
}
