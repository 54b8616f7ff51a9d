// Words of the boundary: the title, the sums to be checked, what a screen reader hears. Computed, never assumed.

function percent(share) {
  const text = number(100 * share, 1).replace(/\.0$/, "");
  return `${text} %`;
}

// "L2 with strength 0.003", or that there is none; shorter where a picture is meant.
function settingOf([penalty, strength]) {
  return penalty === "none" || strength === 0 ? "no penalty" : `${penalty} × ${strengthText(strength)}`;
}

function strengthText(strength) {
  return String(Number(strength.toPrecision(3)));
}

// With which penalty the steps so far were made: [settings in turn, the last that made a step last].
function settingsUntil(schedule, step) {
  return schedule.filter(([first], i) => first < step || i === 0).map((row) => settingOf(row.slice(1)));
}

function titleOf(record, schedule) {
  const settings = settingsUntil(schedule, record.step);
  const made = settings.length > 1 && settings.at(-1) !== settings.at(-2) ? `now ${settings.at(-1)}` : settings.at(-1);
  return `Step ${number(record.step, 0)}, ${made}: ${percent(record.train.error)} wrong in training, ${percent(record.test.error)} in the test`;
}

// What the penalty in force adds to the loss: the sum as printed, with decimals that make it come out.
function lossSum(record, [penalty, strength]) {
  const penaltyTerm = strength * penaltyOf(record.parameters, penalty);
  const terms = [record.train.loss, penaltyTerm];
  const decimals = decimalsThatAddUp(terms, (values) => values[0] + values[1], 3);
  const total = terms[0] + terms[1];
  return {
    total: number(total, decimals), crossEntropy: number(terms[0], decimals), penalty: number(penaltyTerm, decimals),
    share: penaltyTerm ? `, which is ${penaltyTerm < 0.001 * total ? "less than 0.1 %" : percent(penaltyTerm / total)} of it` : "",
  };
}

// How the penalty treats the weights, in a line under their count.
function mannerOf([penalty, strength]) {
  if (penalty === "none" || strength === 0) return "without a penalty nothing draws a weight to 0";
  if (penalty === "L2") return "L2 takes a share of each weight a step: less and less, never all";
  return `L1 moves each weight ${strengthText(LEARNING_RATE * strength)} a step towards 0, and stops there`;
}

function planeWords(record, { train, test }) {
  const wrong = ({ isWrong }) => isWrong.filter(Boolean).length;
  return `The plane in two regions, one a class; ${wrong(record.train)} of ${train.labels.length} training points and ` +
    `${wrong(record.test)} of ${test.labels.length} test points lie in the wrong one`;
}

function statusText(record, schedule) {
  const numZero = weightsOf(record.parameters).filter((w) => w === 0).length;
  return `Step ${record.step}, ${settingsUntil(schedule, record.step).at(-1)}: error ${percent(record.train.error)} in training, ` +
    `${percent(record.test.error)} in the test; ${numZero} of ${NUM_WEIGHTS} weights exactly 0.`;
}

export { percent, titleOf, lossSum };
