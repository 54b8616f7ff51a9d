// The arithmetic of the tangent: which slopes miss, which places are kinks, where the line ends.
// The Python class finds the same from the same traits; a test compares the two.

const SHARPER = 4; // times as strained as the curve beside it: a kink

function allowedAt(nudged) {
  return ALLOWED * Math.max(1, Math.abs(nudged));
}

function isCompared(slope, nudged) {
  return slope !== null && nudged !== null;
}

function differ(slope, nudged) {
  return isCompared(slope, nudged) && Math.abs(slope - nudged) > allowedAt(nudged);
}

// Whether the curve bends or jumps just here, and the slope is about one side's or between both: at a kink the nudged
// slope is the mean of both sides; nothing is right there, so nothing is wrong.
function isKink(trace, index) {
  const inner = [strainAt(trace, index - 1), strainAt(trace, index)];
  if (inner.includes(null)) return false;
  const [left, right] = [trace.nudged[index - 1], trace.nudged[index + 1]];
  const middle = (left + right) / 2;
  const usual = SHARPER * Math.max(strainAt(trace, index - 2) ?? 0, strainAt(trace, index + 1) ?? 0);
  const isUsualSlope = Math.abs(trace.slopes[index] - middle) <= Math.abs(left - right) + allowedAt(middle);
  return Math.min(...inner) > usual + allowedAt(middle) && isUsualSlope;
}

// How far the mean slope from a place to the next is from the mean of both nudged slopes, or null: hardly at all where
// a curve is smooth, wherever the student's slope lies.
function strainAt({ places, values, nudged }, index) {
  if (index < 0 || index > places.length - 2) return null;
  const ends = [index, index + 1];
  if (ends.some((i) => values[i] === null || nudged[i] === null)) return null;
  const width = (places.at(-1) - places[0]) / (places.length - 1);
  return Math.abs((values[index + 1] - values[index]) / width - (nudged[index] + nudged[index + 1]) / 2);
}

// Indices of places: how many can be compared, which miss, which are kinks, and the worst miss (null if there is none).
function findingsOf(trace) {
  const { slopes, nudged } = trace;
  const all = slopes.map((_, index) => index);
  const compared = all.filter((i) => isCompared(slopes[i], nudged[i]));
  const differing = all.filter((i) => differ(slopes[i], nudged[i]));
  const kinks = differing.filter((i) => isKink(trace, i));
  const misses = differing.filter((i) => !kinks.includes(i));
  const apart = (i) => Math.abs(slopes[i] - nudged[i]);
  const furthest = (indices) => indices.reduce((best, i) => (best === null || apart(i) > apart(best) ? i : best), null);
  const agreeing = furthest(compared.filter((i) => !differing.includes(i)));
  return { compared: compared.length, misses, kinks, worst: furthest(misses), rest: agreeing === null ? null : apart(agreeing) };
}

// At a jump the nudged slope lies beside both sides' instead of between them.
function isJump({ nudged }, kink) {
  const sides = [nudged[kink - 1], nudged[kink + 1]];
  const slack = allowedAt(Math.max(...sides.map(Math.abs)));
  return nudged[kink] > Math.max(...sides) + slack || nudged[kink] < Math.min(...sides) - slack;
}

// The ends of a line through the point at `index`, or null.
function lineOf({ places, values }, slope, index) {
  if (values[index] === null || slope === null) return null;
  const reach = REACH * (places.at(-1) - places[0]);
  return [-reach, reach].map((dx) => [places[index] + dx, values[index] + dx * slope]);
}

function nearestPlace(places, at) {
  return places.reduce((best, place, i) => (Math.abs(place - at) < Math.abs(places[best] - at) ? i : best), 0);
}

// ---- Numbers as they are printed

function placeText(place) {
  return `x = ${fixed(place, 2)}`;
}

// Both slopes and what they are apart, printed so that the difference comes out and is on its side of the allowed one.
function differenceOf(slope, nudged) {
  if (!isCompared(slope, nudged)) {
    return { yours: slope === null ? "·" : signedFixed(slope, 4), nudge: nudged === null ? "·" : signedFixed(nudged, 4), apart: "·" };
  }
  const apart = Math.abs(slope - nudged);
  const isRight = (decimals) => {
    const [a, b, c] = [slope, nudged, apart].map((value) => Number(value.toFixed(decimals)));
    return Math.abs(Math.abs(a - b) - c) < 0.5 * 10 ** -decimals && c > allowedAt(nudged) === differ(slope, nudged);
  };
  const least = Math.max(Math.abs(slope), Math.abs(nudged)) < 1000 ? 4 : 1;
  const decimals = [least, 4, 5, 6, 7, 8].find(isRight) ?? 9;
  return { yours: signedFixed(slope, decimals), nudge: signedFixed(nudged, decimals), apart: fixed(apart, decimals) };
}

export { findingsOf, lineOf, differenceOf, ticksBetween, titleOf };
