// An energy budget: choose network, format, zeros, memory and device, and see where the joules of one inference go.

const SPARSITIES = [0, 0.5, 0.8, 0.9, 0.95];
const TWO_COLUMNS = 720; // pixels: below it the time stands under the energy

function render({ model, el }) {
  const table = model.get("table");
  const change = (traits) => {
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    model.save_changes();
  };
  const choiceNow = () => Object.fromEntries(CHOICE.map((name) => [name, model.get(name)]));
  const controls = controlsOfBudget({ model, table, change, choiceNow });
  let [row, picture, shown, before] = ["weights", null, null, null];
  const rows = budgetRows((name) => ((row = name), show()));
  const [title, sentence, status] = [html("h3"), html("p"), html("p", { class: "unseen", role: "status" })];
  const [joules, facts] = [html("div", { class: "bars" }), factsOfBudget()];
  const [detail, source] = [html("p", { class: "detail" }), html("p", { class: "unit" })];
  const root = html("section", {
    class: "course course-visualizer energy-budget", tabindex: -1, "aria-label": "the energy of one inference", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, controls.choices, html("div", { class: "pictures" },
    html("div", { class: "panel" }, html("p", { class: "label" }, "Energy"), joules, rows.groups[0]),
    html("div", { class: "panel" }, html("p", { class: "label" }, "Time and battery"), facts.element, rows.groups[1])),
  html("div", { class: "details" }, detail, source), status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0'], [role='radio']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  const place = (width) => {
    picture = barPicture(width >= TWO_COLUMNS ? Math.floor(0.6 * (width - 32)) : width);
    joules.replaceChildren(picture.element);
    show();
  };
  // The ghost is the choice before; of another network it is that network as it was trained.
  const note = (budget) => {
    const setting = settingInWords(budget.choice);
    const isSame = shown && shown.choice.network === budget.choice.network;
    if (!isSame) before = budgetOf(table, { ...budget.choice, ...DIET[0] });
    else if (settingInWords(shown.choice) !== setting) before = shown;
    shown = budget;
  };
  const show = () => {
    if (!picture) return;
    const budget = budgetOf(table, choiceNow());
    note(budget);
    root.classList.toggle("impossible", !budget.fits);
    write(title, titleOfBudget(budget, table));
    sentence.replaceChildren(...sentenceOfBudget(budget, table));
    picture.show(budget, before);
    rows.show(budget, row);
    facts.show(budget);
    const [text, from] = detailsOf(row, budget, table);
    write(detail, text);
    write(source, `Source: ${from}`);
    write(status, `${statusOfBudget(budget, table)}. ${text}. Source: ${from}`);
    controls.show();
  };
  const ends = [onWidth(root, place), controls.stop, follow(model, CHOICE, show)];
  return () => ends.forEach((end) => end());
}

/** The seconds, large, over bytes and watts. */
function factsOfBudget() {
  const facts = ["", "weights fetched", "watts at full speed"].map((meaning, i) => {
    const [value, words] = [html("b", { class: i ? "" : "answer" }), html("small", { class: "unit" }, meaning)];
    return { value, words, element: html("div", { class: "fact" }, value, words) };
  });
  function show(budget) {
    const texts = [quantity(budget.seconds, "s"), quantity(budget.bytes, "B"), quantity(budget.watts, "W")];
    facts.forEach(({ value }, i) => write(value, texts[i]));
    write(facts[0].words, budget.fits ? `at least, bound by ${boundInWords(budget)}` : "if the weights fitted");
  }
  return { element: html("div", { class: "facts" }, facts.map((fact) => fact.element)), show };
}

function controlsOfBudget({ model, table, change, choiceNow }) {
  const pick = (label, trait) => {
    const values = table.order[trait];
    const control = segments({ label, choices: values, go: (index) => change({ [trait]: values[index] }) });
    const next = () => change({ [trait]: values[(values.indexOf(model.get(trait)) + 1) % values.length] });
    return { ...control, next, showNow: () => control.show(values.indexOf(model.get(trait))) };
  };
  const [network, format] = [pick("network", "network"), pick("format", "format")];
  const [memory, device] = [pick("weights in", "memory"), pick("device", "device")];
  const zeros = slider({ label: "zeros", stops: SPARSITIES.map((share) => `${number(100 * share, 0)} %`), width: 260, go: (index) => change({ sparsity: SPARSITIES[index] }) });
  const skips = toggle({ label: "hardware and format skip zeros", go: (skips) => change({ skips }) });
  let at = 0; // the last step of the way that was met
  const clock = player({ position: () => at, go: (step) => change(DIET[Math.min(Math.max(step, 0), DIET.length - 1)]), last: () => DIET.length - 1 });
  const stepText = html("span", { class: "unit step-name" });
  const flip = () => change({ skips: !model.get("skips") });
  const keys = { ...clock.keys, n: network.next, N: network.next, f: format.next, F: format.next, d: device.next, D: device.next, z: flip, Z: flip };
  const caps = keycaps([[["←", "→"], "way down"], [["N"], "network"], [["F"], "format"], [["D"], "device"], [["Z"], "skip"], [["Space"], "play"]]);
  const show = () => {
    const [choice, found] = [choiceNow(), stepOfDiet(choiceNow())];
    if (found >= 0) at = found;
    for (const control of [network, format, memory, device]) control.showNow();
    const nearest = SPARSITIES.reduce((best, share, i) => (Math.abs(share - choice.sparsity) < Math.abs(SPARSITIES[best] - choice.sparsity) ? i : best), 0);
    zeros.show(nearest, `${number(100 * choice.sparsity, 0)} %`, "of the weights");
    skips.show(choice.skips, choice.skips ? "neither fetched nor multiplied" : "fetched and multiplied like the rest");
    write(stepText, found >= 0 ? `way down, step ${found + 1} of ${DIET.length}: ${STEP_NAMES[found]}` : "beside the way down");
    clock.show();
  };
  const choices = html("div", { class: "choices" }, network.element, format.element, memory.element, device.element, zeros.element, skips.element);
  return { choices, bar: html("div", { class: "bar" }, clock.element, stepText, caps), keys, show, stop: clock.stop };
}

export default { render };
