//! What of a picture may be seen at the desk by whoever asks to look at it.

use super::Finding;
use crate::check::Judged;
use crate::check::verdict::Reason;
use crate::scan::Quad;

/// What may be seen of a picture.
#[derive(Debug, Clone, PartialEq)]
pub enum Sight {
    /// Nothing: something private may be where no code was found, or there is no picture.
    Nothing,
    /// All of it but the `private` codes, which are painted over for good.
    Picture {
        /// Where they are.
        private: Vec<Quad>,
        /// Codes may be where none was found: all of it is covered until somebody asks.
        covers_all: bool,
    },
}

impl Finding {
    /// What may be seen of the picture.
    pub fn sight(&self) -> Sight {
        let Finding::Picture { judged, places } = self else {
            return Sight::Nothing;
        };
        let symbols = &judged.symbols;
        let has_private = symbols.iter().any(is_private);
        // That there is no code is no doubt about where one is.
        let is_in_doubt = judged.doubts.iter().any(|doubt| *doubt != Reason::NoCode);
        if symbols.len() != places.len() || (has_private && is_in_doubt) {
            return Sight::Nothing;
        }
        let placed = symbols.iter().zip(places);
        let private = placed.filter(|(judged, _)| is_private(judged));
        Sight::Picture {
            private: private.map(|(_, (corners, _))| *corners).collect(),
            covers_all: is_in_doubt,
        }
    }
}

/// True for a code that is never shown: it is private, or nobody knows what is in it.
pub fn is_private(judged: &Judged) -> bool {
    judged.kind.is_private() || judged.is_personal || judged.text.is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::allowlist::{Allowlist, Date};
    use crate::check::verdict::Ambiguity;
    use crate::check::{JudgedPicture, judge_text};
    use crate::scan::ReadBy;

    const PRIVATE: &str = "4301234567890123456789012345";
    const OFFICIAL: &str = "https://fuwu.nhsa.gov.cn/";

    fn place(left: f32) -> Quad {
        Quad([
            [left, 0.0],
            [left + 9.0, 0.0],
            [left + 9.0, 9.0],
            [left, 9.0],
        ])
    }

    fn finding(texts: &[&str], doubts: Vec<Reason>) -> Finding {
        let day = Date {
            year: 2026,
            month: 11,
            day: 23,
        };
        let list = Allowlist::built_in(day).unwrap();
        let symbols = texts.iter().map(|text| judge_text(text.as_bytes(), &list));
        let read_by = ReadBy {
            rqrr: true,
            rxing: true,
        };
        let places = (0..texts.len()).map(|index| (place(index as f32 * 20.0), read_by));
        Finding::Picture {
            places: places.collect(),
            judged: JudgedPicture {
                symbols: symbols.collect(),
                doubts,
            },
        }
    }

    #[test]
    fn private_codes_are_painted_over_and_others_are_not() {
        let all = finding(&[OFFICIAL, PRIVATE, "https://evil.example/"], Vec::new());
        let sight = Sight::Picture {
            private: vec![place(20.0)],
            covers_all: false,
        };
        assert_eq!(all.sight(), sight);
        let personal = finding(&["https://evil.example/?id=11010519491231002X"], Vec::new());
        assert!(matches!(personal.sight(), Sight::Picture { private, .. } if private.len() == 1));
    }

    #[test]
    fn where_codes_may_be_that_were_not_found_all_is_covered_and_with_a_private_one_nothing_is_shown()
     {
        for doubt in [
            Reason::UnreadCode,
            Reason::GaveUp,
            Reason::NotFinished,
            Reason::OtherCode,
            Reason::MicroQr,
            Reason::SeveralFrames,
            Reason::Ambiguous(Ambiguity::Colour),
        ] {
            let covered = finding(&[OFFICIAL], vec![doubt.clone()]).sight();
            assert!(matches!(
                covered,
                Sight::Picture {
                    covers_all: true,
                    ..
                }
            ));
            let private = finding(&[OFFICIAL, PRIVATE], vec![doubt]).sight();
            assert_eq!(private, Sight::Nothing);
        }
        let none = finding(&[], vec![Reason::NoCode]).sight();
        let plain = Sight::Picture {
            private: Vec::new(),
            covers_all: false,
        };
        assert_eq!(none, plain);
    }

    #[test]
    fn what_has_no_picture_or_no_places_is_not_shown() {
        assert_eq!(Finding::Error("x".to_owned()).sight(), Sight::Nothing);
        let Finding::Picture { judged, .. } = finding(&[OFFICIAL], Vec::new()) else {
            unreachable!();
        };
        let places = Vec::new();
        assert_eq!(Finding::Picture { judged, places }.sight(), Sight::Nothing);
    }
}
