// The slope along a score in words: the title that the state allows, the sentence under it, and the numbers in large.

const H = "h\u00a0=\u00a06.1\u00a0×\u00a010⁻⁶";

function titleOf(state, found) {
  const { chosen, problem, isKnown } = state;
  if (isKnown === false) return `Your function is asked about score ${chosen} …`;
  const slope = found.slopes[chosen];
  if (slope.verdict === "nothing") return problem ? capitalized(problem) : `Along score ${chosen} there is nothing to compare here`;
  const yours = signedFixed(slope.yours, 2);
  if (slope.isCorner) {
    if (slope.isJump) return `Along score ${chosen} the loss jumps: nothing is its slope here, yours is ${yours}`;
    const [low, high] = sidesInWords(slope, 2);
    return slope.verdict === "right"
      ? `Along score ${chosen} the loss has a corner: any slope between ${low} and ${high} will do, yours is ${yours}`
      : `Your slope along score ${chosen} is ${yours}, at a corner between ${low} and ${high}: it cuts`;
  }
  const [mine, theirs] = apartInDigits(slope);
  return slope.verdict === "right"
    ? `Your slope along score ${chosen} is ${yours}, and so is the curve’s: it touches`
    : `Your slope along score ${chosen} is ${mine}, the curve’s is ${theirs}: it cuts`;
}

function sidesInWords({ left, right }, decimals) {
  return [Math.min(left, right), Math.max(left, right)].map((side) => signedFixed(side, Math.abs(side) < 1000 ? decimals : 0));
}

// Two slopes with as many digits as it takes to see that they differ.
function apartInDigits({ yours, nudged }) {
  const print = (decimals) => [yours, nudged].map((slope) => signedFixed(slope, decimals));
  return print([2, 3, 4, 5].find((decimals) => new Set(print(decimals)).size === 2) ?? 6);
}

function sentenceOf(state, found, findings, note) {
  const { problem, chosen } = state;
  const verdicts = found.slopes.map(({ verdict }) => verdict);
  const isEmpty = verdicts[chosen] === "nothing";
  const hasCurve = state.curves[chosen].losses.some((loss) => loss !== null);
  const parts = [!isEmpty ? shapeSentence(found.slopes[chosen]) : hasCurve ? "Drawn is what there is." : "There is nothing to draw yet."];
  if (!isEmpty) parts.push(offSentence(state, verdicts, findings));
  if (problem && !isEmpty) parts.push(`${capitalized(problem)}.`);
  if (note) parts.push(note);
  return parts.flatMap((part, i) => (i ? [" ", part] : [part]));
}

function shapeSentence({ verdict, isJump }) {
  const line = ["The straight line has ", word("grad", "your slope"), " and goes through the point: "];
  const loss = word("err", "your loss");
  if (isJump) return html("span", {}, line, "at a jump of ", loss, " it can neither touch nor cut.");
  return html("span", {}, line, verdict === "off" ? ["where it cuts ", loss, " instead of touching it, the slope is wrong."] : ["it touches ", loss, "."]);
}

function offSentence({ chosen, places }, verdicts, { misses, compared }) {
  const off = verdicts.flatMap((verdict, i) => (verdict === "off" ? [i] : []));
  const along = misses.length ? `is off at ${misses.length === compared ? "all" : `${misses.length} of`} ${compared} places` : `is right at all ${compared} places`;
  const others = off.filter((i) => i !== chosen);
  const here = off.length === 0 && verdicts.every((verdict) => verdict === "right") ? `all ${verdicts.length} slopes are right`
    : others.length ? `${off.includes(chosen) ? "also " : ""}score${others.length === 1 ? "" : "s"} ${listed(others)} ${others.length === 1 ? "is" : "are"} off` : null;
  return `Along score ${chosen} it ${along}${here ? `; at this one ${here}` : ""}.`;
}

function noteOfReturn(moved, score) {
  return `No Python runs here, so one score moves at a time: score ${moved} is back at ${fixed(score, 1)}.`;
}

// What the marks in the picture of the curve mean, as far as it has them.
function legendOf({ misses, corners }) {
  if (misses.length) return "dashed: nudged; thick on the axis: where your slope is off";
  return corners.length ? "the line has your slope; ring: a corner" : "the line has your slope";
}

// What a row of the gradient says behind its number: for eyes, and in full for ears.
function verdictInWords({ verdict, isCorner, isJump, left, right, nudged }, print) {
  if (verdict === "nothing") return "";
  const mark = verdict === "right" ? "✓" : "✗";
  if (isJump) return "a jump";
  if (isCorner) return `${mark} ${sidesInWords({ left, right }, 2).join(" to ")}`;
  return verdict === "right" ? `${mark} right` : `${mark} off, ${print(nudged)}`;
}

function sumInWords({ verdict, nudged, isCorner, isJump }) {
  if (nudged === null) return "";
  if (isCorner) return `Moved all together, the scores are at a ${isJump ? "jump" : "corner"} of the loss too.`;
  const stays = Math.abs(nudged) <= ALLOWED;
  const fact = stays ? "Move all scores together, and the loss stays as it is" : `Move all scores together, and the loss changes by ${slopeText(nudged)} a unit`;
  if (verdict === "nothing") return `${fact}.`;
  return verdict === "right" ? `${fact}: so your slopes add up to ${stays ? "zero" : "that"}.` : `${fact}: your slopes should add up to ${stays ? "zero" : "that"}.`;
}

// Your slope, the curve's, and the verdict, each large over its meaning; and the same in one sentence for ears.
function numbersOf() {
  const terms = ["grad", "ink", "verdict"].map((role) => {
    const [value, meaning] = [html("b"), html("small")];
    return { value, meaning, element: html("span", { class: `term ${role}` }, value, meaning) };
  });
  const status = html("p", { class: "unseen", role: "status" });
  const element = html("div", { class: "numbers" },
    html("div", { class: "formula", "aria-hidden": "true" }, terms.map((term) => term.element)), status);
  function show(state, found) {
    const { chosen, scores } = state;
    const slope = found.slopes[chosen];
    const said = termsOf(slope, `score ${chosen} = ${fixed(scores[chosen], 1)}`);
    said.forEach(([value, meaning], i) => {
      write(terms[i].value, value);
      write(terms[i].meaning, meaning);
    });
    put(terms[2].element, "class", slope.verdict === "off" ? "term verdict err" : "term verdict");
    write(status, `score ${chosen} = ${fixed(scores[chosen], 1)}, loss ${fixed(found.loss, 4)}: your slope ${said[0][0]}, the curve’s ${said[1][0]}; ${said[2].join(" ")}`);
  }
  return { element, show };
}

function termsOf(slope, place) {
  const theirs = slope.isCorner ? sidesInWords(slope, 2).join(" to ") : slopeText(slope.nudged);
  const name = slope.isCorner ? `the curve’s to both sides, nudged by ${H}` : `the curve’s, nudged by ${H}`;
  return [[slopeText(slope.yours), `your slope at ${place}`], [theirs, name], verdictTerm(slope)];
}

function verdictTerm({ verdict, isCorner, isJump, yours, left, right, nudged }) {
  if (verdict === "nothing") return ["·", "nothing to compare"];
  if (isJump) return ["jumps", "there is no slope at a jump"];
  if (verdict === "right") return ["touches", isCorner ? "a corner: any slope between the two will do" : "as far as a nudge can tell"];
  const apart = isCorner ? Math.min(Math.abs(yours - left), Math.abs(yours - right)) : Math.abs(yours - nudged);
  return ["cuts", `${fixed(apart, 4)} apart: a nudge errs by less than ${Number(allowedFor(left, right).toPrecision(2))}`];
}
