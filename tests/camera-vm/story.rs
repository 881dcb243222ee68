//! What happens to cameras in a hall, one after the other, and what the program makes of it.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::scene::Reel;
use crate::usb::{Behaviour, Coding, Model, Webcam};

const YANMA: &str = "/bin/yanma";
/// An official code, and one that only looks so.
const OFFICIAL: &str = "/samples/official.png";
const LOOKALIKE: &str = "/samples/lookalike.png";
/// The time of a test is that of an emulated processor: nothing is quick.
const PATIENCE: Duration = Duration::from_secs(60);
pub const HD: (u16, u16) = (1280, 720);

/// Pictures a second, as times between them in units of 100 ns.
const THIRTY: u32 = 333_333;
const FIFTEEN: u32 = 666_666;
const SEVEN_AND_A_HALF: u32 = 1_333_333;

pub const COMMON: Model = Model {
    name: "Hall Webcam",
    codings: &[Coding::Mjpeg, Coding::Yuyv],
    sizes: &[(640, 480), HD, (1920, 1080)],
    intervals: &[THIRTY, FIFTEEN],
};

/// A row of the table.
struct Row {
    event: &'static str,
    did: String,
    fault: Option<Duration>,
    recovery: Option<Duration>,
    is_right: bool,
}

/// Runs the whole story; true where the program did right all the time.
pub fn run() -> bool {
    let official = Reel::of(Path::new(OFFICIAL)).ready(&[Coding::Mjpeg], &[HD]);
    let chapters: [fn(&Reel) -> Vec<Row>; 13] = [
        nothing_there,
        verdicts,
        other_modes,
        formats,
        pulled,
        silent,
        damaged,
        stuck,
        others_have_it,
        not_allowed,
        two_cameras,
        children,
        many_times,
    ];
    let mut rows = Vec::new();
    for chapter in chapters {
        let new = chapter(&official);
        // A row as soon as it is known: a machine that hangs shall have told as much as it knows.
        new.iter().for_each(print);
        rows.extend(new);
    }
    let more = [vivid(), cost(&official)];
    for row in more {
        print(&row);
        rows.push(row);
    }
    println!(
        "\n| event | what the program did | to the fault | to the picture again |\n|---|---|---|---|"
    );
    let millis =
        |time: Option<Duration>| time.map_or("–".to_owned(), |t| format!("{} ms", t.as_millis()));
    for row in &rows {
        let sign = if row.is_right { "" } else { "**WRONG** " };
        let (fault, recovery) = (millis(row.fault), millis(row.recovery));
        println!(
            "| {} | {sign}{} | {fault} | {recovery} |",
            row.event, row.did
        );
    }
    rows.iter().all(|row| row.is_right)
}

fn print(row: &Row) {
    let sign = if row.is_right { "ok" } else { "WRONG" };
    println!(
        "{sign:5} {}: {} {:?} {:?}",
        row.event, row.did, row.fault, row.recovery
    );
}

/// `yanma watch` at work.
struct Watch {
    child: Child,
    lines: Receiver<(Instant, Value)>,
    /// The names of all that was told since they were last asked for.
    told: Vec<String>,
    last: Value,
}

impl Watch {
    fn start(arguments: &[&str]) -> Watch {
        Watch::of(Command::new(YANMA).arg("watch").args(arguments))
    }

    fn of(command: &mut Command) -> Watch {
        let mut child = command.stdout(Stdio::piped()).spawn().expect("yanma");
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = mpsc::channel();
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let value = serde_json::from_str(&line).expect("a line of JSON");
                if send.send((Instant::now(), value)).is_err() {
                    return;
                }
            }
        });
        Watch {
            child,
            lines,
            told: Vec::new(),
            last: Value::Null,
        }
    }

    /// Waits for a line; the time from `since` until it was told, `None` where it does not come.
    fn until(&mut self, since: Instant, is_it: impl Fn(&Value) -> bool) -> Option<Duration> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let (at, line) = self.lines.recv_timeout(left).ok()?;
            let word = |word: &Value| word.as_str().unwrap_or("?").to_owned();
            let reasons = reasons(&line).join(", ");
            self.told.push(match reasons.as_str() {
                _ if line["now"] != "verdict" => word(&line["now"]),
                "" => word(&line["verdict"]),
                reasons => format!("{} ({reasons})", word(&line["verdict"])),
            });
            self.last = line;
            if is_it(&self.last) {
                return Some(at.saturating_duration_since(since));
            }
        }
    }

    fn until_now(&mut self, since: Instant, now: &str) -> Option<Duration> {
        self.until(since, |line| line["now"] == now)
    }

    /// Waits until the official code was read and nothing is against it. Safe takes a thorough look besides, which an
    /// emulated processor hardly ends within the limit of its time.
    fn until_official(&mut self, since: Instant) -> Option<Duration> {
        let is_of_time = |reason: &&str| ["unconfirmed", "gave-up"].contains(reason);
        self.until(since, |line| {
            line["now"] == "verdict"
                && line["verdict"] != "no-code"
                && reasons(line).iter().all(is_of_time)
        })
    }

    /// What was told since the last time, briefly.
    fn story(&mut self) -> String {
        let mut told = std::mem::take(&mut self.told);
        told.dedup();
        told.join(", ")
    }

    fn row(
        &mut self,
        event: &'static str,
        fault: Option<Duration>,
        recovery: Option<Duration>,
        limit: u64,
    ) -> Row {
        let is_quick = |time: Duration| time < Duration::from_millis(limit);
        Row {
            event,
            did: self.story(),
            fault,
            recovery,
            is_right: recovery.is_some_and(is_quick),
        }
    }
}

/// The codes of the reasons of a verdict.
fn reasons(line: &Value) -> Vec<&str> {
    let reasons = line["reasons"].as_array().into_iter().flatten();
    reasons.filter_map(Value::as_str).collect()
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn plug(official: &Reel) -> Webcam {
    let webcam = Webcam::plug(0, COMMON, official.clone());
    wait_for_node("/dev/video0");
    webcam
}

fn wait_for_node(path: &str) {
    let deadline = Instant::now() + PATIENCE;
    while !Path::new(path).exists() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(10));
    }
}

fn pull(webcam: Webcam) {
    drop(webcam);
    let deadline = Instant::now() + PATIENCE;
    while Path::new("/dev/video0").exists() && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(10));
    }
}

fn nothing_there(official: &Reel) -> Vec<Row> {
    let start = Instant::now();
    let status = Command::new(YANMA).arg("cameras").status().unwrap();
    let listed = Row {
        event: "`yanma cameras` without a camera",
        did: format!("exit status {:?}", status.code()),
        fault: Some(start.elapsed()),
        recovery: None,
        is_right: status.code() == Some(1),
    };
    let start = Instant::now();
    let mut watch = Watch::start(&[]);
    let fault = watch.until_now(start, "no-camera");
    let webcam = Webcam::plug(0, COMMON, official.clone());
    let plugged = Instant::now();
    let recovery = watch.until_now(plugged, "live");
    let row = watch.row("no camera; then it is plugged in", fault, recovery, 3_000);
    pull(webcam);
    vec![listed, row]
}

fn verdicts(official: &Reel) -> Vec<Row> {
    let webcam = plug(official);
    let start = Instant::now();
    let mut watch = Watch::start(&[]);
    let live = watch.until_now(start, "live");
    let official = watch.until_official(start);
    let first = Row {
        event: "start with an official code (JPEG, 1280×720)",
        did: watch.story(),
        fault: None,
        recovery: live,
        is_right: official.is_some(),
    };
    webcam.show(Reel::of(Path::new(LOOKALIKE)).ready(&[Coding::Mjpeg], &[HD]));
    let shown = Instant::now();
    let is_told = |line: &Value| reasons(line).contains(&"target-embedding");
    let is_not_safe = watch.until(shown, is_told).is_some();
    let second = Row {
        event: "a look-alike code instead",
        did: watch.story(),
        fault: None,
        recovery: None,
        is_right: is_not_safe,
    };
    drop(watch);
    let output = Command::new(YANMA).arg("cameras").output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}");
    let listed = Row {
        event: "`yanma cameras`",
        did: text.lines().next().unwrap_or_default().to_owned(),
        fault: None,
        recovery: None,
        is_right: output.status.code() == Some(0) && text.matches("Hall Webcam").count() == 1,
    };
    pull(webcam);
    vec![first, second, listed]
}

fn other_modes(_: &Reel) -> Vec<Row> {
    type Rates = &'static [u32];
    const COMMON_RATES: Rates = &[THIRTY, FIFTEEN];
    const ODD_RATES: Rates = &[SEVEN_AND_A_HALF, FIFTEEN];
    let models = [
        ("YUYV only, 1280×720", Coding::Yuyv, HD, COMMON_RATES),
        (
            "JPEG only, 640×480",
            Coding::Mjpeg,
            (640, 480),
            COMMON_RATES,
        ),
        (
            "JPEG only, 1920×1080",
            Coding::Mjpeg,
            (1920, 1080),
            COMMON_RATES,
        ),
        (
            "left at 7.5 pictures a second",
            Coding::Mjpeg,
            HD,
            ODD_RATES,
        ),
    ];
    let film = |(event, coding, size, intervals): (&'static str, Coding, (u16, u16), Rates)| {
        let codings: &'static [Coding] = Vec::leak(vec![coding]);
        let sizes: &'static [(u16, u16)] = Vec::leak(vec![size]);
        let reel = Reel::of(Path::new(OFFICIAL)).ready(codings, sizes);
        let model = Model {
            name: "Other Webcam",
            codings,
            sizes,
            intervals,
        };
        let webcam = Webcam::plug(0, model, reel);
        wait_for_node("/dev/video0");
        let start = Instant::now();
        let mut watch = Watch::start(&[]);
        let is_width = |line: &Value| line["width"] == u64::from(size.0);
        let live = watch.until(start, is_width);
        let official = watch.until_official(start);
        let row = Row {
            event,
            did: watch.story(),
            fault: None,
            recovery: live,
            is_right: official.is_some(),
        };
        drop(watch);
        pull(webcam);
        row
    };
    models.into_iter().map(film).collect()
}

/// A format is asked for, as the settings do: taken where it is offered, else the best.
fn formats(official: &Reel) -> Vec<Row> {
    let webcam = plug(official);
    let mut rows = Vec::new();
    for (event, asked, taken) in [
        (
            "a format that it offers is asked for",
            "640×480 YUYV 15/s",
            "640×480 YUYV 15/s",
        ),
        (
            "a format that it does not offer is asked for",
            "800×600 YUYV 15/s",
            "1280×720 MJPEG 30/s",
        ),
    ] {
        let start = Instant::now();
        let mut watch = Watch::start(&["--film-only", "--format", asked]);
        let live = watch.until_now(start, "live");
        rows.push(Row {
            event,
            did: format!("{}, {}", watch.story(), watch.last["format"]),
            fault: None,
            recovery: live,
            is_right: watch.last["format"] == taken,
        });
    }
    pull(webcam);
    rows
}

fn pulled(official: &Reel) -> Vec<Row> {
    let mut webcam = plug(official);
    let mut watch = Watch::start(&["--film-only"]);
    watch.until_now(Instant::now(), "live");
    let mut rows = Vec::new();
    for (event, away) in [
        ("unplugged for 0.5 s, plugged in again", 500),
        ("unplugged for 10 s, plugged in again", 10_000),
        ("and once more", 3_000),
    ] {
        watch.story();
        let pulled = Instant::now();
        drop(webcam);
        let fault = watch.until_now(pulled, "unplugged");
        thread::sleep(Duration::from_millis(away).saturating_sub(pulled.elapsed()));
        webcam = Webcam::plug(0, COMMON, official.clone());
        let plugged = Instant::now();
        let recovery = watch.until_now(plugged, "live");
        rows.push(watch.row(event, fault, recovery, 3_000));
    }
    drop(watch);
    pull(webcam);
    rows
}

/// Lets a running camera misbehave until the fault is told, then no more.
fn misbehave(
    official: &Reel,
    event: &'static str,
    behaviour: Behaviour,
    expected: &str,
    limit: u64,
) -> Row {
    let webcam = plug(official);
    let mut watch = Watch::start(&["--film-only"]);
    watch.until_now(Instant::now(), "live");
    watch.story();
    let begun = Instant::now();
    webcam.set(behaviour);
    let fault = watch.until_now(begun, expected);
    thread::sleep(Duration::from_secs(4));
    let ended = Instant::now();
    webcam.set(Behaviour::Films);
    let recovery = watch.until_now(ended, "live");
    let row = watch.row(event, fault, recovery, limit);
    drop(watch);
    pull(webcam);
    row
}

fn silent(official: &Reel) -> Vec<Row> {
    vec![misbehave(
        official,
        "stalls, then films again",
        Behaviour::Stalls,
        "stalled",
        6_000,
    )]
}

fn damaged(official: &Reel) -> Vec<Row> {
    let webcam = plug(official);
    webcam.set(Behaviour::DamagesHalf);
    let start = Instant::now();
    let mut watch = Watch::start(&["--film-only", "--seconds", "12"]);
    let over = watch.until_now(start, "over");
    let count = |field: &str| watch.last[field].as_u64().unwrap_or_default();
    let (shown, sent) = (count("pictures"), count("number"));
    let did = watch.story();
    let half = Row {
        event: "every other picture is damaged",
        fault: None,
        recovery: None,
        // Never a fault, and hardly a damaged picture: some damage is a valid JPEG of rubbish.
        is_right: over.is_some()
            && did == "starting, live, over"
            && (sent / 3..=sent * 2 / 3).contains(&shown),
        did: format!("{did}; {shown} of {sent} pictures shown"),
    };
    pull(webcam);
    let all = misbehave(
        official,
        "all pictures are damaged, then none",
        Behaviour::DamagesAll,
        "unusable",
        6_000,
    );
    vec![half, all]
}

fn stuck(official: &Reel) -> Vec<Row> {
    vec![misbehave(
        official,
        "freezes, then moves again",
        Behaviour::Freezes,
        "frozen",
        3_000,
    )]
}

/// `yanma capture`, which has the camera as long as its standard input is open.
fn hold() -> (Child, ChildStdin) {
    let mut child = Command::new(YANMA)
        .arg("capture")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdout
        .as_mut()
        .unwrap()
        .read_exact(&mut [0; 64])
        .unwrap();
    let stdin = child.stdin.take().unwrap();
    (child, stdin)
}

fn others_have_it(official: &Reel) -> Vec<Row> {
    let webcam = plug(official);
    let (mut holder, stdin) = hold();
    let start = Instant::now();
    let mut watch = Watch::start(&["--film-only"]);
    let fault = watch.until_now(start, "busy");
    let output = Command::new(YANMA)
        .args(["cameras", "--lang", "en"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{text}");
    let freed = Instant::now();
    drop(stdin);
    let recovery = watch.until_now(freed, "live");
    holder.wait().unwrap();
    let mut row = watch.row(
        "another program has the camera, then closes it",
        fault,
        recovery,
        3_000,
    );
    row.is_right &= text.contains("Another program") && output.status.code() == Some(2);
    drop(watch);
    pull(webcam);
    vec![row]
}

fn not_allowed(official: &Reel) -> Vec<Row> {
    let webcam = plug(official);
    let chmod = |mode: &str| busybox(&["chmod", mode, "/dev/video0", "/dev/video1"]);
    chmod("600");
    let start = Instant::now();
    let mut watch = Watch::of(
        Command::new(YANMA)
            .args(["watch", "--film-only"])
            .uid(1000)
            .gid(1000),
    );
    let fault = watch.until_now(start, "no-permission");
    let output = Command::new(YANMA)
        .args(["cameras", "--lang", "en"])
        .uid(1000)
        .gid(1000)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    print!("{text}");
    let allowed = Instant::now();
    chmod("666");
    let recovery = watch.until_now(allowed, "live");
    let mut row = watch.row(
        "not allowed to open the camera, then allowed",
        fault,
        recovery,
        3_000,
    );
    row.is_right &= text.matches("group video").count() == 1 && output.status.code() == Some(2);
    drop(watch);
    pull(webcam);
    vec![row]
}

fn two_cameras(official: &Reel) -> Vec<Row> {
    let first = plug(official);
    let desk = Model {
        name: "Desk Webcam",
        ..COMMON
    };
    let second = Webcam::plug(1, desk.clone(), official.clone());
    wait_for_node("/dev/video2");
    let start = Instant::now();
    let is = |name: &'static str| move |line: &Value| line["camera"] == name;
    let mut watch = Watch::start(&["--film-only", "--camera", "desk webcam"]);
    let by_name = watch.until(start, is("Desk Webcam"));
    let pulled = Instant::now();
    drop(second);
    let fault = watch.until_now(pulled, "unplugged");
    thread::sleep(Duration::from_secs(4));
    // It must not take the other one; and the chosen one may have another number when it comes back.
    drop(first);
    thread::sleep(Duration::from_secs(1));
    let second = Webcam::plug(2, desk, official.clone());
    let plugged = Instant::now();
    let recovery = watch.until_now(plugged, "live");
    let mut row = watch.row(
        "two cameras: the chosen one is pulled, comes back with another number",
        fault,
        recovery,
        3_000,
    );
    row.is_right &= by_name.is_some() && row.did == "starting, live, unplugged, live";
    drop(watch);
    let mut watch = Watch::start(&["--film-only", "--camera", "0"]);
    let by_number = watch.until(Instant::now(), is("Desk Webcam"));
    row.is_right &= by_number.is_some();
    drop(watch);
    pull(second);
    vec![row]
}

/// Processes that film now.
fn filming() -> Vec<u32> {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let pid = |entry: fs::DirEntry| {
        let pid: u32 = entry.file_name().to_str()?.parse().ok()?;
        let arguments = fs::read(entry.path().join("cmdline")).ok()?;
        let is_capture = arguments.split(|byte| *byte == 0).nth(1) == Some(b"capture");
        is_capture.then_some(pid)
    };
    processes.filter_map(pid).collect()
}

fn busybox(arguments: &[&str]) {
    let _ = Command::new("/bin/busybox").args(arguments).status();
}

fn signal(name: &str, pid: u32) {
    busybox(&["kill", name, &pid.to_string()]);
}

fn children(official: &Reel) -> Vec<Row> {
    let webcam = plug(official);
    let mut watch = Watch::start(&["--film-only"]);
    watch.until_now(Instant::now(), "live");
    let parent = watch.child.id();
    let mut rows = Vec::new();
    for (event, name) in [
        ("the capturing child is killed", "-KILL"),
        ("the capturing child is stopped", "-STOP"),
    ] {
        watch.story();
        let hit = Instant::now();
        filming().into_iter().for_each(|pid| signal(name, pid));
        let fault = watch.until_now(hit, "stalled");
        let after = hit + fault.unwrap_or_default();
        let recovery = watch.until_now(after, "live");
        rows.push(watch.row(event, fault, recovery, 3_000));
    }
    // As in a suspended computer: everything stands still, and the clock goes on.
    let all: Vec<u32> = filming().into_iter().chain([parent]).collect();
    all.iter().for_each(|pid| signal("-STOP", *pid));
    thread::sleep(Duration::from_secs(6));
    let woken = Instant::now();
    all.iter().for_each(|pid| signal("-CONT", *pid));
    let fault = watch.until_now(woken, "stalled");
    let recovery = watch.until_now(woken, "live");
    rows.push(watch.row(
        "everything is stopped for 6 s, as in a suspended computer",
        fault,
        recovery,
        3_000,
    ));

    let killed = Instant::now();
    signal("-KILL", parent);
    while !filming().is_empty() && killed.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(5));
    }
    rows.push(Row {
        event: "the program is killed",
        did: format!("its child ended after {} ms", killed.elapsed().as_millis()),
        fault: None,
        recovery: None,
        is_right: killed.elapsed() < Duration::from_secs(2),
    });
    drop(watch);
    pull(webcam);
    rows
}

fn many_times(official: &Reel) -> Vec<Row> {
    const TIMES: u32 = 50;
    let webcam = plug(official);
    let start = Instant::now();
    for _ in 0..TIMES {
        let (mut child, _stdin) = hold();
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let took = start.elapsed() / TIMES;
    let row = Row {
        event: "opened and closed 50 times, by force",
        did: format!(
            "{} ms each, {} children left",
            took.as_millis(),
            filming().len()
        ),
        fault: None,
        recovery: None,
        is_right: filming().is_empty(),
    };
    pull(webcam);
    vec![row]
}

/// Another driver: the kernel's own virtual camera.
fn vivid() -> Row {
    busybox(&["sh", "/vivid"]);
    wait_for_node("/dev/video0");
    let start = Instant::now();
    let mut watch = Watch::start(&[]);
    let live = watch.until_now(start, "live");
    let verdict = watch
        .until(start, |line| line["verdict"] == "no-code")
        .is_some();
    let did = watch.story();
    drop(watch);
    let output = Command::new(YANMA)
        .args(["cameras", "--lang", "en"])
        .output()
        .unwrap();
    print!("{}", String::from_utf8_lossy(&output.stdout));
    busybox(&["rmmod", "vivid"]);
    Row {
        event: "another driver (vivid)",
        did,
        fault: None,
        recovery: live,
        is_right: live.is_some() && verdict,
    }
}

/// Seconds of processor time that a process has used.
fn used(pid: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    ticks
        .filter_map(|ticks| ticks.parse::<f64>().ok())
        .sum::<f64>()
        / 100.0
}

fn cost(official: &Reel) -> Row {
    let webcam = plug(official);
    let mut watch = Watch::start(&["--film-only", "--seconds", "15"]);
    watch.until_now(Instant::now(), "live");
    let parent = watch.child.id();
    let child = filming().first().copied().unwrap_or_default();
    let (begun, before) = (Instant::now(), [used(parent), used(child)]);
    thread::sleep(Duration::from_secs(10));
    let seconds = begun.elapsed().as_secs_f64();
    let shares =
        [used(parent) - before[0], used(child) - before[1]].map(|used| used / seconds * 100.0);
    watch.until_now(begun, "over");
    let pictures = watch.last["pictures"].as_u64().unwrap_or_default();
    let filmed = watch.last["millis"].as_f64().unwrap_or(f64::NAN) / 1_000.0;
    let rate = pictures as f64 / filmed;
    let row = Row {
        event: "cost of filming at 1280×720, JPEG",
        did: format!(
            "{rate:.0} pictures a second; parent {:.0} %, child {:.0} % of one emulated core",
            shares[0], shares[1]
        ),
        fault: None,
        recovery: None,
        is_right: true,
    };
    drop(watch);
    pull(webcam);
    row
}
