//! One of each reason, in every form that has words of its own. That none is missing is a test in `messages.rs`.

use yanma::check::allowlist::Name;
use yanma::check::domain::Domain;
use yanma::check::payload::Kind;
use yanma::check::verdict::{Ambiguity, Reason};

/// A host that stands in sentences.
pub const HOST: &str = "fuwu.nhsa.gov.cn";
/// Owners that stand in sentences: an office and somebody.
pub const OFFICE: &str = "nhsa.gov.cn";
/// The other one.
pub const SOMEBODY: &str = "yb-tongzhi.top";

/// A company that stands in sentences, in both languages.
pub const INSURER: (&str, &str) = ("某某人寿保险", "Some Life Insurance");

/// Every ambiguity.
pub const AMBIGUITIES: [Ambiguity; 7] = [
    Ambiguity::TwoPayloads,
    Ambiguity::NestedCode,
    Ambiguity::SplitModules,
    Ambiguity::Transparency,
    Ambiguity::Colour,
    Ambiguity::WornOut,
    Ambiguity::Profile,
];

/// Every kind of payload.
pub const KINDS: [Kind; 21] = [
    Kind::Credential,
    Kind::PaymentCode,
    Kind::IdNumber,
    Kind::Otp,
    Kind::Script,
    Kind::AppInstall,
    Kind::PayAPerson,
    Kind::MerchantPayment,
    Kind::Message,
    Kind::Wechat,
    Kind::Alipay,
    Kind::Unionpay,
    Kind::Wifi,
    Kind::Contact,
    Kind::Invoice,
    Kind::BareHost,
    Kind::CodeNumber,
    Kind::Link,
    Kind::Text,
    Kind::Binary,
    Kind::Empty,
];

/// Every variant, with every form that has words of its own.
pub fn reasons() -> Vec<Reason> {
    let host = || HOST.to_owned();
    let mut reasons: Vec<Reason> = AMBIGUITIES.map(Reason::Ambiguous).to_vec();
    reasons.extend(KINDS.map(Reason::Kind));
    reasons.extend([
        Reason::SeveralFrames,
        Reason::GaveUp,
        Reason::NotFinished,
        Reason::OpensAnApp,
        Reason::KnownPhishing,
        Reason::CopiedPage,
        Reason::Impostor {
            imitates: Some(host()),
        },
        Reason::Impostor { imitates: None },
        Reason::TargetEmbedding { imitates: host() },
        Reason::Confusable { imitates: host() },
        Reason::Typosquatting { imitates: host() },
        Reason::SuffixSwap { imitates: host() },
        Reason::ComboSquatting { imitates: host() },
        Reason::Backslash,
        Reason::EmbeddedCredentials,
        Reason::Idn,
        Reason::PercentInHost,
        Reason::TrailingDot,
        Reason::IpAddress,
        Reason::UnusualPort {
            entry: Some(host()),
        },
        Reason::UnusualPort { entry: None },
        Reason::BadHost,
        Reason::TooLong,
        Reason::HiddenCharacters,
        Reason::ByteOrderMark,
        Reason::ExtraText,
        Reason::BadCharacter,
        Reason::HtmlEntity,
        Reason::BadEscape,
        Reason::DeepEncoding,
        Reason::OddPath,
        Reason::Redirect,
        Reason::EmbeddedLink,
        Reason::ParsersDisagree,
        Reason::StructuredAppend,
        Reason::Fnc1,
        Reason::Eci,
        Reason::ShortLink,
        Reason::OpenForm,
        Reason::AppDistribution,
        Reason::OpenHosting,
        Reason::ThirdParty,
        Reason::NotForVisitors,
        Reason::Unproven,
        Reason::NeedsLocalConfirmation { entry: host() },
        Reason::NotEncrypted { entry: host() },
        Reason::ListEmpty,
        Reason::ListTooOld {
            issued_on: Some("2026-11-23".to_owned()),
        },
        Reason::ListTooOld { issued_on: None },
        Reason::NotListed {
            owner: Domain::of(OFFICE),
        },
        Reason::NotListed {
            owner: Domain::of(SOMEBODY),
        },
        Reason::NotListed { owner: None },
        Reason::Insurer {
            name: Name {
                zh: INSURER.0.to_owned(),
                en: INSURER.1.to_owned(),
            },
        },
        Reason::OtherCode,
        Reason::RoundCode,
        Reason::UnreadCode,
        Reason::MicroQr,
        Reason::Unconfirmed,
        Reason::NoCode,
    ]);
    reasons
}
