//! Search in the list, for the window: by place, name, host, by pinyin as people type it (`gx` finds 广西), and by the
//! words that people have for an office (社保 finds 社会保险), which are in `allowlists/synonyms.txt`.
//!
//! It only looks things up. What is safe is decided by [`Allowlist::standing`], never here.

use std::sync::{Arc, LazyLock};

use pinyin::ToPinyinMulti;

use crate::check::allowlist::{Allowlist, Entry, EntryKind, Status};
use crate::language::Language;
use crate::telling::NATIONAL_PLATFORM;

/// Longest query in characters; what comes behind is ignored.
const MAX_QUERY_CHARS: usize = 64;
/// A word without spaces may be so many together, such as 北京 and 医保局.
const MAX_PARTS: usize = 3;
/// Least letters of such a part in pinyin, and least characters of one in Chinese.
const MIN_LETTERS: usize = 4;
const MIN_CHARACTERS: usize = 2;

/// What people say for what stands in the names of the list.
static SYNONYMS: LazyLock<Vec<Synonym>> =
    LazyLock::new(|| synonyms(include_str!("../allowlists/synonyms.txt")));

struct Synonym {
    said: Vec<String>,
    meant: Vec<String>,
}

/// Reads a group from each line that has one.
fn synonyms(text: &str) -> Vec<Synonym> {
    let words = |half: &str| half.split(',').map(|word| word.trim().to_owned()).collect();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let groups = lines.filter_map(|line| line.split_once('='));
    groups
        .map(|(said, meant)| Synonym {
            said: words(said),
            meant: words(meant),
        })
        .collect()
}

/// The entries that have every word of the query in their region, city, name or host; all of them for an empty query.
///
/// Those whose place was asked for come first, then the national platform, then national before regional ones; in a
/// region the active ones come before those that need local confirmation, the region's own before those of its cities,
/// and what is for professionals last.
pub fn find<'a>(list: &'a Allowlist, query: &str) -> Vec<&'a Arc<Entry>> {
    let query = normal(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut found: Vec<&Arc<Entry>> = list
        .entries()
        .iter()
        .filter(|entry| words.iter().all(|word| entry_has(entry, word)))
        .collect();
    // "CN" sorts before "CN-11". The sort is stable: the order of the files decides between equals.
    found.sort_by_cached_key(|entry| {
        (
            !words.iter().all(|word| place_has(entry, word)),
            entry.host != NATIONAL_PLATFORM,
            entry.region.clone(),
            entry.kind == EntryKind::Professional,
            entry.status != Status::Active,
            entry.city.is_some(),
        )
    });
    found
}

/// In lower case, full-width letters made half-width, without the apostrophe of `xi'an`.
fn normal(query: &str) -> String {
    let half_width = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    query
        .chars()
        .take(MAX_QUERY_CHARS)
        .map(half_width)
        .filter(|c| !matches!(c, '\'' | '’'))
        .flat_map(char::to_lowercase)
        .collect()
}

fn entry_has(entry: &Entry, word: &str) -> bool {
    has_parts(entry, word, MAX_PARTS)
}

/// True where the word, or each of at most so many parts of it, is found.
fn has_parts(entry: &Entry, word: &str, parts: usize) -> bool {
    if has_whole(entry, word) {
        return true;
    }
    let least = match word.is_ascii() {
        true => MIN_LETTERS,
        false => MIN_CHARACTERS,
    };
    let ends = word.char_indices().map(|(at, _)| at).skip(least);
    parts > 1
        && ends
            .filter_map(|end| word.split_at_checked(end))
            .filter(|(_, rest)| rest.chars().count() >= least)
            .any(|(part, rest)| has_whole(entry, part) && has_parts(entry, rest, parts - 1))
}

fn has_whole(entry: &Entry, word: &str) -> bool {
    place_has(entry, word)
        || entry.host.contains(word)
        || chinese_has(&entry.name.zh, word)
        || english_has(&entry.name.en, word)
        || is_said_for(entry, word)
}

/// True where people say so for something in the name.
fn is_said_for(entry: &Entry, word: &str) -> bool {
    let is_said = |synonym: &&Synonym| synonym.said.iter().any(|said| is_meant(said, word));
    let english = entry.name.en.to_lowercase();
    SYNONYMS
        .iter()
        .filter(is_said)
        .flat_map(|synonym| &synonym.meant)
        .any(|meant| entry.name.zh.contains(meant.as_str()) || english.contains(meant.as_str()))
}

/// True where the word is `said`, spells the whole of it, or is an English word of it that is typed almost to its end.
fn is_meant(said: &str, word: &str) -> bool {
    if said.is_ascii() {
        let mut words = said.split(' ');
        return words
            .any(|part| part == word || (word.len() >= MIN_LETTERS && part.starts_with(word)));
    }
    said == word
        || (word.is_ascii() && spells_all(&said.chars().map(readings).collect::<Vec<_>>(), word))
}

/// True where the word spells all of the characters, the last one perhaps half typed.
fn spells_all(readings: &[Vec<String>], word: &str) -> bool {
    let Some((first, rest)) = readings.split_first() else {
        return word.is_empty();
    };
    first.iter().any(|reading| {
        let initial = reading.chars().next().map(String::from).unwrap_or_default();
        let goes_on = |part: &str| {
            word.strip_prefix(part)
                .is_some_and(|word| spells_all(rest, word))
        };
        let is_half_typed = rest.is_empty() && !word.is_empty() && reading.starts_with(word);
        is_half_typed || goes_on(reading) || goes_on(&initial)
    })
}

fn place_has(entry: &Entry, word: &str) -> bool {
    let region = entry.region.as_str();
    chinese_has(Language::ZhCn.region(region), word)
        || english_has(Language::En.region(region), word)
        || entry.region.to_lowercase() == word
        || entry.city.as_deref().is_some_and(|city| {
            // Every city ends so, and `sh` should find Shanghai.
            city.contains(word) || is_spelt_in(city.trim_end_matches('市'), word)
        })
}

fn chinese_has(text: &str, word: &str) -> bool {
    text.to_lowercase().contains(word) || is_spelt_in(text, word)
}

/// True where a word of the text begins so: nobody who types `gx` means Jiangxi.
fn english_has(text: &str, word: &str) -> bool {
    text.to_lowercase()
        .split(|c: char| !c.is_alphanumeric())
        .any(|part| part.starts_with(word))
}

/// True where the word spells characters of the text that stand in a row: each in full or by its first letter, the
/// last one perhaps half typed.
fn is_spelt_in(text: &str, word: &str) -> bool {
    let readings: Vec<Vec<String>> = text.chars().map(readings).collect();
    (0..readings.len()).any(|start| is_spelt_by(readings.get(start..).unwrap_or_default(), word))
}

fn is_spelt_by(readings: &[Vec<String>], word: &str) -> bool {
    if word.is_empty() {
        return true;
    }
    let Some((first, rest)) = readings.split_first() else {
        return false;
    };
    if first.is_empty() {
        return is_spelt_by(rest, word); // nobody types dots and brackets
    }
    let goes_on = |part: &str| {
        word.strip_prefix(part)
            .is_some_and(|word| is_spelt_by(rest, word))
    };
    first.iter().any(|reading| {
        let initial = reading.chars().next().map(String::from).unwrap_or_default();
        reading.starts_with(word) || goes_on(reading) || (initial != *reading && goes_on(&initial))
    })
}

/// Every reading of a character, as it is typed: 重 is `zhong` and `chong`, 吕 is `lv`. Letters and digits read as
/// themselves, other signs not at all.
fn readings(c: char) -> Vec<String> {
    if let Some(all) = c.to_pinyin_multi() {
        return all
            .into_iter()
            .map(|reading| reading.plain().replace('ü', "v"))
            .collect();
    }
    if c.is_alphanumeric() {
        vec![c.to_lowercase().collect()]
    } else {
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::allowlist::{Date, Origin, REGIONS, Source};

    fn entry(host: &str, zh: &str, en: &str, place: &str, status: &str) -> String {
        format!(
            "[[entry]]\nhost = '{host}'\nname.zh = '{zh}'\nname.en = '{en}'\n{place}\nkind = 'insurance-site'\n\
             grade = 'B'\nevidence_note = 'made up'\nverified_on = 2026-11-20\nstatus = '{status}'\n"
        )
    }

    /// Not in the order in which they should come out.
    fn list() -> Allowlist {
        const CITY: &str = "region = 'CN-45'\ncity = '南宁市'";
        let local = "needs-local-confirmation";
        let text = [
            entry(
                "ybj.cqs.gov.cn",
                "重庆市医疗保障局",
                "Chongqing HSA",
                "region = 'CN-50'",
                "active",
            ),
            entry(
                "ybj.nn.gov.cn",
                "南宁市医疗保障局",
                "Nanning HSA",
                CITY,
                "active",
            ),
            entry(
                "wsdt.gx.gov.cn",
                "广西医保网上大厅",
                "Guangxi Hall",
                "region = 'CN-45'",
                local,
            ),
            entry(
                "ybj.gxzf.gov.cn",
                "广西医疗保障局",
                "Guangxi HSA",
                "region = 'CN-45'",
                "active",
            ),
            entry(
                "si.12333.gov.cn",
                "国家社会保险平台",
                "Social Insurance",
                "region = 'CN'",
                "active",
            ),
            entry(
                "fuwu.nhsa.gov.cn",
                "国家医保服务平台",
                "National Platform",
                "region = 'CN'",
                "active",
            ),
            entry(
                "etax.sh.gov.cn",
                "12366 纳税平台",
                "Tax",
                "region = 'CN-31'",
                "active",
            ),
        ]
        .concat();
        let today = Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        let source = Source {
            name: "test.toml",
            text: &text,
        };
        Allowlist::load(&[source], Origin::Hall, today).unwrap()
    }

    fn hosts(query: &str) -> Vec<String> {
        let list = list();
        let found = find(&list, query).into_iter();
        found.map(|entry| entry.host.clone()).collect()
    }

    #[test]
    fn an_empty_query_gives_all_national_first_then_by_region_certain_ones_before_others() {
        let all = [
            "fuwu.nhsa.gov.cn",
            "si.12333.gov.cn",
            "etax.sh.gov.cn",
            "ybj.gxzf.gov.cn",
            "ybj.nn.gov.cn",
            "wsdt.gx.gov.cn",
            "ybj.cqs.gov.cn",
        ];
        assert_eq!(hosts(""), all);
        assert_eq!(hosts(" \t\u{3000}"), all);
    }

    #[test]
    fn a_place_is_found_by_its_name_in_both_languages_by_code_and_by_pinyin() {
        let guangxi = ["ybj.gxzf.gov.cn", "ybj.nn.gov.cn", "wsdt.gx.gov.cn"];
        for query in [
            "广西", "gx", "GX", "ｇｘ", "guangxi", "guang xi", "guangx", "gxi", "CN-45",
        ] {
            assert_eq!(hosts(query), guangxi, "{query}");
        }
        for query in ["南宁", "nanning", "nn", "nann", "nan'ning"] {
            assert_eq!(hosts(query), ["ybj.nn.gov.cn"], "{query}");
        }
    }

    #[test]
    fn a_character_with_two_readings_is_found_by_the_right_one() {
        for query in ["chongqing", "cq", "重庆"] {
            assert_eq!(hosts(query), ["ybj.cqs.gov.cn"], "{query}");
        }
    }

    #[test]
    fn a_platform_is_found_by_name_initials_and_host() {
        for query in [
            "国家医保",
            "gjyb",
            "gjybfwpt",
            "guojiayibao",
            "ybfw",
            "National",
            "fuwu.nhsa",
            "NHSA",
        ] {
            assert_eq!(hosts(query), ["fuwu.nhsa.gov.cn"], "{query}");
        }
        for query in ["12366", "12366ns", "nashui"] {
            assert_eq!(hosts(query), ["etax.sh.gov.cn"], "{query}");
        }
    }

    #[test]
    fn every_word_must_be_there() {
        assert_eq!(hosts("gx wsdt"), ["wsdt.gx.gov.cn"]);
        assert_eq!(hosts("南宁 hall"), Vec::<String>::new());
    }

    #[test]
    fn what_lies_in_the_place_comes_before_what_only_sounds_like_it() {
        // 上海 and 社会: the national platform would come first otherwise.
        assert_eq!(hosts("sh")[..2], ["etax.sh.gov.cn", "si.12333.gov.cn"]);
    }

    #[test]
    fn nothing_is_found_by_nonsense_and_long_texts_do_no_harm() {
        assert_eq!(hosts("qqqq"), Vec::<String>::new());
        assert_eq!(hosts("\u{202E}"), Vec::<String>::new());
        assert_eq!(hosts(&"gx".repeat(100_000)), Vec::<String>::new());
    }

    #[test]
    fn every_region_of_the_list_has_a_name_in_both_languages() {
        for code in REGIONS {
            for language in [Language::ZhCn, Language::En] {
                assert_ne!(language.region(code), code, "{language:?}");
            }
        }
    }

    #[test]
    fn the_built_in_list_is_found_as_people_would_type() {
        let today = Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        let list = Allowlist::built_in(today).unwrap();
        assert_eq!(find(&list, "").len(), list.entries().len());
        for (query, host) in [
            ("社保", "si.12333.gov.cn"),
            ("shebao", "si.12333.gov.cn"),
            ("养老", "si.12333.gov.cn"),
            ("医保局", "nhsa.gov.cn"),
            ("北京医保", "ybj.beijing.gov.cn"),
            ("北京医保局", "ybj.beijing.gov.cn"),
            ("北京市医保局", "ybj.beijing.gov.cn"),
            ("beijingyibao", "ybj.beijing.gov.cn"),
            ("Beijing medical", "ybj.beijing.gov.cn"),
            ("个税", "etax.chinatax.gov.cn"),
            ("geshui", "etax.chinatax.gov.cn"),
            ("pension", "si.12333.gov.cn"),
            ("gjyb", "fuwu.nhsa.gov.cn"),
            ("gx", "ybwt.ybj.gxzf.gov.cn"),
            ("南宁", "ybj.nanning.gov.cn"),
            ("xizang", "ybj.xizang.gov.cn"),
        ] {
            let found = find(&list, query);
            assert!(found.iter().any(|entry| entry.host == host), "{query}");
        }
        assert_eq!(find(&list, "gx").first().unwrap().region, "CN-45");
        // Whoever asks for a place and an office gets no other place.
        for query in ["北京医保局", "Beijing medical"] {
            let found = find(&list, query);
            assert!(found.iter().all(|entry| entry.region == "CN-11"), "{query}");
        }
        assert_eq!(find(&list, "").first().unwrap().host, NATIONAL_PLATFORM);
        for nonsense in ["医药代表", "qqqqqqqq", "北京北京北京北京", "社保卡密码"]
        {
            assert!(find(&list, nonsense).is_empty(), "{nonsense}");
        }
    }

    /// The file of synonyms: every line is a group, and every part of a name stands in one.
    #[test]
    fn the_synonyms_are_well_formed_and_mean_something() {
        let text = include_str!("../allowlists/synonyms.txt");
        let lines = text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
        assert_eq!(lines.count(), SYNONYMS.len());
        let today = Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        let list = Allowlist::built_in(today).unwrap();
        for synonym in SYNONYMS.iter() {
            for word in synonym.said.iter().chain(&synonym.meant) {
                assert!(!word.is_empty() && *word == normal(word), "{word}");
            }
            for meant in &synonym.meant {
                let has = |entry: &&Arc<Entry>| {
                    entry.name.zh.contains(meant.as_str())
                        || entry.name.en.to_lowercase().contains(meant.as_str())
                };
                assert!(list.entries().iter().any(|entry| has(&entry)), "{meant}");
            }
        }
    }
}
