// A student's convolution on a digit: what one of its scores reads, what a right one reads, and all its scores.

const TRAITS = ["row", "column", "stride", "padding"];
const THREE_COLUMNS = 640; // pixels: below it the map stands under both digits
const TWO_COLUMNS = 420; // pixels: below it the digits stand under one another too
const COLUMN_GAP = 24;
const LARGEST_PICTURE = 330;

/** All that the picture shows follows from the traits, and from the place that the pointer shows. */
function factsOf(model, pointed) {
  const [row, column, stride, padding] = TRAITS.map((name) => model.get(name));
  const settings = model.get("settings");
  const setting = settingOf(settings, stride, padding);
  const place = placeOn(setting, pointed ?? { row, column });
  const [index, { isDrawn }] = [rightIndex(setting, place), setting];
  return {
    settings, setting, place,
    pixels: model.get("pixels"),
    own: isDrawn ? readsOf(setting.reads[place.index]) : null,
    right: index === null ? null : readsOf(setting.right.reads[index]),
    score: isDrawn ? setting.scores[place.index] : null,
    rightScore: index === null ? null : setting.right.scores[index],
    verdict: isDrawn ? setting.verdicts[place.index] : ["", false],
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
    const { row, column } = placeOn(factsOf(model).setting, place);
    if (!isFixed) return (pointed = { row, column }), redraw();
    controls.stop();
    set({ row, column });
  };
  const leave = () => ((pointed = null), redraw());
  const chosen = () => factsOf(model).place;
  const controls = controlsOf({ model, set, chosen });
  const pictures = [
    digitPicture({ name: "the digit, with the pixels that your score reads", isOwn: true }),
    digitPicture({ name: "the digit, with the window that a right score reads", isOwn: false }), mapPicture({ choose, leave }),
  ];
  const { root, title, sentence, status, notes, score } = layout(pictures, controls);

  function redraw() {
    themes ??= tokens();
    const facts = factsOf(model, pointed);
    for (const part of [...pictures, score, controls]) part.show(facts, themes);
    write(title, titleOf(facts));
    sentence.replaceChildren(...sentenceOf(facts));
    noteTexts(facts).forEach((text, i) => write(notes[i], text));
    if (!pointed) write(status, spoken(facts));
  }

  function place(width) {
    const columns = width >= THREE_COLUMNS ? 3 : width >= TWO_COLUMNS ? 2 : 1;
    put(root, "class", `course course-visualizer reader ${["one", "two", "three"][columns - 1]}`);
    const side = Math.min(LARGEST_PICTURE, Math.floor((width - (columns - 1) * COLUMN_GAP) / columns));
    pictures.forEach((picture) => picture.place(side));
    redraw();
  }

  const by = (rows, columns) => () => choose({ row: chosen().row + rows, column: chosen().column + columns }, true);
  onKeys(root, { ...controls.keys, ArrowLeft: by(0, -1), ArrowRight: by(0, 1), ArrowUp: by(-1, 0), ArrowDown: by(1, 0) });
  root.addEventListener("pointerdown", (event) => event.target.closest("button, .map") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);
  const ends = [onWidth(root, place), controls.stop, follow(model, TRAITS, redraw)];
  return () => ends.forEach((end) => end());
}

export default { render };

/** What stands under the three pictures. */
function noteTexts(facts) {
  const { setting, right, own } = facts;
  const [rows, columns] = setting.places;
  const isMarked = own && right && differing(own, right).length > 0;
  const wrong = setting.isDrawn && setting.verdicts.some(([, isGood]) => !isGood);
  const repeated = setting.padding ? "; pale: the edge repeated, its weights added to the edge’s" : "";
  return [
    `how much each pixel’s ink changes your score${isMarked ? "; red corner: not as it should be" : ""}${isElsewhere(facts) ? "; dashes: its window" : ""}`,
    right ? `the filter’s nine weights; a bias of +0.5 is added${repeated}` : "in a right map there is no such place",
    `${setting.isDrawn ? `${rows} × ${columns} places` : `${rows} × ${columns} places belong here`}${wrong ? "; red corner: not as it should be" : ""}`,
  ];
}

/** Your score beside the right one, each number over its meaning. */
function scorePanel() {
  const terms = ["yours", "right"].map((meaning) => {
    const value = html("b");
    return { value, element: html("span", { class: "term" }, html("small", {}, meaning), value) };
  });
  const element = html("div", { class: "formula", "aria-hidden": "true" }, terms.map((term) => term.element));
  function show({ setting, score, rightScore }) {
    write(terms[0].value, setting.isDrawn ? (score === null ? "·" : scoreText(score)) : "·");
    write(terms[1].value, rightScore === null ? "·" : scoreText(rightScore));
    const isWrong = setting.isDrawn && (score === null || rightScore === null || Math.abs(score - rightScore) > ALLOWED);
    put(terms[0].element, "class", isWrong ? "term err" : "term");
  }
  return { element, show };
}

function controlsOf({ model, set, chosen }) {
  const places = () => factsOf(model).setting.places;
  const clock = player({
    position: () => 1 + chosen().index, first: 1, last: () => places()[0] * places()[1],
    go: (position) => {
      const index = clamp(position, 1, places()[0] * places()[1]) - 1;
      set({ row: Math.floor(index / places()[1]), column: index % places()[1] });
    },
  });
  const strides = segments({ label: "stride", choices: ["1", "2"], go: (index) => set({ stride: 1 + index }) });
  const paddings = segments({ label: "padding", choices: ["0", "1"], go: (padding) => set({ padding }) });
  const caps = keycaps([[["←", "→", "↑", "↓"], "score"], [["Space"], "play"]]);
  const bar = html("div", { class: "bar" }, clock.element, strides.element, paddings.element, caps);
  function show({ setting: { stride, padding } }) {
    strides.show(stride - 1);
    paddings.show(padding);
    clock.show();
  }
  return { bar, keys: clock.keys, stop: clock.stop, show };
}

/** Every part of the visualizer in its place. */
function layout([own, right, map], controls) {
  const [title, sentence, score] = [html("h3"), html("p"), scorePanel()];
  const status = html("p", { class: "unseen", role: "status" });
  const notes = [own, right, map].map(() => html("p", { class: "unit" }));
  const panel = (index, picture, ...label) =>
    html("div", { class: "panel" }, html("p", { class: "label" }, label), picture.element, notes[index], index === 2 ? score.element : null);
  const root = html("section", {
    class: "course course-visualizer reader", tabindex: -1, "aria-label": "what your convolution reads",
    "data-lm-suppress-shortcuts": "true", // JupyterLab's own keys stay out of it
  }, title, sentence, html("div", { class: "pictures" },
    panel(0, own, "What your ", word("act", "score"), " reads"),
    panel(1, right, "What it should read"),
    panel(2, map, "Your ", word("act", "scores"))), controls.bar, status);
  return { root, title, sentence, status, notes, score };
}
