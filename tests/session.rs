//! The session with a fake clock: what may be shown when, and that nothing is left for the next visitor.

use std::sync::LazyLock;
use std::time::Duration;

use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::verdict::{Ambiguity, Reason};
use yanma::check::{JudgedPicture, Outcome, judge_text};
use yanma::scan::{Quad, ReadBy};
use yanma::session::{Code, Place, Seen, Session, State, Unanswered};
use yanma::source::fault::Fault;

const OFFICIAL: &str = "https://fuwu.nhsa.gov.cn/";
const OTHER_OFFICIAL: &str = "https://si.12333.gov.cn/";
const EVIL: &str = "https://yibao-jihuo.top/";
/// 28 digits: a medical credential.
const CREDENTIAL: &str = "4301234567890123456789012345";

const BOTH: ReadBy = ReadBy {
    rqrr: true,
    rxing: true,
};
const ONE: ReadBy = ReadBy {
    rqrr: false,
    rxing: true,
};
const LEFT: f32 = 100.0;
const RIGHT: f32 = 600.0;

static LIST: LazyLock<Allowlist> = LazyLock::new(|| {
    let today = Date {
        year: 2026,
        month: 11,
        day: 23,
    };
    Allowlist::built_in(today).unwrap()
});

fn ms(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

fn quad(x: f32) -> Quad {
    Quad([
        [x, 100.0],
        [x + 200.0, 100.0],
        [x + 200.0, 300.0],
        [x, 300.0],
    ])
}

/// A picture with these codes, each with its place and its decoders.
fn picture(codes: &[(&str, f32, ReadBy)]) -> Seen {
    let mut symbols = Vec::new();
    let mut found = Vec::new();
    for (text, x, read_by) in codes {
        let mut judged = judge_text(text.as_bytes(), &LIST);
        if judged.verdict.is_safe() && !read_by.both() {
            judged.verdict = yanma::check::verdict::Verdict::Unsafe(vec![Reason::Unconfirmed]);
        }
        symbols.push(judged);
        found.push(Code {
            corners: quad(*x),
            read_by: *read_by,
            fingerprint: text
                .bytes()
                .fold(7u64, |sum, byte| sum.wrapping_mul(31) + u64::from(byte)),
        });
    }
    let doubts = if codes.is_empty() {
        vec![Reason::NoCode]
    } else {
        Vec::new()
    };
    Seen {
        judged: JudgedPicture { symbols, doubts },
        codes: found,
        unread: Vec::new(),
        may_be_a_code: false,
        advice: None,
        size: [1280, 720],
    }
}

fn one(text: &str) -> Seen {
    picture(&[(text, LEFT, BOTH)])
}

/// `seen` with a code beside it that was located and not read.
fn with_unread(mut seen: Seen, x: f32) -> Seen {
    for symbol in &mut seen.judged.symbols {
        symbol.verdict = yanma::check::verdict::Verdict::Unsafe(vec![Reason::UnreadCode]);
    }
    seen.judged.doubts = vec![Reason::UnreadCode];
    seen.unread = vec![quad(x)];
    seen
}

fn shown(session: &Session) -> Option<Outcome> {
    match session.state() {
        State::Showing(shown) => Some(shown.outcome()),
        _ => None,
    }
}

fn kiosk() -> Session {
    Session::new(Place::Kiosk)
}

/// A session that shows a safe verdict since 600 ms.
fn safe() -> Session {
    let mut session = kiosk();
    for at in [0, 200, 400, 600] {
        session.look(ms(at), one(OFFICIAL));
    }
    assert_eq!(shown(&session), Some(Outcome::Safe));
    session
}

/// `seen` in a quick look.
fn quick(mut seen: Seen) -> Seen {
    for symbol in &mut seen.judged.symbols {
        if symbol.verdict.is_safe() {
            symbol.verdict = yanma::check::verdict::Verdict::Unsafe(vec![Reason::Unconfirmed]);
        }
    }
    seen
}

#[test]
fn safe_needs_one_thorough_look_among_the_clean_ones() {
    let mut session = kiosk();
    for at in (0..2_000).step_by(200) {
        session.look(ms(at), quick(one(OFFICIAL)));
    }
    assert_eq!(shown(&session), None, "quick looks alone");
    session.look(ms(2_100), one(OFFICIAL));
    assert_eq!(shown(&session), Some(Outcome::Safe));

    // The thorough look was before something was beside the code.
    let mut session = kiosk();
    session.look(ms(0), one(OFFICIAL));
    session.look(ms(200), with_unread(quick(one(OFFICIAL)), 500.0));
    for at in [400, 600, 800, 1_000] {
        session.look(ms(at), quick(one(OFFICIAL)));
    }
    assert_eq!(shown(&session), None, "it does not count any more");
    session.look(ms(1_200), one(OFFICIAL));
    assert_eq!(shown(&session), Some(Outcome::Safe));
}

#[test]
fn what_only_thorough_looks_see_makes_red_however_many_quick_ones_miss_it() {
    let mut session = kiosk();
    for at in (0..2_000).step_by(100) {
        let seen = match at % 500 {
            0 => picture(&[(OFFICIAL, LEFT, BOTH), (EVIL, RIGHT, ONE)]),
            _ => quick(one(OFFICIAL)),
        };
        session.look(ms(at), seen);
        assert_ne!(shown(&session), Some(Outcome::Safe), "at {at} ms");
    }
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

#[test]
fn safe_needs_three_pictures_and_half_a_second() {
    let mut session = kiosk();
    session.look(ms(0), one(OFFICIAL));
    session.look(ms(600), one(OFFICIAL));
    assert_eq!(shown(&session), None, "two pictures");

    let mut session = kiosk();
    for at in [0, 100, 200, 300, 400, 499] {
        session.look(ms(at), one(OFFICIAL));
    }
    assert_eq!(shown(&session), None, "less than half a second");
    session.look(ms(500), one(OFFICIAL));
    assert_eq!(shown(&session), Some(Outcome::Safe));
}

#[test]
fn safe_needs_both_decoders_once() {
    let unconfirmed = || picture(&[(OFFICIAL, LEFT, ONE)]);
    let mut session = kiosk();
    for at in [0, 300, 600, 900] {
        session.look(ms(at), unconfirmed());
    }
    assert_eq!(shown(&session), None);
    session.look(ms(1_000), one(OFFICIAL));
    assert_eq!(shown(&session), Some(Outcome::Safe));
}

#[test]
fn what_is_never_confirmed_is_unsafe_in_the_end() {
    let mut session = kiosk();
    for at in (0..=3_000).step_by(300) {
        session.look(ms(at), picture(&[(OFFICIAL, LEFT, ONE)]));
    }
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

#[test]
fn unsafe_needs_one_picture_of_both_decoders_or_two() {
    let mut session = kiosk();
    session.look(ms(0), one(EVIL));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));

    let mut session = kiosk();
    session.look(ms(0), picture(&[(EVIL, LEFT, ONE)]));
    assert_eq!(shown(&session), None);
    session.look(ms(100), picture(&[(EVIL, LEFT, ONE)]));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

#[test]
fn pictures_without_a_code_between_do_not_count_either_way() {
    let mut session = kiosk();
    for at in [0, 200, 400] {
        session.look(ms(at), one(OFFICIAL));
        session.look(ms(at + 50), picture(&[]));
    }
    session.look(ms(600), one(OFFICIAL));
    assert_eq!(shown(&session), Some(Outcome::Safe));
}

#[test]
fn a_code_that_changes_at_its_place_is_unsafe() {
    let mut session = kiosk();
    session.look(ms(0), one(OFFICIAL));
    session.look(ms(200), one(OTHER_OFFICIAL));
    let State::Showing(shown) = session.state() else {
        panic!("{:?}", session.state());
    };
    assert_eq!(
        shown.seen.judged.reasons(),
        [Reason::Ambiguous(Ambiguity::TwoPayloads)]
    );
}

#[test]
fn another_leaflet_after_a_pause_is_another_code() {
    let mut session = kiosk();
    session.look(ms(0), one(OFFICIAL));
    for at in [1_000, 1_300, 1_600] {
        session.look(ms(at), one(OTHER_OFFICIAL));
    }
    assert_eq!(shown(&session), Some(Outcome::Safe));
}

#[test]
fn a_second_code_starts_the_row_anew() {
    let both = || picture(&[(OFFICIAL, LEFT, BOTH), (OTHER_OFFICIAL, RIGHT, BOTH)]);
    let mut session = kiosk();
    session.look(ms(0), one(OFFICIAL));
    session.look(ms(300), one(OFFICIAL));
    session.look(ms(600), both());
    assert_eq!(shown(&session), None);
    session.look(ms(900), both());
    session.look(ms(1_200), both());
    assert_eq!(shown(&session), Some(Outcome::Safe));
}

#[test]
fn a_code_that_was_just_there_and_is_not_read_blocks_safe() {
    let mut session = kiosk();
    session.look(
        ms(0),
        picture(&[(OFFICIAL, LEFT, BOTH), (EVIL, RIGHT, ONE)]),
    );
    for at in [200, 400, 600, 800, 1_000, 1_200, 1_400] {
        session.look(ms(at), one(OFFICIAL));
        assert_eq!(shown(&session), None, "{at}");
    }
}

#[test]
fn the_worst_of_several_codes_counts() {
    let mut session = kiosk();
    session.look(
        ms(0),
        picture(&[(OFFICIAL, LEFT, BOTH), (EVIL, RIGHT, BOTH)]),
    );
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

#[test]
fn a_code_that_is_located_and_not_read_makes_safe_impossible() {
    let mut session = kiosk();
    for at in (0..2_900).step_by(100) {
        session.look(ms(at), with_unread(one(OFFICIAL), RIGHT));
        assert_eq!(shown(&session), None, "{at}");
    }
    session.look(ms(3_000), with_unread(one(OFFICIAL), RIGHT));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

#[test]
fn safe_is_taken_back_at_once_by_another_code() {
    let mut session = safe();
    session.look(
        ms(700),
        picture(&[(OFFICIAL, LEFT, BOTH), (EVIL, RIGHT, BOTH)]),
    );
    assert_eq!(shown(&session), Some(Outcome::Unsafe));

    let mut session = safe();
    session.look(ms(2_000), picture(&[(EVIL, RIGHT, ONE)]));
    assert_eq!(
        session.state(),
        &State::Scanning,
        "read by one decoder only"
    );

    let mut session = safe();
    session.look(ms(700), with_unread(picture(&[]), RIGHT));
    assert_eq!(session.state(), &State::Scanning, "located only");
}

#[test]
fn safe_stays_when_the_code_is_put_away() {
    let mut session = safe();
    session.look(ms(700), picture(&[]));
    // The same code, blurred on its way out.
    session.look(ms(800), with_unread(picture(&[]), LEFT + 20.0));
    assert_eq!(shown(&session), Some(Outcome::Safe));
}

#[test]
fn safe_ends_when_nobody_looks() {
    let mut session = safe();
    session.tick(ms(3_000));
    assert_eq!(shown(&session), Some(Outcome::Safe));
    session.tick(ms(3_200));
    assert_eq!(shown(&session), None);
}

#[test]
fn nothing_is_safe_without_a_camera() {
    let mut session = safe();
    session.camera(Some(Fault::Unplugged));
    assert_eq!(session.state(), &State::Fault(Fault::Unplugged));
    session.look(ms(700), one(OFFICIAL));
    assert_eq!(session.state(), &State::Fault(Fault::Unplugged));
    session.camera(None);
    assert_eq!(session, kiosk());
}

#[test]
fn red_cannot_be_wiped_away_with_something_official() {
    let mut session = kiosk();
    session.look(ms(0), one(EVIL));
    for at in (100..3_900).step_by(100) {
        session.look(ms(at), picture(&[(OFFICIAL, RIGHT, BOTH)]));
        assert_eq!(shown(&session), Some(Outcome::Unsafe), "{at}");
    }
}

#[test]
fn another_code_replaces_red_after_a_while() {
    let mut session = kiosk();
    session.look(ms(0), one(EVIL));
    for at in [5_000, 5_300, 5_600] {
        session.look(ms(at), picture(&[(OFFICIAL, RIGHT, BOTH)]));
    }
    assert_eq!(shown(&session), Some(Outcome::Safe));
}

#[test]
fn a_kiosk_ends_verdicts_by_itself() {
    for (text, seconds) in [(OFFICIAL, 20), (EVIL, 45), (CREDENTIAL, 20)] {
        let mut session = kiosk();
        let mut at = 0;
        while shown(&session).is_none() {
            at += 100;
            session.look(ms(at), one(text));
        }
        let end = at + seconds * 1_000;
        for at in (at..end).step_by(500) {
            session.look(ms(at), picture(&[])); // the camera goes on
        }
        assert!(shown(&session).is_some(), "{text}");
        session.tick(ms(end));
        assert_eq!(shown(&session), None, "{text}");
    }
}

#[test]
fn a_touch_holds_a_verdict_but_not_for_ever() {
    let mut session = kiosk();
    session.look(ms(0), one(EVIL));
    session.hold();
    session.tick(ms(60_000));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
    assert_eq!(session.time_left(ms(60_000)), None);
    session.tick(ms(179_900));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
    session.tick(ms(180_000));
    assert_eq!(shown(&session), None);
}

#[test]
fn the_countdown_begins_when_the_code_leaves_and_one_that_is_left_is_to_be_taken_away() {
    let mut session = kiosk();
    for at in (0..180_000).step_by(500) {
        session.look(ms(at), one(EVIL));
        assert_eq!(shown(&session), Some(Outcome::Unsafe), "{at}");
        assert_eq!(session.time_left(ms(at)), Some((1.0, 45)));
    }
    for at in (180_000..190_000).step_by(500) {
        session.look(ms(at), one(EVIL));
        assert_eq!(session.state(), &State::TakeAway, "{at}");
    }
    // Another one is the next visitor's.
    let mut next = session.clone();
    next.look(ms(190_000), one(CREDENTIAL));
    assert_eq!(shown(&next), Some(Outcome::Unsafe));
    // Taken away.
    session.look(ms(190_000), picture(&[]));
    session.look(ms(191_100), picture(&[]));
    assert_eq!(session.state(), &State::Attract);
    session.look(ms(192_000), one(EVIL));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

#[test]
fn a_private_code_that_is_left_in_view_stays_covered() {
    let mut session = kiosk();
    for at in (0..185_000).step_by(500) {
        session.look(ms(at), one(CREDENTIAL));
        assert!(session.is_covered(ms(at)), "{at}");
    }
    assert_eq!(session.state(), &State::TakeAway);
}

#[test]
fn a_desk_keeps_its_verdict() {
    let mut session = Session::new(Place::Desk);
    session.look(ms(0), one(EVIL));
    session.hold(); // touched as if it were a kiosk
    session.tick(ms(600_000));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

#[test]
fn a_private_code_covers_the_picture_at_once_and_for_a_while() {
    let mut session = kiosk();
    session.look(ms(0), picture(&[(CREDENTIAL, LEFT, ONE)]));
    assert_eq!(shown(&session), None);
    assert!(session.is_covered(ms(0)));
    assert!(session.is_covered(ms(1_900)));
    assert!(!session.is_covered(ms(2_100)));
}

#[test]
fn nothing_of_a_visitor_is_left_for_the_next() {
    for text in [OFFICIAL, EVIL, CREDENTIAL] {
        let mut session = kiosk();
        for at in [0, 200, 400, 600] {
            session.look(ms(at), one(text));
        }
        session.hold();
        session.forget();
        assert_eq!(session.state(), &State::Attract);
        assert_eq!(session.newest(), None);
        // That something private was there is remembered until it is surely gone, so that the picture stays covered.
        assert_eq!(session.is_covered(ms(1_000)), text == CREDENTIAL);
        session.tick(ms(3_000));
        assert_eq!(session, kiosk(), "{text}");
    }
    // By time, too.
    let mut session = kiosk();
    session.look(ms(0), one(EVIL));
    session.tick(ms(46_000));
    assert_eq!(session, kiosk());
}

#[test]
fn an_empty_hall_is_attracted_again() {
    let mut session = kiosk();
    session.look(ms(0), with_unread(picture(&[]), LEFT));
    assert_eq!(session.state(), &State::Scanning);
    session.look(ms(5_900), picture(&[]));
    assert_eq!(session.state(), &State::Scanning);
    session.look(ms(6_100), picture(&[]));
    assert_eq!(session.state(), &State::Attract);
}

/// `seen` as a machine shows it that is too slow to look at all of it.
fn not_finished(mut seen: Seen) -> Seen {
    for symbol in &mut seen.judged.symbols {
        if symbol.verdict.is_safe() {
            symbol.verdict = yanma::check::verdict::Verdict::Unsafe(vec![Reason::NotFinished]);
        }
    }
    seen.judged.doubts = vec![Reason::NotFinished];
    seen
}

#[test]
fn a_look_that_was_not_finished_makes_nothing_green_and_nothing_red() {
    let mut session = kiosk();
    for at in (0..7_000).step_by(250) {
        session.look(ms(at), not_finished(one(OFFICIAL)));
        assert_eq!(session.state(), &State::Scanning);
    }
    // It says that it is slow, and goes on.
    for at in (7_000..20_000).step_by(250) {
        session.look(ms(at), not_finished(one(OFFICIAL)));
        assert_eq!(unanswered(&session), Some(Unanswered::Slow), "{at}");
        let State::Showing(screen) = session.state() else {
            panic!("nothing is shown");
        };
        assert!(screen.seen.judged.symbols.is_empty(), "no code has a sign");
        assert_eq!(shown(&session), Some(Outcome::NoCode));
    }
    for at in [20_000, 20_300, 20_600] {
        session.look(ms(at), one(OFFICIAL));
    }
    assert_eq!(shown(&session), Some(Outcome::Safe));

    let mut session = safe();
    for at in (700..4_000).step_by(100) {
        session.look(ms(at), not_finished(one(OFFICIAL)));
    }
    assert_ne!(
        shown(&session),
        Some(Outcome::Safe),
        "nobody looks any more"
    );

    let mut session = kiosk();
    session.look(ms(0), not_finished(one(EVIL)));
    assert_eq!(
        shown(&session),
        Some(Outcome::Unsafe),
        "what was read counts"
    );
}

fn gave_up() -> Seen {
    let mut seen = picture(&[]);
    seen.judged.doubts = vec![Reason::GaveUp];
    seen
}

#[test]
fn pictures_that_are_given_up_do_not_keep_green_and_end_in_red() {
    let mut session = safe();
    for at in (700..3_400).step_by(100) {
        session.look(ms(at), gave_up());
    }
    assert_ne!(shown(&session), Some(Outcome::Safe));

    let mut session = kiosk();
    let mut read = one(OFFICIAL);
    read.judged = not_finished(read.clone()).judged;
    read.judged.doubts = vec![Reason::GaveUp];
    for at in (0..=3_000).step_by(100) {
        session.look(ms(at), read.clone());
    }
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

fn unanswered(session: &Session) -> Option<Unanswered> {
    match session.state() {
        State::Showing(shown) => shown.unanswered,
        _ => None,
    }
}

fn with_doubt(doubt: Reason) -> Seen {
    let mut seen = picture(&[]);
    seen.judged.doubts = vec![doubt];
    seen
}

#[test]
fn what_is_held_up_and_never_read_ends_neither_green_nor_red() {
    let troubles = [
        Seen {
            may_be_a_code: true,
            ..picture(&[])
        },
        with_unread(picture(&[]), LEFT),
        gave_up(),
        with_doubt(Reason::MicroQr),
        with_doubt(Reason::OtherCode),
    ];
    for trouble in troubles {
        for place in [Place::Kiosk, Place::Desk] {
            let mut session = Session::new(place);
            // It is not seen in every picture.
            for at in (0..7_000).step_by(200) {
                let seen = if at % 600 == 0 {
                    &trouble
                } else {
                    &picture(&[])
                };
                session.look(ms(at), seen.clone());
                assert_eq!(session.state(), &State::Scanning, "{at}");
            }
            session.look(ms(7_000), trouble.clone());
            assert_eq!(unanswered(&session), Some(Unanswered::Unread));
            assert_eq!(shown(&session), Some(Outcome::NoCode));
            // While it is there, it stays; and any code that is read takes its place at once.
            for at in (7_200..60_000).step_by(200) {
                session.look(ms(at), trouble.clone());
                assert_eq!(unanswered(&session), Some(Unanswered::Unread), "{at}");
            }
            let mut read = session.clone();
            read.look(ms(60_000), one(EVIL));
            assert_eq!(shown(&read), Some(Outcome::Unsafe));
            for at in (60_000..84_800).step_by(200) {
                session.look(ms(at), picture(&[]));
                assert_eq!(unanswered(&session), Some(Unanswered::Unread), "{at}");
            }
            session.look(ms(84_800), picture(&[]));
            assert_eq!(session.state(), &State::Attract);
        }
    }
}

/// `seen` with these reasons against its codes; what is beside them is a doubt of the picture.
fn because(mut seen: Seen, reason: &Reason) -> Seen {
    for symbol in &mut seen.judged.symbols {
        symbol.verdict = yanma::check::verdict::Verdict::Unsafe(vec![reason.clone()]);
    }
    if *reason != Reason::Unconfirmed {
        seen.judged.doubts = vec![reason.clone()];
    }
    seen
}

#[test]
fn a_code_of_another_kind_is_told_though_not_every_look_sees_it() {
    let quick = because(one(OFFICIAL), &Reason::Unconfirmed);
    for another in [Reason::RoundCode, Reason::OtherCode] {
        let mut session = kiosk();
        let mut told = None;
        // Of the thorough looks, one in two sees it.
        for at in (0..4_000).step_by(100) {
            let seen = match at % 3_000 {
                0 => because(one(OFFICIAL), &another),
                1_500 => one(OFFICIAL),
                _ => quick.clone(),
            };
            session.look(ms(at), seen);
            assert_ne!(shown(&session), Some(Outcome::Safe), "{at}");
            if let State::Showing(screen) = session.state() {
                told.get_or_insert(screen.seen.judged.reasons());
            }
        }
        assert_eq!(told, Some(vec![another.clone()]));

        // One that comes beside what is green takes it back.
        let mut session = safe();
        session.look(ms(700), because(one(OFFICIAL), &another));
        assert_eq!(session.state(), &State::Scanning);
    }
}

#[test]
fn a_code_is_lost_when_a_look_misses_it_and_not_when_none_comes() {
    let mut session = kiosk();
    session.look(ms(0), with_unread(picture(&[]), LEFT));
    assert!(!session.has_lost_it(ms(4_000)), "nobody has looked since");
    session.look(ms(4_000), picture(&[]));
    assert!(session.has_lost_it(ms(4_000)));
}

#[test]
fn a_round_code_is_named_though_not_every_look_tells_it() {
    let looks_like_one = Seen {
        may_be_a_code: true,
        ..picture(&[])
    };
    let mut session = kiosk();
    for at in (0..=7_000).step_by(250) {
        let is_thorough = at % 1_500 == 0;
        let seen = if is_thorough {
            with_doubt(Reason::RoundCode)
        } else {
            looks_like_one.clone()
        };
        session.look(ms(at), seen);
    }
    assert_eq!(unanswered(&session), Some(Unanswered::Round));
    assert_eq!(shown(&session), Some(Outcome::NoCode));
}

#[test]
fn a_pattern_on_the_wall_is_told_once_and_again_only_when_it_has_been_away() {
    let wall = Seen {
        may_be_a_code: true,
        ..picture(&[])
    };
    let mut session = kiosk();
    let mut now = 0;
    let mut look = |session: &mut Session, seen: &Seen, lasts: u64| {
        let until = now + lasts;
        while now < until {
            now += 200;
            session.look(ms(now), seen.clone());
        }
        session.state().clone()
    };
    look(&mut session, &wall, 10_000);
    assert_eq!(unanswered(&session), Some(Unanswered::Unread));
    // After three minutes it is part of the hall; a visitor comes and goes before it.
    assert_eq!(look(&mut session, &wall, 180_000), State::Attract);
    assert_eq!(look(&mut session, &wall, 60_000), State::Attract);
    let shows = look(&mut session, &one(OFFICIAL), 5_000);
    assert!(matches!(shows, State::Showing(_)));
    look(&mut session, &wall, 30_000);
    assert_eq!(session.state(), &State::Attract);
    // Covered for two seconds, it is something new.
    look(&mut session, &picture(&[]), 2_000);
    look(&mut session, &wall, 8_000);
    assert_eq!(unanswered(&session), Some(Unanswered::Unread));
}

#[test]
fn a_code_that_was_read_has_its_own_verdict_however_much_lies_beside_it() {
    let mut session = kiosk();
    let beside = with_unread(one(OFFICIAL), RIGHT);
    for at in (0..20_000).step_by(200) {
        session.look(ms(at), beside.clone());
        assert_eq!(unanswered(&session), None, "{at}");
    }
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
}

#[test]
fn a_moment_of_something_like_a_code_has_no_answer() {
    let mut session = kiosk();
    for at in (0..60_000).step_by(100) {
        let seen = if at % 2_000 == 0 {
            gave_up()
        } else {
            picture(&[])
        };
        session.look(ms(at), seen);
        assert_eq!(unanswered(&session), None, "{at}");
    }
}

#[test]
fn green_goes_when_something_unread_lies_where_the_code_was() {
    let mut session = safe();
    for at in (700..2_200).step_by(100) {
        session.look(ms(at), with_unread(picture(&[]), LEFT));
    }
    assert_eq!(session.state(), &State::Scanning);
}

#[test]
fn green_does_not_outlive_its_code_even_when_it_is_held() {
    for place in [Place::Kiosk, Place::Desk] {
        let mut session = Session::new(place);
        for at in [0, 200, 400, 600] {
            session.look(ms(at), one(OFFICIAL));
        }
        session.hold();
        for at in (700..20_600).step_by(100) {
            session.look(ms(at), picture(&[]));
        }
        assert_eq!(shown(&session), Some(Outcome::Safe));
        session.look(ms(20_700), picture(&[]));
        assert_eq!(shown(&session), None, "{place:?}");
    }
}

#[test]
fn an_unread_code_between_breaks_the_row() {
    let mut session = kiosk();
    for at in (0..2_000).step_by(200) {
        session.look(ms(at), one(OFFICIAL));
        session.look(ms(at + 100), with_unread(picture(&[]), RIGHT));
        assert_eq!(shown(&session), None, "{at}");
    }
}

#[test]
fn one_doubtful_picture_of_a_safe_code_is_not_red() {
    let mut session = kiosk();
    for at in (0..8_000).step_by(200) {
        session.look(ms(at), one(OFFICIAL));
    }
    session.look(ms(8_000), with_unread(one(OFFICIAL), RIGHT));
    assert_eq!(session.state(), &State::Scanning);
}

#[test]
fn a_code_that_changes_stays_red_while_either_half_is_there() {
    let mut session = kiosk();
    session.look(ms(0), one(OFFICIAL));
    session.look(ms(200), one(OTHER_OFFICIAL));
    for at in (300..20_000).step_by(100) {
        session.look(ms(at), one(OFFICIAL));
        assert_eq!(shown(&session), Some(Outcome::Unsafe), "{at}");
    }
}

#[test]
fn a_fault_during_red_comes_up_when_red_is_over() {
    let mut session = kiosk();
    session.look(ms(0), one(EVIL));
    session.camera(Some(Fault::Unplugged));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
    session.tick(ms(45_000));
    session.camera(Some(Fault::Unplugged)); // told again and again while it lasts
    assert_eq!(session.state(), &State::Fault(Fault::Unplugged));
}

#[test]
fn the_countdown_runs_down() {
    let mut session = kiosk();
    session.look(ms(1_000), one(EVIL));
    assert_eq!(session.time_left(ms(1_000)), Some((1.0, 45)));
    assert_eq!(session.time_left(ms(23_500)), Some((0.5, 23)));
}

#[test]
fn each_of_several_codes_gets_its_own_sign_when_it_is_seen_better_and_red_stays() {
    let both = || picture(&[(OFFICIAL, LEFT, BOTH), (EVIL, RIGHT, BOTH)]);
    let signs = |session: &Session| -> Vec<bool> {
        let State::Showing(shown) = session.state() else {
            panic!("nothing is shown");
        };
        let symbols = shown.seen.judged.symbols.iter();
        symbols.map(|symbol| symbol.verdict.is_safe()).collect()
    };
    let mut session = kiosk();
    session.look(ms(0), quick(both()));
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
    assert_eq!(signs(&session), [false, false]);
    session.look(ms(1_500), both());
    assert_eq!(shown(&session), Some(Outcome::Unsafe));
    assert_eq!(signs(&session), [true, false]);
    session.look(ms(1_600), quick(both()));
    assert_eq!(signs(&session), [true, false], "once it is known");
    // Something official alone is another set of codes: it changes nothing that is on the screen.
    session.look(ms(1_700), one(OFFICIAL));
    assert_eq!(signs(&session), [true, false]);
}
