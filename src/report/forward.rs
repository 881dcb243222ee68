//! A verdict in a few plain lines, to be sent on in a chat: no path, no code of a reason, and no address that a chat would
//! make a link again, but official ones.

use super::{Finding, Record};
use crate::check::verdict::{Reason, Verdict};
use crate::language::Language;
use crate::plain::printable;
use crate::telling::{Grade, Telling};

impl Record {
    /// Three lines: the verdict, why, and what to do, or what was looked at.
    pub fn forwarded(&self, language: Language) -> String {
        if let Finding::Error(sentence) = &self.finding {
            let word = language.verdict(None);
            let text = format!("{word}{}{sentence}", language.colon());
            return unlinked(&text, None, language);
        }
        let telling = Telling::of(self.finding.subject(), None, language);
        let mut lines = vec![telling.said(language)];
        if telling.grade == Grade::Official {
            lines.extend(telling.caveat.map(str::to_owned));
            lines.push(language.checked_addresses(&self.official_hosts()));
            return printable_lines(&lines);
        }
        lines.extend(telling.why);
        if !telling.steps.is_empty() {
            lines.push(language.in_one_line(&telling.steps));
        }
        let official = match &telling.reason {
            Some(Reason::NotEncrypted { entry } | Reason::UnusualPort { entry: Some(entry) }) => {
                Some(entry.as_str())
            }
            Some(reason) => reason.imitates(),
            None => None,
        };
        unlinked(&printable_lines(&lines), official, language)
    }

    /// One line, where there are several to send on: the name of the file without folder and ending, and the verdict.
    pub fn forwarded_line(&self, language: Language) -> String {
        let name = self.file_name();
        let name = match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        };
        let (_, short) = self.summary(language);
        let (colon, word) = (language.colon(), language.verdict(self.finding.outcome()));
        let line = printable(&format!("{name}{colon}{word}{colon}{short}"));
        unlinked(&line, None, language)
    }

    /// The source without its folders.
    pub fn file_name(&self) -> &str {
        self.source.rsplit(['/', '\\']).next().unwrap_or_default()
    }

    fn official_hosts(&self) -> Vec<&str> {
        let mut hosts = Vec::new();
        for judged in self.finding.symbols() {
            // The host of a poster of the hall is no official one.
            if let Verdict::Safe(safe) = &judged.verdict
                && let Some(entry) = safe.entry()
            {
                let host = judged.host.as_deref().unwrap_or(&entry.host);
                if !hosts.contains(&host) {
                    hosts.push(host);
                }
            }
        }
        hosts
    }
}

fn printable_lines(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| printable(line)).collect();
    lines.join("\n")
}

/// Writes every dot within a name of a host as a word, so that no program makes a link of it; but of the `official` one.
fn unlinked(text: &str, official: Option<&str>, language: Language) -> String {
    let is_of_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_ascii_host = |c: char| c.is_ascii() && is_of_host(c);
        // An official host stands alone, or with other letters around it: Chinese has no spaces.
        let ascii = rest.find(|c| !is_ascii_host(c)).unwrap_or(rest.len());
        let (run, behind) = rest.split_at(ascii);
        if run.is_empty() {
            let mut chars = rest.chars();
            out.extend(chars.next());
            rest = chars.as_str();
            continue;
        }
        let bare = run.trim_end_matches('.');
        if !bare.is_empty() && Some(bare) == official {
            out.push_str(run);
        } else {
            let before = out.chars().next_back();
            let after = behind.chars().next();
            push_unlinked(&mut out, run, before, after, language);
        }
        rest = behind;
    }
    out
}

/// A dot is one of a host where letters or digits stand on both sides of it.
fn push_unlinked(
    out: &mut String,
    run: &str,
    mut before: Option<char>,
    after: Option<char>,
    language: Language,
) {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let mut chars = run.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().or(after);
        if c == '.' && is_letter(before) && is_letter(next) {
            out.push_str(language.dot());
        } else {
            out.push(c);
        }
        before = Some(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::allowlist::{Allowlist, Date};
    use crate::check::judge_text;

    const DAY: Date = Date {
        year: 2026,
        month: 11,
        day: 23,
    };
    const LANGUAGES: [Language; 2] = [Language::ZhCn, Language::En];

    fn record(text: &str) -> Record {
        let list = Allowlist::built_in(DAY).unwrap();
        Record {
            source: "/home/wang.fang/聊天 文件/通知.v2.png".to_owned(),
            finding: Finding::Text(judge_text(text.as_bytes(), &list)),
            millis: Some(7),
        }
    }

    /// What a chat would make a link of: a dot between two letters.
    fn dotted(text: &str) -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '-'));
        words
            .map(|word| word.trim_matches('.'))
            .filter(|word| word.contains('.'))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn a_verdict_is_three_lines_without_path_and_code() {
        let texts = [
            "https://fuwu.nhsa.gov.cn/nationalHallSt/",
            "https://nhsa.gov.cn.yibao-jihuo.top/a?id=8812",
            "https://a.yb-tongzhi.top/x?y=secret",
            "http://fuwu.nhsa.gov.cn/",
            "https://fuwu.nhsa.gov.cn/go?url=https://evil.example/",
            "4301234567890123456789012345",
            "WIFI:S:hall;T:WPA;P:secret;;",
        ];
        for language in LANGUAGES {
            for text in texts {
                let sent = record(text).forwarded(language);
                assert_eq!(sent.lines().count(), 3, "{sent}");
                for hidden in ["/", "wang", "png", "[", "secret", "8812"] {
                    assert!(
                        !sent.contains(hidden) || hidden == "/" && text.starts_with("http:"),
                        "{sent}"
                    );
                }
            }
        }
    }

    #[test]
    fn of_what_is_unsafe_nothing_becomes_a_link_again() {
        for language in LANGUAGES {
            for text in [
                "https://nhsa.gov.cn.yibao-jihuo.top/a?id=8812",
                "https://a.yb-tongzhi.top/x",
                "https://xn--fsq.top/",
                "https://fuwu.nhsa.gov.cn/go?url=https://evil.example/",
                "https://www.nhsa.gov.cn@evil.example/",
            ] {
                let sent = record(text).forwarded(language);
                let left = dotted(&sent);
                let are_official = left.iter().all(|host| host.ends_with("nhsa.gov.cn"));
                assert!(are_official, "{left:?} in {sent}");
                assert!(!sent.contains("yibao-jihuo.top"), "{sent}");
            }
        }
    }

    #[test]
    fn a_dot_within_a_host_becomes_a_word_and_others_stay() {
        let unlinked = |text, official| unlinked(text, official, Language::En);
        assert_eq!(
            unlinked("It is evil.example.", None),
            "It is evil(dot)example."
        );
        assert_eq!(
            unlinked("看着像nhsa.gov.cn，", Some("nhsa.gov.cn")),
            "看着像nhsa.gov.cn，"
        );
        assert_eq!(
            unlinked("nhsa.gov.cn.evil.top", Some("nhsa.gov.cn")),
            "nhsa(dot)gov(dot)cn(dot)evil(dot)top"
        );
        assert_eq!(
            unlinked("医保.top 医保.公司", None),
            "医保(dot)top 医保(dot)公司"
        );
        assert_eq!(unlinked("1.5 … . .a a. ", None), "1(dot)5 … . .a a. ");
    }

    #[test]
    fn a_safe_one_says_which_address_it_was() {
        let sent = record("https://fuwu.nhsa.gov.cn/x").forwarded(Language::ZhCn);
        let lines: Vec<&str> = sent.lines().collect();
        assert!(lines[0].starts_with("安全："), "{sent}");
        assert!(lines[2].ends_with("fuwu.nhsa.gov.cn"), "{sent}");
    }

    #[test]
    fn many_are_a_line_each_with_the_name_of_the_file_alone() {
        let line = record("https://a.yb-tongzhi.top/x").forwarded_line(Language::ZhCn);
        assert!(line.starts_with("通知(点)v2：不安全："), "{line}");
        let mut other = record("https://fuwu.nhsa.gov.cn/");
        other.source = "C:\\Users\\wang\\a\u{202E}gnp.jpg".to_owned();
        let line = other.forwarded_line(Language::En);
        assert!(line.starts_with("a\\u{202e}gnp: safe: "), "{line}");
    }
}
