// The six activations and their slopes, as course.nn.activations has them; a test holds each against the library.

const LOWEST = -6; // inputs: the ends of the axis
const HIGHEST = 6;
const FLAT = 0.05; // of the largest slope: what lies below, out to an end of the axis, is flat
const NEGATIVE_SLOPE = 0.01; // of the leaky ReLU
const TAIL = 4; // beyond, the normal distribution's series loses digits
const FRACTIONS = 60; // of the tail: enough for full precision from 4 on
const MOST_TERMS = 100; // of the series: 40 do at 4

const ACTIVATIONS = {
  none: { name: "No activation", short: "none", formula: "x", value: (x) => x, slope: () => 1 },
  tanh: { name: "Tanh", short: "tanh", formula: "(eˣ − e⁻ˣ) ÷ (eˣ + e⁻ˣ)", value: Math.tanh, slope: (x) => 1 - Math.tanh(x) ** 2 },
  sigmoid: {
    name: "Sigmoid", short: "sigmoid", formula: "1 ÷ (1 + e⁻ˣ)",
    value: sigmoidAt, slope: (x) => sigmoidAt(x) * (1 - sigmoidAt(x)),
  },
  relu: { name: "ReLU", short: "ReLU", formula: "x above 0, else 0", value: (x) => Math.max(x, 0), slope: (x) => (x > 0 ? 1 : 0) },
  leaky_relu: {
    name: "Leaky ReLU", short: "leaky ReLU", formula: "x above 0, else 0.01 x",
    value: (x) => (x > 0 ? x : NEGATIVE_SLOPE * x), slope: (x) => (x > 0 ? 1 : NEGATIVE_SLOPE),
  },
  gelu: {
    name: "GELU", short: "GELU", formula: "x × Φ(x), Φ the normal distribution",
    value: (x) => x * normalBelow(x), slope: (x) => normalBelow(x) + x * bellAt(x),
  },
  silu: {
    name: "SiLU", short: "SiLU", formula: "x × sigmoid(x)",
    value: (x) => x * sigmoidAt(x), slope: (x) => sigmoidAt(x) * (1 + x * (1 - sigmoidAt(x))),
  },
};

function sigmoidAt(x) {
  const small = Math.exp(-Math.abs(x)); // never overflows
  return (x > 0 ? 1 : small) / (1 + small);
}

function bellAt(x) {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

// The chance that a normal random number lies below x. In the middle a series whose terms have one sign (G. Marsaglia,
// "Evaluating the normal distribution", 2004), in the tails Laplace's continued fraction.
function normalBelow(x) {
  const bell = bellAt(x);
  if (bell === 0) return x < 0 ? 0 : 1;
  if (Math.abs(x) > TAIL) {
    let below = Math.abs(x);
    for (let k = FRACTIONS; k > 0; k--) below = Math.abs(x) + k / below;
    return x < 0 ? bell / below : 1 - bell / below;
  }
  let [sum, term, before] = [x, x, NaN];
  for (let k = 1; k < MOST_TERMS && sum !== before; k++) {
    before = sum;
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + sum * bell;
}

function valueAt(activation, x) {
  return ACTIVATIONS[activation].value(x);
}

function slopeAt(activation, x) {
  return ACTIVATIONS[activation].slope(x);
}

const shapes = new Map();

// The largest slope on the axis, and where the flat parts at its two ends stop (−∞ and ∞ where there is none).
function shapeOf(activation) {
  if (!shapes.has(activation)) shapes.set(activation, measureShape(activation));
  return shapes.get(activation);
}

function measureShape(activation) {
  const places = Array.from({ length: 100 * (HIGHEST - LOWEST) + 1 }, (_, k) => LOWEST + k / 100);
  const sizes = places.map((x) => Math.abs(slopeAt(activation, x)));
  const largest = Math.max(...sizes);
  const isSteep = (x) => Math.abs(slopeAt(activation, x)) >= FLAT * largest;
  const [first, last] = [places.findIndex(isSteep), places.findLastIndex(isSteep)];
  return {
    largest,
    steepest: places[sizes.indexOf(largest)],
    left: first > 0 ? edgeBetween(places[first - 1], places[first], isSteep) : -Infinity,
    right: last < places.length - 1 ? edgeBetween(places[last + 1], places[last], isSteep) : Infinity,
  };
}

// Halve the way from a flat place to a steep one until nothing is left between them: the last flat place.
function edgeBetween(flat, steep, isSteep) {
  for (let middle = (flat + steep) / 2; middle !== flat && middle !== steep; middle = (flat + steep) / 2) {
    if (isSteep(middle)) steep = middle;
    else flat = middle;
  }
  return flat;
}

/** Whether an input lies in one of the flat parts. */
function isFlat(activation, x) {
  const { left, right } = shapeOf(activation);
  return x <= left || x >= right;
}

export { normalBelow, valueAt, slopeAt, shapeOf };
