//! Writes Rust from the plan. Decides nothing.

mod element;
mod let_line;

use parseltongue_syntax::{Cursor, Names, Type, documented};
use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{format_ident, quote};

use crate::plan::{Code, Component, Name, Plan, Prop, PropKind, Reading};

/// Writes a whole block.
pub(crate) fn view(plan: &Plan) -> TokenStream {
    let names = &plan.names.0;
    let writer = Writer::new(names);
    let Writer { view, ui, .. } = &writer;
    let (name, Code(attributes), title) = (&plan.name, &plan.attributes, &plan.title);
    let (width, height) = plan.size;
    let spelled = name.to_string();
    let components = plan.components.iter().map(|component| writer.component(component));
    let root = plan.root.as_ref().map_or_else(|| quote!(let _ = #ui;), |root| writer.step(root));
    let blocks = blocks(plan);
    let documented = documented(attributes, "The view.");
    quote! {
        #documented
        pub struct #name;
        impl #name {
            /// Opens the view without a window, for a test to drive.
            #[must_use]
            pub fn test() -> #view::TestView {
                #view::TestView::open::<#name>()
            }
            #(#components)*
        }
        impl #view::View for #name {
            const NAME: &'static str = #spelled;
            const TITLE: &'static str = #title;
            const SIZE: (u32, u32) = (#width, #height);
            fn show(#ui: &#view::Ui) {
                #root
            }
        }
        #blocks
    }
}

/// The block as a part of a program.
fn blocks(plan: &Plan) -> TokenStream {
    let (names, name) = (&plan.names.0, &plan.name);
    let (cores, view) = (names.cores(), names.view());
    let spelled = name.to_string();
    let bounds = plan.blocks.iter().map(|Code(block)| quote!(#cores::Names<#block>));
    let bounds = if plan.blocks.is_empty() { quote!() } else { quote!(: #(#bounds)+*) };
    quote! {
        impl #cores::Block for #name {
            const NAME: &'static str = #spelled;
            const KIND: #cores::BlockKind = #cores::BlockKind::View;
            fn open(_: &mut #cores::Opening) -> ::core::result::Result<(), #cores::StartError> {
                ::core::result::Result::Ok(())
            }
            fn run_main(main: #cores::MainThread) -> ::core::result::Result<(), #cores::StartError> {
                #view::run::<#name>(main)
            }
            fn picture(path: &::std::path::Path) -> ::core::result::Result<(), #cores::StartError> {
                #view::picture_of::<#name>(path)
            }
        }
        impl<P #bounds> #cores::FitsIn<P> for #name {}
    }
}

/// What every writer needs: the runtime's paths, and the names of its own that no writer of a view can see.
struct Writer<'plan> {
    names: &'plan Names,
    view: TokenStream,
    /// The place that elements are put at.
    ui: Ident,
}

impl<'plan> Writer<'plan> {
    fn new(names: &'plan Names) -> Self {
        Writer { names, view: names.view(), ui: Ident::new("ui", Span::mixed_site()) }
    }

    fn component(&self, component: &Component) -> TokenStream {
        let Writer { view, ui, .. } = self;
        let (name, Code(attributes)) = (&component.name, &component.attributes);
        let parameters = component.props.iter().map(|prop| self.parameter(prop));
        let defaults = component.props.iter().filter_map(|prop| self.default(name, prop));
        let lets = component.lets.iter().map(|line| self.let_line(line));
        let steps = component.shows.iter().map(|step| self.step(step));
        let is_empty = component.lets.is_empty() && component.shows.is_empty();
        let unused = is_empty.then(|| quote!(let _ = #ui;));
        quote! {
            #attributes
            #[allow(non_snake_case)]
            fn #name(#ui: &#view::Ui #(, #parameters)*) {
                #unused
                #(#lets)*
                #(#steps)*
            }
            #(#defaults)*
        }
    }

    fn parameter(&self, prop: &Prop) -> TokenStream {
        let (name, view) = (&prop.name, &self.view);
        match &prop.kind {
            PropKind::Value(of) => {
                let of = self.of(&of.0);
                quote!(#name: #view::Derived<#of>)
            }
            PropKind::Action(None) => quote!(#name: #view::Action),
            PropKind::Action(Some(about)) => {
                let about = self.of(&about.0);
                quote!(#name: #view::Action<#about>)
            }
            PropKind::Children => quote!(#name: #view::Children),
        }
    }

    /// What a prop is when it is not handed: a function, so that it sees nothing of where it is used.
    fn default(&self, component: &Name, prop: &Prop) -> Option<TokenStream> {
        let (PropKind::Value(of), Some(Code(value))) = (&prop.kind, &prop.default) else { return None };
        let (name, of) = (default_name(component, &prop.name), self.of(&of.0));
        Some(quote! {
            #[allow(non_snake_case)]
            fn #name() -> #of {
                #value
            }
        })
    }

    fn of(&self, of: &Type) -> TokenStream {
        of.tokens(self.names)
    }

    /// `ui` and the tokens around it, located where `span` is: what does not fit is told there.
    fn ui_at(&self, span: Span) -> (Ident, Span) {
        let mut ui = self.ui.clone();
        ui.set_span(ui.span().located_at(span));
        (ui, Span::call_site().located_at(span))
    }

    /// The closure that works a value out.
    fn closure(&self, reading: &Reading) -> TokenStream {
        let value = self.value(reading);
        quote!(move || #value)
    }

    /// A value, the variables that it mentions read before it.
    fn value(&self, reading: &Reading) -> TokenStream {
        let Code(code) = &reading.code;
        if reading.reads.is_empty() {
            return code.clone();
        }
        if let [name] = &reading.reads[..]
            && name.to_string() == code.to_string()
        {
            return quote!(#name.get());
        }
        let reads = reads(reading);
        // `if a { b } else { c }.d` would end at its braces where a statement may stand.
        let code =
            if begins_with_block(code) { quote!(::core::convert::identity(#code)) } else { code.clone() };
        quote!({ #reads #code })
    }
}

/// `let trade = trade.get();` for each variable that the code mentions.
fn reads(reading: &Reading) -> TokenStream {
    // What looks like a mention may be a name of the code's own: a closure's parameter, a pattern.
    let allow = if may_name(&reading.code.0) { quote!(#[allow(unused_variables)]) } else { quote!() };
    let reads = reading.reads.iter().map(|name| quote!(#allow let #name = #name.get();));
    quote!(#(#reads)*)
}

/// Whether the code may give names itself, or mention variables only inside of texts.
fn may_name(code: &TokenStream) -> bool {
    let mut cursor = Cursor::new(code.clone(), Span::call_site());
    while let Some(token) = cursor.peek() {
        let names = match token {
            TokenTree::Group(group) => may_name(&group.stream()),
            TokenTree::Punct(punct) if punct.as_char() == ':' => {
                !cursor.is_sign("::") && !cursor.is_behind("::")
            }
            TokenTree::Punct(punct) => punct.as_char() == '|',
            TokenTree::Ident(word) => {
                let word = word.to_string();
                let is_macro = cursor.is_sign_at(1, "!") && !word.starts_with("format");
                is_macro || matches!(word.as_str(), "let" | "match" | "for" | "fn")
            }
            TokenTree::Literal(_) => false,
        };
        if names {
            return true;
        }
        cursor.next();
    }
    false
}

fn begins_with_block(code: &TokenStream) -> bool {
    let mut tokens = code.clone().into_iter();
    let begins = match tokens.next() {
        Some(TokenTree::Ident(word)) => {
            matches!(word.to_string().as_str(), "if" | "match" | "unsafe" | "loop" | "for" | "while")
        }
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Brace,
        _ => false,
    };
    let is_braces =
        |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    begins && !tokens.last().as_ref().is_some_and(is_braces)
}

/// The function with what a prop defaults to.
fn default_name(component: &Name, prop: &Name) -> Ident {
    format_ident!("{}_{}_default", component.0, prop.0, span = Span::call_site())
}
