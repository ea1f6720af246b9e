//! `sockscope doctor`: what works on this machine; why not, and what to try.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use clap::ArgMatches;
use serde_json::{Value, json};

use super::{Common, json, ports};
use crate::fill;
use crate::run::Exit;
use crate::wire::WireOptions;
use crate::wire::probe::{Finding, Probe, is_enough, probe};
use crate::words::{Lang, Text, t};

const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default();
const DIM: Style = Style::new().dimmed();

/// Tries everything and says what came of it. Exit code 3 if the virtual board cannot be had.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let probes = probe(&WireOptions::default());
    let enough = is_enough(&probes);
    if matches.get_flag("json") {
        let rows: Vec<Value> = probes.iter().map(|probe| row(probe, common.lang)).collect();
        let boards = ports::examined(common);
        let said = unseen().map(|text| text.get(common.lang));
        let all = json!({"wire": rows, "virtual": enough, "boards": boards, "remark": said});
        let printed = json::print(&all, common.lang);
        return if enough { printed } else { Exit::Environment };
    }
    let printed = crate::play::printed(report(&probes, enough, common.lang), common.lang);
    // Whatever is found about boards, the virtual one is enough to learn with.
    let _ = crate::play::printed(ports::examine(common), common.lang);
    if enough { printed } else { Exit::Environment }
}

/// One finding for another program: `found` is `works`, `not needed`, `not tried` or `refused`.
fn row(probe: &Probe, lang: Lang) -> Value {
    let mut row = json!({"capability": probe.capability.text().get(lang)});
    let found = match &probe.finding {
        Finding::Works => "works",
        Finding::NotNeeded => "not needed",
        Finding::NotTried => "not tried",
        Finding::Refused { what, reason, hint } => {
            row["what"] = json!(what);
            row["reason"] = json!(reason.to_string());
            row["hint"] = json!(hint.as_ref().map(|hint| hint.text().get(lang)));
            "refused"
        }
    };
    row["found"] = json!(found);
    row
}

fn report(probes: &[Probe], enough: bool, lang: Lang) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}", t::DOCTOR_WIRE.get(lang))?;
    for Probe {
        capability,
        finding,
    } in probes
    {
        let name = capability.text().get(lang);
        match finding {
            Finding::Works => writeln!(out, "  {GOOD}✓{GOOD:#} {name}")?,
            Finding::NotNeeded => {
                writeln!(
                    out,
                    "  {DIM}– {name}: {}{DIM:#}",
                    t::DOCTOR_NOT_NEEDED.get(lang)
                )?;
            }
            Finding::NotTried => {
                writeln!(
                    out,
                    "  {DIM}? {name}: {}{DIM:#}",
                    t::DOCTOR_NOT_TRIED.get(lang)
                )?;
            }
            Finding::Refused { what, reason, hint } => {
                writeln!(out, "  {BAD}✗{BAD:#} {name}: {what}: {reason}")?;
                if let Some(hint) = hint {
                    let text = fill!(lang, t::DOCTOR_TRY, what = hint.text().get(lang));
                    let room = textwrap::Options::new(76)
                        .initial_indent("      → ")
                        .subsequent_indent("        ");
                    writeln!(out, "{}", textwrap::fill(&text, room))?;
                }
            }
        }
    }
    let (style, verdict) = if enough {
        (GOOD, t::DOCTOR_VIRTUAL)
    } else {
        (BAD, t::DOCTOR_LOOPBACK)
    };
    writeln!(out, "{style}{}{style:#}", verdict.get(lang))?;
    match unseen() {
        Some(text) => writeln!(out, "{}", textwrap::fill(text.get(lang), 76)),
        None => Ok(()),
    }
}

/// What is to be known of a system on which the program has not been seen.
const fn unseen() -> Option<Text> {
    if cfg!(windows) {
        Some(t::DOCTOR_WINDOWS)
    } else if cfg!(not(target_os = "linux")) {
        Some(t::DOCTOR_UNSEEN)
    } else {
        None
    }
}
