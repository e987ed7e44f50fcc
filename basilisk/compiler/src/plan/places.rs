//! Places: the arms of the match that finds a route, and the numbers of the routes.

use super::Plan;
use crate::path::{Segment, are_one_place};
use crate::tree::{Action, Verb};

/// One arm of the match.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) path: Vec<Segment>,
    pub(crate) routes: Vec<Answer>,
    /// The methods, as the header `Allow` lists them.
    pub(crate) allow: String,
}

/// A method of a place.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) verb: Verb,
    pub(crate) target: Target,
    /// Its number among all routes, as the table lists them.
    pub(crate) number: usize,
}

/// What answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Handler(usize),
    Resource(usize, Action),
    Events(usize),
}

/// Puts a route into its place, beside the other methods of the same path.
pub(super) fn place(places: &mut Vec<Place>, path: Vec<Segment>, verb: Verb, target: Target) {
    let route = Answer { verb, target, number: 0 };
    match places.iter_mut().find(|place| are_one_place(&place.path, &path)) {
        Some(place) => place.routes.push(route),
        None => places.push(Place { path, routes: vec![route], allow: String::new() }),
    }
}

/// Numbers the routes in the order of the table: the resources' actions, handlers, events, files.
pub(super) fn number(plan: &mut Plan) {
    let actions = plan.resources.iter().enumerate();
    let actions = actions.flat_map(|(at, it)| it.actions.iter().map(move |it| Target::Resource(at, *it)));
    let handlers = (0..plan.handlers.len()).filter(|at| plan.handlers[*at].is_placed).map(Target::Handler);
    let events = (0..plan.events.len()).map(Target::Events);
    let table: Vec<Target> = actions.chain(handlers).chain(events).collect();
    for route in plan.places.iter_mut().flat_map(|place| &mut place.routes) {
        route.number = table.iter().position(|target| *target == route.target).unwrap_or(table.len());
    }
    for (number, files) in (table.len()..).zip(&mut plan.files) {
        files.number = number;
    }
}

/// The methods of a place, as the header `Allow` lists them.
pub(super) fn allow(verbs: impl Iterator<Item = Verb>) -> String {
    let mut methods: Vec<&str> = verbs.map(Verb::method).chain(["OPTIONS"]).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    methods.join(", ")
}
