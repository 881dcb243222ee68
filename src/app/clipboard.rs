//! What is in the clipboard of the system. This file alone names arboard.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use eframe::egui::{ColorImage, Event, InputState, Key};

use crate::check::message::targets;
use crate::scan::Frame;

/// Lines that file managers put before the names of the files that were copied.
const MARKS: [&str; 3] = ["x-special/nautilus-clipboard", "copy", "cut"];

/// Ctrl may go up this long before V does.
const TOGETHER: Duration = Duration::from_secs(1);

/// What somebody has copied.
pub enum Content {
    /// Files or folders.
    Files(Vec<PathBuf>),
    /// A picture.
    Picture(Frame),
    /// A text, and below it where the links of a copied page lead.
    Text(String),
}

/// What was pasted so far.
#[derive(Default)]
pub struct Pasting {
    /// The keys.
    pub keys: PasteKeys,
    /// Each has a number to be named by.
    pub count: usize,
}

impl Pasting {
    /// The number of what is pasted now.
    pub fn next(&mut self) -> usize {
        self.count += 1;
        self.count
    }
}

/// The keys that paste. Where the clipboard holds neither text nor a picture but files, the window is told nothing of them
/// but that V goes up, which never went down.
#[derive(Default)]
pub struct PasteKeys {
    is_told: bool,
    command_at: Option<Instant>,
}

impl PasteKeys {
    /// Whether somebody has pasted, and what the window was given of it.
    pub fn pasted(&mut self, input: &InputState, now: Instant) -> Option<Option<Content>> {
        if input.modifiers.command {
            self.command_at = Some(now);
        }
        let has_command = self.command_at.is_some_and(|at| now < at + TOGETHER);
        let mut pasted = None;
        for event in &input.events {
            match event {
                Event::Paste(text) => {
                    self.is_told = true;
                    pasted = Some(Some(Content::Text(text.clone())));
                }
                Event::PasteImage(image) => {
                    self.is_told = true;
                    pasted = Some(frame_of(image).map(Content::Picture));
                }
                Event::Key {
                    key: Key::V,
                    pressed,
                    ..
                } => {
                    if !pressed && !self.is_told && has_command {
                        pasted = Some(None);
                    }
                    self.is_told = *pressed;
                }
                _ => {}
            }
        }
        pasted
    }
}

fn frame_of(image: &ColorImage) -> Option<Frame> {
    let pixels = image.pixels.iter();
    let bytes = pixels.flat_map(|pixel| pixel.to_srgba_unmultiplied());
    Frame::rgba(image.size[0], image.size[1], bytes.collect())
}

/// Takes what is there: files first, whatever else stands for them, then a picture. `given` is what the window was handed
/// when the keys were pressed: it holds where the clipboard does not answer, as under some kinds of Wayland, and knows of
/// no files.
pub fn content(given: Option<Content>) -> Option<Content> {
    let Ok(mut clipboard) = arboard::Clipboard::new() else {
        return given.map(Content::or_files);
    };
    let mut files = clipboard.get().file_list().unwrap_or_default();
    files.retain(|file| file.is_absolute());
    if !files.is_empty() {
        return Some(Content::Files(files));
    }
    let text = match given {
        Some(Content::Text(text)) => text,
        Some(given) => return Some(given),
        None => {
            if let Ok(image) = clipboard.get_image()
                && let Some(frame) =
                    Frame::rgba(image.width, image.height, image.bytes.into_owned())
            {
                return Some(Content::Picture(frame));
            }
            clipboard.get_text().unwrap_or_default()
        }
    };
    let page = clipboard.get().html().unwrap_or_default();
    let text = with_targets(text, &page);
    (!text.trim().is_empty()).then(|| Content::Text(text).or_files())
}

impl Content {
    /// Files where it is a text that names nothing else.
    fn or_files(self) -> Content {
        match self {
            Content::Text(text) => match files_of(&text) {
                Some(files) => Content::Files(files),
                None => Content::Text(text),
            },
            other => other,
        }
    }
}

/// The text with the links of the page that it comes from, where it does not say them itself: the words of a link may name
/// another address.
fn with_targets(mut text: String, page: &str) -> String {
    for target in targets(page) {
        if !text.contains(target.trim_end_matches('/')) {
            text += "\n";
            text += &target;
        }
    }
    text
}

/// The files of a text that has a `file://` address in every line ([RFC 8089](https://www.rfc-editor.org/rfc/rfc8089)). One
/// on another machine is none: to look at it would be to call that machine.
fn files_of(text: &str) -> Option<Vec<PathBuf>> {
    let lines = text.lines().map(str::trim);
    let lines = lines.filter(|line| !line.is_empty() && !MARKS.contains(line));
    let file = |line: &str| {
        let url = url::Url::parse(line).ok()?;
        let is_here =
            url.scheme() == "file" && url.host_str().is_none_or(|host| host == "localhost");
        is_here.then(|| url.to_file_path().ok()).flatten()
    };
    let files: Option<Vec<PathBuf>> = lines.map(file).collect();
    files.filter(|files| !files.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use eframe::egui::{Context, Modifiers, RawInput};

    /// What is pasted by these events, one picture of the screen each.
    fn pasted(events: &[Event], modifiers: Modifiers) -> Vec<&'static str> {
        let mut keys = PasteKeys::default();
        let ctx = Context::default();
        let mut found = Vec::new();
        for event in events {
            let raw = RawInput {
                events: vec![Event::ModifiersChanged(modifiers), event.clone()],
                ..RawInput::default()
            };
            let mut output = ctx.run_ui(raw, |ui| {
                let pasted = ui.input(|input| keys.pasted(input, Instant::now()));
                found.extend(pasted.map(|given| match given {
                    Some(Content::Text(_)) => "text",
                    Some(Content::Picture(_)) => "picture",
                    Some(Content::Files(_)) => "files",
                    None => "ask",
                }));
            });
            output.textures_delta.clear(); // nothing is painted
        }
        found
    }

    #[test]
    fn keys_that_paste_files_are_noticed_and_a_letter_is_none() {
        let v = |pressed| Event::Key {
            key: Key::V,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers: Modifiers::NONE,
        };
        let text = Event::Paste("a".to_owned());
        assert_eq!(pasted(&[text, v(false)], Modifiers::COMMAND), ["text"]);
        assert_eq!(pasted(&[v(false)], Modifiers::COMMAND), ["ask"]);
        assert!(pasted(&[v(true), v(false)], Modifiers::COMMAND).is_empty());
        assert!(pasted(&[v(false)], Modifiers::NONE).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn a_text_of_nothing_but_files_is_files() {
        let files = |text: &str| files_of(text).unwrap_or_default();
        let expected = [PathBuf::from("/a/海报 1.png"), PathBuf::from("/b.jpg")];
        let list = "file:///a/%E6%B5%B7%E6%8A%A5%201.png\r\nfile://localhost/b.jpg\r\n";
        assert_eq!(files(list), expected);
        let copied = "x-special/nautilus-clipboard\ncopy\nfile:///b.jpg\n";
        assert_eq!(files(copied), expected[1..]);
        for text in [
            "",
            "copy",
            "请看 file:///b.jpg",
            "file:///b.jpg\nhttps://a.top/",
            "file://machine.top/b.jpg",
            "https://a.top/b.jpg",
        ] {
            assert_eq!(files(text), Vec::<PathBuf>::new(), "{text}");
        }
    }

    #[test]
    fn a_link_that_says_another_address_than_it_leads_to_says_both() {
        let page = r#"<a href="https://yibao.top/">https://fuwu.nhsa.gov.cn/</a>"#;
        let text = with_targets("https://fuwu.nhsa.gov.cn/".to_owned(), page);
        assert_eq!(text, "https://fuwu.nhsa.gov.cn/\nhttps://yibao.top/");
        let same = r#"<a href="https://fuwu.nhsa.gov.cn/">x</a>"#;
        let text = with_targets("https://fuwu.nhsa.gov.cn".to_owned(), same);
        assert_eq!(text, "https://fuwu.nhsa.gov.cn");
    }
}
