//! The thread that watches a folder for pictures that come into it.

use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::source::new_files::NewFiles;

/// Between two looks. A file counts when it has not changed for so long.
const PAUSE: Duration = Duration::from_secs(2);
/// So many times longer than a look takes is the pause behind it, for a folder on a slow network.
const REST: u32 = 10;

/// What the thread tells.
enum News {
    /// Pictures have come.
    Arrived(Vec<PathBuf>),
    /// The folder cannot be read any more, or at all. It is tried again.
    Lost,
    /// It can be read.
    Found,
}

/// A folder that is watched. The thread ends when this is dropped.
pub struct Watching {
    folder: PathBuf,
    news: Receiver<News>,
    is_lost: bool,
    _stop: Sender<()>,
}

impl Watching {
    /// Begins to watch. `tell` is called when there is news.
    ///
    /// # Errors
    /// Where the system gives no thread.
    pub fn start(folder: PathBuf, tell: impl Fn() + Send + 'static) -> io::Result<Watching> {
        let (send, news) = channel();
        let (stop, stopped) = channel::<()>();
        let mut files = NewFiles::new(folder.clone());
        let work = move || {
            let mut is_lost = None;
            loop {
                let start = Instant::now();
                let looked = files.look();
                let took = start.elapsed();
                let news = match looked {
                    Err(_) if is_lost != Some(true) => Some(News::Lost),
                    Ok(_) if is_lost == Some(true) => Some(News::Found),
                    _ => None,
                };
                is_lost = Some(looked.is_err());
                let arrived = looked.unwrap_or_default();
                let arrived = (!arrived.is_empty()).then_some(News::Arrived(arrived));
                for news in [news, arrived].into_iter().flatten() {
                    if send.send(news).is_err() {
                        return;
                    }
                    tell();
                }
                let pause = PAUSE.max(took * REST);
                if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
            }
        };
        thread::Builder::new()
            .name("watched folder".to_owned())
            .spawn(work)?;
        Ok(Watching {
            folder,
            news,
            is_lost: false,
            _stop: stop,
        })
    }

    /// The folder.
    pub fn folder(&self) -> &PathBuf {
        &self.folder
    }

    /// Whether it cannot be read now.
    pub fn is_lost(&self) -> bool {
        self.is_lost
    }

    /// What has come into it since.
    pub fn arrived(&mut self) -> Option<Vec<PathBuf>> {
        loop {
            match self.news.try_recv().ok()? {
                News::Arrived(files) => return Some(files),
                News::Lost => self.is_lost = true,
                News::Found => self.is_lost = false,
            }
        }
    }
}
