//! The command line: arguments, inputs in order, output, exit status.

mod allowlist;
mod check;
mod counts;
#[cfg(feature = "gui")]
mod health;
mod help;
mod lines;
mod lists;
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
use std::sync::OnceLock;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::check::allowlist::{Allowlist, Date};
use crate::language::Language;
use crate::list_files::{self, Choice, ListError};
use crate::list_package::keys::Keys;
use crate::list_package::{InForce, Store};
use crate::machine;
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
    // The day to judge by, so that no test grows old with the list.
    #[arg(long, hide = true, global = true, value_parser = lists::day)]
    today: Option<Date>,
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
    /// 名单太旧就不说安全（平时只提醒） · Nothing is safe by a list that is too old (otherwise a warning)
    #[arg(long)]
    strict_age: bool,
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
    /// 导入签名的新名单（旁边要有 .minisig 文件） · Import a signed list, with its .minisig file beside it
    Import {
        /// 名单文件 · The file of the list
        file: PathBuf,
    },
    /// 现在用的是哪份名单，多旧了，谁签的 · Which list is in force, how old it is, who signed it
    Status {
        /// 今天的日期看过了，是对的 · I have looked: today's date is right
        #[arg(long)]
        clock_is_right: bool,
    },
    /// 两份名单差在哪里；只给一份就和现在用的比 · What differs from one list to another, or to the one in force
    Diff {
        /// 旧的、新的：文件夹或名单文件 · Old and new: folders or packages
        #[arg(required = true, num_args = 1..=2, value_name = "DIR|FILE")]
        lists: Vec<PathBuf>,
    },
    /// 打印用的网页：一个地方的官方二维码 · A page to print: the official codes of a place
    Sheet {
        /// 地名或平台名，拼音首字母也行 · A place or name
        place: String,
        /// 写到哪个文件（.html） · The file to write (.html)
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// 把一个文件夹的名单做成一个文件，好签名 · Make one file of a folder of lists, to be signed
    Pack {
        /// 文件夹 · A folder
        folder: PathBuf,
        /// 写到哪个文件 · The file to write
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// 这天以后该更新（不给就是一年后） · Due for renewal after that day (a year later unless given)
        #[arg(long, value_name = "YYYY-MM-DD", value_parser = lists::day)]
        stale_after: Option<Date>,
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
    if let Some(day) = cli.today {
        let _ = TODAY.set(day); // nobody has asked yet
    }
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
            strict_age: false,
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

/// The day that was given in place of that of the clock.
static TODAY: OnceLock<Date> = OnceLock::new();

fn today() -> Date {
    TODAY.get().copied().unwrap_or_else(machine::today)
}

/// The chosen list, with the imported one where there is a newer.
fn in_force(choice: &Choice) -> Result<InForce, ListError> {
    let (store, keys) = of_this_machine();
    list_files::load(choice, &store, &keys, today())
}

/// Where imported lists lie, and the keys that count here. Keys that are not trusted are none, and no imported list counts;
/// `status` says why. Beside a day that was given nothing counts that this machine remembers of others.
fn of_this_machine() -> (Store, Keys) {
    let store = match TODAY.get() {
        Some(_) => Store::default(),
        None => Store::of_this_machine(),
    };
    let keys = Keys::of_this_machine(store.key_files()).unwrap_or_default();
    (store, keys)
}

/// Loads the list, or tells every problem it has. Of its age it only warns.
fn load(choice: &Choice, language: Language) -> Option<Allowlist> {
    let loaded = loaded(choice, language)?;
    Some(loaded.list)
}

fn loaded(choice: &Choice, language: Language) -> Option<InForce> {
    match in_force(choice) {
        Ok(in_force) => {
            for line in language.list_state(&in_force) {
                complain(&line);
            }
            Some(in_force)
        }
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
