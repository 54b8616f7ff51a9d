// The curve in words: the title that the state allows, the sentence under it, and the sum below the pictures.

const MOST_DIGITS = 9; // of a slope in the sum
const NEARLY = 0.005; // less does not show in two decimals

// What one place of one activation is, and what so many layers leave there.
function findingOf(activation, input, layers) {
  const slope = slopeAt(activation, input);
  return {
    activation, input, layers, slope, ...shapeOf(activation), name: ACTIVATIONS[activation].name,
    output: valueAt(activation, input), remaining: slope ** layers, flat: isFlat(activation, input),
  };
}

function titleOfCurve({ name, input, slope, largest, flat }) {
  const [place, amount] = [unbroken(`x = ${shortly(input)}`), unbroken(briefly(slope))];
  if (slope === 0) return `${name} passes nothing back at ${place}: there its slope is 0`;
  if (slope === 1) return `${name} passes the whole gradient back at ${place}`;
  if (Math.abs(slope - 1) < NEARLY) return `${name} passes nearly the whole gradient back at ${place}`;
  if (flat) return `${name} is flat at ${place}: it passes ${amount} of a gradient`;
  if (slope < 0) return `${name} turns a gradient round at ${place}: its slope is ${amount}`;
  if (slope > 1) return `${name} makes a gradient larger at ${place}: ${amount} times`;
  return `${name} passes ${shareOfAll(largest)} of a gradient at best: here ${amount}`;
}

// What the layers leave, for the line over its picture.
function leftInWords({ layers, remaining }) {
  const left = { 0: "nothing of a gradient", 1: "a gradient as it is" }[remaining] ?? `${unbroken(briefly(remaining))} of a gradient`;
  return `${layersText(layers)} ${layers === 1 ? "leaves" : "leave"} ${left}`;
}

function layersText(layers) {
  return layers === 1 ? "1 layer" : `${layers} layers`;
}

// The largest slope in words, where there is a word for it.
function shareOfAll(largest) {
  return { 1: "all", 0.25: "a quarter" }[largest] ?? briefly(largest);
}

function sentenceOfCurve({ largest }) {
  return ["On its way back through a layer, a ", word("grad", "gradient"), " is multiplied by the slope of the ", word("act", "activation"),
    `. Shaded is the flat part, where that slope is below ${100 * FLAT} % of its largest, ${briefly(largest)}.`];
}

// The slope with as many digits as its power needs to come out as printed.
function powerSum({ slope, layers, remaining }) {
  const printed = briefly(remaining);
  for (let digits = 3; digits < MOST_DIGITS; digits++) {
    const rounded = Number(slope.toPrecision(digits));
    if (briefly(rounded ** layers) === printed) return { base: digitsText(rounded, digits), printed };
  }
  return { base: digitsText(slope, MOST_DIGITS), printed };
}

function digitsText(value, digits) {
  if (value === 0 || Number.isInteger(value)) return String(value);
  const text = value.toPrecision(digits);
  return text.includes("e") ? scientific(value, digits) : text.replace("-", "−");
}

// Input, output, slope and what is left, large, each over its meaning; and the same in one sentence for ears.
function sumOfCurve() {
  const term = (role) => {
    const [value, meaning] = [html("b"), html("small")];
    return { value, meaning, element: html("span", { class: `term ${role}` }, value, meaning) };
  };
  const [input, output, base, left] = ["ink", "act", "grad", "grad"].map(term);
  const opening = html("span", { class: "sign" });
  const sign = (text) => html("span", { class: "sign" }, text);
  const joined = (...parts) => html("span", { class: "joined" }, parts);
  const status = html("p", { class: "unseen", role: "status" });
  const element = html("div", { class: "sum" }, html("div", { class: "formula", "aria-hidden": "true" },
    joined(opening, input.element, sign(") ="), output.element), joined(base.element, sign("="), left.element)), status);
  function show(found) {
    const { layers } = found;
    const name = ACTIVATIONS[found.activation].short;
    const power = powerSum(found);
    const isBare = !power.base.startsWith("−") && !power.base.includes("×");
    write(opening, `${name}(`);
    write(input.value, shortly(found.input));
    write(input.meaning, "x");
    write(output.value, number(found.output, 4));
    write(output.meaning, "output");
    base.value.replaceChildren(isBare ? power.base : `(${power.base})`, html("sup", {}, String(layers)));
    write(base.meaning, "slope, once for each layer");
    write(left.value, power.printed);
    write(left.meaning, `left of a gradient of 1 after ${layersText(layers)}`);
    write(status, `${found.name} at ${shortly(found.input)}: output ${number(found.output, 4)}, slope ${power.base}; ` +
      `${leftInWords(found)}`);
  }
  return { element, show };
}

export { findingOf, titleOfCurve, powerSum };
