//! The command line: arguments, inputs in order, output, exit status.

#[cfg(feature = "gui")]
mod window;

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::Datelike;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::Deserialize;

use crate::check::allowlist::{Allowlist, Date, Entry, Standing, Status};
use crate::check::{self, Outcome};
use crate::judge::still::Still;
use crate::language::Language;
use crate::list_files::{self, Choice, ListError};
use crate::messages::Notice;
use crate::report::{self, Finding, Record, SheetRow};
use crate::scan::{self, Effort};
use crate::source::images::{self, ImageError, Opened};

/// Everything was judged, and everything is safe.
pub const ALL_SAFE: u8 = 0;
/// Something is not safe or shows no code; for `lint` and `show`: problems, not listed.
pub const NOT_SAFE: u8 = 1;
/// Something could not be read, or nothing was judged.
pub const NOT_JUDGED: u8 = 2;

/// Texts judged together on all cores.
const TEXTS_A_BATCH: usize = 16_384;
/// Longest line in bytes.
const MAX_LINE_BYTES: u64 = 1 << 20;
/// Columns for `line:N`.
const LINE_COLUMNS: usize = 10;
/// Widest column of sources.
const MAX_SOURCE_COLUMNS: usize = 56;

/// 验码：查一查二维码里的网址是不是官方的 · Tells whether a QR code goes to an official insurance platform, offline
#[derive(Parser)]
#[command(name = "yanma", version, disable_help_subcommand = true)]
#[command(
    after_help = "退出状态 · Exit status: 0 全部安全 all safe; 1 有不安全或没有码 something unsafe or without a code; 2 有读不了的，或什么都没判 something unreadable, or nothing judged"
)]
struct Cli {
    /// 语言（不给就是中文，窗口按设置） · Language (Chinese unless told; the window follows its settings)
    #[arg(long, value_enum, global = true)]
    lang: Option<Lang>,
    #[cfg(feature = "gui")]
    #[command(flatten)]
    window: window::WindowArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Language::ZhCn,
            Lang::En => Language::En,
        }
    }
}

#[derive(Subcommand)]
enum Command {
    /// 服务大厅用的全屏画面 · Full screen, for service halls
    #[cfg(feature = "gui")]
    Kiosk(window::WindowArgs),
    /// 查图片、文件夹或文字 · Check pictures, folders or texts
    Check(CheckArgs),
    /// 官方网址名单 · The list of official addresses
    Allowlist(AllowlistArgs),
    /// 列出摄像头，各试拍一张 · Lists the cameras and tries each
    #[cfg(feature = "gui")]
    Cameras,
    // What films for the camera of the window.
    #[cfg(feature = "gui")]
    #[command(hide = true)]
    Capture {
        #[arg(long)]
        camera: Option<String>,
        #[arg(long)]
        format: Option<String>,
        #[arg(long, conflicts_with_all = ["camera", "format"])]
        list: bool,
    },
    // Judges what a camera sees, for tests of cameras.
    #[cfg(feature = "gui")]
    #[command(hide = true)]
    Watch(window::WatchArgs),
    /// 命令补全脚本 · Completion script for a shell
    Completions {
        /// 哪种命令行 · Which shell
        shell: clap_complete::Shell,
    },
    /// 手册页（roff） · Manual page (roff)
    Man,
}

#[derive(clap::Args)]
struct CheckArgs {
    /// 一行一个 JSON 结果 · One JSON object a line
    #[arg(long)]
    json: bool,
    /// 细说 · Details
    #[arg(short, long)]
    verbose: bool,
    /// 另存一张检查表（网页，可打印）；不覆盖已有的文件 · Also write a sheet to look at or print, as HTML; never over a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["text", "payloads"])]
    html: Option<PathBuf>,
    /// 查得多细 · How much work a picture is worth
    #[arg(long, value_enum, default_value_t = EffortArg::Thorough)]
    effort: EffortArg,
    #[command(flatten)]
    list: ListArgs,
    /// 查文字；不给就从标准输入一行读一条 · Judge texts; with none, a text a line from standard input
    #[arg(long, conflicts_with = "payloads")]
    text: bool,
    /// 从文件或 - 读，一行一个 JSON 字符串，或 {"hex":"…"} · From a file or -, a JSON string a line, or {"hex":"…"}
    #[arg(long, value_name = "FILE", conflicts_with = "inputs")]
    payloads: Option<PathBuf>,
    /// 图片、文件夹、-（标准输入）；用 --text 时是文字 · Pictures, folders, - (standard input); texts with --text
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<OsString>,
}

#[derive(Clone, Copy, ValueEnum)]
enum EffortArg {
    /// 像摄像头画面那样快查 · As for a camera frame
    Live,
    /// 仔细查 · As for a still
    Thorough,
}

#[derive(clap::Args)]
struct ListArgs {
    /// 另加本厅名单的文件夹 · Add the list in this folder
    #[arg(long, value_name = "DIR", conflicts_with = "allowlist_only")]
    allowlist: Option<PathBuf>,
    /// 只用这个文件夹里的名单 · Use only the list in this folder
    #[arg(long, value_name = "DIR")]
    allowlist_only: Option<PathBuf>,
}

impl ListArgs {
    fn choice(&self) -> Choice {
        match (&self.allowlist, &self.allowlist_only) {
            (_, Some(folder)) => Choice::Only(folder.clone()),
            (Some(folder), None) => Choice::Added(folder.clone()),
            (None, None) => Choice::BuiltIn,
        }
    }
}

#[derive(clap::Args)]
struct AllowlistArgs {
    #[command(flatten)]
    list: ListArgs,
    #[command(subcommand)]
    command: AllowlistCommand,
}

#[derive(Subcommand)]
enum AllowlistCommand {
    /// 列出所有网址 · All entries
    List,
    /// 某个网址在不在名单上 · What the list says of a host
    Show {
        /// 主机名，如 fuwu.nhsa.gov.cn · A host name
        host: String,
    },
    /// 检查名单（内置的，或一个文件夹） · Check the list: the built-in one, or that of a folder
    Lint {
        /// 文件夹 · A folder
        folder: Option<PathBuf>,
    },
}

/// Runs the command line with the arguments of the process; returns the exit status.
pub fn run() -> u8 {
    scan::silence_caught_panics();
    images::silence_caught_panics();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return bad_arguments(&error),
    };
    let language = cli.lang.map(Language::from).unwrap_or_default();
    #[cfg(feature = "gui")]
    if cli.command.is_some() && cli.window.is_given() {
        // `yanma --demo DIR check …`: options of the window stand behind `kiosk`, or alone.
        say(language, &Notice::BadArguments);
        return NOT_JUDGED;
    }
    let outcome = match &cli.command {
        #[cfg(feature = "gui")]
        None => Ok(window::open(
            &cli.window,
            false,
            cli.lang.map(Language::from),
        )),
        #[cfg(feature = "gui")]
        Some(Command::Kiosk(args)) => Ok(window::open(args, true, cli.lang.map(Language::from))),
        #[cfg(not(feature = "gui"))]
        None => {
            say(language, &Notice::NoWindow);
            return NOT_JUDGED;
        }
        Some(Command::Check(args)) => check(args, language),
        Some(Command::Allowlist(args)) => allowlist(args, language),
        #[cfg(feature = "gui")]
        Some(Command::Cameras) => window::cameras(language),
        #[cfg(feature = "gui")]
        Some(Command::Capture {
            camera,
            format,
            list,
        }) => Ok(crate::source::camera::capture(
            camera.as_deref(),
            format.as_deref(),
            *list,
        )),
        #[cfg(feature = "gui")]
        Some(Command::Watch(args)) => window::watch(args, language),
        Some(Command::Completions { shell }) => completions(*shell),
        Some(Command::Man) => man(),
    };
    match outcome {
        Ok(status) => status,
        // Whoever read our output has gone: stop without a word, but never claim that all was judged.
        Err(error) if is_closed_pipe(&error) => NOT_JUDGED,
        Err(error) => {
            complain(&format!("{error:#}"));
            NOT_JUDGED
        }
    }
}

fn bad_arguments(error: &clap::Error) -> u8 {
    if error.use_stderr() {
        // The language option may be among what was not understood, so both.
        say(Language::ZhCn, &Notice::BadArguments);
        say(Language::En, &Notice::BadArguments);
        let _ = error.print();
        NOT_JUDGED
    } else {
        match error.print() {
            Ok(()) => ALL_SAFE,
            Err(_) => NOT_JUDGED,
        }
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Something on standard error; a closed one is nobody's fault.
fn complain(sentence: &str) {
    let _ = writeln!(
        anstream::stderr(),
        "yanma: {}",
        crate::plain::printable(sentence)
    );
}

fn say(language: Language, notice: &Notice<'_>) {
    complain(&language.notice(notice));
}

fn today() -> Date {
    let now = chrono::Local::now().date_naive();
    Date {
        year: u16::try_from(now.year()).unwrap_or_default(),
        month: u8::try_from(now.month()).unwrap_or_default(),
        day: u8::try_from(now.day()).unwrap_or_default(),
    }
}

/// Loads the list, or tells every problem it has.
fn load(choice: &Choice, language: Language) -> Option<Allowlist> {
    match list_files::load(choice, today()) {
        Ok(list) => Some(list),
        Err(error) => {
            for line in language.list_error(&error) {
                complain(&line);
            }
            None
        }
    }
}

/// Counts verdicts, for the exit status and the last line.
#[derive(Default)]
struct Tally {
    safe: usize,
    not_safe: usize,
    no_code: usize,
    errors: usize,
}

impl Tally {
    fn add(&mut self, outcome: Option<Outcome>) {
        match outcome {
            Some(Outcome::Safe) => self.safe += 1,
            Some(Outcome::Unsafe) => self.not_safe += 1,
            Some(Outcome::NoCode) => self.no_code += 1,
            None => self.errors += 1,
        }
    }

    fn total(&self) -> usize {
        self.safe + self.not_safe + self.no_code + self.errors
    }

    fn status(&self) -> u8 {
        if self.errors > 0 || self.total() == 0 {
            NOT_JUDGED
        } else if self.not_safe + self.no_code > 0 {
            NOT_SAFE
        } else {
            ALL_SAFE
        }
    }

    fn notice(&self) -> Notice<'static> {
        Notice::Total {
            safe: self.safe,
            not_safe: self.not_safe,
            no_code: self.no_code,
            errors: self.errors,
        }
    }
}

fn check(args: &CheckArgs, language: Language) -> anyhow::Result<u8> {
    let has_inputs = args.text || args.payloads.is_some() || !args.inputs.is_empty();
    if !has_inputs {
        say(language, &Notice::NothingToCheck);
        return Ok(NOT_JUDGED);
    }
    // Before the work, not after it.
    if let Some(path) = &args.html
        && let Err(error) = room_for_sheet(path)
    {
        say_sheet_error(language, path, &error);
        return Ok(NOT_JUDGED);
    }
    let Some(list) = load(&args.list.choice(), language) else {
        return Ok(NOT_JUDGED);
    };
    if let Some(path) = &args.payloads {
        return check_lines(path, payload_of_json, args, &list, language);
    }
    match (args.text, args.inputs.as_slice()) {
        (true, []) => check_lines(
            Path::new("-"),
            |line| Ok(line.to_vec()),
            args,
            &list,
            language,
        ),
        (true, texts) => {
            let records = texts.iter().zip(1..).map(|(text, number)| Record {
                source: format!("text:{number}"),
                finding: Finding::Text(check::judge_text(text.as_encoded_bytes(), &list)),
                millis: None,
            });
            let mut output = Output::new(args, &list, language, 8);
            let mut tally = Tally::default();
            for record in records {
                tally.add(record.finding.outcome());
                output.record(&record)?;
            }
            output.finish(&tally)
        }
        (false, inputs) => check_pictures(inputs, args, &list, language),
    }
}

/// Where records go.
struct Output<'a> {
    out: io::BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>,
    args: &'a CheckArgs,
    list: &'a Allowlist,
    language: Language,
    source_width: usize,
}

impl<'a> Output<'a> {
    fn new(
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

    fn record(&mut self, record: &Record) -> anyhow::Result<()> {
        let text = output_text(
            self.args,
            self.list,
            self.language,
            self.source_width,
            record,
        );
        self.line(&text)
    }

    fn line(&mut self, text: &str) -> anyhow::Result<()> {
        self.out.write_all(text.as_bytes())?;
        self.out.write_all(b"\n")?;
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        Ok(self.out.flush()?)
    }

    /// The last line for people, and the exit status.
    fn finish(mut self, tally: &Tally) -> anyhow::Result<u8> {
        if !self.args.json && tally.total() > 1 {
            let total = self.language.notice(&tally.notice());
            self.line(&total)?;
        }
        self.flush()?;
        Ok(tally.status())
    }
}

/// A record as it is printed: a JSON object, a line, or a line with details.
fn output_text(
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

/// One thing to look at.
enum Input {
    /// A file, with the reason where it cannot be looked at.
    File(PathBuf, Option<ImageError>),
    Stdin,
}

impl Input {
    fn source(&self) -> String {
        match self {
            Input::File(path, _) => path.to_string_lossy().into_owned(),
            Input::Stdin => "-".to_owned(),
        }
    }

    fn opened(&self, language: Language) -> Result<Opened, String> {
        match self {
            Input::File(_, Some(error)) => return Err(language.image_error(error)),
            Input::File(path, None) => images::opened_file(path),
            Input::Stdin => images::opened_reader(io::stdin().lock()),
        }
        .map_err(|error| language.image_error(&error))
    }
}

fn inputs(arguments: &[OsString], language: Language) -> Vec<Input> {
    let mut inputs = Vec::new();
    for argument in arguments {
        if argument == "-" {
            inputs.push(Input::Stdin);
            continue;
        }
        let found = images::files(PathBuf::from(argument));
        if found.others > 0 {
            let notice = Notice::OthersSkipped {
                folder: &argument.to_string_lossy(),
                count: found.others,
            };
            say(language, &notice);
        }
        let files = found.files.into_iter();
        inputs.extend(files.map(|(path, fault)| Input::File(path, fault)));
    }
    inputs
}

fn check_pictures(
    arguments: &[OsString],
    args: &CheckArgs,
    list: &Allowlist,
    language: Language,
) -> anyhow::Result<u8> {
    let inputs = inputs(arguments, language);
    let effort = match args.effort {
        EffortArg::Live => Effort::Live,
        EffortArg::Thorough => Effort::Thorough,
    };
    let widest = inputs
        .iter()
        .map(|input| crate::plain::width(&input.source()))
        .max();
    let source_width = widest.unwrap_or_default().min(MAX_SOURCE_COLUMNS);
    let mut output = Output::new(args, list, language, source_width);
    let mut tally = Tally::default();
    let progress = progress(inputs.len());
    let mut pictured = Vec::new(); // for the sheet
    // A few at a time on all cores, so that output starts early and stays in order.
    for batch in inputs.chunks(4 * rayon::current_num_threads()) {
        let records: Vec<Pictured> = batch
            .par_iter()
            .map(|input| {
                let record = picture_record(input, effort, list, language, args.html.is_some());
                progress.inc(1);
                record
            })
            .collect();
        progress.suspend(|| {
            for (record, _) in &records {
                tally.add(record.finding.outcome());
                output.record(record)?;
            }
            output.flush()
        })?;
        if args.html.is_some() {
            pictured.extend(records);
        }
    }
    progress.finish_and_clear();
    let status = output.finish(&tally)?;
    if let Some(path) = &args.html
        && let Err(error) = write_sheet(path, &pictured, list, language)
    {
        say_sheet_error(language, path, &error);
        return Ok(NOT_JUDGED);
    }
    Ok(status)
}

/// A record, and for the sheet a thumbnail of its picture.
type Pictured = (Record, Option<Vec<u8>>);

/// Fails where the sheet could not be written after all the work.
fn room_for_sheet(path: &Path) -> io::Result<()> {
    if path.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    match folder {
        Some(folder) if !std::fs::metadata(folder)?.is_dir() => {
            Err(io::ErrorKind::NotADirectory.into())
        }
        _ => Ok(()),
    }
}

fn write_sheet(
    path: &Path,
    pictured: &[Pictured],
    list: &Allowlist,
    language: Language,
) -> io::Result<()> {
    let rows: Vec<SheetRow<'_>> = pictured
        .iter()
        .map(|(record, thumbnail)| SheetRow {
            record,
            thumbnail: thumbnail.as_deref(),
        })
        .collect();
    let sheet = report::sheet(&rows, list.info(), language, today(), None);
    let mut file = std::fs::File::create_new(path)?;
    let written = file.write_all(sheet.as_bytes());
    if written.is_err() {
        let _ = std::fs::remove_file(path); // half a sheet looks like a whole one
    }
    written
}

fn say_sheet_error(language: Language, path: &Path, error: &io::Error) {
    let path = path.to_string_lossy();
    let notice = match error.kind() {
        io::ErrorKind::AlreadyExists => Notice::SheetExists { path: &path },
        _ => Notice::SheetNotWritten {
            path: &path,
            error: &error.to_string(),
        },
    };
    say(language, &notice);
}

/// A bar on standard error, where the output is a terminal and there is something to wait for.
fn progress(count: usize) -> ProgressBar {
    let is_watched = io::stdout().is_terminal() && io::stderr().is_terminal();
    if !is_watched || count < 8 {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {eta}");
    ProgressBar::new(count as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn picture_record(
    input: &Input,
    effort: Effort,
    list: &Allowlist,
    language: Language,
    with_thumbnail: bool,
) -> Pictured {
    or_an_error(input.source(), language, || {
        let read = || input.opened(language);
        let still = Still::judged(input.source(), read, effort, list);
        let thumbnail = with_thumbnail.then(|| still.thumbnail()).flatten();
        (still.record, thumbnail)
    })
}

/// The third `catch_unwind`, for faults of ours that neither decoder's guard sees: the others of a thousand files are still
/// judged and told. What is printed of it stays: somebody should mend it. The desk has threads for this; here they would
/// keep the pool waiting that a scan needs.
fn or_an_error(source: String, language: Language, work: impl FnOnce() -> Pictured) -> Pictured {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let record = Record {
            source,
            finding: Finding::Error(language.image_error(&ImageError::Damaged)),
            millis: None,
        };
        (record, None)
    })
}

/// A line that cannot be judged.
enum BadLine {
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
fn payload_of_json(line: &[u8]) -> Result<Vec<u8>, BadLine> {
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
fn check_lines(
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
                Ok(payload) => Finding::Text(check::judge_text(&payload, list)),
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

fn allowlist(args: &AllowlistArgs, language: Language) -> anyhow::Result<u8> {
    let mut out = anstream::stdout();
    if let AllowlistCommand::Lint { folder } = &args.command {
        let choice = folder
            .clone()
            .map_or_else(|| args.list.choice(), Choice::Added);
        return match list_files::load(&choice, today()) {
            Ok(list) => {
                let entries = list.entries().len();
                writeln!(out, "{}", language.notice(&Notice::LintPassed { entries }))?;
                Ok(ALL_SAFE)
            }
            Err(error) => {
                for line in language.list_error(&error) {
                    writeln!(out, "{}", crate::plain::printable(&line))?;
                }
                let ListError::Problems(problems) = error else {
                    return Ok(NOT_JUDGED);
                };
                let problems = problems.len();
                say(language, &Notice::LintFailed { problems });
                Ok(NOT_SAFE)
            }
        };
    }
    let Some(list) = load(&args.list.choice(), language) else {
        return Ok(NOT_JUDGED);
    };
    match &args.command {
        AllowlistCommand::Show { host } => show(&mut out, &list, host, language),
        AllowlistCommand::List | AllowlistCommand::Lint { .. } => {
            for entry in list.entries() {
                let name = language.entry_name(entry);
                let status = status_code(entry.status);
                writeln!(
                    out,
                    "{:<34} {status:<24} {:?} {:<6} {name}",
                    entry.host, entry.grade, entry.region
                )?;
            }
            Ok(ALL_SAFE)
        }
    }
}

fn show(
    out: &mut impl Write,
    list: &Allowlist,
    host: &str,
    language: Language,
) -> anyhow::Result<u8> {
    match list.standing(&host.to_ascii_lowercase()) {
        Standing::Official(entry) | Standing::NeedsLocalConfirmation(entry) => {
            write_entry(out, entry, language)?;
            Ok(if entry.status == Status::Active {
                ALL_SAFE
            } else {
                NOT_SAFE
            })
        }
        Standing::Never(never) => {
            let notice = Notice::HostNever {
                host: &never.host,
                reason: &never.reason,
            };
            writeln!(out, "{}", language.notice(&notice))?;
            Ok(NOT_SAFE)
        }
        Standing::Unlisted => {
            let host = crate::plain::printable(host);
            writeln!(
                out,
                "{}",
                language.notice(&Notice::HostNotListed { host: &host })
            )?;
            Ok(NOT_SAFE)
        }
    }
}

fn write_entry(out: &mut impl Write, entry: &Entry, language: Language) -> anyhow::Result<()> {
    writeln!(out, "host         {}", entry.host)?;
    writeln!(out, "scope        {:?}", entry.scope)?;
    writeln!(out, "name         {}", language.entry_name(entry))?;
    writeln!(
        out,
        "region       {} {}",
        entry.region,
        entry.city.as_deref().unwrap_or_default()
    )?;
    writeln!(out, "kind         {:?}", entry.kind)?;
    writeln!(out, "status       {}", status_code(entry.status))?;
    writeln!(out, "grade        {:?}", entry.grade)?;
    writeln!(out, "verified_on  {}", entry.verified_on)?;
    for address in entry.owner_statement.iter().chain(&entry.evidence) {
        writeln!(out, "evidence     {}", crate::plain::printable(address))?;
    }
    if let Some(note) = &entry.evidence_note {
        writeln!(out, "note         {note}")?;
    }
    Ok(())
}

fn status_code(status: Status) -> &'static str {
    match status {
        Status::Active => "active",
        Status::NeedsLocalConfirmation => "needs-local-confirmation",
    }
}

fn completions(shell: clap_complete::Shell) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "yanma", &mut script);
    io::stdout().write_all(&script)?;
    Ok(ALL_SAFE)
}

fn man() -> anyhow::Result<u8> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page)?;
    io::stdout().write_all(&page)?;
    Ok(ALL_SAFE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_that_ends_its_thread_is_an_error_of_its_own() {
        let fault = || std::iter::empty::<Pictured>().next().unwrap();
        let (record, thumbnail) = or_an_error("a.png".to_owned(), Language::En, fault);
        assert_eq!(record.source, "a.png");
        assert!(matches!(record.finding, Finding::Error(_)));
        assert_eq!(record.finding.outcome(), None, "no verdict");
        assert_eq!(thumbnail, None);
    }
}
