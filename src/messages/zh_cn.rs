//! The words in Chinese (zh-CN): short and concrete, for a person of 75 who reads them once, from a distance.
//! Says nothing about colours or places on the screen, and never repeats what a private code holds.

use std::io;

use super::{EntryWords, HelpWords, Misuse, Notice, Phrase, SheetWords, Words};
use crate::check::allowlist::{Checked, EntryKind, Fault, Grade, ListInfo, Origin, Scope, Status};
use crate::check::list_age::Age;
use crate::check::payload::Kind;
use crate::check::verdict::{Ambiguity, Reason};
use crate::config::{self, ConfigError, Problem};
use crate::health::{Observation, Sign};
use crate::session::Unanswered;
use crate::source::fault;
use crate::source::images::ImageError;
use crate::stick::Answer;

pub(super) const SAFE: &str = "安全";
pub(super) const UNSAFE: &str = "不安全";
pub(super) const NO_CODE: &str = "没有码";
pub(super) const ERROR: &str = "读不了";

/// Stands under every safe verdict: only the address was checked.
pub(super) const SAFE_NOTE: &str = "只查了网址，没查旁边的人：谁要您的手机、验证码、钱，都不给。";

/// Stands under the verdict on a regulator: what is sold in its name is never paid there.
pub(super) const REGULATOR_NOTE: &str = "这里管的是保险公司，不收钱，也不退钱。只查了网址，没查旁边的人：\
    谁要您的手机、验证码、钱，都不给。";

/// Before a step that is for the staff.
pub(super) const STAFF: &str = "工作人员：";

/// Marks a match that comes from the hall's own list.
pub(super) const HALL_LIST: &str = "本厅名单";

// Single steps: at most 22 characters each.
const DO_NOT_SCAN: &str = "不要用手机扫它";
const NOT_YET: &str = "先不要扫它";
const KEEP_THE_PHONE: &str = "不要用手机扫它，也不要把手机交给别人";
const DO_NOT_PAY: &str = "不要扫，也不要付钱";
pub(super) const SEARCH_OR_ASK: &str = "要办医保，在微信搜“医保码”，或去医保窗口";
const CALL_POLICE: &str = "填了资料、付了钱，打110；拿不准，打96110";
const CALL_POLICE_PAID: &str = "付了钱觉得不对，马上打110";
const CALL_ADVICE: &str = "拿不准，就打96110问一问";

// Lists of steps that several reasons share.
/// Nothing speaks of fraud; the official way is all that is missing.
const OFFICIAL_WAY: &[&str] = &[
    DO_NOT_SCAN,
    "要办医保，自己打开国家医保服务平台App",
    "或在微信、支付宝搜“医保码”，或去窗口问",
];
/// Fraud is likely.
const FRAUD: &[&str] = &[KEEP_THE_PHONE, SEARCH_OR_ASK, CALL_POLICE];
/// Odd, and nobody knows why.
const UNSURE: &[&str] = &[DO_NOT_SCAN, SEARCH_OR_ASK, CALL_ADVICE];
/// May be a real office: the counter can tell.
const ASK_COUNTER: &[&str] = &[NOT_YET, "拿到窗口，请工作人员看一看", SEARCH_OR_ASK];
/// An official address is named in its place.
const NAMED_ADDRESS: &[&str] = &[
    "不要扫这个码",
    "请窗口帮您打开上面写的那个网址",
    SEARCH_OR_ASK,
];
/// Not seen well, or not all of it.
const CLEARER: &[&str] = &[NOT_YET, "把码放平、照清楚，一次只查一个", SEARCH_OR_ASK];
/// The machine is the trouble.
const AGAIN: &[&str] = &[NOT_YET, "关掉别的程序，过一会儿再查一次", SEARCH_OR_ASK];
/// The picture itself is the trouble.
const OTHER_PICTURE: &[&str] = &[DO_NOT_SCAN, "请换一张不会动的清楚照片再查", SEARCH_OR_ASK];
const NO_INSTALL: &[&str] = &[
    "不要扫，也不要装软件",
    SEARCH_OR_ASK,
    "已经装了或转了钱，马上打110",
];
const NO_PAYMENT: &[&str] = &[DO_NOT_PAY, "该不该交钱，先到窗口问清楚", CALL_POLICE_PAID];
const PUT_AWAY_CREDENTIAL: &[&str] = &[
    "马上把码关掉，把手机收好",
    "只给医院、药店、医保窗口的机器扫",
    "别人要扫、要拍、要截屏，都不给",
];
const PUT_AWAY_PAYMENT: &[&str] = &[
    "马上把码关掉，把手机收好",
    "只在您自己付钱时，给收款的机器扫",
    "钱被人扫走了，马上打110",
];
const PUT_AWAY_ID: &[&str] = &[
    "马上收起来，不要让人拍照",
    "办事时，只给窗口工作人员看",
    "已经给过别人，打96110问一问",
];
const PUT_AWAY_SECRET: &[&str] = &[
    "马上收起来，不要让人拍照",
    "谁来要都不给，工作人员也不给",
    "已经给过别人，打96110问一问",
];
const IF_OWN: &str = "不要扫；要是您自己的，请收好";
const PUT_AWAY_IF_OWN: &[&str] = &[IF_OWN, SEARCH_OR_ASK, CALL_ADVICE];

fn words(headline: &str, why: impl Into<String>, steps: &[&'static str]) -> Words {
    Words {
        headline: headline.to_owned(),
        why: why.into(),
        steps: steps.to_vec(),
    }
}

/// What to say about a reason.
pub(super) fn explain(reason: &Reason) -> Words {
    match reason {
        Reason::Ambiguous(ambiguity) => explain_ambiguity(*ambiguity),
        Reason::SeveralFrames => words(
            "这张图会变，没法查",
            "这张图里有好几幅画面，手机看到的可能是另外一幅。",
            OTHER_PICTURE,
        ),
        Reason::GaveUp => words(
            "没有查完，不能算安全",
            "图里东西太多，机器没能查完，里面可能还有别的码。",
            CLEARER,
        ),
        Reason::NotFinished => words(
            "电脑太忙，没查完",
            "不是图有问题，是这台电脑太忙或太慢，没能按时查完。",
            AGAIN,
        ),
        Reason::Kind(kind) => explain_kind(*kind),

        Reason::OpensAnApp => words(
            "它要打开别的软件",
            "这不是网址，扫了可能打开手机里的软件，是谁的软件，查不出来。",
            UNSURE,
        ),
        Reason::KnownPhishing => words(
            "这个网址骗过人",
            "有骗子用过这个网址，千万不要打开。",
            FRAUD,
        ),
        Reason::CopiedPage => words(
            "这里抄过政府的网页",
            "有人见过它照抄政府的网页，网址却是别人的。看着像，不等于是真的。",
            FRAUD,
        ),
        Reason::Impostor {
            imitates: Some(imitates),
        } => words(
            "它不是官方网址",
            format!("有人把它说成官方网址，其实不是。官方的是 {imitates}。"),
            FRAUD,
        ),
        Reason::Impostor { imitates: None } => {
            words("它不是官方网址", "有人把它说成官方网址，其实不是。", FRAUD)
        }
        Reason::TargetEmbedding { imitates } => words(
            "它冒充官方网址",
            format!("它借官方的名字，看着像 {imitates}，其实是别人的网址。"),
            FRAUD,
        ),
        Reason::Confusable { imitates } => words(
            "字母很像，其实不一样",
            format!("它用长得很像的字母，装成 {imitates}，其实是别人的网址。"),
            FRAUD,
        ),
        Reason::Typosquatting { imitates } => words(
            "和官方网址差了一点",
            format!("它和官方的 {imitates} 差了一个字母或数字，是别人的网址。"),
            FRAUD,
        ),
        Reason::SuffixSwap { imitates } => words(
            "网址的结尾不对",
            format!("前面像官方的 {imitates}，结尾却不一样，是别人的网址。"),
            FRAUD,
        ),
        Reason::ComboSquatting { imitates } => words(
            "借用了官方的名字",
            format!("它在官方名字旁边加了别的字，看着像 {imitates}，其实不是。"),
            FRAUD,
        ),

        Reason::Backslash => words(
            "网址里的斜杠写反了",
            "因为这道斜杠，不同的手机会打开不同的地方，多半是骗人的。",
            FRAUD,
        ),
        Reason::EmbeddedCredentials => words(
            "网址前面的名字不算数",
            "网址里有个“@”，前面的名字是摆样子的，打开的是后面那个。",
            FRAUD,
        ),
        Reason::Idn => words(
            "网址用了特别的文字",
            "网址里有不常用的文字，看不出是不是官方的。",
            UNSURE,
        ),
        Reason::PercentInHost => words(
            "网址的名字被遮住了",
            "网址的名字是用怪符号写的，看不出主人是谁。",
            FRAUD,
        ),
        Reason::TrailingDot => words(
            "网址里多了一个点",
            "网址的名字后面多了一个点，官方网址不这样写。",
            UNSURE,
        ),
        Reason::IpAddress => words(
            "网址只有一串数字",
            "这个网址没有名字，看不出是哪个单位的，机器没法核实。",
            ASK_COUNTER,
        ),
        Reason::UnusualPort { entry: Some(entry) } => words(
            "网址里多了一个号码",
            format!(
                "前面的网址是官方的，后面多出的号码通到哪里，没法核实。请改用 https://{entry}/ 这个网址。"
            ),
            NAMED_ADDRESS,
        ),
        Reason::UnusualPort { entry: None } => words(
            "网址里多了一个号码",
            "网址的名字后面跟着一个号码，官方网址很少这样，没法核实。",
            ASK_COUNTER,
        ),
        Reason::BadHost => words(
            "网址写得不对",
            "正规的网址不这样写，不同的手机，可能打开不同的地方。",
            UNSURE,
        ),
        Reason::TooLong => words(
            "网址太长了",
            "网址长得不正常，后面可能藏着别的东西。",
            UNSURE,
        ),
        Reason::HiddenCharacters => words(
            "里面藏着看不见的字",
            "您看到的网址，和手机真正打开的，可能不一样。",
            FRAUD,
        ),
        Reason::ByteOrderMark => words(
            "网址前面多了个记号",
            "网址前面有个看不见的记号，多半是做码的软件带上的，有的手机会打不开。",
            ASK_COUNTER,
        ),
        Reason::ExtraText => words(
            "网址旁边夹着别的字",
            "不光有网址，还夹着别的字，手机可能打开别的地方。",
            UNSURE,
        ),
        Reason::BadCharacter => words(
            "网址里有怪符号",
            "手机碰到这个怪符号，可能打开别的地方。",
            UNSURE,
        ),
        Reason::HtmlEntity => words(
            "网址抄走样了",
            "里面混进了做网页用的记号，正规的网址不带，手机可能打不开，也可能打开别的地方。",
            UNSURE,
        ),
        Reason::BadEscape => words(
            "网址里有一段乱码",
            "看不出那一段写的是什么，不能放心。",
            UNSURE,
        ),
        Reason::DeepEncoding => words("网址包了一层又一层", "看不清打开以后去哪里。", FRAUD),
        Reason::OddPath => words(
            "网址后面写法不正常",
            "不同的手机，可能打开不同的地方。",
            UNSURE,
        ),
        Reason::Redirect => words(
            "打开后会转到别处",
            "打开以后，它会把您带到另一个地方，那里是不是官方的，查不清。",
            FRAUD,
        ),
        Reason::EmbeddedLink => words(
            "网址里还藏着一个网址",
            "后面还藏着另一个网址，那一个不是官方的。",
            FRAUD,
        ),
        Reason::ParsersDisagree => {
            words("网址有两种读法", "不同的手机，可能打开不同的地方。", UNSURE)
        }

        Reason::StructuredAppend => words(
            "这只是一部分码",
            "内容分在好几个码里，只看这一个看不全，不能放心。",
            UNSURE,
        ),
        Reason::Fnc1 => words(
            "这是货物上用的码",
            "这种码是给仓库、商店的机器扫的，不是办事用的码。",
            OFFICIAL_WAY,
        ),
        Reason::Eci => words(
            "不同手机读出来可能不一样",
            "码里的文字用了少见的写法，不能放心。",
            UNSURE,
        ),

        Reason::ShortLink => words(
            "真正的网址被藏起来了",
            "这是短网址，印好以后还能被人换掉。",
            FRAUD,
        ),
        Reason::OpenForm => words(
            "这种表格谁都能做",
            "这是网上的表格，填进去的东西到了谁手里，查不出来。",
            FRAUD,
        ),
        Reason::AppDistribution => words(
            "会叫您装来历不明的软件",
            "这里的软件谁都能放，装上了可能偷看您的手机。",
            NO_INSTALL,
        ),
        Reason::OpenHosting => words("这里谁都能做网页", "看不出真正的主人是谁。", FRAUD),
        Reason::ThirdParty => words(
            "查不出这个码是谁的",
            "这是微信、支付宝或银行一类的网址，这样的码谁都能做一个。",
            OFFICIAL_WAY,
        ),
        Reason::NotForVisitors => words(
            "这个网址不办个人的事",
            "它是给单位用的，或者是办别的事的，个人办事不走这里。",
            ASK_COUNTER,
        ),
        Reason::Unproven => words(
            "没找到官方的证明",
            "有人说它是官方的，还没有证实。",
            ASK_COUNTER,
        ),
        Reason::NeedsLocalConfirmation { entry } => words(
            "要请窗口确认",
            format!("{entry} 可能是当地单位的网址，要窗口的人看了才算数。"),
            ASK_COUNTER,
        ),
        Reason::NotEncrypted { entry } => words(
            "打开时可能被人偷看",
            format!("这样打开，内容可能被人偷看、改动。官方的写法是 https://{entry}/。"),
            &["不要扫这个码", "请窗口帮您打开官方的网址", SEARCH_OR_ASK],
        ),
        Reason::ListEmpty => words(
            "机器里没有官方名单",
            "没有名单，机器就没法核对，什么码都不能说安全。",
            &[NOT_YET, "请告诉工作人员：机器里没有名单", SEARCH_OR_ASK],
        ),
        Reason::ListTooOld { issued_on } => words(
            "机器里的名单太旧了",
            match issued_on {
                Some(day) => format!(
                    "不是码有问题：这个网址在名单上，可是名单是 {day} 的，太旧了，不能再作准。"
                ),
                None => "不是码有问题：这个网址在名单上，可是名单太旧了，不能再作准。".to_owned(),
            },
            &[NOT_YET, "请告诉工作人员：名单该更新了", SEARCH_OR_ASK],
        ),
        Reason::NotListed { owner: Some(owner) } if owner.is_government() => words(
            "像是政府网址，名单里没有",
            format!(
                "它属于 {}，可能是别的单位，真假还查不出来。",
                owner.as_str()
            ),
            ASK_COUNTER,
        ),
        Reason::NotListed { owner: Some(owner) } => words(
            "不在官方名单里",
            format!("这是 {} 的网址，查不到它是官方的。", owner.as_str()),
            FRAUD,
        ),
        Reason::Insurer { name } => words(
            "保险公司的，不是医保",
            format!(
                "这是{}的网站，不是医保或社保。不买它的保险，医保照样能用。",
                name.zh
            ),
            OFFICIAL_WAY,
        ),
        Reason::NotListed { owner: None } => {
            words("不在官方名单里", "查不出这个网址的主人是谁。", FRAUD)
        }

        Reason::OtherCode => words(
            "图里有别的码，查不了",
            "图里有方块码、条形码一类的别的码，手机也能扫，机器查不了。",
            &[
                NOT_YET,
                "只留要查的那个二维码，遮住别的码再查",
                SEARCH_OR_ASK,
            ],
        ),
        Reason::RoundCode => words(
            "有圆形小程序码，查不了",
            "圆形的小程序码要用微信扫，里面是什么，机器查不出来。",
            &[NOT_YET, "遮住圆形的码，只留方形的二维码再查", SEARCH_OR_ASK],
        ),
        Reason::UnreadCode => words(
            "有一个码看不清",
            "它可能破了、糊了，手机会扫到什么，查不出来。",
            CLEARER,
        ),
        Reason::MicroQr => words(
            "这种码查不了",
            "它只有一个角上有方框，不是普通的二维码。",
            CLEARER,
        ),
        Reason::Unconfirmed => words(
            "没看准，请再查一次",
            "这一次没有看准，不能说它安全。",
            CLEARER,
        ),
        Reason::NoCode => words(
            "没有找到能查的码",
            "没找到，不等于安全。圆形的小程序码机器查不了，也不要扫。",
            &[NOT_YET, "方形的码请放平、照清楚，一次一个", SEARCH_OR_ASK],
        ),
    }
}

fn explain_ambiguity(ambiguity: Ambiguity) -> Words {
    match ambiguity {
        Ambiguity::TwoPayloads => words(
            "同一个码，两种内容",
            "同一个码能读出两种内容，您的手机读到的可能是另一种。",
            FRAUD,
        ),
        Ambiguity::NestedCode => words(
            "码里面还有一个码",
            "大码里面套着一个小码，手机可能读到里面那一个。",
            FRAUD,
        ),
        Ambiguity::SplitModules => words(
            "这个码做得不正常",
            "远看近看，读出来可能不一样，像是做过手脚。",
            FRAUD,
        ),
        Ambiguity::WornOut => words(
            "码破损太多，读不准",
            "码上脏了、破了的地方太多，差一点就会读成别的。",
            CLEARER,
        ),
        Ambiguity::Transparency => words(
            "底色一换，内容就变",
            "这张图放在白底上和黑底上，读出来的内容不一样。",
            OTHER_PICTURE,
        ),
        Ambiguity::Profile => words(
            "换个软件看，内容就变",
            "这张图要求软件换一套颜色显示，手机看到的可能是另外一个码。",
            OTHER_PICTURE,
        ),
        Ambiguity::Colour => words(
            "换种颜色看，内容就变",
            "彩色的码，不同手机读出来可能不一样。",
            UNSURE,
        ),
    }
}

fn explain_kind(kind: Kind) -> Words {
    match kind {
        Kind::Credential => words(
            "像是医保码，不要给人看",
            "医保码和银行卡一样要紧，别人扫了，可能花掉您医保里的钱。",
            PUT_AWAY_CREDENTIAL,
        ),
        Kind::PaymentCode => words(
            "像是付款码，请马上关掉",
            "付款码谁扫了，谁就能收走您的钱。",
            PUT_AWAY_PAYMENT,
        ),
        Kind::IdNumber => words(
            "像是身份证号，不要给人看",
            "坏人拿到身份证号，会冒用您的名字办事。",
            PUT_AWAY_ID,
        ),
        Kind::Otp => words(
            "这是登录用的密码",
            "谁拿到这个码，谁就可能登录您的账号。",
            PUT_AWAY_SECRET,
        ),
        Kind::Script => words(
            "它会在手机里动手脚",
            "这不是官方网址，扫了可能弄坏手机，或者偷走东西。",
            FRAUD,
        ),
        Kind::AppInstall => words(
            "它要给手机装软件",
            "要装医保App，请在手机自带的应用商店里找。",
            NO_INSTALL,
        ),
        Kind::PayAPerson => words(
            "这是个人收钱的码",
            "扫了就会付钱。办医保不用付钱给个人。",
            &[DO_NOT_PAY, "要是您自己的收款码，请收好", CALL_POLICE_PAID],
        ),
        Kind::MerchantPayment => words(
            "扫了就要付钱",
            "这是收钱的码，不是医保网址，查不出收钱的是谁。",
            NO_PAYMENT,
        ),
        Kind::Message => words(
            "扫了会发短信、打电话",
            "手机会替您发短信、打电话或者发邮件，可能要花钱。",
            &["不要扫；手机问您，不要点“确认”", SEARCH_OR_ASK, CALL_POLICE],
        ),
        Kind::Wechat => words(
            "查不出是谁的微信",
            "微信号、微信群、公众号，谁都能建一个。",
            OFFICIAL_WAY,
        ),
        Kind::Alipay => words(
            "查不出是谁的支付宝",
            "这样的码谁都能做，扫了可能要付钱，也可能打开别的网页。",
            &[DO_NOT_PAY, SEARCH_OR_ASK, CALL_POLICE_PAID],
        ),
        Kind::Unionpay => words(
            "查不出是谁的银联码",
            "扫了可能要付钱，查不出收钱的是谁。",
            NO_PAYMENT,
        ),
        Kind::Wifi => words(
            "这是连无线网的码",
            "扫了手机会连上这个网，陌生的网可能偷看您上网。",
            &[IF_OWN, "要上网，请问工作人员"],
        ),
        Kind::Contact => words(
            "这是一张名片",
            "里面是名字、电话这些，不是医保网址，真假查不出来。",
            PUT_AWAY_IF_OWN,
        ),
        Kind::Invoice => words(
            "这是发票上的码",
            "里面是发票的号码和钱数，不是医保网址。",
            &[
                "不要扫，把发票收好",
                "要报销，就把发票拿到窗口",
                SEARCH_OR_ASK,
            ],
        ),
        Kind::BareHost => words(
            "网址没有写全",
            "网址没写全，手机会自己补上，打开哪里说不准。",
            FRAUD,
        ),
        Kind::CodeNumber => words(
            "这只是一串号码",
            "像是快递、药品或商品上的号码，不是医保网址。",
            OFFICIAL_WAY,
        ),
        Kind::Link => words(
            "这个网址没法确认",
            "机器没法确认这个网址是不是官方的。",
            UNSURE,
        ),
        Kind::Text => words(
            "里面只是一段文字",
            "码里是一段文字，不是网址，写的内容不一定是真的。",
            UNSURE,
        ),
        Kind::Binary => words(
            "里面的东西看不懂",
            "码里不是文字，也不是网址，机器看不懂。",
            UNSURE,
        ),
        Kind::Empty => words("这个码是空的", "码里什么也没有，办不了事。", OFFICIAL_WAY),
    }
}

/// A short noun for a kind.
pub(super) fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Credential => "医保码",
        Kind::PaymentCode => "付款码",
        Kind::IdNumber => "身份证号",
        Kind::Otp => "登录密码",
        Kind::Script => "会操作手机的码",
        Kind::AppInstall => "装软件的码",
        Kind::PayAPerson => "个人收款码",
        Kind::MerchantPayment => "商家收款码",
        Kind::Message => "短信、电话或邮件",
        Kind::Wechat => "微信码",
        Kind::Alipay => "支付宝码",
        Kind::Unionpay => "银联码",
        Kind::Wifi => "无线网",
        Kind::Contact => "名片",
        Kind::Invoice => "发票",
        Kind::BareHost => "没写全的网址",
        Kind::CodeNumber => "号码",
        Kind::Link => "网址",
        Kind::Text => "文字",
        Kind::Binary => "看不懂的内容",
        Kind::Empty => "空码",
    }
}

/// Names the owner of an address.
pub(super) fn owner(domain: &str) -> String {
    format!("网址的主人：{domain}")
}

/// The line under the verdict word of a safe link.
pub(super) fn safe_headline(entry_name: &str) -> String {
    format!("可以扫。这是“{entry_name}”的官方网址")
}

/// What visitors look for in the official addresses.
pub(super) const MATTERS: [&str; 4] = ["医保", "社保", "养老", "个税"];

/// Stands where the content of a private code would be.
pub(super) const HIDDEN_CONTENT: &str = "（内容属于个人，不显示，也不保存）";

/// The words of a sheet.
pub(super) const SHEET: SheetWords = SheetWords {
    title: "二维码检查表",
    hall: "单位：",
    made_on: "检查日期：",
    columns: ["序号", "图片", "结论", "文件", "检查结果"],
    thumbnail_of: "图片：",
    notes: [
        "机器只核对网址：网址是官方的，不等于旁边的人可信。",
        "不安全的码在图片里盖住了；有个人内容、没查清的图片，不放进表里。",
    ],
};

/// Which list was judged by.
pub(super) fn list_version(list: &ListInfo) -> String {
    let serial = list
        .serial
        .map(|serial| format!("第 {serial} 版，"))
        .unwrap_or_default();
    let issued_on = list
        .issued_on
        .map(|day| format!("{day}，"))
        .unwrap_or_default();
    let origin = match list.origin {
        Origin::BuiltIn => "内置名单".to_owned(),
        Origin::BuiltInAndHall => format!("内置名单和{HALL_LIST}"),
        Origin::Hall => HALL_LIST.to_owned(),
        Origin::Package => "导入的名单".to_owned(),
        Origin::PackageAndHall => format!("导入的名单和{HALL_LIST}"),
    };
    format!("官方名单：{serial}{issued_on}{origin}")
}

/// The name of a region code; another code stays what it is.
pub(super) fn region(code: &str) -> &str {
    match code {
        "CN" => "全国",
        "CN-11" => "北京",
        "CN-12" => "天津",
        "CN-13" => "河北",
        "CN-14" => "山西",
        "CN-15" => "内蒙古",
        "CN-21" => "辽宁",
        "CN-22" => "吉林",
        "CN-23" => "黑龙江",
        "CN-31" => "上海",
        "CN-32" => "江苏",
        "CN-33" => "浙江",
        "CN-34" => "安徽",
        "CN-35" => "福建",
        "CN-36" => "江西",
        "CN-37" => "山东",
        "CN-41" => "河南",
        "CN-42" => "湖北",
        "CN-43" => "湖南",
        "CN-44" => "广东",
        "CN-45" => "广西",
        "CN-46" => "海南",
        "CN-50" => "重庆",
        "CN-51" => "四川",
        "CN-52" => "贵州",
        "CN-53" => "云南",
        "CN-54" => "西藏",
        "CN-61" => "陕西",
        "CN-62" => "甘肃",
        "CN-63" => "青海",
        "CN-64" => "宁夏",
        "CN-65" => "新疆",
        "CN-71" => "台湾",
        "CN-81" => "香港",
        "CN-82" => "澳门",
        other => other,
    }
}

/// Why a picture could not be read, and what to do.
pub(super) fn image_error(error: &ImageError) -> String {
    match error {
        ImageError::NotFound => "找不到这个文件；请看看名字写对没有".to_owned(),
        ImageError::NoPermission => {
            "没有权限读这个文件；请换一个位置，或请管理员开放权限".to_owned()
        }
        ImageError::NotRegular => "这不是普通文件（是设备或管道）；请换成图片文件".to_owned(),
        ImageError::Empty => "文件是空的；请重新保存或重新传一次".to_owned(),
        ImageError::TooLarge => "文件超过 64 MiB；请把图片存小一些再查".to_owned(),
        ImageError::TooManyPixels { width, height } => {
            format!("图片太大（{width}×{height}，最多一亿像素）；请缩小后再查")
        }
        ImageError::Unsupported(name) => format!("读不了 {name} 格式；请另存为 JPEG 或 PNG 再查"),
        ImageError::NotAPicture => "这不是图片，或格式读不了；请另存为 JPEG 或 PNG 再查".to_owned(),
        ImageError::Film => "这是视频，不是图片；请把有码的画面截成图片再查".to_owned(),
        ImageError::Unusual => {
            "图片的存法不常见，各种软件看到的可能不一样；请另存为 PNG，或截成图片再查".to_owned()
        }
        ImageError::ForPrinting => {
            "这是给印刷用的图（CMYK 颜色）；请另存为 RGB 颜色的 PNG 或 JPEG 再查".to_owned()
        }
        ImageError::Damaged => "图片不完整或已损坏；请重新保存或重新传一次".to_owned(),
        ImageError::NoPictures => "文件夹里没有图片；请换一个文件夹".to_owned(),
        ImageError::Io(error) => format!("读不出来（{error}）；请检查磁盘或U盘后再试"),
    }
}

/// Why settings were not loaded or saved.
pub(super) fn config_error(error: &ConfigError) -> String {
    let setting = |problem: &Problem| {
        let field = problem
            .field
            .map(|field| format!("{field}："))
            .unwrap_or_default();
        format!("{field}{}", config_fault(&problem.fault))
    };
    match error {
        ConfigError::NoPlace => "找不到存设置的地方，关掉窗口设置就没了，请找管理员".to_owned(),
        ConfigError::Read { path, error } => format!(
            "设置读不出来：{path}（{}）；现在用默认设置，请管理员看看这个文件",
            io_reason(error)
        ),
        ConfigError::Write { path, error } => format!(
            "设置存不进去：{path}（{}）；改动关了窗口就没了，请管理员开放权限或腾出空间",
            io_reason(error)
        ),
        ConfigError::Broken { path, problem } => format!(
            "设置文件有错：{path} 第 {} 行，{}；没有用上，请改好这一行，或删掉这个文件",
            problem.line,
            setting(problem)
        ),
        ConfigError::BrokenTwice { path } => {
            format!("没有保存。原来的设置文件有错，备份 {path} 已经存在；请先把这个备份改名或删掉")
        }
        ConfigError::Refused(problem) => format!("没有保存：{}", setting(problem)),
    }
}

/// What is wrong with a setting.
pub(super) fn config_fault(fault: &config::Fault) -> String {
    match fault {
        config::Fault::Toml(detail) => format!("写法不对：{detail}"),
        config::Fault::NotUtf8 => "不是 UTF-8 文字；请用记事本另存为 UTF-8".to_owned(),
        config::Fault::TooLarge => "文件太大，不像设置文件".to_owned(),
        config::Fault::TextSize => "要在 1.0 和 2.0 之间".to_owned(),
        config::Fault::TooLong(most) => format!("太长，最多 {most} 个字"),
        config::Fault::BadText => "是空的，或有看不见的字符；不用就删掉这一行".to_owned(),
        config::Fault::BadPhone => "电话只能用数字、空格和 - + 转 / 、".to_owned(),
        config::Fault::BadFormat => {
            "不是摄像头的画面格式，要写成 1280×720 MJPEG 30/s 这样；不用就删掉这一行".to_owned()
        }
        config::Fault::Volume => "要在 0 和 100 之间".to_owned(),
        config::Fault::BadHours => {
            "要写成 21:00-07:00 这样：从几点到几点不出声；不用就删掉这一行".to_owned()
        }
        config::Fault::RelativePath => "要写完整的路径，从盘符或 / 开始".to_owned(),
    }
}

/// The faults of a system that people can do something about; others in its own words.
pub(super) fn io_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        io::ErrorKind::StorageFull => "磁盘满了".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "磁盘只能读".to_owned(),
        io::ErrorKind::InvalidInput => "不是普通文件".to_owned(),
        _ => error.to_string(),
    }
}

/// Why a list file cannot be read.
pub(super) fn list_io_error(path: &str, error: &io::Error) -> String {
    format!("名单读不出来：{path}（{error}）；没有名单，什么都不判")
}

/// What is wrong with a list.
pub(super) fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Toml(detail) => format!("写法不对：{detail}"),
        Fault::SecondListTable => "[list] 只能有一个".to_owned(),
        Fault::Duplicate(first) => format!("重复了，前面在 {first}"),
        Fault::BadHost => {
            "不是完整的主机名：只能用字母、数字、连字符，至少两段，不带协议、端口、路径".to_owned()
        }
        Fault::Capitals => "主机名要用小写".to_owned(),
        Fault::Idn => "主机名只能用 ASCII 字母，不收 xn--".to_owned(),
        Fault::IpAddress => "不收 IP 地址".to_owned(),
        Fault::PublicSuffix => "这是公共后缀，下面谁都能注册，不能收".to_owned(),
        Fault::Never(host) => format!("{host} 在禁收名单里，不能收"),
        Fault::SubdomainsOutsideBuiltIn => "subdomains 只许内置名单使用".to_owned(),
        Fault::NoOwnerStatement => {
            "用 subdomains 必须写 owner_statement（主人公开声明的地址）".to_owned()
        }
        Fault::NeedlessOwnerStatement => "没有 subdomains 就不要写 owner_statement".to_owned(),
        Fault::NoEvidence => "没有依据：evidence 和 evidence_note 至少写一个".to_owned(),
        Fault::BadEvidence => "要写 http:// 或 https:// 开头的地址".to_owned(),
        Fault::GradeTooLow => "grade 是 D 就不能 active".to_owned(),
        Fault::OutsideGovernment => "grade 是 C、又不在 gov.cn 之下，就不能 active".to_owned(),
        Fault::TooFewSources => "grade 是 C，要 sources 至少是 2 才能 active".to_owned(),
        Fault::NotChecked => "没写几个人核对过：checked 写 by-one 或 by-two".to_owned(),
        Fault::UnknownRegion => "不认识的地区：写 CN，或 CN-45 这样的省级代码".to_owned(),
        Fault::FutureDate => "日期在今天以后".to_owned(),
        Fault::VerifiedAfterIssue => {
            "核对日期晚于名单日期：请更新 [list] 的 serial 和 issued_on".to_owned()
        }
        Fault::BadStaleAfter => "stale_after 要在 issued_on 当天到两年之内".to_owned(),
        Fault::NoPackage => "[package] 只能写在签名包里，这里请删掉".to_owned(),
        Fault::NoListTable => "没有 [list]：要写 serial 和 issued_on".to_owned(),
        Fault::BadText => "文字是空的，或有看不见的字符".to_owned(),
    }
}

/// What is told of a message whose addresses are all official.
pub(super) fn beside_official_addresses() -> Words {
    words(
        "网址是官方的，旁边的话查不了",
        "骗子也会在假消息里放真网址，再叫人打电话、加微信或转账。",
        &[
            "不要照旁边的话打电话、加微信或转账",
            SEARCH_OR_ASK,
            CALL_ADVICE,
        ],
    )
}

/// Why there is no picture of the camera.
pub(super) fn unanswered(why: Unanswered) -> Words {
    match why {
        Unanswered::Unread => words(
            "不能说它安全",
            "可能太糊、太小、反光，或是机器查不了的一种码。",
            &[
                "不要扫它",
                "想再试：放平、照亮，离远一点再查",
                "还是看不清，请问窗口",
            ],
        ),
        Unanswered::Round => words(
            "机器查不了，不能说它安全",
            "这是圆形的小程序码，要用微信扫，里面是什么，机器查不出来。",
            &[
                "不要扫它",
                "旁边有方形的二维码，可以查方形的",
                "要办事，请问窗口",
            ],
        ),
        Unanswered::Slow => words(
            "机器忙，还不能说它安全",
            "这是机器慢，不是您的码不对。机器还在查。",
            &[NOT_YET, "请把码拿稳，再等一会儿", "还是没有结果，请问窗口"],
        ),
    }
}

pub(super) fn camera_fault(fault: fault::Fault) -> Words {
    const TELL_STAFF: &str = "请告诉工作人员，或直接去窗口";
    const REPLUG: &str = "工作人员：拔下摄像头，再插上";
    match fault {
        fault::Fault::NoCamera => words(
            "没有找到摄像头",
            "这台机器没有接摄像头，看不见您的码。",
            &[TELL_STAFF, "工作人员：插上摄像头，画面会自动恢复"],
        ),
        fault::Fault::Busy => words(
            "摄像头正被别的软件用着",
            "一个摄像头一次只能给一个软件用。",
            &[TELL_STAFF, "工作人员：关掉正在用摄像头的软件"],
        ),
        fault::Fault::NoPermission => words(
            "没有权限用摄像头",
            "这台机器的设置不让本软件用摄像头。",
            &[
                TELL_STAFF,
                "工作人员：在系统设置里允许使用摄像头",
                "如果是Linux：把用户加进video组",
            ],
        ),
        fault::Fault::Unplugged => words(
            "摄像头断开了",
            "摄像头被拔掉了，或者线松了。",
            &[TELL_STAFF, "工作人员：把线插紧，画面会自动恢复"],
        ),
        fault::Fault::Stalled => words(
            "摄像头没有画面",
            "摄像头没有送来画面，正在自动重试。",
            &["请等一等；还不行，就告诉工作人员", REPLUG],
        ),
        fault::Fault::Frozen => words(
            "画面一直不动",
            "画面一直没变：镜头可能被挡住，或者卡住了。",
            &["请看看镜头有没有被盖住", REPLUG],
        ),
        fault::Fault::Unusable => words(
            "这个摄像头用不了",
            "它送来的画面是坏的，或者这台机器看不懂。",
            &[TELL_STAFF, "工作人员：换个插口，或者换个摄像头"],
        ),
    }
}

/// What the command line says besides verdicts.
pub(super) fn notice(notice: &Notice<'_>) -> String {
    match notice {
        Notice::NoPlayer => {
            "这台机器没有放声音的程序。Linux：请安装 alsa-utils（或 pipewire-bin、pulseaudio-utils）；macOS 上本程序不出声".to_owned()
        }
        Notice::NotPlayed => {
            "放不出声音：请看看喇叭接好没有、系统有没有静音；触摸屏模式的用户要在 audio 组里".to_owned()
        }
        Notice::NoSuchSentence => "没有这个名字的句子；yanma voice 列出全部".to_owned(),
        Notice::Recordings { count, bytes } => {
            format!("共 {count} 段内置录音，{} KiB", bytes.div_ceil(1_024))
        }
        Notice::RecordingNotRead { error } => format!("本厅的录音读不出来（{error}），用内置的"),
        Notice::RecordingNotVorbis => {
            "本厅的录音不是 Ogg Vorbis 格式，用内置的；请另存为 Ogg Vorbis".to_owned()
        }
        Notice::RecordingEmpty => "本厅的录音是空的，用内置的".to_owned(),
        Notice::RecordingTooLong => "本厅的录音超过 30 秒或 2 MiB，用内置的".to_owned(),
        Notice::NoWindow => {
            "这个程序没有带窗口。请在命令行查图片：yanma check 图片或文件夹（用法：yanma --help）"
                .to_owned()
        }
        Notice::WindowFailed { error } => format!(
            "窗口打不开：这里多半没有显示器（{error}）。请在桌面上运行，或用 yanma check 图片或文件夹"
        ),
        Notice::WindowFailedOnWindows { error } => format!(
            "窗口打不开。多半是显卡驱动太旧，或在远程桌面里：验码要 OpenGL 2.0。请装上电脑厂家或显卡厂家的显卡驱动，重开电脑再试。急着查：在命令行用 yanma check 图片或文件夹（系统说：{error}）"
        ),
        Notice::Usage { command } => format!("用法：{command} --help"),
        Notice::NothingToCheck => {
            "没有要查的东西：请给图片、文件夹或 -（标准输入），或用 --text 给文字".to_owned()
        }
        Notice::OthersSkipped { folder, count } => {
            format!("{folder}：另有 {count} 个不是图片的文件或链接，没有查")
        }
        Notice::BadPayloadLine => "这一行要写成 JSON 字符串，或 {\"hex\":\"…\"}".to_owned(),
        Notice::LongLine => "这一行太长（超过 1 MiB），没有查".to_owned(),
        Notice::Total {
            safe,
            not_safe,
            no_code,
            errors,
        } => {
            format!(
                "共 {} 个：安全 {safe}，不安全 {not_safe}，没有码 {no_code}，读不了 {errors}",
                safe + not_safe + no_code + errors
            )
        }
        Notice::CameraWorks {
            width,
            height,
            millis,
        } => format!("正常：{millis} 毫秒后来了第一幅画面，{width}×{height}"),
        Notice::CameraFormats => "可用的画面格式，最合适的在前：".to_owned(),
        Notice::LintPassed { entries } => format!("名单没有问题，共 {entries} 条"),
        Notice::LintFailed { problems } => format!("名单有 {problems} 个问题；改好之前什么都不判"),
        Notice::HostNotListed { host } => format!("{host}：不在名单上"),
        Notice::SheetExists { path } => {
            format!("{path} 已经有了，不会覆盖；请换一个文件名，或先把它移走")
        }
        Notice::SheetNotWritten { path, error } => {
            format!("表格存不进 {path}（{error}）；请换一个文件夹，或请管理员开放权限")
        }
        Notice::PinNew => "新的工作人员密码（6 到 12 位数字）：".to_owned(),
        Notice::PinAgain => "再输一次：".to_owned(),
        Notice::PinsDiffer => "两次不一样，没有改；请再来一次".to_owned(),
        Notice::NotAPin => "密码要 6 到 12 位数字，不能全是同一个数字；没有改".to_owned(),
        Notice::PinSet => "密码设好了，下次打开触摸屏模式时生效。在屏幕左上角连点 5 下，就能输入密码".to_owned(),
        Notice::PinNotKept { error } => {
            format!("密码存不下来（{error}）；请用运行触摸屏模式的那个用户再试")
        }
        Notice::CountsDeleted => "次数全部删除了".to_owned(),
        Notice::CountsInUse => {
            "触摸屏模式正开着，次数在它那里：请在工作人员页面上删除，或先停下来（sudo systemctl stop yanma-kiosk）".to_owned()
        }
        Notice::CountsDamaged => {
            "次数的文件坏了；触摸屏模式下次打开时会把它放到一边，接着记".to_owned()
        }
        Notice::CountsFail { error } => {
            format!("次数的文件用不了（{error}）；请用运行触摸屏模式的那个用户再试")
        }
        Notice::Healthy => "一切正常".to_owned(),
        Notice::NotHealthy => "有要处理的地方，见上面带 ✖ 的".to_owned(),
        Notice::KioskRunsAlready => "触摸屏模式已经开着一个，这一个不再打开".to_owned(),
        Notice::KioskWithoutPin => {
            "还没有设工作人员密码：屏幕上没有办法退出，只能在这里按 Ctrl+C。要设密码，请运行 yanma pin".to_owned()
        }
        Notice::HostNever { host, reason } => format!("{host}：任何名单都不能收（{reason}）"),
    }
}

/// What was found out about a kiosk, and what to do about it.
pub(super) fn observation(observation: &Observation) -> (String, Option<String>) {
    const DATE: &str = "请查看电脑日期；每次开机都不对，就是主板电池没电了，要换一个";
    const DISK: &str = "请看硬盘是不是满了，或者坏了、变成只读了";
    let (said, step): (String, &str) = match observation {
        Observation::CameraWorks { name } => (format!("摄像头正常：{name}"), ""),
        Observation::CameraStarts => ("正在打开摄像头".to_owned(), ""),
        Observation::CameraInUse => ("摄像头：开着的触摸屏模式正在用".to_owned(), ""),
        Observation::CameraFails(fault) => {
            let words = camera_fault(*fault);
            let steps = words.steps.get(1..).unwrap_or_default().join(" ");
            return (format!("摄像头：{}", words.headline), Some(steps));
        }
        Observation::List { info, age } => {
            let list = list_version(info);
            match age {
                Age::Fresh => (list, ""),
                Age::Stale => (
                    format!("{list}，该更新了"),
                    "请向发名单的单位要新的，用U盘导入（yanma allowlist import）",
                ),
                Age::TooOld => (
                    format!("{list}，太旧了：不再说“安全”"),
                    "请马上要新的名单，用U盘导入（yanma allowlist import）",
                ),
            }
        }
        Observation::ListPassedOver => (
            "新导入的名单坏了，或签名不再可信，没有用它".to_owned(),
            "请重新导入；原因看 yanma allowlist status",
        ),
        Observation::Posters {
            count,
            soon_over: 0,
        } => {
            return (format!("本厅海报：{count} 张"), None);
        }
        Observation::Posters { count, soon_over } => (
            format!("本厅海报：{count} 张，其中 {soon_over} 张快到期了"),
            "到期的不再是绿的；还用就重新登记一次",
        ),
        Observation::PostersBroken => (
            "本厅海报的文件坏了，或被改过：一张都不算".to_owned(),
            "请管理员删掉 posters.toml，把海报重新登记一遍（yanma poster list 会说是哪个文件）",
        ),
        Observation::ListBroken => (
            "名单坏了，现在什么都不判".to_owned(),
            "请照另外说的那几行改好名单（yanma allowlist lint 文件夹）",
        ),
        Observation::ListPostdated => (
            "本厅名单里有今天以后的日期，照样在用".to_owned(),
            "请查看电脑日期；日期没错，就改名单",
        ),
        Observation::Clock { today } => (format!("电脑日期：{today}"), ""),
        Observation::ClockBehindList { today, issued_on } => (
            format!("电脑日期 {today} 不对：名单是 {issued_on} 做的"),
            DATE,
        ),
        Observation::ClockAhead { today } => (
            format!("电脑日期 {today} 比名单晚了十年以上"),
            "请查看电脑日期；日期没错，就装新的名单",
        ),
        Observation::ClockWentBack { today, counted } => (
            format!("电脑日期 {today} 比记过次数的 {counted} 还早"),
            "请查看电脑日期；现在没错，就是那天错了，删除全部次数以后不再提示",
        ),
        Observation::ClockSetBack { today, before } => {
            (format!("电脑日期 {today} 不对：以前到过 {before}"), DATE)
        }
        Observation::ClockLeaptAhead { today, before } => (
            format!("电脑日期一下跳到 {today}，可能不对（上次是 {before}）"),
            "请查看电脑日期；日期没错，就运行 yanma allowlist status --clock-is-right",
        ),
        Observation::ClockJumped { minutes } => (
            format!("运行当中，时钟跳了 {minutes} 分钟"),
            "请查看电脑日期",
        ),
        Observation::Screen => ("屏幕接着".to_owned(), ""),
        Observation::NoScreen => ("没有接着、开着的屏幕".to_owned(), "请看屏幕的电源和线"),
        Observation::Settings => ("设置都看得懂".to_owned(), ""),
        Observation::SettingsLine(problem) => {
            let fault = config_fault(&problem.fault);
            let field = problem.field.map(|field| format!("（{field}）"));
            (
                format!(
                    "设置第 {} 行{}没有用上：{fault}",
                    problem.line,
                    field.unwrap_or_default()
                ),
                "请改好那一行，再重新打开程序",
            )
        }
        Observation::SettingsUnreadable => (
            "设置文件读不了，用的是默认设置".to_owned(),
            "请看文件的权限",
        ),
        Observation::Pin => ("工作人员密码设好了".to_owned(), ""),
        Observation::NoPin => (
            "还没有设工作人员密码".to_owned(),
            "请运行 sudo yanma-kiosk-setup",
        ),
        Observation::Disk => ("硬盘写得进去".to_owned(), ""),
        Observation::DiskFails(error) => (format!("硬盘写不进去（{error}）"), DISK),
        Observation::Counts { days } => (format!("记了 {days} 天的次数"), ""),
        Observation::CountsDamaged => (
            "次数的文件坏过，放到了一边（counts.toml.broken），接着记".to_owned(),
            "不用处理；删除全部次数时会一起删掉",
        ),
        Observation::CountsFail(error) => (format!("次数存不下来（{error}），先记着"), DISK),
        Observation::NoFaults => ("最近七天摄像头没有出过故障".to_owned(), ""),
        Observation::FaultLately { day, code, count } => (
            format!("{day} 摄像头出过故障：{code}，{count} 次"),
            "常常这样，就换一根线、一个插口或一个摄像头",
        ),
        Observation::RunningFor { hours } => (format!("已经运行 {hours} 小时"), ""),
    };
    (said, (!step.is_empty()).then(|| step.to_owned()))
}

/// What is wrong with a command as it was typed.
pub(super) fn misuse(misuse: &Misuse<'_>) -> String {
    let meant = |instead: &Option<&str>| match instead {
        Some(instead) => format!("；您要的可能是 {instead}"),
        None => String::new(),
    };
    match misuse {
        Misuse::UnknownOption { option, instead } => {
            format!("没有 {option} 这个选项{}", meant(instead))
        }
        Misuse::UnknownCommand { command, instead } => {
            format!(
                "没有 {command} 这个命令，也没有叫这个名字的文件{}",
                meant(instead)
            )
        }
        Misuse::Unexpected { word } => format!("“{word}”放在这里看不懂，请去掉"),
        Misuse::NotOneOf {
            option,
            value,
            allowed,
        } => format!("{option} 不能写“{value}”；可以写：{allowed}"),
        Misuse::BadValue {
            option,
            value,
            allowed,
        } => format!("{option} 不能写“{value}”（{allowed}）"),
        Misuse::NoValue { option } => format!("{option} 后面还缺一样东西"),
        Misuse::Twice { option } => format!("{option} 只能写一次"),
        Misuse::NotTogether { one, other } => format!("{one} 和 {other} 不能一起用"),
        Misuse::Missing { what } => format!("还缺：{what}"),
        Misuse::NotUtf8 => "有一个词不是 UTF-8，读不了".to_owned(),
        Misuse::Other => "这条命令看不懂".to_owned(),
    }
}

/// The words around the help of the command line.
pub(super) const HELP: HelpWords = HelpWords {
    usage: "用法：",
    commands: "命令",
    arguments: "要给的东西",
    options: "选项",
    option_place: "[选项]",
    command_place: "命令",
    help: "显示这份说明",
    version: "显示版本",
    other_language: "English: yanma --lang en --help",
};

/// What an option may be, in the help.
pub(super) fn choices(choices: &str, default: Option<&str>) -> String {
    match (choices, default) {
        ("", None) => String::new(),
        ("", Some(default)) => format!("（不给就是 {default}）"),
        (choices, None) => format!("（可以写：{choices}）"),
        (choices, Some(default)) => format!("（可以写：{choices}；不给就是 {default}）"),
    }
}

/// Names of the facts that the list has of a host.
pub(super) const ENTRY: EntryWords = EntryWords {
    host: "网址",
    scope: "范围",
    name: "名称",
    region: "地区",
    kind: "用途",
    status: "状态",
    grade: "证据",
    verified_on: "核对日期",
    checked: "核对人数",
    sources: "来源数",
    evidence: "出处",
    note: "说明",
};

/// Which hosts an entry stands for.
pub(super) fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Host => "只是这一个网址",
        Scope::Subdomains => "这个网址，和它下面的所有网址",
    }
}

/// What a listed host is for.
pub(super) fn entry_kind(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::InsuranceSite => "医保部门的网站",
        EntryKind::ServiceHall => "网上办事大厅",
        EntryKind::SocialInsurance => "社会保险",
        EntryKind::Tax => "税务",
        EntryKind::GovernmentPortal => "政府网站、政务服务",
        EntryKind::ReportingSite => "举报投诉",
        EntryKind::Professional => "给单位和专业人员用",
        EntryKind::Regulator => "管保险公司的部门",
    }
}

/// How strong the evidence of an entry is.
pub(super) fn grade(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A：政府网页上写着",
        Grade::B => "B：报刊，或官方网页的转载",
        Grade::C => "C：公开的程序或数据",
        Grade::D => "D：太少",
    }
}

/// Who has looked at an entry.
pub(super) fn checked(checked: Checked) -> &'static str {
    match checked {
        Checked::ByOne => "一个人核对过",
        Checked::ByTwo => "两个人核对过",
    }
}

/// Whether an entry makes anything safe.
pub(super) fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "有效：判为安全",
        Status::NeedsLocalConfirmation => "等当地确认：本厅名单收了它，才判为安全",
    }
}

/// What the window says besides verdicts.
pub(super) fn phrase(phrase: Phrase<'_>) -> String {
    match phrase {
        Phrase::AttractTitle => "扫码之前\n先让我查一查".to_owned(),
        Phrase::AttractHow => "把海报、传单或手机上的二维码，对准画面里的框".to_owned(),
        Phrase::AttractAim => "对准".to_owned(),
        Phrase::AttractSafe => "绿色 可以扫".to_owned(),
        Phrase::AttractUnsafe => "红色 不要扫".to_owned(),
        Phrase::Promise => "不联网 · 不保存 · 不打开任何链接".to_owned(),
        Phrase::Motto => "激活医保码，不用扫任何人的码".to_owned(),
        Phrase::Mirrored => "摄像头画面（像照镜子）".to_owned(),
        Phrase::OtherLanguage => "English".to_owned(),
        Phrase::LargeText => "大字".to_owned(),
        Phrase::UsualText => "普通字".to_owned(),
        Phrase::HighContrast => "高对比".to_owned(),
        Phrase::UsualColours => "普通颜色".to_owned(),
        Phrase::OfficialAddresses => "查官方网址".to_owned(),
        Phrase::OtherPlaces => "换一个地方".to_owned(),
        Phrase::More => "下一页".to_owned(),
        Phrase::Looking => "正在查，请拿稳".to_owned(),
        Phrase::StaffPin => "工作人员密码".to_owned(),
        Phrase::StaffWrong => "密码不对".to_owned(),
        Phrase::StaffWait { seconds } => format!("输错太多次，请等 {seconds} 秒"),
        Phrase::StaffNoPin => {
            "还没有设密码，这里打不开。管理员：用运行本机的用户执行 yanma pin，再重新打开".to_owned()
        }
        Phrase::Staff => "工作人员".to_owned(),
        Phrase::Delete => "删除".to_owned(),
        Phrase::Enter => "确定".to_owned(),
        Phrase::LeaveKiosk => "退出触摸屏模式".to_owned(),
        Phrase::LeaveKioskSure => "再点一次，就退出".to_owned(),
        Phrase::OutOfView => "没看到码了，请再对准一次".to_owned(),
        Phrase::Reboot => "重新启动电脑".to_owned(),
        Phrase::RebootSure => "再点一次，就重新启动".to_owned(),
        Phrase::PowerOff => "关机".to_owned(),
        Phrase::PowerOffSure => "再点一次，就关机".to_owned(),
        Phrase::PowerFailed { error } => {
            format!("系统没有照做（{error}）；请按电脑上的电源键")
        }
        Phrase::Health => "机器状况".to_owned(),
        Phrase::StaffSign(Sign::Clock) => "工作人员：请查看电脑日期".to_owned(),
        Phrase::StaffSign(Sign::Settings) => "工作人员：设置里有看不懂的一行".to_owned(),
        Phrase::StaffSign(Sign::Disk) => "工作人员：硬盘写不进去".to_owned(),
        Phrase::StaffSign(Sign::Posters) => "工作人员：本厅海报要重新登记".to_owned(),
        Phrase::NoFoldersHere => {
            "触摸屏模式里不打开文件窗口；文件夹请由管理员写进设置文件（list_folder、voice_folder）".to_owned()
        }
        Phrase::Counts => "每天的次数".to_owned(),
        Phrase::CountsNote => "只有次数，没有访客的任何内容；相隔不到 30 秒的算一人次".to_owned(),
        Phrase::CountsNone => "还没有".to_owned(),
        Phrase::CountsOff => "现在放的是图片，不记次数".to_owned(),
        Phrase::CountsDelete => "删除全部次数".to_owned(),
        Phrase::CountsDeleteSure => "再点一次，就全部删除".to_owned(),
        Phrase::CountsExport => "把次数存到 U 盘".to_owned(),
        Phrase::StickBusy => "正在读写 U 盘，请先不要拔……".to_owned(),
        Phrase::Stick(answer) => stick(answer),
        Phrase::CountsDay => "日期".to_owned(),
        Phrase::CountsWhat => "项目".to_owned(),
        Phrase::CountsName => "名称".to_owned(),
        Phrase::CountsNumber => "次数".to_owned(),
        Phrase::CountsVisits => "人次".to_owned(),
        Phrase::CountsOfficial => "安全".to_owned(),
        Phrase::CountsNotSafe => "不安全".to_owned(),
        Phrase::CountsFraud => "骗人的".to_owned(),
        Phrase::CountsUnproven => "没法确认的".to_owned(),
        Phrase::CountsUnreadable => "看不准的".to_owned(),
        Phrase::CountsOwn => "本人的码".to_owned(),
        Phrase::CountsUnread => "读不出".to_owned(),
        Phrase::CountsFaults => "摄像头故障".to_owned(),
        Phrase::CountsFault => "摄像头故障，代码".to_owned(),
        Phrase::CountsReason => "不安全，原因代码".to_owned(),
        Phrase::CountsEntry => "安全，名单上的网址".to_owned(),
        Phrase::TakeAway => "请把码拿开，让下一位来查".to_owned(),
        Phrase::UnansweredWord(Unanswered::Unread) => "看不清这个码".to_owned(),
        Phrase::UnansweredWord(Unanswered::Round) => "圆形小程序码".to_owned(),
        Phrase::UnansweredWord(Unanswered::Slow) => "还没查完".to_owned(),
        Phrase::AdviceLight => "太暗了，请到亮一点的地方".to_owned(),
        Phrase::AdviceTilt => "反光了，请斜一点".to_owned(),
        Phrase::AdviceCloser => "请拿近一点".to_owned(),
        Phrase::AdviceFurther => "请拿远一点".to_owned(),
        Phrase::AdviceLessLight => "太亮了，请避开灯光或窗户".to_owned(),
        Phrase::AdviceBrighterScreen => "请把手机屏幕调亮一点".to_owned(),
        Phrase::AdviceHoldStill => "请拿稳，不要动".to_owned(),
        Phrase::Covered => "已遮住，保护您的隐私".to_owned(),
        Phrase::CameraStarting => "正在打开摄像头……".to_owned(),
        Phrase::NoListTitle => "名单坏了，现在不能查".to_owned(),
        Phrase::NoListSteps => "请告诉工作人员。没查过的码，先不要扫。".to_owned(),
        Phrase::OwnWord => "请收好这个码".to_owned(),
        Phrase::OwnKept => "本机没有保存".to_owned(),
        Phrase::TrueOwner => "网址（大字是它的主人）：".to_owned(),
        Phrase::Address => "网址：".to_owned(),
        Phrase::SayAgain => "再听一遍".to_owned(),
        Phrase::Mute => "静音".to_owned(),
        Phrase::Unmute => "打开声音".to_owned(),
        Phrase::LeadsTo => "它要转去：".to_owned(),
        Phrase::ScanThis => "要办医保，请扫这个".to_owned(),
        Phrase::ScanOfficial => "要办医保，扫这里的官方码，或去医保窗口".to_owned(),
        Phrase::Again => "再查一个".to_owned(),
        Phrase::HoldHint => "点一下屏幕，可以慢慢看".to_owned(),
        Phrase::Held => "已停住，可以慢慢看".to_owned(),
        Phrase::SeveralCodes {
            count,
            are_safe: true,
        } => format!("看到 {count} 个码，点数字看每一个"),
        Phrase::SeveralCodes {
            count,
            are_safe: false,
        } => {
            format!("看到 {count} 个码，这里说最危险的一个；点数字看别的")
        }
        Phrase::ListedBesideUnsafe => "这一个在名单上，旁边的码不安全".to_owned(),
        Phrase::CodeNumber { number, verdict } => format!("第 {number} 个码：{verdict}"),
        Phrase::HallPhone { name, phone } => format!("{name}电话 {phone}"),
        Phrase::ThisHall => "本厅".to_owned(),
        Phrase::QrOf { host } => format!("{host} 的二维码"),
        Phrase::Title => "验码".to_owned(),
        Phrase::DeskName => "工作台".to_owned(),
        Phrase::OpenFiles => "打开图片…".to_owned(),
        Phrase::OpenFolder => "打开文件夹…".to_owned(),
        Phrase::Paste => "粘贴".to_owned(),
        Phrase::Directory => "官方网址名单".to_owned(),
        Phrase::Settings => "设置".to_owned(),
        Phrase::DeskHow => "把二维码举到摄像头前，就能查".to_owned(),
        Phrase::VisitorScreen => "访客画面".to_owned(),
        Phrase::DropHere => "把图片或文件夹拖到这里".to_owned(),
        Phrase::NoResults => "还没有结果：打开、拖入或粘贴图片".to_owned(),
        Phrase::NoMatches => "没有符合的结果".to_owned(),
        Phrase::Results { total } => format!("结果 {total} 个"),
        Phrase::ResultsUnsafe { count } => format!("{count} 个不安全"),
        Phrase::ResultsNoCode { count } => format!("{count} 个没有码"),
        Phrase::ResultsErrors { count } => format!("{count} 个读不了"),
        Phrase::ColumnVerdict => "结论".to_owned(),
        Phrase::ColumnSource => "图片".to_owned(),
        Phrase::ColumnOwner => "网址的主人".to_owned(),
        Phrase::ColumnReason => "原因".to_owned(),
        Phrase::All => "全部".to_owned(),
        Phrase::FilterHint => "按名字、网址、原因筛选".to_owned(),
        Phrase::SaveReport => "保存检查报告…".to_owned(),
        Phrase::ReportSaved { path } => format!("报告已保存：{path}"),
        Phrase::ReportFailed { path, error } => {
            format!("报告没有保存（{path}：{error}）；请换个文件夹再试")
        }
        Phrase::ClearAll => "全部清除".to_owned(),
        Phrase::Cancel => "停止".to_owned(),
        Phrase::Progress { done, total } => format!("已查 {done} / {total}"),
        Phrase::Skipped { count } => format!("另有 {count} 个不是图片的文件，没有查"),
        Phrase::Dropped { count } => format!("已到上限 {count} 个结果，后面的没有查；请先保存报告，再清除"),
        Phrase::NoDialog => {
            "系统的选择窗口打不开（Linux 要有 xdg-desktop-portal 或 zenity）；图片可以拖进来，也可以粘贴".to_owned()
        }
        Phrase::ClipboardEmpty => "剪贴板里没有图片，也没有文字".to_owned(),
        Phrase::PastedPicture { number } => format!("粘贴的图片 {number}"),
        Phrase::TakeScreen => "框屏幕上的码（F8）".to_owned(),
        Phrase::DrawAPart => "按住鼠标左键，把二维码整个框住，松手就查".to_owned(),
        Phrase::WholeScreen => "查整个屏幕".to_owned(),
        Phrase::NoScreen(true) => {
            "这个系统不让别的程序看屏幕：请按截屏键（PrtSc）框住二维码，再点“粘贴”".to_owned()
        }
        Phrase::NoScreen(false) => {
            "拍不了屏幕：请用系统的截图，框住二维码，再点“粘贴”".to_owned()
        }
        Phrase::ShowItOnScreen { name } => {
            format!("读不了 {name} 格式；请打开它，按 F8 框住屏幕上的码，或另存为 JPEG 或 PNG 再查")
        }
        Phrase::NoPictureShowIt => {
            "这不是图片，或格式读不了；请打开它，按 F8 框住屏幕上的码再查".to_owned()
        }
        Phrase::PartOfScreen { number } => format!("屏幕上的一块 {number}"),
        Phrase::NoDropHere => "这个系统不能拖进来：请点“打开”，或复制图片后点“粘贴”".to_owned(),
        Phrase::Watching { folder } => format!("“{folder}”里来了新图片，自动查"),
        Phrase::WatchLost { folder } => {
            format!("“{folder}”打不开，没有在查：请看文件夹还在不在，U盘、网络通不通")
        }
        Phrase::JudgeOldOnes => "原有的也查".to_owned(),
        Phrase::MessageNote { count } => {
            format!("消息里有 {count} 个网址，一个一个查了；网址以外的话没有查。")
        }
        Phrase::MessageTooLong => "文字太长，查不完：请只复制那一条消息，再粘贴".to_owned(),
        Phrase::PastedText { number } => format!("粘贴的文字 {number}"),
        Phrase::FromCamera { time } => format!("摄像头 {time}"),
        Phrase::CopyText => "复制结论".to_owned(),
        Phrase::CopyJson => "复制 JSON".to_owned(),
        Phrase::Copied => "已复制".to_owned(),
        Phrase::ShowLarge => "大字显示".to_owned(),
        Phrase::Back => "返回".to_owned(),
        Phrase::ReadBy { names } => format!("解码器：{names}"),
        Phrase::Bytes { count } => format!("{count} 字节"),
        Phrase::Corners { corners } => format!("位置 {corners}"),
        Phrase::Footer { date, count } => {
            format!("不联网 · 不打开任何链接 · 名单 {date}（{count} 个官方网址）")
        }
        Phrase::DirectoryHint => "地名、平台名、网址，拼音首字母也行".to_owned(),
        Phrase::DirectoryNone => "名单里没有找到；换个地名，或少打几个字试试".to_owned(),
        Phrase::Active => "官方网址".to_owned(),
        Phrase::NeedsConfirmation => "要请当地窗口确认，查验时不算安全".to_owned(),
        Phrase::Region { region } => format!("地区：{region}"),
        Phrase::Evidence => "依据：".to_owned(),
        Phrase::VerifiedOn { date } => format!("核对日期：{date}"),
        Phrase::SettingLanguage => "语言 Language".to_owned(),
        Phrase::SettingCamera => "摄像头".to_owned(),
        Phrase::SettingCameraAny => "自动".to_owned(),
        Phrase::SettingFormat => "画面格式".to_owned(),
        Phrase::SettingFormatAny => "自动（推荐）".to_owned(),
        Phrase::FormatNow { format } => format!("现在是 {format}"),
        Phrase::FormatNotToBeHad { asked, format } => {
            format!("这个摄像头用不了 {asked}，已自动改用 {format}")
        }
        Phrase::SettingTextSize => "字号".to_owned(),
        Phrase::SettingMirror => "左右反转（像照镜子）".to_owned(),
        Phrase::SettingAppearance => "外观".to_owned(),
        Phrase::AppearanceLight => "浅色".to_owned(),
        Phrase::AppearanceDark => "深色".to_owned(),
        Phrase::AppearanceHighContrast => "黑白分明".to_owned(),
        Phrase::SettingHallName => "本厅名称".to_owned(),
        Phrase::SettingHallPhone => "本厅电话".to_owned(),
        Phrase::SettingWatchedFolder => "自动查的文件夹（如微信下载的）".to_owned(),
        Phrase::SettingListFolder => "本厅名单的文件夹".to_owned(),
        Phrase::SettingSound => "说出结论".to_owned(),
        Phrase::SettingVolume => "音量".to_owned(),
        Phrase::SettingQuietHours => "夜里不出声".to_owned(),
        Phrase::SettingVoiceFolder => "本厅录音的文件夹".to_owned(),
        Phrase::SettingNone => "没有".to_owned(),
        Phrase::Choose => "选择…".to_owned(),
        Phrase::Remove => "去掉".to_owned(),
        Phrase::Saved => "已保存".to_owned(),
        Phrase::AfterRestart => "换名单后，要关掉验码再打开才生效".to_owned(),
    }
}

/// What became of what was asked of a stick.
fn stick(answer: &Answer) -> String {
    match answer {
        Answer::Done { what } => return format!("好了：{what}。U 盘可以拔了。"),
        Answer::NoStick => "没有找到 U 盘。请插好，等几秒，再点一次。",
        Answer::Several => "插着不止一个 U 盘。请只留一个，再点一次。",
        Answer::UnknownFormat => "这个 U 盘的格式不能用。请换一个 FAT32 或 exFAT 格式的。",
        Answer::WriteProtected => "这个 U 盘不让写（写保护）。请拨一下 U 盘上的小开关，或换一个。",
        Answer::Full => "U 盘满了。请换一个，或在别的电脑上删掉一些文件。",
        Answer::NoList => {
            "这个 U 盘里没有名单。名单和签名两个文件要直接放在 U 盘里，不要放在文件夹里。"
        }
        Answer::NoCounts => "没有可以存的次数：还没有记过，或者次数的文件坏了。",
        Answer::Failed => "没有做成：U 盘拔早了，或者坏了。请再试一次，或换一个 U 盘。",
        Answer::NoHelper => "这台机器还不能用 U 盘。请管理员安装 polkitd，并用软件包安装验码。",
    }
    .to_owned()
}
