//! Problem documents (RFC 9457) and the report of every wrong field.

use serde::Serialize;

/// What an error means in HTTP, as `define_error` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HttpMeaning {
    /// 400
    BadRequest,
    /// 401
    Unauthenticated,
    /// 403
    Forbidden,
    /// 404
    NotFound,
    /// 405
    MethodNotAllowed,
    /// 408
    RequestTimeout,
    /// 409
    Conflict,
    /// 410
    Gone,
    /// 412
    PreconditionFailed,
    /// 413
    TooLarge,
    /// 414
    AddressTooLong,
    /// 415
    UnsupportedMediaType,
    /// 422
    Invalid,
    /// 428
    PreconditionRequired,
    /// 429
    TooManyRequests,
    /// 431
    HeadersTooLarge,
    /// 500
    Internal,
    /// 503
    Unavailable,
    /// 504
    DeadlinePassed,
}

impl HttpMeaning {
    /// The status code.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            HttpMeaning::BadRequest => 400,
            HttpMeaning::Unauthenticated => 401,
            HttpMeaning::Forbidden => 403,
            HttpMeaning::NotFound => 404,
            HttpMeaning::MethodNotAllowed => 405,
            HttpMeaning::RequestTimeout => 408,
            HttpMeaning::Conflict => 409,
            HttpMeaning::Gone => 410,
            HttpMeaning::PreconditionFailed => 412,
            HttpMeaning::TooLarge => 413,
            HttpMeaning::AddressTooLong => 414,
            HttpMeaning::UnsupportedMediaType => 415,
            HttpMeaning::Invalid => 422,
            HttpMeaning::PreconditionRequired => 428,
            HttpMeaning::TooManyRequests => 429,
            HttpMeaning::HeadersTooLarge => 431,
            HttpMeaning::Internal => 500,
            HttpMeaning::Unavailable => 503,
            HttpMeaning::DeadlinePassed => 504,
        }
    }

    /// The short title that every problem of this meaning has.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            HttpMeaning::BadRequest => "Bad request",
            HttpMeaning::Unauthenticated => "Unauthenticated",
            HttpMeaning::Forbidden => "Forbidden",
            HttpMeaning::NotFound => "Not found",
            HttpMeaning::MethodNotAllowed => "Method not allowed",
            HttpMeaning::RequestTimeout => "Request timeout",
            HttpMeaning::Conflict => "Conflict",
            HttpMeaning::Gone => "Gone",
            HttpMeaning::PreconditionFailed => "Precondition failed",
            HttpMeaning::TooLarge => "Content too large",
            HttpMeaning::AddressTooLong => "Address too long",
            HttpMeaning::UnsupportedMediaType => "Unsupported media type",
            HttpMeaning::Invalid => "Invalid fields",
            HttpMeaning::PreconditionRequired => "Precondition required",
            HttpMeaning::TooManyRequests => "Too many requests",
            HttpMeaning::HeadersTooLarge => "Request header fields too large",
            HttpMeaning::Internal => "Internal error",
            HttpMeaning::Unavailable => "Service unavailable",
            HttpMeaning::DeadlinePassed => "Deadline passed",
        }
    }
}

/// A problem document: what went wrong, for a program and for a person (RFC 9457).
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    /// `urn:problem:CASE`: what kind of problem, for programs.
    #[serde(rename = "type")]
    pub kind: String,
    /// The title of the meaning.
    pub title: &'static str,
    /// The status code.
    pub status: u16,
    /// What happened this time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Which request it was: `urn:request:ID`, for whoever looks it up in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Every wrong field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldProblem>,
}

impl Problem {
    /// A problem of that meaning; `case` is its name for programs.
    #[must_use]
    pub fn new(meaning: HttpMeaning, case: &str) -> Problem {
        Problem {
            kind: format!("urn:problem:{case}"),
            title: meaning.title(),
            status: meaning.status(),
            detail: None,
            instance: None,
            fields: Vec::new(),
        }
    }

    /// The same with a sentence on what happened.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Problem {
        self.detail = Some(detail.into());
        self
    }

    /// The problem that names every wrong field.
    #[must_use]
    pub fn invalid(report: &Report) -> Problem {
        let mut problem = Problem::new(HttpMeaning::Invalid, "Invalid");
        problem.detail = Some(report.to_string());
        problem.fields.clone_from(&report.fields);
        problem
    }
}

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// Where: a JSON pointer into the body (`/quantity`), or a parameter's name.
    pub field: String,
    /// Which rule, in the language's own word (`at_least`, `required`, `type`).
    pub rule: &'static str,
    /// What is wrong, for a person: `must be at least 1`.
    pub message: String,
}

/// Everything that is wrong with what was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Each wrong field, in the order of the record's fields.
    pub fields: Vec<FieldProblem>,
}

impl Report {
    /// Notes one wrong field.
    pub fn add(&mut self, field: impl Into<String>, rule: &'static str, message: impl Into<String>) {
        self.fields.push(FieldProblem { field: field.into(), rule, message: message.into() });
    }

    /// Nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl std::fmt::Display for Report {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, field) in self.fields.iter().enumerate() {
            let separator = if index == 0 { "" } else { "; " };
            let name = field.field.trim_start_matches('/');
            let space = if name.is_empty() { "" } else { " " };
            write!(f, "{separator}{name}{space}{}", field.message)?;
        }
        Ok(())
    }
}
