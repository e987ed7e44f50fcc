//! What will exist for a program, as plain data. The blocks' paths stand in the checked program.

use super::check::Program;

/// What is written for a program.
#[derive(Debug)]
pub(super) struct ProgramPlan {
    pub(super) name: String,
    pub(super) housekeeping: Option<usize>,
    /// For each block its cores, or none for the main thread.
    pub(super) cores: Vec<Option<usize>>,
}

/// Plans a program.
pub(super) fn program(program: &Program) -> ProgramPlan {
    ProgramPlan {
        name: program.name.to_string(),
        housekeeping: program.housekeeping,
        cores: program.blocks.iter().map(|block| block.cores).collect(),
    }
}
