// The three pictures that a window moves over: the image, the map of scores, the matrix beside the image laid flat.

const CELL_GAP = 1; // pixels between two cells
const STRIP = 16; // pixels: the height of the flat image, the width of the flat scores

/** A cell of a picture: a coloured square with its number. */
function cellOf() {
  const [square, text] = [svg("rect", { rx: 2 }), svg("text", { "text-anchor": "middle" })];
  return { square, text, element: svg("g", { class: "cell" }, square, text) };
}

function placeCell({ square, text }, column, row, side) {
  dress(square, { x: column * side, y: row * side, width: side - CELL_GAP, height: side - CELL_GAP }, []);
  dress(text, { x: (column + 0.5) * side - 0.5, y: (row + 0.5) * side + 4 }, []);
}

function fillCell({ square, text }, printed, colour, themes) {
  square.style.fill = colour ? inBothThemes(themes, colour) : "";
  text.style.fill = colour ? inBothThemes(themes, (theme) => textOn(colour(theme))) : "";
  write(text, printed);
}

/** A frame of ink with paper beneath, for what is selected. */
function frameOf(attributes = {}) {
  const [under, line] = [svg("rect", { class: "under", rx: 4 }), svg("rect", { class: "line", rx: 4 })];
  const element = svg("g", { class: "frame", ...attributes }, under, line);
  const place = (x, y, width, height) => [under, line].forEach((rect) => dress(rect, { x: x - 2, y: y - 2, width: width + 3, height: height + 3 }, []));
  return { element, place };
}

/** Tell `act` where a pointer is, in steps of `side()` pixels: while it is down if `drags`, else as it hovers too. */
function followPointer(element, { side, drags, act, leave = () => {} }) {
  const tell = (event, isFixed) => {
    const box = element.getBoundingClientRect();
    act((event.clientX - box.x) / side(), (event.clientY - box.y) / side(), isFixed);
  };
  element.addEventListener("pointerdown", (event) => (element.setPointerCapture(event.pointerId), tell(event, true)));
  element.addEventListener("pointermove", (event) => (event.buttons || !drags) && tell(event, event.buttons > 0));
  element.addEventListener("pointerleave", leave);
}

/** A picture whose one handle says where the window is: 1 to 36. */
function placeSlider(label, attributes = {}) {
  return { role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": 1, "aria-valuemax": WINDOWS.length, ...attributes };
}

function showSlider(element, { place, at }) {
  put(element, "aria-valuenow", 1 + indexOf(place));
  put(element, "aria-valuetext", `${placeText(place)}, score ${signed(at.score)}`);
}

const indexOf = ({ row, column }) => row * PLACES + column;

/** The digit, the ink in each pixel, and the window that the reader drags. */
function imagePicture({ choose }) {
  const cells = Array.from({ length: SIZE * SIZE }, cellOf);
  const frame = frameOf(placeSlider("window on the image", { class: "frame window" }));
  const hit = svg("rect", { class: "hit" });
  const element = svg("svg", { class: "image", role: "group", "aria-label": "the image" }, cells.map((cell) => cell.element), hit, frame.element);
  let side = 30;
  const act = (x, y) => choose(movedBy({ row: Math.floor(y) - 1, column: Math.floor(x) - 1 }, 0, 0), true);
  followPointer(hit, { side: () => side, drags: true, act });
  hit.addEventListener("pointerdown", () => frame.element.focus({ preventScroll: true }));
  function place(pixels) {
    side = pixels;
    dress(element, { width: SIZE * side, height: SIZE * side }, []);
    dress(hit, { width: SIZE * side, height: SIZE * side }, []);
    cells.forEach((cell, i) => placeCell(cell, i % SIZE, Math.floor(i / SIZE), side));
  }
  function show(facts, themes) {
    const { row, column } = facts.place;
    cells.forEach((cell, i) => fillCell(cell, cellText(facts.pixels[i]), (theme) => activationColour(facts.pixels[i], theme), themes));
    frame.place(column * side, row * side, WINDOW * side - CELL_GAP, WINDOW * side - CELL_GAP);
    showSlider(frame.element, facts);
  }
  return { element, place, show };
}

/** The map of scores: a grid whose chosen cell is the window's place; the pointer shows any other. */
function mapPicture({ choose, leave }) {
  const cells = WINDOWS.map(() => cellOf());
  cells.forEach(({ element }) => put(element, "role", "gridcell"));
  const rows = Array.from({ length: PLACES }, (_, row) =>
    svg("g", { role: "row" }, cells.slice(row * PLACES, (row + 1) * PLACES).map((cell) => cell.element)));
  const frame = frameOf();
  const grid = svg("g", { role: "grid", "aria-label": "scores, one for each place of the window" }, rows);
  const element = svg("svg", { class: "map" }, grid, frame.element);
  let side = 30;
  const act = (x, y, isFixed) => choose(movedBy({ row: Math.floor(y), column: Math.floor(x) }, 0, 0), isFixed);
  followPointer(element, { side: () => side, drags: false, act, leave });
  const hasFocus = () => cells.some((cell) => cell.element === element.getRootNode().activeElement);
  function place(pixels) {
    side = pixels;
    dress(element, { width: PLACES * side, height: PLACES * side }, []);
    cells.forEach((cell, i) => placeCell(cell, WINDOWS[i].column, WINDOWS[i].row, side));
  }
  function show(facts, themes) {
    const chosen = indexOf(facts.place);
    cells.forEach((cell, i) => {
      showScore(cell, facts, i, themes);
      put(cell.element, "tabindex", i === chosen ? 0 : -1);
      put(cell.element, "aria-selected", String(i === chosen));
      put(cell.element, "aria-label", `${placeText(WINDOWS[i])}: score ${signed(facts.scores[i])}`);
    });
    frame.place(facts.place.column * side, facts.place.row * side, side - CELL_GAP, side - CELL_GAP);
    if (hasFocus()) cells[chosen].element.focus();
  }
  return { element, place, show };
}

/** A score in its colour, from zero to the highest; what ReLU will silence is an empty cell. */
function showScore(cell, { scores, highest }, i, themes) {
  put(cell.element, "class", scores[i] > 0 ? "cell" : "cell silent");
  fillCell(cell, cellText(scores[i]), scores[i] > 0 && ((theme) => activationColour(scores[i] / highest, theme)), themes);
}

/** The layer's matrix, the image laid flat above it, the scores laid flat at its right. */
function matrixPicture({ choose, leave }) {
  const pixels = Array.from({ length: SIZE * SIZE }, () => svg("rect"));
  const scores = WINDOWS.map(() => ({ square: svg("rect"), text: svg("text"), element: svg("g") }));
  const weights = Array.from({ length: WINDOW * WINDOW }, () => svg("path"));
  const ground = svg("rect", { class: "ground" });
  const seenFrames = Array.from({ length: WINDOW }, () => frameOf());
  const [rowFrame, scoreFrame] = [frameOf(), frameOf()];
  const ticks = Array.from({ length: SIZE }, (_, i) => [svg("path", { class: "tick" }), svg("text", { class: "unit muted", "text-anchor": "middle" }, `row ${i + 1}`)]);
  const [flatName, scoreName] = ["image, flat", ""].map((name) => svg("text", { class: "unit act" }, name));
  const rows = svg("g", { class: "rows", ...placeSlider("row of the matrix", { "aria-orientation": "vertical" }) }, ground, weights, rowFrame.element);
  scores.forEach(({ square, element: group }) => group.append(square));
  const element = svg("svg", { class: "matrix", role: "group", "aria-label": "the layer as a matrix" },
    pixels, seenFrames.map((frame) => frame.element), rows, scores.map((score) => score.element), scoreFrame.element, ticks, flatName, scoreName);
  let [side, top] = [8, STRIP + 14];
  const act = (x, y, isFixed) => choose(WINDOWS[Math.min(Math.max(Math.floor(y), 0), WINDOWS.length - 1)], isFixed);
  followPointer(ground, { side: () => side, drags: false, act, leave });
  const right = () => SIZE * SIZE * side + 12;

  function place(cell, hasNames) {
    side = cell;
    dress(element, { width: right() + STRIP + (hasNames ? 56 : 2), height: top + WINDOWS.length * side + 24 }, []);
    dress(ground, { width: SIZE * SIZE * side, height: WINDOWS.length * side }, []);
    put(rows, "transform", `translate(0 ${top})`);
    pixels.forEach((pixel, i) => dress(pixel, { x: i * side, y: 2, width: side - 0.5, height: STRIP - 2 }, []));
    scores.forEach(({ square }, i) => dress(square, { x: right(), y: top + i * side, width: STRIP - 2, height: side - 1 }, []));
    weights.forEach((path, i) => put(path, "d", diagonalsOf(i, side)));
    ticks.forEach(([mark, name], i) => {
      put(mark, "d", `M${(i * SIZE + 0.5) * side} ${top + WINDOWS.length * side + 3}v4`);
      dress(name, { x: (i + 0.5) * SIZE * side, y: top + WINDOWS.length * side + 18 }, []);
    });
    dress(flatName, { x: right() - 4, y: 13, visibility: hasNames ? "visible" : "hidden" }, []);
    dress(scoreName, { x: right() + STRIP + 6, visibility: hasNames ? "visible" : "hidden" }, []);
  }

  function show(facts, themes) {
    const index = indexOf(facts.place);
    pixels.forEach((pixel, i) => (pixel.style.fill = inBothThemes(themes, (theme) => activationColour(facts.pixels[i], theme))));
    scores.forEach((score, i) => showScore(score, facts, i, themes));
    facts.weights.flat().forEach((weight, i) => (weights[i].style.fill = inBothThemes(themes, (theme) => weightColour(weight, facts.largest, theme))));
    seenFrames.forEach((frame, i) => frame.place(((facts.place.row + i) * SIZE + facts.place.column) * side, 2, WINDOW * side - 1, STRIP - 2));
    rowFrame.place(0, index * side, SIZE * SIZE * side - 1, side - 1);
    scoreFrame.place(right(), top + index * side, STRIP - 2, side - 1);
    put(scoreName, "y", top + (index + 0.5) * side + 4);
    write(scoreName, signed(facts.at.score));
    showSlider(rows, facts);
  }
  return { element, place, show };
}

/** The 36 squares of one of the nine weights, as one path. */
function diagonalsOf(weight, side) {
  const square = `h${side - 0.5}v${side - 0.5}h${0.5 - side}Z`;
  return WINDOWS.map((place, row) => `M${seen(place)[weight] * side} ${row * side}${square}`).join("");
}
