// Controls of every visualizer, put behind parts.js: they are ink, they have keys, and they say what they do.

/** Call the action of a pressed key: {"ArrowRight": ..., " ": ...}. Keys typed into a field stay there. */
function onKeys(element, actions) {
  element.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    const button = event.target.closest?.("button:focus-visible");
    const belongsToTarget = event.target.matches?.("input") || (button && [" ", "Enter"].includes(event.key));
    if (!action || belongsToTarget || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    action(event);
  });
}

/** Call `go(share)` where the pointer is pressed or dragged: 0 at the element's left end, 1 at its right. */
function onDragAcross(element, go) {
  const seek = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const box = element.getBoundingClientRect();
    go(clamp((event.clientX - box.x) / box.width, 0, 1));
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    seek(event);
  });
  element.addEventListener("pointermove", seek);
}

/**
 * First, back, play, step, last. `position()` says where we are, `go(position)` moves there, `last()` is the end.
 * Play makes a step each 600 ms (each second where motion is reduced) and stops at the end;
 * from the end it begins anew.
 */
function player({ position, go, last, first = 0 }) {
  let timer = null;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const stop = () => (clearInterval(timer), (timer = null), show());
  const tick = () => (position() < last() ? go(position() + 1) : stop());
  const next = () => (position() < last() ? position() + 1 : first);
  const start = () => ((timer = setInterval(tick, still.matches ? 1000 : 600)), go(next()), show());
  const toggle = () => (timer ? stop() : start());
  const jump = (target) => (timer && stop(), go(target));
  const button = (name, icon, click) =>
    html("button", { type: "button", "aria-label": name, title: name, class: name, click }, iconOf(icon));
  const buttons = {
    first: button("first", ICONS.first, () => jump(first)),
    back: button("back", ICONS.back, () => jump(position() - 1)),
    play: button("play", ICONS.play, toggle),
    step: button("step", ICONS.step, () => jump(position() + 1)),
    last: button("last", ICONS.last, () => jump(last())),
  };
  function show() {
    const name = timer ? "pause" : "play";
    if (buttons.play.title !== name) {
      buttons.play.title = name;
      put(buttons.play, "aria-label", name);
      buttons.play.replaceChildren(iconOf(ICONS[name]));
    }
    put(buttons.back, "aria-disabled", position() <= first);
    put(buttons.first, "aria-disabled", position() <= first);
    put(buttons.last, "aria-disabled", position() >= last());
  }
  const element = html("div", { class: "player", role: "group", "aria-label": "player" }, Object.values(buttons));
  const keys = {
    " ": toggle,
    ArrowLeft: () => jump(position() - 1),
    ArrowRight: () => jump(position() + 1),
    Home: () => jump(first),
    End: () => jump(last()),
  };
  return { element, keys, show, stop, toggle, jump };
}

const ICONS = {
  first: "M3.5 4V14M14 4 7 9 14 14Z",
  back: "M11 4 6 9 11 14|",
  play: "M5 3.5V14.5L14.5 9Z",
  pause: "M6 4V14M12 4V14|",
  step: "M7 4 12 9 7 14|",
  last: "M14.5 4V14M4 4 11 9 4 14Z",
};

/** An icon in a square of 18; a bar at the end of its path says: strokes only. */
function iconOf(path) {
  const fill = path.endsWith("|") ? "none" : null;
  return svg("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" }, svg("path", { d: path.replace("|", ""), fill }));
}

/** One dot a step in the colour of its phase, past ones filled; phases: [{name, count, role}]. Positions count from 1. */
function progress({ phases, go, describe, label = "step" }) {
  const dots = [];
  const groups = phases.map(({ name, count, role }) => {
    const own = Array.from({ length: count }, () => html("span", { class: "dot" }));
    dots.push(...own);
    const tone = role ? `--tone: var(--course-${role}-mark); --word: var(--course-${role}-text)` : "--tone: var(--course-ink); --word: var(--course-ink)";
    return html("span", { class: "phase", style: tone }, html("span", { class: "dots" }, own), html("span", { class: "unit" }, name));
  });
  const nearest = (event) => {
    const distance = (dot) => Math.abs(dot.getBoundingClientRect().x + 6 - event.clientX);
    return 1 + dots.reduce((best, dot, i) => (distance(dot) < distance(dots[best]) ? i : best), 0);
  };
  const element = html("div", {
    class: "timeline", role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": 1, "aria-valuemax": dots.length,
    click: (event) => go(nearest(event)),
  }, groups);
  function show(position) {
    dots.forEach((dot, i) => put(dot, "class", i + 1 < position ? "dot past" : i + 1 === position ? "dot now" : "dot"));
    put(element, "aria-valuenow", position);
    put(element, "aria-valuetext", describe(position));
  }
  return { element, show };
}

/**
 * A slider over a few stops that mean something, each printed. `stops` are the printed words, `detail` a unit under
 * the label; `go(index)` moves. `show(index, value, unit)` prints the value beside it.
 */
function slider({ label, detail = null, stops, go, width = 280 }) {
  let chosen = 0;
  const left = (index) => `${(100 * index) / (stops.length - 1)}%`;
  const marks = stops.map((stop, index) => html("span", { class: "stop unit", style: `left: ${left(index)}` }, stop));
  const filled = html("span", { class: "track filled" });
  const thumb = html("span", { class: "thumb" });
  const rail = html("div", { style: "position: absolute; inset: 0 16px" },
    html("span", { class: "track", style: "width: 100%" }), filled, marks, thumb);
  const handle = html("div", {
    role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": 0, "aria-valuemax": stops.length - 1,
    style: `width: ${width}px`,
  }, rail);
  const move = (index) => go(Math.min(Math.max(index, 0), stops.length - 1));
  const drag = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const box = rail.getBoundingClientRect();
    const index = Math.round(((event.clientX - box.x) / box.width) * (stops.length - 1));
    if (event.type === "pointerdown") handle.setPointerCapture(event.pointerId);
    if (index !== chosen) move(index);
  };
  handle.addEventListener("pointerdown", drag);
  handle.addEventListener("pointermove", drag);
  const keys = {
    ArrowLeft: () => move(chosen - 1), ArrowDown: () => move(chosen - 1),
    ArrowRight: () => move(chosen + 1), ArrowUp: () => move(chosen + 1),
    Home: () => move(0), End: () => move(stops.length - 1),
  };
  onKeys(handle, keys);
  const value = html("div", { class: "value" });
  const unit = html("div", { class: "unit" });
  const element = html("div", { class: "slider" },
    html("div", {}, html("div", { class: "label" }, label), detail && html("div", { class: "unit" }, detail)),
    handle, html("div", {}, value, unit));
  function show(index, printed, printedUnit = "") {
    chosen = index;
    marks.forEach((mark, i) => put(mark, "class", i === index ? "stop unit chosen" : "stop unit"));
    put(filled, "style", `width: ${left(index)}`);
    put(thumb, "style", `left: ${left(index)}`);
    put(handle, "aria-valuenow", index);
    put(handle, "aria-valuetext", `${printed} ${printedUnit}`.trim());
    write(value, printed);
    write(unit, printedUnit);
  }
  return { element, handle, keys, show };
}

/** A choice of two to six: one of them is pressed. `choices` are words; `go(index)`. */
function segments({ label, choices, go }) {
  const radios = choices.map((choice, index) =>
    html("button", { type: "button", role: "radio", click: () => go(index) }, choice));
  const roam = roving(radios, { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }, go);
  const group = html("div", { role: "radiogroup", "aria-label": label }, radios);
  onKeys(group, roam.keys);
  function show(chosen) {
    radios.forEach((radio, index) => put(radio, "aria-checked", String(index === chosen)));
    roam.rest(chosen);
  }
  return { element: html("div", { class: "segments" }, html("span", { class: "label" }, label), group), show };
}

/** A red dot at each choice that is not right, and words for ears: `counts` of what is wrong there, null where all fails. */
function markRadios(group, counts, { right, wrong, failed }) {
  group.querySelectorAll("[role=radio]").forEach((radio, i) => {
    put(radio, "data-off", counts[i] === 0 ? null : "yes");
    put(radio, "title", counts[i] === null ? failed : counts[i] ? `${counts[i]} ${wrong}` : right);
  });
}

/** On or off, with its effect in words; `go(on)`. */
function toggle({ label, effect = "", go }) {
  const words = html("span", { class: "unit" }, effect);
  const element = html("button", {
    type: "button", role: "switch", class: "toggle", "aria-checked": "false",
    click: () => go(element.getAttribute("aria-checked") !== "true"),
  }, html("i"), html("span", {}, html("span", { class: "label" }, label), words));
  function show(on, printedEffect = effect) {
    put(element, "aria-checked", String(on));
    write(words, printedEffect);
  }
  return { element, show };
}

/** The number typed into a field, or null if it is none from −largest to largest. */
function typed(field, largest) {
  const text = field.value.trim().replace("−", "-").replace(",", ".");
  return text !== "" && Math.abs(Number(text)) <= largest ? Number(text) : null;
}

/** Mark a field whose number cannot be kept, and say which can. */
function refuse(field, largest) {
  put(field, "aria-invalid", "true");
  field.title = `a number between −${largest} and ${largest}, such as −0.4`;
}

/** Keys as keycaps with what they do: `keycaps([[["←", "→"], "step"], [["Space"], "play"]])`. */
function keycaps(rows) {
  const caps = rows.map(([keys, does]) => html("span", {}, keys.map((key) => html("kbd", {}, key)), does));
  return html("div", { class: "keys", "aria-hidden": "true" }, caps);
}

/**
 * One Tab stop for many elements: `keys` maps a key to how far it moves. `onMove(index)` is told.
 * Returns the keys' actions for `onKeys`, and `rest(index)`, which says where Tab comes in.
 */
function roving(elements, keys, onMove = () => {}) {
  let index = 0;
  const rest = (next) => {
    index = next;
    elements.forEach((element, i) => put(element, "tabindex", i === index ? 0 : -1));
  };
  const move = (by) => {
    rest((index + by + elements.length) % elements.length);
    elements[index].focus();
    onMove(index);
  };
  elements.forEach((element, i) => element.addEventListener("focus", () => rest(i)));
  rest(0);
  const actions = Object.fromEntries(Object.entries(keys).map(([key, by]) => [key, () => move(by)]));
  return { keys: actions, move, rest, index: () => index };
}
