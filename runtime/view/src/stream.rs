//! Streams on show: the newest records of a feed, live.
//!
//! A thread of the view's own reads the feeds, in the world, off the pinned cores; decoded records
//! come to the view's thread through a channel and a wake-up. The view takes what has come when
//! it is woken, so a busy stream costs one update for each frame, not one for each record.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::mpsc;
use std::thread::JoinHandle;

use parseltongue_cores::World;
use parseltongue_records::{Feed, Position, StreamError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::signal::{Scope, Signal};
use crate::window::Waker;

/// The newest records of a stream, oldest first. Reading it makes a binding run again when
/// another record has come.
pub struct StreamSignal<R> {
    newest: Signal<Vec<R>>,
}

impl<R> Clone for StreamSignal<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for StreamSignal<R> {}

impl<R> fmt::Debug for StreamSignal<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StreamSignal")
    }
}

impl<R: Clone + 'static> StreamSignal<R> {
    pub(crate) fn new(newest: Signal<Vec<R>>) -> Self {
        StreamSignal { newest }
    }

    /// The records; the running binding depends on them from now on.
    #[track_caller]
    pub fn get(self) -> Vec<R> {
        self.newest.get()
    }

    /// What `f` makes of the records, without a copy; the running binding depends on them from now on.
    #[track_caller]
    pub fn read<T>(self, f: impl FnOnce(&[R]) -> T) -> T {
        self.newest.read(|records| f(records))
    }
}

/// What a reader tells the view.
enum News<R> {
    /// These are the newest now.
    Newest(Vec<R>),
    /// These have come behind them.
    More(Vec<R>),
    /// All that stood in the stream when the ticket was drawn has been told.
    CaughtUp(u64),
    /// The stream cannot be read any more.
    Ended(StreamError),
}

/// Takes what has come for one stream.
type Take = Box<dyn FnMut(&mut Taken)>;

/// What taking the news has shown.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    /// What is to be said to the view's users.
    pub(crate) reports: Vec<String>,
    /// The latest ticket of each stream, in the order in which they are followed.
    behind: usize,
    ticket: u64,
}

struct Followed {
    scope: Scope,
    take: Take,
    tickets: UnboundedSender<u64>,
}

/// The streams that a view follows.
pub(crate) struct Streams {
    world: Option<World>,
    waker: Waker,
    followed: Vec<Followed>,
    reader: Option<Reader>,
    ticket: u64,
    followed_count: u64,
}

impl Streams {
    /// Streams of that world, if there is one; `waker` is called when something has come.
    pub(crate) fn new(world: Option<World>, waker: Waker) -> Streams {
        Streams { world, waker, followed: Vec::new(), reader: None, ticket: 0, followed_count: 0 }
    }

    /// Keeps `newest` at the newest `count` records of the feed, as long as `scope` lives.
    ///
    /// # Panics
    /// Outside of a running program: there is no stream to follow.
    pub(crate) fn follow<F>(&mut self, scope: Scope, newest: Signal<Vec<F::Record>>, count: usize, feed: F)
    where
        F: Feed + Send,
        F::Record: Send,
    {
        let world = self.world.clone().expect(
            "this view follows a stream, and there is no running program: \
             make it inside of `running.run(..)` or `world.enter(..)`",
        );
        let (news, inbox) = mpsc::channel();
        let (tickets, tickets_drawn) = unbounded_channel();
        let teller = Teller { news, waker: self.waker.clone() };
        let reader = self.reader.get_or_insert_with(|| Reader::start(world));
        reader.read(Box::new(move || Box::pin(read(feed, count, teller, tickets_drawn))));
        let mut ended = false;
        let mut latest = 0;
        let take = move |taken: &mut Taken| {
            loop {
                match inbox.try_recv() {
                    Ok(News::Newest(records)) => newest.update(|held| *held = records),
                    Ok(News::More(mut more)) => newest.update(|held| {
                        held.append(&mut more);
                        let surplus = held.len().saturating_sub(count);
                        held.drain(..surplus);
                    }),
                    Ok(News::CaughtUp(ticket)) => latest = ticket,
                    Ok(News::Ended(error)) => {
                        taken.reports.push(format!("a stream on show cannot be read any more: {error}"));
                    }
                    Err(mpsc::TryRecvError::Empty) => break,
                    Err(mpsc::TryRecvError::Disconnected) => {
                        ended = true;
                        break;
                    }
                }
            }
            if !ended && latest < taken.ticket {
                taken.behind += 1;
            }
        };
        self.followed_count += 1;
        self.followed.push(Followed { scope, take: Box::new(take), tickets });
    }

    /// Calls `tell` from another thread when the program has to stop.
    pub(crate) fn when_stopping(&mut self, tell: impl FnOnce() + Send + 'static) {
        let Some(world) = self.world.clone() else { return };
        let stopping = world.stopping();
        let reader = self.reader.get_or_insert_with(|| Reader::start(world));
        reader.read(Box::new(move || {
            Box::pin(async move {
                stopping.await;
                tell();
            })
        }));
    }

    /// How many streams have been followed so far.
    pub(crate) fn followed(&self) -> u64 {
        self.followed_count
    }

    /// Takes what has come since the last time.
    pub(crate) fn take(&mut self) -> Taken {
        self.followed.retain(|it| it.scope.is_live());
        let mut taken = Taken { ticket: self.ticket, ..Taken::default() };
        for followed in &mut self.followed {
            (followed.take)(&mut taken);
        }
        taken
    }

    /// Asks every reader to say when it has told all that stands in its stream now.
    pub(crate) fn draw_ticket(&mut self) {
        self.ticket += 1;
        for followed in &self.followed {
            // A reader that has ended is not waited for.
            let _ = followed.tickets.send(self.ticket);
        }
    }
}

impl Taken {
    /// Whether a reader has not yet told all that was asked for.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind > 0
    }
}

type Job = Box<dyn FnOnce() -> Pin<Box<dyn Future<Output = ()>>> + Send>;

/// The thread that reads; it ends when it is dropped.
struct Reader {
    jobs: Option<UnboundedSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Reader {
    fn start(world: World) -> Reader {
        let (jobs, mut queue) = unbounded_channel::<Job>();
        let thread = parseltongue_cores::helper_thread("view-streams", move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.expect("the system makes an event loop");
            let tasks = tokio::task::LocalSet::new();
            tasks.block_on(&runtime, async {
                while let Some(job) = queue.recv().await {
                    tokio::task::spawn_local(world.scope(job()));
                }
            });
        });
        Reader { jobs: Some(jobs), thread: Some(thread.expect("the system starts a thread")) }
    }

    fn read(&self, job: Job) {
        if let Some(jobs) = &self.jobs {
            // The thread runs as long as it can be sent to.
            let _ = jobs.send(job);
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // What it panicked of has been printed by its own thread.
            let _ = thread.join();
        }
    }
}

struct Teller<R> {
    news: mpsc::Sender<News<R>>,
    waker: Waker,
}

impl<R> Teller<R> {
    fn tell(&self, news: News<R>) {
        // Nobody listens any more when the view is gone; the reader ends at its next turn.
        let _ = self.news.send(news);
        self.waker.wake();
    }
}

/// Follows one feed until the view is gone or the feed ends.
async fn read<F: Feed>(
    feed: F,
    count: usize,
    teller: Teller<F::Record>,
    mut tickets: UnboundedReceiver<u64>,
) {
    if let Err(error) = follow(feed, count, &teller, &mut tickets).await {
        teller.tell(News::Ended(error));
    }
    let waker = teller.waker.clone();
    drop(teller);
    // Whoever waits for this reader sees now that it is gone.
    waker.wake();
}

async fn follow<F: Feed>(
    feed: F,
    count: usize,
    teller: &Teller<F::Record>,
    tickets: &mut UnboundedReceiver<u64>,
) -> Result<(), StreamError> {
    let mut position = tell_newest(feed, count, teller).await?;
    loop {
        // A program that stops closes its streams after its views, so nothing else ends this.
        tokio::select! {
            biased;
            ticket = tickets.recv() => {
                let Some(ticket) = ticket else { return Ok(()) };
                let end = feed.end().await?;
                while !has_reached(&position, &end) {
                    tell_more(feed, &mut position, count, teller).await?;
                }
                teller.tell(News::CaughtUp(ticket));
            }
            told = tell_more(feed, &mut position, count, teller) => told?,
        }
    }
}

async fn tell_newest<F: Feed>(
    feed: F,
    count: usize,
    teller: &Teller<F::Record>,
) -> Result<Position, StreamError> {
    let (entries, position) = feed.newest(count).await?;
    teller.tell(News::Newest(entries.into_iter().map(|entry| entry.record).collect()));
    Ok(position)
}

async fn tell_more<F: Feed>(
    feed: F,
    position: &mut Position,
    count: usize,
    teller: &Teller<F::Record>,
) -> Result<(), StreamError> {
    match feed.next(position, count.max(1)).await {
        Ok(entries) => {
            teller.tell(News::More(entries.into_iter().map(|entry| entry.record).collect()));
            Ok(())
        }
        // The stream has dropped what comes next, so it holds other newest records.
        Err(StreamError::Gone { .. }) => {
            *position = tell_newest(feed, count, teller).await?;
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn has_reached(position: &Position, end: &Position) -> bool {
    let offset = |partition| position.0.get(partition).copied().unwrap_or(0);
    end.0.iter().enumerate().all(|(partition, end)| offset(partition) >= *end)
}
