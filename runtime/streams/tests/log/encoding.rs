//! Bytes there and back; and whatever other bytes.

use parseltongue_streams::disk::SimulatedDisk;
use parseltongue_streams::log::LEFT_OUT;
use parseltongue_streams::log::format::{
    BATCH_HEADER_BYTES, BatchHeader, BatchKind, HEADER_BLOCK_BYTES, SegmentHeader, checksum, frame_record,
    records,
};
use proptest::prelude::*;
use std::ops::ControlFlow;

use crate::support::{Named, append, of_partition, open, read_all, shown};

prop_compose! {
    fn segment_header()(
        version in 1u16..=3, schema in "\\PC{0,6000}", number in 1u64.., size_bytes: u64, created_at_us: i64, fingerprint: u64, salt: u64,
        stream in "\\PC{1,40}", record in "\\PC{1,40}", begins in prop::collection::vec(any::<u64>(), 1..256),
    ) -> SegmentHeader {
        let schema = if version < 3 { String::new() } else { schema };
        SegmentHeader { version, schema, number, size_bytes, created_at_us, fingerprint, salt, stream, record, begins }
    }
}

prop_compose! {
    fn batch_header()(
        kind in prop::sample::select(vec![BatchKind::Records, BatchKind::Closed, BatchKind::Handed]), partition: u32, base_offset: u64, records: u32, appended_at_us: i64,
        payload_bytes in 24u32..=1 << 20, payload_checksum: u32, salt: u64, durable_bytes: u64,
    ) -> BatchHeader {
        BatchHeader {
            kind, partition, base_offset, records, appended_at_us, payload_bytes, payload_checksum, salt, durable_bytes,
        }
    }
}

proptest! {
    #[test]
    fn a_segment_header_comes_back_and_fills_blocks(header in segment_header()) {
        let bytes = header.encode();
        prop_assert_eq!(bytes.len() % HEADER_BLOCK_BYTES, 0);
        prop_assert_eq!(SegmentHeader::decode(&bytes), Ok(header));
    }

    #[test]
    fn a_batch_header_comes_back(header in batch_header()) {
        prop_assert_eq!(BatchHeader::decode(&header.encode()), Some(header));
    }

    #[test]
    fn one_wrong_bit_of_a_batch_header_is_noticed(header in batch_header(), bit in 0..BATCH_HEADER_BYTES * 8) {
        let mut bytes = header.encode();
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert_eq!(BatchHeader::decode(&bytes), None);
    }

    #[test]
    fn no_bytes_make_a_header_panic(bytes in prop::collection::vec(any::<u8>(), 0..5000), magic: bool) {
        let mut bytes = bytes;
        if magic && bytes.len() > 16 {
            bytes[..8].copy_from_slice(b"PARSELOG");
            bytes[8..16].copy_from_slice(&[1, 0, 0, 0, 0, 16, 0, 0]);
        }
        let _ = SegmentHeader::decode(&bytes);
        let _ = BatchHeader::decode(&bytes);
        let _ = records(&bytes).count();
    }

    #[test]
    fn records_of_a_payload_come_back(texts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..20)) {
        let mut payload = Vec::new();
        for text in &texts {
            prop_assert_eq!(frame_record(&mut payload, |out| out.extend(text)), text.len());
        }
        let back: Vec<_> = records(&payload).collect();
        prop_assert_eq!(back, texts);
    }

    #[test]
    fn every_offset_of_every_partition_can_be_read_from(
        sizes in prop::collection::vec((0u32..3, 0usize..2500), 1..60),
        left_out in 0u32..3,
    ) {
        let disk = SimulatedDisk::new(0);
        let (mut log, _) = open(&disk, 3).unwrap();
        let mut all = Vec::new();
        for (index, (partition, size)) in sizes.into_iter().enumerate() {
            let record = Named { partition, text: format!("{index} {}", "u".repeat(size)) };
            append(&mut log, std::slice::from_ref(&record), index as i64).unwrap();
            all.push(record);
        }
        let snapshot = shown(&log);
        prop_assert_eq!(&read_all(&snapshot).unwrap(), &all, "in the order of appending");
        for partition in 0..3 {
            let of_it = of_partition(&all, partition);
            for start in 0..=of_it.len() {
                let mut from = vec![0, 0, 0];
                from[partition as usize] = start as u64;
                if partition != left_out {
                    from[left_out as usize] = LEFT_OUT;
                }
                let mut found = Vec::new();
                snapshot.scan(&from, |it| {
                    found.push((it.partition, it.offset, it.record.to_vec()));
                    ControlFlow::Continue(())
                }).unwrap();
                let of_found = found.iter().filter(|(p, ..)| *p == partition).map(|(_, offset, _)| *offset);
                prop_assert_eq!(of_found.collect::<Vec<_>>(), (start as u64..of_it.len() as u64).collect::<Vec<_>>());
                prop_assert!(partition == left_out || found.iter().all(|(p, ..)| *p != left_out));
            }
        }
        for count in 0..all.len() + 2 {
            let mut newest = Vec::new();
            snapshot.newest(count, |it| newest.push(String::from_utf8(it.record.to_vec()).unwrap())).unwrap();
            let expected: Vec<_> = all[all.len().saturating_sub(count)..].iter().map(|it| it.text.clone()).collect();
            prop_assert_eq!(newest, expected);
        }
    }
}

#[test]
fn a_checksum_is_never_zero() {
    // The four bytes whose CRC-32C is 0, worked out by running the polynomial backwards.
    let bytes = 0x9be0_9bab_u32.to_le_bytes();
    assert_eq!(crc32c::crc32c(&bytes), 0);
    assert_eq!(checksum(&bytes), 1);
    assert_eq!(checksum(b"123456789"), 0xe306_9283, "the check value of CRC-32C");
}
