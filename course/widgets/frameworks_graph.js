// An expression as kernels: typed, drawn, stepped through, eager and compiled.

const GRAPH_TRAITS = ["expression", "mode", "num_elements", "step"];
const MODES = ["eager", "compiled"];
const STOPS = [1e3, 1e4, 1e5, 1e6, 1e7, 1e8];

/** All that the picture shows follows from the traits. */
function graphFacts(model) {
  const [expression, mode, n, step] = GRAPH_TRAITS.map((name) => model.get(name));
  const { nodes } = readOrError(expression);
  const plans = Object.fromEntries(MODES.map((name) => [name, planOf(nodes, name)]));
  const plan = plans[mode];
  return { expression, mode, n, plans, plan, step: Math.min(step, plan.kernels.length) - 1 };
}

function render({ model, el }) {
  const choose = (step) => set({ step: step + 1 });
  const set = (traits) => {
    Object.entries(traits).forEach(([name, value]) => model.set(name, value));
    model.save_changes();
  };
  let facts = graphFacts(model);
  let [drawn, width] = ["", 0];
  const picture = graphPicture({ choose });
  const field = expressionField({ model, set });
  const clock = player({ position: () => facts.step, go: (step) => choose(Math.max(0, Math.min(step, facts.plan.kernels.length - 1))), last: () => facts.plan.kernels.length - 1 });
  const mode = segments({ label: "mode", choices: MODES, go: (index) => set({ mode: MODES[index] }) });
  const size = slider({ label: "n", stops: STOPS.map((n) => powerOfTen(Math.log10(n))), go: (index) => set({ num_elements: STOPS[index] }), width: 210 });
  const { root, title, panel, counters, status } = graphLayout({ field, picture, clock, mode, size });

  function redraw() {
    const before = facts;
    facts = graphFacts(model);
    const state = `${facts.expression}|${facts.mode}|${width}`;
    const focused = picture.hasFocus();
    if (width && drawn !== state) picture.draw(facts.plan, width, before.expression === facts.expression && before.mode !== facts.mode);
    if (width) picture.show(facts.plan, facts.step);
    if (width && focused) picture.focus(facts.step);
    if (drawn !== state) reserve(panel, facts);
    drawn = state;
    write(title, titleOfPlans(facts.plans, facts.mode));
    showKernel(panel, facts);
    showCounters(counters, facts);
    mode.show(MODES.indexOf(facts.mode));
    size.show(nearestStop(facts.n), facts.n.toLocaleString("en"), "float32 numbers");
    field.show(facts.expression);
    clock.show();
    write(status, `${facts.mode}, ${spokenKernel(facts.plan, facts.step)}`);
  }

  const flip = () => set({ mode: MODES[1 - MODES.indexOf(facts.mode)] });
  onKeys(root, { ...clock.keys, c: flip, C: flip, Enter: field.enter, Escape: () => root.focus() });
  root.addEventListener("pointerdown", (event) => event.target.closest("button, input, [tabindex]:not(section)") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);
  const unfollow = follow(model, GRAPH_TRAITS, redraw);
  redraw();
  const unwatch = onWidth(picture.element, (next) => ((width = next), redraw()));
  return () => (clock.stop(), unfollow(), unwatch());
}

export default { render };

function nearestStop(n) {
  return STOPS.reduce((best, stop, i) => (Math.abs(Math.log(stop / n)) < Math.abs(Math.log(STOPS[best] / n)) ? i : best), 0);
}

/** Every part of the visualizer, empty, in its place. */
function graphLayout({ field, picture, clock, mode, size }) {
  const caps = keycaps([[["←", "→"], "kernel"], [["Space"], "play"], [["C"], "compile"], [["Enter"], "type"]]);
  const [title, panel, counters] = [html("h3"), html("div", { class: "panel" }), html("dl", { class: "counters" })];
  const sentence = html("p", {}, "Each box is a kernel. An arrow between a box and a square is a ", word("comm", "pass over memory"),
    ": n numbers read, or n written. Inside a box, ", word("act", "values"), " stay in registers.");
  const status = html("p", { class: "unseen", role: "status" });
  const root = html("section", {
    class: "course course-visualizer graph", tabindex: -1, "aria-label": "the computation graph of an expression, kernel by kernel", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, field.element, html("div", { class: "parts" }, picture.element, panel), counters,
  html("div", { class: "bar" }, clock.element, mode.element, size.element, caps), status);
  return { root, title, panel, counters, status };
}

/** The panel: the kernel as a statement, its bytes as a product, what is in memory while it runs. */
function showKernel(panel, { plan, step, mode, n }) {
  const saying = kernelSaying(plan, step, mode, n);
  const term = (role, printed, meaning) => html("span", { class: `term ${role}` }, html("b", {}, printed), html("small", {}, meaning));
  const sign = (printed) => html("span", { class: "sign" }, printed);
  const matrices = saying.matrices ? [sign("+"), term("mem", bytesText(bytesOf({ passes: 0, matrices: saying.matrices }, n)), saying.matrices > 1 ? "matrices" : "the matrix")] : [];
  panel.replaceChildren(
    html("div", { class: "main" }, html("p", { class: "unit" }, `kernel ${step + 1} of ${plan.kernels.length} · ${mode}`),
      html("h4", {}, saying.statements.map((statement) => html("span", {}, statement))),
      html("div", { class: "formula" }, term("mem", bytesText(saying.bytes), "read and written"), sign("="), term("comm", String(saying.passes), saying.passes === 1 ? "pass over memory" : "passes over memory"),
        sign("×"), term("", bytesText(BYTES_PER_NUMBER * n), "n × 4 bytes"), matrices),
      html("p", {}, saying.sentence)),
    html("div", { class: "details" },
      html("div", { class: "detail" }, html("p", { class: "unit" }, "in memory while it runs"), memoryNow(plan, step)),
      saying.notes.map((note) => html("div", { class: "detail" }, html("p", { class: "unit" }, note)))));
}

/** Room for the longest of the panel's states, so that nothing below jumps from step to step. */
function reserve(panel, facts) {
  panel.style.minHeight = "";
  const heights = facts.plan.kernels.map((_, step) => (showKernel(panel, { ...facts, step }), panel.offsetHeight));
  panel.style.minHeight = `${Math.max(...heights)}px`;
}

/** Every buffer as a chip: in memory now, not yet, or given back. */
function memoryNow(plan, step) {
  const { nodes, kernels, live } = plan;
  const buffers = nodes.flatMap((node, place) => (!isOperation(node) || kernels.some(({ writes }) => writes.includes(place)) ? [place] : []));
  const state = (place) => (live[step].includes(place) ? "live" : kernels.slice(0, step + 1).some(({ writes }) => writes.includes(place)) ? "freed" : "open");
  const words = { live: "", freed: ", given back", open: ", not yet" };
  return html("ul", { class: "chips" }, buffers.map((place) => html("li", { class: `${state(place)} ${nodes[place].size}` }, labelOf(nodes, place), html("span", { class: "unseen" }, words[state(place)]))));
}

/** Four counters: the shown mode's number large, both modes as bars. */
function showCounters(list, { plans, mode, n }) {
  list.replaceChildren(...countersOf(plans, n).map(({ name, values, print }) => {
    const shown = MODES.indexOf(mode);
    const bars = MODES.map((each, i) => html("span", { class: i === shown ? "row shown" : "row" }, html("span", {}, each),
      html("i", { style: `width: ${(46 * values[i]) / Math.max(...values, 1)}%` }), html("span", {}, print(values[i]))));
    return html("div", {}, html("dt", { class: "label" }, name), html("dd", {}, html("span", { class: "answer", "aria-hidden": "true" }, print(values[shown])), bars));
  }));
}
