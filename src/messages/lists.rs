//! The words about signed lists, in Chinese and English: why one is not taken, what is in force, what has changed.

use super::{en, zh_cn};
use crate::check::allowlist::{Allowlist, Date, ListInfo};
use crate::check::list_age::Age;
use crate::language::Language;
use crate::list_package::changes::Change;
use crate::list_package::clock::Clock;
use crate::list_package::{Imported, InForce, Refusal};

/// What the command line says of signed lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListNotice<'a> {
    /// The package was written; how to sign it.
    Packed {
        /// Its path.
        path: &'a str,
    },
    /// There is a file already.
    PackExists {
        /// Its path.
        path: &'a str,
    },
    /// It cannot be written.
    PackNotWritten {
        /// Its path.
        path: &'a str,
        /// Why.
        error: &'a str,
    },
    /// The sheet of official codes was written.
    SheetWritten {
        /// Its path.
        path: &'a str,
        /// How many codes it has.
        count: usize,
    },
    /// There is no official code of that place.
    NothingToPrint,
    /// Not a day such as 2027-12-15.
    NotADay,
    /// Nothing has changed.
    NoChanges,
    /// So much has changed.
    Changes {
        /// How many changes.
        count: usize,
        /// How many of them make more safe.
        safer: usize,
    },
    /// The list in force is signed by that key.
    SignedBy {
        /// The key.
        key: &'a str,
    },
    /// What the signer wrote, which was signed, too.
    SignersComment {
        /// The comment.
        comment: &'a str,
    },
    /// Where the list lies.
    LiesIn {
        /// The folder.
        folder: &'a str,
    },
    /// The list is the one that is compiled in.
    CompiledIn,
    /// From when on staff are told.
    StaleAfter {
        /// The day.
        day: &'a str,
    },
    /// Serial of the file of list keys.
    KeysSerial {
        /// The serial.
        serial: u64,
    },
    /// No list can be imported: there is no key.
    NoKeys,
    /// Staff need do nothing.
    Well,
    /// Somebody has said that the clock is right.
    ClockConfirmed,
    /// The list counts from the next start on.
    AfterRestart,
}

/// The words of the sheet of official codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfficialSheetWords {
    /// Its title, before the place.
    pub title: &'static str,
    /// Before the day.
    pub made_on: &'static str,
    /// Before the day after which a new one should be printed.
    pub good_until: &'static str,
    /// Below the codes.
    pub notes: [&'static str; 3],
}

impl Language {
    /// The words of the sheet of official codes.
    pub fn official_sheet_words(self) -> OfficialSheetWords {
        match self {
            Language::ZhCn => OfficialSheetWords {
                title: "官方二维码",
                made_on: "打印日期：",
                good_until: "请在这天以前换新的：",
                notes: [
                    "这些码可以扫：网址都在官方名单上。",
                    "网址是官方的，不等于旁边的人可信；验证码、手机、钱，谁要都不给。",
                    "纸也会被人换掉。拿不准，就把码举到机器前照一照。",
                ],
            },
            Language::En => OfficialSheetWords {
                title: "Official QR codes",
                made_on: "Printed on: ",
                good_until: "Print a new sheet by: ",
                notes: [
                    "These codes may be scanned: their addresses are on the official list.",
                    "An official address does not make the people beside you honest: give nobody your SMS code, phone or money.",
                    "Paper can be swapped. If in doubt, hold the code up to the machine.",
                ],
            },
        }
    }

    /// Why a list is not taken, and what to do.
    pub fn refusal(self, refusal: &Refusal) -> String {
        match self {
            Language::ZhCn => refusal_zh(refusal),
            Language::En => refusal_en(refusal),
        }
    }

    /// The faults of a list that keep it from being taken, a line each; empty for every other refusal.
    pub fn refusal_details(self, refusal: &Refusal) -> Vec<String> {
        match refusal {
            Refusal::Problems(problems) => problems
                .iter()
                .map(|problem| self.problem(problem))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What was imported.
    pub fn imported(self, imported: &Imported) -> String {
        match (self, imported) {
            (
                Language::ZhCn,
                Imported::List {
                    serial,
                    issued_on,
                    key,
                    entries,
                },
            ) => format!(
                "名单已更新：第 {serial} 号，{}，{entries} 条，签名钥匙 {key}",
                day(*issued_on)
            ),
            (Language::ZhCn, Imported::Keys { serial, issued_on }) => {
                format!("签名钥匙已更新：第 {serial} 号，{issued_on}")
            }
            (
                Language::En,
                Imported::List {
                    serial,
                    issued_on,
                    key,
                    entries,
                },
            ) => format!(
                "The list was renewed: no. {serial}, {}, {entries} entries, signed by key {key}",
                day(*issued_on)
            ),
            (Language::En, Imported::Keys { serial, issued_on }) => {
                format!("The keys were renewed: no. {serial}, {issued_on}")
            }
        }
    }

    /// What staff have to know of the list in force; nothing where all is well.
    pub fn list_state(self, in_force: &InForce) -> Vec<String> {
        let day = day(in_force.list.info().issued_on);
        let mut said = Vec::new();
        match (self, in_force.age()) {
            (_, Age::Fresh) => {}
            (Language::ZhCn, Age::Stale) => said.push(format!(
                "官方名单该更新了：现在用的是 {day} 的。请向发名单的单位要新的，用U盘导入"
            )),
            (Language::ZhCn, Age::TooOld) => said.push(format!(
                "官方名单太旧了（{day}），大厅和工作台不再说“安全”。请马上要新的名单，用U盘导入"
            )),
            (Language::En, Age::Stale) => said.push(format!(
                "The official list should be renewed: it is of {day}. Ask its publisher for a new one and import it from a stick"
            )),
            (Language::En, Age::TooOld) => said.push(format!(
                "The official list is too old ({day}): kiosk and desk call nothing safe any more. Get a new list at once and import it from a stick"
            )),
        }
        let reading = &in_force.reading;
        match (self, reading.clock) {
            (_, Clock::Right) => {}
            (Language::ZhCn, Clock::SetBack) => said.push(format!(
                "这台机器的日期不对：以前到过 {}，现在却更早。请把日期调准",
                reading.day
            )),
            (Language::ZhCn, Clock::LeaptAhead) => said.push(format!(
                "这台机器的日期一下跳了半年多，可能不对（上次是 {}）。请把日期调准；要是对的，请运行 yanma allowlist status --clock-is-right",
                reading.day
            )),
            (Language::En, Clock::SetBack) => said.push(format!(
                "The date of this machine is wrong: it was {} before and is earlier now. Please set it",
                reading.day
            )),
            (Language::En, Clock::LeaptAhead) => said.push(format!(
                "The date of this machine leapt by more than half a year and may be wrong (it was {} before). Please set it; if it is right, run yanma allowlist status --clock-is-right",
                reading.day
            )),
        }
        match (self, in_force.passed_over) {
            (_, 0) => {}
            (Language::ZhCn, _) => said.push(
                "新导入的名单坏了，或签名不再可信，没有用它；现在用的是前一份好的。请重新导入".to_owned(),
            ),
            (Language::En, _) => said.push(
                "The list imported last is damaged, or its key is not trusted any more: it is not used, the last good one is. Please import again"
                    .to_owned(),
            ),
        }
        said
    }

    /// The day of the list, for screens; with its age where that matters.
    pub fn list_day(self, list: &ListInfo, age: Age) -> String {
        let day = day(list.issued_on);
        match (self, age) {
            (_, Age::Fresh) => day,
            (Language::ZhCn, Age::Stale) => format!("{day}，该更新了"),
            (Language::ZhCn, Age::TooOld) => format!("{day}，太旧了"),
            (Language::En, Age::Stale) => format!("{day}, due for renewal"),
            (Language::En, Age::TooOld) => format!("{day}, too old"),
        }
    }

    /// That the list is not fresh any more, for screens that do not say its day otherwise.
    pub fn old_list(self, list: &Allowlist) -> Option<String> {
        let day = self.list_day(list.info(), list.age());
        let said = match self {
            Language::ZhCn => format!("名单日期 {day}"),
            Language::En => format!("List of {day}"),
        };
        (list.age() != Age::Fresh).then_some(said)
    }

    /// One change of a list, in words.
    pub fn change(self, change: &Change, host: &str) -> String {
        match self {
            Language::ZhCn => change_zh(change, host),
            Language::En => change_en(change, host),
        }
    }

    /// What the command line says of signed lists.
    pub fn list_notice(self, notice: ListNotice<'_>) -> String {
        match self {
            Language::ZhCn => notice_zh(notice),
            Language::En => notice_en(notice),
        }
    }
}

fn day(day: Option<Date>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn refusal_zh(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unreadable { path, error } => format!(
            "文件读不出来：{path}（{}）；U盘可能松了，请插好再试",
            zh_cn::io_reason(error)
        ),
        Refusal::NotAFile { path } => {
            format!("{path} 不是普通文件（是文件夹、快捷方式或设备）；请选名单文件本身")
        }
        Refusal::TooLarge { path } => format!("{path} 太大，不是名单文件，没有读"),
        Refusal::Archive => "这是压缩包；请先解压，再选里面的名单文件".to_owned(),
        Refusal::NoSignature { path } => {
            format!("旁边没有签名文件 {path}；名单和签名两个文件要一起拷到同一个文件夹")
        }
        Refusal::BadSignature => "签名文件坏了，或没有拷完整；请把两个文件重新拷一遍".to_owned(),
        Refusal::OldSignature => {
            "签名是旧式的，不收；请发名单的单位用新的 minisign 重新签".to_owned()
        }
        Refusal::NoKeys => {
            "这台机器上没有核对签名的公钥，不能导入名单；请管理员先安装公钥（见 docs/lists.md）"
                .to_owned()
        }
        Refusal::KeysNotTrusted { path } => format!(
            "{path} 谁都能改，或已经坏了，里面的公钥不能信；请管理员改成只有 root 能写，再试"
        ),
        Refusal::UnknownKey(key) => {
            format!("签名的钥匙 {key} 不是这台机器认识的；请核对名单是不是从正规单位拿到的")
        }
        Refusal::RevokedKey(key) => {
            format!("签名的钥匙 {key} 已经作废，不能再信；请向发名单的单位要新的")
        }
        Refusal::KeyNotForSerial { key, serial } => {
            format!("钥匙 {key} 无权签第 {serial} 号名单；请向发名单的单位问清楚")
        }
        Refusal::Tampered => {
            "文件和签名对不上：文件被改过或拷坏了，不收；请从原处重新拷一份".to_owned()
        }
        Refusal::HalfCopied => "文件没有拷完整，后面少了一截；请重新拷，拷完再拔U盘".to_owned(),
        Refusal::NotAPackage => "签名是对的，可是里面不是名单；请选名单文件".to_owned(),
        Refusal::NewerFormat { format } => {
            format!("这份名单是给更新的程序用的（格式 {format}）；请先更新本程序")
        }
        Refusal::Problems(problems) => format!(
            "名单里有 {} 处不合规矩，整份不收；请把下面的话告诉发名单的单位",
            problems.len()
        ),
        Refusal::SerialTooHigh { serial } => {
            format!(
                "名单的编号 {serial} 大得不对，收了以后就再也更新不了，所以不收；请告诉发名单的单位"
            )
        }
        Refusal::NotNewer { serial, highest } => format!(
            "这份名单是第 {serial} 号，这台机器已经有过第 {highest} 号，不收旧的；请要更新的一份"
        ),
        Refusal::ClockBehind { issued_on, today } => format!(
            "名单是 {issued_on} 发的，这台机器的日期却是 {today}；请先把机器的日期调准，再导入"
        ),
        Refusal::Busy => "另一个导入正在进行；请等它完了再试".to_owned(),
        Refusal::NotStored { path, error } => format!(
            "名单存不进 {path}（{}）；原来的名单照用，请管理员腾出空间或开放权限，再试",
            zh_cn::io_reason(error)
        ),
    }
}

fn refusal_en(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unreadable { path, error } => format!(
            "The file cannot be read: {path} ({}). The stick may be loose; push it in and try again",
            en::io_reason(error)
        ),
        Refusal::NotAFile { path } => format!(
            "{path} is not a regular file but a folder, link or device; choose the list file itself"
        ),
        Refusal::TooLarge { path } => {
            format!("{path} is too large for a list and was not read")
        }
        Refusal::Archive => {
            "This is an archive; unpack it first and choose the list file in it".to_owned()
        }
        Refusal::NoSignature { path } => format!(
            "There is no signature {path} beside it; copy both files, list and signature, into one folder"
        ),
        Refusal::BadSignature => {
            "The signature file is damaged or not copied to its end; copy both files again".to_owned()
        }
        Refusal::OldSignature => {
            "The signature is of an old kind and not accepted; have it signed by a newer minisign"
                .to_owned()
        }
        Refusal::NoKeys => {
            "This machine has no public key to verify lists with, so none can be imported; an administrator has to install one first (docs/lists.md)"
                .to_owned()
        }
        Refusal::KeysNotTrusted { path } => format!(
            "{path} is damaged or can be changed by others, so its keys cannot be trusted; an administrator has to make it writable for root alone"
        ),
        Refusal::UnknownKey(key) => format!(
            "It is signed by key {key}, which this machine does not know; make sure where the list comes from"
        ),
        Refusal::RevokedKey(key) => format!(
            "It is signed by key {key}, which was revoked; ask the publisher for a new list"
        ),
        Refusal::KeyNotForSerial { key, serial } => {
            format!("Key {key} may not sign list no. {serial}; ask the publisher")
        }
        Refusal::Tampered => {
            "File and signature do not match: the file was changed or damaged; copy it again from its source"
                .to_owned()
        }
        Refusal::HalfCopied => {
            "The file was not copied to its end; copy it again, and pull the stick out only afterwards"
                .to_owned()
        }
        Refusal::NotAPackage => {
            "The signature is right, but this is no list; choose the list file".to_owned()
        }
        Refusal::NewerFormat { format } => format!(
            "This list is for a newer program (format {format}); update the program first"
        ),
        Refusal::Problems(problems) => format!(
            "The list breaks the rules in {} places and is refused as a whole; pass the lines below on to the publisher",
            problems.len()
        ),
        Refusal::SerialTooHigh { serial } => format!(
            "The serial {serial} is far too high: taking it would shut out every later list; tell the publisher"
        ),
        Refusal::NotNewer { serial, highest } => format!(
            "This is list no. {serial}, and this machine has had no. {highest}: older ones are refused; ask for a newer one"
        ),
        Refusal::ClockBehind { issued_on, today } => format!(
            "The list was issued on {issued_on}, but this machine's date is {today}; set the date first, then import"
        ),
        Refusal::Busy => "Another import is under way; try again when it is done".to_owned(),
        Refusal::NotStored { path, error } => format!(
            "The list cannot be stored in {path} ({}). The old one stays in force; make room or give permission, then try again",
            en::io_reason(error)
        ),
    }
}

fn change_zh(change: &Change, host: &str) -> String {
    match change {
        Change::AddedSafe => format!("＋ 新增，会说安全：{host}"),
        Change::Raised => format!("▲ 原来要当地确认，现在会说安全：{host}"),
        Change::Widened => format!("▲ 现在连它下面的所有名字都算：{host}"),
        Change::NeverRemoved => format!("▲ 从禁收名单里拿出来了：{host}"),
        Change::Added => format!("＋ 新增，要当地确认，不会说安全：{host}"),
        Change::GradeRaised(old, new) => format!("· 证据变强，{old:?} → {new:?}：{host}"),
        Change::GradeLowered(old, new) => format!("· 证据变弱，{old:?} → {new:?}：{host}"),
        Change::Renamed(old, new) => format!("· 改名，{old} → {new}：{host}"),
        Change::Reworded => format!("· 地区、种类、证据或日期有改动：{host}"),
        Change::NeverReworded => format!("· 禁收的理由有改动：{host}"),
        Change::Narrowed => format!("▼ 不再包括它下面的名字：{host}"),
        Change::Lowered => format!("▼ 原来会说安全，现在要当地确认：{host}"),
        Change::Removed => format!("－ 从名单上去掉：{host}"),
        Change::MovedToNever => format!("－ 从名单挪到禁收名单：{host}"),
        Change::NeverAdded => format!("－ 新列入禁收名单：{host}"),
    }
}

fn change_en(change: &Change, host: &str) -> String {
    match change {
        Change::AddedSafe => format!("+ added, called safe: {host}"),
        Change::Raised => {
            format!("▲ raised, needed local confirmation and is called safe now: {host}")
        }
        Change::Widened => format!("▲ widened to every name below it: {host}"),
        Change::NeverRemoved => format!("▲ taken off the never list: {host}"),
        Change::Added => format!("+ added, needs local confirmation, not called safe: {host}"),
        Change::GradeRaised(old, new) => format!("· evidence stronger, {old:?} → {new:?}: {host}"),
        Change::GradeLowered(old, new) => format!("· evidence weaker, {old:?} → {new:?}: {host}"),
        Change::Renamed(old, new) => format!("· renamed, {old} → {new}: {host}"),
        Change::Reworded => format!("· region, kind, evidence or date changed: {host}"),
        Change::NeverReworded => format!("· another reason on the never list: {host}"),
        Change::Narrowed => format!("▼ no longer stands for the names below it: {host}"),
        Change::Lowered => {
            format!("▼ lowered, was called safe and needs local confirmation now: {host}")
        }
        Change::Removed => format!("- removed: {host}"),
        Change::MovedToNever => format!("- moved to the never list: {host}"),
        Change::NeverAdded => format!("- added to the never list: {host}"),
    }
}

fn notice_zh(notice: ListNotice<'_>) -> String {
    match notice {
        ListNotice::Packed { path } => {
            format!(
                "写好了：{path}。两个人看过 yanma allowlist diff 以后，用 minisign -Sm {path} 签名"
            )
        }
        ListNotice::PackExists { path } => format!("{path} 已经有了，不会覆盖；请换一个文件名"),
        ListNotice::PackNotWritten { path, error } => {
            format!("存不进 {path}（{error}）；请换一个文件夹")
        }
        ListNotice::SheetWritten { path, count } => {
            format!("写好了：{path}，{count} 个官方码。打印时请用原大小、黑白分明")
        }
        ListNotice::NothingToPrint => {
            "没有能打印的官方码：这个地方没有查到，或名单太旧了；换个地名试试".to_owned()
        }
        ListNotice::NotADay => "日期要写成 2027-12-15 这样".to_owned(),
        ListNotice::NoChanges => "两份名单没有差别".to_owned(),
        ListNotice::Changes { count, safer } => {
            format!("共 {count} 处改动，其中 {safer} 处会让更多的码被说成安全，请逐条核对")
        }
        ListNotice::SignedBy { key } => format!("签名钥匙：{key}"),
        ListNotice::SignersComment { comment } => format!("签名人写的：{comment}"),
        ListNotice::LiesIn { folder } => format!("存放在：{folder}"),
        ListNotice::CompiledIn => "来源：程序自带".to_owned(),
        ListNotice::StaleAfter { day } => format!("{day} 以后该更新"),
        ListNotice::KeysSerial { serial } => format!("认得的签名钥匙：第 {serial} 号钥匙表"),
        ListNotice::NoKeys => "没有能用的签名公钥，不能导入名单（见 docs/lists.md）".to_owned(),
        ListNotice::Well => "一切正常".to_owned(),
        ListNotice::ClockConfirmed => "记下了：今天的日期是对的".to_owned(),
        ListNotice::AfterRestart => "重新打开以后，就用新的名单".to_owned(),
    }
}

fn notice_en(notice: ListNotice<'_>) -> String {
    match notice {
        ListNotice::Packed { path } => format!(
            "Written: {path}. When two people have read yanma allowlist diff, sign it: minisign -Sm {path}"
        ),
        ListNotice::PackExists { path } => {
            format!("{path} is there already and is not overwritten; choose another name")
        }
        ListNotice::PackNotWritten { path, error } => {
            format!("{path} cannot be written ({error}); choose another folder")
        }
        ListNotice::SheetWritten { path, count } => {
            format!("Written: {path}, official codes: {count}. Print it at full size, black on white")
        }
        ListNotice::NothingToPrint => {
            "There is no official code to print: none of that place was found, or the list is too old; try another place".to_owned()
        }
        ListNotice::NotADay => "A day is written as 2027-12-15".to_owned(),
        ListNotice::NoChanges => "The two lists are the same".to_owned(),
        ListNotice::Changes { count, safer } => {
            format!("Changes: {count}, of which {safer} make more codes safe: check each of these")
        }
        ListNotice::SignedBy { key } => format!("Signed by key: {key}"),
        ListNotice::SignersComment { comment } => format!("The signer wrote: {comment}"),
        ListNotice::LiesIn { folder } => format!("Stored in: {folder}"),
        ListNotice::CompiledIn => "Origin: built into the program".to_owned(),
        ListNotice::StaleAfter { day } => format!("Due for renewal after {day}"),
        ListNotice::KeysSerial { serial } => format!("Known keys: key file no. {serial}"),
        ListNotice::NoKeys => {
            "There is no public key for lists: none can be imported (docs/lists.md)".to_owned()
        }
        ListNotice::Well => "All is well".to_owned(),
        ListNotice::ClockConfirmed => "Noted: today's date is right".to_owned(),
        ListNotice::AfterRestart => "The new list is used from the next start on".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn a_full_disk_and_a_missing_right_are_told_apart() {
        for language in [Language::ZhCn, Language::En] {
            let said = |kind: io::ErrorKind| {
                language.refusal(&Refusal::NotStored {
                    path: "/x".to_owned(),
                    error: kind.into(),
                })
            };
            let kinds = [
                io::ErrorKind::StorageFull,
                io::ErrorKind::ReadOnlyFilesystem,
                io::ErrorKind::PermissionDenied,
            ];
            let said: std::collections::BTreeSet<String> = kinds.map(said).into();
            assert_eq!(said.len(), 3, "{said:?}");
        }
    }
}
