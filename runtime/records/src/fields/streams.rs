//! Stream encodings of records.

use super::filling::{Ask, Slot, Stop, Want, build};
use super::looking::{Look, See, Shows, look};
use super::{FieldList, Fields};
use crate::DecodeError;
use crate::encoding as wire;

/// Appends the fields in their order. A record without fields is one byte, so that no value is
/// encoded in nothing.
pub fn encode<O: Fields>(owner: &O, out: &mut Vec<u8>) {
    encode_fields(&O::LIST, owner, out);
}

fn encode_fields(list: &FieldList, owner: &dyn Shows, out: &mut Vec<u8>) {
    if list.fields.is_empty() {
        out.push(0);
    }
    look(list, owner, &mut Encoder(out));
}

struct Encoder<'a>(&'a mut Vec<u8>);

impl<'a> See<'a> for Encoder<'_> {
    fn see(&mut self, _: usize, value: &dyn Look<'a>) {
        value.encode(self.0);
    }
}

/// Reads the fields in their order.
///
/// # Errors
/// When the bytes end early or hold something else.
pub fn decode<O: Fields>(input: &mut &[u8]) -> Result<O, DecodeError> {
    let mut decoder = Decoder::new(&O::LIST, input)?;
    match build(&mut decoder) {
        Ok(record) => Ok(record),
        Err(Stop) => Err(decoder.error),
    }
}

/// Reads an encoding that has only those fields of the record which `is_there` says; defaults and nothing stand in
/// for the others.
pub(crate) fn decode_those<O: Fields>(is_there: &[bool], input: &mut &[u8]) -> Result<O, DecodeError> {
    let mut decoder = Decoder { is_there, ..Decoder::new(&O::LIST, input)? };
    match build(&mut decoder) {
        Ok(record) => Ok(record),
        Err(Stop) => Err(decoder.error),
    }
}

struct Decoder<'a, 'b> {
    input: &'a mut &'b [u8],
    /// Which fields stand in the encoding; all where it says nothing.
    is_there: &'a [bool],
    /// Why it went no further.
    error: DecodeError,
}

impl<'a, 'b> Decoder<'a, 'b> {
    fn new(list: &FieldList, input: &'a mut &'b [u8]) -> Result<Decoder<'a, 'b>, DecodeError> {
        if list.fields.is_empty() {
            wire::take_byte(input, list.name)?;
        }
        Ok(Decoder { input, is_there: &[], error: DecodeError::Malformed(list.name) })
    }

    fn read(&mut self, want: Want, slot: &mut dyn Slot) -> Result<(), DecodeError> {
        // A field of changes is encoded as an optional.
        if want == Want::Change {
            match wire::take_byte(self.input, "a change")? {
                0 => return Ok(()),
                1 => {}
                _ => return Err(DecodeError::Malformed("a change")),
            }
        }
        slot.decode(self.input)
    }
}

impl Ask for Decoder<'_, '_> {
    fn fill(&mut self, index: usize, want: Want, slot: &mut dyn Slot) -> Result<(), Stop> {
        if self.is_there.get(index) == Some(&false) {
            return Ok(());
        }
        self.read(want, slot).map_err(|error| {
            self.error = error;
            Stop
        })
    }

    fn missing(&mut self, _: usize) {}
}
