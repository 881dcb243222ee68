//! What keeps a kiosk a kiosk: its page of the staff behind a PIN, its size, and that nobody else closes it.

use std::path::Path;
use std::time::{Duration, Instant};

use eframe::egui::{self, Context, Pos2, Ui, ViewportCommand};

use super::commands::Command;
use super::posters;
use super::staff::{self, Action, Gesture};
use super::upkeep::Upkeep;
use super::{Page, Window};
use crate::messages::Phrase;
use crate::staff::Lock;
use crate::stick::Errand;

/// What only a kiosk has.
pub struct Kiosk {
    /// What lets it be left alone.
    pub upkeep: Upkeep,
    lock: Lock,
    gesture: Gesture,
    staff: staff::Page,
    /// Staff, or the end of a measurement, may close it; nobody else.
    may_close: bool,
    /// Whether the pointer is hidden: a kiosk is touched, and a pointer that lies somewhere is only in the way.
    is_pointer_hidden: bool,
    /// The window has a size that was asked for.
    has_own_size: bool,
    /// When the size of the window was last corrected.
    fitted: Option<Instant>,
}

impl Kiosk {
    /// Locked by the PIN in the folder of the settings.
    pub fn new(settings_file: Option<&Path>, has_own_size: bool, upkeep: Upkeep) -> Kiosk {
        Kiosk {
            upkeep,
            lock: Lock::load(settings_file),
            gesture: Gesture::default(),
            staff: staff::Page::new(),
            may_close: false,
            is_pointer_hidden: false,
            has_own_size,
            fitted: None,
        }
    }

    /// Whether the staff have a PIN.
    pub fn has_pin(&self) -> bool {
        self.lock.has_pin()
    }

    /// The system does not restart or switch off.
    pub fn tell(&mut self, notice: String) {
        self.staff.tell(notice);
    }

    /// From now on it may be closed.
    pub fn unlock(&mut self) {
        self.may_close = true;
    }

    /// A page was opened: it closes by itself, as that of the staff does.
    pub fn page_opened(&mut self) {
        self.staff = staff::Page::new();
    }

    /// What became of a try of a PIN; and the poster for which it was asked for once more, where it is right.
    pub fn tried(&mut self, is_right: bool) -> Option<posters::Form> {
        if is_right {
            self.lock.opened();
        }
        self.staff.tried(is_right)
    }

    /// The page of posters, while it is open.
    pub fn posters(&mut self) -> Option<&mut posters::Page> {
        self.staff.posters.as_mut()
    }

    /// Back to the page of the staff.
    pub fn leave_posters(&mut self) {
        self.staff.posters = None;
    }

    /// Without a window manager nobody answers the wish for a full screen: the window takes the screen's size itself.
    fn fill_screen(&mut self, ctx: &Context) {
        const EACH: Duration = Duration::from_secs(2);
        let is_due = self.fitted.is_none_or(|at| at.elapsed() > EACH) && !self.has_own_size;
        let (monitor, inner) = ctx.input(|input| {
            let viewport = input.viewport();
            (viewport.monitor_size, viewport.inner_rect)
        });
        let (Some(monitor), Some(inner), true) = (monitor, inner, is_due) else {
            return;
        };
        if (monitor - inner.size()).abs().max_elem() > 1.0 {
            self.fitted = Some(Instant::now());
            ctx.send_viewport_cmd(ViewportCommand::OuterPosition(Pos2::ZERO));
            ctx.send_viewport_cmd(ViewportCommand::InnerSize(monitor));
        }
    }
}

impl Window {
    /// Refuses to be closed, opens the page of the staff and closes it again.
    pub(super) fn keep_kiosk(&mut self, ctx: &Context) {
        let Some(kiosk) = &mut self.kiosk else {
            return;
        };
        let (pressed, screen, is_touched, is_closing) = ctx.input(|input| {
            let pressed = input.pointer.primary_pressed();
            let at = input.pointer.interact_pos().filter(|_| pressed);
            (
                at,
                input.content_rect(),
                !input.events.is_empty(),
                input.viewport().close_requested(),
            )
        });
        if is_closing && !kiosk.may_close {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
        }
        match self.page {
            Page::Visitor => {
                if pressed.is_some_and(|at| kiosk.gesture.touched(at, screen, Instant::now())) {
                    kiosk.staff = staff::Page::new();
                    self.page = Page::Staff;
                }
            }
            _ => {
                if kiosk.staff.is_left(is_touched) {
                    self.page = Page::Visitor;
                }
                ctx.request_repaint_after(Duration::from_secs(1));
            }
        }
        let hides_pointer = matches!(self.page, Page::Visitor | Page::Directory);
        if hides_pointer != kiosk.is_pointer_hidden {
            kiosk.is_pointer_hidden = hides_pointer;
            ctx.send_viewport_cmd(ViewportCommand::CursorVisible(!hides_pointer));
        }
        kiosk.fill_screen(ctx);
    }

    /// The page of the staff.
    pub(super) fn staff_ui(&mut self, ui: &mut Ui) -> Option<Command> {
        let kiosk = self.kiosk.as_mut()?;
        // Running time: no jump of the clock lifts or prolongs a wait.
        let now = self.clock.running();
        let panel = egui::CentralPanel::default();
        panel
            .show(ui, |ui| {
                let Kiosk {
                    staff,
                    lock,
                    upkeep,
                    ..
                } = &mut *kiosk;
                let days = upkeep.days();
                let view = staff::View {
                    language: self.language,
                    appearance: self.settings.appearance,
                    observations: upkeep.observed(),
                    days: days.as_deref(),
                    film: &self.filming.film,
                    mirror: self.settings.mirror,
                    session: &self.session,
                    list: self.list.as_deref().ok(),
                    hall: self.settings.hall_name.as_deref(),
                    may_enrol: (self.renewal.origin())
                        .is_some_and(|origin| origin.posters.is_some()),
                    // Elsewhere the system has its own way with sticks.
                    may_import: cfg!(target_os = "linux") && self.renewal.origin().is_some(),
                };
                staff.ui(ui, &view, lock, now)
            })
            .inner
            .map(Command::Staff)
    }

    /// Does what the staff asked for.
    pub(super) fn run_staff(&mut self, ctx: &Context, action: Action) {
        let Some(kiosk) = &mut self.kiosk else {
            return;
        };
        match action {
            Action::Back => self.page = Page::Visitor,
            Action::Settings => self.show(Page::Settings),
            Action::Leave => {
                kiosk.unlock();
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            Action::Reboot => {
                kiosk.upkeep.write_counts();
                self.background.power("reboot");
            }
            Action::PowerOff => {
                kiosk.upkeep.write_counts();
                self.background.power("poweroff");
            }
            #[cfg(target_os = "linux")]
            Action::ImportFromStick => self.import_from_stick(),
            #[cfg(not(target_os = "linux"))]
            Action::ImportFromStick => {}
            Action::Posters(asked) => self.run_posters(asked),
            Action::DeleteCounts => kiosk.upkeep.delete_counts(),
            Action::ExportCounts => {
                kiosk.upkeep.write_counts();
                kiosk.tell(self.language.say(Phrase::StickBusy));
                self.background.stick(Errand::Counts(self.language));
            }
            Action::Try(pin) => {
                if let Some(hash) = kiosk.lock.begin(self.clock.running()) {
                    kiosk.staff.tries();
                    self.background.try_pin(hash, pin);
                }
            }
        }
    }
}
