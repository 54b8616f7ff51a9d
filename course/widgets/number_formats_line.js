// All numbers of a format on a line, and the ways of rounding a movable x to one of them.

const LINE_FORMATS = ["FP16", "BF16", "FP8_E5M2", "FP8_E4M3", "FP6_E3M2", "FP6_E2M3", "FP4_E2M1", "float", "fixed"];
const [NEAREST_REACH, FARTHEST_REACH] = [-8, 17];
const [EXPONENTS, FRACTIONS] = [[2, 3, 4, 5, 6], [1, 2, 3, 4, 5]];
const [STEP_SHARE, OCTAVE_STEPS] = [0.05, 8]; // of the axis, at most, is an arrow key's round step; and steps to an octave
const TRAITS = ["format", "exponent_bits", "fraction_bits", "x", "rounding", "draw", "view", "reach"];

function render({ model, el }) {
  const change = (traits) => {
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    model.save_changes();
  };
  const choose = (x) => change({ x: Math.min(Math.max(roundedX(x, model.get("view"), model.get("reach")), -(2 ** FARTHEST_REACH)), 2 ** FARTHEST_REACH) });
  const reach = (value) => change({ reach: Math.min(Math.max(value, NEAREST_REACH), FARTHEST_REACH) });
  const controls = lineControls({ model, change, choose, reach });
  const line = numberLine({ choose, zoom: (step) => reach(model.get("reach") + step) });
  const rows = roundingRows({ go: (rounding) => change({ rounding }), redraw: () => change({ draw: Math.random(), rounding: "stochastic" }) });
  const facts = lineFacts();
  const [title, sentence, label, status] = [html("h3"), html("p"), html("p", { class: "label" }), html("p", { class: "unseen", role: "status" })];
  const root = html("section", {
    class: "course course-visualizer line-of-numbers", tabindex: -1, "aria-label": "the numbers of a format on a line", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, controls.choice, controls.own, label, line.element, html("div", { class: "below" }, rows.element, facts.element), status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0'], [role='radio']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let [width, key, format] = [0, null, null];
  const show = () => {
    if (!width) return;
    const [name, exponentBits, fractionBits, x, mode, draw, view, reachNow] = TRAITS.map((trait) => model.get(trait));
    const next = [name, exponentBits, fractionBits].join();
    if (next !== key) [key, format] = [next, lineFormat(name, exponentBits, fractionBits)];
    const found = findingOfLine({ name, exponentBits, fractionBits, x, draw }, format);
    write(title, titleOfLine(found));
    sentence.replaceChildren(...sentenceOfLine(found));
    write(label, labelOfLine(found, view, reachNow));
    line.show(found, { width, view, reach: reachNow, mode });
    rows.show(found, mode);
    facts.show(found);
    controls.show();
    write(status, statusOfLine(found, mode));
  };
  const ends = [onWidth(root, (next) => ((width = next), show())), controls.stop, follow(model, TRAITS, show)];
  return () => ends.forEach((end) => end());
}

// As many digits as the hand can tell apart.
function roundedX(x, view, reach) {
  if (view === "logarithmic") return Number(x.toPrecision(3));
  const unit = 10 ** Math.floor(reach * Math.log10(2) - 2);
  return Number((Math.round(x / unit) * unit).toPrecision(12));
}

function labelOfLine({ format }, view, reach) {
  const all = number(format.count, 0);
  if (view === "logarithmic") return `All ${number(format.numbers.length - 1, 0)} positive numbers of ${format.label}`;
  const end = textOfNumber(2 ** reach);
  return `${number(countWithin(format, 2 ** reach), 0)} of the ${all} numbers of ${format.label} lie from −${end} to ${end}`;
}

/** Spacing, share and extent as numbers over their meaning. */
function lineFacts() {
  const facts = ["spacing here", "of all numbers lie from −1 to 1", "numbers in all", "the largest", "the smallest above 0"].map((meaning, i) => {
    const value = html("b", { class: i < 2 ? "answer" : "" });
    return { value, element: html("div", { class: i < 2 ? "fact" : "fact small" }, value, html("small", { class: "unit" }, meaning)) };
  });
  function show({ format, unit, around1, isBeyond }) {
    const texts = [isBeyond ? "none" : spacingText(unit), percent(around1 / format.count), number(format.count, 0), textOfNumber(format.largest), spacingOfSmallest(format)];
    facts.forEach((fact, i) => write(fact.value, texts[i]));
  }
  return { element: html("div", { class: "line-facts" }, facts.map((fact) => fact.element)), show };
}

const spacingOfSmallest = (format) => spacingText(format.numbers[1]);

function lineControls({ model, change, choose, reach }) {
  const clock = player({ position: () => model.get("reach") - NEAREST_REACH, go: (step) => reach(step + NEAREST_REACH), last: () => FARTHEST_REACH - NEAREST_REACH });
  const names = [...Object.keys(NAMED_FORMATS).map((name) => name.replace("_", " ")), "own float", "fixed point"];
  const choice = segments({ label: "format", choices: names, go: (index) => change({ format: LINE_FORMATS[index] }) });
  const views = segments({ label: "view", choices: ["linear", "logarithmic"], go: (index) => change({ view: ["linear", "logarithmic"][index] }) });
  const exponents = slider({ label: "exponent bits", stops: EXPONENTS.map(String), width: 200, go: (index) => change({ exponent_bits: EXPONENTS[index] }) });
  const fractions = slider({ label: "fraction bits", stops: FRACTIONS.map(String), width: 200, go: (index) => change({ fraction_bits: FRACTIONS[index] }) });
  const own = html("div", { class: "own" }, exponents.element, fractions.element);
  const move = (steps) => () => {
    const x = model.get("x");
    if (model.get("view") === "linear") return choose(x + steps * 10 ** Math.floor(Math.log10(STEP_SHARE * 2 ** model.get("reach"))));
    choose(x === 0 ? 2 ** model.get("reach") : x * 2 ** (steps / OCTAVE_STEPS));
  };
  const zoom = (step) => () => clock.jump(model.get("reach") + step - NEAREST_REACH);
  const keys = {
    ArrowLeft: move(-1), ArrowRight: move(1), PageDown: move(-10), PageUp: move(10), ArrowUp: zoom(1), ArrowDown: zoom(-1), " ": clock.toggle,
    Home: () => choose(0), End: () => choose(2 ** model.get("reach")), v: () => turn(), V: () => turn(),
  };
  const turn = () => change({ view: model.get("view") === "linear" ? "logarithmic" : "linear" });
  const caps = keycaps([[["←", "→"], "move x"], [["↑"], "wider"], [["↓"], "closer"], [["Space"], "play"], [["V"], "view"]]);
  const show = () => {
    const [format, view] = [model.get("format"), model.get("view")];
    choice.show(LINE_FORMATS.indexOf(format));
    views.show(view === "linear" ? 0 : 1);
    put(own, "hidden", format in NAMED_FORMATS ? "" : null);
    write(exponents.element.querySelector(".label"), format === "fixed" ? "whole bits" : "exponent bits");
    write(fractions.element.querySelector(".label"), format === "fixed" ? "fraction bits" : "fraction bits");
    exponents.show(EXPONENTS.indexOf(model.get("exponent_bits")), String(model.get("exponent_bits")));
    fractions.show(FRACTIONS.indexOf(model.get("fraction_bits")), String(model.get("fraction_bits")));
    clock.show();
    put(clock.element, "hidden", view === "linear" ? null : "");
  };
  return { choice: html("div", { class: "choice" }, choice.element), own, bar: html("div", { class: "bar" }, clock.element, views.element, caps), keys, show, stop: clock.stop };
}

export default { render };
