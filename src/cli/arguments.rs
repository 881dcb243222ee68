//! The arguments: what can be asked, with what is said of it in the help. The help is in both languages, a dot between.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

#[cfg(feature = "sound")]
use super::voice;
use super::{counts, lists, posters};
#[cfg(feature = "gui")]
use super::{health, watch, window};
use crate::check::allowlist::Date;
use crate::language::Language;
use crate::list_files::Choice;

/// 验码：查一查二维码里的网址是不是官方的 · Tells whether a QR code goes to an official insurance platform, offline
#[derive(Parser)]
#[command(name = "yanma", version, disable_help_subcommand = true)]
#[command(
    after_help = "退出状态：0 全部安全；1 有不安全的，或没有码；2 有读不了的，或什么都没判 · Exit status: 0 all safe; 1 something unsafe, or without a code; 2 something unreadable, or nothing judged"
)]
pub(super) struct Cli {
    /// 图片或文件夹：和 yanma check 一样查 · Pictures or folders: checked as by yanma check
    #[arg(value_name = "FILE|DIR")]
    pub(super) files: Vec<OsString>,
    /// 语言（不给就是中文，窗口按设置） · Language (Chinese unless told; the window follows its settings)
    #[arg(long, value_enum, global = true)]
    pub(super) lang: Option<Lang>,
    // The day to judge by, so that no test grows old with the list.
    #[arg(long, hide = true, global = true, value_parser = lists::day)]
    pub(super) today: Option<Date>,
    #[cfg(feature = "gui")]
    #[command(flatten)]
    pub(super) window: window::WindowArgs,
    /// 打开工作台，先查这些图片或文件夹 · Open the desk and check these pictures or folders first
    #[cfg(feature = "gui")]
    #[arg(long, value_name = "FILE|DIR", num_args = 0..)]
    pub(super) open: Vec<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Lang {
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
pub(super) enum Command {
    /// 服务大厅用的全屏画面 · Full screen, for service halls
    #[cfg(feature = "gui")]
    Kiosk(health::KioskArgs),
    /// 查图片、文件夹或文字 · Check pictures, folders or texts
    Check(CheckArgs),
    /// 官方网址名单 · The list of official addresses
    Allowlist(AllowlistArgs),
    /// 本厅自己的海报：登记、列出、去掉 · The hall's own posters: enrol, list, remove
    #[command(subcommand)]
    Poster(posters::PosterCommand),
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
    Watch(watch::WatchArgs),
    /// 命令补全脚本 · Completion script for a shell
    Completions {
        /// 哪种命令行 · Which shell
        shell: clap_complete::Shell,
    },
    /// 手册页（roff） · Manual page (roff)
    Man,
}

#[derive(clap::Args)]
pub(super) struct CheckArgs {
    /// 图片、文件夹、-（标准输入）；用 --text 时是文字 · Pictures, folders, - (standard input); texts with --text
    #[arg(value_name = "FILE|DIR|-")]
    pub(super) inputs: Vec<OsString>,
    /// 一行一个 JSON 结果 · One JSON object a line
    #[arg(long)]
    pub(super) json: bool,
    /// 细说 · Details
    #[arg(short, long)]
    pub(super) verbose: bool,
    /// 另存一张检查表（网页，可打印）；不覆盖已有的文件 · Also write a sheet to look at or print, as HTML; never over a file
    #[arg(long, value_name = "FILE", conflicts_with_all = ["text", "payloads"])]
    pub(super) html: Option<PathBuf>,
    /// 查得多细 · How much work a picture is worth
    #[arg(long, value_enum, default_value_t = EffortArg::Thorough)]
    pub(super) effort: EffortArg,
    #[command(flatten)]
    pub(super) list: ListArgs,
    /// 名单太旧就不说安全（平时只提醒） · Nothing is safe by a list that is too old (otherwise a warning)
    #[arg(long)]
    pub(super) strict_age: bool,
    /// 查文字；不给就从标准输入一行读一条 · Judge texts; with none, a text a line from standard input
    #[arg(long, conflicts_with = "payloads")]
    pub(super) text: bool,
    /// 从文件或 - 读，一行一个 JSON 字符串，或 {"hex":"…"} · From a file or -, a JSON string a line, or {"hex":"…"}
    #[arg(long, value_name = "FILE", conflicts_with = "inputs")]
    pub(super) payloads: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum EffortArg {
    /// 像摄像头画面那样快查 · As for a camera frame
    Live,
    /// 仔细查 · As for a still
    Thorough,
}

#[derive(clap::Args, Default)]
pub(super) struct ListArgs {
    /// 另加本厅名单的文件夹 · Add the list in this folder
    #[arg(long, value_name = "DIR", conflicts_with = "allowlist_only")]
    pub(super) allowlist: Option<PathBuf>,
    /// 只用这个文件夹里的名单 · Use only the list in this folder
    #[arg(long, value_name = "DIR")]
    pub(super) allowlist_only: Option<PathBuf>,
}

impl ListArgs {
    pub(super) fn choice(&self) -> Choice {
        match (&self.allowlist, &self.allowlist_only) {
            (_, Some(folder)) => Choice::Only(folder.clone()),
            (Some(folder), None) => Choice::Added(folder.clone()),
            (None, None) => Choice::BuiltIn,
        }
    }
}

#[derive(clap::Args)]
pub(super) struct AllowlistArgs {
    #[command(flatten)]
    pub(super) list: ListArgs,
    #[command(subcommand)]
    pub(super) command: AllowlistCommand,
}

#[derive(Subcommand)]
pub(super) enum AllowlistCommand {
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

impl Cli {
    /// Whether an option of the window is given.
    #[cfg(feature = "gui")]
    pub(super) fn is_for_window(&self) -> bool {
        self.window.is_given() || !self.open.is_empty()
    }

    #[cfg(not(feature = "gui"))]
    pub(super) fn is_for_window(&self) -> bool {
        false
    }
}

impl CheckArgs {
    /// As where only files are given.
    pub(super) fn of_files(files: &[OsString]) -> CheckArgs {
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
