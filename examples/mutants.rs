//! Makes mutants of official links, as a gang would: for the differential test in `tests/differential/`.
//!
//!     cargo run --release --example mutants -- COUNT SEED > mutants.jsonl
//!     cargo run --release --example mutants -- --check-url HOSTS < safe.jsonl
//!
//! The first form prints `COUNT` different texts, a JSON string a line, the same ones for the same seed. Each starts as
//! a link to a listed host ([`TAILS`]) and is changed one to six times ([`mutate`]). Many changes stay within what the
//! grammar of `src/check/link/` allows, or nearly so: a mutant that is refused at once tests nothing.
//!
//! The second form is the `url` crate as one of the parsers of that test. `HOSTS` has a host a line, `.host` for all
//! names below it. The answer has the form that `tests/differential/table.py` reads.
//!
//! Nothing here knows how the program decides.

use std::collections::HashSet;
use std::env;
use std::error::Error;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufWriter, Write};

use serde_json::json;
use url::Url;

mod chance;

use chance::Chance;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Longest mutant in bytes: somewhat more than a link may have.
const MAX_BYTES: usize = 2_100;
/// Places for hashes of mutants that were printed; a repeated text is skipped as long as its place is not taken over.
const SEEN_PLACES: usize = 1 << 22;

fn main() -> Outcome {
    let args: Vec<String> = env::args().skip(1).collect();
    match args
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--check-url", hosts] => check_url(&fs::read_to_string(hosts)?),
        [count, seed] => print_mutants(count.parse()?, seed.parse()?),
        _ => Err("usage: mutants COUNT SEED | mutants --check-url HOSTS".into()),
    }
}

// ---- mutants --------------------------------------------------------------------------------------------------

fn print_mutants(count: u64, seed: u64) -> Outcome {
    let hosts = official_hosts()?;
    let mut chance = Chance(seed);
    let mut seen = vec![0_u64; SEEN_PLACES];
    let mut out = BufWriter::new(io::stdout().lock());
    let mut printed = 0;
    while printed < count {
        let text = mutant(&mut chance, &hosts);
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        let place = &mut seen[(hash as usize) % SEEN_PLACES];
        if *place == hash || text.len() > MAX_BYTES {
            continue;
        }
        *place = hash;
        serde_json::to_writer(&mut out, &text)?;
        out.write_all(b"\n")?;
        printed += 1;
    }
    Ok(out.flush()?)
}

/// The active entries of the list, and some names below those that stand for all of them.
fn official_hosts() -> Outcome<Vec<String>> {
    let mut hosts = Vec::new();
    for source in yanma::check::allowlist::BUILT_IN {
        let file: toml::Table = source.text.parse()?;
        for entry in file
            .get("entry")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
        {
            let field = |name| entry.get(name).and_then(toml::Value::as_str);
            let (Some(host), Some("active")) = (field("host"), field("status")) else {
                continue;
            };
            hosts.push(host.to_owned());
            if field("scope") == Some("subdomains") {
                hosts.extend(
                    ["www", "fuwu", "h5.fuwu", "a-1.b2"].map(|below| format!("{below}.{host}")),
                );
            }
        }
    }
    if hosts.is_empty() {
        Err("no active entry".into())
    } else {
        Ok(hosts)
    }
}

/// What stands behind the host of a link before it is changed. `{h}` is a listed host, `{h%}` the same once more as an
/// encoded link, `{h%%}` as one that is encoded twice.
const TAILS: &[&str] = &[
    "",
    "/",
    ":443",
    ":443/",
    ":443/hall/index.html",
    "?from=poster",
    "#/mine",
    "?v=3#/mine",
    "/?v=3&t=1764000000000#/mine",
    "/hall/",
    "/hall/index.html",
    "/hall/index.do?method=show&id=31",
    "/hall/#/search/hospital?code=450000",
    "/hall/#!/mine",
    "/art/2026/11/23/art_104_777.html",
    "/col/col12/index.html?uid=5&pageNum=2",
    "/.well-known/apple-app-site-association",
    "/~hall/a-b_c.d",
    "/a,b;c=d/e",
    "/a;jsessionid=77AF01?x=1",
    "/a(1)/b!c*d'e$f+g",
    "/医保/凭证",
    "/医保/凭证?城市=南宁&姓名=李四#办理",
    "/%E5%8C%BB%E4%BF%9D/%E5%87%AD%E8%AF%81",
    "/h5/list?name=李四（居民）",
    "/h5/list?title=“十五五”规划、通知《一》",
    "/h5/list?name=%E6%9D%8E%E5%9B%9B%EF%BC%88%E5%B1%85%E6%B0%91%EF%BC%89",
    "/h5/#/detail/12?title=关于参保的通知、说明",
    "/h5/index.html?param=%7B%22a%22%3A1%2C%22b%22%3A%5B2%5D%7D",
    "/h5/index.html?ids=1,2,3&kind=a|b",
    "/h5/index.html?arr[]=1&arr[]=2",
    "/h5/index.html?token=abc+def/ghi==",
    "/h5/index.html?token=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.Zm9v-_",
    "/h5/index.html?sign=a%2Bb%2Fc%3D%3D&t=12:30",
    "/h5/index.html?mail=help@nhsa.gov.cn",
    "/h5/index.html?at=2026-11-23%2010:00",
    "/h5/index.html?at=2026-11-23+10:00:00",
    "/h5/index.html?file=report.v2.pdf",
    "/h5/index.html?q=50%25",
    "/qr?c=MTIzNDU2Nzg5MA==",
    "/qr/000000000000000000000000000000000042",
    "/cas/login?service=https://{h}/hall/",
    "/cas/login?service=https://{h}/hall/&lang=zh",
    "/cas/login?service={h%}",
    "/cas/login?service={h%}%3Fa%3D1%26b%3D2&lang=zh#/x",
    "/cas/login?service={h%%}",
    "/cas/login?service=https%3A%2F%2F{h}%2Fcas%3Fnext%3D{h%%}",
    "/login?redirect=/hall/home",
    "/login?redirect=%2Fhall%2Fhome%3Fa%3D1",
    "/login?redirect=%252Fhall%252Fhome",
    "/login?returnUrl=&channel=7",
    "/login?backUrl=https://{h}&x=1",
    "/#/login?redirect=/home",
    "/#/login?redirect=%2Fhome",
    "/#/login?target={h%}",
    "/share?text=办理请看:https://{h}/",
    "/share?text=%E8%AF%B7%E7%9C%8B%20{h%}",
];

/// Hosts, addresses and users that are on no list. Some resemble a listed one, some are not ASCII, some are numbers.
#[rustfmt::skip]
const EVIL: &[&str] = &[
    "evil.top", "evil.top", "evil.top", "evil.top/", "evil.top/x", "evil.top:443", "evil.top:8443/x", "www.evil.top",
    "www.evil.top/x", "EVIL.TOP", "Www.Evil.Com.Cn", "e.cc", "e-v.cn", "evil.com", "evil.net/a", "evil.gov.cn",
    "gd.gov.cn", "gov.cn", "evil.do", "evil.zip", "evil.xn--fiqs8s", "xn--evil-9p5h.top", "evil.xn--p1ai", "恶.中国",
    "evil.中国", "恶意.公司", "恶.com", "恶意.top", "evil。top", "evil．top", "evil｡top", "ｅｖｉｌ.top", "evil.top.", "evil..top",
    "a_b.evil.top", "_.evil.top", "-.evil.top", "nhsa.gov.cn.evil.top", "nhsa-gov.cn", "evilnhsa.gov.cn",
    "evil.topfuwu.nhsa.gov.cn", "1.2.3.4", "1.2.3.4/x", "16909060", "0x01020304", "0x1.2.3.4", "127.1", "[::1]",
    "[::ffff:1.2.3.4]", "localhost", "evil", "a@evil.top", "a:b@evil.top", "help@evil.top", "12395@evil.top",
    "%65vil.top", "evil%2Etop", "evil%00.top",
];

/// What may turn the next thing into a link.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "", "", "", "https://", "http://", "HTTPS://", "hTTp://", "//", "///", "////", "/", "\\\\", "/\\", "\\/",
    "https:", "http:", "https:/", "http:\\\\", "https:///", "https//", "://", "ftp://", "ws://", "@", ".", ":",
    ":443@", "user@", "user:pw@", "www.", "mailto:", "javascript:", "JavaScript://", "data:text/html,", "intent://",
    "weixin://", "view-source:https://", "url:",
];

/// Tokens with a meaning of their own.
#[rustfmt::skip]
const TOKENS: &[&str] = &[
    ":443", ":8443", ":0443", ":443:443", ":", ":80", ":65536", "&amp;", "&lt;", "&#47;", "&#x2f;", "&sol;",
    "&colon;", "&#46", "&lt", "xn--", "..", ".", "/../", "/./", "/..;/", "/%2e%2e/", "/%2e/", "//", "\\", "\\\\", "@",
    "@@", ":@", "?@", "#@", "www.", ".www.", "javascript:", "javascript:alert(1)", "data:,", "%", "%%", "%2", "%zz",
    "%u002f", "%ED%A0%80", "%C0%AF", "%F0%80%80%AF", "%EF%BC%8F", "%E3%80%82", "%E2%80%AE", "%EF%BB%BF", "%00", "%09",
    "%0A", "%0d%0a", "%20", "\r\n", "\n", "](", "](//", "<a ", "'>", "\">", "*", "**", "__", "~~", "$$", "())", "[]",
    "{}", "''", "=?", "==", "?=", "&&", "??", "##", "#?", "?#", ";;", "…", "--",
];

/// Characters that parsers or link extractors may treat in their own way, and that the grammar refuses, at least in places.
const NASTY: &str = "@\\/?#:;&=%.,!$'()*+[]{}|^`\"<> \t\r\n\0\x0B\x1F\x7F-_~0x\u{85}\u{A0}\u{AD}\u{3000}\u{3001}\u{3002}\
    \u{FF0E}\u{FF0F}\u{FF1F}\u{FF03}\u{FF20}\u{FF1A}\u{FF61}\u{2044}\u{2215}\u{29F8}\u{FE68}\u{200B}\
    \u{200D}\u{200E}\u{202E}\u{2060}\u{2028}\u{FEFF}\u{FFFD}\u{FFFF}\u{D7FF}\u{E000}\u{10FFFF}\u{1F600}\
    \u{E0041}中国丨丶\u{3400}\u{9FFF}ａＡ０\u{0430}ßſ\u{212A}ı（）“”《》，；！？：";

/// Characters that a link may well have, at which some programs end it nevertheless.
const MILD: &str = "!$'()*+,;=~_-.|?#&:@[]/、（）“”《》医保丨aZ7";

#[rustfmt::skip]
const REDIRECTS: &[&str] = &[
    "redirect", "service", "url", "returnUrl", "redirect_uri", "next", "target", "back", "goto", "callback",
    "continue", "ReturnURL", "u", "to", "x",
];

fn mutant(chance: &mut Chance, hosts: &[String]) -> String {
    let mut text = official_link(chance, hosts);
    // Mostly few changes: a link that was changed in six places is seldom near the border.
    let changes = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6][chance.below(12)];
    for _ in 0..changes {
        text = mutate(chance, hosts, &text);
    }
    text
}

fn official_link(chance: &mut Chance, hosts: &[String]) -> String {
    let host = if chance.one_in(2) {
        "fuwu.nhsa.gov.cn"
    } else {
        chance.pick(hosts)
    };
    let scheme = if chance.one_in(24) {
        "HTTPS://"
    } else {
        "https://"
    };
    let inner = chance.pick(hosts);
    let once = encode_all(&format!("https://{}/", chance.pick(hosts)));
    let twice = encode_all(&once);
    let tail = chance
        .pick(TAILS)
        .replace("{h}", inner)
        .replace("{h%}", &once)
        .replace("{h%%}", &twice);
    let link = format!("{scheme}{host}{tail}");
    if chance.one_in(40) {
        link.to_ascii_uppercase()
    } else {
        link
    }
}

/// One change.
fn mutate(chance: &mut Chance, hosts: &[String], text: &str) -> String {
    match chance.below(20) {
        0..=3 => insert(chance, text, one_char),
        4 => {
            let (from, to) = (place(chance, text), place(chance, text));
            let piece = one_char(chance);
            let end = text[from..]
                .chars()
                .next()
                .map_or(from, |c| from + c.len_utf8());
            let end = if chance.one_in(4) { end.max(to) } else { end };
            format!("{}{piece}{}", &text[..from], &text[end..])
        }
        5 => {
            let from = place(chance, text);
            let length = 1 + chance.below(3);
            let rest: String = text[from..].chars().skip(length).collect();
            format!("{}{rest}", &text[..from])
        }
        6 | 7 => insert(chance, text, |chance| encoded(chance, chance_token)),
        8 | 9 => insert(chance, text, |chance| encoded(chance, address)),
        10..=13 => loose_host(chance, text),
        14 | 15 => parameter(chance, hosts, text),
        16 => {
            let other = if chance.one_in(2) {
                official_link(chance, hosts)
            } else {
                format!("https://{}", address(chance))
            };
            let (mine, theirs) = (place(chance, text), place(chance, &other));
            if chance.one_in(2) {
                format!("{}{}", &text[..mine], &other[theirs..])
            } else {
                format!("{text}{}{other}", one_char(chance))
            }
        }
        17 => swap_parts(chance, text),
        18 => change_case(chance, text),
        _ => {
            let (a, b) = (place(chance, text), place(chance, text));
            let (from, to) = (a.min(b), a.max(b));
            let span = &text[from..to];
            let changed = match chance.below(3) {
                0 => encode_some(chance, span),
                1 => percent_encoding::percent_decode_str(span)
                    .decode_utf8_lossy()
                    .into_owned(),
                _ => format!("{span}{span}"),
            };
            format!("{}{changed}{}", &text[..from], &text[to..])
        }
    }
}

/// A byte position between two characters: mostly behind the host, often at a joint.
fn place(chance: &mut Chance, text: &str) -> usize {
    let from = if chance.one_in(4) {
        0
    } else {
        tail_start(text)
    };
    let all: Vec<usize> = (from..=text.len())
        .filter(|&at| text.is_char_boundary(at))
        .collect();
    let joints = || {
        all.iter().copied().filter(|&at| {
            at == from
                || at == text.len()
                || text[..at]
                    .ends_with(['/', '?', '#', '&', '=', ';', ',', '(', ')', '.', ':', '@'])
        })
    };
    if chance.one_in(2) {
        let joints: Vec<usize> = joints().collect();
        *chance.pick(&joints)
    } else {
        *chance.pick(&all)
    }
}

/// Where the host ends.
fn tail_start(text: &str) -> usize {
    let host = text.find("://").map_or(0, |at| at + 3);
    text[host..]
        .find(['/', '?', '#', ':'])
        .map_or(text.len(), |at| host + at)
}

fn insert(chance: &mut Chance, text: &str, piece: impl Fn(&mut Chance) -> String) -> String {
    let at = place(chance, text);
    let piece = piece(chance);
    format!("{}{piece}{}", &text[..at], &text[at..])
}

fn one_char(chance: &mut Chance) -> String {
    let c = if chance.one_in(2) {
        chance.pick_char(MILD)
    } else {
        chance.pick_char(NASTY)
    };
    if chance.one_in(4) {
        encode_times(chance, &c.to_string())
    } else {
        c.to_string()
    }
}

fn chance_token(chance: &mut Chance) -> String {
    (*chance.pick(TOKENS)).to_owned()
}

/// An address that is on no list, with something before it that may make a link of it.
fn address(chance: &mut Chance) -> String {
    format!("{}{}", chance.pick(LEADS), chance.pick(EVIL))
}

/// The trick against link extractors: end the official link in its tail, so that the rest is a second one.
fn loose_host(chance: &mut Chance, text: &str) -> String {
    let start = tail_start(text);
    let ends: Vec<usize> = (start..=text.len())
        .filter(|&at| text.is_char_boundary(at))
        .collect();
    let at = if chance.one_in(3) {
        text.len()
    } else {
        *chance.pick(&ends)
    };
    let mut cut = String::new();
    for _ in 0..chance.below(4) {
        cut.push(if chance.one_in(6) {
            chance.pick_char(NASTY)
        } else {
            chance.pick_char(MILD)
        });
    }
    let address = if chance.one_in(2) {
        (*chance.pick(EVIL)).to_owned()
    } else {
        address(chance)
    };
    let stop = if chance.one_in(2) {
        String::new()
    } else {
        chance.pick_char(MILD).to_string()
    };
    let root = if at == start && chance.one_in(2) {
        "/"
    } else {
        ""
    };
    format!("{}{root}{cut}{address}{stop}{}", &text[..at], &text[at..])
}

/// Another parameter, with a target inside, official or not, in up to five layers.
fn parameter(chance: &mut Chance, hosts: &[String], text: &str) -> String {
    let target = match chance.below(6) {
        0 | 1 => format!("https://{}/", chance.pick(hosts)),
        2 => official_link(chance, hosts),
        3 => format!("/{}", address(chance)),
        4 => format!(
            "https://{}{}{}",
            chance.pick(hosts),
            one_char(chance),
            address(chance)
        ),
        _ => address(chance),
    };
    let value = if chance.one_in(2) {
        target
    } else {
        encode_times(chance, &target)
    };
    let joint = if text.contains('?') { "&" } else { "?" };
    let joint = if chance.one_in(6) {
        *chance.pick(&[";", "#", "?", "&", "%26", "%3F", "%3B", "#/?"])
    } else {
        joint
    };
    let name = chance.pick(REDIRECTS);
    let pair = format!("{joint}{name}={value}");
    if chance.one_in(4) {
        let at = place(chance, text);
        format!("{}{pair}{}", &text[..at], &text[at..])
    } else {
        format!("{text}{pair}")
    }
}

fn swap_parts(chance: &mut Chance, text: &str) -> String {
    let mut parts: Vec<&str> = text
        .split_inclusive(['/', '?', '#', '&', '=', '@', ':', '.'])
        .collect();
    if !parts.is_empty() {
        let (a, b) = (chance.below(parts.len()), chance.below(parts.len()));
        parts.swap(a, b);
    }
    parts.concat()
}

fn change_case(chance: &mut Chance, text: &str) -> String {
    let (a, b) = (place(chance, text), place(chance, text));
    let (from, to) = (a.min(b), a.max(b));
    let span = &text[from..to];
    let span = if chance.one_in(2) {
        span.to_uppercase()
    } else {
        span.to_lowercase()
    };
    format!("{}{span}{}", &text[..from], &text[to..])
}

/// The piece, plain or in layers of percent-encoding.
fn encoded(chance: &mut Chance, piece: impl Fn(&mut Chance) -> String) -> String {
    let piece = piece(chance);
    if chance.one_in(3) {
        encode_times(chance, &piece)
    } else {
        piece
    }
}

/// One to five layers.
fn encode_times(chance: &mut Chance, text: &str) -> String {
    let mut encoded = if chance.one_in(2) {
        encode_all(text)
    } else {
        encode_some(chance, text)
    };
    for _ in 0..[0, 0, 0, 1, 1, 2, 3, 4][chance.below(8)] {
        encoded = if chance.one_in(2) {
            encoded.replace('%', "%25")
        } else {
            encode_all(&encoded)
        };
    }
    encoded
}

/// As `encodeURIComponent` does, but for letters of either case in the escapes.
fn encode_all(text: &str) -> String {
    let is_plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    text.bytes()
        .map(|b| {
            if is_plain(b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// Every fourth character, whatever it is.
fn encode_some(chance: &mut Chance, text: &str) -> String {
    let mut encoded = String::new();
    for c in text.chars() {
        if chance.one_in(4) {
            let mut bytes = [0; 4];
            for b in c.encode_utf8(&mut bytes).bytes() {
                encoded += &if chance.one_in(2) {
                    format!("%{b:02x}")
                } else {
                    format!("%{b:02X}")
                };
            }
        } else {
            encoded.push(c);
        }
    }
    encoded
}

// ---- the `url` crate as a parser ------------------------------------------------------------------------------

/// The name of the `url` crate in the table.
const PARSER: &str = "Rust url";

fn check_url(hosts: &str) -> Outcome {
    let listed: HashSet<&str> = hosts.lines().collect();
    let is_listed = |host: &str| {
        listed.contains(host)
            || host
                .match_indices('.')
                .any(|(dot, _)| listed.contains(&host[dot..]))
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let (mut checked, mut no_host) = (0_u64, 0_u64);
    for line in io::stdin().lock().lines() {
        let text: String = serde_json::from_str(&line?)?;
        checked += 1;
        let parsed = Url::parse(&text).ok();
        let Some((url, host)) = parsed.as_ref().and_then(|url| Some((url, url.host_str()?))) else {
            no_host += 1;
            continue;
        };
        let class = if !is_listed(host) {
            "host"
        } else if url.scheme() != "https" {
            "scheme"
        } else if url.port().is_some() {
            "port"
        } else if !url.username().is_empty() || url.password().is_some() {
            "user"
        } else {
            continue;
        };
        writeln!(
            out,
            "{}",
            json!({ "parser": PARSER, "class": class, "host": host, "text": text })
        )?;
    }
    writeln!(
        out,
        "{}",
        json!({ "parser": PARSER, "checked": checked, "no_host": no_host })
    )?;
    Ok(out.flush()?)
}
