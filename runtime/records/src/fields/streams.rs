//! Stream encodings of records.

use std::convert::Infallible;

use super::{FieldSource, FieldVisitor, Fields};
use crate::DecodeError;
use crate::codec::Codec;
use crate::encoding as wire;

/// Appends the fields in their order. A record without fields is one byte, so that no value is
/// encoded in nothing.
pub fn encode<O: Fields>(owner: &O, out: &mut Vec<u8>) {
    if O::LIST.fields.is_empty() {
        out.push(0);
    }
    match O::each(&mut Encoder { owner, out }) {
        Ok(()) => {}
        Err(never) => match never {},
    }
}

struct Encoder<'a, O> {
    owner: &'a O,
    out: &'a mut Vec<u8>,
}

impl<O> FieldVisitor<O> for Encoder<'_, O> {
    type Stop = Infallible;

    fn value<C: Codec>(&mut self, _: usize, of: impl Fn(&O) -> &C::Of) -> Result<(), Infallible> {
        C::encode(of(self.owner), self.out);
        Ok(())
    }
}

/// Reads the fields in their order.
///
/// # Errors
/// When the bytes end early or hold something else.
pub fn decode<O: Fields>(input: &mut &[u8]) -> Result<O, DecodeError> {
    if O::LIST.fields.is_empty() {
        wire::take_byte(input, O::LIST.name)?;
    }
    O::build(&mut Decoder(input))
}

struct Decoder<'a, 'b>(&'a mut &'b [u8]);

impl<O> FieldSource<O> for Decoder<'_, '_> {
    type Error = DecodeError;

    fn value<C: Codec>(&mut self, _: usize, _: impl Fn(&O) -> &C::Of) -> Result<C::Of, DecodeError> {
        C::decode(self.0)
    }
}
