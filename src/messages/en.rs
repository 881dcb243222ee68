//! The words in English: as plain as the Chinese ones, which come first.
//! Says nothing about colours or places on the screen, and never repeats what a private code holds.

use std::io;

use super::{EntryWords, HelpWords, Misuse, Notice, Phrase, SheetWords, Words};
use crate::check::allowlist::{Checked, EntryKind, Fault, Grade, ListInfo, Origin, Scope, Status};
use crate::check::list_age::Age;
use crate::check::payload::Kind;
use crate::check::verdict::{Ambiguity, Reason};
use crate::config::{self, ConfigError, Problem};
use crate::health::{Observation, Sign};
use crate::session::Unanswered;
use crate::source::fault;
use crate::source::images::ImageError;
use crate::stick::Answer;

pub(super) const SAFE: &str = "safe";
pub(super) const UNSAFE: &str = "unsafe";
pub(super) const NO_CODE: &str = "no code";
pub(super) const ERROR: &str = "error";

/// Stands under every safe verdict: only the address was checked.
pub(super) const SAFE_NOTE: &str = "Only the address was checked, not the people: \
    give nobody your phone, SMS codes or money.";

/// Stands under the verdict on a regulator: what is sold in its name is never paid there.
pub(super) const REGULATOR_NOTE: &str = "This office watches over insurers; nothing is paid or refunded there. Only the \
    address was checked, not the people: give nobody your phone, SMS codes or money.";

/// Before a step that is for the staff.
pub(super) const STAFF: &str = "Staff: ";

/// Marks a match that comes from the hall's own list.
pub(super) const HALL_LIST: &str = "this hall's own list";

// Single steps: at most 12 words each.
const DO_NOT_SCAN: &str = "Do not scan it";
const NOT_YET: &str = "Do not scan it yet";
const KEEP_THE_PHONE: &str = "Do not scan it; do not hand your phone to anyone";
const DO_NOT_PAY: &str = "Do not scan it and do not pay";
pub(super) const SEARCH_OR_ASK: &str =
    "For insurance, search 医保码 in WeChat, or go to the counter";
const CALL_POLICE: &str = "Gave details or money? Call 110. Not sure? Call 96110";
const CALL_POLICE_PAID: &str = "Already paid and worried? Call 110 at once";
const CALL_ADVICE: &str = "If unsure, call 96110 and ask";

// Lists of steps that several reasons share.
/// Nothing speaks of fraud; the official way is all that is missing.
const OFFICIAL_WAY: &[&str] = &[
    DO_NOT_SCAN,
    "For insurance, open the National Healthcare Security app (国家医保服务平台) yourself",
    "Or search 医保码 in WeChat or Alipay, or ask the counter",
];
/// Fraud is likely.
const FRAUD: &[&str] = &[KEEP_THE_PHONE, SEARCH_OR_ASK, CALL_POLICE];
/// Odd, and nobody knows why.
const UNSURE: &[&str] = &[DO_NOT_SCAN, SEARCH_OR_ASK, CALL_ADVICE];
/// May be a real office: the counter can tell.
const ASK_COUNTER: &[&str] = &[
    NOT_YET,
    "Take it to the counter and ask the staff",
    SEARCH_OR_ASK,
];
/// An official address is named in its place.
const NAMED_ADDRESS: &[&str] = &[
    "Do not scan this code",
    "Ask the counter to open the new address named above",
    SEARCH_OR_ASK,
];
/// Not seen well, or not all of it.
const CLEARER: &[&str] = &[
    NOT_YET,
    "Hold it flat and clear; check one code at a time",
    SEARCH_OR_ASK,
];
/// The machine is the trouble.
const AGAIN: &[&str] = &[
    NOT_YET,
    "Close other programs and check it once more",
    SEARCH_OR_ASK,
];
/// The picture itself is the trouble.
const OTHER_PICTURE: &[&str] = &[
    DO_NOT_SCAN,
    "Check again with a clear, still photo",
    SEARCH_OR_ASK,
];
const NO_INSTALL: &[&str] = &[
    "Do not scan it and do not install anything",
    SEARCH_OR_ASK,
    "Already installed it, or paid? Call 110 at once",
];
const NO_PAYMENT: &[&str] = &[
    DO_NOT_PAY,
    "Ask at the counter first whether you owe anything",
    CALL_POLICE_PAID,
];
const PUT_AWAY_CREDENTIAL: &[&str] = &[
    "Close the code now and put your phone away",
    "Only machines at hospitals, pharmacies and insurance counters may scan it",
    "Let nobody else scan it, photograph it or save it",
];
const PUT_AWAY_PAYMENT: &[&str] = &[
    "Close the code now and put your phone away",
    "Show it only to a shop's scanner when you pay",
    "If someone took money with it, call 110 at once",
];
const PUT_AWAY_ID: &[&str] = &[
    "Put it away now; let nobody photograph it",
    "Show it only to the staff at the counter",
    "Already gave it to someone? Call 96110 and ask",
];
const PUT_AWAY_SECRET: &[&str] = &[
    "Put it away now; let nobody photograph it",
    "Give it to nobody, not even to staff",
    "Already gave it to someone? Call 96110 and ask",
];
const IF_OWN: &str = "Do not scan it; if it is your own, put it away";
const PUT_AWAY_IF_OWN: &[&str] = &[IF_OWN, SEARCH_OR_ASK, CALL_ADVICE];

fn words(headline: &str, why: impl Into<String>, steps: &[&'static str]) -> Words {
    Words {
        headline: headline.to_owned(),
        why: why.into(),
        steps: steps.to_vec(),
    }
}

/// What to say about a reason.
pub(super) fn explain(reason: &Reason) -> Words {
    match reason {
        Reason::Ambiguous(ambiguity) => explain_ambiguity(*ambiguity),
        Reason::SeveralFrames => words(
            "This picture changes",
            "The file has several frames; a phone may read a different one.",
            OTHER_PICTURE,
        ),
        Reason::GaveUp => words(
            "The check was not finished",
            "There is too much in the picture to check all of it; there may be other codes.",
            CLEARER,
        ),
        Reason::NotFinished => words(
            "The computer was too busy to finish",
            "Nothing is wrong with the picture: this computer is too busy or too slow.",
            AGAIN,
        ),
        Reason::Kind(kind) => explain_kind(*kind),

        Reason::OpensAnApp => words(
            "It opens some app",
            "It is not an address; it may open an app on the phone, and whose app is unknown.",
            UNSURE,
        ),
        Reason::KnownPhishing => words(
            "This address was used to cheat people",
            "It was seen in a fraud. Never open it.",
            FRAUD,
        ),
        Reason::CopiedPage => words(
            "A government page was copied there",
            "A page of an office was seen copied at this address of others; looking official proves nothing.",
            FRAUD,
        ),
        Reason::Impostor {
            imitates: Some(imitates),
        } => words(
            "Not an official address",
            format!("People pass it off as official. The official address is {imitates}."),
            FRAUD,
        ),
        Reason::Impostor { imitates: None } => words(
            "Not an official address",
            "People pass it off as official, and it is not.",
            FRAUD,
        ),
        Reason::TargetEmbedding { imitates } => words(
            "It pretends to be official",
            format!(
                "It contains an official name to look like {imitates}, but someone else owns it."
            ),
            FRAUD,
        ),
        Reason::Confusable { imitates } => words(
            "The letters look alike but differ",
            format!("It uses look-alike letters to pass for {imitates}, but someone else owns it."),
            FRAUD,
        ),
        Reason::Typosquatting { imitates } => words(
            "Almost the official address, but not",
            format!("It differs from the official {imitates} by one letter or digit."),
            FRAUD,
        ),
        Reason::SuffixSwap { imitates } => words(
            "The ending is wrong",
            format!("It begins like {imitates} but ends differently: someone else owns it."),
            FRAUD,
        ),
        Reason::ComboSquatting { imitates } => words(
            "It borrows an official name",
            format!("It adds words to an official name to look like {imitates} but is not."),
            FRAUD,
        ),

        Reason::Backslash => words(
            "A backward slash in the address",
            "Because of this mark, different phones open different places; likely a trick.",
            FRAUD,
        ),
        Reason::EmbeddedCredentials => words(
            "The name before the “@” is a decoy",
            "What stands before the “@” is only for show; the phone opens what comes after.",
            FRAUD,
        ),
        Reason::Idn => words(
            "Unusual letters in the address",
            "It uses unusual characters, so it cannot be told from an official one.",
            UNSURE,
        ),
        Reason::PercentInHost => words(
            "The name is covered up",
            "The name in the address is written in odd signs, to hide whose it is.",
            FRAUD,
        ),
        Reason::TrailingDot => words(
            "One dot too many",
            "There is a dot after the name; official addresses are not written like that.",
            UNSURE,
        ),
        Reason::IpAddress => words(
            "Only numbers, no name",
            "The address has no name, so the machine cannot confirm whose it is.",
            ASK_COUNTER,
        ),
        Reason::UnusualPort { entry: Some(entry) } => words(
            "An extra number in the address",
            format!(
                "The address is official, but where that number leads is not known. \
                 Use https://{entry}/ instead."
            ),
            NAMED_ADDRESS,
        ),
        Reason::UnusualPort { entry: None } => words(
            "An extra number in the address",
            "Official addresses rarely have a number after the name; it cannot be confirmed.",
            ASK_COUNTER,
        ),
        Reason::BadHost => words(
            "The address is not written properly",
            "Different phones may open different places.",
            UNSURE,
        ),
        Reason::TooLong => words(
            "The address is too long",
            "It is longer than normal, and something may hide at its end.",
            UNSURE,
        ),
        Reason::HiddenCharacters => words(
            "It contains invisible characters",
            "What you see and what the phone opens may not be the same.",
            FRAUD,
        ),
        Reason::ByteOrderMark => words(
            "A stray mark before the address",
            "An invisible mark stands before it, most likely left by the software that made the code; some phones cannot open it.",
            ASK_COUNTER,
        ),
        Reason::ExtraText => words(
            "Other text beside the address",
            "The code holds more than an address; a phone may open another place.",
            UNSURE,
        ),
        Reason::BadCharacter => words(
            "An odd sign in the address",
            "When a phone meets this sign, it may open another place.",
            UNSURE,
        ),
        Reason::HtmlEntity => words(
            "The address was copied wrongly",
            "Marks from the source of a web page got into it; a phone may open another place, or none.",
            UNSURE,
        ),
        Reason::BadEscape => words(
            "Part of the address is garbled",
            "That part is broken and cannot be read.",
            UNSURE,
        ),
        Reason::DeepEncoding => words(
            "The address is hidden in many layers",
            "It does not show where it leads.",
            FRAUD,
        ),
        Reason::OddPath => words(
            "The address ends strangely",
            "Different phones may open different places with it.",
            UNSURE,
        ),
        Reason::Redirect => words(
            "It sends you somewhere else",
            "Once opened it takes you to another place, which may not be official.",
            FRAUD,
        ),
        Reason::EmbeddedLink => words(
            "A second address hides inside",
            "Another address is hidden in it, and that one is not official.",
            FRAUD,
        ),
        Reason::ParsersDisagree => words(
            "The address reads in two ways",
            "Different phones may read it differently and open different places.",
            UNSURE,
        ),

        Reason::StructuredAppend => words(
            "Only a part of a code",
            "The content is spread over several codes; this one does not show it all.",
            UNSURE,
        ),
        Reason::Fnc1 => words(
            "A code for goods",
            "It is for machines in shops and warehouses, not for phones.",
            OFFICIAL_WAY,
        ),
        Reason::Eci => words(
            "The text is written in a special way",
            "Different phones may read different things from it.",
            UNSURE,
        ),

        Reason::ShortLink => words(
            "The real address is hidden",
            "It is a shortened address: where it leads can be changed after printing.",
            FRAUD,
        ),
        Reason::OpenForm => words(
            "Anybody can make such a form",
            "It is an online form; nobody can tell who gets what you fill in.",
            FRAUD,
        ),
        Reason::AppDistribution => words(
            "It offers unknown software",
            "Anybody can put software there; it might spy on your phone.",
            NO_INSTALL,
        ),
        Reason::OpenHosting => words(
            "Anybody can make a page there",
            "Nobody can tell who really owns the page.",
            FRAUD,
        ),
        Reason::ThirdParty => words(
            "Nobody can tell whose code it is",
            "It is an address of WeChat, Alipay, a bank or the like; anybody can make one.",
            OFFICIAL_WAY,
        ),
        Reason::NotForVisitors => words(
            "Not the address you need",
            "It is for offices or for another purpose, not for personal business.",
            ASK_COUNTER,
        ),
        Reason::Unproven => words(
            "No proof that it is official",
            "Some say that it is official; no proof has been found yet.",
            ASK_COUNTER,
        ),
        Reason::NeedsLocalConfirmation { entry } => words(
            "The counter must confirm it",
            format!("{entry} may belong to a local office; only the counter can confirm it."),
            ASK_COUNTER,
        ),
        Reason::NotEncrypted { entry } => words(
            "Others could read it on the way",
            format!(
                "What you send could be read or changed. The official way is https://{entry}/."
            ),
            &[
                "Do not scan this code",
                "Ask the counter to open the official address for you",
                SEARCH_OR_ASK,
            ],
        ),
        Reason::ListEmpty => words(
            "The machine has no official list",
            "Without the list it cannot compare anything, so it calls nothing safe.",
            &[
                NOT_YET,
                "Please tell the staff that the list is missing",
                SEARCH_OR_ASK,
            ],
        ),
        Reason::ListTooOld { issued_on } => words(
            "This machine's list is too old",
            match issued_on {
                Some(day) => format!("The code is not at fault: the address is on the list, but the list is of {day}, too old to be relied on."),
                None => "The code is not at fault: the address is on the list, but the list is too old to be relied on.".to_owned(),
            },
            &[
                NOT_YET,
                "Please tell the staff that the list needs renewal",
                SEARCH_OR_ASK,
            ],
        ),
        Reason::NotListed { owner: Some(owner) } if owner.is_government() => words(
            "Looks like a government address, but not on the list",
            format!(
                "It belongs to {}, perhaps another office; it cannot be confirmed here.",
                owner.as_str()
            ),
            ASK_COUNTER,
        ),
        Reason::NotListed { owner: Some(owner) } => words(
            "Not on the official list",
            format!(
                "It is an address of {}; nothing shows that it is official.",
                owner.as_str()
            ),
            FRAUD,
        ),
        Reason::Insurer { name } => words(
            "An insurance company, not the state's insurance",
            format!(
                "This is the site of {}; it is neither medical nor social insurance of the state, and \
                 nobody needs to buy anything for those.",
                name.en
            ),
            OFFICIAL_WAY,
        ),
        Reason::NotListed { owner: None } => words(
            "Not on the official list",
            "Who owns this address is unknown.",
            FRAUD,
        ),

        Reason::OtherCode => words(
            "Another kind of code is there",
            "The picture holds a code of another kind that phones read and the machine cannot check.",
            &[
                NOT_YET,
                "Cover all but the QR code that is to be checked",
                SEARCH_OR_ASK,
            ],
        ),
        Reason::RoundCode => words(
            "A round mini-program code is there, too",
            "Round codes are for WeChat alone; the machine cannot see what is in them.",
            &[
                NOT_YET,
                "Cover the round code and check the square QR code alone",
                SEARCH_OR_ASK,
            ],
        ),
        Reason::UnreadCode => words(
            "A code could not be read",
            "It may be damaged or blurred; what a phone would find in it is unknown.",
            CLEARER,
        ),
        Reason::MicroQr => words(
            "This kind of code cannot be checked",
            "It has a square in one corner only: it is no ordinary QR code.",
            CLEARER,
        ),
        Reason::Unconfirmed => words(
            "Not seen clearly enough: check again",
            "One look was not enough, so it cannot be called safe.",
            CLEARER,
        ),
        Reason::NoCode => words(
            "No code found that can be checked",
            "That does not mean safe. Round mini-program codes cannot be checked; do not scan them.",
            &[
                NOT_YET,
                "Hold a square code flat and clear, one at a time",
                SEARCH_OR_ASK,
            ],
        ),
    }
}

fn explain_ambiguity(ambiguity: Ambiguity) -> Words {
    match ambiguity {
        Ambiguity::TwoPayloads => words(
            "One code, two different contents",
            "Two different things can be read from it; your phone may read the other one.",
            FRAUD,
        ),
        Ambiguity::NestedCode => words(
            "A code inside a code",
            "A small code stands inside the big one; a phone may read the small one.",
            FRAUD,
        ),
        Ambiguity::SplitModules => words(
            "This code is not made normally",
            "It may read differently from near and from far, as if tampered with.",
            FRAUD,
        ),
        Ambiguity::WornOut => words(
            "The code is too worn to be sure of",
            "So much of it is dirty or damaged that a phone may read something else.",
            CLEARER,
        ),
        Ambiguity::Transparency => words(
            "It changes with the background",
            "On white and on black the picture reads differently.",
            OTHER_PICTURE,
        ),
        Ambiguity::Profile => words(
            "It changes with the program",
            "The picture asks to be shown in other colours; your phone may see another code.",
            OTHER_PICTURE,
        ),
        Ambiguity::Colour => words(
            "It changes with the colours",
            "The code is coloured, and phones that see colours differently may read other things.",
            UNSURE,
        ),
    }
}

fn explain_kind(kind: Kind) -> Words {
    match kind {
        Kind::Credential => words(
            "Looks like an insurance code (医保码)",
            "It works like a bank card: others could spend your insurance money.",
            PUT_AWAY_CREDENTIAL,
        ),
        Kind::PaymentCode => words(
            "Looks like a payment code: close it",
            "Whoever scans a payment code can take your money.",
            PUT_AWAY_PAYMENT,
        ),
        Kind::IdNumber => words(
            "Looks like an ID number",
            "With your ID number, others could act in your name.",
            PUT_AWAY_ID,
        ),
        Kind::Otp => words(
            "This is a sign-in code",
            "Whoever has this code may get into your account.",
            PUT_AWAY_SECRET,
        ),
        Kind::Script => words(
            "It may tamper with your phone",
            "It is not an official address; it could harm the phone or steal from it.",
            FRAUD,
        ),
        Kind::AppInstall => words(
            "It wants to install software",
            "For an insurance app, look in the app store of your phone.",
            NO_INSTALL,
        ),
        Kind::PayAPerson => words(
            "This code pays a person",
            "Scanning it pays a private person. Insurance never asks for that.",
            &[
                DO_NOT_PAY,
                "If it is your own code, put it away",
                CALL_POLICE_PAID,
            ],
        ),
        Kind::MerchantPayment => words(
            "Scanning it means paying",
            "It collects money and is not an insurance address; who gets it is unknown.",
            NO_PAYMENT,
        ),
        Kind::Message => words(
            "It sends a message or makes a call",
            "Your phone would send a message, call somebody or send mail; it may cost money.",
            &[
                "Do not scan it; if the phone asks, do not confirm",
                SEARCH_OR_ASK,
                CALL_POLICE,
            ],
        ),
        Kind::Wechat => words(
            "An unknown WeChat account",
            "Anybody can make a WeChat account or group.",
            OFFICIAL_WAY,
        ),
        Kind::Alipay => words(
            "An unknown Alipay code",
            "Anybody can make such a code; it may ask for money or open any page.",
            &[DO_NOT_PAY, SEARCH_OR_ASK, CALL_POLICE_PAID],
        ),
        Kind::Unionpay => words(
            "An unknown UnionPay code",
            "It may ask for money; who gets it is unknown.",
            NO_PAYMENT,
        ),
        Kind::Wifi => words(
            "A code for joining Wi-Fi",
            "Your phone would join this network; a strange network may watch what you do.",
            &[IF_OWN, "To get online, ask the staff"],
        ),
        Kind::Contact => words(
            "This is a contact card",
            "It holds a name, a phone number and the like; whether they are true is unknown.",
            PUT_AWAY_IF_OWN,
        ),
        Kind::Invoice => words(
            "A code from an invoice",
            "It holds the number and amount of an invoice. It is not an insurance address.",
            &[
                "Do not scan it; keep the invoice safe",
                "To claim money back, take the invoice to the counter",
                SEARCH_OR_ASK,
            ],
        ),
        Kind::BareHost => words(
            "The address is not complete",
            "A phone would fill in the rest, and may open any place.",
            FRAUD,
        ),
        Kind::CodeNumber => words(
            "This is only a number",
            "It looks like the number of a parcel, medicine or goods. It is not an insurance address.",
            OFFICIAL_WAY,
        ),
        Kind::Link => words(
            "This address cannot be confirmed",
            "The machine cannot confirm that this address is official.",
            UNSURE,
        ),
        Kind::Text => words(
            "It holds only some text",
            "It is text, not an address, and what it says may not be true.",
            UNSURE,
        ),
        Kind::Binary => words(
            "Its content cannot be read",
            "It is neither text nor an address; the machine cannot understand it.",
            UNSURE,
        ),
        Kind::Empty => words(
            "This code is empty",
            "There is nothing in it, so it is of no use.",
            OFFICIAL_WAY,
        ),
    }
}

/// A short noun for a kind.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Credential => "医保码 (insurance code)",
        Kind::PaymentCode => "payment code",
        Kind::IdNumber => "ID number",
        Kind::Otp => "sign-in code",
        Kind::Script => "code that acts on the phone",
        Kind::AppInstall => "software to install",
        Kind::PayAPerson => "code that pays a person",
        Kind::MerchantPayment => "code that pays a merchant",
        Kind::Message => "message, call or mail",
        Kind::Wechat => "WeChat code",
        Kind::Alipay => "Alipay code",
        Kind::Unionpay => "UnionPay code",
        Kind::Wifi => "Wi-Fi",
        Kind::Contact => "contact card",
        Kind::Invoice => "invoice",
        Kind::BareHost => "incomplete address",
        Kind::CodeNumber => "number",
        Kind::Link => "address",
        Kind::Text => "text",
        Kind::Binary => "unreadable content",
        Kind::Empty => "empty code",
    }
}

/// Names the owner of an address.
pub(super) fn owner(domain: &str) -> String {
    format!("Owner of the address: {domain}")
}

/// The line under the verdict word of a safe link.
pub(super) fn safe_headline(entry_name: &str) -> String {
    format!("You may scan it. Official address: {entry_name}")
}

/// What visitors look for in the official addresses.
pub(super) const MATTERS: [&str; 4] = [
    "Medical insurance",
    "Social security",
    "Pension",
    "Income tax",
];

/// Stands where the content of a private code would be.
pub(super) const HIDDEN_CONTENT: &str = "(personal content: neither shown nor kept)";

/// The words of a sheet.
pub(super) const SHEET: SheetWords = SheetWords {
    title: "QR codes checked",
    hall: "Hall: ",
    made_on: "Checked on: ",
    columns: ["#", "Picture", "Verdict", "File", "What was found"],
    thumbnail_of: "Picture: ",
    notes: [
        "Only addresses are checked: an official one does not make the people beside it honest.",
        "Codes that are not safe are covered in the pictures; pictures that are personal or in doubt are left out.",
    ],
};

/// Which list was judged by.
pub(super) fn list_version(list: &ListInfo) -> String {
    let serial = list
        .serial
        .map(|serial| format!("no. {serial}, "))
        .unwrap_or_default();
    let issued_on = list
        .issued_on
        .map(|day| format!("{day}, "))
        .unwrap_or_default();
    let origin = match list.origin {
        Origin::BuiltIn => "built in".to_owned(),
        Origin::BuiltInAndHall => format!("built in, and {HALL_LIST}"),
        Origin::Hall => HALL_LIST.to_owned(),
        Origin::Package => "imported".to_owned(),
        Origin::PackageAndHall => format!("imported, and {HALL_LIST}"),
    };
    format!("Official list: {serial}{issued_on}{origin}")
}

/// The name of a region code; another code stays what it is.
pub(super) fn region(code: &str) -> &str {
    match code {
        "CN" => "Nationwide",
        "CN-11" => "Beijing",
        "CN-12" => "Tianjin",
        "CN-13" => "Hebei",
        "CN-14" => "Shanxi",
        "CN-15" => "Inner Mongolia",
        "CN-21" => "Liaoning",
        "CN-22" => "Jilin",
        "CN-23" => "Heilongjiang",
        "CN-31" => "Shanghai",
        "CN-32" => "Jiangsu",
        "CN-33" => "Zhejiang",
        "CN-34" => "Anhui",
        "CN-35" => "Fujian",
        "CN-36" => "Jiangxi",
        "CN-37" => "Shandong",
        "CN-41" => "Henan",
        "CN-42" => "Hubei",
        "CN-43" => "Hunan",
        "CN-44" => "Guangdong",
        "CN-45" => "Guangxi",
        "CN-46" => "Hainan",
        "CN-50" => "Chongqing",
        "CN-51" => "Sichuan",
        "CN-52" => "Guizhou",
        "CN-53" => "Yunnan",
        "CN-54" => "Xizang",
        "CN-61" => "Shaanxi",
        "CN-62" => "Gansu",
        "CN-63" => "Qinghai",
        "CN-64" => "Ningxia",
        "CN-65" => "Xinjiang",
        "CN-71" => "Taiwan",
        "CN-81" => "Hong Kong",
        "CN-82" => "Macao",
        other => other,
    }
}

/// Why a picture could not be read, and what to do.
pub(super) fn image_error(error: &ImageError) -> String {
    match error {
        ImageError::NotFound => "there is no such file; check the name".to_owned(),
        ImageError::NoPermission => {
            "this file may not be read; move it, or ask whoever runs the machine for permission"
                .to_owned()
        }
        ImageError::NotRegular => {
            "this is not a regular file (a device or pipe); give a picture file".to_owned()
        }
        ImageError::Empty => "the file is empty; save or send it again".to_owned(),
        ImageError::TooLarge => "the file is larger than 64 MiB; save a smaller picture".to_owned(),
        ImageError::TooManyPixels { width, height } => {
            format!(
                "the picture is too large ({width}×{height}, at most 100 million pixels); make it smaller"
            )
        }
        ImageError::Unsupported(name) => format!("{name} cannot be read; save it as JPEG or PNG"),
        ImageError::NotAPicture => {
            "this is not a picture, or an unsupported format; save it as JPEG or PNG".to_owned()
        }
        ImageError::Film => {
            "this is a film, not a picture; make a screenshot of the code".to_owned()
        }
        ImageError::Unusual => {
            "the picture is stored in an unusual way that programs show differently; \
             save it as PNG, or make a screenshot"
                .to_owned()
        }
        ImageError::ForPrinting => {
            "the picture is made for printing (CMYK colours); save it as PNG or JPEG in RGB"
                .to_owned()
        }
        ImageError::Damaged => {
            "the picture is incomplete or damaged; save or send it again".to_owned()
        }
        ImageError::NoPictures => "there are no pictures in this folder; choose another".to_owned(),
        ImageError::Io(error) => {
            format!("it cannot be read ({error}); check the disk or USB stick and try again")
        }
    }
}

/// Why settings were not loaded or saved.
pub(super) fn config_error(error: &ConfigError) -> String {
    let setting = |problem: &Problem| {
        let field = problem
            .field
            .map(|field| format!("{field}: "))
            .unwrap_or_default();
        format!("{field}{}", config_fault(&problem.fault))
    };
    match error {
        ConfigError::NoPlace => {
            "this computer has no folder for settings; they last until the window is closed; ask whoever runs the machine"
                .to_owned()
        }
        ConfigError::Read { path, error } => format!(
            "the settings cannot be read: {path} ({}); the default settings are used; please check this file",
            io_reason(error)
        ),
        ConfigError::Write { path, error } => format!(
            "the settings cannot be saved: {path} ({}); changes last until the window is closed; give permission or make room",
            io_reason(error)
        ),
        ConfigError::Broken { path, problem } => format!(
            "the settings file has a mistake: {path}, line {}: {}; it is not used: mend this line or delete the file",
            problem.line,
            setting(problem)
        ),
        ConfigError::BrokenTwice { path } => format!(
            "not saved: the settings file has a mistake and would be put aside, but {path} is there already; look at it, then rename or delete it"
        ),
        ConfigError::Refused(problem) => format!("not saved: {}", setting(problem)),
    }
}

/// What is wrong with a setting.
pub(super) fn config_fault(fault: &config::Fault) -> String {
    match fault {
        config::Fault::Toml(detail) => format!("syntax error: {detail}"),
        config::Fault::NotUtf8 => "this is not UTF-8 text; save it as UTF-8".to_owned(),
        config::Fault::TooLarge => "the file is too large to be a settings file".to_owned(),
        config::Fault::TextSize => "it must be between 1.0 and 2.0".to_owned(),
        config::Fault::TooLong(most) => format!("it is too long; at most {most} characters"),
        config::Fault::BadText => {
            "it is empty or has invisible characters; delete the line if it is not needed"
                .to_owned()
        }
        config::Fault::BadPhone => "a phone number has only digits, spaces, -, + and /".to_owned(),
        config::Fault::BadFormat => {
            "not a picture format of a camera: write it like 1280×720 MJPEG 30/s, or remove the line"
                .to_owned()
        }
        config::Fault::Volume => "must be between 0 and 100".to_owned(),
        config::Fault::BadHours => {
            "must be written like 21:00-07:00: from when to when nothing is heard; delete the line if it is not used".to_owned()
        }
        config::Fault::RelativePath => {
            "write the whole path, from the drive letter or / on".to_owned()
        }
    }
}

/// The faults of a system that people can do something about; others in its own words.
pub(super) fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        io::ErrorKind::InvalidInput => "not a regular file".to_owned(),
        _ => error.to_string(),
    }
}

/// Why a list file cannot be read.
pub(super) fn list_io_error(path: &str, error: &io::Error) -> String {
    format!("the list cannot be read: {path} ({error}); without a list nothing is judged")
}

/// What is wrong with a list.
pub(super) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Toml(detail) => format!("syntax error: {detail}"),
        Fault::SecondListTable => "there may be only one [list]".to_owned(),
        Fault::Duplicate(first) => format!("a duplicate; the first is at {first}"),
        Fault::BadHost => {
            "not a whole host name: letters, digits and hyphens in at least two labels, without scheme, port or path"
                .to_owned()
        }
        Fault::Capitals => "write the host in lower case".to_owned(),
        Fault::Idn => "only ASCII letters; xn-- is not allowed".to_owned(),
        Fault::IpAddress => "IP addresses are not allowed".to_owned(),
        Fault::PublicSuffix => "this is a public suffix: anybody may register below it".to_owned(),
        Fault::Never(host) => format!("{host} may never be listed"),
        Fault::SubdomainsOutsideBuiltIn => "only the built-in list may use subdomains".to_owned(),
        Fault::NoOwnerStatement => {
            "subdomains needs owner_statement, the address of the owner's public statement".to_owned()
        }
        Fault::NeedlessOwnerStatement => "owner_statement is only for subdomains".to_owned(),
        Fault::NoEvidence => "no evidence: write evidence or evidence_note".to_owned(),
        Fault::BadEvidence => "write an address that starts with http:// or https://".to_owned(),
        Fault::GradeTooLow => "grade D cannot be active".to_owned(),
        Fault::OutsideGovernment => "grade C outside gov.cn cannot be active".to_owned(),
        Fault::TooFewSources => "grade C needs sources of at least 2 to be active".to_owned(),
        Fault::NotChecked => {
            "it does not say how many people have checked it: write by-one or by-two".to_owned()
        }
        Fault::UnknownRegion => "an unknown region: write CN, or a province code such as CN-45".to_owned(),
        Fault::FutureDate => "the date is after today".to_owned(),
        Fault::VerifiedAfterIssue => {
            "verified after the list was issued: renew serial and issued_on in [list]".to_owned()
        }
        Fault::BadStaleAfter => {
            "stale_after must be between issued_on and two years later".to_owned()
        }
        Fault::NoPackage => "[package] stands only in a signed package; take it out".to_owned(),
        Fault::NoListTable => "no [list]: it needs serial and issued_on".to_owned(),
        Fault::BadText => "the text is empty or has invisible characters".to_owned(),
    }
}

/// What is told of a message whose addresses are all official.
pub(super) fn beside_official_addresses() -> Words {
    words(
        "The addresses are official; the words beside them cannot be checked",
        "A false message may hold a true address, and then ask people to call, to add a contact or to pay.",
        &[
            "Do not call, add a contact or pay because of those words",
            SEARCH_OR_ASK,
            CALL_ADVICE,
        ],
    )
}

/// Why there is no picture of the camera.
pub(super) fn unanswered(why: Unanswered) -> Words {
    match why {
        Unanswered::Unread => words(
            "This code cannot be read: it cannot be called safe",
            "It may be blurred, too small or shining, or of a kind that cannot be checked.",
            &[
                "Do not scan it",
                "To try again: flat, in good light, a little further away",
                "If it still cannot be read, ask at the counter",
            ],
        ),
        Unanswered::Round => words(
            "It cannot be checked, so it cannot be called safe",
            "This is a round mini-program code for WeChat; the machine cannot see what is in it.",
            &[
                "Do not scan it",
                "A square QR code beside it can be checked",
                "Please ask at the counter",
            ],
        ),
        Unanswered::Slow => words(
            "The machine is busy and has not finished",
            "The machine is slow; nothing is known about your code yet. It is still checking.",
            &[
                NOT_YET,
                "Please hold the code still a little longer",
                "If nothing comes, ask at the counter",
            ],
        ),
    }
}

pub(super) fn camera_fault(fault: fault::Fault) -> Words {
    const TELL_STAFF: &str = "Please tell the staff, or go to the counter";
    const REPLUG: &str = "Staff: pull the camera out and plug it in again";
    match fault {
        fault::Fault::NoCamera => words(
            "No camera was found",
            "No camera is connected to this machine, so it cannot see your code.",
            &[
                TELL_STAFF,
                "Staff: plug a camera in; the picture will come back automatically",
            ],
        ),
        fault::Fault::Busy => words(
            "Another program is using the camera",
            "Only one program can use a camera at a time.",
            &[
                TELL_STAFF,
                "Staff: close the program that is using the camera",
            ],
        ),
        fault::Fault::NoPermission => words(
            "No permission to use the camera",
            "The settings of this machine do not let this program use the camera.",
            &[
                TELL_STAFF,
                "Staff: allow the camera in the system settings",
                "On Linux: add the user to the group video",
            ],
        ),
        fault::Fault::Unplugged => words(
            "The camera is disconnected",
            "The camera was unplugged, or its cable is loose.",
            &[
                TELL_STAFF,
                "Staff: push the plug in; the picture will come back automatically",
            ],
        ),
        fault::Fault::Stalled => words(
            "The camera shows no picture",
            "The camera has stopped sending pictures; the machine is trying again by itself.",
            &[
                "Please wait a moment; if nothing changes, tell the staff",
                REPLUG,
            ],
        ),
        fault::Fault::Frozen => words(
            "The picture does not move",
            "The camera sends the same picture all the time: it may be stuck, or covered.",
            &["Please check whether something covers the lens", REPLUG],
        ),
        fault::Fault::Unusable => words(
            "This camera cannot be used",
            "Its pictures are damaged, or this machine does not understand them.",
            &[TELL_STAFF, "Staff: try another socket, or another camera"],
        ),
    }
}

/// What the command line says besides verdicts.
pub(super) fn notice(notice: &Notice<'_>) -> String {
    match notice {
        Notice::NoPlayer => {
            "this machine has no program that plays sound. On Linux install alsa-utils (or pipewire-bin, pulseaudio-utils); on macOS this program is silent".to_owned()
        }
        Notice::NotPlayed => {
            "nothing could be played: check the loudspeaker and whether the system is muted; the user of the kiosk must be in the group audio".to_owned()
        }
        Notice::NoSuchSentence => "no sentence has this name; yanma voice lists all".to_owned(),
        Notice::Recordings { count, bytes } => {
            format!("{count} built-in recordings, {} KiB", bytes.div_ceil(1_024))
        }
        Notice::RecordingNotRead { error } => {
            format!("the hall's recording cannot be read ({error}); the built-in one is used")
        }
        Notice::RecordingNotVorbis => {
            "the hall's recording is not Ogg Vorbis; the built-in one is used; save it as Ogg Vorbis".to_owned()
        }
        Notice::RecordingEmpty => "the hall's recording is empty; the built-in one is used".to_owned(),
        Notice::RecordingTooLong => {
            "the hall's recording is longer than 30 seconds or larger than 2 MiB; the built-in one is used".to_owned()
        }
        Notice::NoWindow => {
            "This program was built without the window. Check pictures on the command line: yanma check PICTURE or FOLDER (usage: yanma --help)"
                .to_owned()
        }
        Notice::WindowFailed { error } => format!(
            "The window cannot be opened, most likely because there is no display here ({error}). Run it on a desktop, or use yanma check PICTURE or FOLDER"
        ),
        Notice::WindowFailedOnWindows { error } => format!(
            "The window cannot be opened, most likely because the graphics driver is too old, or this is a remote desktop: Yanma needs OpenGL 2.0. Install the graphics driver of the maker of this PC, restart, and try again. Meanwhile, check pictures on the command line: yanma check PICTURE or FOLDER (the system says: {error})"
        ),
        Notice::Usage { command } => format!("usage: {command} --help --lang en"),
        Notice::NothingToCheck => {
            "nothing to check: give pictures, folders or - (standard input), or texts with --text".to_owned()
        }
        Notice::OthersSkipped { folder, count } => {
            format!("{folder}: {count} other files or links were skipped (not pictures)")
        }
        Notice::BadPayloadLine => "this line must be a JSON string or {\"hex\":\"…\"}".to_owned(),
        Notice::LongLine => "this line is too long (over 1 MiB) and was not checked".to_owned(),
        Notice::Total {
            safe,
            not_safe,
            no_code,
            errors,
        } => format!(
            "{} in all: {safe} safe, {not_safe} unsafe, {no_code} without a code, {errors} not readable",
            safe + not_safe + no_code + errors
        ),
        Notice::CameraWorks {
            width,
            height,
            millis,
        } => format!("works: the first picture came after {millis} ms, {width}×{height}"),
        Notice::CameraFormats => "usable picture formats, the best first:".to_owned(),
        Notice::LintPassed { entries } => format!("the list has no problems; {entries} entries"),
        Notice::LintFailed { problems } => {
            format!("the list has {problems} problems; nothing is judged until they are fixed")
        }
        Notice::HostNotListed { host } => format!("{host}: not on the list"),
        Notice::SheetExists { path } => {
            format!("{path} is there already and is not overwritten; give another name, or move it away")
        }
        Notice::SheetNotWritten { path, error } => {
            format!("the sheet cannot be written to {path} ({error}); choose another folder, or ask for permission")
        }
        Notice::PinNew => "New PIN of the staff (6 to 12 digits):".to_owned(),
        Notice::PinAgain => "Once more:".to_owned(),
        Notice::PinsDiffer => "the two are not the same; nothing was changed, try again".to_owned(),
        Notice::NotAPin => {
            "a PIN has 6 to 12 digits, not all of them the same; nothing was changed".to_owned()
        }
        Notice::PinSet => {
            "the PIN is set; it holds from the next start of the kiosk on. Touch the upper left corner of the screen 5 times to type it"
                .to_owned()
        }
        Notice::PinNotKept { error } => {
            format!("the PIN cannot be kept ({error}); try again as the user that runs the kiosk")
        }
        Notice::CountsDeleted => "all numbers are deleted".to_owned(),
        Notice::CountsInUse => {
            "the kiosk runs and has the numbers: delete them on the page of the staff, or stop it first (sudo systemctl stop yanma-kiosk)".to_owned()
        }
        Notice::CountsDamaged => {
            "the file of the numbers is damaged; the kiosk puts it aside when it next starts, and goes on counting".to_owned()
        }
        Notice::CountsFail { error } => {
            format!("the file of the numbers cannot be used ({error}); try as the user that runs the kiosk")
        }
        Notice::Healthy => "all is well".to_owned(),
        Notice::NotHealthy => "something has to be done: see the lines with ✖".to_owned(),
        Notice::KioskRunsAlready => {
            "a kiosk of this user runs already; this one is not opened".to_owned()
        }
        Notice::KioskWithoutPin => {
            "no PIN of the staff is set: nothing on the screen leaves the kiosk, only Ctrl+C here does. To set one, run yanma pin"
                .to_owned()
        }
        Notice::HostNever { host, reason } => format!("{host}: may never be listed ({reason})"),
    }
}

/// What was found out about a kiosk, and what to do about it.
pub(super) fn observation(observation: &Observation) -> (String, Option<String>) {
    const DATE: &str = "Check the date of the computer; if it is wrong after every start, the battery on its board is empty";
    const DISK: &str = "See whether the disk is full, broken or read-only";
    let (said, step): (String, &str) = match observation {
        Observation::CameraWorks { name } => (format!("Camera works: {name}"), ""),
        Observation::CameraStarts => ("The camera is being opened".to_owned(), ""),
        Observation::CameraInUse => ("Camera: the kiosk that runs is using it".to_owned(), ""),
        Observation::CameraFails(fault) => {
            let words = camera_fault(*fault);
            let steps = words.steps.get(1..).unwrap_or_default().join(" ");
            return (format!("Camera: {}", words.headline), Some(steps));
        }
        Observation::List { info, age } => {
            let list = list_version(info);
            match age {
                Age::Fresh => (list, ""),
                Age::Stale => (
                    format!("{list}; it should be renewed"),
                    "Ask its publisher for a new one and import it from a stick (yanma allowlist import)",
                ),
                Age::TooOld => (
                    format!("{list}; it is too old: nothing is called safe any more"),
                    "Get a new list at once and import it from a stick (yanma allowlist import)",
                ),
            }
        }
        Observation::ListPassedOver => (
            "The list imported last is damaged, or its key is not trusted any more: it is not used".to_owned(),
            "Import it again; yanma allowlist status tells more",
        ),
        Observation::Posters { count, soon_over: 0 } => {
            return (format!("Posters of the hall: {count}"), None);
        }
        Observation::Posters { count, soon_over } => (
            format!("Posters of the hall: {count}, of which {soon_over} are over soon"),
            "A poster that is over is green no more; enrol it again if it is still in use",
        ),
        Observation::PostersBroken => (
            "The file of the hall's posters is damaged or was edited: none of them counts".to_owned(),
            "An administrator deletes posters.toml (yanma poster list says where) and the posters are enrolled again",
        ),
        Observation::ListBroken => (
            "The list is broken: nothing is judged".to_owned(),
            "Mend the lines of the list that are told beside this (yanma allowlist lint FOLDER)",
        ),
        Observation::ListPostdated => (
            "The hall's own list has dates after today; it is used all the same".to_owned(),
            "Check the date of the computer; if it is right, mend the list",
        ),
        Observation::Clock { today } => (format!("Date of the computer: {today}"), ""),
        Observation::ClockBehindList { today, issued_on } => (
            format!("The computer's date {today} is wrong: the list was made on {issued_on}"),
            DATE,
        ),
        Observation::ClockAhead { today } => (
            format!("The computer's date {today} is over ten years after the list's"),
            "Check the date of the computer; if it is right, install a newer list",
        ),
        Observation::ClockWentBack { today, counted } => (
            format!("The computer's date {today} is before {counted}, when something was counted"),
            "Check the date of the computer; if it is right, that day was wrong: this goes when all numbers are deleted",
        ),
        Observation::ClockSetBack { today, before } => (
            format!("The computer's date {today} is wrong: it was {before} before"),
            DATE,
        ),
        Observation::ClockLeaptAhead { today, before } => (
            format!("The computer's date leapt to {today} and may be wrong (it was {before} before)"),
            "Check the date of the computer; if it is right, run yanma allowlist status --clock-is-right",
        ),
        Observation::ClockJumped { minutes } => (
            format!("The clock jumped by {minutes} minutes while the program ran"),
            "Check the date of the computer",
        ),
        Observation::Screen => ("A screen is there".to_owned(), ""),
        Observation::NoScreen => (
            "No screen is plugged in and on".to_owned(),
            "Check its power and its cable",
        ),
        Observation::Settings => ("All settings are understood".to_owned(), ""),
        Observation::SettingsLine(problem) => {
            let fault = config_fault(&problem.fault);
            let field = problem.field.map(|field| format!(" ({field})"));
            (
                format!(
                    "Line {} of the settings{} is not used: {fault}",
                    problem.line,
                    field.unwrap_or_default()
                ),
                "Mend that line and open the program again",
            )
        }
        Observation::SettingsUnreadable => (
            "The settings cannot be read; the usual ones are used".to_owned(),
            "See who may read the file",
        ),
        Observation::Pin => ("The staff have a PIN".to_owned(), ""),
        Observation::NoPin => (
            "The staff have no PIN".to_owned(),
            "Run sudo yanma-kiosk-setup",
        ),
        Observation::Disk => ("The disk takes files".to_owned(), ""),
        Observation::DiskFails(error) => (format!("The disk takes no files ({error})"), DISK),
        Observation::Counts { days } => (format!("Numbers of {days} days are kept"), ""),
        Observation::CountsDamaged => (
            "The file of the numbers was damaged and is put aside (counts.toml.broken); counting goes on".to_owned(),
            "Nothing to do; it goes when all numbers are deleted",
        ),
        Observation::CountsFail(error) => {
            (format!("The numbers cannot be kept ({error}); counting goes on"), DISK)
        }
        Observation::NoFaults => ("No fault of the camera in the last seven days".to_owned(), ""),
        Observation::FaultLately { day, code, count } => (
            format!("The camera failed on {day}: {code}, times {count}"),
            "If it does so often, try another cable, socket or camera",
        ),
        Observation::RunningFor { hours } => (format!("Running for {hours} h"), ""),
    };
    (said, (!step.is_empty()).then(|| step.to_owned()))
}

/// What is wrong with a command as it was typed.
pub(super) fn misuse(misuse: &Misuse<'_>) -> String {
    let meant = |instead: &Option<&str>| match instead {
        Some(instead) => format!("; perhaps you want {instead}"),
        None => String::new(),
    };
    match misuse {
        Misuse::UnknownOption { option, instead } => {
            format!("there is no option {option} here{}", meant(instead))
        }
        Misuse::UnknownCommand { command, instead } => {
            format!(
                "{command} is neither a command nor a file that is there{}",
                meant(instead)
            )
        }
        Misuse::Unexpected { word } => format!("\"{word}\" makes no sense here; leave it out"),
        Misuse::NotOneOf {
            option,
            value,
            allowed,
        } => format!("{option} cannot be \"{value}\"; it can be: {allowed}"),
        Misuse::BadValue {
            option,
            value,
            allowed,
        } => format!("{option} cannot be \"{value}\" ({allowed})"),
        Misuse::NoValue { option } => format!("something is missing behind {option}"),
        Misuse::Twice { option } => format!("{option} can be given once only"),
        Misuse::NotTogether { one, other } => format!("{one} and {other} do not go together"),
        Misuse::Missing { what } => format!("this is missing: {what}"),
        Misuse::NotUtf8 => "a word is not UTF-8 and cannot be read".to_owned(),
        Misuse::Other => "this command is not understood".to_owned(),
    }
}

/// The words around the help of the command line.
pub(super) const HELP: HelpWords = HelpWords {
    usage: "Usage: ",
    commands: "Commands",
    arguments: "Arguments",
    options: "Options",
    option_place: "[OPTIONS]",
    command_place: "COMMAND",
    help: "Print this help",
    version: "Print the version",
    other_language: "中文：yanma --help",
};

/// What an option may be, in the help.
pub(super) fn choices(choices: &str, default: Option<&str>) -> String {
    match (choices, default) {
        ("", None) => String::new(),
        ("", Some(default)) => format!(" ({default} unless told)"),
        (choices, None) => format!(" (one of: {choices})"),
        (choices, Some(default)) => format!(" (one of: {choices}; {default} unless told)"),
    }
}

/// Names of the facts that the list has of a host.
pub(super) const ENTRY: EntryWords = EntryWords {
    host: "host",
    scope: "covers",
    name: "name",
    region: "region",
    kind: "for",
    status: "status",
    grade: "evidence",
    verified_on: "verified on",
    checked: "checked",
    sources: "sources",
    evidence: "source",
    note: "note",
};

/// Which hosts an entry stands for.
pub(super) fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Host => "this host only",
        Scope::Subdomains => "this host and every name below it",
    }
}

/// What a listed host is for.
pub(super) fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::InsuranceSite => "site of an insurance administration",
        EntryKind::ServiceHall => "online service hall",
        EntryKind::SocialInsurance => "social insurance",
        EntryKind::Tax => "tax",
        EntryKind::GovernmentPortal => "government portal",
        EntryKind::ReportingSite => "reports and complaints",
        EntryKind::Professional => "institutions and professionals",
        EntryKind::Regulator => "the regulator of insurers",
    }
}

/// How strong the evidence of an entry is.
pub(super) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A: a government page",
        Grade::B => "B: press, or a copy of an official page",
        Grade::C => "C: public programs or data",
        Grade::D => "D: too little",
    }
}

/// Who has looked at an entry.
pub(super) fn checked(checked: Checked) -> &'static str {
    match checked {
        Checked::ByOne => "by one person",
        Checked::ByTwo => "by two people",
    }
}

/// Whether an entry makes anything safe.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "active: is called safe",
        Status::NeedsLocalConfirmation => {
            "needs local confirmation: called safe only where a hall's own list has it"
        }
    }
}

/// What the window says besides verdicts.
pub(super) fn phrase(phrase: Phrase<'_>) -> String {
    match phrase {
        Phrase::AttractTitle => "Before you scan,\nlet me check".to_owned(),
        Phrase::AttractHow => {
            "Hold up the code on your poster, leaflet or phone so that it fills the frame".to_owned()
        }
        Phrase::AttractAim => "Show the code".to_owned(),
        Phrase::AttractSafe => "Green: OK to scan".to_owned(),
        Phrase::AttractUnsafe => "Red: don't scan".to_owned(),
        Phrase::Promise => "Offline · keeps nothing · opens no link".to_owned(),
        Phrase::Motto => "You never need to scan anyone's code to activate your insurance".to_owned(),
        Phrase::Mirrored => "Camera picture (as in a mirror)".to_owned(),
        Phrase::OtherLanguage => "中文".to_owned(),
        Phrase::LargeText => "Large text".to_owned(),
        Phrase::UsualText => "Usual text".to_owned(),
        Phrase::HighContrast => "High contrast".to_owned(),
        Phrase::UsualColours => "Usual colours".to_owned(),
        Phrase::OfficialAddresses => "Official addresses".to_owned(),
        Phrase::OtherPlaces => "All places".to_owned(),
        Phrase::More => "Next page".to_owned(),
        Phrase::Looking => "Checking, please hold still".to_owned(),
        Phrase::StaffPin => "PIN of the staff".to_owned(),
        Phrase::StaffWrong => "Wrong PIN".to_owned(),
        Phrase::StaffWait { seconds } => format!("Too many wrong PINs: wait {seconds} s"),
        Phrase::StaffNoPin => {
            "No PIN is set, so this does not open. Administrator: run yanma pin as the user of this machine, then start again"
                .to_owned()
        }
        Phrase::Staff => "Staff".to_owned(),
        Phrase::Delete => "Delete".to_owned(),
        Phrase::Enter => "OK".to_owned(),
        Phrase::LeaveKiosk => "Leave the kiosk".to_owned(),
        Phrase::LeaveKioskSure => "Press again to leave".to_owned(),
        Phrase::OutOfView => "No code in view: show it again".to_owned(),
        Phrase::Reboot => "Restart the computer".to_owned(),
        Phrase::RebootSure => "Press again to restart".to_owned(),
        Phrase::PowerOff => "Shut down".to_owned(),
        Phrase::PowerOffSure => "Press again to shut down".to_owned(),
        Phrase::PowerFailed { error } => {
            format!("The system did not do it ({error}); use the power button of the computer")
        }
        Phrase::Health => "State of the machine".to_owned(),
        Phrase::StaffSign(Sign::Clock) => "Staff: check the date of the computer".to_owned(),
        Phrase::StaffSign(Sign::Settings) => {
            "Staff: a line of the settings is not understood".to_owned()
        }
        Phrase::StaffSign(Sign::Disk) => "Staff: the disk takes no files".to_owned(),
        Phrase::StaffSign(Sign::Posters) => "Staff: the hall's posters must be enrolled again".to_owned(),
        Phrase::NoFoldersHere => {
            "A kiosk opens no file dialog; the administrator writes the folder into the settings file (list_folder, voice_folder)".to_owned()
        }
        Phrase::Counts => "Numbers of each day".to_owned(),
        Phrase::CountsNote => {
            "Only numbers, nothing of any visitor; answers less than 30 s apart are one visit"
                .to_owned()
        }
        Phrase::CountsNone => "None yet".to_owned(),
        Phrase::CountsOff => "Pictures are being played: nothing is counted".to_owned(),
        Phrase::CountsDelete => "Delete all numbers".to_owned(),
        Phrase::CountsDeleteSure => "Press again to delete all".to_owned(),
        Phrase::CountsExport => "Save the numbers to a USB stick".to_owned(),
        Phrase::StickBusy => "At work on the USB stick: please leave it in…".to_owned(),
        Phrase::Stick(answer) => stick(answer),
        Phrase::CountsDay => "Day".to_owned(),
        Phrase::CountsWhat => "What".to_owned(),
        Phrase::CountsName => "Name".to_owned(),
        Phrase::CountsNumber => "Number".to_owned(),
        Phrase::CountsVisits => "Visits".to_owned(),
        Phrase::CountsOfficial => "Safe".to_owned(),
        Phrase::CountsNotSafe => "Unsafe".to_owned(),
        Phrase::CountsFraud => "Deceiving".to_owned(),
        Phrase::CountsUnproven => "Unproven".to_owned(),
        Phrase::CountsUnreadable => "Uncertain".to_owned(),
        Phrase::CountsOwn => "Own codes".to_owned(),
        Phrase::CountsUnread => "Not readable".to_owned(),
        Phrase::CountsFaults => "Camera faults".to_owned(),
        Phrase::CountsFault => "Camera fault by code".to_owned(),
        Phrase::CountsReason => "Unsafe by code of the reason".to_owned(),
        Phrase::CountsEntry => "Safe by address on the list".to_owned(),
        Phrase::TakeAway => "Please take the code away".to_owned(),
        Phrase::UnansweredWord(Unanswered::Unread) => "unclear".to_owned(),
        Phrase::UnansweredWord(Unanswered::Round) => "a round code".to_owned(),
        Phrase::UnansweredWord(Unanswered::Slow) => "not finished".to_owned(),
        Phrase::AdviceLight => "Too dark: more light, please".to_owned(),
        Phrase::AdviceTilt => "Too much glare: tilt it a little".to_owned(),
        Phrase::AdviceCloser => "Closer, please".to_owned(),
        Phrase::AdviceFurther => "Further away, please".to_owned(),
        Phrase::AdviceLessLight => "Too bright: away from lamps and windows".to_owned(),
        Phrase::AdviceBrighterScreen => "Please make the phone's screen brighter".to_owned(),
        Phrase::AdviceHoldStill => "Please hold it still".to_owned(),
        Phrase::Covered => "Hidden for your privacy".to_owned(),
        Phrase::CameraStarting => "Starting the camera…".to_owned(),
        Phrase::NoListTitle => "The list is broken: nothing can be checked".to_owned(),
        Phrase::NoListSteps => {
            "Please tell the staff. Do not scan a code that was not checked.".to_owned()
        }
        Phrase::OwnWord => "Put it away".to_owned(),
        Phrase::OwnKept => "Nothing was saved".to_owned(),
        Phrase::TrueOwner => "Address (the owner is in bold):".to_owned(),
        Phrase::Address => "The address:".to_owned(),
        Phrase::SayAgain => "Hear it again".to_owned(),
        Phrase::Mute => "Mute".to_owned(),
        Phrase::Unmute => "Sound on".to_owned(),
        Phrase::LeadsTo => "It leads on to:".to_owned(),
        Phrase::ScanOfficial => {
            "For insurance, scan the official code here, or go to the counter".to_owned()
        }
        Phrase::ScanThis => "For insurance, scan this one".to_owned(),
        Phrase::Again => "Check another".to_owned(),
        Phrase::HoldHint => "Touch the screen for more time".to_owned(),
        Phrase::Held => "Stopped: take your time".to_owned(),
        Phrase::SeveralCodes {
            count,
            are_safe: true,
        } => format!("{count} codes seen. Touch a number to see each."),
        Phrase::SeveralCodes {
            count,
            are_safe: false,
        } => {
            format!("{count} codes seen; this is the worst. Touch a number to see another.")
        }
        Phrase::ListedBesideUnsafe => {
            "This one is listed; another one in view is unsafe".to_owned()
        }
        Phrase::CodeNumber { number, verdict } => format!("Code {number}: {verdict}"),
        Phrase::HallPhone { name, phone } => format!("{name} phone {phone}"),
        Phrase::ThisHall => "This hall".to_owned(),
        Phrase::QrOf { host } => format!("QR code of {host}"),
        Phrase::Title => "Yanma".to_owned(),
        Phrase::DeskName => "Desk".to_owned(),
        Phrase::OpenFiles => "Open pictures…".to_owned(),
        Phrase::OpenFolder => "Open folder…".to_owned(),
        Phrase::Paste => "Paste".to_owned(),
        Phrase::Directory => "Official addresses".to_owned(),
        Phrase::Settings => "Settings".to_owned(),
        Phrase::DeskHow => "Hold a code up to the camera to have it checked".to_owned(),
        Phrase::VisitorScreen => "Visitor view".to_owned(),
        Phrase::DropHere => "Drop pictures or folders here".to_owned(),
        Phrase::NoResults => "No results yet: open, drop or paste a picture".to_owned(),
        Phrase::NoMatches => "Nothing matches".to_owned(),
        Phrase::Results { total: 1 } => "1 result".to_owned(),
        Phrase::Results { total } => format!("{total} results"),
        Phrase::ResultsUnsafe { count } => format!("{count} unsafe"),
        Phrase::ResultsNoCode { count } => format!("{count} without a code"),
        Phrase::ResultsErrors { count } => format!("{count} unreadable"),
        Phrase::ColumnVerdict => "Verdict".to_owned(),
        Phrase::ColumnSource => "Picture".to_owned(),
        Phrase::ColumnOwner => "Owner of the address".to_owned(),
        Phrase::ColumnReason => "Reason".to_owned(),
        Phrase::All => "All".to_owned(),
        Phrase::FilterHint => "Filter by name, address, reason".to_owned(),
        Phrase::SaveReport => "Save report…".to_owned(),
        Phrase::ReportSaved { path } => format!("Report saved: {path}"),
        Phrase::ReportFailed { path, error } => {
            format!("Report not saved ({path}: {error}); try another folder")
        }
        Phrase::ClearAll => "Clear all".to_owned(),
        Phrase::Cancel => "Stop".to_owned(),
        Phrase::Progress { done, total } => format!("{done} of {total} checked"),
        Phrase::Skipped { count } => format!("{count} other files were skipped"),
        Phrase::Dropped { count } => {
            format!("Limit of {count} results reached; the rest was not checked. Save the report, then clear the list.")
        }
        Phrase::NoDialog => {
            "The dialog of the system did not open (Linux needs xdg-desktop-portal or zenity); drop pictures here, or paste them".to_owned()
        }
        Phrase::ClipboardEmpty => "The clipboard has neither a picture nor a text".to_owned(),
        Phrase::PastedPicture { number } => format!("Pasted picture {number}"),
        Phrase::TakeScreen => "Code on the screen (F8)".to_owned(),
        Phrase::DrawAPart => {
            "Hold the left mouse button, draw around the whole code, and let go".to_owned()
        }
        Phrase::WholeScreen => "Check the whole screen".to_owned(),
        Phrase::NoScreen(true) => {
            "This system lets no program see the screen: press its screenshot key (PrtSc), draw around the code, then Paste".to_owned()
        }
        Phrase::NoScreen(false) => {
            "The screen cannot be seen: take a screenshot of the code with the system's own tool, then Paste".to_owned()
        }
        Phrase::ShowItOnScreen { name } => format!(
            "{name} cannot be read; open it and press F8 to draw around the code on the screen, or save it as JPEG or PNG"
        ),
        Phrase::NoPictureShowIt => {
            "this is not a picture, or an unsupported format; open it and press F8 to draw around the code on the screen".to_owned()
        }
        Phrase::PartOfScreen { number } => format!("Part of the screen {number}"),
        Phrase::NoDropHere => {
            "Nothing can be dropped under this system: open files, or copy them and press Paste".to_owned()
        }
        Phrase::Watching { folder } => {
            format!("New pictures in “{folder}” are checked as they come")
        }
        Phrase::WatchLost { folder } => format!(
            "“{folder}” cannot be opened, nothing in it is checked: see whether the folder, its drive and the network are there"
        ),
        Phrase::JudgeOldOnes => "Check the old ones, too".to_owned(),
        Phrase::MessageNote { count: 1 } => {
            "The message has 1 address, which was checked; its other words were not.".to_owned()
        }
        Phrase::MessageNote { count } => format!(
            "The message has {count} addresses, each checked by itself; its other words were not."
        ),
        Phrase::MessageTooLong => {
            "The text is too long to check: copy only the message, and paste again".to_owned()
        }
        Phrase::PastedText { number } => format!("Pasted text {number}"),
        Phrase::FromCamera { time } => format!("Camera {time}"),
        Phrase::CopyText => "Copy verdict".to_owned(),
        Phrase::CopyJson => "Copy JSON".to_owned(),
        Phrase::Copied => "Copied".to_owned(),
        Phrase::ShowLarge => "Show large".to_owned(),
        Phrase::Back => "Back".to_owned(),
        Phrase::ReadBy { names } => format!("Read by {names}"),
        Phrase::Bytes { count } => format!("{count} bytes"),
        Phrase::Corners { corners } => format!("At {corners}"),
        Phrase::Footer { date, count } => {
            format!("Offline · opens no link · list of {date} ({count} official addresses)")
        }
        Phrase::DirectoryHint => "Place, name, address, or pinyin initials".to_owned(),
        Phrase::DirectoryNone => "Not found in the list; try another place, or fewer letters".to_owned(),
        Phrase::Active => "Official".to_owned(),
        Phrase::NeedsConfirmation => "To be confirmed locally; never counts as safe".to_owned(),
        Phrase::Region { region } => format!("Region: {region}"),
        Phrase::Evidence => "Evidence:".to_owned(),
        Phrase::VerifiedOn { date } => format!("Verified on {date}"),
        Phrase::SettingLanguage => "Language 语言".to_owned(),
        Phrase::SettingCamera => "Camera".to_owned(),
        Phrase::SettingCameraAny => "Automatic".to_owned(),
        Phrase::SettingFormat => "Picture format".to_owned(),
        Phrase::SettingFormatAny => "Automatic (recommended)".to_owned(),
        Phrase::FormatNow { format } => format!("Now {format}"),
        Phrase::FormatNotToBeHad { asked, format } => {
            format!("This camera cannot film in {asked}; {format} was taken instead")
        }
        Phrase::SettingTextSize => "Text size".to_owned(),
        Phrase::SettingMirror => "Mirror the picture".to_owned(),
        Phrase::SettingAppearance => "Appearance".to_owned(),
        Phrase::AppearanceLight => "Light".to_owned(),
        Phrase::AppearanceDark => "Dark".to_owned(),
        Phrase::AppearanceHighContrast => "High contrast".to_owned(),
        Phrase::SettingHallName => "Name of the hall".to_owned(),
        Phrase::SettingHallPhone => "Telephone of the hall".to_owned(),
        Phrase::SettingWatchedFolder => {
            "Folder whose new pictures are checked (such as that of a chat)".to_owned()
        }
        Phrase::SettingListFolder => "Folder of the hall's own list".to_owned(),
        Phrase::SettingSound => "Say verdicts aloud".to_owned(),
        Phrase::SettingVolume => "Volume".to_owned(),
        Phrase::SettingQuietHours => "Silent at night".to_owned(),
        Phrase::SettingVoiceFolder => "Folder of the hall's own recordings".to_owned(),
        Phrase::SettingNone => "None".to_owned(),
        Phrase::Choose => "Choose…".to_owned(),
        Phrase::Remove => "Remove".to_owned(),
        Phrase::Saved => "Saved".to_owned(),
        Phrase::AfterRestart => {
            "Another folder of lists takes effect at the next start".to_owned()
        }
    }
}

/// What became of what was asked of a stick.
fn stick(answer: &Answer) -> String {
    match answer {
        Answer::Done { what } => return format!("Done: {what}. You may pull the USB stick."),
        Answer::NoStick => "No USB stick was found. Put it in, wait some seconds, press again.",
        Answer::Several => "There is more than one USB stick. Leave one in, press again.",
        Answer::UnknownFormat => "This USB stick has a format that cannot be used. Take one with FAT32 or exFAT.",
        Answer::WriteProtected => {
            "This USB stick is write-protected. Move the small switch on it, or take another one."
        }
        Answer::Full => "The USB stick is full. Take another one, or delete files at another computer.",
        Answer::NoList => {
            "There is no list on this USB stick. Put the list and its signature on the stick itself, not into a folder."
        }
        Answer::NoCounts => "There are no numbers to save: none yet, or their file is damaged.",
        Answer::Failed => {
            "It did not work: the USB stick was pulled too early, or is broken. Try again, or take another one."
        }
        Answer::NoHelper => {
            "This machine cannot use USB sticks yet. Administrator: install polkitd, and Yanma from its package."
        }
    }
    .to_owned()
}
