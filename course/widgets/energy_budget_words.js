// The budget in words: quantities with their units, the title that the state allows, and each figure with its source.

const PREFIXES = { "-12": "p", "-9": "n", "-6": "µ", "-3": "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P" };
const COUNTS = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]];
const STEP_NAMES = ["as trained: FP32", "FP16", "INT8", "90 % zeros, not skipped", "zeros skipped", "weights on the chip"];

/** What a pass through the network is: one token of the language model, one inference of the others. */
const passName = ({ network }) => (network === "language model" ? "token" : "inference");

/** 138 MB, 27.8 mJ: three digits, or more if asked; fewer where the value has no more. */
function quantity(value, unit, digits = 3) {
  if (value === 0) return `0 ${unit}`;
  const exponent = Math.floor(Math.log10(Number(value.toPrecision(digits))) / 3 + 1e-12) * 3;
  const held = Math.min(Math.max(exponent, unit === "B" ? 0 : -12), 15);
  return `${digitsOf(value / 10 ** held, digits)} ${PREFIXES[held]}${unit}`;
}

/** 266,610 and 15.5 billion. */
function countText(value, digits = 3) {
  const [size, name] = COUNTS.find(([size]) => Number(value.toPrecision(digits)) >= size) ?? [1, ""];
  if (size === 1) return number(value, value < 100 ? 1 : 0);
  return `${digitsOf(value / size, digits)} ${name}`;
}

/** A count that a model gives, to three digits: 12,800. */
const aboutCount = (value) => countText(Number(value.toPrecision(3)));

function digitsOf(value, digits) {
  const text = value.toPrecision(digits);
  const short = String(Number(text));
  const isExact = Math.abs(Number(text) - value) < 1e-9 * Math.abs(value);
  if (text.includes("e") || Number(text) >= 1000) return number(Number(text), 0);
  return isExact ? short : text;
}

/** The fewest digits with which the printed term gives the printed result. */
function digitsThatGive(value, combine) {
  const result = combine(value).toPrecision(3);
  for (let digits = 3; digits < 15; digits++) {
    if (combine(Number(value.toPrecision(digits))).toPrecision(3) === result) return digits;
  }
  return 15;
}

/**
 * Shares in per cent that add up to 100 as printed: a digit more where rounding would break it, and where two do not
 * mend it, the largest takes the rest.
 */
function sharesText(shares) {
  const rounded = (decimals) => shares.map((share) => Math.round(share * 100 * 10 ** decimals));
  const missing = (decimals) => 100 * 10 ** decimals - rounded(decimals).reduce((a, b) => a + b, 0);
  const decimals = missing(1) ? 2 : 1;
  const units = rounded(decimals);
  units[shares.indexOf(Math.max(...shares))] += missing(decimals);
  return units.map((value, i) => (value === 0 && shares[i] > 0 ? `< ${10 ** -decimals} %` : `${(value / 10 ** decimals).toFixed(decimals)} %`));
}

const wholePercent = (share) => `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)} %`;

function titleOfBudget(budget, table) {
  const { choice, bytes, joules, shares, dominant, fits } = budget;
  if (!fits && choice.memory === table.chip) return `The weights do not fit on the chip: ${quantity(bytes, "B")}, ${countText(Math.ceil(bytes / table.chip_bytes))} times 1 MiB`;
  if (!fits) return `The weights do not fit: ${quantity(bytes, "B")} into the ${choice.device}’s ${quantity(table.devices[choice.device].memory_bytes, "B")}`;
  if (choice.sparsity && !choice.skips) return `Zeros that are not skipped save nothing: still ${quantity(joules, "J")}`;
  const subject = { arithmetic: "The arithmetic", weights: "Fetching the weights", activations: "Moving the activations" }[dominant];
  return `${subject} takes ${wholePercent(shares[dominant])} of the energy`;
}

function sentenceOfBudget({ choice }, table) {
  const counts = table.networks[choice.network];
  const { node } = table.formats[choice.format].multiply;
  return [`One ${passName(choice)} of ${passName(choice) === "token" ? "the " : ""}${choice.network}: ${countText(counts.parameters)} `, word("comm", "weights"), `, ${countText(counts.multiply_adds)} multiply-adds, ${countText(counts.activations)} `,
    word("mem", "activations"), `. A model, not a measurement: ${node} nm chips, arithmetic and transport alone.`];
}

/** "INT8, 90 % zeros skipped, DRAM": what the energy depends on. */
function settingInWords({ format, sparsity, skips, memory }) {
  const zeros = sparsity ? `, ${number(100 * sparsity, 0)} % zeros${skips ? " skipped" : ""}` : "";
  return `${format}${zeros}, ${memory}`;
}

/** The sources of some figures, each once, with their years and the process. */
function sourceText(...figures) {
  const named = figures.map(({ source, year }) => (source.includes(String(year)) ? source : `${source}, ${year}`));
  return `${[...new Set(named)].join("; ")}; ${figures[0].node} nm`;
}

/** For each row its arithmetic, printed so that it comes out, and where its figures are from: [text, source]. */
function detailsOf(row, budget, table) {
  const { choice, multiplyAdds, bytes, activationBytes, parts, joules, rate } = budget;
  const [format, device] = [table.formats[choice.format], table.devices[choice.device]];
  const [memory, chip] = [table.memories[choice.memory], table.memories[table.chip]];
  const term = (value, combine, show) => show(value, digitsThatGive(value, combine));
  const perByte = (figure) => `${figure.picojoules} pJ for each byte`;
  const moved = (value, figure, total) => `${term(value, (x) => x * figure.picojoules, (x, digits) => quantity(x, "B", digits))} × ${perByte(figure)} = ${quantity(total, "J")}`;
  const all = activationBytes / 2;
  const outgrown = all > table.chip_bytes ? `. All together are ${quantity(all, "B")}: those that do not fit there cost ${number(table.memories.DRAM.picojoules / chip.picojoules, 0)} times as much` : "";
  const index = choice.sparsity && choice.skips ? `; ${table.index_bits} bits more for each kept weight say where it stands: ${table.index_source}` : "";
  const of = {
    arithmetic: () => [`${term(multiplyAdds, (x) => x * (format.multiply.picojoules + format.add.picojoules), countText)} multiply-adds × (${format.multiply.picojoules} pJ to multiply in ${choice.format} + ${format.add.picojoules} pJ to add in ${format.sums_in}) = ${quantity(parts.arithmetic, "J")}`,
      sourceText(format.multiply, format.add)],
    weights: () => [`Each weight is fetched once from ${choice.memory}: ${moved(bytes, memory, parts.weights)}`, sourceText(memory) + index],
    activations: () => [`Each activation is written once and read once, on the chip: ${moved(activationBytes, chip, parts.activations)}${outgrown}`, sourceText(chip)],
    computing: () => [`2 operations × ${term(multiplyAdds, (x) => (2 * x) / rate, countText)} multiply-adds ÷ ${countText(rate)} a second = ${quantity(budget.computing, "s")}`, `the ${choice.device}’s speed in ${choice.format}: ${device.basis}`],
    fetching: () => (choice.memory === "DRAM"
      ? [`${term(bytes, (x) => x / device.bytes_per_second, (x, digits) => quantity(x, "B", digits))} ÷ ${quantity(device.bytes_per_second, "B")} a second = ${quantity(budget.fetching, "s")}`, `the ${choice.device}’s way to DRAM: ${device.basis}`]
      : ["The weights live on the chip: nothing comes from DRAM", `the ${choice.device}: ${device.basis}`]),
    passes: () => (device.watt_hours === null
      ? [`1 kWh, 3.6 MJ, ÷ ${term(joules, (x) => 3.6e6 / x, (x, digits) => quantity(x, "J", digits))} = ${aboutCount(3.6e6 / joules)} ${passName(choice)}s`, `the ${choice.device} has a plug: ${device.basis}`]
      : [`${device.watt_hours} Wh × 3,600 J ÷ ${term(joules, (x) => (device.watt_hours * 3600) / x, (x, digits) => quantity(x, "J", digits))} = ${aboutCount(budget.passes)} ${passName(choice)}s, if they took all of it`, `the ${choice.device}’s battery: ${device.basis}`]),
  };
  return of[row]();
}

function statusOfBudget(budget, table) {
  const shares = sharesText(PARTS.map((part) => budget.shares[part]));
  return `${titleOfBudget(budget, table)}; ${settingInWords(budget.choice)} on the ${budget.choice.device}: ${quantity(budget.joules, "J")}, ` +
    `${PARTS.map((part, i) => `${PART_NAMES[part]} ${shares[i]}`).join(", ")}; ${quantity(budget.seconds, "s")}, bound by ${boundInWords(budget)}`;
}

const boundInWords = ({ bound }) => (bound === "memory" ? "fetching" : "computing");

export { titleOfBudget, sharesText, quantity, countText, detailsOf };
