//! What the window says besides verdicts.

use crate::health::Sign;
use crate::scan::Advice;
use crate::session::Unanswered;

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
    /// What that button says once it was pressed: a second touch leaves.
    LeaveKioskSure,
    /// Button: restarts the machine.
    Reboot,
    /// What that button says once it was pressed.
    RebootSure,
    /// Button: switches the machine off.
    PowerOff,
    /// What that button says once it was pressed.
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
    /// What that button says once it was pressed.
    CountsDeleteSure,
    /// Button: puts them onto a stick.
    CountsExport,
    /// It is being done; the stick must stay.
    StickBusy,
    /// What became of what was asked of a stick.
    Stick(&'a crate::stick::Answer),
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
    /// It is too near to be sharp.
    AdviceFurther,
    /// All is white, or a light shines into the camera.
    AdviceLessLight,
    /// A phone's screen that is too dark.
    AdviceBrighterScreen,
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
    /// A step: to scan the official code on the screen.
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
    /// Button: take a picture of the screen, on which a part is drawn.
    TakeScreen,
    /// How a part is drawn.
    DrawAPart,
    /// Button: judge all of the screen.
    WholeScreen,
    /// There is no picture of the screen; true where Wayland forbids it.
    NoScreen(bool),
    /// A file of a format that is not read, such as PDF: another program shows it.
    ShowItOnScreen {
        /// Name of the format.
        name: &'a str,
    },
    /// A file that is no picture, such as a letter.
    NoPictureShowIt,
    /// Name of a part of the screen.
    PartOfScreen {
        /// Number.
        number: usize,
    },
    /// Where files would be dropped, if the system let them be.
    NoDropHere,
    /// A folder whose new pictures are judged.
    Watching {
        /// Its name.
        folder: &'a str,
    },
    /// A folder that is watched and cannot be read now.
    WatchLost {
        /// Its name.
        folder: &'a str,
    },
    /// Button: judge what was in the folder before.
    JudgeOldOnes,
    /// What was looked at in a message, and what was not.
    MessageNote {
        /// Addresses in it.
        count: usize,
    },
    /// A pasted text that is longer than any message.
    MessageTooLong,
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
    SettingWatchedFolder,
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
            Advice::LessLight => Phrase::AdviceLessLight,
            Advice::BrighterScreen => Phrase::AdviceBrighterScreen,
            Advice::Tilt => Phrase::AdviceTilt,
            Advice::Closer => Phrase::AdviceCloser,
            Advice::Further => Phrase::AdviceFurther,
            Advice::HoldStill => Phrase::AdviceHoldStill,
        }
    }
}
