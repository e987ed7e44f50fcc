//! What is underlined.

use editors::{Editor, Problem};

use crate::{DESK, MAIN, TRADING_DESK, Test};

pub(crate) const TESTS: &[Test] = &[
    ("a_right_program_has_no_problems", right_programs),
    ("our_problems_are_underlined_where_they_are", our_problems),
    ("a_syntax_error_in_one_handler_leaves_the_others_alone", syntax_errors),
];

fn right_programs(editor: &mut Editor) {
    for file in [MAIN, DESK, TRADING_DESK] {
        assert_eq!(editor.problems(file), [], "{file}");
    }
}

/// The words that are underlined, and the first line of what is said of them.
fn told(problems: &[Problem]) -> Vec<(&str, &str)> {
    problems.iter().map(|it| (it.word.as_str(), it.message.lines().next().unwrap_or_default())).collect()
}

fn our_problems(editor: &mut Editor) {
    editor.write(MAIN, "quantity: i64 at_least 1", "quantity: u32 at_least 1");
    editor.write(MAIN, "deadline: 50 ms", "deadline: 50");
    let problems = editor.problems(MAIN);
    let words: Vec<&str> = problems.iter().map(|problem| problem.word.as_str()).collect();
    assert_eq!(words, ["u32", "50"], "{problems:#?}");
    assert!(problems.iter().all(|problem| problem.message.contains("code: PT")), "{problems:#?}");
}

fn syntax_errors(editor: &mut Editor) {
    // Two problems that stay, one of Rust and one of ours, and one handler that is broken in one way after the other.
    editor.write(MAIN, "finish_with found;", "fail_with 3;\n            finish_with found;");
    editor.write(MAIN, "drop(known);", "drop(known, 3);");
    let before = editor.problems(MAIN);
    assert_eq!(
        told(&before),
        [
            ("(known, 3)", "expected 1 argument, found 2"),
            ("fail_with", "`fail_with` needs an error type, and the body declares none"),
        ]
    );
    let total = "finish_with totals.iter().sum();";
    for broken in ["finish_with totals.iter(.sum();", "let x = ; finish_with totals", "match totals { 3 => }"]
    {
        editor.write(MAIN, total, broken);
        let after = editor.problems(MAIN);
        for problem in &before {
            assert!(after.contains(problem), "{broken}: {after:#?}");
        }
        let others: Vec<&Problem> = after.iter().filter(|problem| !before.contains(problem)).collect();
        // What of it rust-analyzer does not tell by itself, `cargo check` does.
        assert!(others.iter().all(|problem| problem.line == broken), "{broken}: {others:#?}");

        let next = "publish trade to Market::Trades;";
        let half = editor.write(MAIN, next, &format!("order.$0 {next}"));
        let offered = editor.completions(&half);
        assert!(offered.contains(&"quantity".to_owned()), "{broken}: {offered:?}");
        editor.write(MAIN, &format!("order. {next}"), next);
        editor.write(MAIN, broken, total);
    }
}
