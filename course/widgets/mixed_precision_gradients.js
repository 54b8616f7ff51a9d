// The gradients of a real run under a loss scale, and the updates that the weights feel of them.

const TWO_COLUMNS = 700; // pixels: below it the numbers stand under their pictures
const [FACTS_WIDTH, FACTS_GAP] = [168, 24];
const RANGE_NAMES = ["FP16", "BF16", "FP8_E5M2", "FP8_E4M3"];
const SCALE_STOPS = [0, 3, 6, 9, 12, 15, 18, 21, 24]; // powers of two; the scales between them have no name
const LAYER_NAMES = ["all", "1", "2", "3"];
const RANGE_TRAITS = ["format", "scale_log2", "moment", "layer", "master"];

function render({ model, el }) {
  const run = runOf(model.get("run"));
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const slide = (scale) => change("scale_log2", Math.min(Math.max(scale, 0), MOST_SCALE));
  const controls = rangeControls({ model, run, change, slide });
  const [gradients, updates] = [gradientPicture({ scale: () => model.get("scale_log2"), slide }), updatePicture()];
  const [upper, lower] = [rangeFacts([["", "err", true], ["", "err"], ["", ""]]), rangeFacts([["", "err", true], ["", ""]])];
  const [title, sentence, name, heading, status] = [html("h3"), html("p"), html("p", { class: "label" }), html("p", { class: "label" }), html("p", { class: "unseen", role: "status" })];
  const row = (label, picture, facts) => html("div", { class: "row" }, html("div", {}, label, picture.element), facts.element);
  const root = html("section", {
    class: "course course-visualizer gradient-range", tabindex: -1, "aria-label": "gradients over the range of a format", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, controls.choice, row(name, gradients, upper), row(heading, updates, lower), status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0'], [role='radio']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let width = 0;
  const show = () => {
    if (!width) return;
    const [format, scale, moment, layer, master] = RANGE_TRAITS.map((trait) => model.get(trait));
    const found = findingOfRange({ run, name: format, scale, moment, layer, master });
    const wide = width >= TWO_COLUMNS ? width - FACTS_WIDTH - FACTS_GAP : width;
    write(title, titleOfRange(found));
    sentence.replaceChildren(...sentenceOfRange(found));
    name.replaceChildren(word("grad", "Gradients"), ` × ${powerOf(2, scale)}, rounded to ${found.format.label}`);
    write(heading, headingOfUpdates(found));
    gradients.show(found, wide);
    updates.show(found, wide);
    upper.show([[sharePercent(found.vanished), "of the gradients vanish"], [sharePercent(found.overflowed), "overflow"], [sharePercent(found.subnormal), "lose digits: subnormal"]]);
    lower.show([[sharePercent(found.lost), "of the updates are lost"], [powerOf(2, -found.keeper.fraction), `from 1 to the next ${found.keeper.label}`]]);
    controls.show();
    write(status, statusOfRange(found));
  };
  const ends = [onWidth(root, (next) => ((width = next), show())), controls.stop, follow(model, RANGE_TRAITS, show)];
  return () => ends.forEach((end) => end());
}

function rangeControls({ model, run, change, slide }) {
  const last = run.steps.length - 1;
  const choose = (moment) => change("moment", Math.min(Math.max(moment, 0), last));
  const clock = player({ position: () => model.get("moment"), go: choose, last: () => last });
  const formats = segments({ label: "format", choices: RANGE_NAMES.map((name) => name.replace("_", " ")), go: (index) => change("format", RANGE_NAMES[index]) });
  const layers = segments({ label: "layer", choices: LAYER_NAMES, go: (index) => change("layer", LAYER_NAMES[index]) });
  const scale = slider({ label: "loss scale", stops: SCALE_STOPS.map((power) => powerOf(2, power)), width: 340, go: (place) => slide(Math.round(3 * place)) });
  const moments = slider({ label: "training step", stops: run.steps.map((step) => number(step, 0)), width: 250, go: choose });
  const master = toggle({ label: "master weights in FP32", go: (on) => change("master", on) });
  const turn = (name, values) => () => change(name, values[(values.indexOf(model.get(name)) + 1) % values.length]);
  const more = (by) => () => slide(model.get("scale_log2") + by);
  const [nextFormat, nextLayer, flip] = [turn("format", RANGE_NAMES), turn("layer", LAYER_NAMES), () => change("master", !model.get("master"))];
  const keys = {
    ArrowRight: more(1), ArrowLeft: more(-1), Home: () => slide(0), End: () => slide(MOST_SCALE), " ": clock.toggle,
    ArrowUp: () => clock.jump(model.get("moment") + 1), ArrowDown: () => clock.jump(model.get("moment") - 1), f: nextFormat, F: nextFormat, l: nextLayer, L: nextLayer, m: flip, M: flip,
  };
  const caps = keycaps([[["←", "→"], "loss scale"], [["↑", "↓"], "step"], [["F"], "format"], [["L"], "layer"], [["M"], "master"], [["Space"], "play"]]);
  const show = () => {
    const [power, isKept] = [model.get("scale_log2"), model.get("master")];
    formats.show(RANGE_NAMES.indexOf(model.get("format")));
    layers.show(LAYER_NAMES.indexOf(model.get("layer")));
    scale.show(power / 3, powerOf(2, power), `× ${String(2 ** power).replace(/\B(?=(\d{3})+$)/g, ",")}`);
    put(scale.handle, "aria-valuemax", MOST_SCALE);
    put(scale.handle, "aria-valuenow", power);
    moments.show(model.get("moment"), number(run.steps[model.get("moment")], 0));
    master.show(isKept, isKept ? "the format holds the gradients only" : "weights are in the format too");
    clock.show();
  };
  const bar = html("div", { class: "bar" }, clock.element, moments.element, master.element, scale.element, caps);
  return { choice: html("div", { class: "choice" }, formats.element, layers.element), bar, keys, show, stop: clock.stop };
}

export default { render };
