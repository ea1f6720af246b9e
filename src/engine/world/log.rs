//! The log: the timeline and its fold, now and before the oldest event that is kept. Looking back, a
//! replay, who follows a teacher, and the exports need no more than this.

use super::World;
use super::past::Past;
use crate::timeline::{Event, Timeline, What};

/// Every event that is kept, and what is so.
#[derive(Debug, Default)]
pub struct Log {
    /// Every event, in order.
    pub timeline: Timeline,
    /// What is so now.
    pub world: World,
    /// What was so before the oldest event that the timeline still keeps.
    pub base: World,
}

impl Log {
    /// Adds what happened at `now` (microseconds since the session began).
    pub fn push(&mut self, now: u64, what: What) {
        let gone = self.timeline.push(now, what);
        self.fold(&gone);
    }

    /// Adds an event of another log: of a recording, or of a session that is followed. It keeps its
    /// number where the numbers go on without a gap, as those of a recording do.
    pub fn take(&mut self, event: Event) {
        let gone = self.timeline.take(event);
        self.fold(&gone);
    }

    fn fold(&mut self, gone: &[Event]) {
        gone.iter().for_each(|event| self.base.apply(event));
        if let Some(event) = self.timeline.last() {
            self.world.apply(event);
        }
    }

    /// The session line and the learner's source, if the timeline does not keep them any more.
    pub fn forgotten(&self) -> impl Iterator<Item = Event> {
        let session = self.base.session.iter().cloned().map(What::Session);
        let sources = self.base.sources.iter().cloned();
        let sources = sources.map(|part| What::Source(Box::new(part)));
        let all = session.chain(sources).zip(0..);
        all.map(|(what, seq)| Event { seq, t_us: 0, what })
    }

    /// The event with this number, if it is kept.
    pub fn event(&self, seq: u64) -> Option<&Event> {
        self.timeline.get(seq)
    }

    /// The moment after event `seq`, or the nearest one that is kept.
    pub fn past(&self, seq: u64) -> Past {
        Past::at(&self.base, &self.timeline, seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::timeline::{from_line, to_line};

    /// A life, as `run lifecycle --json` wrote it.
    const LIFE: &str = include_str!("life.jsonl");

    #[test]
    fn a_log_is_fed_from_a_file() {
        let (mut fed, mut made) = (Log::default(), Log::default());
        for line in LIFE.lines() {
            let event = from_line(line).unwrap();
            assert_eq!(
                to_line(&event),
                line,
                "read and written, it is the same line"
            );
            made.push(event.t_us, event.what.clone());
            fed.take(event);
        }
        assert_eq!(fed.world, made.world);
        assert_eq!(fed.world.ended, Some(true));
        assert_eq!(fed.timeline.next_seq(), LIFE.lines().count() as u64);
        let (first, half) = (fed.past(0), fed.past(fed.timeline.next_seq() / 2));
        assert!(first.world().session.is_some() && first.world().calls.is_empty());
        assert!(half.world().calls.len() < fed.world.calls.len());
    }

    /// After fork() two processes have the socket: the one's close() takes no descriptor from the other.
    #[test]
    fn a_socket_that_another_process_keeps_is_not_closed() {
        let state = |from, to, num| {
            format!(
                r#"{{"seq":0,"t_us":0,"kind":"state","peer":"host","fd":"fd4","from":"{from}","to":"{to}","cause":"call","evidence":"measured","socket":1{num},"socket_kind":"stream"}}"#
            )
        };
        let call = |whose| {
            format!(
                r#"{{"seq":0,"t_us":0,"kind":"call","id":1,"peer":"host","call":"close","fd":"fd4","text":"close(4)"{whose}}}"#
            )
        };
        let own = r#","pid":7,"tid":7,"raw":"close","socket":1"#;
        let back = r#"{"seq":0,"t_us":0,"kind":"return","id":1,"peer":"host","call":"close","fd":"fd4","ret":0,"errno":null,"elapsed_us":1}"#;
        for (whose, after, kept) in [
            (own, "CLOSE-WAIT", Some(4)),
            (own, "LAST-ACK", None),
            // A line's own socket, which a blocked call still holds.
            ("", "CLOSE-WAIT", None),
        ] {
            let mut log = Log::default();
            let made = state("CLOSED", "CLOSE-WAIT", r#","num":4"#);
            let moved = (after != "CLOSE-WAIT").then(|| state("CLOSE-WAIT", after, ""));
            let lines = [Some(made), Some(call(whose)), moved, Some(back.into())];
            for line in lines.iter().flatten() {
                log.take(from_line(line).unwrap());
            }
            let socket = log.world.sockets.iter().next().unwrap();
            assert_eq!(socket.num, kept, "{whose} {after}");
        }
    }
}
