//! How what people write, lessons and themes, is read: TOML, each value with its place. Without the feature
//! `toml` it is the same as JSON, without places: so a page is given it, where nobody looks for a mistake.

use std::fmt;
use std::ops::Range;

use serde::de::DeserializeOwned;

#[cfg(not(feature = "toml"))]
pub use json::Spanned;
#[cfg(feature = "toml")]
pub use toml::Spanned;

/// Why a text cannot be read.
#[derive(Debug)]
pub struct Mistake {
    /// The reader's own words.
    pub message: String,
    /// Where it is, in bytes, if that is known.
    pub span: Option<Range<usize>>,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mistake {}

/// Reads a text.
///
/// # Errors
/// It is no TOML (no JSON), or has a field that is unknown, missing or of the wrong kind.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Mistake> {
    #[cfg(feature = "toml")]
    let read = toml::from_str(text).map_err(|why| Mistake {
        message: why.message().to_owned(),
        span: why.span(),
    });
    #[cfg(not(feature = "toml"))]
    let read = serde_json::from_str(text).map_err(|why| Mistake {
        message: why.to_string(),
        span: None,
    });
    read
}

#[cfg(not(feature = "toml"))]
mod json {
    use std::ops::Range;

    use serde::Deserialize;

    /// What stands for TOML's: a value whose place is not known.
    #[derive(Deserialize)]
    #[serde(transparent)]
    pub struct Spanned<T>(T);

    impl<T> Spanned<T> {
        pub fn new(_: Range<usize>, value: T) -> Spanned<T> {
            Spanned(value)
        }

        pub fn span(&self) -> Range<usize> {
            0..0
        }

        pub fn into_inner(self) -> T {
            self.0
        }
    }

    impl<T> AsRef<T> for Spanned<T> {
        fn as_ref(&self) -> &T {
            &self.0
        }
    }
}
