// The additions of a dot product, each rounded once. The inputs are multiples of 2⁻¹⁰, so float64 adds them exactly.

const SUM_FORMATS = { FP16: [10, -14], BF16: [7, -126], FP32: [23, -126] }; // bits of the fraction, the smallest normal's exponent
const SUM_LENGTHS = [4, 8, 16, 32, 64];
const SUM_ORDERS = ["one by one", "blocks of four", "pairwise"];
const BLOCK_OF_FOUR = 4;
const SEEDS_OF_SUM = 100; // that the key goes through, and that the medians are of

// T. Ettinger's Mulberry32, public domain: the same numbers as in Python.
function drawn(seed, count) {
  let state = seed >>> 0;
  return Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  });
}

/** The exact products of the first `length` inputs of a seed. */
function productsOf(seed, length) {
  const inputs = drawn(seed, 2 * SUM_LENGTHS.at(-1)).map((share) => (Math.floor(2560 * share) - 512) / 1024);
  return Array.from({ length }, (_, i) => inputs[i] * inputs[SUM_LENGTHS.at(-1) + i]);
}

/** A number rounded to the nearest of the format, of two the even. */
function accumulated(value, name) {
  const [fraction, least] = SUM_FORMATS[name];
  if (value === 0) return 0;
  let power = Math.floor(Math.log2(Math.abs(value)));
  if (2 ** power > Math.abs(value)) power--;
  else if (2 ** (power + 1) <= Math.abs(value)) power++;
  const unit = 2 ** (Math.max(power, least) - fraction);
  const [kept, rest] = [Math.floor(Math.abs(value) / unit), (Math.abs(value) / unit) % 1];
  return Math.sign(value) * (kept + (rest > 0.5 || (rest === 0.5 && kept % 2 === 1))) * unit;
}

/**
 * All additions: [{sum, lost, from, to, level, parts}], where `lost` is the rounded sum minus the exact one of its
 * parts, products from..to are in it, and `parts` are the numbers of the additions it is made of.
 */
function additionsOf(products, { accumulator, order }) {
  if (order === "pairwise") return pairsUp(products, accumulator);
  const size = order === "one by one" ? 1 : BLOCK_OF_FOUR;
  const found = [];
  let total = 0;
  for (let from = 0; from < products.length; from += size) {
    const exact = products.slice(from, from + size).reduce((a, b) => a + b, total);
    total = accumulated(exact, accumulator);
    found.push({ sum: total, lost: total - exact, from, to: from + size, level: 1, parts: from ? [found.length - 1] : [] });
  }
  return found;
}

function pairsUp(products, accumulator) {
  const found = [];
  let row = products.map((sum, i) => ({ sum, from: i, to: i + 1, place: null }));
  for (let level = 1; row.length > 1; level++) {
    row = Array.from({ length: row.length / 2 }, (_, i) => {
      const [one, other] = [row[2 * i], row[2 * i + 1]];
      const sum = accumulated(one.sum + other.sum, accumulator);
      const parts = [one.place, other.place].filter((place) => place !== null);
      found.push({ sum, lost: sum - (one.sum + other.sum), from: one.from, to: other.to, level, parts });
      return { sum, from: one.from, to: other.to, place: found.length - 1 };
    });
  }
  return found;
}

const sumOf = (numbers) => numbers.reduce((a, b) => a + b, 0);

/** The error of the whole sum for a setting: what the result is more than the exact dot product. */
function errorOf(seed, length, setting) {
  const products = productsOf(seed, length);
  return additionsOf(products, setting).at(-1).sum - sumOf(products);
}

const mediansKnown = new Map(); // a setting's are found once: they take some thousand sums

/** The median size of the error of the whole sum over the seeds, for each order. */
function medianErrors(accumulator, length) {
  const key = `${accumulator} ${length}`;
  const sizes = (order) => Array.from({ length: SEEDS_OF_SUM }, (_, seed) => Math.abs(errorOf(seed, length, { accumulator, order })));
  if (!mediansKnown.has(key)) mediansKnown.set(key, SUM_ORDERS.map((order) => medianOf(sizes(order))));
  return mediansKnown.get(key);
}

function medianOf(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function findingOfSum({ accumulator, order, length, seed, step }) {
  const products = productsOf(seed, length);
  const additions = additionsOf(products, { accumulator, order });
  const table = Object.keys(SUM_FORMATS).map((format) => SUM_ORDERS.map((way) => errorOf(seed, length, { accumulator: format, order: way })));
  const growth = Object.keys(SUM_FORMATS).map((format) => SUM_LENGTHS.map((long) => errorOf(seed, long, { accumulator: format, order })));
  return { accumulator, order, length, products, additions, step: Math.min(step, additions.length), exact: sumOf(products), result: additions.at(-1).sum, error: additions.at(-1).sum - sumOf(products), table, growth, medians: medianErrors(accumulator, length) };
}

export { additionsOf, findingOfSum, productsOf };
