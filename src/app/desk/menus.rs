//! Buttons of the desk that open a list of choices: as what a report is saved, and the folders that were opened last.

use eframe::egui::containers::menu::MenuButton;
use eframe::egui::{Button, Ui, Vec2};

use super::super::background::{Choice, ReportKind};
use super::super::commands::Command;
use super::super::theme;
use super::{View, button};
use crate::messages::{DeskPhrase, Phrase};
use crate::plain::printable;

/// Saves a report, as one of several kinds.
pub fn report_ui(ui: &mut Ui, view: &View<'_>, enabled: bool, asked: &mut Vec<Command>) {
    let label = view.language.say(Phrase::SaveReport);
    ui.add_enabled_ui(enabled, |ui| {
        menu_ui(ui, label, |ui| {
            for kind in ReportKind::ALL {
                if button(ui, view.language.desk(kind.phrase()), true) {
                    asked.push(Command::Choose(Choice::Report(view.today, kind)));
                    ui.close();
                }
            }
        });
    });
}

/// The folders that were opened last, where there are any.
pub fn folders_ui(ui: &mut Ui, view: &View<'_>, asked: &mut Vec<Command>) {
    let language = view.language;
    if view.recent.folders().next().is_none() {
        return;
    }
    menu_ui(ui, language.desk(DeskPhrase::RecentFolders), |ui| {
        for folder in view.recent.folders() {
            let name = folder.file_name().unwrap_or(folder.as_os_str());
            let name = printable(&name.to_string_lossy());
            let line = language.desk(DeskPhrase::Folder { name: &name });
            if button(ui, line, true) {
                asked.push(Command::Judge(vec![folder.to_owned()]));
                ui.close();
            }
        }
        if button(ui, language.desk(DeskPhrase::ForgetFolders), true) {
            asked.push(Command::ForgetFolders);
            ui.close();
        }
    });
}

fn menu_ui(ui: &mut Ui, label: String, content: impl FnOnce(&mut Ui)) {
    let button = Button::new(label).min_size(Vec2::splat(theme::TARGET));
    MenuButton::from_button(button).ui(ui, content);
}
