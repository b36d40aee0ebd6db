//! Steps on SQLite: it has one writer, so each part is a transaction of its own, and others write between.

use super::super::StoreError;
use super::super::pool::{Connection, Pool, in_transaction};
use super::step::Migration;

pub(super) async fn apply(pool: &Pool, steps: &[Migration]) -> Result<(), StoreError> {
    in_transaction!(pool, |on| super::make_ledger(on))?;
    for step in steps {
        while in_transaction!(pool, |on| go_on(on, step))? {}
    }
    Ok(())
}

/// Does a step's next part; whether there may be more.
async fn go_on(on: &mut Connection<'_>, step: &Migration) -> Result<bool, StoreError> {
    let Some(at) = super::next_part(on, step).await? else { return Ok(false) };
    super::do_part(on, step, at, &step.parts()).await?;
    Ok(true)
}
