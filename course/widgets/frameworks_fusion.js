// A student's kernels beside eager's: a program to choose, kernels to step through.

const TWO_COLUMNS = 700; // pixels: below it, yours stands under eager

function render({ model, el }) {
  const answers = model.get("answers");
  const set = (name, value) => (model.set(name, value), model.save_changes());
  const index = () => Math.max(0, answers.findIndex(({ name }) => name === model.get("program")));
  const facts = () => ({ answer: answers[index()], last: stepsOf(answers[index()]).length - 1 });
  const step = () => Math.min(model.get("step") - 1, facts().last);
  const choose = (next) => set("step", Math.min(Math.max(next, 0), facts().last) + 1);
  const clock = player({ position: step, go: choose, last: () => facts().last });
  const pick = (next) => {
    clock.stop();
    set("program", answers[(next + answers.length) % answers.length].name);
  };
  const programs = programChoice(answers, pick);
  const pictures = [
    planPicture({ label: (kernels) => `eager: ${counted(kernels.length, "kernel")}, one for each line` }),
    planPicture({ label: () => "your kernels in order", choose: (k) => clock.jump(k) }),
  ];
  const parts = fusionLayout({ programs, pictures, clock });
  let [width, drawn] = [0, ""];

  function redraw() {
    const { answer } = facts();
    const state = `${answer.name}|${width}`;
    const moment = momentOf(answer, step());
    const focused = pictures[1].hasFocus();
    if (width && drawn !== state) {
      const own = width >= TWO_COLUMNS ? Math.floor((width - 16) / 2) : width;
      put(parts.plans, "style", `grid-template-columns: ${width >= TWO_COLUMNS ? "1fr 1fr" : "1fr"}`);
      pictures[0].draw(answer.lines, answer.eager, [], own);
      pictures[1].draw(answer.lines, answer.yours, answer.faults, own);
      drawn = state;
    }
    if (width) [moment.eager, moment.yours].forEach((each, i) => pictures[i].show(each));
    if (width && focused) pictures[1].focus(step());
    programs.show(index());
    showWords(parts, answer, step());
    clock.show();
  }

  const by = (move) => () => pick(index() + move);
  onKeys(parts.root, { ...clock.keys, ArrowUp: by(-1), ArrowDown: by(1) });
  parts.root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex]:not(section)") ?? parts.root.focus({ preventScroll: true }));
  el.replaceChildren(parts.root);
  const unfollow = follow(model, ["program", "step"], redraw);
  redraw();
  const unwatch = onWidth(parts.plans, (next) => ((width = next), redraw()));
  return () => (clock.stop(), unfollow(), unwatch());
}

export default { render };

/** The programs, one of them chosen; a triangle where something is wrong. */
function programChoice(answers, pick) {
  const radios = answers.map(({ name, problem, faults }, i) => html("button", { type: "button", role: "radio", click: () => pick(i) }, name,
    problem || faults.length ? html("span", { class: "err" }, html("span", { "aria-hidden": "true" }, " ▲"), html("span", { class: "unseen" }, ", wrong")) : null));
  const roam = roving(radios, { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }, pick);
  const group = html("div", { class: "programs", role: "radiogroup", "aria-label": "program" }, html("span", { class: "unit", "aria-hidden": "true" }, "program"), radios);
  onKeys(group, roam.keys);
  function show(chosen) {
    radios.forEach((radio, i) => put(radio, "aria-checked", String(i === chosen)));
    roam.rest(chosen);
  }
  return { element: group, show };
}

/** Every part of the visualizer, empty, in its place. */
function fusionLayout({ programs, pictures, clock }) {
  const [title, sentence, others] = [html("h3"), html("p"), html("ul", { class: "others" })];
  const notes = [html("span", { class: "unit" }), html("span", { class: "unit" })];
  const names = [["Eager", notes[0]], ["Your kernels", notes[1]]];
  const plans = html("div", { class: "plans" }, names.map(([name, note], i) =>
    html("div", { class: "panel" }, html("p", {}, html("span", { class: "label" }, name), " ", note), pictures[i].element)));
  const [saying, counters] = [html("div", { class: "saying" }), html("dl", { class: "counters" })];
  const status = html("p", { class: "unseen", role: "status" });
  const caps = keycaps([[["↑", "↓"], "program"], [["←", "→"], "kernel"], [["Space"], "play"]]);
  const root = html("section", {
    class: "course course-visualizer fusion", tabindex: -1, "aria-label": "your kernels of a program, beside eager’s", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, others, programs.element, plans, html("div", { class: "numbers" }, saying, counters), html("div", { class: "bar" }, clock.element, caps), status);
  return { root, title, sentence, others, notes, plans, saying, counters, status };
}

function showWords({ title, sentence, others, notes, saying, counters, status }, answer, step) {
  write(title, answer.finding);
  sentence.replaceChildren(...sentenceOf(answer));
  others.replaceChildren(...otherFaults(answer));
  write(notes[0], "each line a kernel");
  write(notes[1], answer.problem ? "there are none yet" : answer.yours.length ? "as your function packs the lines" : "your function gives none");
  const said = sayingOf(answer, step);
  const term = (role, value, meaning) => html("span", { class: `term ${role}` }, html("b", {}, String(value)), " ", html("small", {}, meaning));
  saying.replaceChildren(html("p", { class: "unit" }, said.heading), html("h4", {}, said.lines),
    html("div", { class: "formula" }, term("comm", said.own, said.own === 1 ? "pass" : "passes"), html("span", {}, "="), term("mem", said.reads, "read"), html("span", {}, "+"), term("mem", said.writes, "written")),
    html("p", {}, said.sentence));
  counters.replaceChildren(...countersOf(answer).map(counterOf));
  write(status, `${answer.name}, ${said.heading}: ${said.lines}. ${said.sentence}`);
}

/** A counter: your number large, and both as bars. */
function counterOf({ name, values }) {
  const most = Math.max(...values.map(Number), 1);
  const rows = values.map((value, i) => html("span", { class: i ? "row" : "row shown" }, html("span", {}, i ? "eager" : "yours"),
    html("i", { style: `width: ${(60 * Number(value)) / most}%` }), html("span", {}, value === null ? "not counted" : String(value))));
  return html("div", {}, html("dt", { class: "label" }, name), html("dd", {}, html("span", { class: "answer", "aria-hidden": "true" }, values[0] ?? "·"), rows));
}
