//! `sockscope run`, as a user runs it: the built program, its output, its exit code.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// The built program, with a locale of its own.
fn sockscope() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sockscope"));
    command
        .env("LC_ALL", "C.UTF-8")
        .env_remove("NO_COLOR")
        .env_remove("CLICOLOR_FORCE");
    command.stdin(Stdio::null());
    command
}

fn run(args: &[&str]) -> Output {
    sockscope().args(args).output().expect("the program starts")
}

/// Runs a script that comes by stdin.
fn run_script(script: &str, args: &[&str]) -> Output {
    let mut child = sockscope()
        .args(["run", "-"])
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    stdin
        .write_all(script.as_bytes())
        .expect("the program reads its script");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("stdout is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("stderr is UTF-8")
}

/// The timeline that a run printed.
fn events(output: &Output) -> Vec<Value> {
    let parse = |line: &str| serde_json::from_str(line).expect("each line is a JSON object");
    stdout(output).lines().map(parse).collect()
}

fn of_kind<'a>(events: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    events.iter().filter(move |event| event["kind"] == kind)
}

#[track_caller]
fn assert_ok(output: &Output) {
    let (out, err) = (stdout(output), stderr(output));
    assert_eq!(
        output.status.code(),
        Some(0),
        "stderr: {err}\nstdout: {out}"
    );
}

#[test]
fn the_life_cycle_runs_in_both_roles_and_both_languages() {
    for role in ["server", "client"] {
        for lang in ["en", "es"] {
            let output = run(&["run", "lifecycle", "--role", role, "--lang", lang, "--json"]);
            assert_ok(&output);
            let events = events(&output);
            assert_eq!(events[0]["kind"], "session");
            assert_eq!(events[0]["board"], "virtual");
            assert_eq!(events.last().map(|e| &e["ok"]), Some(&Value::Bool(true)));
            let calls: BTreeSet<&str> = of_kind(&events, "call")
                .filter_map(|e| e["call"].as_str())
                .collect();
            for call in [
                "socket", "bind", "listen", "accept", "connect", "send", "recv", "close",
            ] {
                assert!(calls.contains(call), "{call} is not in the lesson");
            }
            assert!(of_kind(&events, "expect").all(|e| e["ok"] == true));
        }
    }
}

#[test]
fn with_the_virtual_board_every_transition_is_measured() {
    let output = run(&["run", "lifecycle", "--json"]);
    assert_ok(&output);
    let events = events(&output);
    let inferred: Vec<_> = of_kind(&events, "state")
        .filter(|e| e["evidence"] != "measured")
        .collect();
    assert!(inferred.is_empty(), "{inferred:?}");
}

#[test]
fn numbers_and_times_never_go_back() {
    let events = events(&run(&["run", "lifecycle", "--json"]));
    for (index, pair) in events.windows(2).enumerate() {
        assert_eq!(pair[0]["seq"], index);
        assert!(pair[0]["t_us"].as_u64() <= pair[1]["t_us"].as_u64());
    }
}

#[test]
fn both_ends_go_through_all_eleven_states_each_measured() {
    let script = include_str!("scripts/eleven-states.sock");
    let output = run_script(script, &["--json"]);
    assert_ok(&output);
    let events = events(&output);
    for peer in ["host", "board"] {
        let seen: BTreeSet<&str> = of_kind(&events, "state")
            .filter(|e| e["peer"] == peer && e["evidence"] == "measured")
            .filter_map(|e| e["to"].as_str())
            .collect();
        for state in sockscope_link::State::RFC {
            assert!(
                seen.contains(state.name()),
                "{peer} never was in {state}: {seen:?}"
            );
        }
    }
}

#[test]
fn wrong_order_gives_the_real_errno_and_why() {
    let script = "host: s = socket(AF_INET, SOCK_STREAM)\nhost: accept(s)\nexpect EINVAL\n";
    let output = run_script(script, &["--lang", "en"]);
    assert_ok(&output);
    let text = stdout(&output);
    assert!(text.contains("EINVAL (22, linux)"), "{text}");
    assert!(
        text.contains("listen"),
        "the reason names the call that is missing: {text}"
    );
    let spanish = stdout(&run_script(script, &["--lang", "es"]));
    assert!(spanish.contains("EINVAL") && spanish != text);
}

#[test]
fn a_failed_expectation_is_exit_code_1() {
    let script = "timeout 1\nhost: s = socket(AF_INET, SOCK_STREAM)\nexpect host.s LISTEN\n";
    let output = run_script(script, &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let events = events(&output);
    let expect = of_kind(&events, "expect")
        .next()
        .expect("the expectation is on the timeline");
    assert_eq!(
        (&expect["ok"], &expect["saw"]),
        (&Value::Bool(false), &Value::from("UNBOUND"))
    );
}

#[test]
fn a_malformed_script_names_line_column_and_what_would_do() {
    let dir = std::env::temp_dir().join(format!("sockscope-test-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a directory for the script");
    let path = dir.join("bad.sock");
    std::fs::write(
        &path,
        "host: s = socket(AF_INET, SOCK_STREAM)\nhost: bnd(s, HOST:1)\n",
    )
    .expect("the script is written");
    let output = run(&["run", path.to_str().expect("the path is UTF-8")]);
    std::fs::remove_dir_all(&dir).expect("the directory goes");
    assert_eq!(output.status.code(), Some(2));
    let text = stderr(&output);
    assert!(text.contains("line 2, column 7"), "{text}");
    assert!(text.contains("bind"), "{text}");
    assert!(stdout(&output).is_empty(), "nothing ran");
}

#[test]
fn usage_mistakes_are_exit_code_2() {
    for args in [
        &["run", "no-such-lesson"][..],
        &["run", "lifecycle", "--role", "both"],
        &["run", "lifecycle", "--no-such-option"],
        &["run", "lifecycle", "--lang", "fr"],
        &["run", "a", "b"],
    ] {
        let output = run(args);
        assert_eq!(
            output.status.code(),
            Some(2),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(!stderr(&output).is_empty(), "{args:?} is explained");
        assert!(stdout(&output).is_empty(), "{args:?}: stdout is data");
    }
}

#[test]
fn a_directory_for_a_script_and_a_path_that_cannot_be_written_are_errors() {
    let output = run(&["run", "/"]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let output = run(&["run", "lifecycle", "--record", "/no/such/dir/file"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
}

#[test]
fn a_reader_that_leaves_is_no_failure() {
    let mut child = sockscope()
        .args(["run", "lifecycle", "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(stderr(&output), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_is_exit_code_3() {
    let full = || {
        std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .expect("a full device")
    };
    for args in [
        &["run", "lifecycle"][..],
        &["run", "lifecycle", "--json"],
        &["lessons"],
        &["--help"],
    ] {
        let output = sockscope()
            .args(args)
            .stdout(full())
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(3), "{args:?}");
        assert!(
            stderr(&output).contains("stdout"),
            "{args:?}: {}",
            stderr(&output)
        );
    }
    let output = run(&["run", "lifecycle", "--record", "/dev/full"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(stderr(&output).contains("/dev/full"), "{}", stderr(&output));
    // Nobody can be told of a mistake, and it is still one.
    let output = sockscope()
        .args(["run", "nope"])
        .stderr(full())
        .output()
        .expect("it starts");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_recording_goes_on_when_the_reader_leaves_and_never_replaces_the_script() {
    let dir = std::env::temp_dir().join(format!("sockscope-keep-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a directory");
    let (script, record) = (dir.join("my.sock"), dir.join("record.jsonl"));
    let text = "host: s = socket(AF_INET, SOCK_STREAM)\n";
    std::fs::write(&script, text).expect("the script is written");
    let output = sockscope()
        .arg("run")
        .arg(&script)
        .arg("--record")
        .arg(&script)
        .output();
    assert_eq!(output.expect("it starts").status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(&script).expect("it is there"), text);
    let mut child = sockscope()
        .args(["run", "lifecycle", "--json", "--record"])
        .arg(&record)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("the program ends").success());
    let recorded = std::fs::read_to_string(&record).expect("the recording is there");
    std::fs::remove_dir_all(&dir).expect("the directory goes");
    assert!(
        recorded
            .lines()
            .last()
            .is_some_and(|line| line.contains(r#""kind":"end""#))
    );
}

#[test]
fn what_goes_wrong_while_running_is_said_on_stderr() {
    let output = run_script("host: close(nope)\n", &["--json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("nope"), "{}", stderr(&output));
    let bad = run_script("bogus\n", &[]);
    assert!(
        stderr(&bad).contains("line 1, column 1"),
        "{}",
        stderr(&bad)
    );
    assert!(!stdout(&bad).contains("column"), "{}", stdout(&bad));
}

#[test]
fn segments_are_counted_from_the_syn_of_their_own_connection() {
    let script = r#"
host: s = socket(AF_INET, SOCK_STREAM)
host: bind(s, HOST:7777)
host: listen(s, 5)
board: c = socket(AF_INET, SOCK_STREAM)
board: connect(c, HOST:7777)
board: d = socket(AF_INET, SOCK_STREAM)
board: connect(d, HOST:7777)
expect board.d ESTABLISHED
board: send(c, "uno")
board: refused = socket(AF_INET, SOCK_STREAM)
board: connect(refused, HOST:9)
expect ECONNREFUSED
"#;
    let output = run_script(script, &[]);
    assert_ok(&output);
    let text = stdout(&output);
    assert!(text.contains("PSH-ACK seq=1 ack=1 "), "{text}");
    assert!(text.contains("RST-ACK seq=0 ack=1 "), "{text}");
}

#[test]
fn text_is_plain_in_a_pipe_and_coloured_when_asked() {
    let plain = run(&["run", "lifecycle"]);
    assert_ok(&plain);
    assert!(!stdout(&plain).contains('\x1b'));
    let coloured = sockscope()
        .args(["run", "lifecycle"])
        .env("CLICOLOR_FORCE", "1")
        .output()
        .expect("the program starts");
    assert!(stdout(&coloured).contains('\x1b'));
}

#[test]
fn a_program_can_hold_a_conversation() {
    let mut child = sockscope()
        .args(["run", "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is a pipe");
    let mut answers = BufReader::new(child.stdout.take().expect("stdout is a pipe")).lines();
    let mut until = |kind: &str| loop {
        let line = answers
            .next()
            .expect("there is an answer")
            .expect("it can be read");
        let event: Value = serde_json::from_str(&line).expect("it is JSON");
        if event["kind"] == kind {
            return event;
        }
    };
    // Each answer comes before the next line is even written.
    writeln!(stdin, "host: s = socket(AF_INET, SOCK_STREAM)").expect("written");
    assert_eq!(until("return")["fd"], "s");
    writeln!(stdin, "host: bind(s, HOST:7777)").expect("written");
    assert_eq!(until("state")["to"], "BOUND");
    writeln!(stdin, "host: accept(s)").expect("written");
    until("return");
    assert_eq!(until("return")["errno"]["name"], "EINVAL");
    drop(stdin);
    assert_eq!(until("end")["ok"], true);
    assert!(child.wait().expect("the program ends").success());
}

#[test]
fn a_recording_is_what_json_prints() {
    let path = std::env::temp_dir().join(format!("sockscope-record-{}.jsonl", std::process::id()));
    let name = path.to_str().expect("the path is UTF-8");
    let output = run(&["run", "lifecycle", "--json", "--record", name]);
    assert_ok(&output);
    let recorded = std::fs::read_to_string(&path).expect("the recording is there");
    std::fs::remove_file(&path).expect("the recording goes");
    assert_eq!(recorded, stdout(&output));
    for line in recorded.lines() {
        let event = sockscope::timeline::from_line(line).expect("the line can be read back");
        assert_eq!(sockscope::timeline::to_line(&event), line);
    }
}

#[test]
fn the_loopback_board_runs_the_life_cycle_without_a_gate() {
    let output = run(&["run", "lifecycle", "--board", "loopback", "--json"]);
    assert_ok(&output);
    let events = events(&output);
    assert_eq!(
        (&events[0]["board"], &events[0]["gate"]),
        (&"loopback".into(), &false.into())
    );
    let gated = run_script("wire: hold\n", &["--board", "loopback"]);
    assert_eq!(gated.status.code(), Some(3), "{}", stderr(&gated));
}

#[test]
fn every_lesson_that_ships_runs_to_its_end_in_both_roles() {
    for lesson in sockscope::lesson::shipped() {
        for role in ["server", "client"] {
            let output = run(&["run", &lesson.id, "--role", role, "--json"]);
            let failed: Vec<Value> = events(&output)
                .into_iter()
                .filter(|e| e["ok"] == false)
                .collect();
            assert_eq!(
                output.status.code(),
                Some(0),
                "{} as {role}: {failed:?}",
                lesson.id
            );
        }
    }
}

#[test]
fn options_count_before_the_command_as_well_as_after_it() {
    let board = |args: &[&str]| {
        let output = run(args);
        assert!(output.status.success(), "{args:?}: {output:?}");
        let first = String::from_utf8(output.stdout).unwrap();
        let first = serde_json::from_str::<serde_json::Value>(first.lines().next().unwrap());
        let first = first.unwrap();
        ["board", "role", "lang"].map(|name| first[name].as_str().unwrap().to_owned())
    };
    let before = ["--board", "loopback", "--role", "client", "--lang", "es"];
    let run = ["run", "lifecycle", "--json"];
    assert_eq!(
        board(&[&before[..], &run].concat()),
        ["loopback", "client", "es"]
    );
    // What stands nearer to the command decides.
    let after = ["--board", "loopback", "--role", "server"];
    let all = [
        &["--board", "/dev/none", "--role", "client"],
        &run[..],
        &after,
    ]
    .concat();
    assert_eq!(board(&all)[..2], ["loopback", "server"]);
}

#[test]
fn a_word_that_is_nothing_gets_the_word_that_was_meant() {
    for (args, word) in [
        (&["doktor"][..], "doctor"),
        (&["lifecylce"], "lifecycle"),
        (&["run", "handshak"], "handshake"),
        (&["help", "monitr"], "monitor"),
        (&["explain", "acept"], "accept"),
    ] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let said = stderr(&output);
        assert!(
            said.contains(&format!("Did you mean {word}?")),
            "{args:?}: {said}"
        );
    }
    // Another language, and a name that is nothing's slip.
    let spanish = stderr(&run(&["explain", "acept", "--lang", "es"]));
    assert!(spanish.contains("¿Quisiste decir accept?"), "{spanish}");
    assert!(!stderr(&run(&["elefante"])).contains("Did you mean"));
}

/// Whatever is wrong with a command line, and whatever the system says of a file, is in the learner's
/// language: neither clap nor the C library speaks here.
#[test]
fn every_mistake_is_said_in_spanish() {
    for (args, said) in [
        (&["run", "lifecycle", "de más"][..], "Aquí sobra de más."),
        (
            &["run", "--recrd", "lifecycle"],
            "No existe la opción --recrd. ¿Quisiste decir --record?",
        ),
        (
            &["lessons", "--progress=3"],
            "--progress no lleva valor: sobra 3.",
        ),
        (
            &["lessons", "chek"],
            "No existe el comando chek. ¿Quisiste decir check?",
        ),
        (&["board"], "Falta un comando; puede ser info, reset."),
        (&["export", "lifecycle"], "Falta --to <KIND>."),
        (
            &["export", "lifecycle", "--to", "gif"],
            "--to <KIND> no puede ser gif; puede ser ",
        ),
        (&["sheet", "lifecycle", "--to"], "necesita un valor."),
        (
            &["diff", "no-está", "tampoco"],
            "no se puede leer no-está: no existe",
        ),
        (&["replay", "/"], "no se puede leer /: es una carpeta"),
    ] {
        let output = run(&[args, &["--lang", "es"]].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let stderr = stderr(&output);
        assert!(stderr.contains(said), "{args:?}: {stderr}");
        for english in [
            "error:",
            "Usage",
            "tip:",
            "os error",
            "No such",
            "unexpected",
        ] {
            assert!(!stderr.contains(english), "{args:?}: {stderr}");
        }
    }
}

#[test]
fn help_is_a_command_too_and_names_every_command() {
    let help = run(&["help"]);
    assert!(help.status.success());
    assert_eq!(stdout(&help), stdout(&run(&["--help"])));
    for command in [
        "run", "lessons", "explain", "ports", "doctor", "help", "man",
    ] {
        assert!(
            stdout(&help).contains(&format!("\n  {command} ")),
            "{command}"
        );
        let one = run(&["help", command]);
        assert!(one.status.success(), "{command}");
        assert_eq!(
            stdout(&one),
            stdout(&run(&[command, "--help"])),
            "{command}"
        );
    }
    let join = stdout(&run(&["help", "wifi", "join", "--lang", "es"]));
    for heading in ["Uso:", "Argumentos:", "Opciones:"] {
        assert!(join.contains(heading), "{heading}: {join}");
    }
    assert!(!join.contains("Arguments:"), "{join}");
}

#[test]
fn an_option_that_does_nothing_is_refused() {
    for args in [
        &["--board", "virtual", "lessons"][..],
        &["lessons", "--board", "virtual"],
        &["--role", "client", "doctor"],
        &["explain", "accept", "--record", "x"],
    ] {
        assert_eq!(run(args).status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn listings_are_json_too() {
    let ports = serde_json::from_str::<Value>(&stdout(&run(&["ports", "--json"])));
    assert!(ports.expect("JSON").is_array());
    let doctor = run(&["doctor", "--json"]);
    let found: Value = serde_json::from_str(&stdout(&doctor)).expect("JSON");
    assert_eq!(found["wire"].as_array().map(Vec::len), Some(8));
    assert_eq!(found["virtual"] == true, doctor.status.success());
}

/// What a terminal would obey is never printed as it is: neither from a script, nor from its errors.
#[test]
fn no_control_character_gets_through() {
    let hostile = "\u{9b}31m\u{202e}\u{2066}\u{7f}";
    let note = format!("note {hostile}\n");
    for args in [&["--json"][..], &[]] {
        let output = run_script(&note, args);
        let text = stdout(&output) + &stderr(&output);
        assert!(
            !text.chars().any(|c| c == '\u{9b}' || c == '\u{202e}'),
            "{text:?}"
        );
    }
    let events = events(&run_script(&note, &["--json"]));
    let said = of_kind(&events, "note").filter_map(|note| note["text"].as_str());
    assert!(
        said.into_iter().any(|text| text.contains('\u{202e}')),
        "the text is kept"
    );
    let dir = std::env::temp_dir().join(format!("sockscope-hostile-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a directory");
    let file = dir.join("hostile.toml");
    std::fs::write(&file, format!("\"{hostile}\" = 1\n")).expect("a file");
    let output = run(&["run", file.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!stderr(&output).contains('\u{202e}'), "{}", stderr(&output));
    std::fs::remove_dir_all(&dir).expect("it goes");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_may_not_grow_is_said_and_does_not_kill() {
    let dir = std::env::temp_dir().join(format!("sockscope-limit-{}", std::process::id()));
    std::fs::create_dir_all(&dir).expect("a directory");
    let file = dir.join("record.jsonl");
    let program = env!("CARGO_BIN_EXE_sockscope");
    let script = format!(
        "ulimit -f 1; exec {program} run lifecycle --record {}",
        file.display()
    );
    let output = Command::new("sh")
        .args(["-c", &script])
        .output()
        .expect("a shell");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    assert!(
        stderr(&output).contains("record.jsonl"),
        "{}",
        stderr(&output)
    );
    std::fs::remove_dir_all(&dir).expect("it goes");
}
