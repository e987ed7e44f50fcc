//! Records that are written while the process is killed.

use parseltongue_records::sql::Sql;
use parseltongue_records::{NoError, Record, sql};
use parseltongue_store::{find_all, in_transaction, insert};

use super::{Books, Library, directory};
use crate::{Count, life};

const ALL: Sql =
    sql!["SELECT ", <Count as Record>::SELECT, " FROM \"", <Count as Record>::TABLE, "\" ORDER BY \"id\""];
const KILLS: usize = 12;

/// The child: writes singles and pairs for as long as it lives, and says which were acknowledged.
#[test]
fn child() {
    let Some((directory, _)) = life::own() else { return };
    let program = Library::start(&directory);
    program.run(async {
        let mut next = find_all::<Books, Count>(ALL, &[]).await.unwrap().last().map_or(0, |last| last.id + 1);
        loop {
            if next % 4 == 0 {
                insert::<Books, _>(&Count { id: next, value: 1 }).await.unwrap();
                next += 1;
            } else {
                let pair = in_transaction::<Books, _, NoError>(move |transaction| {
                    transaction.insert(&Count { id: next, value: 2 })?;
                    transaction.insert(&Count { id: next + 1, value: 2 })?;
                    Ok(())
                });
                pair.await.unwrap();
                next += 2;
            }
            life::say(&next.to_string());
        }
    });
}

#[test]
fn what_was_acknowledged_survives_the_process() {
    let Some(directory) = directory() else { return };
    for round in 0..KILLS {
        let said = life::said_until_killed(module_path!(), directory.path(), 0, 1 + round * 7 % 40);
        let acknowledged: i64 = said.last().unwrap().parse().unwrap();
        let program = Library::start(directory.path());
        let stored = program.run(find_all::<Books, Count>(ALL, &[])).unwrap();
        assert!(stored.len() as i64 >= acknowledged, "{} of {acknowledged} are left", stored.len());
        assert!(stored.iter().enumerate().all(|(index, it)| it.id == index as i64), "each is there once");
        let pairs = stored.iter().filter(|it| it.value == 2).count();
        assert_eq!(pairs % 2, 0, "a transaction is there whole or not at all");
        assert!(program.stop().is_clean());
    }
}
