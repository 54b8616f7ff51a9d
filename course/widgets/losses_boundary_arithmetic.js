// The arithmetic of the boundary: points from a seed, a network, its gradient, and steps that are recorded.
// Python draws the same points and makes the same steps with the library's parts; a test compares the two.

const SIZES = [2, 16, 16, 2];
const [NUM_TRAIN, NUM_TEST] = [60, 200];
const [LEARNING_RATE, MOMENTUM] = [0.2, 0.9];
const RECORD_EVERY = 10; // steps: also what one press of "step" makes

// Where each layer's numbers stand in the one array of all parameters: weights row by row, then biases.
const LAYERS = layersOf(SIZES);
const NUM_PARAMETERS = LAYERS.at(-1).end;
const NUM_WEIGHTS = LAYERS.reduce((sum, { ins, outs }) => sum + ins * outs, 0);

function layersOf(sizes) {
  let at = 0;
  return sizes.slice(1).map((outs, i) => {
    const layer = { ins: sizes[i], outs, weight: at, bias: at + outs * sizes[i], end: at + outs * (sizes[i] + 1) };
    at = layer.end;
    return layer;
  });
}

// ---- Points and first weights

// Random numbers from 32-bit integers alone: from 0 to below 1, multiples of 2⁻³². Source: T. Ettinger, public domain.
function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled(values, random) {
  const array = [...values];
  for (let last = array.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [array[last], array[other]] = [array[other], array[last]];
  }
  return array;
}

function normal(random) {
  const [first, second] = [random(), random()];
  return Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
}

const polar = (radius, angle) => [radius * Math.cos(angle), radius * Math.sin(angle)];

// How each shape makes a point of a class from one random number.
const SHAPES = {
  "two moons": (label, u) => {
    const angle = Math.PI * u;
    const upper = [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25];
    return label ? [-upper[0], -upper[1]] : upper;
  },
  circles: (label, u) => polar(label ? 1 : 0.5, 2 * Math.PI * u),
  spirals: (label, u) => {
    const radius = 0.1 + 0.9 * u;
    return polar(radius, 2 * Math.PI * (radius + label / 2));
  },
};

// `count` points one after the other, x and y in turn, as precise as float32, and their labels.
function drawPoints(shape, count, noise, random) {
  const labels = shuffled(Array.from({ length: count }, (_, i) => i % 2), random);
  const uniform = labels.map(() => random());
  const clean = labels.flatMap((label, i) => SHAPES[shape](label, uniform[i]));
  return { labels, points: clean.map((value) => Math.fround(value + noise * normal(random))) };
}

// What one seed gives: training points, some of them with the wrong label, test points and the first weights.
function drawSample({ shape, noise, flips, seed }) {
  const random = mulberry32(seed);
  const train = drawPoints(shape, NUM_TRAIN, noise, random);
  const order = shuffled(train.labels.keys(), random);
  const isFlipped = train.labels.map((_, i) => order.indexOf(i) < flips);
  const labels = train.labels.map((label, i) => (isFlipped[i] ? 1 - label : label));
  const test = drawPoints(shape, NUM_TEST, noise, random);
  const parameters = LAYERS.flatMap(({ ins, outs }) => {
    const bound = 1 / Math.sqrt(ins);
    return Array.from({ length: outs * (ins + 1) }, () => Math.fround(-bound + 2 * bound * random()));
  });
  return { train: { ...train, labels, isFlipped }, test, parameters };
}

// ---- The network

// Fills the layers' values from the first, a point: tanh in between, two scores at the end.
function forward(parameters, values) {
  for (let k = 0; k < LAYERS.length; k++) {
    const { ins, outs, weight, bias } = LAYERS[k];
    const [from, to] = [values[k], values[k + 1]];
    for (let o = 0; o < outs; o++) {
      let sum = parameters[bias + o];
      for (let i = 0; i < ins; i++) sum += parameters[weight + o * ins + i] * from[i];
      to[o] = k < LAYERS.length - 1 ? Math.tanh(sum) : sum;
    }
  }
  return values[LAYERS.length];
}

function emptyValues() {
  return SIZES.map((size) => new Float64Array(size));
}

// By how much the score of class 1 is ahead: above zero the network says 1.
function lead(parameters, x, y, values = emptyValues()) {
  [values[0][0], values[0][1]] = [x, y];
  const scores = forward(parameters, values);
  return scores[1] - scores[0];
}

// The mean cross-entropy of the scores, and which points are in the wrong class.
function judge(parameters, { points, labels }) {
  const values = emptyValues();
  let loss = 0;
  const isWrong = labels.map((label, n) => {
    const ahead = lead(parameters, points[2 * n], points[2 * n + 1], values);
    const behind = label ? -ahead : ahead;
    loss += (Math.max(behind, 0) + Math.log1p(Math.exp(-Math.abs(behind)))) / labels.length;
    return ahead > 0 !== (label === 1);
  });
  return { loss, isWrong, error: isWrong.filter(Boolean).length / labels.length };
}

// The gradient of the mean cross-entropy by every parameter, by backpropagation.
function gradientOf(parameters, { points, labels }) {
  const gradient = new Float64Array(parameters.length);
  const [values, errors] = [emptyValues(), emptyValues()];
  labels.forEach((label, n) => {
    const ahead = lead(parameters, points[2 * n], points[2 * n + 1], values);
    const probability = 1 / (1 + Math.exp(-ahead)); // of class 1
    errors.at(-1)[1] = (probability - label) / labels.length;
    errors.at(-1)[0] = -errors.at(-1)[1];
    backward(parameters, values, errors, gradient);
  });
  return gradient;
}

function backward(parameters, values, errors, gradient) {
  for (let k = LAYERS.length - 1; k >= 0; k--) {
    const { ins, outs, weight, bias } = LAYERS[k];
    const [from, error, below] = [values[k], errors[k + 1], errors[k].fill(0)];
    for (let o = 0; o < outs; o++) {
      gradient[bias + o] += error[o];
      for (let i = 0; i < ins; i++) {
        gradient[weight + o * ins + i] += error[o] * from[i];
        below[i] += error[o] * parameters[weight + o * ins + i];
      }
    }
    if (k) for (let i = 0; i < ins; i++) below[i] *= 1 - from[i] * from[i]; // tanh's slope
  }
}

// ---- Steps

// True for a weight, which the penalty is taken of, and false for a bias.
const IS_WEIGHT = LAYERS.flatMap(({ ins, outs }) => [...Array(ins * outs).fill(true), ...Array(outs).fill(false)]);

function penaltyOf(parameters, penalty) {
  const size = { none: () => 0, L1: Math.abs, L2: (w) => w * w }[penalty];
  return weightsOf(parameters).reduce((sum, w) => sum + size(w), 0);
}

function weightsOf(parameters) {
  return Array.from(parameters).filter((_, i) => IS_WEIGHT[i]);
}

// One step of gradient descent with momentum. L2 adds its slope to the gradient; L1 moves each weight towards 0
// after the step, by rate × strength, and stops there: a proximal step, whose zeros are exact. The step ends rounded
// to float32: so two programs that round their sums differently stay together for thousands of steps.
function makeStep({ parameters, moved }, data, [penalty, strength]) {
  const gradient = gradientOf(parameters, data);
  for (let i = 0; i < parameters.length; i++) {
    const before = parameters[i];
    if (penalty === "L2" && IS_WEIGHT[i]) gradient[i] += 2 * strength * before;
    let after = before - LEARNING_RATE * gradient[i] + MOMENTUM * moved[i];
    if (penalty === "L1" && IS_WEIGHT[i]) after = Math.sign(after) * Math.max(Math.abs(after) - LEARNING_RATE * strength, 0);
    parameters[i] = Math.fround(after);
    moved[i] = parameters[i] - before;
  }
}

// The (penalty, strength) of the step after `step` others; the schedule's rows are [first step, penalty, strength].
function inForce(schedule, step) {
  return schedule.findLast(([first]) => first <= step).slice(1);
}

// A run begins with its record at step 0; `train` goes on from its last record, and records as it goes.
function beginRun(setting) {
  const sample = drawSample(setting);
  return { sample, records: [recordOf(sample, 0, Float64Array.from(sample.parameters), new Float64Array(NUM_PARAMETERS))] };
}

function train(run, schedule, steps) {
  const last = run.records.at(-1);
  const state = { parameters: last.parameters.slice(), moved: last.moved.slice() };
  for (let step = last.step + 1; step <= steps; step++) {
    makeStep(state, run.sample.train, inForce(schedule, step - 1));
    if (step % RECORD_EVERY === 0 || step === steps) {
      run.records.push(recordOf(run.sample, step, state.parameters.slice(), state.moved.slice()));
    }
  }
}

function recordOf({ train, test }, step, parameters, moved) {
  return { step, parameters, moved, train: judge(parameters, train), test: judge(parameters, test) };
}

// A whole run in plain lists, for those who compare.
function replay(setting, schedule, steps) {
  const run = beginRun(setting);
  train(run, schedule, steps);
  const { parameters, train: training, test } = run.records.at(-1);
  return { parameters: Array.from(parameters), training, test };
}

function slopes(parameters, data) {
  return Array.from(gradientOf(parameters, data));
}

export { mulberry32, drawSample, replay, slopes, judge, penaltyOf };
