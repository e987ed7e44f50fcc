//! What reaches a stream that fails in every way, over lives that end anywhere.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex};

use parseltongue_records::outbox::{Intake, Intakes, Message, Taking};
use parseltongue_records::{Position, StoreError, StreamError, Uuid};

use super::drain::Drainer;
use super::{CREATE, MESSAGES_MAX, Outbox, put, tables};
use crate::engine::Engine;
use crate::session::Session;
use crate::write::{Extent, handed};

const STREAM: &str = "Market::Trades";
const SHAPE: u64 = u64::MAX - 6;

/// A stream of two partitions that keeps what it took, with whose it was.
#[derive(Default)]
struct Taken {
    messages: Mutex<Vec<(Uuid, u64, u32)>>,
    refuses: AtomicBool,
    takes_and_says_no: AtomicBool,
}

impl Taken {
    fn sequences(&self) -> Vec<u64> {
        self.messages.lock().unwrap().iter().map(|(_, sequence, _)| *sequence).collect()
    }
}

impl Intake for Taken {
    fn fingerprint(&self) -> u64 {
        SHAPE
    }

    fn end(&self) -> Position {
        Position(vec![self.messages.lock().unwrap().len() as u64])
    }

    fn take(&self, outbox: Uuid, messages: Vec<Message>) -> Taking<'_> {
        let failed = || Err(StreamError::Unavailable("as the test wants".to_owned()));
        let outcome = if self.refuses.load(Relaxed) {
            failed()
        } else {
            let taken = messages.iter().map(|message| (outbox, message.sequence, message.partition));
            self.messages.lock().unwrap().extend(taken);
            if self.takes_and_says_no.load(Relaxed) { failed() } else { Ok(()) }
        };
        Box::pin(std::future::ready(outcome))
    }

    fn taken(&self, outbox: Uuid, since: &Position) -> Result<Vec<Option<u64>>, StreamError> {
        let messages = self.messages.lock().unwrap();
        let since = since.0.first().map_or(0, |since| *since as usize);
        let last = |partition| {
            let ours = messages[since..].iter().filter(|(of, _, at)| *of == outbox && *at == partition);
            ours.map(|(_, sequence, _)| *sequence).max()
        };
        Ok(vec![last(0), last(1)])
    }
}

/// One life of a program over a database and a stream that outlive it.
struct Life {
    engine: Arc<Engine>,
    outbox: Arc<Outbox>,
    intakes: Arc<Intakes>,
}

impl Life {
    /// The engine is never begun, so that only the test hands over.
    fn of(file: &std::path::Path, stream: Option<&Arc<Taken>>) -> Life {
        let session = Session::of_file(file).unwrap();
        session.connection().execute_batch(CREATE).unwrap();
        let intakes = Arc::new(Intakes::default());
        if let Some(stream) = stream {
            intakes.announce(STREAM.to_owned(), Arc::clone(stream) as _);
        }
        let outbox = Outbox::open("Books", Arc::clone(&intakes), &session).unwrap();
        let engine = Engine::of_file("Books", file.to_owned(), session, Arc::clone(&outbox)).unwrap();
        Life { engine: Arc::new(engine), outbox, intakes }
    }

    fn write(&self, work: impl FnOnce(&Session) -> Result<(), StoreError> + Clone + Send + 'static) {
        let (write, answer) = handed(Extent::Several, 0, work);
        self.engine.write(write).unwrap();
        runtime().block_on(answer.wait()).unwrap();
    }

    fn publish(&self, messages: u32, shape: u64) {
        self.write(move |session| {
            (0..messages).try_for_each(|number| put(session, STREAM, number % 2, shape, b"trade"))?;
            session.add_messages(u64::from(messages));
            Ok(())
        });
    }

    fn waiting(&self) -> u64 {
        let counted = runtime().block_on(self.engine.read(&[], |session, _| tables::count(session))).unwrap();
        assert_eq!(self.outbox.waiting.load(Relaxed), counted);
        counted
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().build().unwrap()
}

fn file(directory: &tempfile::TempDir) -> std::path::PathBuf {
    directory.path().join("books.db")
}

#[test]
fn messages_go_in_order_and_once_though_the_stream_says_no_after_taking_them() {
    let (directory, stream) = (tempfile::tempdir().unwrap(), Arc::new(Taken::default()));
    let life = Life::of(&file(&directory), Some(&stream));
    let mut drainer = Drainer::new(&life.outbox, runtime());
    life.publish(600, SHAPE);
    stream.refuses.store(true, Relaxed);
    assert!(!drainer.round(&life.engine));
    assert_eq!(life.waiting(), 600);
    stream.refuses.store(false, Relaxed);
    stream.takes_and_says_no.store(true, Relaxed);
    for _ in 0..3 {
        assert!(!drainer.round(&life.engine));
    }
    stream.takes_and_says_no.store(false, Relaxed);
    assert!(drainer.round(&life.engine));
    assert_eq!(stream.sequences(), (1..=600).collect::<Vec<_>>());
    assert_eq!(life.waiting(), 0);
}

#[test]
fn a_life_that_ends_between_handing_over_and_taking_out_is_followed_by_one_that_asks() {
    let (directory, stream) = (tempfile::tempdir().unwrap(), Arc::new(Taken::default()));
    for round in 0..4 {
        // Announced late, as streams open after stores.
        let life = Life::of(&file(&directory), None);
        life.publish(5, SHAPE);
        let mut drainer = Drainer::new(&life.outbox, runtime());
        assert!(!drainer.round(&life.engine), "there is no such stream yet");
        life.intakes.announce(STREAM.to_owned(), Arc::clone(&stream) as _);
        stream.takes_and_says_no.store(round < 3, Relaxed);
        assert_eq!(drainer.round(&life.engine), round == 3);
        assert_eq!(stream.sequences(), (1..=5 * (round + 1)).collect::<Vec<_>>());
        life.engine.close();
    }
}

#[test]
fn a_database_from_a_copy_hands_over_what_is_new_in_it_under_old_numbers() {
    let (directory, stream) = (tempfile::tempdir().unwrap(), Arc::new(Taken::default()));
    let copy = directory.path().join("copy.db");
    let life = Life::of(&file(&directory), Some(&stream));
    life.publish(2, SHAPE);
    assert!(Drainer::new(&life.outbox, runtime()).round(&life.engine));
    life.engine.close();
    std::fs::copy(file(&directory), &copy).unwrap();

    let life = Life::of(&file(&directory), Some(&stream));
    life.publish(4, SHAPE);
    assert!(Drainer::new(&life.outbox, runtime()).round(&life.engine));
    life.engine.close();

    let life = Life::of(&copy, Some(&stream));
    life.publish(1, SHAPE);
    let mut drainer = Drainer::new(&life.outbox, runtime());
    assert!(drainer.round(&life.engine));
    life.publish(1, SHAPE);
    assert!(drainer.round(&life.engine));
    assert_eq!(stream.sequences(), [1, 2, 3, 4, 5, 6, 3, 4]);
}

#[test]
fn messages_of_another_shape_wait_and_say_so() {
    let (directory, stream) = (tempfile::tempdir().unwrap(), Arc::new(Taken::default()));
    let life = Life::of(&file(&directory), Some(&stream));
    life.publish(1, SHAPE);
    life.publish(1, 7);
    life.publish(1, SHAPE);
    let mut drainer = Drainer::new(&life.outbox, runtime());
    assert!(!drainer.round(&life.engine));
    assert_eq!(stream.sequences(), [1]);
    assert_eq!(life.waiting(), 2);
}

#[test]
fn a_stream_with_much_to_take_lets_another_have_its_turn() {
    let directory = tempfile::tempdir().unwrap();
    let stream = Arc::new(Taken::default());
    let life = Life::of(&file(&directory), Some(&stream));
    let other = Arc::new(Taken::default());
    life.intakes.announce("Market::Quotes".to_owned(), Arc::clone(&other) as _);
    life.intakes.announce("Market::Unloved".to_owned(), Arc::clone(&stream) as _);
    life.publish(600, SHAPE);
    life.write(|session| {
        put(session, "Market::Unloved", 0, SHAPE, b"quote")?;
        put(session, "Market::Quotes", 0, SHAPE, b"quote")?;
        session.add_messages(2);
        Ok(())
    });
    assert!(Drainer::new(&life.outbox, runtime()).round(&life.engine));
    let place = stream.sequences().iter().position(|sequence| *sequence == 601).unwrap();
    assert_eq!((place, stream.sequences().len()), (256, 601));
    assert_eq!((other.sequences(), life.waiting()), (vec![602], 0));
}

#[test]
fn so_many_messages_wait_and_no_more() {
    let directory = tempfile::tempdir().unwrap();
    let life = Life::of(&file(&directory), None);
    assert!(life.outbox.check_room().is_ok());
    life.outbox.added(MESSAGES_MAX);
    let said = life.outbox.check_room().unwrap_err().to_string();
    assert!(said.starts_with("100000 messages wait for their streams already"), "{said}");
}
