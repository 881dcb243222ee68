//! An address as people should see it: fixed-width letters, the registrable domain large and whole, the rest dimmed.

use eframe::egui::{
    Color32, Context, FontId, Label, TextFormat, Ui,
    text::{LayoutJob, TextWrapping},
};

use super::{fonts, theme};
use crate::check::Judged;

/// Width of a fixed-width character, as a share of its size.
const ADVANCE: f32 = 0.602;
/// How much larger the registrable domain is.
const LARGER: f32 = 1.35;
/// Characters of a text that is no address.
const MAX_TEXT: usize = 90;

/// Colours of an address.
#[derive(Debug, Clone, Copy)]
pub struct Inks {
    /// The registrable domain.
    pub strong: Color32,
    /// The rest.
    pub dim: Color32,
}

/// The three parts of an address: before the registrable domain, the domain, and behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    before: String,
    domain: String,
    behind: String,
}

impl Parts {
    /// The parts of what a code says; `None` where it may not be shown. A text that is no address is all `before`.
    pub fn of(judged: &Judged) -> Option<Parts> {
        let Some(text) = judged.shown_text() else {
            // Of a link that holds something personal the host is shown, and nothing else.
            let host = judged.host.as_deref().filter(|_| judged.is_personal)?;
            let owner = judged.owner.as_ref().map_or(host, |owner| owner.as_str());
            let below = host.len() - owner.len().min(host.len());
            return Some(Parts {
                before: host[..below].to_owned(),
                domain: host[below..].to_owned(),
                behind: String::new(),
            });
        };
        let whole = || Parts {
            before: text.to_owned(),
            domain: String::new(),
            behind: String::new(),
        };
        let Some(host) = judged.host.as_deref() else {
            return Some(whole());
        };
        // ASCII only is lowered, so that places in one are places in the other. The host is the last one in the
        // authority: in front of an @ the same name may stand for show.
        let lower = text.to_ascii_lowercase();
        let authority_at = lower.find("://").map_or(0, |at| at + 3);
        let authority_len = lower[authority_at..]
            .find(['/', '?', '#'])
            .unwrap_or(lower.len() - authority_at);
        let authority = &lower[authority_at..authority_at + authority_len];
        let Some(host_at) = authority.rfind(host).map(|at| authority_at + at) else {
            return Some(whole());
        };
        let owner = judged.owner.as_ref().map_or(host, |owner| owner.as_str());
        let end = host_at + host.len();
        let start = end - owner.len().min(host.len());
        Some(Parts {
            before: text[..start].to_owned(),
            domain: text[start..end].to_ascii_lowercase(),
            behind: text[end..].to_owned(),
        })
    }

    /// The parts of the address of a listed host.
    pub fn of_host(host: &str) -> Parts {
        Parts {
            before: String::new(),
            domain: host.to_owned(),
            behind: String::new(),
        }
    }

    /// The address as a label of the desk, see [`job`](Parts::job).
    pub fn label(
        &self,
        ui: &Ui,
        width: f32,
        size: f32,
        rows: usize,
        colours: &theme::Desk,
    ) -> Label {
        let inks = Inks {
            strong: colours.text,
            dim: colours.weak,
        };
        let job = self.job(ui.ctx(), width, size, rows, inks);
        Label::new(ui.painter().layout_job(job))
    }

    /// The address in at most `rows` rows of `width` points. The domain is never broken: it shrinks where it must, and
    /// begins a new row rather than being cut.
    pub fn job(&self, ctx: &Context, width: f32, size: f32, rows: usize, inks: Inks) -> LayoutJob {
        let shown = |text: &str| fonts::shown(ctx, &theme::mono(size), text);
        let columns = |size: f32| (width / (size * ADVANCE)).floor().max(8.0) as usize;
        let mut job = LayoutJob {
            wrap: TextWrapping {
                max_width: width,
                break_anywhere: true,
                ..TextWrapping::default()
            },
            ..LayoutJob::default()
        };
        let mut add = |text: &str, font: FontId, colour: Color32| {
            let mut format = TextFormat::simple(font, colour);
            format.line_height = Some(theme::line_height(size * LARGER));
            job.append(text, 0.0, format);
        };
        if self.domain.is_empty() {
            let text = elided(&shown(&self.before), MAX_TEXT.min(columns(size) * rows));
            add(&text, theme::mono(size), inks.strong);
            return job;
        }
        let domain = shown(&self.domain);
        let fits = width / (length(&domain) as f32 * ADVANCE);
        let large = (size * LARGER).min(fits * 0.98);
        let share = large / size;
        let all = columns(size);
        let domain_columns = (length(&domain) as f32 * share).ceil() as usize;
        let before = shown(&self.before);
        let before = if length(&before) + domain_columns <= all {
            before
        } else {
            // Whoever hides the owner behind a long name gets a row of it.
            elided(&before, all.saturating_sub(1)) + "\n"
        };
        let is_own_row = before.ends_with('\n');
        let used = domain_columns + if is_own_row { 0 } else { length(&before) };
        let rows_left = rows.saturating_sub(if is_own_row { 2 } else { 1 });
        let room = all.saturating_sub(used) + rows_left.saturating_sub(1) * all;
        add(&before, theme::mono(size), inks.dim);
        add(&domain, theme::mono_bold(large), inks.strong);
        if room > 1 {
            add(
                &elided(&shown(&self.behind), room - 1),
                theme::mono(size),
                inks.dim,
            );
        }
        job
    }
}

/// Columns: characters outside Latin are two wide.
fn length(text: &str) -> usize {
    text.chars()
        .map(|c| if c < '\u{2E80}' { 1 } else { 2 })
        .sum()
}

fn elided(text: &str, columns: usize) -> String {
    if length(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let kept = text.chars().take_while(|c| {
        let width = length(c.encode_utf8(&mut [0; 4]));
        let fits = width <= left;
        left = left.saturating_sub(width);
        fits
    });
    kept.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::allowlist::{Allowlist, Date};
    use crate::check::judge_text;

    fn parts(text: &str) -> Option<[String; 3]> {
        let today = Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        let list = Allowlist::built_in(today).unwrap();
        Parts::of(&judge_text(text.as_bytes(), &list))
            .map(|parts| [parts.before, parts.domain, parts.behind])
    }

    #[test]
    fn the_registrable_domain_is_what_counts() {
        assert_eq!(
            parts("https://fuwu.NHSA.gov.cn/a?b=1"),
            Some(["https://fuwu.", "nhsa.gov.cn", "/a?b=1"].map(str::to_owned))
        );
        assert_eq!(
            parts("https://nhsa.gov.cn.evil.top/nhsa.gov.cn"),
            Some(["https://nhsa.gov.cn.", "evil.top", "/nhsa.gov.cn"].map(str::to_owned))
        );
    }

    #[test]
    fn a_name_before_an_at_sign_is_not_the_owner() {
        assert_eq!(
            parts("https://evil.top@evil.top/"),
            Some(["https://evil.top@", "evil.top", "/"].map(str::to_owned))
        );
    }

    #[test]
    fn of_a_link_that_holds_something_personal_only_the_host_is_shown() {
        assert_eq!(
            parts("https://fuwu.nhsa.gov.cn/a?tel=13800138000"),
            Some(["fuwu.", "nhsa.gov.cn", ""].map(str::to_owned))
        );
    }

    #[test]
    fn nothing_of_a_private_code_is_shown() {
        assert_eq!(parts("WIFI:S:home;T:WPA;P:secret;;"), None);
    }

    #[test]
    fn long_texts_are_cut_with_a_mark() {
        assert_eq!(elided("abcdef", 6), "abcdef");
        assert_eq!(elided("abcdefg", 6), "abcde…");
        assert_eq!(elided("验码验码", 5), "验码…");
    }
}
