// Solves the puzzle of a form that is held back while programs flood a service, and sends the form: finds a number that,
// written behind the puzzle's text, gives a SHA-256 that begins with enough zero bits. Without this script the page's
// button does the same after a wait.
(() => {
  const form = document.getElementById("hold");
  if (!form) return;
  const AT_ONCE = 2000; // tries between two looks at the rest of the page
  const puzzle = form.dataset.puzzle + ":";
  const bits = Number(form.dataset.bits);
  const fraction = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
  const start = [], rounds = [];
  for (let n = 2; rounds.length < 64; n++) {
    let isPrime = true;
    for (let d = 2; d * d <= n && isPrime; d++) isPrime = n % d !== 0;
    if (!isPrime) continue;
    if (start.length < 8) start.push(fraction(Math.sqrt(n)));
    rounds.push(fraction(Math.cbrt(n)));
  }
  const w = new Int32Array(64);
  const turned = (x, by) => (x >>> by) | (x << (32 - by));
  // The first 32 bits of the SHA-256 of a text of at most 55 ASCII characters, which is one block.
  const beginning = (text) => {
    w.fill(0, 0, 16);
    for (let i = 0; i < text.length; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    w[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
    w[15] = 8 * text.length;
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const one = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
      const two = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
      w[i] = w[i - 16] + one + w[i - 7] + two;
    }
    let [a, b, c, d, e, f, g, h] = start;
    for (let i = 0; i < 64; i++) {
      const one = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const t = (h + one + ((e & f) ^ (~e & g)) + rounds[i] + w[i]) | 0;
      const two = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const s = (two + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + s) | 0;
    }
    return (start[0] + a) | 0;
  };
  let number = 0;
  const look = () => {
    for (const end = number + AT_ONCE; number < end; number++) {
      if (Math.clz32(beginning(puzzle + number)) < bits) continue;
      form.elements._solution.value = number;
      form.submit();
      return;
    }
    setTimeout(look);
  };
  look();
})();
