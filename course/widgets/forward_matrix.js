// A fully connected layer: an image to paint, ten rows of weights, and where each of ten scores comes from.

const TRAITS = ["digit", "pixels", "row", "bias"];
const WIDE = 780; // pixels: below it the sum stands under the pictures

/** All that the picture shows follows from the traits, and from the row that the pointer shows. */
function factsOf(model, shownRow) {
  const [digit, image, chosen, hasBias] = TRAITS.map((name) => model.get(name));
  const [weights, trained] = [model.get("weights"), model.get("biases")];
  const pixels = image.flat();
  const original = model.get("images")[digit].flat();
  const biases = hasBias ? trained : trained.map(() => 0);
  const scores = scoresOf(pixels, weights, biases);
  const [row, highest] = [shownRow ?? chosen, largestOf(scores)];
  return {
    digit, pixels, row, hasBias, weights, scores, biases: trained,
    at: scoreOf(pixels, weights[row], biases[row]),
    best: scoreOf(pixels, weights[highest], biases[highest]),
    highest,
    repainted: pixels.filter((pixel, i) => pixel !== original[i]).length,
    largest: Math.max(...weights.flat().map(Math.abs)),
    reach: Math.max(1, ...scores.map((score) => Math.max(score, -1.5 * score))),
  };
}

function render({ model, el }) {
  let [shownRow, pointed, themes] = [null, null, null];
  const set = (values) => {
    shownRow = null;
    Object.entries(values).forEach(([name, value]) => model.set(name, value));
    model.save_changes();
    redraw();
  };
  const point = (index) => index !== pointed && ((pointed = index), redraw());
  const look = (row) => row !== shownRow && ((shownRow = row), redraw());
  const choose = (row) => (controls.stop(), set({ row }));
  const paint = (index, value) => set({ pixels: painted(model.get("pixels"), index, value) });
  const controls = controlsOf(model, set);
  const image = imagePicture({ point, paint });
  const [fold, product] = ["fold", "product"].map(() => squaresPicture({ attributes: { role: "img" }, point }));
  const layer = layerPicture({ look, choose, point });
  const sum = sumPanel();
  const { root, title, sentence, names, line, status } = layout([image, fold, product, layer], sum, controls);

  function redraw() {
    themes ??= tokens();
    const facts = factsOf(model, shownRow);
    const { row, at, weights, largest } = facts;
    image.show(facts, pointed, themes);
    fold.show((theme, i) => weightColour(weights[row][i], largest, theme), pointed, themes);
    product.show((theme, i) => weightColour(at.products[i], largest, theme), pointed, themes);
    [layer, sum, controls].forEach((part) => part.show(facts, pointed, themes));
    put(fold.element, "aria-label", `row ${row} of the matrix, folded back to 8 × 8`);
    put(product.element, "aria-label", `64 products: ${signed(at.above)} above zero, ${signed(at.below)} below`);
    write(title, titleOf(facts));
    sentence.replaceChildren(...sentenceOf(facts));
    write(names.fold, ` of row ${row}`);
    line.replaceChildren(...(pointed === null ? ["Point at a pixel to see its product."] : productText(facts, row, pointed)));
    if (shownRow === null) write(status, spoken(facts));
  }

  function place(width) {
    const isWide = width >= WIDE;
    put(root, "class", `course course-visualizer fully-connected ${isWide ? "wide" : ""}`);
    const side = isWide ? Math.min(30, Math.floor((width - 200 - 2 * SIGN_GAP) / 24)) : Math.min(30, Math.floor((width - SIGN_GAP) / 16));
    [image, fold, product].forEach((picture) => picture.place(side));
    layer.place(width);
    redraw();
  }

  const by = (rows) => () => choose(Math.min(Math.max(model.get("row") + rows, 0), CLASSES - 1));
  onKeys(root, { ...controls.keys, ArrowUp: by(-1), ArrowDown: by(1) });
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex], .paintable") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);
  const ends = [onWidth(root, place), controls.stop, follow(model, TRAITS, redraw)];
  return () => ends.forEach((end) => end());
}

export default { render };

/** The chosen score as a written addition: what positive weights bring, what negative ones take, the bias. */
function sumPanel() {
  const rows = ["pos", "neg", "", "act"].map((role) => {
    const [value, meaning] = [html("dd", { class: role }), html("dt")];
    return { value, meaning, element: html("div", { class: `line ${role === "act" ? "result" : ""}` }, meaning, value) };
  });
  const element = html("dl", { class: "sum" }, rows.map((row) => row.element));
  const total = (terms) => terms.reduce((sum, term) => sum + term, 0);
  function show({ at, row, hasBias, highest }) {
    const terms = [at.above, at.below, at.bias];
    const decimals = decimalsThatAddUp(terms, total);
    const meanings = ["ink on positive weights", "ink on negative weights", hasBias ? "bias" : "no bias", `score of ${row}${row === highest ? ", the highest" : ""}`];
    put(rows[2].value, "class", at.bias < 0 ? "neg" : at.bias > 0 ? "pos" : "");
    [...terms, at.score].forEach((value, i) => {
      write(rows[i].value, signed(value, decimals));
      write(rows[i].meaning, meanings[i]);
    });
  }
  return { element, show };
}

function controlsOf(model, set) {
  const clock = player({ position: () => model.get("row"), go: (row) => set({ row: Math.min(Math.max(row, 0), CLASSES - 1) }), last: () => CLASSES - 1 });
  const digits = segments({ label: "digit", choices: [..."0123456789"], go: (digit) => set({ digit, pixels: model.get("images")[digit] }) });
  const empty = () => set({ pixels: model.get("pixels").map((row) => row.map(() => 0)) });
  const clear = html("button", { type: "button", class: "clear", click: empty }, "clear");
  const bias = toggle({ label: "bias", go: (on) => set({ bias: on }) });
  const caps = keycaps([[["↑", "↓"], "row"], [["Tab"], "image"], [["Space"], "paint, or play"]]);
  const bar = html("div", { class: "bar" }, clock.element, digits.element, clear, bias.element, caps);
  function show(facts) {
    digits.show(facts.digit);
    bias.show(facts.hasBias, biasEffect(facts));
    clock.show();
  }
  return { bar, keys: clock.keys, stop: clock.stop, show };
}

/** Every part of the visualizer in its place. */
function layout([image, fold, product, layer], sum, controls) {
  const [title, sentence, line] = [html("h3"), html("p"), html("p", { class: "unit pointed" })];
  const names = { fold: html("span") };
  const status = html("p", { class: "unseen", role: "status" });
  const panel = (label, note, picture) => html("div", { class: "panel" }, html("p", { class: "label" }, label), picture.element, html("p", { class: "unit" }, note));
  const sign = (text) => html("span", { class: "sign", "aria-hidden": "true" }, text);
  const root = html("section", {
    class: "course course-visualizer fully-connected", tabindex: -1, "aria-label": "a fully connected layer as its matrix",
    "data-lm-suppress-shortcuts": "true", // JupyterLab's own keys stay out of it
  }, title, sentence, html("div", { class: "above" },
    panel([word("act", "Activations"), " in"], "click or drag to paint", image), sign("×"),
    panel([word("weight", "Weights"), names.fold], "folded: what it looks for", fold), sign("="),
    panel("64 products", "their sum, in two parts:", product), sum.element), line,
  html("div", { class: "below" }, html("p", { class: "label" }, "The whole layer: a matrix of 10 rows by 64 columns, times the image laid flat above it"), layer.element), controls.bar, status);
  return { root, title, sentence, names, line, status };
}
