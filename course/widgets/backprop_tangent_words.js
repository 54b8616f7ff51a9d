// The tangent in words: the title that the state allows, the sentence under it, and the sum at the chosen place.

const NUDGED = `nudged by ${unbroken("h = 6.1 × 10⁻⁶")}`;

// "right", "miss", "kink", or "nothing" where one of the two slopes is missing.
function verdictAt({ slopes, nudged }, found, index) {
  if (!isCompared(slopes[index], nudged[index])) return "nothing";
  if (found.kinks.includes(index)) return "kink";
  return found.misses.includes(index) ? "miss" : "right";
}

function titleOf(trace, found) {
  const { compared, misses, kinks, worst } = found;
  if (trace.problem) return capitalized(trace.problem);
  if (misses.length) {
    const where = misses.length === compared ? `all ${compared} places` : `${misses.length} of ${compared} places`;
    return `Your slope misses the curve’s at ${where}, ${misses.length > 1 ? "most at " : ""}${placeText(trace.places[worst])}`;
  }
  if (!kinks.length) return `Your slope is the curve’s at all ${compared} places`;
  return `Your slope is the curve’s at ${compared - kinks.length} places, and a usual one at ${kinkNames(trace, kinks)}`;
}

function kinkNames(trace, kinks) {
  const name = kinks.every((kink) => isJump(trace, kink)) ? "jump" : "kink";
  return kinks.length === 1 ? `the ${name}` : `its ${kinks.length} ${name}s`;
}

function hasNumbers(numbers) {
  return numbers.some((value) => value !== null);
}

function sentenceOf(trace, found) {
  if (trace.problem) return sentenceOfProblem(trace, found);
  const [yours, curve] = [word("grad", "your slope"), word("act", "your function")];
  if (found.misses.length) {
    return ["The straight line has ", yours, ": where it cuts ", curve, " instead of touching it, the slope is a ", word("err", "miss"),
      ". Bars show how far it is from the slope that nudging x finds.", kinkSentence(trace, found)];
  }
  const rest = found.rest ? `the slope that nudging x finds is at most ${unbroken(number(found.rest, 2))} away` : "nudging x finds the very same slope";
  return ["The straight line has ", yours, " and touches ", curve, ` wherever you move it: ${rest}.`, kinkSentence(trace, found)];
}

function sentenceOfProblem({ values, slopes, nudged }, { compared, misses }) {
  const shown = [hasNumbers(values) && word("act", "your function"), hasNumbers(nudged) && "its nudged slope",
    hasNumbers(slopes) && word("grad", "your slope")].filter(Boolean);
  if (!shown.length) return ["There is nothing to draw yet."];
  const listed = shown.flatMap((part, i) => (i === 0 ? [part] : [i === shown.length - 1 ? " and " : ", ", part]));
  const rest = !compared ? "" : misses.length
    ? ` Where there is something to compare, it misses at ${misses.length} of ${compared} places.`
    : ` Where there is something to compare, at ${compared} places, it is the curve’s.`;
  return ["Drawn is what there is: ", listed, ".", rest];
}

function kinkSentence(trace, { kinks }) {
  if (!kinks.length) return "";
  const where = ` At x = ${kinks.map((kink) => fixed(trace.places[kink], 2)).join(", ")} the curve`;
  return kinks.every((kink) => isJump(trace, kink))
    ? `${where} jumps and has no slope: either side’s is usual.`
    : `${where} has a kink: nudging gives the mean of its two sides, and either side’s slope is usual.`;
}

// What the line does at the chosen place, for the line under a picture's name.
function mannerOf(trace, verdict, index) {
  const place = placeText(trace.places[index]);
  if (trace.values[index] === null) return `it has no number at ${place}`;
  if (trace.slopes[index] === null) return `your slope has no number at ${place}; dashed: nudged`;
  return {
    right: `at ${place} the line with your slope touches it`,
    miss: `at ${place} the line with your slope cuts it; dashed: nudged`,
    kink: `at ${place} it has a ${isJump(trace, index) ? "jump" : "kink"}: either answer is usual`,
    nothing: `at ${place} the line has your slope; there is no nudged one`,
  }[verdict];
}

function slopesInWords({ slopes, nudged }) {
  if (!hasNumbers(slopes)) return hasNumbers(nudged) ? `there is none yet; dots: ${NUDGED}` : "there is none yet";
  return hasNumbers(nudged) ? `dots: ${unbroken("( f(x + h) − f(x − h) ) ÷ 2h")}, ${NUDGED}` : "there is nothing to compare it with";
}

// The sum at the chosen place, large, each number over its meaning; and the same in one sentence for ears.
function sumOf(trace, found) {
  const terms = ["grad", "ink", "apart"].map((role) => {
    const [value, meaning] = [html("b"), html("small")];
    return { value, meaning, element: html("span", { class: `term ${role}` }, value, meaning) };
  });
  const [yours, nudged, apart] = terms;
  const sign = (text) => html("span", { class: "sign" }, text);
  const joined = (...parts) => html("span", { class: "joined" }, parts);
  const status = html("p", { class: "unseen", role: "status" });
  const element = html("div", { class: "sum" },
    html("div", { class: "formula", "aria-hidden": "true" }, joined(sign("|"), yours.element, sign("−")),
      joined(nudged.element, sign("|")), joined(sign("="), apart.element)), status);
  function show(index) {
    const [place, verdict] = [placeText(trace.places[index]), verdictAt(trace, found, index)];
    const printed = differenceOf(trace.slopes[index], trace.nudged[index]);
    write(yours.value, printed.yours);
    write(nudged.value, printed.nudge);
    write(apart.value, printed.apart);
    write(yours.meaning, `yours, at ${place}`);
    write(nudged.meaning, "nudged");
    write(apart.meaning, apartInWords(trace, verdict, index));
    put(apart.element, "class", verdict === "miss" ? "term apart err" : "term apart");
    write(status, `slope at ${place}: yours ${printed.yours}, nudged ${printed.nudge}, apart ${printed.apart}`);
  }
  return { element, show };
}

function apartInWords(trace, verdict, index) {
  if (verdict === "nothing") return "nothing to compare";
  if (verdict === "kink") return `apart, at a ${isJump(trace, index) ? "jump" : "kink"}: either answer is usual`;
  if (verdict === "right") return "apart: right, as far as a nudge can tell";
  const limit = allowedAt(trace.nudged[index]);
  return `apart: a miss, for a nudge errs by less than ${limit < 1e7 ? Number(limit.toPrecision(2)) : number(limit, 2)}`;
}
