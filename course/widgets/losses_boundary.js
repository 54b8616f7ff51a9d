// A boundary that trains here: play, move the penalty while it trains, and look at the error in the test.

const STOPS = [0, 0.001, 0.003, 0.01, 0.03, 0.1]; // strengths
const PENALTIES = ["none", "L1", "L2"];
const SHAPE_NAMES = ["two moons", "circles", "spirals"];
const CURVES = ["error", "loss"];
const MOST_STEPS = 3000;
const MOST_SEED = 2 ** 32 - 1;
const NARROW = 700; // pixels: below it the charts stand under the plane
const TRAITS = ["shape", "noise", "flips", "seed", "penalty", "strength", "steps", "schedule", "curves", "_trained"];

function render({ model, el }) {
  const training = trainingOf(model);
  const controls = controlsOf(training);
  const words = wordsOf();
  const mapPanel = panelOf("The network says");
  const curvePanel = panelOf();
  const weightPanel = panelOf(word("weight", "Weights"));
  mapPanel.head.append(controls.shape.element);
  curvePanel.head.append(controls.curves.element);
  const charts = html("div", { class: "charts" }, curvePanel.element, weightPanel.element);
  const pictures = html("div", { class: "pictures" }, mapPanel.element, charts);
  const root = html("section", {
    class: "course course-visualizer boundary-in-training", tabindex: -1, "aria-label": "a boundary in training", "data-lm-suppress-shortcuts": "true",
  }, words.head, pictures, words.foot, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("keydown", (event) => spaceOnRadio(event, training.toggle));
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let drawn = null;
  const place = (width) => {
    const isNarrow = width < NARROW;
    const side = isNarrow ? Math.min(width, 440) : Math.floor(0.47 * width);
    [pictures, words.sums].forEach((grid) => put(grid, "style", isNarrow ? null : `grid-template-columns: ${side}px 1fr`));
    const wide = isNarrow ? width : width - side - 28;
    const high = isNarrow ? 360 : side - 38; // both charts: as high as the plane beside them
    drawn = {
      map: plane(side), curves: curveChart({ width: wide, height: Math.round(0.53 * high), go: training.go }), weights: histogram({ width: wide, height: Math.round(0.47 * high) }),
    };
    mapPanel.hold(drawn.map.element);
    curvePanel.hold(drawn.curves.element);
    weightPanel.hold(drawn.weights.element);
    onKeys(drawn.curves.element, controls.stepKeys);
    show();
  };
  const show = () => {
    const state = training.now();
    const { sample, record, curves, flips } = state;
    const weights = weightsOf(record.parameters);
    words.show(state, training.isPlaying());
    drawn.map.show(sample, record, planeWords(record, sample));
    drawn.curves.show({ ...state, words: statusText(record, state.schedule) });
    drawn.weights.show(weights);
    write(mapPanel.second, `filled: ${NUM_TRAIN} points to train on${flips ? `, the ${flips} ringed ones labelled wrong` : ""}; ` +
      `hollow: ${NUM_TEST} to test, all labelled right; ×: on the wrong side`);
    curvePanel.first.replaceChildren(word("err", curves === "error" ? "Error" : "Loss"), curves === "error" ? " (% of the points)" : " (cross-entropy, nat)");
    write(curvePanel.second, "dashed: in training; solid: in the test, which is what counts");
    write(weightPanel.second, `all ${NUM_WEIGHTS}, the largest ${number(largestOf(weights), 2)} in size; heights as √count`);
    controls.show(state);
  };
  const soon = once(() => drawn && show());
  const ends = [onWidth(root, place), follow(model, TRAITS, soon), onTheme(() => drawn?.map.paint()), onSight(root, training.see), training.stop];
  return () => ends.forEach((end) => end());
}

// The radio in focus is chosen already, so Space is free there to play, as it does everywhere else.
function spaceOnRadio(event, play) {
  if (event.key !== " " || !event.target.matches("[role=radio]:focus-visible")) return;
  event.preventDefault();
  play();
}

// Several calls in a row become one, after them.
function once(action) {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    queueMicrotask(() => ((isWaiting = false), action()));
  };
}

function onSight(element, see) {
  const observer = new IntersectionObserver((entries) => see(entries.at(-1).isIntersecting));
  observer.observe(element);
  return () => observer.disconnect();
}

// A picture under its name and a second line.
function panelOf(...name) {
  const first = html("p", { class: "label" }, name);
  const second = html("p", { class: "unit" });
  const head = html("div", { class: "panel-head" }, first);
  const element = html("div", { class: "panel" }, head, second);
  return { first, second, head, element, hold: (picture) => element.replaceChildren(head, second, picture) };
}

// Title and sentence above the pictures; the sums to be checked below them.
function wordsOf() {
  const title = html("h3");
  const flipped = html("span");
  const sentence = html("p", {}, "A network (2 → 16 → 16 → 2, tanh) learns by ", word("grad", "gradient descent"), ", ", flipped,
    " A penalty of its ", word("weight", "weights"), " is added to its ", word("err", "loss"), ": strength × Σ|w| (L1) or strength × Σw² (L2).");
  const loss = html("div", { class: "sum" });
  const zeros = html("div", { class: "sum" });
  const status = html("p", { class: "unseen", role: "status" });
  let spoken = 0;
  function show({ record, schedule, setting, flips }, isPlaying) {
    write(title, titleOf(record, schedule));
    write(flipped, flips ? `though ${flips} of its ${NUM_TRAIN} labels are wrong.` : "with every label right.");
    const sum = lossSum(record, setting);
    loss.replaceChildren(html("span", { class: "answer" }, sum.total), html("span", { class: "terms" }, ` = ${sum.crossEntropy} + ${sum.penalty}`),
      html("p", { class: "unit" }, word("err", "loss"), " = cross-entropy in training + penalty", sum.share));
    const numZero = weightsOf(record.parameters).filter((w) => w === 0).length;
    zeros.replaceChildren(html("span", { class: "answer" }, String(numZero)), html("span", { class: "terms" }, ` of ${NUM_WEIGHTS} weights exactly 0`),
      html("p", { class: "unit" }, mannerOf(setting)));
    // Heard at most every few seconds while it trains, at once when it rests.
    if (isPlaying && Date.now() - spoken < 4000) return;
    spoken = Date.now();
    write(status, statusText(record, schedule));
  }
  const sums = html("div", { class: "sums" }, loss, zeros);
  return { head: [title, sentence], foot: [sums, status], sums, show };
}

function controlsOf(training) {
  const button = (name, icon, click) => html("button", { type: "button", "aria-label": name, title: name, class: name.split(" ")[0], click }, iconOf(icon));
  const restart = button("restart", ICONS.first, training.restart);
  const back = button(`back ${RECORD_EVERY} steps`, ICONS.back, () => training.hop(-1));
  const play = button("play", ICONS.play, training.toggle);
  const step = button(`step ${RECORD_EVERY} times`, ICONS.step, () => training.hop(1));
  const player = html("div", { class: "player", role: "group", "aria-label": "player" }, restart, back, play, step);
  const penalty = segments({ label: "penalty", choices: PENALTIES, go: (index) => training.penalize(PENALTIES[index]) });
  const strength = slider({ label: "strength", stops: STOPS.map(String), width: 256, go: (index) => training.strengthen(STOPS[index]) });
  const shape = segments({ label: "points", choices: SHAPE_NAMES, go: (index) => training.begin({ shape: SHAPE_NAMES[index] }) });
  const renew = () => training.begin({ seed: training.nextSeed() });
  const seed = html("span", { class: "unit" });
  const another = html("div", { class: "another" }, html("button", { type: "button", click: renew }, "new seed"), seed);
  const curves = segments({ label: "show", choices: CURVES, go: (index) => training.draw(CURVES[index]) });
  const caps = keycaps([[["←", "→"], "strength"], [["Space"], "train"], [["R"], "restart"], [["N"], "new seed"]]);
  function show({ record, setting: [name, value], shape: chosen, seed: drawnFrom, curves: drawn }) {
    const isPlaying = training.isPlaying();
    const word = isPlaying ? "pause" : "play";
    if (play.title !== word) {
      play.title = word;
      put(play, "aria-label", word);
      play.replaceChildren(iconOf(ICONS[word]));
    }
    put(back, "aria-disabled", record.step === 0);
    put(step, "aria-disabled", record.step >= MOST_STEPS);
    put(play, "aria-disabled", record.step >= MOST_STEPS && !isPlaying);
    penalty.show(PENALTIES.indexOf(name));
    const isOff = name === "none";
    strength.show(isOff ? 0 : nearestStop(value), isOff ? "0" : strengthText(value), isOff ? "off" : name === "L1" ? "× Σ|w|" : "× Σw²");
    shape.show(SHAPE_NAMES.indexOf(chosen));
    curves.show(CURVES.indexOf(drawn));
    write(seed, `points and first weights of seed ${drawnFrom}`);
  }
  const { ArrowLeft, ArrowRight } = strength.keys;
  return {
    bar: html("div", { class: "bar" }, player, penalty.element, strength.element, another, caps), shape, curves, show,
    keys: { ArrowLeft, ArrowRight, " ": training.toggle, r: training.restart, R: training.restart, n: renew, N: renew },
    stepKeys: {
      ArrowLeft: () => training.hop(-1), ArrowRight: () => training.hop(1), Home: () => training.go(0), End: () => training.go(Infinity),
    },
  };
}

function nearestStop(strength) {
  const distance = (stop) => Math.abs(Math.log(Math.max(stop, 1e-4) / Math.max(strength, 1e-4)));
  return STOPS.reduce((best, stop, i) => (distance(stop) < distance(STOPS[best]) ? i : best), 0);
}

export default { render };
