//! `yanma counts`: how many a day, as the kiosk of this user has counted.

use std::io::Write;

use super::{ALL_SAFE, NOT_JUDGED, complain, say};
use crate::config;
use crate::counts_file::{self, CountsError};
use crate::language::Language;
use crate::messages::Notice;

#[derive(clap::Args)]
pub(super) struct CountsArgs {
    /// 表格（CSV），可以用表格软件打开 · As a table for spreadsheets
    #[arg(long)]
    csv: bool,
    /// 全部删除 · Delete all of them
    #[arg(long, conflicts_with = "csv")]
    delete: bool,
}

pub(super) fn counts(args: &CountsArgs, language: Language) -> anyhow::Result<u8> {
    let place = match config::place() {
        Ok(place) => place,
        Err(error) => {
            complain(&language.config_error(&error));
            return Ok(NOT_JUDGED);
        }
    };
    let file = counts_file::place(&place);
    let fail = |error: String| {
        say(language, &Notice::CountsFail { error: &error });
        Ok(NOT_JUDGED)
    };
    if args.delete {
        // A kiosk that runs would write its own again.
        #[cfg(feature = "gui")]
        let Ok(_alone) = super::window::only_one(&place) else {
            say(language, &Notice::CountsInUse);
            return Ok(NOT_JUDGED);
        };
        return match counts_file::delete(&file) {
            Ok(()) => {
                say(language, &Notice::CountsDeleted);
                Ok(ALL_SAFE)
            }
            Err(error) => fail(error.to_string()),
        };
    }
    let counts = match counts_file::load(&file) {
        Ok(counts) => counts,
        Err(CountsError::Damaged) => {
            say(language, &Notice::CountsDamaged);
            return Ok(NOT_JUDGED);
        }
        Err(CountsError::Read(error)) => return fail(error.to_string()),
    };
    let mut out = anstream::stdout();
    if args.csv {
        write!(out, "{}", counts.csv(language))?;
    } else {
        for line in counts.lines(language) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(ALL_SAFE)
}
