//! Addresses as functions: what a panic's backtrace means, by the image's own debug information.

use std::path::{Path, PathBuf};

use addr2line::gimli::{self, EndianSlice, LittleEndian, SectionId};
use object::{Object, ObjectSection, ObjectSymbol, SectionKind};
use sha2::{Digest, Sha256};
use sockscope_link::text::printable;

use super::chip::{CHIPS, Chip, chip_named};
use super::elf::{built, shipped, sources};
use crate::board::log::{Names, Origin};

/// The most frames that are told of one address: inlining can nest deeply.
const FRAMES: usize = 16;

/// An image of the firmware.
pub struct Symbols {
    elf: Vec<u8>,
}

impl Symbols {
    /// Takes an image; `None` if it is no ELF file.
    pub fn new(elf: Vec<u8>) -> Option<Symbols> {
        object::File::parse(&*elf).ok()?;
        Some(Symbols { elf })
    }

    /// Whether its SHA-256 begins with these hexadecimal digits, as espflash writes it into what it
    /// flashes and a panic names it.
    pub fn is_image(&self, hash: &str) -> bool {
        let own = Sha256::digest(&self.elf);
        let own: String = own.iter().map(|byte| format!("{byte:02x}")).collect();
        hash.len() >= 8 && own.starts_with(hash)
    }

    /// For each address in `line` that is one of the program's code, what is there: function, file and
    /// line, the innermost of inlined functions first, each in a line of its own.
    pub fn explain(&self, line: &str) -> Vec<String> {
        let addresses: Vec<u64> = addresses(line).collect();
        if addresses.is_empty() {
            return Vec::new();
        }
        // Read again each time: a panic is rare, and a context would borrow from the image.
        let Ok(file) = object::File::parse(&*self.elf) else {
            return Vec::new();
        };
        let context = context(&file);
        let code = addresses.into_iter().filter(|at| is_code(&file, *at));
        code.flat_map(|address| frames(context.as_ref(), &file, address))
            .map(|text| printable(text.as_bytes()))
            .collect()
    }
}

/// Who names functions by the images that were built here or came with the program: of a panic of our firmware, on the chip
/// that its board says it is, by the very image that the panic names. Somebody else's panic, and one
/// whose image is not here, has no names.
pub fn names() -> Names {
    let folder = sources();
    Box::new(move |origin, line| match addresses(line).next() {
        Some(_) => image_of(origin, folder.as_deref())
            .map_or_else(Vec::new, |symbols| symbols.explain(line)),
        None => Vec::new(),
    })
}

fn image_of(origin: &Origin, folder: Option<&Path>) -> Option<Symbols> {
    if !origin.ours {
        return None;
    }
    let image = |chip: &Chip| {
        let built = folder.map(|folder| built(folder, chip));
        built
            .filter(|path| path.is_file())
            .or_else(|| shipped(chip))
    };
    let paths: Vec<PathBuf> = match &origin.chip {
        Some(name) => image(chip_named(name)?).into_iter().collect(),
        None => CHIPS.iter().filter_map(image).collect(),
    };
    let images = paths
        .iter()
        .filter_map(|path| Symbols::new(std::fs::read(path).ok()?));
    match &origin.image {
        Some(hash) => images.into_iter().find(|image| image.is_image(hash)),
        // Of several chips' images none is the right one for sure.
        None if paths.len() == 1 => images.into_iter().next(),
        None => None,
    }
}

/// Whether an address is in a section of code: data, which some chips have beside it, is none.
fn is_code(file: &object::File<'_>, address: u64) -> bool {
    file.sections().any(|section| {
        let end = section.address().saturating_add(section.size());
        let holds = (section.address()..end).contains(&address);
        holds && section.kind() == SectionKind::Text
    })
}

type Slice<'a> = EndianSlice<'a, LittleEndian>;

fn context<'a>(file: &object::File<'a>) -> Option<addr2line::Context<Slice<'a>>> {
    let load = |id: SectionId| -> Result<Slice<'a>, gimli::Error> {
        let section = file.section_by_name(id.name());
        let data = section.and_then(|section| section.data().ok());
        Ok(EndianSlice::new(data.unwrap_or_default(), LittleEndian))
    };
    addr2line::Context::from_dwarf(gimli::Dwarf::load(load).ok()?).ok()
}

/// `0x42000040 inlined (elf.c:5)`, then `inlined by outer (elf.c:9)`.
fn frames(
    context: Option<&addr2line::Context<Slice<'_>>>,
    file: &object::File<'_>,
    address: u64,
) -> Vec<String> {
    let mut found = context.map_or_else(Vec::new, |context| in_debug_information(context, address));
    // The outermost is a symbol: with line tables only it has no other name.
    let outermost = symbol(file, address);
    match found.last_mut() {
        Some((function, _)) => *function = outermost.or(function.take()),
        None => found.push((outermost, None)),
    }
    let texts = found.into_iter().filter_map(|frame| match frame {
        (Some(function), Some(location)) => Some(format!("{function} ({location})")),
        (Some(text), None) | (None, Some(text)) => Some(text),
        (None, None) => None,
    });
    let beside = |(nth, text): (usize, String)| match nth {
        0 => format!("{address:#010x} {text}"),
        _ => format!("           inlined by {text}"),
    };
    texts.enumerate().map(beside).collect()
}

type Frame = (Option<String>, Option<String>);

/// Function and place of each frame, the innermost first.
fn in_debug_information(context: &addr2line::Context<Slice<'_>>, address: u64) -> Vec<Frame> {
    let Ok(mut frames) = context.find_frames(address).skip_all_loads() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    while let Ok(Some(frame)) = frames.next() {
        let function = frame
            .function
            .and_then(|name| Some(name.demangle().ok()?.into_owned()));
        let place = frame
            .location
            .and_then(|at| Some(format!("{}:{}", at.file?, at.line?)));
        found.push((function, place));
        if found.len() == FRAMES {
            break;
        }
    }
    found
}

fn symbol(file: &object::File<'_>, address: u64) -> Option<String> {
    let holds = |s: &object::Symbol<'_, '_>| {
        let end = s.address().saturating_add(s.size());
        (s.address()..end).contains(&address)
    };
    let symbol = file.symbols().find(holds)?;
    let name = symbol.name().ok()?;
    Some(addr2line::demangle_auto(name.into(), None).into_owned())
}

/// The addresses in a line that can be code: `0x4` and seven more digits, on every chip of the family.
fn addresses(line: &str) -> impl Iterator<Item = u64> {
    line.match_indices("0x4").filter_map(|(at, _)| {
        let digits = line.get(at + 2..at + 10)?;
        let ends = !line[at + 10..].starts_with(|c: char| c.is_ascii_hexdigit());
        ends.then(|| u64::from_str_radix(digits, 16).ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_any_company() {
        let found = |line| addresses(line).collect::<Vec<_>>();
        assert_eq!(
            found("Backtrace: 0x42001234:0x3fc90000 0x4200abcd"),
            [0x4200_1234, 0x4200_abcd]
        );
        assert_eq!(found("MEPC    : 0x40380000"), [0x4038_0000]);
        for line in [
            "",
            "0x4",
            "0x4200123",
            "0x420012345",
            "0x3c000000",
            "0x4200zzzz",
            "0x4ñ001234",
        ] {
            assert!(found(line).is_empty(), "{line}");
        }
    }

    #[test]
    fn what_is_no_image_is_refused() {
        assert!(Symbols::new(b"text".to_vec()).is_none());
    }

    #[inline(always)]
    fn the_inner_one(number: u64) -> u64 {
        std::hint::black_box(number).wrapping_mul(3)
    }

    #[inline(never)]
    fn the_outer_one(number: u64) -> u64 {
        the_inner_one(number).wrapping_add(std::hint::black_box(1))
    }

    fn own_image() -> Vec<u8> {
        std::fs::read(std::env::current_exe().unwrap()).unwrap()
    }

    /// This test's own program is an image too; its addresses are higher than a chip's.
    #[test]
    fn inlined_functions_are_named_with_the_one_that_they_are_in() {
        assert_eq!(the_outer_one(2), 7);
        let elf = own_image();
        let file = object::File::parse(&*elf).unwrap();
        let context = context(&file);
        let is_outer =
            |s: &object::Symbol<'_, '_>| s.name().is_ok_and(|name| name.contains("the_outer_one"));
        let symbol = file.symbols().find(is_outer).unwrap();
        let all = symbol.address()..symbol.address() + symbol.size();
        let told = all.map(|address| frames(context.as_ref(), &file, address));
        let both = told
            .into_iter()
            .find(|lines| lines.len() > 1 && lines[0].contains("the_inner_one"));
        let both = both.expect("the inner one is in it");
        let last = both.last().unwrap();
        assert!(last.trim_start().starts_with("inlined by "), "{both:?}");
        assert!(
            last.contains("the_outer_one") && last.contains("symbols.rs:"),
            "{both:?}"
        );
    }

    #[test]
    fn data_is_no_code() {
        let elf = own_image();
        let file = object::File::parse(&*elf).unwrap();
        let section = |name: &str| file.section_by_name(name).unwrap().address();
        assert!(is_code(&file, section(".text")));
        assert!(!is_code(&file, section(".rodata")));
        assert!(!is_code(&file, u64::MAX));
    }

    #[test]
    fn an_image_is_known_by_its_hash() {
        let symbols = Symbols::new(own_image()).unwrap();
        let hash = Sha256::digest(&symbols.elf);
        let text: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(symbols.is_image(&text[..16]));
        assert!(!symbols.is_image("76d60dae6f83b890"));
        assert!(!symbols.is_image(&text[..4]), "too short to say anything");
    }
}
