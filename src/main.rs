//! Arguments → command line → exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(yanma::cli::run())
}
