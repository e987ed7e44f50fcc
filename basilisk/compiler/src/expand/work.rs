//! What a service does beside requests: the records of jobs, the functions that do them, and the match that finds
//! which is at hand.

use parseltongue_syntax::tokens::located;
use proc_macro2::{Delimiter, Group, Literal, TokenStream};
use quote::{format_ident, quote};

use super::block::duration;
use crate::plan::work::{JobPlan, JobSource};
use crate::plan::{Plan, Sources};

/// The record of each job, and that it is one.
pub(super) fn records(plan: &Plan, sources: &Sources) -> TokenStream {
    let (records, service) = (sources.names.records(), &plan.name);
    let Some(store) = &sources.store else {
        return sources.jobs.iter().map(|job| job.record.clone()).collect();
    };
    let jobs = plan.jobs.iter().zip(&sources.jobs).map(|(job, source)| {
        let (record, name, kind) = (&source.record, &source.name, &job.kind);
        quote! {
            #record
            impl #records::jobs::Job<#store> for #name {
                const SERVICE: &'static str = #service;
                const JOB: &'static str = #kind;
            }
        }
    });
    jobs.collect()
}

/// `pub async fn job_send_receipt(SendReceipt { order }: SendReceipt) -> Result<(), Failure<NoError>> { … }`
pub(super) fn functions(plan: &Plan, sources: &Sources) -> TokenStream {
    plan.jobs.iter().zip(&sources.jobs).map(|(job, source)| function(job, source, sources)).collect()
}

fn function(job: &JobPlan, source: &JobSource, sources: &Sources) -> TokenStream {
    let records = sources.names.records();
    let function = format_ident!("{}", job.function);
    let (name, fields) = (&source.name, &source.fields);
    let lines = lines(&job.lines, sources);
    let doc = format!(" Does the job `{}`.", job.name);
    let error = source.error.clone().unwrap_or_else(|| quote!(#records::NoError));
    let public = located(quote!(pub), source.keyword.span());
    let mut body = Group::new(Delimiter::Brace, source.body.clone());
    body.set_span(source.braces);
    quote! {
        #[doc = #doc]
        #public async fn #function(#(#lines,)* #name { #(#fields),* }: #name)
            -> ::core::result::Result<(), #records::Failure<#error>> #body
    }
}

/// The parameters that are lines of the service.
fn lines(spoken_of: &[usize], sources: &Sources) -> Vec<TokenStream> {
    let line = |at: &usize| {
        let line = &sources.lines[*at];
        let (name, kind) = (&line.name, line.shared_type(&sources.names));
        quote!(#name: &#kind)
    };
    spoken_of.iter().map(line).collect()
}

/// `const WORK: Work = …; async fn work(duty: &Duty<'_, Self>) -> … { match … }`; nothing where there is none.
pub(super) fn duties(plan: &Plan, sources: &Sources) -> TokenStream {
    let (Some(store), false) = (&sources.store, plan.jobs.is_empty()) else { return TokenStream::new() };
    let (runtime, of_store) = (sources.names.service(), sources.names.store());
    let jobs = plan.jobs.iter().map(|job| {
        let kind = &job.kind;
        let retries = job.retries.map(|retries| {
            let retries = Literal::u64_unsuffixed(retries);
            quote!(.retries(#retries))
        });
        let backoff = job.backoff_ns.map(duration).map(|time| quote!(.backoff(#time)));
        let deadline = job.deadline_ns.map(duration).map(|time| quote!(.deadline(#time)));
        let at_once = job.at_once.map(|count| {
            let count = Literal::u64_unsuffixed(count);
            quote!(.at_once(#count))
        });
        quote!(#runtime::JobLine::new(#kind) #retries #backoff #deadline #at_once)
    });
    let duty = format_ident!("duty", span = proc_macro2::Span::mixed_site());
    let arms = plan.jobs.iter().enumerate().map(|(at, job)| {
        let (number, function) = (Literal::usize_unsuffixed(at), format_ident!("{}", job.function));
        let lines = handed(&job.lines, plan, &duty);
        quote!(#runtime::Which::Job(#number) => Self::#function(#(#lines,)* #duty.given()?).await?,)
    });
    quote! {
        const WORK: #runtime::Work = #runtime::Work {
            jobs: &[#(#jobs),*],
            queue: ::core::option::Option::Some(#of_store::queue::<#store>),
        };

        async fn work(#duty: &#runtime::Duty<'_, Self>) -> ::core::result::Result<(), #runtime::Setback> {
            match #duty.which() {
                #(#arms)*
                _ => {}
            }
            ::core::result::Result::Ok(())
        }
    }
}

/// The lines of the service, handed to the function that speaks of them.
fn handed(spoken_of: &[usize], plan: &Plan, duty: &proc_macro2::Ident) -> Vec<TokenStream> {
    let line = |at: &usize| {
        let line = &plan.lines[*at];
        let index = Literal::usize_unsuffixed(line.index);
        let whose = if line.is_local { quote!(local) } else { quote!(shared) };
        quote!(&#duty.#whose().#index)
    };
    spoken_of.iter().map(line).collect()
}
