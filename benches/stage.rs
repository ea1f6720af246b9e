//! What a frame costs: drawing the whole screen, a key's way to the cells, scrolling through a long
//! past.

#[path = "../tests/stage/film.rs"]
#[allow(dead_code)]
mod film;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use film::Film;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope::peer::Peer;
use sockscope::stage::keys::Key;
use sockscope::stage::{Panel, Stage, View};
use sockscope::view::{Scene, Theme, draw};
use sockscope::words::Lang;
use sockscope_link::LogLevel;

const AREA: Rect = Rect {
    x: 0,
    y: 0,
    width: 160,
    height: 48,
};

fn frame(film: &Film, stage: &Stage, theme: &Theme, buf: &mut Buffer) {
    buf.reset();
    draw(&Scene::new(&film.model, stage, theme, film.t_us), AREA, buf);
}

fn lived() -> (Film, Stage) {
    let (mut film, mut stage) = Film::of_lesson("lifecycle", Lang::Es);
    film.listen().client().connect().accept().talk().close();
    stage.predictions = false;
    (film, stage)
}

/// The same life, and then calls, returns and log lines up to this many events.
fn long(events: u64) -> (Film, Stage) {
    let (mut film, stage) = lived();
    while film.model.log.timeline.next_seq() < events {
        let call = film.by_hand(Peer::Host, Some("s"), "getsockname(s)");
        film.ret(call, None, 0);
        film.log(LogLevel::Info, "una línea del registro");
    }
    (film, stage)
}

fn drawing(bench: &mut Criterion) {
    let theme = Theme::named("dark").expect("a built-in theme");
    let mut buf = Buffer::empty(AREA);
    let (film, mut stage) = lived();
    bench.bench_function("draw 160x48", |b| {
        b.iter(|| frame(&film, &stage, &theme, &mut buf))
    });
    stage.ascii = true;
    bench.bench_function("draw 160x48 in ASCII", |b| {
        b.iter(|| frame(&film, &stage, &theme, &mut buf));
    });
    stage.ascii = false;
    stage.view = View::Presenter;
    bench.bench_function("draw 160x48, presenter", |b| {
        b.iter(|| frame(&film, &stage, &theme, &mut buf));
    });
    let (film, stage) = long(20_000);
    bench.bench_function("draw 160x48 after 20,000 events", |b| {
        b.iter(|| frame(&film, &stage, &theme, &mut buf));
    });
}

fn keys(bench: &mut Criterion) {
    let theme = Theme::named("dark").expect("a built-in theme");
    let mut buf = Buffer::empty(AREA);
    let mut before = Buffer::empty(AREA);
    let (film, mut stage) = lived();
    bench.bench_function("a key to its cells: press, draw, compare", |b| {
        b.iter(|| {
            let _ = stage.press(&film.model, Key::Char('n'), film.t_us);
            frame(&film, &stage, &theme, &mut buf);
            let changed = before.diff(&buf).len();
            std::mem::swap(&mut before, &mut buf);
            changed
        });
    });
}

fn past(bench: &mut Criterion) {
    let theme = Theme::named("dark").expect("a built-in theme");
    let mut buf = Buffer::empty(AREA);
    let (film, mut stage) = long(10_000);
    stage.panel = Panel::Events;
    bench.bench_function("first look back at 10,000 events", |b| {
        b.iter_batched(
            || (),
            |()| {
                stage.past = None;
                let _ = stage.press(&film.model, Key::Left, film.t_us);
            },
            BatchSize::PerIteration,
        );
    });
    for (name, key, from) in [
        ("scroll back one event of 10,000, drawn", Key::Left, 10_000),
        (
            "scroll back ten events of 10,000, drawn",
            Key::PageUp,
            10_000,
        ),
        (
            "scroll forward one event of 10,000, drawn",
            Key::Right,
            5_000,
        ),
    ] {
        stage.look_at(&film.model, from - 2);
        bench.bench_function(name, |b| {
            b.iter(|| {
                let seq = stage.past.as_ref().map_or(0, |past| past.seq());
                if !(100..9_900).contains(&seq) {
                    stage.look_at(&film.model, from - 200);
                }
                let _ = stage.press(&film.model, key, film.t_us);
                frame(&film, &stage, &theme, &mut buf);
            });
        });
    }
}

criterion_group!(benches, drawing, keys, past);
criterion_main!(benches);
