//! Whether the compressed pixels of a JPEG mean one thing: [ITU-T T.81](https://www.w3.org/Graphics/JPEG/itu-t81.pdf)
//! annexes F and G.
//!
//! Where the data break a rule, every decoder goes on in its own way: one skips to the next restart marker, one fills the
//! rest with grey, one writes a coefficient that lies beyond the block to its end and one to its start. A file can be made
//! in which one of them shows an official code and another one a hostile code. So the bits are walked through without
//! making pixels of them, and the first that breaks a rule ends it.

use super::huffman::{Bits, Huffman};
use super::{ImageError, MAX_PIXELS};

/// Most scans; usual progressive files have ten.
const MAX_SCANS: usize = 100;
/// Largest coefficient times its quantization step. Those of eight-bit pixels are up to 1,024 and half a step; with much
/// larger ones fast decoders, which count in 16 bits, show other pixels than exact ones.
const MAX_COEFFICIENT: i32 = 4_095;
/// Largest numbers of bits of a coefficient and of the difference between two means: T.81 tables F.1 and F.2.
const MAX_AC_BITS: u8 = 10;
const MAX_DC_BITS: u8 = 11;
/// Most blocks of all components in a unit: T.81 B.2.3.
const MAX_BLOCKS_OF_UNIT: usize = 10;

/// One of the planes that a picture is made of.
#[derive(Debug, Default)]
pub struct Component {
    /// Its name in the file.
    pub id: u8,
    horizontal: usize,
    vertical: usize,
    quantization: usize,
    /// Blocks in a row and in a column, with those that fill the last unit.
    columns: usize,
    rows: usize,
    /// Which coefficients of each block are not zero: progressive pictures only.
    set: Vec<u64>,
    /// Of each coefficient: the lowest bit that was sent, none yet.
    sent_to: Vec<Option<u8>>,
    mean: i32,
}

/// What has been read so far.
#[derive(Default)]
pub struct Entropy {
    is_progressive: bool,
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    max_horizontal: usize,
    max_vertical: usize,
    /// The planes.
    pub components: Vec<Component>,
    /// In zigzag order, as they are stored.
    quantization: [Option<[i32; 64]>; 4],
    dc: [Option<Huffman>; 4],
    ac: [Option<Huffman>; 4],
    restart_interval: usize,
    scans: usize,
}

/// One scan: its components with their tables, and which bits of which coefficients it has.
struct Scan {
    parts: Vec<(usize, usize, usize)>,
    first: usize,
    last: usize,
    /// The lowest bit that was sent before, in a scan that refines.
    high: Option<u8>,
    low: u8,
}

impl Entropy {
    /// The frame header: B.2.2.
    pub fn frame(&mut self, segment: &[u8], is_progressive: bool) -> Result<(), ImageError> {
        let [
            precision,
            height_high,
            height_low,
            width_high,
            width_low,
            count,
            parts @ ..,
        ] = segment
        else {
            return Err(ImageError::Damaged);
        };
        if !self.components.is_empty() || parts.len() != 3 * usize::from(*count) {
            return Err(ImageError::Damaged);
        }
        if *precision != 8 || !matches!(count, 1 | 3 | 4) {
            return Err(ImageError::Unusual);
        }
        self.is_progressive = is_progressive;
        self.width = usize::from(u16::from_be_bytes([*width_high, *width_low]));
        self.height = usize::from(u16::from_be_bytes([*height_high, *height_low]));
        if self.width == 0 || self.height == 0 {
            return Err(ImageError::Unusual); // the height may come later
        }
        if self.width as u64 * self.height as u64 > MAX_PIXELS {
            return Err(ImageError::Damaged); // the decoder has seen another size
        }
        for part in parts.as_chunks::<3>().0 {
            let [id, factors, quantization] = *part;
            let (horizontal, vertical) = (usize::from(factors >> 4), usize::from(factors & 15));
            let is_known = self.components.iter().any(|known| known.id == id);
            if is_known || !matches!((horizontal, vertical), (1..=4, 1..=4)) || quantization > 3 {
                return Err(ImageError::Damaged);
            }
            self.max_horizontal = self.max_horizontal.max(horizontal);
            self.max_vertical = self.max_vertical.max(vertical);
            self.components.push(Component {
                id,
                horizontal,
                vertical,
                quantization: usize::from(quantization),
                sent_to: vec![None; 64],
                ..Component::default()
            });
        }
        self.lay_out_blocks()
    }

    /// So many blocks in a row and a column as fill whole units: A.2.
    fn lay_out_blocks(&mut self) -> Result<(), ImageError> {
        let units_across = self.width.div_ceil(8 * self.max_horizontal);
        let units_down = self.height.div_ceil(8 * self.max_vertical);
        for (number, component) in self.components.iter_mut().enumerate() {
            let (across, down) = (component.horizontal, component.vertical);
            // By halves and thirds decoders do not agree how to stretch one; and where the first one must be stretched to
            // the sides, `zune-jpeg` mixes up its blocks.
            let is_whole = self.max_horizontal.is_multiple_of(across)
                && self.max_vertical.is_multiple_of(down)
                && (number > 0 || across == self.max_horizontal);
            if !is_whole {
                return Err(ImageError::Unusual);
            }
            component.columns = units_across * across;
            component.rows = units_down * down;
            if self.is_progressive {
                component.set = vec![0; component.columns * component.rows];
            }
        }
        Ok(())
    }

    /// B.2.4.1.
    pub fn quantization_tables(&mut self, mut segment: &[u8]) -> Result<(), ImageError> {
        if self.scans > 0 {
            return Err(ImageError::Unusual); // for which scans?
        }
        while let [kind, rest @ ..] = segment {
            let (step, table) = (1 + usize::from(kind >> 4), usize::from(kind & 15));
            let steps = rest.get(..64 * step).ok_or(ImageError::Damaged)?;
            let place = self.quantization.get_mut(table);
            if step > 2 {
                return Err(ImageError::Damaged);
            }
            let number = |step: &[u8]| step.iter().fold(0, |sum, byte| sum << 8 | i32::from(*byte));
            let mut steps = steps.chunks_exact(step).map(number);
            *place.ok_or(ImageError::Damaged)? =
                Some(std::array::from_fn(|_| steps.next().unwrap_or_default()));
            segment = rest.get(64 * step..).unwrap_or_default();
        }
        Ok(())
    }

    /// B.2.4.2.
    pub fn huffman_tables(&mut self, mut segment: &[u8]) -> Result<(), ImageError> {
        while let [kind, rest @ ..] = segment {
            let (table, len) = Huffman::read(rest).ok_or(ImageError::Damaged)?;
            let tables = match kind >> 4 {
                0 => &mut self.dc,
                1 => &mut self.ac,
                _ => return Err(ImageError::Damaged),
            };
            let place = tables.get_mut(usize::from(kind & 15));
            *place.ok_or(ImageError::Damaged)? = Some(table);
            segment = rest.get(len..).unwrap_or_default();
        }
        Ok(())
    }

    /// B.2.4.4.
    pub fn restart_interval(&mut self, segment: &[u8]) -> Result<(), ImageError> {
        let interval = <[u8; 2]>::try_from(segment).map_err(|_| ImageError::Damaged)?;
        self.restart_interval = usize::from(u16::from_be_bytes(interval));
        Ok(())
    }

    /// Walks through a scan that starts at `at`; the place of the marker behind it.
    pub fn scan(&mut self, header: &[u8], bytes: &[u8], at: usize) -> Result<usize, ImageError> {
        self.scans += 1;
        if self.components.is_empty() || self.scans > MAX_SCANS {
            return Err(ImageError::Damaged);
        }
        let scan = self.scan_header(header).ok_or(ImageError::Damaged)?;
        if !self.is_progressive && scan.parts.len() < self.components.len() {
            return Err(ImageError::Unusual); // hardly anybody writes one plane after the other, and `zune-jpeg` misreads it
        }
        let mut components: Vec<Component> = Vec::new();
        for (component, ..) in &scan.parts {
            let component = self.components.get_mut(*component);
            components.push(std::mem::take(component.ok_or(ImageError::Damaged)?));
        }
        let end = self.units(&scan, &mut components, Bits::new(bytes, at));
        for ((place, ..), component) in scan.parts.iter().zip(components) {
            if let Some(place) = self.components.get_mut(*place) {
                *place = component;
            }
        }
        end.ok_or(ImageError::Damaged)
    }

    /// All coefficients must have been sent, to the last bit.
    pub fn end(&self) -> Result<(), ImageError> {
        let is_sent = |component: &Component| component.sent_to.iter().all(|bit| *bit == Some(0));
        if !self.components.is_empty() && self.components.iter().all(is_sent) {
            Ok(())
        } else {
            Err(ImageError::Damaged)
        }
    }

    /// B.2.3 and G.1.1.1; takes note of what the scan sends.
    fn scan_header(&mut self, header: &[u8]) -> Option<Scan> {
        let (count, rest) = header.split_first()?;
        let (parts, rest) = rest.split_at_checked(2 * usize::from(*count))?;
        let [first, last, bits] = *rest else {
            return None;
        };
        let (high, low) = (bits >> 4, bits & 15);
        let mut scan = Scan {
            parts: Vec::new(),
            first: usize::from(first),
            last: usize::from(last),
            high: (high > 0).then_some(high),
            low,
        };
        if !self.is_progressive {
            // Some encoders write other numbers there, and no decoder looks.
            (scan.first, scan.last, scan.high, scan.low) = (0, 63, None, 0);
        }
        for [id, tables] in parts.as_chunks::<2>().0 {
            let component = self.components.iter().position(|known| known.id == *id)?;
            if scan.parts.iter().any(|(known, ..)| *known == component) {
                return None;
            }
            let (dc, ac) = (usize::from(tables >> 4), usize::from(tables & 15));
            scan.parts.push((component, dc, ac));
        }
        let is_sound = match (self.is_progressive, scan.first, scan.last) {
            (false, ..) => true,
            (true, 0, 0) => true,
            (true, 1.., last) => scan.first <= last && last < 64 && scan.parts.len() == 1,
            _ => false,
        };
        let is_next_bit = scan.high.is_none_or(|high| high == scan.low + 1);
        if !is_sound || !is_next_bit || scan.low > 13 || scan.parts.is_empty() {
            return None;
        }
        for (component, ..) in &scan.parts {
            let component = self.components.get_mut(*component)?;
            if scan.first > 0 && component.sent_to.first()?.is_none() {
                return None; // the mean comes first
            }
            for sent_to in component.sent_to.get_mut(scan.first..=scan.last)? {
                if *sent_to != scan.high {
                    return None;
                }
                *sent_to = Some(scan.low);
            }
        }
        Some(scan)
    }

    fn units(
        &self,
        scan: &Scan,
        components: &mut [Component],
        mut bits: Bits<'_>,
    ) -> Option<usize> {
        let (columns, rows, is_interleaved) = match components {
            // A component alone has no blocks to fill a unit.
            [alone] => {
                let (across, down) = (8 * self.max_horizontal, 8 * self.max_vertical);
                (
                    (self.width * alone.horizontal).div_ceil(across),
                    (self.height * alone.vertical).div_ceil(down),
                    false,
                )
            }
            _ => (
                self.width.div_ceil(8 * self.max_horizontal),
                self.height.div_ceil(8 * self.max_vertical),
                true,
            ),
        };
        let blocks = components
            .iter()
            .map(|part| part.horizontal * part.vertical);
        if is_interleaved && blocks.sum::<usize>() > MAX_BLOCKS_OF_UNIT {
            return None;
        }
        components.iter_mut().for_each(|part| part.mean = 0);
        let mut run = 0;
        let mut restarts = 0;
        for unit in 0..columns * rows {
            let is_restart =
                self.restart_interval > 0 && unit.is_multiple_of(self.restart_interval);
            if is_restart && unit > 0 {
                if run > 0 {
                    return None;
                }
                bits.restart(restarts)?;
                restarts = (restarts + 1) % 8;
                components.iter_mut().for_each(|part| part.mean = 0);
            }
            let (column, row) = (unit % columns, unit / columns);
            for (component, (_, dc, ac)) in components.iter_mut().zip(&scan.parts) {
                let (across, down) = match is_interleaved {
                    true => (component.horizontal, component.vertical),
                    false => (1, 1),
                };
                for block in 0..across * down {
                    let (x, y) = (
                        column * across + block % across,
                        row * down + block / across,
                    );
                    let block = y * component.columns + x;
                    let tables = (self.dc.get(*dc)?, self.ac.get(*ac)?);
                    self.block(scan, component, block, tables, &mut bits, &mut run)?;
                }
            }
        }
        (run == 0).then(|| bits.marker_behind()).flatten()
    }

    /// One block of eight by eight. `run`: so many further blocks have nothing more.
    fn block(
        &self,
        scan: &Scan,
        component: &mut Component,
        block: usize,
        (dc, ac): (&Option<Huffman>, &Option<Huffman>),
        bits: &mut Bits<'_>,
        run: &mut usize,
    ) -> Option<()> {
        let steps = self.quantization.get(component.quantization)?.as_ref()?;
        let mut first = scan.first;
        if first == 0 {
            if scan.high.is_some() {
                bits.take(1)?;
            } else {
                let len = bits.symbol(dc.as_ref()?)?;
                if len > MAX_DC_BITS {
                    return None;
                }
                component.mean += bits.number(len)?;
                fits(component.mean << scan.low, steps, 0)?;
            }
            first = 1;
        }
        if scan.last == 0 {
            return Some(());
        }
        let ac = ac.as_ref()?;
        let mut none = 0;
        let set = match component.set.get_mut(block) {
            Some(set) => set,
            None if self.is_progressive => return None,
            None => &mut none,
        };
        if scan.high.is_some() {
            return refine(scan, set, ac, bits, run);
        }
        if *run > 0 {
            *run -= 1;
            return Some(());
        }
        let mut at = first;
        while at <= scan.last {
            let symbol = bits.symbol(ac)?;
            let (zeros, len) = (usize::from(symbol >> 4), symbol & 15);
            if len == 0 && zeros < 15 {
                if zeros > 0 && !self.is_progressive {
                    return None;
                }
                *run = (1 << zeros) - 1 + usize::from(bits.take(zeros as u8)?);
                break;
            }
            at += zeros;
            if at > scan.last || len > MAX_AC_BITS {
                return None;
            }
            if len > 0 {
                fits(bits.number(len)? << scan.low, steps, at)?;
                *set |= 1 << at;
            }
            at += 1;
        }
        Some(())
    }
}

/// A scan that sends one more bit of coefficients: G.1.2.3.
fn refine(
    scan: &Scan,
    set: &mut u64,
    ac: &Huffman,
    bits: &mut Bits<'_>,
    run: &mut usize,
) -> Option<()> {
    let mut at = scan.first;
    while at <= scan.last && *run == 0 {
        let symbol = bits.symbol(ac)?;
        let (mut zeros, len) = (symbol >> 4, symbol & 15);
        match len {
            0 if zeros < 15 => {
                *run = (1 << zeros) + usize::from(bits.take(zeros)?);
                break;
            }
            0 => {}
            1 => {
                bits.take(1)?; // the sign
            }
            _ => return None,
        }
        while at <= scan.last {
            if *set & 1 << at != 0 {
                bits.take(1)?;
            } else if zeros == 0 {
                break;
            } else {
                zeros -= 1;
            }
            at += 1;
        }
        if len == 1 {
            if at > scan.last {
                return None;
            }
            *set |= 1 << at;
        }
        at += 1;
    }
    if *run > 0 {
        for at in at..=scan.last {
            if *set & 1 << at != 0 {
                bits.take(1)?;
            }
        }
        *run -= 1;
    }
    Some(())
}

fn fits(value: i32, steps: &[i32; 64], at: usize) -> Option<()> {
    let value = value.checked_mul(*steps.get(at)?)?;
    (value.abs() <= MAX_COEFFICIENT).then_some(())
}
