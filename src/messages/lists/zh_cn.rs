//! The Chinese words about signed lists.

use super::ListNotice;
use crate::list_package::Refusal;
use crate::list_package::changes::Change;
use crate::messages::zh_cn::io_reason;

pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unreadable { path, error } => format!(
            "文件读不出来：{path}（{}）；U盘可能松了，请插好再试",
            io_reason(error)
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
            io_reason(error)
        ),
    }
}

pub fn change(change: &Change, host: &str) -> String {
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

pub fn notice(notice: ListNotice<'_>) -> String {
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
        ListNotice::AfterRestart => "开着的窗口五分钟以内自己换上新的名单，不用重新打开".to_owned(),
        ListNotice::ListRow => "官方名单".to_owned(),
        ListNotice::ImportFile => "导入新名单".to_owned(),
        ListNotice::ImportFromStick => "从U盘导入名单".to_owned(),
        ListNotice::Importing => "正在看U盘里的名单，请稍等，先别拔".to_owned(),
        ListNotice::Before { version } => format!("以前的是：{version}"),
    }
}
