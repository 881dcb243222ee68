//! All codes in view, each once, where it is; and codes that only one decoder would read as they stand.

use qrcode::{Color, QrCode};
use yanma::scan::{self, Effort, Frame, Scan};

const MODULE: usize = 4;
/// Modules between codes.
const GAP: usize = 8;

/// Codes of version 3, 29 modules, in rows and columns.
fn sheet(columns: usize) -> (Frame, Vec<Vec<u8>>) {
    let payloads: Vec<Vec<u8>> = (0..columns * columns)
        .map(|i| format!("https://fuwu.nhsa.gov.cn/{i:03}").into_bytes())
        .collect();
    let codes: Vec<(usize, Vec<Color>)> = payloads
        .iter()
        .map(|payload| {
            let code = QrCode::new(payload).unwrap();
            (code.width(), code.to_colors())
        })
        .collect();
    let pitch = (codes[0].0 + GAP) * MODULE;
    let side = columns * pitch + GAP * MODULE;
    let is_dark = |x: usize, y: usize| {
        let place = |v: usize| {
            v.checked_sub(GAP * MODULE)
                .map(|v| (v / pitch, v % pitch / MODULE))
        };
        let (Some((column, u)), Some((row, v))) = (place(x), place(y)) else {
            return false;
        };
        let Some((size, modules)) = codes
            .get(row * columns + column)
            .filter(|_| column < columns)
        else {
            return false;
        };
        u < *size && v < *size && modules[v * size + u] == Color::Dark
    };
    let bytes = (0..side * side)
        .map(|at| {
            if is_dark(at % side, at / side) {
                30
            } else {
                225
            }
        })
        .collect();
    (Frame::luma(side, side, bytes).unwrap(), payloads)
}

fn has_all(scan: &Scan, payloads: &[Vec<u8>], columns: usize) {
    let mut read: Vec<&Vec<u8>> = scan.symbols.iter().map(|symbol| &symbol.payload).collect();
    read.sort();
    assert_eq!(read, payloads.iter().collect::<Vec<_>>(), "each once");
    assert!(scan.unread.is_empty() && scan.micro.is_empty());
    for symbol in &scan.symbols {
        let at = payloads
            .iter()
            .position(|payload| *payload == symbol.payload)
            .unwrap();
        let pitch = (29 + GAP) * MODULE;
        let (left, top) = (
            at % columns * pitch + GAP * MODULE,
            at / columns * pitch + GAP * MODULE,
        );
        let (left, top, side) = (left as f32, top as f32, 29.0 * MODULE as f32);
        let want = [
            [left, top],
            [left + side, top],
            [left + side, top + side],
            [left, top + side],
        ];
        for (corner, want) in symbol.corners.0.iter().zip(want) {
            let off = (corner[0] - want[0]).hypot(corner[1] - want[1]);
            assert!(off < MODULE as f32, "corner {corner:?} for {want:?}");
        }
    }
}

#[test]
fn sheets_of_4_16_36_and_100_codes_are_read_whole() {
    for columns in [2, 4, 6, 10] {
        let (frame, payloads) = sheet(columns);
        for effort in [Effort::Live, Effort::Thorough] {
            let scan = scan::scan(&frame, effort, &|| false);
            has_all(&scan, &payloads, columns);
        }
    }
}

#[test]
fn a_spoiled_timing_pattern_keeps_no_decoder_from_confirming() {
    let (frame, payloads) = sheet(1);
    // A light stripe over four modules of the upper timing pattern.
    let side = frame.width();
    let bytes = (0..side * side)
        .map(|at| {
            let module = |v: usize| (v / MODULE).wrapping_sub(GAP);
            let is_spoiled = module(at / side) == 6 && (9..13).contains(&module(at % side));
            if is_spoiled {
                225
            } else {
                frame.pixel(at % side, at / side).unwrap()[0]
            }
        })
        .collect();
    let spoiled = Frame::luma(side, side, bytes).unwrap();
    let scan = scan::scan(&spoiled, Effort::Thorough, &|| false);
    let [symbol] = scan.symbols.as_slice() else {
        panic!("one code");
    };
    assert!(symbol.payload == payloads[0] && symbol.read_by.both());
}
