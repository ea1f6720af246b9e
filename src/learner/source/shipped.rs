//! The examples that ship: what runs there is this very program, and it has noted the line of its next call.

use std::fs;

use super::{Mapping, mappings};
use crate::example;
use crate::learner::memory::Memory;
use crate::timeline::SourceLine;

/// Where in its memory a process notes its lines, if it runs this program's own file: as far from the file's
/// code as it is here.
pub fn place(theirs: &[Mapping]) -> Option<u64> {
    let file = fs::read_link("/proc/self/exe").ok()?;
    let of_file = |mapping: &&Mapping| file.as_os_str() == mapping.path.as_str();
    let theirs = theirs.iter().find(of_file)?;
    let ours = mappings(std::process::id() as i32);
    let ours = ours.iter().find(of_file)?;
    let here = (&raw const example::HERE) as u64;
    Some(here.wrapping_sub(ours.start).wrapping_add(theirs.start))
}

/// The line that is noted there; none if the process is no example.
pub fn line(memory: Memory, place: u64) -> Option<SourceLine> {
    // An AtomicU64 is 8 bytes, as a pointer is wherever a program can be stepped.
    example::line(memory.long(place)?)
}
