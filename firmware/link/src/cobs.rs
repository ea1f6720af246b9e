//! Consistent Overhead Byte Stuffing (Cheshire & Baker, 1999): any bytes, written without a zero.
//!
//! Whole runs are moved at a time. The `cobs` crate goes byte by byte, with which the whole decoder
//! took 1.3 times as long for mixed reports and 3.5 times for bulk data (`benches/decode.rs`). That
//! crate is the oracle of this module's tests.

use memchr::memchr;

/// The longest run of bytes that one code byte stands before.
const RUN: usize = 254;

/// Runs up to this length are copied as one block of it: messages are full of short ones, and a
/// copy of a fixed length takes no call.
const SHORT: usize = 16;

/// How many bytes `len` bytes grow by at most.
pub(crate) const fn overhead(len: usize) -> usize {
    len / RUN + 1
}

/// Encodes `buf[from..]` to `buf[to..]`, in place, and returns where the encoded bytes end.
///
/// Between `to` and `from` there must be room for the [`overhead`]; then what is written never
/// runs into what is still to be read.
pub(crate) fn encode_in_place(buf: &mut [u8], from: usize, to: usize) -> usize {
    let (mut read, mut write) = (from, to);
    loop {
        let window = &buf[read..buf.len().min(read + RUN)];
        let zero = memchr(0, window);
        let run = zero.unwrap_or(window.len());
        buf[write] = run as u8 + 1;
        buf.copy_within(read..read + run, write + 1);
        write += run + 1;
        read += run;
        match zero {
            // The code byte of the next run stands for this zero.
            Some(_) => read += 1,
            None if read == buf.len() => return write,
            None => {}
        }
    }
}

/// Decodes `src` to the front of `dst` and returns how many bytes that gave.
///
/// `None` if `src` is not COBS, or if `dst` is shorter than `src` and what it decodes to does not
/// fit.
pub(crate) fn decode(src: &[u8], dst: &mut [u8]) -> Option<usize> {
    let (mut src, mut write) = (src, 0);
    loop {
        let (&code, rest) = src.split_first()?;
        let run = usize::from(code).checked_sub(1)?;
        let (data, rest) = rest.split_at_checked(run)?;
        if let (true, Some(from), Some(to)) = (
            run <= SHORT,
            src.get(1..=SHORT),
            dst.get_mut(write..write + SHORT),
        ) {
            // What is copied too much is overwritten by what follows.
            to.copy_from_slice(from);
        } else {
            dst.get_mut(write..write + run)?.copy_from_slice(data);
        }
        write += run;
        if rest.is_empty() {
            return Some(write);
        }
        if run < RUN {
            *dst.get_mut(write)? = 0;
            write += 1;
        }
        src = rest;
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use proptest::prelude::*;

    use super::*;

    fn encode(data: &[u8]) -> Vec<u8> {
        let gap = overhead(data.len());
        let mut buf = vec![0xAA; gap];
        buf.extend_from_slice(data);
        let end = encode_in_place(&mut buf, gap, 0);
        buf.truncate(end);
        buf
    }

    /// The examples of the paper and of its Wikipedia article.
    #[test]
    fn known_encodings() {
        let long: Vec<u8> = (1..=254).collect();
        let mut long_encoded = vec![0xFF];
        long_encoded.extend(1..=254);
        for (plain, encoded) in [
            (&[][..], &[1][..]),
            (&[0], &[1, 1]),
            (&[0, 0], &[1, 1, 1]),
            (&[0, 0x11, 0], &[1, 2, 0x11, 1]),
            (&[0x11, 0x22, 0, 0x33], &[3, 0x11, 0x22, 2, 0x33]),
            (&[0x11, 0, 0, 0], &[2, 0x11, 1, 1, 1]),
            (&long, &long_encoded),
        ] {
            assert_eq!(encode(plain), encoded, "{plain:?}");
            let mut out = vec![0; plain.len()];
            assert_eq!(decode(encoded, &mut out), Some(plain.len()));
            assert_eq!(out, plain);
        }
    }

    #[test]
    fn what_is_not_cobs_is_refused() {
        for bad in [&[][..], &[2], &[5, 1, 2], &[0, 1], &[1, 0], &[0xFF; 100]] {
            assert_eq!(decode(bad, &mut [0; 256]), None, "{bad:?}");
        }
    }

    proptest! {
        /// Dense zeros, and blocks around the run length of 254. (Of nothing the crate makes nothing,
        /// and not the one byte that the paper asks for.)
        #[test]
        fn agrees_with_the_cobs_crate(
            data in prop::collection::vec(prop_oneof![3 => Just(0u8), 20 => any::<u8>(), 200 => Just(7u8)], 1..1200)
        ) {
            let encoded = encode(&data);
            prop_assert!(!encoded.contains(&0));
            prop_assert!(encoded.len() <= data.len() + overhead(data.len()));
            let mut out = vec![0; encoded.len()];
            let len = decode(&encoded, &mut out).unwrap();
            prop_assert_eq!(&out[..len], &data[..]);

            let mut theirs = vec![0; encoded.len() + 1];
            let len = cobs::decode(&encoded, &mut theirs).unwrap();
            prop_assert_eq!(&theirs[..len], &data[..]);

            let mut theirs = vec![0; cobs::max_encoding_length(data.len()) + 1];
            let len = cobs::encode(&data, &mut theirs);
            let len = decode(&theirs[..len], &mut out).unwrap();
            prop_assert_eq!(&out[..len], &data[..]);
        }
    }
}
