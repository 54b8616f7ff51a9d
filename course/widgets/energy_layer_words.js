// The student's energies in words: joules with their unit, the title that the answers allow, the laws and their verdicts.

const JOULES = ["pJ", "nJ", "µJ", "mJ", "J", "kJ"];
const LAWS = { batch: "twice the batch", format: "another format", price: "twice a price", count: "counted by hand" };
const HOLDS = {
  batch: "for one example: weights half, the rest the same",
  format: "fewer bits, less to move; arithmetic by its price",
  price: "each price changes its own part alone",
  count: "a layer of 2 inputs and 3 outputs comes out",
};

/** 19.1 µJ from 19,100,000 picojoules, three digits or more; a dot for null. */
function joulesText(picojoules, digits = 3) {
  if (picojoules === null) return "·";
  if (picojoules === 0) return "0 pJ";
  const thousands = Math.floor(Math.log10(Number(picojoules.toPrecision(digits))) / 3 + 1e-9);
  const held = clamp(thousands, 0, JOULES.length - 1);
  const scaled = picojoules / 1000 ** held;
  return `${held === thousands || (held === 0 && scaled >= 0.01) ? scaled.toPrecision(digits) : scientific(scaled, digits)} ${JOULES[held]}`;
}

/** The fewest digits with which two energies that differ are printed so. */
function digitsApart(one, other) {
  return [3, 4, 5, 6].find((digits) => joulesText(one, digits) !== joulesText(other, digits)) ?? 7;
}

/** Shares in per cent with one decimal, so that the printed ones add up to 100; a dot for null. */
function layerShares(shares) {
  if (shares.includes(null)) return shares.map(() => "·");
  const units = shares.map((share) => Math.round(1000 * share));
  units[shares.indexOf(Math.max(...shares))] += 1000 - units.reduce((a, b) => a + b, 0);
  return units.map((unit, i) => (unit === 0 && shares[i] > 0 ? "< 0.1 %" : `${(unit / 10).toFixed(1)} %`));
}

const batchText = (batch) => number(batch, 0);
const roundPercent = (share) => `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)} %`;

function titleOfLayer(found) {
  if (found.problem) return capitalized(found.problem);
  if (found.faults.length) return found.faults[0].says;
  const dominant = dominantOf(found);
  if (!dominant) return "Your function finds no energy at all";
  const share = roundPercent(dominant.share);
  const subject = `the ${dominant.kind} ${dominant.kind === "arithmetic" ? "takes" : "take"} ${share}`;
  return found.batch === 1 ? `Alone, an example is dear: ${subject} of its energy` : `At a batch of ${batchText(found.batch)}, ${subject} of each example’s energy`;
}

function sentenceOfLayer(found) {
  const start = ["A layer of 784 inputs and 300 outputs, its energy for each example by your function. "];
  if (found.total === null && found.totals.every((total) => total === null)) return [...start, "Its lines come when your function returns four numbers."];
  if (found.parts.some(({ asked }) => asked.some((wanted) => wanted !== null))) return [...start, word("err", "Red"), " is where it breaks a law; dashed: where your own value at batch 1 in FP32 would lead."];
  if (found.totals.includes(null)) return [...start, word("err", "Red"), " on the axis is a batch without all four numbers."];
  if (found.faults.length) return [...start, word("err", "Red"), " names the parts that break a law."];
  return [...start, word("comm", "Weights"), " come from DRAM once a batch; ", word("act", "arithmetic"), " and ", word("mem", "activations"), " return with every example."];
}

/** What a part takes, and what it should take: texts, the second "" where no law is broken. */
function energyInWords({ energy, wanted }) {
  if (wanted === null) return [energy === null ? "no number" : joulesText(energy), ""];
  const digits = digitsApart(energy, wanted);
  return [joulesText(energy, digits), `should be ${joulesText(wanted, digits)}`];
}

/** How much less an example takes than alone. */
function savedInWords({ total, alone, batch }) {
  if (!total || !alone) return "for one example";
  if (batch === 1) return "for one example, alone";
  const ratio = alone / total;
  if (ratio > 0.995 && ratio < 1.005) return "for one example, as much as alone";
  return ratio > 1 ? `for one example, ${Number(ratio.toPrecision(ratio < 10 ? 2 : 3))} times less than alone` : `for one example, ${Number((1 / ratio).toPrecision(3))} times more than alone`;
}

/** For each law {law, name, verdict: "holds", "broken" or "open", says: sentences}. */
function verdictsOf({ faults, problem }) {
  return Object.entries(LAWS).map(([law, name]) => {
    const says = faults.filter((fault) => fault.law === law).map((fault) => fault.says);
    const verdict = says.length ? "broken" : problem ? "open" : "holds";
    return { law, name, verdict, says: says.length ? says : [verdict === "open" ? "not all numbers are there" : HOLDS[law]] };
  });
}

// All of a state in one line, for ears.
function statusOfLayer(found) {
  const shares = layerShares(found.parts.map(({ share }) => share));
  const parts = found.parts.map((part, i) => `${part.name} ${[energyInWords(part)[0], shares[i], energyInWords(part)[1]].filter(Boolean).join(", ")}`);
  const broken = verdictsOf(found).filter(({ verdict }) => verdict === "broken").map(({ name }) => name);
  return `${titleOfLayer(found)}; batch ${batchText(found.batch)}, ${found.format}: ${joulesText(found.total)} ${savedInWords(found)}; ` +
    `${parts.join("; ")}; ${broken.length ? `broken: ${broken.join(", ")}` : found.problem ? "laws open" : "all laws hold"}`;
}

export { titleOfLayer, sentenceOfLayer, joulesText, energyInWords, layerShares, savedInWords, verdictsOf };
