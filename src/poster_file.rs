//! Keeps the hall's own posters in a file beside the settings, one writer at a time, all or nothing.
//!
//! ```toml
//! format = 1
//!
//! [[poster]]
//! sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
//! kind = "wechat-account"
//! name = "邕宁区医保公众号"
//! by = "窗口 3 号 李梅"
//! until = 2027-11-30
//! enrolled_on = 2026-11-30
//! ```
//!
//! Its last line is the SHA-256 of all before it. A file of which a single byte is not as it was written counts for nothing,
//! and staff are told: no poster at all is a nuisance, a wrong one a false verdict. The sum keeps away no attacker: who can
//! write the file can write the sum. What a payload is, and whether it may count, is looked at again at every verdict.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::check::allowlist::Date;
use crate::check::poster::{Fingerprint, Poster, PosterKind, Posters, VouchFault};
use crate::plain::printable;
use crate::whole_file;

/// Largest file in bytes: as many posters as there may be, with long links, are half of it.
const MAX_FILE_BYTES: u64 = 1 << 20;
/// The format that is written and understood.
const FORMAT: u32 = 1;
const HEAD: &str = "# 本厅登记的海报。请用 yanma poster 增减；改动过一个字，整个文件就不算。\n# Posters of this hall. Use yanma poster: a file that was edited counts for nothing.\n\n";
/// Before the sum, at the start of the last line.
const SUM: &str = "# sha256 ";

/// Why the posters cannot be read or changed.
#[derive(Debug)]
pub enum PosterError {
    /// The file is there and cannot be read.
    Read {
        /// Which.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// It is not as it was written.
    Damaged {
        /// Which.
        path: String,
    },
    /// It cannot be written.
    Write {
        /// Which.
        path: String,
        /// Why.
        error: io::Error,
    },
    /// Somebody else is changing it.
    Busy,
    /// The poster is not taken.
    Refused(VouchFault),
    /// There is no such poster.
    NotFound,
}

/// The file of the posters.
pub fn place(settings_file: &Path) -> PathBuf {
    settings_file.with_file_name("posters.toml")
}

/// Reads the posters; a file that is not there has none.
///
/// # Errors
/// [`PosterError::Read`] and [`PosterError::Damaged`]: there are no posters then.
pub fn load(path: &Path) -> Result<Posters, PosterError> {
    let fault = |error| PosterError::Read {
        path: shown(path),
        error,
    };
    let damaged = || PosterError::Damaged { path: shown(path) };
    let metadata = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Posters::default()),
        other => other.map_err(fault)?,
    };
    // Opening a FIFO would wait for ever.
    if !metadata.is_file() || metadata.len() > MAX_FILE_BYTES {
        return Err(damaged());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(fault)?;
    file.take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(fault)?;
    let text = String::from_utf8(bytes).map_err(|_| damaged())?;
    parse(&text).ok_or_else(damaged)
}

/// Adds a poster; one of the same payload is replaced.
///
/// # Errors
/// [`PosterError`]; nothing has changed then.
pub fn add(path: &Path, poster: Poster) -> Result<(), PosterError> {
    change(path, |posters| {
        posters.remove(poster.fingerprint);
        posters.add(poster).map_err(PosterError::Refused)
    })
}

/// Takes a poster away.
///
/// # Errors
/// [`PosterError`]; nothing has changed then.
pub fn remove(path: &Path, fingerprint: Fingerprint) -> Result<Poster, PosterError> {
    change(path, |posters| {
        posters.remove(fingerprint).ok_or(PosterError::NotFound)
    })
}

fn change<T>(
    path: &Path,
    work: impl FnOnce(&mut Posters) -> Result<T, PosterError>,
) -> Result<T, PosterError> {
    let fault = |error| PosterError::Write {
        path: shown(path),
        error,
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(fault)?;
    let lock = locked(path).map_err(|error| match error {
        TryLockError::WouldBlock => PosterError::Busy,
        TryLockError::Error(error) => fault(error),
    })?;
    let mut posters = load(path)?;
    let done = work(&mut posters)?;
    write(path, &posters).map_err(fault)?;
    drop(lock);
    Ok(done)
}

/// One writer at a time; held until it is dropped.
fn locked(path: &Path) -> Result<File, TryLockError> {
    let lock = File::create(path.with_extension("lock")).map_err(TryLockError::Error)?;
    match lock.try_lock() {
        // Some file systems have no locks.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(lock),
        other => other.map(|()| lock),
    }
}

/// All or nothing, and on the disk before it counts as done.
fn write(path: &Path, posters: &Posters) -> io::Result<()> {
    // A rename would go past the write protection by which an administrator locks the posters.
    if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let text = print(posters).map_err(io::Error::other)?;
    whole_file::write(path, text.as_bytes())
}

/// The text of the file.
fn print(posters: &Posters) -> Result<String, toml::ser::Error> {
    let raw = RawFile {
        format: FORMAT,
        poster: posters.iter().map(RawPoster::of).collect(),
    };
    let mut text = format!("{HEAD}{}", toml::to_string(&raw)?);
    let sum = Fingerprint::of(text.as_bytes());
    text.push_str(&format!("{SUM}{sum}\n"));
    Ok(text)
}

/// The posters of a text that is as it was written.
fn parse(text: &str) -> Option<Posters> {
    let (body, sum) = text.rsplit_once(SUM)?;
    let sum = Fingerprint::parse(sum.strip_suffix('\n')?)?;
    if sum != Fingerprint::of(body.as_bytes()) {
        return None;
    }
    let raw: RawFile = toml::from_str(body).ok()?;
    if raw.format != FORMAT {
        return None;
    }
    let posters: Option<Vec<Poster>> = raw.poster.into_iter().map(RawPoster::poster).collect();
    Posters::of(posters?).ok()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    format: u32,
    #[serde(default)]
    poster: Vec<RawPoster>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPoster {
    sha256: String,
    kind: String,
    name: String,
    by: String,
    until: toml::value::Datetime,
    enrolled_on: toml::value::Datetime,
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
}

impl RawPoster {
    fn of(poster: &Poster) -> RawPoster {
        RawPoster {
            sha256: poster.fingerprint.to_string(),
            kind: poster.kind.code().to_owned(),
            name: poster.name.clone(),
            by: poster.by.clone(),
            until: poster.until.into(),
            enrolled_on: poster.enrolled_on.into(),
            link: poster.link.clone(),
        }
    }

    fn poster(self) -> Option<Poster> {
        let day = |day: toml::value::Datetime| -> Option<Date> {
            let is_day = day.time.is_none() && day.offset.is_none();
            day.date.filter(|_| is_day)
        };
        let fingerprint = Fingerprint::parse(&self.sha256)?;
        let is_its_link = |link: &String| Fingerprint::of(link.as_bytes()) == fingerprint;
        if !self.link.as_ref().is_none_or(is_its_link) {
            return None;
        }
        Some(Poster {
            fingerprint,
            kind: PosterKind::parse(&self.kind)?,
            name: self.name,
            by: self.by,
            until: day(self.until)?,
            enrolled_on: day(self.enrolled_on)?,
            link: self.link,
        })
    }
}

fn shown(path: &Path) -> String {
    printable(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: u16, month: u8, day: u8) -> Date {
        Date { year, month, day }
    }

    fn poster(payload: &str, name: &str) -> Poster {
        Poster {
            fingerprint: Fingerprint::of(payload.as_bytes()),
            kind: PosterKind::WechatAccount,
            name: name.to_owned(),
            by: "窗口 3 号 李梅".to_owned(),
            until: day(2027, 11, 30),
            enrolled_on: day(2026, 11, 30),
            link: None,
        }
    }

    fn names(path: &Path) -> Vec<String> {
        let posters = load(path).unwrap();
        posters.iter().map(|poster| poster.name.clone()).collect()
    }

    #[test]
    fn what_is_written_is_read_as_the_same() {
        let link = "https://yb.example.cn/a?b=%E5%8C%BB";
        let posters = Posters::of(vec![
            poster("a", "甲 \"x\""),
            Poster {
                kind: PosterKind::Link,
                link: Some(link.to_owned()),
                ..poster(link, "乙")
            },
        ]);
        let posters = posters.unwrap();
        let text = print(&posters).unwrap();
        assert_eq!(parse(&text), Some(posters));
        assert!(text.contains("until = 2027-11-30\n"), "{text}");
        let empty = print(&Posters::default()).unwrap();
        assert_eq!(parse(&empty), Some(Posters::default()));
    }

    #[test]
    fn posters_are_added_replaced_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/posters.toml");
        assert!(load(&path).unwrap().is_empty());
        add(&path, poster("a", "甲")).unwrap();
        add(&path, poster("b", "乙")).unwrap();
        add(&path, poster("a", "丙")).unwrap();
        assert_eq!(names(&path), ["乙", "丙"]);
        let removed = remove(&path, Fingerprint::of(b"b")).unwrap();
        assert_eq!(removed.name, "乙");
        let again = remove(&path, Fingerprint::of(b"b"));
        assert!(matches!(again, Err(PosterError::NotFound)));
        let late = Poster {
            until: day(2028, 12, 1),
            ..poster("c", "丁")
        };
        let refused = add(&path, late);
        assert!(matches!(
            refused,
            Err(PosterError::Refused(VouchFault::UntilTooFar))
        ));
        assert_eq!(names(&path), ["丙"]);
        // Nothing half written is left: the file and its lock.
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_of_which_any_byte_has_changed_counts_for_nothing_and_is_not_overwritten() {
        let text = print(&Posters::of(vec![poster("a", "甲")]).unwrap()).unwrap();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let read = String::from_utf8(bytes).ok().and_then(|text| parse(&text));
            assert_eq!(read, None, "byte {at}");
        }
        for end in 0..text.len() {
            assert_eq!(text.get(..end).and_then(parse), None, "cut at {end}");
        }
        assert_eq!(parse(&format!("{text}\n")), None);
        assert_eq!(parse(&format!("{text}{text}")), None);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posters.toml");
        for damaged in [String::new(), text.replace("甲", "乙"), "x".repeat(2 << 20)] {
            fs::write(&path, &damaged).unwrap();
            assert!(matches!(load(&path), Err(PosterError::Damaged { .. })));
            let refused = add(&path, poster("b", "丙"));
            assert!(matches!(refused, Err(PosterError::Damaged { .. })));
            assert_eq!(fs::read_to_string(&path).unwrap(), damaged);
        }
    }

    /// With a sum that is right: what the rules of posters refuse is refused here, too.
    #[test]
    fn what_nobody_could_have_enrolled_is_damage() {
        let with_sum = |body: &str| format!("{body}{SUM}{}\n", Fingerprint::of(body.as_bytes()));
        let entry = |sha: &str, kind: &str, name: &str, until: &str, more: &str| {
            format!(
                "format = 1\n[[poster]]\nsha256 = \"{sha}\"\nkind = \"{kind}\"\nname = \"{name}\"\nby = \"李\"\nuntil = {until}\nenrolled_on = 2026-11-30\n{more}"
            )
        };
        let sha = Fingerprint::of(b"https://a.example.cn/").to_string();
        let link = "link = \"https://a.example.cn/\"\n";
        let good = entry(&sha, "link", "甲", "2027-01-01", link);
        assert_eq!(
            parse(&with_sum(&good)).map(|posters| posters.len()),
            Some(1)
        );
        let upper = sha.to_uppercase();
        let double = format!("{good}{}", good.trim_start_matches("format = 1\n"));
        for (why, body) in [
            ("twice", double),
            ("another format", good.replace("format = 1", "format = 2")),
            (
                "a kind that may not be",
                entry(&sha, "pay-a-person", "甲", "2027-01-01", ""),
            ),
            ("no name", entry(&sha, "link", "", "2027-01-01", "")),
            (
                "a hidden character",
                entry(&sha, "link", "甲\\u202E", "2027-01-01", ""),
            ),
            ("a day before", entry(&sha, "link", "甲", "2026-11-29", "")),
            ("too far ahead", entry(&sha, "link", "甲", "2028-12-01", "")),
            (
                "a time of day",
                entry(&sha, "link", "甲", "2027-01-01T00:00:00", ""),
            ),
            ("capitals", entry(&upper, "link", "甲", "2027-01-01", "")),
            (
                "half a sum",
                entry(&sha[1..], "link", "甲", "2027-01-01", ""),
            ),
            (
                "another link",
                entry(
                    &sha,
                    "link",
                    "甲",
                    "2027-01-01",
                    "link = \"https://b.example.cn/\"\n",
                ),
            ),
            (
                "a field more",
                entry(&sha, "link", "甲", "2027-01-01", "safe = true\n"),
            ),
        ] {
            assert_eq!(parse(&with_sum(&body)), None, "{why}");
        }
    }

    #[test]
    fn one_writer_at_a_time_and_a_protected_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("posters.toml");
        add(&path, poster("a", "甲")).unwrap();
        let lock = locked(&path).unwrap();
        assert!(matches!(
            add(&path, poster("b", "乙")),
            Err(PosterError::Busy)
        ));
        drop(lock);
        let mut permissions = fs::metadata(&path).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).unwrap();
        let refused = add(&path, poster("b", "乙"));
        assert!(matches!(refused, Err(PosterError::Write { .. })));
        assert_eq!(names(&path), ["甲"]);
    }
}
