//! What a word of the field means: a call, a state, an errno, an option, a flag, a sign of the screen, in the
//! sentences that the stage says too; how it is tried, and who says so.

use sockscope_link::{CallName, Errno, Opt, State, System};

use crate::fill;
use crate::rfc9293::{ARROWS, arrows_from};
use crate::words::term::{self, Sort, Term};
use crate::words::{Lang, Text, explain, t};

/// A paragraph about a word: its head, and what is said under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The word itself, as the field writes it, and what kind of word it is.
    pub head: String,
    /// What it means.
    pub meaning: String,
    /// What it has to do with: a name or a step, and a sentence about it.
    pub rows: Vec<(String, String)>,
    /// Where more of it stands.
    pub see: Vec<Reference>,
}

/// A place in a manual or a standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// As it is cited: `accept(2)`, `RFC 9293 section 3.10.1`.
    pub name: String,
    /// Where it can be read.
    pub address: String,
}

impl Reference {
    /// A page of Linux's manual.
    fn page(name: &str, section: u8) -> Reference {
        Reference {
            name: format!("{name}({section})"),
            address: format!("https://man7.org/linux/man-pages/man{section}/{name}.{section}.html"),
        }
    }

    /// A section of TCP's standard.
    fn rfc9293(section: &str, lang: Lang) -> Reference {
        Reference {
            name: fill!(lang, t::EXPLAIN_SECTION, section = section),
            address: format!("https://www.rfc-editor.org/rfc/rfc9293.html#section-{section}"),
        }
    }
}

/// What is known about `word`: the name of a call (with or without its parentheses), of a state, or the
/// name or Linux's number of an errno, of an option, a flag or a sign. A number may be several errnos', each on its system.
///
/// `LISTEN → SYN-RECEIVED`, the arrow as `->` too, is a transition.
pub fn about(word: &str, lang: Lang) -> Vec<About> {
    let word = word.trim();
    if let Some((from, to)) = word.split_once('→').or_else(|| word.split_once("->")) {
        return about_transition(from, to, lang).into_iter().collect();
    }
    let bare = word.strip_suffix("()").unwrap_or(word).to_lowercase();
    let call = CallName::from_name(&bare).map(|call| about_call(call, lang));
    let state = State::from_name(&bare.replace('_', "-")).map(|state| about_state(state, lang));
    // `listen` and LISTEN are both.
    let told = match word.starts_with(char::is_uppercase) {
        true => [state, call],
        false => [call, state],
    };
    let told: Vec<About> = told.into_iter().flatten().collect();
    if !told.is_empty() {
        return told;
    }
    let terms = term::find(word);
    if !terms.is_empty() {
        return terms.iter().map(|term| about_term(term, lang)).collect();
    }
    if let Some(errno) = Errno::from_name(&bare) {
        return vec![about_errno(errno, lang)];
    }
    let Ok(number) = bare.parse::<i32>() else {
        return Vec::new();
    };
    let mut found: Vec<Errno> = Vec::new();
    for (system, _) in SYSTEMS {
        let errno = Errno::from_number(number, system);
        if !matches!(errno, Errno::Other(_)) && !found.contains(&errno) {
            found.push(errno);
        }
    }
    found
        .into_iter()
        .map(|errno| about_errno(errno, lang))
        .collect()
}

/// Every word that [`about`] knows.
pub fn words() -> impl Iterator<Item = &'static str> {
    let calls = CallName::ALL.iter().map(|call| call.name());
    let states = State::ALL.into_iter().map(State::name);
    calls
        .chain(states)
        .chain(Errno::ALL.iter().map(|errno| errno.name()))
        .chain(term::all().map(|term| term.name))
}

/// The same by their kinds, each with its heading.
pub fn listed() -> [(Text, Vec<&'static str>); 6] {
    let of = |is: fn(Sort) -> bool| {
        let terms = term::all().filter(|term| is(term.sort));
        terms.map(|term| term.name).collect()
    };
    [
        (
            t::LIST_CALLS,
            CallName::ALL.iter().map(|call| call.name()).collect(),
        ),
        (
            t::LIST_STATES,
            State::ALL.into_iter().map(State::name).collect(),
        ),
        (
            t::LIST_ERRNOS,
            Errno::ALL.iter().map(|errno| errno.name()).collect(),
        ),
        (t::LIST_OPTIONS, of(|sort| matches!(sort, Sort::Option(_)))),
        (
            t::LIST_FLAGS,
            of(|sort| matches!(sort, Sort::Flag | Sort::Word)),
        ),
        (t::LIST_SIGNS, of(|sort| sort == Sort::Sign)),
    ]
}

/// The row of where it comes from.
fn source(said: impl Into<String>, lang: Lang) -> (String, String) {
    (t::TERM_SOURCE.get(lang).into(), said.into())
}

/// The row of how it is tried.
fn to_try(said: impl Into<String>, lang: Lang) -> (String, String) {
    (t::TERM_HOW.get(lang).into(), said.into())
}

fn about_term(term: &Term, lang: Lang) -> About {
    let name = term.name;
    let (head, mut rows) = match term.sort {
        Sort::Option(opt) => {
            let level = opt.level();
            let head = fill!(lang, t::TERM_OPTION, name = name, level = level);
            (head, about_option(opt, lang))
        }
        Sort::Flag => (
            fill!(lang, t::TERM_FLAG, name = name),
            about_flag(name, lang),
        ),
        Sort::Word => (fill!(lang, t::TERM_WORD, name = name), Vec::new()),
        Sort::Sign => (fill!(lang, t::TERM_SIGN, name = name), Vec::new()),
    };
    rows.push(source(term.source, lang));
    About {
        head,
        meaning: term.says.get(lang).into(),
        rows,
        see: Vec::new(),
    }
}

/// What each stack makes of a flag of `send()` or `recv()`.
fn about_flag(name: &str, lang: Lang) -> Vec<(String, String)> {
    let Some([board, lwip]) = term::flag_on_stacks(name) else {
        return Vec::new();
    };
    let rows = [
        (t::TERM_LINUX, t::FLAG_HAS),
        (t::TERM_BOARD, board),
        (t::TERM_LWIP, lwip),
    ];
    rows.map(|(who, says)| (who.get(lang).to_owned(), says.get(lang).to_owned()))
        .into()
}

/// How an option is tried, and which stacks have it.
fn about_option(opt: Opt, lang: Lang) -> Vec<(String, String)> {
    let has = |has: bool| if has { t::TERM_HAS } else { t::TERM_LACKS };
    let rows = [
        (t::TERM_LINUX, t::TERM_HAS),
        (t::TERM_BOARD, has(term::on_the_board(opt))),
        (t::TERM_LWIP, has(term::on_lwip(opt))),
    ];
    let stacks = rows.map(|(who, says)| (who.get(lang).to_owned(), says.get(lang).to_owned()));
    [to_try(term::form(opt), lang)]
        .into_iter()
        .chain(stacks)
        .collect()
}

const SYSTEMS: [(System, &str); 4] = [
    (System::Linux, "Linux"),
    (System::Newlib, "ESP-IDF"),
    (System::Bsd, "macOS, BSD"),
    (System::Windows, "Windows"),
];

fn about_call(call: CallName, lang: Lang) -> About {
    let mut rows: Vec<(String, String)> = Vec::new();
    for errno in Errno::ALL.iter().copied() {
        for why in reasons(call, errno) {
            rows.push((errno.name().into(), why.get(lang).into()));
        }
    }
    rows.push(to_try(call.form(), lang));
    About {
        head: format!("{}()", call.name()),
        meaning: explain::call(call).get(lang).into(),
        rows,
        see: see_call(call, lang),
    }
}

/// A call's page, and the command of TCP that it stands for.
fn see_call(call: CallName, lang: Lang) -> Vec<Reference> {
    let command = match call {
        CallName::Listen | CallName::Connect => Some("3.10.1"),
        CallName::Send | CallName::Write => Some("3.10.2"),
        CallName::Recv | CallName::Read => Some("3.10.3"),
        CallName::Shutdown | CallName::Close => Some("3.10.4"),
        _ => None,
    };
    let page = Reference::page(call.name(), 2);
    let command = command.map(|section| Reference::rfc9293(section, lang));
    [page].into_iter().chain(command).collect()
}

/// What `errno` says of this call in particular, whatever the socket's state was.
fn reasons(call: CallName, errno: Errno) -> Vec<Text> {
    let states = State::ALL.into_iter().map(Some).chain([None]);
    let mut said: Vec<Text> = Vec::new();
    for before in states {
        let why = explain::why(call, errno, before);
        let general = why.key == explain::errno_text(errno).key;
        if !general && said.iter().all(|known| known.key != why.key) {
            said.push(why);
        }
    }
    said
}

fn about_state(state: State, lang: Lang) -> About {
    let leaves = ARROWS.iter().filter(|arrow| arrow.from == state);
    let row =
        |to: State, event: &str, why: Text| (format!("{event} → {to}"), why.get(lang).to_owned());
    let leaves = leaves.map(|arrow| {
        let why = explain::transition(arrow.from, arrow.to, arrow.event.cause());
        row(arrow.to, arrow.event.name(), why)
    });
    // There is a task for each state that is TCP's.
    let is_tcp = !matches!(state, State::Unbound | State::Bound);
    let task = || format!("sockscope make-{}", state.name().to_lowercase());
    let task = is_tcp.then(|| to_try(task(), lang));
    let rows = leaves.chain(task);
    About {
        head: state.name().into(),
        meaning: explain::state(state).get(lang).into(),
        rows: rows.collect(),
        // These two are the socket's own: TCP begins later.
        see: match state {
            State::Unbound | State::Bound => vec![Reference::page("bind", 2)],
            _ => vec![Reference::rfc9293("3.3.2", lang)],
        },
    }
}

/// Why one state follows another: each reason with the events that it is of.
fn about_transition(from: &str, to: &str, lang: Lang) -> Option<About> {
    let state = |word: &str| State::from_name(&word.trim().replace('_', "-").to_lowercase());
    let (from, to) = (state(from)?, state(to)?);
    let mut ways: Vec<(String, Text)> = Vec::new();
    let mut see: Vec<Reference> = Vec::new();
    for arrow in arrows_from(from).filter(|arrow| arrow.to == to) {
        let why = explain::transition(from, to, arrow.event.cause());
        match ways.iter_mut().find(|(_, known)| known.key == why.key) {
            Some((events, _)) => *events = format!("{events} · {}", arrow.event),
            None => ways.push((arrow.event.to_string(), why)),
        }
        let place = place(arrow.source, lang);
        if !see.contains(&place) {
            see.push(place);
        }
    }
    let names = format!("{from} → {to}");
    let row = |(events, why): &(String, Text)| (events.clone(), why.get(lang).to_owned());
    let (head, meaning, rows) = match ways.as_slice() {
        [] => return None,
        [(events, why)] => (format!("{names}: {events}"), *why, Vec::new()),
        all => (names, t::TERM_WAYS, all.iter().map(row).collect()),
    };
    Some(About {
        head,
        meaning: meaning.get(lang).into(),
        rows,
        see,
    })
}

/// Where an arrow is written: a section of RFC 9293, or a man page.
fn place(source: &str, lang: Lang) -> Reference {
    match source.strip_suffix("(2)") {
        Some(page) => Reference::page(page, 2),
        None => Reference::rfc9293(source, lang),
    }
}

fn about_errno(errno: Errno, lang: Lang) -> About {
    let numbers = SYSTEMS.map(|(system, name)| format!("{name} {}", errno.number(system)));
    let calls = CallName::ALL.iter().flat_map(|call| {
        let name = format!("{}()", call.name());
        reasons(*call, errno)
            .into_iter()
            .map(move |why| (name.clone(), why.get(lang).to_owned()))
    });
    About {
        head: fill!(
            lang,
            t::ABOUT_ERRNO,
            name = errno.name(),
            numbers = numbers.join(", ")
        ),
        meaning: explain::errno_text(errno).get(lang).into(),
        rows: calls.collect(),
        see: vec![Reference::page("errno", 3)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rfc9293::is_arrow;

    #[test]
    fn every_word_is_told_in_every_language() {
        for lang in Lang::ALL {
            for word in words() {
                let told = about(word, lang);
                assert!(!told.is_empty(), "{word}");
                assert!(told.iter().all(|about| !about.meaning.is_empty()), "{word}");
            }
        }
    }

    /// Options and the flags of send() and recv(): Linux, this board, lwIP.
    #[test]
    fn what_the_stacks_differ_in_says_what_each_has() {
        let differs =
            |term: &Term| matches!(term.sort, Sort::Option(_)) || term.name.starts_with("MSG_");
        let stacks = [t::TERM_LINUX, t::TERM_BOARD, t::TERM_LWIP].map(|who| who.get(Lang::En));
        let mut count = 0;
        for term in term::all().filter(differs) {
            let rows = about_term(&term, Lang::En).rows;
            let told = stacks.map(|who| rows.iter().filter(|(of, _)| of == who).count());
            assert_eq!(told, [1, 1, 1], "{}", term.name);
            count += 1;
        }
        assert!(count > 20, "{count}");
    }

    #[test]
    fn a_word_may_be_written_as_people_write_it() {
        for (word, head) in [
            ("accept()", "accept()"),
            ("ACCEPT", "accept()"),
            ("time-wait", "TIME-WAIT"),
            ("FIN_WAIT_1", "FIN-WAIT-1"),
            (" listen ", "listen()"),
        ] {
            assert_eq!(about(word, Lang::En)[0].head, head);
        }
        assert!(
            about("eaddrinuse", Lang::En)[0]
                .head
                .starts_with("EADDRINUSE")
        );
        assert!(about("EWOULDBLOCK", Lang::En)[0].head.starts_with("EAGAIN"));
        for unknown in ["", "()", "elefante", "99999999999"] {
            assert!(about(unknown, Lang::En).is_empty(), "{unknown}");
        }
    }

    /// 112 is EADDRINUSE on ESP-IDF and EHOSTDOWN, without a name here, on Linux; 115 is two errnos'.
    #[test]
    fn a_number_is_told_for_every_system_that_has_it() {
        let heads = |number: &str| -> Vec<String> {
            let told = about(number, Lang::En).into_iter();
            told.map(|about| about.head[..about.head.find(' ').unwrap()].to_owned())
                .collect()
        };
        assert_eq!(heads("98"), ["EADDRINUSE"]);
        assert_eq!(heads("112"), ["EADDRINUSE"]);
        assert_eq!(heads("115"), ["EINPROGRESS", "ENETDOWN"]);
    }

    #[test]
    fn every_arrow_is_told_and_no_other() {
        for (from, to) in State::ALL
            .into_iter()
            .flat_map(|from| State::ALL.map(|to| (from, to)))
        {
            let told = about(&format!("{from} → {to}"), Lang::En);
            assert_eq!(told.is_empty(), !is_arrow(from, to), "{from} → {to}");
            assert!(
                told.iter().all(|about| !about.see.is_empty()),
                "{from} → {to}"
            );
        }
        let born = &about("listen -> syn_received", Lang::En)[0];
        assert_eq!(born.head, "LISTEN → SYN-RECEIVED: rcv SYN");
        assert_eq!(born.see[0].name, "RFC 9293 section 3.10.7.2");
        let gone = &about("SYN-SENT → CLOSED", Lang::Es)[0];
        assert!(
            gone.rows.iter().any(|(event, _)| event == "rcv RST"),
            "{gone:?}"
        );
    }

    #[test]
    fn every_word_says_where_it_comes_from() {
        for word in words() {
            let told = about(word, Lang::En);
            let sourced = |about: &About| about.rows.iter().any(|(name, _)| name == "source");
            let all = told
                .iter()
                .all(|about| sourced(about) || !about.see.is_empty());
            assert!(all, "{word}");
        }
    }

    #[test]
    fn options_flags_and_signs_are_known_as_they_are_written() {
        for (word, head) in [
            ("so_linger", "SO_LINGER: an option of a socket (SOL_SOCKET)"),
            ("MSG_PEEK", "MSG_PEEK: a flag"),
            ("SOCK_DGRAM", "SOCK_DGRAM: a word of socket()"),
            ("‖", "‖: on the screen"),
            ("ack", "ack: on the screen"),
            ("ACK", "ACK: on the screen"),
            ("+17", "+3: on the screen"),
        ] {
            assert_eq!(about(word, Lang::En)[0].head, head);
        }
        assert_ne!(about("ack", Lang::En), about("ACK", Lang::En));
    }

    #[test]
    fn a_call_names_the_errnos_that_say_something_of_it_alone() {
        let accept = &about("accept", Lang::En)[0];
        assert!(accept.rows.iter().any(|(name, _)| name == "EINVAL"));
        let states = &about("LISTEN", Lang::En)[0];
        assert!(
            states
                .rows
                .iter()
                .any(|(step, _)| step == "rcv SYN → SYN-RECEIVED")
        );
    }
}
