// The plane: what the network says where, and the points. The regions are painted, all else is drawn.

const SPAN = 1.75; // the plane from −SPAN to SPAN, both ways
const CELLS = 72; // a side of the painted grid
const BANDS = 8; // shades from the boundary to certainty
const DEEPEST = 0.3; // of the way from the ground to the class's colour
const MARKS = {
  // one path a class, so that the form says it too
  0: (r) => `M${-r} 0A${r} ${r} 0 1 1 ${r} 0A${r} ${r} 0 1 1 ${-r} 0Z`,
  1: (r) => `M0 ${-1.3 * r}L${1.3 * r} 0L0 ${1.3 * r}L${-1.3 * r} 0Z`,
};

function plane(side) {
  const canvas = html("canvas", { width: CELLS, height: CELLS, style: `width: ${side}px; height: ${side}px` });
  const boundary = svg("path", { class: "boundary" });
  const points = svg("g", { class: "points" });
  const drawing = svg("svg", { width: side, height: side, role: "img" }, boundary, points);
  const element = html("div", { class: "plane", style: `width: ${side}px; height: ${side}px` }, canvas, drawing);
  const at = (value) => ((value + SPAN) / (2 * SPAN)) * side;
  let [marks, sampleShown, grid] = [[], null, null];

  function place(sample) {
    sampleShown = sample;
    const test = marksOf(sample.test, { kind: "test", radius: 2.6, at });
    const train = marksOf(sample.train, { kind: "train", radius: 4.4, at });
    marks = [...train, ...test];
    points.replaceChildren(...test, ...train);
  }
  function show(sample, record, words) {
    if (sample !== sampleShown) place(sample);
    grid = gridOf(record.parameters);
    paint();
    put(boundary, "d", boundaryOf(grid, side / CELLS));
    [...record.train.isWrong, ...record.test.isWrong].forEach((isWrong, i) => put(marks[i], "data-wrong", isWrong ? "yes" : null));
    put(drawing, "aria-label", words);
  }
  const paint = () => grid && paintGrid(canvas, grid);
  return { element, show, paint };
}

function marksOf({ points, labels, isFlipped }, { kind, radius, at }) {
  return labels.map((label, n) => {
    const wrong = kind === "train" ? 0.5 * radius : 1.2 * radius;
    return svg("g", {
      class: `${kind} ${label ? "pos" : "neg"}`, transform: `translate(${at(points[2 * n]).toFixed(1)} ${at(-points[2 * n + 1]).toFixed(1)})`,
    }, isFlipped?.[n] && svg("circle", { class: "ring", r: radius + 3.6 }), svg("path", { class: "mark", d: MARKS[label](radius) }),
    svg("path", { class: "wrong", d: `M${-wrong} ${-wrong}L${wrong} ${wrong}M${-wrong} ${wrong}L${wrong} ${-wrong}` }));
  });
}

// By how much class 1 is ahead at each corner of the grid's cells, row by row from the top.
function gridOf(parameters) {
  const values = emptyValues();
  const corners = CELLS + 1;
  const grid = new Float64Array(corners * corners);
  for (let row = 0; row < corners; row++) {
    for (let column = 0; column < corners; column++) {
      grid[row * corners + column] = lead(parameters, SPAN * (2 * column / CELLS - 1), SPAN * (1 - 2 * row / CELLS), values);
    }
  }
  return grid;
}

// Each cell in the colour of its class, the deeper the more certain the network is.
function paintGrid(canvas, grid) {
  const shades = shadesOf(canvas);
  const image = canvas.getContext("2d").createImageData(CELLS, CELLS);
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const probability = 1 / (1 + Math.exp(-middle(grid, row, column)));
      const shade = Math.min(Math.floor(probability * 2 * BANDS), 2 * BANDS - 1);
      image.data.set(shades[shade], 4 * (row * CELLS + column));
    }
  }
  canvas.getContext("2d").putImageData(image, 0, 0);
}

function middle(grid, row, column) {
  const at = row * (CELLS + 1) + column;
  return (grid[at] + grid[at + 1] + grid[at + CELLS + 1] + grid[at + CELLS + 2]) / 4;
}

// The shades from class 0, certain, to class 1, certain, as bytes; a theme's own.
function shadesOf(canvas) {
  const theme = tokens()[getComputedStyle(canvas).colorScheme === "dark" ? "dark" : "light"];
  return Array.from({ length: 2 * BANDS }, (_, i) => {
    const certainty = Math.abs(i + 0.5 - BANDS) / BANDS;
    const colour = mix(theme.zero, i < BANDS ? theme["neg-mark"] : theme["pos-mark"], 0.03 + (DEEPEST - 0.03) * certainty);
    return [...[1, 3, 5].map((digit) => parseInt(colour.slice(digit, digit + 2), 16)), 255];
  });
}

// Where the lead is 0: in each cell the straight pieces between those of its sides that the boundary crosses.
function boundaryOf(grid, cell) {
  const pieces = [];
  for (let row = 0; row < CELLS; row++) {
    for (let column = 0; column < CELLS; column++) {
      const at = row * (CELLS + 1) + column;
      const corners = [[0, 0, grid[at]], [1, 0, grid[at + 1]], [1, 1, grid[at + CELLS + 2]], [0, 1, grid[at + CELLS + 1]]];
      const crossed = corners.map((corner, i) => crossing(corner, corners[(i + 1) % 4])).filter(Boolean);
      for (let i = 0; i + 1 < crossed.length; i += 2) {
        const ends = [crossed[i], crossed[i + 1]].map(([x, y]) => `${((column + x) * cell).toFixed(1)} ${((row + y) * cell).toFixed(1)}`);
        pieces.push(`M${ends[0]}L${ends[1]}`);
      }
    }
  }
  return pieces.join("");
}

function crossing([x0, y0, v0], [x1, y1, v1]) {
  if (v0 > 0 === v1 > 0) return null;
  const t = v0 / (v0 - v1);
  return [x0 + t * (x1 - x0), y0 + t * (y1 - y0)];
}

// Calls back when the page turns dark or light: what is painted does not follow the style by itself.
function onTheme(repaint) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const observer = new MutationObserver(repaint);
  observer.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light"] });
  system.addEventListener("change", repaint);
  return () => (observer.disconnect(), system.removeEventListener("change", repaint));
}
