use super::*;
use crate::check::judge_text;
use crate::check::verdict::Verdict;

const TODAY: Date = Date {
    year: 2026,
    month: 11,
    day: 30,
};

fn list() -> Allowlist {
    Allowlist::built_in(TODAY).unwrap()
}

fn poster(payload: &str, kind: PosterKind) -> Poster {
    Poster {
        fingerprint: Fingerprint::of(payload.as_bytes()),
        kind,
        name: "大厅海报".to_owned(),
        by: "李梅".to_owned(),
        until: Date {
            year: 2027,
            ..TODAY
        },
        enrolled_on: TODAY,
        link: None,
    }
}

/// What becomes of the attempt to enrol this: the code of its kind, or why not.
fn attempt(payload: &[u8], list: &Allowlist) -> String {
    match Candidate::of(&Payload::of(payload), list) {
        Ok(candidate) => candidate.kind().code().to_owned(),
        Err(NotEnrolled::Listed) => "listed".to_owned(),
        Err(NotEnrolled::Personal) => "personal".to_owned(),
        Err(NotEnrolled::WechatForm) => "no account or mini-program".to_owned(),
        Err(NotEnrolled::AlipayForm) => "no mini-program".to_owned(),
        Err(NotEnrolled::Reasons(reasons)) => {
            let codes: Vec<&str> = reasons.iter().map(Reason::code).collect();
            codes.join(" ")
        }
        Err(NotEnrolled::NoCode | NotEnrolled::SeveralCodes | NotEnrolled::Doubted(_)) => {
            "of pictures only".to_owned()
        }
    }
}

// The number is the example of the standard, GB 11643.
#[rustfmt::skip]
const ATTEMPTS: &[(&str, &str)] = &[
    // Links.
    ("https://yb.example-hall.cn/poster?id=7", "link"),
    ("https://example-hospital.com/", "link"),
    ("HTTPS://YB.EXAMPLE-HALL.CN/A", "link"),
    ("https://yb.example-hall.cn/a?back=https://yb.example-hall.cn/b", "link"),
    ("https://fuwu.nhsa.gov.cn/", "listed"),
    ("https://fuwu.nhsa.gov.cn/a?url=https://evil.top/", "redirect"),
    ("https://yb.example-hall.cn/a?url=https://evil.top/", "redirect"),
    ("https://yb.example-hall.cn/a?url=https://fuwu.nhsa.gov.cn/", "redirect"),
    ("https://yb.example-hall.cn/https://evil.top/", "odd-path not-listed"),
    ("http://yb.example-hall.cn/", "not-listed"),
    ("http://fuwu.nhsa.gov.cn/", "not-encrypted"),
    ("https://yb.example-hall.cn:8443/", "unusual-port not-listed"),
    ("https://10.1.2.3/", "ip-address not-listed"),
    ("https://yb.example-hall.cn\\@evil.top/", "backslash"),
    ("https://yb.example-hall.cn/ ", "link"),
    ("\u{FEFF}https://yb.example-hall.cn/", "hidden-characters"),
    ("看这里 https://yb.example-hall.cn/", "extra-text"),
    ("https://yb.example-hall.cn/?phone=13800138000", "personal"),
    // Hosts that somebody knows something of.
    ("https://t.cn/A6abc", "short-link"),
    ("https://wj.qq.com/s2/1", "open-form"),
    ("https://docs.qq.com/form/1", "open-form"),
    ("https://nhsa.gov.cn.evil.top/", "target-embedding not-listed"),
    ("https://a.12333.top/", "suffix-swap not-listed"),
    ("https://ds.alipay.com/?scheme=alipays", "no mini-program"),
    // Hosts that look like an app's, and honest ones with its name in a label of their own.
    ("https://mp.weixin.qq.com.evil.top/", "target-embedding"),
    ("https://mp-weixin-qq-com.evil.top/a", "target-embedding"),
    ("https://weixin.qq.evil.top/", "target-embedding"),
    ("https://mp.weixin.evil.top/a", "target-embedding"),
    ("https://weixin.qq.com-login.top/", "target-embedding"),
    ("https://wxaurl.cn.evil.top/a", "target-embedding"),
    ("https://wxmpurl.cn.evil.top/a", "target-embedding"),
    ("https://wx.tenpay.com.evil.top/a", "target-embedding"),
    ("https://servicewechat.com.evil.top/a", "target-embedding"),
    ("https://qr.alipay.evil.top/", "target-embedding"),
    ("https://open-weixin.top/", "target-embedding"),
    ("https://weixin.top/", "target-embedding"),
    ("https://wechat-gzh.cn/", "target-embedding"),
    ("https://qr.alipay.com.evil.top/fkx1", "target-embedding"),
    ("https://a1ipay.com/", "target-embedding"),
    ("https://alipey.com/", "target-embedding"),
    ("https://qr-95516.com/0001/0123", "target-embedding"),
    ("https://qr.unionpay.com.evil.top/", "target-embedding"),
    ("https://static.alipayobjects.com.evil.top/", "target-embedding"),
    // alipаy with a Cyrillic letter.
    ("https://xn--alipy-7ve.com/", "idn not-listed"),
    ("https://weixin.example-hospital.cn/a", "link"),
    ("https://wx.example-hospital.cn/a", "link"),
    ("https://wechat.example-hospital.cn/a", "link"),
    ("https://weixian.example-hospital.cn/a", "link"),
    // WeChat.
    ("http://weixin.qq.com/r/abcDEF_-123", "wechat-account"),
    ("https://weixin.qq.com/r/abcDEF123", "wechat-account"),
    ("http://weixin.qq.com/q/02abcDEF123", "wechat-account"),
    ("https://mp.weixin.qq.com/a/~abcDEF123~xyz", "wechat-mini-program"),
    ("weixin://dl/business/?t=AbCdEf12345", "wechat-mini-program"),
    ("#小程序://南宁医保/AbCdEf12345", "wechat-mini-program"),
    ("mp://AbCdEf12345", "wechat-mini-program"),
    ("https://u.wechat.com/abcDEF123", "no account or mini-program"),
    ("https://weixin.qq.com/g/abcDEF123", "no account or mini-program"),
    ("https://work.weixin.qq.com/ca/abc", "no account or mini-program"),
    ("https://mp.weixin.qq.com/s/abcDEF123", "no account or mini-program"),
    ("https://payapp.weixin.qq.com/qr/abc", "no account or mini-program"),
    ("https://wxaurl.cn/abcDEF123", "short-link"),
    ("weixin://dl/pay", "no account or mini-program"),
    ("wxwork://message/?username=abc", "no account or mini-program"),
    ("https://weixin.qq.com/r/abc?url=https://evil.top/", "no account or mini-program"),
    ("https://weixin.qq.com/r/../g/abc", "no account or mini-program"),
    ("https://weixin.qq.com@evil.top/r/abcDEF123", "embedded-credentials not-listed"),
    ("https://weixin.qq.com.evil.top/r/abcDEF123", "target-embedding"),
    // Alipay.
    ("alipays://platformapi/startapp?appId=2018070960585195", "alipay-service"),
    ("alipays://platformapi/startapp?appId=2018070960585195&page=pages%2Findex%2Findex", "alipay-service"),
    ("alipays://platformapi/startapp?appId=20000067&url=https%3A%2F%2Fevil.top", "no mini-program"),
    ("alipays://platformapi/startapp?appId=2018070960585195&page=https%3A%2F%2Fevil.top", "no mini-program"),
    ("alipays://platformapi/startapp?appId=2018070960585195&url=x", "no mini-program"),
    ("alipays://platformapi/startapp?appId=2018070960585195&appId=2018070960585196", "no mini-program"),
    ("alipays://platformapi/startapp?appId=09999988&actionType=toAccount", "no mini-program"),
    ("HTTPS://QR.ALIPAY.COM/FKX00000ABC", "no mini-program"),
    ("https://render.alipay.com/p/s/i?scheme=alipays%3A%2F%2F", "no mini-program"),
    // Money.
    ("00020101021126260016A00000000000000152045411530315654041.005802CN5906YIYAO 6006GUILIN6304C9BA", "merchant-payment"),
    ("https://qr.95516.com/00010000/01234567", "merchant-payment"),
    ("https://qr.95516.com/00010000/01234567?url=x", "unionpay"),
    ("wxp://f2f0abcDEF", "personal"),
    ("134512345678901234", "personal"),
    // A person's.
    ("11010519491231002X", "personal"),
    ("4240123456789012345601450123", "personal"),
    ("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP", "personal"),
    ("WIFI:T:WPA;S:hall;P:secret123;;", "personal"),
    ("BEGIN:VCARD\nEND:VCARD", "personal"),
    ("tel:110", "personal"),
    // Everything else.
    ("javascript:alert(1)", "script"),
    ("data:text/html,x", "script"),
    ("https://yb.example-hall.cn/a.apk", "app-install"),
    ("itms-services://?action=download-manifest", "app-install"),
    ("www.example-hall.cn/a", "bare-host"),
    ("医保大厅", "text"),
    ("6901234567892", "code-number"),
    ("upwallet://native", "unionpay"),
    ("", "empty"),
];

#[test]
fn what_may_be_enrolled_is_this_and_nothing_else() {
    let list = list();
    let mut differ = Vec::new();
    for (payload, expected) in ATTEMPTS {
        let became = attempt(payload.as_bytes(), &list);
        if became != *expected {
            differ.push(format!("{payload:?}: {became:?} and not {expected:?}"));
        }
    }
    assert!(differ.is_empty(), "{differ:#?}");
    assert_eq!(attempt(b"\xFF\xFE\x00", &list), "binary");
}

/// Whoever writes into the file of posters what could not be enrolled has gained nothing.
#[test]
fn what_may_not_be_enrolled_is_not_safe_even_where_it_was() {
    let plain = list();
    for (payload, expected) in ATTEMPTS {
        let without = judge_text(payload.as_bytes(), &plain);
        for kind in PosterKind::ALL {
            let posters = Posters::of(vec![poster(payload, kind)]).unwrap();
            let list = plain.clone().with_posters(&posters, TODAY);
            let judged = judge_text(payload.as_bytes(), &list);
            if *expected == kind.code() {
                let Verdict::Safe(safe) = &judged.verdict else {
                    panic!("{payload:?} is not safe");
                };
                assert_eq!(safe.poster().map(|poster| poster.kind), Some(kind));
                assert_eq!(safe.entry(), None);
            } else {
                assert_eq!(judged, without, "{payload:?} as {}", kind.code());
            }
        }
    }
}

#[test]
fn a_poster_counts_to_the_end_of_its_last_day() {
    let payload = "http://weixin.qq.com/r/abcDEF123";
    let posters = Posters::of(vec![poster(payload, PosterKind::WechatAccount)]).unwrap();
    let is_safe = |day: Date| {
        let list = list().with_posters(&posters, day);
        judge_text(payload.as_bytes(), &list).verdict.is_safe()
    };
    let last = poster(payload, PosterKind::WechatAccount).until;
    assert!(is_safe(TODAY) && is_safe(last));
    assert!(!is_safe(Date {
        month: 12,
        day: 1,
        ..last
    }));
    // Without a list that can be trusted nothing is: it is what knows of frauds.
    let old = list().with_posters(&posters, TODAY);
    let old = old.on(Date {
        year: 2035,
        ..TODAY
    });
    assert!(!judge_text(payload.as_bytes(), &old).verdict.is_safe());
}

#[test]
fn a_poster_is_called_as_it_may_be_and_for_two_years_at_most() {
    let list = list();
    let vouched = |name: &str, by: &str, until: (u16, u8, u8)| {
        let payload = Payload::of(b"http://weixin.qq.com/r/abcDEF123");
        let until = Date {
            year: until.0,
            month: until.1,
            day: until.2,
        };
        let candidate = Candidate::of(&payload, &list).unwrap();
        candidate
            .vouched(name, by, until, &list, TODAY)
            .map(|poster| poster.name)
    };
    let good = (2027, 11, 30);
    assert_eq!(
        vouched(" 邕宁区公众号 ", "李", good),
        Ok("邕宁区公众号".to_owned())
    );
    assert_eq!(vouched("甲", "李", (2028, 11, 30)), Ok("甲".to_owned()));
    assert_eq!(vouched("甲", "李", (2026, 11, 30)), Ok("甲".to_owned()));
    let long = "字".repeat(31);
    for (name, by, until, fault) in [
        ("", "李", good, VouchFault::Name),
        ("甲\u{202E}", "李", good, VouchFault::Name),
        (long.as_str(), "李", good, VouchFault::Name),
        ("甲", " ", good, VouchFault::By),
        ("甲", long.as_str(), good, VouchFault::By),
        ("国家医保服务平台", "李", good, VouchFault::NameOfAPlatform),
        (
            "扫这个：国家 医保-服务平台!",
            "李",
            good,
            VouchFault::NameOfAPlatform,
        ),
        ("甲", "李", (2026, 11, 29), VouchFault::UntilBeforeToday),
        ("甲", "李", (2028, 12, 1), VouchFault::UntilTooFar),
    ] {
        assert_eq!(vouched(name, by, until), Err(fault), "{name} {by}");
    }
}

// printf abc | sha256sum
#[test]
fn the_fingerprint_is_sha_256() {
    let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(Fingerprint::of(b"abc").to_string(), abc);
    assert_eq!(Fingerprint::parse(abc), Some(Fingerprint::of(b"abc")));
    for bad in [
        "",
        &abc[1..],
        &abc.to_uppercase(),
        &format!("{abc}0"),
        &abc.replace('a', "g"),
    ] {
        assert_eq!(Fingerprint::parse(bad), None, "{bad}");
    }
}

#[test]
fn there_are_only_so_many_and_each_payload_once() {
    let one = |number: usize| poster(&format!("mp://abcd{number}"), PosterKind::WechatMiniProgram);
    let full: Vec<Poster> = (0..MAX_POSTERS).map(one).collect();
    let mut posters = Posters::of(full).unwrap();
    assert_eq!(posters.add(one(MAX_POSTERS)), Err(VouchFault::TooMany));
    assert!(posters.remove(Fingerprint::of(b"mp://abcd7")).is_some());
    assert_eq!(posters.add(one(8)), Err(VouchFault::Doubled));
    assert_eq!(posters.add(one(7)), Ok(()));
}
