//! Makes the pictures in `samples/` and the sidecar beside each: what the picture shows and what must be said of it.
//!
//!     cargo run --example make_samples
//!
//! The expected values are written here by hand, out of the rules in the README; nothing in this file asks the program.
//! The output is the same on every run: the only chance is [`Chance`], which starts from a fixed seed. Samples that
//! came from bug reports are not made here and are left alone.
//!
//! Symbols and pictures are drawn by `tests/painter`; files with fields that no program writes come from
//! `tests/containers`.
//!
//! Nobody in a sample exists: 450000 is a whole province, and identity numbers start with the code of a county.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::slice;

use image::codecs::gif::GifEncoder;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::imageops::{self, blur, flip_horizontal, rotate90};
use image::{DynamicImage, Frame, GrayImage, Luma, Rgb, Rgba, RgbaImage};
use qrcode::QrCode;
use qrcode::canvas::{MaskPattern, is_functional};
use qrcode::types::{Color, EcLevel, Version};

#[path = "../tests/containers/mod.rs"]
mod containers;
#[path = "../tests/painter/mod.rs"]
mod painter;

use containers::Values;
use painter::*;

type Outcome = Result<(), Box<dyn Error>>;

/// A link to a listed host, and one that no list will ever hold.
const OFFICIAL: &str = "https://fuwu.nhsa.gov.cn/nationalHallSt/";
const EVIL: &str = "https://evil.example/ka?id=8";

/// Pixels a module of a plain sample.
const MODULE_PX: u32 = 6;

fn main() -> Outcome {
    official()?;
    official_but_hard()?;
    lookalike()?;
    tricky_links()?;
    two_codes()?;
    hidden_neighbours()?;
    two_in_one()?;
    honest_files()?;
    two_faced_files()?;
    doubtful_symbols()?;
    odd_symbols()?;
    other_codes()?;
    not_a_link()?;
    damaged()?;
    nothing_there()
}

// ---- official: everything here is safe ------------------------------------------------------------------------

/// Name, error correction, link, trick.
#[rustfmt::skip]
const OFFICIAL_LINKS: &[(&str, EcLevel, &str, &str)] = &[
    ("national-hall", EcLevel::M, OFFICIAL, "The national service hall, as on an honest poster."),
    ("host-only", EcLevel::M, "https://fuwu.nhsa.gov.cn", "A link that ends with the host."),
    ("hash-route", EcLevel::M, "https://fuwu.nhsa.gov.cn/nationalHallSt/#/search/medical", "A route of a single-page site behind the hash."),
    ("query", EcLevel::Q, "https://ybj.beijing.gov.cn/zwgk/2024zcwj/?from=poster&hall=12", "A query with two plain fields; Beijing."),
    ("port-443", EcLevel::M, "https://fuwu.nhsa.gov.cn:443/nationalHallSt/", "The default port written out is the same place."),
    ("national-subdomain", EcLevel::M, "https://www.nhsa.gov.cn/", "A host under nhsa.gov.cn, whose owner says that all of them are its own."),
    ("chongqing", EcLevel::L, "https://ylbzj.cq.gov.cn/zwgk_535/", "Lowest error correction; Chongqing."),
    ("guangxi-hall", EcLevel::Q, "https://ybwt.ybj.gxzf.gov.cn/", "Third level of error correction; Guangxi service hall."),
    ("jiangxi-hall", EcLevel::H, "https://ggfw.ybj.jiangxi.gov.cn/", "Highest error correction; Jiangxi service hall."),
    ("guangdong", EcLevel::M, "https://hsa.gd.gov.cn/", "A provincial host that is listed by itself; Guangdong."),
    ("hainan", EcLevel::M, "https://ybj.hainan.gov.cn/ggfw/", "A hall under a path; Hainan."),
    ("gansu-hall", EcLevel::M, "https://ybdzpz.ylbz.gansu.gov.cn/", "A host under ylbz.gansu.gov.cn, the other zone with an owner's statement."),
    ("social-insurance", EcLevel::M, "https://si.12333.gov.cn/", "The national social-insurance platform."),
    ("escaped-chinese-path", EcLevel::M, "https://fuwu.nhsa.gov.cn/%E5%8C%BB%E4%BF%9D/%E6%9F%A5%E8%AF%A2", "A Chinese path, percent-encoded."),
    ("raw-chinese-query", EcLevel::M, "https://fuwu.nhsa.gov.cn/search?kw=医保电子凭证", "Chinese in the query as plain UTF-8 bytes, as Chinese generators write it."),
    ("redirect-to-official", EcLevel::M, "https://fuwu.nhsa.gov.cn/login?redirect=https%3A%2F%2Fybj.beijing.gov.cn%2F", "A redirect field whose value is an official link too."),
    ("line-end", EcLevel::M, "https://fuwu.nhsa.gov.cn/\n", "A line end after the link, left by a generator; harmless because a slash follows the host."),
];

fn official() -> Outcome {
    for &(name, level, text, trick) in OFFICIAL_LINKS {
        let picture = drawn(&text_code(text, level)?, MODULE_PX);
        one("official", name, trick, link(text, &[]), picture)?;
    }
    let (capitals, shortest) = ("HTTPS://FUWU.NHSA.GOV.CN/", "HTTPS://NHSA.GOV.CN/");
    let long = format!("{OFFICIAL}?ticket={}", letters(600));
    let utf8 = [Segment::Eci(26), Segment::Bytes(OFFICIAL.as_bytes())];
    let bytes = [Segment::Bytes(OFFICIAL.as_bytes())];
    #[rustfmt::skip]
    let symbols = [
        ("capitals", capitals, encoded(&[Segment::Alphanumeric(capitals)], EcLevel::M, 1, None)?, "Capitals only: the alphanumeric mode has no others."),
        ("version-1", shortest, encoded(&[Segment::Alphanumeric(shortest)], EcLevel::M, 1, None)?, "Version 1, the smallest symbol, which has no alignment pattern."),
        ("version-10", OFFICIAL, encoded(&bytes, EcLevel::H, 10, None)?, "Version 10: version information, and 16-bit byte counts."),
        ("large", &long, text_code(&long, EcLevel::M)?, "A long ticket in the query makes a large symbol."),
        ("eci-utf8", OFFICIAL, encoded(&utf8, EcLevel::M, 1, None)?, "An ECI that says UTF-8, which changes no byte."),
    ];
    for (name, text, code, trick) in symbols {
        let picture = drawn(&code, MODULE_PX);
        one("official", name, trick, link(text, &[]), picture)?;
    }
    Ok(())
}

fn official_but_hard() -> Outcome {
    let code = text_code(OFFICIAL, EcLevel::M)?;
    let sturdy = text_code(OFFICIAL, EcLevel::H)?;
    let plain = drawn(&code, MODULE_PX);
    let side = plain.width();

    let inverted = negative(&plain);
    let mut turned_17 = GrayImage::from_pixel(360, 360, PAPER);
    place(
        &plain,
        &mut turned_17,
        turned((180.0, 180.0), f64::from(side), 17.0),
    );
    let faded = GrayImage::from_fn(side, side, |x, y| {
        Luma([if plain[(x, y)] == INK { 110 } else { 185 }])
    });
    let blue = inked(&plain, Rgb([0, 82, 160]));
    let red = inked(&plain, Rgb([190, 0, 20]));

    let clear = RgbaImage::from_fn(side, side, |x, y| match plain[(x, y)] {
        INK => Rgba([0, 0, 0, 255]),
        _ => Rgba([255, 255, 255, 0]),
    });
    let mut sticker = RgbaImage::from_pixel(side + 60, side + 60, Rgba([255, 255, 255, 0]));
    let opaque = DynamicImage::from(plain.clone()).into_rgba8();
    imageops::replace(&mut sticker, &opaque, 30, 30);

    let mut logo = drawn(&sturdy, 8);
    let middle = logo.width() as i32 / 2;
    disc(&mut logo, (middle, middle), 30, PAPER);
    disc(&mut logo, (middle, middle), 24, Luma([90]));

    // The finders reach to pixel 88; the splashes stay out of them.
    let mut dirty = drawn(&sturdy, 8);
    let mut chance = Chance(5);
    for _ in 0..16 {
        let mut within = || 120 + chance.below(160) as i32;
        let centre = (within(), within());
        let radius = 5 + chance.below(8) as i32;
        let grey = [Luma([40]), Luma([90]), PAPER][chance.below(3) as usize];
        disc(&mut dirty, centre, radius, grey);
    }

    let mut busy = poster(720, 560, 11);
    imageops::replace(&mut busy, &drawn(&code, 5), 420, 270);

    let mut aside = poster(640, 480, 12);
    let corners = [
        (190.0, 95.0),
        (470.0, 120.0),
        (455.0, 400.0),
        (165.0, 360.0),
    ];
    place(&drawn(&code, 10), &mut aside, corners);
    shade(&mut aside, |x, _| 0.95 - 0.25 * x);
    let aside = noisy(&blur(&aside, 0.8), 12, 13);

    let mut shadow = poster(560, 420, 14);
    place(
        &drawn(&code, 10),
        &mut shadow,
        turned((280.0, 210.0), 300.0, -6.0),
    );
    shade(&mut shadow, |x, y| 1.0 - 0.7 * (0.6 * x + 0.4 * y));
    let shadow = noisy(&blur(&shadow, 0.6), 8, 15);

    let mut poster_720p = poster(1280, 720, 71);
    imageops::replace(&mut poster_720p, &drawn(&code, MODULE_PX), 700, 180);

    #[rustfmt::skip]
    let pictures: [(&str, DynamicImage, &str); 18] = [
        ("inverted", inverted.into(), "White on black."),
        ("rotated-90", rotate90(&plain).into(), "A quarter turn."),
        (
            "rotated-17",
            turned_17.into(),
            "Turned by 17 degrees, with grey edges from the turning.",
        ),
        (
            "mirrored",
            flip_horizontal(&plain).into(),
            "Seen in a mirror or through a window.",
        ),
        (
            "small-modules",
            drawn(&code, 3).into(),
            "Three pixels a module.",
        ),
        (
            "faded",
            faded.into(),
            "Sun-bleached print: little contrast.",
        ),
        (
            "blue",
            blue.into(),
            "Blue on white: no weighing of the colours reads anything else.",
        ),
        ("red", red.into(), "Red on white, as on a festive notice."),
        (
            "transparent",
            clear.into(),
            "No background: on white as printed, on black nothing at all can be seen.",
        ),
        (
            "transparent-margin",
            sticker.into(),
            "A sticker with its own white ground: the same on white and on black.",
        ),
        ("as-webp.webp", plain.clone().into(), "WebP with one frame."),
        (
            "as-jpeg.jpg",
            plain.clone().into(),
            "JPEG with its blurred edges.",
        ),
        (
            "logo",
            logo.into(),
            "A round emblem in the middle, made good by error correction.",
        ),
        (
            "dirt",
            dirty.into(),
            "Splashes over some modules in a hundred.",
        ),
        (
            "busy-poster",
            busy.into(),
            "A code in the corner of a poster full of text.",
        ),
        (
            "poster-720p.jpg",
            poster_720p.into(),
            "A poster as large as a camera frame, 1280 × 720; the README's figures use it.",
        ),
        (
            "perspective.jpg",
            aside.into(),
            "Photographed from the side, a little blurred and noisy.",
        ),
        (
            "uneven-light.jpg",
            shadow.into(),
            "Bright at one corner and in deep shade at the other.",
        ),
    ];
    for (name, picture, trick) in pictures {
        one("official", name, trick, link(OFFICIAL, &[]), picture)?;
    }

    let trick = "GIF with a palette and one frame.";
    write_sidecar("official", "as-gif", trick, &[], &[link(OFFICIAL, &[])])?;
    write_gif("official/as-gif.gif", &[&plain])?;

    let other = "https://ybj.beijing.gov.cn/";
    let pair = beside(&plain, &drawn(&text_code(other, EcLevel::M)?, MODULE_PX));
    let symbols = [link(OFFICIAL, &[]), link(other, &[])];
    let trick = "Two codes side by side, both official.";
    save("official", "two-official-codes", trick, &[], &symbols, pair)
}

// ---- lookalike: honest links to the wrong place ---------------------------------------------------------------

/// Name, link, reasons, trick.
#[rustfmt::skip]
const LOOKALIKE_LINKS: &[(&str, &str, &[&str], &str)] = &[
    ("embedded-with-dots", "https://fuwu.nhsa.gov.cn.k7x2p.top/ka", &["target-embedding", "not-listed"], "The official host, whole, in front of another domain."),
    ("embedded-with-hyphens", "https://fuwu-nhsa-gov-cn.k7x2p.top/", &["target-embedding", "not-listed"], "The official host with hyphens for dots."),
    ("embedded-in-the-name", "https://nhsa-gov-cn.top/", &["target-embedding", "not-listed"], "A registered name that spells the official one."),
    ("brand-plus-activate", "https://nhsa-jihuo.com/", &["combo-squatting", "not-listed"], "The official name plus 'activate' in pinyin."),
    ("brand-plus-subsidy", "https://www.12333-buzhu.com/lq", &["combo-squatting", "not-listed"], "The hotline's number plus 'subsidy' in pinyin."),
    ("suffix-top", "https://12333.top/", &["suffix-swap", "not-listed"], "The hotline's number under another suffix."),
    ("suffix-com-cn", "https://www.nhsa.com.cn/", &["suffix-swap", "not-listed"], "com.cn instead of gov.cn: anybody can buy it."),
    ("suffix-gov-cm", "https://fuwu.nhsa.gov.cm/", &["suffix-swap", "not-listed"], "Cameroon instead of China, one letter away."),
    ("one-letter-off", "https://etax.chimatax.top/", &["typosquatting", "not-listed"], "One letter of the tax bureau's name replaced."),
    ("one-letter-more", "https://www.chinattax.com/", &["typosquatting", "not-listed"], "One letter of the tax bureau's name doubled."),
    ("cyrillic", "https://etax.\u{441}hinatax.com/", &["confusable", "idn", "not-listed"], "The first letter of chinatax is Cyrillic."),
    ("cyrillic-punycode", "https://etax.xn--hinatax-xjg.com/", &["confusable", "idn", "not-listed"], "The same name in its xn-- form."),
    ("chinese-name", "https://xn--ruqw5ft06ayjc.com/", &["idn", "not-listed"], "A Chinese name (医保激活) in its xn-- form; resembles no host."),
    ("resembles-nothing", "https://k7x2p.top/yb/q?c=45", &["not-listed"], "The phishing hosts seen in the wild resemble nothing."),
    ("gov-cn-not-listed", "https://sz12333.gov.cn/", &["not-listed"], "A government host that is not on the list; nothing is said against it."),
    ("gov-cn-one-letter-off", "https://fuwu.nhza.gov.cn/", &["not-listed"], "Within gov.cn nobody is called an imitator."),
    ("under-a-plain-entry", "https://evil.ybj.beijing.gov.cn/", &["not-listed"], "Below a host that is listed for itself alone."),
    ("above-an-entry", "https://gd.gov.cn/", &["not-listed"], "The province, of which only one host is listed."),
    ("short-link", "https://t.cn/A6000000", &["short-link"], "A short link: the destination is hidden."),
    ("short-link-http", "http://dwz.cn/00000000", &["short-link"], "A short link without encryption."),
    ("open-form", "https://www.wjx.cn/vm/EXAMPLE.aspx", &["open-form"], "A questionnaire that anybody can publish."),
    ("app-distribution", "https://www.pgyer.com/example", &["app-distribution"], "A page that installs apps outside the stores."),
    ("bucket", "https://www-nhsa-gov-cn-1305404260.cos.ap-beijing.myqcloud.com/index.html", &["open-hosting"], "A storage bucket that carries the official name, seen in 2022."),
    ("known-phishing", "https://www.mk2y.sh/", &["known-phishing"], "A host of the fake credential messages of December 2022."),
    ("impostor", "https://si.12333.cn/", &["impostor"], "Printed by others as the social-insurance platform, which is si.12333.gov.cn."),
    ("copied-page", "http://www.kf1118.com/col/col100/index.html", &["copied-page"], "A name that was seen with a copy of the national administration's page, under the same path."),
    ("third-party", "https://card.wecity.qq.com/", &["third-party"], "A third party's channel, not an official platform."),
    ("not-for-visitors", "https://tps.ylbz.tj.gov.cn/", &["not-for-visitors"], "A drug-procurement system for institutions."),
    ("unproven", "https://www.gxybj.com/", &["unproven"], "Said to be a provincial platform, without proof."),
    ("needs-local-confirmation", "https://ggfw.scyb.org.cn/", &["needs-local-confirmation"], "Probably Sichuan's hall, outside gov.cn: only a local office can confirm it."),
];

fn lookalike() -> Outcome {
    for &(name, text, reasons, trick) in LOOKALIKE_LINKS {
        let picture = drawn(&text_code(text, EcLevel::M)?, MODULE_PX);
        one("lookalike", name, trick, link(text, reasons), picture)?;
    }
    let text = "https://nhsa-jihuo.com/";
    let mut photo = poster(640, 480, 21);
    let covered = drawn(&text_code(OFFICIAL, EcLevel::M)?, MODULE_PX);
    imageops::replace(&mut photo, &covered, 220, 130);
    let sticker = drawn(&text_code(text, EcLevel::M)?, 10);
    place(&sticker, &mut photo, turned((331.0, 241.0), 250.0, 3.0));
    let photo = noisy(&blur(&photo, 0.6), 8, 22);
    let symbol = link(text, &["combo-squatting", "not-listed"]);
    let trick = "A sticker over the official code of a real poster.";
    one(
        "lookalike",
        "sticker-over-official.jpg",
        trick,
        symbol,
        photo,
    )
}

// ---- tricks: links that two programs read differently, and pictures that two phones do ------------------------

/// Name, link, reasons, trick.
#[rustfmt::skip]
const TRICKY_LINKS: &[(&str, &str, &[&str], &str)] = &[
    ("user-info", "https://fuwu.nhsa.gov.cn@evil.example/", &["embedded-credentials", "not-listed"], "The official host is only a user name."),
    ("user-info-with-port", "https://fuwu.nhsa.gov.cn:443@evil.example/", &["embedded-credentials", "not-listed"], "The official host and port are only a user name and password."),
    ("user-at-official", "https://guest@fuwu.nhsa.gov.cn/", &["embedded-credentials"], "A user name in front of the official host."),
    ("backslash", r"https://fuwu.nhsa.gov.cn\@evil.example/", &["backslash"], "Official to browsers, the attacker's host to libcurl, Java, PHP, Python."),
    ("ideographic-full-stop", "https://fuwu.nhsa.gov\u{3002}cn/", &["idn", "not-listed"], "A Chinese full stop in the host, which browsers turn into a dot."),
    ("full-width-host", "https://\u{FF46}\u{FF55}\u{FF57}\u{FF55}.nhsa.gov.cn/", &["idn", "not-listed"], "Full-width letters, which browsers turn into plain ones."),
    ("percent-in-host", "https://fuwu.nhsa%2Egov.cn/", &["percent-in-host"], "An escaped dot in the host."),
    ("trailing-dot", "https://fuwu.nhsa.gov.cn./", &["trailing-dot"], "A dot at the end of the host."),
    ("comma-in-label", "https://evil.example,.nhsa.gov.cn/", &["bad-host"], "Under nhsa.gov.cn to every URL parser, and a link to evil.example in a chat."),
    ("ip-address", "https://203.0.113.7/ybj/", &["ip-address", "not-listed"], "An address in numbers."),
    ("decimal-ip-address", "https://3405803783/", &["ip-address"], "The same address as one decimal number."),
    ("port-8443", "https://fuwu.nhsa.gov.cn:8443/", &["unusual-port"], "Another port of the official host is another service."),
    ("http", "http://fuwu.nhsa.gov.cn/", &["not-encrypted"], "Without encryption anybody on the way can change the page."),
    ("redirect", "https://fuwu.nhsa.gov.cn/go?url=https://evil.example/", &["redirect"], "The official host is asked to send the visitor on."),
    ("redirect-escaped", "https://fuwu.nhsa.gov.cn/go?url=https%3A%2F%2Fevil.example%2F", &["redirect"], "The same, percent-encoded."),
    ("redirect-escaped-twice", "https://fuwu.nhsa.gov.cn/#/login?Redirect=https%253A%252F%252Fevil.example", &["redirect"], "The same, twice encoded, behind the hash."),
    ("redirect-without-scheme", "https://fuwu.nhsa.gov.cn/go?next=//evil.example/", &["redirect"], "Two slashes are enough to leave the host."),
    ("embedded-link", "https://fuwu.nhsa.gov.cn/view?id=https://evil.example/", &["embedded-link"], "A second address in a field with a harmless name."),
    ("embedded-link-without-scheme", "https://fuwu.nhsa.gov.cn/view?id=//evil.example/", &["embedded-link"], "The same without a scheme."),
    ("script-in-field", "https://fuwu.nhsa.gov.cn/go?url=javascript:alert(1)", &["redirect"], "A redirect into a script."),
    ("dot-segments", "https://fuwu.nhsa.gov.cn/app/../go", &["odd-path"], "Dot segments in the path."),
    ("dot-segments-escaped", "https://fuwu.nhsa.gov.cn/app/%2e%2E/go", &["odd-path"], "Dot segments, escaped."),
    ("double-slash", "https://fuwu.nhsa.gov.cn/app//go", &["odd-path"], "An empty segment in the path."),
    ("at-in-path", "https://fuwu.nhsa.gov.cn/@evil.example", &["odd-path"], "An @ that careless programs take for the end of a user name."),
    ("escaped-slash-in-path", "https://fuwu.nhsa.gov.cn/%2Fevil.example", &["odd-path"], "An escaped slash that some servers unescape."),
    ("angle-brackets", "https://fuwu.nhsa.gov.cn/q?t=<b>", &["bad-character"], "Angle brackets, where link finders stop."),
    ("bad-escape", "https://fuwu.nhsa.gov.cn/%zz", &["bad-escape"], "A percent sign without two hexadecimal digits."),
    ("gbk-escapes", "https://fuwu.nhsa.gov.cn/search?kw=%D2%BD%B1%A3", &["bad-escape"], "Escapes of GBK bytes: not UTF-8."),
    ("deep-encoding", "https://fuwu.nhsa.gov.cn/search?kw=%2525252525252541", &["deep-encoding"], "Eight layers of percent-encoding."),
    ("trailing-text", "https://fuwu.nhsa.gov.cn/ 激活码 8", &["extra-text"], "A sentence after the link."),
    ("tab", "https://fuwu.nhsa.\tgov.cn/", &["extra-text"], "A tab in the host, which browsers drop."),
    ("two-lines", "https://fuwu.nhsa.gov.cn/\nhttps://evil.example/", &["extra-text"], "Two links on two lines: which one opens?"),
    ("ideographic-space", "https://fuwu.nhsa.gov.cn/\u{3000}https://evil.example/", &["extra-text"], "A Chinese space (U+3000) and a second link."),
    ("bom", "\u{FEFF}https://fuwu.nhsa.gov.cn/", &["hidden-characters"], "A byte-order mark before the link."),
    ("nul-byte", "https://fuwu.nhsa.gov.cn/\0.evil.example/", &["hidden-characters"], "A NUL, where C programs stop reading."),
    ("zero-width", "https://fuwu.nhsa.gov.cn/ka\u{200B}pian", &["hidden-characters"], "A zero-width space."),
    ("right-to-left", "https://fuwu.nhsa.gov.cn/\u{202E}elpmaxe.live", &["hidden-characters"], "A right-to-left override turns the end of the address round."),
    ("right-to-left-escaped", "https://fuwu.nhsa.gov.cn/%E2%80%AEelpmaxe.live", &["hidden-characters"], "The same override, escaped."),
];

fn tricky_links() -> Outcome {
    for &(name, text, reasons, trick) in TRICKY_LINKS {
        let picture = drawn(&text_code(text, EcLevel::M)?, MODULE_PX);
        one("tricks", name, trick, link(text, reasons), picture)?;
    }
    #[rustfmt::skip]
    let texts = [
        ("leading-text", "请用手机打开 https://fuwu.nhsa.gov.cn/", "A sentence before the link."),
        ("url-prefix", "URL:https://fuwu.nhsa.gov.cn/", "The old URL: prefix, which some readers drop and some do not."),
    ];
    for (name, text, trick) in texts {
        let symbol = Symbol {
            kind: "text",
            ..link(text, &["extra-text"])
        };
        one(
            "tricks",
            name,
            trick,
            symbol,
            drawn(&text_code(text, EcLevel::M)?, MODULE_PX),
        )?;
    }
    let start = format!("{OFFICIAL}?t=");
    let text = format!("{start}{}", letters(2_100 - start.len()));
    let picture = drawn(&text_code(&text, EcLevel::L)?, 4);
    one(
        "tricks",
        "too-long",
        "A link of 2,100 bytes.",
        link(&text, &["too-long"]),
        picture,
    )
}

/// Pictures with two codes, each to be judged by itself.
fn two_codes() -> Outcome {
    let official = text_code(OFFICIAL, EcLevel::M)?;
    let evil = text_code(EVIL, EcLevel::M)?;
    let (good, bad) = (drawn(&official, MODULE_PX), drawn(&evil, MODULE_PX));
    let mut photo = poster(760, 460, 31);
    place(
        &drawn(&official, 10),
        &mut photo,
        turned((210.0, 230.0), 260.0, 4.0),
    );
    place(
        &drawn(&evil, 10),
        &mut photo,
        turned((540.0, 240.0), 260.0, -8.0),
    );
    let photo = noisy(&blur(&photo, 0.6), 8, 32);
    #[rustfmt::skip]
    let pictures = [
        ("two-codes", beside(&good, &bad), "The official code beside another one."),
        ("inverted-neighbour", beside(&good, &negative(&bad)), "The official code beside a white-on-black one, which only some readers see."),
        ("two-codes-photo.jpg", photo, "A second code glued beside the official one."),
    ];
    let symbols = [link(OFFICIAL, &[]), link(EVIL, &["not-listed"])];
    for (name, picture, trick) in pictures {
        save("tricks", name, trick, &["not-listed"], &symbols, picture)?;
    }
    Ok(())
}

/// Official codes, and near each another one that other readers read: light on dark, pale, cut, covered, dotted.
fn hidden_neighbours() -> Outcome {
    let (official, evil) = (
        text_code(OFFICIAL, EcLevel::M)?,
        text_code(EVIL, EcLevel::M)?,
    );
    let (good, bad) = (drawn(&official, MODULE_PX), drawn(&evil, MODULE_PX));
    let quiet = QUIET * MODULE_PX;
    let (side, whole) = (bad.width(), bad.width() - 2 * quiet);
    let tones = |dark: u8, light: u8| {
        GrayImage::from_fn(side, side, |x, y| {
            Luma([if bad[(x, y)] == INK { dark } else { light }])
        })
    };
    let narrow = imageops::crop_imm(&negative(&bad), quiet, quiet, whole, whole).to_image();
    let mut dots = GrayImage::from_pixel(side, side, PAPER);
    for (x, y) in (0..side / MODULE_PX).flat_map(|x| (0..side / MODULE_PX).map(move |y| (x, y))) {
        let middle = [x, y].map(|module| module * MODULE_PX + MODULE_PX / 2);
        if bad[(middle[0], middle[1])] == INK {
            disc(&mut dots, (middle[0] as i32, middle[1] as i32), 2, INK);
        }
    }
    // A module and a half of the other code are beyond the edge of the picture.
    let cut = quiet + MODULE_PX * 3 / 2;
    let mut edge = GrayImage::from_pixel(2 * side + 20, side + 40, PAPER);
    imageops::replace(&mut edge, &beside(&good, &bad), 0, -i64::from(cut));
    fill(&mut edge, (0, 0, side + 10, side + 40), PAPER);
    imageops::replace(&mut edge, &good, 0, 20);
    // The official one is glued over a corner of a larger one that its correction makes up for.
    let sturdy = drawn(
        &encoded(&[Segment::Bytes(EVIL.as_bytes())], EcLevel::H, 8, None)?,
        10,
    );
    let mut covered = GrayImage::from_pixel(sturdy.width() + 60, sturdy.height() + 60, PAPER);
    imageops::replace(&mut covered, &sturdy, 0, 0);
    let sticker = drawn(&text_code(OFFICIAL, EcLevel::L)?, 4);
    let at = i64::from(covered.width() - sticker.width());
    imageops::replace(&mut covered, &sticker, at, at);
    // The same, with all of the other one behind it as pale as a watermark.
    let mut behind = GrayImage::from_fn(sturdy.width(), sturdy.height(), |x, y| {
        Luma([if sturdy[(x, y)] == INK { 215 } else { 255 }])
    });
    let at = i64::from(behind.width() - sticker.width()) / 2;
    imageops::replace(&mut behind, &sticker, at, at);

    #[rustfmt::skip]
    let pictures = [
        ("light-on-dark-without-margin", beside(&good, &narrow), "The other code is light on dark, and white paper begins where it ends."),
        ("light-on-panel", beside(&good, &tones(200, 120)), "The other code is light grey on a darker panel: both of its tones are darker than the paper."),
        ("faint-neighbour", beside(&good, &tones(238, 255)), "The other code is printed seventeen levels of grey darker than the paper."),
        ("dotted-neighbour", beside(&good, &dots), "The other code is made of dots that do not touch."),
        ("official-over-evil", covered, "The official code is glued over a corner of a larger one, which is read all the same."),
    ];
    let symbols = [link(OFFICIAL, &[]), link(EVIL, &["not-listed"])];
    for (name, picture, trick) in pictures {
        save("tricks", name, trick, &["not-listed"], &symbols, picture)?;
    }
    let trick = "The edge of the picture cuts a module and a half off the other code.";
    let unread = ["unread-code-in-view"];
    let symbols = [link(OFFICIAL, &unread)];
    save("tricks", "cut-by-the-edge", trick, &unread, &symbols, edge)?;
    let trick = "A large pale code behind the official one, like a watermark.";
    let symbols = [ambiguous(), ambiguous()];
    save(
        "tricks",
        "pale-behind",
        trick,
        &["ambiguous"],
        &symbols,
        behind,
    )
}

/// One clean symbol that another reader may read otherwise.
fn doubtful_symbols() -> Outcome {
    let flipped = |code: &mut Code, at: &[(u32, u32)]| {
        for (x, y) in at {
            let module = &mut code.modules[(y * code.width + x) as usize];
            *module = !*module;
        }
    };
    // The second copy of the format information is that of another mask: ISO/IEC 18004, 7.9. Masks whose numbers differ
    // in the last bit have words that differ in the generator polynomial, 10100110111.
    let mut formats = text_code(OFFICIAL, EcLevel::M)?;
    let last = formats.width - 1;
    let second_copy = [0, 1, 2, 4, 5].map(|bit| (last - bit, 8));
    flipped(&mut formats, &second_copy);
    flipped(&mut formats, &[8, 10].map(|bit| (8, last - 14 + bit)));
    // Version 1-L has seven codewords of correction for one block: three can be mended. One module of the first codeword of
    // data, which is in the lower right corner, and one of each of the two above it are wrong.
    let shortest = [Segment::Alphanumeric("HTTPS://NHSA.GOV.CN/")];
    let mut worn = encoded(&shortest, EcLevel::L, 1, None)?;
    flipped(&mut worn, &[(20, 20), (20, 16), (20, 12)]);

    // Official on white and on black; where the ground is as grey as its ink only the other code is left.
    let mask = Some(MaskPattern::Checkerboard);
    let twin = |text: &str| encoded(&[Segment::Bytes(text.as_bytes())], EcLevel::H, 5, mask);
    let (official, evil) = (twin(OFFICIAL)?, twin(EVIL)?);
    let side = official.side(MODULE_PX);
    let on_grey = RgbaImage::from_fn(side, side, |x, y| {
        let dark = |code: &Code| code.dark(MODULE_PX, x, y);
        let (grey, alpha) = match (dark(&official), dark(&evil)) {
            (true, true) => (110, 255),
            (true, false) => (130, 255),
            (false, true) => (0, 20),
            (false, false) => (255, 20),
        };
        Rgba([grey, grey, grey, alpha])
    });
    #[rustfmt::skip]
    let pictures: [(&str, DynamicImage, &str); 3] = [
        ("two-formats", drawn(&formats, MODULE_PX).into(), "The two copies of the format information name different masks: readers that trust the second read other bits."),
        ("worn-out", drawn(&worn, MODULE_PX).into(), "Its error correction is used up: a little less light, and it may be another code."),
        ("alpha-evil-on-grey", on_grey.into(), "Official on white and on black, another link on a grey ground."),
    ];
    for (name, picture, trick) in pictures {
        one("tricks", name, trick, ambiguous(), picture)?;
    }
    Ok(())
}

/// Pictures in which two codes share one place.
fn two_in_one() -> Outcome {
    let nested = |outer: &str, inner: &str| -> Result<GrayImage, Box<dyn Error>> {
        let outer = encoded(&[Segment::Bytes(outer.as_bytes())], EcLevel::H, 12, None)?;
        let mut picture = drawn(&outer, 10);
        let inner = drawn(&text_code(inner, EcLevel::L)?, 4);
        let at = i64::from(picture.width() - inner.width()) / 2;
        imageops::replace(&mut picture, &inner, at, at);
        Ok(picture)
    };

    // Twins differ in data modules only, so that any mixture of the two still looks like one symbol.
    let twin = |text: &str| {
        let mask = Some(MaskPattern::Checkerboard);
        encoded(&[Segment::Bytes(text.as_bytes())], EcLevel::H, 5, mask)
    };
    let (official, evil) = (twin(OFFICIAL)?, twin(EVIL)?);
    let split = mixed(&official, &evil, 9, |x, y| x / 3 == 1 && y / 3 == 1);
    let blurred = blur(&split, 2.2);
    let small = mixed(&official, &evil, 3, |x, y| x == 1 && y == 1);
    let spot = mixed(&evil, &official, 12, |x, y| x / 4 == 1 && y / 4 == 1);
    // Dots of the official code where a reader would look; from afar the other one is left.
    let at_point = |i: u32| [4, 13, 22].iter().any(|middle| i.abs_diff(*middle) <= 2);
    let dots = mixed(&official, &evil, 27, |x, y| at_point(x) && at_point(y));
    let halves = mixed(&official, &evil, 10, |x, _| x < 6);
    let diagonal = mixed(&official, &evil, 10, |x, y| x + y < 10);
    let ring = mixed(&evil, &official, 12, |x, y| {
        let [x, y] = [x, y].map(|i| (f64::from(i) + 0.5) / 12.0 - 0.5);
        (0.2..0.36).contains(&x.hypot(y))
    });

    #[rustfmt::skip]
    let pictures = [
        ("evil-inside-official", nested(OFFICIAL, EVIL)?, "Another code inside the official one."),
        ("official-inside-evil", nested(EVIL, OFFICIAL)?, "The official code inside another one."),
    ];
    for (name, picture, trick) in pictures {
        save(
            "tricks",
            name,
            trick,
            &["ambiguous"],
            &[ambiguous(), ambiguous()],
            picture,
        )?;
    }
    // Blur leaves one reading, and it is not the official one.
    let trick = "Split modules as a camera sees them: the rim outweighs the middle, and the other link is left.";
    one(
        "tricks",
        "split-modules-blurred",
        trick,
        link(EVIL, &["not-listed"]),
        blurred,
    )?;

    let trick = "Dots of the official code at nine points of each module of another one; many pass for finders.";
    one("tricks", "split-modules-dots", trick, ambiguous(), dots)?;

    #[rustfmt::skip]
    let pictures: [(&str, DynamicImage, &str); 10] = [
        ("split-modules", split.into(), "The middle of each module belongs to the official code, its rim to another."),
        ("split-modules-small", small.into(), "The same at three pixels a module, where decoders differ."),
        ("split-modules-spot", spot.into(), "A spot in the middle of each official module belongs to another code."),
        ("split-modules-halves", halves.into(), "The left of each module belongs to the official code, the right to another."),
        ("split-modules-diagonal", diagonal.into(), "Each module is cut along its diagonal between two codes."),
        ("split-modules-ring", ring.into(), "A ring in each official module belongs to another code: one decoder reads that at a quarter of the size."),
        ("alpha-evil-on-white", two_faced(&evil, &official, MODULE_PX).into(), "Official on black and without its alpha channel, another link on white."),
        ("alpha-evil-on-black", two_faced(&official, &evil, MODULE_PX).into(), "Official on white, another link on black, as in a chat at night."),
        ("colour-evil-in-bt709", four_inks(&official, &evil, MODULE_PX).into(), "Official as cameras weigh colours (BT.601), another link as screens do (BT.709)."),
        ("colour-evil-in-bt601", four_inks(&evil, &official, MODULE_PX).into(), "Official as screens weigh colours (BT.709), another link as cameras do (BT.601)."),
    ];
    for (name, picture, trick) in pictures {
        one("tricks", name, trick, ambiguous(), picture)?;
    }

    let trick = "Two frames: the official code first, then another.";
    let reasons = ["several-frames"];
    write_sidecar(
        "tricks",
        "two-frames",
        trick,
        &reasons,
        &[link(OFFICIAL, &reasons)],
    )?;
    let frames = [drawn(&official, MODULE_PX), drawn(&evil, MODULE_PX)];
    write_gif("tricks/two-frames.gif", &[&frames[0], &frames[1]])
}

/// Symbols with something in their bit stream that a link does not need.
/// A link that makes a small symbol, so that files without compression stay small.
const SHORT: &str = "https://fuwu.nhsa.gov.cn/";
/// And one that leads elsewhere, of the same size.
const SHORT_EVIL: &str = "https://evil.example/kaka";

fn small(text: &str) -> Result<GrayImage, Box<dyn Error>> {
    Ok(drawn(&text_code(text, EcLevel::M)?, 3))
}

/// What programs write beside and around the pixels, and what nobody means any harm by.
fn honest_files() -> Outcome {
    let picture = small(SHORT)?;
    let size = picture.dimensions();
    let display_p3 = containers::profile(&containers::DISPLAY_P3, &containers::usual_tones());
    let png = containers::png(&picture.clone().into());

    let mut photo = poster(640, 480, 91);
    let corners = turned((300.0, 220.0), 300.0, 5.0);
    place(
        &drawn(&text_code(SHORT, EcLevel::M)?, 8),
        &mut photo,
        corners,
    );
    let photo = noisy(&blur(&photo, 0.6), 8, 92);
    let as_jpeg = |width: u32, height: u32| {
        let filter = imageops::FilterType::Triangle;
        containers::jpeg(&imageops::resize(&photo, width, height, filter).into())
    };
    let thumbnail = containers::tiff(
        &[],
        &[
            (274, Values::Shorts(vec![1])),
            (37_500, Values::Undefined(as_jpeg(160, 120))),
        ],
    );
    let segments = [
        containers::exif_segment(&thumbnail),
        containers::icc_segment(1, 1, &display_p3),
    ];
    let photo_file = containers::in_jpeg(&as_jpeg(640, 480), &segments.concat());
    let gain_map = GrayImage::from_fn(160, 120, |x, _| Luma([(90 + x / 4) as u8]));
    let gain_map = containers::jpeg(&gain_map.into());
    let film = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom\0\0\0\x08mdat";
    let phone = [
        containers::with_mpf(&photo_file, &gain_map, 0),
        film.to_vec(),
    ];

    let inks: Vec<u8> = picture
        .as_raw()
        .iter()
        .flat_map(|grey| [0, 0, 0, 255 - grey])
        .collect();
    let inks = containers::tiff(&inks, &containers::tiff_fields(size, 5, 4));
    let notes = [
        (700, Values::Bytes(b"<x:xmpmeta/>".to_vec())),
        (305, Values::Text("A program for pictures")),
    ];
    let fields = [containers::tiff_fields(size, 1, 1).as_slice(), &notes].concat();
    let gif = [
        containers::gif_screen(size),
        containers::gif_frame((0, 0), &picture),
    ];
    let header = containers::bmp_header(40, (size.0 as i32, size.1 as i32), 32, 0);
    let rows = containers::bmp_rows(&picture, |grey| vec![grey, grey, grey, 0]);

    #[rustfmt::skip]
    let files = [
        ("display-p3.png", containers::in_png(&png, &containers::iccp(&display_p3)), "The colour profile of an Apple screen."),
        ("phone.jpg", phone.concat(), "A photo as phones write it: a thumbnail, a wide profile, a gain map behind it, and a film behind that."),
        ("for-printing.tif", inks, "Black ink on paper: the four inks of a press."),
        ("with-xmp.tif", containers::tiff(picture.as_raw(), &fields), "A TIFF with the notes that Photoshop writes."),
        ("without-last-byte.gif", gif.concat(), "A GIF without the byte that ends it, which viewers do not miss."),
        ("alpha-of-nothing.bmp", containers::bmp(&header, &rows), "A fourth byte of 0 in each pixel, which means nothing."),
    ];
    for (name, file, trick) in files {
        raw("official", name, trick, &[], &[link(SHORT, &[])], &file)?;
    }
    Ok(())
}

/// Files that show an official code to one program and another code to the next one.
fn two_faced_files() -> Outcome {
    let (good, bad) = (small(SHORT)?, small(SHORT_EVIL)?);
    let size = good.dimensions();
    let black = |picture: &GrayImage, x: u32, y: u32| picture[(x, y)] == INK;
    // Four greys: light or dark in the good one, and in the bad one.
    let greys = |four: [[u8; 2]; 2]| {
        GrayImage::from_fn(size.0, size.1, |x, y| {
            let [light, dark] = four;
            let [light, dark] = if black(&good, x, y) { dark } else { light };
            Luma([if black(&bad, x, y) { dark } else { light }])
        })
    };
    let stepped = greys([[255, 180], [70, 0]]);
    let steps: Vec<u16> = (0..256)
        .map(|grey| match grey {
            35..=125 | 218.. => u16::MAX,
            _ => 0,
        })
        .collect();
    let steps = containers::profile(&containers::SRGB, &steps);
    let png = |picture: &GrayImage| containers::png(&picture.clone().into());

    let exchanged = [[0.3127, 0.329], [0.3, 0.6], [0.64, 0.33], [0.15, 0.06]];
    let exchanged = containers::in_png(&png(&good), &containers::chrm(exchanged));

    // The bad one in red against green, of the same luma, and a profile in which light is thrice red less twice green.
    let tinted = image::RgbImage::from_fn(size.0, size.1, |x, y| {
        let grey: u8 = if black(&good, x, y) { 60 } else { 195 };
        Rgb(match black(&bad, x, y) {
            true => [grey - 48, grey + 24, grey],
            false => [grey + 48, grey - 24, grey],
        })
    });
    let red_less_green = [
        [2.9, 3.0, 0.0],
        [-1.99, -2.05, 0.05],
        [0.0542, 0.05, 0.7749],
    ];
    let red_less_green = containers::profile(&red_less_green, &containers::usual_tones());
    let tinted = containers::in_jpeg(
        &containers::jpeg(&tinted.into()),
        &containers::icc_segment(1, 1, &red_less_green),
    );

    let mut v5 = containers::bmp_header(124, (size.0 as i32, size.1 as i32), 8, 0);
    let palette = [0, 70, 180, 255];
    let rows = containers::bmp_rows(&stepped, |grey| {
        let place = palette.iter().position(|known| *known == grey);
        vec![place.unwrap_or_default() as u8]
    });
    containers::put(&mut v5, 32, 4);
    v5[56..60].copy_from_slice(b"DEBM");
    containers::put(&mut v5, 112, 124 + 16 + rows.len() as u32);
    containers::put(&mut v5, 116, steps.len() as u32);
    v5.extend(palette.iter().flat_map(|grey| [*grey, *grey, *grey, 0]));
    let v5 = [containers::bmp(&v5, &rows), steps.clone()].concat();

    let preview = containers::with_mpf(
        &containers::jpeg(&good.clone().into()),
        &containers::jpeg(&bad.clone().into()),
        0x01_0002,
    );

    let ambiguous = [link(SHORT, &["ambiguous"])];
    let several = [link(SHORT, &["several-frames"])];
    #[rustfmt::skip]
    let unsafe_ones = [
        ("profile-with-steps.png", containers::in_png(&png(&stepped), &containers::iccp(&steps)), &ambiguous, "Of four greys a profile makes two, and they show another code."),
        ("profile-in-a-bmp.bmp", v5, &ambiguous, "The same in a BMP."),
        ("profile-of-red-less-green.jpg", tinted, &ambiguous, "A profile under which light is red less green: another code, in red, outshines the official one."),
        ("chromaticities.png", exchanged, &ambiguous, "Chromaticities that exchange red and green."),
        ("preview-of-another.jpg", preview, &several, "Behind a photo its preview, and that shows another code."),
    ];
    for (name, file, symbols, trick) in unsafe_ones {
        let reasons = symbols[0].reasons.clone();
        raw("tricks", name, trick, &reasons, symbols, &file)?;
    }

    // 0x0F and 0xF0 are each other's mirror.
    let nibbles = greys([[0xFF, 0xF0], [0x0F, 0x00]]);
    let field = |tag, value| (tag, Values::Shorts(vec![value]));
    let mut reversed = containers::tiff_fields(size, 1, 1);
    reversed.push(field(266, 2));
    let reversed = containers::tiff(nibbles.as_raw(), &reversed);
    let veiled: Vec<u8> = (0..size.1)
        .flat_map(|y| (0..size.0).map(move |x| (x, y)))
        .flat_map(|(x, y)| {
            let alpha = if black(&bad, x, y) { 255 } else { 100 };
            let grey = if black(&good, x, y) { 0 } else { 100 };
            [grey, grey, grey, alpha]
        })
        .collect();
    let mut multiplied = containers::tiff_fields(size, 2, 4);
    multiplied.push(field(338, 1));
    let multiplied = containers::tiff(&veiled, &multiplied);
    let wide = [
        containers::gif_screen(size),
        containers::gif_frame((0, 0), &beside(&good, &bad)),
        containers::GIF_END.to_vec(),
    ];
    let whole = containers::jpeg(&good.clone().into());
    let half = [&whole[..whole.len() * 2 / 3], &[0xFF, 0xD9]];
    #[rustfmt::skip]
    let refused = [
        ("bits-from-the-other-end.tif", reversed, "FillOrder 2: who heeds it sees another code."),
        ("multiplied-alpha.tif", multiplied, "Colours that are said to be multiplied by alpha already: on white they show another code than alone."),
        ("frame-beyond-the-screen.gif", wide.concat(), "A frame twice as wide as its screen: browsers make the screen wider, others cut."),
        ("ends-early.jpg", half.concat(), "A JPEG whose data end early: each program fills the rest in its own way."),
    ];
    for (name, file, trick) in refused {
        let (stem, _) = name.split_once('.').unwrap_or((name, ""));
        let text = format!(
            "trick = {}\nverdict = \"error\"\nreasons = []\n",
            quoted(trick)
        );
        fs::write(in_samples(&format!("tricks/{stem}.toml")), text)?;
        fs::write(in_samples(&format!("tricks/{name}")), file)?;
    }
    Ok(())
}

fn odd_symbols() -> Outcome {
    let (first, second) = ("https://fuwu.nhsa.gov.cn", ".evil.example/");
    let parity = first
        .bytes()
        .chain(second.bytes())
        .fold(0, |sum, byte| sum ^ byte);
    let append = Segment::Append {
        index: 0,
        count: 2,
        parity,
    };
    // In UTF-16BE the last four bytes are two Chinese characters.
    let (utf8, utf16) = (b"https://fuwu.nhsa.gov.cn/", b"evil");
    let ecis = [
        Segment::Eci(26),
        Segment::Bytes(utf8),
        Segment::Eci(25),
        Segment::Bytes(utf16),
    ];
    // 医保卡已停用,请扫码重新激活
    let gbk = b"\xD2\xBD\xB1\xA3\xBF\xA8\xD2\xD1\xCD\xA3\xD3\xC3\xA3\xAC\xC7\xEB\xC9\xA8\xC2\xEB\xD6\xD8\xD0\xC2\xBC\xA4\xBB\xEE";
    #[rustfmt::skip]
    let symbols: [(&str, &[Segment], Symbol, &str); 5] = [
        ("eci-of-bytes", &[Segment::Eci(25), Segment::Bytes(OFFICIAL.as_bytes())], link(OFFICIAL, &["eci"]), "The bytes are an official link, and are marked as UTF-16."),
        ("structured-append", &[append, Segment::Bytes(first.as_bytes())], link(first, &["structured-append", "unconfirmed"]), "The first of two symbols; a reader that joins them goes to fuwu.nhsa.gov.cn.evil.example."),
        ("fnc1", &[Segment::Fnc1, Segment::Bytes(OFFICIAL.as_bytes())], link(OFFICIAL, &["fnc1", "unconfirmed"]), "FNC1 in first position: marked as GS1 data, which a link is not."),
        ("two-ecis", &ecis, link("https://fuwu.nhsa.gov.cn/evil", &["eci"]), "The bytes are an official link, but its end is marked as UTF-16."),
        ("gbk-text", &[Segment::Bytes(gbk)], other("text", None), "A fraud message in GBK, without an ECI."),
    ];
    for (name, segments, symbol, trick) in symbols {
        let picture = drawn(&encoded(segments, EcLevel::M, 1, None)?, MODULE_PX);
        one("tricks", name, trick, symbol, picture)?;
    }

    let micro = QrCode::with_version(b"HTTPS://DWZ.CN/A1B2C3", Version::Micro(4), EcLevel::L)?;
    let micro = drawn(
        &Code {
            width: micro.width() as u32,
            modules: micro.to_colors(),
        },
        8,
    );
    let official = drawn(&text_code(OFFICIAL, EcLevel::M)?, MODULE_PX);
    let pair = beside(&official, &micro);
    let reasons = ["micro-qr"];
    save(
        "tricks",
        "micro-qr",
        "A short link in Micro QR.",
        &reasons,
        &[],
        micro,
    )?;
    let trick = "A Micro QR code beside the official one.";
    save(
        "tricks",
        "micro-qr-neighbour",
        trick,
        &reasons,
        &[link(OFFICIAL, &reasons)],
        pair,
    )
}

/// Codes of other kinds, made with another program: `tests/data/other-codes.txt`.
fn other_codes() -> Outcome {
    #[rustfmt::skip]
    let tricks = [
        ("data-matrix", "A link in a Data Matrix code.", "A Data Matrix code beside the official one."),
        ("aztec", "A link in an Aztec code.", "An Aztec code beside the official one."),
        ("pdf417", "A link in a PDF417 code.", "A PDF417 code beside the official one."),
        ("rmqr", "A link in a rectangular Micro QR code.", "A rectangular Micro QR code beside the official one."),
        ("code-128-link", "A link in a bar code (Code 128).", "A bar code with a link beside the official code."),
        ("code-39-link", "A link in small letters in Code 39, which has none: two characters stand for one.", "A bar code with an escaped link beside the official code."),
        ("code-93-link", "A link in a bar code (Code 93).", "A bar code with a link (Code 93) beside the official code."),
    ];
    let reasons = ["other-code-in-view"];
    let official = drawn(&text_code(OFFICIAL, EcLevel::M)?, MODULE_PX);
    for (kind, trick, neighbour) in tricks {
        let module_px = if kind.starts_with("code") { 2 } else { 4 };
        let code = other_code(kind, module_px);
        let pair = beside(&official, &code);
        save("tricks", kind, trick, &reasons, &[], code)?;
        let name = format!("{kind}-neighbour");
        let symbols = [link(OFFICIAL, &reasons)];
        save("tricks", &name, neighbour, &reasons, &symbols, pair)?;
    }
    let round = round_code();
    let pair = beside(&official, &round);
    let symbols = [link(OFFICIAL, &reasons)];
    let trick = "A round mini-program code, which is no QR symbol.";
    save("damaged", "round-code", trick, &reasons, &[], round)?;
    let trick = "A round mini-program code beside the official one.";
    save(
        "tricks",
        "round-code-neighbour",
        trick,
        &reasons,
        &symbols,
        pair,
    )?;
    #[rustfmt::skip]
    let harmless = [
        ("ean-13", "The bar code of a product beside the code of the hall."),
        ("code-128-number", "The number of a parcel in a bar code beside the code of the hall."),
        ("code-39-number", "The number of a form in a bar code beside the code of the hall."),
    ];
    for (kind, trick) in harmless {
        let pair = beside(&official, &other_code(kind, 2));
        one("official", kind, trick, link(OFFICIAL, &[]), pair)?;
    }
    let trick = "The bar code of a product: not a code for phones to open.";
    let alone = other_code("ean-13", 2);
    save(
        "damaged",
        "product-bar-code",
        trick,
        &["no-code"],
        &[],
        alone,
    )
}

// ---- not a link: a sample for every other kind of payload -----------------------------------------------------

/// Name, kind, payload, trick. The kinds that belong to a person are in [`not_a_link`].
#[rustfmt::skip]
const PUBLIC_PAYLOADS: &[(&str, &str, &str, &str)] = &[
    ("script", "script", "javascript:location='https://evil.example/'", "Runs a script."),
    ("data-page", "script", "data:text/html,<h1>医保激活</h1>", "A whole page inside the code."),
    ("local-file", "script", "file:///sdcard/Download/yibao.html", "Opens a file of the phone."),
    ("apk", "app-install", "https://dl.example-yibao.top/yibao.apk", "Installs an Android app."),
    ("ios-install", "app-install", "itms-services://?action=download-manifest&url=https://evil.example/m.plist", "Installs an app on an iPhone."),
    ("wechat-friend", "wechat", "https://u.wechat.com/EXAMPLEEXAMPLE", "Adds somebody as a WeChat friend."),
    ("wechat-account", "wechat", "https://weixin.qq.com/r/EXAMPLEEXAMPLE", "A WeChat account; anybody can make one."),
    ("wechat-group", "wechat", "https://weixin.qq.com/g/EXAMPLEEXAMPLE", "Joins a WeChat group."),
    ("wechat-scheme", "wechat", "weixin://dl/business/?t=EXAMPLE", "Opens something in WeChat."),
    ("alipay-page", "alipay", "alipays://platformapi/startapp?appId=20000067&url=https%3A%2F%2Fevil.example%2F", "Opens any page in Alipay."),
    ("unionpay", "unionpay", "https://qr.95516.com/00010000/00000000000000000000", "A UnionPay code."),
    ("bare-host", "bare-host", "www.k7x2p.top/yb", "A host without a scheme; phones may still open it."),
    ("bare-official-host", "bare-host", "fuwu.nhsa.gov.cn", "The official host without a scheme."),
    ("text", "text", "请到一楼大厅取号办理医保业务", "Plain Chinese text."),
    ("text-order", "text", "医保卡已停用,请加微信重新激活", "Text that asks for something."),
];

/// Name, kind, payload, trick. The content belongs to a person and is not in the sidecar.
#[rustfmt::skip]
const PRIVATE_PAYLOADS: &[(&str, &str, Segment, &str)] = &[
    ("credential", "credential", Segment::Numeric("4240000000000000000000450000"), "An insured person's live credential."),
    ("wechat-payment-code", "payment-code", Segment::Numeric("134567890123456789"), "A WeChat payment code: whoever scans it takes the money."),
    ("alipay-payment-code", "payment-code", Segment::Numeric("281234567890123456"), "An Alipay payment code."),
    ("unionpay-payment-code", "payment-code", Segment::Numeric("6200000000000000000"), "A UnionPay payment code."),
    ("otp", "otp", Segment::Bytes(b"otpauth://totp/Example:nobody?secret=AAAAAAAAAAAAAAAA&issuer=Example"), "A secret for one-time passwords."),
    ("pay-a-person", "pay-a-person", Segment::Bytes(PAYEE.as_bytes()), "Pays a person through WeChat."),
    ("sms", "message", Segment::Bytes(b"smsto:10690000000000:YZM 000000"), "Sends a message, perhaps with a code in it."),
    ("telephone", "message", Segment::Bytes(b"tel:+8610000000000"), "Dials a number."),
    ("mail", "message", Segment::Bytes(b"mailto:nobody@evil.example?subject=ID"), "Sends a mail."),
    ("wifi", "wifi", Segment::Bytes(b"WIFI:T:WPA;S:Example;P:00000000;;"), "Joins a wireless network."),
    ("contact-vcard", "contact", Segment::Bytes("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:示例\r\nTEL:10000000000\r\nEND:VCARD\r\n".as_bytes()), "A contact card."),
    ("contact-mecard", "contact", Segment::Bytes("MECARD:N:示例;TEL:10000000000;;".as_bytes()), "A contact card in the short form."),
    ("invoice", "invoice", Segment::Bytes(b"01,10,000000000000,00000000,100.00,20260101,00000000000000000000,ABCD,"), "A VAT invoice."),
];

const PAYEE: &str = "wxp://f2f0EXAMPLEEXAMPLEEXAMPLE";

fn not_a_link() -> Outcome {
    let show = |name, kind, text, segment: &[Segment], trick| {
        let picture = drawn(&encoded(segment, EcLevel::M, 1, None)?, MODULE_PX);
        one("not-a-link", name, trick, other(kind, text), picture)
    };
    for &(name, kind, text, trick) in PUBLIC_PAYLOADS {
        let segment = Segment::Bytes(text.as_bytes());
        show(name, kind, Some(text), &[segment], trick)?;
    }
    for (name, kind, segment, trick) in PRIVATE_PAYLOADS {
        show(name, kind, None, slice::from_ref(segment), trick)?;
    }

    let alipay = "HTTPS://QR.ALIPAY.COM/FKX00000EXAMPLE00000";
    let merchant = merchant_payment();
    let (goods, medicine) = ("6900000000000", "80000000000000000000");
    let person = id_number("45000019000101001");
    let neither = [0xFF, 0xFE, 0x80, 0xFF, 0x00, 0xC1, 0xFF];
    #[rustfmt::skip]
    let payloads = [
        ("alipay", "alipay", Some(alipay), Segment::Alphanumeric(alipay), "Pays somebody through Alipay; in capitals, as Alipay writes it."),
        ("merchant-payment", "merchant-payment", Some(merchant.as_str()), Segment::Alphanumeric(&merchant), "Pays a merchant (EMVCo)."),
        ("goods-number", "code-number", Some(goods), Segment::Numeric(goods), "The number of an article (EAN-13)."),
        ("drug-trace-code", "code-number", Some(medicine), Segment::Numeric(medicine), "The trace number on a box of medicine."),
        ("id-number", "id-number", None, Segment::Numeric(&person), "A citizen's identity number."),
        ("binary", "binary", None, Segment::Bytes(&neither), "Bytes that are neither UTF-8 nor GBK."),
        ("empty", "empty", Some(""), Segment::Bytes(&[]), "A symbol that holds nothing."),
    ];
    for (name, kind, text, segment, trick) in payloads {
        show(name, kind, text, &[segment], trick)?;
    }

    let official = drawn(&text_code(OFFICIAL, EcLevel::M)?, MODULE_PX);
    let payee = drawn(&text_code(PAYEE, EcLevel::M)?, MODULE_PX);
    let symbols = [link(OFFICIAL, &[]), other("pay-a-person", None)];
    let reasons = ["pay-a-person"];
    let trick = "The official code, and beside it one that pays a person.";
    let pair = beside(&official, &payee);
    save(
        "not-a-link",
        "official-beside-payee",
        trick,
        &reasons,
        &symbols,
        pair,
    )
}

/// Merchant-presented QR code after EMVCo, with its CRC-16/CCITT-FALSE.
fn merchant_payment() -> String {
    let field = |id: &str, value: &str| format!("{id}{:02}{value}", value.len());
    let mut text = String::new();
    for (id, value) in [
        ("00", "01"),
        ("01", "11"),
        ("15", "0000000000000000000000000000000"),
        ("52", "5999"),
        ("53", "156"),
        ("58", "CN"),
        ("59", "EXAMPLE"),
        ("60", "NANNING"),
    ] {
        text += &field(id, value);
    }
    text += "6304";
    let crc = text.bytes().fold(0xFFFF_u16, |crc, byte| {
        (0..8).fold(crc ^ u16::from(byte) << 8, |crc, _| {
            if crc & 0x8000 == 0 {
                crc << 1
            } else {
                crc << 1 ^ 0x1021
            }
        })
    });
    text + &format!("{crc:04X}")
}

/// The 17 digits and their check digit after GB 11643 (ISO 7064 mod 11-2).
fn id_number(digits: &str) -> String {
    let sum = digits
        .bytes()
        .fold(0, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    let check = (12 - sum) % 11;
    assert!(
        check < 10,
        "the check digit is X, which the numeric mode does not have"
    );
    format!("{digits}{check}")
}

// ---- damaged: what cannot be read, and what is not there ------------------------------------------------------

fn damaged() -> Outcome {
    let official = text_code(OFFICIAL, EcLevel::M)?;
    let sheet = drawn(&official, 8);
    let side = sheet.width();

    let mut ruined = text_code(EVIL, EcLevel::M)?;
    let mut chance = Chance(41);
    let width = ruined.width as i16;
    for (at, module) in ruined.modules.iter_mut().enumerate() {
        let (x, y) = (at as i16 % width, at as i16 / width);
        if !is_functional(Version::Normal((width - 17) / 4), width, x, y) {
            *module = [Color::Dark, Color::Light][chance.below(2) as usize];
        }
    }
    let ruined = drawn(&ruined, MODULE_PX);
    let pair = beside(&drawn(&official, MODULE_PX), &ruined);

    // Spared: finders and format information up to pixel 104, the alignment pattern from 192 on, timing in row 80.
    let mut blot = sheet.clone();
    disc(&mut blot, (156, 156), 64, Luma([30]));
    let mut scratched = drawn(&text_code(OFFICIAL, EcLevel::L)?, 8);
    for (top, height) in [(112, 24), (152, 24)] {
        fill(&mut scratched, (32, top, 64, height), PAPER);
        fill(&mut scratched, (112, top, 152, height), PAPER);
    }
    let torn = GrayImage::from_fn(side, side, |x, y| {
        let ragged_edge = 180 + y % 7;
        if x + y < ragged_edge {
            Luma([70])
        } else {
            sheet[(x, y)]
        }
    });
    let half = imageops::crop_imm(&sheet, side / 2, 0, side / 2, side).to_image();

    let unread = ["unread-code-in-view"];
    let trick = "The official code beside one that cannot be read.";
    let symbols = [link(OFFICIAL, &unread)];
    save(
        "damaged",
        "official-beside-unreadable",
        trick,
        &unread,
        &symbols,
        pair,
    )?;
    #[rustfmt::skip]
    let pictures = [
        ("data-destroyed", "unread-code-in-view", ruined, "Finder, timing and format are fine, every data module is chance."),
        ("ink-blot", "unread-code-in-view", blot, "A blot of ink larger than error correction can mend."),
        ("scratched", "unread-code-in-view", scratched, "Stripes scratched out of the data."),
        ("cut-in-half", "no-code", half, "Only the right half is in the picture."),
        ("too-blurred", "no-code", blur(&sheet, 16.0), "Blurred until the finders are gone."),
    ];
    for (name, reason, picture, trick) in pictures {
        save("damaged", name, trick, &[reason], &[], picture)?;
    }
    let trick = "The corner with the first finder is torn off; both decoders read it all the same.";
    save(
        "damaged",
        "torn-corner",
        trick,
        &[],
        &[link(OFFICIAL, &[])],
        torn,
    )
}

fn nothing_there() -> Outcome {
    let blank = |side| GrayImage::from_pixel(side, side, PAPER);
    let noise = noisy(&GrayImage::from_pixel(160, 160, Luma([128])), 120, 51);
    let squares = GrayImage::from_fn(240, 240, |x, y| tone((x / 12 + y / 12) % 2 == 0));

    let mut stripes = GrayImage::from_pixel(360, 160, PAPER);
    let mut chance = Chance(53);
    for left in (30..330).step_by(3) {
        if chance.below(2) == 0 {
            fill(&mut stripes, (left, 20, 3, 120), INK);
        }
    }

    let mut finder = blank(200);
    for (inset, ink) in [(65, INK), (75, PAPER), (85, INK)] {
        let side = 200 - 2 * inset;
        fill(&mut finder, (inset, inset, side, side), ink);
    }

    let mut dots = blank(240);
    for (x, y) in (0..9).flat_map(|x| (0..9).map(move |y| (x, y))) {
        disc(&mut dots, (40 + 20 * x, 40 + 20 * y), 7, INK);
    }

    #[rustfmt::skip]
    let pictures = [
        ("blank", blank(240), "White paper."),
        ("noise", noise, "Grey noise."),
        ("poster-without-code", poster(480, 360, 52), "A notice with text only."),
        ("stripes", stripes, "Stripes like those of a barcode for goods."),
        ("checkerboard", squares, "A checkerboard."),
        ("lone-finder", finder, "One finder pattern by itself."),
        ("round-dots", dots, "A field of round dots."),
    ];
    for (name, picture, trick) in pictures {
        save("damaged", name, trick, &["no-code"], &[], picture)?;
    }
    Ok(())
}

// ---- files ----------------------------------------------------------------------------------------------------

/// What must be said of one symbol: safe without reasons. No text where it is private, not UTF-8, or one of several.
struct Symbol {
    kind: &'static str,
    text: Option<String>,
    reasons: Vec<&'static str>,
}

fn link(text: &str, reasons: &[&'static str]) -> Symbol {
    Symbol {
        kind: "link",
        text: Some(text.to_owned()),
        reasons: reasons.to_vec(),
    }
}

/// A payload that is no link; its kind is the reason.
fn other(kind: &'static str, text: Option<&str>) -> Symbol {
    Symbol {
        kind,
        text: text.map(str::to_owned),
        reasons: vec![kind],
    }
}

/// Two links at one place; which of them is shown does not matter.
fn ambiguous() -> Symbol {
    Symbol {
        kind: "link",
        text: None,
        reasons: vec!["ambiguous"],
    }
}

/// Writes a picture with one symbol, whose reasons are the picture's.
fn one(
    folder: &str,
    name: &str,
    trick: &str,
    symbol: Symbol,
    picture: impl Into<DynamicImage>,
) -> Outcome {
    let reasons = symbol.reasons.clone();
    save(folder, name, trick, &reasons, &[symbol], picture)
}

/// Writes a picture and its sidecar. A name without an extension becomes a PNG.
fn save(
    folder: &str,
    name: &str,
    trick: &str,
    reasons: &[&str],
    symbols: &[Symbol],
    picture: impl Into<DynamicImage>,
) -> Outcome {
    let (stem, extension) = name.split_once('.').unwrap_or((name, "png"));
    write_sidecar(folder, stem, trick, reasons, symbols)?;
    let path = format!("{folder}/{stem}.{extension}");
    let picture = picture.into();
    match extension {
        "jpg" => picture.write_with_encoder(JpegEncoder::new_with_quality(create(&path)?, 85))?,
        "png" => picture.write_with_encoder(PngEncoder::new_with_quality(
            create(&path)?,
            CompressionType::Best,
            FilterType::NoFilter, // smallest for few colours
        ))?,
        _ => picture.save(in_samples(&path))?,
    }
    Ok(())
}

/// Writes the bytes of a picture file and its sidecar.
fn raw(
    folder: &str,
    name: &str,
    trick: &str,
    reasons: &[&str],
    symbols: &[Symbol],
    file: &[u8],
) -> Outcome {
    let (stem, _) = name.split_once('.').unwrap_or((name, ""));
    write_sidecar(folder, stem, trick, reasons, symbols)?;
    fs::write(in_samples(&format!("{folder}/{name}")), file)?;
    Ok(())
}

fn write_gif(path: &str, frames: &[&GrayImage]) -> Outcome {
    let mut encoder = GifEncoder::new(create(path)?);
    for &frame in frames {
        encoder.encode_frame(Frame::new(DynamicImage::from(frame.clone()).into_rgba8()))?;
    }
    Ok(())
}

fn write_sidecar(
    folder: &str,
    name: &str,
    trick: &str,
    reasons: &[&str],
    symbols: &[Symbol],
) -> Outcome {
    let mut text = format!("trick = {}\n", quoted(trick));
    text += &verdict_lines(reasons);
    for symbol in symbols {
        text += &format!("\n[[symbol]]\nkind = {}\n", quoted(symbol.kind));
        if let Some(payload) = &symbol.text {
            text += &format!("text = {}\n", quoted(payload));
        }
        text += &verdict_lines(&symbol.reasons);
    }
    fs::create_dir_all(in_samples(folder))?;
    fs::write(in_samples(&format!("{folder}/{name}.toml")), text)?;
    Ok(())
}

fn verdict_lines(reasons: &[&str]) -> String {
    let verdict = match reasons {
        [] => "safe",
        ["no-code"] => "no-code",
        _ => "unsafe",
    };
    let reasons: Vec<String> = reasons.iter().map(|reason| quoted(reason)).collect();
    format!(
        "verdict = {}\nreasons = [{}]\n",
        quoted(verdict),
        reasons.join(", ")
    )
}

/// A TOML string in which nothing is invisible.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{3000}' | '\u{FEFF}' => {
                format!("\\u{:04X}", c as u32)
            }
            _ if c.is_control() => format!("\\u{:04X}", c as u32),
            _ => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

fn create(path: &str) -> Result<BufWriter<File>, Box<dyn Error>> {
    Ok(BufWriter::new(File::create(in_samples(path))?))
}

fn in_samples(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(path)
}
