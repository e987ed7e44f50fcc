//! A block eight times as long takes about eight times the work: counted in what compilers and formatter allocate,
//! because a test has no business with clocks. (Eight, as buffers double.) `tests/peers/expansion` measures times.

use std::alloc::System;

use mutations::{Compiler, many_lines};
use parseltongue_format::{AsWritten, Style, format};
use parseltongue_syntax::Mode;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Allocations, and bytes of them.
type Work = [usize; 2];

fn of_compiling(compiler: Compiler, lines: usize) -> Work {
    let tokens = many_lines::block(compiler, lines);
    let region = Region::new(ALLOCATOR);
    let expansion = compiler.compile(tokens, Mode::Rustc);
    let work = since(&region);
    assert!(expansion.problems.is_empty());
    work
}

fn of_formatting(compiler: Compiler, lines: usize) -> Work {
    let source = format!("{}! {{ {} }}", compiler.macro_name(), many_lines::text(compiler, lines));
    let region = Region::new(ALLOCATOR);
    let laid_out = format(&source, &Style::default(), &[], &mut AsWritten);
    let work = since(&region);
    assert!(laid_out.is_ok_and(|laid_out| laid_out != source));
    work
}

fn since(region: &Region<'_, System>) -> Work {
    let change = region.change();
    [change.allocations + change.reallocations, change.bytes_allocated]
}

/// The work that so many lines are.
type Pass = fn(Compiler, usize) -> Work;

/// One test for both: the allocator counts what other tests do meanwhile, too.
#[test]
fn eight_times_the_lines_take_at_most_nine_times_the_work() {
    let passes: [(&str, Pass); 2] = [("compiling", of_compiling), ("formatting", of_formatting)];
    for compiler in Compiler::ALL {
        for (pass, work) in passes {
            let (short, long) = (work(compiler, 500), work(compiler, 4000));
            for (what, (short, long)) in ["allocations", "bytes"].into_iter().zip(short.into_iter().zip(long))
            {
                assert!(
                    long <= 9 * short,
                    "{pass} {}: {short} {what} for 500 lines, {long} for 4,000",
                    compiler.macro_name()
                );
            }
        }
    }
}
