//! The streams as constants and as a table.

use parseltongue_syntax::documented;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::duration;
use crate::plan::{ConsumerPlan, Plan, Sources, StreamPlan};
use crate::tree::DurabilityKind;

/// `pub const Trades: Stream<Market, Trade> = …;`
pub(super) fn constants(plan: &Plan, sources: &Sources) -> TokenStream {
    let (runtime, records, block) = (sources.names.streams(), sources.names.records(), &sources.block);
    let constants = plan.streams.iter().zip(&sources.streams).enumerate().map(|(index, (_, source))| {
        let (attributes, name, record) = (&source.attributes, &source.name, &source.record);
        let index = Literal::usize_unsuffixed(index);
        let keyed =
            source.key.as_ref().map(|key| quote!(.keyed(<#record as #records::Record>::COLUMNS.#key)));
        let records_of = format!("The stream of [`{}`].", record.to_string().replace(' ', ""));
        let documented = documented(attributes, &records_of);
        quote! {
            #documented
            #[allow(non_upper_case_globals)]
            pub const #name: #runtime::Stream<#block, #record> = #runtime::Stream::new(#index)#keyed;
        }
    });
    quote!(#(#constants)*)
}

/// `impl Streams for Market { … }`
pub(super) fn tables(plan: &Plan, sources: &Sources) -> TokenStream {
    let (runtime, block) = (sources.names.streams(), &sources.block);
    let keep_in = match &plan.directory {
        Some(directory) => quote!(#runtime::KeepIn::Directory(#directory)),
        None => quote!(#runtime::KeepIn::Memory),
    };
    let streams = plan.streams.iter().zip(&sources.streams).map(|(stream, source)| {
        let (name, record) = (&stream.name, &source.record);
        let settings = settings(stream, &runtime);
        quote!(#runtime::StreamTable::of::<#record>(#name)#settings)
    });
    let groups = (!plan.consumers.is_empty()).then(|| {
        let groups = plan.consumers.iter().map(|consumer| group(consumer, &runtime));
        quote!(const GROUPS: &'static [#runtime::GroupTable] = &[#(#groups),*];)
    });
    quote! {
        impl #runtime::Streams for #block {
            const KEEP_IN: #runtime::KeepIn = #keep_in;
            const STREAMS: &'static [#runtime::StreamTable] = &[#(#streams),*];
            #groups
        }
    }
}

fn settings(stream: &StreamPlan, runtime: &TokenStream) -> TokenStream {
    let partitions = stream.partitions.map(|partitions| {
        let partitions = Literal::u64_unsuffixed(partitions);
        quote!(.with_partitions(#partitions))
    });
    let age = stream.age_nanoseconds.map(|age| {
        let age = duration(age);
        quote!(.with_age(#age))
    });
    let size = stream.size_bytes.map(|bytes| {
        let bytes = Literal::u64_unsuffixed(bytes);
        quote!(.with_size(#bytes))
    });
    let durability = stream.durability.map(|durability| {
        let durability = match durability {
            DurabilityKind::EveryMessage => quote!(#runtime::Durability::EveryMessage),
            DurabilityKind::PageCache => quote!(#runtime::Durability::PageCache),
            DurabilityKind::Every(nanoseconds) => {
                let interval = duration(nanoseconds);
                quote!(#runtime::Durability::Every(#interval))
            }
        };
        quote!(.with_durability(#durability))
    });
    quote!(#partitions #age #size #durability)
}

fn group(consumer: &ConsumerPlan, runtime: &TokenStream) -> TokenStream {
    let (name, stream) = (&consumer.group, Literal::usize_unsuffixed(consumer.stream));
    let batches = consumer.batches.map(|(records, within)| {
        let (records, within) = (Literal::u64_unsuffixed(records), duration(within));
        quote!(.with_batches(#records, #within))
    });
    let retries = consumer.retries.map(|retries| {
        let retries = Literal::u64_unsuffixed(retries);
        quote!(.with_retries(#retries))
    });
    quote!(#runtime::GroupTable::of(#name, #stream)#batches #retries)
}
