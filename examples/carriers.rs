//! Makes official links that carry a foreign address, as a gang would hide one where an official server or app may
//! follow it: in a path, a parameter, a fragment, an app's route, in clear or wrapped.
//!
//!     cargo run --release --example carriers -- COUNT SEED | yanma check --payloads - --json
//!     cargo run --release --example carriers -- --table COUNT SEED
//!
//! The first form prints `COUNT` different links, a JSON string a line, the same ones for the same seed. The second one
//! judges them and prints how many are called safe, by address, wrapping and place: none should be. What nobody can tell
//! is made, too, and named so: text that runs backwards, numbers that may be any number.
//!
//! Nothing here knows how the program decides.

use std::collections::{BTreeMap, HashSet};
use std::env;
use std::error::Error;
use std::io::{self, BufWriter, Write};

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use yanma::check::allowlist::{Allowlist, Date};
use yanma::check::judge_text;

mod chance;

use chance::Chance;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// The day of the list.
const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 30,
};
/// Accepted links that the table shows of each address, wrapping and place.
const EXAMPLES: usize = 2;

fn main() -> Outcome {
    let args: Vec<String> = env::args().skip(1).collect();
    match args
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["--table", count, seed] => table(&carriers(count.parse()?, seed.parse()?)),
        [count, seed] => {
            let mut out = BufWriter::new(io::stdout().lock());
            for carrier in carriers(count.parse()?, seed.parse()?) {
                serde_json::to_writer(&mut out, &carrier.text)?;
                out.write_all(b"\n")?;
            }
            Ok(out.flush()?)
        }
        _ => Err("usage: carriers [--table] COUNT SEED".into()),
    }
}

/// An official link with a foreign address in it, and how it was made.
struct Carrier {
    text: String,
    address: &'static str,
    wrapping: &'static str,
    place: &'static str,
}

fn carriers(count: usize, seed: u64) -> Vec<Carrier> {
    let mut chance = Chance(seed);
    let mut seen = HashSet::new();
    let mut carriers = Vec::new();
    while carriers.len() < count {
        let carrier = carrier(&mut chance);
        if seen.insert(carrier.text.clone()) {
            carriers.push(carrier);
        }
    }
    carriers
}

/// Links that the foreign address is put into, without path, query and fragment.
const BASES: &[&str] = &[
    "https://fuwu.nhsa.gov.cn",
    "https://fuwu.nhsa.gov.cn",
    "HTTPS://FUWU.NHSA.GOV.CN",
    "https://fuwu.nhsa.gov.cn:443",
    "https://si.12333.gov.cn",
    "https://ybj.beijing.gov.cn",
];

/// Foreign addresses by form. `{}` is a name of somebody.
#[rustfmt::skip]
const ADDRESSES: &[(&str, &[&str])] = &[
    ("host", &["{}.top", "{}.com", "{}.cn", "www.{}.top", "{}.com.cn", "m.{}.xyz", "{}.vip", "a-b.{}.shop"]),
    ("host in capitals", &["{}.TOP", "WWW.{}.COM"]),
    ("host and path", &["{}.top/", "{}.top/x", "{}.cn/yb/index.html", "{}.com/a.do"]),
    ("host and port", &["{}.top:8443", "{}.top:80/x"]),
    ("host and dot", &["{}.top.", "{}.com./x", ".{}.top", "..{}.top"]),
    ("host with a user", &["a@{}.top", "fuwu.nhsa.gov.cn@{}.top"]),
    ("look-alike", &["nhsa.gov.cn.{}.top", "fuwu-nhsa-gov-cn.{}.top", "fuwu.nhsa.gov.cn.{}.cn"]),
    ("under a public suffix", &["{}.gov.cn", "{}.github.io", "{}.oss-cn-beijing.aliyuncs.com"]),
    ("other full stop", &["{}。top", "{}．top", "{}｡top", "{}․top", "www。{}。com"]),
    ("other letters", &["ｅｖ{}.ｔｏｐ", "ⓔ{}.ⓣⓞⓟ", "𝐞{}.𝐭𝐨𝐩", "ｗｗｗ．{}．ｃｏｍ"]),
    ("IDN", &["{}.中国", "{}.xn--fiqs8s", "{}.公司", "{}.xn--55qx5d", "医保{}.top", "医保{}.中国", "xn--{}-9p5h.top", "{}。中国", "{}.政务"]),
    ("IPv4", &["203.0.113.9", "203.0.113.9/x", "203.0.113.9:8080", "203.0.113.009"]),
    ("IPv4, other radix", &["0xcb007109", "0xCB.0x0.0x71.0x9", "0313.0.0161.011", "0xcb.0.29009", "0Xcb007109/x"]),
    ("IPv4, a number (may be any)", &["3405803785", "203.29009", "203.0.29009", "031300070411"]),
    ("IPv6", &["[2001:db8::9]", "2001:db8::9", "[::ffff:203.0.113.9]", "[2001:db8::9]:8080/x"]),
    ("link", &["https://{}.top", "http://{}.top/x", "HTTPS://{}.TOP/", "https://203.0.113.9/", "ftp://{}.top/"]),
    ("link without a scheme", &["//{}.top", "///{}.top/x", "/\\{}.top", "\\\\{}.top"]),
    ("link, odd", &["https:{}.top", "https:/{}.top", "https:\\\\{}.top", "http:///{}.top", "https//{}.top"]),
    ("another scheme", &["javascript:alert(1)", "javascript:1", "data:text/html,x", "JavaScript:x", "vbscript:x", "weixin://dl/x", "intent://{}.top/", "view-source:https://{}.top"]),
];

/// Names that a gang would take.
const NAMES: &[&str] = &["evil", "yb-tongzhi", "qwjk", "yibao66", "e", "nhsa-jihuo"];

/// Names of parameters that may send somebody on.
#[rustfmt::skip]
const PARAMETERS: &[(&str, &[&str])] = &[
    ("plain redirect name", &["url", "redirect", "redirect_uri", "returnUrl", "next", "target", "callback", "service", "goto", "backUrl"]),
    ("compound redirect name", &["linkTo", "urlPath", "urlTo", "url_b64", "redirectPath", "redirectPage", "redirect_domain", "nextPage", "jump_page", "targetPage", "continueTo", "forward_to_page", "wreply", "RelayState", "跳转", "跳转链接"]),
    ("short name", &["u", "to", "go", "r", "rd", "cb", "out", "q", "x", "a"]),
    ("ordinary name", &["loc", "location", "page", "path", "site", "host", "domain", "ref", "src", "success", "fail", "state", "id", "name", "from", "title", "data", "origin"]),
    ("name with marks", &["url[]", "url[0]", "url.a", "url2", "_url", "%75rl", "U%52L", "to[]", "u[0]"]),
];

/// Ways in a path or an app's route.
#[rustfmt::skip]
const ROUTES: &[&str] = &[
    "/", "/link/", "/proxy/", "/proxy/http/", "/proxy/https/", "/go/", "/jump/", "/redirect/", "/out/", "/t/",
    "/h5/web/", "/hall/index.html/", "/r/u=", "/a,", "/a;", "/a|", "/a~", "/a+", "/a(", "/a!", "/a'", "/医保", "/a-", "/a_",
];

/// What may stand before and behind an address.
const BEFORE: &[&str] = &[
    "",
    "",
    "",
    "",
    "",
    "",
    "r/",
    "x/",
    "http/",
    "u=",
    ".",
    "-",
    "~",
    ",",
    "|",
    "+",
    "%20",
    "@",
    "(",
    "医保",
    "/",
    "%2F",
    "a=1%26b%3D",
];
const BEHIND: &[&str] = &[
    "",
    "",
    "",
    "",
    "",
    "",
    "/",
    "/x",
    "%3Fx",
    "%23x",
    "%26x",
    "%3Bx",
    ",x",
    "%20",
    "%20x",
    "+",
    "+x",
    "|x",
    "~",
    ".",
    ")",
    "!",
    "医保",
    "%2Fx.html",
    "*",
    "'",
    "=1",
    ":",
    "$",
];

fn carrier(chance: &mut Chance) -> Carrier {
    let (address_form, addresses) = *chance.pick(ADDRESSES);
    let name = *chance.pick(NAMES);
    let address = chance.pick(addresses).replace("{}", name);
    let (wrapping, wrapped) = wrapped(chance, &address);
    let about = format!("{}{wrapped}{}", chance.pick(BEFORE), chance.pick(BEHIND));
    let (place, tail) = placed(chance, &about);
    Carrier {
        text: format!("{}{tail}", chance.pick(BASES)),
        address: address_form,
        wrapping,
        place,
    }
}

fn wrapped(chance: &mut Chance, address: &str) -> (&'static str, String) {
    let link = |chance: &mut Chance| {
        let has_scheme = address.contains("//") || chance.one_in(2);
        if has_scheme {
            address.to_owned()
        } else {
            format!("https://{address}")
        }
    };
    match chance.below(24) {
        0..=9 => ("in clear", address.to_owned()),
        10 | 11 => ("percent", percent(address)),
        12 => ("percent, all", percent_all(address)),
        13 => ("percent twice", percent(&percent(address))),
        14 => ("percent, half", percent_half(chance, address)),
        15 => ("base64", percent(&BASE64_STANDARD.encode(link(chance)))),
        16 => (
            "base64, no padding",
            BASE64_STANDARD_NO_PAD.encode(link(chance)),
        ),
        17 => ("base64url", BASE64_URL_SAFE_NO_PAD.encode(link(chance))),
        18 => {
            let once = BASE64_STANDARD.encode(link(chance));
            ("base64 twice", BASE64_URL_SAFE_NO_PAD.encode(once))
        }
        19 => {
            let json = format!("{{\"url\":\"{}\"}}", link(chance));
            match chance.below(3) {
                0 => ("JSON", percent(&json)),
                1 => ("JSON in base64", BASE64_URL_SAFE_NO_PAD.encode(json)),
                _ => {
                    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
                    let head = part("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
                    ("JWT", format!("{head}.{}.c2lnbmF0dXJl_-w", part(&json)))
                }
            }
        }
        20 => {
            let utf16: Vec<u8> = address.encode_utf16().flat_map(u16::to_le_bytes).collect();
            ("UTF-16 in base64", BASE64_URL_SAFE_NO_PAD.encode(utf16))
        }
        21 => (
            "base64 of percent",
            BASE64_URL_SAFE_NO_PAD.encode(percent(&link(chance))),
        ),
        22 => {
            let hex = link(chance).bytes().map(|b| format!("{b:02x}")).collect();
            ("hex", hex)
        }
        _ => {
            let reversed: String = address.chars().rev().collect();
            ("backwards (cannot be told)", reversed)
        }
    }
}

fn placed(chance: &mut Chance, about: &str) -> (&'static str, String) {
    let route = *chance.pick(ROUTES);
    let (names, parameters) = *chance.pick(PARAMETERS);
    let name = *chance.pick(parameters);
    let more = *chance.pick(&["", "", "", "&a=1", "&v=2#/x", "#/home"]);
    match chance.below(22) {
        0..=2 => ("path", format!("{route}{about}")),
        3 => ("path, in the middle", format!("{route}{about}/x")),
        4 => ("path and query", format!("{route}{about}?v=1")),
        5 => ("bare query", format!("/h5/?{about}")),
        6 => ("bare query behind the host", format!("?{about}")),
        7 => ("bare fragment", format!("/#{about}")),
        8 => ("route", format!("/#{route}{about}")),
        9 => ("route behind the host", format!("#{route}{about}")),
        10 => ("hashbang", format!("/h5/#!{route}{about}")),
        11 => ("parameter of a route", format!("/h5/#/web?{name}={about}")),
        12 => ("matrix parameter", format!("/h5;{name}={about}")),
        13 => ("second parameter", format!("/h5/?v=1&{name}={about}{more}")),
        14 => (
            "parameter in a parameter",
            format!("/h5/?next=%2Fa%3F{name}%3D{about}"),
        ),
        15 => ("name of a parameter", format!("/h5/?{about}=1")),
        16 => (
            "value in JSON",
            format!("/h5/?data=%7B%22{name}%22%3A%22{about}%22%7D"),
        ),
        _ => (names, format!("/h5/?{name}={about}{more}")),
    }
}

/// As `encodeURIComponent` does.
fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(b).to_string()
            }
            b => format!("%{b:02X}"),
        })
        .collect()
}

fn percent_all(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02x}")).collect()
}

fn percent_half(chance: &mut Chance, text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if chance.one_in(2) {
            out += &percent_all(c.encode_utf8(&mut [0; 4]));
        } else {
            out.push(c);
        }
    }
    out
}

/// How many are called safe, and a few of them, by everything that they were made of.
fn table(carriers: &[Carrier]) -> Outcome {
    let list = Allowlist::built_in(TODAY).map_err(|_| "the list has problems")?;
    type Row<'a> = (usize, Vec<&'a str>);
    let mut rows: BTreeMap<(&str, &str), Row<'_>> = BTreeMap::new();
    for carrier in carriers {
        let is_safe = judge_text(carrier.text.as_bytes(), &list).verdict.is_safe();
        for key in [
            ("address", carrier.address),
            ("wrapping", carrier.wrapping),
            ("place", carrier.place),
            ("all", "carriers"),
        ] {
            let (made, safe) = rows.entry(key).or_default();
            *made += 1;
            if is_safe {
                safe.push(&carrier.text);
            }
        }
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for ((group, name), (made, safe)) in rows {
        let share = 100.0 * safe.len() as f64 / made as f64;
        writeln!(
            out,
            "{group:9} {name:28} {made:7} {:7} {share:5.1}%",
            safe.len()
        )?;
        for text in safe.iter().take(EXAMPLES) {
            writeln!(out, "            {text}")?;
        }
    }
    Ok(out.flush()?)
}
