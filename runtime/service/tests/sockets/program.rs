//! A program written by hand as `basilisk!` and `define_program` would write it.

use std::cell::Cell;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use parseltongue_cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, Running, StartError,
};
use parseltongue_records::{Failure, HttpMeaning, Meaning, NoError};
use parseltongue_service as service;
use parseltongue_service::{Action, Call, Entry, Outcome, Parameter, Reply, Route, Verb, resource};
use tokio::sync::Notify;

use crate::note::{Board, Log, Note, NoteDraft, Notes};

/// `define_error PaperError { Full { sheets: i64 } is conflict "all {sheets} sheets are full" }`
#[derive(Debug)]
pub(crate) enum PaperError {
    Full { sheets: i64 },
}

impl std::fmt::Display for PaperError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let PaperError::Full { sheets } = self;
        write!(f, "all {sheets} sheets are full")
    }
}

impl Meaning for PaperError {
    fn meaning(&self) -> HttpMeaning {
        HttpMeaning::Conflict
    }

    fn case(&self) -> &'static str {
        "Full"
    }

    fn cases() -> &'static [(&'static str, HttpMeaning, &'static str)] {
        &[("Full", HttpMeaning::Conflict, "all {sheets} sheets are full")]
    }
}

impl From<PaperError> for Failure<PaperError> {
    fn from(error: PaperError) -> Self {
        Failure::Declared(error)
    }
}

/// Lets a test hold a request in flight.
#[derive(Default)]
pub(crate) struct Gate {
    pub(crate) entered: Notify,
    pub(crate) opened: Notify,
    pub(crate) left: Notify,
}

impl Gate {
    pub(crate) fn current() -> std::sync::Arc<Gate> {
        parseltongue_cores::World::current().part().expect("the block has placed its gate")
    }
}

pub(crate) struct Paper;

impl Paper {
    async fn get_greet_name(
        name: String,
        times: i64,
        loud: Option<bool>,
        tag: Option<String>,
    ) -> Result<String, Failure<NoError>> {
        let mark = if loud == Some(true) { "!" } else { "." };
        Ok(format!("{name} x{times}{mark} {}", tag.unwrap_or_default()))
    }

    async fn post_publish(note: Note) -> Result<Note, Failure<PaperError>> {
        if note.count > 100 {
            return Err(PaperError::Full { sheets: 100 }.into());
        }
        Board::current().publish(note.clone());
        Ok(note)
    }

    async fn post_echo_draft(draft: NoteDraft) -> Result<(), Failure<NoError>> {
        assert!(!draft.text.is_empty(), "the rules hold");
        Ok(())
    }

    async fn get_hits(hits: &AtomicI64, here: &Cell<i64>) -> Result<i64, Failure<NoError>> {
        here.set(here.get() + 1);
        Ok(hits.fetch_add(1, Ordering::Relaxed) + 1)
    }

    async fn get_panic() -> Result<(), Failure<NoError>> {
        panic!("a body panics")
    }

    async fn get_wait() -> Result<String, Failure<NoError>> {
        let gate = Gate::current();
        gate.entered.notify_one();
        gate.opened.notified().await;
        Ok("waited".to_owned())
    }
}

impl service::Service for Paper {
    const LISTEN_ON: &'static str = "127.0.0.1:0";
    const BODY_LIMIT: usize = 64 * 1024;
    const ALLOW_ORIGINS: &'static [&'static str] = &["https://desk.example"];
    const DOC: &'static str = "Paper with notes on it.";
    const TABLE: &'static [Entry] = &[
        Entry::Resource(service::Resource::of::<Note>(
            "/notes",
            &[Action::List, Action::Read, Action::Create, Action::Change, Action::Delete],
        )),
        Entry::Route(Route {
            parameters: &[
                Parameter::path::<String>("name"),
                Parameter::query::<i64>("times").or("1"),
                Parameter::query::<Option<bool>>("loud"),
                Parameter::header::<Option<String>>("x-tag"),
            ],
            reply: Reply::json::<String>(),
            ..Route::new(Verb::Get, "/greet/{name}", "get_greet_name")
        }),
        Entry::Route(Route {
            body: Some(<Note as parseltongue_records::json::Body>::FORM),
            reply: Reply::created::<Note>(),
            failures: <PaperError as Meaning>::cases,
            ..Route::new(Verb::Post, "/publish", "post_publish")
        }),
        Entry::Events(service::Events::of("/log", &Log)),
    ];

    type Shared = (AtomicI64,);
    type Local = (Cell<i64>,);

    fn shared() -> Self::Shared {
        (AtomicI64::new(0),)
    }

    fn local() -> Self::Local {
        (Cell::new(0),)
    }

    async fn answer(call: &Call<'_, Self>) -> Outcome {
        match *call.segments::<3>().as_slice() {
            ["health", "live" | "ready"] | ["metrics" | "openapi.json"] => service::built_in(call),
            ["notes"] => match call.verb() {
                Verb::Get => resource::list::<Notes, Self>(call.at(0)).await,
                Verb::Post => resource::create::<Notes, Self>(call.at(2)).await,
                _ => call.not_allowed("GET, HEAD, OPTIONS, POST"),
            },
            ["notes", key] => match call.verb() {
                Verb::Get => resource::read::<Notes, Self>(call.at(1), key).await,
                Verb::Patch => resource::change::<Notes, Self>(call.at(3), key).await,
                Verb::Delete => resource::delete::<Notes, Self>(call.at(4).with_if_match()?, key).await,
                _ => call.not_allowed("DELETE, GET, HEAD, OPTIONS, PATCH"),
            },
            ["greet", name] => match call.verb() {
                Verb::Get => {
                    let mut given = call.at(5).given();
                    let name = given.path("name", name);
                    let times = given.query_or("times", || 1);
                    let loud = given.query("loud");
                    let tag = given.header("x-tag");
                    call.json(
                        Paper::get_greet_name(
                            given.take(name)?,
                            given.take(times)?,
                            given.take(loud)?,
                            given.take(tag)?,
                        )
                        .await?,
                    )
                }
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
            ["publish"] => match call.verb() {
                Verb::Post => call.at(6).created(Paper::post_publish(call.body().await?).await?),
                _ => call.not_allowed("OPTIONS, POST"),
            },
            ["draft"] => match call.verb() {
                Verb::Put => call.nothing(Paper::post_echo_draft(call.body().await?).await?),
                _ => call.not_allowed("OPTIONS, PUT"),
            },
            ["hits"] => match call.verb() {
                Verb::Get => call.json(Paper::get_hits(&call.shared().0, &call.local().0).await?),
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
            ["panic"] => match call.verb() {
                Verb::Get => call.nothing(Paper::get_panic().await?),
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
            ["wait"] => match call.verb() {
                Verb::Get => call.json(Paper::get_wait().await?),
                Verb::Post => {
                    Paper::get_wait().await?;
                    Gate::current().left.notify_one();
                    call.nothing(())
                }
                _ => call.not_allowed("GET, HEAD, OPTIONS, POST"),
            },
            ["log"] => match call.verb() {
                Verb::Get => service::events(call.at(7), Log).await,
                _ => call.not_allowed("GET, HEAD, OPTIONS"),
            },
            _ => call.not_found(),
        }
    }
}

impl Block for Paper {
    const NAME: &'static str = "Paper";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        opening.place(Board::default());
        opening.place(Gate::default());
        service::open::<Self>(opening)
    }

    fn run(core: usize) -> LocalFuture<()> {
        service::run::<Self>(core)
    }
}

pub(crate) struct Desk;

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Paper>(2)];
}

/// A service in a hurry: every handler is late, that of POST behind its body.
pub(crate) struct Hasty;

impl service::Service for Hasty {
    const LISTEN_ON: &'static str = "127.0.0.1:0";
    const DEADLINE: Option<Duration> = Some(Duration::from_millis(1));
    const TABLE: &'static [Entry] = &[];

    type Shared = ();
    type Local = ();

    fn shared() {}

    fn local() {}

    async fn answer(call: &Call<'_, Self>) -> Outcome {
        if call.verb() == Verb::Post {
            let _: String = call.body().await?;
        }
        std::future::pending::<()>().await;
        call.not_found()
    }
}

impl Block for Hasty {
    const NAME: &'static str = "Hasty";
    const KIND: BlockKind = BlockKind::Service;

    fn open(opening: &mut Opening) -> Result<(), StartError> {
        service::open::<Self>(opening)
    }

    fn run(core: usize) -> LocalFuture<()> {
        service::run::<Self>(core)
    }
}

pub(crate) struct Rush;

impl Program for Rush {
    const NAME: &'static str = "Rush";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Hasty>(1)];
}

pub(crate) fn start() -> Running {
    Launch::of::<Desk>().on_free_ports().start().expect("the program starts")
}
