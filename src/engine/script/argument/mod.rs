//! The arguments of calls, each by the name that it bears in the table of calls
//! ([`sockscope_link::calls!`]): how it is read and how it is written. A call is its arguments, in
//! order; only what C lets a program leave out is told apart here.

pub(super) mod read;
pub(super) mod write;

use sockscope_link::Call;

use super::ast::CallExpr;
use super::cursor::{Cursor, Parsed};

macro_rules! grammar {
    ($(
        $(#[$doc:meta])*
        $call:ident = $name:literal [$($may:ident)*] $form:literal
            { $($field:ident: $type:ident $(<$of:ident>)?),* };
    )*) => {
        /// The arguments of the call `name`, without the parentheses.
        pub(super) fn read_call(cursor: &mut Cursor, name: sockscope_link::CallName) -> Parsed<CallExpr> {
            Ok(match name {
                $(sockscope_link::CallName::$call => {
                    $(let $field = read::$field(cursor)?;)*
                    Call::$call { $($field),* }
                })*
            })
        }

        /// The arguments of a call as they are written.
        pub(super) fn written(call: &CallExpr) -> Vec<String> {
            let mut args = Vec::new();
            match call {
                $(Call::$call { $($field),* } => {
                    $(write::$field($field, &mut args);)*
                })*
            }
            args
        }
    };
}

sockscope_link::calls!(grammar);
