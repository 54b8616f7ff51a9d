// The drawing: kernels as boxes, what they hand on in memory as squares, every trip through memory as an arrow.

/** `choose(step)` is told which kernel the reader points at. */
function graphPicture({ choose }) {
  const drawing = svg("svg", { role: "group", "aria-label": "the kernels in the order they run" });
  const element = html("div", { class: "picture" }, drawing);
  let [boxes, squares, arrows, roam] = [[], [], [], null];
  let stood = new Map(); // where each operation of the expression stood last

  /** Draw a plan anew; where operations stood before, they travel from there. */
  function draw(plan, width, moving) {
    const at = layoutOf(plan, width);
    Object.entries({ width, height: at.height }).forEach(([name, value]) => put(drawing, name, value));
    arrows = at.arrows.map((arrow) => arrowParts(plan, arrow));
    squares = at.squares.map((square) => squareParts(plan, square));
    boxes = at.kernels.map((box) => boxParts(plan, box, choose));
    const ops = boxes.flatMap((box) => box.ops);
    drawing.replaceChildren(...[boxes.map((box) => box.element), arrows.map((arrow) => arrow.element), squares.map((square) => square.element), ops.map((op) => op.element)].flat());
    roam = roving(boxes.map((box) => box.element), {});
    stood = travelled(plan, ops, stood, moving);
    if (moving) [...boxes, ...arrows, ...squares].forEach((part) => appear(part.element));
  }

  /** Show kernel `step`, counted from 0: what is done, what runs, what is in memory. */
  function show(plan, step) {
    const state = (kernel) => (kernel < step ? "past" : kernel === step ? "now" : "next");
    const live = new Set(plan.live[step]);
    const written = new Set(plan.kernels.slice(0, step + 1).flatMap(({ writes }) => writes));
    boxes.forEach(({ element: box, ops, k }) => {
      put(box, "class", `kernel ${state(k)}`);
      put(box, "aria-current", k === step && "step");
      ops.forEach((op) => put(op.element, "class", `op ${state(k)}`));
    });
    arrows.forEach(({ element: arrow, kind, kernel }) => put(arrow, "class", `arrow ${kind} ${state(kernel)}`));
    squares.forEach(({ element: square, place, size }) => put(square, "class", `square ${size} ${live.has(place) ? "live" : written.has(place) ? "freed" : "open"}`));
    roam.rest(step);
  }

  const hasFocus = () => element.contains(element.getRootNode().activeElement);
  return { element, draw, show, hasFocus, focus: (step) => boxes[step].element.focus() };
}

function boxParts(plan, { k, x, y, width, height, ops }, choose) {
  const head = svg("text", { class: "unit muted", x: x + width / 2, y: y - 8, "text-anchor": "middle" }, width > 70 ? `kernel ${k + 1}` : String(k + 1));
  const element = svg("g", { role: "button", "aria-label": spokenKernel(plan, k), click: () => choose(k) }, svg("rect", { x, y, width, height, rx: 10 }), head);
  return { element, k, ops: ops.map((op) => opParts(plan.nodes, op)) };
}

function opParts(nodes, { place, x, y }) {
  const { symbol, constant } = circleOf(nodes[place]);
  const word = symbol.length > 2;
  const shape = word ? svg("rect", { x: -23, y: -SIZE.op + 2, width: 46, height: 2 * SIZE.op - 4, rx: SIZE.op - 2 }) : svg("circle", { r: SIZE.op });
  const element = svg("g", { "aria-hidden": "true" }, shape, svg("text", { y: word ? 4 : 6, class: word ? "word" : "symbol", "text-anchor": "middle" }, symbol),
    constant && svg("text", { class: "unit muted halo", y: SIZE.op + 12, "text-anchor": "middle" }, constant));
  element.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  return { element, place, x, y };
}

function squareParts({ nodes }, { place, x, y, width }) {
  const { size } = nodes[place];
  const half = SIZE.square / 2;
  const second = size === "matrix" && svg("rect", { x: -width / 2 - 4, y: -half - 4, width, height: SIZE.square, rx: 3 });
  const element = svg("g", { "aria-hidden": "true", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` },
    second, svg("rect", { x: -width / 2, y: -half, width, height: SIZE.square, rx: size === "one" ? 13 : 3 }), svg("text", { y: 5, "text-anchor": "middle" }, labelOf(nodes, place)));
  return { element, place, size };
}

/** A line; through memory it has a head where it arrives. */
function arrowParts({ nodes }, { kernel, kind, place, points }) {
  const line = svg("path", { d: pathOf(points), fill: "none" });
    const [from, to] = points.slice(-2);
  const turn = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
  const tip = kind !== "inner" && svg("path", { class: "tip", d: "M0 0-8 4V-4Z", transform: `translate(${to[0].toFixed(1)} ${to[1].toFixed(1)}) rotate(${turn.toFixed(1)})` });
  return { element: svg("g", { "aria-hidden": "true" }, line, tip), kernel, kind: kind === "inner" ? kind : `${kind} ${nodes[place].size}` };
}

const pathOf = (points) => "M" + points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L");

// ---- Motion: operations travel to where they are fused, the rest appears

function travelled(plan, ops, stood, moving) {
  const stands = new Map();
  plan.places.forEach((place, original) => {
    const op = ops.find((one) => one.place === place);
    if (op) stands.set(original, [op.x, op.y]);
  });
  if (moving) {
    for (const { element, place, x, y } of ops) {
      const from = stood.get(plan.places.indexOf(place));
      if (from) animate(element, [{ transform: `translate(${from[0]}px, ${from[1]}px)` }, { transform: `translate(${x}px, ${y}px)` }]);
    }
  }
  return stands;
}

const appear = (element) => animate(element, [{ opacity: 0 }, { opacity: 1 }]);

function animate(element, frames) {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) element.animate(frames, { duration: 240, easing: "ease-out" });
}
