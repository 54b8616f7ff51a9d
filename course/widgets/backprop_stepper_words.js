// What the panel says about each step: a title, a question, the real arithmetic in large numbers, a sentence, details.

const NUDGE = 0.001;

const weightRole = (weight) => (weight < 0 ? "neg" : weight > 0 ? "pos" : "");
const term = (role, printed, ...meaning) =>
  html("span", { class: `term ${role}` }, html("b", {}, printed), html("small", {}, meaning));
const sign = (printed) => html("span", { class: "sign" }, printed);
const part = (role, printed) => html("span", { class: role }, printed);
const detail = (caption, line, note = null) => html("div", { class: "detail" },
  html("p", { class: "unit" }, caption), html("p", { class: "line" }, line), note && html("p", { class: "unit" }, note));

/** How many decimals a number was given with. */
function decimalsOf(value) {
  return [1, 2, 3, 4, 5, 6].find((decimals) => Number(value.toFixed(decimals)) === value) ?? 9;
}

/** A weight as it was typed, or rounded to `decimals`. */
function weightText(weight, decimals = 2) {
  return signed(weight, Math.min(decimals, decimalsOf(weight)));
}

/** Where a weight begins and ends: {source: "x₁", end: "h₂"}. */
function endsOf({ layer, to, from }) {
  return { source: indexed(layer ? "h" : "x", from + 1), end: indexed(layer ? "p" : "h", to + 1) };
}

/** A weighted sum: the large formula and its terms' origin, printed so that it adds up: the large formula and its terms' origin. */
function weightedSum(result, weights, carried, names, { role, meaning }) {
  const products = weights.map((weight, i) => weight * carried[i]);
  const decimals = decimalsThatAddUp(products, (terms) => terms.reduce((sum, value) => sum + value, 0));
  const terms = products.map((product, i) => term(role, signed(product, decimals), `from ${names[i]}: `, html("span", { class: "together" },
    part(weightRole(weights[i]), weightText(weights[i], 3)), " × ", part(role, weightText(carried[i], 3)))));
  return [term(role, signed(result, decimals), meaning), ...terms.map((one, i) => html("span", { class: "joined" }, sign(i ? "+" : "="), one))];
}

const SAYINGS = {
  sum({ network, values }, { unit }) {
    const name = indexed("h", unit + 1);
    return {
      title: "A unit adds up what its weights bring",
      question: `What arrives at ${name}?`,
      formula: weightedSum(values.sums[unit], network.weights[0][unit], network.inputs, ["x₁", "x₂"],
        { role: "act", meaning: `sum at ${name}` }),
      sentence: ["Each ", word("act", "activation"), " is multiplied by the ", word("weight", "weight"), " it passes, and the products are added."],
    };
  },

  relu({ values }, { unit }) {
    const name = indexed("h", unit + 1);
    const open = values.sums[unit] > 0;
    return {
      title: open ? "ReLU passes what is above zero as it is" : "ReLU passes nothing that is below zero",
      question: `Does ${name} pass it on?`,
      formula: [term("act", number(values.hidden[unit]), `activation ${name}`), sign("= max ("), term("act", signed(values.sums[unit]), "its sum"), sign(","), term("", "0", "zero"), sign(")")],
      sentence: open ? ["The sum is above zero: the unit is open, and its slope is 1."]
        : ["The sum is not above zero: the unit is off. Its slope is 0, so no ", word("grad", "error signal"), " will come back through it."],
    };
  },

  score({ network, values }, { unit }) {
    return {
      title: "A unit adds up what its weights bring",
      question: `What does class ${unit + 1} score?`,
      long: true,
      formula: weightedSum(values.scores[unit], network.weights[1][unit], values.hidden, ["h₁", "h₂", "h₃"],
        { role: "act", meaning: `score of class ${unit + 1}` }),
      sentence: ["No ReLU here: a ", word("act", "score"), " may be negative, and only the difference to the other one will count."],
    };
  },

  probability({ values }, { unit }) {
    const { powers, total, scores, largest } = values;
    const decimals = decimalsOfTerms([powers[unit], total], ([power, sum]) => power / sum);
    return {
      title: "Softmax turns scores into shares of one",
      question: `How sure is the network of class ${unit + 1}?`,
      formula: [term("act", number(values.probabilities[unit]), `probability ${indexed("p", unit + 1)}`), sign("="),
        term("act", number(powers[unit], decimals), `e to the power ${signed(scores[unit] - largest)}`), sign("÷"),
        term("act", number(total, decimals), "both powers together")],
      sentence: [`The score is ${signed(scores[unit])}. The larger one, ${signed(largest)}, is taken off both first: that changes no share, and no power grows too large.`],
    };
  },

  loss({ network, values }) {
    const right = values.probabilities[network.target];
    const decimals = decimalsOfTerms([right], ([probability]) => -Math.log(probability));
    const name = indexed("p", network.target + 1);
    return {
      title: "The loss is the surprise at the right answer",
      question: "How wrong was the network?",
      formula: [term("err", number(values.loss), "loss"), sign("= −ln"), term("act", number(right, decimals), `probability ${name} of the right answer`)],
      sentence: ["Sure and right, the ", word("err", "loss"), ` would be 0. A coin's guess gives ${number(Math.LN2)}; this is ${values.loss < Math.LN2 ? "better" : "worse"}.`],
    };
  },

  error({ network, values, back }, { unit }) {
    const answer = unit === network.target ? 1 : 0;
    return {
      title: "The first error signal is what was said minus what is right",
      question: `How wrong is ${indexed("p", unit + 1)}?`,
      formula: [term("grad", signed(back.errors[unit]), `error signal δ\u00a0of\u00a0${indexed("p", unit + 1)}`), sign("="),
        term("act", number(values.probabilities[unit]), "what the network said"), sign("−"), term("", String(answer), "the right answer")],
      sentence: ["Softmax and logarithm together have this slope: raise the ", word("act", "score"), ` by a little and the `, word("err", "loss"),
        ` ${moves(back.errors[unit])} of that.`],
    };
  },

  signal(facts, { unit }) {
    const { back, values } = facts;
    const open = values.sums[unit] > 0;
    const name = indexed("h", unit + 1);
    return {
      title: open ? "An error signal is the next layer’s, weighted and added up" : "A unit that was off sends nothing back",
      question: `How does the loss answer to the sum at ${name}?`,
      formula: [term("grad", signed(back.signals[unit]), `error signal δ\u00a0of\u00a0${name}`), sign("="), term("act", open ? "1" : "0", open ? "slope of ReLU, open" : "slope of ReLU, off"),
        sign("×"), term("grad", signed(back.arriving[unit]), "what comes back over its weights")],
      sentence: open ? ["The same ", word("weight", "weights"), " that carried it forward carry the error back."]
        : ["It added nothing to the scores, so its sum, a little higher or lower, changes nothing in the ", word("err", "loss"), ", and the weights that lead to it learn nothing."],
      details: [returned(facts, unit)],
    };
  },

  gradient(facts, edge) {
    const { activation, signal } = carried(facts, edge);
    const gradient = facts.back.gradients[edge.layer][edge.to][edge.from];
    const { source, end } = endsOf(edge);
    const decimals = decimalsOfTerms([activation, signal], ([a, s]) => a * s);
    return {
      title: gradientTitle(activation, signal),
      question: "How does the loss answer to this weight?",
      formula: [term("grad", signed(gradient), "gradient of the weight"), sign("="), term("act", signed(activation, decimals), `activation ${source} it carried`),
        sign("×"), term("grad", signed(signal, decimals), `error signal δ\u00a0of\u00a0${end}`)],
      sentence: ["Raise this ", part(weightRole(facts.network.weights[edge.layer][edge.to][edge.from]), "weight"), " by a little and the ", word("err", "loss"),
        ` ${moves(gradient)}${gradient ? " of that" : ""}: `, ...because(activation, signal)],
      details: [edge.layer ? origin(facts, edge.to) : returned(facts, edge.to), byHand(facts, edge, gradient), willBecome(facts, edge, gradient)],
    };
  },

  passing(facts, edge) {
    const weight = facts.network.weights[edge.layer][edge.to][edge.from];
    const { activation, known } = carried(facts, edge);
    const { source, end } = endsOf(edge);
    const decimals = decimalsOfTerms([activation, weight], ([a, w]) => a * w);
    return {
      title: null,
      question: `What does this weight bring to ${end}?`,
      formula: known ? [term("act", signed(activation * weight), `brought to ${end}`), sign("="), term("act", signed(activation, decimals), `activation ${source}`),
        sign("×"), term(weightRole(weight), weightText(weight, decimals), "weight")] : [term(weightRole(weight), weightText(weight, 3), `weight from ${source} to ${end}`)],
      sentence: [known ? "Its " : `${source} is not known yet. Its `, word("grad", "gradient"), ` comes at step ${stepOf({ kind: "gradient", ...edge })}.`],
    };
  },

  update(facts) {
    const { values, back, after, rate, network, round } = facts;
    const squares = back.gradients.flat(2).reduce((sum, gradient) => sum + gradient * gradient, 0);
    const fell = values.loss - after.loss;
    const largest = EDGES.reduce((best, edge) => (Math.abs(of(back.gradients, edge)) > Math.abs(of(back.gradients, best)) ? edge : best));
    const { source, end } = endsOf(largest);
    const decimals = decimalsThatAddUp([values.loss, after.loss], ([before, now]) => now - before);
    return {
      // On a single example it never rises: each unit's part of the answer moves towards the right one.
      title: fell > 0 ? `One step against the gradient, and the loss falls from ${number(values.loss)} to ${number(after.loss)}`
        : `The update leaves the loss at ${number(values.loss)}`,
      question: "What does one update change?",
      formula: [term("err", signed(after.loss - values.loss, decimals), "change of the loss"), sign("="), term("err", number(after.loss, decimals), "after the update"),
        sign("−"), term("err", number(values.loss, decimals), "before")],
      sentence: ["Each ", word("weight", "weight"), ` moved against its `, word("grad", "gradient"), `. `, fits(after.weights) ? `Step on, and round ${round + 1} starts from the new weights.` : `A weight is past ${LARGEST} now: the rounds end here.`],
      details: [
        detail("what the slope alone promised: rate × the sum of all ∂²",
          [sign("−"), number(rate, Math.min(4, decimalsOf(rate))), " × ", part("grad", number(squares, 3)), " = ", part("err", signed(-rate * squares, 3))],
          fell > 0 ? `the loss is curved: the step got ${number((100 * fell) / (rate * squares), 0)} % of that` : null),
        detail(`the weight that moved most, ${source} to ${end}`, updateLine(of(network.weights, largest), rate, of(back.gradients, largest))),
      ],
    };
  },
};

const of = (matrices, { layer, to, from }) => matrices[layer][to][from];

/** What a weight carried forward and what waits at its far end; `known` says whether it has been carried yet. */
function carried({ network, values, back, step }, { layer, to, from }) {
  return layer
    ? { activation: values.hidden[from], signal: back.errors[to], known: step >= stepOf({ kind: "relu", unit: from }) }
    : { activation: network.inputs[from], signal: back.signals[to], known: true };
}

function moves(slope) {
  return slope ? `${slope > 0 ? "rises" : "falls"} by ${number(Math.abs(slope))}` : "stays as it is";
}

function gradientTitle(activation, signal) {
  if (signal === 0) return "Behind a silent unit no weight learns from this example";
  if (activation === 0) return "A weight that carried nothing has a slope of zero";
  return "A weight’s slope is one multiplication";
}

function because(activation, signal) {
  const size = activation < 0 ? "an " : Math.abs(activation) < 0.5 ? "a small " : "a large ";
  if (signal === 0) return ["no ", word("grad", "error signal"), " reaches the unit that it leads to."];
  if (activation === 0) return ["it carried no ", word("act", "activation"), "."];
  return ["it carried ", size, word("act", "activation"), activation < 0 ? " below zero" : "", " to a unit whose ", word("grad", "error signal"), ` is ${signal > 0 ? "positive" : "negative"}.`];
}

/** The error signal of a hidden unit: the slope of its ReLU times what comes back over the weights that leave it. */
function returned({ network, values, back }, unit) {
  const weights = network.weights[1].map((row) => row[unit]);
  const open = values.sums[unit] > 0;
  const terms = [...weights, ...back.errors];
  const decimals = decimalsOfTerms(terms, ([w1, w2, e1, e2]) => w1 * e1 + w2 * e2, 3);
  const products = weights.flatMap((weight, k) => [k ? " + " : "",
    html("span", { class: "together" }, part(weightRole(weight), weightText(weight, decimals)), " × ", part("grad", signed(back.errors[k], decimals)))]);
  return detail("where δ came from: the layer above, already done",
    [part("grad", signed(back.signals[unit], 3)), ` = ${open ? 1 : 0} × ( `, ...products, " )"],
    `the ReLU is ${open ? "open, so its slope is 1" : "off, so its slope is 0"}; the weights are those that leave ${indexed("h", unit + 1)}`);
}

function origin({ network, values, back }, unit) {
  return detail("where δ came from: softmax and the logarithm",
    [part("grad", signed(back.errors[unit], 3)), " = ", part("act", number(values.probabilities[unit], 3)), ` − ${unit === network.target ? 1 : 0}`],
    "what the network said minus the right answer");
}

/** The same gradient without backprop: two forward passes. Near ReLU's bend the two differ, and the note says why. */
function byHand({ network }, edge, gradient) {
  const [above, below] = nudged(network, edge, NUDGE);
  const slope = (above - below) / (2 * NUDGE);
  const decimals = decimalsOfTerms([above, below], ([up, down]) => (up - down) / (2 * NUDGE), 3);
  const agrees = Math.abs(slope - gradient) < 0.0015 + 0.001 * Math.abs(gradient);
  return detail("nudged by hand: the weight ± 0.001, two forward passes",
    ["( ", part("err", number(above, Math.max(decimals, 7))), " − ", part("err", number(below, Math.max(decimals, 7))), " ) ÷ 0.002 = ", part("grad", signed(Number(slope.toFixed(3)), 3))],
    agrees ? null : "the nudge crosses ReLU’s bend, where the slope is another");
}

function willBecome({ network, rate }, edge, gradient) {
  return detail(`what the update will do, learning rate ${number(rate, Math.min(4, decimalsOf(rate)))}`, updateLine(of(network.weights, edge), rate, gradient));
}

function updateLine(weight, rate, gradient) {
  const next = weight - rate * gradient;
  const decimals = decimalsOfTerms([weight, gradient], ([w, g]) => w - rate * g, 3);
  return [part(weightRole(weight), weightText(weight, decimals)), ` − ${number(rate, Math.min(4, decimalsOf(rate)))} × `, part("grad", signed(gradient, decimals)), " = ", part(weightRole(next), weightText(next, 3))];
}
