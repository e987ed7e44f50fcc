//! Keeps a timetable by the time of day.

use std::time::Duration;

use parseltongue_records::Timestamp;
use tokio::time::sleep;

use super::{Keeper, Zoned};
use crate::Service;

/// The time of day can be set, so nobody sleeps longer than that.
const LOOK: Duration = Duration::from_secs(30);

/// Until the store can be written again.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// Keeps each moment once. Of those that passed while no program ran the last is made up for.
pub(super) async fn keep<S: Service>(keeper: Keeper<S>) {
    let stopping = keeper.core.world.stopping();
    tokio::pin!(stopping);
    let Some(zoned) = keeper.core.common.zoned[keeper.number].clone() else { return };
    tokio::select! {
        () = stopping => {}
        () = keep_on(&keeper, &zoned) => {}
    }
}

async fn keep_on<S: Service>(keeper: &Keeper<S>, zoned: &Zoned) {
    let mut last = last_kept(keeper).await;
    loop {
        let now = Timestamp::now();
        let Some(due) = zoned.after(last) else { return };
        if due > now {
            let until = due.as_microseconds().saturating_sub(now.as_microseconds());
            sleep(LOOK.min(Duration::from_micros(until.cast_unsigned()))).await;
            continue;
        }
        let (due, passed) = zoned.last_before(due, now);
        match say(keeper, due).await {
            Some(is_ours) => {
                last = due;
                if is_ours {
                    keeper.missed(passed);
                    keeper.once().await;
                }
            }
            None => sleep(STORE_PAUSE).await,
        }
    }
}

/// When it was last kept; from now on, if never before or if there is no store to know.
async fn last_kept<S: Service>(keeper: &Keeper<S>) -> Timestamp {
    let Some(queue) = &keeper.queue else { return Timestamp::now() };
    loop {
        match queue.last_kept(keeper.every.name.to_owned(), Timestamp::now()).await {
            Ok(last) => return last,
            Err(error) => log::error!(target: S::NAME, "{}: {error}", keeper.every.name),
        }
        sleep(STORE_PAUSE).await;
    }
}

/// Says that the moment is kept here; false when another program has said so, none when the store cannot hear it.
async fn say<S: Service>(keeper: &Keeper<S>, due: Timestamp) -> Option<bool> {
    let Some(queue) = &keeper.queue else { return Some(true) };
    match queue.keep(keeper.every.name.to_owned(), due).await {
        Ok(is_ours) => Some(is_ours),
        Err(error) => {
            log::error!(target: S::NAME, "{}: {error}", keeper.every.name);
            None
        }
    }
}
