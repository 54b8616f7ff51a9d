// The rounding in words: the title that the state allows, the sentence under it, and what is said of the chosen code.

const DROPPED_WORDS = ["", "one digit", "two digits", "three digits", "four digits"];

/** A code or a step, counted from the middle: −3, or 2⁶⁰ − 3 where the middle is a power of two. */
function placeText(offset, power = null) {
  if (offset === null) return "no number";
  const size = number(Math.abs(offset), Number.isInteger(offset) ? 0 : 4).replace(/(\.\d*?)0+$/, "$1");
  if (power === null) return (offset < 0 ? "−" : "") + size;
  if (Math.abs(offset) >= 2 ** 50) return "far off";
  const middle = powerOf(2, power);
  return offset === 0 ? middle : `${middle} ${offset < 0 ? "−" : "+"} ${size}`;
}

const codeText = (code, isLong) => placeText(code, isLong ? LONG_POWER : null);
const stepText = (step, { isLong, dropped }) => placeText(step, isLong ? LONG_POWER - dropped : null);

function titleOfRounding(found, counts) {
  const { problem, mistake, wrong, codes, ties, isLong } = found;
  if (problem) return capitalized(problem);
  const which = `${codes.length}${isLong ? " long" : ""} codes`;
  if (wrong.length) return `Your rounding sends ${wrong.length} of ${which} elsewhere${mistake ? `: it ${verbOf(mistake)}` : ""}`;
  const others = counts.flat().filter((count) => count !== 0).length;
  const right = `Your rounding sends all ${which} where they belong`;
  return others ? `${right} here, but not everywhere` : `${right}, ${ties.length} ties to even`;
}

// "it sends ties up", the codes being named already.
const verbOf = (mistake) => mistake.replace("goes wrong only", "fails only");

function sentenceOfRounding({ problem, isLong, dropped }) {
  if (problem) return ["The steps are those of rounding to nearest, ties to even. Your own codes come when your function returns them."];
  const digits = DROPPED_WORDS[dropped];
  return ["Of each code ", word("exp", "the first digits stay"), " and ", word("frac", `the last ${digits.replace(" digits", "").replace(" digit", "")} fall`, dropped === 1 ? "s" : ""),
    ". The line is where codes belong, a point is where your rounding sends one. ",
    isLong ? `These codes have 61 digits; a float64 holds 53.` : "Rings mark the ties, which lie half-way."];
}

/** What the dropped digits are worth against the half. */
function restInWords({ rest, unit, isTie }) {
  const half = unit / 2;
  const digits = Math.log2(unit);
  const binary = (value) => value.toString(2).padStart(digits, "0");
  if (rest === 0) return `${binary(0)}: nothing is lost`;
  return isTie ? `${binary(rest)} is exactly half: a tie` : `${binary(rest)} is ${rest < half ? "less" : "more"} than half, ${binary(half)}`;
}

/** Which of the two steps it must be, and why. */
function reasonInWords(code, found) {
  const { rest, isTie, below, place } = code;
  if (rest === 0) return `it is ${stepText(place, found)} as it stands`;
  const [one, other, wanted] = [below, below + 1, place].map((step) => stepText(step, found));
  return isTie ? `of ${one} and ${other}, ${wanted} is even` : `of ${one} and ${other}, ${wanted} is nearer`;
}

function verdictInWords({ sent, isWrong }, found) {
  if (found.problem) return "yours: nothing yet";
  const goes = stepText(sent, found);
  return isWrong ? `yours goes to ${goes}` : `yours goes there: ${goes}`;
}

// All of a state in one line, for ears.
function statusOfRounding(found, code, counts) {
  const { kept, fallen } = digitsOf(code.code, found.dropped);
  return `${titleOfRounding(found, counts)}; ${DROPPED_WORDS[found.dropped]} dropped; code ${codeText(code.code, found.isLong)}, ` +
    `digits ${found.isLong ? "… " : ""}${kept} and ${fallen}; ${restInWords(code)}; ${reasonInWords(code, found)}; ${verdictInWords(code, found)}`;
}

export { titleOfRounding, placeText };
