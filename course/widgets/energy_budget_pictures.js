// The pictures of the budget: the joules as a stacked bar over the bar before, and rows of figures that can be asked.

const ROLES = { arithmetic: "act", weights: "comm", activations: "mem" };
const BAR = { top: 26, height: 40, gap: 12, ghost: 14, right: 84, bottom: 40 }; // pixels; at the right the bar's joules
const NAME_NEEDS = 7.2; // pixels a letter of a name inside a bar
const TICKS = [1, 2, 5];

/** Joules of one inference, and of the choice before as a ghost, on one scale from zero. */
function barPicture(width) {
  const room = width - BAR.right;
  const [ghostTop, axisTop] = [BAR.top + BAR.height + BAR.gap, BAR.top + BAR.height + BAR.gap + BAR.ghost + 26];
  const [now, ghost, axis] = [svg("g"), svg("g", { class: "ghost" }), svg("g", { class: "ticks" })];
  const element = svg("svg", { width, height: axisTop + BAR.bottom, class: "joules", role: "img" }, axis, ghost, now);

  function show(budget, before) {
    const scale = room / Math.max(budget.joules, before.joules);
    const segments = segmentsOf(budget, scale);
    now.replaceChildren(...segments.map(({ part, x, wide }) => svg("rect", { class: ROLES[part], x, y: BAR.top, width: Math.max(wide - 1, 0.5), height: BAR.height })),
      ...segments.filter(({ part, wide }) => wide > PART_NAMES[part].length * NAME_NEEDS).map(({ part, x }) => svg("text", { class: `over ${ROLES[part]}`, x, y: BAR.top - 8 }, PART_NAMES[part])),
      svg("text", { class: budget.fits ? "total" : "total muted", x: budget.joules * scale + 8, y: BAR.top + BAR.height / 2 + 5 }, quantity(budget.joules, "J")));
    const ghosts = segmentsOf(before, scale);
    ghost.replaceChildren(...ghosts.map(({ part, x, wide }) => svg("rect", { class: ROLES[part], x, y: ghostTop, width: Math.max(wide - 1, 0.5), height: BAR.ghost })),
      svg("text", { class: "muted", x: before.joules * scale + 8, y: ghostTop + 12 }, quantity(before.joules, "J")),
      svg("text", { class: "muted", x: 0, y: ghostTop + BAR.ghost + 17 }, `before: ${settingInWords(before.choice)}`));
    axis.replaceChildren(...axisOf(Math.max(budget.joules, before.joules), passName(budget.choice), scale, room, axisTop));
    put(element, "aria-label", `bar of ${quantity(budget.joules, "J")}: ${PARTS.map((part) => `${PART_NAMES[part]} ${quantity(budget.parts[part], "J")}`).join(", ")}; before, ${settingInWords(before.choice)}: ${quantity(before.joules, "J")}`);
  }
  return { element, show };
}

function segmentsOf({ parts }, scale) {
  let x = 0;
  return PARTS.map((part) => {
    const wide = parts[part] * scale;
    x += wide;
    return { part, x: x - wide, wide };
  });
}

// From zero to a round number below the end.
function axisOf(most, name, scale, room, top) {
  const power = 10 ** Math.floor(Math.log10(most));
  const end = TICKS.findLast((tick) => tick * power <= most * (1 + 1e-9)) * power;
  return [svg("path", { d: `M0 ${top}H${room}` }), ...[0, end].flatMap((value) => [
    svg("path", { d: `M${value * scale} ${top}v5` }),
    svg("text", { x: value * scale, y: top + 19, "text-anchor": value ? "middle" : "start" }, value ? quantity(value, "J") : "0")]),
  svg("text", { x: 0, y: top + 35 }, `energy of one ${name} (joules)`)];
}

// ---- Rows that can be asked for their arithmetic

const ROWS = { ...PART_NAMES, computing: "computing", fetching: "fetching weights", passes: "" };
const ROW_ROLES = { ...ROLES, computing: "act", fetching: "comm", passes: "ink" };
const MARKS = { act: "M7 2a5 5 0 1 0 .01 0Z", mem: "M2 2h10v10h-10Z", comm: "M1 5h2v4h-2ZM5 5h2v4h-2ZM8 2l6 5l-6 5Z", ink: "M2 4h8v6h-8ZM11 6h2v2h-2Z" };

/** All rows, one Tab stop; `go(row)` is told which was asked. Returns {groups, show}; the groups are placed apart. */
function budgetRows(go) {
  const rows = Object.keys(ROWS).map((name) => budgetRow(name, () => go(name)));
  const names = Object.keys(ROWS);
  const roam = roving(rows.map((row) => row.element), { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -1, ArrowRight: 1 }, (index) => go(names[index]));
  const group = (label, from, to) => {
    const element = html("div", { class: "rows", role: "radiogroup", "aria-label": label }, rows.slice(from, to).map((row) => row.element));
    onKeys(element, roam.keys);
    return element;
  };
  const groups = [group("what the energy is spent on", 0, 3), group("time and battery", 3, 6)];
  function show(budget, chosen) {
    const shares = sharesText(PARTS.map((part) => budget.shares[part]));
    const isPlugged = budget.passes === null;
    const texts = {
      ...Object.fromEntries(PARTS.map((part, i) => [part, [quantity(budget.parts[part], "J"), shares[i], budget.shares[part]]])),
      computing: [quantity(budget.computing, "s"), budget.bound === "compute" ? "binds" : "", budget.computing / budget.seconds],
      fetching: [quantity(budget.fetching, "s"), budget.bound === "memory" ? "binds" : "", budget.fetching / budget.seconds],
      passes: [aboutCount(isPlugged ? 3.6e6 / budget.joules : budget.passes), "", null],
    };
    rows.forEach((row) => row.show(row.name === "passes" ? `${passName(budget.choice)}s per ${isPlugged ? "kWh" : "charge"}` : ROWS[row.name], ...texts[row.name], row.name === chosen));
    roam.rest(names.indexOf(chosen));
  }
  return { groups, show };
}

function budgetRow(name, click) {
  const role = ROW_ROLES[name];
  const [label, value, more, bar] = [html("span", { class: "name" }), html("b"), html("span", { class: "more" }), html("i", { class: `share ${role}` })];
  const element = html("div", { class: name === "passes" ? "row no-share" : "row", role: "radio", click }, svg("svg", { width: 14, height: 14, class: `mark ${role}`, "aria-hidden": "true" }, svg("path", { d: MARKS[role] })),
    label, value, more, html("span", { class: "track-of-share" }, bar));
  function show(text, printed, extra, share, isChosen) {
    write(label, text);
    write(value, printed);
    write(more, extra);
    put(bar, "style", share === null ? "display: none" : `width: ${(100 * share).toFixed(2)}%`);
    put(element, "aria-checked", String(isChosen));
    put(element, "aria-label", `${text}: ${printed}${extra ? `, ${extra}` : ""}`);
  }
  return { name, element, show };
}
