//! A screen that shows an official code, and for a moment now and then another one: `cargo bench --bench flicker`.
//!
//! Films of 30 pictures a second are made here and played in real time to the thread that looks at a camera's pictures
//! and to a kiosk's session. For each: how many of the moments were looked at (and how many would have been, were only the
//! newest picture ever looked at: the share of all pictures that were), and for how long a verdict of safe outlasted a
//! moment. The first line is a film without any, which must be safe.

#[path = "../tests/painter/mod.rs"]
mod painter;

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use image::{GrayImage, Luma};
use painter::{drawn, text_code};
use qrcode::types::EcLevel;
use yanma::check::Outcome;
use yanma::check::allowlist::{Allowlist, Date};
use yanma::judge::camera::Looker;
use yanma::list_in_use::InUse;
use yanma::scan::Frame;
use yanma::session::{Place, Session, State};
use yanma::source::slot::{Now, Picture, Slot};

const WIDTH: u32 = 1_280;
const HEIGHT: u32 = 720;
const MODULE_PX: u32 = 7;
const STEP: Duration = Duration::from_nanos(1_000_000_000 / 30);
/// Pictures of each film: 20 seconds.
const PICTURES: u64 = 600;
const OFFICIAL: &str = "https://fuwu.nhsa.gov.cn/";
const HOSTILE: &str = "https://evil.example/ka";

/// A film: so many hostile pictures in each `period`, held by a hand that moves so far.
struct Kind {
    hostile: u64,
    period: u64,
    /// Pixels.
    sway: f64,
}

fn main() {
    yanma::scan::silence_caught_panics();
    let today = Date {
        year: 2026,
        month: 11,
        day: 24,
    };
    let list = Arc::new(Allowlist::built_in(today).expect("the built-in list"));
    let codes = [OFFICIAL, HOSTILE].map(|link| {
        let code = text_code(link, EcLevel::M).expect("a short link");
        drawn(&code, MODULE_PX)
    });
    println!(
        "{:<34}{:>10}{:>12}{:>10}{:>12}{:>14}{:>14}",
        "film", "moments", "looked at", "(newest)", "safe shown", "outlasts most", "first safe"
    );
    for (hostile, period) in [(0, 30), (1, 90), (1, 30), (2, 30), (1, 10)] {
        for sway in [0.0, 6.0] {
            let kind = Kind {
                hostile,
                period,
                sway,
            };
            play(&kind, &codes, &list);
        }
    }
}

fn play(kind: &Kind, codes: &[GrayImage; 2], list: &Arc<Allowlist>) {
    let slot = Arc::new(Slot::new(|| {}));
    let looker =
        Looker::start(Arc::clone(&slot), InUse::new(Arc::clone(list)), || {}).expect("a thread");
    let mut session = Session::new(Place::Kiosk);
    let start = Instant::now();
    let filming = thread::spawn({
        let (slot, codes) = (Arc::clone(&slot), codes.clone());
        let (hostile, period, sway) = (kind.hostile, kind.period, kind.sway);
        move || {
            for number in 0..PICTURES {
                let is_hostile = is_hostile(number, hostile, period);
                let picture = filmed(&codes[usize::from(is_hostile)], number, sway);
                thread::sleep(
                    (start + STEP * number as u32).saturating_duration_since(Instant::now()),
                );
                slot.put(Now::Live(Arc::new(Picture {
                    number,
                    taken: Instant::now(),
                    ..picture
                })));
            }
        }
    });
    let (mut looks, mut caught, mut safe_for) = (0, 0, Duration::ZERO);
    let (mut first_safe, mut outlasted) = (None, Duration::ZERO);
    // When the last moment began that the verdict of safe, which was there then, has outlasted so far.
    let mut moment: Option<(u64, Instant)> = None;
    let mut before = Instant::now();
    while !filming.is_finished() {
        if let Ok(look) = looker.looks.recv_timeout(Duration::from_millis(5)) {
            looks += 1;
            caught += u64::from(is_hostile(look.picture.number, kind.hostile, kind.period));
            session.look(look.taken.saturating_duration_since(start), look.seen);
        }
        session.tick(start.elapsed());
        let now = Instant::now();
        let is_safe =
            matches!(session.state(), State::Showing(shown) if shown.outcome() == Outcome::Safe);
        if is_safe {
            safe_for += now - before;
            first_safe.get_or_insert(now - start);
            let shown = (start.elapsed().as_secs_f64() * 30.0) as u64;
            if is_hostile(shown, kind.hostile, kind.period) && moment.is_none() {
                moment = Some((shown, now));
            }
            if let Some((_, at)) = moment {
                outlasted = outlasted.max(now - at);
            }
        } else {
            moment = None;
        }
        before = now;
    }
    drop(looker);
    let _ = filming.join(); // it has nothing to say
    let moments = PICTURES * kind.hostile / kind.period;
    let newest = moments as f64 * (looks - caught.min(looks)) as f64 / PICTURES as f64;
    println!(
        "{:<34}{moments:>10}{caught:>12}{newest:>10.1}{:>10.1} s{:>12.2} s{:>14}",
        format!(
            "{} of {} pictures, sway {} px",
            kind.hostile, kind.period, kind.sway
        ),
        safe_for.as_secs_f64(),
        outlasted.as_secs_f64(),
        first_safe.map_or("never".to_owned(), |at| format!(
            "{:.2} s",
            at.as_secs_f64()
        )),
    );
}

fn is_hostile(number: u64, hostile: u64, period: u64) -> bool {
    // Not before there is a verdict that could be taken back.
    number % period >= period - hostile
}

/// A code in a hand before a grey wall, with noise.
fn filmed(code: &GrayImage, number: u64, sway: f64) -> Picture {
    let at = number as f64 / 30.0;
    let left = f64::from(WIDTH - code.width()) / 2.0 + sway * (5.0 * at).sin();
    let top = f64::from(HEIGHT - code.height()) / 2.0 + sway * (4.0 * at).cos();
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let picture = GrayImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let inside =
            code.get_pixel_checked(x.wrapping_sub(left as u32), y.wrapping_sub(top as u32));
        let Luma([grey]) = inside.copied().unwrap_or(Luma([120]));
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Luma([grey.clamp(25, 225) + (state % 9) as u8])
    });
    let luma = Frame::luma(WIDTH as usize, HEIGHT as usize, picture.into_raw());
    Picture {
        number,
        taken: Instant::now(),
        luma: luma.expect("as many bytes as pixels"),
        rgb: Vec::new(),
    }
}
