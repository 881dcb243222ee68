//! The camera itself, through nokhwa, which is named only here (with v4l, which it stands on in Linux). All of this runs in a child process: nokhwa waits for
//! a picture without a limit, and only a process can be ended from outside.

use std::io::{self, Read, Write};
use std::sync::mpsc::{self, TrySendError};
use std::thread;
use std::time::Duration;

use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType,
    Resolution,
};
use nokhwa::{Camera, NokhwaError};

use super::wire::{self, Kind};
use super::{Device, Listed, Opened, format, picture};
use crate::source::fault::Fault;
use crate::source::format::{Coding, Format};

/// What can be decoded here.
const FORMATS: &[FrameFormat] = &[FrameFormat::MJPEG, FrameFormat::YUYV];
/// How many formats are tried before a camera counts as unusable.
const MAX_FORMATS_TRIED: usize = 6;
/// How long macOS may take to ask the user; then the parent asks for another child anyway.
const PERMISSION_LIMIT: Duration = Duration::from_secs(4);

/// Films until the pipe to the parent breaks or something is wrong; the parent learns what.
pub(super) fn film(choice: Option<&str>, format: Option<Format>) {
    end_with_parent();
    let fault = match permission() {
        Ok(()) => film_one_of(format::chosen(nodes(), choice), format),
        Err(fault) => fault,
    };
    // A parent that has gone need not be told.
    let _ = wire::write(
        &mut io::stdout(),
        Kind::Fault,
        (0, 0),
        fault.code().as_bytes(),
    );
}

/// Prints a line of JSON for each camera.
pub(super) fn list() -> io::Result<()> {
    end_with_parent();
    let mut out = io::stdout().lock();
    if permission().is_err() {
        return Ok(());
    }
    let mut closed = Vec::new();
    for listed in format::chosen(nodes(), None).into_iter().filter_map(probe) {
        // What may not be opened may be the metadata of the camera before it: one line is enough to say so.
        if listed.fault.as_deref() == Some(Fault::NoPermission.code()) {
            if closed.contains(&listed.name) {
                continue;
            }
            closed.push(listed.name.clone());
        }
        serde_json::to_writer(&mut out, &listed)?;
        out.write_all(b"\n")?;
        out.flush()?;
    }
    Ok(())
}

/// Standard input is a pipe that nobody writes to: it ends when the parent does, however that happens.
fn end_with_parent() {
    let wait = || {
        let _ = io::stdin().read(&mut [0]);
        std::process::exit(0);
    };
    let watching = thread::Builder::new()
        .name("parent-watch".to_owned())
        .spawn(wait);
    if watching.is_err() {
        std::process::exit(1);
    }
}

/// Asks for permission where a system wants to be asked (macOS).
fn permission() -> Result<(), Fault> {
    if nokhwa::nokhwa_check() {
        return Ok(());
    }
    let (tell, answer) = mpsc::channel();
    nokhwa::nokhwa_initialize(move |granted| tell.send(granted).unwrap_or_default());
    match answer.recv_timeout(PERMISSION_LIMIT) {
        Ok(true) => Ok(()),
        _ => Err(Fault::NoPermission),
    }
}

/// Everything that the system calls a camera, with what only looks like one (metadata and the like).
fn nodes() -> Vec<Device> {
    let nodes = nokhwa::query(ApiBackend::Auto).unwrap_or_default();
    let device = |node: &nokhwa::utils::CameraInfo| {
        Some(Device {
            name: format::human_name(&node.human_name()),
            index: node.index().as_index().ok()?,
        })
    };
    nodes.iter().filter_map(device).collect()
}

/// A camera with its formats; `None` where it is none.
fn probe(device: Device) -> Option<Listed> {
    let (formats, fault) = match open(device.index) {
        Ok((_, formats)) if formats.is_empty() => return None,
        Ok((_, formats)) => (formats, None),
        Err(fault @ (Fault::Busy | Fault::NoPermission)) => (Vec::new(), Some(fault.code().into())),
        Err(_) => return None,
    };
    Some(Listed {
        name: device.name,
        index: device.index,
        formats,
        fault,
    })
}

/// Opens a camera; its formats come with it, the best first.
fn open(index: u32) -> Result<(Camera, Vec<Format>), Fault> {
    reset(index);
    // What is opened first does not matter: the format is chosen when the list of them is known.
    let any = RequestedFormat::with_formats(RequestedFormatType::None, FORMATS);
    let unusable = |error| fault_of(&error).unwrap_or(Fault::Unusable);
    let mut camera = Camera::new(CameraIndex::Index(index), any).map_err(unusable)?;
    let formats = camera.compatible_camera_formats().map_err(unusable)?;
    let formats: Vec<Format> = formats.iter().filter_map(format_of).collect();
    Ok((camera, format::best_first(&formats)))
}

/// Leads a camera out of a format that nokhwa does not understand, such as 7.5 pictures a second: it opens none that
/// another program left there. No harm where that fails: then it is in use, or not to be had.
#[cfg(target_os = "linux")]
fn reset(index: u32) {
    use v4l::video::Capture;
    use v4l::video::capture::Parameters;

    const CODINGS: [&[u8; 4]; 2] = [b"MJPG", b"YUYV"];
    let Ok(device) = v4l::Device::new(index as usize) else {
        return;
    };
    let is_known = |format: &v4l::Format| CODINGS.contains(&&format.fourcc.repr);
    let is_whole = |parameters: &Parameters| parameters.interval.numerator == 1;
    if !device.format().is_ok_and(|format| is_known(&format)) {
        let formats = CODINGS.map(|coding| v4l::Format::new(1280, 720, v4l::FourCC::new(coding)));
        let _ = formats
            .iter()
            .find(|format| device.set_format(format).is_ok_and(|set| is_known(&set)));
    }
    if !device
        .params()
        .is_ok_and(|parameters| is_whole(&parameters))
    {
        let rates = [30, 15, 25, 10, 5, 1].map(Parameters::with_fps);
        let _ = rates
            .iter()
            .find(|rate| device.set_params(rate).is_ok_and(|set| is_whole(&set)));
    }
}

#[cfg(not(target_os = "linux"))]
fn reset(_index: u32) {}

fn format_of(format: &CameraFormat) -> Option<Format> {
    Some(Format {
        width: format.width(),
        height: format.height(),
        fps: format.frame_rate(),
        coding: match format.format() {
            FrameFormat::MJPEG => Coding::Mjpeg,
            FrameFormat::YUYV => Coding::Yuyv,
            _ => return None,
        },
    })
}

/// Films with the first camera that can; else says what is wrong with the one that is most worth a word.
fn film_one_of(devices: Vec<Device>, format: Option<Format>) -> Fault {
    let mut worst = Fault::NoCamera;
    for device in devices {
        let fault = match film_with(device, format) {
            Ok(end) => return end,
            Err(fault) => fault,
        };
        if telling(fault) > telling(worst) {
            worst = fault;
        }
    }
    worst
}

/// A node without pictures says nothing while there is a camera that somebody else is using.
fn telling(fault: Fault) -> u8 {
    match fault {
        Fault::Busy => 3,
        Fault::NoPermission => 2,
        Fault::Unusable | Fault::Stalled | Fault::Frozen => 1,
        Fault::NoCamera | Fault::Unplugged => 0,
    }
}

/// Films with this camera, and returns how that ended; an error where it never began.
fn film_with(device: Device, asked: Option<Format>) -> Result<Fault, Fault> {
    let (mut camera, formats) = open(device.index)?;
    let tried = format::asked_first(formats.clone(), asked).into_iter();
    for format in tried.take(MAX_FORMATS_TRIED) {
        let refused = match start(&mut camera, format) {
            Ok(()) => {
                let opened = Opened {
                    name: device.name,
                    format,
                    formats,
                };
                return Ok(pump(&mut camera, &opened));
            }
            Err(error) => error,
        };
        if let Some(fault) = fault_of(&refused) {
            return Err(fault);
        }
        // Its buffers would keep the next format from being set.
        let _ = camera.stop_stream();
    }
    Err(Fault::Unusable)
}

/// Sets a format and waits for a first picture: some refusals (no room on the bus) come as late as that.
fn start(camera: &mut Camera, format: Format) -> Result<(), NokhwaError> {
    let wanted = CameraFormat::new(
        Resolution::new(format.width, format.height),
        match format.coding {
            Coding::Mjpeg => FrameFormat::MJPEG,
            Coding::Yuyv => FrameFormat::YUYV,
        },
        format.fps,
    );
    let exact = RequestedFormatType::Exact(wanted);
    camera.set_camera_requset(RequestedFormat::with_formats(exact, FORMATS))?;
    camera.open_stream()?;
    camera.frame_raw().map(drop)
}

/// Takes picture after picture. Each is sent if the parent has taken the last one, else it is dropped: the driver would
/// keep it, and hand out old ones for ever.
fn pump(camera: &mut Camera, opened: &Opened) -> Fault {
    let format = opened.format;
    let size = (format.width, format.height);
    let Ok(opened) = serde_json::to_vec(opened) else {
        return Fault::Unusable;
    };
    let (send, pictures) = mpsc::sync_channel::<(Kind, Vec<u8>)>(0);
    let sender = move || {
        let mut out = io::stdout();
        let mut sent = wire::write(&mut out, Kind::Opened, size, &opened);
        while let (Ok(()), Ok((kind, bytes))) = (&sent, pictures.recv()) {
            sent = wire::write(&mut out, kind, size, &bytes);
        }
    };
    let Ok(sender) = thread::Builder::new()
        .name("capture-send".to_owned())
        .spawn(sender)
    else {
        return Fault::Unusable;
    };
    let fault = loop {
        let buffer = match camera.frame_raw() {
            Ok(buffer) => buffer,
            // It worked until now, so whatever the system says, it went away.
            Err(error) => break fault_of(&error).unwrap_or(Fault::Unplugged),
        };
        let (kind, bytes) = match format.coding {
            Coding::Mjpeg => (Kind::Jpeg, picture::whole_jpeg(&buffer)),
            Coding::Yuyv => (
                Kind::Yuyv,
                picture::whole_yuyv(format.width, format.height, &buffer),
            ),
        };
        let message = match bytes {
            Some(bytes) => (kind, bytes.to_vec()),
            None => (Kind::Damaged, Vec::new()),
        };
        if let Err(TrySendError::Disconnected(_)) = send.try_send(message) {
            break Fault::Stalled; // the parent has gone; nobody reads this
        }
    };
    drop(send);
    let _ = sender.join(); // so that the fault comes last
    fault
}

/// What an error of nokhwa says about the camera; it passes on the words of the system, with the number in them.
fn fault_of(error: &NokhwaError) -> Option<Fault> {
    fault_of_text(&error.to_string())
}

fn fault_of_text(error: &str) -> Option<Fault> {
    const WORDS: [(&str, Fault); 11] = [
        ("(os error 1)", Fault::NoPermission),  // EPERM
        ("(os error 13)", Fault::NoPermission), // EACCES
        ("(os error 16)", Fault::Busy),         // EBUSY
        ("(os error 2)", Fault::Unplugged),     // ENOENT
        ("(os error 6)", Fault::Unplugged),     // ENXIO
        ("(os error 19)", Fault::Unplugged),    // ENODEV
        ("0x80070005", Fault::NoPermission),    // E_ACCESSDENIED
        ("0x80070020", Fault::Busy),            // ERROR_SHARING_VIOLATION
        ("0xC00D3704", Fault::Busy),            // MF_E_HW_MFT_FAILED_START_STREAMING
        ("0xC00D3EA3", Fault::Busy),            // MF_E_VIDEO_RECORDING_DEVICE_PREEMPTED
        ("0xC00D3EA2", Fault::Unplugged),       // MF_E_VIDEO_RECORDING_DEVICE_INVALIDATED
    ];
    let (_, fault) = WORDS.iter().find(|(words, _)| error.contains(words))?;
    Some(*fault)
}

#[cfg(test)]
mod tests {
    use super::fault_of_text;
    use crate::source::fault::Fault;

    #[test]
    fn the_system_says_what_is_wrong() {
        let of = |text: &str| fault_of_text(text);
        let busy = "Could not open device stream: Device or resource busy (os error 16)";
        assert_eq!(of(busy), Some(Fault::Busy));
        let closed = "Could not open device 0: V4L2 Error: Permission denied (os error 13)";
        assert_eq!(of(closed), Some(Fault::NoPermission));
        let gone = "Could not capture frame: No such device (os error 19)";
        assert_eq!(of(gone), Some(Fault::Unplugged));
        let taken = "Could not open device 0: 拒绝访问。 (0x80070005)";
        assert_eq!(of(taken), Some(Fault::NoPermission));
        assert_eq!(of("No space left on device (os error 28)"), None);
        assert_eq!(of("Input/output error (os error 5)"), None);
        assert_eq!(
            of("Could not get device property CameraFormat: Failed to Fufill"),
            None
        );
    }
}
