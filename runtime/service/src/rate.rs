//! `rate_limit`: how often somebody may call.
//!
//! Each caller has one number: when what was asked for so far would be paid off at the steady rate (GCRA). A
//! request moves it by one interval; when it lies further ahead than the whole limit is worth, the request is
//! refused. So `100 per second` lets a hundred come at once, and then one each 10 ms, and one number is all
//! that is kept.
//!
//! All cores count together. The numbers lie behind a few dozen locks, each held for one look into a map, and
//! only services that say `rate_limit` have them; a limit for each core alone would let a client have as many
//! times the rate as there are cores.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderMap;
use http::header::{HeaderName, HeaderValue, RETRY_AFTER};
use parseltongue_records::{HttpMeaning, Problem};

use crate::limits::RATES_KEPT_MAX;
use crate::{Call, Refusal, Service};

const POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const STATE: HeaderName = HeaderName::from_static("ratelimit");

/// So many requests in each length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    whose: Whose,
    count: u64,
    window: Duration,
}

/// For whom requests are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Whose {
    Address,
    Caller,
}

impl RateLimit {
    /// `by address`
    #[must_use]
    pub const fn by_address(count: u64, window: Duration) -> RateLimit {
        RateLimit { whose: Whose::Address, count, window }
    }

    /// `by caller`
    #[must_use]
    pub const fn by_caller(count: u64, window: Duration) -> RateLimit {
        RateLimit { whose: Whose::Caller, count, window }
    }

    /// Its name in headers, and what it is counted by.
    fn name(self) -> &'static str {
        match self.whose {
            Whose::Address => "address",
            Whose::Caller => "caller",
        }
    }

    /// How much of the future one request takes.
    fn interval(self) -> Duration {
        self.window / u32::try_from(self.count).unwrap_or(u32::MAX).max(1)
    }
}

/// Of which limit a number is: the service's own, or that of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scope {
    Service,
    Route(usize),
}

/// Locks among which the numbers are shared out.
const SHARDS: usize = 64;

/// What all callers of a service have asked for.
#[derive(Debug)]
pub(crate) struct Rates {
    hasher: RandomState,
    begun: Instant,
    shards: Vec<Mutex<HashMap<u64, Duration>>>,
}

impl Default for Rates {
    fn default() -> Rates {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Rates { hasher: RandomState::new(), begun: Instant::now(), shards }
    }
}

/// What a limit has left for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    limit: RateLimit,
    /// Requests that may come at once.
    requests: u64,
    /// Until it is as if nothing had come; or, of one that is refused, until one may come.
    wait: Duration,
    is_refused: bool,
}

impl Rates {
    /// Counts one request, unless it is one too many.
    fn count(&self, limit: RateLimit, scope: Scope, who: impl std::hash::Hash) -> Left {
        self.count_at(self.begun.elapsed(), limit, scope, who)
    }

    fn count_at(&self, now: Duration, limit: RateLimit, scope: Scope, who: impl std::hash::Hash) -> Left {
        // A hash with keys that nobody knows: two of 2^64 share a number once in an age.
        let key = self.hasher.hash_one((limit.whose, scope, who));
        let shard = &self.shards[key as usize % SHARDS];
        let mut paid_off = shard.lock().unwrap_or_else(PoisonError::into_inner);
        let before = paid_off.get(&key).copied().unwrap_or(now).max(now);
        let after = before + limit.interval();
        let ahead = after - now;
        if ahead > limit.window {
            return Left { limit, requests: 0, wait: ahead - limit.window, is_refused: true };
        }
        if paid_off.len() >= RATES_KEPT_MAX / SHARDS && !paid_off.contains_key(&key) {
            make_room(&mut paid_off, now);
        }
        paid_off.insert(key, after);
        let requests = (limit.window - ahead).as_nanos() / limit.interval().as_nanos().max(1);
        let requests = u64::try_from(requests).unwrap_or(u64::MAX);
        Left { limit, requests, wait: ahead, is_refused: false }
    }
}

/// Forgets who has paid off all; when those are few, the half that has the least to pay. A shard is looked
/// through once for half of it at least, so that whoever calls from many addresses costs no more than others.
fn make_room(paid_off: &mut HashMap<u64, Duration>, now: Duration) {
    paid_off.retain(|_, at| *at > now);
    let mut left: Vec<Duration> = paid_off.values().copied().collect();
    let middle = left.len() / 2;
    if middle < RATES_KEPT_MAX / SHARDS / 4 {
        return;
    }
    let (_, median, _) = left.select_nth_unstable(middle);
    paid_off.retain(|_, at| *at > *median);
}

impl Left {
    /// `RateLimit-Policy` and `RateLimit`, as the IETF's draft has them, and `Retry-After` of a refusal.
    pub(crate) fn tell(self, headers: &mut HeaderMap) {
        let (name, count, window) = (self.limit.name(), self.limit.count, self.limit.window.as_secs());
        let seconds = seconds(self.wait);
        let value = |text: String| HeaderValue::try_from(text).ok();
        if let Some(policy) = value(format!("\"{name}\";q={count};w={window}")) {
            headers.insert(POLICY, policy);
        }
        if let Some(state) = value(format!("\"{name}\";r={};t={seconds}", self.requests)) {
            headers.insert(STATE, state);
        }
        if self.is_refused {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

/// Whole seconds, rounded up: whoever waits for so long has waited long enough.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

impl<S: Service> Call<'_, S> {
    /// Counts the request for its address.
    ///
    /// # Errors
    /// 429 when it is one too many.
    pub(crate) fn within_rates(&self) -> Result<(), Refusal> {
        let limits = S::RATE_LIMITS.iter().filter(|limit| limit.whose == Whose::Address);
        limits.into_iter().try_for_each(|limit| self.counted(*limit, Scope::Service, self.place()))
    }

    /// Counts the request for its caller.
    pub(crate) fn within_rates_of(&self, subject: &str) -> Result<(), Refusal> {
        self.subject.set(Some(subject.into()));
        let limits = S::RATE_LIMITS.iter().filter(|limit| limit.whose == Whose::Caller);
        limits.into_iter().try_for_each(|limit| self.counted(*limit, Scope::Service, subject))
    }

    /// Counts the request for the limit of a route, by its number: `rate_limit 5 per minute by address`.
    ///
    /// # Errors
    /// 429 when it is one too many.
    pub fn limited(&self, route: usize, limit: RateLimit) -> Result<(), Refusal> {
        let scope = Scope::Route(route);
        match limit.whose {
            Whose::Address => self.counted(limit, scope, self.place()),
            Whose::Caller => {
                let subject = self.subject.take();
                let counted = self.counted(limit, scope, subject.as_deref());
                self.subject.set(subject);
                counted
            }
        }
    }

    fn counted(&self, limit: RateLimit, scope: Scope, who: impl std::hash::Hash) -> Result<(), Refusal> {
        let left = self.core.common.rates.count(limit, scope, who);
        self.rate.set(Some(left));
        if !left.is_refused {
            return Ok(());
        }
        let detail =
            format!("{} requests in {:?} are the most for one {}", limit.count, limit.window, limit.name());
        Err(Refusal::new(Problem::new(HttpMeaning::TooManyRequests, "TooManyRequests").with_detail(detail)))
    }

    /// Who has an IPv6 address has at least 2^64 of them. Those whose address nobody knows count together.
    fn place(&self) -> Option<[u8; 8]> {
        self.address().map(|address| match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, d] = address.octets();
                [a, b, c, d, 0xff, 0xff, 0xff, 0xff]
            }
            IpAddr::V6(address) => {
                let [a, b, c, d, e, f, g, h, ..] = address.octets();
                [a, b, c, d, e, f, g, h]
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_burst_is_taken_and_then_one_at_a_time() {
        let rates = Rates::default();
        let limit = RateLimit::by_address(10, SECOND);
        let at = |ms: u64, who: &str| rates.count_at(Duration::from_millis(ms), limit, Scope::Service, who);
        for left in (0..10).rev() {
            assert_eq!((at(0, "a").is_refused, at(0, "b").requests), (false, left));
        }
        let refused = at(0, "a");
        assert_eq!((refused.is_refused, refused.wait), (true, Duration::from_millis(100)));
        // What is refused costs nothing.
        assert!(at(99, "a").is_refused && !at(100, "a").is_refused && at(101, "a").is_refused);
        assert!(!at(0, "c").is_refused);
        // After a while all is as it was.
        let fresh = at(5_000, "a");
        assert_eq!((fresh.is_refused, fresh.requests), (false, 9));
    }

    #[test]
    fn limits_of_routes_and_callers_are_counted_apart() {
        let rates = Rates::default();
        let (address, caller) = (RateLimit::by_address(1, SECOND), RateLimit::by_caller(1, SECOND));
        for scope in [Scope::Service, Scope::Route(0), Scope::Route(1)] {
            for limit in [address, caller] {
                assert!(!rates.count_at(SECOND, limit, scope, "a").is_refused);
                assert!(rates.count_at(SECOND, limit, scope, "a").is_refused);
            }
        }
    }

    #[test]
    fn however_many_call_no_more_are_kept() {
        let rates = Rates::default();
        let limit = RateLimit::by_address(1, SECOND);
        for who in 0..RATES_KEPT_MAX as u64 * 2 {
            rates.count_at(Duration::from_micros(who), limit, Scope::Service, who);
        }
        let kept: usize = rates.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(kept <= RATES_KEPT_MAX, "{kept}");
    }

    #[test]
    fn a_refusal_says_when_to_come_again() {
        let limit = RateLimit::by_address(5, Duration::from_secs(60));
        let mut headers = HeaderMap::new();
        Left { limit, requests: 0, wait: Duration::from_millis(11_001), is_refused: true }.tell(&mut headers);
        assert_eq!(headers[RETRY_AFTER], "12");
        assert_eq!(headers[POLICY], "\"address\";q=5;w=60");
        assert_eq!(headers[STATE], "\"address\";r=0;t=12");
    }
}
