//! What a verdict says, decided once. Visitors' screens, the desk, the name of the window, what a screen reader says, the
//! lines of the terminal and the sheet only show a [`Telling`], so that no two of them can say different things.

use crate::check::allowlist::{Allowlist, EntryKind, Standing, Status};
use crate::check::list_age::Age;
use crate::check::payload::Kind;
use crate::check::verdict::{Reason, Verdict};
use crate::check::{self, Judged, JudgedPicture, Outcome, worst};
use crate::language::Language;
use crate::messages::Phrase;
use crate::scan::Ambiguity;
use crate::session::{Shown, Unanswered};
use crate::spoken::{Chime, Spoken, Step};

/// The platform that is offered where a verdict names no other one.
pub const NATIONAL_PLATFORM: &str = "fuwu.nhsa.gov.cn";

/// What is told of: a picture, or a text, with its verdicts.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The verdict on all of it; `None` where it could not be read.
    pub outcome: Option<Outcome>,
    /// Its codes.
    pub symbols: &'a [Judged],
    /// What is wrong with the picture as a whole.
    pub doubts: &'a [Reason],
}

impl<'a> From<&'a JudgedPicture> for Subject<'a> {
    fn from(judged: &'a JudgedPicture) -> Subject<'a> {
        Subject {
            outcome: Some(judged.outcome()),
            symbols: &judged.symbols,
            doubts: &judged.doubts,
        }
    }
}

impl<'a> From<&'a Judged> for Subject<'a> {
    /// One code as if it were alone.
    fn from(judged: &'a Judged) -> Subject<'a> {
        Subject {
            outcome: Some(judged.outcome()),
            symbols: std::slice::from_ref(judged),
            doubts: &[],
        }
    }
}

/// How bad it is. The word of a verdict says safe or unsafe; the rest of what is told follows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grade {
    /// Safe: an official platform, or a poster of the hall.
    Official,
    /// Known to deceive, or made to look like something else.
    Fraud,
    /// Nothing speaks for it: it may be honest.
    Unproven,
    /// Nobody can say what a phone would see in it.
    Unreadable,
    /// A visitor's own code, to be put away.
    Own,
    /// There is no code, or none that could be read: nothing is known.
    NoCode,
    /// It could not be read at all.
    Error,
}

impl Grade {
    /// The grade of the whole of `subject`.
    pub fn of(subject: Subject<'_>) -> Grade {
        let own = check::own(subject.symbols, subject.doubts).is_some();
        Grade::of_told(
            subject.outcome,
            own,
            told_reason(subject, None, own).as_ref(),
        )
    }

    fn of_told(outcome: Option<Outcome>, own: bool, reason: Option<&Reason>) -> Grade {
        match (outcome, reason) {
            (None, _) => Grade::Error,
            (Some(Outcome::Safe), _) => Grade::Official,
            (Some(Outcome::NoCode), _) => Grade::NoCode,
            (Some(Outcome::Unsafe), _) if own => Grade::Own,
            (Some(Outcome::Unsafe), Some(reason)) => Grade::of_reason(reason),
            (Some(Outcome::Unsafe), None) => Grade::Unreadable,
        }
    }

    /// The grade of a reason; kinds that are a visitor's own are [`Grade::Own`].
    pub fn of_reason(reason: &Reason) -> Grade {
        match reason {
            Reason::KnownPhishing
            | Reason::CopiedPage
            | Reason::Impostor { .. }
            | Reason::TargetEmbedding { .. }
            | Reason::Confusable { .. }
            | Reason::Typosquatting { .. }
            | Reason::SuffixSwap { .. }
            | Reason::ComboSquatting { .. }
            | Reason::Backslash
            | Reason::EmbeddedCredentials
            | Reason::PercentInHost
            | Reason::Ambiguous(
                Ambiguity::TwoPayloads | Ambiguity::NestedCode | Ambiguity::SplitModules,
            ) => Grade::Fraud,
            Reason::Kind(kind) if kind.is_own() => Grade::Own,
            Reason::Kind(_)
            | Reason::OpensAnApp
            | Reason::Idn
            | Reason::TrailingDot
            | Reason::IpAddress
            | Reason::UnusualPort { .. }
            | Reason::BadHost
            | Reason::TooLong
            | Reason::HiddenCharacters
            | Reason::ByteOrderMark
            | Reason::ExtraText
            | Reason::BadCharacter
            | Reason::HtmlEntity
            | Reason::BadEscape
            | Reason::DeepEncoding
            | Reason::OddPath
            | Reason::Redirect
            | Reason::EmbeddedLink
            | Reason::ParsersDisagree
            | Reason::StructuredAppend
            | Reason::Fnc1
            | Reason::Eci
            | Reason::ShortLink
            | Reason::OpenForm
            | Reason::AppDistribution
            | Reason::OpenHosting
            | Reason::ThirdParty
            | Reason::NotForVisitors
            | Reason::Unproven
            | Reason::NeedsLocalConfirmation { .. }
            | Reason::NotEncrypted { .. }
            | Reason::ListEmpty
            | Reason::ListTooOld { .. }
            | Reason::NotListed { .. }
            | Reason::Insurer { .. } => Grade::Unproven,
            Reason::Ambiguous(
                Ambiguity::Transparency
                | Ambiguity::Colour
                | Ambiguity::WornOut
                | Ambiguity::Profile,
            )
            | Reason::SeveralFrames
            | Reason::GaveUp
            | Reason::NotFinished
            | Reason::OtherCode
            | Reason::RoundCode
            | Reason::UnreadCode
            | Reason::MicroQr
            | Reason::Unconfirmed => Grade::Unreadable,
            Reason::NoCode => Grade::NoCode,
        }
    }

    /// The sound before its words. A visitor's own code is no alarm.
    pub fn chime(self) -> Chime {
        match self {
            Grade::Official => Chime::Safe,
            Grade::Fraud | Grade::Unproven | Grade::Unreadable => Chime::Unsafe,
            Grade::Own | Grade::NoCode | Grade::Error => Chime::Neutral,
        }
    }

    /// True where it must not be scanned.
    pub fn is_unsafe(self) -> bool {
        match self {
            Grade::Fraud | Grade::Unproven | Grade::Unreadable | Grade::Own => true,
            Grade::Official | Grade::NoCode | Grade::Error => false,
        }
    }
}

/// What a verdict says, in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// How bad it is.
    pub grade: Grade,
    /// The code that it is about, where there are codes.
    pub leads: Option<usize>,
    /// The reason that is told, where there is one.
    pub reason: Option<Reason>,
    /// The word.
    pub word: String,
    /// A few words below it; empty where a picture could not be read.
    pub headline: String,
    /// The short form for a place beside the word: of a safe code the name of its platform alone.
    pub short: String,
    /// One plain sentence: why.
    pub why: Option<String>,
    /// What to do now.
    pub steps: Vec<&'static str>,
    /// What it does not promise, below a verdict of safe.
    pub caveat: Option<&'static str>,
    /// What of this may be said aloud, one sentence after the other.
    pub spoken: Vec<Spoken>,
}

impl Telling {
    /// What to say of `subject`, or of the one of its codes that was `picked`: the picture as a whole decides on the grade
    /// and the word, whatever was picked, because a code of several is not safe beside one that is not.
    pub fn of(subject: Subject<'_>, picked: Option<usize>, language: Language) -> Telling {
        let own = check::own(subject.symbols, subject.doubts).is_some();
        let picked = picked.filter(|index| *index < subject.symbols.len());
        let reason = told_reason(subject, picked, own);
        let leads = picked.or_else(|| leading(subject.symbols, reason.as_ref()));
        let judged = leads.and_then(|index| subject.symbols.get(index));
        let grade = Grade::of_told(subject.outcome, own, reason.as_ref());
        let word = match grade {
            Grade::Own => language.say(Phrase::OwnWord),
            _ => language.verdict(subject.outcome).to_owned(),
        };
        let mut telling = Telling {
            grade,
            leads,
            reason: None,
            word,
            headline: String::new(),
            short: String::new(),
            why: None,
            steps: Vec::new(),
            caveat: None,
            spoken: vec![match grade {
                Grade::Own => Spoken::OwnWord,
                _ => Spoken::Word(subject.outcome),
            }],
        };
        if grade == Grade::Official {
            if let Some(Verdict::Safe(safe)) = judged.map(|judged| &judged.verdict) {
                telling.headline = language.safe_headline(safe);
                telling.short = language.safe_name(safe);
                telling.caveat = Some(language.safe_note(safe));
                // What is said of an address is not true of a poster of the hall: the word alone is said.
                let note = safe.entry().map(|entry| match entry.kind {
                    EntryKind::Regulator => Spoken::RegulatorNote,
                    _ => Spoken::SafeNote,
                });
                telling.spoken.extend(note);
            }
        } else if let Some(reason) = reason {
            let words = language.explain(&reason);
            let is_listed = judged.is_some_and(|judged| judged.verdict.is_safe());
            let beside_unsafe = subject.symbols.iter().any(|code| !code.verdict.is_safe());
            if is_listed && beside_unsafe {
                telling.headline = language.say(Phrase::ListedBesideUnsafe);
                telling.spoken.push(Spoken::BesideUnsafe);
            } else {
                telling.headline = words.headline;
                telling.spoken.push(Spoken::why(&reason));
                telling.why = Some(words.why);
            }
            telling.short = telling.headline.clone();
            let step = Step::first(&words.steps, language);
            telling.spoken.extend(step.map(Spoken::Step));
            telling.steps = words.steps;
            telling.reason = Some(reason);
        }
        telling
    }

    /// What a session shows; see [`of`](Telling::of).
    pub fn of_shown(shown: &Shown, picked: Option<usize>, language: Language) -> Telling {
        match shown.unanswered {
            Some(why) => Telling::of_unanswered(why, language),
            None => Telling::of((&shown.seen.judged).into(), picked, language),
        }
    }

    /// That there is no verdict.
    fn of_unanswered(why: Unanswered, language: Language) -> Telling {
        let words = language.unanswered(why);
        Telling {
            grade: Grade::NoCode,
            leads: None,
            reason: None,
            word: language.say(Phrase::UnansweredWord(why)),
            short: words.headline.clone(),
            headline: words.headline,
            why: Some(words.why),
            spoken: [Spoken::UnansweredWord(why), Spoken::Unanswered(why)]
                .into_iter()
                .chain(Step::first(&words.steps, language).map(Spoken::Step))
                .collect(),
            steps: words.steps,
            caveat: None,
        }
    }

    /// What stands below the word. Of a visitor's own code the word is another one, and that it is unsafe is said here.
    pub fn below_word(&self, language: Language) -> String {
        match self.grade {
            Grade::Own => {
                let verdict = capitalised(language.verdict(Some(Outcome::Unsafe)));
                format!("{verdict}{}{}", language.colon(), self.headline)
            }
            _ => self.headline.clone(),
        }
    }

    /// As one sentence: what a screen reader says, and the name of the window.
    pub fn said(&self, language: Language) -> String {
        match self.headline.as_str() {
            "" => self.word.clone(),
            _ => {
                let below = self.below_word(language);
                format!("{}{}{below}", self.word, language.colon())
            }
        }
    }

    /// The official host to offer in its place, where there is one on the list: the one that it imitates, or the
    /// national platform. Whoever holds up a code of a Wi-Fi network did not come for that.
    pub fn official_host(&self, list: &Allowlist) -> Option<String> {
        let is_wanted = self.reason.as_ref().is_some_and(may_be_for_insurance);
        let is_too_old = list.age() == Age::TooOld; // what it calls official may not be so any more
        if !is_wanted || !self.grade.is_unsafe() || self.grade == Grade::Own || is_too_old {
            return None;
        }
        let target = match &self.reason {
            Some(Reason::NotEncrypted { entry } | Reason::UnusualPort { entry: Some(entry) }) => {
                Some(entry.as_str())
            }
            Some(reason) => reason.imitates(),
            None => None,
        };
        let is_official = |host: &&str| matches!(list.standing(host), Standing::Official(entry) if entry.status == Status::Active && entry.host == **host);
        target
            .filter(is_official)
            .or_else(|| Some(NATIONAL_PLATFORM).filter(is_official))
            .map(str::to_owned)
    }
}

/// True where a code looks like a way to an insurance office, or is passed off as one.
fn may_be_for_insurance(reason: &Reason) -> bool {
    match reason {
        Reason::Kind(kind) => match kind {
            Kind::Link
            | Kind::BareHost
            | Kind::Script
            | Kind::AppInstall
            | Kind::Wechat
            | Kind::Alipay => true,
            Kind::Credential
            | Kind::PaymentCode
            | Kind::IdNumber
            | Kind::Otp
            | Kind::PayAPerson
            | Kind::MerchantPayment
            | Kind::Message
            | Kind::Unionpay
            | Kind::Wifi
            | Kind::Contact
            | Kind::Invoice
            | Kind::CodeNumber
            | Kind::Text
            | Kind::Binary
            | Kind::Empty => false,
        },
        Reason::KnownPhishing
        | Reason::CopiedPage
        | Reason::Impostor { .. }
        | Reason::TargetEmbedding { .. }
        | Reason::Confusable { .. }
        | Reason::Typosquatting { .. }
        | Reason::SuffixSwap { .. }
        | Reason::ComboSquatting { .. }
        | Reason::Backslash
        | Reason::EmbeddedCredentials
        | Reason::Idn
        | Reason::PercentInHost
        | Reason::TrailingDot
        | Reason::IpAddress
        | Reason::UnusualPort { .. }
        | Reason::BadHost
        | Reason::TooLong
        | Reason::HiddenCharacters
        | Reason::ByteOrderMark
        | Reason::ExtraText
        | Reason::BadCharacter
        | Reason::HtmlEntity
        | Reason::BadEscape
        | Reason::DeepEncoding
        | Reason::OddPath
        | Reason::Redirect
        | Reason::EmbeddedLink
        | Reason::ParsersDisagree
        | Reason::ShortLink
        | Reason::OpenForm
        | Reason::AppDistribution
        | Reason::OpenHosting
        | Reason::ThirdParty
        | Reason::NotForVisitors
        | Reason::Unproven
        | Reason::NeedsLocalConfirmation { .. }
        | Reason::NotEncrypted { .. }
        | Reason::ListTooOld { .. }
        | Reason::Insurer { .. }
        | Reason::NotListed { .. }
        | Reason::Ambiguous(
            Ambiguity::TwoPayloads | Ambiguity::NestedCode | Ambiguity::SplitModules,
        ) => true,
        Reason::Ambiguous(
            Ambiguity::Transparency | Ambiguity::Colour | Ambiguity::WornOut | Ambiguity::Profile,
        )
        | Reason::OpensAnApp
        | Reason::StructuredAppend
        | Reason::Fnc1
        | Reason::Eci
        | Reason::ListEmpty
        | Reason::SeveralFrames
        | Reason::GaveUp
        | Reason::NotFinished
        | Reason::OtherCode
        | Reason::RoundCode
        | Reason::UnreadCode
        | Reason::MicroQr
        | Reason::Unconfirmed
        | Reason::NoCode => false,
    }
}

/// As it stands alone, in large letters.
pub fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The reason that is told: of the picked code where it has one, or the worst of all. A visitor's own code beside a fraud
/// does not hide the fraud.
fn told_reason(subject: Subject<'_>, picked: Option<usize>, own: bool) -> Option<Reason> {
    let of_picked = picked.and_then(|index| subject.symbols.get(index));
    if let Some(reason) = of_picked.and_then(|judged| judged.verdict.reasons().first()) {
        return Some(reason.clone());
    }
    let of_codes = subject.symbols.iter();
    let of_codes = of_codes.flat_map(|symbol| symbol.verdict.reasons());
    let all = || of_codes.clone().chain(subject.doubts);
    let is_own = |reason: &&Reason| Grade::of_reason(reason) == Grade::Own;
    all()
        .filter(|reason| is_own(reason) == own)
        .min()
        .or_else(|| all().min())
        .cloned()
}

/// The code that has the reason, or the worst one.
fn leading(symbols: &[Judged], reason: Option<&Reason>) -> Option<usize> {
    let has_it =
        |judged: &Judged| reason.is_some_and(|reason| judged.verdict.reasons().contains(reason));
    symbols.iter().position(has_it).or_else(|| worst(symbols))
}
