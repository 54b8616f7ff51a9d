// The stack in words: the title that the state allows, the sentence under it, and the chosen layer's numbers.

const LOST = 0.1; // of the first layer's spread, or of the gradient: less fades,
const GROWN = 10; // more runs away
const ALIKE = 0.01; // of the spread: where digits differ by less, they look alike

// What all layers together do: the last spread in units of the first, the share of the gradient that reaches the first.
function findingOfStack({ activation, gain, layers }) {
  const [first, last] = [layers[0], layers.at(-1)];
  return {
    name: ACTIVATIONS[activation].name, gain, spread: last.spread / first.spread, gradient: first.gradient,
    between: last.between, areAlike: last.between < ALIKE * last.spread,
  };
}

function titleOfStack({ name, gain, spread, gradient }) {
  const kind = (ratio) => (ratio < LOST ? "fades" : ratio > GROWN ? "grows" : "holds");
  const times = (ratio) => unbroken(`× ${briefly(ratio)}`);
  const [up, back] = [`spread ${times(spread)}`, `gradient ${times(gradient)}`];
  const verdict = {
    "holds holds": `holds both ways: ${up}, ${back}`, "fades fades": `fades both ways: ${up}, ${back}`,
    "grows grows": `runs away both ways: ${up}, ${back}`, "holds fades": `loses the gradient: ${times(gradient)}`,
    "holds grows": `blows up the gradient: ${times(gradient)}`, "fades holds": `loses the activations: ${up}`,
    "grows holds": `blows up the activations: ${up}`, "fades grows": `fades one way: ${up}, ${back}`, "grows fades": `fades one way: ${up}, ${back}`,
  }[`${kind(spread)} ${kind(gradient)}`];
  return `${name} with gain ${shortly(gain)} ${verdict}`;
}

function sentenceOfStack({ areAlike, between }) {
  const alike = areAlike ? ` At the top all digits look alike: from one to the next a unit moves by ${unbroken(briefly(between))}.` : "";
  return [`${NUM_DIGITS} digits go up through ${NUM_LAYERS} layers of ${WIDTH} units; the `, word("weight", "weights"),
    ` have standard deviation gain ÷ √${WIDTH}, and there are no biases. From the top a random `, word("grad", "gradient"), " of norm 1 goes back.", alike];
}

function percent(share) {
  return `${number(100 * share, 0)} %`;
}

function layerInWords(layer, { mean, spread, gradient, zero, flat, dead }) {
  return `layer ${layer} of ${NUM_LAYERS}: mean ${briefly(mean)}, spread ${briefly(spread)}, gradient ${briefly(gradient)}, ` +
    `${percent(zero)} zero, ${percent(flat)} flat, ${percent(dead)} of the units dead`;
}

// The chosen layer's numbers, each over its meaning.
function numbersOfLayer() {
  const names = { spread: "spread", between: "between digits", mean: "mean", gradient: "gradient, norm", zero: "zero", dead: "units dead" };
  const cells = Object.entries(names).map(([name, meaning]) => {
    const role = { gradient: "grad", zero: "ink", dead: "ink" }[name] ?? "act";
    const value = html("dd", {});
    return { name, value, element: html("div", { class: role }, html("dt", {}, meaning), value) };
  });
  const element = html("dl", { class: "numbers" }, cells.map((cell) => cell.element));
  const show = (layer) => cells.forEach(({ name, value }) =>
    write(value, ["zero", "dead"].includes(name) ? percent(layer[name]) : briefly(layer[name])));
  return { element, show };
}

export { findingOfStack, titleOfStack };
