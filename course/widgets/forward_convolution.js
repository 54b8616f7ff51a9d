// A 3x3 window on a digit, its nine products, the map of scores, and the same layer as a matrix.

const TRAITS = ["row", "column", "digit", "filter", "weights", "bias"];
const WIDE = 800; // pixels: below it the products stand under the image, the counts under the matrix
const SMALL = 430; // pixels: below it the map stands under the image too
const FILTER_ORDER = ["learned", "blur", "own"];

/** All that the picture shows follows from the traits, and from the place that the pointer shows. */
function factsOf(model, pointed) {
  const [row, column, digit, filter, weights, bias] = TRAITS.map((name) => model.get(name));
  const pixels = model.get("images")[digit].map((sixteenths) => sixteenths / 16);
  const place = pointed ?? { row, column };
  const scores = scoresOf(pixels, weights, bias);
  return {
    digit, filter, weights, bias, pixels, place, scores,
    at: scoreAt(pixels, weights, bias, place),
    counts: countsOf(weights),
    largest: Math.max(...weights.flat().map(Math.abs)) || 1,
    highest: Math.max(...scores, 1e-9),
  };
}

function render({ model, el }) {
  let [pointed, themes] = [null, null];
  const set = (values) => {
    pointed = null;
    Object.entries(values).forEach(([name, value]) => model.set(name, value));
    model.save_changes();
    redraw();
  };
  const choose = (place, isFixed) => {
    if (!isFixed) return (pointed = place), redraw();
    controls.stop();
    set(place);
  };
  const leave = () => ((pointed = null), redraw());
  const controls = controlsOf(model, set);
  const pictures = [imagePicture({ choose }), mapPicture({ choose, leave }), matrixPicture({ choose, leave })];
  const panels = [productsPanel(), countsPanel(), weightsPanel({ keep: (index, value) => set(withNumber(model, index, value)) })];
  const { root, title, sentence, input, status } = layout(pictures, panels, controls);

  function redraw() {
    themes ??= tokens();
    const facts = factsOf(model, pointed);
    for (const part of [...pictures, ...panels, controls]) part.show(facts, themes);
    write(title, titleOf(facts));
    sentence.replaceChildren(...sentenceOf(facts));
    write(input, ` in: ${DIGITS[facts.digit]}, 8 × 8`);
    if (!pointed) write(status, spoken(facts));
  }

  function place(width) {
    const isWide = width >= WIDE;
    put(root, "class", `course course-visualizer convolution ${isWide ? "wide" : width < SMALL ? "small" : ""}`);
    const [pixel, score] = sidesOf(width);
    pictures[0].place(pixel);
    pictures[1].place(score);
    pictures[2].place(Math.min(12, Math.max(4, Math.floor((isWide ? width - 306 : width - 30) / 64))), isWide);
    redraw();
  }

  onKeys(root, { ...controls.keys, ...arrowKeys(model, choose) });
  root.addEventListener("pointerdown", (event) => event.target.closest("button, input, [tabindex], .hit") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);
  const ends = [onWidth(root, place), controls.stop, follow(model, TRAITS, redraw)];
  return () => ends.forEach((end) => end());
}

export default { render };

/** The sides of a pixel and of a score in their pictures: a score has a sign to print. */
function sidesOf(width) {
  if (width >= WIDE) {
    const pixel = Math.min(36, 27 + Math.floor((width - WIDE) / 20));
    return [pixel, pixel + 9];
  }
  if (width < SMALL) return [SIZE, PLACES].map((cells) => Math.min(44, Math.floor(width / cells)));
  const room = Math.min(width, 580);
  const pixel = Math.floor((room - 16) / 16);
  return [pixel, Math.floor((room - 16 - SIZE * pixel) / PLACES)];
}

/** The arrows move the window. */
function arrowKeys(model, choose) {
  const by = (rows, columns) => () => choose(movedBy({ row: model.get("row"), column: model.get("column") }, rows, columns), true);
  return { ArrowLeft: by(0, -1), ArrowRight: by(0, 1), ArrowUp: by(-1, 0), ArrowDown: by(1, 0) };
}

/** The traits after one number was typed: whatever the filter was, it is your own now. */
function withNumber(model, index, value) {
  const numbers = [...model.get("weights").flat(), model.get("bias")];
  numbers[index] = value;
  return { weights: [0, 3, 6].map((start) => numbers.slice(start, start + 3)), bias: numbers[9], filter: "own" };
}

function controlsOf(model, set) {
  const clock = player({
    position: () => 1 + indexOf({ row: model.get("row"), column: model.get("column") }),
    go: (position) => set(WINDOWS[clamp(position, 1, WINDOWS.length) - 1]), last: () => WINDOWS.length, first: 1,
  });
  const digits = segments({ label: "digit", choices: [..."0123456789"], go: (digit) => set({ digit }) });
  let kept = null; // your own filter, while another one is on
  const filters = segments({ label: "filter", choices: FILTER_ORDER.map((name) => FILTER_NAMES[name]), go: (index) => {
    const filter = FILTER_ORDER[index];
    if (model.get("filter") === "own") kept = { weights: model.get("weights"), bias: model.get("bias") };
    set({ ...(model.get("filters")[filter] ?? kept), filter });
  } });
  const caps = keycaps([[["←", "→", "↑", "↓"], "move the window"], [["Space"], "slide"], [["Tab"], "next picture"]]);
  const bar = html("div", { class: "bar" }, clock.element, digits.element, filters.element, caps);
  function show({ digit, filter }) {
    digits.show(digit);
    filters.show(FILTER_ORDER.indexOf(filter));
    clock.show();
  }
  return { bar, keys: clock.keys, stop: clock.stop, show };
}

/** Every part of the visualizer in its place. */
function layout([image, map, matrix], [products, counts, weights], controls) {
  const [title, sentence, input] = [html("h3"), html("p"), html("span")];
  const status = html("p", { class: "unseen", role: "status" });
  const panel = (name, label, picture, notes) =>
    html("div", { class: `panel ${name}-panel` }, html("p", { class: "label" }, label), picture.element, notes.map((note) => html("p", { class: "unit" }, note)));
  const root = html("section", {
    class: "course course-visualizer convolution", tabindex: -1, "aria-label": "a convolution, window by window",
    "data-lm-suppress-shortcuts": "true", // JupyterLab's own keys stay out of it
  }, title, sentence, html("div", { class: "above" },
    panel("image", [word("act", "Activations"), input], image, ["ink, 0 to 1"]), products.element,
    panel("map", [word("act", "Scores"), " out"], map, ["6 × 6 places of the window", "empty cells: not above zero, ReLU will silence them"])),
  html("div", { class: "below" },
    panel("matrix", "The same layer as a matrix, 36 rows by 64 columns, times the image laid flat", matrix, []),
    html("div", { class: "beside" }, counts.element, weights.element)), controls.bar, status);
  return { root, title, sentence, input, status };
}
