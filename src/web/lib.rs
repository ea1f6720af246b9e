//! The page: the whole stage in a browser, on two board cores. Numbers and texts go in, one text comes
//! out: what has changed on the page, as JSON. `static/page.js` is all that stands between it and the
//! browser.
//!
//! ```text
//!   page.js ──room, key, click, tick, text…──► Page { Sim | recording, Stage } ──draw──► JSON ──► page.js
//! ```
//!
//! Nothing is imported: the clock comes with each call, and what only a browser can do is asked for in the
//! answer.

mod course;
mod given;
mod page;
mod shown;
mod words;

use std::cell::RefCell;

use page::Page;

/// A text that came in, and the one that goes out.
#[derive(Default)]
struct Desk {
    given: Vec<u8>,
    answer: String,
}

thread_local! {
    static PAGE: RefCell<Option<Page>> = const { RefCell::new(None) };
    static DESK: RefCell<Desk> = RefCell::default();
    static LAST_WORDS: RefCell<String> = const { RefCell::new(String::new()) };
}

fn with(act: impl FnOnce(&mut Page)) {
    PAGE.with_borrow_mut(|page| page.as_mut().map(act));
}

/// The text that was written where [`room`] said.
fn given() -> String {
    let bytes = DESK.with_borrow_mut(|desk| std::mem::take(&mut desk.given));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn answer(text: String) -> usize {
    DESK.with_borrow_mut(|desk| {
        desk.answer = text;
        desk.answer.len()
    })
}

/// Where the next call finds its text: so many bytes are to be written there.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *const u8 {
    DESK.with_borrow_mut(|desk| {
        desk.given = vec![0; bytes];
        desk.given.as_ptr()
    })
}

/// Where the answer stands; who made it said how long it is.
#[unsafe(no_mangle)]
pub extern "C" fn answered() -> *const u8 {
    DESK.with_borrow(|desk| desk.answer.as_ptr())
}

/// Begins. Given: what [`given::Given`] has.
#[unsafe(no_mangle)]
pub extern "C" fn start(columns: u32, rows: u32, seed: u32) {
    std::panic::set_hook(Box::new(|why| {
        LAST_WORDS.with_borrow_mut(|words| *words = why.to_string());
    }));
    let size = (columns as u16, rows as u16);
    PAGE.set(Some(Page::new(&given(), size, seed)));
}

/// The page has another size.
#[unsafe(no_mangle)]
pub extern "C" fn resize(columns: u32, rows: u32) {
    with(|page| page.resize(columns as u16, rows as u16));
}

/// A key; given: its name, as the configuration writes it. `now` is in microseconds, here as below.
#[unsafe(no_mangle)]
pub extern "C" fn key(now: f64) {
    let name = given();
    with(|page| page.key(&name, now as u64));
}

/// Given: a text that was pasted.
#[unsafe(no_mangle)]
pub extern "C" fn paste() {
    let text = given();
    with(|page| page.stage.paste(&text));
}

/// A click at this cell.
#[unsafe(no_mangle)]
pub extern "C" fn click(column: u32, row: u32, now: f64) {
    with(|page| page.click(column as u16, row as u16, now as u64));
}

/// What is asked is answered with the choice at this index.
#[unsafe(no_mangle)]
pub extern "C" fn choose(index: u32, now: f64) {
    with(|page| page.choose(index as usize, now as u64));
}

/// Time has come.
#[unsafe(no_mangle)]
pub extern "C" fn tick(now: f64) {
    with(|page| page.pass(now as u64));
}

/// Given: the name of a lesson, a line's end, its file.
#[unsafe(no_mangle)]
pub extern "C" fn lesson(now: f64) {
    let text = given();
    let (id, text) = text.split_once('\n').unwrap_or_default();
    with(|page| page.lesson(id, text, now as u64));
}

/// Given: the name of a recording, a line's end, its lines.
#[unsafe(no_mangle)]
pub extern "C" fn film(now: f64) {
    let text = given();
    let (name, lines) = text.split_once('\n').unwrap_or_default();
    with(|page| page.film(name, lines, now as u64));
}

/// The recording is put away: the lesson begins again.
#[unsafe(no_mangle)]
pub extern "C" fn leave(now: f64) {
    with(|page| page.leave(now as u64));
}

/// When `tick` is wanted next; below 0 is never.
#[unsafe(no_mangle)]
pub extern "C" fn wake() -> f64 {
    let mut wake = None;
    with(|page| wake = page.wake());
    wake.map_or(-1.0, |at| at as f64)
}

/// What has changed since the last time, as an answer of so many bytes.
#[unsafe(no_mangle)]
pub extern "C" fn draw() -> usize {
    let mut text = String::new();
    with(|page| text = page.draw());
    answer(text)
}

/// The session so far, as JSON Lines.
#[unsafe(no_mangle)]
pub extern "C" fn recording() -> usize {
    let mut text = String::new();
    with(|page| text = page.recording());
    answer(text)
}

/// After a fault: what it was.
#[unsafe(no_mangle)]
pub extern "C" fn last_words() -> usize {
    answer(LAST_WORDS.with_borrow(Clone::clone))
}
