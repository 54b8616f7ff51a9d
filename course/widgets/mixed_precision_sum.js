// A dot product addition by addition: choose the accumulator and the order, and see what the roundings make of it.

const SUM_TRAITS = ["accumulator", "order", "length", "seed", "step"];
const SUM_COLUMNS = 700; // pixels: below it the table stands under the chart

function render({ model, el }) {
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const state = () => Object.fromEntries(SUM_TRAITS.map((trait) => [trait, model.get(trait)]));
  let found = findingOfSum(state());
  const go = (step) => change("step", Math.min(Math.max(step, 0), found.additions.length));
  const controls = sumControls({ model, change, go, found: () => found });
  const [tree, growth, table] = [treePicture({ go }), growthPicture(), errorTable()];
  const [title, sentence, now, status] = [html("h3"), html("p"), html("p", { class: "label now-words" }), html("p", { class: "unseen", role: "status" })];
  const typical = html("p", { class: "label typical" });
  const below = html("div", { class: "below" }, html("div", {}, html("p", { class: "label" }, "Error of the whole sum"), growth.element), html("div", {}, table.element, typical));
  const root = html("section", {
    class: "course course-visualizer sum-tree", tabindex: -1, "aria-label": "a dot product, addition by addition", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, controls.choice, now, tree.element, below, status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0'], [role='radio']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let width = 0;
  const show = () => {
    found = findingOfSum(state());
    if (!width) return;
    write(title, titleOfSum(found));
    sentence.replaceChildren(...sentenceOfSum(found));
    write(now, stepInWords(found));
    tree.show(found, width);
    growth.show(found, width >= SUM_COLUMNS ? Math.floor(width / 2) - 16 : width);
    table.show(found);
    write(typical, typicalInWords(found));
    controls.show();
    write(status, `${titleOfSum(found)}; ${stepInWords(found)}`);
  };
  const ends = [onWidth(root, (next) => ((width = next), show())), controls.stop, follow(model, SUM_TRAITS, show)];
  return () => ends.forEach((end) => end());
}

function sumControls({ model, change, go, found }) {
  const names = Object.keys(SUM_FORMATS);
  const clock = player({ position: () => found().step, go, last: () => found().additions.length });
  const accumulators = segments({ label: "accumulator", choices: names, go: (index) => change("accumulator", names[index]) });
  const orders = segments({ label: "order", choices: SUM_ORDERS, go: (index) => change("order", SUM_ORDERS[index]) });
  const lengths = slider({ label: "products", stops: SUM_LENGTHS.map(String), width: 220, go: (index) => change("length", SUM_LENGTHS[index]) });
  const redraw = () => change("seed", (model.get("seed") + 1) % SEEDS_OF_SUM);
  const seedText = html("span", { class: "unit" });
  const seed = html("button", { type: "button", class: "redraw", click: redraw }, html("span", { class: "label" }, "other numbers"), " ", seedText);
  const turn = (name, values) => () => change(name, values[(values.indexOf(model.get(name)) + 1) % values.length]);
  const longer = (by) => () => change("length", SUM_LENGTHS[Math.min(Math.max(SUM_LENGTHS.indexOf(model.get("length")) + by, 0), SUM_LENGTHS.length - 1)]);
  const [nextFormat, nextOrder] = [turn("accumulator", names), turn("order", SUM_ORDERS)];
  const keys = { ...clock.keys, ArrowUp: longer(1), ArrowDown: longer(-1), a: nextFormat, A: nextFormat, o: nextOrder, O: nextOrder, s: redraw, S: redraw };
  const caps = keycaps([[["←", "→"], "step"], [["↑", "↓"], "length"], [["A"], "accumulator"], [["O"], "order"], [["S"], "numbers"], [["Space"], "play"]]);
  const show = () => {
    accumulators.show(names.indexOf(model.get("accumulator")));
    orders.show(SUM_ORDERS.indexOf(model.get("order")));
    lengths.show(SUM_LENGTHS.indexOf(model.get("length")), String(model.get("length")));
    write(seedText, `seed ${model.get("seed")}`);
    clock.show();
  };
  const choice = html("div", { class: "choice" }, accumulators.element, orders.element);
  return { choice, bar: html("div", { class: "bar" }, clock.element, lengths.element, seed, caps), keys, show, stop: clock.stop };
}

export default { render };
