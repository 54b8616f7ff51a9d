// The convolution in words: the title that the state allows, the sentence under it, and the names of things.

const DIGITS = ["a zero", "a one", "a two", "a three", "a four", "a five", "a six", "a seven", "an eight", "a nine"];
const FILTER_NAMES = { learned: "learned, horizontal edge", blur: "blur", own: "your own" };

const placeText = ({ row, column }) => `row ${row + 1}, column ${column + 1}`;
const shareEmpty = ({ entries, filled }) => `${Math.round((100 * (entries - filled)) / entries)} % zeros`;

/** A weight with its sign, and with as many decimals as it has: from two to `most`. */
function weightText(weight, most = 2) {
  if (weight === 0) return "0";
  const needed = [2, 3, 4].find((few) => Number(weight.toFixed(few)) === weight) ?? 5;
  return (weight < 0 ? "−" : "+") + Math.abs(weight).toFixed(Math.min(needed, most));
}

/** A score in a small cell: two decimals, or none where they would not fit. */
function cellText(value) {
  if (Number.isInteger(value) && value >= 0) return String(value);
  return (value < 0 ? "−" : "") + Math.abs(value).toFixed(Math.abs(value) < 9.995 ? 2 : 0);
}

/** An amount of ink: sixteenths have four decimals at most. */
function inkText(value, decimals = 2) {
  return Number.isInteger(value) ? String(value) : value.toFixed(Math.min(decimals, 4));
}

function titleOf(facts) {
  const { at, counts, pixels, place, scores } = facts;
  if (!counts.filled) return "A filter of zeros sees nothing: every score is the bias";
  if (seen(place).every((pixel) => pixels[pixel] === 0)) return "Where the window sees no ink, the score is the bias";
  if (at.score <= 0) return "Here is what the filter does not look for: the score is not above zero";
  const highest = at.score >= Math.max(...scores);
  return `The ${highest ? "highest score" : "score at one place"} is one row of a matrix that is ${shareEmpty(counts)}`;
}

function sentenceOf({ filter, weights }) {
  const of = {
    learned: ["that a small network learned from such digits: ", word("pos", "ink above"), ", ", word("neg", "none below"), "."],
    blur: ["that blurs: each ", word("act", "score"), " is a weighted mean of nine pixels."],
    own: ["of your own: ", leaning(weights), "."],
  }[filter];
  return ["A real digit and a 3 × 3 filter ", ...of, " Drag the window, or point at a score or a row of the matrix: the other pictures follow."];
}

/** What nine weights look for, in a few words, from the sums over their edges. */
function leaning(weights) {
  const rows = weights.map((row) => row.reduce((sum, weight) => sum + weight, 0));
  const columns = [0, 1, 2].map((column) => weights.reduce((sum, row) => sum + row[column], 0));
  const [down, right] = [rows[2] - rows[0], columns[2] - columns[0]];
  const most = Math.max(...weights.flat().map(Math.abs));
  if (most === 0) return "nine zeros";
  if (Math.max(Math.abs(down), Math.abs(right)) < 0.5 * most) return "it favours no side";
  if (Math.abs(down) >= Math.abs(right)) return down > 0 ? "more ink below than above" : "more ink above than below";
  return right > 0 ? "more ink at the right than at the left" : "more ink at the left than at the right";
}

/** One place in a sentence for ears. */
function spoken({ at, place, bias }) {
  return `window at ${placeText(place)}: nine products ${signed(at.sum)}, bias ${signed(bias)}, score ${signed(at.score)}`;
}

/** The counts of the matrix, each a number and what it counts. */
function countsInWords({ entries, filled, different, products }) {
  return [
    [entries, "entries of the matrix"],
    [filled, `of them not zero, ${number((100 * filled) / entries, 1)}\u00a0%`],
    [different, filled ? "of those different" : "of them different"],
    [products, `multiplications; a full layer needs ${number(entries, 0)}`],
  ].map(([count, meaning]) => [number(count, 0), meaning]);
}
