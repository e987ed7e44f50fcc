//! Frames of the Language Server Protocol: `Content-Length: n`, an empty line, n bytes of JSON.

use std::io::{self, BufRead, Write};

use serde_json::Value;

/// Writes one message.
pub(crate) fn write(to: &mut impl Write, message: &Value) -> io::Result<()> {
    let body = message.to_string();
    write!(to, "Content-Length: {}\r\n\r\n{body}", body.len())?;
    to.flush()
}

/// Reads one message; `None` when the other side has ended.
pub(crate) fn read(from: &mut impl BufRead) -> io::Result<Option<Value>> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if from.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(text) = line.strip_prefix("Content-Length:") {
            length = text.trim().parse::<usize>().ok();
        }
    }
    let length =
        length.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a frame without a length"))?;
    let mut body = vec![0; length];
    from.read_exact(&mut body)?;
    Ok(Some(serde_json::from_slice(&body)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_written_is_read_and_the_end_is_seen() {
        let mut bytes = Vec::new();
        let messages = [json!({"id": 1, "text": "größer"}), json!({"id": 2})];
        for message in &messages {
            write(&mut bytes, message).expect("memory takes it");
        }
        let mut from = bytes.as_slice();
        for message in messages {
            assert_eq!(read(&mut from).expect("a frame"), Some(message));
        }
        assert_eq!(read(&mut from).expect("the end"), None);
    }
}
