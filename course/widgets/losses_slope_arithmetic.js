// The arithmetic of the slope along a score: which slopes are right, what stands where, how a number is printed.
// The Python class finds the same from the same traits; a test compares the two.

const STEEPEST = 1e4; // a slope to one side alone; where it is steeper the loss jumps

function allowedFor(left, right) {
  return ALLOWED * Math.max(1, Math.abs(left), Math.abs(right));
}

function isCorner(left, right) {
  return left !== null && right !== null && Math.abs(right - left) > 2 * allowedFor(left, right);
}

// "right" if a slope lies between those to both sides, else "off"; "nothing" if one of the three is missing.
function verdictOf(slope, left, right) {
  if ([slope, left, right].includes(null)) return "nothing";
  const allowed = allowedFor(left, right);
  return slope >= Math.min(left, right) - allowed && slope <= Math.max(left, right) + allowed ? "right" : "off";
}

// The traits that make the picture, and whether the chosen curve was sampled at these scores.
function stateOf(model) {
  const names = ["scores", "label", "chosen", "places", "around", "curves", "problem"];
  const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
  return { ...state, isKnown: state.scores.every((score, i) => i === state.chosen || score === state.around[i]) };
}

// What is known at one place of the chosen curve: the loss, a slope for each score, and the sum.
function foundAt({ curves, chosen }, place) {
  const { losses, gradients, left, right, together } = curves[chosen];
  const slopes = gradients[place].map((yours, i) => slopeOf(yours, left[place][i], right[place][i]));
  const sum = gradients[place].includes(null) ? null : gradients[place].reduce((total, slope) => total + slope, 0);
  return { loss: losses[place], slopes, sum: slopeOf(sum, ...together[place]) };
}

function slopeOf(yours, left, right) {
  const nudged = left === null || right === null ? null : (left + right) / 2;
  const corner = isCorner(left, right);
  const isJump = corner && Math.max(Math.abs(left), Math.abs(right)) > STEEPEST;
  return { yours, left, right, nudged, isCorner: corner, isJump, verdict: verdictOf(yours, left, right) };
}

// Along the chosen score: the places where your slope is off, those of corners, and how many can be compared.
function findingsOf(state) {
  const { gradients, left, right } = state.curves[state.chosen];
  const all = state.places.map((_, i) => slopeOf(...[gradients, left, right].map((slopes) => slopes[i][state.chosen])));
  const where = (holds) => all.flatMap((slope, i) => (holds(slope) ? [i] : []));
  return {
    misses: where(({ verdict }) => verdict === "off"),
    corners: where((slope) => slope.isCorner),
    compared: where(({ verdict }) => verdict !== "nothing").length,
  };
}

function placeIn({ places }, score) {
  return places.reduce((best, place, i) => (Math.abs(place - score) < Math.abs(places[best] - score) ? i : best), 0);
}

// The ends of a line of some slope through the curve at a place, or null.
function lineOf({ places, curves, chosen }, slope, place) {
  const loss = curves[chosen].losses[place];
  if (loss === null || slope === null) return null;
  const reach = REACH * (places.at(-1) - places[0]);
  return [-reach, reach].map((dx) => [places[place] + dx, loss + dx * slope]);
}

// How far the bars of the gradients reach: 1, 2 or 5 times a power of ten, the same all along the chosen curve.
function reachOf({ curves, chosen }) {
  const { gradients, left, right } = curves[chosen];
  const sums = gradients.map((gradient) => gradient.reduce((total, slope) => total + slope, 0));
  const largest = Math.max(0.1, ...[gradients, left, right, sums].flat(2).map((value) => Math.min(Math.abs(value), 1e300)));
  const power = 10 ** Math.floor(Math.log10(largest));
  return power * [1, 2, 5, 10].find((factor) => factor * power >= largest * (1 - ALLOWED));
}

// ---- Numbers as they are printed

/** A slope with its sign, and as many decimals as a nudge knows. */
function slopeText(slope) {
  return signedFixed(slope, Math.abs(slope) < 1000 ? 4 : 1);
}

// The most decimals of the sum, up to three, with which the slopes as printed add up to it.
function decimalsOfSum({ slopes, sum }) {
  const printed = (value) => Number(value.toFixed(Math.abs(value) < 1000 ? 4 : 1));
  const total = slopes.reduce((total, { yours }) => total + (yours === null ? 0 : printed(yours)), 0);
  const comesOut = (decimals) => Math.abs(total - Number(sum.yours.toFixed(decimals))) <= 0.5 * 10 ** -decimals;
  return sum.yours === null ? 3 : [3, 2, 1].find(comesOut) ?? 0;
}

export { findingsOf, foundAt, lineOf, reachOf, decimalsOfSum, titleOf };
