// The controller in words: the title that its run allows, the call written out, and each law with how it fared.

const BROKEN_LAWS = [
  "an overflow does not halve the scale", "an overflow does not restart the count",
  "the scale moves while the count is below the interval", "a finite step does not raise the count by one",
  "the scale does not double at the interval", "the doubling does not restart the count",
];
const LAW_ROWS = [["after an overflow", "it halves", "it restarts at 0"], ["finite, below the interval", "it stays", "it grows by one"], ["finite, the interval reached", "it doubles", "it restarts at 0"]];

/** A scale as it stands in a call: 1024, 0.375, 1.2676506e+30. */
function scaleAsCode(scale) {
  return Number.isInteger(scale) && scale < 1e15 ? String(scale) : String(Number(scale.toPrecision(9)));
}

/** The call of a step and its answer: two texts, "next_scale(1024, 7, True, interval=20)" and "(1024, 8)". */
function callOf({ scale, quiet, isFinite, next }, interval) {
  const call = `next_scale(${scaleAsCode(scale)}, ${quiet}, ${isFinite ? "True" : "False"}, interval=${interval})`;
  return [call, next ? `(${scaleAsCode(next[0])}, ${next[1]})` : "?"];
}

function titleOfScaler({ problem, broken, steps, count, skipped, atStart }) {
  if (problem) return capitalized(problem);
  if (broken.length) {
    const [law] = steps[broken[0] - 1].broken;
    return `${capitalized(BROKEN_LAWS[law])}: ${broken.length} of ${counted(count, "step")} break${broken.length === 1 ? "s" : ""} a law`;
  }
  if (!skipped.length) return `None of ${counted(count, "step")} was skipped`;
  const were = skipped.length === 1 ? "was" : "were";
  const start = atStart === 0 ? "none of them at the start" : atStart === skipped.length ? (atStart === 1 ? "the first" : "all of them at the start") : `${atStart} of them at the start`;
  return `${skipped.length} of ${counted(count, "step")} ${were} skipped, ${start}`;
}

function sentenceOfScaler({ problem, count, broken }, isWrongElsewhere) {
  if (problem && !count) return ["The line is the largest loss scale whose gradients are finite in FP16. Your own scale comes when your function returns one."];
  const more = problem ? " Drawn is the run as far as it came." : isWrongElsewhere && !broken.length ? " Every law is kept here; under a red dot one is broken." : "";
  return ["Step by step ", word("grad", "the scale that your function sets"), ". Above the line the largest gradient is infinite in FP16: ", word("err", "the step is skipped"), `.${more}`];
}

/** What becomes of a step, before the function is asked for the next one. */
function eventOf({ scale, ceiling, isFinite, quiet }, interval) {
  if (!isFinite) return `the scale is ${number(Math.log2(scale) - ceiling, 1)} powers of two above the ceiling: overflow, the step is skipped`;
  const after = quiet + 1 < interval ? `${quiet + 1} of ${interval} without an overflow` : quiet + 1 === interval ? `the ${interval}th without an overflow` : `with a count of ${quiet}, past the interval`;
  return `all gradients are finite: the step is taken, ${after}`;
}

/** What is to be said of an answer: how it keeps the laws of its step, or which it breaks. */
function verdictOf({ next, broken, kind }) {
  if (!next) return "✗ this call has no answer";
  if (broken.length) return `✗ ${broken.map((law) => BROKEN_LAWS[law]).join(", and ")}`;
  return kind === null ? "no law is left for it" : "✓ as the laws want it";
}

/** What a red dot on a button says, by the counts of wrong steps in all settings; "" where there is none. */
function legendOfDots(counts) {
  const reasons = [counts.some((count) => count > 0) && "a law is broken", counts.includes(null) && "your function fails"].filter(Boolean);
  return reasons.length ? `${reasons.join(" or ")} there` : "";
}

/** How a law fared: "✓ 12", "✗ 3 of 12", or "not met". */
function tallyOf({ asked, broken }) {
  if (!asked) return "not met";
  return broken ? `✗ ${broken} of ${asked}` : `✓ ${asked}`;
}

/** How many powers of two below the ceiling the scale lies. */
const roomInWords = (room) => (room === null ? "·" : number(room, 1));

// All of a state in one line, for ears.
function statusOfScaler(found, at) {
  const step = found.steps[at - 1];
  const [call, answer] = callOf(step, found.interval);
  return `${titleOfScaler(found)}; step ${at} of ${SCALER_STEPS}: ${eventOf(step, found.interval)}; ${call} gives ${answer}; ${verdictOf(step)}`;
}

export { titleOfScaler, callOf, verdictOf, eventOf, tallyOf, scaleAsCode };
