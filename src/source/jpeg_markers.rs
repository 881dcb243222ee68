//! Walks along the markers of a JPEG, of a file or a camera: [ITU-T T.81](https://www.w3.org/Graphics/JPEG/itu-t81.pdf)
//! annex B. What the segments mean, and how strict to be, is for those who walk.

/// The marker at a place, which moves behind it. Any number of fill bytes may stand before it, and nothing else: `None`
/// where something does, or the end.
pub(super) fn marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    let rest = bytes.get(*at..)?;
    let fill = rest.iter().take_while(|byte| **byte == 0xFF).count();
    let marker = rest.get(fill)?;
    *at += fill + 1;
    (fill > 0).then_some(*marker)
}

/// What stands behind a marker; the place moves behind it. `None` where it is cut short.
pub(super) fn segment<'a>(bytes: &'a [u8], at: &mut usize) -> Option<&'a [u8]> {
    let rest = bytes.get(*at..)?;
    let len = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
    let segment = rest.get(2..len)?;
    *at += len;
    Some(segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_and_segments_follow_each_other() {
        // A comment of one byte behind two fill bytes, and the end.
        let bytes = [0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xFE, 0, 3, 7, 0xFF, 0xD9];
        let mut at = 2;
        assert_eq!(marker(&bytes, &mut at), Some(0xFE));
        assert_eq!(segment(&bytes, &mut at), Some(&[7][..]));
        assert_eq!(marker(&bytes, &mut at), Some(0xD9));
        assert_eq!((at, marker(&bytes, &mut at)), (bytes.len(), None));
    }

    #[test]
    fn what_is_cut_short_or_out_of_place_is_none() {
        for bytes in [&[][..], &[0xFF], &[0xFF, 0xFF], &[7, 0xFF, 0xD9]] {
            assert_eq!(marker(bytes, &mut 0), None, "{bytes:?}");
        }
        for bytes in [&[][..], &[0], &[0, 1], &[0, 3], &[0, 4, 7]] {
            assert_eq!(segment(bytes, &mut 0), None, "{bytes:?}");
        }
    }
}
