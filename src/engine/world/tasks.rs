//! The tasks of the learner's program: what the screen calls each.

use crate::timeline::Made;

/// How many tasks get names of their own; one more is called by its number.
const MOST: usize = 100;

/// The tasks that have made calls, in the order of their first ones.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tasks {
    met: Vec<(u32, u32)>,
}

impl Tasks {
    /// Whether there is none: no program has made a call.
    pub fn is_empty(&self) -> bool {
        self.met.is_empty()
    }

    /// A task makes a call.
    pub(super) fn meet(&mut self, made: &Made) {
        let task = (made.pid, made.tid);
        if self.met.len() < MOST && !self.met.contains(&task) {
            self.met.push(task);
        }
    }

    /// What a task is called: `p2` is the second process, `p2.3` its third thread. While there is only one, it
    /// needs no name.
    pub fn name(&self, made: &Made) -> Option<String> {
        let mut all = self.clone();
        all.meet(made);
        if all.met.len() < 2 {
            return None;
        }
        let Some(at) = all
            .met
            .iter()
            .position(|task| *task == (made.pid, made.tid))
        else {
            return Some(made.tid.to_string());
        };
        let mut pids: Vec<u32> = Vec::new();
        for (pid, _) in &all.met[..=at] {
            if !pids.contains(pid) {
                pids.push(*pid);
            }
        }
        let process = pids.iter().position(|pid| *pid == made.pid)? + 1;
        let before = all.met[..at].iter().filter(|(pid, _)| *pid == made.pid);
        Some(match before.count() {
            0 => format!("p{process}"),
            threads => format!("p{process}.{}", threads + 1),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(pid: u32, tid: u32) -> Made {
        Made {
            pid,
            tid,
            raw: "recvfrom".to_owned(),
            socket: None,
            num: None,
            len: None,
            source: None,
        }
    }

    #[test]
    fn one_task_has_no_name_and_each_of_several_has_its_own() {
        let mut tasks = Tasks::default();
        tasks.meet(&made(7, 7));
        assert_eq!(tasks.name(&made(7, 7)), None);
        let name = |tasks: &Tasks, pid, tid| tasks.name(&made(pid, tid)).unwrap();
        assert_eq!(name(&tasks, 9, 9), "p2", "one that is about to call");
        tasks.meet(&made(7, 8));
        tasks.meet(&made(9, 9));
        tasks.meet(&made(7, 8));
        let names = [(7, 7), (7, 8), (9, 9)].map(|(pid, tid)| name(&tasks, pid, tid));
        assert_eq!(names, ["p1", "p1.2", "p2"]);
    }

    #[test]
    fn a_program_that_makes_processes_for_ever_is_still_told_apart() {
        let mut tasks = Tasks::default();
        (1..=1_000).for_each(|pid| tasks.meet(&made(pid, pid)));
        assert_eq!(tasks.met.len(), MOST);
        assert_eq!(tasks.name(&made(1_000, 1_000)).as_deref(), Some("1000"));
    }
}
