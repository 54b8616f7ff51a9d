// Gradient descent on a bowl: two settings side by side, their losses beside them, the learning rate under the finger.

const STOPS = [0.01, 0.1, 0.5, 0.95, 1, 1.05, 1.2, 1.9, 2]; // learning rates in units of 2/L
const MOMENTUM = 0.9;
const NARROW = 780; // pixels: below it the losses stand under the surfaces

function render({ model, el }) {
  let end = draw(model, el);
  const unfollow = follow(model, ["steps"], () => (end(), (end = draw(model, el)))); // another number of steps is another picture
  return () => (unfollow(), end());
}

function draw(model, el) {
  const state = stateOf(model);
  const { bowl, steps } = state;
  const controls = controlsOf(state);
  const words = wordsOf(state);
  const panels = [panelOf(), panelOf()];
  const chartPanel = panelOf(word("err", "Loss"), " (brightness²)");
  write(chartPanel.second, "half the mean squared error; logarithmic: a straight line is a constant factor a step");
  const pictures = html("div", { class: "pictures" }, [...panels, chartPanel].map((panel) => panel.element));
  const root = html("section", {
    class: "course course-visualizer descent", tabindex: -1, "aria-label": "gradient descent", "data-lm-suppress-shortcuts": "true",
  }, words.head, pictures, words.foot, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let surfaces = [];
  let chart = null;
  const place = (width) => {
    const isNarrow = width < NARROW;
    const side = Math.floor(isNarrow ? (width - 16) / 2 : 0.29 * width);
    put(pictures, "style", `grid-template-columns: ${side}px ${side}px${isNarrow ? "; column-gap: 16px" : " 1fr"}`);
    put(chartPanel.element, "style", isNarrow ? "grid-column: 1 / -1" : null);
    surfaces = panels.map(() => surface(bowl, side, state.choose));
    chart = lossChart(bowl, steps, isNarrow ? { width, height: 270, ...state } : { width: width - 2 * side - 56, height: side + 40, ...state });
    [...surfaces, chart].forEach((picture, i) => [...panels, chartPanel][i].hold(picture.element));
    makeMovable(surfaces[1].start, state.nudge);
    onKeys(chart.element, controls.stepKeys);
    show();
  };
  const show = () => {
    const [step, runs] = [Math.min(model.get("step"), steps), state.runs()];
    runs.forEach((run, i) => {
      write(panels[i].first, `Learning rate ${number(run.rate, 2)}, ${shareOf(run)} × 2/L`);
      write(panels[i].second, manner(run));
      surfaces[i].show(run, step);
    });
    const [weight, bias] = model.get("start").map((value) => signed(value));
    put(surfaces[1].start, "aria-label", `start: weight ${weight}, bias ${bias}`);
    chart.show(runs, step);
    words.show(runs, step);
    controls.show(runs[1]);
  };
  const ends = [onWidth(root, place), controls.stop, follow(model, ["share", "momentum", "before", "start", "step"], () => chart && show())];
  return () => ends.forEach((end) => end());
}

// What the traits say, and the few ways to change them.
function stateOf(model) {
  const bowl = { curvature: model.get("curvature"), optimum: model.get("optimum"), floor: model.get("floor") };
  const [steps, edge] = [model.get("steps"), 2 / axesOf(bowl)[0].curvature];
  const change = (traits) => {
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    model.save_changes();
  };
  const runOf = ([share, momentum]) => {
    const setting = { start: model.get("start"), share, momentum, rate: share * edge, steps };
    const { swings } = factorOf(axesOf(bowl)[0].curvature, setting.rate, momentum);
    const slowest = slowestOf(axesOf(bowl), setting.rate, momentum);
    return { ...setting, ...descend(bowl, setting), verdict: verdictOf(bowl, setting), swings, slowest };
  };
  const setting = () => [model.get("share"), model.get("momentum")];
  // What is left becomes the picture on the left, so that every move is a comparison.
  const set = (share, momentum) => {
    const before = setting();
    if (share !== before[0] || momentum !== before[1]) change({ before, share, momentum });
  };
  const choose = (point) => {
    const start = point.map((value, i) => {
      const [low, high] = i ? SPAN.bias : SPAN.weight;
      return Math.round(100 * Math.min(Math.max(value, low), high)) / 100;
    });
    change({ start });
  };
  return {
    bowl, steps, edge, set, choose, model,
    runs: () => [runOf(model.get("before")), runOf(setting())],
    go: (step) => change({ step: Math.min(Math.max(step, 0), steps) }),
    nudge: (weight, bias) => choose(model.get("start").map((value, i) => value + NUDGE * [weight, bias][i])),
  };
}

// A picture under its name and a second line.
function panelOf(...name) {
  const first = html("p", { class: "label" }, name);
  const second = html("p", { class: "unit" });
  const element = html("div", { class: "panel" }, first, second);
  return { first, second, element, hold: (picture) => element.replaceChildren(first, second, picture) };
}

// The start is moved by arrows too; Tab finds it in the right picture.
function makeMovable(start, nudge) {
  for (const [name, value] of Object.entries({ tabindex: 0, role: "application", "aria-roledescription": "movable point" })) {
    put(start, name, value);
  }
  onKeys(start, {
    ArrowLeft: () => nudge(-1, 0), ArrowRight: () => nudge(1, 0), ArrowUp: () => nudge(0, 1), ArrowDown: () => nudge(0, -1),
  });
}

// Title and sentence above the pictures; the sums to be checked, and where we are, below them.
function wordsOf({ bowl, steps, edge, model }) {
  const [steep, flat] = axesOf(bowl);
  const title = html("h3");
  const moved = html("span");
  const pairs = number(model.get("num_pairs"), 0);
  const sentence = html("p", {}, "A ", word("weight", "weight"), " and a ", word("weight", "bias"),
    ` guess a pixel of a digit from its left neighbour (${pairs} pairs). The steepest curvature of the `, word("err", "loss"),
    ` is L = ${number(steep.curvature, 3)}, so the edge lies at a learning rate of 2/L = ${number(edge, 2)}`, moved,
    ". From line to line the excess loss doubles; click to start elsewhere.");
  const sums = [steep, flat].map((axis, i) => ({
    axis, element: html("div", { class: "sum" }), direction: ["steepest", "flattest"][i],
  }));
  const status = html("p", { class: "status", role: "status" });
  function show(runs, step) {
    const now = runs[1];
    const ahead = 1 + now.momentum;
    write(title, titleOf(...runs));
    write(moved, now.momentum ? `; momentum ${now.momentum} moves it to ${number(ahead, 1)} × 2/L = ${number(ahead * edge, 2)}` : "");
    sums.forEach((sum) => showSum(sum, now));
    const [weight, bias] = now.path[step].map((value) => signed(value, 2));
    write(status, `Step ${step} of ${steps} at ${nameOf(now)}: weight ${weight}, bias ${bias}, loss ${lossText(now.losses[step])}. ` +
      `The steps ${VERB[now.verdict]}.`);
  }
  return { head: [title, sentence], foot: html("div", { class: "sums" }, sums.map((sum) => sum.element), status), show };
}

function showSum({ axis, element, direction }, run) {
  const [factor, before, curvature, after] = factorSum(axis, run);
  element.replaceChildren(
    html("span", { class: "answer" }, factor), html("span", { class: "terms" }, " = ", before, word("err", curvature), after),
    html("p", { class: "unit" }, `${run.momentum ? "a step in the long run" : "of the distance is left after a step"}, along the ${direction} direction`));
}

function controlsOf({ steps, go, set, model }) {
  const clock = player({ position: () => model.get("step"), go, last: () => steps });
  const rate = slider({
    label: "learning rate", detail: "in units of 2/L", stops: STOPS.map(String), width: 320,
    go: (index) => set(STOPS[index], model.get("momentum")),
  });
  const push = toggle({ label: `momentum ${MOMENTUM}`, go: (on) => set(model.get("share"), on ? MOMENTUM : 0) });
  const flip = () => set(model.get("share"), model.get("momentum") ? 0 : MOMENTUM);
  const caps = keycaps([[["←", "→"], "rate"], [["Space"], "play"], [["M"], "momentum"]]);
  const { Home, End, " ": play } = clock.keys;
  const { ArrowLeft, ArrowRight } = rate.keys;
  function show(run) {
    const distance = (stop) => Math.abs(stop - run.share);
    const nearest = STOPS.reduce((best, stop, i) => (distance(stop) < distance(STOPS[best]) ? i : best), 0);
    rate.show(nearest, number(run.rate, 2), `${shareOf(run)} × 2/L`);
    push.show(run.momentum > 0, `moves the edge to ${number(1 + MOMENTUM, 1)} × 2/L`);
    clock.show();
  }
  return {
    bar: html("div", { class: "bar" }, clock.element, rate.element, push.element, caps), stepKeys: clock.keys, stop: clock.stop, show,
    keys: { ArrowLeft, ArrowRight, " ": play, Home, End, m: flip, M: flip },
  };
}

export default { render };
