// A student's energy of a layer: for each example, over the batch, with the laws that it keeps and breaks.

const BESIDE = 720; // pixels: below it the chosen batch stands under the lines
const BETWEEN = 28; // pixels, between the columns
const LAYER_TRAITS = ["batch", "format"];
const SIGNS = { holds: "✓", broken: "✗", open: "·" };

function render({ model, el }) {
  const state = Object.fromEntries(["energies", "lawful", "faults", "problem"].map((name) => [name, model.get(name)]));
  const decades = decadesOf(state);
  const change = (name, value) => {
    if (model.get(name) === value) return;
    model.set(name, value);
    model.save_changes();
  };
  const controls = layerControls({ model, change, faults: state.faults });
  const [title, sentence, status] = [html("h3"), html("p"), html("p", { class: "unseen", role: "status" })];
  const linesPanel = html("div", { class: "panel" });
  const [card, laws] = [batchCard(), lawList()];
  const pictures = html("div", { class: "pictures" }, linesPanel, card.element);
  const root = html("section", {
    class: "course course-visualizer energy-layer", tabindex: -1, "aria-label": "your energy of a layer", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, pictures, laws.element, status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let drawn = [];
  const place = (width) => {
    const isWide = width >= BESIDE;
    const wide = isWide ? Math.floor(0.6 * (width - BETWEEN)) : width;
    if (isWide !== (controls.bar.parentNode === root)) moved(controls.bar, isWide ? (bar) => root.append(bar) : (bar) => linesPanel.after(bar));
    put(pictures, "style", `grid-template-columns: ${isWide ? `${wide}px 1fr` : "1fr"}`);
    drawn = [linesPicture({ width: wide, height: isWide ? 350 : 320, decades, choose: (batch) => change("batch", batch) }),
      stackedBar({ width: isWide ? width - BETWEEN - wide : width })];
    linesPanel.replaceChildren(drawn[0].element);
    card.hold(drawn[1].element);
    show();
  };
  const show = () => {
    const found = layerFound(state, model.get("format"), model.get("batch"));
    write(title, titleOfLayer(found));
    sentence.replaceChildren(...sentenceOfLayer(found));
    for (const picture of drawn) picture.show(found);
    card.show(found);
    laws.show(found);
    write(status, statusOfLayer(found));
    controls.show();
  };
  const ends = [onWidth(root, place), controls.stop, follow(model, LAYER_TRAITS, show)];
  return () => ends.forEach((end) => end());
}

/** Put an element elsewhere; what of it has the focus keeps it. */
function moved(element, place) {
  const focused = element.contains(element.ownerDocument.activeElement) ? element.ownerDocument.activeElement : null;
  place(element);
  focused?.focus({ preventScroll: true });
}

/** One batch: its joules for an example in large, the bar, and a row for each part. */
function batchCard() {
  const [name, total, saved, bar] = [html("p", { class: "label" }), html("b", { class: "answer" }), html("p", { class: "unit" }), html("div", { class: "bar-of-parts" })];
  const rows = LAYER_PARTS.map(partRow);
  const element = html("div", { class: "panel card" }, name, html("p", {}, total), saved, bar, html("ul", { class: "rows" }, rows.map((row) => row.element)));
  function show(found) {
    write(name, `A batch of ${batchText(found.batch)} in ${found.format}`);
    write(total, found.total === null ? "no total" : joulesText(found.total));
    write(saved, savedInWords(found));
    const shares = layerShares(found.parts.map(({ share }) => share));
    rows.forEach((row, i) => row.show(found.parts[i], shares[i]));
  }
  return { element, show, hold: (picture) => bar.replaceChildren(picture) };
}

function partRow(part) {
  const [value, share, note] = [html("b"), html("span", { class: "more" }), html("small", { class: "note" })];
  const name = html("span", { class: "name" }, part);
  const element = html("li", { class: "row" }, markOf(part), name, value, share, note);
  function show(found, printed) {
    const [takes, should] = energyInWords(found);
    put(element, "class", found.isWrong || found.energy === null ? "row err" : "row");
    write(name, found.isWrong ? `${part} ✗` : part);
    write(value, takes);
    write(share, printed);
    write(note, should);
  }
  return { element, show };
}

/** The laws with their verdicts, and what breaks them in words. */
function lawList() {
  const rows = Object.keys(LAWS).map(() => {
    const [sign, name, says] = [html("span", { class: "sign-of-law", "aria-hidden": "true" }), html("span", { class: "label" }), html("div")];
    return { sign, name, says, element: html("li", { class: "law" }, sign, html("div", {}, name, says)) };
  });
  const element = html("ul", { class: "laws", "aria-label": "laws that your function keeps or breaks" }, rows.map((row) => row.element));
  const show = (found) => verdictsOf(found).forEach(({ name, verdict, says }, i) => {
    put(rows[i].element, "class", verdict === "broken" ? "law err" : `law ${verdict}`);
    write(rows[i].sign, SIGNS[verdict]);
    write(rows[i].name, name);
    rows[i].says.replaceChildren(...says.map((text) => html("p", { class: "unit" }, text)));
  });
  return { element, show };
}

function layerControls({ model, change, faults }) {
  const indexNow = () => BATCHES.indexOf(model.get("batch"));
  const go = (index) => change("batch", BATCHES[clamp(index, 0, BATCHES.length - 1)]);
  const clock = player({ position: indexNow, last: () => BATCHES.length - 1, go });
  const batches = slider({ label: "batch", stops: BATCHES.map(batchText), width: 380, go: (index) => clock.jump(index) });
  const formats = segments({ label: "format", choices: LAYER_FORMATS, go: (index) => change("format", LAYER_FORMATS[index]) });
  const by = (step) => () => change("format", LAYER_FORMATS[clamp(LAYER_FORMATS.indexOf(model.get("format")) + step, 0, LAYER_FORMATS.length - 1)]);
  const caps = keycaps([[["←", "→"], "batch"], [["↑", "↓"], "format"], [["Space"], "play"]]);
  const brokenIn = (format) => faults.filter((fault) => fault.formats.includes(format)).length;
  markRadios(formats.element, LAYER_FORMATS.map(brokenIn), { right: null, wrong: "broken" });
  const show = () => {
    batches.show(indexNow(), batchText(model.get("batch")), model.get("batch") === 1 ? "example" : "examples");
    formats.show(LAYER_FORMATS.indexOf(model.get("format")));
    clock.show();
  };
  const bar = html("div", { class: "bar" }, clock.element, batches.element, formats.element, caps);
  return { bar, keys: { ...clock.keys, ArrowUp: by(-1), ArrowDown: by(1) }, show, stop: clock.stop };
}

export default { render };
