//! Compiled programs: the stack is walked by their unwind tables (DWARF's call frame information), each
//! address on it is looked up in their line tables.

use std::collections::HashMap;
use std::fs::File;
use std::ops::Range;
use std::path::Path;

use addr2line::Loader;
use framehop::{ExplicitModuleSectionInfo, Module, Unwinder};
use object::read::ReadCache;
use object::{Object, ObjectSection, ObjectSegment, ObjectSymbol, SegmentFlags};

use super::Mapping;
use crate::kernel::ptrace;
use crate::learner::memory::Memory;
use crate::timeline::SourceLine;

#[cfg(target_arch = "aarch64")]
use framehop::aarch64::{
    CacheAarch64 as Cache, UnwindRegsAarch64 as Regs, UnwinderAarch64 as Unwind,
};
#[cfg(target_arch = "x86_64")]
use framehop::x86_64::{CacheX86_64 as Cache, UnwindRegsX86_64 as Regs, UnwinderX86_64 as Unwind};

/// How far up the stack the learner's own function is looked for.
const MOST_FRAMES: usize = 64;
/// What every Python from 3.11 on exports: its whole state, and its version.
const PYTHON: [&str; 2] = ["_PyRuntime", "Py_Version"];

/// A file that is mapped into the process.
struct Image {
    /// Where its code lies in memory.
    range: Range<u64>,
    /// What is to be added to its own addresses.
    bias: u64,
    path: String,
    /// Whether it has a line table.
    has_lines: bool,
}

/// What a process has mapped.
pub struct Native {
    unwinder: Unwind<Vec<u8>>,
    cache: Cache,
    images: Vec<Image>,
    loaders: HashMap<String, Option<Loader>>,
    python: Option<(u64, u64)>,
}

impl Native {
    /// Reads the tables of these files. Those that cannot be read have none.
    pub fn new(mappings: &[Mapping]) -> Native {
        let mut native = Native {
            unwinder: Unwind::new(),
            cache: Cache::new(),
            images: Vec::new(),
            loaders: HashMap::new(),
            python: None,
        };
        for mapping in mappings {
            native.add(mapping);
        }
        native
    }

    /// Where the process has `_PyRuntime` and `Py_Version`, if it is a Python.
    pub fn python(&self) -> Option<(u64, u64)> {
        self.python
    }

    fn add(&mut self, mapping: &Mapping) -> Option<()> {
        // Only what is asked for is read: a binary may have a hundred megabytes.
        let file = ReadCache::new(File::open(&mapping.path).ok()?);
        let object = object::File::parse(&file).ok()?;
        let bias = bias(&object, mapping)?;
        let section = |name: &str| {
            let section = object.section_by_name(name)?;
            let range = section.address()..section.address() + section.size();
            let data = section.uncompressed_data().ok()?.into_owned();
            Some((range, data))
        };
        let (eh_frame_svma, eh_frame) = section(".eh_frame").unzip();
        let (eh_frame_hdr_svma, eh_frame_hdr) = section(".eh_frame_hdr").unzip();
        let debug_frame = section(".debug_frame").map(|(_, data)| data);
        let range = mapping.start..mapping.end;
        self.unwinder.add_module(Module::new(
            mapping.path.clone(),
            range.clone(),
            bias,
            ExplicitModuleSectionInfo {
                eh_frame_svma,
                eh_frame,
                eh_frame_hdr_svma,
                eh_frame_hdr,
                debug_frame,
                ..ExplicitModuleSectionInfo::default()
            },
        ));
        let at = |name: &str| {
            let mut symbols = object.dynamic_symbols();
            let symbol = symbols.find(|symbol| symbol.name() == Ok(name))?;
            (symbol.address() != 0).then(|| symbol.address().wrapping_add(bias))
        };
        let python = at(PYTHON[0]).zip(at(PYTHON[1]));
        self.python = self.python.or(python);
        self.images.push(Image {
            range,
            bias,
            path: mapping.path.clone(),
            has_lines: object.section_by_name(".debug_line").is_some(),
        });
        Some(())
    }

    /// The innermost line of a file that `is_hers`.
    pub fn line(
        &mut self,
        memory: Memory,
        tid: i32,
        is_hers: fn(&str) -> bool,
    ) -> Option<SourceLine> {
        let registers = ptrace::registers(tid).ok()?;
        #[cfg(target_arch = "x86_64")]
        let regs = Regs::new(registers.pc, registers.sp, registers.fp);
        #[cfg(target_arch = "aarch64")]
        let regs = Regs::new(registers.link, registers.sp, registers.fp);
        let mut read = |address| memory.long(address).ok_or(());
        let mut frames =
            (self.unwinder).iter_frames(registers.pc, regs, &mut self.cache, &mut read);
        let mut addresses = Vec::new();
        while let Ok(Some(frame)) = frames.next()
            && addresses.len() < MOST_FRAMES
        {
            addresses.push(frame.address_for_lookup());
        }
        (addresses.into_iter()).find_map(|address| self.line_at(address, is_hers))
    }

    fn line_at(&mut self, address: u64, is_hers: fn(&str) -> bool) -> Option<SourceLine> {
        let mut images = self.images.iter();
        let image = images.find(|image| image.has_lines && image.range.contains(&address))?;
        let loader = (self.loaders.entry(image.path.clone()))
            .or_insert_with(|| Loader::new(Path::new(&image.path)).ok())
            .as_ref()?;
        // Of a call that was made part of another, the innermost comes first.
        let mut frames = loader.find_frames(address.wrapping_sub(image.bias)).ok()?;
        while let Ok(Some(frame)) = frames.next() {
            let Some(location) = frame.location else {
                continue;
            };
            if let (Some(file), Some(line)) = (location.file, location.line)
                && is_hers(file)
            {
                let name = (frame.function.as_ref()).and_then(|name| name.demangle().ok());
                return Some(SourceLine {
                    file: file.to_owned(),
                    line,
                    function: name.map_or_else(String::new, |name| short(&name)),
                });
            }
        }
        None
    }
}

/// What is to be added to a file's own addresses: of the segment that the mapping was made from.
fn bias<'a>(object: &object::File<'a, &'a ReadCache<File>>, mapping: &Mapping) -> Option<u64> {
    let is_code = |flags| match flags {
        SegmentFlags::Elf { p_flags, .. } => p_flags.0 & object::elf::PF_X.0 != 0,
        _ => false,
    };
    let mut segments = object.segments().filter(|segment| is_code(segment.flags()));
    let segment = segments.find(|segment| {
        let (offset, size) = segment.file_range();
        // A mapping begins at a page.
        offset & !0xfff <= mapping.offset && mapping.offset < offset + size
    })?;
    let start = mapping.start.wrapping_sub(mapping.offset);
    let address = segment.address().wrapping_sub(segment.file_range().0);
    Some(start.wrapping_sub(address))
}

/// A function's name without the mark that Rust's compiler adds: `serve` of `serve::h0123456789abcdef`.
fn short(name: &str) -> String {
    match name.rsplit_once("::h") {
        Some((short, mark)) if mark.len() == 16 => short.to_owned(),
        _ => name.to_owned(),
    }
}
