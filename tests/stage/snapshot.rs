//! Screens as plain text, compared with the ones that are checked in.

use std::path::PathBuf;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use sockscope::run::Model;
use sockscope::stage::Stage;
use sockscope::view::{Scene, Theme, draw};

/// The cells of the screen.
pub fn buffer(model: &Model, stage: &Stage, now_us: u64, (width, height): (u16, u16)) -> Buffer {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    let theme = Theme::named(&stage.theme).expect("a built-in theme");
    draw(&Scene::new(model, stage, &theme, now_us), area, &mut buf);
    buf
}

/// Its rows as text.
pub fn text(buf: &Buffer) -> String {
    let width = usize::from(buf.area.width);
    let rows = buf.content.chunks(width).map(|row| {
        let line: String = row.iter().map(|cell| cell.symbol()).collect();
        format!("{}\n", line.trim_end())
    });
    rows.collect()
}

/// Compares with `tests/snapshots/NAME.txt`; `UPDATE_SNAPSHOTS=1` writes it instead.
pub fn check(name: &str, shown: &str) {
    let path: PathBuf = [
        env!("CARGO_MANIFEST_DIR"),
        "tests",
        "snapshots",
        &format!("{name}.txt"),
    ]
    .iter()
    .collect();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, shown).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == shown,
        "{name} looks different now; UPDATE_SNAPSHOTS=1 keeps it.\n── kept ──\n{kept}\n── now ──\n{shown}"
    );
}
