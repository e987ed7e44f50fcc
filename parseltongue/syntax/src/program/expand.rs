//! The Rust of a program.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};

use super::check::Program;
use super::plan::ProgramPlan;
use crate::documented;
use crate::items::Item;
use crate::written::{at_keyword, number, quiet};

/// Writes a program and its `main`.
pub(super) fn program(plan: &ProgramPlan, program: &Program, item: &Item<'_>) -> TokenStream {
    let cores = item.names.cores();
    let (declared, attributes, name) = (&program.name, &program.attributes, quiet(&program.name));
    let first = at_keyword("impl", &item.keyword);
    let visible = at_keyword("pub", &item.keyword);
    let shown = &plan.name;
    let housekeeping = plan.housekeeping.map(|count| {
        let count = number(count);
        quote!(#cores::Line::housekeeping(#count),)
    });
    // Located at the block's name: what is no block, one that does not run so, and one that needs a block which the
    // program does not name are told there.
    let lines = program.blocks.iter().zip(&plan.cores).map(|(block, on)| {
        let (path, span) = (&block.path, Span::call_site().located_at(block.place.first));
        let cores = item.names.at(block.place.first).cores();
        match on {
            Some(count) => {
                let mut count = number(*count);
                count.set_span(span);
                quote_spanned!(span=> #cores::Line::cores_of::<#name, #path>(#count))
            }
            None => quote_spanned!(span=> #cores::Line::main_thread_of::<#name, #path>()),
        }
    });
    let named = program.blocks.iter().map(|block| {
        let path = &block.path;
        quote!(impl #cores::Names<#path> for #name {})
    });
    let documented = documented(attributes, "The program: which block runs on which cores.");
    quote! {
        #documented
        #visible struct #declared;

        #first #cores::Program for #name {
            const NAME: &'static str = #shown;
            const VERSION: &'static str = ::core::env!("CARGO_PKG_VERSION");
            const PLAN: &'static [#cores::Line] = &[#housekeeping #(#lines),*];
        }

        #(#named)*

        /// Runs the program until it is asked to stop.
        // In a module, or under a test's own `main`, nothing calls it.
        #[allow(dead_code)]
        pub(crate) fn main() -> ::std::process::ExitCode {
            #cores::main::<#name>()
        }
    }
}
