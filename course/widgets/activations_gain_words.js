// The gains in words: the title that the state allows, the sentence under it, and the numbers of the chosen activation.

const NAMES = {
  none: "no activation", tanh: "tanh", sigmoid: "sigmoid", relu: "ReLU", leaky_relu: "leaky ReLU", gelu: "GELU", silu: "SiLU",
};
const HARDLY = 0.1; // of a size: who is further off keeps it only roughly
const SHORT = { ...NAMES, none: "none" };

/** A size or a gain in two or three digits: 0.0052, 0.68, 1.41, 724, and powers of ten beyond. */
function briefly(value) {
  if (value === 0 || !Number.isFinite(value)) return number(value);
  if (value < 9.5e-4 || value >= 9999.5) return scientific(value);
  if (value < 0.095) return value.toPrecision(2);
  return number(value, value < 9.95 ? 2 : value < 99.5 ? 1 : 0);
}

const times = (value) => unbroken(`× ${briefly(value)}`);

function factorText(factor) {
  return String(Number(factor.toFixed(2)));
}

/** "11 %", "0.2 %": how far a gain is off. */
function percentOff(off) {
  const percent = Math.abs(100 * off);
  return unbroken(`${percent >= 9.5 ? number(percent, 0) : percent >= 0.95 ? percent.toFixed(1) : percent.toPrecision(1)} %`);
}

function titleOf(finding) {
  const { name, factor, problem, gain, off, last, isRight, isKept } = finding;
  if (problem) return capitalized(problem);
  const mine = `${factor === 1 ? "Your" : `${factorText(factor)} × your`} gain for ${NAMES[name]}, ${briefly(gain)},`;
  const by = `${times(last)} by layer ${NUM_LAYERS}`;
  const keeps = Math.abs(last - 1) < HARDLY ? "keeps the size" : "roughly keeps the size";
  if (isRight) return `${mine} ${isKept ? keeps : "is right, yet the size drifts"}: ${by}`;
  const amount = off < 0 ? "small" : "large";
  return `${mine} is too ${amount}${isKept ? ", yet the size holds" : `: the size ${fateOf(last)}`}${isKept ? ":" : ","} ${by}`;
}

function fateOf(last) {
  if (last < FEW) return "vanishes";
  return last < BAND[0] ? "shrinks" : last > MANY ? "explodes" : "grows";
}

function sentenceOf(found, { problem }) {
  if (problem) {
    const others = Object.keys(found.gains).length;
    return others ? ["The thin lines are the activations for which your function gives a gain."] : ["There is nothing to draw yet."];
  }
  return ["Random rows of size 1 go up through 20 layers of 64 units, whose ", word("weight", "weights"),
    " have standard deviation gain ÷ √64. A size is the root mean square of a layer’s scores, before the ",
    word("act", "activation"), ". Grey lines: the other activations, each with your own gain for it."];
}

// What the curve of one layer means for the sizes.
function bendInWords(bend) {
  return {
    level: "level: all sizes are multiplied alike",
    falling: "falling: small sizes gain more than large ones",
    rising: "rising: large sizes gain more than small ones",
  }[bend];
}

function gainInWords({ problem, off, isRight }) {
  if (problem) return "no gain";
  return isRight ? "right" : `${percentOff(off)} too ${off < 0 ? "small" : "large"}`;
}

// All of a state in one line, for ears.
function statusOf(finding) {
  if (finding.problem) return titleOf(finding);
  const { gain, right, least, last, most, bend } = finding;
  return `${titleOf(finding)}; five draws end between ${briefly(least)} and ${briefly(most)}, middle ${briefly(last)}; ` +
    `gain ${briefly(gain)}, right ${right.toFixed(3)}: ${gainInWords(finding)}; one layer’s curve is ${bendInWords(bend)}`;
}

// The numbers of the chosen activation, each over its meaning.
function numbersOf() {
  const cells = ["gain", "right", "off", "last"].map((key) => {
    const [value, meaning] = [html("dd"), html("dt")];
    return { key, value, meaning, element: html("div", {}, meaning, value) };
  });
  const element = html("dl", { class: "numbers" }, cells.map((cell) => cell.element));
  function show(finding) {
    const { factor, problem, gain, right, off, isRight, isKept, least, last, most } = finding;
    const said = problem
      ? { gain: ["·", "your gain"], right: ["·", "the right one"], off: ["·", "no gain"], last: ["·", `size at layer ${NUM_LAYERS}`] }
      : {
        gain: [gain < 1000 && gain > 0.01 ? gain.toFixed(3) : briefly(gain), factor === 1 ? "your gain" : `${factorText(factor)} × your gain`],
        right: [right.toFixed(3), "the right one"],
        off: [isRight ? "right" : percentOff(off), isRight ? "to 1 part in 1,000" : off < 0 ? "too small" : "too large"],
        last: [times(last), `by layer ${NUM_LAYERS}; draws: ${briefly(least)} to ${briefly(most)}`],
      };
    for (const { key, value, meaning, element: cell } of cells) {
      write(value, said[key][0]);
      write(meaning, said[key][1]);
      const isWrong = !problem && ((key === "off" && !isRight) || (key === "last" && !isKept));
      put(cell, "class", isWrong ? "err" : key === "gain" || key === "last" ? "act" : "ink");
    }
  }
  return { element, show };
}

export { titleOf };
