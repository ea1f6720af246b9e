//! `sockscope run`: a lesson or a script without the terminal interface.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::Common;
use crate::fill;
use crate::play::counter::{self, Counter};
#[cfg(unix)]
use crate::play::ended::Ended;
use crate::play::feed::{Flow, feed};
use crate::play::headless::Headless;
use crate::play::outputs::Outputs;
use crate::play::own::Own;
use crate::play::program::{Program, load};
use crate::play::record::{RecordError, Recording};
use crate::play::{Play, drive, say};
use crate::run::{Exit, Message, Model, Options};
use crate::session::Session;
use crate::timeline::Event;
use crate::words::{t, tell};

/// Runs the lesson, script or stdin that the arguments name.
pub(super) fn main(common: &Common, matches: &ArgMatches) -> Exit {
    let what = matches
        .get_one::<String>("what")
        .map_or("lifecycle", String::as_str);
    let json = matches.get_flag("json");
    let solution = matches.get_one::<PathBuf>("solution").map(PathBuf::as_path);
    match prepare(common, what, solution) {
        Ok((session, program, record)) => {
            let outputs = Outputs::new(json, common.lang, record.is_some());
            play(common, session, program, record, outputs, json).0
        }
        Err((exit, text)) => {
            say(&text);
            exit
        }
    }
}

/// Runs what is named and keeps its events, to be exported; beside them, how it ended. A run that an
/// expectation has failed is told like any other.
pub(super) fn events(common: &Common, what: &str) -> Result<(Vec<Event>, Exit), (Exit, String)> {
    let (session, program, _) = prepare(common, what, None)?;
    let outputs = Outputs::kept(common.lang);
    let (exit, outputs) = play(common, session, program, None, outputs, false);
    Ok((outputs.into_events(), exit))
}

/// Reads the program, opens the session and makes the recording's file.
fn prepare(
    common: &Common,
    what: &str,
    solution: Option<&Path>,
) -> Result<(Session, Program, Option<Recording>), (Exit, String)> {
    let lang = common.lang;
    let usage = |text| (Exit::Usage, text);
    let (mut program, wants) = load(what, lang).map_err(usage)?;
    if let Some(file) = solution {
        program = program.with_solution(what, file, lang).map_err(usage)?;
    }
    let failed = |why: RecordError| (why.exit(), why.display(lang));
    let target = common.record.as_ref();
    target
        .map_or(Ok(()), |target| target.check(what))
        .map_err(failed)?;
    let plan = wants.plan(common.board.clone(), what, common.role, lang);
    let session = counter::open(&plan, Counter::new(lang))?;
    let record = target.map(|target| target.create(what)).transpose();
    Ok((session, program, record.map_err(failed)?))
}

fn play(
    common: &Common,
    session: Session,
    program: Program,
    record: Option<Recording>,
    outputs: Outputs,
    json: bool,
) -> (Exit, Outputs) {
    let options = Options {
        role: common.role,
        stop_on_failure: !matches!(program, Program::Stdin),
        ..Options::default()
    };
    let start = |session: &mut Session| {
        let inbox = session.inbox();
        if let Some(own) = Own::of(&program, session) {
            own.announce(&inbox);
            own.start(session, None);
        }
        feed(program, &inbox)
    };
    play_with(common, session, options, start, record, outputs, json)
}

/// Plays a session without a screen; `start` gives it its program.
pub(super) fn play_with(
    common: &Common,
    mut session: Session,
    options: Options,
    start: impl FnOnce(&mut Session) -> Option<Flow>,
    record: Option<Recording>,
    outputs: Outputs,
    json: bool,
) -> (Exit, Outputs) {
    let lang = common.lang;
    let inbox = session.inbox();
    inbox.put(session.opened());
    for said in session.remarks() {
        if json {
            // As text, stdout has it.
            say(&tell::fact(&said, lang));
        }
        inbox.put(Message::Note(said));
    }
    #[cfg(unix)]
    let ended = match session.place() {
        Some(_) => Ended::listen(inbox.clone()).unwrap_or_default(),
        None => Ended::default(),
    };
    let is_over = || {
        #[cfg(unix)]
        return ended.is_so();
        #[cfg(not(unix))]
        false
    };
    let flow = start(&mut session);
    let mut front = Headless::new(outputs, flow, lang, &is_over);
    let mut play = Play::new(session, Model::new(options), record);
    let names_itself = common
        .record
        .as_ref()
        .is_some_and(|target| target.file.is_none());
    let exit = drive(&mut play, &mut front).unwrap_or(Exit::Environment);
    if let Some(file) = play.record.as_ref().map(|record| &record.path)
        && names_itself
    {
        say(&fill!(lang, t::RECORDED_IN, file = file.display()));
    }
    // Resets what is still connected, and clears the board.
    drop(play);
    #[cfg(unix)]
    ended.die();
    (exit, front.outputs)
}
