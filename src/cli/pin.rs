//! `yanma pin`: sets the PIN of the staff, asked for twice at a terminal, or one line of standard input.

use std::io::{self, BufRead, IsTerminal};

use super::{ALL_SAFE, NOT_JUDGED, complain, say};
use crate::config;
use crate::language::Language;
use crate::messages::Notice;
use crate::staff::{self, PinError};

pub(super) fn pin(language: Language) -> anyhow::Result<u8> {
    let place = match config::place() {
        Ok(place) => place,
        Err(error) => {
            complain(&language.config_error(&error));
            return Ok(NOT_JUDGED);
        }
    };
    let Some(pin) = asked(language)? else {
        say(language, &Notice::PinsDiffer);
        return Ok(NOT_JUDGED);
    };
    let (notice, status) = match staff::set(&place, &pin) {
        Ok(()) => (language.notice(&Notice::PinSet), ALL_SAFE),
        Err(PinError::NotAPin) => (language.notice(&Notice::NotAPin), NOT_JUDGED),
        Err(PinError::Write(error)) => {
            let error = error.to_string();
            let notice = Notice::PinNotKept { error: &error };
            (language.notice(&notice), NOT_JUDGED)
        }
    };
    complain(&notice);
    Ok(status)
}

/// The PIN; `None` where the two are not the same.
fn asked(language: Language) -> io::Result<Option<String>> {
    if !io::stdin().is_terminal() {
        let mut line = String::new();
        io::stdin().lock().read_line(&mut line)?;
        return Ok(Some(line.trim_end_matches(['\r', '\n']).to_owned()));
    }
    let ask = |notice| rpassword::prompt_password(format!("{} ", language.notice(&notice)));
    let first = ask(Notice::PinNew)?;
    let second = ask(Notice::PinAgain)?;
    Ok((first == second).then_some(first))
}
