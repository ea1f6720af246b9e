//! The manual says what the table of keys says.

use sockscope::stage::keys::{Action, Group, shown};
use sockscope::words::Lang;

const BEGIN: &str = "<!-- keys: made from src/engine/stage/keys by tests/stage/docs.rs -->\n";
const END: &str = "<!-- end of keys -->\n";

fn table(lang: Lang) -> String {
    let mut text = String::new();
    for group in Group::ALL {
        text.push_str(&format!(
            "\n| {} | |\n| --- | --- |\n",
            group.title().get(lang)
        ));
        for entry in Action::of(group) {
            let keys: Vec<String> = entry
                .keys
                .iter()
                .map(|key| format!("`{}`", shown(*key, lang)))
                .collect();
            text.push_str(&format!(
                "| {} | {} |\n",
                keys.join(", "),
                entry.text.get(lang)
            ));
        }
    }
    text.push('\n');
    text
}

#[test]
fn the_manual_has_the_keys_of_the_table() {
    for (lang, name) in [(Lang::En, "stage.md"), (Lang::Es, "stage.es.md")] {
        let path = format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"));
        let manual = std::fs::read_to_string(&path).expect("the manual");
        let begin = manual.find(BEGIN).expect("the mark before the keys") + BEGIN.len();
        let end = manual.find(END).expect("the mark after the keys");
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            let manual = format!("{}{}{}", &manual[..begin], table(lang), &manual[end..]);
            std::fs::write(path, manual).unwrap();
            continue;
        }
        assert_eq!(
            &manual[begin..end],
            table(lang),
            "{name}: UPDATE_SNAPSHOTS=1 writes it anew"
        );
    }
}
