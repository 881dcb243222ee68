//! The camera on real kernel drivers, in a virtual machine: `tests/camera-vm/run` starts it. Outside there is nothing
//! to test with, and this says so.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
mod scene;
#[cfg(target_os = "linux")]
mod story;
#[cfg(target_os = "linux")]
mod usb;

fn main() {
    #[cfg(target_os = "linux")]
    if std::env::args().nth(1).as_deref() == Some("in-the-vm") {
        std::process::exit(i32::from(!story::run()));
    }
    println!("camera-vm: skipped; tests/camera-vm/run starts it in a virtual machine");
}
