// Rows of bars: the scores, one of them chosen, and the gradient with its sum, each slope beside the nudged one.

const share = (value, reach) => 50 + 50 * clamp(value / reach, -1, 1); // per cent from the left; zero is the middle

// A bar from zero; null and zero are none.
function stretch(from, to, reach) {
  const [start, end] = [share(Math.min(from, to), reach), share(Math.max(from, to), reach)];
  return `left: ${start}%; width: ${end - start}%`;
}

function nameOfRow(i, label) {
  return html("span", { class: "name" }, `score ${i}`, i === label ? html("b", {}, " right") : null);
}

/** The scores: `choose(i)` selects one, `moveTo(share)` moves the chosen one. */
function scoreRows({ scores, label, places }, { choose, moveTo }) {
  const reach = places.at(-1);
  const rows = scores.map((_, i) => {
    const [bar, knob, value] = [html("i", { class: "bar-of-row" }), html("i", { class: "knob" }), html("span", { class: "value" })];
    const track = html("span", { class: "track" }, html("i", { class: "zero" }), bar, knob);
    const element = html("div", {
      class: "row", role: "slider", "aria-label": `score ${i}${i === label ? ", the right class" : ""}`, "aria-valuemin": -reach, "aria-valuemax": reach,
    }, nameOfRow(i, label), track, value);
    element.addEventListener("pointerdown", () => choose(i), true); // before its track moves what is chosen
    onDragAcross(track, moveTo);
    return { element, bar, knob, value };
  });
  const roam = roving(rows.map(({ element }) => element), { ArrowUp: -1, ArrowDown: 1 }, choose);
  rows.forEach(({ element }, i) => element.addEventListener("focus", () => choose(i)));
  function show({ scores, chosen }) {
    roam.rest(chosen);
    rows.forEach(({ element, bar, knob, value }, i) => {
      put(element, "class", i === chosen ? "row chosen" : "row");
      put(element, "aria-valuenow", scores[i]);
      put(element, "aria-valuetext", `${fixed(scores[i], 1)}${i === chosen ? ", chosen" : ""}`);
      put(bar, "style", stretch(0, scores[i], reach));
      put(knob, "style", `left: ${share(scores[i], reach)}%`);
      write(value, fixed(scores[i], 1));
    });
  }
  return { element: html("div", { class: "rows scores", role: "group", "aria-label": "scores" }, rows.map(({ element }) => element)), keys: roam.keys, show };
}

/** The gradient: for each score a bar for your slope and a mark for the nudged one, the sum below. */
function gradientRows({ scores, label }) {
  const rows = [...scores.map((_, i) => nameOfRow(i, label)), html("span", { class: "name" }, "sum")].map((name, i) => {
    const [span, bar, mark] = ["span-of-row", "bar-of-row", "mark"].map((kind) => html("i", { class: kind }));
    const [value, verdict] = [html("span", { class: "value" }), html("span", { class: "verdict" })];
    const track = html("span", { class: "track" }, html("i", { class: "zero" }), bar, span, mark);
    return { element: html("li", { class: i === scores.length ? "row sum" : "row" }, name, track, value, verdict), span, bar, mark, value, verdict };
  });
  const fact = html("p", { class: "unit fact" });
  const show = (state, found) => {
    const [reach, decimals] = [reachOf(state), decimalsOfSum(found)];
    found.slopes.forEach((slope, i) => showSlope(rows[i], slope, { reach, print: slopeText, isChosen: i === state.chosen }));
    showSlope(rows.at(-1), found.sum, { reach, print: (sum) => signedFixed(sum, decimals), isChosen: false });
    write(fact, sumInWords(found.sum));
    put(fact, "class", found.sum.verdict === "off" ? "unit fact err" : "unit fact");
  };
  return { element: html("div", {}, html("ul", { class: "rows slopes" }, rows.map(({ element }) => element)), fact), show };
}

function showSlope({ element, span, bar, mark, value, verdict }, slope, { reach, print, isChosen }) {
  element.classList.toggle("chosen", isChosen);
  element.classList.toggle("off", slope.verdict === "off");
  put(bar, "style", slope.yours === null ? "display: none" : stretch(0, slope.yours, reach));
  put(span, "style", slope.isCorner ? stretch(slope.left, slope.right, reach) : "display: none");
  put(mark, "style", slope.nudged === null || slope.isCorner ? "display: none" : `left: ${share(slope.nudged, reach)}%`);
  write(value, print(slope.yours));
  write(verdict, verdictInWords(slope, print));
}
