// A format's numbers and its rounding in float64, which holds all of them: as `course.numerics` does it.

const MODES_OF_ROUNDING = ["nearest", "toward zero", "up", "down", "stochastic"];
const NAMED_FORMATS = {
  FP16: [5, 10, "ieee"], BF16: [8, 7, "ieee"], FP8_E5M2: [5, 2, "ieee"], FP8_E4M3: [4, 3, "one nan"],
  FP6_E3M2: [3, 2, "none"], FP6_E2M3: [2, 3, "none"], FP4_E2M1: [2, 1, "none"],
};

/** A format: {label, isFixed, numbers, largest, least, beyond, unitAt}; `numbers` are all of zero and above. */
function lineFormat(name, exponentBits, fractionBits) {
  if (name === "fixed") return fixedFormat(exponentBits, fractionBits);
  const [e, f, specials] = NAMED_FORMATS[name] ?? [exponentBits, fractionBits, "ieee"];
  const [bias, perOctave] = [2 ** (e - 1) - 1, 2 ** f];
  const codes = specials === "ieee" ? (2 ** e - 1) * perOctave : 2 ** (e + f) - (specials === "one nan" ? 1 : 0);
  const valueOf = (code) => {
    const [exponent, fraction] = [Math.floor(code / perOctave), code % perOctave];
    return (exponent ? perOctave + fraction : fraction) * 2 ** (Math.max(exponent, 1) - bias - f);
  };
  const numbers = Array.from({ length: codes }, (_, code) => valueOf(code));
  const largest = numbers.at(-1);
  return {
    label: NAMED_FORMATS[name] ? name.replace("_", " ") : `a float of ${e} exponent and ${f} fraction bits`, short: NAMED_FORMATS[name] ? name.replace("_", " ") : `E${e}M${f}`,
    isFixed: false, numbers, largest, least: -largest, perOctave, smallestNormal: 2 ** (1 - bias), count: 2 * codes - 1, bits: 1 + e + f,
    beyond: { ieee: Infinity, "one nan": NaN, none: largest }[specials], unitAt: (size) => 2 ** (Math.max(octaveOf(size), 1 - bias) - f),
  };
}

function fixedFormat(whole, fraction) {
  const unit = 2 ** -fraction;
  const codes = 2 ** (whole + fraction);
  const numbers = Array.from({ length: codes }, (_, code) => code * unit);
  return {
    label: `fixed point Q${whole}.${fraction}`, short: `Q${whole}.${fraction}`, isFixed: true, numbers, largest: numbers.at(-1), least: -(2 ** whole),
    count: 2 * codes, bits: 1 + whole + fraction, beyond: numbers.at(-1), unitAt: () => unit,
  };
}

/** The floor of the logarithm to the base 2; −1074 for zero. */
function octaveOf(size) {
  const guess = Math.floor(Math.log2(Math.max(size, Number.MIN_VALUE)));
  return 2 ** guess > size && size > 0 ? guess - 1 : 2 ** (guess + 1) <= size ? guess + 1 : guess;
}

/**
 * The two numbers beside x and what each way of rounding makes of it: {lower, upper, share, unit, results}.
 * share: of the way from the number nearer to zero to the other, which is the chance to become that one.
 */
function roundingsOf(format, x, draw) {
  const [size, negative] = [Math.abs(x), x < 0 || Object.is(x, -0)];
  const unit = format.unitAt(size);
  const kept = Math.floor(size / unit);
  const share = size / unit - kept;
  const away = {
    nearest: share > 0.5 || (share === 0.5 && kept % 2 === 1), "toward zero": false, up: share > 0 && !negative, down: share > 0 && negative, stochastic: draw < share,
  };
  const results = Object.fromEntries(MODES_OF_ROUNDING.map((mode) => [mode, bounded(format, (kept + away[mode]) * unit, negative, mode)]));
  const sign = negative ? -1 : 1;
  const [near, far] = [sign * kept * unit, sign * (kept + (share > 0)) * unit];
  return { lower: Math.min(near, far), upper: Math.max(near, far), near, far, share, unit, results, isExact: share === 0 && fits(format, x), isBeyond: !fits(format, far) };
}

const fits = (format, value) => value >= format.least && value <= format.largest;

// What is beyond the largest number stays there if the rounding goes toward zero.
function bounded(format, size, negative, mode) {
  const value = negative ? -size : size;
  if (format.isFixed) return Math.min(Math.max(value, format.least), format.largest) + 0; // there is no −0
  const stops = mode === "toward zero" || (mode === "up" && negative) || (mode === "down" && !negative);
  const kept = size <= format.largest ? size : stops ? format.largest : format.beyond;
  return negative ? -kept : kept;
}

/** How many numbers lie from −end to end, both included; 0 and −0 are one. */
function countWithin(format, end) {
  const withoutSign = firstAbove(format.numbers, end);
  const last = format.isFixed && end >= -format.least ? 1 : 0; // −2^m has no counterpart
  return 2 * withoutSign - 1 + last;
}

// The place of the first number that is larger than a value.
function firstAbove(numbers, value) {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** How many numbers lie from 2^octave up to, and without, the next power of two. */
const countInOctave = ({ numbers }, octave) => firstBelow(numbers, 2 ** (octave + 1)) - firstBelow(numbers, 2 ** octave);

// How many numbers are smaller than a value.
const firstBelow = (numbers, value) => {
  const at = firstAbove(numbers, value);
  return at > 0 && numbers[at - 1] === value ? at - 1 : at;
};

export { lineFormat, roundingsOf, countWithin, countInOctave };
