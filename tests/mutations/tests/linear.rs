//! A block ten times as long takes about ten times the work: counted in what the compilers allocate, because a
//! test has no business with clocks. `tests/peers` counts instructions.

use std::alloc::System;

use mutations::{Compiler, many_lines};
use parseltongue_syntax::Mode;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Allocations, and bytes of them.
fn work(compiler: Compiler, lines: usize) -> [usize; 2] {
    let tokens = many_lines::block(compiler, lines);
    let region = Region::new(ALLOCATOR);
    let expansion = compiler.compile(tokens, Mode::Rustc);
    let change = region.change();
    assert!(expansion.problems.is_empty());
    [change.allocations + change.reallocations, change.bytes_allocated]
}

#[test]
fn ten_times_the_lines_take_at_most_eleven_times_the_work() {
    for compiler in Compiler::ALL {
        let (short, long) = (work(compiler, 500), work(compiler, 5000));
        for (what, (short, long)) in ["allocations", "bytes"].into_iter().zip(short.into_iter().zip(long)) {
            assert!(
                long <= 11 * short,
                "{}: {short} {what} for 500 lines, {long} for 5,000",
                compiler.macro_name()
            );
        }
    }
}
