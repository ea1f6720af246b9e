//! Which line of the learner's source makes a call: by the debug information of what was compiled, by the
//! interpreter's own frames for Python, by what an example that ships notes. Where neither says it, there is none.

mod native;
mod python;
mod shipped;

use std::collections::HashMap;
use std::fs;

use super::memory::Memory;
use crate::timeline::SourceLine;
use native::Native;
use python::Python;

/// A part of a process's memory that was mapped from a file and can be executed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mapping {
    /// Where it begins in memory, and where it ends.
    pub start: u64,
    pub end: u64,
    /// Where it begins in the file.
    pub offset: u64,
    /// The file.
    pub path: String,
}

/// What a process runs, made ready to look for lines.
struct Process {
    mappings: Vec<Mapping>,
    native: Native,
    python: Option<Python>,
    /// Where an example of ours notes its line.
    shipped: Option<u64>,
}

/// The sources of the learner's processes.
#[derive(Default)]
pub struct Sources(HashMap<i32, Process>);

impl Sources {
    /// The line that makes the call which task `tid` of process `pid` stands before: the innermost one in a
    /// file of the learner's.
    pub fn line(&mut self, tid: i32, pid: i32) -> Option<SourceLine> {
        let mappings = mappings(pid);
        let known = self.0.get(&pid);
        if known.is_none_or(|known| known.mappings != mappings) {
            let native = Native::new(&mappings);
            let python = native.python().map(|(at, version)| Python { at, version });
            let process = Process {
                shipped: shipped::place(&mappings),
                mappings,
                native,
                python,
            };
            self.0.insert(pid, process);
        }
        let process = self.0.get_mut(&pid)?;
        let memory = Memory(tid);
        let noted = process.shipped.and_then(|at| shipped::line(memory, at));
        if noted.is_some() {
            return noted;
        }
        match &process.python {
            Some(python) => python.line(memory, tid, is_hers),
            None => process.native.line(memory, tid, is_hers),
        }
    }

    /// A process is gone, or runs something else.
    pub fn forget(&mut self, pid: i32) {
        self.0.remove(&pid);
    }
}

/// What of a process's memory can be executed and comes from a file (proc_pid_maps(5)).
fn mappings(pid: i32) -> Vec<Mapping> {
    let text = fs::read_to_string(format!("/proc/{pid}/maps")).unwrap_or_default();
    text.lines().filter_map(mapping).collect()
}

fn mapping(line: &str) -> Option<Mapping> {
    let mut words = line.splitn(6, ' ');
    let (start, end) = words.next()?.split_once('-')?;
    let rights = words.next()?;
    let offset = words.next()?;
    let path = words.nth(2)?.trim_start();
    let hex = |word| u64::from_str_radix(word, 16).ok();
    (rights.contains('x') && path.starts_with('/')).then_some(())?;
    Some(Mapping {
        start: hex(start)?,
        end: hex(end)?,
        offset: hex(offset)?,
        path: path.to_owned(),
    })
}

/// Whether a file is one of the learner's own: it is there to be shown, and no part of a system or of a
/// language's library.
fn is_hers(file: &str) -> bool {
    const SYSTEM: [&str; 5] = ["/usr/", "/lib", "/rustc/", "/build/", "<"];
    const WITHIN: [&str; 5] = [
        "/.cargo/registry/",
        "/.rustup/",
        "/lib/python3",
        "/site-packages/",
        "/lib/go",
    ];
    let is_system = SYSTEM.iter().any(|folder| file.starts_with(folder));
    let is_library = WITHIN.iter().any(|folder| file.contains(folder));
    !is_system && !is_library && fs::metadata(file).is_ok_and(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_map_what_can_be_executed_and_has_a_file_counts() {
        let code = "55d0-55e0 r-xp 00001000 fe:00 131 /home/me/my server";
        let mapped = mapping(code).unwrap();
        assert_eq!((mapped.start, mapped.end), (0x55d0, 0x55e0));
        assert_eq!(mapped.offset, 0x1000);
        assert_eq!(mapped.path, "/home/me/my server");
        for other in [
            "55d0-55e0 r--p 00001000 fe:00 131   /home/me/server",
            "7ffe-7fff r-xp 00000000 00:00 0     [vdso]",
            "7ffe-7fff r-xp 00000000 00:00 0 ",
            "",
        ] {
            assert_eq!(mapping(other), None, "{other}");
        }
    }

    #[test]
    fn files_of_a_library_are_not_hers() {
        assert!(is_hers(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")));
        assert!(!is_hers("/usr/bin/env"));
        assert!(!is_hers("<frozen importlib>"));
        assert!(!is_hers("/home/me/gone.c"));
    }
}
