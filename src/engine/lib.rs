//! The engine: everything that sockscope knows, decides and shows, with no way to a socket, a file,
//! a clock or a thread. `clippy.toml` beside this crate keeps it so; it builds for wasm32.
//!
//! ```text
//!    export   view       what is shown: files, cells
//!        ╲   ╱
//!        stage           what the learner does: keys, menus, questions
//!          │
//!         run            the running program: update(&mut Model, now, Message) -> Vec<Effect>; beside it
//!          │             `grade`, what a recording is worth; below it `finding`, what goes wrong in a
//!          │             program of the learner's
//!          │
//!       lesson           steps, predictions
//!          │
//!       script           the call language
//!          │
//!        words           texts, explanations, one event as one line
//!          │
//!        world           what is so: the fold of the timeline; the past, the forecast
//!          │
//!      timeline          the one event log and its format
//! ```
//!
//! The ground is `peer`, `fact`, `rfc9293` and `written`. Beside the others stands `pair`, two board cores on a wire
//! in memory.

#![cfg_attr(
    test,
    allow(
        clippy::disallowed_methods,
        clippy::disallowed_types,
        clippy::disallowed_macros
    )
)]

pub mod export;
pub mod finding;
pub mod grade;
pub mod lesson;
pub mod pair;
pub mod peer;
pub mod rfc9293;
pub mod run;
pub mod script;
pub mod stage;
pub mod talk;
pub mod timeline;
pub mod view;
pub mod words;
pub mod world;
mod written;
