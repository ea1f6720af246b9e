//! What a call came to, in a few cells: at the end of its row in the flow, and large in the presenter's view.

use sockscope_link::CallName;

use super::scene::Scene;
use crate::timeline::Returned;
use crate::words::{Lang, show, t, tell};
use crate::world::{CallRecord, Progress};

/// How many characters of what was received are shown.
const DATA: usize = 64;

/// What a call came to, in full and in short, or that it is blocked; nothing while it runs.
pub fn outcomes(scene: &Scene, call: &CallRecord) -> [String; 2] {
    match &call.progress {
        Progress::Running => same(String::new()),
        Progress::Blocked => same(t::TUI_BLOCKED.get(scene.lang).to_owned()),
        Progress::Gone => same(t::TUI_GONE.get(scene.lang).to_owned()),
        Progress::Done(returned) => match &returned.errno {
            Some(errno) => same(errno.name.clone()),
            None => came_to(returned, scene.lang),
        },
    }
}

/// What a call returned and what it filled in; in short only what it was made for.
fn came_to(returned: &Returned, lang: Lang) -> [String; 2] {
    let ret = returned.ret;
    if let Some(data) = &returned.data {
        return same(match data.is_empty() {
            true => ret.to_string(),
            false => format!("{ret} \"{}\"", show::data(data, DATA)),
        });
    }
    match (returned.call, &returned.addr) {
        (CallName::GetSockName | CallName::GetPeerName, Some(addr)) => same(addr.to_string()),
        // Its file has a panel of its own.
        (CallName::Fstat, _) => same(ret.to_string()),
        _ => {
            let filled = tell::results(returned, lang).join(", ");
            if filled.is_empty() {
                return same(ret.to_string());
            }
            let long = format!("{ret} ({filled})");
            // Of one descriptor the number says it.
            let several = returned
                .poll
                .as_ref()
                .is_some_and(|polled| polled.len() > 1);
            match several || returned.value.is_some() {
                true => same(long),
                false => [long, ret.to_string()],
            }
        }
    }
}

fn same(text: String) -> [String; 2] {
    [text.clone(), text]
}
