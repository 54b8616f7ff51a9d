// The two pictures of the tangent: the curve with the line through its point, and all slopes over x.

const DOT_EVERY = 5; // places
const COVERING = 50; // what a pixel too near costs a word, in pixels from its own line
const [NEAR, FAR] = [[-8, 18, 4, -14, 24, -22, 32, -36, 46], [-66, 66, -84, 84, -104, 104, -126, 126]]; // up and down from a mark

// Axes, a clipped layer for lines, one above it for points and words, and a place chosen by hand.
function frameOf({ places, numbers, width, height, right, yName, label, choose }) {
  const scale = scalesOf(places, numbers, { width, height, right, air: 0.1 });
  const { left, top, wide, high, x, y, low, last } = scale;
  const marker = svg("path", { class: "marker" });
  const lines = svg("svg", { class: "clipped", width: wide, height: high });
  const above = svg("g");
  const hit = svg("rect", { class: "hit", width: wide, height: high });
  const element = svg("svg", {
    width, height, class: "plot", role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": low, "aria-valuemax": last,
  },
    svg("text", { class: "axis", x: 0, y: 12 }, yName),
    svg("g", { transform: `translate(${left} ${top})` }, axesOf(scale, "x"), marker, hit, lines, above));
  onDragAcross(hit, (share) => choose(Math.round(share * (places.length - 1))));
  function show(place, valueText) {
    put(marker, "d", `M${x(place)} 0V${high}`);
    put(element, "aria-valuenow", place);
    put(element, "aria-valuetext", valueText);
  }
  return { x, y, wide, high, lines, above, element, show };
}

function pointsOf(frame, places, numbers) {
  return places.map((place, i) => (numbers[i] === null ? null : [frame.x(place), frame.y(numbers[i])]));
}

// Where a word covers nothing and stands nearer to its own line than to any other: the best of some spots, each its
// middle and baseline. `own` and `others` are points.
function bestSpot(spots, text, { own, others }, { wide, high }) {
  const half = (LETTER * text.length) / 2;
  const kept = spots.map(([x, y]) => [clamp(x, half, wide - half), clamp(y, 12, high - 8)]);
  const gap = ([x, y], points) => {
    let least = 99 ** 2;
    for (const [px, py] of points) {
      const [dx, dy] = [Math.max(Math.abs(px - x) - half, 0), Math.max(py - y - 2, y - 10 - py, 0)];
      least = Math.min(least, dx * dx + dy * dy);
    }
    return Math.sqrt(least);
  };
  const price = (spot) => {
    const [near, far] = [gap(spot, own), gap(spot, others)];
    return near + COVERING * (Math.max(0, 5 - near) + Math.max(0, 5 - far)) + Math.max(0, near + 4 - far);
  };
  const prices = kept.map(price);
  return kept[prices.indexOf(Math.min(...prices))];
}

function setWord(element, text, [x, y]) {
  write(element, text);
  put(element, "x", x);
  put(element, "y", y);
}

function isInside(point, { high }) {
  return point !== null && point[1] >= 0 && point[1] <= high;
}

// ---- The curve and the line through its point

function curvePicture(trace, size) {
  const { places, values, slopes, nudged } = trace;
  const frame = frameOf({ ...size, places, numbers: values, right: 8, yName: "f(x) (no unit)", label: "x, on a picture of your function" });
  const curve = pointsOf(frame, places, values);
  const [line, dashed] = ["yours", "nudged"].map((name) => svg("path", { class: `line ${name}` }));
  const names = ["grad", "ink", "act"].map((role) => svg("text", { class: `halo name ${role}`, "text-anchor": "middle" }));
  const point = svg("circle", { class: "point", r: 6 });
  frame.lines.append(svg("path", { class: "curve", d: pathThrough(curve) }), dashed, line);
  frame.above.append(...names, point);
  const drawn = curve.filter(Boolean);

  // The visible ends of a line through the chosen point, nearest first to the side with more room.
  function endsOf(slope, index) {
    const ends = lineOf(trace, slope === null ? null : clamp(slope, -LARGEST, LARGEST), index);
    if (!ends) return null;
    const [px, py] = curve[index];
    return ends.map(([x], i) => {
      const reach = REACH * frame.wide * (i ? 1 : -1);
      const rise = clamp(frame.y(values[index] + slope * (x - places[index])) - py, -FARTHEST, FARTHEST);
      const inside = Math.min(1, roomFor(reach, px, frame.wide), roomFor(rise, py, frame.high));
      return [px + inside * reach, py + inside * rise];
    });
  }

  function show(index, verdict) {
    const place = places[index];
    const [own, other] = [endsOf(slopes[index], index), verdict === "miss" || slopes[index] === null ? endsOf(nudged[index], index) : null];
    put(line, "d", own && pathThrough(own));
    put(dashed, "d", other && pathThrough(other));
    put(point, "visibility", curve[index] ? null : "hidden");
    if (curve[index]) [put(point, "cx", curve[index][0]), put(point, "cy", curve[index][1])];
    const words = [
      { ends: own, text: own && `your slope ${signedFixed(slopes[index], 2)}` },
      { ends: other, text: other && `nudged ${signedFixed(nudged[index], 2)}` },
      { ends: drawn.length > 1 && [drawn[0], drawn.at(-1)], text: "f(x)", points: drawn.filter((_, i) => i % 2 === 0) }];
    nameLines(words, names, curve[index], frame);
    frame.show(place, placeText(place));
  }
  return { element: frame.element, show };
}

// Write the names of lines, one after the other, each where it is nearest to its own.
function nameLines(words, names, point, frame) {
  const lines = words.map(({ ends, points }) => (ends ? points ?? between(...ends) : []));
  const taken = point ? [point] : [];
  words.forEach(({ ends, text }, i) => {
    if (!ends) return write(names[i], "");
    const spot = bestSpot(besides(ends), text, { own: lines[i], others: [...lines.filter((_, k) => k !== i).flat(), ...taken] }, frame);
    setWord(names[i], text, spot);
    taken.push(...groundOf(text, spot));
  });
}

// Spots for the name of a line, around its ends and a little along.
function besides([start, end]) {
  return [1, 0, 0.86, 0.14].flatMap((share) =>
    around([start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])]));
}

function around([x, y], heights = NEAR) {
  return heights.flatMap((dy) => [0, 44, -44, 80, -80].map((dx) => [x + dx, y + dy]));
}

// ---- All slopes over x

function slopePicture(trace, found, size) {
  const { places, slopes, nudged } = trace;
  const numbers = [...slopes, ...nudged.filter((_, i) => !found.kinks.includes(i))];
  const frame = frameOf({ ...size, places, numbers, right: 68, yName: "slope (no unit)", label: "x, on a picture of the slopes" });
  const [yours, theirs] = [pointsOf(frame, places, slopes), pointsOf(frame, places, nudged)];
  const bar = (i) => `M${yours[i][0]} ${yours[i][1]}V${theirs[i][1]}`;
  const dots = theirs.filter((point, i) => i % DOT_EVERY === 0 && isInside(point, frame));
  frame.lines.append(
    svg("path", { class: "misses", d: found.misses.map(bar).join("") }),
    svg("path", { class: "slopes", d: pathThrough(yours) }));
  const [span, other, own] = [svg("path", { class: "span" }), svg("circle", { class: "other", r: 4 }), svg("circle", { class: "own", r: 5 })];
  frame.above.append(span, ...dots.map(([cx, cy]) => svg("circle", { class: "dot", cx, cy, r: 2.5 })));
  frame.above.append(...marksOf(trace, found, frame, { yours, dots }), ...endNames(yours, theirs, frame));
  frame.above.append(other, own);

  function show(index, verdict) {
    [[own, yours[index]], [other, theirs[index]]].forEach(([circle, point]) => {
      put(circle, "visibility", isInside(point, frame) ? null : "hidden");
      if (point) [put(circle, "cx", point[0]), put(circle, "cy", point[1])];
    });
    put(span, "d", verdict === "miss" ? bar(index) : null);
    frame.show(places[index], placeText(places[index]));
  }
  return { element: frame.element, show };
}

// The worst miss with its size, the misses on the axis, and the kinks with their name.
function marksOf({ places, slopes, nudged }, { misses, worst, kinks }, frame, { yours, dots }) {
  const step = frame.wide / (places.length - 1);
  const rug = misses.map((i) => `M${frame.x(places[i]) - step / 2} ${frame.high}h${step}`).join("");
  const marks = [svg("path", { class: "rug", d: rug })];
  const others = [...yours.filter(Boolean), ...dots];
  const name = (text, role, [x, y]) => {
    const own = [[x, y], ...[-8, 8].flatMap((d) => [[x + d, y], [x, y + d]])]; // as large as the mark
    const spot = bestSpot(around([x, y], [...NEAR, ...FAR]), text, { own, others }, frame);
    const element = svg("text", { class: `halo name ${role}`, "text-anchor": "middle" });
    setWord(element, text, spot);
    others.push(...groundOf(text, spot));
    marks.push(element);
  };
  if (worst !== null) {
    const [tx, ty] = yours[worst];
    marks.push(svg("path", { class: "worst-mark", d: `M${tx} ${ty - 6}l6 11h-12Z` }));
    name(`worst, ${number(Math.abs(slopes[worst] - nudged[worst]), 2)} apart`, "err", yours[worst]);
  }
  for (const kink of kinks) {
    const [cx, cy] = yours[kink];
    marks.push(svg("circle", { class: "kink", cx, cy, r: 8 }));
    name(isJump({ nudged }, kink) ? "jump" : "kink", "ink", yours[kink]);
  }
  return marks;
}

// The names of both slopes at their right ends, at least a line apart.
function endNames(yours, nudged, { wide, high }) {
  const ends = [yours, nudged].map((points) => points.findLast(Boolean));
  const tops = ends.map((end) => end && clamp(end[1] + 4, 10, high - 4));
  if (tops[0] && tops[1] && Math.abs(tops[0] - tops[1]) < 16) {
    const middle = clamp((tops[0] + tops[1]) / 2, 18, high - 12);
    const above = tops[0] <= tops[1] ? 0 : 1;
    [tops[above], tops[1 - above]] = [middle - 8, middle + 8];
  }
  return ["yours", "nudged"].map((name, i) =>
    svg("text", { class: `name ${i ? "ink" : "grad"}`, x: wide + 10, y: tops[i] ?? 0 }, ends[i] ? name : ""));
}
