//! A lesson as programs: a server and a client that make the same calls.
//!
//! Each says a call before it makes it. What the other side and the wire do meanwhile stands in
//! comments; what a language cannot write does, too.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::fill;
use crate::peer::Peer;
use crate::script::{CallLine, Expect, Line, LineKind, Outcome, Place, Role, written};
use crate::script::{CodeLang, code, prelude};
use crate::words::show::plain;
use crate::words::{Lang, t};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// Two C programs.
    C,
    /// A Cargo project with two binaries.
    Rust,
    /// Two Python programs.
    Python,
    /// An ESP-IDF project with the board's half.
    EspIdf,
}

impl Target {
    /// Every target's name.
    pub const NAMES: [&str; 4] = ["c", "rust", "python", "esp-idf"];

    /// The target of this name.
    pub fn from_name(name: &str) -> Option<Target> {
        let all = [Target::C, Target::Rust, Target::Python, Target::EspIdf];
        let at = Target::NAMES.iter().position(|known| *known == name)?;
        Some(all[at])
    }

    const fn lang(self) -> CodeLang {
        match self {
            Target::C | Target::EspIdf => CodeLang::C,
            Target::Rust => CodeLang::Rust,
            Target::Python => CodeLang::Python,
        }
    }

    const fn comment(self) -> &'static str {
        match self {
            Target::Python => "#",
            _ => "//",
        }
    }
}

/// A file, its path within the folder of the programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// The path, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// What programs are made of.
pub struct Script<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its lines.
    pub lines: &'a [Line],
    /// The part that the host plays; the board's half is the other.
    pub role: Role,
    /// The addresses of both ends.
    pub address: &'a dyn Fn(Place) -> Option<IpAddr>,
    /// The language of the comments.
    pub lang: Lang,
}

/// The programs of a script.
pub fn programs(script: &Script, target: Target) -> Vec<SourceFile> {
    let file = |path: &str, text: String| SourceFile {
        path: path.to_owned(),
        text,
    };
    let server = script.role.server();
    let both = [("server", server), ("client", server.other())];
    match target {
        Target::C => both
            .map(|(name, peer)| file(&format!("{name}.c"), c(script, target, peer)))
            .to_vec(),
        Target::Python => both
            .map(|(name, peer)| file(&format!("{name}.py"), python(script, peer)))
            .to_vec(),
        Target::Rust => {
            let cargo = file("Cargo.toml", CARGO.to_owned());
            let bins =
                both.map(|(name, peer)| file(&format!("src/bin/{name}.rs"), rust(script, peer)));
            [cargo].into_iter().chain(bins).collect()
        }
        Target::EspIdf => vec![
            file("CMakeLists.txt", ESP_PROJECT.to_owned()),
            file("main/CMakeLists.txt", ESP_MAIN.to_owned()),
            file("main/main.c", c(script, target, Peer::Board)),
        ],
    }
}

const CARGO: &str = "[package]\nname = \"sockets\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\n[dependencies]\n\
libc = \"0.2\"\nsocket2 = { version = \"0.6\", features = [\"all\"] }\n\n[workspace]\n";

const ESP_PROJECT: &str = "cmake_minimum_required(VERSION 3.16)\ninclude($ENV{IDF_PATH}/tools/cmake/project.cmake)\n\
project(sockets)\n";

const ESP_MAIN: &str = "idf_component_register(SRCS \"main.c\" REQUIRES lwip nvs_flash esp_netif esp_event \
protocol_examples_common)\n";

/// What stands at the top of an ESP-IDF program instead of the headers of POSIX.
const ESP_HEADERS: &[&str] = &[
    "#include <errno.h>",
    "#include <fcntl.h>",
    "#include <string.h>",
    "#include <sys/poll.h>",
    "#include <sys/stat.h>",
    "#include <unistd.h>",
    "",
    "#include \"esp_err.h\"",
    "#include \"esp_event.h\"",
    "#include \"esp_log.h\"",
    "#include \"esp_netif.h\"",
    "#include \"lwip/netdb.h\"",
    "#include \"lwip/sockets.h\"",
    "#include \"nvs_flash.h\"",
    "#include \"protocol_examples_common.h\"",
];

/// The statements of one side.
fn body(script: &Script, target: Target, peer: Peer) -> Vec<String> {
    let (lang, mark) = (script.lang, target.comment());
    let mut lines = Vec::new();
    let mut known = BTreeSet::new();
    let mut closed = BTreeSet::new();
    for (index, line) in script.lines.iter().enumerate() {
        let said = plain(&line.source).replace("*/", "* /");
        match &line.kind {
            LineKind::Call(call) if call.actor.peer(script.role) == peer => {
                let fails = fails(script, call, &script.lines[index + 1..]);
                let made = statements(script, target, call, fails, &mut known, &mut closed);
                lines.extend(made);
            }
            LineKind::Call(_) => {
                lines.push(format!(
                    "{mark} {}",
                    fill!(lang, t::PROGRAM_MEANWHILE, line = said)
                ));
            }
            LineKind::Wire(_) | LineKind::Reset => {
                lines.push(format!(
                    "{mark} {}",
                    fill!(lang, t::PROGRAM_WIRE, line = said)
                ));
            }
            _ => {}
        }
    }
    lines
}

/// Whether the lines behind a call expect that it fails: they speak of the last call of its peer, or of all.
fn fails(script: &Script, call: &CallLine, behind: &[Line]) -> bool {
    let peer = call.actor.peer(script.role);
    let mut is_last_of_all = true;
    for line in behind {
        match &line.kind {
            LineKind::Call(next) if next.actor.peer(script.role) == peer => return false,
            LineKind::Call(_) => is_last_of_all = false,
            LineKind::Expect(Expect::Outcome {
                actor,
                outcome: Outcome::Errno(_),
            }) if actor.map_or(is_last_of_all, |actor| actor.peer(script.role) == peer) => {
                return true;
            }
            _ => {}
        }
    }
    false
}

/// A call, said and made.
fn statements(
    script: &Script,
    target: Target,
    call: &CallLine,
    fails: bool,
    known: &mut BTreeSet<String>,
    closed: &mut BTreeSet<String>,
) -> Vec<String> {
    let text = match &call.assign {
        Some(name) => format!("{name} = {}", written(&call.call)),
        None => written(&call.call),
    };
    let mut made = code(call, target.lang(), script.address);
    let words = |line: &String| -> Vec<String> {
        // Not those of a text.
        let parts = line.split('"').step_by(2);
        let parts = parts.flat_map(|part| part.split(|c: char| !c.is_alphanumeric() && c != '_'));
        parts.map(str::to_owned).collect()
    };
    let comment = |why: &str| vec![format!("{} {}", target.comment(), why)];
    if let Some(name) = &call.assign {
        // It is another socket from now on.
        closed.remove(name.as_str());
        closed.remove(&format!("{name}_"));
    }
    let is_closed = made
        .iter()
        .flat_map(words)
        .any(|word| closed.contains(&word));
    closed.extend(made.iter().filter_map(|line| closes(target, line)));
    let (lang, call_text) = (script.lang, plain(&text));
    if is_closed && target == Target::Rust {
        return comment(&fill!(lang, t::PROGRAM_RUST_CLOSED, call = call_text));
    }
    // An object of Python remembers that it was closed, whoever has its number now.
    if is_closed && target == Target::Python && !fails {
        return comment(&fill!(lang, t::PROGRAM_PYTHON_CLOSED, call = call_text));
    }
    if target == Target::Rust {
        if fails && made.last().is_some_and(|line| line.starts_with("let ")) {
            return comment(&fill!(
                script.lang,
                t::PROGRAM_RUST_FAILS,
                call = plain(&text)
            ));
        }
        if fails && let Some(last) = made.last_mut() {
            *last = format!("let _ = {}", last.replace("?;", ";"));
        }
    }
    if target.lang() == CodeLang::C {
        for line in &mut made {
            let name = line
                .strip_prefix("int ")
                .and_then(|rest| Some(rest.split_once(" = ")?.0.to_owned()));
            if let Some(name) = name.filter(|_| call.assign.is_some())
                && !known.insert(name)
            {
                // It was declared before.
                line.replace_range(..4, "");
            }
        }
    }
    let mut lines = vec![said(target, &text)];
    if fails && target == Target::Python {
        lines.push("try:".to_owned());
        lines.extend(made.iter().map(|line| format!("    {line}")));
        lines.push("except OSError as error:".to_owned());
        lines.push("    print(\"  \" + str(error), flush=True)".to_owned());
    } else {
        lines.append(&mut made);
    }
    if let Some(name) = call.assign.as_ref() {
        lines.extend(result(target, name.as_str(), &lines));
    }
    lines
}

/// The name of the socket that a statement closes, where the language forbids to use it from then on.
fn closes(target: Target, line: &str) -> Option<String> {
    let name = match target {
        Target::Rust => line.strip_prefix("drop(")?.strip_suffix(");"),
        Target::Python => line.strip_suffix(".close()"),
        Target::C | Target::EspIdf => None,
    };
    name.map(str::to_owned)
}

/// The statement that says a call.
fn said(target: Target, text: &str) -> String {
    let text: String = plain(text).chars().flat_map(char::escape_debug).collect();
    // Spanish letters stay as they are; only what a string cannot hold is escaped.
    let text = text.replace("\\'", "'");
    match target {
        Target::C | Target::EspIdf => format!("say(\"{}\");", text.replace('?', "\\?")),
        Target::Rust => format!(
            "println!(\"{}\");",
            text.replace('{', "{{").replace('}', "}}")
        ),
        Target::Python => format!("print(\"{text}\", flush=True)"),
    }
}

/// Shows the descriptor that a call gave.
fn result(target: Target, name: &str, made: &[String]) -> Option<String> {
    // A name that the language needs for itself has a `_` behind it.
    let changed = format!("{name}_");
    let has = |name: &str| {
        let parts = made
            .iter()
            .flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
        parts.into_iter().any(|word| word == name)
    };
    let name = if has(&changed) {
        changed
    } else {
        name.to_owned()
    };
    match target {
        Target::C | Target::EspIdf => Some(format!("printf(\"  = %d\\n\", {name});")),
        Target::Rust => Some(format!("println!(\"  = {{}}\", {name}.as_raw_fd());")),
        Target::Python => None,
    }
}

/// The comment at the top of a program.
fn top(script: &Script, target: Target) -> String {
    let mark = target.comment();
    let mut text = format!(
        "{mark} {}\n",
        fill!(script.lang, t::PROGRAM_TITLE, title = plain(script.title))
    );
    if target == Target::EspIdf {
        text += &format!("{mark} {}\n", t::PROGRAM_ESP.get(script.lang));
    }
    text
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("    {line}\n")).collect()
}

fn c(script: &Script, target: Target, peer: Peer) -> String {
    let headers = match target {
        Target::EspIdf => ESP_HEADERS,
        _ => prelude(CodeLang::C),
    };
    let (headers, top) = (headers.join("\n"), top(script, target));
    let body = indented(&body(script, target, peer));
    let comment = t::PROGRAM_SIGPIPE.get(script.lang);
    if target == Target::EspIdf {
        return format!(
            "{top}{headers}\n#include <stdio.h>\n\nstatic void say(const char *text)\n{{\n    ESP_LOGI(\"socket\", \
             \"%s\", text);\n}}\n\nvoid app_main(void)\n{{\n    ESP_ERROR_CHECK(nvs_flash_init());\n    \
             ESP_ERROR_CHECK(esp_netif_init());\n    ESP_ERROR_CHECK(esp_event_loop_create_default());\n    \
             ESP_ERROR_CHECK(example_connect());\n\n{body}}}\n"
        );
    }
    format!(
        "{top}{headers}\n#include <signal.h>\n#include <stdio.h>\n\nstatic void say(const char *text)\n{{\n    \
         puts(text);\n    fflush(stdout);\n}}\n\nint main(void)\n{{\n    // {comment}\n    signal(SIGPIPE, \
         SIG_IGN);\n\n{body}    return 0;\n}}\n"
    )
}

fn python(script: &Script, peer: Peer) -> String {
    let body = body(script, Target::Python, peer).join("\n");
    let used = |line: &&&str| {
        let module = line.strip_prefix("import ").unwrap_or_default();
        body.contains(&format!("{module}."))
    };
    let imports: Vec<&str> = prelude(CodeLang::Python)
        .iter()
        .filter(used)
        .copied()
        .collect();
    format!(
        "{}{}\n\n{body}\n",
        top(script, Target::Python),
        imports.join("\n")
    )
}

fn rust(script: &Script, peer: Peer) -> String {
    let body = indented(&body(script, Target::Rust, peer));
    let imports = prelude(CodeLang::Rust)
        .iter()
        .filter_map(|line| needed(line, &body));
    let imports: Vec<String> = imports.collect();
    let (top, imports) = (top(script, Target::Rust), imports.join("\n"));
    format!("{top}{imports}\n\nfn main() -> std::io::Result<()> {{\n{body}    Ok(())\n}}\n")
}

/// What of a line of imports is used.
fn needed(line: &str, body: &str) -> Option<String> {
    let is_used = |name: &str| {
        let sign = match name {
            "Read" => ".read(".to_owned(),
            "Write" => ".write(".to_owned(),
            "AsRawFd" => "as_raw_fd".to_owned(),
            "FromRawFd" => "from_raw_fd".to_owned(),
            name => format!("{name}::"),
        };
        let types = [
            format!(": {name} "),
            format!("&{name}"),
            format!("[{name}::"),
        ];
        body.contains(&sign) || types.iter().any(|sign| body.contains(sign))
    };
    let (path, names) = match line.split_once('{') {
        Some((path, names)) => (path.to_owned(), names.trim_end_matches("};").to_owned()),
        None => {
            let (path, name) = line.trim_end_matches(';').rsplit_once("::")?;
            (format!("{path}::"), name.to_owned())
        }
    };
    let names = names.split(", ").filter(|name| is_used(name));
    let names: Vec<&str> = names.collect();
    match names.as_slice() {
        [] => None,
        [name] => Some(format!("{path}{name};")),
        names => Some(format!("{path}{{{}}};", names.join(", "))),
    }
}
