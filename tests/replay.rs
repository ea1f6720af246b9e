//! `sockscope replay`, and the recordings that ship.

use std::fs;
use std::process::{Command, Output, Stdio};

use sockscope::export::diff::parting;
use sockscope::lesson::{SHIPPED, recorded};
use sockscope::timeline::{Event, from_line, to_line};

fn sockscope(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    let command = command
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .env_remove("CLICOLOR_FORCE");
    command.stdin(Stdio::null()).output().expect("it starts")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn events(text: &str) -> Vec<Event> {
    text.lines()
        .map(|line| from_line(line).expect("an event"))
        .collect()
}

/// Lessons whose segments are cut and repeated as buffers and timers have it: no two runs are alike.
const BY_LUCK: [&str; 2] = ["delivered", "window"];

#[test]
fn every_lesson_that_ships_has_a_recording_that_a_run_tells_again() {
    for (id, _) in SHIPPED.iter().filter(|(id, _)| !BY_LUCK.contains(id)) {
        let Some(golden) = recorded::shipped(id) else {
            let how = format!("{id} has no recording yet: `sockscope recordings` makes it");
            assert!(std::env::var_os("SOCKSCOPE_CI").is_none(), "{how}");
            eprintln!("{how}");
            continue;
        };
        let run = sockscope(&["run", id, "--json", "--board", "virtual"]);
        if run.status.code() == Some(3) && std::env::var_os("SOCKSCOPE_CI").is_none() {
            eprintln!("no private wire here");
            return;
        }
        let (golden, run) = (events(golden), events(&stdout(&run)));
        let told = parting(&golden, &run).map(|parting| {
            let of =
                |seq: Option<u64>, events: &[Event]| seq.map(|seq| to_line(&events[seq as usize]));
            (of(parting.one, &golden), of(parting.other, &run))
        });
        assert_eq!(told, None, "{id}: if it is meant, `sockscope recordings`");
    }
}

#[test]
fn a_recording_is_told_as_its_run_was_in_either_language() {
    for (id, _) in SHIPPED.iter() {
        if recorded::shipped(id).is_none() {
            continue;
        }
        let json = sockscope(&["replay", id, "--json"]);
        assert!(json.status.success());
        assert_eq!(Some(stdout(&json).as_str()), recorded::shipped(id), "{id}");
        let text = |lang| stdout(&sockscope(&["replay", id, "--text", "--lang", lang]));
        assert!(
            text("es").contains("medido") && text("en").contains("measured"),
            "{id}"
        );
    }
}

#[test]
fn what_is_broken_is_said_and_the_rest_is_told() {
    let file = std::env::temp_dir().join(format!("sockscope-broken-{}.jsonl", std::process::id()));
    let name = file.to_str().expect("a path of ASCII");
    let golden = recorded::shipped("lifecycle").expect("it ships");
    let lines: Vec<&str> = golden.lines().collect();
    let cut = golden.len() - 20;
    fs::write(&file, &golden[..cut]).expect("a file");
    let output = sockscope(&["replay", name, "--json"]);
    assert_eq!(output.status.code(), Some(0), "a recording may have no end");
    assert_eq!(stdout(&output).lines().count(), lines.len() - 1);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("cut off") && said.contains(&lines.len().to_string()),
        "{said}"
    );
    fs::write(&file, golden.replacen("\"kind\":\"call\"", "\"kind\":7", 1)).expect("a file");
    let output = sockscope(&["replay", name, "--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stdout(&output).lines().count(), lines.len() - 1);
    fs::write(&file, "these are no events\n".repeat(1_000)).expect("a file");
    let output = sockscope(&["replay", name]);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(2), "")
    );
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.lines().count() < 30 && said.contains("980 more lines"),
        "{said}"
    );
    fs::remove_file(&file).expect("the file goes");
    let output = sockscope(&["replay", name]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn two_recordings_are_compared_in_words() {
    let same = sockscope(&["diff", "lifecycle", "lifecycle"]);
    assert_eq!(
        (same.status.code(), stdout(&same).as_str()),
        (Some(0), "Both tell the same story.\n")
    );
    let golden = recorded::shipped("lifecycle").expect("it ships");
    let file = std::env::temp_dir().join(format!("sockscope-diff-{}.jsonl", std::process::id()));
    fs::write(&file, golden.replacen("listen(s, 1)", "listen(s, 5)", 1)).expect("a file");
    let parted = sockscope(&["diff", "lifecycle", file.to_str().expect("ASCII")]);
    fs::remove_file(&file).expect("the file goes");
    assert_eq!(parted.status.code(), Some(1));
    let said = stdout(&parted);
    assert!(
        said.contains("listen(s, 1)") && said.contains("listen(s, 5)"),
        "{said}"
    );
}

/// Longer than any timeline keeps, and different only in what the last line but one says.
#[test]
fn two_long_recordings_are_compared_to_their_end() {
    let golden = recorded::shipped("lifecycle").expect("it ships");
    let note = "{\"seq\":1,\"t_us\":99999999,\"kind\":\"note\",\"text\":\"n\"}\n".repeat(30_000);
    let call = |backlog| {
        format!(
            "{{\"seq\":1,\"t_us\":99999999,\"kind\":\"call\",\"id\":900,\"peer\":\"host\",\"call\":\"listen\",\
             \"fd\":\"s\",\"text\":\"listen(s, {backlog})\"}}\n"
        )
    };
    let file =
        |name| std::env::temp_dir().join(format!("sockscope-{name}-{}.jsonl", std::process::id()));
    let (one, other) = (file("one"), file("other"));
    fs::write(&one, format!("{golden}{note}{}", call(1))).expect("a file");
    fs::write(&other, format!("{golden}{note}{}", call(7))).expect("a file");
    let (ones, others) = (one.to_str().expect("ASCII"), other.to_str().expect("ASCII"));
    let same = sockscope(&["diff", ones, ones]);
    let parted = sockscope(&["diff", ones, others, "--lang", "es"]);
    [&one, &other]
        .iter()
        .for_each(|file| fs::remove_file(file).expect("the file goes"));
    assert_eq!(same.status.code(), Some(0));
    assert_eq!(parted.status.code(), Some(1));
    assert!(
        stdout(&parted).contains("listen(s, 7)"),
        "{}",
        stdout(&parted)
    );
}
