//! A webcam for a whole machine under test (`tests/kiosk-vm/run`): `film` reads what it is to show from standard input, a line each.
//! The path of a picture: it is held up. An empty line: the camera is pulled.

use std::io::{BufRead, stdin};
use std::path::Path;

use crate::scene::Reel;
use crate::story::{COMMON, HD};
use crate::usb::{Coding, Webcam};

pub fn film() {
    let mut webcam: Option<Webcam> = None;
    for line in stdin().lock().lines().map_while(Result::ok) {
        if line.is_empty() {
            webcam = None;
            continue;
        }
        let reel = Reel::of(Path::new(&line)).ready(&[Coding::Mjpeg], &[HD]);
        match &webcam {
            Some(webcam) => webcam.show(reel),
            None => webcam = Some(Webcam::plug(0, COMMON, reel)),
        }
    }
}
