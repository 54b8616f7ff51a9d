// The drawing of the network: made once, placed when the width changes, and shown again at every step.

const RADIUS = 27;
const HEIGHT = 512;
const LABEL = { height: 34, letter: 7.5 };
const COLUMNS = ["inputs", "hidden, ReLU", "outputs, softmax", "loss"];
// How far along its edge each weight's label stands, so that no two meet: [layer][to][from].
const ALONG = [[[0.5, 0.24], [0.62, 0.62], [0.24, 0.5]], [[0.5, 0.38, 0.76], [0.76, 0.38, 0.5]]];

/** Where everything stands in a drawing `width` pixels wide. */
function geometry(width) {
  const [inputs, outputs] = [RADIUS + 3, width - 140];
  const columns = [inputs, (inputs + outputs) / 2, outputs, width - 36];
  const rows = { x: [160, 360], h: [88, 260, 432], p: [160, 360] };
  const node = (name, index) => [columns["xhp".indexOf(name)], rows[name][index]];
  const edge = ({ layer, to, from }) => {
    const [start, end] = [node(layer ? "h" : "x", from), node(layer ? "p" : "h", to)];
    const length = Math.hypot(end[0] - start[0], end[1] - start[1]);
    const along = (share) => [0, 1].map((i) => start[i] + share * (end[i] - start[i]));
    const [a, b] = [along(RADIUS / length), along(1 - RADIUS / length)];
    const [x, y] = along(ALONG[layer][to][from]);
    return { start: a, end: b, angle: (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI, label: { x, y } };
  };
  return { columns, node, edge, loss: [columns[3], 260] };
}

/** `point(edge or null)` is told what the reader points at, `edit(edge)` which number to open. */
function networkPicture({ point, edit }) {
  const heads = COLUMNS.map((name) => svg("text", { class: "head", "text-anchor": "middle", y: 12 }, name));
  const edges = EDGES.map((edge) => edgeParts(edge, { point, edit }));
  const nodes = [["x", 2], ["h", 3], ["p", 2]].flatMap(([name, count]) => Array.from({ length: count }, (_, i) => nodeParts(name, i)));
  const loss = lossParts();
  const travellers = [0, 1, 2].map(() => svg("path", { class: "traveller" }));
  const layers = ["band", "line", "hit", "gap"].map((part) => edges.map((parts) => parts[part]));
  const labels = edges.map(({ label }) => label);
  const drawing = svg("svg", { height: HEIGHT, role: "group", "aria-label": "the network and its weights" },
    heads, loss.wires, layers, nodes.map(({ element }) => element), loss.element, travellers, labels);
  const element = html("div", { class: "picture" }, drawing);
  const roam = roving(labels, {});
  const indexOf = ({ layer, to, from }) => EDGES.findIndex((edge) => edge.layer === layer && edge.to === to && edge.from === from);
  let at = geometry(540);
  let themes = null;

  function place(width) {
    at = geometry(width);
    put(drawing, "width", width);
    heads.forEach((head, i) => put(head, "x", i === 3 ? at.columns[3] : Math.max(at.columns[i], 24)));
    edges.forEach((parts, i) => placeEdge(parts, at.edge(EDGES[i])));
    nodes.forEach(({ element: node, name, index }) => put(node, "transform", `translate(${at.node(name, index).join(" ")})`));
    placeLoss(loss, at);
  }

  function show(facts) {
    themes ??= tokens();
    edges.forEach((parts, i) => showEdge(parts, EDGES[i], facts));
    nodes.forEach((node) => showNode(node, facts, themes));
    showLoss(loss, facts);
    if (facts.now.kind === "gradient") roam.rest(indexOf(facts.now));
  }

  return {
    element, show,
    place: (width, facts) => (place(width), travel(travellers, facts, at, false)),
    travel: (facts) => travel(travellers, facts, at, true),
    move: (by) => roam.move(labels.includes(element.getRootNode().activeElement) ? by : 0),
    selected: () => EDGES[roam.index()],
    focus: (edge) => labels[indexOf(edge)].focus(),
    labelOf: (edge) => at.edge(edge).label,
  };
}

// ---- Weights

function edgeParts(edge, { point, edit }) {
  const listen = { pointerenter: () => point(edge), pointerleave: () => point(null), click: () => edit(edge) };
  // The gap interrupts the lines beneath the words; it lies below all words, the frame round them lies on top.
  const [gap, frame] = ["gap", "frame"].map((name) => svg("rect", { class: name, y: -LABEL.height / 2, height: LABEL.height, rx: 6 }));
  const [weight, gradient] = [-3, 13].map((y) => svg("text", { y, "text-anchor": "middle" }));
  const label = svg("g", { class: "weight-label", role: "button", ...listen, focus: () => point(edge), blur: () => point(null) }, frame, weight, gradient);
  return { band: svg("line", { class: "band" }), line: svg("line"), hit: svg("line", { class: "hit", ...listen }), gap, frame, label, weight, gradient };
}

function placeEdge({ band, line, hit, gap, label }, { start, end, label: { x, y } }) {
  for (const one of [band, line, hit]) Object.entries({ x1: start[0], y1: start[1], x2: end[0], y2: end[1] }).forEach(([name, value]) => put(one, name, value.toFixed(1)));
  for (const one of [gap, label]) put(one, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`);
}

function showEdge(parts, edge, facts) {
  const weight = of(facts.network.weights, edge);
  const gradient = of(facts.back.gradients, edge);
  const role = weightRole(weight);
  const known = knows(facts, { kind: "gradient", ...edge });
  const done = facts.now.kind === "update" && gradient !== 0; // a weight without gradient stays what it was
  const flow = flowOf(facts.now, edge);
  const largest = Math.max(...facts.network.weights.flat(2).map(Math.abs)) || 1;
  const next = of(facts.after.weights, edge);
  put(parts.line, "class", `edge ${role} ${flow ? "now" : ""}`);
  put(parts.line, "stroke-width", (1.2 + (3.3 * Math.abs(weight)) / largest).toFixed(2));
  put(parts.band, "class", `band ${flow ?? ""}`);
  put(parts.label, "class", `weight-label ${facts.now.kind === "gradient" && flow ? "now" : ""}`);
  put(parts.weight, "class", done ? weightRole(next) || "muted" : role || "muted");
  write(parts.weight, weightText(done ? next : weight));
  put(parts.gradient, "class", done ? "second muted old" : !known || gradient === 0 ? "second muted" : "second grad");
  write(parts.gradient, done ? weightText(weight) : known ? `∂ ${signed(gradient)}` : "∂ ·");
  fitFrame(parts);
  const { source, end } = endsOf(edge);
  const learnt = done ? `, updated to ${weightText(next)}` : known ? `, gradient ${signed(gradient)}` : "";
  put(parts.label, "aria-label", `weight from ${source} to ${end}, ${weightText(weight)}${learnt}. Enter edits it`);
}

/** As wide as its longer line, so that it hides no more of the edges than it must. */
function fitFrame({ gap, frame, weight, gradient }) {
  const width = 8 + LABEL.letter * Math.max(weight.textContent.length, gradient.textContent.length);
  for (const one of [gap, frame]) dress(one, { x: -width / 2, width }, []);
}

/** The role of what flows over an edge in this step, or null. */
function flowOf(now, { layer, to, from }) {
  const forwardTo = { sum: 0, score: 1 }[now.kind];
  if (forwardTo === layer && now.unit === to) return "act";
  if (now.kind === "signal" && layer === 1 && now.unit === from) return "grad";
  if (now.kind === "gradient" && now.layer === layer && now.to === to && now.from === from) return "grad";
  return null;
}

// ---- Units

function nodeParts(name, index) {
  const disc = svg("circle", { r: RADIUS });
  const text = (y, kind) => svg("text", { y, class: kind, "text-anchor": "middle" });
  const [value, title, signal, note] = [text(5, "value"), text(-RADIUS - 9, "name halo"), text(RADIUS + 17, "signal halo"), text(RADIUS + 33, "unit halo muted")];
  write(title, indexed(name, index + 1));
  if (name === "p") dress(title, { "text-anchor": "start", x: -10 }, []); // the answer's words need the room at the right
  return { element: svg("g", { class: "node" }, disc, value, title, signal, note), disc, value, title, signal, note, name, index };
}

/** What a unit shows at this step: {value, filled, off, signal, current}; null where nothing is known yet. */
function unitAt({ name, index }, facts) {
  const { values, back, network, now } = facts;
  const knowsOf = (kind) => knows(facts, { kind, unit: index });
  const is = (...kinds) => kinds.includes(now.kind) && now.unit === index;
  const end = now.kind === "gradient" && now[("xh"[now.layer] === name) ? "from" : "xh"[now.layer - 1] === name ? "none" : "to"] === index;
  if (name === "x") return { value: network.inputs[index], filled: true, current: end && now.layer === 0 };
  if (name === "p") {
    const filled = knowsOf("probability");
    const value = filled ? values.probabilities[index] : knowsOf("score") ? values.scores[index] : null;
    return { value, filled, signal: knowsOf("error") ? back.errors[index] : null, current: is("score", "probability", "error") };
  }
  const filled = knowsOf("relu");
  const off = filled && values.sums[index] <= 0;
  const value = filled ? values.hidden[index] : knowsOf("sum") ? values.sums[index] : null;
  return { value, filled, off, signal: knowsOf("signal") ? back.signals[index] : null,
    current: is("sum", "relu", "signal") || (end && now.layer === 1) };
}

function showNode(node, facts, themes) {
  const { value, filled, off, signal, current } = unitAt(node, facts);
  const full = filled && !off;
  const shade = (theme) => activationColour(value, theme);
  put(node.element, "class", `node ${off ? "off" : ""} ${current ? "now" : ""} ${filled ? "" : "open"}`);
  node.disc.style.fill = full ? inBothThemes(themes, shade) : "";
  node.value.style.fill = full ? inBothThemes(themes, (theme) => textOn(shade(theme))) : "";
  write(node.value, value === null || value === undefined ? "·" : (filled ? number : signed)(value));
  const known = signal !== null && signal !== undefined;
  put(node.signal, "class", known ? "signal halo grad" : "signal halo muted");
  write(node.signal, node.name === "x" ? "" : known ? `δ ${signed(signal)}` : "δ ·");
  write(node.note, off ? (node.index === 2 ? "off: ReLU lets nothing back" : "off") : "");
  if (node.name === "p") showAnswer(node, facts.network.target);
}

/** "p₂, answer 1": what would be right stands beside the name of what was said. */
function showAnswer({ title, index }, target) {
  const right = index === target;
  put(title, "class", right ? "name halo strong" : "name halo");
  write(title, `${indexed("p", index + 1)}, answer ${right ? 1 : 0}`);
}

// ---- The loss

function lossParts() {
  const value = svg("text", { class: "value", y: 6, "text-anchor": "middle" });
  const rule = svg("text", { class: "unit halo muted", y: 42, "text-anchor": "middle" });
  const box = svg("rect", { x: -32, y: -24, width: 64, height: 48, rx: 6 });
  return { element: svg("g", { class: "loss" }, box, value, rule), wires: [0, 1].map(() => svg("line", { class: "wire" })), value, rule };
}

function placeLoss({ element, wires }, at) {
  put(element, "transform", `translate(${at.loss.join(" ")})`);
  wires.forEach((wire, k) => {
    const [x, y] = at.node("p", k);
    const corner = { x1: x + 0.9 * RADIUS, y1: y + (k ? -0.45 : 0.45) * RADIUS, x2: at.loss[0] - 32, y2: at.loss[1] + (k ? 12 : -12) };
    Object.entries(corner).forEach(([name, place]) => put(wire, name, place.toFixed(1)));
  });
}

function showLoss({ element, value, rule }, facts) {
  const known = knows(facts, { kind: "loss" });
  const done = facts.now.kind === "update";
  put(element, "class", `loss ${known ? "known" : ""} ${facts.now.kind === "loss" || done ? "now" : ""}`);
  write(value, known ? number(done ? facts.after.loss : facts.values.loss) : "·");
  write(rule, done ? `was ${number(facts.values.loss)}` : `−ln ${indexed("p", facts.network.target + 1)}`);
}

// ---- What flows: activations to the right, gradients to the left

/** Arrowheads that travel along the edges of this step and stay where they arrive. */
function travel(travellers, facts, at, moving) {
  const flowing = EDGES.filter((edge) => flowOf(facts.now, edge));
  travellers.forEach((traveller, i) => {
    put(traveller, "visibility", flowing[i] ? "visible" : "hidden");
    if (flowing[i]) send(traveller, flowOf(facts.now, flowing[i]), at.edge(flowing[i]), moving);
  });
}

function send(traveller, role, { start, end, angle }, moving) {
  const back = role === "grad";
  const [from, to, turn] = back ? [end, start, angle + 180] : [start, end, angle];
  const stand = ([x, y]) => `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px) rotate(${turn.toFixed(1)}deg)`;
  put(traveller, "class", `traveller ${role}`);
  put(traveller, "d", back ? "M-1 0-15 7V-7Z" : "M-4-5A5 5 0 1 0-3.9-5Z");
  traveller.style.transform = stand(to);
  const still = !moving || matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!still) traveller.animate([{ transform: stand(from) }, { transform: stand(to) }], { duration: 240, easing: "ease-out" });
}
