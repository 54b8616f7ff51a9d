// Twenty layers at once: choose function, gain and weights, and see what is left at the top and what comes back.

const TWO_COLUMNS = 760; // pixels: below it the large layer stands under the stack
const CHOICES = ["none", "tanh", "sigmoid", "relu", "leaky_relu", "gelu", "silu"];
const GAINS = [0.2, 0.5, 0.8, 1, 1.2, Math.SQRT2, 5 / 3, 2, 3];
const GAIN_NAMES = ["0.2", "0.5", "0.8", "1\nXavier", "1.2", "√2\nHe", "5/3\ntanh", "2", "3"];
const SEEDS = 100; // that the key goes through

function render({ model, el }) {
  const inputs = standardizedOf(model.get("digits"));
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const choose = (layer) => change("layer", clamp(layer, 1, NUM_LAYERS));
  const controls = controlsOfStack({ model, change, choose });
  const [title, sentence, numbers] = [html("h3"), html("p"), numbersOfLayer()];
  const status = html("p", { class: "unseen", role: "status" });
  const panels = [panelOfStack("Activations of every layer", "one histogram a layer, all on one scale; the bar at 0: zeros"), panelOfStack("", "")];
  const pictures = html("div", { class: "pictures" }, panels.map((panel) => panel.element));
  const root = html("section", {
    class: "course course-visualizer depth", tabindex: -1, "aria-label": "activations and gradients of twenty layers", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, pictures, status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let [sizes, drawn, layers, setting] = [null, [], [], {}];
  const place = (width) => {
    const isWide = width >= TWO_COLUMNS;
    const wide = isWide ? Math.floor(0.67 * (width - 28)) : width;
    sizes = [{ width: wide, choose }, { width: isWide ? width - 28 - wide : width, height: isWide ? 262 : 230 }];
    put(pictures, "style", `grid-template-columns: ${isWide ? `${wide}px 1fr` : "1fr"}`);
    drawn = [];
    show();
  };
  // The stack is computed anew only where a setting changed, the frame drawn anew only for another function or size.
  const compute = () => {
    const next = { activation: model.get("function"), gain: model.get("gain"), seed: model.get("seed") };
    if (drawn.length && next.activation === setting.activation && next.gain === setting.gain && next.seed === setting.seed) return;
    layers = stackOf({ ...next, inputs });
    if (!drawn.length || next.activation !== setting.activation) {
      drawn = [stackPicture(next.activation, sizes[0]), layerPicture(sizes[1])];
      drawn.forEach((picture, i) => panels[i].hold(picture.element, ...(i ? [numbers.element] : [])));
    }
    setting = next;
  };
  const show = () => {
    if (!sizes) return;
    compute();
    const [layer, found] = [model.get("layer"), findingOfStack({ ...setting, layers })];
    write(title, titleOfStack(found));
    sentence.replaceChildren(...sentenceOfStack(found));
    drawn[0].show(layers, layer);
    drawn[1].show(layers[layer - 1], layer);
    numbers.show(layers[layer - 1]);
    write(panels[1].first, `Layer ${layer} of ${NUM_LAYERS}`);
    write(panels[1].second, `its ${number(SIZE, 0)} activations, on a scale of its own`);
    write(status, `${titleOfStack(found)}; ${layerInWords(layer, layers[layer - 1])}`);
    controls.show();
  };
  const ends = [onWidth(root, place), controls.stop, follow(model, ["function", "gain", "seed", "layer"], show)];
  return () => ends.forEach((end) => end());
}

// A picture under its name and a second line.
function panelOfStack(name, words) {
  const [first, second] = [html("p", { class: "label act" }, name), html("p", { class: "unit" }, words)];
  const element = html("div", { class: "panel" }, first, second);
  return { first, second, element, hold: (...parts) => element.replaceChildren(first, second, ...parts) };
}

function controlsOfStack({ model, change, choose }) {
  const clock = player({ position: () => model.get("layer"), go: choose, first: 1, last: () => NUM_LAYERS });
  const nearest = () => GAINS.reduce((best, stop, i) => (Math.abs(stop - model.get("gain")) < Math.abs(GAINS[best] - model.get("gain")) ? i : best), 0);
  const gain = slider({ label: "gain", detail: "× 1 ÷ √64", stops: GAIN_NAMES, width: 320, go: (index) => change("gain", GAINS[index]) });
  const pick = (index) => change("function", CHOICES[index]);
  const next = () => pick((CHOICES.indexOf(model.get("function")) + 1) % CHOICES.length);
  const choice = segments({ label: "function", choices: CHOICES.map((name) => ACTIVATIONS[name].short), go: pick });
  const redraw = () => change("seed", (model.get("seed") + 1) % SEEDS);
  const seedText = html("span", { class: "unit" });
  const seed = html("button", { type: "button", class: "redraw", click: redraw }, html("span", { class: "label" }, "other weights"), " ", seedText);
  const caps = keycaps([[["←", "→"], "layer"], [["↑", "↓"], "gain"], [["F"], "function"], [["S"], "other weights"], [["Space"], "play"]]);
  const { ArrowLeft, ArrowRight, Home, End, " ": play } = clock.keys;
  const more = (by) => () => change("gain", GAINS[clamp(nearest() + by, 0, GAINS.length - 1)]);
  const keys = {
    ArrowLeft, ArrowRight, Home, End, " ": play, ArrowUp: more(1), ArrowDown: more(-1), f: next, F: next, s: redraw, S: redraw,
  };
  const show = () => {
    choice.show(CHOICES.indexOf(model.get("function")));
    gain.show(nearest(), shortly(model.get("gain")), `weights ± ${briefly(model.get("gain") / Math.sqrt(WIDTH))}`);
    write(seedText, `seed ${model.get("seed")}`);
    clock.show();
  };
  return { bar: html("div", { class: "bar" }, clock.element, choice.element, gain.element, seed, caps), keys, show, stop: clock.stop };
}

export default { render };
