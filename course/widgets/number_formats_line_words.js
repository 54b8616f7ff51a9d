// The line in words: the title that format and x allow, the sentence under it, and numbers as texts.

const TEXT_DIGITS = 7;
const [SMALLEST_WRITTEN, LARGEST_WRITTEN] = [1e-4, 1e7];

/** A number of a format in at most seven digits: 0.8125, 65,504, 6.0 × 10⁻⁸, ∞, NaN. */
function textOfNumber(value, digits = TEXT_DIGITS) {
  const size = Math.abs(value);
  if (Number.isNaN(value)) return "NaN";
  if (Object.is(value, -0)) return "−0";
  if (value === 0 || !Number.isFinite(value)) return number(value);
  if (size < SMALLEST_WRITTEN || size >= LARGEST_WRITTEN) {
    return scientific(value, Math.max(2, Math.min(digits, String(Number(size.toPrecision(digits)).toExponential()).split("e")[0].replace(".", "").length)));
  }
  const [whole, fraction] = String(Number(size.toPrecision(digits))).split(".");
  return (value < 0 ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? `.${fraction}` : "");
}

/** 2⁻⁹, for an exact power of two. */
const powerText = (value) => powerOfTen(octaveOf(value)).replace("10", "2");

/** A spacing: a number where it is easily read, else a power of two. */
const spacingText = (unit) => (unit >= 2 ** -6 && unit < LARGEST_WRITTEN ? textOfNumber(unit) : powerText(unit));

/** All that is shown about a format and x. */
function findingOfLine({ name, exponentBits, fractionBits, x, draw }, format = lineFormat(name, exponentBits, fractionBits)) {
  return { name, format, x, draw, ...roundingsOf(format, x, draw), around1: countWithin(format, 1), octave: octaveOf(Math.abs(x)) };
}

function titleOfLine({ format, x, unit, octave, around1, isBeyond, results }) {
  const { short } = format;
  if (isBeyond || x > format.largest || x < format.least) {
    return `${short} ends at ${textOfNumber(x < 0 ? format.least : format.largest)}: ${textOfNumber(x)} becomes ${textOfNumber(results.nearest)}`;
  }
  if (format.isFixed) return `${short} has numbers ${spacingText(unit)} apart, from ${textOfNumber(format.least)} to ${textOfNumber(format.largest)}`;
  if (Math.abs(x) < format.smallestNormal) return `${short} below ${powerText(format.smallestNormal)}: the numbers stay ${powerText(unit)} apart, down to zero`;
  if (octave === 0) return `${percent(around1 / format.count)} of the numbers of ${short} lie from −1 to 1`;
  return `${short} has ${countText(format, 0)} numbers from 1 to 2, and ${countText(format, octave)} from ${octaveText(octave)} to ${octaveText(octave + 1, format)}`;
}

const countText = (format, octave) => number(countInOctave(format, octave), 0);

// The end of an octave: the power of two, or the largest number if the format ends before it.
function octaveText(octave, format = null) {
  const end = 2 ** octave;
  if (format && end > format.largest) return textOfNumber(format.largest);
  return octave < -4 || octave > 17 ? powerText(end) : textOfNumber(end);
}

const percent = (share) => `${number(100 * share, share < 0.1 || share > 0.995 ? 1 : 0)} %`;

function sentenceOfLine({ format }) {
  if (format.isFixed) return ["Each tick is a number. A ", word("frac", "fixed point"), " leaves the same way between all of them: the ", word("err", "error"), " of rounding is as large for a small number as for a large one."];
  return ["Each tick is a number. The ", word("exp", "exponent"), " says between which two powers of two, the tall ticks; the ", word("frac", "fraction"),
    ` cuts the way between them into ${number(format.perOctave, 0)} equal parts.`];
}

function statusOfLine(found, mode) {
  return `${found.format.label}: ${textOfNumber(found.x)} becomes ${textOfNumber(found.results[mode])}, rounded ${mode}; the numbers are ${spacingText(found.unit)} apart here`;
}

/** What a way of rounding is, and for the stochastic one its chances. */
function modeInWords(mode, { share, near, far, isBeyond }) {
  const plain = { nearest: "the nearer, of two the even", "toward zero": "the rest is dropped", up: "the larger", down: "the smaller" };
  if (mode !== "stochastic") return plain[mode];
  if (isBeyond) return "by chance, up to the end";
  return share === 0 ? "nothing to draw" : `${percent(share)} to ${textOfNumber(far, 5)}, else ${textOfNumber(near, 5)}`;
}

export { findingOfLine, titleOfLine, textOfNumber, modeInWords };
