// A controller's run unfolded, and the laws that its answers keep. The Python class finds the same; a test compares.

const SCALER_STEPS = 240;
const PROFILE_NAMES = ["gradients shrink", "a spike", "steady", "gradients grow"];
const SCALER_INTERVALS = [10, 20, 40];
const FIRST_SCALES = [4, 16, 24]; // powers of two
const NUM_LAWS = 6; // for an overflow, for a step below the interval, for one at it: of the scale, of the count

/** The states before the first step and after each, [scale, quiet]: what is not among the changes counts on by one. */
function statesOf({ steps, changes }, first) {
  const states = [[2 ** first, 0]];
  let next = 0;
  for (let step = 1; step <= steps; step++) {
    const [scale, quiet] = states.at(-1);
    const change = changes[next]?.[0] === step ? changes[next++] : null;
    states.push(change ? change.slice(1) : [scale, quiet + 1]);
  }
  return states;
}

/** Which laws hold for a step: 0 for an overflow, 1 below the interval, 2 at it, null past it. */
function caseOf(quiet, isFinite, interval) {
  if (!isFinite) return 0;
  return quiet + 1 < interval ? 1 : quiet + 1 === interval ? 2 : null;
}

/** The laws that an answer breaks, 0 to 5. */
function brokenLaws([scale, quiet], [nextScale, nextQuiet], kind) {
  if (kind === null) return [];
  const [wantedScale, wantedQuiet] = [[scale / 2, 0], [scale, quiet + 1], [2 * scale, 0]][kind];
  return [...(nextScale === wantedScale ? [] : [2 * kind]), ...(nextQuiet === wantedQuiet ? [] : [2 * kind + 1])];
}

/** One step, counted from 1; `next` and `broken` are empty where the function gave no answer. */
function stepOfRun(states, ceiling, interval, step) {
  const [before, next] = [states[step - 1], states[step] ?? null];
  const isFinite = before[0] <= 2 ** ceiling[step - 1];
  const kind = caseOf(before[1], isFinite, interval);
  return { step, scale: before[0], quiet: before[1], ceiling: ceiling[step - 1], isFinite, kind, next, broken: next ? brokenLaws(before, next, kind) : [] };
}

/**
 * All of a run: {steps, last (the chosen one cannot lie behind), skipped, atStart, broken (steps), laws: {asked, broken}
 * for each of the six, room: how many powers of two the finite steps lie below the ceiling on average, or null}.
 */
function findingOfScaler({ ceiling, run, first, interval }) {
  const states = statesOf(run, first);
  const last = Math.min(run.steps + (run.problem ? 1 : 0), SCALER_STEPS);
  const steps = Array.from({ length: last }, (_, i) => stepOfRun(states, ceiling, interval, i + 1));
  const answered = steps.filter(({ next }) => next);
  const skipped = answered.filter(({ isFinite }) => !isFinite).map(({ step }) => step);
  const startEnd = skipped.findIndex((step, i) => step !== i + 1);
  const laws = Array.from({ length: NUM_LAWS }, (_, law) => ({
    asked: answered.filter(({ kind }) => kind === Math.floor(law / 2)).length, broken: answered.filter(({ broken }) => broken.includes(law)).length,
  }));
  const rooms = answered.filter(({ isFinite }) => isFinite).map((each) => each.ceiling - Math.log2(each.scale));
  return {
    problem: run.problem, interval, first, states, steps, last, count: run.steps, skipped, atStart: startEnd < 0 ? skipped.length : startEnd, laws,
    broken: answered.filter(({ broken }) => broken.length).map(({ step }) => step), room: rooms.length ? rooms.reduce((a, b) => a + b) / rooms.length : null,
  };
}

/** How many steps go wrong in each setting, by profile, interval and first scale; null where the function fails. */
function wrongSteps(ceilings, runs) {
  return PROFILE_NAMES.map((name, i) => SCALER_INTERVALS.map((interval, j) => FIRST_SCALES.map((first, k) => {
    const found = findingOfScaler({ ceiling: ceilings[name], run: runs[i][j][k], first, interval });
    return found.problem ? null : found.broken.length;
  })));
}

/** The next of some steps after `from`, the first again behind the last; or null. */
const nextStep = (steps, from) => steps.find((step) => step > from) ?? steps[0] ?? null;

export { statesOf, findingOfScaler, wrongSteps, nextStep };
