//! The stage without a terminal: what it shows at named moments, and what keys do to it.

mod boards;
mod docs;
mod exports;
mod film;
mod keys;
mod program;
mod screens;
mod snapshot;
mod stepped;
mod views;
mod words;
