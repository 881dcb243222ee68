//! A USB webcam in user space. It speaks USB/IP (Documentation/usb/usbip_protocol.rst of the kernel) to the kernel's
//! `vhci_hcd` through a socket pair, so that the real `uvcvideo` driver binds to it: USB Video Class 1.0, one bulk
//! endpoint. It can be pulled, stall, freeze and send damage.

use std::collections::{HashSet, VecDeque};
use std::fs;
use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use crate::scene::Reel;

/// The controller that devices are plugged into.
const VHCI: &str = "/sys/devices/platform/vhci_hcd.0";
/// USB 2.0 high speed, as `vhci_hcd` counts.
const HIGH_SPEED: u32 = 3;
/// Bytes of one bulk transfer, with its header: 32 packets of 512, the most that `uvcvideo` asks for at once.
const MAX_PAYLOAD: usize = 32 * 512;
/// A payload header without time stamps.
const PAYLOAD_HEADER: usize = 2;
const EPIPE: i32 = -32;
const ECONNRESET: i32 = -104;

/// How a webcam packs its pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coding {
    Mjpeg,
    Yuyv,
}

/// What a webcam does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    Films,
    /// Sends nothing, not even an error.
    Stalls,
    /// Sends one picture again and again.
    Freezes,
    /// Every other picture is damaged.
    DamagesHalf,
    DamagesAll,
}

/// What a webcam is.
#[derive(Debug, Clone)]
pub struct Model {
    pub name: &'static str,
    pub codings: &'static [Coding],
    pub sizes: &'static [(u16, u16)],
    /// Times between two pictures in units of 100 ns; what it does before it is asked comes first.
    pub intervals: &'static [u32],
}

/// A webcam that is plugged in until it is dropped.
pub struct Webcam {
    shared: Arc<Shared>,
}

struct Shared {
    model: Model,
    socket: UnixStream,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// Transfers that wait for pictures: number and length.
    waiting: VecDeque<(u32, usize)>,
    /// The number of the newest of them that has come.
    newest: u32,
    /// Transfers that were taken back before they came: the kernel sends the one thing and the other side by side.
    taken_back: HashSet<u32>,
    /// What the driver asked for last.
    probe: Probe,
    /// Counts streams, so that a picture of an older one is not continued; even while there is none.
    stream: u64,
    behaviour: Behaviour,
    reel: Reel,
    is_gone: bool,
}

impl Webcam {
    /// Plugs a webcam into a port (0 to 7) of the controller.
    pub fn plug(port: u32, model: Model, reel: Reel) -> Webcam {
        let (ours, theirs) = UnixStream::pair().expect("a socket pair");
        let attach = format!(
            "{port} {} {} {HIGH_SPEED}",
            theirs.as_raw_fd(),
            (port + 1) << 16 | 2
        );
        // The port is free again a moment after a webcam was pulled from it.
        let deadline = Instant::now() + Duration::from_secs(5);
        while let Err(error) = fs::write(format!("{VHCI}/attach"), &attach) {
            assert!(Instant::now() < deadline, "attach {attach}: {error}");
            thread::sleep(Duration::from_millis(20));
        }
        let shared = Arc::new(Shared {
            socket: ours,
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                newest: 0,
                taken_back: HashSet::new(),
                probe: Probe {
                    format: 1,
                    frame: 1,
                    interval: model.intervals[0],
                },
                stream: 0,
                behaviour: Behaviour::Films,
                reel,
                is_gone: false,
            }),
            model,
            changed: Condvar::new(),
        });
        let (answering, filming) = (Arc::clone(&shared), Arc::clone(&shared));
        thread::spawn(move || {
            let _ = answering.answer();
            answering.lock().is_gone = true;
            answering.changed.notify_all();
        });
        thread::spawn(move || filming.film());
        Webcam { shared }
    }

    pub fn set(&self, behaviour: Behaviour) {
        self.shared.lock().behaviour = behaviour;
        self.shared.changed.notify_all();
    }

    pub fn show(&self, reel: Reel) {
        self.shared.lock().reel = reel;
    }
}

impl Drop for Webcam {
    fn drop(&mut self) {
        let _ = self.shared.socket.shutdown(Shutdown::Both);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no thread panicked")
    }

    /// Answers requests of the driver until the webcam is pulled.
    fn answer(&self) -> io::Result<()> {
        let mut socket = &self.socket;
        loop {
            let mut header = [0; 48];
            socket.read_exact(&mut header)?;
            let field =
                |at: usize| u32::from_be_bytes(header[at * 4..at * 4 + 4].try_into().unwrap());
            let (command, number, is_in, endpoint) = (field(0), field(1), field(3) == 1, field(4));
            match command {
                // CMD_UNLINK. Under the lock, as an answer to the same transfer must not follow.
                2 => {
                    let mut state = self.lock();
                    let unlinked = field(5);
                    let before = state.waiting.len();
                    state.waiting.retain(|(number, _)| *number != unlinked);
                    let was_waiting = state.waiting.len() < before;
                    let is_early = unlinked > state.newest && state.taken_back.insert(unlinked);
                    let status = if was_waiting || is_early {
                        ECONNRESET
                    } else {
                        0
                    };
                    self.send(&header_of(4, number, status, 0), &[])?;
                }
                // CMD_SUBMIT for pictures.
                1 if endpoint == 1 => {
                    let mut state = self.lock();
                    state.newest = number;
                    if !state.taken_back.remove(&number) {
                        state.waiting.push_back((number, field(6) as usize));
                    }
                    self.changed.notify_all();
                }
                // CMD_SUBMIT of a control request.
                1 => {
                    let mut data = vec![0; if is_in { 0 } else { field(6) as usize }];
                    socket.read_exact(&mut data)?;
                    let setup: [u8; 8] = header[40..48].try_into().unwrap();
                    let answer = self.control(setup, &data);
                    let _state = self.lock();
                    match answer {
                        Some(mut answer) if is_in => {
                            answer.truncate(field(6) as usize);
                            self.send(&header_of(3, number, 0, answer.len()), &answer)?;
                        }
                        Some(_) => self.send(&header_of(3, number, 0, data.len()), &[])?,
                        None => self.send(&header_of(3, number, EPIPE, 0), &[])?,
                    }
                }
                other => panic!("command {other}"),
            }
        }
    }

    /// The caller holds the lock: two messages must not mix.
    fn send(&self, header: &[u8], data: &[u8]) -> io::Result<()> {
        let mut socket = &self.socket;
        socket.write_all(&[header, data].concat())
    }

    /// Answers a control request (USB 2.0, chapter 9; UVC 1.0, chapter 4); `None` is a stall.
    fn control(&self, setup: [u8; 8], data: &[u8]) -> Option<Vec<u8>> {
        let [kind, request, index, selector, ..] = setup;
        match (kind, request) {
            (0x80, 6) => self.model.descriptor(selector, index), // GET_DESCRIPTOR
            (0x80..=0x82, 0) => Some(vec![0, 0]),                // GET_STATUS
            (0x00, 9) | (0x01, 11) => Some(Vec::new()),          // SET_CONFIGURATION, SET_INTERFACE
            (0x02, 1) => {
                // CLEAR_FEATURE of the endpoint: how a stream over bulk transfers ends.
                let mut state = self.lock();
                state.stream += state.stream % 2;
                Some(Vec::new())
            }
            (0x21, 1) if matches!(selector, 1 | 2) => {
                // SET_CUR of probe and commit.
                let mut state = self.lock();
                state.probe = Probe::parse(data, &self.model);
                if selector == 2 {
                    state.stream += 1 + state.stream % 2;
                    self.changed.notify_all();
                }
                Some(Vec::new())
            }
            (0xA1, 0x81..=0x84 | 0x87) if matches!(selector, 1 | 2) => {
                Some(self.lock().probe.bytes(&self.model))
            }
            (0xA1, 0x85) => Some(vec![26, 0]), // GET_LEN
            (0xA1, 0x86) => Some(vec![3]),     // GET_INFO: GET and SET
            _ => None,
        }
    }

    /// Sends pictures while somebody wants them.
    fn film(&self) {
        let mut fid = 0;
        let mut number = 0;
        let mut due = Instant::now();
        loop {
            let mut state = self.lock();
            while !state.is_gone
                && (state.stream.is_multiple_of(2) || state.behaviour == Behaviour::Stalls)
            {
                state = self.changed.wait(state).expect("no thread panicked");
                due = Instant::now();
            }
            if state.is_gone {
                return;
            }
            let (stream, probe, behaviour) = (state.stream, state.probe, state.behaviour);
            let reel = state.reel.clone();
            drop(state);
            number += usize::from(behaviour != Behaviour::Freezes);
            fid ^= 1;
            let (coding, size) = probe.chosen(&self.model);
            let mut picture = reel.picture(coding, size, number);
            let is_damaged = match behaviour {
                Behaviour::DamagesAll => true,
                Behaviour::DamagesHalf => number.is_multiple_of(2),
                _ => false,
            };
            if is_damaged {
                damage(&mut picture, number);
            }
            thread::sleep(due.saturating_duration_since(Instant::now()));
            due = (due + Duration::from_nanos(u64::from(probe.interval) * 100)).max(Instant::now());
            if self.send_picture(&picture, fid, stream).is_err() {
                return;
            }
        }
    }

    fn send_picture(&self, picture: &[u8], fid: u8, stream: u64) -> io::Result<()> {
        let mut chunks = picture.chunks(MAX_PAYLOAD - PAYLOAD_HEADER).peekable();
        while let Some(chunk) = chunks.next() {
            let mut state = self.lock();
            while state.waiting.is_empty() && state.stream == stream && !state.is_gone {
                state = self.changed.wait(state).expect("no thread panicked");
            }
            if state.stream != stream || state.behaviour == Behaviour::Stalls || state.is_gone {
                return Ok(());
            }
            let Some((number, len)) = state.waiting.pop_front() else {
                return Ok(());
            };
            let is_last = u8::from(chunks.peek().is_none());
            let payload = [&[PAYLOAD_HEADER as u8, 0x80 | is_last << 1 | fid], chunk].concat();
            let payload = &payload[..payload.len().min(len)];
            self.send(&header_of(3, number, 0, payload.len()), payload)?;
        }
        Ok(())
    }
}

/// Turns into what a bad cable or a bad camera sends: without a packet, or with other bytes in the middle.
fn damage(picture: &mut Vec<u8>, number: usize) {
    let middle = picture.len() / 2;
    if number % 4 < 2 {
        picture.drain(middle..middle + 512);
    } else {
        for byte in &mut picture[middle..middle + 200] {
            *byte ^= 0x5A;
        }
    }
}

/// The header of an answer to a submit (3) or an unlink (4).
fn header_of(command: u32, number: u32, status: i32, len: usize) -> [u8; 48] {
    let mut header = [0; 48];
    let fields = [command, number, 0, 0, 0, status as u32, len as u32];
    for (place, field) in header.chunks_exact_mut(4).zip(fields) {
        place.copy_from_slice(&field.to_be_bytes());
    }
    header
}

/// What is negotiated about a stream (UVC 1.0, 4.3.1.1).
#[derive(Clone, Copy)]
struct Probe {
    format: u8,
    frame: u8,
    interval: u32,
}

impl Probe {
    fn parse(data: &[u8], model: &Model) -> Probe {
        let interval = u32::from_le_bytes(data[4..8].try_into().unwrap());
        let offered = model.intervals.iter().copied();
        let offered = offered.min_by_key(|offered| offered.abs_diff(interval));
        Probe {
            format: data[2].clamp(1, model.codings.len() as u8),
            frame: data[3].clamp(1, model.sizes.len() as u8),
            interval: offered.unwrap(),
        }
    }

    fn bytes(&self, model: &Model) -> Vec<u8> {
        let (_, (width, height)) = self.chosen(model);
        let mut bytes = vec![1, 0, self.format, self.frame];
        bytes.extend(self.interval.to_le_bytes());
        bytes.extend([0; 10]);
        bytes.extend((u32::from(width) * u32::from(height) * 2).to_le_bytes());
        bytes.extend((MAX_PAYLOAD as u32).to_le_bytes());
        bytes
    }

    fn chosen(&self, model: &Model) -> (Coding, (u16, u16)) {
        let coding = model.codings[usize::from(self.format) - 1];
        (coding, model.sizes[usize::from(self.frame) - 1])
    }
}

impl Model {
    fn descriptor(&self, kind: u8, index: u8) -> Option<Vec<u8>> {
        match (kind, index) {
            // Device: USB 2.0, several functions, made by nobody.
            (1, 0) => Some(vec![
                18, 1, 0, 2, 0xEF, 2, 1, 64, 0x09, 0x12, 0x01, 0x00, 0, 1, 1, 2, 0, 1,
            ]),
            (2, 0) => Some(self.configuration()),
            (3, 0) => Some(vec![4, 3, 0x09, 0x04]),
            (3, 1) => Some(string("Yanma")),
            (3, 2) => Some(string(self.name)),
            _ => None,
        }
    }

    fn configuration(&self) -> Vec<u8> {
        let control = [
            [13, 0x24, 1, 0, 1, 40, 0, 0, 0, 0, 0, 1, 1].as_slice(), // header of 40 bytes in all
            &[18, 0x24, 2, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0], // camera
            &[9, 0x24, 3, 2, 1, 1, 0, 1, 0],                         // its output
        ]
        .concat();
        let formats: Vec<u8> = (1..)
            .zip(self.codings)
            .flat_map(|(index, coding)| self.format(index, *coding))
            .collect();
        let count = self.codings.len();
        let input_len = 13 + count;
        let total = (input_len + formats.len()) as u16;
        let mut input = vec![input_len as u8, 0x24, 1, count as u8];
        input.extend(total.to_le_bytes());
        input.extend([0x81, 0, 2, 0, 0, 0, 1]);
        input.extend(vec![0; count]);
        let body = [
            [8, 11, 0, 2, 0x0E, 3, 0, 2].as_slice(), // both interfaces belong together
            &[9, 4, 0, 0, 0, 0x0E, 1, 0, 2],         // video control
            &control,
            &[9, 4, 1, 0, 1, 0x0E, 2, 0, 0], // video streaming
            &input,
            &formats,
            &[7, 5, 0x81, 2, 0, 2, 0], // bulk in, 512 bytes
        ]
        .concat();
        let mut configuration = vec![9, 2];
        configuration.extend((body.len() as u16 + 9).to_le_bytes());
        configuration.extend([2, 1, 0, 0x80, 250]);
        configuration.extend(body);
        configuration
    }

    fn format(&self, index: u8, coding: Coding) -> Vec<u8> {
        const YUY2: [u8; 16] = *b"YUY2\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71";
        let frames = self.sizes.len() as u8;
        let (mut format, frame_kind) = match coding {
            Coding::Mjpeg => (vec![11, 0x24, 6, index, frames, 1, 1, 0, 0, 0, 0], 7),
            Coding::Yuyv => {
                let head = [27, 0x24, 4, index, frames];
                ([head.as_slice(), &YUY2, &[16, 1, 0, 0, 0, 0]].concat(), 5)
            }
        };
        for (index, (width, height)) in (1..).zip(self.sizes) {
            let bytes = u32::from(*width) * u32::from(*height) * 2;
            format.extend([
                26 + 4 * self.intervals.len() as u8,
                0x24,
                frame_kind,
                index,
                0,
            ]);
            format.extend(width.to_le_bytes());
            format.extend(height.to_le_bytes());
            format.extend((bytes * 15 * 8).to_le_bytes());
            format.extend((bytes * 30 * 8).to_le_bytes());
            format.extend(bytes.to_le_bytes());
            format.extend(self.intervals[0].to_le_bytes());
            format.push(self.intervals.len() as u8);
            format.extend(
                self.intervals
                    .iter()
                    .flat_map(|interval| interval.to_le_bytes()),
            );
        }
        format.extend([6, 0x24, 13, 1, 1, 4]); // colours of BT.709, transfer of BT.709, matrix of BT.601
        format
    }
}

fn string(text: &str) -> Vec<u8> {
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&[units.len() as u8 + 2, 3], units.as_slice()].concat()
}
