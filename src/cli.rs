//! The command line: arguments, inputs in order, output, exit status.

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
#[cfg(feature = "gui")]
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::Datelike;
use clap::{CommandFactory, Parser, Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use serde::Deserialize;
#[cfg(feature = "gui")]
use serde_json::json;

#[cfg(feature = "gui")]
use crate::app;
#[cfg(feature = "gui")]
use crate::camera::{self, Camera};
use crate::check::allowlist::{Allowlist, Date, Entry, Standing, Status};
#[cfg(feature = "gui")]
use crate::check::verdict::Reason;
use crate::check::{self, Outcome};
#[cfg(feature = "gui")]
use crate::config::{self, Settings};
use crate::images::{self, ImageError};
use crate::lists::{self, Choice, ListError};
#[cfg(feature = "gui")]
use crate::live::{Fault, Now, Slot};
use crate::messages::{Language, Notice};
use crate::report::{self, Finding, Record, SheetRow};
use crate::scan::{self, Effort, Frame};
use crate::still::Still;

/// Everything was judged, and everything is safe.
pub const ALL_SAFE: u8 = 0;
/// Something is not safe or shows no code; for `lint` and `show`: problems, not listed.
pub const NOT_SAFE: u8 = 1;
/// Something could not be read, or nothing was judged.
pub const NOT_JUDGED: u8 = 2;

/// Longest time for one picture of `watch`.
#[cfg(feature = "gui")]
const MAX_TIME_A_PICTURE: Duration = Duration::from_secs(3);
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
    window: WindowArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

/// How the window is opened: `yanma` and `yanma kiosk`.
#[cfg(feature = "gui")]
#[derive(clap::Args)]
struct WindowArgs {
    /// 不用摄像头，播放文件夹里的图片 · Play the pictures of a folder instead of a camera
    #[arg(long, value_name = "DIR")]
    demo: Option<PathBuf>,
    /// 摄像头的名字或号码（见 yanma cameras） · The camera by name or number (see yanma cameras)
    #[arg(
        long,
        value_name = "NAME|INDEX",
        conflicts_with = "demo",
        allow_hyphen_values = true
    )]
    camera: Option<String>,
    /// 打开工作台，先查这些图片或文件夹 · Open the desk and check these pictures or folders first
    #[arg(long, value_name = "FILE|DIR", num_args = 1..)]
    open: Vec<PathBuf>,
    #[arg(long, hide = true, value_name = "RUNS", requires = "demo")]
    measure: Option<usize>,
    /// 窗口大小，如 1080x1920（kiosk 就不占满屏幕） · Size of the window, such as 1080x1920 (kiosk then is not full screen)
    #[arg(long, value_name = "WIDTHxHEIGHT", value_parser = window_size)]
    size: Option<[f32; 2]>,
    #[command(flatten)]
    list: ListArgs,
}

/// Two numbers of points with an `x` between.
#[cfg(feature = "gui")]
fn window_size(text: &str) -> Result<[f32; 2], String> {
    let side = |text: &str| {
        text.parse::<u16>()
            .ok()
            .filter(|side| (600..=8_000).contains(side))
    };
    let (width, height) = text.split_once('x').unwrap_or_default();
    match (side(width), side(height)) {
        (Some(width), Some(height)) => Ok([f32::from(width), f32::from(height)]),
        _ => Err("600x600 … 8000x8000".to_owned()),
    }
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
    Kiosk(WindowArgs),
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
        #[arg(long, conflicts_with = "camera")]
        list: bool,
    },
    // Judges what a camera sees, for tests of cameras.
    #[cfg(feature = "gui")]
    #[command(hide = true)]
    Watch(WatchArgs),
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

#[cfg(feature = "gui")]
#[derive(clap::Args)]
struct WatchArgs {
    #[arg(long, value_name = "NAME|INDEX")]
    camera: Option<String>,
    /// Ends by itself after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u64>,
    /// Judges nothing.
    #[arg(long)]
    film_only: bool,
    #[command(flatten)]
    list: ListArgs,
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
        None => Ok(window(&cli.window, false, cli.lang.map(Language::from))),
        #[cfg(feature = "gui")]
        Some(Command::Kiosk(args)) => Ok(window(args, true, cli.lang.map(Language::from))),
        #[cfg(not(feature = "gui"))]
        None => {
            say(language, &Notice::NoWindow);
            return NOT_JUDGED;
        }
        Some(Command::Check(args)) => check(args, language),
        Some(Command::Allowlist(args)) => allowlist(args, language),
        #[cfg(feature = "gui")]
        Some(Command::Cameras) => cameras(language),
        #[cfg(feature = "gui")]
        Some(Command::Capture { camera, list }) => Ok(camera::capture(camera.as_deref(), *list)),
        #[cfg(feature = "gui")]
        Some(Command::Watch(args)) => watch(args, language),
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
    let _ = writeln!(anstream::stderr(), "yanma: {}", report::printable(sentence));
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
    match lists::load(choice, today()) {
        Ok(list) => Some(list),
        Err(error) => {
            for line in language.list_error(&error) {
                complain(&line);
            }
            None
        }
    }
}

#[cfg(feature = "gui")]
impl WindowArgs {
    fn is_given(&self) -> bool {
        self.demo.is_some()
            || self.camera.is_some()
            || self.size.is_some()
            || !self.open.is_empty()
            || self.list.allowlist.is_some()
            || self.list.allowlist_only.is_some()
    }
}

/// Opens the window; returns when it is closed.
#[cfg(feature = "gui")]
fn window(args: &WindowArgs, kiosk: bool, lang: Option<Language>) -> u8 {
    let started = Instant::now();
    let place = config::place();
    let loaded = match &place {
        Ok(place) => config::load(place),
        Err(_) => Ok(Settings::default()),
    };
    // Broken settings are told and stay as they are; the window opens with the usual ones.
    let (settings, broken) = match loaded {
        Ok(settings) => (settings, None),
        Err(error) => (Settings::default(), Some(error)),
    };
    let language = lang.unwrap_or(settings.language);
    let notice = broken.map(|error| language.config_error(&error));
    if let Some(notice) = &notice {
        complain(notice);
    }
    let choice = match args.list.choice() {
        Choice::BuiltIn => settings.list(),
        choice => choice,
    };
    let list = lists::load(&choice, today())
        .map(Arc::new)
        .map_err(|error| language.list_error(&error));
    if let Err(problems) = &list {
        for problem in problems {
            complain(problem);
        }
    }
    let options = app::Options {
        kiosk,
        demo: args.demo.clone(),
        camera: args.camera.clone(),
        language: lang,
        settings,
        settings_file: place.ok(),
        notice,
        list,
        today: today(),
        measure: args.measure,
        started,
        open: args.open.clone(),
        size: args.size,
    };
    match app::run(options) {
        Ok(()) => ALL_SAFE,
        Err(error) => {
            say(language, &Notice::WindowFailed { error: &error });
            NOT_JUDGED
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

    fn frame(&self, language: Language) -> Result<Frame, String> {
        match self {
            Input::File(_, Some(error)) => return Err(language.image_error(error)),
            Input::File(path, None) => images::frame_of_file(path),
            Input::Stdin => images::frame_of_reader(io::stdin().lock()),
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
        .map(|input| report::width(&input.source()))
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
    let read = || input.frame(language);
    let still = Still::judged(input.source(), read, effort, list);
    let thumbnail = with_thumbnail.then(|| still.thumbnail()).flatten();
    (still.record, thumbnail)
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
        return match lists::load(&choice, today()) {
            Ok(list) => {
                let entries = list.entries().len();
                writeln!(out, "{}", language.notice(&Notice::LintPassed { entries }))?;
                Ok(ALL_SAFE)
            }
            Err(error) => {
                for line in language.list_error(&error) {
                    writeln!(out, "{}", report::printable(&line))?;
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
            let host = report::printable(host);
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
        writeln!(out, "evidence     {}", report::printable(address))?;
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

/// Lists cameras with their modes and one picture each, or what is wrong.
#[cfg(feature = "gui")]
fn cameras(language: Language) -> anyhow::Result<u8> {
    let mut out = anstream::stdout();
    let mut works = false;
    let cameras = camera::cameras();
    for camera in &cameras {
        writeln!(out, "{}  {}", camera.index, report::printable(&camera.name))?;
        let modes: Vec<String> = camera.modes.iter().map(ToString::to_string).collect();
        if !modes.is_empty() {
            let modes = modes.join(", ");
            writeln!(out, "   {} {modes}", language.notice(&Notice::CameraModes))?;
        }
        let tested = camera::test(camera.index);
        works |= tested.is_ok();
        let sentence = match tested {
            Ok(tested) => language.notice(&Notice::CameraWorks {
                width: tested.width,
                height: tested.height,
                millis: tested.took.as_millis(),
            }),
            Err(fault) => camera_fault(fault, language),
        };
        writeln!(out, "   {sentence}")?;
    }
    if cameras.is_empty() {
        complain(&camera_fault(Fault::NoCamera, language));
    }
    Ok(if works { ALL_SAFE } else { NOT_SAFE })
}

/// What is wrong, and what the staff can do.
#[cfg(feature = "gui")]
fn camera_fault(fault: Fault, language: Language) -> String {
    let words = language.camera_fault(fault);
    let steps = words.steps.get(1..).unwrap_or_default().join(" ");
    format!("{}{}{}", words.headline, language.colon(), steps)
}

/// Films and judges, and prints a line of JSON for each change: a fault, a picture again, another verdict. Never what
/// a code says.
#[cfg(feature = "gui")]
fn watch(args: &WatchArgs, language: Language) -> anyhow::Result<u8> {
    let Some(list) = load(&args.list.choice(), language) else {
        return Ok(NOT_JUDGED);
    };
    let start = Instant::now();
    let end = args
        .seconds
        .map(|seconds| start + Duration::from_secs(seconds));
    let is_over = || end.is_some_and(|end| Instant::now() > end);
    let print = |mut event: serde_json::Value| -> io::Result<()> {
        event["millis"] = u64::try_from(start.elapsed().as_millis())
            .unwrap_or(u64::MAX)
            .into();
        let mut out = io::stdout().lock();
        writeln!(out, "{event}")?;
        out.flush()
    };
    let slot = Arc::new(Slot::new(|| {}));
    let camera = Camera::start(args.camera.clone(), Arc::clone(&slot));
    // Scanning takes many times as long as filming, and faults shall be told at once: a thread for each.
    std::thread::scope(|scope| {
        let judging = scope.spawn(|| match args.film_only {
            true => Ok(()),
            false => judge_newest(&slot, &list, &is_over, &print),
        });
        tell_faults(&slot, &camera, &is_over, &print)?;
        judging
            .join()
            .unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
    })?;
    Ok(ALL_SAFE)
}

#[cfg(feature = "gui")]
fn tell_faults(
    slot: &Slot,
    camera: &Camera,
    is_over: &dyn Fn() -> bool,
    print: &dyn Fn(serde_json::Value) -> io::Result<()>,
) -> io::Result<()> {
    let (mut seen, mut told, mut pictures, mut number) = (0, None, 0u64, 0);
    while !is_over() {
        let Some((count, now)) = slot.newer_than(seen, Duration::from_millis(200)) else {
            continue;
        };
        seen = count;
        let state = match &now {
            Now::Starting => "starting",
            Now::Live(_) => "live",
            Now::Fault(fault) => fault.code(),
        };
        if let Now::Live(picture) = &now {
            pictures += 1;
            number = picture.number;
        }
        if told.replace(state) == Some(state) {
            continue;
        }
        let mut event = json!({ "now": state });
        if let Now::Live(picture) = &now {
            event["camera"] = camera.name().into();
            event["width"] = picture.luma.width().into();
            event["height"] = picture.luma.height().into();
            event["number"] = picture.number.into();
        }
        print(event)?;
    }
    print(json!({ "now": "over", "pictures": pictures, "number": number }))
}

#[cfg(feature = "gui")]
fn judge_newest(
    slot: &Slot,
    list: &Allowlist,
    is_over: &(dyn Fn() -> bool + Sync),
    print: &(dyn Fn(serde_json::Value) -> io::Result<()> + Sync),
) -> io::Result<()> {
    let (mut seen, mut told) = (0, None);
    while !is_over() {
        let Some((count, now)) = slot.newer_than(seen, Duration::from_millis(200)) else {
            continue;
        };
        seen = count;
        let Now::Live(picture) = now else {
            told = None; // the first verdict after a fault is news
            continue;
        };
        let begun = Instant::now();
        let scan = scan::scan(&picture.luma, Effort::Live, &|| {
            begun.elapsed() > MAX_TIME_A_PICTURE
        });
        let judged = check::judge_picture(&scan, list);
        let verdict = report::verdict_code(Some(judged.outcome()));
        let reasons: Vec<&str> = judged.reasons().iter().map(Reason::code).collect();
        if told.as_ref() != Some(&(verdict, reasons.clone())) {
            let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            print(json!({
                "now": "verdict", "verdict": verdict, "reasons": reasons,
                "number": picture.number, "scan_millis": millis,
            }))?;
            told = Some((verdict, reasons));
        }
    }
    Ok(())
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
