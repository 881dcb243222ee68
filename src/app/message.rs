//! A sentence in a box of the system, for where there is neither a window nor a terminal.

use crate::language::Language;
use crate::messages::Phrase;

/// Shows what is wrong until it is closed.
pub(crate) fn show(sentences: &str, language: Language) {
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title(language.say(Phrase::Title))
        .set_description(sentences)
        .show();
}
