//! The keys of the list of results: from line to line, and what is done with the one that is chosen.

use eframe::egui::{Event, InputState, Key, KeyboardShortcut, Modifiers, Ui};

/// Goes to the field of the filter.
const FIND: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::F);
/// Chooses all that is shown.
const ALL: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::A);

/// What a key asks of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// To the line so many below, or above where it is negative.
    By(isize),
    /// To the first line.
    First,
    /// To the last line.
    Last,
    /// Choose all.
    All,
    /// Forget what is chosen.
    Forget,
    /// Copy what is chosen.
    Copy,
}

/// True where the field of the filter is wanted, from wherever the keyboard is.
pub fn wants_filter(ui: &Ui) -> bool {
    ui.input_mut(|input| input.consume_shortcut(&FIND))
}

/// What is asked of a list of which so many lines are in sight.
pub fn wish(ui: &Ui, in_sight: usize) -> Option<Wish> {
    let page = isize::try_from(in_sight).unwrap_or(1).max(1);
    ui.input_mut(|input| {
        if input.consume_shortcut(&ALL) {
            return Some(Wish::All);
        }
        if input.events.contains(&Event::Copy) {
            return Some(Wish::Copy);
        }
        let keys = [
            (Key::ArrowUp, Wish::By(-1)),
            (Key::ArrowDown, Wish::By(1)),
            (Key::PageUp, Wish::By(-page)),
            (Key::PageDown, Wish::By(page)),
            (Key::Home, Wish::First),
            (Key::End, Wish::Last),
            (Key::Delete, Wish::Forget),
        ];
        let pressed = |(key, _): &(Key, Wish)| is_pressed(input, *key);
        keys.into_iter().find(pressed).map(|(_, wish)| wish)
    })
}

/// Alone: with Ctrl or Shift it may be somebody else's.
fn is_pressed(input: &InputState, key: Key) -> bool {
    input.modifiers.is_none() && input.key_pressed(key)
}
