//! Background tasks: what a round breaks is mended by the next.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use mpay_pages::app::{AppError, Next, Task};
use tokio::sync::{Semaphore, mpsc, watch};

use crate::support::databases::Database;
use crate::support::in_process;

const TASK: Task =
    Task { name: "counting", every: Duration::from_millis(1), late_after: Duration::from_secs(60), is_vital: true };

#[tokio::test]
async fn a_task_goes_on_after_rounds_that_panic_and_fail_until_the_server_stops() {
    let app = Arc::new(in_process::app(Database::sqlite().open().await).await);
    let (stop, stopped) = watch::channel(false);
    let (tell, mut told) = mpsc::unbounded_channel();
    let (count, gate) = (AtomicU32::new(0), Arc::new(Semaphore::new(0)));
    let let_through = Arc::clone(&gate);
    app.keep_doing(TASK, stopped, move |_| {
        let (round, tell, gate) = (count.fetch_add(1, Ordering::Relaxed), tell.clone(), Arc::clone(&gate));
        async move {
            tell.send(round).unwrap();
            gate.acquire().await.unwrap().forget();
            match round {
                0 | 1 => panic!("a fault of the program"),
                2 => Err(AppError::NotFound("a store")),
                3 => Ok(Next::AtOnce),
                _ => Ok(Next::Rested),
            }
        }
    });
    for expected in 0..6 {
        assert_eq!(told.recv().await, Some(expected));
        let state = app.tasks()[0];
        // The round that is told of waits at the gate: what is known is of those before.
        assert_eq!(state.went_well.is_some(), expected >= 4, "{expected}");
        assert!(!state.is_late(Instant::now()));
        if expected < 5 {
            let_through.add_permits(1);
        }
    }
    stop.send_replace(true);
    let_through.add_permits(1);
    while told.recv().await.is_some() {}
    assert_eq!(Arc::strong_count(&app), 1, "nothing holds it any more");
}
