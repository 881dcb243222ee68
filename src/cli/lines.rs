//! `yanma check --text` from standard input and `--payloads`: a text a line.

use std::io::{self, BufRead, Read};
use std::path::Path;

use anyhow::Context;
use rayon::prelude::*;
use serde::Deserialize;

use super::arguments::CheckArgs;
use super::output::{Output, Tally, output_text};
use crate::check::allowlist::Allowlist;
use crate::check::{Outcome, judge_text};
use crate::language::Language;
use crate::messages::Notice;
use crate::report::{Finding, Record};
use crate::source::images::ImageError;

/// Texts judged together on all cores.
const TEXTS_A_BATCH: usize = 16_384;
/// Longest line in bytes.
const MAX_LINE_BYTES: u64 = 1 << 20;
/// Columns for `line:N`.
const LINE_COLUMNS: usize = 10;

/// A line that cannot be judged.
pub(super) enum BadLine {
    NotAPayload,
    TooLong,
}

impl BadLine {
    fn notice(&self) -> Notice<'static> {
        match self {
            BadLine::NotAPayload => Notice::BadPayloadLine,
            BadLine::TooLong => Notice::LongLine,
        }
    }
}

/// `{"hex": …}`: bytes in hexadecimal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HexPayload {
    hex: String,
}

/// A JSON string, or an object with the bytes in hexadecimal.
pub(super) fn payload_of_json(line: &[u8]) -> Result<Vec<u8>, BadLine> {
    if line.trim_ascii_start().starts_with(b"{") {
        let HexPayload { hex } = serde_json::from_slice(line).map_err(|_| BadLine::NotAPayload)?;
        return bytes_of_hex(&hex).ok_or(BadLine::NotAPayload);
    }
    let text: String = serde_json::from_slice(line).map_err(|_| BadLine::NotAPayload)?;
    Ok(text.into_bytes())
}

fn bytes_of_hex(hex: &str) -> Option<Vec<u8>> {
    if !hex.len().is_multiple_of(2) || !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).ok())
        .collect()
}

/// Judges a text a line, in order, on all cores.
pub(super) fn check_lines(
    path: &Path,
    payload: impl Fn(&[u8]) -> Result<Vec<u8>, BadLine> + Sync,
    args: &CheckArgs,
    list: &Allowlist,
    language: Language,
) -> anyhow::Result<u8> {
    let reader: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        let file = std::fs::File::open(path).map_err(ImageError::from);
        let file = file.map_err(|error| anyhow::anyhow!(language.image_error(&error)));
        Box::new(file.with_context(|| path.to_string_lossy().into_owned())?)
    };
    let mut reader = io::BufReader::with_capacity(1 << 16, reader);
    let mut output = Output::new(args, list, language, LINE_COLUMNS);
    let mut tally = Tally::default();
    let judge = |number: usize, line: &Result<Vec<u8>, BadLine>| {
        let finding = match line {
            Ok(line) => match payload(line) {
                Ok(payload) => Finding::Text(judge_text(&payload, list)),
                Err(bad) => Finding::Error(language.notice(&bad.notice())),
            },
            Err(bad) => Finding::Error(language.notice(&bad.notice())),
        };
        let record = Record {
            source: format!("line:{number}"),
            finding,
            millis: None,
        };
        let text = output_text(args, list, language, LINE_COLUMNS, &record);
        (record.finding.outcome(), text)
    };
    let mut count = 0;
    let mut batch = read_lines(&mut reader)?;
    while !batch.is_empty() {
        // The next lines are read while these are judged.
        let (judged, next) = rayon::join(
            || -> Vec<(Option<Outcome>, String)> {
                let lines = batch.par_iter().enumerate().with_min_len(64);
                lines
                    .map(|(at, line)| judge(count + at + 1, line))
                    .collect()
            },
            || read_lines(&mut reader),
        );
        count += judged.len();
        for (outcome, text) in &judged {
            tally.add(*outcome);
            output.line(text)?;
        }
        output.flush()?;
        batch = next?;
    }
    output.finish(&tally)
}

/// Up to a batch of lines without their ends (LF or CRLF); a line that is too long is an error in its place.
fn read_lines(reader: &mut impl BufRead) -> anyhow::Result<Vec<Result<Vec<u8>, BadLine>>> {
    let mut lines = Vec::new();
    while lines.len() < TEXTS_A_BATCH {
        let mut line = Vec::new();
        let read = reader
            .by_ref()
            .take(MAX_LINE_BYTES)
            .read_until(b'\n', &mut line)?;
        if read == 0 {
            break;
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            lines.push(Ok(line));
        } else if read as u64 == MAX_LINE_BYTES {
            skip_line(reader)?;
            lines.push(Err(BadLine::TooLong));
        } else {
            lines.push(Ok(line)); // the last one, without an end
        }
    }
    Ok(lines)
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let len = buffer.len();
        reader.consume(end.map_or(len, |end| end + 1));
        if end.is_some() || len == 0 {
            return Ok(());
        }
    }
}
