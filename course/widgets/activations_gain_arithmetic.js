// What the sampled sizes say: of one activation, with one factor. The Python class finds the same; a test compares.

const CHOICES = ["none", "tanh", "sigmoid", "relu", "leaky_relu", "gelu", "silu"];
const FACTORS = [0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.4, 2];
const NUM_LAYERS = 20;
const BAND = [0.5, 2]; // a size of 1 that ends between these is kept
const ONE_PART_IN_A_THOUSAND = 1e-3; // what the exercise asks of a gain
const [MANY, FEW] = [100, 0.01]; // beyond, a size explodes or vanishes
const POWERS = Array.from({ length: 41 }, (_, i) => -2 + i / 10); // of ten: the sizes that go into one layer
const LEVEL = 0.01; // of a logarithmic slope: less is neither rising nor falling

function nearestFactor(factor) {
  return FACTORS.reduce((best, stop, i) => (Math.abs(stop - factor) < Math.abs(FACTORS[best] - factor) ? i : best), 0);
}

// Least, middle and largest size of the draws by layer, infinity where JSON has null; null if there is no gain.
function spansOf({ samples }, name, index) {
  return samples[name]?.[index].map((sizes) => sizes.map((size) => size ?? Infinity)) ?? null;
}

// After one layer over before it, for each of POWERS: the student's gain moves it up and down.
function passedWith({ gains, passed }, name, factor) {
  return passed[name].map((ratio) => gains[name] * factor * ratio);
}

// How the size that a layer makes depends on the size it gets, near 1: "rising", "falling", or "level" where it does not.
function bendOf({ passed }, name) {
  const middle = POWERS.indexOf(0);
  const slope = Math.log10(passed[name][middle + 1] / passed[name][middle - 1]) / (POWERS[middle + 1] - POWERS[middle - 1]);
  return Math.abs(slope) < LEVEL ? "level" : slope > 0 ? "rising" : "falling";
}

// One activation with one factor: its gain against the right one, and what is left of the size at the last layer.
function findingOf(found, name, factor) {
  if (!(name in found.gains)) return { name, factor, problem: found.problems[name] };
  const gain = found.gains[name] * factor;
  const off = gain / found.right[name] - 1;
  const [least, last, most] = spansOf(found, name, nearestFactor(factor)).map((sizes) => sizes.at(-1));
  return {
    name, factor, problem: "", gain, right: found.right[name], off, least, last, most, bend: bendOf(found, name),
    isRight: Math.abs(off) <= ONE_PART_IN_A_THOUSAND, isKept: last >= BAND[0] && last <= BAND[1],
  };
}

// What one layer after the other did to the middle size: [power of ten of the size before, ratio].
function stepsOf(sizes) {
  const steps = sizes.slice(1).map((size, i) => [Math.log10(sizes[i]), size / sizes[i]]);
  return steps.filter(([power, ratio]) => Number.isFinite(power) && ratio > 0 && Number.isFinite(ratio));
}

// The powers of ten between which all sizes lie: from a short list, so that the axis stands still under most moves.
function powersRound(sizes) {
  const known = sizes.filter((size) => size > 0 && Number.isFinite(size)).map(Math.log10);
  const [least, most] = [Math.min(0, ...known), Math.max(0, ...known)];
  return [[-2, -4, -8, -12].find((power) => power <= least) ?? -12, [2, 4, 8, 12].find((power) => power >= most) ?? 12];
}

// Heights of names at least a line apart, kept inside, and as near to their own as that lets them: neighbours that are
// too close form a group, which stands round the mean of its lines.
function apartFrom(heights, tall, line) {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b]);
  const groups = [];
  order.forEach((i, k) => {
    groups.push({ sum: heights[i] - k * line, count: 1 });
    while (groups.length > 1 && meanOf(groups.at(-2)) >= meanOf(groups.at(-1))) {
      const { sum, count } = groups.pop();
      groups.at(-1).sum += sum;
      groups.at(-1).count += count;
    }
  });
  const tops = groups.flatMap((group) => Array(group.count).fill(meanOf(group)));
  const lowest = tall + 4 - (heights.length - 1) * line;
  const placed = [...heights];
  order.forEach((i, k) => (placed[i] = clamp(tops[k], 10, lowest) + k * line));
  return placed;
}

const meanOf = ({ sum, count }) => sum / count;

export { findingOf, passedWith, spansOf, powersRound, apartFrom };
