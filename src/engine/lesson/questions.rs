//! What the questions of the course must be: many, one for each misconception, and none that its caption answers.

use std::collections::HashSet;

use super::{Lesson, Misconception, Predict, Step, course, shipped};
use crate::words::Lang;

/// Every question of the course, with what is read before it.
fn all() -> impl Iterator<Item = (&'static Lesson, &'static Step, &'static Predict)> {
    course().iter().flat_map(|entry| {
        let puzzle = entry.puzzle.as_ref().map(|puzzle| &puzzle.cause);
        let asked = move |step: &'static Step| step.predict.as_ref().or(puzzle);
        let steps = entry.steps.iter();
        steps.filter_map(move |step| Some((entry.as_ref(), step, asked(step)?)))
    })
}

#[test]
fn the_course_asks_a_lot() {
    let of_lessons = shipped().iter().flat_map(|lesson| &lesson.steps);
    let asked = of_lessons.filter(|step| step.predict.is_some()).count();
    assert!(asked >= 80, "{asked}");
}

/// Who believes it takes a wrong answer, is told why, and sees by what is measured that it is not so.
#[test]
fn each_misconception_has_a_question_and_a_demonstration() {
    for held in Misconception::ALL {
        let mut shown = 0;
        for (lesson, step, predict) in all() {
            for (index, choice) in predict.choices.iter().enumerate() {
                if choice.misconception == Some(*held) {
                    let place = format!("{} {}", lesson.id, step.id);
                    assert_ne!(index, predict.answer, "{place}: the right answer");
                    assert!(choice.why.is_some(), "{place}: no word to who believes it");
                    assert!(
                        predict.before < step.run.len(),
                        "{place}: nothing is done after it"
                    );
                    assert!(!step.expect.is_empty(), "{place}: nothing is measured");
                    shown += 1;
                }
            }
        }
        assert!(shown > 0, "{held:?} has no question");
    }
}

/// The words of a text that could give something away: names, numbers, and words of some length.
fn telling(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-');
    let is_telling = |word: &&str| {
        word.chars().count() > 3 || word.chars().any(|c| c.is_numeric() || c.is_uppercase())
    };
    words.filter(is_telling).map(str::to_lowercase).collect()
}

/// Whether a caption has all the words of this choice that neither the question nor another choice has, and those
/// say something: two of them, or a name or number.
fn is_given(predict: &Predict, index: usize, caption: &str, lang: Lang) -> bool {
    let text = |index: usize| predict.choices[index].text.get(lang);
    let mut own = telling(text(index));
    let others = (0..predict.choices.len()).filter(|other| *other != index);
    let mut known: HashSet<String> = others.flat_map(|other| telling(text(other))).collect();
    known.extend(telling(predict.question.get(lang)));
    own.retain(|word| !known.contains(word));
    let is_name = |word: &str| !word.is_empty() && !word.chars().any(char::is_lowercase);
    let said = telling(caption);
    let name = text(index)
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .any(|word| {
            word.chars().count() > 1 && is_name(word) && own.contains(&word.to_lowercase())
        });
    (own.len() > 1 || name) && own.is_subset(&said)
}

/// As far as words can tell: a caption that has the words of the right answer has those of a wrong one, too.
#[test]
fn no_caption_gives_its_answer_away() {
    let mut found = Vec::new();
    for (lesson, step, predict) in all() {
        for lang in Lang::ALL {
            let caption = format!("{} {}", step.title.get(lang), step.say.get(lang));
            let given = |index: usize| is_given(predict, index, &caption, lang);
            let wrong =
                (0..predict.choices.len()).any(|index| index != predict.answer && given(index));
            if given(predict.answer) && !wrong {
                found.push(format!("{} {} {lang}: {caption}", lesson.id, step.id));
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_caption_that_gives_its_answer_away_is_found() {
    let lesson = &shipped()[0];
    let asked = lesson
        .steps
        .iter()
        .find(|step| step.id == "listen")
        .expect("it is there");
    let predict = asked.predict.as_ref().expect("it asks");
    let first = (0..predict.choices.len())
        .find(|index| *index != predict.answer)
        .expect("two choices");
    let caption = predict.choices[first].text.get(Lang::En);
    assert!(is_given(predict, first, caption, Lang::En), "{caption}");
    assert!(!is_given(
        predict,
        first,
        "listen() puts the socket into a new state.",
        Lang::En
    ));
}
