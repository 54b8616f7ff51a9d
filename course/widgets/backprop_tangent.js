// A student's function with a straight line through its point, beside all its slopes: where the line cuts, it is wrong.

const TWO_COLUMNS = 600; // pixels: below it the slopes stand under the curve
const TEN = 10; // places: a step of the player and of the page keys

function render({ model, el }) {
  const trace = Object.fromEntries(["places", "values", "slopes", "nudged", "problem"].map((name) => [name, model.get(name)]));
  const found = findingsOf(trace);
  const index = () => nearestPlace(trace.places, model.get("at"));
  const choose = (next) => {
    model.set("at", trace.places[clamp(next, 0, trace.places.length - 1)]);
    model.save_changes();
  };
  const controls = controlsOf({ trace, found, index, choose });
  const panels = [panelOfTangent(word("act", "Your function")), panelOfTangent(word("grad", "Your slope"), " at every place")];
  const sum = sumOf(trace, found);
  const pictures = html("div", { class: "pictures" }, panels.map((panel) => panel.element));
  const root = html("section", {
    class: "course course-visualizer tangent", tabindex: -1, "aria-label": "your function and its slope", "data-lm-suppress-shortcuts": "true",
  }, html("h3", {}, titleOf(trace, found)), html("p", {}, sentenceOf(trace, found)), pictures, sum.element, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let drawn = [];
  const place = (width) => {
    const isWide = width >= TWO_COLUMNS;
    const size = { width: isWide ? Math.floor((width - 24) / 2) : width, height: isWide ? 300 : 264, choose: controls.choose };
    put(pictures, "style", `grid-template-columns: ${isWide ? "1fr 1fr" : "1fr"}`);
    drawn = [curvePicture(trace, size), slopePicture(trace, found, size)];
    drawn.forEach((picture, i) => panels[i].hold(picture.element));
    show();
  };
  const show = () => {
    const verdict = verdictAt(trace, found, index());
    write(panels[0].second, mannerOf(trace, verdict, index()));
    write(panels[1].second, slopesInWords(trace));
    for (const picture of drawn) picture.show(index(), verdict);
    sum.show(index());
    controls.show();
  };
  const ends = [onWidth(root, place), controls.stop, follow(model, ["at"], show)];
  return () => ends.forEach((end) => end());
}

// A picture under its name and a second line.
function panelOfTangent(...name) {
  const first = html("p", { class: "label" }, name);
  const second = html("p", { class: "unit" });
  const element = html("div", { class: "panel" }, first, second);
  return { second, element, hold: (picture) => element.replaceChildren(first, second, picture) };
}

function controlsOf({ trace, found, index, choose }) {
  const last = trace.places.length - 1;
  const clock = player({ position: () => index() / TEN, go: (tens) => choose(Math.round(TEN * tens)), last: () => last / TEN });
  const to = (place) => clock.jump(clamp(place, 0, last) / TEN); // by hand: play stops
  const by = (places) => () => to(index() + places);
  const jump = () => found.worst !== null && to(found.worst);
  const where = found.worst === null ? "none" : placeText(trace.places[found.worst]);
  const worst = html("button", { type: "button", class: "worst", "aria-disabled": found.worst === null && "true", click: jump },
    html("span", { class: "label" }, "worst miss"), " ", html("span", { class: "unit" }, where));
  const caps = keycaps([[["←", "→"], "place"], [["PgDn", "PgUp"], "ten"], [["W"], "worst miss"], [["Space"], "play"]]);
  const keys = {
    ArrowLeft: by(-1), ArrowDown: by(-1), ArrowRight: by(1), ArrowUp: by(1), PageDown: by(-TEN), PageUp: by(TEN),
    Home: () => to(0), End: () => to(last), " ": clock.toggle, w: jump, W: jump,
  };
  return { bar: html("div", { class: "bar" }, clock.element, worst, caps), keys, choose: to, show: clock.show, stop: clock.stop };
}

export default { render };
