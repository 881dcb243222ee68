//! What is heard. One thread plays, one sentence at a time: a new one interrupts the old one, and whoever asks for it waits
//! for nothing. Where nothing can be played, there is silence: that is no error and costs no time.
//!
//! Recordings come from [`recordings`], a program of the system plays them ([`player`]). On Linux no sound library is
//! linked: on a machine without one this program would not even start.

#[cfg(windows)]
mod device;
pub mod player;
pub mod recordings;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::language::Language;
use crate::spoken::{Chime, Spoken};
use player::{Player, Playing};
use recordings::{RATE, Samples};

/// Silence before each sentence but the first sound.
const PAUSE: Duration = Duration::from_millis(250);
/// How often it is asked whether the player has ended.
const TICK: Duration = Duration::from_millis(40);
/// A player that has not ended so long after its sound hangs.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long the end of everything waits for the thread: its player may be deep in a driver.
const LAST_WAIT: Duration = Duration::from_millis(300);

/// What is said at one time: perhaps a chime, then sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// The sound before the words. Loudspeakers that have been asleep swallow the beginning of what they get: of 不安全 nobody
    /// may hear 安全 only, so no verdict is said without it.
    pub chime: Option<Chime>,
    /// The sentences, in order.
    pub sentences: Vec<Spoken>,
    /// Their language.
    pub language: Language,
}

/// What the thread is to do next. There is room for one: the newest replaces what was not begun.
enum Order {
    Say(Utterance, f32),
    Hush,
    End,
}

#[derive(Default)]
struct Desk {
    order: Mutex<Option<Order>>,
    news: Condvar,
}

/// A voice: it says the newest of what it was told to say.
pub struct Voice {
    desk: Arc<Desk>,
    thread: JoinHandle<()>,
    players: Vec<Player>,
}

impl Voice {
    /// A voice that plays with the first of `players` that works, and prefers the recordings in `folder` to those that
    /// are built in.
    ///
    /// # Errors
    /// Where no thread can be had.
    pub fn start(players: Vec<Player>, folder: Option<PathBuf>) -> io::Result<Voice> {
        let desk = Arc::new(Desk::default());
        let thread = Voice::thread(Arc::clone(&desk), players.clone(), folder)?;
        Ok(Voice {
            desk,
            thread,
            players,
        })
    }

    fn thread(
        desk: Arc<Desk>,
        players: Vec<Player>,
        folder: Option<PathBuf>,
    ) -> io::Result<JoinHandle<()>> {
        let thread = thread::Builder::new().name("voice".to_owned());
        thread.spawn(move || desk.work(&players, folder.as_deref()))
    }

    /// Says this now, in place of what is being said. `volume` is 0 to 1.
    pub fn say(&mut self, utterance: Utterance, volume: f32) {
        if self.thread.is_finished() {
            // A recording of the hall has brought it down: it goes on with those that are built in.
            let again = Voice::thread(Arc::clone(&self.desk), self.players.clone(), None);
            let Ok(thread) = again else {
                return;
            };
            self.thread = thread;
        }
        self.desk.put(Order::Say(utterance, volume));
    }

    /// Stops what is being said.
    pub fn hush(&mut self) {
        self.desk.put(Order::Hush);
    }
}

impl Drop for Voice {
    fn drop(&mut self) {
        self.desk.put(Order::End);
        let start = Instant::now();
        while !self.thread.is_finished() && start.elapsed() < LAST_WAIT {
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Option<Order>> {
        self.order.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, order: Order) {
        *self.lock() = Some(order);
        self.news.notify_one();
    }

    /// Waits for something to do.
    fn next(&self) -> Order {
        let mut order = self.lock();
        loop {
            if let Some(order) = order.take() {
                return order;
            }
            order = (self.news.wait(order)).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// True as soon as there is something else to do; false after a moment.
    fn has_news_soon(&self) -> bool {
        let order = self.lock();
        if order.is_some() {
            return true;
        }
        let waited = self.news.wait_timeout(order, TICK);
        waited.unwrap_or_else(PoisonError::into_inner).0.is_some()
    }

    fn work(&self, players: &[Player], folder: Option<&Path>) {
        loop {
            match self.next() {
                Order::Say(utterance, volume) => {
                    let samples = samples(&utterance, folder, volume);
                    self.play(players, &samples);
                }
                Order::Hush => {}
                Order::End => return,
            }
        }
    }

    /// Plays until the end, or until there is something else to do. A player that fails leaves it to the next one.
    fn play(&self, players: &[Player], samples: &Samples) {
        if samples.0.is_empty() {
            return;
        }
        for player in players {
            let Ok(mut playing) = player.start(samples) else {
                continue;
            };
            match self.wait(&mut playing, samples.lasts() + PATIENCE) {
                End::Failed => {}
                End::Played | End::Interrupted => return,
            }
        }
    }

    /// Until the player has ended; it does not outlive this.
    fn wait(&self, playing: &mut Playing, longest: Duration) -> End {
        let start = Instant::now();
        loop {
            match playing.has_worked() {
                Some(true) => return End::Played,
                Some(false) => return End::Failed,
                None if start.elapsed() > longest => return End::Interrupted,
                None if self.has_news_soon() => return End::Interrupted,
                None => {}
            }
        }
    }
}

enum End {
    Played,
    Failed,
    Interrupted,
}

/// All of it in a row, as loud as it is wanted; empty where nothing is to be heard.
fn samples(utterance: &Utterance, folder: Option<&Path>, volume: f32) -> Samples {
    let mut all = Samples(Vec::new());
    if volume <= 0.0 {
        return all;
    }
    let chime = utterance
        .chime
        .map(|chime| recordings::chime(chime, folder));
    let sentences = utterance.sentences.iter();
    let sentences =
        sentences.map(|spoken| recordings::sentence(spoken, utterance.language, folder));
    for part in chime.into_iter().chain(sentences).flatten() {
        if !all.0.is_empty() {
            let pause = (PAUSE.as_secs_f32() * RATE as f32) as usize;
            all.0.extend(std::iter::repeat_n(0, pause));
        }
        all.0.extend(part.0);
    }
    all.soften(volume);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_volume_of_nothing_plays_nothing_and_half_of_it_half() {
        let utterance = Utterance {
            chime: Some(Chime::Safe),
            sentences: vec![Spoken::TakeAway],
            language: Language::ZhCn,
        };
        let peak = |volume: f32| {
            let samples = samples(&utterance, None, volume);
            let peak = samples.0.iter().map(|sample| sample.unsigned_abs()).max();
            peak.unwrap_or_default()
        };
        assert!(samples(&utterance, None, 0.0).0.is_empty());
        assert!(peak(1.0) > 8_000);
        assert!(peak(0.5).abs_diff(peak(1.0) / 2) <= 1);
        assert_eq!(peak(7.0), peak(1.0)); // louder than it was recorded it never is
    }
}
