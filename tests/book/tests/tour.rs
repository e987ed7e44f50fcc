//! The book shows the trading desk piece by piece: every piece stands in the program, word for word.

const TOUR: &str = include_str!("../../../book/src/tour.md");
const PROGRAMS: &str = include_str!("../../../book/src/programs.md");
const PROGRAM: &str = include_str!("../../../examples/trading_desk/src/main.rs");

#[test]
fn every_listing_that_is_a_piece_stands_in_the_trading_desk() {
    let program = without_margins(PROGRAM);
    let listings: Vec<&str> = [TOUR, PROGRAMS]
        .iter()
        .flat_map(|page| page.split("```rust,ignore\n").skip(1))
        .filter_map(|text| text.split("```").next())
        .collect();
    assert!(listings.len() >= 7, "the book has lost its listings");
    for listing in listings {
        assert!(program.contains(&without_margins(listing)), "not in the trading desk:\n{listing}");
    }
}

/// The lines without their indentation: the book shows pieces at the margin.
fn without_margins(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}
