//! The languages of the program: below everything that speaks.

use serde::{Deserialize, Serialize};

/// A language of the program. Chinese comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// 中文 (zh-CN).
    #[default]
    #[serde(rename = "zh")]
    ZhCn,
    /// English.
    #[serde(rename = "en")]
    En,
}
