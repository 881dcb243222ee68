//! What the program says of a symbol: [`Verdict`], and for every refusal a [`Reason`].
//!
//! Reasons are a closed set. Each has a stable [`code`](Reason::code) that never changes its meaning; the
//! sentences live in [`messages`](crate::messages). Facts that a sentence needs are fields.

use super::Safe;
use super::allowlist::Name;
use super::domain::Domain;
use super::payload::Kind;
pub use crate::scan::Ambiguity;

/// The verdict on one symbol or one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The link goes to a listed official platform.
    Safe(Safe),
    /// Everything else, worst reason first; never empty.
    Unsafe(Vec<Reason>),
}

impl Verdict {
    /// True for [`Verdict::Safe`].
    pub fn is_safe(&self) -> bool {
        matches!(self, Verdict::Safe(_))
    }

    /// The reasons of a refusal, worst first; empty when safe.
    pub fn reasons(&self) -> &[Reason] {
        match self {
            Verdict::Safe(_) => &[],
            Verdict::Unsafe(reasons) => reasons,
        }
    }
}

/// Why something is not safe. The order of the variants is the order of severity, worst first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// What is seen is not one thing: a phone may read something else than we do.
    Ambiguous(Ambiguity),
    /// The picture has several frames (GIF, APNG, WebP, TIFF); a phone may see another one.
    SeveralFrames,
    /// A decoder ran into its limit, so nobody knows what else is in the picture.
    GaveUp,
    /// The machine was too slow or too busy to look at all of the picture in time.
    NotFinished,
    /// The payload is not a link that could be on the list; the kind says what it is.
    Kind(Kind),
    /// A text with a scheme of no known meaning: an app may have taken it for its own.
    OpensAnApp,
    /// The host was seen in a fraud.
    KnownPhishing,
    /// The host was seen copying a government page.
    CopiedPage,
    /// The host is passed off as official elsewhere and is not.
    Impostor {
        /// The official host that it is taken for, where one is known.
        imitates: Option<String>,
    },
    /// An official address stands inside another domain: `nhsa.gov.cn.evil.top`, `nhsa-gov-cn.top`.
    TargetEmbedding {
        /// The official host that is embedded.
        imitates: String,
    },
    /// Letters that look like those of an official address.
    Confusable {
        /// The official host that is imitated.
        imitates: String,
    },
    /// One letter away from an official address.
    Typosquatting {
        /// The official host that is imitated.
        imitates: String,
    },
    /// An official name under another suffix: `12333.top`.
    SuffixSwap {
        /// The official host that is imitated.
        imitates: String,
    },
    /// An official name joined with other words: `12333-buzhu.com`.
    ComboSquatting {
        /// The official host that is imitated.
        imitates: String,
    },
    /// A backslash: browsers and other programs go to different places.
    Backslash,
    /// Text before an `@` that looks like the address and is not.
    EmbeddedCredentials,
    /// A host with letters outside ASCII, or its `xn--` form.
    Idn,
    /// A `%` in the host.
    PercentInHost,
    /// A dot at the end of the host.
    TrailingDot,
    /// A number instead of a name.
    IpAddress,
    /// A port other than 443.
    UnusualPort {
        /// The listed host in front of it, where the host is official.
        entry: Option<String>,
    },
    /// The host is not a plain host name (letters, digits, hyphens, at least two labels).
    BadHost,
    /// More than 2,048 bytes.
    TooLong,
    /// Invisible, control or text-direction characters, in clear or escaped.
    HiddenCharacters,
    /// Something before or after the link, or white space in it.
    ExtraText,
    /// A character that programs read differently in links.
    BadCharacter,
    /// A `%` without two hexadecimal digits, or escapes that are not UTF-8.
    BadEscape,
    /// More than five layers of percent-encoding.
    DeepEncoding,
    /// `//`, `.`, `..` or characters in the path that programs read differently.
    OddPath,
    /// A parameter that sends the visitor on, to a place that is not official or not clear.
    Redirect,
    /// A second address inside the link that is not official.
    EmbeddedLink,
    /// The second URL parser reads the link differently.
    ParsersDisagree,
    /// A part of a message spread over several symbols (structured append).
    StructuredAppend,
    /// An FNC1 symbol (GS1 or AIM), not meant for phones.
    Fnc1,
    /// Extended channel interpretations that change what the bytes mean.
    Eci,
    /// A short link: the destination is hidden and can be changed after printing.
    ShortLink,
    /// A site where anybody publishes a questionnaire.
    OpenForm,
    /// A site where anybody distributes apps outside the stores.
    AppDistribution,
    /// A site where anybody publishes pages.
    OpenHosting,
    /// A chat, payment or bank domain: anybody can make a code under it.
    ThirdParty,
    /// An official host that serves institutions or another purpose, not visitors.
    NotForVisitors,
    /// A host that is said to be official without proof.
    Unproven,
    /// On the list, but only a local office can confirm it.
    NeedsLocalConfirmation {
        /// The host of the entry.
        entry: String,
    },
    /// `http://` to a listed host: the https address exists and should be used.
    NotEncrypted {
        /// The listed host.
        entry: String,
    },
    /// There is no entry at all to compare with.
    ListEmpty,
    /// The host is official by a list that is too old to be trusted: see [`list_age`](super::list_age).
    ListTooOld {
        /// The day of the list.
        issued_on: Option<String>,
    },
    /// The host is not on the list: the usual truth.
    NotListed {
        /// The real owner of the address, where it can be named.
        owner: Option<Domain>,
    },
    /// Not on the list, and a hall's own list says that it is the site of an insurance company.
    Insurer {
        /// The company.
        name: Name,
    },
    /// An entity of HTML such as `&amp;`: the address was copied from the source of a page.
    HtmlEntity,
    /// A byte order mark before a link that is fine.
    ByteOrderMark,
    /// Another kind of code that phones read stands in the picture: Data Matrix, PDF417, Aztec, MaxiCode,
    /// rectangular Micro QR, or a bar code with more than a product number.
    OtherCode,
    /// A round code stands in the picture, as the mini programs of WeChat have it (小程序码).
    RoundCode,
    /// Another code in the picture was seen and could not be read.
    UnreadCode,
    /// A Micro QR code, which this program does not judge.
    MicroQr,
    /// Only one of the two decoders read it.
    Unconfirmed,
    /// Nothing that looks like a QR code was found.
    NoCode,
}

impl Reason {
    /// The stable code, as printed in JSON and listed in `docs/verdicts.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Reason::Ambiguous(_) => "ambiguous",
            Reason::SeveralFrames => "several-frames",
            Reason::GaveUp => "gave-up",
            Reason::NotFinished => "not-finished",
            Reason::Kind(kind) => kind.code(),
            Reason::OpensAnApp => Kind::Text.code(),
            Reason::KnownPhishing => "known-phishing",
            Reason::CopiedPage => "copied-page",
            Reason::Impostor { .. } => "impostor",
            Reason::TargetEmbedding { .. } => "target-embedding",
            Reason::Confusable { .. } => "confusable",
            Reason::Typosquatting { .. } => "typosquatting",
            Reason::SuffixSwap { .. } => "suffix-swap",
            Reason::ComboSquatting { .. } => "combo-squatting",
            Reason::Backslash => "backslash",
            Reason::EmbeddedCredentials => "embedded-credentials",
            Reason::Idn => "idn",
            Reason::PercentInHost => "percent-in-host",
            Reason::TrailingDot => "trailing-dot",
            Reason::IpAddress => "ip-address",
            Reason::UnusualPort { .. } => "unusual-port",
            Reason::BadHost => "bad-host",
            Reason::TooLong => "too-long",
            Reason::HiddenCharacters | Reason::ByteOrderMark => "hidden-characters",
            Reason::ExtraText => "extra-text",
            Reason::BadCharacter | Reason::HtmlEntity => "bad-character",
            Reason::BadEscape => "bad-escape",
            Reason::DeepEncoding => "deep-encoding",
            Reason::OddPath => "odd-path",
            Reason::Redirect => "redirect",
            Reason::EmbeddedLink => "embedded-link",
            Reason::ParsersDisagree => "parsers-disagree",
            Reason::StructuredAppend => "structured-append",
            Reason::Fnc1 => "fnc1",
            Reason::Eci => "eci",
            Reason::ShortLink => "short-link",
            Reason::OpenForm => "open-form",
            Reason::AppDistribution => "app-distribution",
            Reason::OpenHosting => "open-hosting",
            Reason::ThirdParty => "third-party",
            Reason::NotForVisitors => "not-for-visitors",
            Reason::Unproven => "unproven",
            Reason::NeedsLocalConfirmation { .. } => "needs-local-confirmation",
            Reason::NotEncrypted { .. } => "not-encrypted",
            Reason::ListEmpty => "list-empty",
            Reason::ListTooOld { .. } => "list-too-old",
            Reason::NotListed { .. } | Reason::Insurer { .. } => "not-listed",
            Reason::OtherCode | Reason::RoundCode => "other-code-in-view",
            Reason::UnreadCode => "unread-code-in-view",
            Reason::MicroQr => "micro-qr",
            Reason::Unconfirmed => "unconfirmed",
            Reason::NoCode => "no-code",
        }
    }

    /// True where another picture of the same codes may not have it.
    pub fn is_of_seeing(&self) -> bool {
        matches!(
            self,
            Reason::Unconfirmed
                | Reason::OtherCode
                | Reason::RoundCode
                | Reason::UnreadCode
                | Reason::MicroQr
                | Reason::GaveUp
                | Reason::NotFinished
                | Reason::NoCode
        )
    }

    /// The official host that the visitor was probably meant to take it for.
    pub fn imitates(&self) -> Option<&str> {
        match self {
            Reason::Impostor { imitates } => imitates.as_deref(),
            Reason::TargetEmbedding { imitates }
            | Reason::Confusable { imitates }
            | Reason::Typosquatting { imitates }
            | Reason::SuffixSwap { imitates }
            | Reason::ComboSquatting { imitates } => Some(imitates),
            _ => None,
        }
    }
}
