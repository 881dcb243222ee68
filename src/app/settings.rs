//! The settings: changed at once where that can be seen, and kept without being asked for.

use std::path::PathBuf;

use eframe::egui::{
    self, Align, Checkbox, Grid, Layout, RichText, Role, ScrollArea, TextEdit, TextStyle, Ui, vec2,
};

use super::column::announce;
use super::desk::{ROOM_FOR_COLUMNS, button, named};
use super::theme::{self, Appearance};
use crate::check::allowlist::ListInfo;
#[cfg(feature = "sound")]
use crate::config::QuietHours;
use crate::config::{MAX_HALL_NAME_CHARS, MAX_PHONE_CHARS, Settings};
use crate::language::Language;
use crate::messages::{DeskPhrase, ListNotice, Phrase};
use crate::source::format::Format;

/// Text sizes to choose from, within [`crate::config::TEXT_SIZES`].
const USUAL_TEXT_SIZES: [f32; 4] = [1.0, 1.25, 1.5, 2.0];

/// Volumes to choose from, in percent.
#[cfg(feature = "sound")]
const USUAL_VOLUMES: [u8; 4] = [25, 50, 75, 100];
/// Silent hours to choose from; others by hand, in the file.
#[cfg(feature = "sound")]
const USUAL_QUIET_HOURS: [&str; 3] = ["18:00-08:00", "20:00-07:00", "22:00-06:00"];

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Choose the folder of the hall's own list.
    ChooseFolder,
    /// Choose the file of a new list, and import it.
    ImportList,
    /// Choose the folder of the hall's own recordings.
    #[cfg(feature = "sound")]
    ChooseVoiceFolder,
    /// Back to the desk.
    Back,
}

impl Action {
    /// Whether it opens a dialog of the system. In a kiosk none is: it would outlast the page.
    pub fn opens_a_dialog(self) -> bool {
        match self {
            Action::ChooseFolder | Action::ImportList => true,
            #[cfg(feature = "sound")]
            Action::ChooseVoiceFolder => true,
            Action::Back => false,
        }
    }
}

/// What cameras there are, and what is known of the one that films.
pub struct Cameras<'a> {
    /// Their names.
    pub names: &'a [String],
    /// The formats of the one that was open last.
    pub formats: &'a [Format],
    /// The format in which it films now; `None` while it is being opened, or is not there.
    pub format: Option<Format>,
}

/// Draws the settings and changes `settings`.
pub fn settings_ui(
    ui: &mut Ui,
    settings: &mut Settings,
    cameras: &Cameras<'_>,
    list: Option<&ListInfo>,
    notice: Option<&str>,
) -> Option<Action> {
    let language = settings.language;
    let colours = theme::Desk::of(settings.appearance);
    let mut action = None;
    egui::CentralPanel::default().show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            if button(ui, language.say(Phrase::Back), true) {
                action = Some(Action::Back);
            }
            ui.heading(language.say(Phrase::Settings));
            // In the same line, so that nothing moves below.
            let usual = language.desk(DeskPhrase::SavedAtOnce);
            let response = ui.label(notice.unwrap_or(&usual));
            announce(ui, &response);
        });
        ui.separator();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 24.0; // so that each circle belongs to the word behind it
            let rows = |ui: &mut Ui| rows_ui(ui, settings, cameras, list);
            // Where there is no room for two columns each name stands above what it names.
            let asked = if ui.available_width() < ROOM_FOR_COLUMNS {
                ui.vertical(rows).inner
            } else {
                let grid = Grid::new("settings").num_columns(2);
                grid.spacing(vec2(24.0, 10.0)).show(ui, rows).inner
            };
            action = action.or(asked);
            ui.label(RichText::new(language.say(Phrase::AfterRestart)).color(colours.weak));
        });
    });
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        action = Some(Action::Back);
    }
    action
}

/// Each setting with its name before it.
fn rows_ui(
    ui: &mut Ui,
    settings: &mut Settings,
    cameras: &Cameras<'_>,
    list: Option<&ListInfo>,
) -> Option<Action> {
    let language = settings.language;
    ui.label(language.say(Phrase::SettingLanguage));
    ui.horizontal(|ui| {
        choice(ui, &mut settings.language, Language::ZhCn, "中文");
        choice(ui, &mut settings.language, Language::En, "English");
    });
    ui.end_row();

    ui.label(language.say(Phrase::SettingCamera));
    ui.vertical(|ui| camera_ui(ui, settings, cameras.names));
    ui.end_row();

    // Beside the first line: a camera may have thirty formats, and the middle of them is out of sight.
    ui.with_layout(Layout::top_down(Align::Min), |ui| {
        let height = ui.text_style_height(&TextStyle::Body);
        ui.add_space((theme::TARGET - height) / 2.0);
        ui.label(language.say(Phrase::SettingFormat));
    });
    ui.vertical(|ui| format_ui(ui, settings, cameras));
    ui.end_row();

    ui.label(language.say(Phrase::SettingTextSize));
    ui.horizontal_wrapped(|ui| {
        let mut sizes = USUAL_TEXT_SIZES.to_vec();
        if !sizes.contains(&settings.text_size) {
            sizes.push(settings.text_size); // by hand, in the file
        }
        for size in sizes {
            let label = format!("{:.0} %", size * 100.0);
            choice(ui, &mut settings.text_size, size, &label);
        }
    });
    ui.end_row();

    let label = language.say(Phrase::SettingMirror);
    ui.label(&label);
    let mirror = ui.add(Checkbox::without_text(&mut settings.mirror));
    named(&mirror, &label, Role::CheckBox);
    ui.end_row();

    ui.label(language.say(Phrase::SettingAppearance));
    ui.horizontal_wrapped(|ui| {
        for (appearance, phrase) in [
            (Appearance::Light, Phrase::AppearanceLight),
            (Appearance::Dark, Phrase::AppearanceDark),
            (Appearance::HighContrast, Phrase::AppearanceHighContrast),
        ] {
            let label = language.say(phrase);
            choice(ui, &mut settings.appearance, appearance, &label);
        }
    });
    ui.end_row();

    #[cfg(feature = "sound")]
    let chooses_voice = sound_ui(ui, settings);
    hall_ui(ui, settings);
    let imports = list.is_some_and(|list| list_ui(ui, list, settings));
    let chooses_list = folder_ui(ui, settings, Phrase::SettingListFolder, |settings| {
        &mut settings.list_folder
    });
    #[cfg(feature = "sound")]
    if chooses_voice {
        return Some(Action::ChooseVoiceFolder);
    }
    if imports {
        return Some(Action::ImportList);
    }
    chooses_list.then_some(Action::ChooseFolder)
}

/// Which list is in force, and whether a new one is asked for.
fn list_ui(ui: &mut Ui, list: &ListInfo, settings: &Settings) -> bool {
    let language = settings.language;
    let colours = theme::Desk::of(settings.appearance);
    ui.label(language.list_notice(ListNotice::ListRow));
    let imports = ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(language.list_version(list)).color(colours.weak));
        button(ui, language.list_notice(ListNotice::ImportFile), true)
    });
    ui.end_row();
    imports.inner
}

/// The cameras to choose from.
fn camera_ui(ui: &mut Ui, settings: &mut Settings, names: &[String]) {
    let any = settings.language.say(Phrase::SettingCameraAny);
    choice(ui, &mut settings.camera, None, &any);
    // One that is chosen and not there can still be seen to be chosen.
    let chosen = settings.camera.clone();
    let missing = chosen.filter(|name| !names.contains(name));
    for name in names.iter().chain(&missing) {
        choice(ui, &mut settings.camera, Some(name.clone()), name);
    }
}

/// The name of the hall and its number.
fn hall_ui(ui: &mut Ui, settings: &mut Settings) {
    let language = settings.language;
    let fields = [
        (
            Phrase::SettingHallName,
            MAX_HALL_NAME_CHARS,
            &mut settings.hall_name,
        ),
        (
            Phrase::SettingHallPhone,
            MAX_PHONE_CHARS,
            &mut settings.hall_phone,
        ),
    ];
    for (phrase, limit, value) in fields {
        let label = ui.label(language.say(phrase));
        let mut text = value.clone().unwrap_or_default();
        let field = TextEdit::singleline(&mut text)
            .char_limit(limit)
            .margin(vec2(12.0, 16.0))
            .desired_width(360.0);
        if ui.add(field).labelled_by(label.id).changed() {
            *value = Some(text).filter(|text| !text.is_empty());
        }
        ui.end_row();
    }
}

/// A folder that can be chosen and taken away; true where another one should be chosen.
fn folder_ui(
    ui: &mut Ui,
    settings: &mut Settings,
    name: Phrase<'static>,
    folder: fn(&mut Settings) -> &mut Option<PathBuf>,
) -> bool {
    let language = settings.language;
    let colours = theme::Desk::of(settings.appearance);
    let folder = folder(settings);
    ui.label(language.say(name));
    let row = ui.horizontal_wrapped(|ui| {
        let shown = folder.as_ref().map_or_else(
            || language.say(Phrase::SettingNone),
            |folder| folder.to_string_lossy().into_owned(),
        );
        ui.label(RichText::new(shown).color(colours.weak));
        let is_asked = button(ui, language.say(Phrase::Choose), true);
        if folder.is_some() && button(ui, language.say(Phrase::Remove), true) {
            *folder = None;
        }
        is_asked
    });
    ui.end_row();
    row.inner
}

/// How loud, when not, and whose voice; true where the folder of another voice should be chosen.
#[cfg(feature = "sound")]
fn sound_ui(ui: &mut Ui, settings: &mut Settings) -> bool {
    let language = settings.language;
    let label = language.say(Phrase::SettingSound);
    ui.label(&label);
    let sound = ui.add(Checkbox::without_text(&mut settings.sound));
    named(&sound, &label, Role::CheckBox);
    ui.end_row();

    ui.label(language.say(Phrase::SettingVolume));
    ui.horizontal_wrapped(|ui| {
        let mut volumes = USUAL_VOLUMES.to_vec();
        if !volumes.contains(&settings.volume) {
            volumes.push(settings.volume); // by hand, in the file
        }
        for volume in volumes {
            choice(ui, &mut settings.volume, volume, &format!("{volume} %"));
        }
    });
    ui.end_row();

    ui.label(language.say(Phrase::SettingQuietHours));
    ui.horizontal_wrapped(|ui| {
        let none = language.say(Phrase::SettingNone);
        choice(ui, &mut settings.quiet_hours, None, &none);
        let usual = USUAL_QUIET_HOURS.map(QuietHours::parse);
        let by_hand = Some(settings.quiet_hours).filter(|hours| !usual.contains(hours));
        for hours in usual.into_iter().chain(by_hand).flatten() {
            let label = hours.to_string();
            choice(ui, &mut settings.quiet_hours, Some(hours), &label);
        }
    });
    ui.end_row();

    folder_ui(ui, settings, Phrase::SettingVoiceFolder, |settings| {
        &mut settings.voice_folder
    })
}

/// The formats of the camera to choose from, and which one it really films in.
fn format_ui(ui: &mut Ui, settings: &mut Settings, cameras: &Cameras<'_>) {
    let language = settings.language;
    let asked = settings.camera_format;
    let value = &mut settings.camera_format;
    choice(ui, value, None, &language.say(Phrase::SettingFormatAny));
    if !cameras.formats.is_empty() {
        let format = cameras.format.map(|format| format.to_string());
        let other = asked.filter(|asked| Some(*asked) != cameras.format);
        // In any case a line, so that nothing below moves while the camera is opened anew.
        ui.label(match (&format, other) {
            (None, _) => language.say(Phrase::CameraStarting),
            (Some(format), None) => language.say(Phrase::FormatNow { format }),
            (Some(format), Some(asked)) => language.say(Phrase::FormatNotToBeHad {
                asked: &asked.to_string(),
                format,
            }),
        });
    }
    // One that is chosen and not to be had can still be seen to be chosen.
    let missing = asked.filter(|asked| !cameras.formats.contains(asked));
    if missing.is_some() || !cameras.formats.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for format in cameras.formats.iter().chain(&missing) {
                choice(ui, value, Some(*format), &format.to_string());
            }
        });
    }
}

fn choice<T: PartialEq>(ui: &mut Ui, value: &mut T, this: T, label: &str) {
    if ui.radio(*value == this, label).clicked() {
        *value = this;
    }
}
