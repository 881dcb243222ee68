//! What is fuzzed: for each target what it does with bytes, and what must hold whatever they are. `tests/fuzz.rs` runs the
//! same over the inputs that are kept in `corpus/`, with a stable compiler.

use std::io::Cursor;
use std::sync::{LazyLock, Once};

use url::{Host, Position, Url};
use yanma::check::allowlist::{Allowlist, Date, Origin, Source, Standing};
use yanma::check::payload::Payload;
use yanma::check::recognize;
use yanma::check::{self, Outcome};
use yanma::config;
use yanma::scan::{self, Effort, Frame};
use yanma::source::{camera, images};

/// What is done with bytes; it panics where something does not hold.
pub type Target = fn(&[u8]);

/// All of them, by the names of their folders.
pub const ALL: [(&str, Target); 7] = [
    ("files", files),
    ("frames", frames),
    ("payloads", payloads),
    ("links", links),
    ("lists", lists),
    ("settings", settings),
    ("wire", wire),
];

const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 24,
};

static LIST: LazyLock<Allowlist> =
    LazyLock::new(|| Allowlist::built_in(TODAY).expect("the built-in list"));

/// A fuzzer ends at every panic. Those that are caught, by design, are no find.
fn start() {
    static START: Once = Once::new();
    START.call_once(|| {
        scan::silence_caught_panics();
        images::silence_caught_panics();
    });
}

/// The bytes of a file become a frame of as many pixels as it says, or an error.
pub fn files(bytes: &[u8]) {
    start();
    if let Ok(frame) = images::frame_of_bytes(bytes) {
        assert!(frame.width() > 0 && frame.height() > 0);
        assert!(frame.pixel(frame.width() - 1, frame.height() - 1).is_some());
        let rgb = frame.rgb_on_white();
        assert_eq!(rgb.len(), frame.width() * frame.height() * 3);
    }
}

/// A grey picture, the first byte its width and a bit of the second the effort: whatever is read, what only one decoder
/// has read is not safe, and places are numbers.
pub fn frames(bytes: &[u8]) {
    start();
    let [width, effort, pixels @ ..] = bytes else {
        return;
    };
    let width = usize::from(*width).max(1);
    let height = pixels.len() / width;
    let effort = match effort & 1 {
        0 => Effort::Live,
        _ => Effort::Thorough,
    };
    let pixels = pixels.get(..width * height).unwrap_or_default();
    let Some(frame) = Frame::luma(width, height, pixels.to_vec()) else {
        return;
    };
    let scan = scan::scan(&frame, effort, &|| false);
    for symbol in &scan.symbols {
        let mut places = symbol.corners.0.iter().flatten();
        assert!(places.all(|place| place.is_finite()));
    }
    let judged = check::judge_picture(&scan, &LIST);
    if judged.outcome() == Outcome::Safe {
        assert!(judged.doubts.is_empty());
        assert!(scan.symbols.iter().all(|symbol| symbol.read_by.both()));
    }
}

/// Bytes are of one kind, and what is shown of a person's own code is nothing.
pub fn payloads(bytes: &[u8]) {
    let payload = Payload::of(bytes);
    let kind = recognize::kind(&payload);
    assert_eq!(payload.bytes(), bytes);
    let judged = check::judge_text(bytes, &LIST);
    assert_eq!(judged.kind, kind);
    if kind.is_private() {
        assert_eq!(judged.shown_text(), None);
        assert_ne!(judged.outcome(), Outcome::Safe);
    }
}

/// What is safe is a listed host for the `url` crate, too: by https, without a user or a port, in plain letters.
pub fn links(bytes: &[u8]) {
    let judged = check::judge_text(bytes, &LIST);
    if judged.outcome() != Outcome::Safe {
        return;
    }
    let text = std::str::from_utf8(bytes).expect("a safe link is text");
    let url = Url::parse(text).expect("a safe link is one for others, too");
    assert_eq!(url.scheme(), "https");
    assert_eq!(
        (url.username(), url.password(), url.port()),
        ("", None, None)
    );
    let Some(Host::Domain(host)) = url.host() else {
        panic!("a safe link without a name");
    };
    assert!(matches!(LIST.standing(host), Standing::Official(_)));
    // As it is written: whoever copies the characters up to the path has the same.
    let written = text.split_at(url[..Position::AfterHost].len()).0;
    assert!(written.eq_ignore_ascii_case(&format!("https://{host}")));
}

/// A hall's list is one that holds its rules, or it is refused; it never makes more safe than what it names.
pub fn lists(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let source = Source {
        name: "list.toml",
        text,
    };
    for origin in [Origin::BuiltInAndHall, Origin::Hall] {
        if let Ok(list) = Allowlist::load(&[source], origin, TODAY) {
            for entry in list.entries() {
                assert!(entry.covers(&entry.host));
                assert!(entry.host.contains('.') && entry.host.is_ascii());
            }
            assert!(
                !matches!(list.standing("evil.example"), Standing::Official(_))
                    || text.contains("evil")
            );
        }
    }
}

/// Settings that can be read can be written, and are the same then.
pub fn settings(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Ok(settings) = config::parse(text) {
        let printed = config::print(&settings).expect("what was read can be written");
        assert_eq!(config::parse(&printed).ok(), Some(settings));
    }
}

/// What a camera's child says is messages until one makes no sense; pictures are frames of the size that they say.
pub fn wire(bytes: &[u8]) {
    start();
    let (mut input, mut payload) = (Cursor::new(bytes), Vec::new());
    while let Ok(header) = camera::wire::read(&mut input, &mut payload) {
        let views = match header.kind {
            camera::wire::Kind::Jpeg => camera::picture::of_jpeg(&payload),
            camera::wire::Kind::Yuyv => {
                camera::picture::of_yuyv(header.width, header.height, &payload)
            }
            _ => None,
        };
        if let Some(views) = views {
            assert_eq!(
                views.rgb.len(),
                views.luma.width() * views.luma.height() * 3
            );
        }
    }
}
