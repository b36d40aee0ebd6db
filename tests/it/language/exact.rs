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

    pub fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}

/// A fraction; its denominator is positive.
#[derive(Debug, Clone, Copy)]
pub struct Fraction(pub i128, pub i128);

/// What can be counted neither here nor by the compiler's decimals.
#[derive(Debug, Clone, Copy)]
pub struct Vast;

impl Fraction {
    pub const ZERO: Fraction = Fraction(0, 1);

    pub fn of(text: &str) -> Fraction {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        Fraction(format!("{whole}{part}").parse().unwrap(), 10i128.pow(part.len() as u32)).reduced()
    }

    pub fn whole(number: usize) -> Fraction {
        Fraction(number as i128, 1)
    }

    fn reduced(self) -> Fraction {
        let (mut a, mut b) = (self.0.abs(), self.1);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Fraction(self.0 / a.max(1), self.1 / a.max(1))
    }

    fn counted(above: Option<i128>, below: Option<i128>) -> Result<Fraction, Vast> {
        above.zip(below).map(|(above, below)| Fraction(above, below).reduced()).ok_or(Vast)
    }

    pub fn add(self, other: Fraction) -> Result<Fraction, Vast> {
        let (a, b) = (self.0.checked_mul(other.1), other.0.checked_mul(self.1));
        Fraction::counted(a.zip(b).and_then(|(a, b)| a.checked_add(b)), self.1.checked_mul(other.1))
    }

    pub fn subtract(self, other: Fraction) -> Result<Fraction, Vast> {
        self.add(Fraction(-other.0, other.1))
    }

    pub fn times(self, other: Fraction) -> Result<Fraction, Vast> {
        Fraction::counted(self.0.checked_mul(other.0), self.1.checked_mul(other.1))
    }

    /// Divided by what is not zero.
    pub fn over(self, other: Fraction) -> Result<Fraction, Vast> {
        self.times(Fraction(other.1 * other.0.signum(), other.0.abs()))
    }

    pub fn less(self, other: Fraction) -> Result<bool, Vast> {
        Ok(self.subtract(other)?.0 < 0)
    }

    /// Half away from zero, at so many decimals.
    pub fn round(self, places: u32) -> Result<Fraction, Vast> {
        let scale = 10i128.pow(places);
        let doubled =
            self.0.abs().checked_mul(2 * scale).and_then(|doubled| doubled.checked_add(self.1)).ok_or(Vast)?;
        Ok(Fraction(self.0.signum() * (doubled / (2 * self.1)), scale).reduced())
    }
}
