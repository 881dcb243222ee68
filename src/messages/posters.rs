//! The words about the hall's own posters, in Chinese and English.

use super::{en, zh_cn};
use crate::check::poster::{
    MAX_NAME_CHARS, MAX_POSTERS, NotEnrolled, Poster, PosterKind, VouchFault,
};
use crate::check::verdict::Reason;
use crate::check::{Ground, Safe};
use crate::language::Language;
use crate::poster_file::PosterError;

/// What the command line says of posters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PosterNotice<'a> {
    /// It was enrolled.
    Enrolled {
        /// Its name.
        name: &'a str,
    },
    /// It counts no more.
    Removed {
        /// Its name.
        name: &'a str,
    },
    /// There is none.
    None,
    /// Nobody has set a PIN, and so nobody can enrol anything.
    NoPin,
    /// The PIN is asked for.
    PinAsked,
    /// The PIN is asked for once more, because the code asks for money.
    PinAskedForPayment,
    /// The PIN is wrong.
    PinWrong,
    /// There were too many wrong ones.
    PinWait {
        /// How long nothing can be tried, in seconds.
        seconds: u64,
    },
    /// What was found, before the PIN is asked for.
    Found {
        /// What it leads to.
        kind: PosterKind,
    },
    /// Several posters begin so, or have that name.
    SeveralFound,
}

/// What stands on the page of posters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PosterPhrase {
    /// Its title, and the button that leads there.
    Title,
    /// What to do first.
    Aim,
    /// A button: look at what is before the camera.
    Look,
    /// It is being looked at.
    Looking,
    /// The camera sends no picture.
    NoPicture,
    /// Something that may be enrolled was found: what to do now.
    Found,
    /// What it is.
    ThisIs {
        /// What it leads to.
        kind: PosterKind,
    },
    /// It asks for money.
    AsksForMoney,
    /// Before its name.
    Name,
    /// Before who vouches.
    By,
    /// Whoever works here.
    StaffOfHall,
    /// Before how long it counts.
    Until,
    /// For so many months.
    Months {
        /// How many.
        months: u16,
    },
    /// A button: enrol it.
    Enrol,
    /// It was enrolled.
    Enrolled,
    /// None is.
    None,
    /// A button: remove it.
    Remove,
    /// The button that removes it, to be pressed once more.
    RemoveSure,
    /// It was removed.
    Removed,
    /// The PIN is asked for once more, because of money.
    PinAgain,
}

impl Language {
    /// The line under the verdict word of something safe.
    pub fn safe_headline(self, safe: &Safe) -> String {
        let name = match safe.ground() {
            Ground::Listed { entry, .. } => self.entry_name(entry),
            Ground::Poster(poster) => poster.name.clone(),
        };
        match (self, safe.ground()) {
            (Language::ZhCn, Ground::Listed { .. }) => zh_cn::safe_headline(&name),
            (Language::En, Ground::Listed { .. }) => en::safe_headline(&name),
            (Language::ZhCn, Ground::Poster(_)) => format!("可以扫。这是本厅海报“{name}”"),
            (Language::En, Ground::Poster(_)) => {
                format!("You may scan it. A poster of this hall: {name}")
            }
        }
    }

    /// The name of what is safe, where there is little room: a platform, or a poster of the hall.
    pub fn safe_name(self, safe: &Safe) -> String {
        match safe.ground() {
            Ground::Listed { entry, .. } => self.entry_name(entry),
            Ground::Poster(poster) => self.poster_name(poster),
        }
    }

    /// The name of a poster: never without the word that it is one of the hall.
    pub fn poster_name(self, poster: &Poster) -> String {
        match self {
            Language::ZhCn => format!("本厅海报“{}”", poster.name),
            Language::En => format!("Poster of this hall: {}", poster.name),
        }
    }

    /// Stands under every safe verdict: what was not checked.
    pub fn safe_note(self, safe: &Safe) -> &'static str {
        match safe.ground() {
            Ground::Listed { entry, .. } => self.entry_note(entry),
            Ground::Poster(poster) => self.poster_note(poster.kind),
        }
    }

    fn poster_note(self, kind: PosterKind) -> &'static str {
        match (self, kind) {
            (Language::ZhCn, PosterKind::MerchantPayment) => {
                "扫了要付钱：付给谁、付多少，先和窗口核对。本厅登记过这个码，没查旁边的人。"
            }
            (Language::En, PosterKind::MerchantPayment) => {
                "It asks for money: make sure at the counter to whom and how much. The hall vouches for the code, not for the people beside it."
            }
            (
                Language::ZhCn,
                PosterKind::Link
                | PosterKind::WechatAccount
                | PosterKind::WechatMiniProgram
                | PosterKind::AlipayService,
            ) => "本厅登记过这个码，没查旁边的人：谁要您的手机、验证码、钱，都不给。",
            (
                Language::En,
                PosterKind::Link
                | PosterKind::WechatAccount
                | PosterKind::WechatMiniProgram
                | PosterKind::AlipayService,
            ) => {
                "The hall vouches for the code, not for the people beside it: give nobody your phone, SMS codes or money."
            }
        }
    }

    /// What a poster leads to.
    pub fn poster_kind(self, kind: PosterKind) -> &'static str {
        match (self, kind) {
            (Language::ZhCn, PosterKind::Link) => "网址",
            (Language::ZhCn, PosterKind::WechatAccount) => "微信公众号",
            (Language::ZhCn, PosterKind::WechatMiniProgram) => "微信小程序",
            (Language::ZhCn, PosterKind::AlipayService) => "支付宝小程序",
            (Language::ZhCn, PosterKind::MerchantPayment) => "商家收款码",
            (Language::En, PosterKind::Link) => "web address",
            (Language::En, PosterKind::WechatAccount) => "WeChat official account",
            (Language::En, PosterKind::WechatMiniProgram) => "WeChat mini-program",
            (Language::En, PosterKind::AlipayService) => "Alipay mini-program",
            (Language::En, PosterKind::MerchantPayment) => "merchant's payment code",
        }
    }

    /// Why something cannot be enrolled, and what to do.
    pub fn not_enrolled(self, why: &NotEnrolled) -> String {
        match self {
            Language::ZhCn => not_enrolled_zh(why),
            Language::En => not_enrolled_en(why),
        }
    }

    fn reasons_in_short(self, reasons: &[Reason]) -> String {
        let headlines = reasons.iter().map(|reason| self.explain(reason).headline);
        let between = match self {
            Language::ZhCn => "；",
            Language::En => "; ",
        };
        headlines.collect::<Vec<_>>().join(between)
    }

    /// What is wrong with what staff say of a poster.
    pub fn vouch_fault(self, fault: VouchFault) -> String {
        match (self, fault) {
            (Language::ZhCn, VouchFault::Name) => {
                format!("海报要有名字，最多 {MAX_NAME_CHARS} 个字，不能有看不见的字符")
            }
            (Language::ZhCn, VouchFault::NameOfAPlatform) => {
                "名字里不能有官方平台的名字：海报是本厅的，不是官方平台。请换一个名字".to_owned()
            }
            (Language::ZhCn, VouchFault::By) => {
                format!("要写是谁担保的，最多 {MAX_NAME_CHARS} 个字，不能有看不见的字符")
            }
            (Language::ZhCn, VouchFault::UntilBeforeToday) => {
                "截止日期已经过了；请写今天或以后的日期".to_owned()
            }
            (Language::ZhCn, VouchFault::UntilTooFar) => {
                "截止日期太远；最多登记两年，到时再登记一次".to_owned()
            }
            (Language::ZhCn, VouchFault::TooMany) => {
                format!("已经登记了 {MAX_POSTERS} 张，最多这些；请先去掉不用的")
            }
            (Language::ZhCn, VouchFault::Doubled) => "这张海报已经登记过了".to_owned(),
            (Language::En, VouchFault::Name) => format!(
                "A poster needs a name of at most {MAX_NAME_CHARS} characters, all of which can be seen"
            ),
            (Language::En, VouchFault::NameOfAPlatform) => {
                "The name has that of an official platform in it, which no poster of the hall is; choose another"
                    .to_owned()
            }
            (Language::En, VouchFault::By) => format!(
                "Say who vouches for it, in at most {MAX_NAME_CHARS} characters, all of which can be seen"
            ),
            (Language::En, VouchFault::UntilBeforeToday) => {
                "That day has gone by; give today or a later one".to_owned()
            }
            (Language::En, VouchFault::UntilTooFar) => {
                "That day is too far ahead: two years at most; enrol it again then".to_owned()
            }
            (Language::En, VouchFault::TooMany) => {
                format!("There are {MAX_POSTERS} posters, which is all there may be; remove some first")
            }
            (Language::En, VouchFault::Doubled) => "This poster is enrolled already".to_owned(),
        }
    }

    /// Why the posters cannot be read or changed, and what to do.
    pub fn poster_error(self, error: &PosterError) -> String {
        match (self, error) {
            (Language::ZhCn, PosterError::Read { path, error }) => format!(
                "本厅海报读不出来：{path}（{}）；现在一张都不算，请管理员开放权限",
                zh_cn::io_reason(error)
            ),
            (Language::ZhCn, PosterError::Damaged { path }) => format!(
                "本厅海报的文件坏了，或被改过：{path}；现在一张都不算。请删掉这个文件，把海报重新登记一遍"
            ),
            (Language::ZhCn, PosterError::Write { path, error }) => format!(
                "海报存不进 {path}（{}）；没有改动，请管理员腾出空间或开放权限",
                zh_cn::io_reason(error)
            ),
            (Language::ZhCn, PosterError::Busy) => "别人正在改海报；请等一会儿再试".to_owned(),
            (Language::ZhCn, PosterError::Refused(fault))
            | (Language::En, PosterError::Refused(fault)) => self.vouch_fault(*fault),
            (Language::ZhCn, PosterError::NotFound) => {
                "没有登记过这张海报；yanma poster list 列出所有的".to_owned()
            }
            (Language::En, PosterError::Read { path, error }) => format!(
                "The posters of the hall cannot be read: {path} ({}); none of them counts now, an administrator has to allow it",
                en::io_reason(error)
            ),
            (Language::En, PosterError::Damaged { path }) => format!(
                "The file of the hall's posters is damaged or was edited: {path}; none of them counts now. Delete the file and enrol the posters again"
            ),
            (Language::En, PosterError::Write { path, error }) => format!(
                "The posters cannot be written to {path} ({}); nothing was changed, make room or allow it",
                en::io_reason(error)
            ),
            (Language::En, PosterError::Busy) => {
                "Somebody else is changing the posters; try again in a moment".to_owned()
            }
            (Language::En, PosterError::NotFound) => {
                "No such poster is enrolled; yanma poster list has all of them".to_owned()
            }
        }
    }

    /// What stands on the page of posters.
    pub fn poster_phrase(self, phrase: PosterPhrase) -> String {
        match self {
            Language::ZhCn => phrase_zh(phrase),
            Language::En => phrase_en(phrase),
        }
    }

    /// What is said of a poster below its name.
    pub fn poster_line(self, poster: &Poster) -> String {
        let kind = self.poster_kind(poster.kind);
        let Poster { by, until, .. } = poster;
        match self {
            Language::ZhCn => format!("{kind} · 担保：{by} · 算到 {until}"),
            Language::En => format!("{kind} · vouched for by {by} · until {until}"),
        }
    }

    /// What the command line says of posters.
    pub fn poster_notice(self, notice: PosterNotice<'_>) -> String {
        match self {
            Language::ZhCn => notice_zh(notice),
            Language::En => notice_en(notice),
        }
    }
}

fn not_enrolled_zh(why: &NotEnrolled) -> String {
    match why {
        NotEnrolled::NoCode => "没有看到二维码；请把海报拍正、拍清楚，再试".to_owned(),
        NotEnrolled::SeveralCodes => {
            "画面里不止一个码；请只留要登记的那一个，别的遮住，再试".to_owned()
        }
        NotEnrolled::Doubted(reasons) => format!(
            "没有看得十分清楚，不能登记（{}）；请拍正、拍清楚，画面里只留这一个码",
            Language::ZhCn.reasons_in_short(reasons)
        ),
        NotEnrolled::Listed => "不用登记：它已经在官方名单上，本来就是绿的".to_owned(),
        NotEnrolled::Personal => {
            "里面有个人的内容（号码、证件、付款、联系方式……），不能登记".to_owned()
        }
        NotEnrolled::WechatForm => {
            "只有微信公众号和小程序的码可以登记；好友、群、文章、收款、短链接都不行".to_owned()
        }
        NotEnrolled::AlipayForm => {
            "只有支付宝小程序的码（alipays://platformapi/…）可以登记；别的分不清是不是收款，不行"
                .to_owned()
        }
        NotEnrolled::Reasons(reasons) => format!(
            "这样的码不能登记：{}",
            Language::ZhCn.reasons_in_short(reasons)
        ),
    }
}

fn not_enrolled_en(why: &NotEnrolled) -> String {
    match why {
        NotEnrolled::NoCode => {
            "There is no QR code to be seen; take the picture straight and sharp, and try again"
                .to_owned()
        }
        NotEnrolled::SeveralCodes => {
            "There are several codes in view; leave only the one to enrol and cover the others"
                .to_owned()
        }
        NotEnrolled::Doubted(reasons) => format!(
            "It is not beyond doubt and cannot be enrolled ({}); take the picture straight and sharp, with this code alone",
            Language::En.reasons_in_short(reasons)
        ),
        NotEnrolled::Listed => {
            "No need to: it is on the official list and green already".to_owned()
        }
        NotEnrolled::Personal => {
            "It holds something of a person (a number, a payment, a contact …) and cannot be enrolled"
                .to_owned()
        }
        NotEnrolled::WechatForm => {
            "Of WeChat only official accounts and mini-programs can be enrolled: no friends, groups, articles, payments or short links"
                .to_owned()
        }
        NotEnrolled::AlipayForm => {
            "Of Alipay only mini-programs (alipays://platformapi/…) can be enrolled: of others nobody can tell whether they ask for money"
                .to_owned()
        }
        NotEnrolled::Reasons(reasons) => format!(
            "Such a code cannot be enrolled: {}",
            Language::En.reasons_in_short(reasons)
        ),
    }
}

fn phrase_zh(phrase: PosterPhrase) -> String {
    match phrase {
        PosterPhrase::Title => "本厅海报".to_owned(),
        PosterPhrase::Aim => {
            "登记新的：把海报对准镜头，画面里只留这一个码，拿稳，再按“看这张海报”".to_owned()
        }
        PosterPhrase::Look => "看这张海报".to_owned(),
        PosterPhrase::Looking => "正在仔细看，请拿稳……".to_owned(),
        PosterPhrase::NoPicture => "摄像头没有画面；请先看看摄像头".to_owned(),
        PosterPhrase::Found => {
            "可以登记。只有真是本厅的，才登记：先用手机扫一下，看看打开的是什么".to_owned()
        }
        PosterPhrase::ThisIs { kind } => {
            format!("这是：{}", Language::ZhCn.poster_kind(kind))
        }
        PosterPhrase::AsksForMoney => {
            "扫了要付钱，钱付给码的主人。先核对户名，登记时要再输一次密码".to_owned()
        }
        PosterPhrase::Name => "画面上写的名字".to_owned(),
        PosterPhrase::By => "谁担保".to_owned(),
        PosterPhrase::StaffOfHall => "大厅工作人员".to_owned(),
        PosterPhrase::Until => "算多久，到时再登记".to_owned(),
        PosterPhrase::Months { months } => format!("{months} 个月"),
        PosterPhrase::Enrol => "登记".to_owned(),
        PosterPhrase::Enrolled => "登记好了，马上就是绿的；请举起来试一试".to_owned(),
        PosterPhrase::None => "还没有登记海报".to_owned(),
        PosterPhrase::Remove => "去掉".to_owned(),
        PosterPhrase::RemoveSure => "再按一次就去掉".to_owned(),
        PosterPhrase::Removed => "去掉了，马上不再是绿的".to_owned(),
        PosterPhrase::PinAgain => "这是收款码。户名核对过了，请再输一次密码".to_owned(),
    }
}

fn phrase_en(phrase: PosterPhrase) -> String {
    match phrase {
        PosterPhrase::Title => "Posters of the hall".to_owned(),
        PosterPhrase::Aim => {
            "To enrol a new one: hold it before the lens, with this code alone in view, keep still, and press “Look at this poster”"
                .to_owned()
        }
        PosterPhrase::Look => "Look at this poster".to_owned(),
        PosterPhrase::Looking => "Looking closely; please keep still …".to_owned(),
        PosterPhrase::NoPicture => "The camera sends no picture; see to it first".to_owned(),
        PosterPhrase::Found => {
            "It may be enrolled. Do so only if it is really the hall's: scan it with a phone first and see what opens"
                .to_owned()
        }
        PosterPhrase::ThisIs { kind } => format!("This is a {}", Language::En.poster_kind(kind)),
        PosterPhrase::AsksForMoney => {
            "It asks for money, which goes to its owner. Check the name of the account; the PIN is asked for once more"
                .to_owned()
        }
        PosterPhrase::Name => "Name on the screen".to_owned(),
        PosterPhrase::By => "Who vouches".to_owned(),
        PosterPhrase::StaffOfHall => "Staff of the hall".to_owned(),
        PosterPhrase::Until => "For how long".to_owned(),
        PosterPhrase::Months { months: 1 } => "1 month".to_owned(),
        PosterPhrase::Months { months } => format!("{months} months"),
        PosterPhrase::Enrol => "Enrol".to_owned(),
        PosterPhrase::Enrolled => "Enrolled: it is green in a moment; hold it up and see".to_owned(),
        PosterPhrase::None => "No poster is enrolled".to_owned(),
        PosterPhrase::Remove => "Remove".to_owned(),
        PosterPhrase::RemoveSure => "Press again to remove".to_owned(),
        PosterPhrase::Removed => "Removed: it is green no more in a moment".to_owned(),
        PosterPhrase::PinAgain => {
            "This code asks for money. If the name of the account was checked, type the PIN once more"
                .to_owned()
        }
    }
}

fn notice_zh(notice: PosterNotice<'_>) -> String {
    match notice {
        PosterNotice::Enrolled { name } => format!("已登记：本厅海报“{name}”"),
        PosterNotice::Removed { name } => format!("已去掉：本厅海报“{name}”，它不再是绿的"),
        PosterNotice::None => "还没有登记海报".to_owned(),
        PosterNotice::NoPin => "登记海报要工作人员密码，还没有设；请先运行 yanma pin".to_owned(),
        PosterNotice::PinAsked => "工作人员密码：".to_owned(),
        PosterNotice::PinAskedForPayment => {
            "这是收款码：钱会付给码的主人。核对过户名了，请再输一次密码：".to_owned()
        }
        PosterNotice::PinWrong => "密码不对，没有登记".to_owned(),
        PosterNotice::PinWait { seconds } => {
            format!("密码输错多次，要等 {seconds} 秒才能再试")
        }
        PosterNotice::Found { kind } => format!("这是：{}", Language::ZhCn.poster_kind(kind)),
        PosterNotice::SeveralFound => {
            "不止一张海报是这个名字，或这样开头；请写长一点的 sha256".to_owned()
        }
    }
}

fn notice_en(notice: PosterNotice<'_>) -> String {
    match notice {
        PosterNotice::Enrolled { name } => format!("Enrolled: {name}, a poster of this hall"),
        PosterNotice::Removed { name } => format!("Removed: {name} is green no more"),
        PosterNotice::None => "No poster is enrolled".to_owned(),
        PosterNotice::NoPin => {
            "Enrolling a poster asks for the PIN of the staff, and there is none; run yanma pin first"
                .to_owned()
        }
        PosterNotice::PinAsked => "PIN of the staff:".to_owned(),
        PosterNotice::PinAskedForPayment => {
            "This code asks for money, which goes to its owner. If the name was checked, the PIN once more:"
                .to_owned()
        }
        PosterNotice::PinWrong => "Wrong PIN, nothing was enrolled".to_owned(),
        PosterNotice::PinWait { seconds } => {
            format!("After several wrong PINs nothing can be tried for {seconds} s")
        }
        PosterNotice::Found { kind } => format!("This is a {}", Language::En.poster_kind(kind)),
        PosterNotice::SeveralFound => {
            "Several posters have that name, or begin so; give more of the sha256".to_owned()
        }
    }
}
