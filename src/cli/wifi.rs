//! `sockscope wifi`: the board's radio. A password is asked for, or read from stdin; it is never an
//! argument, where every user of the machine could read it.

use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::time::Duration;

use clap::ArgMatches;
use serde_json::json;
use sockscope_link::wifi::{
    ADDRESS_PATIENCE, FixedAddress, Network, Password, WifiFault, WifiMistake, WifiReport,
    WifiRole, WifiState, WifiStatus,
};
use sockscope_link::{Command, Report, WifiCommand};

use super::{args, board, json, password as typed};
use crate::board::serial::{Talk, TalkError, words};
use crate::fill;
use crate::play::say;
use crate::run::Exit;
use crate::words::{Lang, system, t};

/// How long a question about the radio may take; a scan of 13 channels included.
const ANSWER: Duration = Duration::from_secs(15);
/// How long joining may take before this command says how far it is and leaves it to the board: its
/// patience with DHCP, and what comes before.
const JOIN: Duration = Duration::from_secs(ADDRESS_PATIENCE.as_secs() + 10);

/// Runs `wifi`'s own command.
pub(super) fn main(root: &ArgMatches, matches: &ArgMatches, lang: Lang) -> Exit {
    let Some((name, inner)) = matches.subcommand() else {
        return Exit::Usage;
    };
    // What is wrong with the arguments is said before anything is opened or asked for.
    let command = match command(name, inner, lang) {
        Ok(command) => command,
        Err(text) => {
            say(&text);
            return Exit::Usage;
        }
    };
    let common = args::common(&[root, matches, inner], lang);
    let Some(talk) = board::open(&common, inner) else {
        return Exit::Environment;
    };
    let done = match command {
        WifiCommand::Scan => scan(&talk, inner.get_flag("json"), lang),
        WifiCommand::Join { .. } | WifiCommand::SoftAp { .. } => settle(&talk, command, lang),
        WifiCommand::Status if inner.get_flag("json") => {
            ask(&talk, WifiCommand::Status).map(|status| json::print(&json!(status), lang))
        }
        other => ask(&talk, other).map(|status| status_is(&status, lang)),
    };
    match done {
        Ok(exit) => exit,
        Err(error) => {
            say(&error.display(lang));
            Exit::Environment
        }
    }
}

fn command(name: &str, matches: &ArgMatches, lang: Lang) -> Result<WifiCommand, String> {
    let wrong = |mistake| words::mistake(mistake, lang).to_owned();
    let command = match name {
        "scan" => WifiCommand::Scan,
        "forget" => WifiCommand::Forget,
        "join" => WifiCommand::Join {
            ssid: ssid(matches),
            password: None,
            address: address(matches).map_err(wrong)?,
            power: matches.get_one::<i8>("power").copied(),
        },
        "softap" => WifiCommand::SoftAp {
            ssid: ssid(matches),
            password: None,
            channel: matches.get_one::<u8>("channel").copied().unwrap_or(6),
        },
        _ => return Ok(WifiCommand::Status),
    };
    command.check().map_err(wrong)?;
    let command = match command {
        WifiCommand::Join {
            ssid,
            address,
            power,
            ..
        } => WifiCommand::Join {
            password: password(matches, &ssid, lang)?,
            ssid,
            address,
            power,
        },
        WifiCommand::SoftAp { ssid, channel, .. } => WifiCommand::SoftAp {
            password: password(matches, &ssid, lang)?,
            ssid,
            channel,
        },
        other => other,
    };
    command.check().map_err(wrong)?;
    Ok(command)
}

fn ssid(matches: &ArgMatches) -> String {
    matches
        .get_one::<String>("ssid")
        .cloned()
        .unwrap_or_default()
}

/// `192.168.1.50/24`, and the gateway if there is one.
fn address(matches: &ArgMatches) -> Result<Option<FixedAddress>, WifiMistake> {
    let Some(text) = matches.get_one::<String>("address") else {
        return Ok(None);
    };
    let parse = || {
        let (addr, prefix) = text.split_once('/')?;
        let (addr, prefix) = (addr.parse().ok()?, prefix.parse().ok()?);
        let gateway: Option<Ipv4Addr> = match matches.get_one::<String>("gateway") {
            Some(text) => Some(text.parse().ok()?),
            None => None,
        };
        Some(FixedAddress {
            addr,
            prefix,
            gateway,
        })
    };
    parse().map(Some).ok_or(WifiMistake::Address)
}

/// The password: typed without echo, or the first line of stdin where that is no terminal.
fn password(matches: &ArgMatches, ssid: &str, lang: Lang) -> Result<Option<Password>, String> {
    if matches.get_flag("open") {
        return Ok(None);
    }
    let unreadable =
        |why: io::Error| fill!(lang, t::WIFI_NO_PASSWORD, why = system::said(why, lang));
    let prompt = fill!(lang, t::WIFI_PASSWORD, ssid = ssid);
    let text = typed::ask(&prompt).map_err(unreadable)?;
    Ok(Some(Password::new(text)))
}

fn ask(talk: &Talk, command: WifiCommand) -> Result<WifiStatus, TalkError> {
    talk.ask(Command::Wifi(command), ANSWER, |report| match report {
        Report::Wifi(WifiReport::Status(status)) => Some(status.clone()),
        _ => None,
    })
}

/// Says how the radio stands; exit code 3 if there is no network.
fn status_is(status: &WifiStatus, lang: Lang) -> Exit {
    // A closed stdout is the reader's choice.
    let _ = writeln!(anstream::stdout(), "{}", words::wifi(status, lang));
    exit_of(status)
}

fn exit_of(status: &WifiStatus) -> Exit {
    match status.state {
        WifiState::Failed { .. } => Exit::Environment,
        _ => Exit::Done,
    }
}

/// Sets a network and tells how it goes until there is an address or a reason why not.
fn settle(talk: &Talk, command: WifiCommand, lang: Lang) -> Result<Exit, TalkError> {
    let mut said = String::new();
    let mut last = WifiStatus::default();
    let mut failures = 0;
    let outcome = talk.ask(Command::Wifi(command), JOIN, |report| {
        let Report::Wifi(WifiReport::Status(status)) = report else {
            return None;
        };
        last = status.clone();
        let (failed, for_good) = match status.state {
            // DHCP was waited for already.
            WifiState::Failed { fault, .. } => (true, fault == WifiFault::NoAddress),
            _ => (false, false),
        };
        // Less power is tried four times; else the first failure may be the access point's, and the
        // board tries again by itself.
        failures += u32::from(failed);
        let expired = matches!(
            status.state,
            WifiState::Failed {
                fault: WifiFault::Expired,
                ..
            }
        );
        let enough = if expired { 4 } else { 2 };
        if status.state == WifiState::Ready || for_good || failures >= enough {
            return Some(());
        }
        let text = words::wifi(status, lang);
        if text != said && status.role != WifiRole::Off {
            anstream::eprintln!("{text}");
            said = text;
        }
        None
    });
    match outcome {
        Err(TalkError::Silent { .. }) if last.role != WifiRole::Off => {}
        Err(error) => return Err(error),
        Ok(()) => {}
    }
    // Where it got no further, the last word was said on the way.
    let exit = if words::wifi(&last, lang) == said {
        exit_of(&last)
    } else {
        status_is(&last, lang)
    };
    Ok(match exit {
        Exit::Done if last.state != WifiState::Ready => Exit::Environment,
        exit => exit,
    })
}

fn scan(talk: &Talk, as_json: bool, lang: Lang) -> Result<Exit, TalkError> {
    let command = Command::Wifi(WifiCommand::Scan);
    let networks = talk.ask(command, ANSWER, |report| match report {
        Report::Wifi(WifiReport::Networks(networks)) => Some(networks.clone()),
        _ => None,
    })?;
    if as_json {
        return Ok(json::print(&json!(networks), lang));
    }
    // A closed stdout is the reader's choice.
    let _ = list(&networks, lang);
    Ok(Exit::Done)
}

fn list(networks: &[Network], lang: Lang) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    if networks.is_empty() {
        writeln!(out, "{}", t::WIFI_NO_NETWORKS.get(lang))?;
    }
    for network in networks {
        // Anybody can call a network anything.
        let ssid = sockscope_link::text::printable(network.ssid.as_bytes());
        let ssid = if ssid.is_empty() {
            t::WIFI_HIDDEN.get(lang).to_owned()
        } else {
            ssid
        };
        let security = words::security(network.security, lang);
        let [a, b, c, d, e, f] = network.bssid;
        writeln!(
            out,
            "{:>4} dBm  {:>2}  {security:<10}  {ssid}  {a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}",
            network.rssi, network.channel
        )?;
    }
    Ok(())
}
