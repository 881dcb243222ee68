//! The hours of the day in which nothing is said.

use std::fmt;

use serde::{Serialize, Serializer};

/// From when to when nothing is said, each day; across midnight where it ends earlier than it begins. Minutes of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    from: u16,
    until: u16,
}

impl QuietHours {
    /// From `21:00-07:00`; `None` for anything else, and for an empty span.
    pub fn parse(text: &str) -> Option<QuietHours> {
        let (from, until) = text.split_once('-')?;
        let minutes = |text: &str| -> Option<u16> {
            let (hour, minute) = text.trim().split_once(':')?;
            let number = |text: &str, below: u16| -> Option<u16> {
                let is_number =
                    (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
                let number = text.parse().ok().filter(|_| is_number)?;
                (number < below).then_some(number)
            };
            Some(number(hour, 24)? * 60 + number(minute, 60)?)
        };
        let (from, until) = (minutes(from)?, minutes(until)?);
        (from != until).then_some(QuietHours { from, until })
    }

    /// Whether a minute of the day, 0 to 1,439, lies within.
    pub fn contain(self, minute: u16) -> bool {
        match self.from < self.until {
            true => (self.from..self.until).contains(&minute),
            false => minute >= self.from || minute < self.until,
        }
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from, self.until);
        write!(
            f,
            "{:02}:{:02}-{:02}:{:02}",
            from / 60,
            from % 60,
            until / 60,
            until % 60
        )
    }
}

impl Serialize for QuietHours {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_may_go_across_midnight() {
        let night = QuietHours::parse("21:00-7:30").unwrap();
        assert_eq!(night.to_string(), "21:00-07:30");
        let noon = QuietHours::parse("12:00-14:00").unwrap();
        // 0:00, 7:29, 7:30, 12:00, 13:59, 14:00, 20:59, 21:00
        let minutes = [0, 449, 450, 720, 839, 840, 1_259, 1_260];
        let is_night = [true, true, false, false, false, false, false, true];
        let is_noon = [false, false, false, true, true, false, false, false];
        assert_eq!(minutes.map(|minute| night.contain(minute)), is_night);
        assert_eq!(minutes.map(|minute| noon.contain(minute)), is_noon);
        for text in [
            "",
            "21:00",
            "21:00-21:00",
            "21:60-07:00",
            "+1:00-07:00",
            "21:00-07:00-08:00",
            "٢١:00-07:00",
        ] {
            assert_eq!(QuietHours::parse(text), None, "{text}");
        }
    }
}
