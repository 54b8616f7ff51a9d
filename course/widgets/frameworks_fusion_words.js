// What is said about a student's kernels: the sentence under the title, the kernel shown, both counters.

const MOST_FAULTS = 3; // listed under the one in the title

/** The sentence under the title, as nodes. */
function sentenceOf({ problem, faults }) {
  const legend = ["An arrow between a box and a square is a ", word("comm", "pass over memory"), "; what one line hands to another inside a box ", word("act", "stays in registers"), "."];
  if (problem) return ["So only eager’s kernels are drawn. ", ...legend];
  if (faults.length) return ["What is ", word("err", "wrong"), " is marked by a triangle. ", ...legend];
  return legend;
}

/** The faults after the one in the title, as list items; of many, the first and how many more there are. */
function otherFaults({ faults }) {
  const others = faults.slice(1).map(({ says }) => html("li", {}, word("err", "▲ "), says));
  const rest = others.length - MOST_FAULTS;
  return rest > 1 ? [...others.slice(0, MOST_FAULTS), html("li", {}, `and ${rest} more`)] : others;
}

/** The steps that the player makes: your kernels, or eager's where you have none. */
function stepsOf({ yours, eager }) {
  return yours.length ? yours : eager;
}

/** What runs at a step, in both plans: {yours, eager}, each {now, past, live}; and the passes of each. */
export function momentOf(answer, step) {
  const { yours, eager } = answer;
  if (!yours.length) return { yours: { now: [], past: [], live: [] }, eager: at(eager, [step]), passes: [0, passesOf(eager, [step])] };
  const now = eager.flatMap(({ lines }, k) => (yours[step].lines.includes(lines[0]) ? [k] : []));
  const before = new Set(yours.slice(0, step).flatMap(({ lines }) => lines));
  const past = eager.flatMap(({ lines }, k) => (before.has(lines[0]) && !now.includes(k) ? [k] : []));
  return { yours: at(yours, [step]), eager: { ...at(eager, now), past }, passes: [passesOf(yours, [step]), passesOf(eager, now)] };
}

function at(kernels, now) {
  const past = kernels.flatMap((_, k) => (k < Math.min(...now) ? [k] : []));
  return { now, past, live: [...new Set(now.flatMap((k) => kernels[k].live))] };
}

const passesOf = (kernels, which) => which.reduce((sum, k) => sum + kernels[k].reads.length + kernels[k].writes.length, 0);

/** The kernel of a step in words: its heading, and what it reads and writes. */
function sayingOf(answer, step) {
  const kernel = stepsOf(answer)[step];
  const { passes } = momentOf(answer, step);
  const [reads, writes] = [kernel.reads, kernel.writes].map((arrays) => (arrays.length ? listed(arrays) : "nothing"));
  const mine = answer.yours.length > 0;
  const heading = `${mine ? "your" : "eager’s"} kernel ${step + 1} of ${stepsOf(answer).length}`;
  const eager = mine && kernel.lines.length > 1 ? ` For the same lines eager makes ${passes[1]} passes.` : "";
  const own = passes[mine ? 0 : 1];
  return { heading, lines: kernel.lines.length ? `line${kernel.lines.length > 1 ? "s" : ""} ${listed(kernel.lines)}` : "no line", own, reads: kernel.reads.length, writes: kernel.writes.length,
    sentence: `It reads ${reads} and writes ${writes}.${eager}` };
}

/** A kernel for ears. */
function spokenFusion({ lines, reads, writes }, k) {
  const name = lines.length ? `line${lines.length > 1 ? "s" : ""} ${listed(lines)}` : "empty";
  return `kernel ${k + 1}: ${name}; reads ${listed(reads) || "nothing"}, writes ${listed(writes) || "nothing"}`;
}

/** Both counters: [{name, values: [yours, eager]}]; null where there is nothing to count. */
function countersOf({ yours, eager, passes, eager_passes, problem }) {
  return [
    { name: "kernels", values: [problem ? null : yours.length, eager.length] },
    { name: "passes over memory", values: [passes, eager_passes] },
  ];
}
