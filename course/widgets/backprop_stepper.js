// A small network drawn with its weights; forward and backward one step at a time.

const TRAITS = ["weights", "inputs", "target", "learning_rate", "step", "round"];

/** All that the picture shows follows from the traits. */
function factsOf(model) {
  const [weights, inputs, target, rate, step, round] = TRAITS.map((name) => model.get(name));
  const network = { weights, inputs, target };
  const values = forward(network);
  const back = backward(network, values);
  const next = updated(weights, back.gradients, rate);
  const after = { weights: next, loss: forward({ ...network, weights: next }).loss };
  return { network, values, back, rate, step, round, after, now: STEPS[step - 1] };
}

const knows = (facts, wanted) => facts.step >= stepOf(wanted);

function render({ model, el }) {
  let [pointed, edited, facts, shown] = [null, null, null, model.get("step")];
  const point = (edge) => ((pointed = edge), tell());
  const edit = (edge) => {
    openEditor(picture, edge, model, () => ((edited = null), tell()));
    edited = edge;
    point(null);
  };
  const controls = stepPlayer(model);
  const picture = networkPicture({ point, edit });
  const { root, title, sentence, panel, dots, status } = layout(controls, picture);
  const tell = () => showPanel(panel, facts, pointed ?? edited);

  function redraw() {
    facts = factsOf(model);
    pointed = null;
    picture.show(facts);
    if (facts.step !== shown) picture.travel(facts);
    shown = facts.step;
    dots.show(facts.step);
    controls.show();
    tell();
    write(title, SAYINGS[facts.now.kind](facts, facts.now).title);
    sentence.replaceChildren(...introduction(facts));
    write(status, spoken(facts.now));
  }

  onKeys(root, {
    ...controls.keys,
    ArrowUp: () => picture.move(-1),
    ArrowDown: () => picture.move(1),
    Enter: () => edit(picture.selected()),
    Escape: () => (point(null), root.focus()),
  });
  el.replaceChildren(root);
  const unfollow = follow(model, TRAITS, redraw);
  redraw();
  picture.place(picture.element.clientWidth || 540, facts);
  const unwatch = onWidth(picture.element, (width) => picture.place(width, facts));
  return () => (controls.stop(), unfollow(), unwatch());
}

export default { render };

/** The player of the 29 steps; a step past the last one begins the next round. */
function stepPlayer(model) {
  const go = (step) => {
    if (step > STEPS.length) return nextRound(model);
    model.set("step", Math.max(step, 1));
    model.save_changes();
  };
  return player({ position: () => model.get("step"), go, last: () => STEPS.length, first: 1 });
}

/** Every part of the visualizer, empty, in its place. */
function layout(controls, picture) {
  const dots = progress({ phases: PHASES, go: controls.jump, describe: (step) => spoken(STEPS[step - 1]) });
  const caps = keycaps([[["←", "→"], "step"], [["Space"], "play"], [["↑", "↓"], "weight"], [["Enter"], "edit it"]]);
  const [title, sentence, panel] = [html("h3"), html("p"), html("div", { class: "panel" })];
  const status = html("p", { class: "unseen", role: "status" });
  const root = html("section", {
    class: "course course-visualizer stepper", tabindex: -1, "aria-label": "backpropagation, step by step",
    "data-lm-suppress-shortcuts": "true", // JupyterLab's own keys stay out of it
  }, title, sentence, html("div", { class: "parts" }, picture.element, panel),
  html("div", { class: "bar" }, controls.element, dots.element, caps), status);
  return { root, title, sentence, panel, dots, status };
}

/** The updated weights become the weights, and everything starts again at the inputs. */
function nextRound(model) {
  const { after, round } = factsOf(model);
  if (!fits(after.weights)) return;
  model.set("step", 1);
  model.set("round", round + 1);
  model.set("weights", after.weights);
  model.save_changes();
}

function introduction({ network }) {
  return ["A 2–3–2 network sees one example whose right answer is class ", String(network.target + 1), ". ", word("act", "Activations"),
    " go forward; ", word("grad", "gradients"), " ∂ and ", word("grad", "error signals"), " δ come back. No biases, to keep the sums short."];
}

/** A step in a few words, for ears. */
function spoken(step) {
  const { source, end } = step.kind === "gradient" ? endsOf(step) : {};
  const unit = step.unit + 1;
  const words = {
    sum: `forward: the sum at hidden unit ${unit}`, relu: `forward: ReLU of hidden unit ${unit}`, score: `forward: the score of class ${unit}`,
    probability: `forward: the probability of class ${unit}`, loss: "the loss", error: `backward: the error signal of output ${unit}`,
    signal: `backward: the error signal of hidden unit ${unit}`, gradient: `backward: the gradient of the weight from ${source} to ${end}`, update: "the update of all weights",
  };
  return `step ${STEPS.indexOf(step) + 1} of ${STEPS.length}, ${words[step.kind]}`;
}

/** The panel: of the step, or of the weight that is pointed at. */
function showPanel(panel, facts, pointed) {
  const { kind, ...thing } = pointed ? { kind: knows(facts, { kind: "gradient", ...pointed }) ? "gradient" : "passing", ...pointed } : facts.now;
  const { question, formula, sentence, details = [], long = false } = SAYINGS[kind](facts, thing);
  const phase = facts.step <= 10 ? "forward" : facts.step === 11 ? "loss" : facts.step <= 28 ? "backward" : "update";
  const round = facts.round > 1 ? ` · round ${facts.round}` : "";
  const where = pointed ? `pointed at: the weight from ${endsOf(pointed).source} to ${endsOf(pointed).end}` : `step ${facts.step} of ${STEPS.length} · ${phase}${round}`;
  panel.replaceChildren(
    html("div", { class: "main" }, html("p", { class: "unit" }, where), html("h4", {}, question),
      html("div", { class: long ? "formula long" : "formula" }, formula), html("p", {}, sentence)),
    html("div", { class: "details" }, details));
}

/** The number itself becomes a field: Enter or leaving it keeps the new weight, Esc the old one. */
function openEditor(picture, edge, model, closed) {
  const { x, y } = picture.labelOf(edge);
  const old = of(model.get("weights"), edge);
  const { source, end } = endsOf(edge);
  const label = `weight from ${source} to ${end}`;
  const field = html("input", { type: "text", inputmode: "decimal", "aria-label": label, value: weightText(old, 6), style: `left: ${x}px; top: ${y}px` });
  const leave = () => ((field.onblur = null), field.remove(), closed());
  const keep = () => {
    const value = typed(field, LARGEST);
    if (value === null) return refuse(field, LARGEST);
    leave();
    if (value !== old) model.set("weights", replaced(model.get("weights"), edge, value));
    model.save_changes();
  };
  field.onblur = () => (keep(), leave());
  field.addEventListener("keydown", (event) => {
    const action = { Enter: keep, Escape: leave, ArrowUp: () => turn(field, 0.1), ArrowDown: () => turn(field, -0.1) }[event.key];
    event.stopPropagation();
    if (!action) return;
    event.preventDefault();
    action();
    if (!field.isConnected) picture.focus(edge);
  });
  picture.element.append(field);
  field.focus();
  field.select();
}

/** Arrows in the field turn the number by a tenth. */
function turn(field, by) {
  const value = typed(field, LARGEST);
  if (value !== null) field.value = weightText(Number((value + by).toFixed(6)), 6);
}
