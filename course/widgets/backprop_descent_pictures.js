// The pictures of the descent: a way over the bowl, seen from above, and the losses it meets.

const SPAN = { weight: [-1, 1.75], bias: [-1.15, 1.6] }; // equally long, so that a circle stays one
const NUDGE = 0.05; // of the start, an arrow key
const LEVELS = Array.from({ length: 10 }, (_, k) => 0.005 * 2 ** k); // excess losses, doubling
const NAME_WIDTH = 74; // pixels: "−gradient" and its halo
const NAMED_LEVELS = [2, 4];
const DEEPEST_WASH = 16; // per cent of the error's colour

// One setting's way over the bowl. `side` is the picture's width in pixels; `choose(point)` moves the start.
function surface(bowl, side, choose) {
  const [left, top] = [26, 20];
  const size = side - left;
  const scale = size / (SPAN.weight[1] - SPAN.weight[0]);
  const x = (weight) => (weight - SPAN.weight[0]) * scale;
  const y = (bias) => (SPAN.bias[1] - bias) * scale;
  const past = svg("path", { class: "past" });
  const future = svg("path", { class: "future" });
  const dots = svg("g", { class: "dots" });
  const arrow = svg("path", { class: "arrow" });
  const arrowName = svg("text", { class: "halo arrow-name", "text-anchor": "middle" }, "−gradient");
  const startName = svg("text", { class: "halo start-name", "text-anchor": "middle" }, "start");
  const ground = svg("rect", { class: "ground", width: size, height: size });
  const clipped = svg("svg", { width: size, height: size, class: "clipped" },
    ground, contours(bowl, { x, y, scale }), future, past, dots, bottomMark(x(bowl.optimum[0]), y(bowl.optimum[1])));
  const start = svg("circle", { class: "start", r: 6 });
  const element = svg("svg", { width: side, height: size + top + 44, class: "surface", role: "group" },
    svg("text", { class: "axis", x: 0, y: 12 }, "bias (brightness)"),
    svg("g", { transform: `translate(${left} ${top})` },
      clipped, ticks({ x, y, size }), arrow, arrowName, startName, start));
  const point = (event) => {
    const box = ground.getBoundingClientRect();
    const across = Math.min(Math.max(event.clientX - box.x, 0), box.width);
    const down = Math.min(Math.max(event.clientY - box.y, 0), box.height);
    return [SPAN.weight[0] + across / scale, SPAN.bias[1] - down / scale];
  };
  ground.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    ground.setPointerCapture(event.pointerId);
    choose(point(event));
  });
  ground.addEventListener("pointermove", (event) => event.buttons && choose(point(event)));

  function show(run, step) {
    const places = run.path.map((p) => [x(p[0]), y(p[1])]);
    put(past, "d", line(places.slice(0, step + 1), size));
    put(future, "d", line(places.slice(step), size));
    dots.replaceChildren(...places.slice(0, step + 1).filter((p) => inside(p, size)).map(([cx, cy], k) =>
      svg("circle", { cx, cy, r: k === step ? 4 : 2.5 })));
    put(element, "aria-label", `the way of ${step} steps over the loss, seen from above, at ${nameOf(run)}`);
    const [sx, sy] = places[0];
    put(start, "cx", sx);
    put(start, "cy", sy);
    // Python may start from anywhere; off the picture there is nothing to show, but still something to move.
    put(start, "opacity", inside(places[0], size) ? null : 0);
    put(startName, "opacity", inside(places[0], size) ? null : 0);
    put(startName, "x", Math.min(Math.max(sx, 16), size - 16));
    put(startName, "y", sy < 24 ? sy + 22 : sy - 12);
    // The arrow stands where the next step begins; after the last step, at the start again.
    const from = step < run.path.length - 1 ? step : 0;
    showArrow(places[from], gradientAt(bowl, run.path[from]), [...places, ...[-16, 0, 16].map((dx) => [sx + dx, sy - 16])]);
  }
  function showArrow([px, py], [gw, gb], crowd) {
    const slope = Math.hypot(gw, gb);
    const seen = slope > 0 && inside([px, py], size);
    put(arrow, "visibility", seen ? "visible" : "hidden");
    put(arrowName, "visibility", seen ? "visible" : "hidden");
    if (!seen) return;
    const length = Math.min(Math.max(slope * scale * 1.2, 22), 64);
    const [ux, uy] = [-gw / slope, gb / slope];
    const [tx, ty] = [px + ux * length, py + uy * length];
    put(arrow, "d", arrowPath([px + 8 * ux, py + 8 * uy], [tx, ty], [ux, uy]));
    const [nx, ny] = freeSpot([tx, ty], [...crowd, [tx, ty], [(px + tx) / 2, (py + ty) / 2]], size);
    put(arrowName, "x", nx);
    put(arrowName, "y", ny);
  }
  return { element, show, start };
}

// Where the arrow's name covers the fewest of the points: near its tip first, below before above.
function freeSpot([tx, ty], crowd, size) {
  const [half, high] = [NAME_WIDTH / 2, 16];
  const spots = [0, 48, -48].flatMap((dx) => [14, 26, 38, 50, -8, -26].map((dy) =>
    [clamp(tx + dx, half, size - half), clamp(ty + dy, high, size - 6)]));
  const covered = ([x, y]) => crowd.filter(([px, py]) => Math.abs(px - x) < half + 2 && py > y - high && py < y + 7).length;
  return spots.reduce((best, spot) => (covered(spot) < covered(best) ? spot : best));
}

function inside([px, py], size) {
  return px >= 0 && px <= size && py >= 0 && py <= size;
}

// A path as far as it can be drawn: beyond some widths of the picture it is cut, in its own direction.
function line(places, size) {
  const far = 20 * size;
  const drawn = [];
  for (const [px, py] of places) {
    const outside = Math.max(Math.abs(px), Math.abs(py)) / far;
    drawn.push(outside > 1 ? `${px / outside} ${py / outside}` : `${px} ${py}`);
    if (outside > 1) break;
  }
  return drawn.length > 1 ? `M${drawn.join("L")}` : "";
}

function arrowPath([fx, fy], [tx, ty], [ux, uy]) {
  const wing = (side) => `${tx - 9 * ux + side * 5 * uy} ${ty - 9 * uy - side * 5 * ux}`;
  return `M${fx} ${fy}L${tx - 6 * ux} ${ty - 6 * uy}M${tx} ${ty}L${wing(1)}L${wing(-1)}Z`;
}

function bottomMark(cx, cy) {
  return svg("path", { class: "bottom", d: `M${cx - 6} ${cy}H${cx + 6}M${cx} ${cy - 6}V${cy + 6}` });
}

// Lines of equal loss are ellipses along the bowl's axes: from line to line the excess loss doubles.
function contours(bowl, { x, y, scale }) {
  const [steep, flat] = axesOf(bowl);
  const centre = { cx: x(bowl.optimum[0]), cy: y(bowl.optimum[1]) };
  const degrees = (-180 / Math.PI) * Math.atan2(steep.direction[1], steep.direction[0]);
  const radius = (excess, axis) => Math.sqrt((2 * excess) / axis.curvature) * scale;
  const wash = (k) => `color-mix(in oklab, var(--course-err-mark) ${(DEEPEST_WASH * k) / LEVELS.length}%, var(--course-paper))`;
  const rings = LEVELS.map((excess, k) => svg("ellipse", {
    ...centre, rx: radius(excess, steep), ry: radius(excess, flat), style: `fill: ${wash(k)}`,
    transform: `rotate(${degrees} ${centre.cx} ${centre.cy})`,
  }));
  const names = NAMED_LEVELS.map((k) => {
    const reach = Math.sqrt((2 * LEVELS[k]) / flat.curvature);
    const side = flat.direction[0] < 0 ? 1 : -1; // to the left, where no start and no path is by default
    const at = bowl.optimum.map((value, i) => value + side * reach * flat.direction[i]);
    return svg("text", { class: "halo level", x: x(at[0]), y: y(at[1]) + 4, "text-anchor": "middle" },
      number(bowl.floor + LEVELS[k], 2));
  });
  return svg("g", { class: "contours" }, rings.reverse(), names);
}

function ticks({ x, y, size }) {
  const isNarrow = size < 220; // the name of the axis is wider than the axis
  const across = [0, 1].map((value) => [
    svg("path", { d: `M${x(value)} ${size}v5` }), svg("text", { x: x(value), y: size + 19, "text-anchor": "middle" }, number(value, 0))]);
  const up = [-1, 0, 1].map((value) => [
    svg("path", { d: `M0 ${y(value)}h-5` }), svg("text", { x: -8, y: y(value) + 4, "text-anchor": "end" }, number(value, 0))]);
  const name = svg("text", { x: isNarrow ? size : size / 2, y: size + 38, "text-anchor": isNarrow ? "end" : "middle" }, "weight (brightness per brightness)");
  return svg("g", { class: "ticks" }, across.flat(), up.flat(), name);
}

// The losses of both settings over the steps, logarithmic: a straight line is a constant factor a step.
const LOSSES = [0.03, 10];

function lossChart(bowl, steps, { width, height, go }) {
  const [left, top, right] = [28, 20, 120]; // at the right, room for the longest label
  const [wide, high] = [width - left - right, height - top - 44];
  const x = (step) => (step / steps) * wide;
  const y = (loss) => (high * Math.log(LOSSES[1] / loss)) / Math.log(LOSSES[1] / LOSSES[0]);
  const shown = (loss) => Math.max(y(loss), 0);
  const grid = [0.1, 1, 10].map((loss) => [
    svg("path", { class: "grid", d: `M0 ${y(loss)}H${wide}` }),
    svg("text", { x: -8, y: y(loss) + 4, "text-anchor": "end" }, String(loss))]);
  const across = [0, steps / 2, steps].map((step) => [
    svg("path", { d: `M${x(step)} ${high}v5` }), svg("text", { x: x(step), y: high + 19, "text-anchor": "middle" }, String(step))]);
  const floor = svg("g", { class: "floor" }, svg("path", { d: `M0 ${y(bowl.floor)}H${wide}` }),
    svg("text", { class: "halo", x: 4, y: y(bowl.floor) + 16 }, `smallest possible, ${number(bowl.floor, 3)}`));
  const curves = ["before", "now"].map((which) => ({
    line: svg("path", { class: `curve ${which}` }), dots: svg("path", { class: `steps ${which}` }), dot: svg("circle", { r: 4, class: "end" }),
    value: svg("text", { class: "halo end-value", x: wide + 10 }),
    name: svg("text", { class: "halo end-name", x: wide + 10 }), push: svg("text", { class: "halo end-name", x: wide + 10 }),
  }));
  const marker = svg("path", { class: "marker" });
  const clipped = svg("svg", { width: wide, height: high, class: "clipped" }, curves.map(({ line, dots }) => [line, dots]).flat());
  const element = svg("svg", { width, height, class: "losses", role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuemax": steps },
    svg("rect", { width, height, class: "hit" }),
    svg("g", { transform: `translate(${left} ${top})` }, svg("g", { class: "ticks" }, grid.flat(), across.flat(),
      svg("text", { x: wide / 2, y: high + 38, "text-anchor": "middle" }, "step (count)")),
      marker, floor, clipped, curves.map(({ dot, value, name, push }) => [dot, value, name, push]).flat()));
  const seek = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    go(Math.round(((event.clientX - clipped.getBoundingClientRect().x) / wide) * steps));
  };
  element.addEventListener("pointerdown", seek);
  element.addEventListener("pointermove", seek);

  function show(runs, step) {
    put(marker, "d", `M${x(step)} 0V${high}`);
    const ends = runs.map((run) => shown(run.losses[step]));
    const room = runs.map(({ momentum }) => (momentum ? 50 : 34));
    const tops = apart(ends, runs[0].losses[step] > runs[1].losses[step] ? 0 : 1, room, high);
    runs.forEach((run, i) => {
      const { line, dots, dot, value, name, push } = curves[i];
      const places = run.losses.map((loss, k) => `${x(k)} ${Math.max(y(loss), -99 * high)}`);
      put(line, "d", `M${places.join("L")}`);
      put(dots, "d", places.map((place) => `M${place}h0`).join(""));
      put(dot, "cx", x(step));
      put(dot, "cy", ends[i]);
      [value, name, push].forEach((text, row) => put(text, "y", tops[i] + 12 + 16 * row));
      write(value, lossText(run.losses[step]) + (y(run.losses[step]) < 0 ? " ↑" : ""));
      write(name, `${shareOf(run)} × 2/L`);
      write(push, run.momentum ? `momentum ${run.momentum}` : "");
    });
    put(element, "aria-label", "step, on a picture of the loss after each step");
    put(element, "aria-valuenow", step);
    put(element, "aria-valuetext", `step ${step}: ` + runs.map((run) => `loss ${lossText(run.losses[step])} at ${nameOf(run)}`).join(", "));
  }
  return { element, show };
}

// The tops of two labels beside their points: pushed apart where they would touch, and kept inside.
function apart(points, upper, room, high) {
  const lower = 1 - upper;
  const tops = [];
  tops[lower] = Math.min(points[lower] - 8, high - room[lower]);
  tops[upper] = Math.max(Math.min(points[upper] - 8, tops[lower] - room[upper]), -8);
  tops[lower] = Math.max(tops[lower], tops[upper] + room[upper]);
  return tops;
}

function nameOf(run) {
  return `${shareOf(run)} × 2/L${run.momentum ? ` with momentum ${run.momentum}` : ""}`;
}
