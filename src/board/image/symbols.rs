//! Addresses as functions: what a panic's backtrace means, by the image's own debug information.

use addr2line::gimli::{self, EndianSlice, LittleEndian, SectionId};
use object::{Object, ObjectSection, ObjectSegment, ObjectSymbol};

/// The image of the firmware.
pub struct Symbols {
    elf: Vec<u8>,
}

impl Symbols {
    /// Takes an image; `None` if it is no ELF file.
    pub fn new(elf: Vec<u8>) -> Option<Symbols> {
        object::File::parse(&*elf).ok()?;
        Some(Symbols { elf })
    }

    /// For each address in `line` that is one of the program, what is there: function, file and line.
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
        let within = |address: &u64| {
            file.segments()
                .any(|s| (s.address()..s.address() + s.size()).contains(address))
        };
        addresses
            .into_iter()
            .filter(within)
            .filter_map(|address| {
                let place = place(context.as_ref(), &file, address)?;
                Some(format!("{address:#010x} {place}"))
            })
            .collect()
    }
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

/// `function (file:line)`.
fn place(
    context: Option<&addr2line::Context<Slice<'_>>>,
    file: &object::File<'_>,
    address: u64,
) -> Option<String> {
    let location = context
        .and_then(|context| context.find_location(address).ok().flatten())
        .and_then(|location| Some(format!("{}:{}", location.file?, location.line?)));
    let inlined = context.and_then(|context| {
        let mut frames = context.find_frames(address).skip_all_loads().ok()?;
        let frame = frames.next().ok()??;
        Some(frame.function?.demangle().ok()?.into_owned())
    });
    let function = inlined.or_else(|| symbol(file, address));
    match (function, location) {
        (Some(function), Some(location)) => Some(format!("{function} ({location})")),
        (Some(text), None) | (None, Some(text)) => Some(text),
        (None, None) => None,
    }
}

fn symbol(file: &object::File<'_>, address: u64) -> Option<String> {
    let symbol = file
        .symbols()
        .find(|s| (s.address()..s.address() + s.size()).contains(&address))?;
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

    /// This test's own program is an image too; its addresses are higher than a chip's.
    #[test]
    fn a_function_has_its_name_and_its_line() {
        let elf = std::fs::read(std::env::current_exe().unwrap()).unwrap();
        let file = object::File::parse(&*elf).unwrap();
        let own = "a_function_has_its_name_and_its_line";
        let symbol = file
            .symbols()
            .find(|s| s.name().is_ok_and(|name| name.contains(own)))
            .unwrap();
        let place = place(context(&file).as_ref(), &file, symbol.address()).unwrap();
        assert!(
            place.contains(own) && place.contains("symbols.rs:"),
            "{place}"
        );
    }
}
