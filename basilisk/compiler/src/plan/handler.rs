//! A route becomes a handler: what each parameter is read from, what stands in for it, what is answered.

use std::collections::BTreeMap;

use parseltongue_syntax::header::doc_text;
use parseltongue_syntax::parameters::Rules;
use parseltongue_syntax::{BodyContext, Leaving, Parameter, Problems, Type, TypeKind, let_words};
use proc_macro2::TokenTree;
use quote::quote;

use super::{Handler, HandlerSource, Limit, Plan, Reply, Source, Sources, Stand, need};
use crate::path::{self, Segment};
use crate::talk;
use crate::tree::{Gives, Route};

/// Plans one route: its function, what it reads, what it gives.
pub(super) fn plan(
    route: Route,
    path: Option<&[Segment]>,
    readable: &[(String, String)],
    plan: &mut Plan,
    sources: &mut Sources,
    problems: &mut Problems,
) {
    let mut name = format!("{}_{}", route.keyword, path.map_or_else(|| "misplaced".to_owned(), path::name));
    if plan.handlers.iter().any(|other| other.name == name) {
        let free = (2..).map(|number| format!("{name}_{number}"));
        let free = free.into_iter().find(|free| plan.handlers.iter().all(|other| other.name != *free));
        name = free.unwrap_or(name);
    }
    let lines = let_words::spoken_of(plan.lines.iter().map(|line| line.name.clone()), route.body.stream());
    let reply = match &route.result {
        Gives::Nothing => Reply::Nothing,
        Gives::Value(_) => Reply::Value,
        Gives::Created(kind) => {
            let record = match &kind.kind {
                TypeKind::Named(named) => named.path.to_string(),
                _ => String::new(),
            };
            match readable.iter().find(|(readable, _)| *readable == record) {
                Some((_, path)) if route.within.is_none() => Reply::CreatedAt(path.clone()),
                _ => Reply::Created,
            }
        }
    };
    let context = BodyContext {
        names: &sources.names,
        store: sources.store.clone(),
        leaving: Leaving::Result { error: route.error.clone(), wrap: None },
        may_wait: true,
    };
    let body = match &route.ends {
        Some(_) => context.rewrite(&talk::rewrite(&route.body, problems), problems),
        None => context.rewrite(&route.body, problems),
    };
    if let Some(stream) = route.ends.as_ref().and_then(|ends| ends.from.as_ref()) {
        need(stream, &mut sources.needs);
    }
    for stream in &body.publishes {
        need(stream, &mut sources.needs);
    }
    let tokens = body.tokens;
    let body = if matches!(reply, Reply::Nothing) && !body.ends_by_leaving {
        // Every branch may have left before.
        quote! {
            #tokens
            #[allow(unreachable_code)]
            return ::core::result::Result::Ok(());
        }
    } else {
        tokens
    };
    plan.handlers.push(Handler {
        name,
        verb: route.verb,
        path: route.path.value.clone(),
        doc: doc_text(&route.attributes),
        parameters: route.parameters.iter().map(|it| source(it, path.unwrap_or_default())).collect(),
        rules: rules(&route.parameters, problems),
        lines,
        reply,
        within: route.within.map(|text| text.value),
        roles: route.guard.roles.iter().map(|role| role.value.clone()).collect(),
        rate_limit: route.rate_limit.as_ref().map(Limit::of),
        is_placed: path.is_some(),
    });
    sources.handlers.push(HandlerSource {
        keyword: route.keyword,
        attributes: route.attributes,
        parameters: route.parameters,
        result: match route.result {
            Gives::Value(kind) | Gives::Created(kind) => Some(kind),
            Gives::Nothing => None,
        },
        error: route.error,
        ends: route.ends,
        body,
        braces: route.body.span(),
    });
}

fn rules(parameters: &[Parameter], problems: &mut Problems) -> BTreeMap<usize, Rules> {
    let is_read = |parameter: &Parameter| {
        parameter.mark.as_ref().is_none_or(|mark| mark.word != "body" && mark.word != "caller")
    };
    let read = parameters.iter().enumerate().filter(|(_, parameter)| is_read(parameter));
    read.map(|(at, parameter)| (at, parameter.rules(problems)))
        .filter(|(_, rules)| !rules.is_empty())
        .collect()
}

fn source(parameter: &Parameter, path: &[Segment]) -> Source {
    let name = parameter.plain_name();
    let stand = stand(parameter);
    match &parameter.mark {
        Some(mark) if mark.word == "body" => {
            Source::Body(parameter.inside.as_ref().map(|text| text.value.clone()))
        }
        Some(mark) if mark.word == "caller" => {
            Source::Caller { is_optional: parameter.kind.as_ref().is_some_and(Type::is_optional) }
        }
        Some(mark) if mark.word == "cookie" => {
            let text = mark.text.as_ref();
            Source::Cookie(text.map_or_else(|| name.clone(), |text| text.value.clone()), stand)
        }
        Some(mark) if mark.word == "header" => {
            let name = mark.text.as_ref().map_or_else(|| name.clone(), |text| text.value.to_lowercase());
            Source::Header(name, stand)
        }
        _ => match path.iter().position(|segment| *segment == Segment::Parameter(name.clone())) {
            Some(at) => Source::Path(at),
            None => Source::Query(stand),
        },
    }
}

fn stand(parameter: &Parameter) -> Stand {
    let Some(default) = &parameter.default else { return Stand::Required };
    let mut tokens = default.clone().into_iter();
    let kind = parameter.kind.as_ref().map(|kind| &kind.kind);
    let literal = match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(word)), None, _) if word == "true" || word == "false" => word.to_string(),
        (Some(TokenTree::Literal(literal)), None, _) => literal.to_string(),
        (Some(TokenTree::Punct(minus)), Some(TokenTree::Literal(literal)), None)
            if minus.as_char() == '-' =>
        {
            format!("-{literal}")
        }
        _ => return Stand::Computed,
    };
    let is_in_json = match kind {
        Some(TypeKind::I64) => {
            literal.trim_start_matches('-').chars().all(|it| it.is_ascii_digit() || it == '_')
        }
        Some(TypeKind::Bool) => literal == "true" || literal == "false",
        Some(TypeKind::String) => literal.starts_with('"') && !literal.contains('\\'),
        _ => false,
    };
    match kind {
        Some(TypeKind::I64) if is_in_json => Stand::Literal(literal.replace('_', "")),
        _ if is_in_json => Stand::Literal(literal),
        _ => Stand::Computed,
    }
}
