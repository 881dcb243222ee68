//! What may be said aloud: a closed set of sentences. Each stands on the screen when it is said, word for word, so that
//! nobody hears one thing and reads another; none holds a name, an address or anything else out of a code, so that each has
//! a recording (`assets/voice/`), under its [`name`](Spoken::name).

use crate::check::Outcome;
use crate::check::allowlist::Name;
use crate::check::domain::Domain;
use crate::check::payload::Kind;
use crate::check::verdict::{Ambiguity, Reason};
use crate::language::Language;
use crate::messages::Phrase;
use crate::scan::Advice;
use crate::session::Unanswered;
use crate::source::fault::Fault;

/// A sentence, or the word of a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Spoken {
    /// The word of a verdict; `None` where a picture could not be read.
    Word(Option<Outcome>),
    /// The word of a verdict on a visitor's own code.
    OwnWord,
    /// In place of the word, where there is no verdict.
    UnansweredWord(Unanswered),
    /// What a verdict of safe does not promise.
    SafeNote,
    /// What safe does not promise of a regulator: nothing is paid there.
    RegulatorNote,
    /// The headline of a reason, whose facts are left out.
    Why(Reason),
    /// The headline of an address of some office that is not on the list.
    NotListedOffice,
    /// The headline of a listed code beside one that is not safe.
    BesideUnsafe,
    /// The headline where there is no verdict.
    Unanswered(Unanswered),
    /// What to do first.
    Step(Step),
    /// What would help the camera.
    Advice(Advice),
    /// A code that had its verdict is left in view.
    TakeAway,
    /// Why there is no picture of the camera.
    Fault(Fault),
    /// The list is broken.
    NoList,
}

/// The first step of what to do. Several reasons share one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// Do not scan it.
    DoNotScan,
    /// Not before it is clear what it is.
    NotYet,
    /// Do not scan, and keep the phone in your own hands.
    KeepThePhone,
    /// Do not scan, and do not pay.
    DoNotPay,
    /// Do not scan, and install nothing.
    DoNotInstall,
    /// Do not scan, nor confirm.
    DoNotConfirm,
    /// Do not scan this one; there is a better one.
    NotThisOne,
    /// Close your own code.
    CloseIt,
    /// Put your own code away.
    PutAway,
    /// Do not scan; if it is your own, put it away.
    PutAwayIfOwn,
    /// Keep the invoice.
    KeepTheInvoice,
    /// It could not be read: leave it.
    LeaveIt,
    /// Tell the staff.
    TellStaff,
    /// Wait, then tell the staff.
    WaitOrTell,
    /// Look at the lens.
    LookAtLens,
}

/// A short sound before the words, for those who are far away or speak neither language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Chime {
    /// Two notes upward.
    Safe,
    /// Three low ones.
    Unsafe,
    /// One note.
    Neutral,
}

impl Spoken {
    /// The headline of `reason`.
    pub fn why(reason: &Reason) -> Spoken {
        match reason {
            Reason::NotListed { owner: Some(owner) } if owner.is_government() => {
                Spoken::NotListedOffice
            }
            reason => Spoken::Why(without_facts(reason)),
        }
    }

    /// What is said of a camera that shows nothing: why, and what to do first.
    pub fn of_fault(fault: Fault, language: Language) -> Vec<Spoken> {
        let steps = language.camera_fault(fault).steps;
        let step = Step::first(&steps, language).map(Spoken::Step);
        [Spoken::Fault(fault)].into_iter().chain(step).collect()
    }

    /// What is said, as it stands on the screen.
    pub fn text(&self, language: Language) -> String {
        match self {
            Spoken::Word(outcome) => language.verdict(*outcome).to_owned(),
            Spoken::OwnWord => language.say(Phrase::OwnWord),
            Spoken::UnansweredWord(why) => language.say(Phrase::UnansweredWord(*why)),
            Spoken::SafeNote => language.caveat(false).to_owned(),
            Spoken::RegulatorNote => language.caveat(true).to_owned(),
            Spoken::Why(reason) => language.explain(reason).headline,
            Spoken::NotListedOffice => {
                let owner = Domain::of("nhsa.gov.cn"); // any office: the headline does not name it
                language.explain(&Reason::NotListed { owner }).headline
            }
            Spoken::BesideUnsafe => language.say(Phrase::ListedBesideUnsafe),
            Spoken::Unanswered(why) => language.unanswered(*why).headline,
            Spoken::Step(step) => step.text(language).to_owned(),
            Spoken::Advice(advice) => language.say(Phrase::of_advice(*advice)),
            Spoken::TakeAway => language.say(Phrase::TakeAway),
            Spoken::Fault(fault) => language.camera_fault(*fault).headline,
            Spoken::NoList => language.say(Phrase::NoListTitle),
        }
    }

    /// The name of its recording, without `.ogg`: lower-case-kebab, the same in each language. Halls name their own
    /// recordings so: it never changes its meaning.
    pub fn name(&self) -> String {
        let (group, name) = match self {
            Spoken::Word(Some(Outcome::Safe)) => ("word", "safe"),
            Spoken::Word(Some(Outcome::Unsafe)) => ("word", "unsafe"),
            Spoken::Word(Some(Outcome::NoCode)) => ("word", "no-code"),
            Spoken::Word(None) => ("word", "error"),
            Spoken::OwnWord => ("word", "own"),
            Spoken::UnansweredWord(Unanswered::Unread) => ("word", "unread"),
            Spoken::UnansweredWord(Unanswered::Round) => ("word", "round"),
            Spoken::UnansweredWord(Unanswered::Slow) => ("word", "slow"),
            Spoken::SafeNote => ("note", "safe"),
            Spoken::RegulatorNote => ("note", "regulator"),
            Spoken::Why(reason) => ("why", reason_name(reason)),
            Spoken::NotListedOffice => ("why", "not-listed-office"),
            Spoken::BesideUnsafe => ("why", "beside-unsafe"),
            Spoken::Unanswered(Unanswered::Unread) => ("why", "unread"),
            Spoken::Unanswered(Unanswered::Round) => ("why", "round"),
            Spoken::Unanswered(Unanswered::Slow) => ("why", "slow"),
            Spoken::Step(step) => ("step", step.name()),
            Spoken::Advice(Advice::Light) => ("advice", "light"),
            Spoken::Advice(Advice::Tilt) => ("advice", "tilt"),
            Spoken::Advice(Advice::LessLight) => ("advice", "less-light"),
            Spoken::Advice(Advice::BrighterScreen) => ("advice", "brighter-screen"),
            Spoken::Advice(Advice::Closer) => ("advice", "closer"),
            Spoken::Advice(Advice::Further) => ("advice", "further"),
            Spoken::Advice(Advice::HoldStill) => ("advice", "hold-still"),
            Spoken::TakeAway => ("advice", "take-away"),
            Spoken::Fault(fault) => ("fault", fault.code()),
            Spoken::NoList => ("fault", "no-list"),
        };
        format!("{group}-{name}")
    }

    /// All of them, each once.
    pub fn all() -> Vec<Spoken> {
        let outcomes = [Outcome::Safe, Outcome::Unsafe, Outcome::NoCode];
        let mut all = outcomes.map(|outcome| Spoken::Word(Some(outcome))).to_vec();
        all.extend([Spoken::Word(None), Spoken::OwnWord]);
        all.extend(Unanswered::ALL.map(Spoken::UnansweredWord));
        all.extend([Spoken::SafeNote, Spoken::RegulatorNote]);
        all.extend(AMBIGUITIES.map(|ambiguity| Spoken::Why(Reason::Ambiguous(ambiguity))));
        all.extend(KINDS.map(|kind| Spoken::Why(Reason::Kind(kind))));
        all.extend(other_reasons().into_iter().map(Spoken::Why));
        all.extend([Spoken::NotListedOffice, Spoken::BesideUnsafe]);
        all.extend(Unanswered::ALL.map(Spoken::Unanswered));
        all.extend(Step::ALL.map(Spoken::Step));
        all.extend(Advice::ALL.map(Spoken::Advice));
        all.push(Spoken::TakeAway);
        all.extend(Fault::ALL.map(Spoken::Fault));
        all.push(Spoken::NoList);
        all
    }
}

impl Step {
    /// All of them.
    pub const ALL: [Step; 15] = [
        Step::DoNotScan,
        Step::NotYet,
        Step::KeepThePhone,
        Step::DoNotPay,
        Step::DoNotInstall,
        Step::DoNotConfirm,
        Step::NotThisOne,
        Step::CloseIt,
        Step::PutAway,
        Step::PutAwayIfOwn,
        Step::KeepTheInvoice,
        Step::LeaveIt,
        Step::TellStaff,
        Step::WaitOrTell,
        Step::LookAtLens,
    ];

    /// The first of `steps`; `None` where it has no recording.
    pub fn first(steps: &[&'static str], language: Language) -> Option<Step> {
        let first = steps.first()?;
        let mut known = Step::ALL.into_iter();
        known.find(|step| step.text(language) == *first)
    }

    /// Its words, taken from where they are shown.
    fn text(self, language: Language) -> &'static str {
        let of_reason = |reason: Reason| language.explain(&reason).steps;
        let of_kind = |kind| of_reason(Reason::Kind(kind));
        let of_fault = |fault| language.camera_fault(fault).steps;
        let steps = match self {
            Step::DoNotScan => of_reason(Reason::OpensAnApp),
            Step::NotYet => of_reason(Reason::IpAddress),
            Step::KeepThePhone => of_reason(Reason::KnownPhishing),
            Step::DoNotPay => of_kind(Kind::MerchantPayment),
            Step::DoNotInstall => of_reason(Reason::AppDistribution),
            Step::DoNotConfirm => of_kind(Kind::Message),
            Step::NotThisOne => of_reason(Reason::NotEncrypted {
                entry: String::new(),
            }),
            Step::CloseIt => of_kind(Kind::PaymentCode),
            Step::PutAway => of_kind(Kind::IdNumber),
            Step::PutAwayIfOwn => of_kind(Kind::Contact),
            Step::KeepTheInvoice => of_kind(Kind::Invoice),
            Step::LeaveIt => language.unanswered(Unanswered::Unread).steps,
            Step::TellStaff => of_fault(Fault::NoCamera),
            Step::WaitOrTell => of_fault(Fault::Stalled),
            Step::LookAtLens => of_fault(Fault::Frozen),
        };
        steps.first().copied().unwrap_or_default()
    }

    fn name(self) -> &'static str {
        match self {
            Step::DoNotScan => "do-not-scan",
            Step::NotYet => "not-yet",
            Step::KeepThePhone => "keep-the-phone",
            Step::DoNotPay => "do-not-pay",
            Step::DoNotInstall => "do-not-install",
            Step::DoNotConfirm => "do-not-confirm",
            Step::NotThisOne => "not-this-one",
            Step::CloseIt => "close-it",
            Step::PutAway => "put-away",
            Step::PutAwayIfOwn => "put-away-if-own",
            Step::KeepTheInvoice => "keep-the-invoice",
            Step::LeaveIt => "leave-it",
            Step::TellStaff => "tell-staff",
            Step::WaitOrTell => "wait-or-tell",
            Step::LookAtLens => "look-at-lens",
        }
    }
}

impl Chime {
    /// All of them.
    pub const ALL: [Chime; 3] = [Chime::Safe, Chime::Unsafe, Chime::Neutral];

    /// The name of its recording.
    pub fn name(self) -> &'static str {
        match self {
            Chime::Safe => "chime-safe",
            Chime::Unsafe => "chime-unsafe",
            Chime::Neutral => "chime-neutral",
        }
    }
}

/// The reason alone: no address stays in what is kept for saying it again.
fn without_facts(reason: &Reason) -> Reason {
    let nothing = String::new;
    match reason {
        Reason::Impostor { .. } => Reason::Impostor { imitates: None },
        Reason::TargetEmbedding { .. } => Reason::TargetEmbedding {
            imitates: nothing(),
        },
        Reason::Confusable { .. } => Reason::Confusable {
            imitates: nothing(),
        },
        Reason::Typosquatting { .. } => Reason::Typosquatting {
            imitates: nothing(),
        },
        Reason::SuffixSwap { .. } => Reason::SuffixSwap {
            imitates: nothing(),
        },
        Reason::ComboSquatting { .. } => Reason::ComboSquatting {
            imitates: nothing(),
        },
        Reason::NeedsLocalConfirmation { .. } => {
            Reason::NeedsLocalConfirmation { entry: nothing() }
        }
        Reason::NotEncrypted { .. } => Reason::NotEncrypted { entry: nothing() },
        Reason::ListTooOld { .. } => Reason::ListTooOld { issued_on: None },
        Reason::NotListed { .. } => Reason::NotListed { owner: None },
        Reason::UnusualPort { .. } => Reason::UnusualPort { entry: None },
        Reason::Insurer { .. } => Reason::Insurer {
            name: Name {
                zh: nothing(),
                en: nothing(),
            },
        },
        plain => plain.clone(),
    }
}

/// The code of a reason; where several reasons share one and have words of their own, a name of its own.
fn reason_name(reason: &Reason) -> &'static str {
    match reason {
        Reason::Ambiguous(ambiguity) => match ambiguity {
            Ambiguity::TwoPayloads => "two-payloads",
            Ambiguity::NestedCode => "nested-code",
            Ambiguity::SplitModules => "split-modules",
            Ambiguity::Transparency => "transparency",
            Ambiguity::Colour => "colour",
            Ambiguity::WornOut => "worn-out",
            Ambiguity::Profile => "profile",
        },
        Reason::OpensAnApp => "opens-an-app",
        Reason::Insurer { .. } => "insurer",
        Reason::ByteOrderMark => "byte-order-mark",
        Reason::HtmlEntity => "html-entity",
        Reason::RoundCode => "round-code",
        reason => reason.code(),
    }
}

const AMBIGUITIES: [Ambiguity; 7] = [
    Ambiguity::TwoPayloads,
    Ambiguity::NestedCode,
    Ambiguity::SplitModules,
    Ambiguity::Transparency,
    Ambiguity::Colour,
    Ambiguity::WornOut,
    Ambiguity::Profile,
];

const KINDS: [Kind; 21] = [
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

/// Every other reason. That none is missing is a test (`tests/voice.rs`).
fn other_reasons() -> Vec<Reason> {
    let nothing = String::new;
    vec![
        Reason::SeveralFrames,
        Reason::GaveUp,
        Reason::NotFinished,
        Reason::OpensAnApp,
        Reason::KnownPhishing,
        Reason::CopiedPage,
        Reason::Impostor { imitates: None },
        Reason::TargetEmbedding {
            imitates: nothing(),
        },
        Reason::Confusable {
            imitates: nothing(),
        },
        Reason::Typosquatting {
            imitates: nothing(),
        },
        Reason::SuffixSwap {
            imitates: nothing(),
        },
        Reason::ComboSquatting {
            imitates: nothing(),
        },
        Reason::Backslash,
        Reason::EmbeddedCredentials,
        Reason::Idn,
        Reason::PercentInHost,
        Reason::TrailingDot,
        Reason::IpAddress,
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
        Reason::NeedsLocalConfirmation { entry: nothing() },
        Reason::NotEncrypted { entry: nothing() },
        Reason::ListEmpty,
        Reason::ListTooOld { issued_on: None },
        Reason::NotListed { owner: None },
        Reason::Insurer {
            name: Name {
                zh: nothing(),
                en: nothing(),
            },
        },
        Reason::OtherCode,
        Reason::RoundCode,
        Reason::UnreadCode,
        Reason::MicroQr,
        Reason::Unconfirmed,
        Reason::NoCode,
    ]
}
