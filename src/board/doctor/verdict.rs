//! What stands between a board and a lesson, from what was seen of it: the doctor's verdicts.

use sockscope_link::BoardInfo;
use sockscope_link::wifi::{WifiState, WifiStatus};

use super::reach::Reach;
use crate::board::serial::{LinkError, words};
use crate::fact;
use crate::timeline::Fact;
use crate::words::{Lang, t, tell};

/// What was seen of a board.
#[derive(Debug)]
pub struct Seen {
    /// What it said of itself, or why there is no link to it.
    pub board: Result<BoardInfo, LinkError>,
    /// How its radio stands; `None` if it has none.
    pub radio: Option<WifiStatus>,
    /// Whether it reaches this computer; `None` if it has no address yet.
    pub reach: Option<Reach>,
}

/// One verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// Whether it is as it should be.
    pub good: bool,
    /// What is so, and what to try if it is not good.
    pub what: Fact,
}

impl Verdict {
    fn new(good: bool, what: Fact) -> Verdict {
        Verdict { good, what }
    }

    /// It in the user's language.
    pub fn display(&self, lang: Lang) -> String {
        tell::fact(&self.what, lang)
    }
}

/// Words of the chip's own for a supply voltage that fell too low: esp-hal's and the ROM's.
const BROWN_OUTS: [&str; 2] = ["brownout", "brown_out"];

/// The firmware's word for a reset after a panic.
const CRASH: &str = "Crash";

/// The verdicts on a board, in the order of its way to a lesson.
pub fn verdicts(seen: &Seen) -> Vec<Verdict> {
    let info = match &seen.board {
        Ok(info) => info,
        Err(error) => return vec![Verdict::new(false, error.fact())],
    };
    let mut verdicts = vec![Verdict::new(true, ours_fact(info))];
    verdicts.extend(last_reset(&info.reset_reason));
    if let Some(status) = &seen.radio {
        let ready = status.state == WifiState::Ready;
        verdicts.push(Verdict::new(ready, words::wifi_fact(status)));
    }
    if let Some(reach) = &seen.reach {
        verdicts.push(Verdict::new(reach.works(), reach.fact()));
    }
    verdicts
}

/// What the reason of its last reset gives away.
fn last_reset(reason: &str) -> Option<Verdict> {
    let low = reason.to_lowercase();
    let what = if BROWN_OUTS.iter().any(|word| low.contains(word)) {
        fact!(t::DOCTOR_BROWN_OUT, reason = reason)
    } else if reason == CRASH {
        t::DOCTOR_CRASH.into()
    } else {
        return None;
    };
    Some(Verdict::new(false, what))
}

/// What a board of ours says of itself, in one line.
pub fn ours(info: &BoardInfo, lang: Lang) -> String {
    tell::fact(&ours_fact(info), lang)
}

fn ours_fact(info: &BoardInfo) -> Fact {
    let dash = || "-".to_owned();
    fact!(
        t::PORTS_OURS,
        chip = &info.chip,
        name = &info.name,
        firmware = &info.firmware,
        addr = info.addr.map_or_else(dash, |addr| addr.to_string())
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use sockscope_link::wifi::{WifiFault, WifiRole};

    fn board(reset_reason: &str) -> Result<BoardInfo, LinkError> {
        Ok(crate::board::serial::sample("a1b2c3", reset_reason))
    }

    fn radio(state: WifiState) -> Option<WifiStatus> {
        Some(WifiStatus {
            role: WifiRole::Station,
            state,
            ssid: "aula".into(),
            ..WifiStatus::default()
        })
    }

    fn failed(fault: WifiFault) -> Option<WifiStatus> {
        let retry_ms = 4000;
        radio(WifiState::Failed { fault, retry_ms })
    }

    fn link(error: LinkError) -> Seen {
        let board = Err(error);
        let (radio, reach) = (None, None);
        Seen {
            board,
            radio,
            reach,
        }
    }

    fn wifi(radio: Option<WifiStatus>) -> Seen {
        Seen {
            board: board("ChipPowerOn"),
            radio,
            reach: None,
        }
    }

    fn reset(reason: &str) -> Seen {
        Seen {
            board: board(reason),
            radio: None,
            reach: None,
        }
    }

    fn reached(reach: Reach) -> Seen {
        Seen {
            board: board("ChipPowerOn"),
            radio: radio(WifiState::Ready),
            reach: Some(reach),
        }
    }

    /// Each likely blocker is named, with what to try, in both languages.
    #[test]
    fn the_likely_blocker_is_named() {
        let place = || "/dev/ttyUSB0".to_owned();
        let (host, at) = ([192, 168, 1, 2].into(), [192, 168, 1, 50].into());
        let dialout = LinkError::Permission {
            place: place(),
            group: Some("dialout".into()),
        };
        let absent = LinkError::Absent {
            place: place(),
            ports: vec![],
        };
        let busy = LinkError::Busy {
            place: place(),
            by: None,
        };
        for (seen, english, spanish) in [
            (
                link(dialout),
                ["dialout", "usermod"],
                ["dialout", "usermod"],
            ),
            (
                link(absent),
                ["cable", "only charge"],
                ["cable", "solo cargan"],
            ),
            (
                link(busy),
                ["another program", "Close"],
                ["otro programa", "Ciérralo"],
            ),
            (
                link(LinkError::Silent { place: place() }),
                ["reset button", "sockscope flash"],
                ["botón de reinicio", "sockscope flash"],
            ),
            (
                reset("SysBrownOut"),
                ["voltage", "another socket"],
                ["tensión", "otro puerto"],
            ),
            (
                reset("BROWNOUT_RST"),
                ["voltage", "BROWNOUT_RST"],
                ["tensión", "BROWNOUT_RST"],
            ),
            (reset("Crash"), ["crash", "monitor"], ["fallo", "monitor"]),
            (
                wifi(failed(WifiFault::NotFound)),
                ["5 GHz", "aula"],
                ["5 GHz", "aula"],
            ),
            (
                wifi(failed(WifiFault::Security)),
                ["WPA3", "WPA2"],
                ["WPA3", "WPA2"],
            ),
            (
                wifi(failed(WifiFault::Password)),
                ["password", "wrong"],
                ["contraseña", "no es correcta"],
            ),
            (
                wifi(failed(WifiFault::NoAddress)),
                ["DHCP", "fixed"],
                ["DHCP", "fija"],
            ),
            (
                reached(Reach::Firewall { host }),
                ["firewall", "192.168.1.2"],
                ["firewall", "192.168.1.2"],
            ),
            (
                reached(Reach::Isolated { host, board: at }),
                ["AP isolation", "softap"],
                ["aislamiento", "softap"],
            ),
        ] {
            for (lang, words) in [(Lang::En, english), (Lang::Es, spanish)] {
                let verdicts = verdicts(&seen);
                let bad: Vec<_> = verdicts.iter().filter(|verdict| !verdict.good).collect();
                let [bad] = bad[..] else {
                    panic!("{seen:?}: one blocker, and not {verdicts:?}")
                };
                for word in words {
                    let said = bad.display(lang);
                    assert!(said.contains(word), "{word:?} in {said:?}");
                }
            }
        }
    }

    #[test]
    fn a_board_that_can_be_used_is_good_throughout() {
        let took = std::time::Duration::from_millis(3);
        let host = [192, 168, 1, 2].into();
        for seen in [
            reached(Reach::Works { host, took }),
            reset("ChipPowerOn"),
            reset(""),
            wifi(None),
        ] {
            let verdicts = verdicts(&seen);
            assert!(verdicts.iter().all(|verdict| verdict.good), "{verdicts:?}");
            assert!(verdicts[0].display(Lang::En).contains("a1b2c3"));
        }
    }
}
