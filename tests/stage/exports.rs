//! The key that exports: a menu of kinds, and what it asks for.

use sockscope::stage::keys::Key;
use sockscope::stage::menu::Choice;
use sockscope::stage::{Front, Wish};
use sockscope::words::Lang;

use crate::film::Film;

#[test]
fn the_key_that_exports_offers_the_screen_and_every_kind() {
    for lang in Lang::ALL {
        let (film, mut stage) = Film::of_lesson("lifecycle", lang);
        stage.exports = vec![("csv", "pandas"), ("pcapng", "Wireshark")];
        assert!(stage.press(&film.model, Key::F(8), 0).is_empty());
        let Front::Menu(menu) = &stage.front else {
            panic!("{:?}", stage.front)
        };
        let choices: Vec<_> = menu.items.iter().map(|item| item.choice.clone()).collect();
        let kinds = [None, Some("csv"), Some("pcapng")];
        assert_eq!(choices, kinds.map(Choice::Export));
        assert_eq!(menu.items[2].hint, "Wireshark");
        let wishes = stage.press(&film.model, Key::Char('p'), 0);
        assert!(wishes.is_empty(), "a letter goes to what begins with it");
        let wishes = stage.press(&film.model, Key::Enter, 0);
        assert_eq!(wishes, [Wish::Export(Some("pcapng"))]);
        assert_eq!(
            stage.front,
            Front::Nothing,
            "what is on the screen is in sight again"
        );
    }
}
