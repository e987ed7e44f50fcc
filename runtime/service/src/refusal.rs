//! Why a call got no answer of its own: a problem document, and what only the log may say.

use parseltongue_records::{Failure, HttpMeaning, Meaning, Problem, Report, StoreError, StreamError};

use crate::answer::Answer;

/// How a call ends.
pub type Outcome = Result<Answer, Refusal>;

/// The problem that a client is told instead of an answer.
#[derive(Debug)]
pub struct Refusal(Box<Told>);

#[derive(Debug)]
struct Told {
    problem: Problem,
    /// The methods that would have been right.
    allow: Option<&'static str>,
    /// The scheme by which a caller would have been known.
    challenge: Option<&'static str>,
    /// What the client is not told.
    secret: Option<String>,
}

impl Refusal {
    /// The refusal that tells that problem.
    #[must_use]
    pub fn new(problem: Problem) -> Refusal {
        Refusal(Box::new(Told { problem, allow: None, challenge: None, secret: None }))
    }

    /// 500, the reason to the log only.
    #[must_use]
    pub fn internal(reason: impl Into<String>) -> Refusal {
        Refusal::new(Problem::new(HttpMeaning::Internal, "Internal")).with_secret(reason)
    }

    pub(crate) fn not_found(path: &str) -> Refusal {
        let problem = Problem::new(HttpMeaning::NotFound, "NotFound");
        Refusal::new(problem.with_detail(format!("nothing stands at {path}")))
    }

    pub(crate) fn not_allowed(method: &str, allow: &'static str) -> Refusal {
        let problem = Problem::new(HttpMeaning::MethodNotAllowed, "MethodNotAllowed");
        let mut refusal = Refusal::new(problem.with_detail(format!("{method} is not one of {allow}")));
        refusal.0.allow = Some(allow);
        refusal
    }

    pub(crate) fn parameters(report: &Report) -> Refusal {
        let mut problem = Problem::new(HttpMeaning::BadRequest, "InvalidParameters");
        problem.detail = Some(report.to_string());
        problem.fields.clone_from(&report.fields);
        Refusal::new(problem)
    }

    pub(crate) fn deadline() -> Refusal {
        Refusal::new(Problem::new(HttpMeaning::DeadlinePassed, "DeadlinePassed"))
    }

    pub(crate) fn with_secret(mut self, reason: impl Into<String>) -> Refusal {
        self.0.secret = Some(reason.into());
        self
    }

    pub(crate) fn with_challenge(mut self, scheme: &'static str) -> Refusal {
        self.0.challenge = Some(scheme);
        self
    }

    pub(crate) fn challenge(&self) -> Option<&'static str> {
        self.0.challenge
    }

    /// What the client is told.
    #[must_use]
    pub fn problem(&self) -> &Problem {
        &self.0.problem
    }

    /// Says by which name the request stands in the log.
    pub(crate) fn name_request(&mut self, request_id: &str) {
        self.0.problem.instance = Some(format!("urn:request:{request_id}"));
    }

    pub(crate) fn allow(&self) -> Option<&'static str> {
        self.0.allow
    }

    pub(crate) fn secret(&self) -> Option<&str> {
        self.0.secret.as_deref()
    }
}

impl<E: Meaning> From<Failure<E>> for Refusal {
    fn from(failure: Failure<E>) -> Refusal {
        let refusal = Refusal::new(failure.problem());
        match failure {
            Failure::Store(error @ StoreError::Unavailable(_)) => refusal.with_secret(error.to_string()),
            Failure::Stream(error) => refusal.with_secret(error.to_string()),
            _ => refusal,
        }
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Refusal {
        Failure::<parseltongue_records::NoError>::from(error).into()
    }
}

impl From<StreamError> for Refusal {
    fn from(error: StreamError) -> Refusal {
        if let StreamError::Gone { .. } = error {
            let problem = Problem::new(HttpMeaning::Gone, "Gone").with_detail(error.to_string());
            return Refusal::new(problem);
        }
        Failure::<parseltongue_records::NoError>::from(error).into()
    }
}
