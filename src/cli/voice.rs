//! `yanma voice`: every sentence that may be said aloud, listed or played; what is wrong with a hall's own recordings.

use std::io::{self, Write};
use std::path::PathBuf;

use serde_json::json;

use super::{ALL_SAFE, NOT_JUDGED, NOT_SAFE, say};
use crate::config;
use crate::language::Language;
use crate::messages::Notice;
use crate::spoken::{Chime, Spoken};
use crate::voice::player::{self, Player};
use crate::voice::recordings::{self, Samples, Unusable};

#[derive(clap::Args)]
pub(super) struct VoiceArgs {
    /// 放出来听 · Play them
    #[arg(long)]
    play: bool,
    /// 一行一个 JSON 对象 · One JSON object a line
    #[arg(long)]
    json: bool,
    /// 本厅自己录音的文件夹（不给就按设置） · Folder of the hall's own recordings (that of the settings unless told)
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// 只要这几句的名字；不给就是全部 · Names of the sentences; all unless told
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// One recording: of a sentence in a language, or a chime in none.
struct Row {
    name: String,
    language: Option<Language>,
    text: String,
    built_in: Option<&'static [u8]>,
}

pub(super) fn voice(args: &VoiceArgs, lang: Option<Language>) -> anyhow::Result<u8> {
    let language = lang.unwrap_or_default();
    let settings = config::place()
        .ok()
        .and_then(|place| config::load(&place).ok());
    let folder = args
        .folder
        .clone()
        .or_else(|| settings.and_then(|settings| settings.voice_folder));
    let players = player::installed();
    if args.play && players.is_empty() {
        say(language, &Notice::NoPlayer);
        return Ok(NOT_JUDGED);
    }
    let rows = rows(lang, &args.names);
    if rows.is_empty() {
        say(language, &Notice::NoSuchSentence);
        return Ok(NOT_SAFE);
    }
    let mut out = anstream::stdout();
    let (mut bytes, mut status) = (0, ALL_SAFE);
    for row in &rows {
        let own = folder
            .as_deref()
            .and_then(|folder| recordings::own(folder, row.language, &row.name));
        let (sound, fault) = match own {
            Some(Ok(samples)) => (Some(samples), None),
            Some(Err(fault)) => (built_in(row), Some(fault)),
            None => (built_in(row), None),
        };
        bytes += row.built_in.map_or(0, <[u8]>::len);
        if fault.is_some() || sound.is_none() {
            status = NOT_SAFE;
        }
        match args.json {
            true => writeln!(out, "{}", as_json(row, sound.as_ref()))?,
            false => line(&mut out, row, sound.as_ref(), fault.as_ref(), language)?,
        }
        if let (true, Some(samples)) = (args.play, &sound)
            && !play(&players, samples)
        {
            say(language, &Notice::NotPlayed);
            return Ok(NOT_JUDGED);
        }
    }
    if !args.json {
        let count = rows.len();
        writeln!(
            out,
            "{}",
            language.notice(&Notice::Recordings { count, bytes })
        )?;
    }
    Ok(status)
}

fn rows(only: Option<Language>, names: &[String]) -> Vec<Row> {
    let chimes = Chime::ALL.map(|chime| Row {
        name: chime.name().to_owned(),
        language: None,
        text: String::new(),
        built_in: recordings::built_in_chime(chime),
    });
    let languages = [Language::ZhCn, Language::En].into_iter();
    let languages = languages.filter(|language| only.is_none_or(|only| only == *language));
    let sentences = languages.flat_map(|language| {
        Spoken::all().into_iter().map(move |spoken| Row {
            name: spoken.name(),
            language: Some(language),
            text: spoken.text(language),
            built_in: recordings::built_in(&spoken, language),
        })
    });
    let all = chimes.into_iter().chain(sentences);
    all.filter(|row| names.is_empty() || names.contains(&row.name))
        .collect()
}

fn built_in(row: &Row) -> Option<Samples> {
    recordings::decoded(row.built_in?).ok()
}

fn as_json(row: &Row, sound: Option<&Samples>) -> serde_json::Value {
    json!({
        "name": row.name,
        "language": row.language.map(Language::tag),
        "text": row.text,
        "seconds": sound.map(|sound| (sound.lasts().as_secs_f64() * 100.0).round() / 100.0),
        "bytes": row.built_in.map(<[u8]>::len),
    })
}

fn line(
    out: &mut impl Write,
    row: &Row,
    sound: Option<&Samples>,
    fault: Option<&Unusable>,
    language: Language,
) -> io::Result<()> {
    let seconds = sound.map_or(0.0, |sound| sound.lasts().as_secs_f64());
    let bytes = row.built_in.map_or(0, <[u8]>::len);
    let tag = row.language.map_or("—", Language::tag);
    write!(
        out,
        "{:<5} {:<28} {seconds:>5.1} s {bytes:>6} B  {}",
        tag, row.name, row.text
    )?;
    if let Some(fault) = fault {
        write!(out, "  {}", why(fault, language))?;
    }
    writeln!(out)
}

/// To its end, with the first player that works.
fn play(players: &[Player], samples: &Samples) -> bool {
    players
        .iter()
        .any(|player| player.start(samples).is_ok_and(player::Playing::finished))
}

/// Why a recording of the hall is passed over.
fn why(fault: &Unusable, language: Language) -> String {
    match fault {
        Unusable::Read(error) => language.notice(&Notice::RecordingNotRead {
            error: &error.to_string(),
        }),
        Unusable::NotVorbis => language.notice(&Notice::RecordingNotVorbis),
        Unusable::Empty => language.notice(&Notice::RecordingEmpty),
        Unusable::TooLong => language.notice(&Notice::RecordingTooLong),
    }
}
