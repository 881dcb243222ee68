//! The words in English: as plain as the Chinese ones, which come first.
//! Says nothing about colours or places on the screen, and never repeats what a private code holds.

use std::io;

use super::{Notice, Phrase, SheetWords, Words};
use crate::check::allowlist::{Fault, ListInfo, Origin};
use crate::check::payload::Kind;
use crate::check::verdict::{Ambiguity, Reason};
use crate::config::{self, ConfigError, Problem};
use crate::session::Unanswered;
use crate::source::fault;
use crate::source::images::ImageError;

pub(super) const SAFE: &str = "safe";
pub(super) const UNSAFE: &str = "unsafe";
pub(super) const NO_CODE: &str = "no code";
pub(super) const ERROR: &str = "error";

/// Stands under every safe verdict: only the address was checked.
pub(super) const SAFE_NOTE: &str = "Only the address was checked: it is official, but that does not \
    make the people beside you honest, so give nobody your SMS code, phone or money.";

/// Marks a match that comes from the hall's own list.
pub(super) const HALL_LIST: &str = "this hall's own list";

// Single steps: at most 12 words each.
const DO_NOT_SCAN: &str = "Do not scan it";
const NOT_YET: &str = "Do not scan it for now";
const KEEP_THE_PHONE: &str = "Do not scan it; do not hand your phone to anyone";
const DO_NOT_PAY: &str = "Do not scan it and do not pay";
const SEARCH_OR_ASK: &str = "Search 医保码 in WeChat or Alipay, or ask at the counter";
const CALL_POLICE: &str = "Gave details or money? Call 110. For advice, call 96110";
const CALL_POLICE_PAID: &str = "Paid and feel unsure? Call 110. For advice, call 96110";
const CALL_ADVICE: &str = "If unsure, call 96110 and ask";

// Lists of steps that several reasons share.
/// Nothing speaks of fraud; the official way is all that is missing.
const OFFICIAL_WAY: &[&str] = &[
    DO_NOT_SCAN,
    "For insurance, open the 国家医保服务平台 app yourself",
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
    "Installed it or paid? Call 110. For advice, call 96110",
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
    "Show it only to the till machine when you are paying",
    "If someone took money with it, call 110 at once",
];
const PUT_AWAY_ID: &[&str] = &[
    "Put it away now; let nobody photograph it",
    "Show it only to the machine at the counter",
    "Already gave it to someone? Call 96110 and ask",
];
const PUT_AWAY_SECRET: &[&str] = &[
    "Put it away now; let nobody photograph it",
    "Give it to nobody, not even to staff",
    "Already gave it to someone? Call 96110 and ask",
];
const PUT_AWAY_IF_OWN: &[&str] = &[
    "Do not scan it; if it is your own, put it away",
    SEARCH_OR_ASK,
    CALL_ADVICE,
];

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
            "It holds several pictures in one; a phone may see another of them.",
            OTHER_PICTURE,
        ),
        Reason::GaveUp => words(
            "The picture is too busy to check",
            "The machine could not look at all of it; there may be other codes.",
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
            "It is not an address; it may open an app on the phone, and nobody can tell whose.",
            UNSURE,
        ),
        Reason::KnownPhishing => words(
            "This address was used to cheat people",
            "It was seen in a fraud. Never open it.",
            FRAUD,
        ),
        Reason::Impostor {
            imitates: Some(imitates),
        } => words(
            "Not an official address",
            format!("It is said to be official and is not; {imitates} is the official one."),
            FRAUD,
        ),
        Reason::Impostor { imitates: None } => words(
            "Not an official address",
            "It is said to be official and is not.",
            FRAUD,
        ),
        Reason::TargetEmbedding { imitates } => words(
            "It pretends to be official",
            format!("It holds an official name to look like {imitates} but belongs to others."),
            FRAUD,
        ),
        Reason::Confusable { imitates } => words(
            "The letters look alike but differ",
            format!("It uses look-alike letters to pass for {imitates} but belongs to others."),
            FRAUD,
        ),
        Reason::Typosquatting { imitates } => words(
            "Almost the official address, but not",
            format!("The official one is {imitates} and this differs by one letter or digit."),
            FRAUD,
        ),
        Reason::SuffixSwap { imitates } => words(
            "The address ends wrongly",
            format!("It begins like {imitates} but ends differently and belongs to others."),
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
            "The first name does not count",
            "What stands before the “@” is only for show; the phone opens what comes after.",
            FRAUD,
        ),
        Reason::Idn => words(
            "Unusual letters in the address",
            "Some letters look the same and are not; nobody can see the difference.",
            UNSURE,
        ),
        Reason::PercentInHost => words(
            "The name is covered up",
            "The name in the address is written in odd signs, to hide whose it is.",
            FRAUD,
        ),
        Reason::TrailingDot => words(
            "One dot too many",
            "There is a dot after the name; official addresses are not written so.",
            UNSURE,
        ),
        Reason::IpAddress => words(
            "Only numbers, no name",
            "The address has no name, so the machine cannot confirm whose it is.",
            ASK_COUNTER,
        ),
        Reason::UnusualPort => words(
            "An extra number in the address",
            "Official addresses rarely have a number after the name; it cannot be confirmed.",
            ASK_COUNTER,
        ),
        Reason::BadHost => words(
            "The address is not written properly",
            "Nobody can tell where a phone would go with it.",
            UNSURE,
        ),
        Reason::TooLong => words(
            "The address is too long",
            "It is longer than normal, and something may hide at its end.",
            UNSURE,
        ),
        Reason::HiddenCharacters => words(
            "Something invisible is in it",
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
            "A part is broken and nobody can tell what it says.",
            UNSURE,
        ),
        Reason::DeepEncoding => words(
            "Wrapped up again and again",
            "Its content is wrapped in many layers, so nobody sees where it goes.",
            FRAUD,
        ),
        Reason::OddPath => words(
            "The address ends strangely",
            "Phones understand its last part differently; nobody can tell where they go.",
            UNSURE,
        ),
        Reason::Redirect => words(
            "It sends you on elsewhere",
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
            "It can be read in two ways; nobody can tell where a phone would go.",
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
            "Nobody can see where it goes",
            "It is a shortened address: it hides the place, which can be changed later.",
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
            "It is official, but it is for offices or for another purpose.",
            ASK_COUNTER,
        ),
        Reason::Unproven => words(
            "No proof that it is official",
            "It is said to be official, but no proof has been found yet.",
            ASK_COUNTER,
        ),
        Reason::NeedsLocalConfirmation { entry } => words(
            "The counter must confirm it",
            format!("{entry} may belong to a local office; only the counter can confirm it."),
            ASK_COUNTER,
        ),
        Reason::NotEncrypted { entry } => words(
            "Others could look in on the way",
            format!("What you send could be read or changed. Use https://{entry}/ instead."),
            &[
                "Do not scan this code",
                "Ask the counter to open the new address named above",
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
            "Not on the list; ask at the counter",
            format!(
                "This address belongs to {} and may be another office's; it is not on this \
                 machine's list.",
                owner.as_str()
            ),
            ASK_COUNTER,
        ),
        Reason::NotListed { owner: Some(owner) } => words(
            "Not on the official list",
            format!(
                "This address belongs to {} and is not on the official list.",
                owner.as_str()
            ),
            FRAUD,
        ),
        Reason::NotListed { owner: None } => words(
            "Not on the official list",
            "Nobody can tell who owns this address, and it is not on the official list.",
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
        Reason::UnreadCode => words(
            "Another code could not be read",
            "There is one more code in the picture; a phone may scan that one.",
            CLEARER,
        ),
        Reason::MicroQr => words(
            "A small kind of code cannot be checked",
            "The picture holds a very small kind of code that the machine cannot check.",
            CLEARER,
        ),
        Reason::Unconfirmed => words(
            "Not seen clearly enough",
            "The machine looks in two ways, and only one of them could read the code.",
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
            "One code, two contents",
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
            "Its little squares have two shades; near and far may read differently.",
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
            "Looks like a 医保码: put it away",
            "It is as precious as a bank card; others could spend your insurance money.",
            PUT_AWAY_CREDENTIAL,
        ),
        Kind::PaymentCode => words(
            "Looks like a payment code: close it",
            "Whoever scans a payment code can take your money.",
            PUT_AWAY_PAYMENT,
        ),
        Kind::IdNumber => words(
            "Looks like an ID number: put it away",
            "With your ID number, others could act in your name.",
            PUT_AWAY_ID,
        ),
        Kind::Otp => words(
            "This is a password for signing in",
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
            "The insurance office never asks you to scan and install unknown software.",
            NO_INSTALL,
        ),
        Kind::PayAPerson => words(
            "This code pays a person",
            "Scanning it pays somebody. Insurance business needs no payment to a person.",
            &[
                DO_NOT_PAY,
                "If it is your own code, put it away",
                CALL_POLICE_PAID,
            ],
        ),
        Kind::MerchantPayment => words(
            "Scanning it means paying",
            "It collects money and is not an insurance address; nobody can tell who gets it.",
            NO_PAYMENT,
        ),
        Kind::Message => words(
            "It sends a message or makes a call",
            "Your phone may send a message, call somebody or send mail for you.",
            &[
                "Do not scan it; if the phone asks, do not confirm",
                SEARCH_OR_ASK,
                CALL_POLICE,
            ],
        ),
        Kind::Wechat => words(
            "Nobody can tell whose WeChat it is",
            "Anybody can make a WeChat account, group or article.",
            OFFICIAL_WAY,
        ),
        Kind::Alipay => words(
            "Nobody can tell whose Alipay it is",
            "Anybody can make such a code; it may ask for money or open any page.",
            &[DO_NOT_PAY, SEARCH_OR_ASK, CALL_POLICE_PAID],
        ),
        Kind::Unionpay => words(
            "Nobody can tell whose UnionPay code it is",
            "It may ask for money, and nobody can tell who gets it.",
            NO_PAYMENT,
        ),
        Kind::Wifi => words(
            "A code for joining Wi-Fi",
            "It may hold a password. It is not an insurance address.",
            PUT_AWAY_IF_OWN,
        ),
        Kind::Contact => words(
            "This is a contact card",
            "It holds a name, a phone number and the like; nobody can tell if they are true.",
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
            "A phone would fill in the rest, and nobody can tell where it goes.",
            FRAUD,
        ),
        Kind::CodeNumber => words(
            "This is only a number",
            "It looks like a parcel or goods number. It is not an insurance address.",
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
            "Its content makes no sense",
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
        Kind::Otp => "sign-in password",
        Kind::Script => "phone command",
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
    format!("This is the official address of {entry_name}")
}

/// Stands where the content of a private code would be.
pub(super) const HIDDEN_CONTENT: &str = "(personal content: neither shown nor kept)";

/// The words of a sheet.
pub(super) const SHEET: SheetWords = SheetWords {
    title: "QR codes checked",
    hall: "Hall: ",
    made_on: "Checked on: ",
    columns: ["No.", "Picture", "Verdict", "File", "What was found"],
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
            "this is no picture, or of a kind that cannot be read; save it as JPEG or PNG"
                .to_owned()
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
            "the settings cannot be read: {path} ({}); the usual ones are used; look at this file",
            io_reason(error)
        ),
        ConfigError::Write { path, error } => format!(
            "the settings cannot be saved: {path} ({}); changes last until the window is closed; give permission or make room",
            io_reason(error)
        ),
        ConfigError::Broken { path, problem } => format!(
            "the settings file has a mistake: {path}, line {}: {}; the usual settings are used; mend this line or delete the file",
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
        config::Fault::Toml(detail) => format!("not as the format wants it: {detail}"),
        config::Fault::NotUtf8 => "this is not UTF-8 text; save it as UTF-8".to_owned(),
        config::Fault::TooLarge => "the file is too large to be a settings file".to_owned(),
        config::Fault::TextSize => "it must be between 1.0 and 2.0".to_owned(),
        config::Fault::TooLong(most) => format!("it is too long; at most {most} characters"),
        config::Fault::BadText => {
            "it is empty or has invisible characters; delete the line if it is not needed"
                .to_owned()
        }
        config::Fault::BadPhone => "a phone number has only digits, -, + and spaces".to_owned(),
        config::Fault::BadFormat => {
            "not a picture format of a camera: write it like 1280×720 MJPEG 30/s, or remove the line"
                .to_owned()
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
        Fault::Toml(detail) => format!("not as the format wants it: {detail}"),
        Fault::SecondListTable => "there may be only one [list]".to_owned(),
        Fault::Duplicate(first) => format!("a duplicate; the first is at {first}"),
        Fault::BadHost => {
            "not a whole host name: letters, digits and hyphens in at least two labels, without scheme, port or path"
                .to_owned()
        }
        Fault::Capitals => "write the host in lower case".to_owned(),
        Fault::Idn => "only ASCII letters; xn-- is not taken".to_owned(),
        Fault::IpAddress => "IP addresses are not taken".to_owned(),
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

/// Why there is no picture of the camera.
pub(super) fn unanswered(why: Unanswered) -> Words {
    match why {
        Unanswered::Unread => words(
            "This code cannot be read: it cannot be called safe",
            "It may be blurred, too small, shining, or a round mini-program code, which cannot be checked.",
            &[
                "Do not scan it",
                "To try again: flat, in good light, a little further away",
                "If it still cannot be read, ask at the counter",
            ],
        ),
        Unanswered::Slow => words(
            "The machine is busy and has not finished",
            "The machine is slow; nothing is known about your code yet. It is still looking.",
            &[
                NOT_YET,
                "Please hold the code still a little longer",
                "If nothing comes, ask at the counter",
            ],
        ),
    }
}

pub(super) fn camera_fault(fault: fault::Fault) -> Words {
    const TELL_STAFF: &str = "Please tell the staff; for your business go to the counter";
    const REPLUG: &str = "Staff: pull the camera out and plug it in again";
    match fault {
        fault::Fault::NoCamera => words(
            "No camera was found",
            "No camera is connected to this machine, so it cannot see your code.",
            &[
                TELL_STAFF,
                "Staff: plug a camera in; the picture comes by itself",
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
            "The camera may not be used",
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
                "Staff: push the plug in; the picture comes by itself",
            ],
        ),
        fault::Fault::Stalled => words(
            "The camera shows no picture",
            "The camera has stopped sending pictures; the machine is trying again by itself.",
            &[
                "Please wait a moment; if it stays so, tell the staff",
                REPLUG,
            ],
        ),
        fault::Fault::Frozen => words(
            "The picture does not move",
            "The camera sends the same picture all the time: it may be stuck, or covered.",
            &["Please look whether something covers the lens", REPLUG],
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
        Notice::NoWindow => {
            "This program was built without the window. Check pictures on the command line: yanma check PICTURE or FOLDER (usage: yanma --help)"
                .to_owned()
        }
        Notice::WindowFailed { error } => format!(
            "The window cannot be opened, most likely because there is no display here ({error}). Run it on a desktop, or use yanma check PICTURE or FOLDER"
        ),
        Notice::BadArguments => "this command is not understood; usage: yanma --help. In detail:".to_owned(),
        Notice::NothingToCheck => {
            "nothing to check: give pictures, folders or - (standard input), or texts with --text".to_owned()
        }
        Notice::OthersSkipped { folder, count } => {
            format!("{folder}: {count} more files or links that are no pictures were not checked")
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
        Notice::LintPassed { entries } => format!("the list keeps every rule; {entries} entries"),
        Notice::LintFailed { problems } => {
            format!("the list has {problems} problems; until they are mended nothing is judged")
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

/// What the window says besides verdicts.
pub(super) fn phrase(phrase: Phrase<'_>) -> String {
    match phrase {
        Phrase::AttractTitle => "Before you scan,\nlet me look".to_owned(),
        Phrase::AttractHow => {
            "Hold the code on a poster, leaflet or phone up to the frame".to_owned()
        }
        Phrase::AttractAim => "Hold up".to_owned(),
        Phrase::AttractSafe => "Green: scan it".to_owned(),
        Phrase::AttractUnsafe => "Red: do not".to_owned(),
        Phrase::Promise => "Offline · keeps nothing · opens no link".to_owned(),
        Phrase::Motto => "Nobody needs to scan a code to activate your insurance".to_owned(),
        Phrase::Mirrored => "Camera picture (as in a mirror)".to_owned(),
        Phrase::OtherLanguage => "中文".to_owned(),
        Phrase::Looking => "Looking, please hold still".to_owned(),
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
        Phrase::RunningFor { hours } => format!("Running for {hours} h"),
        Phrase::TakeAway => "Please take the code away".to_owned(),
        Phrase::UnansweredWord(Unanswered::Unread) => "unclear".to_owned(),
        Phrase::UnansweredWord(Unanswered::Slow) => "not finished".to_owned(),
        Phrase::AdviceLight => "Too dark: more light, please".to_owned(),
        Phrase::AdviceTilt => "It shines: please tilt it a little".to_owned(),
        Phrase::AdviceCloser => "Closer, please".to_owned(),
        Phrase::AdviceHoldStill => "Please hold it still".to_owned(),
        Phrase::Covered => "Picture covered".to_owned(),
        Phrase::CameraStarting => "Starting the camera…".to_owned(),
        Phrase::NoListTitle => "The list is broken: nothing can be checked".to_owned(),
        Phrase::NoListSteps => {
            "Please tell the staff. Do not scan a code that was not checked.".to_owned()
        }
        Phrase::OwnWord => "Your own code".to_owned(),
        Phrase::OwnKept => "Nothing of it was kept".to_owned(),
        Phrase::TrueOwner => "Who owns this address:".to_owned(),
        Phrase::Address => "The address:".to_owned(),
        Phrase::ScanThis => "Scan this one instead".to_owned(),
        Phrase::Again => "Look at another".to_owned(),
        Phrase::HoldHint => "Touch the screen to keep this".to_owned(),
        Phrase::Held => "This stays for now".to_owned(),
        Phrase::SeveralCodes { count } => {
            format!("{count} codes in view; the worst counts. Touch a number for each")
        }
        Phrase::ListedBesideUnsafe => {
            "This one is listed; another one in view is unsafe".to_owned()
        }
        Phrase::CodeNumber { number, verdict } => format!("Code {number}: {verdict}"),
        Phrase::ReasonCode { code } => format!("Reason {code}"),
        Phrase::ListIssued { date } => format!("List of {date}"),
        Phrase::HallPhone { name, phone } => format!("{name} phone {phone}"),
        Phrase::ThisHall => "This hall".to_owned(),
        Phrase::SecondsLeft { seconds } => format!("{seconds} seconds left"),
        Phrase::QrOf { host } => format!("QR code of {host}"),
        Phrase::Title => "Yanma".to_owned(),
        Phrase::DeskName => "Desk".to_owned(),
        Phrase::OpenFiles => "Open pictures…".to_owned(),
        Phrase::OpenFolder => "Open folder…".to_owned(),
        Phrase::Paste => "Paste".to_owned(),
        Phrase::Directory => "Official addresses".to_owned(),
        Phrase::Settings => "Settings".to_owned(),
        Phrase::DeskHow => "Hold a code up to the camera to have it checked".to_owned(),
        Phrase::VisitorScreen => "Large screen".to_owned(),
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
            format!("At most {count} results; the rest was not checked: clear the list first")
        }
        Phrase::NoDialog => {
            "The dialog of the system did not open (Linux needs xdg-desktop-portal or zenity); drop pictures here, or paste them".to_owned()
        }
        Phrase::ClipboardEmpty => "The clipboard has neither a picture nor a text".to_owned(),
        Phrase::PastedPicture { number } => format!("Pasted picture {number}"),
        Phrase::PastedText { number } => format!("Pasted text {number}"),
        Phrase::FromCamera { time } => format!("Camera {time}"),
        Phrase::CopyText => "Copy text".to_owned(),
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
        Phrase::DirectoryNone => "Nothing found; try another place, or fewer letters".to_owned(),
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
        Phrase::SettingListFolder => "Folder of the hall's own list".to_owned(),
        Phrase::SettingNone => "None".to_owned(),
        Phrase::Choose => "Choose…".to_owned(),
        Phrase::Remove => "Remove".to_owned(),
        Phrase::Save => "Save".to_owned(),
        Phrase::Saved => "Saved".to_owned(),
        Phrase::AfterRestart => {
            "Another folder of lists takes effect at the next start".to_owned()
        }
    }
}
