//! A lab report in Markdown: what took part, what was called, which states were passed, what was on the
//! wire, what was predicted, what was expected. Every row is an event of the timeline.

use std::collections::BTreeMap;

use ratatui::buffer::{Buffer, Cell};

use super::film::Film;
use super::{Of, Wanted};
use crate::fill;
use crate::timeline::{Event, Fact, HostKind, Returned, Session, What};
use crate::words::show::{self, plain};
use crate::words::{Lang, Text, date, moment, t, tell};

/// The report.
pub(super) fn export(wanted: &Wanted) -> Result<Vec<u8>, Fact> {
    let (events, lang) = (wanted.events, wanted.lang);
    let film = Film::new(wanted, usize::MAX);
    let title = escaped(&wanted.title());
    let mut out = format!("# {}\n", fill!(lang, t::REPORT_TITLE, title = title));
    if let Some(session) = wanted.session() {
        chapter(&mut out, t::REPORT_SESSION, lang, &about(session, lang));
    }
    chapter(
        &mut out,
        t::REPORT_CALLS,
        lang,
        &calls(events, wanted.session(), lang),
    );
    chapter(
        &mut out,
        t::REPORT_STATES,
        lang,
        &states(events, wanted.session(), lang),
    );
    chapter(&mut out, t::REPORT_SEGMENTS, lang, &ladder(wanted, &film));
    chapter(
        &mut out,
        t::REPORT_PREDICTIONS,
        lang,
        &predictions(events, lang),
    );
    chapter(&mut out, t::REPORT_CHECKS, lang, &checks(events, lang));
    Ok(out.into_bytes())
}

fn chapter(out: &mut String, title: Text, lang: Lang, body: &str) {
    if !body.is_empty() {
        *out += &format!("\n## {}\n\n{body}", title.get(lang));
    }
}

/// A table with these headings; without rows it is empty.
fn table(headings: &[Text], lang: Lang, rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let row = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let head: Vec<String> = headings
        .iter()
        .map(|text| text.get(lang).to_owned())
        .collect();
    let rule = "| --- ".repeat(headings.len()) + "|\n";
    let rows: String = rows.iter().map(|cells| row(cells)).collect();
    row(&head) + &rule + &rows
}

fn about(session: &Session, lang: Lang) -> String {
    let host = match session.host_kind {
        HostKind::Core => t::REPORT_SIMULATED.get(lang).to_owned(),
        HostKind::Kernel => session.kernel.clone(),
    };
    let seconds = session
        .began_us
        .and_then(|us| i64::try_from(us / 1_000_000).ok());
    let began = seconds.map_or_else(String::new, date::utc);
    let facts = [
        (t::REPORT_BOARD, &session.board),
        (t::REPORT_LINK, &session.link),
        (t::REPORT_ROLE, &session.role),
        (t::REPORT_KERNEL, &host),
        (t::REPORT_PROGRAM, &format!("sockscope {}", session.version)),
        (t::REPORT_BEGAN, &began),
    ];
    let known = facts.iter().filter(|(_, value)| !value.is_empty());
    known
        .map(|(name, value)| format!("- {}: {}\n", name.get(lang), escaped(value)))
        .collect()
}

fn calls(events: &[Event], session: Option<&Session>, lang: Lang) -> String {
    let mut blocked: BTreeMap<u32, bool> = BTreeMap::new();
    let mut ended: BTreeMap<u32, &Returned> = BTreeMap::new();
    for event in events {
        match &event.what {
            What::Blocked { id, .. } => drop(blocked.insert(*id, true)),
            What::Return(returned) => drop(ended.insert(returned.id, returned)),
            _ => {}
        }
    }
    let rows = events.iter().filter_map(|event| {
        let What::Call { id, peer, text, .. } = &event.what else {
            return None;
        };
        let mut came_to = ended
            .get(id)
            .map_or_else(String::new, |back| came_to(back, lang));
        if blocked.contains_key(id) {
            came_to = format!("{came_to} ({})", t::REPORT_BLOCKED.get(lang));
        }
        let time = moment(lang, event.t_us);
        Some(vec![
            time,
            tell::name(session, *peer).into_owned(),
            code(text),
            came_to.trim().to_owned(),
        ])
    });
    let headings = [
        t::REPORT_TIME,
        t::REPORT_END,
        t::REPORT_CALL,
        t::REPORT_CAME_TO,
    ];
    table(&headings, lang, &rows.collect::<Vec<_>>())
}

/// What a call returned, and what it filled in.
fn came_to(returned: &Returned, lang: Lang) -> String {
    if let Some(errno) = &returned.errno {
        return format!("-1 {} ({}, {})", errno.name, errno.number, errno.system);
    }
    let mut all = vec![returned.ret.to_string()];
    all.extend(tell::results(returned, lang));
    escaped(&all.join(" · "))
}

fn states(events: &[Event], session: Option<&Session>, lang: Lang) -> String {
    let rows = events.iter().filter_map(|event| {
        let What::State(change) = &event.what else {
            return None;
        };
        Some(vec![
            moment(lang, event.t_us),
            tell::name(session, change.peer).into_owned(),
            code(&change.fd),
            change.from.to_string(),
            change.to.to_string(),
            show::cause(change.cause, change.segment, lang),
            show::evidence(change.evidence).get(lang).to_owned(),
        ])
    });
    let headings = [
        t::REPORT_TIME,
        t::REPORT_END,
        t::REPORT_SOCKET,
        t::REPORT_FROM,
        t::REPORT_TO,
        t::REPORT_CAUSE,
        t::REPORT_EVIDENCE,
    ];
    table(&headings, lang, &rows.collect::<Vec<_>>())
}

/// The ladder as text: the panel's own cells.
fn ladder(wanted: &Wanted, film: &Film) -> String {
    let (lang, all) = (wanted.lang, super::segments::segments(wanted.events).len());
    if all == 0 {
        return format!("{}\n", t::REPORT_NO_SEGMENTS.get(lang));
    }
    let last = match film.segments() {
        shown if shown < all => fill!(lang, t::EXPORT_LAST, count = shown, all = all) + "\n\n",
        _ => String::new(),
    };
    format!("{last}```text\n{}```\n", text(&film.draw(Of::Ladder)))
}

/// Cells as text.
fn text(cells: &Buffer) -> String {
    let rows = cells.content.chunks(usize::from(cells.area.width.max(1)));
    let lines = rows.map(|row| row.iter().map(Cell::symbol).collect::<String>());
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

/// The questions that were answered, and what was measured then.
fn predictions(events: &[Event], lang: Lang) -> String {
    let rows = events.iter().filter_map(|event| {
        let What::Verdict(verdict) = &event.what else {
            return None;
        };
        let (question, choices) = tell::asked(&verdict.asked, lang);
        let given = choices.get(verdict.given?)?;
        let mark = if verdict.correct == Some(true) {
            "✓"
        } else {
            "✗"
        };
        let answer = choices.get(verdict.asked.answer).map_or("", String::as_str);
        Some(vec![
            escaped(&question),
            format!("{mark} {}", escaped(given)),
            escaped(answer),
        ])
    });
    let headings = [t::REPORT_QUESTION, t::REPORT_GIVEN, t::REPORT_MEASURED];
    let table = table(&headings, lang, &rows.collect::<Vec<_>>());
    match table.is_empty() {
        true => format!("{}\n", t::REPORT_NO_PREDICTIONS.get(lang)),
        false => table,
    }
}

/// The expectations that were not met, else how many there were.
fn checks(events: &[Event], lang: Lang) -> String {
    let (mut count, mut missed) = (0, Vec::new());
    for event in events {
        if let What::Expect { text, ok, saw } = &event.what {
            count += 1;
            if !ok {
                missed.push(vec![moment(lang, event.t_us), code(text), code(saw)]);
            }
        }
    }
    match (count, missed.is_empty()) {
        (0, _) => String::new(),
        (_, true) => format!("{}\n", fill!(lang, t::REPORT_ALL_MET, count = count)),
        (_, false) => {
            let headings = [t::REPORT_TIME, t::REPORT_EXPECTED, t::REPORT_SAW];
            table(&headings, lang, &missed)
        }
    }
}

/// A piece of the call language within a table; one that would end itself stands as text.
fn code(text: &str) -> String {
    match text.contains('`') || text.is_empty() {
        true => escaped(text),
        false => format!("`{}`", plain(text).replace('|', "\\|")),
    }
}

/// A text in which nothing is a mark (CommonMark section 2.4).
fn escaped(text: &str) -> String {
    let text = plain(text);
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_neither_a_mark_nor_two_cells() {
        assert_eq!(escaped("a|b <b>*"), "a\\|b \\<b\\>\\*");
        assert_eq!(code("send(c, \"a|b\")"), "`send(c, \"a\\|b\")`");
        assert_eq!(code("send(c, \"`\")"), "send(c, \"\\`\")");
    }
}
