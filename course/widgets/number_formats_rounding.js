// A student's rounding at work: all codes as a staircase, and the chosen one digit by digit.

const TWO_COLUMNS = 720; // pixels: below it the chosen code stands under the staircase
const GAP = 28; // pixels, between the columns
const ROUNDING_TRAITS = ["dropped", "offset", "long_codes"];
const CODES_MARKED = { right: "all right", wrong: "wrong", failed: "no codes" };

function render({ model, el }) {
  const samples = Object.fromEntries(["sent", "problems", "mistakes"].map((name) => [name, model.get(name)]));
  const counts = wrongCounts(samples);
  const found = () => roundingFound(samples, model.get("long_codes"), model.get("dropped"));
  const change = (name, value) => {
    if (model.get(name) === value) return;
    model.set(name, value);
    model.save_changes();
  };
  const controls = roundingControls({ model, change, found, counts });
  const [title, sentence] = [html("h3"), html("p")];
  const status = html("p", { class: "unseen", role: "status" });
  const stairPanel = html("div", { class: "panel" });
  const card = codeCard();
  const pictures = html("div", { class: "pictures" }, stairPanel, card.element);
  const root = html("section", {
    class: "course course-visualizer rounding", tabindex: -1, "aria-label": "your rounding of codes", "data-lm-suppress-shortcuts": "true",
  }, title, sentence, pictures, status, controls.bar);
  onKeys(root, controls.keys);
  root.addEventListener("pointerdown", (event) => event.target.closest("button, [tabindex='0']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  let drawn = [];
  const place = (width) => {
    const isWide = width >= TWO_COLUMNS;
    const wide = isWide ? Math.floor(0.62 * (width - GAP)) : width;
    put(pictures, "style", `grid-template-columns: ${isWide ? `${wide}px 1fr` : "1fr"}`);
    drawn = [stairPicture({ width: wide, height: isWide ? 400 : 340, choose: controls.choose }),
      betweenPicture({ width: isWide ? width - GAP - wide : Math.min(width, 440) })];
    stairPanel.replaceChildren(drawn[0].element);
    card.hold(drawn[1].element);
    show();
  };
  const show = () => {
    const now = found();
    const code = now.codes[model.get("offset") + CODES_REACH];
    write(title, titleOfRounding(now, counts));
    sentence.replaceChildren(...sentenceOfRounding(now));
    for (const picture of drawn) picture.show(now, code);
    card.show(now, code);
    write(status, statusOfRounding(now, code, counts));
    controls.show();
  };
  const ends = [onWidth(root, place), controls.stop, follow(model, ROUNDING_TRAITS, show)];
  return () => ends.forEach((end) => end());
}

/** The chosen code: its digits, what falls, and between which steps it lies. */
function codeCard() {
  const [name, digits, rest, reason, verdict] = ["label", "digits", "rest", "reason", "verdict"].map((kind) => html("p", { class: kind }));
  const shares = sharesOfWrong();
  const element = html("div", { class: "panel card" }, name, digits, rest);
  function show(found, code) {
    const { kept, fallen } = digitsOf(code.code, found.dropped);
    write(name, `Code ${codeText(code.code, found.isLong)}`);
    const cell = (role, digit, isLast) => html("span", { class: `digit ${role} ${digit === "1" ? "one" : ""} ${isLast ? "last" : ""}` }, digit);
    digits.replaceChildren(html("span", { class: "more", "aria-hidden": "true" }, found.isLong ? "…" : ""),
      ...[...kept].map((digit, i) => cell("exp", digit, i === kept.length - 1)), html("i"), ...[...fallen].map((digit) => cell("frac", digit)));
    rest.replaceChildren(word("exp", `the last that stays is ${kept.at(-1)}: ${kept.at(-1) === "1" ? "odd" : "even"}`), html("br"), word("frac", restInWords(code)));
    write(reason, reasonInWords(code, found));
    put(verdict, "class", code.isWrong ? "verdict err" : "verdict");
    write(verdict, verdictInWords(code, found));
    shares.show(found);
  }
  return { element, show, hold: (picture) => element.replaceChildren(name, digits, rest, picture, reason, verdict, shares.element) };
}

/** How many of all codes, of the ties and of the codes below the middle go elsewhere. */
function sharesOfWrong() {
  const kinds = [["of all codes", () => true], ["of the ties", ({ isTie }) => isTie], ["below zero", ({ code }) => code < 0]];
  const cells = kinds.map(([meaning, holds]) => {
    const [name, value] = [html("dt", {}, meaning), html("dd")];
    return { holds, name, value, element: html("div", {}, name, value) };
  });
  const element = html("div", { class: "shares" }, html("p", { class: "unit" }, "sent elsewhere"), html("dl", {}, cells.map((cell) => cell.element)));
  function show({ problem, codes, isLong }) {
    write(cells.at(-1).name, isLong ? `below ${powerOf(2, LONG_POWER)}` : "below zero");
    for (const { holds, value, element: cell } of cells) {
      const all = codes.filter(holds);
      const wrong = all.filter(({ isWrong }) => isWrong).length;
      value.replaceChildren(problem ? "·" : String(wrong), html("small", { class: "unit" }, ` of ${all.length}`));
      put(cell, "class", wrong ? "err" : null);
    }
  }
  return { element, show };
}

function roundingControls({ model, change, found, counts }) {
  const last = CODES.length - 1;
  const choose = (code) => clock.jump(code + CODES_REACH);
  const clock = player({
    position: () => model.get("offset") + CODES_REACH, last: () => last, go: (index) => change("offset", CODES[clamp(index, 0, last)]),
  });
  const drop = (dropped) => change("dropped", clamp(dropped, 1, DROPS.length));
  const drops = segments({ label: "digits dropped", choices: DROPS.map(String), go: (index) => drop(DROPS[index]) });
  const sizes = segments({ label: "codes", choices: ["near 0", `near ${powerOf(2, LONG_POWER)}`], go: (index) => change("long_codes", index === 1) });
  const jumpTo = (holds) => () => {
    const next = nextCode(found().codes, model.get("offset"), holds);
    if (next !== null) choose(next);
  };
  const [miss, tie] = [jumpTo(({ isWrong }) => isWrong), jumpTo(({ isTie }) => isTie)];
  const by = (step) => () => choose(clamp(model.get("offset") + step, -CODES_REACH, CODES_REACH));
  const left = html("span", { class: "unit" });
  const missButton = html("button", { type: "button", class: "miss", click: miss }, html("span", { class: "label" }, "next wrong one"), " ", left);
  const caps = keycaps([[["←", "→"], "code"], [["↑", "↓"], "digits dropped"], [["T"], "next tie"], [["M"], "next wrong"], [["Space"], "play"]]);
  const keys = {
    ArrowLeft: by(-1), ArrowRight: by(1), ArrowUp: () => drop(model.get("dropped") + 1), ArrowDown: () => drop(model.get("dropped") - 1),
    Home: clock.keys.Home, End: clock.keys.End, " ": clock.toggle, m: miss, M: miss, t: tie, T: tie,
  };
  const show = () => {
    const [isLong, dropped] = [model.get("long_codes"), model.get("dropped")];
    drops.show(DROPS.indexOf(dropped));
    sizes.show(Number(isLong));
    markRadios(drops.element, DROPS.map((_, i) => counts[Number(isLong)][i]), CODES_MARKED);
    markRadios(sizes.element, counts.map((byDropped) => byDropped[dropped - 1]), CODES_MARKED);
    const { problem, wrong } = found();
    write(left, problem ? "none drawn" : wrong.length ? `of ${wrong.length}` : "none here");
    put(missButton, "aria-disabled", wrong.length ? null : "true");
    clock.show();
  };
  const bar = html("div", { class: "bar" }, clock.element, drops.element, sizes.element, missButton, caps);
  return { bar, keys, show, choose, stop: clock.stop };
}

export default { render };
