//! A reproducible source of choices, and exact fractions.

/// A reproducible source of choices (xorshift).
pub struct Draws(u64);

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }

    pub fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// A fraction; its denominator is positive.
#[derive(Debug, Clone, Copy)]
pub struct Fraction(pub i128, pub i128);

impl Fraction {
    pub fn of(text: &str) -> Fraction {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        Fraction(format!("{whole}{part}").parse().unwrap(), 10i128.pow(part.len() as u32)).reduced()
    }

    pub fn reduced(self) -> Fraction {
        let (mut a, mut b) = (self.0.abs(), self.1);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Fraction(self.0 / a.max(1), self.1 / a.max(1))
    }

    pub fn add(self, other: Fraction) -> Fraction {
        Fraction(self.0 * other.1 + other.0 * self.1, self.1 * other.1).reduced()
    }

    pub fn times(self, other: Fraction) -> Fraction {
        Fraction(self.0 * other.0, self.1 * other.1).reduced()
    }

    pub fn less(self, other: Fraction) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    /// Half away from zero, at two decimals, in bani.
    pub fn bani(self) -> i128 {
        let doubled = self.0.abs() * 200 + self.1;
        self.0.signum() * (doubled / (2 * self.1))
    }
}
