//! The words of the desk as a tool, in Chinese and English: what can be done with results, and what was done.

use crate::language::Language;

/// What the desk says about its list of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskPhrase<'a> {
    /// Beside the number of results.
    ResultsSafe {
        /// Count.
        count: usize,
    },
    /// Results were taken away, and can be had back for a while.
    Taken {
        /// Count.
        count: usize,
    },
    /// Button: has them back.
    Undo,
    /// All results that are shown are chosen: what the keys do with them.
    AllChosen {
        /// Count.
        count: usize,
    },
    /// Button: forgets what is chosen.
    ForgetChosen,
    /// A report as a page to look at and to print.
    ReportPage,
    /// A report as a table.
    ReportTable,
    /// A report for programs.
    ReportJson,
    /// Title of the dialog for pictures to judge.
    TitleFiles,
    /// Title of the dialog for a folder to judge.
    TitleFolder,
    /// Title of the dialog for the hall's own list.
    TitleListFolder,
    /// Title of the dialog for the folder that is watched.
    TitleWatchedFolder,
    /// Title of the dialog for the hall's own recordings.
    TitleVoiceFolder,
    /// Title of the dialog for the file of a new list.
    TitleListPackage,
    /// Title of the dialog for the place of a report.
    TitleReport,
    /// Which files a dialog shows.
    Pictures,
    /// Which files a dialog shows: all.
    AllFiles,
    /// A dialog is open already.
    DialogIsOpen,
    /// Button: the folders that were opened last.
    RecentFolders,
    /// Button there: forgets them.
    ForgetFolders,
    /// Button and name: the picture of a result, large.
    LookClosely,
    /// Button.
    ZoomIn,
    /// Button.
    ZoomOut,
    /// Button: all of the picture.
    ZoomWhole,
    /// Button: shows codes that are not safe.
    Reveal,
    /// Button: covers them again.
    CoverAgain,
    /// On a code that is covered.
    CodeCovered,
    /// The picture is being opened.
    ViewComing,
    /// The file is gone, or another one by now.
    ViewChanged,
    /// There may be private codes that were not found.
    ViewPrivate,
    /// There may be codes that were not found.
    ViewCovered,
    /// In the settings: nobody needs to save them.
    SavedAtOnce,
    /// In the settings: a change is not in the file yet.
    Saving,
    /// Why a result of the camera has no picture.
    NotKept,
    /// There is no camera, and what can be done without.
    NoCamera,
    /// On the line of a folder there.
    Folder {
        /// Its name, without those above it.
        name: &'a str,
    },
}

impl Language {
    /// Heads of the columns of a table of results.
    pub fn csv_columns(self) -> [&'static str; 13] {
        match self {
            Language::ZhCn => [
                "序号",
                "图片",
                "结论",
                "结论代号",
                "说明",
                "原因代号",
                "第几个码",
                "种类",
                "内容",
                "网址",
                "网址的主人",
                "官方名单上的网址",
                "名单",
            ],
            Language::En => [
                "#",
                "picture",
                "verdict",
                "verdict code",
                "what was found",
                "reason codes",
                "code",
                "kind",
                "content",
                "host",
                "owner",
                "listed host",
                "list",
            ],
        }
    }

    /// In a sheet in place of a picture.
    pub fn no_picture(self) -> &'static str {
        match self {
            Language::ZhCn => "（不放图）",
            Language::En => "(not shown)",
        }
    }

    /// Where a sheet is signed.
    pub fn signature_lines(self) -> [&'static str; 2] {
        match self {
            Language::ZhCn => [
                "检查人签名：____________________  日期：____________",
                "张贴单位签名：__________________  日期：____________",
            ],
            Language::En => [
                "Checked by: ____________________  Date: ____________",
                "Put up by: _____________________  Date: ____________",
            ],
        }
    }

    /// The last line of what is sent on of a safe verdict: which addresses it is about.
    pub fn checked_addresses(self, hosts: &[&str]) -> String {
        match self {
            Language::ZhCn => format!("查的网址：{}", hosts.join("、")),
            Language::En => format!("Address checked: {}", hosts.join(", ")),
        }
    }

    /// Steps one behind the other.
    pub fn in_one_line(self, steps: &[&str]) -> String {
        match self {
            Language::ZhCn => steps.join("；"),
            Language::En => steps.join("; "),
        }
    }

    /// Stands for a dot in the name of a host that no program shall make a link of.
    pub fn dot(self) -> &'static str {
        match self {
            Language::ZhCn => "(点)",
            Language::En => "(dot)",
        }
    }

    /// Words of the desk.
    pub fn desk(self, phrase: DeskPhrase<'_>) -> String {
        match self {
            Language::ZhCn => zh_cn(phrase),
            Language::En => en(phrase),
        }
    }
}

fn zh_cn(phrase: DeskPhrase<'_>) -> String {
    match phrase {
        DeskPhrase::ResultsSafe { count } => format!("{count} 个安全"),
        DeskPhrase::Taken { count } => format!("清除了 {count} 个结果"),
        DeskPhrase::Undo => "撤销".to_owned(),
        DeskPhrase::AllChosen { count } => format!("选中了 {count} 个结果"),
        DeskPhrase::ForgetChosen => "清除选中的".to_owned(),
        DeskPhrase::ReportPage => "网页，可以打印".to_owned(),
        DeskPhrase::ReportTable => "表格（CSV）".to_owned(),
        DeskPhrase::ReportJson => "给程序用（JSON）".to_owned(),
        DeskPhrase::TitleFiles => "选择要检查的图片".to_owned(),
        DeskPhrase::TitleFolder => "选择要检查的文件夹".to_owned(),
        DeskPhrase::TitleListFolder => "选择本厅名单的文件夹".to_owned(),
        DeskPhrase::TitleWatchedFolder => "选择自动查的文件夹".to_owned(),
        DeskPhrase::TitleVoiceFolder => "选择本厅录音的文件夹".to_owned(),
        DeskPhrase::TitleListPackage => "选择新名单的文件（不是 .minisig）".to_owned(),
        DeskPhrase::TitleReport => "检查报告存到哪里".to_owned(),
        DeskPhrase::Pictures => "图片".to_owned(),
        DeskPhrase::AllFiles => "所有文件".to_owned(),
        DeskPhrase::DialogIsOpen => "选择文件的窗口已经打开，可能被挡在后面".to_owned(),
        DeskPhrase::RecentFolders => "最近的文件夹".to_owned(),
        DeskPhrase::ForgetFolders => "忘掉这些文件夹".to_owned(),
        DeskPhrase::LookClosely => "看图片".to_owned(),
        DeskPhrase::ZoomIn => "放大".to_owned(),
        DeskPhrase::ZoomOut => "缩小".to_owned(),
        DeskPhrase::ZoomWhole => "看全图".to_owned(),
        DeskPhrase::Reveal => "显示遮住的".to_owned(),
        DeskPhrase::CoverAgain => "重新遮住".to_owned(),
        DeskPhrase::CodeCovered => "已遮住".to_owned(),
        DeskPhrase::ViewComing => "正在打开图片…".to_owned(),
        DeskPhrase::ViewChanged => "图片不在了，或者换过了，请重新检查".to_owned(),
        DeskPhrase::ViewPrivate => "图里有个人的码，可能没找全，不显示".to_owned(),
        DeskPhrase::ViewCovered => {
            "图里有没看清的码，先遮住了。要看请按“显示遮住的”，不要用手机扫。".to_owned()
        }
        DeskPhrase::SavedAtOnce => "改了就自动保存".to_owned(),
        DeskPhrase::Saving => "正在保存…".to_owned(),
        DeskPhrase::NotKept => "摄像头的画面不保存".to_owned(),
        DeskPhrase::NoCamera => "没有找到摄像头；不用它，打开、拖入、粘贴图片也能查".to_owned(),
        DeskPhrase::Folder { name } => format!("再查“{name}”"),
    }
}

fn en(phrase: DeskPhrase<'_>) -> String {
    match phrase {
        DeskPhrase::ResultsSafe { count } => format!("{count} safe"),
        DeskPhrase::Taken { count: 1 } => "1 result cleared".to_owned(),
        DeskPhrase::Taken { count } => format!("{count} results cleared"),
        DeskPhrase::Undo => "Undo".to_owned(),
        DeskPhrase::AllChosen { count: 1 } => "1 result selected".to_owned(),
        DeskPhrase::AllChosen { count } => format!("{count} results selected"),
        DeskPhrase::ForgetChosen => "Clear selected".to_owned(),
        DeskPhrase::ReportPage => "Page to print".to_owned(),
        DeskPhrase::ReportTable => "Table (CSV)".to_owned(),
        DeskPhrase::ReportJson => "For programs (JSON)".to_owned(),
        DeskPhrase::TitleFiles => "Choose pictures to check".to_owned(),
        DeskPhrase::TitleFolder => "Choose a folder to check".to_owned(),
        DeskPhrase::TitleListFolder => "Choose the folder of this hall's list".to_owned(),
        DeskPhrase::TitleWatchedFolder => {
            "Choose the folder whose new pictures are checked".to_owned()
        }
        DeskPhrase::TitleVoiceFolder => "Choose the folder of this hall's recordings".to_owned(),
        DeskPhrase::TitleListPackage => {
            "Choose the file of the new list (not its .minisig)".to_owned()
        }
        DeskPhrase::TitleReport => "Where to save the report".to_owned(),
        DeskPhrase::Pictures => "Pictures".to_owned(),
        DeskPhrase::AllFiles => "All files".to_owned(),
        DeskPhrase::DialogIsOpen => {
            "A dialog is open already, perhaps behind this window".to_owned()
        }
        DeskPhrase::RecentFolders => "Recent folders".to_owned(),
        DeskPhrase::ForgetFolders => "Forget these folders".to_owned(),
        DeskPhrase::LookClosely => "View picture".to_owned(),
        DeskPhrase::ZoomIn => "Zoom in".to_owned(),
        DeskPhrase::ZoomOut => "Zoom out".to_owned(),
        DeskPhrase::ZoomWhole => "Whole picture".to_owned(),
        DeskPhrase::Reveal => "Show what is covered".to_owned(),
        DeskPhrase::CoverAgain => "Cover again".to_owned(),
        DeskPhrase::CodeCovered => "Covered".to_owned(),
        DeskPhrase::ViewComing => "Opening the picture…".to_owned(),
        DeskPhrase::ViewChanged => {
            "The picture is gone or has changed. Please check it again.".to_owned()
        }
        DeskPhrase::ViewPrivate => {
            "Not shown: there are personal codes in it, perhaps more than were found.".to_owned()
        }
        DeskPhrase::ViewCovered => {
            "Covered, because some codes could not be read. Press “Show what is covered” to see it; do not scan it.".to_owned()
        }
        DeskPhrase::SavedAtOnce => "Changes are saved by themselves".to_owned(),
        DeskPhrase::Saving => "Saving…".to_owned(),
        DeskPhrase::NotKept => "Pictures of the camera are not kept".to_owned(),
        DeskPhrase::NoCamera => {
            "No camera found. You can still open, drop or paste pictures.".to_owned()
        }
        DeskPhrase::Folder { name } => format!("Check “{name}” again"),
    }
}
