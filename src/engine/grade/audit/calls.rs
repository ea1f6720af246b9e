//! Calls and returns.

use std::collections::BTreeMap;

use sockscope_link::{CallName, Errno, System};

use crate::fact;
use crate::peer::Peer;
use crate::script::{LineKind, parse_line};
use crate::timeline::{Arg, ErrnoFact, Fact, Returned};
use crate::words::show::plain;
use crate::words::t;

/// How many calls that have not returned are remembered.
const MOST: usize = 4_096;

#[derive(Debug)]
struct Begun {
    peer: Peer,
    call: CallName,
    t_us: u64,
}

/// The calls that have not returned, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Calls {
    begun: BTreeMap<u32, Begun>,
    last: u32,
    /// Whether there may have been calls before the first event.
    pub is_late: bool,
}

impl Calls {
    /// A call begins.
    pub fn begin(
        &mut self,
        id: u32,
        peer: Peer,
        call: CallName,
        text: &str,
        t_us: u64,
    ) -> Vec<Fact> {
        let mut found = Vec::new();
        if id <= self.last {
            found.push(fact!(t::GRADE_CALL_TWICE, id = id));
        }
        if !is_written(peer, call, text) {
            let text = Arg::text(plain(text));
            found.push(fact!(t::GRADE_CALL_TEXT, call = call, text = text));
        }
        self.last = self.last.max(id);
        if self.begun.len() == MOST {
            self.begun.pop_first();
        }
        self.begun.insert(id, Begun { peer, call, t_us });
        found
    }

    /// The call of this number, which must be this one.
    pub fn find(&self, id: u32, peer: Peer, call: CallName) -> Result<u64, Fact> {
        match self.begun.get(&id) {
            Some(begun) if (begun.peer, begun.call) == (peer, call) => Ok(begun.t_us),
            Some(begun) => {
                let (was, call) = (begun.call, call);
                Err(fact!(t::GRADE_OTHER_CALL, id = id, call = call, was = was))
            }
            None => Err(fact!(t::GRADE_NO_CALL, id = id, call = call)),
        }
    }

    /// A call ends.
    pub fn end(&mut self, back: &Returned, t_us: u64, found: &mut Vec<Fact>) {
        match self.find(back.id, back.peer, back.call) {
            Ok(began) if t_us.checked_sub(began) == Some(back.elapsed_us) => {}
            Ok(_) => found.push(fact!(t::GRADE_ELAPSED, id = back.id)),
            Err(_) if self.is_late && !self.begun.contains_key(&back.id) => {}
            Err(why) => found.push(why),
        }
        self.begun.remove(&back.id);
        let is_errno = back.errno.as_ref().is_none_or(is_errno);
        let fits =
            (back.ret < 0) == back.errno.is_some() && (back.errno.is_none() || back.ret == -1);
        if !fits || !is_errno || !fits_data(back) {
            found.push(fact!(t::GRADE_RETURN, call = back.call));
        }
    }

    /// The calls of this peer that have begun and not returned.
    pub fn open(&self, peer: Peer) -> Vec<CallName> {
        let of = self.begun.values().filter(|begun| begun.peer == peer);
        of.map(|begun| begun.call).collect()
    }
}

/// Whether the text is a line of the call language that makes this call.
fn is_written(peer: Peer, call: CallName, text: &str) -> bool {
    let line = parse_line(&format!("{peer}: {text}"), 1);
    let Ok(Some(line)) = line else {
        return false;
    };
    matches!(line.kind, LineKind::Call(line) if line.call.name() == call)
}

/// Whether the errno has this number on that system.
fn is_errno(fact: &ErrnoFact) -> bool {
    let systems = [System::Linux, System::Newlib, System::Bsd, System::Windows];
    let errno = Errno::from_name(&fact.name);
    errno.is_none_or(|errno| {
        systems
            .iter()
            .any(|system| ErrnoFact::new(errno, *system) == *fact)
    })
}

/// Whether the call has returned as many bytes as it says. A byte that is no text takes four characters.
fn fits_data(back: &Returned) -> bool {
    let reads = matches!(back.call, CallName::Recv | CallName::RecvFrom);
    let Some(data) = back.data.as_ref().filter(|_| reads && back.errno.is_none()) else {
        return true;
    };
    let most = data.len();
    let escapes = data.matches("\\x").count();
    let Ok(ret) = usize::try_from(back.ret) else {
        return false;
    };
    (most.saturating_sub(3 * escapes)..=most).contains(&ret)
}
