//! `sockscope step`: a learner's programs, compiled here, stepped by the built program.

#![cfg(target_os = "linux")]

mod bugs;
mod datagrams;
mod edges;
mod fast;
mod languages;
mod programs;
mod safety;
mod sessions;
mod shell;
mod shipped;
mod support;
mod two;
mod written;
