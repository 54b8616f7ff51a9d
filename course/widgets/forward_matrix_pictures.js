// The pictures: the image that is painted, the chosen row folded back, their products; and the layer as an equation.

const SIGN_GAP = 28; // pixels between two pictures, for the sign
const ROW = 24; // pixels: the height of a row of the matrix
const STRIP = 16; // pixels: the height of the image laid flat

/** A frame of ink with paper beneath, for what is selected. */
function frameOf() {
  const [under, line] = [svg("rect", { class: "under", rx: 4 }), svg("rect", { class: "line", rx: 4 })];
  const element = svg("g", { class: "frame" }, under, line);
  const place = (x, y, width, height) => [under, line].forEach((rect) => dress(rect, { x: x - 2, y: y - 2, width: width + 3, height: height + 3 }, []));
  const show = (isShown) => put(element, "visibility", isShown ? "visible" : "hidden");
  return { element, place, show };
}

/** A picture of 8x8 squares; `colour(theme, i)` fills them, and the pointed pixel wears the frame. `point(i or null)`. */
function squaresPicture({ attributes, point }) {
  const squares = Array.from({ length: SIZE * SIZE }, () => svg("rect", { rx: 2 }));
  const frame = frameOf();
  const inside = svg("g", {}, squares);
  const element = svg("svg", { class: "squares", ...attributes }, inside, frame.element);
  let side = 24;
  const at = (event) => {
    const box = element.getBoundingClientRect();
    const [column, row] = [(event.clientX - box.x) / side, (event.clientY - box.y) / side].map((place) => Math.min(Math.max(Math.floor(place), 0), SIZE - 1));
    return row * SIZE + column;
  };
  element.addEventListener("pointermove", (event) => point(at(event)));
  element.addEventListener("pointerleave", () => point(null));
  function place(pixels) {
    side = pixels;
    dress(element, { width: SIZE * side, height: SIZE * side }, []);
    squares.forEach((square, i) => dress(square, { x: (i % SIZE) * side, y: Math.floor(i / SIZE) * side, width: side - 1, height: side - 1 }, []));
  }
  function show(colour, pointed, themes) {
    squares.forEach((square, i) => (square.style.fill = inBothThemes(themes, (theme) => colour(theme, i))));
    frame.show(pointed !== null);
    if (pointed !== null) frame.place((pointed % SIZE) * side, Math.floor(pointed / SIZE) * side, side - 1, side - 1);
  }
  return { element, inside, squares, at, place, show };
}

/** The image: a grid of 64 cells, of which a click, a stroke or Space paints one. `paint(index, value)`. */
function imagePicture({ point, paint }) {
  const picture = squaresPicture({ attributes: { class: "squares paintable" }, point });
  const { element, inside, squares, at } = picture;
  const rows = Array.from({ length: SIZE }, (_, row) => svg("g", { role: "row" }, squares.slice(row * SIZE, (row + 1) * SIZE)));
  dress(inside, { role: "grid", "aria-label": "the image: Space paints a pixel" }, rows);
  squares.forEach((square, i) => dress(square, { role: "gridcell", focus: () => square.matches(":focus-visible") && point(i), blur: () => point(null) }, []));
  const roam = roving(squares, {});
  const by = (rows, columns) => () => {
    const [row, column] = [Math.floor(roam.index() / SIZE) + rows, (roam.index() % SIZE) + columns];
    if (Math.min(row, column) >= 0 && Math.max(row, column) < SIZE) roam.move(row * SIZE + column - roam.index());
  };
  let [pixels, brush] = [[], null];
  const stroke = (index) => pixels[index] !== brush && paint(index, brush);
  onKeys(inside, {
    ArrowLeft: by(0, -1), ArrowRight: by(0, 1), ArrowUp: by(-1, 0), ArrowDown: by(1, 0),
    " ": () => paint(roam.index(), toggled(pixels[roam.index()])), Enter: () => paint(roam.index(), toggled(pixels[roam.index()])),
  });
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    squares[at(event)].focus({ preventScroll: true });
    brush = toggled(pixels[at(event)]);
    stroke(at(event));
  });
  element.addEventListener("pointermove", (event) => event.buttons && brush !== null && stroke(at(event)));
  element.addEventListener("pointerup", () => (brush = null));
  function show(facts, pointed, themes) {
    pixels = facts.pixels;
    picture.show((theme, i) => activationColour(pixels[i], theme), pointed, themes);
    squares.forEach((square, i) => put(square, "aria-label", `${placeText(i)}: ink ${number(pixels[i])}`));
  }
  return { element, place: picture.place, show };
}

/** The layer as an equation: the image laid flat over ten rows of weights, plus biases, = ten scores as bars. */
function layerPicture({ look, choose, point }) {
  const pixels = Array.from({ length: SIZE * SIZE }, () => svg("rect"));
  const rows = Array.from({ length: CLASSES }, (_, row) => rowOf(row));
  const [ground, column, frame, zero] = [svg("rect", { class: "ground" }), frameOf(), frameOf(), svg("path", { class: "zero" })];
  const names = ["+ bias", "= score"].map((name) => svg("text", { class: "unit muted", "text-anchor": "middle", y: 13 }, name));
  const list = svg("g", { role: "listbox", "aria-label": "the ten scores" }, rows.map((row) => row.element));
  const element = svg("svg", { class: "layer" }, names, pixels, ground, zero, list, column.element, frame.element);
  let at = equationGeometry(840);
  const top = STRIP + 10;
  const where = (event) => {
    const box = element.getBoundingClientRect();
    const [x, y] = [event.clientX - box.x, event.clientY - box.y - top];
    const pixel = Math.floor((x - at.left) / at.side);
    return { row: Math.min(Math.max(Math.floor(y / ROW), 0), CLASSES - 1), pixel: pixel >= 0 && pixel < pixels.length ? pixel : null };
  };
  ground.addEventListener("pointermove", (event) => (look(where(event).row), point(where(event).pixel)));
  ground.addEventListener("pointerleave", () => (look(null), point(null)));
  ground.addEventListener("click", (event) => choose(where(event).row));

  function place(width) {
    at = equationGeometry(width);
    dress(element, { width, height: top + CLASSES * ROW + 2 }, []);
    dress(ground, { x: 0, y: top, width, height: CLASSES * ROW }, []);
    pixels.forEach((pixel, i) => dress(pixel, { x: at.left + i * at.side, y: 2, width: at.side - 0.5, height: STRIP - 2 }, []));
    rows.forEach((row, i) => row.place(at, top + i * ROW));
    [at.bias, at.zero].forEach((x, i) => put(names[i], "x", x));
    put(zero, "d", `M${at.zero} ${top}V${top + CLASSES * ROW}`);
  }

  function show(facts, pointed, themes) {
    pixels.forEach((pixel, i) => (pixel.style.fill = inBothThemes(themes, (theme) => activationColour(facts.pixels[i], theme))));
    rows.forEach((row) => row.show(facts, at, themes));
    frame.place(at.left - 2, top + facts.row * ROW + 3, at.end - at.left + 4, ROW - 7);
    column.show(pointed !== null);
    if (pointed !== null) column.place(at.left + pointed * at.side, 2, at.side - 1, STRIP - 2);
    if (rows.some((row) => row.element === element.getRootNode().activeElement)) rows[facts.row].element.focus();
  }
  return { element, place, show };
}

/** Where the parts of the equation stand in `width` pixels. */
function equationGeometry(width) {
  const isWide = width >= 640;
  const left = 20;
  const side = Math.max(2, Math.floor((width - (isWide ? 300 : 190)) / 64));
  const bias = left + 64 * side + (isWide ? 42 : 30);
  const [start, end] = [bias + (isWide ? 40 : 26), width - 4];
  return { left, side, bias, end, zero: start + 0.4 * (end - 48 - start), reach: 0.6 * (end - 48 - start) };
}

/** One row of the layer: its class, its 64 weights as a picture, its bias, its score as a bar and a number. */
function rowOf(row) {
  const name = svg("text", { class: "name", x: 2 }, String(row));
  const weights = Array.from({ length: SIZE * SIZE }, () => svg("rect"));
  const [bias, bar, score] = [svg("text", { class: "bias", "text-anchor": "middle" }), svg("rect", { class: "bar-of-score" }), svg("text", { class: "score", "text-anchor": "end" })];
  const hit = svg("rect", { class: "reach" });
  const element = svg("g", { role: "option" }, hit, name, weights, bias, bar, score);
  let largest = null;
  function place({ left, side, bias: middle, end }, y) {
    dress(hit, { x: 0, y, width: end, height: ROW }, []);
    weights.forEach((weight, i) => dress(weight, { x: left + i * side, y: y + 3, width: side, height: ROW - 7 }, []));
    [name, bias, score].forEach((text) => put(text, "y", y + ROW / 2 + 4));
    put(bias, "x", middle);
    put(score, "x", end - 2);
    dress(bar, { y: y + 6, height: ROW - 13 }, []);
  }
  function show(facts, { zero, reach }, themes) {
    const value = facts.scores[row];
    const length = Math.min(Math.abs(value) / facts.reach, 1) * reach;
    dress(bar, { x: value < 0 ? zero - Math.min(length, (reach * 2) / 3) : zero, width: Math.min(length, value < 0 ? (reach * 2) / 3 : reach) }, []);
    if (largest !== facts.largest) weights.forEach((weight, i) => (weight.style.fill = inBothThemes(themes, (theme) => weightColour(facts.weights[row][i], facts.largest, theme))));
    largest = facts.largest;
    write(bias, facts.hasBias ? weightText(facts.biases[row]) : "·");
    write(score, signed(value));
    put(element, "class", row === facts.highest ? "highest" : "");
    put(element, "tabindex", row === facts.row ? 0 : -1);
    put(element, "aria-selected", String(row === facts.row));
    put(element, "aria-label", `score of ${row}: ${signed(value)}${row === facts.highest ? ", the highest" : ""}`);
  }
  return { element, place, show };
}
