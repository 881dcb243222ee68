//! What was read: a [`Payload`], for any bytes, and the [`Kind`]s that there are.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// What kind of thing a payload is. Unknown things are [`Kind::Text`] or [`Kind::Binary`]; no kind but
/// [`Kind::Link`] can ever become safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The insured person's own live credential (医保码): 28 digits.
    Credential,
    /// A payer's payment code (WeChat, Alipay, UnionPay).
    PaymentCode,
    /// A citizen's identity number, GB 11643.
    IdNumber,
    /// A secret for one-time passwords (`otpauth:`).
    Otp,
    /// Runs or opens something local (`javascript:`, `data:`, `file:`, …).
    Script,
    /// Installs an app.
    AppInstall,
    /// Pays a person (`wxp://`).
    PayAPerson,
    /// Pays a merchant (UnionPay, EMVCo).
    MerchantPayment,
    /// Sends a message, dials or mails.
    Message,
    /// A WeChat account, friend, group, article or mini-program.
    Wechat,
    /// An Alipay code.
    Alipay,
    /// A UnionPay code.
    Unionpay,
    /// Joins a wireless network.
    Wifi,
    /// A contact card.
    Contact,
    /// A VAT invoice.
    Invoice,
    /// A host without a scheme.
    BareHost,
    /// A parcel, goods or trace number.
    CodeNumber,
    /// A link with `http` or `https`, also misspelt.
    Link,
    /// Any other text, also one with the scheme of some app.
    Text,
    /// Bytes that are not text.
    Binary,
    /// Nothing.
    Empty,
}

impl Kind {
    /// The stable code, as printed in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Kind::Credential => "credential",
            Kind::PaymentCode => "payment-code",
            Kind::IdNumber => "id-number",
            Kind::Otp => "otp",
            Kind::Script => "script",
            Kind::AppInstall => "app-install",
            Kind::PayAPerson => "pay-a-person",
            Kind::MerchantPayment => "merchant-payment",
            Kind::Message => "message",
            Kind::Wechat => "wechat",
            Kind::Alipay => "alipay",
            Kind::Unionpay => "unionpay",
            Kind::Wifi => "wifi",
            Kind::Contact => "contact",
            Kind::Invoice => "invoice",
            Kind::BareHost => "bare-host",
            Kind::CodeNumber => "code-number",
            Kind::Link => "link",
            Kind::Text => "text",
            Kind::Binary => "binary",
            Kind::Empty => "empty",
        }
    }

    /// True for what is a visitor's own and should be put away at once.
    pub fn is_own(self) -> bool {
        matches!(
            self,
            Kind::Credential | Kind::PaymentCode | Kind::IdNumber | Kind::Otp
        )
    }

    /// True where the content belongs to a person: it is never shown, logged, kept or put into JSON.
    pub fn is_private(self) -> bool {
        matches!(
            self,
            Kind::Credential
                | Kind::PaymentCode
                | Kind::IdNumber
                | Kind::PayAPerson
                | Kind::Wifi
                | Kind::Contact
                | Kind::Otp
                | Kind::Invoice
                | Kind::Message
        )
    }
}

/// The bytes of a symbol, or of a text, with their text. It is decoded once.
#[derive(Clone)]
pub struct Payload<'a> {
    bytes: &'a [u8],
    text: Option<Cow<'a, str>>,
}

impl<'a> Payload<'a> {
    /// The payload of these bytes.
    pub fn of(bytes: &'a [u8]) -> Payload<'a> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => GB18030
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(|text| Cow::Owned(text.into_owned())),
        };
        Payload { bytes, text }
    }

    /// Its bytes.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The text of bytes that are UTF-8. Nothing else is ever judged as a link.
    pub fn utf8(&self) -> Option<&'a str> {
        match self.text {
            Some(Cow::Borrowed(text)) => Some(text),
            Some(Cow::Owned(_)) | None => None,
        }
    }

    /// The text for people and for [`recognize::kind`](super::recognize::kind): UTF-8, else GB 18030, which Chinese generators write
    /// without saying so; `None` for bytes that are neither.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// What stands behind a byte order mark, which some generators of codes write before a link.
    pub(super) fn behind_byte_order_mark(&self) -> Option<Payload<'a>> {
        self.bytes
            .strip_prefix("\u{FEFF}".as_bytes())
            .map(Payload::of)
    }
}
