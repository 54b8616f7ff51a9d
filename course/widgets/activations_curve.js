// One activation over its slope, with a tangent to move; beside them, what many such layers leave of a gradient.

const TWO_COLUMNS = 800; // pixels: below it what is left stands under the curve
const TEN = 10; // places: a step of the player and of the page keys
const CHOICES = ["tanh", "sigmoid", "relu", "leaky_relu", "gelu", "silu"];

function render({ model, el }) {
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  // A tenth is a place; what Python sets may lie between two.
  const choose = (input) => change("input", clamp(Math.round(TEN * input), TEN * LOWEST, TEN * HIGHEST) / TEN);
  const layer = (layers) => change("layers", clamp(layers, 1, MOST_LAYERS));
  const controls = controlsOfCurve({ model, change, choose, layer });
  const [title, sentence, sum] = [html("h3"), html("p"), sumOfCurve()];
  const panels = [panelOfCurve("act"), panelOfCurve("grad")];
  write(panels[1].second, "weights left out; a straight line is a constant factor a layer");
  const pictures = html("div", { class: "pictures" }, panels.map((panel) => panel.element));
  const root = html("section", {
    class: "course course-visualizer curves", tabindex: -1, "aria-label": "an activation and its slope", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, pictures, sum.element, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let [sizes, drawn, activation] = [null, [], null];
  const place = (width) => {
    const isWide = width >= TWO_COLUMNS;
    const wide = isWide ? Math.floor(0.6 * (width - 28)) : width;
    sizes = [{ width: wide, height: isWide ? 420 : 400, choose },
      { width: isWide ? width - 28 - wide : width, height: isWide ? 420 : 280, choose: layer }];
    put(pictures, "style", `grid-template-columns: ${isWide ? `${wide}px 1fr` : "1fr"}`);
    activation = null;
    show();
  };
  const draw = () => {
    activation = model.get("function");
    drawn = [curvePictureOf(activation, sizes[0]), leftPictureOf(activation, sizes[1])];
    drawn.forEach((picture, i) => panels[i].hold(picture.element));
    write(panels[0].first, ACTIVATIONS[activation].name);
    write(panels[0].second, `${ACTIVATIONS[activation].formula}; faint: the other five`);
    onKeys(drawn[1].element, controls.layerKeys);
  };
  const show = () => {
    if (!sizes) return;
    const found = findingOf(model.get("function"), model.get("input"), model.get("layers"));
    if (found.activation !== activation) draw();
    write(title, titleOfCurve(found));
    sentence.replaceChildren(...sentenceOfCurve(found));
    write(panels[1].first, leftInWords(found));
    for (const picture of drawn) picture.show(found);
    sum.show(found);
    controls.show();
  };
  const ends = [onWidth(root, place), controls.stop, follow(model, ["function", "input", "layers"], show)];
  return () => ends.forEach((end) => end());
}

// A picture under its name and a second line.
function panelOfCurve(role) {
  const [first, second] = [html("p", { class: `label ${role}` }), html("p", { class: "unit" })];
  const element = html("div", { class: "panel" }, first, second);
  return { first, second, element, hold: (picture) => element.replaceChildren(first, second, picture) };
}

function controlsOfCurve({ model, change, choose, layer }) {
  const places = (units) => LOWEST + units; // the player counts whole units from the left end
  const clock = player({ position: () => model.get("input") - LOWEST, go: (units) => choose(places(units)), last: () => HIGHEST - LOWEST });
  const to = (input) => clock.jump(input - LOWEST); // by hand: play stops
  const by = (step) => () => to(clamp(model.get("input") + step, LOWEST, HIGHEST));
  const more = (step) => () => layer(model.get("layers") + step);
  const pick = (index) => change("function", CHOICES[index]);
  const next = () => pick((CHOICES.indexOf(model.get("function")) + 1) % CHOICES.length);
  const choice = segments({ label: "function", choices: CHOICES.map((name) => ACTIVATIONS[name].short), go: pick });
  const caps = keycaps([[["←", "→"], "input"], [["↑", "↓"], "layers"], [["F"], "function"], [["Space"], "play"]]);
  const keys = {
    ArrowLeft: by(-1 / TEN), ArrowRight: by(1 / TEN), PageDown: by(-1), PageUp: by(1), Home: () => to(LOWEST), End: () => to(HIGHEST),
    ArrowUp: more(1), ArrowDown: more(-1), " ": clock.toggle, f: next, F: next,
  };
  const layerKeys = { ArrowLeft: more(-1), ArrowRight: more(1), Home: () => layer(1), End: () => layer(MOST_LAYERS) };
  const show = () => {
    choice.show(CHOICES.indexOf(model.get("function")));
    clock.show();
  };
  return { bar: html("div", { class: "bar" }, clock.element, choice.element, caps), keys, layerKeys, show, stop: clock.stop };
}

export default { render };
