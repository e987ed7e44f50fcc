//! Offsets that a stream does not hold.
#![allow(missing_docs)]

// The stand-in for the language of the store's tests.
#[path = "../../store/tests/written/mod.rs"]
mod written;

use parseltongue_cores::{
    Block, BlockKind, Launch, Line, LocalFuture, Opening, Program, StartError, stopping,
};
use parseltongue_records::{Feed, Position, StreamError};
use parseltongue_streams::{GroupTable, KeepIn, Stream, StreamTable, Streams, publish};
use written::{record, written};

record!(Trade, TradeDraft, TradeChanges, TradeColumns, "Trade", "\"id\", \"text\"" {
    0 id: i64 = doc("");
    1 text: String = doc("");
});

struct Market;

impl Market {
    const TRADES: Stream<Market, Trade> = Stream::new(0);
}

impl Block for Market {
    const NAME: &'static str = "Market";
    const KIND: BlockKind = BlockKind::Streams;
    fn open(opening: &mut Opening) -> Result<(), StartError> {
        parseltongue_streams::open::<Self>(opening)
    }
    fn run(_: usize) -> LocalFuture<()> {
        Box::pin(stopping())
    }
    fn close() {
        parseltongue_streams::close::<Self>();
    }
}

impl Streams for Market {
    const KEEP_IN: KeepIn = KeepIn::Directory("data");
    const STREAMS: &'static [StreamTable] = &[StreamTable::of::<Trade>("Trades").with_partitions(2)];
    const GROUPS: &'static [GroupTable] = &[GroupTable::of("copy", 0)];
}

struct Desk;

impl Program for Desk {
    const NAME: &'static str = "Desk";
    const PLAN: &'static [Line] = &[Line::housekeeping(1), Line::cores::<Market>(1)];
}

fn trade(id: i64) -> Trade {
    Trade { id, text: "a trade".to_owned() }
}

#[test]
fn an_offset_behind_the_end_is_refused_also_the_largest() {
    let directory = tempfile::tempdir().unwrap();
    let running = Launch::of::<Desk>().in_directory(directory.path()).start().unwrap();
    running.run(async {
        // By turns: two in each partition.
        for id in 0..4 {
            publish(Market::TRADES, &trade(id)).await.unwrap();
        }
        for offset in [3, u64::MAX] {
            let to = Position(vec![2, offset]);
            let refused = Market::TRADES.move_group("copy", &to).await.unwrap_err();
            assert_eq!(
                refused.to_string(),
                format!(
                    "Market::Trades has nothing at offset {offset} of partition 1 yet: its next record gets 2"
                )
            );
            let read = Market::TRADES.read_from(1, offset, 5).await;
            assert!(matches!(read, Err(StreamError::Gone { partition: 1, .. })), "{read:?}");
            let mut position = to;
            let next = Market::TRADES.next(&mut position, 5).await;
            assert!(matches!(next, Err(StreamError::Gone { partition: 1, .. })), "{next:?}");
            assert_eq!(position, Position(vec![2, 0]));
        }
        assert_eq!(Market::TRADES.group_position("copy").unwrap(), Position(vec![0, 0]));
        // The end itself is where the next record will be.
        assert_eq!(Market::TRADES.read_from(1, 2, 5).await.unwrap().len(), 0);
        Market::TRADES.move_group("copy", &Position(vec![2, 2])).await.unwrap();
    });
    assert!(running.stop().is_clean());
    let running = Launch::of::<Desk>().in_directory(directory.path()).start().unwrap();
    running.run(async {
        assert_eq!(Market::TRADES.group_position("copy").unwrap(), Position(vec![2, 2]));
    });
    assert!(running.stop().is_clean());
}
