//! A script is UTF-8. One that is not is refused: guessing would send other bytes than were written.

use crate::fact;
use crate::timeline::Fact;
use crate::words::t;

/// The text; if it is none, the first byte that is not UTF-8 and its place. `first` is the number of the
/// first line, from 1.
///
/// # Errors
/// The bytes are not UTF-8.
pub fn text(bytes: Vec<u8>, first: u32) -> Result<String, Fact> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..at]).replace("\r\n", "\n");
        let mut lines = before.split(['\n', '\r']);
        let column = lines.next_back().unwrap_or_default().chars().count() + 1;
        let line = first as usize + lines.count();
        let byte = error.as_bytes().get(at).copied().unwrap_or_default();
        let byte = format!("{byte:02x}");
        fact!(t::RUN_NOT_UTF8, line = line, column = column, byte = byte)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Lang, tell};

    fn refused(bytes: &[u8], first: u32) -> String {
        let said = text(bytes.to_vec(), first).expect_err("it is not UTF-8");
        tell::fact(&said, Lang::En)
    }

    #[test]
    fn what_is_no_utf_8_is_told_with_its_place() {
        assert_eq!(text("año\n".into(), 1).as_deref(), Ok("año\n"));
        let latin = refused(b"note a\r\n\nnote \xc3\xb1 a\xf1o\n", 1);
        assert!(
            latin.starts_with("line 3, column 9: the byte f1"),
            "{latin}"
        );
        let one = refused(b"note a\xf1o", 7);
        assert!(one.starts_with("line 7, column 7:"), "{one}");
        let utf16 = refused(b"\xff\xfeh\0", 1);
        assert!(
            utf16.starts_with("line 1, column 1: the byte ff"),
            "{utf16}"
        );
        let cut = refused(b"\rnote \xc3", 1);
        assert!(cut.starts_with("line 2, column 6: the byte c3"), "{cut}");
    }
}
