//! `on_start` and `on_stop`: once in each program that runs the service.

use std::pin::pin;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::time::Instant;

use crate::Service;
use crate::core::Core;
use crate::deadline::{Guarded, guard};
use crate::limits::{START_LIMIT, STOP_HOOK_LIMIT};
use crate::work::{Duty, Which};

/// Does what is done before the first request, on the service's first core; the others wait for it. False when
/// it failed, and the program stops.
pub(crate) async fn started<S: Service>(core: &Rc<Core<S>>, number: usize) -> bool {
    if !S::WORK.on_start {
        return true;
    }
    if number == 0 {
        let failure = done(core, Which::Start, START_LIMIT).await.err();
        if let Some(reason) = &failure {
            log::error!(target: S::NAME, "on_start: {reason}; the program stops");
            core.world.request_stop();
        }
        core.common.started.send_replace(Some(failure.is_none()));
        return failure.is_none();
    }
    let mut started = core.common.started.subscribe();
    let is_started = started.wait_for(Option::is_some).await;
    is_started.is_ok_and(|started| *started == Some(true))
}

/// Does what is done behind the last request, on the core that is the last to have none.
pub(crate) async fn stopped<S: Service>(core: &Rc<Core<S>>) {
    // A count of its own: what other cores did is not looked at.
    let is_last = core.common.cores_left.fetch_sub(1, Ordering::Relaxed) == 1;
    let has_started = *core.common.started.borrow() != Some(false);
    if S::WORK.on_stop
        && is_last
        && has_started
        && let Err(reason) = done(core, Which::Stop, STOP_HOOK_LIMIT).await
    {
        log::error!(target: S::NAME, "on_stop: {reason}");
    }
}

async fn done<S: Service>(core: &Rc<Core<S>>, which: Which, limit: Duration) -> Result<(), String> {
    let duty = Duty { core, which, job: None };
    let work = S::work(&duty);
    match guard(pin!(work), Instant::now(), Some(limit)).await {
        Guarded::Done(outcome) => outcome.map_err(|setback| setback.reason),
        Guarded::Late => Err(format!("took longer than {} s", limit.as_secs())),
        Guarded::Panicked => Err("the body panicked".to_owned()),
    }
}
