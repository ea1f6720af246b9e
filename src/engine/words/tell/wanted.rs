//! What an `expect` line wants, or what was seen in its place, for the learner: the call language's words are
//! English, and hers may be others. Calls, states, errnos, addresses and data are the same in all.

use sockscope_link::Flags;

use crate::fill;
use crate::words::show::{self, plain};
use crate::words::{Lang, t};

/// What follows `expect` in such a line: `server.a ESTABLISHED`, `held SA client->server`, `not 0`. Before
/// it may stand the call that it is about, `recv() = `.
pub fn wanted(text: &str, lang: Lang) -> String {
    let text = plain(text);
    let text = text.trim();
    // Nothing in data is a word of the language.
    if text.contains('"') {
        return text.to_owned();
    }
    let (call, rest) = match text.split_once("() = ") {
        Some((call, rest)) => (Some(call), rest),
        None => (None, text),
    };
    let or = format!(" {} ", t::WANTED_OR.get(lang));
    let all: Vec<String> = rest
        .split(" or ")
        .map(|one| alternative(one, lang))
        .collect();
    let all = all.join(&or);
    match (call, all.strip_prefix("≠ ")) {
        (Some(call), Some(not)) => format!("{call}() ≠ {not}"),
        (Some(call), None) if is_said_of_it(rest) => format!("{call}(): {all}"),
        (Some(call), None) => format!("{call}() = {all}"),
        (None, _) => all,
    }
}

/// Whether it tells how the call went, and not what it returned.
fn is_said_of_it(outcome: &str) -> bool {
    let first = outcome.split_whitespace().next();
    first.is_some_and(|word| matches!(word, "ok" | "blocked" | "value" | "size"))
}

fn alternative(text: &str, lang: Lang) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let rest = |from: usize| words[from..].join(" ");
    match words.as_slice() {
        ["not", "held", count, way @ ..] if count.parse::<u32>().is_ok() => {
            let (count, way) = (format!("≠ {count}"), self::way(way, lang));
            fill!(lang, t::WANTED_HELD_COUNT, count = count, way = way)
        }
        ["not", ..] => format!("≠ {}", alternative(&rest(1), lang)),
        ["-"] => t::WANTED_NOTHING.get(lang).to_owned(),
        ["ok"] => t::WANTED_OK.get(lang).to_owned(),
        ["blocked"] => t::TUI_BLOCKED.get(lang).to_owned(),
        ["value", _, ..] => fill!(lang, t::WANTED_VALUE, value = rest(1)),
        ["size", size] => fill!(lang, t::WANTED_SIZE, size = size),
        ["held", what, way @ ..] => {
            let way = self::way(way, lang);
            match what.parse::<u32>() {
                Ok(count) => fill!(lang, t::WANTED_HELD_COUNT, count = count, way = way),
                Err(_) => fill!(lang, t::WANTED_HELD, word = bits(what), way = way),
            }
        }
        ["segment", what, numbers @ .., way] if way.contains("->") => {
            let word = [&[bits(what).as_str()], numbers].concat().join(" ");
            let way = self::way(&[way], lang);
            fill!(lang, t::WANTED_SEGMENT, word = word, way = way)
        }
        ["segment", what, numbers @ ..] => {
            let word = [&[bits(what).as_str()], numbers].concat().join(" ");
            fill!(lang, t::WANTED_SEGMENT, word = word, way = "")
        }
        [who, _, ..] => match self::who(who, lang) {
            Some(who) => format!("{who}: {}", alternative(&rest(1), lang)),
            None => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

/// Whose it is: `server.a` is the server's `a`.
fn who(word: &str, lang: Lang) -> Option<String> {
    let (actor, name) = match word.split_once('.') {
        Some((actor, name)) => (actor, format!(" {name}")),
        None => (word, String::new()),
    };
    Some(format!("{}{name}", side(actor, lang)?))
}

fn side(actor: &str, lang: Lang) -> Option<&'static str> {
    Some(match actor {
        "server" => t::WANTED_SERVER.get(lang),
        "client" => t::WANTED_CLIENT.get(lang),
        "host" => "host",
        "board" => "board",
        _ => return None,
    })
}

/// `, client → server`, or nothing.
fn way(words: &[&str], lang: Lang) -> String {
    let way = words.first().and_then(|way| way.split_once("->"));
    let sides = way.and_then(|(from, to)| Some((side(from, lang)?, side(to, lang)?)));
    sides.map_or_else(String::new, |(from, to)| format!(", {from} → {to}"))
}

/// `SYN-ACK` of `SA`.
fn bits(letters: &str) -> String {
    let bit = |letter| match letter {
        'S' => Flags::SYN,
        'F' => Flags::FIN,
        'R' => Flags::RST,
        'P' => Flags::PSH,
        'U' => Flags::URG,
        _ => Flags::ACK,
    };
    let flags = letters
        .chars()
        .fold(Flags::default(), |all, letter| all | bit(letter));
    show::bits(flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_expected_is_said_in_the_learners_language() {
        let told = [
            ("server.a ESTABLISHED", "servidor a: ESTABLISHED"),
            ("server.s.1 ESTABLISHED", "servidor s.1: ESTABLISHED"),
            ("client TIME-WAIT or CLOSED", "cliente: TIME-WAIT o CLOSED"),
            ("host.s.1 SYN-RECEIVED", "host s.1: SYN-RECEIVED"),
            ("held A client->server", "retenido: ACK, cliente → servidor"),
            ("held 0 server->client", "retenidos: 0, servidor → cliente"),
            (
                "segment FA server->client",
                "en el cable: FIN-ACK, servidor → cliente",
            ),
            ("segment A ack 2", "en el cable: ACK ack 2"),
            (
                "not held 1 client->server",
                "retenidos: ≠ 1, cliente → servidor",
            ),
            ("send() = ok", "send(): sin error"),
            ("send() = not 4000000", "send() ≠ 4000000"),
            ("getsockname() = not SERVER:0", "getsockname() ≠ SERVER:0"),
            ("ioctl() = value 1000", "ioctl(): valor 1000"),
            ("fstat() = size 0", "fstat(): tamaño 0"),
            ("accept() = blocked", "accept(): bloqueada"),
            ("server blocked", "servidor: bloqueada"),
            ("recv() = \"not ok\"", "recv() = \"not ok\""),
            ("poll() = POLLIN+POLLHUP", "poll() = POLLIN+POLLHUP"),
            ("connect() = ECONNREFUSED", "connect() = ECONNREFUSED"),
            ("-", "nada"),
        ];
        for (text, said) in told {
            assert_eq!(wanted(text, Lang::Es), said);
        }
        assert_eq!(
            wanted("held SA server->client", Lang::En),
            "held: SYN-ACK, server → client"
        );
    }
}
