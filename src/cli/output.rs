//! What is printed: records, the last line for people, the exit status.

use std::io::{self, Write};

use super::arguments::CheckArgs;
use super::{ALL_SAFE, NOT_JUDGED, NOT_SAFE};
use crate::check::Outcome;
use crate::check::allowlist::Allowlist;
use crate::language::Language;
use crate::messages::Notice;
use crate::report::Record;

/// Counts verdicts, for the exit status and the last line.
#[derive(Default)]
pub(super) struct Tally {
    safe: usize,
    not_safe: usize,
    no_code: usize,
    errors: usize,
}

impl Tally {
    pub fn add(&mut self, outcome: Option<Outcome>) {
        match outcome {
            Some(Outcome::Safe) => self.safe += 1,
            Some(Outcome::Unsafe) => self.not_safe += 1,
            Some(Outcome::NoCode) => self.no_code += 1,
            None => self.errors += 1,
        }
    }

    pub fn total(&self) -> usize {
        self.safe + self.not_safe + self.no_code + self.errors
    }

    pub fn status(&self) -> u8 {
        if self.errors > 0 || self.total() == 0 {
            NOT_JUDGED
        } else if self.not_safe + self.no_code > 0 {
            NOT_SAFE
        } else {
            ALL_SAFE
        }
    }

    pub fn notice(&self) -> Notice<'static> {
        Notice::Total {
            safe: self.safe,
            not_safe: self.not_safe,
            no_code: self.no_code,
            errors: self.errors,
        }
    }
}

/// Where records go.
pub(super) struct Output<'a> {
    out: io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>,
    args: &'a CheckArgs,
    list: &'a Allowlist,
    language: Language,
    source_width: usize,
}

impl<'a> Output<'a> {
    pub fn new(
        args: &'a CheckArgs,
        list: &'a Allowlist,
        language: Language,
        source_width: usize,
    ) -> Output<'a> {
        Output {
            out: io::BufWriter::new(if args.json {
                anstream::AutoStream::always_ansi(io::stdout().lock()) // nothing to strip: JSON escapes controls
            } else {
                anstream::AutoStream::auto(io::stdout().lock())
            }),
            args,
            list,
            language,
            source_width,
        }
    }

    pub fn record(&mut self, record: &Record) -> anyhow::Result<()> {
        let text = output_text(
            self.args,
            self.list,
            self.language,
            self.source_width,
            record,
        );
        self.line(&text)
    }

    pub fn line(&mut self, text: &str) -> anyhow::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    pub fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }

    /// The last line for people, and the exit status.
    pub fn finish(mut self, tally: &Tally) -> anyhow::Result<u8> {
        if !self.args.json && tally.total() > 1 {
            let total = self.language.notice(&tally.notice());
            self.line(&total)?;
        }
        self.flush()?;
        Ok(tally.status())
    }
}

/// A record as it is printed: a JSON object, a line, or a line with details.
pub(super) fn output_text(
    args: &CheckArgs,
    list: &Allowlist,
    language: Language,
    source_width: usize,
    record: &Record,
) -> String {
    if args.json {
        return record.json(list.info());
    }
    let line = record.line(language, source_width);
    if args.verbose {
        format!("{line}\n{}", record.details(language))
            .trim_end()
            .to_owned()
    } else {
        line
    }
}
