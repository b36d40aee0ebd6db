//! A target under coverage: what libFuzzer draws goes through it, and the language's own mutations draw three texts of four.

/// Makes the program of a target. The parts of the tests stand at its root, where they find one another.
macro_rules! guided {
    ($target:ident) => {
        #[path = "../../cost.rs"]
        mod cost;
        #[path = "../../draws.rs"]
        mod draws;
        #[path = "../../mutate.rs"]
        mod mutate;
        #[path = "../../seeds.rs"]
        mod seeds;
        #[path = "../../targets.rs"]
        mod targets;

        /// A second, and more for code that counts what it passes, on a machine that does something else too.
        const MS_MAX: i64 = 4_000;

        libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
            if let Ok(text) = std::str::from_utf8(bytes) {
                cost::held(MS_MAX, || targets::$target::run(text));
            }
        });

        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            if seed % 4 == 0 && size > 0 {
                return libfuzzer_sys::fuzzer_mutate(data, size, max_size);
            }
            // Made once: some are worked out from all that ships.
            static SEEDS: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
            let text = String::from_utf8_lossy(&data[..size]).into_owned();
            let mutated = mutate::mutate(&text, SEEDS.get_or_init(seeds::$target), &mut draws::Draws::new(u64::from(seed)));
            let mut length = mutated.len().min(max_size);
            while !mutated.is_char_boundary(length) {
                length -= 1;
            }
            data[..length].copy_from_slice(&mutated.as_bytes()[..length]);
            length
        });
    };
}
