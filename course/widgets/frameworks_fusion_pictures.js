// One plan drawn: squares in memory, boxes of lines, an arrow for each pass, and every fault in red.

/** `choose(k)` is told which kernel the reader points at; null: the picture only shows. */
function planPicture({ label, choose = null }) {
  const drawing = svg("svg", choose ? { role: "group" } : { role: "img" });
  const element = html("div", { class: "plan" }, drawing);
  let [parts, roam] = [[], null];

  function draw(lines, kernels, faults, width) {
    const at = layoutOf(lines, kernels, width);
    const wrong = marksOf(faults);
    const boxes = at.boxes.map((box) => boxParts(kernels[box.k], box, wrong, choose));
    const others = [
      ...at.arrows.map(arrowParts), ...at.threads.map(threadParts), ...at.squares.map(squareParts),
      ...at.rows.flatMap((row) => (row.line === null || (row.kernel === null && isInput(lines, row.line)) ? [] : [rowParts(lines, row, wrong)])),
    ];
    put(drawing, "width", width);
    put(drawing, "height", at.height);
    put(drawing, "aria-label", label(kernels));
    drawing.replaceChildren(...heads(at), ...[...boxes, ...others].map((part) => part.element), ...cutsOf(at, faults));
    roam = choose && boxes.length ? roving(boxes.map((box) => box.element), {}) : null;
    parts = [...boxes, ...others];
  }

  /** Which kernels run now, which have run, and which arrays are in memory meanwhile. */
  function show({ now, past, live }) {
    const state = (kernel) => (now.includes(kernel) ? "now" : past.includes(kernel) ? "past" : "next");
    for (const part of parts) {
      if (part.array === undefined) put(part.element, "class", `${part.kind} ${state(part.kernel)}`);
      else put(part.element, "class", `${part.kind} ${live.includes(part.array) ? "live" : "away"}`);
      if (part.isBox) put(part.element, "aria-current", choose && now.includes(part.kernel) && "step");
    }
    roam?.rest(Math.max(0, ...now));
  }

  const hasFocus = () => element.contains(element.getRootNode().activeElement);
  const focus = (k) => parts.find((part) => part.isBox && part.kernel === k)?.element.focus();
  return { element, draw, show, hasFocus, focus };
}

/** Which lines and boxes the faults mark. */
function marksOf(faults) {
  return { lines: new Set(faults.flatMap(({ lines }) => lines)), boxes: new Set(faults.flatMap(({ boxes }) => boxes)) };
}

/** The names of the two lanes. */
function heads({ boxes, squares }) {
  const head = (x, name) => svg("text", { class: "unit muted", x, y: 12, "text-anchor": "middle" }, name);
  return [squares.length && head(squares[0].x, "memory"), boxes.length && head(boxes[0].x + boxes[0].width / 2, "kernels")].filter(Boolean);
}

function boxParts(kernel, { k, x, y, width, height }, wrong, choose) {
  const isWrong = wrong.boxes.has(k);
  const name = svg("text", { class: isWrong ? "unit err" : "unit muted", x: x + width + 8, y: y + height / 2 + 4 }, `${isWrong ? "▲ " : ""}kernel ${k + 1}`);
  const spoken = choose && { role: "button", "aria-label": spokenFusion(kernel, k), click: () => choose(k) };
  const element = svg("g", { ...spoken }, svg("rect", { x, y, width, height, rx: 8 }), name);
  return { element, kernel: k, kind: isWrong ? "box wrong" : "box", isBox: true };
}

/** A line in its place: its number, its operation, what it reads; rounded if it works number by number. */
function rowParts(lines, { line, kernel, x, y }, wrong) {
  const [operation, ...reads] = lines[line] ?? ["unknown"];
  const isWrong = wrong.lines.has(line);
  const [high, round] = [SIZE.pill, operation === "matmul" ? 3 : SIZE.pill / 2];
  const text = svg("text", { x: x + SIZE.op / 2, y: y + 4.5, "text-anchor": "middle" },
    svg("tspan", { class: "which" }, `${isWrong ? "▲ " : ""}${String(line).replace("-", "−")}  `), svg("tspan", { class: "operation" }, operation), svg("tspan", { class: "which" }, ` ${reads.join(", ")}`));
  const element = svg("g", { "aria-hidden": "true" }, svg("rect", { x, y: y - high / 2, width: SIZE.op, height: high, rx: round }), text);
  return { element, kernel, kind: `op${isWrong ? " wrong" : ""}${kernel === null ? " alone" : ""}` };
}

function squareParts({ array, given, lost, x, y }) {
  const half = SIZE.square / 2;
  const name = !given && !lost ? null : svg("text", { class: lost ? "unit err" : "unit muted", x: x - half - 6, y: y + 4, "text-anchor": "end" }, lost ? "lost" : "input");
  const element = svg("g", { "aria-hidden": "true" }, svg("rect", { x: x - half, y: y - half, width: SIZE.square, height: SIZE.square, rx: 3 }),
    svg("text", { x, y: y + 4.5, "text-anchor": "middle", class: "name" }, String(array)), name);
  return { element, array, kind: lost ? "square lost" : "square" };
}

/** A pass: a curve that arrives level, with a head; and thin, what it becomes inside the box. */
function arrowParts({ kernel, kind, points: [[x0, y0], [x1, y1]], inner: [[a, b], [c]] }) {
  const middle = (x0 + x1) / 2;
  const turn = x1 > x0 ? 0 : 180;
  const element = svg("g", { "aria-hidden": "true" },
    svg("path", { class: "inner", d: `M${a} ${b}H${c}` }),
    svg("path", { class: "way", d: `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}` }),
    svg("path", { class: "tip", d: "M0 0-8 4V-4Z", transform: `translate(${x1} ${y1}) rotate(${turn})` }));
  return { element, kernel, kind: `arrow ${kind}` };
}

function threadParts({ kernel, x, y: [from, to], down }) {
  const half = SIZE.pill / 2;
  const bulge = Math.min(SIZE.arcs, 12 + (to - from) / 12);
  const d = down ? `M${x} ${from + half}V${to - half}` : `M${x} ${from}C${x + bulge} ${from} ${x + bulge} ${to} ${x} ${to}`;
  return { element: svg("path", { d, "aria-hidden": "true" }), kernel, kind: "thread" };
}

/** Where a run was cut for no reason: a dashed red line between two boxes, with its word. */
function cutsOf({ boxes }, faults) {
  return faults.filter(({ cut }) => cut !== null).map(({ cut }) => {
    const [one, other] = [boxes[cut], boxes[cut + 1]];
    const y = (one.y + one.height + other.y) / 2;
    const end = one.x + one.width;
    return svg("g", { class: "cut", "aria-hidden": "true" }, svg("path", { d: `M${one.x - 6} ${y}H${end + 6}` }),
      svg("text", { class: "unit err halo", x: end + 8, y: y + 4 }, "▲ cut"));
  });
}
