//! One connection to PostgreSQL, with the statements that were prepared on it.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use parseltongue_records::{ColumnValue, Row};
use tokio::runtime::Runtime;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{CancelToken, Client, NoTls, Statement};

use super::Fault;
use super::target::{RETRY, Target};
use super::values::{Bound, PostgresRow};
use crate::TRANSACTION_TIME_MAX;
use crate::statement::{StatementKey, quoted};
use crate::write::Extent;

/// How long it may take to connect.
const CONNECT_TIME_MAX: Duration = Duration::from_secs(3);
/// How long a statement may take, as the server keeps it.
pub(crate) const STATEMENT_TIME_MAX: Duration = Duration::from_secs(10);
/// Beyond that, nobody is there to keep it.
const SILENCE_MAX: Duration = Duration::from_secs(12);
/// How long a statement that was cancelled may take to end.
const CANCEL_TIME_MAX: Duration = Duration::from_secs(1);
/// Statements of one kind that go over the wire together.
const TOGETHER_MAX: usize = 256;

/// Whether somebody still waits for what is done.
#[derive(Debug, Default)]
pub(super) struct Gone {
    is_gone: AtomicBool,
    bell: Notify,
}

impl Gone {
    pub(super) fn note(&self) {
        self.is_gone.store(true, Ordering::Release);
        self.bell.notify_one();
    }

    pub(super) fn is_noted(&self) -> bool {
        self.is_gone.load(Ordering::Acquire)
    }

    async fn noted(&self) {
        while !self.is_noted() {
            self.bell.notified().await;
        }
    }
}

/// A connection, or what it takes to make one. One thread at a time uses it.
pub(crate) struct Postgres {
    target: Arc<Target>,
    runtime: Runtime,
    link: RefCell<Option<Link>>,
    transaction: Cell<Transaction>,
    /// Others were in the way since this was last asked.
    has_conflict: Cell<bool>,
    /// It takes as long as it takes: tables are being adapted.
    is_patient: Cell<bool>,
    /// Of whoever waits for the statements that run now.
    gone: RefCell<Option<Arc<Gone>>>,
    mark: Cell<Mark>,
}

/// What is connected. The runtime that drives it is polled while a statement runs, or the thread is idle.
struct Link {
    client: Client,
    driver: JoinHandle<()>,
    cancel: CancelToken,
    statements: HashMap<StatementKey, Statement>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    None,
    Open,
    /// Something in it failed: all that is left is to undo it.
    Broken,
}

/// Where in the transaction at hand a word began that can be taken back alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    /// Nowhere yet.
    None,
    /// Of a word that has ended.
    Old,
    /// Before the next statement; whether there is an old one.
    Wanted { has_old: bool },
    /// Of the word at hand.
    Set,
}

impl Postgres {
    pub(crate) fn new(target: Arc<Target>) -> io::Result<Postgres> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        Ok(Postgres {
            target,
            runtime,
            link: RefCell::default(),
            transaction: Cell::new(Transaction::None),
            has_conflict: Cell::new(false),
            is_patient: Cell::new(false),
            gone: RefCell::default(),
            mark: Cell::new(Mark::None),
        })
    }

    /// Connects, if there is no connection.
    pub(crate) fn connect(&self) -> Result<(), Fault> {
        if self.is_connected() {
            return Ok(());
        }
        if let Some(reason) = self.target.refusal() {
            return Err(Fault::Lost(reason));
        }
        let connected = self.runtime.block_on(async { timeout(CONNECT_TIME_MAX, self.connected()).await });
        let connected = connected.unwrap_or_else(|_| Err(Fault::Lost("no answer".to_owned())));
        self.transaction.set(Transaction::None);
        match connected {
            Ok(link) => {
                *self.link.borrow_mut() = Some(link);
                self.target.note(Ok(()));
                Ok(())
            }
            Err(fault) => {
                *self.link.borrow_mut() = None;
                let said = match &fault {
                    Fault::Lost(said) | Fault::Other(said) => said.clone(),
                    Fault::Refused { message, .. } => message.clone(),
                    Fault::Nul => String::new(),
                };
                self.target.note(Err(said));
                Err(fault)
            }
        }
    }

    async fn connected(&self) -> Result<Link, Fault> {
        let (client, connection) = self.target.config.connect(NoTls).await?;
        let store = self.target.shown();
        let driver = self.runtime.spawn(async move {
            if let Err(error) = connection.await {
                log::debug!("a connection to {store} has ended: {error}");
            }
        });
        // What is answered is on disk, whatever the server was set to. A transaction of which the rest never comes
        // lets go of its locks.
        let mut sql = format!(
            "SET statement_timeout = {}; SET lock_timeout = {0}; SET idle_in_transaction_session_timeout = {0}; \
             SET TIME ZONE 'UTC'; SELECT set_config('synchronous_commit', 'on', false) WHERE \
             current_setting('synchronous_commit') = 'off';",
            STATEMENT_TIME_MAX.as_millis()
        );
        if let Some(schema) = &self.target.schema {
            // Two that make it at once would be in each other's way. The batch is one transaction.
            sql += &format!(
                " SELECT pg_advisory_xact_lock(1347682308); CREATE SCHEMA IF NOT EXISTS {0}; SET search_path = {0};",
                quoted(schema)
            );
        }
        client.batch_execute(&sql).await?;
        let cancel = client.cancel_token();
        Ok(Link { client, driver, cancel, statements: HashMap::new() })
    }

    /// There is a connection, as far as is known.
    pub(crate) fn is_connected(&self) -> bool {
        self.link.borrow().as_ref().is_some_and(|link| !link.client.is_closed())
    }

    /// Waits for something that comes from elsewhere, and notices meanwhile when the connection is lost; none when
    /// it was, or there is none and another attempt to make one is due.
    pub(super) fn idle<T>(&self, coming: impl Future<Output = T>) -> Option<T> {
        let mut link = self.link.borrow_mut();
        let came = self.runtime.block_on(async {
            match link.as_mut() {
                Some(link) => tokio::select! {
                    biased;
                    _ = &mut link.driver => None,
                    came = coming => Some(came),
                },
                None => timeout(RETRY, coming).await.ok(),
            }
        });
        if came.is_none() {
            *link = None;
        }
        came
    }

    /// From now on somebody waits who may go away, or nobody.
    pub(super) fn set_gone(&self, gone: Option<Arc<Gone>>) {
        *self.gone.borrow_mut() = gone;
    }

    /// Waits for whatever it takes from now on, or no longer.
    pub(super) fn set_patient(&self, is_patient: bool) {
        self.is_patient.set(is_patient);
    }

    /// Waits for the server's answer. A statement for which nobody waits any more is cancelled; a server that says
    /// nothing is given up.
    fn wait<T>(
        &self,
        cancel: &CancelToken,
        answer: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Fault> {
        let gone = self.gone.borrow().clone();
        let silence_max = if self.is_patient.get() { Duration::MAX } else { SILENCE_MAX };
        let noted = async {
            match &gone {
                Some(gone) => gone.noted().await,
                None => std::future::pending().await,
            }
        };
        self.runtime.block_on(async {
            let mut answer = std::pin::pin!(answer);
            let answered = tokio::select! {
                biased;
                answered = timeout(silence_max, &mut answer) => answered,
                () = noted => {
                    let _ = timeout(CANCEL_TIME_MAX, cancel.cancel_query(NoTls)).await;
                    let answered = timeout(CANCEL_TIME_MAX, &mut answer).await;
                    // One that was faster than its cancellation leaves that on its way: it would hit whatever the
                    // connection does next.
                    if !matches!(&answered, Ok(Err(error)) if error.code() == Some(&SqlState::QUERY_CANCELED)) {
                        return Err(Fault::Lost("nobody waits for it".to_owned()));
                    }
                    answered
                }
            };
            match answered {
                Ok(answered) => answered.map_err(Fault::from),
                Err(_) => Err(Fault::Lost("it does not answer".to_owned())),
            }
        })
    }

    /// Does something with the connection, and takes note of what its failure means for it.
    fn with<T>(&self, work: impl FnOnce(&mut Link) -> Result<T, Fault>) -> Result<T, Fault> {
        let mut slot = self.link.borrow_mut();
        let link = slot.as_mut().ok_or_else(|| Fault::Lost("the connection was lost".to_owned()))?;
        let outcome = work(link);
        if let Err(fault) = &outcome {
            if self.transaction.get() == Transaction::Open {
                self.transaction.set(Transaction::Broken);
            }
            if fault.is_conflict() {
                self.has_conflict.set(true);
            }
            if fault.is_of_old_plan() {
                // Another program has changed the tables: from now on each is prepared as they are now.
                link.statements.clear();
            }
            if matches!(fault, Fault::Lost(_)) {
                *slot = None;
            }
        }
        outcome
    }

    fn prepared(
        &self,
        link: &mut Link,
        key: StatementKey,
        sql: impl FnOnce() -> String,
    ) -> Result<Statement, Fault> {
        if let Some(statement) = link.statements.get(&key) {
            return Ok(statement.clone());
        }
        let statement = self.wait(&link.cancel, link.client.prepare(&sql()))?;
        link.statements.insert(key, statement.clone());
        Ok(statement)
    }

    /// Runs a statement that gives no rows; says how many it touched.
    pub(crate) fn execute(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
    ) -> Result<usize, Fault> {
        self.with(|link| {
            let mark = self.unset_mark(link, &key)?;
            let statement = self.prepared(link, key, sql)?;
            let bound: Vec<Bound<'_>> = binds.iter().map(Bound).collect();
            let places: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|it| it as _).collect();
            let touched = self.behind(link, mark, link.client.execute(&statement, &places))?;
            Ok(usize::try_from(touched).unwrap_or(usize::MAX))
        })
    }

    /// Runs a statement that gives no rows once for each of `rows`. They go over the wire together, and the first
    /// failure is the answer: behind it the server does nothing more.
    pub(crate) fn execute_all(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        rows: &[Vec<ColumnValue<'_>>],
    ) -> Result<(), Fault> {
        self.with(|link| {
            let mark = self.unset_mark(link, &key)?;
            let statement = self.prepared(link, key, sql)?;
            if let Some(mark) = mark {
                self.wait(&link.cancel, link.client.batch_execute(mark))?;
            }
            rows.chunks(TOGETHER_MAX).try_for_each(|rows| {
                let executions = rows.iter().map(|binds| {
                    let (client, statement) = (&link.client, &statement);
                    Box::pin(async move {
                        let bound: Vec<Bound<'_>> = binds.iter().map(Bound).collect();
                        let places: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|it| it as _).collect();
                        client.execute(statement, &places).await
                    })
                });
                self.wait(&link.cancel, together(executions.collect()))
            })
        })
    }

    /// Shows each row that a statement gives, until `show` says that it has seen enough.
    pub(crate) fn each(
        &self,
        key: StatementKey,
        sql: impl FnOnce() -> String,
        binds: &[ColumnValue<'_>],
        mut show: impl FnMut(&dyn Row) -> bool,
    ) -> Result<(), Fault> {
        let rows = self.with(|link| {
            let mark = self.unset_mark(link, &key)?;
            let statement = self.prepared(link, key, sql)?;
            let bound: Vec<Bound<'_>> = binds.iter().map(Bound).collect();
            let places: Vec<&(dyn ToSql + Sync)> = bound.iter().map(|it| it as _).collect();
            self.behind(link, mark, link.client.query(&statement, &places))
        })?;
        for row in &rows {
            if !show(&PostgresRow(row)) {
                break;
            }
        }
        Ok(())
    }

    /// The text that sets a mark which is still to be set, once there is nothing to prepare: then it goes along with
    /// the statement behind it. What is not prepared yet is so behind the mark, because its failure is the word's.
    fn unset_mark(&self, link: &Link, key: &StatementKey) -> Result<Option<&'static str>, Fault> {
        let Mark::Wanted { has_old } = self.mark.get() else { return Ok(None) };
        let sql = if has_old { "RELEASE SAVEPOINT word; SAVEPOINT word" } else { "SAVEPOINT word" };
        self.mark.set(Mark::Set);
        if link.statements.contains_key(key) {
            return Ok(Some(sql));
        }
        self.wait(&link.cancel, link.client.batch_execute(sql))?;
        Ok(None)
    }

    /// Waits for a statement, in front of which a mark may go over the same wire.
    fn behind<T>(
        &self,
        link: &Link,
        mark: Option<&str>,
        statement: impl Future<Output = Result<T, tokio_postgres::Error>>,
    ) -> Result<T, Fault> {
        let Some(mark) = mark else { return self.wait(&link.cancel, statement) };
        self.wait(&link.cancel, async {
            let (marked, answer) = tokio::join!(link.client.batch_execute(mark), statement);
            marked?;
            answer
        })
    }

    /// Does `word` so that it leaves nothing in the transaction at hand when it fails, which can then go on. Others
    /// that were in the way are the whole transaction's trouble.
    pub(crate) fn as_word<T, E>(&self, word: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let has_old = self.mark.get() != Mark::None;
        let before = self.mark.replace(Mark::Wanted { has_old });
        let outcome = word();
        let is_set = self.mark.get() == Mark::Set;
        self.mark.set(if is_set { Mark::Old } else { before });
        let can_go_on = self.transaction.get() != Transaction::None && !self.has_conflict.get();
        if outcome.is_err() && is_set && can_go_on && self.batch("ROLLBACK TO SAVEPOINT word").is_ok() {
            self.transaction.set(Transaction::Open);
        }
        outcome
    }

    /// Runs statements that are not prepared, and take no values.
    pub(crate) fn batch(&self, sql: &str) -> Result<(), Fault> {
        self.with(|link| self.wait(&link.cancel, link.client.batch_execute(sql)))
    }

    /// What a text that is not prepared gives, all as texts.
    pub(crate) fn texts(&self, sql: &str) -> Result<Vec<Vec<Option<String>>>, Fault> {
        let messages = self.with(|link| self.wait(&link.cancel, link.client.simple_query(sql)))?;
        let rows = messages.iter().filter_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        Ok(rows.map(|row| (0..row.len()).map(|index| row.get(index).map(str::to_owned)).collect()).collect())
    }

    /// Begins the transaction that such work needs, if it needs one.
    pub(super) fn begin(&self, extent: Extent) -> Result<(), Fault> {
        let sql = match extent {
            Extent::Look | Extent::Statement => return Ok(()),
            Extent::Change | Extent::Several => "BEGIN".to_owned(),
            Extent::Body => format!(
                "BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL statement_timeout = {0}; SET LOCAL lock_timeout = {0}",
                TRANSACTION_TIME_MAX.as_millis()
            ),
        };
        self.mark.set(Mark::None);
        // Whatever of it fails, its beginning may be done.
        self.transaction.set(Transaction::Open);
        self.batch(&sql)
    }

    /// Commits the transaction at hand, if there is one.
    pub(super) fn commit(&self) -> Result<(), Fault> {
        let outcome = match self.transaction.get() {
            Transaction::None => return Ok(()),
            Transaction::Open => self.batch("COMMIT"),
            Transaction::Broken => unreachable!("what is broken is undone"),
        };
        // A commit that fails has undone everything, or is not known to have happened.
        self.transaction.set(Transaction::None);
        outcome
    }

    /// Undoes the transaction at hand, if there is one.
    pub(super) fn roll_back(&self) {
        if self.transaction.replace(Transaction::None) != Transaction::None && self.batch("ROLLBACK").is_err()
        {
            // With the connection goes the transaction.
            *self.link.borrow_mut() = None;
        }
    }

    /// What is written now is part of a transaction that can still be committed.
    pub(crate) fn is_in_transaction(&self) -> bool {
        self.transaction.get() == Transaction::Open
    }

    /// Something in the transaction at hand failed, whatever was made of it.
    pub(super) fn is_broken(&self) -> bool {
        self.transaction.get() == Transaction::Broken
    }

    /// Whether others were in the way since this was last asked.
    pub(super) fn take_conflict(&self) -> bool {
        self.has_conflict.take()
    }

    /// Does `work` in a transaction of its own.
    pub(crate) fn in_transaction<T, E: From<Fault>>(
        &self,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        if let Err(fault) = self.begin(Extent::Several) {
            self.roll_back();
            return Err(fault.into());
        }
        let worked = work();
        if worked.is_err() || self.is_broken() {
            self.roll_back();
            return worked;
        }
        self.commit()?;
        worked
    }
}

/// Waits for the answers to statements, each of which is sent when it is first polled. They are answered in their
/// order.
async fn together<F>(statements: Vec<Pin<Box<F>>>) -> Result<(), tokio_postgres::Error>
where
    F: Future<Output = Result<u64, tokio_postgres::Error>>,
{
    let mut waiting = statements;
    let mut outcome = Ok(());
    poll_fn(|context| {
        waiting.retain_mut(|statement| match statement.as_mut().poll(context) {
            Poll::Pending => true,
            Poll::Ready(answered) => {
                if let (Ok(()), Err(error)) = (&outcome, answered) {
                    outcome = Err(error);
                }
                false
            }
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outcome
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").field("target", &self.target).finish_non_exhaustive()
    }
}
