//! What comes of trying a call.

use sockscope_link::{Errno, Value};

/// What came of trying a call: it is done, or it would block, or it failed.
pub(crate) type Try = Result<Option<(i64, Value)>, Errno>;

/// A call that is done and has nothing more to say.
pub(crate) const DONE: Try = Ok(Some((0, Value::None)));
