// Where codes belong and where the student's rounding sends them. The Python class finds the same; a test compares.

const CODES_REACH = 32; // codes go from −32 to 32 round their middle
const DIGITS_SHOWN = 8; // of a code, in two's complement
const LONG_POWER = 60; // of two: the middle of the long codes
const DROPS = [1, 2, 3, 4];
const CODES = Array.from({ length: 2 * CODES_REACH + 1 }, (_, i) => i - CODES_REACH);

/** A code between two steps: {below, rest, unit, isTie, even, place}; place is where it belongs, even the even step. */
function stepsRound(code, dropped) {
  const unit = 2 ** dropped;
  const below = Math.floor(code / unit);
  const rest = code - below * unit;
  const even = below % 2 === 0 ? below : below + 1;
  const isTie = 2 * rest === unit;
  return { code, dropped, unit, below, rest, isTie, even, place: isTie ? even : 2 * rest < unit ? below : below + 1 };
}

/** The last eight digits of a code: {kept, fallen}, two texts. */
function digitsOf(code, dropped) {
  const digits = ((code + 2 ** DIGITS_SHOWN) % 2 ** DIGITS_SHOWN).toString(2).padStart(DIGITS_SHOWN, "0");
  return { kept: digits.slice(0, -dropped), fallen: digits.slice(-dropped) };
}

/** All codes of a state: {problem, mistake, codes: each with `sent`, null if not finite, and `isWrong`, wrong, ties}. */
function roundingFound({ sent, problems, mistakes }, isLong, dropped) {
  const [row, column] = [Number(isLong), dropped - 1];
  const problem = problems[row][column];
  const codes = CODES.map((code, i) => {
    const steps = stepsRound(code, dropped);
    const result = problem ? null : sent[row][column][i];
    return { ...steps, sent: result, isWrong: !problem && result !== steps.place };
  });
  const wrong = codes.filter((code) => code.isWrong).map(({ code }) => code);
  return { isLong, dropped, problem, mistake: mistakes[row][column], codes, wrong, ties: codes.filter((code) => code.isTie) };
}

/** How many codes go wrong for short and for long codes and each number of digits: counts, null where there is a problem. */
function wrongCounts(samples) {
  return [false, true].map((isLong) => DROPS.map((dropped) => {
    const { problem, wrong } = roundingFound(samples, isLong, dropped);
    return problem ? null : wrong.length;
  }));
}

/** The next code after `from` of which something holds, from the first again behind the last; or null. */
function nextCode(codes, from, holds) {
  const found = codes.filter(holds).map(({ code }) => code);
  return found.find((code) => code > from) ?? found[0] ?? null;
}

export { stepsRound, digitsOf, roundingFound, wrongCounts, nextCode };
