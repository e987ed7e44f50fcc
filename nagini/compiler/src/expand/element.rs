//! Elements, components in their place, and what comes and goes.

use parseltongue_syntax::Place;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use super::{Writer, default_name, reads};
use crate::plan::{Case, Code, Handed, Mix, Reading, Setting, Step};

impl Writer<'_> {
    pub(super) fn step(&self, step: &Step) -> TokenStream {
        let Writer { view, ui, .. } = self;
        match step {
            Step::Element { kind, settings, holds } => {
                let kind = format_ident!("{kind}");
                let settings = settings.iter().map(|setting| self.setting(setting));
                let end = match holds {
                    Some(steps) => {
                        let inside = self.place(steps);
                        quote!(holds(#inside))
                    }
                    None => quote!(done()),
                };
                quote!(#ui.element(#view::Kind::#kind)#(.#settings)*.#end;)
            }
            Step::Component { name, props } => {
                let props = props.iter().map(|prop| self.handed(prop));
                quote!(Self::#name(#ui #(, #props)*);)
            }
            Step::Children(name) => quote!(#name.show(#ui);),
            Step::ForEach { item, items, key, shows_item, shows } => {
                let (items, inside) = (self.closure(items), self.steps(shows));
                let ui_or_not = if shows.is_empty() { quote!(_) } else { quote!(#ui) };
                let item_or_not = if *shows_item { quote!(#item) } else { quote!(_) };
                // The key is asked of a borrowed item.
                let key = match self.value(key) {
                    key if key.to_string() == item.to_string() => key,
                    key => quote!(&(#key)),
                };
                quote! {
                    #ui.for_each(
                        #items,
                        move |#item| ::core::clone::Clone::clone(#key),
                        move |#ui_or_not, #item_or_not| { #inside },
                    );
                }
            }
            Step::If { condition, then, otherwise } => {
                let (condition, then) = (self.closure(condition), self.kept_place(then));
                let otherwise = self.kept_place(otherwise);
                quote!(#ui.when(#condition, #then, #otherwise);)
            }
            Step::Match { value, cases } => {
                let value_of = self.closure(value);
                let value = Ident::new("value", Span::mixed_site());
                let is_empty = cases.iter().all(|case| case.shows.is_empty());
                let cases = cases.iter().map(|case| self.case(case));
                let ui_or_not = if is_empty { quote!(_) } else { quote!(#ui) };
                quote! {
                    #ui.show_for(#value_of, move |#ui_or_not, #value| match #value { #(#cases)* });
                }
            }
        }
    }

    fn steps(&self, steps: &[Step]) -> TokenStream {
        steps.iter().map(|step| self.step(step)).collect()
    }

    /// `|ui| { … }` for what is shown once.
    fn place(&self, steps: &[Step]) -> TokenStream {
        if steps.is_empty() {
            return quote!(|_| {});
        }
        let (ui, steps) = (&self.ui, self.steps(steps));
        quote!(|#ui| { #steps })
    }

    /// `move |ui| { … }` for what may be shown again.
    fn kept_place(&self, steps: &[Step]) -> TokenStream {
        if steps.is_empty() {
            return quote!(|_| {});
        }
        let place = self.place(steps);
        quote!(move #place)
    }

    fn case(&self, case: &Case) -> TokenStream {
        let Case { pattern: Code(pattern), fixed, shows } = case;
        let ui = &self.ui;
        let steps = self.steps(shows);
        let fixed = fixed.iter().map(|name| {
            let spelled = name.to_string();
            quote!(let #name = #ui.signal(#spelled, #name);)
        });
        quote!(#pattern => { #(#fixed)* #steps })
    }

    /// Anything with `Display`, as text on show.
    fn shown(&self, value: &Reading) -> TokenStream {
        let (view, Code(code)) = (&self.view, &value.code);
        match &value.reads[..] {
            [name] if name.to_string() == code.to_string() => quote!(#view::show(&#name.get())),
            _ => {
                let shown = Code(quote!(#view::show(&(#code))));
                self.value(&Reading { code: shown, reads: value.reads.clone() })
            }
        }
    }

    fn setting(&self, setting: &Setting) -> TokenStream {
        let view = &self.view;
        let constant = |name: &str| {
            let constant = format_ident!("{}", name.to_uppercase());
            quote!(#view::argument::#constant)
        };
        match setting {
            Setting::Set(name, Code(value)) => {
                let name = constant(name);
                quote!(set(#name, #value))
            }
            Setting::SetText(name, text) => {
                let name = constant(name);
                quote!(set(#name, #text))
            }
            Setting::SetWord(name, of, word) => {
                let (name, of, word) = (constant(name), format_ident!("{of}"), format_ident!("{word}"));
                quote!(set(#name, #view::#of::#word))
            }
            Setting::Bind(name, value) => {
                let (name, value) = (constant(name), self.closure(value));
                quote!(bind(#name, #value))
            }
            Setting::BindText(name, value) => {
                let (name, value) = (constant(name), self.shown(value));
                quote!(bind(#name, move || #value))
            }
            Setting::BindMix(name, mix, reads) => {
                let name = constant(name);
                let Mix { format, values } = mix;
                let values = values.iter().map(|Code(value)| value);
                let shown = quote!(#view::show(&::core::format_args!(#format #(, #values)*)));
                let value = self.value(&Reading { code: Code(shown), reads: reads.clone() });
                quote!(bind(#name, move || #value))
            }
            Setting::Does(name, does) => {
                let (name, reads, Code(code)) = (format_ident!("{name}"), reads(does), &does.code);
                quote!(#name(move || { #reads #code }))
            }
            Setting::Forwards(name, value) => {
                let (name, value) = (format_ident!("{name}"), self.value(value));
                quote!(#name(move || #view::Action::call(#value)))
            }
            Setting::BothWays(signal) => {
                let signal = self.value(signal);
                quote!(both_ways(#signal))
            }
        }
    }

    fn handed(&self, handed: &Handed) -> TokenStream {
        let ui = &self.ui;
        match handed {
            Handed::Value(name, value) => {
                // A value of another type than the prop's is told at the value.
                let (ui, span) = self.ui_at(Place::of_all(&value.code.0, Span::call_site()).first);
                let (name, value) = (name.to_string(), self.closure(value));
                quote_spanned!(span=> #ui.derived(#name, #value))
            }
            Handed::Text(name, text) => {
                let name = name.to_string();
                quote!(#ui.derived(#name, || <::std::string::String as ::core::convert::From<&str>>::from(#text)))
            }
            Handed::Mix(name, Mix { format, values }, reads) => {
                let name = name.to_string();
                let values = values.iter().map(|Code(value)| value);
                let text = quote!(::std::format!(#format #(, #values)*));
                let value = self.value(&Reading { code: Code(text), reads: reads.clone() });
                quote!(#ui.derived(#name, move || #value))
            }
            Handed::Default(component, prop) => {
                let (name, default) = (prop.to_string(), default_name(component, prop));
                quote!(#ui.derived(#name, Self::#default))
            }
            Handed::Action(parameter, does) => {
                let (reads, Code(code)) = (reads(does), &does.code);
                let parameter = parameter.as_ref().map_or_else(|| quote!(()), |Code(it)| it.clone());
                quote!(#ui.action(move |#parameter| { #reads #code }))
            }
            Handed::Forward(value) => self.value(value),
            Handed::Children(steps) => {
                let place = self.kept_place(steps);
                quote!(#ui.slot(#place))
            }
            // What was forgotten was told; the rest is still checked.
            Handed::Missing => quote!(::core::unreachable!("a prop is missing")),
        }
    }
}
