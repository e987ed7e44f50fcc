//! Where in a body a value stands, put into words only when something is wrong there.

use std::fmt;

/// A JSON pointer (RFC 6901) that is built backwards on the stack while a body is walked.
#[derive(Clone, Copy, Debug)]
pub enum At<'a> {
    /// The body itself.
    Body,
    /// A field of what stands there.
    Field(&'a At<'a>, &'a str),
    /// An item of the list that stands there.
    Item(&'a At<'a>, usize),
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            At::Body => Ok(()),
            At::Item(within, index) => write!(f, "{within}/{index}"),
            At::Field(within, name) if name.contains(['~', '/']) => {
                write!(f, "{within}/{}", name.replace('~', "~0").replace('/', "~1"))
            }
            At::Field(within, name) => write!(f, "{within}/{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::At;

    #[test]
    fn pointers_are_escaped() {
        let lines = At::Field(&At::Body, "lines");
        let third = At::Item(&lines, 3);
        assert_eq!(At::Field(&third, "a/b~c").to_string(), "/lines/3/a~1b~0c");
        assert_eq!(At::Body.to_string(), "");
    }
}
