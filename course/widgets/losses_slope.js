// A student's loss along one of its scores, with the line of the student's slope: it touches the curve, or it cuts it.

const TWO_COLUMNS = 720; // pixels: below it the curve stands under the scores
const TEN = 10; // places: a step of the player and of the page keys

function render({ model, el }) {
  const hasKernel = typeof model.send === "function"; // else nobody can ask the function again
  let [state, place, found, findings, note] = [null, 0, null, null, ""];
  const moveTo = (next) => {
    if (!state.isKnown) return;
    note = "";
    const scores = [...model.get("scores")];
    scores[model.get("chosen")] = state.places[clamp(next, 0, last)];
    model.set("scores", scores);
    model.save_changes();
  };
  const choose = (next) => {
    if (next === model.get("chosen")) return;
    clock.stop();
    const { chosen, scores, around } = state;
    const hasMoved = scores[chosen] !== around[chosen];
    note = !hasKernel && hasMoved ? noteOfReturn(chosen, around[chosen]) : "";
    if (note) model.set("scores", [...around]);
    model.set("chosen", next);
    model.save_changes();
  };
  const last = model.get("places").length - 1;
  const clock = player({ position: () => place / TEN, go: (tens) => moveTo(Math.round(TEN * tens)), last: () => last / TEN });
  const to = (next) => clock.jump(clamp(next, 0, last) / TEN); // by hand: play stops
  const by = (places) => () => to(place + places);
  const miss = () => {
    const next = findings.misses.find((i) => i > place) ?? findings.misses[0];
    if (next !== undefined) to(next);
  };
  state = stateOf(model);

  const rows = scoreRows(state, { choose, moveTo: (part) => to(Math.round(part * last)) });
  const gradient = gradientRows(state);
  const numbers = numbersOf();
  const [title, sentence, curveName, curve] = [html("h3"), html("p"), html("p", { class: "label" }), html("div", { class: "panel curve-panel" })];
  const missButton = html("button", { type: "button", class: "miss", click: miss }, html("span", { class: "label" }, "next miss"), " ", html("span", { class: "unit" }));
  const caps = keycaps([[["↑", "↓"], "score"], [["←", "→"], "move it"], [["M"], "next miss"], [["Space"], "play"]]);
  const pictures = html("div", { class: "pictures" },
    html("div", { class: "panel" },
      html("p", { class: "label" }, word("act", "Scores"), " of one example"),
      html("p", { class: "unit" }, "the chosen one moves, the others stay"), rows.element,
      html("p", { class: "label second" }, word("grad", "Your gradient"), " here"),
      html("p", { class: "unit" }, "bar: your slope; mark: nudged"), gradient.element),
    curve);
  const root = html("section", {
    class: "course course-visualizer losses-slope", tabindex: -1, "aria-label": "your loss and its slope along each score", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, pictures, numbers.element, html("div", { class: "bar" }, clock.element, missButton, caps));
  const up = (rowsBy) => () => {
    if (rows.element.contains(document.activeElement)) rows.keys[rowsBy < 0 ? "ArrowUp" : "ArrowDown"]();
    else choose((state.chosen + rowsBy + state.scores.length) % state.scores.length);
  };
  onKeys(root, {
    ArrowUp: up(-1), ArrowDown: up(1), ArrowLeft: by(-1), ArrowRight: by(1), PageDown: by(-TEN), PageUp: by(TEN),
    Home: () => to(0), End: () => to(last), " ": clock.toggle, m: miss, M: miss,
  });
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex]") === root && root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let [width, drawn, drawnAs] = [0, null, null];
  const show = () => {
    state = stateOf(model);
    rows.show(state);
    put(root, "aria-busy", state.isKnown ? null : "true");
    if (!state.isKnown) return write(title, titleOf(state));
    [place, findings] = [placeIn(state, state.scores[state.chosen]), findingsOf(state)];
    found = foundAt(state, place);
    write(title, titleOf(state, found));
    sentence.replaceChildren(...sentenceOf(state, found, findings, note));
    numbers.show(state, found);
    gradient.show(state, found);
    clock.show();
    put(missButton, "aria-disabled", findings.misses.length === 0 && "true");
    write(missButton.lastElementChild, findings.misses.length ? `${findings.misses.length} along score ${state.chosen}` : `none along score ${state.chosen}`);
    drawCurve();
  };
  // The axes and the curve are drawn anew for another curve or width only: what has the focus or is dragged stays.
  const drawCurve = () => {
    if (!width) return;
    if (!drawn || drawnAs.curves !== state.curves || drawnAs.chosen !== state.chosen || drawnAs.width !== width) {
      const hadFocus = drawn && drawn.element === document.activeElement;
      const isWide = width >= TWO_COLUMNS;
      put(pictures, "style", `grid-template-columns: ${isWide ? "1fr 1fr" : "1fr"}`);
      const size = { width: isWide ? Math.floor((width - 32) / 2) : width, height: isWide ? 348 + 40 * (state.scores.length - 3) : 280, moveTo: to };
      drawn = curvePicture(state, findings, size);
      drawnAs = { curves: state.curves, chosen: state.chosen, width };
      curveName.replaceChildren(word("err", "Your loss"), ` along score ${state.chosen}`);
      curve.replaceChildren(curveName, html("p", { class: "unit" }, legendOf(findings)), drawn.element);
      if (hadFocus) drawn.element.focus();
    }
    drawn.show(place, found);
  };
  const ends = [
    clock.stop,
    onWidth(root, (next) => ((width = next), drawCurve())),
    follow(model, ["scores", "label", "chosen", "around", "curves", "problem"], show),
  ];
  show();
  return () => ends.forEach((end) => end());
}

export default { render };
