// The loss along the chosen score, with the line of your slope through the point, and the nudged one dashed.

const FARTHEST = 1e4; // pixels: what lies beyond is drawn there
const LETTER = 7.4; // pixels, of the widest face at 12 px
const MOST_LOSS = 1e300; // beyond, differences overflow
const MANY_CORNERS = 8; // more are a rough curve, and no corner of it is worth a ring

const within = (value, low, high) => Math.min(Math.max(value, low), high);

// The range of some numbers with air round it, [low, high]; nulls do not count.
function rangeOf(numbers) {
  const known = numbers.filter((value) => value !== null).map((value) => within(value, -MOST_LOSS, MOST_LOSS));
  if (!known.length) return [-1, 1];
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const air = high > low ? 0.12 * (high - low) : Math.max(1, Math.abs(high));
  return [low - air, high + air];
}

// Scales from a place and a loss to pixels, and the space inside the axes.
function scalesOf({ places }, losses, { width, height }) {
  const range = rangeOf(losses);
  const marks = losses.every((loss) => loss === null) ? [] : ticksBetween(...range, 4);
  const [left, top, right, bottom] = [16 + LETTER * Math.max(3, ...marks.map(({ text }) => text.length)), 24, 12, 44];
  const [wide, high] = [width - left - right, height - top - bottom];
  const [low, last] = [places[0], places.at(-1)];
  const x = (place) => ((place - low) / (last - low)) * wide;
  const y = (value) => within(((range[1] - value) / (range[1] - range[0])) * high, -FARTHEST, FARTHEST);
  return { left, top, wide, high, x, y, marks, low, last, unit: high / (range[1] - range[0]) };
}

function axesOf({ x, y, wide, high, marks, low, last }, name) {
  const up = marks.map(({ value, text }) => [
    svg("path", { class: value === 0 ? "grid zero" : "grid", d: `M0 ${y(value)}H${wide}` }),
    svg("text", { x: -8, y: y(value) + 4, "text-anchor": "end" }, text)]);
  const across = ticksBetween(low, last, 6).map(({ value, text }) => [
    svg("path", { d: `M${x(value)} ${high}v5` }), svg("text", { x: x(value), y: high + 19, "text-anchor": "middle" }, text)]);
  const title = svg("text", { x: wide / 2, y: high + 38, "text-anchor": "middle" }, `${name} (no unit)`);
  return svg("g", { class: "ticks" }, up.flat(), across.flat(), svg("path", { d: `M0 ${high}H${wide}` }), title);
}

// A line through points [x, y]; null is a gap.
function pathThrough(points) {
  let pen = "M";
  return points.map((point) => {
    const step = point ? `${pen}${point[0]} ${point[1]}` : "";
    pen = point ? "L" : "M";
    return step;
  }).join("");
}

function curvePicture(state, findings, { width, height, moveTo }) {
  const { places, chosen, curves } = state;
  const { losses } = curves[chosen];
  const scale = scalesOf(state, losses, { width, height });
  const { wide, high } = scale;
  const curve = places.map((place, i) => (losses[i] === null ? null : [scale.x(place), scale.y(losses[i])]));
  const step = wide / (places.length - 1);
  const rug = findings.misses.map((i) => `M${Math.max(0, scale.x(places[i]) - step / 2)} ${high}H${Math.min(wide, scale.x(places[i]) + step / 2)}`).join("");
  const corners = findings.corners.filter((i) => curve[i] && findings.corners.length <= MANY_CORNERS);
  const [marker, line, dashed, span] = ["marker", "line yours", "line nudged", "span"].map((name) => svg("path", { class: name }));
  const names = ["grad", "ink", "err"].map((role) => svg("text", { class: `halo name ${role}`, "text-anchor": "middle" }));
  const point = svg("circle", { class: "point", r: 6 });
  const hit = svg("rect", { class: "hit", width: wide, height: high });
  const element = svg("svg", {
    width, height, class: "plot", role: "slider", tabindex: 0, "aria-label": `score ${chosen}, on a picture of your loss`,
    "aria-valuemin": places[0], "aria-valuemax": places.at(-1),
  },
    svg("text", { class: "axis", x: 0, y: 12 }, "loss (no unit)"),
    svg("g", { transform: `translate(${scale.left} ${scale.top})` }, axesOf(scale, `score ${chosen}`), marker, hit,
      svg("svg", { class: "clipped", width: wide, height: high }, span, svg("path", { class: "curve", d: pathThrough(curve) }), dashed, line),
      svg("path", { class: "rug", d: rug }), corners.map((i) => svg("circle", { class: "corner", cx: curve[i][0], cy: curve[i][1], r: 5 })), names, point));
  onDrag(hit, (share) => moveTo(Math.round(share * (places.length - 1))));

  function show(place, found) {
    const slope = found.slopes[chosen];
    const ends = (value) => endsOf(value, curve[place], scale);
    const own = ends(slope.yours);
    const theirs = slope.isCorner || slope.verdict === "right" ? null : ends(slope.nudged);
    put(marker, "d", `M${scale.x(places[place])} 0V${high}`);
    put(line, "d", own && pathThrough(own));
    put(dashed, "d", theirs && pathThrough(theirs));
    put(span, "d", slope.isCorner && !slope.isJump ? fanOf(slope, curve[place], scale) : null);
    put(point, "visibility", curve[place] ? null : "hidden");
    if (curve[place]) [put(point, "cx", curve[place][0]), put(point, "cy", curve[place][1])];
    const drawn = curve.filter(Boolean);
    placeNames([
      { points: own && between(...own), text: `your slope ${signedFixed(slope.yours, 2)}` },
      { points: theirs && between(...theirs), text: `nudged ${signedFixed(slope.nudged, 2)}` },
      { points: drawn.length > 1 ? drawn : null, text: "your loss" }], names, curve[place], scale);
    put(element, "aria-valuenow", places[place]);
    put(element, "aria-valuetext", `score ${chosen} = ${fixed(places[place], 1)}, loss ${fixed(found.loss, 4)}`);
  }
  return { element, show };
}

// A drag by hand, as a share of the element's width.
function onDrag(element, go) {
  const seek = (event) => {
    if (event.type === "pointermove" && !event.buttons) return;
    const box = element.getBoundingClientRect();
    go(within((event.clientX - box.x) / box.width, 0, 1));
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    seek(event);
  });
  element.addEventListener("pointermove", seek);
}

// The visible ends of a line of some slope through a point of the curve, or null.
function endsOf(slope, point, scale) {
  if (slope === null || !point) return null;
  const [run, fall] = reachOfLine(slope, scale);
  return [-1, 1].map((side) => {
    const [dx, dy] = [side * run, side * fall];
    const share = Math.min(1, roomFor(dx, point[0], scale.wide), roomFor(dy, point[1], scale.high));
    return [point[0] + share * dx, point[1] + share * dy];
  });
}

// How far a line of some slope goes to the right, and down, from its point.
function reachOfLine(slope, { unit, wide, low, last }) {
  const rise = within(slope, -MOST_LOSS, MOST_LOSS) * REACH * (last - low);
  return [REACH * wide, within(-rise * unit, -FARTHEST, FARTHEST)];
}

// Which share of a way there is room for, in a picture of this size.
function roomFor(way, from, size) {
  return way === 0 ? 1 : (way > 0 ? size - from : from) / Math.abs(way);
}

// All lines through a corner that will do: two wedges between the lines of its sides.
function fanOf({ left, right }, [px, py], scale) {
  const sides = [left, right].map((slope) => reachOfLine(slope, scale));
  return [-1, 1].map((side) => `M${px} ${py}${sides.map(([run, fall]) => `L${px + side * run} ${py + side * fall}`).join("")}Z`).join("");
}

// Some points of a stretch between two.
function between([ax, ay], [bx, by], count = 24) {
  return Array.from({ length: count + 1 }, (_, k) => [ax + ((bx - ax) * k) / count, ay + ((by - ay) * k) / count]);
}

// Write the names of lines, one after the other, each near its own and clear of all else.
function placeNames(words, names, point, scale) {
  const taken = point ? [point] : [];
  words.forEach(({ points, text }, i) => {
    write(names[i], points ? text : "");
    if (!points) return;
    const others = [...words.flatMap((word, k) => (k === i ? [] : word.points ?? [])), ...taken];
    const [x, y] = bestSpot(points, text, others, scale);
    put(names[i], "x", x);
    put(names[i], "y", y);
    const half = (LETTER * text.length) / 2;
    taken.push(...[-10, -4, 2].flatMap((dy) => between([x - half, y + dy], [x + half, y + dy], 12)));
  });
}

// Of spots above and below a line's own points, the one that covers nothing and lies nearer to it than to any other.
function bestSpot(points, text, others, { wide, high }) {
  const half = (LETTER * text.length) / 2;
  const spots = points.toReversed().flatMap(([x, y]) => [-9, 19, -16, 26, -26, 36].flatMap((dy) => [0, half + 12, -half - 12].map((dx) =>
    [within(x + dx, half, wide - half), within(y + dy, 12, high - 10)])));
  const gap = ([x, y], from) => from.reduce((least, [px, py]) =>
    Math.min(least, Math.hypot(Math.max(Math.abs(px - x) - half, 0), Math.max(py - y - 3, y - 10 - py, 0))), 99);
  const price = (spot) => {
    const [near, far] = [gap(spot, points), gap(spot, others)];
    return near + 50 * (Math.max(0, 4 - near) + Math.max(0, 5 - far)) + Math.max(0, near + 4 - far);
  };
  return spots.reduce((best, spot) => (price(spot) < price(best) ? spot : best));
}
