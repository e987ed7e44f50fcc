//! The command `parseltongue`.

fn main() -> std::process::ExitCode {
    parseltongue_cli::command::run()
}
