//! The program: arguments in, exit code out.

use std::process::ExitCode;

use clap::Parser;
use stocktake::Cli;

fn main() -> ExitCode {
    if stocktake::complete() {
        return ExitCode::SUCCESS;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    ExitCode::from(stocktake::main(cli))
}
