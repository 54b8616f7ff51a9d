// The arithmetic of a 2-3-2 network on one example: `weights` are two matrices, a row leads to one unit.

/** The largest weight that is taken, here and in Python: beyond it the numbers say nothing any more. */
export const LARGEST = 100;

/** Everything that goes forward: sums and activations of the hidden units, scores, probabilities, the loss. */
export function forward({ weights: [hiddenWeights, outputWeights], inputs, target }) {
  const times = (matrix, vector) => matrix.map((row) => row.reduce((sum, weight, i) => sum + weight * vector[i], 0));
  const sums = times(hiddenWeights, inputs);
  const hidden = sums.map((sum) => Math.max(sum, 0));
  const scores = times(outputWeights, hidden);
  const largest = Math.max(...scores); // taken off first, so that no power overflows
  const powers = scores.map((score) => Math.exp(score - largest));
  const total = powers[0] + powers[1];
  const loss = Math.log(total) - (scores[target] - largest);
  return { sums, hidden, scores, largest, powers, total, probabilities: powers.map((power) => power / total), loss };
}

/** Everything that comes back: the error signal of each unit, and for each weight activation × error signal. */
export function backward({ weights: [, outputWeights], inputs, target }, { sums, hidden, probabilities }) {
  const outer = (signals, activations) => signals.map((signal) => activations.map((activation) => signal * activation));
  const errors = probabilities.map((probability, k) => probability - (k === target ? 1 : 0));
  const arriving = hidden.map((_, i) => errors.reduce((sum, error, k) => sum + error * outputWeights[k][i], 0));
  const signals = arriving.map((signal, i) => (sums[i] > 0 ? signal : 0));
  return { errors, arriving, signals, gradients: [outer(signals, inputs), outer(errors, hidden)] };
}

/** The weights after the update. */
export function updated(weights, gradients, rate) {
  return weights.map((matrix, l) => matrix.map((row, to) => row.map((weight, from) => weight - rate * gradients[l][to][from])));
}

/** Whether every weight may be one: a round does not start from others. */
export function fits(weights) {
  return weights.flat(2).every((weight) => Math.abs(weight) <= LARGEST);
}

/** The same weights with one of them changed. */
export function replaced(weights, { layer, to, from }, value) {
  return weights.map((matrix, l) =>
    matrix.map((row, r) => row.map((weight, c) => (l === layer && r === to && c === from ? value : weight))));
}

/** The losses with one weight a little above and a little below: the gradient, by hand. */
export function nudged(network, edge, nudge) {
  const weight = network.weights[edge.layer][edge.to][edge.from];
  return [weight + nudge, weight - nudge].map((value) =>
    forward({ ...network, weights: replaced(network.weights, edge, value) }).loss);
}

/** The twelve weights, in the order in which they get their gradients. */
export const EDGES = [[1, 2, 3], [0, 3, 2]].flatMap(([layer, units, sources]) =>
  Array.from({ length: units * sources }, (_, i) => ({ layer, to: Math.floor(i / sources), from: i % sources })));

/** The 29 steps: ten forward, the loss, seventeen backward, the update. */
export const STEPS = [
  ...[0, 1, 2].flatMap((unit) => [{ kind: "sum", unit }, { kind: "relu", unit }]),
  ...["score", "probability"].flatMap((kind) => [0, 1].map((unit) => ({ kind, unit }))),
  { kind: "loss" },
  ...[0, 1].map((unit) => ({ kind: "error", unit })),
  ...EDGES.filter(({ layer }) => layer === 1).map((edge) => ({ kind: "gradient", ...edge })),
  ...[0, 1, 2].map((unit) => ({ kind: "signal", unit })),
  ...EDGES.filter(({ layer }) => layer === 0).map((edge) => ({ kind: "gradient", ...edge })),
  { kind: "update" },
];

export const PHASES = [
  { name: "forward", count: 10, role: "act" },
  { name: "loss", count: 1, role: "err" },
  { name: "backward", count: 17, role: "grad" },
  { name: "update", count: 1, role: null },
];

/** The number, from 1, of the step in which something becomes known: `stepOf({ kind: "sum", unit: 2 })`. */
export function stepOf(wanted) {
  return 1 + STEPS.findIndex((step) => Object.entries(wanted).every(([name, value]) => step[name] === value));
}
