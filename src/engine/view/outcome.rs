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
            None => came_to(&call.text, returned, scene.lang),
        },
    }
}

/// What a call returned and what it filled in; in short only what it was made for.
fn came_to(text: &str, returned: &Returned, lang: Lang) -> [String; 2] {
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
            // Of one descriptor that is just what it was asked for, the number says it.
            let unasked = returned.poll.is_some() && !text.contains(&filled);
            let told = returned.value.is_some() || returned.value_name.is_some();
            match unasked || told {
                true => same(long),
                false => [long, ret.to_string()],
            }
        }
    }
}

fn same(text: String) -> [String; 2] {
    [text.clone(), text]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(text: &str, returned: &str) -> String {
        let returned =
            format!(r#"{{"id":1,"peer":"host","fd":null,"errno":null,"elapsed_us":0,{returned}}}"#);
        let returned = serde_json::from_str(&returned).expect("a call's end");
        let [_, brief] = came_to(text, &returned, Lang::En);
        brief
    }

    #[test]
    fn the_shortest_form_leaves_out_only_what_the_call_says_itself() {
        let poll = |revents| {
            format!(r#""call":"poll","ret":1,"poll":[{{"fd":"y","revents":"{revents}"}}]"#)
        };
        assert_eq!(brief("poll(y POLLIN, 500)", &poll("POLLIN")), "1");
        let unasked = brief("poll(y POLLIN, 500)", &poll("POLLNVAL"));
        assert_eq!(unasked, "1 (y POLLNVAL)");
        let flags = r#""call":"fcntl","ret":2050,"value_name":"O_RDWR+O_NONBLOCK""#;
        let flags = brief("fcntl(q, F_GETFL)", flags);
        assert_eq!(flags, "2050 (O_RDWR+O_NONBLOCK)");
    }
}
