//! Every word that a person reads, in Chinese and English: one exhaustive match a language, no wildcard arm.

mod en;
mod lists;
mod zh_cn;

pub use lists::{ListNotice, OfficialSheetWords};

use crate::check::Outcome;
use crate::check::allowlist::{Entry, Fault, ListInfo, Problem};
use crate::check::payload::Kind;
use crate::check::verdict::Reason;
use crate::config::{self, ConfigError};
use crate::language::Language;
use crate::list_files::ListError;
use crate::session::Unanswered;
use crate::source::fault;
use crate::source::images::ImageError;

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
    /// `yanma` alone, built without the window.
    NoWindow,
    /// The window could not be opened, most often for want of a display.
    WindowFailed {
        /// The system's own words.
        error: &'a str,
    },
    /// The arguments make no sense; the parser's own words follow.
    BadArguments,
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
    /// A code is in view and not certain yet.
    Looking,
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
    /// How long the program runs already.
    RunningFor {
        /// Hours.
        hours: u64,
    },
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
    /// Above the code of the official address.
    ScanThis,
    /// The button that ends a verdict.
    Again,
    /// Beside the countdown.
    HoldHint,
    /// After a touch.
    Held,
    /// Above the numbers of several codes.
    SeveralCodes {
        /// Count.
        count: usize,
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
    /// The code of a reason, for staff.
    ReasonCode {
        /// Code.
        code: &'a str,
    },
    /// Which list was used.
    ListIssued {
        /// Date.
        date: &'a str,
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
    /// Name of the ring that runs down.
    SecondsLeft {
        /// Seconds.
        seconds: u64,
    },
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
    pub fn safe_note(self) -> &'static str {
        match self {
            Language::ZhCn => zh_cn::SAFE_NOTE,
            Language::En => en::SAFE_NOTE,
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

    /// What the command line says besides verdicts.
    pub fn notice(self, notice: &Notice<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn::notice(notice),
            Language::En => en::notice(notice),
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
