//! Python programs: the interpreter's own frames, read from outside. From 3.13 on the interpreter describes
//! its structures itself (`_Py_DebugOffsets`); for 3.11 and 3.12 the offsets are here. Of another version
//! no line is told.

use crate::learner::memory::Memory;
use crate::timeline::SourceLine;

/// How many threads and frames are gone through at most: what is read is the program's, and may lead in
/// a circle.
const MOST: usize = 256;
/// The longest name of a file or function, in characters, and the longest location table, in bytes.
const MOST_TEXT: u64 = 4096;
const MOST_TABLE: u64 = 1 << 20;

/// A Python in a process.
pub struct Python {
    /// Where `_PyRuntime` lies.
    pub at: u64,
    /// Where `Py_Version` lies.
    pub version: u64,
}

/// Where the interpreter keeps what, in bytes from the beginning of each structure.
#[derive(Debug)]
struct Offsets {
    /// `_PyRuntimeState.interpreters.head`
    interpreters: u64,
    /// `PyInterpreterState.threads.head`
    threads: u64,
    /// `PyThreadState.next`, `.native_thread_id`
    next: u64,
    native_id: u64,
    /// `PyThreadState.cframe`, where the frame is reached through one.
    cframe: Option<u64>,
    /// `current_frame` there
    current: u64,
    /// `_PyInterpreterFrame.previous`, its code object, its instruction
    previous: u64,
    code: u64,
    instruction: u64,
    /// `PyCodeObject.co_filename`, `.co_name`, `.co_linetable`, `.co_firstlineno`, `.co_code_adaptive`
    filename: u64,
    name: u64,
    lines: u64,
    first_line: u64,
    bytecode: u64,
    /// `sizeof(PyASCIIObject)`: where the characters of an ASCII string begin
    ascii: u64,
}

/// `PyVarObject.ob_size`, `PyASCIIObject.length`: the same place in each of these versions.
const LENGTH: u64 = 16;
/// `PyBytesObject.ob_sval`
const BYTES: u64 = 32;
/// `PyASCIIObject.state`, and its bit that says that all characters are ASCII.
const STATE: u64 = 32;

const V3_11: Offsets = Offsets {
    interpreters: 40,
    threads: 16,
    next: 8,
    native_id: 160,
    cframe: Some(56),
    current: 8,
    previous: 48,
    code: 32,
    instruction: 56,
    filename: 112,
    name: 120,
    lines: 136,
    first_line: 72,
    bytecode: 184,
    ascii: 48,
};

const V3_12: Offsets = Offsets {
    interpreters: 40,
    threads: 72,
    next: 8,
    native_id: 144,
    cframe: Some(56),
    current: 0,
    previous: 8,
    code: 0,
    instruction: 56,
    filename: 112,
    name: 120,
    lines: 136,
    first_line: 68,
    bytecode: 192,
    ascii: 40,
};

impl Offsets {
    fn of(memory: Memory, runtime: u64, version: u32) -> Option<Offsets> {
        match version >> 16 {
            0x030b => Some(V3_11),
            0x030c => Some(V3_12),
            0x030d => Offsets::described(memory, runtime),
            _ => None,
        }
    }

    /// What 3.13 says of itself (`Include/internal/pycore_runtime.h`).
    fn described(memory: Memory, runtime: u64) -> Option<Offsets> {
        const WORDS: usize = 71;
        let bytes = memory.bytes(runtime, WORDS * 8)?;
        let words: Vec<u64> = (bytes.chunks_exact(8))
            .filter_map(|chunk| chunk.first_chunk().map(|word| u64::from_ne_bytes(*word)))
            .collect();
        let is_table = words.len() == WORDS && bytes.starts_with(b"xdebugpy");
        is_table.then(|| Offsets {
            interpreters: words[5],
            threads: words[9],
            next: words[21],
            native_id: words[25],
            cframe: None,
            current: words[23],
            previous: words[29],
            code: words[30],
            instruction: words[31],
            filename: words[35],
            name: words[36],
            lines: words[38],
            first_line: words[39],
            bytecode: words[43],
            ascii: words[70],
        })
    }
}

impl Python {
    /// The innermost line of a file that `is_hers`; where there is none, of the module that is run as the program
    /// (`python3 -m http.server`).
    pub fn line(&self, memory: Memory, tid: i32, is_hers: fn(&str) -> bool) -> Option<SourceLine> {
        let version = memory.int(self.version)? as u32;
        let offsets = Offsets::of(memory, self.at, version)?;
        let mut frame = self.innermost(memory, &offsets, tid)?;
        let mut frames = Vec::new();
        while frame != 0 && frames.len() < MOST {
            if let Some(line) = line(memory, &offsets, frame, is_hers) {
                return Some(line);
            }
            frames.push(frame);
            let before = frame.checked_add(offsets.previous);
            frame = before.and_then(|at| memory.long(at)).unwrap_or(0);
        }
        let run = |frame: &u64| module(memory, &offsets, *frame);
        let program = frames.iter().rev().find_map(run)?;
        let mut frames = frames.into_iter();
        frames.find_map(|frame| line(memory, &offsets, frame, |file| file == program))
    }

    /// The frame that this task runs.
    fn innermost(&self, memory: Memory, offsets: &Offsets, tid: i32) -> Option<u64> {
        let long = |at: u64, offset: u64| memory.long(at.checked_add(offset)?);
        let interpreter = long(self.at, offsets.interpreters)?;
        let mut thread = long(interpreter, offsets.threads)?;
        for _ in 0..MOST {
            if thread == 0 {
                return None;
            }
            if long(thread, offsets.native_id)? == u64::try_from(tid).ok()? {
                let at = match offsets.cframe {
                    Some(cframe) => long(thread, cframe)?,
                    None => thread,
                };
                return long(at, offsets.current);
            }
            thread = long(thread, offsets.next)?;
        }
        None
    }
}

fn line(
    memory: Memory,
    offsets: &Offsets,
    frame: u64,
    is_hers: impl Fn(&str) -> bool,
) -> Option<SourceLine> {
    let long = |at: u64, offset: u64| memory.long(at.checked_add(offset)?);
    let code = long(frame, offsets.code)?;
    let file = text(memory, offsets, long(code, offsets.filename)?)?;
    is_hers(&file).then_some(())?;
    let function = long(code, offsets.name).and_then(|at| text(memory, offsets, at));
    let first = u32::try_from(memory.int(code.checked_add(offsets.first_line)?)?).ok()?;
    let instruction = long(frame, offsets.instruction)?;
    let offset = instruction.checked_sub(code.checked_add(offsets.bytecode)?)?;
    let table = long(code, offsets.lines)?;
    let length = long(table, LENGTH)?.min(MOST_TABLE);
    let table = memory.bytes(table.checked_add(BYTES)?, length as usize)?;
    Some(SourceLine {
        file,
        line: line_of(&table, first, offset)?,
        function: function.unwrap_or_default(),
    })
}

/// The file of a module whose top level this frame runs, if it is one.
fn module(memory: Memory, offsets: &Offsets, frame: u64) -> Option<String> {
    let code = memory.long(frame.checked_add(offsets.code)?)?;
    let text = |offset| {
        let at = memory.long(code.checked_add(offset)?)?;
        text(memory, offsets, at)
    };
    let file = text(offsets.filename).filter(|_| text(offsets.name).as_deref() == Some("<module>"));
    file.filter(|file| std::fs::metadata(file).is_ok_and(|file| file.is_file()))
}

/// A string object that is all ASCII; `None` for another.
fn text(memory: Memory, offsets: &Offsets, at: u64) -> Option<String> {
    const COMPACT_ASCII: i32 = 0x60;
    let length = memory.long(at.checked_add(LENGTH)?)?;
    let state = memory.int(at.checked_add(STATE)?)?;
    (length <= MOST_TEXT && state & COMPACT_ASCII == COMPACT_ASCII).then_some(())?;
    let bytes = memory.bytes(at.checked_add(offsets.ascii)?, length as usize)?;
    String::from_utf8(bytes).ok()
}

/// The line of the instruction at `offset` bytes into the code, by its location table
/// (`InternalDocs/code_objects.md`): each entry covers some code units of two bytes.
fn line_of(table: &[u8], first: u32, offset: u64) -> Option<u32> {
    let mut bytes = table.iter().copied();
    let (mut line, mut covered) = (i64::from(first), 0);
    while let Some(head) = bytes.next() {
        match head >> 3 & 15 {
            // No location.
            15 => {}
            // Lines and columns in long form: line, end line, both columns.
            14 => {
                line += signed(&mut bytes)?;
                for _ in 0..3 {
                    varint(&mut bytes)?;
                }
            }
            // A line without columns.
            13 => line += signed(&mut bytes)?,
            // One of the next lines, and two columns.
            code @ 10..=12 => {
                line += i64::from(code) - 10;
                bytes.nth(1)?;
            }
            // The same line, and columns in short form.
            _ => _ = bytes.next()?,
        }
        covered += (u64::from(head & 7) + 1) * 2;
        if offset < covered {
            return u32::try_from(line).ok();
        }
    }
    None
}

/// A number in groups of six bits, the lowest first.
fn varint(bytes: &mut impl Iterator<Item = u8>) -> Option<u64> {
    let mut value = 0_u64;
    for shift in (0..60).step_by(6) {
        let byte = bytes.next()?;
        value |= u64::from(byte & 63) << shift;
        if byte & 64 == 0 {
            return Some(value);
        }
    }
    None
}

/// A number whose lowest bit is its sign.
fn signed(bytes: &mut impl Iterator<Item = u8>) -> Option<i64> {
    let value = varint(bytes)?;
    let magnitude = i64::try_from(value >> 1).ok()?;
    Some(if value & 1 == 1 {
        -magnitude
    } else {
        magnitude
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `co_linetable` of `def f():\n    a = 1\n\n    b = 2\n    return b`, Python 3.11: one unit at the first
    /// line, then two, two and two units.
    const TABLE: [u8; 15] = [
        0x80, 0x00, 0xd8, 0x08, 0x09, 0x80, 0x41, 0xe0, 0x08, 0x09, 0x80, 0x41, 0xd8, 0x0b, 0x0c,
    ];

    #[test]
    fn a_location_table_is_read() {
        let lines = [0, 2, 4, 6].map(|offset| line_of(&TABLE, 1, offset));
        assert_eq!(lines, [Some(1), Some(2), Some(2), Some(4)]);
        assert_eq!(line_of(&TABLE, 1, 1000), None);
        assert_eq!(line_of(&TABLE[..7], 1, 6), None, "cut off");
    }

    #[test]
    fn whatever_stands_in_a_table_it_ends() {
        let mut word = 1_u32;
        for _ in 0..2000 {
            let table: Vec<u8> = (0..64)
                .map(|_| {
                    word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (word >> 24) as u8
                })
                .collect();
            for offset in [0, 10, u64::MAX] {
                line_of(&table, u32::MAX, offset);
            }
        }
    }
}
