// A student's gains at work: every activation's size over twenty layers, and what one layer does to the chosen one's.

const TWO_COLUMNS = 700; // pixels: below it the single layer stands under the twenty

function render({ model, el }) {
  const found = Object.fromEntries(["gains", "problems", "right", "samples", "passed"].map((name) => [name, model.get(name)]));
  const change = (name, value) => {
    model.set(name, value);
    model.save_changes();
  };
  const controls = controlsOf({ model, change });
  const [title, sentence, numbers] = [html("h3"), html("p"), numbersOf()];
  const status = html("p", { class: "unseen", role: "status" });
  const panels = [panelOf("Twenty layers with your gain"), panelOf("One layer")];
  const pictures = html("div", { class: "pictures" }, panels.map((panel) => panel.element));
  const root = html("section", {
    class: "course course-visualizer gain", tabindex: -1, "aria-label": "your gain for each activation", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, pictures, numbers.element, status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let drawn = [];
  const place = (width) => {
    const isWide = width >= TWO_COLUMNS;
    const wide = isWide ? Math.floor(0.62 * (width - 28)) : width;
    const height = isWide ? 330 : 290;
    put(pictures, "style", `grid-template-columns: ${isWide ? `${wide}px 1fr` : "1fr"}`);
    drawn = [layersPicture({ width: wide, height, choose: (name) => change("function", name) }),
      passedPicture({ width: isWide ? width - 28 - wide : width, height })];
    drawn.forEach((picture, i) => panels[i].hold(picture.element));
    show();
  };
  const show = () => {
    const finding = findingOf(found, model.get("function"), model.get("factor"));
    write(title, titleOf(finding));
    sentence.replaceChildren(...sentenceOf(found, finding));
    write(panels[0].second, finding.problem ? "grey band: between ½ and 2" : "middle of five draws, shaded: all five; grey band: between ½ and 2");
    write(panels[1].second, finding.problem ? "ring: where a right gain puts size 1" : `${bendInWords(finding.bend)}; dots: measured, layer to layer`);
    write(panels[1].first, `One layer of ${NAMES[finding.name]}`);
    for (const picture of drawn) picture.show(found, finding);
    numbers.show(finding);
    write(status, statusOf(finding));
    controls.show();
  };
  const ends = [onWidth(root, place), controls.stop, follow(model, ["function", "factor"], show)];
  return () => ends.forEach((end) => end());
}

// A picture under its name and a second line.
function panelOf(name) {
  const [first, second] = [html("p", { class: "label act" }, name), html("p", { class: "unit" })];
  const element = html("div", { class: "panel" }, first, second);
  return { first, second, element, hold: (picture) => element.replaceChildren(first, second, picture) };
}

function controlsOf({ model, change }) {
  const index = () => nearestFactor(model.get("factor"));
  const set = (next) => change("factor", FACTORS[clamp(next, 0, FACTORS.length - 1)]);
  const clock = player({ position: index, go: set, last: () => FACTORS.length - 1 });
  const factor = slider({ label: "your gain ×", stops: FACTORS.map(factorText), width: 300, go: (next) => clock.jump(next) });
  const pick = (next) => change("function", CHOICES[(next + CHOICES.length) % CHOICES.length]);
  const choice = segments({ label: "activation", choices: CHOICES.map((name) => SHORT[name]), go: pick });
  const by = (step) => () => pick(CHOICES.indexOf(model.get("function")) + step);
  const caps = keycaps([[["←", "→"], "activation"], [["↑", "↓"], "gain"], [["1"], "your gain"], [["Space"], "play"]]);
  const mine = () => clock.jump(FACTORS.indexOf(1));
  const keys = {
    ArrowLeft: by(-1), ArrowRight: by(1), ArrowUp: () => clock.jump(index() + 1), ArrowDown: () => clock.jump(index() - 1),
    Home: clock.keys.Home, End: clock.keys.End, 1: mine, " ": clock.toggle,
  };
  const show = () => {
    choice.show(CHOICES.indexOf(model.get("function")));
    factor.show(index(), `× ${factorText(model.get("factor"))}`);
    clock.show();
  };
  return { bar: html("div", { class: "bar" }, choice.element, clock.element, factor.element, caps), keys, show, stop: clock.stop };
}

export default { render };
