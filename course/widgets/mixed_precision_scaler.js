// A student's controller of the loss scale at work: its trace under the ceiling, one call written out, and the laws.

const [SCALER_WIDE, SCALER_TALL, SCALER_NARROW_TALL] = [700, 236, 210]; // pixels
const SCALER_TRAITS = ["profile", "interval", "init_log2", "step"];
const TEN_STEPS = 10;
const LAWS_MARKED = { right: "all laws kept", wrong: "broken", failed: "your function fails" };

function render({ model, el }) {
  const [ceilings, runs] = [model.get("ceilings"), model.get("runs")];
  const wrong = wrongSteps(ceilings, runs);
  const place = () => [PROFILE_NAMES.indexOf(model.get("profile")), SCALER_INTERVALS.indexOf(model.get("interval")), FIRST_SCALES.indexOf(model.get("init_log2"))];
  const foundNow = () => {
    const [profile, interval, first] = place();
    return findingOfScaler({ ceiling: ceilings[PROFILE_NAMES[profile]], run: runs[profile][interval][first], first: FIRST_SCALES[first], interval: SCALER_INTERVALS[interval] });
  };
  const change = (name, value) => {
    if (model.get(name) === value) return;
    model.set(name, value);
    model.save_changes();
  };
  let found = foundNow();
  const at = () => Math.min(model.get("step"), found.last);
  const controls = scalerControls({ model, change, at, finding: () => found, wrong, place });
  const card = callCard();
  const [title, sentence, panel] = [html("h3"), html("p"), html("div", { class: "panel" })];
  const status = html("p", { class: "unseen", role: "status" });
  const root = html("section", {
    class: "course course-visualizer scaler", tabindex: -1, "aria-label": "your loss scale over the steps of a run", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, controls.choice, panel, card.element, status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0'], [role='radio']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let picture = null;
  const show = () => {
    found = foundNow();
    write(title, titleOfScaler(found));
    sentence.replaceChildren(...sentenceOfScaler(found, wrong.flat(2).some((count) => count !== 0)));
    picture?.show(found, ceilings[model.get("profile")], at());
    card.show(found, at());
    write(status, statusOfScaler(found, at()));
    controls.show();
  };
  const draw = (width) => {
    picture = tracePicture({ width, tall: width >= SCALER_WIDE ? SCALER_TALL : SCALER_NARROW_TALL, choose: controls.choose });
    panel.replaceChildren(picture.element);
    show();
  };
  const ends = [onWidth(root, draw), controls.stop, follow(model, SCALER_TRAITS, show)];
  return () => ends.forEach((end) => end());
}

/** The chosen step: its call with its answer, what happened, and how the answer stands; under it all laws and the facts. */
function callCard() {
  const [name, event, verdict] = ["label", "event", "verdict"].map((kind) => html("p", { class: kind }));
  const [call, answer] = [html("code"), html("code", { class: "gives" })];
  const [laws, facts] = [lawTable(), scalerFacts()];
  const element = html("div", { class: "card" }, name, html("p", { class: "call" }, call, " ", html("span", {}, "→ ", answer)), event, verdict,
    html("div", { class: "under" }, laws.element, facts.element));
  function show(found, at) {
    const step = found.steps[at - 1];
    const [asked, given] = callOf(step, found.interval);
    write(name, `Step ${at} of ${SCALER_STEPS}`);
    write(call, asked);
    write(answer, given);
    write(event, capitalized(eventOf(step, found.interval)));
    write(verdict, verdictOf(step));
    put(verdict, "class", step.next && !step.broken.length ? "verdict" : "verdict err");
    laws.show(found, step);
    facts.show(found);
  }
  return { element, show };
}

/** Three cases, and what each wants of the scale and of the count, with how often that was asked and broken. */
function lawTable() {
  const rows = LAW_ROWS.map(([situation, ...laws]) => {
    const cells = laws.map((law) => {
      const tally = html("b");
      return { tally, element: html("td", {}, html("span", {}, law), " ", tally) };
    });
    return { cells, element: html("tr", {}, html("th", { scope: "row" }, situation), cells.map((cell) => cell.element)) };
  });
  const head = html("tr", {}, html("th", { scope: "col" }, "the laws"), html("th", { scope: "col" }, "the scale"), html("th", { scope: "col" }, "the count"));
  const element = html("table", {}, html("thead", {}, head), html("tbody", {}, rows.map((row) => row.element)));
  function show({ laws }, { kind }) {
    rows.forEach(({ cells, element: row }, i) => {
      put(row, "class", i === kind ? "now" : null);
      cells.forEach(({ tally, element: cell }, j) => {
        write(tally, tallyOf(laws[2 * i + j]));
        put(cell, "class", laws[2 * i + j].broken ? "err" : laws[2 * i + j].asked ? null : "unmet");
      });
    });
  }
  return { element, show };
}

function scalerFacts() {
  const cells = ["steps skipped", "of them at the start", "powers of two below the ceiling on average"].map((meaning) => {
    const value = html("dd");
    return { value, element: html("div", {}, html("dt", {}, meaning), value) };
  });
  const show = ({ skipped, atStart, room, count }) => [count ? skipped.length : "·", count ? atStart : "·", roomInWords(room)].forEach((text, i) => write(cells[i].value, String(text)));
  return { element: html("dl", { class: "facts" }, cells.map((cell) => cell.element)), show };
}

function scalerControls({ model, change, at, finding, wrong, place }) {
  const go = (step) => change("step", clamp(step, 1, finding().last));
  const clock = player({ position: at, go, last: () => finding().last, first: 1 });
  const choose = (step) => clock.jump(step);
  const choices = [
    { name: "profile", label: "run", values: PROFILE_NAMES, words: PROFILE_NAMES }, { name: "interval", label: "interval", values: SCALER_INTERVALS, words: SCALER_INTERVALS.map(String) },
    { name: "init_log2", label: "first scale", values: FIRST_SCALES, words: FIRST_SCALES.map((power) => powerOf(2, power)) },
  ].map((choice) => ({ ...choice, radios: segments({ label: choice.label, choices: choice.words, go: (index) => change(choice.name, choice.values[index]) }) }));
  const turn = ({ name, values }) => () => change(name, values[(values.indexOf(model.get(name)) + 1) % values.length]);
  const [turnRun, turnInterval, turnFirst] = choices.map(turn);
  const jumpTo = (steps) => () => {
    const next = nextStep(steps(), at());
    if (next !== null) choose(next);
  };
  const [miss, overflow] = [jumpTo(() => finding().broken), jumpTo(() => finding().steps.filter(({ isFinite }) => !isFinite).map(({ step }) => step))];
  const left = html("span", { class: "unit" });
  const missButton = html("button", { type: "button", class: "miss", click: miss }, html("span", { class: "label" }, "next broken law"), " ", left);
  const by = (steps) => () => choose(at() + steps);
  const keys = {
    ...clock.keys, ArrowUp: by(TEN_STEPS), ArrowDown: by(-TEN_STEPS), PageUp: by(TEN_STEPS), PageDown: by(-TEN_STEPS),
    m: miss, M: miss, o: overflow, O: overflow, r: turnRun, R: turnRun, i: turnInterval, I: turnInterval, f: turnFirst, F: turnFirst,
  };
  const caps = keycaps([[["←", "→"], "step"], [["↑", "↓"], "ten steps"], [["O"], "next overflow"], [["M"], "next broken"], [["R"], "run"], [["I"], "interval"], [["F"], "first scale"], [["Space"], "play"]]);
  const show = () => {
    const chosen = place();
    choices.forEach(({ radios, words }, i) => {
      radios.show(chosen[i]);
      const broken = (index) => chosen.reduce((counts, own, axis) => counts[axis === i ? index : own], wrong);
      markRadios(radios.element, words.map((_, index) => broken(index)), LAWS_MARKED);
    });
    const { broken, problem } = finding();
    write(left, broken.length ? `${broken.length} here` : problem ? "none drawn" : "none here");
    put(missButton, "aria-disabled", broken.length ? null : "true");
    clock.show();
  };
  const legend = legendOfDots(wrong.flat(2));
  const choice = html("div", { class: "choice" }, choices.map(({ radios }) => radios.element), legend ? html("p", { class: "legend" }, legend) : "");
  return { choice, bar: html("div", { class: "bar" }, clock.element, missButton, caps), keys, show, choose, stop: clock.stop };
}

export default { render };
