//! The official codes of a place as one page of HTML to be printed: the only sheet whose codes may be scanned.
//!
//! Only what makes a link safe is on it: active entries of the list in force, each with the code of its `https://` address.
//! It is a [`page`] as the other sheet is: no links, no scripts and nothing from elsewhere.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use super::page::{self, escaped, paragraph};
use crate::check::allowlist::{Allowlist, Date, Entry, EntryKind, Standing, Status};
use crate::check::list_age::Age;
use crate::language::Language;

/// White modules around a code (ISO/IEC 18004 §9.1).
const QUIET: usize = 4;

// Two cards a row on A4: a code of 55 mm is read from an arm's length. Dark on white, whatever the printer does.
const STYLE: &str = "
@page { size: A4; margin: 12mm }
:root { color-scheme: light }
body { font: 18px/1.5 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif; color: #111; background: #fff; margin: 1.5em }
h1 { font-size: 1.7em; margin: 0 0 .2em }
p { margin: .2em 0 }
.codes { display: grid; grid-template-columns: 1fr 1fr; gap: 6mm; margin: 1em 0 }
.entry { border: 2px solid #17652f; border-radius: 4mm; padding: 4mm; text-align: center; break-inside: avoid; overflow-wrap: anywhere }
.entry svg { width: 55mm; height: 55mm; background: #fff }
.name { font-weight: bold; font-size: 1.2em }
.host { font-family: 'DejaVu Sans Mono', Consolas, Menlo, monospace }
@media print { body { margin: 0; font-size: 12pt } }
";

/// The entries of `found` that belong on a sheet: official by the list as it stands on its day, and for visitors.
pub fn printable_entries<'a>(list: &Allowlist, found: &[&'a Entry]) -> Vec<&'a Entry> {
    if list.age() == Age::TooOld {
        return Vec::new();
    }
    let is_official = |entry: &&&Entry| {
        entry.status == Status::Active
            && entry.kind != EntryKind::Professional
            && matches!(list.standing(&entry.host), Standing::Official(_))
    };
    found.iter().filter(is_official).copied().collect()
}

/// The sheet of some entries; see [`printable_entries`]. `place` is what was searched for, `made_on` the caller's clock.
pub fn official_sheet(
    list: &Allowlist,
    entries: &[&Entry],
    place: &str,
    language: Language,
    made_on: Date,
) -> String {
    let words = language.official_sheet_words();
    let title = format!("{} {place}", words.title);
    let mut out = page::begun(title.trim(), STYLE, language, made_on);
    paragraph(&mut out, &format!("{}{made_on}", words.made_on));
    paragraph(&mut out, &language.list_version(list.info()));
    if let Some(day) = list.info().stale_after {
        paragraph(&mut out, &format!("{}{day}", words.good_until));
    }
    out.push_str("<div class=\"codes\">\n");
    for entry in entries {
        write_entry(&mut out, entry, language);
    }
    out.push_str("</div>\n");
    page::ended(out, &words.notes)
}

fn write_entry(out: &mut String, entry: &Entry, language: Language) {
    let Some(code) = code(&entry.host) else {
        return; // longer than any host can be
    };
    let name = escaped(&language.entry_name(entry));
    let place = entry
        .city
        .as_deref()
        .unwrap_or_else(|| language.region(&entry.region));
    let _ = writeln!(
        out,
        "<div class=\"entry\">\n{code}\n<p class=\"name\">{name}</p>\n<p>{}</p>\n<p class=\"host\">{}</p>\n</div>",
        escaped(place),
        escaped(&entry.host)
    );
}

/// The code of `https://HOST/` as a drawing, a run of dark modules a line, with its quiet zone.
fn code(host: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(format!("https://{host}/"), EcLevel::M).ok()?;
    let side = code.width() + 2 * QUIET;
    let mut path = String::new();
    for (y, line) in code.to_colors().chunks(code.width()).enumerate() {
        for (x, _) in line
            .iter()
            .enumerate()
            .filter(|(_, color)| **color == Color::Dark)
        {
            let _ = write!(path, "M{} {}h1v1h-1z", x + QUIET, y + QUIET);
        }
    }
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"{}\"><path d=\"{path}\" fill=\"#000\"/></svg>",
        escaped(host)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Outcome, judge_picture};
    use crate::directory;
    use crate::scan::{self, Effort, Frame};

    const DAY: Date = Date {
        year: 2026,
        month: 11,
        day: 24,
    };

    fn list() -> Allowlist {
        Allowlist::built_in(DAY).unwrap()
    }

    fn page(list: &Allowlist, place: &str, language: Language) -> String {
        let found: Vec<&Entry> = directory::find(list, place)
            .into_iter()
            .map(AsRef::as_ref)
            .collect();
        let entries = printable_entries(list, &found);
        official_sheet(list, &entries, place, language, DAY)
    }

    /// The drawing as pixels, four a module.
    fn drawn(svg: &str) -> Frame {
        let side = svg.split("viewBox=\"0 0 ").nth(1).unwrap();
        let side: usize = side.split(' ').next().unwrap().parse().unwrap();
        let path = svg.split("d=\"").nth(1).unwrap().split('"').next().unwrap();
        let mut pixels = vec![255; side * side * 16];
        for module in path.split('z').filter(|module| !module.is_empty()) {
            let at = module.strip_prefix('M').unwrap().strip_suffix("h1v1h-1");
            let (x, y) = at.unwrap().split_once(' ').unwrap();
            let (x, y): (usize, usize) = (x.parse().unwrap(), y.parse().unwrap());
            for (dx, dy) in (0..16).map(|i| (i % 4, i / 4)) {
                pixels[(y * 4 + dy) * side * 4 + x * 4 + dx] = 0;
            }
        }
        Frame::luma(side * 4, side * 4, pixels).unwrap()
    }

    #[test]
    fn a_code_of_the_sheet_is_safe_before_the_camera() {
        let list = list();
        let page = page(&list, "fuwu.nhsa.gov.cn", Language::ZhCn);
        let svg = page.split("<svg").nth(1).unwrap();
        let scan = scan::scan(&drawn(svg), Effort::Thorough, &|| false);
        assert_eq!(scan.symbols[0].payload, b"https://fuwu.nhsa.gov.cn/");
        assert_eq!(judge_picture(&scan, &list).outcome(), Outcome::Safe);
    }

    #[test]
    fn only_what_makes_a_link_safe_is_on_it() {
        let list = list();
        let all = page(&list, "", Language::ZhCn);
        for entry in list.entries() {
            let is_on_it = all.contains(&format!("<p class=\"host\">{}</p>", entry.host));
            let may_be = entry.status == Status::Active && entry.kind != EntryKind::Professional;
            assert_eq!(is_on_it, may_be, "{}", entry.host);
        }
        assert_eq!(all.matches("<svg").count(), all.matches("</svg>").count());
        let late = Date {
            year: DAY.year + 9,
            ..DAY
        };
        assert!(!page(&list.on(late), "", Language::ZhCn).contains("<svg"));
    }

    #[test]
    fn it_has_no_links_and_no_scripts_and_says_which_list_it_is_of() {
        let list = list();
        for language in [Language::ZhCn, Language::En] {
            let page = page(&list, "<script>alert(1)</script>广西", language);
            assert!(!page.contains("<script") && !page.contains("href"));
            assert!(page.contains("&lt;script&gt;"));
            assert!(page.contains(&list.info().issued_on.unwrap().to_string()));
            assert!(page.contains(&list.info().stale_after.unwrap().to_string()));
        }
    }
}
