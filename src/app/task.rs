//! Background tasks: what is done again and again for as long as the server runs. A round that fails, panics or never ends
//! costs itself alone; when a task last went well is known. Knows no task.
//!
//! A task is hung up where the server starts, with [`App::keep_doing`]: its name and rhythm, and what a round does.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::{App, AppError};

/// How long a round may take: more than all patience of a store that is away.
const ROUND_TIME_MAX: Duration = Duration::from_secs(300);
/// Longest pause after rounds that panicked.
const PANIC_PAUSE_MAX: Duration = Duration::from_secs(60);

/// A task and its rhythm.
#[derive(Debug, Clone, Copy)]
pub struct Task {
    /// What it does, for people: `publications`.
    pub name: &'static str,
    /// How long it rests after a round.
    pub every: Duration,
    /// After which time without a good round it is late.
    pub late_after: Duration,
    /// Whether orders cannot be taken rightly while it is late.
    pub is_vital: bool,
}

/// When the next round begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// After a rest.
    Rested,
    /// At once: there is more to do.
    AtOnce,
}

impl Next {
    /// At once while there is more to do.
    pub const fn while_more(has_more: bool) -> Next {
        if has_more { Next::AtOnce } else { Next::Rested }
    }
}

/// What a task came to.
#[derive(Debug, Clone, Copy)]
pub struct TaskState {
    /// The task.
    pub task: Task,
    /// When it last went well; `None` when it never did.
    pub went_well: Option<Instant>,
    /// When it was hung up.
    pub began: Instant,
}

impl TaskState {
    /// Whether it has not gone well for longer than it should.
    pub fn is_late(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.went_well.unwrap_or(self.began)) > self.task.late_after
    }
}

/// The tasks of an app.
#[derive(Default)]
pub(super) struct Tasks(Mutex<Vec<TaskState>>);

impl Tasks {
    fn with<T>(&self, act: impl FnOnce(&mut Vec<TaskState>) -> T) -> T {
        // It holds instants, each of which is whole.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Notes a new task, or that an old one is hung up again.
    fn note_begin(&self, task: Task) {
        let state = TaskState { task, went_well: None, began: Instant::now() };
        self.with(|states| match states.iter_mut().find(|known| known.task.name == task.name) {
            Some(known) => *known = state,
            None => states.push(state),
        });
    }

    fn note_well(&self, name: &str) {
        self.with(|states| {
            if let Some(state) = states.iter_mut().find(|state| state.task.name == name) {
                state.went_well = Some(Instant::now());
            }
        });
    }
}

impl App {
    /// What each background task came to.
    pub fn tasks(&self) -> Vec<TaskState> {
        self.tasks.with(|states| states.clone())
    }

    /// Does a task again and again in the background until `stopped` says so, the first round at once. A round that fails is
    /// logged and tried again after the usual rest; one that panics, after a rest that doubles each time, a minute at most.
    pub fn keep_doing<W, R>(self: &Arc<App>, task: Task, mut stopped: watch::Receiver<bool>, work: W)
    where
        W: Fn(Arc<App>) -> R + Send + Sync + 'static,
        R: Future<Output = Result<Next, AppError>> + Send + 'static,
    {
        self.tasks.note_begin(task);
        let app = Arc::clone(self);
        tokio::spawn(async move {
            let mut failures = Failures::default();
            loop {
                let round = round(&app, task, &work);
                let ended = tokio::select! {
                    // A closed channel is a stop too.
                    _ = stopped.wait_for(|is_stopped| *is_stopped) => return,
                    ended = round => ended,
                };
                let pause = failures.note(task, ended);
                if failures.in_a_row == 0 {
                    app.tasks.note_well(task.name);
                }
                tokio::select! {
                    _ = stopped.wait_for(|is_stopped| *is_stopped) => return,
                    () = sleep(pause) => {}
                }
            }
        });
    }
}

/// How a round ended.
enum Ended {
    Well(Next),
    Failed(AppError),
    /// It panicked, or took too long.
    Broke(String),
}

async fn round<W, R>(app: &Arc<App>, task: Task, work: &W) -> Ended
where
    W: Fn(Arc<App>) -> R + Sync,
    R: Future<Output = Result<Next, AppError>> + Send + 'static,
{
    // As a task of its own, so that a panic ends no more than it.
    let mut running = tokio::spawn(work(Arc::clone(app)));
    match timeout(ROUND_TIME_MAX, &mut running).await {
        Ok(Ok(Ok(next))) => Ended::Well(next),
        Ok(Ok(Err(error))) => Ended::Failed(error),
        Ok(Err(error)) => Ended::Broke(error.to_string()),
        Err(_) => {
            running.abort();
            Ended::Broke(format!("a round of `{}` took longer than {} seconds", task.name, ROUND_TIME_MAX.as_secs()))
        }
    }
}

/// How often a task failed since it last went well.
#[derive(Default)]
struct Failures {
    in_a_row: u32,
    broken_in_a_row: u32,
}

impl Failures {
    /// Notes how a round ended, tells it, and gives the rest before the next. A store that is away for an hour is told of
    /// a dozen times: at the first failure, the second, the fourth, the eighth.
    fn note(&mut self, task: Task, ended: Ended) -> Duration {
        self.in_a_row = self.in_a_row.saturating_add(1);
        let (name, is_told) = (task.name, self.in_a_row.is_power_of_two());
        match ended {
            Ended::Well(next) => {
                if self.in_a_row > 1 {
                    tracing::info!(task = name, failures = self.in_a_row - 1, "a background task goes well again");
                }
                *self = Failures::default();
                match next {
                    Next::Rested => task.every,
                    Next::AtOnce => Duration::ZERO,
                }
            }
            Ended::Failed(error) => {
                self.broken_in_a_row = 0;
                if is_told {
                    let error = &error as &dyn std::error::Error;
                    tracing::error!(task = name, failures = self.in_a_row, error, "a background task failed");
                }
                task.every
            }
            Ended::Broke(error) => {
                if is_told {
                    tracing::error!(task = name, failures = self.in_a_row, error, "a background task broke off");
                }
                let pause = task.every.saturating_mul(1 << self.broken_in_a_row.min(16));
                self.broken_in_a_row = self.broken_in_a_row.saturating_add(1);
                pause.min(PANIC_PAUSE_MAX.max(task.every))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TASK: Task =
        Task { name: "counting", every: Duration::from_secs(1), late_after: Duration::from_secs(30), is_vital: true };

    #[test]
    fn a_task_that_panics_rests_longer_each_time_and_one_that_fails_as_usual() {
        let mut failures = Failures::default();
        let mut pauses: Vec<u64> = Vec::new();
        for _ in 0..8 {
            pauses.push(failures.note(TASK, Ended::Broke("a fault".to_owned())).as_secs());
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        assert_eq!(failures.note(TASK, Ended::Failed(AppError::NotFound("a store"))).as_secs(), 1);
        assert_eq!(failures.note(TASK, Ended::Broke("a fault".to_owned())).as_secs(), 1);
        assert_eq!(failures.note(TASK, Ended::Well(Next::AtOnce)).as_secs(), 0);
        assert_eq!((failures.in_a_row, failures.note(TASK, Ended::Well(Next::Rested)).as_secs()), (0, 1));
        let slow = Task { every: Duration::from_secs(600), ..TASK };
        assert_eq!(failures.note(slow, Ended::Broke("a fault".to_owned())).as_secs(), 600);
    }

    #[test]
    fn a_task_is_late_when_it_has_not_gone_well_for_longer_than_it_should() {
        let began = Instant::now();
        let after = |seconds| began + Duration::from_secs(seconds);
        let mut state = TaskState { task: TASK, went_well: None, began };
        assert_eq!([state.is_late(after(30)), state.is_late(after(31))], [false, true]);
        state.went_well = Some(after(100));
        assert_eq!(
            [state.is_late(after(31)), state.is_late(after(130)), state.is_late(after(131))],
            [false, false, true]
        );
    }
}
