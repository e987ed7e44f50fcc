//! What a service is to this runtime. `basilisk!` writes the implementation.

use std::time::Duration;

use parseltongue_cores::Block;

use crate::{
    Answered, BODY_LIMIT_BYTES, Bearer, Call, Coding, Duty, Entry, Outcome, RateLimit, Request, Setback,
    Shape, Tls, Work,
};

/// A service: its settings, what its cores share, its routes, and the match that finds them.
pub trait Service: Block + Sized {
    /// `listen_on`: address and port.
    const LISTEN_ON: &'static str;
    /// `deadline`: for the whole of a handler, reading the body included.
    const DEADLINE: Option<Duration> = None;
    /// `body_limit`, in bytes.
    const BODY_LIMIT: usize = BODY_LIMIT_BYTES;
    /// `allow_origins`: the origins whose pages a browser lets call the service; `*` is every one.
    const ALLOW_ORIGINS: &'static [&'static str] = &[];
    /// `compress`: the codings of answers, the preferred one first.
    const COMPRESS: &'static [Coding] = &[];
    /// `problems`: what is answered when something is wrong.
    const PROBLEMS: Shape = Shape::Rfc9457;
    /// `authenticate_with`: by what the service knows who calls.
    const AUTHENTICATE: Option<Bearer> = None;
    /// `tls`: with what certificate the service speaks TLS; none is without.
    const TLS: Option<Tls> = None;
    /// `rate_limit`: how often an address, or a caller, may call.
    const RATE_LIMITS: &'static [RateLimit] = &[];
    /// Whether a route has a limit of its own.
    const HAS_LIMITED_ROUTES: bool = false;
    /// `behind_proxies`: how many proxies say whom they have a request from.
    const BEHIND_PROXIES: usize = 0;
    /// `private`: the built-in paths that only this machine may ask for.
    const PRIVATE: &'static [&'static str] = &[];
    /// The doc comment.
    const DOC: &'static str = "";
    /// The version of the crate that declares the service.
    const VERSION: &'static str = "0.0.0";
    /// The routes as data, for `/openapi.json`.
    const TABLE: &'static [Entry];

    /// What it does beside requests.
    const WORK: Work = Work::NONE;

    /// The service's shared lines (`let_mut_shared_var`): one for all of its cores.
    type Shared: Send + Sync + 'static;
    /// The service's local lines (`let_mut_local_shared_var`): one for each core.
    type Local: 'static;

    /// Makes the shared lines, once in a world.
    fn shared() -> Self::Shared;
    /// Makes the local lines, once on each core.
    fn local() -> Self::Local;

    /// Finds the route of a call and runs it: a match that the compiler wrote.
    fn answer(call: &Call<'_, Self>) -> impl Future<Output = Outcome>;

    /// There is an `after_each`.
    const AFTER_EACH: bool = false;

    /// `after_each`.
    fn after(
        call: &Call<'_, Self>,
        request: &Request<'_>,
        answered: &Answered<'_>,
    ) -> impl Future<Output = Result<(), Setback>> {
        let _ = (call, request, answered);
        std::future::ready(Ok(()))
    }

    /// Does what is not a request: a match that the compiler wrote, where there is something.
    fn work(duty: &Duty<'_, Self>) -> impl Future<Output = Result<(), Setback>> {
        let _ = duty;
        std::future::ready(Ok(()))
    }
}
