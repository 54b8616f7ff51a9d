// The loss along the chosen score, with the line of your slope through the point, and the nudged one dashed.

const MANY_CORNERS = 8; // more are a rough curve, and no corner of it is worth a ring

function curvePicture(state, findings, { width, height, moveTo }) {
  const { places, chosen, curves } = state;
  const { losses } = curves[chosen];
  const scale = scalesOf(places, losses, { width, height, right: 12, air: 0.12 });
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
  onDragAcross(hit, (share) => moveTo(Math.round(share * (places.length - 1))));

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
  const rise = clamp(slope, -LARGEST, LARGEST) * REACH * (last - low);
  return [REACH * wide, clamp(-rise * unit, -FARTHEST, FARTHEST)];
}

// All lines through a corner that will do: two wedges between the lines of its sides.
function fanOf({ left, right }, [px, py], scale) {
  const sides = [left, right].map((slope) => reachOfLine(slope, scale));
  return [-1, 1].map((side) => `M${px} ${py}${sides.map(([run, fall]) => `L${px + side * run} ${py + side * fall}`).join("")}Z`).join("");
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
    taken.push(...groundOf(text, [x, y]));
  });
}

// Of spots above and below a line's own points, the one that covers nothing and lies nearer to it than to any other.
function bestSpot(points, text, others, { wide, high }) {
  const half = (LETTER * text.length) / 2;
  const spots = points.toReversed().flatMap(([x, y]) => [-9, 19, -16, 26, -26, 36].flatMap((dy) => [0, half + 12, -half - 12].map((dx) =>
    [clamp(x + dx, half, wide - half), clamp(y + dy, 12, high - 10)])));
  const gap = ([x, y], from) => from.reduce((least, [px, py]) =>
    Math.min(least, Math.hypot(Math.max(Math.abs(px - x) - half, 0), Math.max(py - y - 3, y - 10 - py, 0))), 99);
  const price = (spot) => {
    const [near, far] = [gap(spot, points), gap(spot, others)];
    return near + 50 * (Math.max(0, 4 - near) + Math.max(0, 5 - far)) + Math.max(0, near + 4 - far);
  };
  return spots.reduce((best, spot) => (price(spot) < price(best) ? spot : best));
}
