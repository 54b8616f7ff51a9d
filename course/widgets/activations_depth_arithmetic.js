// A stack of layers, forward and back. The Python class does the same with the library's own functions; a test
// compares the two.

const NUM_LAYERS = 20;
const WIDTH = 64; // units of a layer, and pixels of a digit
const NUM_DIGITS = 64;
const SIZE = NUM_DIGITS * WIDTH; // of a layer's activations
const NOTHING = 1e-9; // of the largest activation of a layer: what is smaller counts as zero
const [WEYL, FIRST_MIX, SECOND_MIX] = [0x9e3779b9, 0x85ebca6b, 0xc2b2ae35];

// 32 bits in, 32 bits out, by MurmurHash3's last steps; each bit of the input turns about half of the output's.
function scrambled(bits) {
  bits = Math.imul(bits ^ (bits >>> 16), FIRST_MIX);
  bits = Math.imul(bits ^ (bits >>> 13), SECOND_MIX);
  return (bits ^ (bits >>> 16)) >>> 0;
}

// `count` random numbers, even between ±√3, so that their standard deviation is 1; `first` is their first counter.
function uniformOf(seed, first, count) {
  const [offset, numbers] = [scrambled(seed), new Float64Array(count)];
  for (let k = 0; k < count; k++) {
    const bits = scrambled((Math.imul(WEYL, first + k) + offset) >>> 0);
    numbers[k] = Math.sqrt(3) * ((2 * (bits + 0.5)) / 2 ** 32 - 1);
  }
  return numbers;
}

// One character a pixel, 0 to g; as numbers of mean 0 and standard deviation 1.
function standardizedOf(text) {
  const pixels = Float64Array.from(text, (grey) => parseInt(grey, 17));
  const { mean, spread } = momentsOf(pixels);
  return pixels.map((pixel) => (pixel - mean) / spread);
}

function momentsOf(numbers) {
  let sum = 0;
  for (const value of numbers) sum += value;
  const mean = sum / numbers.length;
  let squares = 0;
  for (const value of numbers) squares += (value - mean) ** 2;
  return { mean, spread: Math.sqrt(squares / numbers.length) };
}

// scores[digit, unit] = Σ inputs[digit, i] × matrix[unit, i] × scale
function timesMatrix(inputs, matrix, scale) {
  const scores = new Float64Array(SIZE);
  for (let digit = 0; digit < SIZE; digit += WIDTH) {
    for (let unit = 0; unit < WIDTH; unit++) {
      const row = unit * WIDTH;
      let sum = 0;
      for (let i = 0; i < WIDTH; i++) sum += inputs[digit + i] * matrix[row + i];
      scores[digit + unit] = scale * sum;
    }
  }
  return scores;
}

// The same backwards: gradient[digit, i] = Σ upper[digit, unit] × matrix[unit, i] × scale
function timesTransposed(upper, matrix, scale) {
  const gradient = new Float64Array(SIZE);
  for (let digit = 0; digit < SIZE; digit += WIDTH) {
    for (let unit = 0; unit < WIDTH; unit++) {
      const [share, row] = [scale * upper[digit + unit], unit * WIDTH];
      if (share === 0) continue;
      for (let i = 0; i < WIDTH; i++) gradient[digit + i] += share * matrix[row + i];
    }
  }
  return gradient;
}

const randomBySeed = new Map();

// The random matrices of all layers, and the gradient of norm 1 that starts at the top.
function randomOf(seed) {
  if (!randomBySeed.has(seed)) {
    if (randomBySeed.size > 8) randomBySeed.clear();
    const matrices = Array.from({ length: NUM_LAYERS }, (_, layer) => uniformOf(seed, layer * WIDTH * WIDTH, WIDTH * WIDTH));
    const start = uniformOf(seed, NUM_LAYERS * WIDTH * WIDTH, SIZE);
    const norm = normOf(start);
    randomBySeed.set(seed, { matrices, start: start.map((value) => value / norm) });
  }
  return randomBySeed.get(seed);
}

function normOf(numbers) {
  let squares = 0;
  for (const value of numbers) squares += value * value;
  return Math.sqrt(squares);
}

// What one stack does to the digits and to a gradient: for each layer its activations and their measures.
function stackOf({ activation, gain, seed, inputs }) {
  const { matrices, start } = randomOf(seed);
  const { value, slope } = ACTIVATIONS[activation];
  const scale = gain / Math.sqrt(WIDTH);
  const scores = [];
  const layers = [];
  for (const matrix of matrices) {
    scores.push(timesMatrix(layers.at(-1)?.outputs ?? inputs, matrix, scale));
    const outputs = scores.at(-1).map(value);
    layers.push({ outputs, ...measuresOf(activation, scores.at(-1), outputs) });
  }
  let gradient = start;
  for (let layer = NUM_LAYERS - 1; layer >= 0; layer--) {
    layers[layer].gradient = normOf(gradient);
    const atScores = gradient.map((share, k) => share * slope(scores[layer][k]));
    if (layer) gradient = timesTransposed(atScores, matrices[layer], scale);
  }
  return layers;
}

// Mean and spread of a layer's activations; the shares that are zero and that come from a flat part; the share of units
// that are zero for every digit; and how far a unit's activations spread from digit to digit, by root mean square.
function measuresOf(activation, scores, outputs) {
  const { left, right } = shapeOf(activation);
  const nothing = NOTHING * outputs.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let [zeros, flats, deads, squares] = [0, 0, 0, 0];
  for (let unit = 0; unit < WIDTH; unit++) {
    let [own, sum] = [0, 0];
    for (let at = unit; at < SIZE; at += WIDTH) {
      if (Math.abs(outputs[at]) <= nothing) own++;
      if (scores[at] <= left || scores[at] >= right) flats++;
      sum += outputs[at];
    }
    for (let at = unit; at < SIZE; at += WIDTH) squares += (outputs[at] - sum / NUM_DIGITS) ** 2;
    zeros += own;
    if (own === NUM_DIGITS) deads++;
  }
  return { ...momentsOf(outputs), nothing, zero: zeros / SIZE, flat: flats / SIZE, dead: deads / WIDTH, between: Math.sqrt(squares / SIZE) };
}

// How many of the numbers larger than nothing fall into each of so many equal bins; what lies beyond an end falls into
// the bin at that end.
function histogramOf(numbers, nothing, [low, high], count) {
  const bins = new Array(count).fill(0);
  for (const value of numbers) {
    if (Math.abs(value) <= nothing) continue;
    const bin = Math.floor(((value - low) / (high - low)) * count);
    bins[Math.min(Math.max(bin, 0), count - 1)]++;
  }
  return bins;
}

// For tests: every layer's measures, computed from the traits alone.
function measuresOfTraits(activation, gain, seed, text) {
  return stackOf({ activation, gain, seed, inputs: standardizedOf(text) }).map(({ outputs, ...measures }) => measures);
}

// For tests: the numbers themselves.
function numbersOf(seed, first, count) {
  return [...uniformOf(seed, first, count)];
}

export { measuresOfTraits, numbersOf, histogramOf };
