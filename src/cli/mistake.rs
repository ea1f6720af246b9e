//! What is said of a mistake on the command line, in the reader's language: clap itself speaks English.

use std::io::Write;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::fill;
use crate::run::Exit;
use crate::words::{Lang, t};

/// What a mistake on the command line comes to. Help and version are no mistakes.
pub(super) fn complain(error: &clap::Error, lang: Lang) -> Exit {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        #[cfg(unix)]
        let _pager = crate::play::pager::Pager::start();
        return crate::play::printed(error.print(), lang);
    }
    crate::play::say(&mistake(error, lang));
    let _ = writeln!(anstream::stderr(), "{}", t::CLI_SEE_HELP.get(lang));
    Exit::Usage
}

/// What is wrong, and what may have been meant.
fn mistake(error: &clap::Error, lang: Lang) -> String {
    let part = |kind| part(error, kind);
    let mut text = wrong(error, lang);
    for suggestion in [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedValue,
        ContextKind::SuggestedSubcommand,
    ] {
        let word = part(suggestion);
        if !word.is_empty() {
            text.push(' ');
            text.push_str(&fill!(lang, t::SCRIPT_DID_YOU_MEAN, word = word));
        }
    }
    text
}

/// What is wrong.
fn wrong(error: &clap::Error, lang: Lang) -> String {
    let part = |kind| part(error, kind);
    let (arg, value) = (
        part(ContextKind::InvalidArg),
        part(ContextKind::InvalidValue),
    );
    let valid = part(ContextKind::ValidValue);
    match error.kind() {
        ErrorKind::UnknownArgument if !arg.starts_with('-') => {
            fill!(lang, t::CLI_ONE_TOO_MANY, arg = arg)
        }
        ErrorKind::UnknownArgument => fill!(lang, t::CLI_UNKNOWN, arg = arg),
        ErrorKind::InvalidValue if value.is_empty() => fill!(lang, t::CLI_NO_VALUE, arg = arg),
        ErrorKind::InvalidValue if !valid.is_empty() => {
            fill!(
                lang,
                t::CLI_BAD_VALUE,
                arg = arg,
                value = value,
                valid = valid
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            fill!(lang, t::CLI_NO_SUCH_VALUE, arg = arg, value = value)
        }
        ErrorKind::TooManyValues => fill!(lang, t::CLI_TAKES_NONE, arg = arg, value = value),
        ErrorKind::InvalidSubcommand => {
            let name = part(ContextKind::InvalidSubcommand);
            fill!(lang, t::CLI_NO_COMMAND, name = name)
        }
        ErrorKind::MissingSubcommand => {
            let known = part(ContextKind::ValidSubcommand);
            fill!(lang, t::CLI_WHICH_COMMAND, known = known)
        }
        ErrorKind::MissingRequiredArgument => fill!(lang, t::CLI_MISSING, arg = arg),
        ErrorKind::InvalidUtf8 => t::CLI_NOT_UTF8.get(lang).to_owned(),
        ErrorKind::ArgumentConflict => fill!(lang, t::CLI_TWICE, arg = arg),
        _ => error.render().to_string().trim_end().to_owned(),
    }
}

/// One thing that clap knows about a mistake.
fn part(error: &clap::Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}
