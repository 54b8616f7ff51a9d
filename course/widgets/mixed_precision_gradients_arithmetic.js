// Rounding to a format and the sum of a weight and its update, number by number: as `course.numerics` does it.

const RANGE_FORMATS = { FP16: [5, 10, true], BF16: [8, 7, true], FP8_E5M2: [5, 2, true], FP8_E4M3: [4, 3, false] };
const SAVED_OF_TEN = 9; // a loss scale "saves" where it brings back so many of ten
const MOST_SCALE = 24;

/** A format: {name, smallest, smallestNormal, largest, exponent, fraction}; `exponent` is the smallest normal's. */
function rangeFormat(name) {
  const [e, f, isIeee] = name === "FP32" ? [8, 23, true] : RANGE_FORMATS[name];
  const bias = 2 ** (e - 1) - 1;
  const exponent = 1 - bias;
  // E4M3 keeps the largest exponent for numbers, but for its last code, NaN.
  const largest = isIeee ? (2 - 2 ** -f) * 2 ** bias : (2 - 2 * 2 ** -f) * 2 ** (bias + 1);
  return { name, label: name.replace("_", " "), fraction: f, exponent, smallest: 2 ** (exponent - f), smallestNormal: 2 ** exponent, largest };
}

/** The floor of the logarithm to the base 2 of a size above 0, exactly. */
function powerBelow(size) {
  const guess = Math.floor(Math.log2(size));
  return 2 ** guess > size ? guess - 1 : 2 ** (guess + 1) <= size ? guess + 1 : guess;
}

/** From a size up to the next number of the format. */
const gapAt = (size, format) => 2 ** (Math.max(size > 0 ? powerBelow(size) : -Infinity, format.exponent) - format.fraction);

/** A number rounded to the nearest of the format, of two the even; Infinity where it is too large. */
function heldIn(value, format) {
  const size = Math.abs(value);
  const unit = gapAt(size, format);
  const kept = Math.floor(size / unit);
  const rest = size / unit - kept;
  const rounded = (kept + (rest > 0.5 || (rest === 0.5 && kept % 2 === 1))) * unit;
  return Math.sign(value) * (rounded > format.largest ? Infinity : rounded);
}

/** Whether weight − update, rounded to the format, is the weight again; the weight is a number of the format. */
function isLost(weight, update, format) {
  const size = Math.abs(weight);
  const unit = gapAt(size, format);
  const isInward = Math.sign(weight) === Math.sign(update);
  const isAtPower = size > format.smallestNormal && size === 2 ** powerBelow(size);
  const half = (isInward && isAtPower ? unit / 2 : unit) / 2;
  return Math.abs(update) < half || (Math.abs(update) === half && (size / unit) % 2 === 0);
}

/** Text made by Python back into float32: `{steps, counts, rate, moments: [{gradients, weights}]}`, a matrix after the other. */
function runOf({ steps, counts, rate, gradients, weights }) {
  const bytes = (text) => new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  const total = counts.reduce((a, b) => a + b);
  const [all, owners] = [bytes(gradients), bytes(weights)];
  const moments = steps.map((_, i) => ({ gradients: all.subarray(i * total, (i + 1) * total), weights: owners.subarray(i * total, (i + 1) * total) }));
  return { steps, counts, rate, moments };
}

/** The pairs [gradient, weight] of a moment's layers whose gradient is not 0, and how many there are with those. */
function pairsOf({ counts, moments }, moment, layer) {
  const ends = counts.reduce((sums, count) => [...sums, sums.at(-1) + count], [0]);
  const [from, to] = layer === "all" ? [0, ends.at(-1)] : [ends[layer - 1], ends[Number(layer)]];
  const { gradients, weights } = moments[moment];
  const pairs = [];
  for (let i = from; i < to; i++) if (gradients[i] !== 0) pairs.push([gradients[i], weights[i]]);
  return { pairs, total: to - from };
}

/** Shares that vanish and overflow at a loss scale of 2^scale. */
function sharesAt(pairs, format, scale) {
  let [vanished, overflowed, subnormal] = [0, 0, 0];
  for (const [gradient] of pairs) {
    const held = Math.abs(heldIn(gradient * 2 ** scale, format));
    if (held === 0) vanished++;
    else if (held === Infinity) overflowed++;
    else if (held < format.smallestNormal) subnormal++;
  }
  return { vanished: vanished / pairs.length, overflowed: overflowed / pairs.length, subnormal: subnormal / pairs.length };
}

/** The smallest loss scale, as a power of two, that saves nine in ten of what vanishes without; null if none does. */
function savingScale(pairs, format) {
  const before = sharesAt(pairs, format, 0).vanished;
  if (before === 0) return null;
  for (let scale = 1; scale <= MOST_SCALE; scale++) {
    const { vanished, overflowed } = sharesAt(pairs, format, scale);
    if (overflowed) return null; // and more at each larger one
    if (vanished <= (before * (10 - SAVED_OF_TEN)) / 10) return scale;
  }
  return null;
}

/**
 * All that is shown: shares, and for every gradient other than 0 [power of its scaled size, fate], and for every
 * update [power of its size in gaps of its weight, fate]; −Infinity is the power of an update of 0.
 */
function findingOfRange({ run, name, scale, moment, layer, master }) {
  const [format, keeper] = [rangeFormat(name), rangeFormat(master ? "FP32" : name)];
  const { pairs, total } = pairsOf(run, moment, layer);
  const [gradients, updates] = [[], []];
  let lost = 0;
  for (const [gradient, recorded] of pairs) {
    const held = heldIn(gradient * 2 ** scale, format);
    gradients.push([powerBelow(Math.abs(gradient)) + scale, held === 0 ? "vanished" : Number.isFinite(held) ? "held" : "overflowed"]);
    if (!Number.isFinite(held)) continue;
    const [weight, update] = [heldIn(recorded, keeper), (run.rate * held) / 2 ** scale];
    const isGone = isLost(weight, update, keeper);
    lost += isGone;
    updates.push([update === 0 ? -Infinity : powerBelow(Math.abs(update) / gapAt(Math.abs(weight), keeper)), isGone ? "lost" : "felt"]);
  }
  return {
    name, format, keeper, scale, moment, layer, master, step: run.steps[moment], count: pairs.length, zeros: total - pairs.length, gradients, updates,
    ...sharesAt(pairs, format, scale), lost: lost / pairs.length, before: sharesAt(pairs, format, 0).vanished, saving: savingScale(pairs, format),
  };
}

export { heldIn, isLost, rangeFormat, runOf, findingOfRange };
