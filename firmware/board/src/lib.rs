#![no_std]
//! The board.
