//! What a service does beside requests: the records of jobs, the functions that do them, and the match that finds
//! which is at hand.

use parseltongue_syntax::tokens::located;
use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use super::block::duration;
use crate::plan::work::{DutyKind, DutyPlan, DutySource, JobPlan, JobSource};
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
    let jobs = plan.jobs.iter().zip(&sources.jobs).map(|(job, source)| function(job, source, sources));
    let duties = plan.duties.iter().zip(&sources.duties);
    jobs.chain(duties.map(|(duty, source)| duty_function(duty, source, sources))).collect()
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
    let is_duty = |duty: &DutyPlan| !matches!(duty.kind, DutyKind::Before | DutyKind::After);
    if plan.jobs.is_empty() && !plan.duties.iter().any(is_duty) {
        return TokenStream::new();
    }
    let runtime = sources.names.service();
    let jobs = plan.jobs.iter().map(|job| job_line(job, &runtime));
    let periodic = plan.duties.iter().filter_map(|duty| every(&duty.kind, &runtime));
    let is_kept =
        !plan.jobs.is_empty() || plan.duties.iter().any(|duty| every(&duty.kind, &runtime).is_some());
    let queue = match sources.store.as_ref().filter(|_| is_kept) {
        Some(store) => {
            let of_store = sources.names.store();
            quote!(::core::option::Option::Some(#of_store::queue::<#store>))
        }
        None => quote!(::core::option::Option::None),
    };
    let has = |is_it: fn(&DutyKind) -> bool| plan.duties.iter().any(|duty| is_it(&duty.kind));
    let on_start = has(|kind| matches!(kind, DutyKind::Start));
    let on_stop = has(|kind| matches!(kind, DutyKind::Stop));
    let duty = format_ident!("duty", span = Span::mixed_site());
    let of_jobs = plan.jobs.iter().enumerate().map(|(at, job)| {
        let (number, function) = (Literal::usize_unsuffixed(at), format_ident!("{}", job.function));
        let lines = handed(&job.lines, plan, &duty);
        quote!(#runtime::Which::Job(#number) => Self::#function(#(#lines,)* #duty.given()?).await?,)
    });
    let of_duties = plan.duties.iter().enumerate().filter(|(_, it)| is_duty(it)).map(|(at, it)| {
        let (number, function) = (Literal::usize_unsuffixed(at), format_ident!("{}", it.function));
        let lines = handed(&it.lines, plan, &duty);
        let which = match it.kind {
            // Periodic work stands first among them.
            DutyKind::Interval { .. } | DutyKind::Timetable { .. } => quote!(Every(#number)),
            DutyKind::Start => quote!(Start),
            _ => quote!(Stop),
        };
        quote!(#runtime::Which::#which => Self::#function(#(#lines),*).await?,)
    });
    quote! {
        const WORK: #runtime::Work = #runtime::Work {
            jobs: &[#(#jobs),*],
            periodic: &[#(#periodic),*],
            on_start: #on_start,
            on_stop: #on_stop,
            queue: #queue,
        };

        async fn work(#duty: &#runtime::Duty<'_, Self>) -> ::core::result::Result<(), #runtime::Setback> {
            match #duty.which() {
                #(#of_jobs)*
                #(#of_duties)*
                _ => {}
            }
            ::core::result::Result::Ok(())
        }
    }
}

/// `JobLine::new("Exchange::SendReceipt").retries(5)`
fn job_line(job: &JobPlan, runtime: &TokenStream) -> TokenStream {
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
}

/// `Every::interval("Exchange::every 1 s", …)`; none for a hook.
fn every(kind: &DutyKind, runtime: &TokenStream) -> Option<TokenStream> {
    Some(match kind {
        DutyKind::Interval { name, period_ns, within_ns } => {
            let period = duration(*period_ns);
            match within_ns.map(duration) {
                Some(within) => quote!(#runtime::Every::interval_within(#name, #period, #within)),
                None => quote!(#runtime::Every::interval(#name, #period)),
            }
        }
        DutyKind::Timetable { name, table, zone } => {
            let bits = [table.minutes, table.hours, table.days, table.months, table.weekdays];
            let bits = bits.map(Literal::u64_unsuffixed);
            quote!(#runtime::Every::timetable(#name, #runtime::Timetable::new(#(#bits),*, #zone)))
        }
        DutyKind::Start | DutyKind::Stop | DutyKind::Before | DutyKind::After => return None,
    })
}

/// `pub async fn every_1() -> Result<(), Failure<NoError>> { … }`
fn duty_function(duty: &DutyPlan, source: &DutySource, sources: &Sources) -> TokenStream {
    let records = sources.names.records();
    let function = format_ident!("{}", duty.function);
    let lines = lines(&duty.lines, sources);
    let doc = match &duty.kind {
        DutyKind::Interval { name, .. } | DutyKind::Timetable { name, .. } => format!(" `{name}`"),
        DutyKind::Start => " Before the first request.".to_owned(),
        DutyKind::Stop => " Behind the last request.".to_owned(),
        DutyKind::Before => " Before each request.".to_owned(),
        DutyKind::After => " Behind each request.".to_owned(),
    };
    let error = source.error.clone().unwrap_or_else(|| quote!(#records::NoError));
    let public = located(quote!(pub), source.keyword.span());
    let mut body = Group::new(Delimiter::Brace, source.body.clone());
    body.set_span(source.braces);
    let runtime = sources.names.service();
    let kinds = [quote!(Request), quote!(Answered)];
    let gets = source.names.iter().zip(kinds).map(|(name, kind)| quote!(#name: &#runtime::#kind<'_>));
    quote! {
        #[doc = #doc]
        #public async fn #function(#(#lines,)* #(#gets),*)
            -> ::core::result::Result<(), #records::Failure<#error>> #body
    }
}

/// `if let Some(request) = call.request() { … }`, before the match of routes; nothing where there is no
/// `before_each`.
pub(super) fn before(plan: &Plan, call: &Ident) -> TokenStream {
    let Some(duty) = plan.duties.iter().find(|duty| matches!(duty.kind, DutyKind::Before)) else {
        return TokenStream::new();
    };
    let lines = handed(&duty.lines, plan, call);
    let request = format_ident!("request", span = Span::mixed_site());
    let answer = format_ident!("answer", span = Span::mixed_site());
    quote! {
        if let ::core::option::Option::Some(#request) = #call.request() {
            Self::before_each(#(#lines,)* &#request).await?;
            if let ::core::option::Option::Some(#answer) = #request.into_early() {
                return #call.early(#answer);
            }
        }
    }
}

/// `const AFTER_EACH: bool = true; async fn after(…) { … }`; nothing where there is none.
pub(super) fn after(plan: &Plan, sources: &Sources) -> TokenStream {
    let Some(duty) = plan.duties.iter().find(|duty| matches!(duty.kind, DutyKind::After)) else {
        return TokenStream::new();
    };
    let runtime = sources.names.service();
    let [call, request, answered] =
        ["call", "request", "answered"].map(|name| Ident::new(name, Span::mixed_site()));
    let lines = handed(&duty.lines, plan, &call);
    // A hook that speaks of no line of the service has no use for the call.
    let unused = lines.is_empty().then(|| quote!(let _ = #call;));
    quote! {
        const AFTER_EACH: bool = true;

        async fn after(
            #call: &#runtime::Call<'_, Self>,
            #request: &#runtime::Request<'_>,
            #answered: &#runtime::Answered<'_>,
        ) -> ::core::result::Result<(), #runtime::Setback> {
            #unused
            Self::after_each(#(#lines,)* #request, #answered).await?;
            ::core::result::Result::Ok(())
        }
    }
}

/// The lines of the service, handed to the function that speaks of them.
fn handed(spoken_of: &[usize], plan: &Plan, duty: &Ident) -> Vec<TokenStream> {
    let line = |at: &usize| {
        let line = &plan.lines[*at];
        let index = Literal::usize_unsuffixed(line.index);
        let whose = if line.is_local { quote!(local) } else { quote!(shared) };
        quote!(&#duty.#whose().#index)
    };
    spoken_of.iter().map(line).collect()
}
