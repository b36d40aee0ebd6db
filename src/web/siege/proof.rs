//! Proofs: a puzzle for one form, solved by work or by waiting, that counts once. Their texts are signed, so that nothing
//! is kept of a puzzle until it is used.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::{digest, hmac};
use jiff::Timestamp;

use crate::app::HoldSecrets;
use crate::clock::{from_micros, micros};
use crate::ids::{ContentHash, RandomSource, SystemRandom};

/// How long a proof counts from when it was given.
const LIFETIME: Duration = Duration::from_secs(15 * 60);
/// Most proofs of each kind that are remembered as used, of each half of the time. When more are used, no more of that
/// kind count for a while. Whoever solves puzzles with a program can use up the memory of solved ones; those who wait are
/// let through at a bounded rate, so that theirs cannot be used up, and people still pass. 16 bytes each.
const USED_MAX: usize = 50_000;
/// The digits of an instant, a random number and a code in a proof's text.
const TIME: usize = 16;
const NONCE: usize = 16;
const CODE: usize = 32;

/// Gives and judges proofs. All processes of a database share the key, so that a proof counts wherever it is shown; that
/// it was used is remembered where it was used, so that it counts once in each process.
pub(super) struct Proofs {
    bits: u32,
    wait: Duration,
    used: Mutex<Used>,
}

/// The codes that were used, in two generations: the older is forgotten when none of it counts any more.
struct Used {
    current: Codes,
    before: Codes,
    turned_at: Timestamp,
}

/// Codes by how their proofs were earned.
#[derive(Default)]
struct Codes {
    solved: HashSet<u128>,
    waited: HashSet<u128>,
}

impl Codes {
    fn contain(&self, code: u128) -> bool {
        self.solved.contains(&code) || self.waited.contains(&code)
    }
}

/// How a proof that counts was earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// Its puzzle was solved.
    Solved,
    /// Its time was waited for.
    Waited,
}

/// What a proof is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It counts.
    Earned(Effort),
    /// Its time comes in so many seconds.
    TooEarly(u64),
    /// Nothing: there is none, it is of another form or database, or too old.
    None,
}

impl Proofs {
    pub fn new(bits: u32, wait: Duration) -> Proofs {
        let used = Used { current: Codes::default(), before: Codes::default(), turned_at: Timestamp::UNIX_EPOCH };
        Proofs { bits, wait, used: Mutex::new(used) }
    }

    /// A new proof for a form, not solved yet; nothing when the secrets are not of this day.
    pub fn issue(&self, secrets: &HoldSecrets, subject: &ContentHash, now: Timestamp) -> Option<String> {
        let mut nonce = [0u8; NONCE / 2];
        SystemRandom.fill(&mut nonce);
        let head = format!("{:016x}{:016x}", micros(now), u64::from_be_bytes(nonce));
        let code = code(secrets.at(now)?, &head, subject);
        Some(format!("{head}{code}"))
    }

    /// What a proof is worth for a form.
    pub fn judge(
        &self,
        secrets: &HoldSecrets,
        (proof, solution): (&str, &str),
        subject: &ContentHash,
        now: Timestamp,
    ) -> Verdict {
        if proof.len() != TIME + NONCE + CODE || !proof.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Verdict::None;
        }
        let (head, code) = proof.split_at(TIME + NONCE);
        let Ok(given_at) = i64::from_str_radix(&head[..TIME], 16) else { return Verdict::None };
        let given_at = from_micros(given_at);
        let Some(secret) = secrets.at(given_at) else { return Verdict::None };
        let right = self::code(secret, head, subject);
        if verify_slices_are_equal(code.as_bytes(), right.as_bytes()).is_err() {
            return Verdict::None;
        }
        let age = now.duration_since(given_at);
        let Ok(age) = Duration::try_from(age) else { return Verdict::None };
        if age >= LIFETIME {
            return Verdict::None;
        }
        if is_solved(code, solution, self.bits) {
            return Verdict::Earned(Effort::Solved);
        }
        match self.wait.checked_sub(age) {
            Some(rest) if !rest.is_zero() => Verdict::TooEarly(rest.as_secs() + 1),
            _ => Verdict::Earned(Effort::Waited),
        }
    }

    /// Takes a proof that counts; false when it was taken before, or too many of its kind were.
    pub fn take(&self, proof: &str, effort: Effort, now: Timestamp) -> bool {
        let Some(code) = number_of(proof) else { return false };
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if now.duration_since(used.turned_at).unsigned_abs() >= LIFETIME {
            used.before = std::mem::take(&mut used.current);
            used.turned_at = now;
        }
        if used.before.contain(code) || used.current.contain(code) {
            return false;
        }
        let kept = match effort {
            Effort::Solved => &mut used.current.solved,
            Effort::Waited => &mut used.current.waited,
        };
        kept.len() < USED_MAX && kept.insert(code)
    }

    /// Lets a proof count again.
    pub fn give_back(&self, proof: &str) {
        let Some(code) = number_of(proof) else { return };
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.current.solved.remove(&code);
        used.current.waited.remove(&code);
    }
}

/// A proof's code as a number: its hexadecimal digits.
fn number_of(proof: &str) -> Option<u128> {
    u128::from_str_radix(puzzle_of(proof), 16).ok()
}

fn code(secret: &[u8; 32], head: &str, subject: &ContentHash) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, format!("{head} {}", subject.as_str()).as_bytes());
    tag.as_ref().iter().take(CODE / 2).map(|byte| format!("{byte:02x}")).collect()
}

/// The part of a proof that is the puzzle: its code, which nobody can choose. With a number behind it, it is one block
/// of SHA-256.
pub(super) fn puzzle_of(proof: &str) -> &str {
    proof.get(TIME + NONCE..).unwrap_or_default()
}

fn is_solved(puzzle: &str, solution: &str, bits: u32) -> bool {
    if solution.is_empty() || solution.len() > 16 || !solution.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let hash = digest::digest(&digest::SHA256, format!("{puzzle}:{solution}").as_bytes());
    let first = hash.as_ref().iter().take(4).fold(0u32, |bits, byte| bits << 8 | u32::from(*byte));
    first.leading_zeros() >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    fn secrets(seed: u8, before: Option<u8>) -> HoldSecrets {
        HoldSecrets::new(at(0), [seed; 32], before.map(|seed| [seed; 32]))
    }

    fn solution(proof: &str, bits: u32) -> String {
        (0u32..).map(|number| number.to_string()).find(|number| is_solved(puzzle_of(proof), number, bits)).unwrap()
    }

    #[test]
    fn a_proof_counts_for_its_form_solved_or_in_time_and_once() {
        let proofs = Proofs::new(8, Duration::from_secs(10));
        let (subject, other) = (ContentHash::of(&[b"a"]), ContentHash::of(&[b"b"]));
        let ours = secrets(1, None);
        let proof = proofs.issue(&ours, &subject, at(0)).unwrap();
        let number = solution(&proof, 8);
        let unsolved = (0u32..).map(|n| n.to_string()).find(|n| !is_solved(puzzle_of(&proof), n, 8)).unwrap();
        for (solution, subject, now, expected) in [
            (number.as_str(), &subject, 0, Verdict::Earned(Effort::Solved)),
            (&number, &subject, 899, Verdict::Earned(Effort::Solved)),
            (&number, &subject, 900, Verdict::None),
            (&number, &subject, -1, Verdict::None),
            (&number, &other, 0, Verdict::None),
            ("", &subject, 0, Verdict::TooEarly(11)),
            (&unsolved, &subject, 9, Verdict::TooEarly(2)),
            ("", &subject, 10, Verdict::Earned(Effort::Waited)),
            ("", &other, 10, Verdict::None),
            ("-1", &subject, 10, Verdict::Earned(Effort::Waited)),
        ] {
            assert_eq!(proofs.judge(&ours, (&proof, solution), subject, at(now)), expected, "{solution} at {now}");
        }
        let mut forged = proof.clone();
        forged.replace_range(0..1, if proof.starts_with('1') { "2" } else { "1" });
        for wrong in ["", "x", &forged, &proof[1..], &format!("{proof}0"), &"ș".repeat(32)] {
            assert_eq!(proofs.judge(&ours, (wrong, &number), &subject, at(0)), Verdict::None, "{wrong}");
        }
        // Another process of the same database knows it; one of another does not.
        let elsewhere = Proofs::new(8, Duration::ZERO);
        assert_eq!(
            elsewhere.judge(&secrets(1, None), (&proof, &number), &subject, at(0)),
            Verdict::Earned(Effort::Solved)
        );
        assert_eq!(elsewhere.judge(&secrets(2, None), (&proof, &number), &subject, at(0)), Verdict::None);
        assert!(proofs.take(&proof, Effort::Solved, at(0)));
        assert!(!proofs.take(&proof, Effort::Solved, at(0)));
        // As long as it is not too old, it is remembered.
        assert!(!proofs.take(&proof, Effort::Solved, at(899)) && !proofs.take(&proof, Effort::Solved, at(901)));
        let second = proofs.issue(&ours, &subject, at(0)).unwrap();
        assert!(proofs.take(&second, Effort::Solved, at(0)));
        proofs.give_back(&second);
        assert!(proofs.take(&second, Effort::Solved, at(0)));
    }

    #[test]
    fn a_proof_counts_over_midnight() {
        // at(0) is eight o'clock in the morning.
        let (evening, night) = (at(16 * 3_600 - 60), at(16 * 3_600 + 60));
        let (proofs, subject) = (Proofs::new(0, Duration::ZERO), ContentHash::of(&[b"a"]));
        let before = HoldSecrets::new(evening, [1; 32], None);
        let proof = proofs.issue(&before, &subject, evening).unwrap();
        assert_eq!(proofs.issue(&before, &subject, night), None, "the day has another secret");
        for (before, expected) in
            [(Some([1; 32]), Verdict::Earned(Effort::Waited)), (Some([3; 32]), Verdict::None), (None, Verdict::None)]
        {
            let after = HoldSecrets::new(night, [2; 32], before);
            assert_eq!(proofs.judge(&after, (&proof, ""), &subject, night), expected, "{before:?}");
        }
    }

    #[test]
    fn what_is_remembered_is_bounded_and_whoever_waits_passes_beside_many_who_solve() {
        let proofs = Proofs::new(0, Duration::ZERO);
        let subject = ContentHash::of(&[b"a"]);
        let issue = |seconds| proofs.issue(&secrets(1, None), &subject, at(seconds)).unwrap();
        let taken = (0..USED_MAX + 10).filter(|_| proofs.take(&issue(0), Effort::Solved, at(0))).count();
        assert_eq!(taken, USED_MAX);
        let waited = issue(0);
        assert!(proofs.take(&waited, Effort::Waited, at(0)));
        // However it is earned, it counts once.
        assert!(!proofs.take(&waited, Effort::Waited, at(0)));
        assert!(proofs.take(&issue(901), Effort::Solved, at(901)));
        assert!(!proofs.take(&waited, Effort::Solved, at(902)));
    }
}
