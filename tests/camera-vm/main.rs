//! The camera on real kernel drivers, in a virtual machine: `tests/camera-vm/run` starts it. Outside there is nothing
//! to test with, and this says so.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
mod hall;
#[cfg(target_os = "linux")]
mod keep;
#[cfg(target_os = "linux")]
mod scene;
#[cfg(target_os = "linux")]
mod story;
#[cfg(target_os = "linux")]
mod usb;

fn main() {
    #[cfg(target_os = "linux")]
    {
        let arguments: Vec<String> = std::env::args().skip(1).collect();
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        match arguments[..] {
            ["in-the-vm"] => std::process::exit(i32::from(!story::run())),
            ["film"] => return hall::film(),
            ["write", folder] => keep::write(folder.as_ref()),
            ["read", folder] => return keep::read(folder.as_ref()),
            _ => {}
        }
    }
    println!("camera-vm: skipped; tests/camera-vm/run starts it in a virtual machine");
}
