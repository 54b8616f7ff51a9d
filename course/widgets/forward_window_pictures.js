// The digit twice, with what your score reads and what a right one reads, and the map of your scores.

const CELL_GAP = 1; // pixels between two cells
const READABLE = 20; // pixels: a smaller cell has no number
const ROOMS = [[38, 2], [32, 1], [0, 0]]; // pixels of a cell, and how many decimals it takes
const DIGIT = 8; // pixels: the width of one, at most
const LARGEST_CELL = 56;

/** A cell of a picture: a coloured square with its number, and a corner that says: wrong. */
function cellOf() {
  const [square, text, corner] = [svg("rect", { rx: 2 }), svg("text", { "text-anchor": "middle" }), svg("path", { class: "corner" })];
  return { square, text, corner, element: svg("g", { class: "cell" }, square, text, corner) };
}

function placeCell({ square, text, corner }, column, row, side) {
  dress(square, { x: column * side, y: row * side, width: side - CELL_GAP, height: side - CELL_GAP }, []);
  dress(text, { x: (column + 0.5) * side - 0.5, y: (row + 0.5) * side + 4.5 }, []);
  const size = side > 30 ? 9 : 7;
  put(corner, "d", `M${(column + 1) * side - CELL_GAP} ${row * side}v${size}l${-size} ${-size}Z`);
}

function fillCell({ square, text, corner }, { printed, colour, isWrong }, themes) {
  square.style.fill = colour ? inBothThemes(themes, colour) : "";
  text.style.fill = colour ? inBothThemes(themes, (theme) => textOn(colour(theme))) : "";
  write(text, printed);
  put(corner, "visibility", isWrong ? "visible" : "hidden");
}

/** A line of ink with paper beneath, for what is selected. */
function frameOf() {
  const [under, line] = [svg("path", { class: "under" }), svg("path", { class: "line" })];
  const element = svg("g", { class: "frame" }, under, line);
  return { element, draw: (path) => [under, line].forEach((each) => put(each, "d", path)) };
}

const box = (x, y, width, height) => `M${x} ${y}h${width}v${height}h${-width}Z`;

/** The digit, each pixel that a score reads in the colour of its weight; `isOwn`: your score's, else a right one's. */
function digitPicture({ name, isOwn }) {
  const border = borderOf().map((place) => ({ ...place, square: svg("rect", { rx: 2, class: "border" }) }));
  const cells = Array.from({ length: SIZE * SIZE }, cellOf);
  const frame = frameOf();
  const expected = svg("path", { class: "expected" });
  const ground = svg("g", {}, border.map(({ square }) => square), cells.map((cell) => cell.element), frame.element, expected);
  const element = svg("svg", { class: "digit", role: "img", "aria-label": name }, ground);
  let total = 264;
  function place(pixels) {
    total = pixels;
    dress(element, { width: total, height: total }, []);
  }
  function show(facts, themes) {
    const { stride, padding } = facts.setting;
    const [side, reads] = [total / (SIZE + 2 * padding), isOwn ? facts.own : facts.right];
    const wrong = new Set(isOwn && facts.own && facts.right ? differing(facts.own, facts.right) : []);
    put(ground, "transform", `translate(${padding * side} ${padding * side})`);
    cells.forEach((cell, i) => {
      placeCell(cell, i % SIZE, Math.floor(i / SIZE), side);
      fillCell(cell, { ...pixelOf(facts.pixels[i], reads ? reads[i] : 0, side), isWrong: wrong.has(i) }, themes);
    });
    border.forEach(({ row, column, pixel, square }) => {
      dress(square, { x: column * side, y: row * side, width: side - CELL_GAP, height: side - CELL_GAP, visibility: padding ? "inherit" : "hidden" }, []);
      square.style.fill = inBothThemes(themes, (theme) => activationColour(facts.pixels[pixel], theme));
    });
    const [x, y] = [facts.place.column, facts.place.row].map((at) => (at * stride - padding) * side - 0.5);
    const window = facts.right ? box(x, y, WINDOW * side, WINDOW * side) : "";
    const read = new Set((reads ?? []).flatMap((change, i) => (change === 0 ? [] : [i])));
    frame.draw(isOwn ? outlineOf(read, side) : window);
    put(expected, "d", isOwn && isElsewhere(facts) ? window : "");
  }
  return { element, place, show };
}

/** A pixel that changes the score: its weight; another one: its ink; one without a number: an empty cell. */
function pixelOf(ink, change, side) {
  if (change === null) return { printed: "·", colour: (theme) => theme.zero };
  if (change === 0) return { printed: "", colour: (theme) => activationColour(ink, theme) };
  const text = changeText(change, side < 32 ? 0 : 1);
  return { printed: fitting(text.length > 2 && side < 28 ? text.replace("+", "") : text, side), colour: (theme) => weightColour(change, LARGEST_WEIGHT, theme) };
}

/** A number, or dots where its cell is too narrow for it. */
function fitting(text, side) {
  return text.length * DIGIT <= side + 3 ? text : "…";
}

const LARGEST_WEIGHT = 5; // of the filter; where the border adds weights up, the colour is at its end

/** The map of your scores: a grid whose cells are chosen; the pointer shows any other. */
function mapPicture({ choose, leave }) {
  const [grid, frame] = [svg("g", { role: "grid", "aria-label": "your scores" }), frameOf()];
  const element = svg("svg", { class: "map" }, grid, frame.element);
  let [total, side, cells, shape] = [264, 30, [], ""];
  const tell = (event, isFixed) => {
    const { x, y } = element.getBoundingClientRect();
    choose({ row: Math.floor((event.clientY - y) / side), column: Math.floor((event.clientX - x) / side) }, isFixed);
  };
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    tell(event, true);
    cells.find((cell) => cell.element.getAttribute("tabindex") === "0").element.focus({ preventScroll: true });
  });
  element.addEventListener("pointermove", (event) => tell(event, event.buttons > 0));
  element.addEventListener("pointerleave", leave);
  const hasFocus = () => cells.some((cell) => cell.element === element.getRootNode().activeElement);

  function build([rows, columns]) {
    if (shape === `${rows} ${columns}`) return;
    shape = `${rows} ${columns}`;
    cells = Array.from({ length: rows * columns }, cellOf);
    cells.forEach((cell) => put(cell.element, "role", "gridcell"));
    grid.replaceChildren(...Array.from({ length: rows }, (_, row) =>
      svg("g", { role: "row" }, cells.slice(row * columns, (row + 1) * columns).map((cell) => cell.element))));
  }
  function place(pixels) {
    total = pixels;
    put(element, "width", total);
  }
  function show(facts, themes) {
    const [rows, columns] = facts.setting.places;
    const kept = hasFocus();
    build(facts.setting.places);
    side = Math.min(LARGEST_CELL, total / Math.max(rows, columns));
    put(element, "height", rows * side);
    cells.forEach((cell, i) => {
      placeCell(cell, i % columns, Math.floor(i / columns), side);
      showScore(cell, facts, i, side, themes);
      put(cell.element, "tabindex", i === facts.place.index ? 0 : -1);
      put(cell.element, "aria-selected", String(i === facts.place.index));
    });
    frame.draw(box(facts.place.column * side - 0.5, facts.place.row * side - 0.5, side, side));
    if (kept) cells[facts.place.index].element.focus({ preventScroll: true });
  }
  return { element, place, show };
}

/** A score in its colour, from zero to the highest; what is not above zero is an empty cell. */
function showScore(cell, { setting }, index, side, themes) {
  const score = setting.isDrawn ? setting.scores[index] : null;
  const highest = Math.max(...setting.scores, 1e-9);
  const isWrong = setting.isDrawn && !setting.verdicts[index][1];
  put(cell.element, "class", score > 0 ? "cell" : "cell silent");
  const colour = score > 0 && ((theme) => activationColour(score / highest, theme));
  fillCell(cell, { printed: side < READABLE ? "" : fitting(cellText(score, ROOMS.find(([room]) => side >= room)[1]), side), colour, isWrong }, themes);
  const where = placeText({ row: Math.floor(index / setting.places[1]), column: index % setting.places[1] });
  put(cell.element, "aria-label", `${where}: ${setting.isDrawn ? `score ${scoreText(score)}${isWrong ? ", wrong" : ""}` : "no score yet"}`);
}
