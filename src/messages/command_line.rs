//! What the command line says besides verdicts.

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
    /// The window could not be opened on Windows, which always has a display: most often for want of a driver with OpenGL 2.
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
