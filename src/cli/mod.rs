//! The command line: arguments, inputs in order, output, exit status.

mod allowlist;
mod check;
mod counts;
#[cfg(feature = "gui")]
mod health;
mod help;
mod lines;
mod misuse;
mod output;
#[cfg(feature = "gui")]
mod pin;
#[cfg(feature = "sound")]
mod voice;
#[cfg(feature = "gui")]
mod window;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::check::allowlist::Allowlist;
use crate::language::Language;
use crate::list_files::{self, Choice};
use crate::machine::today;
use crate::messages::{Misuse, Notice};
use crate::plain::printable;
use crate::scan;
use crate::source::images;

/// Everything was judged, and everything is safe.
pub const ALL_SAFE: u8 = 0;
/// Something is not safe or shows no code; for `lint` and `show`: problems, not listed.
pub const NOT_SAFE: u8 = 1;
/// Something could not be read, or nothing was judged.
pub const NOT_JUDGED: u8 = 2;

/// 验码：查一查二维码里的网址是不是官方的 · Tells whether a QR code goes to an official insurance platform, offline
#[derive(Parser)]
#[command(name = "yanma", version, disable_help_subcommand = true)]
#[command(
    after_help = "退出状态：0 全部安全；1 有不安全的，或没有码；2 有读不了的，或什么都没判 · Exit status: 0 all safe; 1 something unsafe, or without a code; 2 something unreadable, or nothing judged"
)]
struct Cli {
    /// 图片或文件夹：和 yanma check 一样查 · Pictures or folders: checked as by yanma check
    #[arg(value_name = "FILE|DIR")]
    files: Vec<OsString>,
    /// 语言（不给就是中文，窗口按设置） · Language (Chinese unless told; the window follows its settings)
    #[arg(long, value_enum, global = true)]
    lang: Option<Lang>,
    #[cfg(feature = "gui")]
    #[command(flatten)]
    window: window::WindowArgs,
    /// 打开工作台，先查这些图片或文件夹 · Open the desk and check these pictures or folders first
    #[cfg(feature = "gui")]
    #[arg(long, value_name = "FILE|DIR", num_args = 0..)]
    open: Vec<PathBuf>,
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
    Kiosk(health::KioskArgs),
    /// 查图片、文件夹或文字 · Check pictures, folders or texts
    Check(CheckArgs),
    /// 官方网址名单 · The list of official addresses
    Allowlist(AllowlistArgs),
    /// 列出所有会说出来的话，或放出来听 · Lists all that may be said aloud, or plays it
    #[cfg(feature = "sound")]
    Voice(voice::VoiceArgs),
    /// 列出摄像头，各试拍一张 · Lists the cameras and tries each
    #[cfg(feature = "gui")]
    Cameras,
    /// 触摸屏模式每天的次数，没有访客的内容 · How many a day the kiosk has judged; nothing of any visitor
    Counts(counts::CountsArgs),
    /// 设工作人员密码：6 到 12 位数字，离开触摸屏模式时要用 · Set the PIN of the staff, 6 to 12 digits, that opens the kiosk
    #[cfg(feature = "gui")]
    Pin,
    // The main process of the kiosk's unit: runs a command, and passes its signs of life on.
    #[cfg(all(feature = "gui", target_os = "linux"))]
    #[command(hide = true)]
    Supervise {
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
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
    /// 图片、文件夹、-（标准输入）；用 --text 时是文字 · Pictures, folders, - (standard input); texts with --text
    #[arg(value_name = "FILE|DIR|-")]
    inputs: Vec<OsString>,
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
}

#[derive(Clone, Copy, ValueEnum)]
enum EffortArg {
    /// 像摄像头画面那样快查 · As for a camera frame
    Live,
    /// 仔细查 · As for a still
    Thorough,
}

#[derive(clap::Args, Default)]
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
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let language = misuse::language(&arguments).unwrap_or_default();
    let parsed = help::command(language)
        .try_get_matches_from(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return misuse::tell(&error, &arguments, language),
    };
    let language = cli.lang.map(Language::from).unwrap_or_default();
    let is_for_window = cli.is_for_window();
    if (cli.command.is_some() && (is_for_window || !cli.files.is_empty()))
        || (is_for_window && !cli.files.is_empty() && !is_windowed())
    {
        // `yanma --demo DIR check …`: options of the window stand behind `kiosk`, or alone.
        return misuse::say(language, "yanma", &Misuse::Other);
    }
    let outcome = match &cli.command {
        None if !cli.files.is_empty() && !is_windowed() => match cli.files.first() {
            Some(word) if misuse::is_no_file(word) => Ok(no_command(word, language)),
            _ => check::check(&CheckArgs::of_files(&cli.files), language),
        },
        #[cfg(feature = "gui")]
        None => {
            let files = cli.files.iter().map(PathBuf::from);
            let open: Vec<PathBuf> = cli.open.iter().cloned().chain(files).collect();
            let lang = cli.lang.map(Language::from);
            Ok(window::open(&cli.window, open, false, lang))
        }
        #[cfg(feature = "gui")]
        Some(Command::Kiosk(args)) if args.check => {
            health::check(args, cli.lang.map(Language::from))
        }
        #[cfg(feature = "gui")]
        Some(Command::Kiosk(args)) => {
            let lang = cli.lang.map(Language::from);
            Ok(window::open(&args.window, Vec::new(), true, lang))
        }
        #[cfg(not(feature = "gui"))]
        None => {
            say(language, &Notice::NoWindow);
            return NOT_JUDGED;
        }
        Some(Command::Check(args)) => check::check(args, language),
        Some(Command::Allowlist(args)) => allowlist::allowlist(args, language),
        #[cfg(feature = "sound")]
        Some(Command::Voice(args)) => voice::voice(args, cli.lang.map(Language::from)),
        #[cfg(feature = "gui")]
        Some(Command::Cameras) => window::cameras(language),
        #[cfg(feature = "gui")]
        Some(Command::Pin) => pin::pin(language),
        Some(Command::Counts(args)) => counts::counts(args, language),
        #[cfg(all(feature = "gui", target_os = "linux"))]
        Some(Command::Supervise { command }) => supervise(command),
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

impl Cli {
    /// Whether an option of the window is given.
    #[cfg(feature = "gui")]
    fn is_for_window(&self) -> bool {
        self.window.is_given() || !self.open.is_empty()
    }

    #[cfg(not(feature = "gui"))]
    fn is_for_window(&self) -> bool {
        false
    }
}

impl CheckArgs {
    /// As where only files are given.
    fn of_files(files: &[OsString]) -> CheckArgs {
        CheckArgs {
            json: false,
            verbose: false,
            html: None,
            effort: EffortArg::Thorough,
            list: ListArgs::default(),
            text: false,
            payloads: None,
            inputs: files.to_vec(),
        }
    }
}

/// Whether this is `yanmaw`, the program that Windows starts without a terminal: files open the desk there, and what is
/// wrong is told in a box. It is the same program as `yanma` but for that mark in its head.
fn is_windowed() -> bool {
    let program = std::env::current_exe().unwrap_or_default();
    program
        .file_stem()
        .is_some_and(|name| name.eq_ignore_ascii_case("yanmaw"))
}

/// A word alone that is no file was meant as a command.
fn no_command(word: &OsStr, language: Language) -> u8 {
    let word = word.to_string_lossy();
    let command = Cli::command();
    let instead = misuse::nearest(&command, &word).map(|name| format!("yanma {name}"));
    let misuse = Misuse::UnknownCommand {
        command: &word,
        instead: instead.as_deref(),
    };
    misuse::say(language, "yanma", &misuse)
}

/// The last word before the end, a sentence a line; returns the exit status.
fn refuse(sentences: &str, language: Language) -> u8 {
    for sentence in sentences.lines() {
        complain(sentence);
    }
    #[cfg(feature = "gui")]
    if is_windowed() {
        crate::app::message::show(sentences, language);
    }
    #[cfg(not(feature = "gui"))]
    let _ = language; // of a box that there is not
    NOT_JUDGED
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    /// `ERROR_PIPE_NOT_CONNECTED` of Windows (winerror.h), which the standard library does not count among them.
    const NOT_CONNECTED: i32 = 233;
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| {
            cause.kind() == io::ErrorKind::BrokenPipe
                || (cfg!(windows) && cause.raw_os_error() == Some(NOT_CONNECTED))
        })
}

/// Something on standard error; a closed one is nobody's fault.
fn complain(sentence: &str) {
    let _ = writeln!(anstream::stderr(), "yanma: {}", printable(sentence));
}

fn say(language: Language, notice: &Notice<'_>) {
    complain(&language.notice(notice));
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

/// The status of the command that was run.
#[cfg(all(feature = "gui", target_os = "linux"))]
fn supervise(command: &[OsString]) -> anyhow::Result<u8> {
    let Some((program, arguments)) = command.split_first() else {
        return Ok(NOT_JUDGED);
    };
    let status = crate::watchdog::supervise(program, arguments)?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.unwrap_or(NOT_JUDGED))
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
