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

#[cfg(test)]
mod tests {
    use crate::items::testing::read;

    #[test]
    fn the_plan_of_a_desk() {
        let plan = read(
            r##"define_program TradingDesk { housekeeping: 1 core, Market: 1 core, web::Exchange: 2 cores, Desk: main_thread, }"##,
            |item, cursor, problems| {
                let tree = super::super::parse::program(item, cursor, problems).expect("a program");
                super::program(&super::super::check::program(tree, problems))
            },
        );
        insta::assert_debug_snapshot!(plan);
    }
}
