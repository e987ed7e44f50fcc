//! Streams as outboxes see them: `publish` inside of `in_transaction`.

use std::sync::Arc;

use parseltongue_cores::Opening;
use parseltongue_records::outbox::{Destination, Intake, Intakes, Message, Taking};
use parseltongue_records::{Position, Record, StreamError, Uuid};

use crate::hub::Shared;
use crate::log::format::{BATCH_PAYLOAD_BYTES_MAX, HANDED_PREFIX_BYTES, Handed};
use crate::queue::Framed;
use crate::stream::{frame, unreadable};
use crate::{Stream, Streams};

impl<B: Streams, R: Record> Destination for Stream<B, R> {
    type Record = R;

    fn address(self) -> String {
        address(B::NAME, self.name())
    }

    fn message(self, record: &R, turn: u64) -> Result<(u32, Vec<u8>), StreamError> {
        let mut bytes = Vec::with_capacity(256);
        frame(&mut bytes, record)?;
        let partitions = u64::from(B::STREAMS[self.index()].partitions);
        Ok((self.partition_of_key(record).unwrap_or((turn % partitions) as u32), bytes))
    }
}

fn address(block: &str, stream: &str) -> String {
    format!("{block}::{stream}")
}

/// Lets the outboxes of the world's stores know the block's streams.
pub(crate) fn announce<B: Streams>(opening: &mut Opening, shared: &Arc<Shared>) {
    let intakes = opening.part::<Intakes>().unwrap_or_else(|| opening.place(Intakes::default()));
    for (stream, table) in B::STREAMS.iter().enumerate() {
        let intake = StreamIntake { shared: Arc::clone(shared), stream };
        intakes.announce(address(B::NAME, table.name), Arc::new(intake));
    }
}

/// One opened stream.
struct StreamIntake {
    shared: Arc<Shared>,
    stream: usize,
}

impl Intake for StreamIntake {
    fn fingerprint(&self) -> u64 {
        self.shared.streams[self.stream].table.fingerprint
    }

    fn end(&self) -> Position {
        Position(self.shared.streams[self.stream].shown.borrow().ends().to_vec())
    }

    fn take(&self, outbox: Uuid, messages: Vec<Message>) -> Taking<'_> {
        let partitions = self.shared.streams[self.stream].table.partitions;
        let mut framed: Vec<Framed> = Vec::new();
        for message in messages {
            if message.partition >= partitions {
                let reason = format!("a message waits for partition {}, of {partitions}", message.partition);
                return Box::pin(std::future::ready(Err(StreamError::Unavailable(reason))));
            }
            let room = BATCH_PAYLOAD_BYTES_MAX - HANDED_PREFIX_BYTES;
            let last = framed.iter_mut().rev().find(|it| it.partition == message.partition);
            match last.filter(|it| it.bytes.len() + message.bytes.len() <= room) {
                Some(piece) => {
                    piece.records += 1;
                    piece.bytes.extend_from_slice(&message.bytes);
                    piece.handed = Some(Handed { outbox: outbox.into_bytes(), last: message.sequence });
                }
                None => framed.push(Framed {
                    partition: message.partition,
                    records: 1,
                    bytes: message.bytes,
                    handed: Some(Handed { outbox: outbox.into_bytes(), last: message.sequence }),
                }),
            }
        }
        Box::pin(self.shared.publish(self.stream, framed))
    }

    fn taken(&self, outbox: Uuid, since: &Position) -> Result<Vec<Option<u64>>, StreamError> {
        let snapshot = self.shared.streams[self.stream].shown.borrow().clone();
        snapshot.handed(outbox.into_bytes(), &since.0).map_err(unreadable)
    }
}
