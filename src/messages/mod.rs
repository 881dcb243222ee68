//! Every word that a person reads, in Chinese and English: one exhaustive match a language, no wildcard arm.

mod en;
mod lists;
mod unbroken;
mod zh_cn;

pub use lists::{ListNotice, OfficialSheetWords};

use crate::check::Outcome;
use crate::check::allowlist::{
    Checked, Entry, EntryKind, Fault, Grade, ListInfo, Problem, Scope, Status,
};
use crate::check::payload::Kind;
use crate::check::verdict::Reason;
use crate::config::{self, ConfigError};
use crate::health::{Observation, Sign};
use crate::language::Language;
use crate::list_files::ListError;
use crate::scan::Advice;
use crate::session::Unanswered;
use crate::source::fault;
use crate::source::images::ImageError;

pub use unbroken::WORDS;

/// What a person is told about one reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// A few words, the largest line under the verdict word.
    pub headline: String,
    /// One plain sentence: why.
    pub why: String,
    /// What to do now; at most three short steps.
    pub steps: Vec<&'static str>,
}

/// The words of a sheet that are neither verdicts nor reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetWords {
    /// Its title.
    pub title: &'static str,
    /// Before the name of the hall.
    pub hall: &'static str,
    /// Before the day.
    pub made_on: &'static str,
    /// Heads of the columns: number, picture, verdict, source, what was found.
    pub columns: [&'static str; 5],
    /// Before the source, in place of a picture.
    pub thumbnail_of: &'static str,
    /// Below the table.
    pub notes: [&'static str; 2],
}

/// What the command line says besides verdicts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice<'a> {
    /// No program that plays sound is installed.
    NoPlayer,
    /// Nothing could be heard.
    NotPlayed,
    /// No sentence has such a name.
    NoSuchSentence,
    /// Below the list of recordings.
    Recordings {
        /// How many.
        count: usize,
        /// Their size.
        bytes: usize,
    },
    /// A recording of the hall cannot be read.
    RecordingNotRead {
        /// The system's own words.
        error: &'a str,
    },
    /// It is no Ogg Vorbis.
    RecordingNotVorbis,
    /// There is nothing in it.
    RecordingEmpty,
    /// It is too long, or too large.
    RecordingTooLong,
    /// `yanma` alone, built without the window.
    NoWindow,
    /// The window could not be opened, most often for want of a display.
    WindowFailed {
        /// The system's own words.
        error: &'a str,
    },
    /// The same on Windows, which always has a display: most often for want of a driver with OpenGL 2.
    WindowFailedOnWindows {
        /// The system's own words.
        error: &'a str,
    },
    /// How to use a command is told by its `--help`.
    Usage {
        /// The words that name the command, such as `yanma check`.
        command: &'a str,
    },
    /// `check` without anything to check.
    NothingToCheck,
    /// Files of other kinds and links in a folder.
    OthersSkipped {
        /// The folder.
        folder: &'a str,
        /// How many.
        count: usize,
    },
    /// A line of `--payloads` that is not a JSON string or `{"hex": …}`.
    BadPayloadLine,
    /// A line longer than the limit.
    LongLine,
    /// How many pictures had which verdict.
    Total {
        /// Safe ones.
        safe: usize,
        /// Unsafe ones.
        not_safe: usize,
        /// Without a code.
        no_code: usize,
        /// That could not be read.
        errors: usize,
    },
    /// A camera sent a picture when it was asked.
    CameraWorks {
        /// Pixels in a row of it.
        width: usize,
        /// Rows of it.
        height: usize,
        /// How long it took.
        millis: u128,
    },
    /// The picture formats of a camera follow.
    CameraFormats,
    /// The list keeps every rule.
    LintPassed {
        /// How many entries.
        entries: usize,
    },
    /// How many problems the list has.
    LintFailed {
        /// How many.
        problems: usize,
    },
    /// No entry covers the host.
    HostNotListed {
        /// The host as given.
        host: &'a str,
    },
    /// The file for the sheet is there already.
    SheetExists {
        /// The path as given.
        path: &'a str,
    },
    /// The sheet cannot be written.
    SheetNotWritten {
        /// The path as given.
        path: &'a str,
        /// Why.
        error: &'a str,
    },
    /// Asks for a new PIN of the staff.
    PinNew,
    /// Asks for it once more.
    PinAgain,
    /// The two are not the same.
    PinsDiffer,
    /// Not as many digits as there must be, or something else.
    NotAPin,
    /// It is set.
    PinSet,
    /// It cannot be kept.
    PinNotKept {
        /// Why.
        error: &'a str,
    },
    /// Another kiosk of this user runs already.
    KioskRunsAlready,
    /// The counts are deleted.
    CountsDeleted,
    /// They cannot be: the kiosk runs, and has them.
    CountsInUse,
    /// Their file is damaged.
    CountsDamaged,
    /// They cannot be read or deleted.
    CountsFail {
        /// Why.
        error: &'a str,
    },
    /// Everything is well with the kiosk.
    Healthy,
    /// Something is not.
    NotHealthy,
    /// A kiosk without a PIN: how to leave it.
    KioskWithoutPin,
    /// The host may never be listed.
    HostNever {
        /// The host of the never entry.
        host: &'a str,
        /// Why, in English.
        reason: &'a str,
    },
}

/// What is wrong with a command as it was typed. Texts stand as they were typed, or as the help writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misuse<'a> {
    /// No option of this command.
    UnknownOption {
        /// Which.
        option: &'a str,
        /// What was meant, most likely.
        instead: Option<&'a str>,
    },
    /// Neither a command nor a file that is there.
    UnknownCommand {
        /// Which.
        command: &'a str,
        /// What was meant, most likely.
        instead: Option<&'a str>,
    },
    /// A word too many.
    Unexpected {
        /// Which.
        word: &'a str,
    },
    /// The option wants one of a few words.
    NotOneOf {
        /// The option.
        option: &'a str,
        /// What was given.
        value: &'a str,
        /// The words it may be.
        allowed: &'a str,
    },
    /// The option wants another value.
    BadValue {
        /// The option.
        option: &'a str,
        /// What was given.
        value: &'a str,
        /// What it may be.
        allowed: &'a str,
    },
    /// Nothing stands behind the option.
    NoValue {
        /// The option.
        option: &'a str,
    },
    /// The option stands there twice.
    Twice {
        /// The option.
        option: &'a str,
    },
    /// The two make no sense together.
    NotTogether {
        /// One.
        one: &'a str,
        /// The other, or others.
        other: &'a str,
    },
    /// Something must be given and is not.
    Missing {
        /// What.
        what: &'a str,
    },
    /// A word that is no UTF-8 where one is wanted.
    NotUtf8,
    /// Anything else.
    Other,
}

/// The words around the help of the command line; what the commands and options do is told beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpWords {
    /// Before the line that shows how the command is written.
    pub usage: &'static str,
    /// Head of the commands.
    pub commands: &'static str,
    /// Head of the things to give.
    pub arguments: &'static str,
    /// Head of the options.
    pub options: &'static str,
    /// Stands for options in the usage line.
    pub option_place: &'static str,
    /// Stands for a command in the usage line.
    pub command_place: &'static str,
    /// What `--help` does.
    pub help: &'static str,
    /// What `--version` does.
    pub version: &'static str,
    /// How to get the help in the other language.
    pub other_language: &'static str,
}

/// Names of the facts that the list has of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryWords {
    /// The host.
    pub host: &'static str,
    /// Which hosts it stands for.
    pub scope: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Where it is of use.
    pub region: &'static str,
    /// What it is for.
    pub kind: &'static str,
    /// Whether it makes anything safe.
    pub status: &'static str,
    /// How strong the evidence is.
    pub grade: &'static str,
    /// When it was last compared with its evidence.
    pub verified_on: &'static str,
    /// Who has compared it.
    pub checked: &'static str,
    /// How many sources say so.
    pub sources: &'static str,
    /// An address of the evidence.
    pub evidence: &'static str,
    /// The evidence in words.
    pub note: &'static str,
}

/// What the window says besides verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phrase<'a> {
    // On visitors' screens.
    /// What the kiosk is for, in two lines.
    AttractTitle,
    /// How to use it.
    AttractHow,
    /// Under the picture of a code.
    AttractAim,
    /// Under the sign of a safe verdict.
    AttractSafe,
    /// Under the sign of an unsafe verdict.
    AttractUnsafe,
    /// What it never does.
    Promise,
    /// What a visitor should know anyway.
    Motto,
    /// Under the camera picture.
    Mirrored,
    /// On the button that switches the language: the other one's own name.
    OtherLanguage,
    /// Button: the largest text.
    LargeText,
    /// Button: the usual size of text again.
    UsualText,
    /// Button: the highest contrast.
    HighContrast,
    /// Button: the usual colours again.
    UsualColours,
    /// Button and title: the official addresses, for visitors.
    OfficialAddresses,
    /// Button there: back to all places.
    OtherPlaces,
    /// Button there: the next page.
    More,
    /// A code is in view and not certain yet.
    Looking,
    /// A code was in view, and is not any more.
    OutOfView,
    /// A code that had its verdict is left in view.
    TakeAway,
    /// Title of the page where staff type their PIN.
    StaffPin,
    /// The PIN was wrong.
    StaffWrong,
    /// Nothing can be tried for so long.
    StaffWait {
        /// Seconds.
        seconds: u64,
    },
    /// No PIN is set: how to.
    StaffNoPin,
    /// Title of the page of the staff.
    Staff,
    /// Button: takes back a digit.
    Delete,
    /// Button: the PIN is complete.
    Enter,
    /// Button: leaves the kiosk.
    LeaveKiosk,
    /// The same, asked once more.
    LeaveKioskSure,
    /// Button: restarts the machine.
    Reboot,
    /// The same, asked once more.
    RebootSure,
    /// Button: switches the machine off.
    PowerOff,
    /// The same, asked once more.
    PowerOffSure,
    /// The system does not do it.
    PowerFailed {
        /// Why.
        error: &'a str,
    },
    /// Title of what is well and what is not.
    Health,
    /// A small sign for the staff, in a corner of the visitors' screens.
    StaffSign(Sign),
    /// In a kiosk no dialog is opened to choose a folder.
    NoFoldersHere,
    /// Title of the numbers of each day.
    Counts,
    /// What they are.
    CountsNote,
    /// Nothing was counted yet.
    CountsNone,
    /// They are not kept while pictures are played in place of a camera.
    CountsOff,
    /// Button: deletes them.
    CountsDelete,
    /// The same, asked once more.
    CountsDeleteSure,
    /// Head of a column.
    CountsDay,
    /// Head of a column.
    CountsWhat,
    /// Head of a column.
    CountsName,
    /// Head of a column.
    CountsNumber,
    /// Something that is counted.
    CountsVisits,
    /// Safe verdicts.
    CountsOfficial,
    /// All others together.
    CountsNotSafe,
    /// Verdicts of a grade.
    CountsFraud,
    /// Verdicts of a grade.
    CountsUnproven,
    /// Verdicts of a grade.
    CountsUnreadable,
    /// Verdicts of a grade.
    CountsOwn,
    /// Answers that nothing could be read.
    CountsUnread,
    /// Faults of the camera together.
    CountsFaults,
    /// A fault by its code.
    CountsFault,
    /// Verdicts by the code of their reason.
    CountsReason,
    /// Safe verdicts by the entry of the list.
    CountsEntry,
    /// In place of the word of a verdict, where there is none.
    UnansweredWord(Unanswered),
    /// It is too dark.
    AdviceLight,
    /// Something shines.
    AdviceTilt,
    /// The code is too small.
    AdviceCloser,
    /// It moves, or is out of focus.
    AdviceHoldStill,
    /// Where the camera picture would be.
    Covered,
    /// Before the first picture.
    CameraStarting,
    /// The list is broken: nothing can be judged.
    NoListTitle,
    /// What to do then.
    NoListSteps,
    /// The word of a verdict on a visitor's own code.
    OwnWord,
    /// Under it.
    OwnKept,
    /// Above the address of an unsafe link.
    TrueOwner,
    /// Above the address of a safe link.
    Address,
    /// Above the address that a link leads on to.
    LeadsTo,
    /// Above the code of the official address.
    ScanThis,
    /// The same as a step.
    ScanOfficial,
    /// The button that ends a verdict.
    Again,
    /// Button: what was said is said once more.
    SayAgain,
    /// Button: nothing is said until this visitor has gone.
    Mute,
    /// Button: it is said again.
    Unmute,
    /// Beside the countdown.
    HoldHint,
    /// After a touch.
    Held,
    /// Above the numbers of several codes.
    SeveralCodes {
        /// Count.
        count: usize,
        /// Nothing is wrong with any of them.
        are_safe: bool,
    },
    /// Under the word, where a listed code of several was touched.
    ListedBesideUnsafe,
    /// Name of the button of one of several codes.
    CodeNumber {
        /// Number.
        number: usize,
        /// Verdict.
        verdict: &'a str,
    },
    /// The hall's own number.
    HallPhone {
        /// Name.
        name: &'a str,
        /// Phone.
        phone: &'a str,
    },
    /// Stands for the name of a hall that has given none.
    ThisHall,
    /// Name of a drawn code.
    QrOf {
        /// Host.
        host: &'a str,
    },
    // At the desk.
    /// Of the window.
    Title,
    /// Beside the title.
    DeskName,
    /// Button.
    OpenFiles,
    /// Button.
    OpenFolder,
    /// Button.
    Paste,
    /// Button and title of the directory.
    Directory,
    /// Button and title of the settings.
    Settings,
    /// What to do with the camera, while nothing is in view.
    DeskHow,
    /// Button: the visitors' screens.
    VisitorScreen,
    /// Where files may be dropped.
    DropHere,
    /// The list is empty.
    NoResults,
    /// Nothing in the list fits the filter.
    NoMatches,
    /// Above the list.
    Results {
        /// Total.
        total: usize,
    },
    /// Beside it.
    ResultsUnsafe {
        /// Count.
        count: usize,
    },
    /// Beside it.
    ResultsNoCode {
        /// Count.
        count: usize,
    },
    /// Beside it.
    ResultsErrors {
        /// Count.
        count: usize,
    },
    /// Of the list.
    ColumnVerdict,
    /// Of the list.
    ColumnSource,
    /// Of the list.
    ColumnOwner,
    /// Of the list.
    ColumnReason,
    /// Filter.
    All,
    /// In the empty filter field.
    FilterHint,
    /// Button.
    SaveReport,
    /// Done.
    ReportSaved {
        /// Path.
        path: &'a str,
    },
    /// Not done.
    ReportFailed {
        /// Path.
        path: &'a str,
        /// Error.
        error: &'a str,
    },
    /// Button.
    ClearAll,
    /// Button.
    Cancel,
    /// While files are being judged.
    Progress {
        /// Done.
        done: usize,
        /// Total.
        total: usize,
    },
    /// Files of other kinds in a folder.
    Skipped {
        /// Count.
        count: usize,
    },
    /// More was dropped than fits.
    Dropped {
        /// Count.
        count: usize,
    },
    /// A file dialog could not be opened.
    NoDialog,
    /// Nothing to paste.
    ClipboardEmpty,
    /// Name of a pasted picture.
    PastedPicture {
        /// Number.
        number: usize,
    },
    /// Name of a pasted text.
    PastedText {
        /// Number.
        number: usize,
    },
    /// Name of a result from the camera.
    FromCamera {
        /// Time.
        time: &'a str,
    },
    /// Button.
    CopyText,
    /// Button.
    CopyJson,
    /// Done.
    Copied,
    /// Button: the verdict as visitors see it.
    ShowLarge,
    /// Button.
    Back,
    /// Which decoders have read a code.
    ReadBy {
        /// Names.
        names: &'a str,
    },
    /// Length of a payload.
    Bytes {
        /// Count.
        count: usize,
    },
    /// Where a code is.
    Corners {
        /// Corners.
        corners: &'a str,
    },
    /// At the foot of the desk.
    Footer {
        /// Date.
        date: &'a str,
        /// Count.
        count: usize,
    },
    /// In the empty search field.
    DirectoryHint,
    /// Nothing found.
    DirectoryNone,
    /// Status of an entry.
    Active,
    /// Status of an entry.
    NeedsConfirmation,
    /// Of an entry.
    Region {
        /// Region.
        region: &'a str,
    },
    /// Of an entry.
    Evidence,
    /// Of an entry.
    VerifiedOn {
        /// Date.
        date: &'a str,
    },
    // In the settings.
    /// Name of a setting.
    SettingLanguage,
    /// Name of a setting.
    SettingCamera,
    /// No choice of a camera.
    SettingCameraAny,
    /// Name of a setting.
    SettingFormat,
    /// No choice of a format.
    SettingFormatAny,
    /// The format in which the camera films.
    FormatNow {
        /// As `yanma cameras` prints it.
        format: &'a str,
    },
    /// The chosen format is not offered, or was refused.
    FormatNotToBeHad {
        /// The chosen one.
        asked: &'a str,
        /// What is used in its place.
        format: &'a str,
    },
    /// Name of a setting.
    SettingTextSize,
    /// Name of a setting.
    SettingMirror,
    /// Name of a setting.
    SettingAppearance,
    /// Name of a setting.
    AppearanceLight,
    /// Name of a setting.
    AppearanceDark,
    /// Name of a setting.
    AppearanceHighContrast,
    /// Name of a setting.
    SettingHallName,
    /// Name of a setting.
    SettingHallPhone,
    /// Name of a setting.
    SettingListFolder,
    /// Name of a setting.
    SettingSound,
    /// Name of a setting.
    SettingVolume,
    /// Name of a setting.
    SettingQuietHours,
    /// Name of a setting.
    SettingVoiceFolder,
    /// Name of a setting.
    SettingNone,
    /// Button.
    Choose,
    /// Button.
    Remove,
    /// Button.
    Save,
    /// Done.
    Saved,
    /// Some settings wait.
    AfterRestart,
}

impl Phrase<'_> {
    /// What would help, in a line.
    pub fn of_advice(advice: Advice) -> Phrase<'static> {
        match advice {
            Advice::Light => Phrase::AdviceLight,
            Advice::Tilt => Phrase::AdviceTilt,
            Advice::Closer => Phrase::AdviceCloser,
            Advice::HoldStill => Phrase::AdviceHoldStill,
        }
    }
}

impl Language {
    /// The verdict word of an outcome; `None` is an input that could not be read.
    pub fn verdict(self, outcome: Option<Outcome>) -> &'static str {
        let words = match self {
            Language::ZhCn => [zh_cn::SAFE, zh_cn::UNSAFE, zh_cn::NO_CODE, zh_cn::ERROR],
            Language::En => [en::SAFE, en::UNSAFE, en::NO_CODE, en::ERROR],
        };
        match outcome {
            Some(Outcome::Safe) => words[0],
            Some(Outcome::Unsafe) => words[1],
            Some(Outcome::NoCode) => words[2],
            None => words[3],
        }
    }

    /// What to say about a reason.
    pub fn explain(self, reason: &Reason) -> Words {
        match self {
            Language::ZhCn => zh_cn::explain(reason),
            Language::En => en::explain(reason),
        }
    }

    /// A short noun for a kind of payload.
    pub fn kind(self, kind: Kind) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::kind(kind),
            Language::En => en::kind(kind),
        }
    }

    /// What an entry's evidence is, in this language's half of the note: Chinese · English.
    pub fn evidence_note(self, note: &str) -> &str {
        match (self, note.split_once(" · ")) {
            (Language::ZhCn, Some((chinese, _))) => chinese,
            (Language::En, Some((_, english))) => english,
            (Language::ZhCn | Language::En, None) => note,
        }
    }

    /// The name of a listed platform, marked where it comes from the hall's own list.
    pub fn entry_name(self, entry: &Entry) -> String {
        let (name, mark) = match self {
            Language::ZhCn => (&entry.name.zh, zh_cn::HALL_LIST),
            Language::En => (&entry.name.en, en::HALL_LIST),
        };
        if entry.from_hall {
            format!("{name} [{mark}]")
        } else {
            name.clone()
        }
    }

    /// The line under the verdict word of a safe link.
    pub fn safe_headline(self, entry: &Entry) -> String {
        let name = self.entry_name(entry);
        match self {
            Language::ZhCn => zh_cn::safe_headline(&name),
            Language::En => en::safe_headline(&name),
        }
    }

    /// Stands under every safe verdict: only the address was checked.
    pub fn safe_note(self, entry: &Entry) -> &'static str {
        self.caveat(entry.kind == EntryKind::Regulator)
    }

    /// The same of a regulator, or of any other host.
    pub(crate) fn caveat(self, is_regulator: bool) -> &'static str {
        match (self, is_regulator) {
            (Language::ZhCn, false) => zh_cn::SAFE_NOTE,
            (Language::ZhCn, true) => zh_cn::REGULATOR_NOTE,
            (Language::En, false) => en::SAFE_NOTE,
            (Language::En, true) => en::REGULATOR_NOTE,
        }
    }

    /// The step that leads to the official way. A screen that shows the official code says so in its place.
    pub fn insurance_step(self) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::SEARCH_OR_ASK,
            Language::En => en::SEARCH_OR_ASK,
        }
    }

    /// Names the owner of an address.
    pub fn owner(self, domain: &str) -> String {
        match self {
            Language::ZhCn => zh_cn::owner(domain),
            Language::En => en::owner(domain),
        }
    }

    /// Between a headline and its sentence.
    pub fn colon(self) -> &'static str {
        match self {
            Language::ZhCn => "：",
            Language::En => ": ",
        }
    }

    /// Stands where the content of a private code would be.
    pub fn hidden_content(self) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::HIDDEN_CONTENT,
            Language::En => en::HIDDEN_CONTENT,
        }
    }

    /// The tag of the language, BCP 47.
    pub fn tag(self) -> &'static str {
        match self {
            Language::ZhCn => "zh-CN",
            Language::En => "en",
        }
    }

    /// The words of a sheet that are neither verdicts nor reasons.
    pub fn sheet_words(self) -> SheetWords {
        match self {
            Language::ZhCn => zh_cn::SHEET,
            Language::En => en::SHEET,
        }
    }

    /// Which list was judged by: number, day, origin.
    pub fn list_version(self, list: &ListInfo) -> String {
        match self {
            Language::ZhCn => zh_cn::list_version(list),
            Language::En => en::list_version(list),
        }
    }

    /// What visitors look for in the official addresses, as they say it; the search knows these words.
    pub fn matters(self) -> [&'static str; 4] {
        match self {
            Language::ZhCn => zh_cn::MATTERS,
            Language::En => en::MATTERS,
        }
    }

    /// The name of a region code of the list, such as `CN-45`; a code without a name stays what it is.
    pub fn region(self, code: &str) -> &str {
        match self {
            Language::ZhCn => zh_cn::region(code),
            Language::En => en::region(code),
        }
    }

    /// Why a picture could not be read, and what to do.
    pub fn image_error(self, error: &ImageError) -> String {
        match self {
            Language::ZhCn => zh_cn::image_error(error),
            Language::En => en::image_error(error),
        }
    }

    /// Why settings were not loaded or saved, and what to do.
    pub fn config_error(self, error: &ConfigError) -> String {
        match self {
            Language::ZhCn => zh_cn::config_error(error),
            Language::En => en::config_error(error),
        }
    }

    /// What is wrong with one setting; for the place where it is typed.
    pub fn config_fault(self, fault: &config::Fault) -> String {
        match self {
            Language::ZhCn => zh_cn::config_fault(fault),
            Language::En => en::config_fault(fault),
        }
    }

    /// Why there is no list; a line for each problem.
    pub fn list_error(self, error: &ListError) -> Vec<String> {
        match (self, error) {
            (_, ListError::Problems(problems)) => problems
                .iter()
                .map(|problem| self.problem(problem))
                .collect(),
            (Language::ZhCn, ListError::Io { path, error }) => {
                vec![zh_cn::list_io_error(path, error)]
            }
            (Language::En, ListError::Io { path, error }) => vec![en::list_io_error(path, error)],
        }
    }

    /// A rule that a list breaks: file, line, field, host, and what is wrong.
    pub fn problem(self, problem: &Problem) -> String {
        let fault = self.fault(&problem.fault);
        let field = problem
            .field
            .map(|field| format!(" {field}:"))
            .unwrap_or_default();
        let host = problem
            .host
            .as_ref()
            .map(|host| format!(" {host}:"))
            .unwrap_or_default();
        format!("{}:{}:{host}{field} {fault}", problem.file, problem.line)
    }

    /// What a visitor reads where nothing could be said of what was held up.
    pub fn unanswered(self, why: Unanswered) -> Words {
        match self {
            Language::ZhCn => zh_cn::unanswered(why),
            Language::En => en::unanswered(why),
        }
    }

    /// Why there is no picture of the camera, for a visitor; the last step is for the staff.
    pub fn camera_fault(self, fault: fault::Fault) -> Words {
        match self {
            Language::ZhCn => zh_cn::camera_fault(fault),
            Language::En => en::camera_fault(fault),
        }
    }

    /// What was found out about a kiosk, and what to do about it.
    pub fn observation(self, observation: &Observation) -> (String, Option<String>) {
        match self {
            Language::ZhCn => zh_cn::observation(observation),
            Language::En => en::observation(observation),
        }
    }

    /// A step for the staff as it is told to themselves: without the word that calls them.
    pub fn to_staff(self, step: &str) -> &str {
        let call = match self {
            Language::ZhCn => zh_cn::STAFF,
            Language::En => en::STAFF,
        };
        step.strip_prefix(call).unwrap_or(step)
    }

    /// What the command line says besides verdicts.
    pub fn notice(self, notice: &Notice<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::notice(notice),
            Language::En => en::notice(notice),
        }
    }

    /// What is wrong with a command as it was typed, and what to do.
    pub fn misuse(self, misuse: &Misuse<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::misuse(misuse),
            Language::En => en::misuse(misuse),
        }
    }

    /// The words around the help of the command line.
    pub fn help_words(self) -> HelpWords {
        match self {
            Language::ZhCn => zh_cn::HELP,
            Language::En => en::HELP,
        }
    }

    /// How the help writes what an option may be, and what it is when it is not given.
    pub fn choices(self, choices: &str, default: Option<&str>) -> String {
        match self {
            Language::ZhCn => zh_cn::choices(choices, default),
            Language::En => en::choices(choices, default),
        }
    }

    /// Names of the facts that the list has of a host.
    pub fn entry_words(self) -> EntryWords {
        match self {
            Language::ZhCn => zh_cn::ENTRY,
            Language::En => en::ENTRY,
        }
    }

    /// Which hosts an entry stands for.
    pub fn scope(self, scope: Scope) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::scope(scope),
            Language::En => en::scope(scope),
        }
    }

    /// What a listed host is for.
    pub fn entry_kind(self, kind: EntryKind) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::entry_kind(kind),
            Language::En => en::entry_kind(kind),
        }
    }

    /// How strong the evidence of an entry is.
    pub fn grade(self, grade: Grade) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::grade(grade),
            Language::En => en::grade(grade),
        }
    }

    /// Who has looked at an entry.
    pub fn checked(self, checked: Checked) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::checked(checked),
            Language::En => en::checked(checked),
        }
    }

    /// Whether an entry makes anything safe.
    pub fn status(self, status: Status) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::status(status),
            Language::En => en::status(status),
        }
    }

    /// What the window says besides verdicts.
    pub fn say(self, phrase: Phrase<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::phrase(phrase),
            Language::En => en::phrase(phrase),
        }
    }

    fn fault(self, fault: &Fault) -> String {
        match self {
            Language::ZhCn => zh_cn::fault(fault),
            Language::En => en::fault(fault),
        }
    }
}
