// What is said about an expression: its parts as text, the title, the panel of a kernel, the counters.

const SYMBOLS = { add: "+", sub: "−", mul: "×", div: "÷", pow: "**", matmul: "@", neg: "−", reciprocal: "1/", sqrt: "√", sigmoid: "σ", sum: "Σ" };
const SPOKEN = { add: "add", sub: "subtract", mul: "multiply", div: "divide", pow: "power", matmul: "matrix product", neg: "negate" };
const BINDS = { add: 1, sub: 1, mul: 2, div: 2, matmul: 2, reciprocal: 2, neg: 3, pow: 4 };
const TYPED = { add: "+", sub: "−", mul: "×", div: "÷", pow: "**", matmul: "@" };

/** A constant as it was typed, or rounded. */
function constantText(value) {
  return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e6 ? String(Number(value.toPrecision(4))).replace("-", "−") : scientific(value, 2);
}

/** What a circle says: {symbol, constant}. */
function circleOf({ op, number: constant, number_first }) {
  const symbol = SYMBOLS[op] ?? op;
  return { symbol, constant: constant === null ? "" : constantText(constant) + (number_first && !["add", "mul"].includes(op) ? ` ${symbol}` : "") };
}

/** A place as text in terms of what its kernel reads: "relu(x × w + b)"; `known` are named by their names. */
function textOf(nodes, place, known) {
  return writtenOut(nodes, place, known).text;
}

/** {text, binds}: how tightly its last operation binds, for the parentheses that it needs inside another. */
function writtenOut(nodes, place, known) {
  if (known.includes(place) || !isOperation(nodes[place])) return { text: labelOf(nodes, place), binds: 9 };
  const { op, args, number: constant, number_first } = nodes[place];
  const inner = args.map((arg) => writtenOut(nodes, arg, known));
  const binds = BINDS[op] ?? 9;
  const at = ({ text, binds: own }, least) => (own < least ? `(${text})` : text);
  if (op === "neg") return { text: `−${at(inner[0], binds)}`, binds };
  if (!TYPED[op] && op !== "reciprocal") return { text: `${op}(${inner[0].text})`, binds };
  const one = { text: constantText(op === "reciprocal" ? 1 : constant ?? 0), binds: constant < 0 ? BINDS.neg : 9 };
  const [left, right] = op === "reciprocal" || number_first ? [one, inner[0]] : constant === null ? [inner[0], inner.at(-1)] : [inner[0], one];
  const sides = op === "pow" ? [at(left, binds + 1), at(right, BINDS.neg)] : [at(left, binds), at(right, binds + 1)];
  return { text: sides.join(` ${TYPED[op] ?? "÷"} `), binds };
}

/** "t₁ = x × w", for each that the kernel writes. */
function statementsOf({ nodes }, { reads, writes }) {
  return writes.map((place) => `${labelOf(nodes, place)} = ${textOf(nodes, place, [...reads, ...writes.filter((other) => other < place)])}`);
}

const passesText = (count) => counted(count, "pass", "passes");

/** 320 MB and its like, powers of a thousand. */
function bytesText(bytes) {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 4);
  return `${Number((bytes / 1000 ** power).toPrecision(4))} ${["B", "kB", "MB", "GB", "TB"][power]}`; // four digits: the sums add up
}

// ---- The title

/** The finding, of both plans and the mode that is shown. */
function titleOfPlans({ eager: before, compiled: after }, mode) {
  const [many, few] = [before.counts.passes, after.counts.passes];
  const product = after.nodes.some(({ op }) => op === "matmul");
  if (many === few) return nothingSaved(before, after, product);
  if (mode === "eager") return `Every operation goes through memory: ${passesText(many)}, where ${few} would do`;
  return `${passesText(many)} become ${few}: ${reasonOf(after, product)}`;
}

function nothingSaved(before, after, product) {
  if (before.counts.kernels === 1) return "One operation is one kernel already: there is nothing to fuse";
  if (product) return "Compiled, nothing is saved: around a matrix product, results still go through memory";
  return "Compiled, no pass is saved: nothing large lies between these operations";
}

function reasonOf(plan, product) {
  const calls = plan.kernels.filter((kernel) => isCall(plan, kernel)).length;
  const loops = plan.kernels.length - calls;
  if (product) return calls > 1 ? "only the work around the products is fused" : "only the work around the product is fused";
  if (loops === 1) return "what lies between stays in registers";
  return plan.kernels.some(({ reads }) => reads.some((place) => isReduction(plan.nodes[place]))) ? `${nameOfReduction(plan)} must end before it is used` : "each loop reads its own arrays";
}

function nameOfReduction({ nodes }) {
  const names = [...new Set(nodes.filter(isReduction).map(({ op }) => op))];
  return names.length > 1 ? "a reduction" : { sum: "a sum", mean: "a mean", max: "a maximum" }[names[0]];
}

const isCall = ({ nodes }, { ops }) => ops.some((place) => nodes[place].op === "matmul");

// ---- The panel

/** All that the panel says about the kernel at `step`, counted from 0. */
function kernelSaying(plan, step, mode, n) {
  const { nodes, kernels } = plan;
  const kernel = kernels[step];
  const large = (places) => places.filter((place) => nodes[place].size === "n");
  const [reads, writes] = [large(kernel.reads), large(kernel.writes)];
  const passes = reads.length + writes.length;
  const matrices = kernel.reads.filter((place) => nodes[place].size === "matrix").length;
  return { statements: statementsOf(plan, kernel), passes, matrices, bytes: bytesOf({ passes, matrices }, n), sentence: sentenceOfKernel(plan, kernel), notes: notesOf(plan, step, mode) };
}

function sentenceOfKernel({ nodes }, { reads, writes }) {
  const names = (places) => listed(places.map((place) => (place === nodes.length - 1 ? "the result" : labelOf(nodes, place))));
  const ones = [...reads, ...writes].filter((place) => nodes[place].size === "one");
  const aside = ones.length ? `; ${names(ones)} ${ones.length > 1 ? "are single numbers" : "is a single number"}: no pass` : "";
  return `It reads ${names(reads)} from memory and writes ${names(writes)} there${aside}.`;
}

/** What surprises in this kernel: sentences. */
function notesOf({ nodes, kernels }, step, mode) {
  const { ops } = kernels[step];
  if (mode === "eager") return nodes[ops[0]].op === "reciprocal" ? ["PyTorch has no kernel for a number over a tensor: it takes the reciprocal, then multiplies."] : [];
  const notes = [];
  const names = (places) => places.map((place) => textOf(nodes, place, []));
  const before = new Set(kernels.slice(0, step).flatMap((kernel) => kernel.ops));
  const again = ops.filter((place) => before.has(place) && nodes[place].size === "n");
  const tops = again.filter((place) => !again.some((other) => nodes[other].args.includes(place)));
  if (tops.length) notes.push(`${listed(names(tops))} is computed a second time rather than stored.`);
  if (isCall({ nodes }, kernels[step])) {
    const twin = nodes.some((node, place) => node.op === "matmul" && !ops.includes(place) && ops.some((op) => textOf(nodes, op, []) === textOf(nodes, place, [])));
    notes.push(ops.length > 1 ? "The + goes into the library’s call for the product (addmm)." : "A matrix product is a library call of its own: what follows it on the CPU is not fused into it.");
    if (twin) notes.push("Written twice, the product is computed twice: only work inside one loop is merged.");
  } else if (kernels.filter((kernel) => !isCall({ nodes }, kernel)).length > 1) {
    notes.push("A kernel here is one loop over memory. For the CPU, the compiler writes loops that follow one another into one C++ function.");
  }
  return notes;
}

/** The counters of both plans: [{name, values: [eager, compiled], printed}]. */
function countersOf({ eager: before, compiled: after }, n) {
  const row = (name, measure, print) => ({ name, values: [measure(before.counts), measure(after.counts)], print });
  return [
    row("kernels launched", ({ kernels }) => kernels, String),
    row("passes over memory", ({ passes }) => passes, String),
    row("bytes read and written", (counts) => bytesOf(counts, n), bytesText),
    row("intermediates at the peak", ({ peak }) => bytesOf({ passes: peak, matrices: 0 }, n), bytesText),
  ];
}

/** A kernel for ears. */
function spokenKernel(plan, step) {
  const { nodes, kernels } = plan;
  const names = kernels[step].ops.map((place) => SPOKEN[nodes[place].op] ?? nodes[place].op);
  return `kernel ${step + 1} of ${kernels.length}: ${names.join(", ")}. ${statementsOf(plan, kernels[step]).join("; ")}`;
}
