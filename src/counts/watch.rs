//! What of a session counts: each answer once, and answers close together as one visit.

use std::time::Duration;

use super::Event;
use crate::check::verdict::Verdict;
use crate::language::Language;
use crate::session::{Session, Shown, State};
use crate::source::fault::Fault;
use crate::telling::{Grade, Telling};

/// Answers that follow each other sooner are one visit.
const VISIT_ENDS_AFTER: Duration = Duration::from_secs(30);

/// Notes what there is to count in a session as it goes on. Time is an argument, as the session counts it.
#[derive(Debug, Clone, Default)]
pub struct Watch {
    /// The answer that was counted, by when it came up.
    counted: Option<Duration>,
    /// When an answer was last on the screen.
    answered: Option<Duration>,
    fault: Option<Fault>,
}

impl Watch {
    /// What is new since it was last called.
    pub fn news(&mut self, session: &Session, fault: Option<Fault>, now: Duration) -> Vec<Event> {
        let mut news = Vec::new();
        if fault != self.fault {
            news.extend(fault.map(Event::Fault));
            self.fault = fault;
        }
        let State::Showing(shown) = session.state() else {
            self.counted = None;
            return news;
        };
        if self.counted != Some(shown.since) {
            let is_visit = self
                .answered
                .is_none_or(|answered| shown.since >= answered + VISIT_ENDS_AFTER);
            news.extend(is_visit.then_some(Event::Visit));
            news.push(answer(shown));
            self.counted = Some(shown.since);
        }
        self.answered = Some(now.max(shown.since));
        news
    }
}

/// What an answer counts as: as it is told on the screen, and no more.
fn answer(shown: &Shown) -> Event {
    if shown.unanswered.is_some() {
        return Event::Unread;
    }
    let telling = Telling::of_shown(shown, None, Language::default());
    let is_official = telling.grade == Grade::Official;
    let entry = |verdict: &Verdict| match verdict {
        Verdict::Safe(safe) if is_official => safe.entry().map(|entry| entry.host.clone()),
        _ => None,
    };
    let symbols = shown.seen.judged.symbols.iter();
    Event::Verdict {
        grade: telling.grade,
        reason: telling.reason.map(|reason| reason.code()),
        entries: symbols
            .filter_map(|symbol| entry(&symbol.verdict))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::check::allowlist::{Allowlist, Date};
    use crate::check::{JudgedPicture, judge_text};
    use crate::scan::{Quad, ReadBy};
    use crate::session::{Code, Place, Seen};

    fn safe(host: &str) -> Event {
        Event::Verdict {
            grade: Grade::Official,
            reason: None,
            entries: BTreeSet::from([host.to_owned()]),
        }
    }

    /// What a camera sees of a code with that text.
    fn seen(text: &str) -> Seen {
        let list = Allowlist::built_in(Date {
            year: 2026,
            month: 11,
            day: 23,
        })
        .unwrap();
        let code = Code {
            corners: Quad([[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0]]),
            read_by: ReadBy {
                rqrr: true,
                rxing: true,
            },
            fingerprint: text.len() as u64,
        };
        Seen {
            judged: JudgedPicture {
                symbols: vec![judge_text(text.as_bytes(), &list)],
                doubts: Vec::new(),
            },
            codes: vec![code],
            unread: Vec::new(),
            may_be_a_code: false,
            advice: None,
            size: [640, 480],
        }
    }

    #[test]
    fn each_answer_counts_once_and_answers_close_together_are_one_visit() {
        let at = |tenths: u64| Duration::from_millis(tenths * 100);
        let mut session = Session::new(Place::Kiosk);
        let mut watch = Watch::default();
        let mut news = |session: &mut Session, from: u64, text: &str| {
            let mut news = Vec::new();
            for tenths in from..from + 12 {
                session.look(at(tenths), seen(text));
                news.extend(watch.news(session, None, at(tenths)));
            }
            session.forget();
            news.extend(watch.news(session, None, at(from + 12)));
            news
        };
        let official = "https://fuwu.nhsa.gov.cn/a?id=31";
        let verdict = |grade, reason| Event::Verdict {
            grade,
            reason,
            entries: BTreeSet::new(),
        };
        let first = news(&mut session, 0, official);
        assert_eq!(first, [Event::Visit, safe("fuwu.nhsa.gov.cn")]);
        // The next one of the same visitor, and another visitor half a minute later.
        let other = news(&mut session, 100, "https://example.com/");
        assert_eq!(other, [verdict(Grade::Unproven, Some("not-listed"))]);
        let own = news(&mut session, 420, "4301234567890123456789012345");
        assert_eq!(own, [Event::Visit, verdict(Grade::Own, Some("credential"))]);
        // Nothing that can be read, for as long as that takes.
        let mut unread = seen("");
        unread.unread = vec![unread.codes[0].corners];
        (unread.codes, unread.judged.symbols) = (Vec::new(), Vec::new());
        let mut found = Vec::new();
        for tenths in (900..1_000).step_by(5) {
            session.look(at(tenths), unread.clone());
            found.extend(watch.news(&session, None, at(tenths)));
        }
        assert_eq!(found, [Event::Visit, Event::Unread]);
        // A fault counts when it begins.
        let fault = Some(Fault::Unplugged);
        for expected in [1, 0, 0] {
            assert_eq!(watch.news(&session, fault, at(1_000)).len(), expected);
        }
        assert!(watch.news(&session, None, at(1_001)).is_empty());
        assert_eq!(watch.news(&session, fault, at(1_002)).len(), 1);
    }
}
