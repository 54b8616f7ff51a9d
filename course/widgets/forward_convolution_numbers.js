// What the picture says in numbers: the nine products and their sum, the counts, and the weights under the finger.

const LARGEST = 10; // of a weight or the bias, here and in Python

/** A number on its colour; `colour(theme)`. */
function showChip(chip, printed, colour, themes) {
  chip.style.background = inBothThemes(themes, colour);
  chip.style.color = inBothThemes(themes, (theme) => textOn(colour(theme)));
  write(chip, printed);
}

/** Nine cards, each activation × weight = product, and the sum: nine products + bias = score. */
function productsPanel() {
  const cards = Array.from({ length: WINDOW * WINDOW }, () => {
    const [activation, weight, product] = [html("b", { class: "chip" }), html("b", { class: "chip" }), html("span", { class: "product" })];
    return { activation, weight, product, element: html("div", { class: "card" }, html("div", {}, activation, "×", weight), product) };
  });
  const terms = ["", "", "act"].map((role) => {
    const [meaning, value] = [html("small"), html("b")];
    return { meaning, value, element: html("span", { class: `term ${role}` }, meaning, value) };
  });
  const signs = ["+", "="].map((sign) => html("span", { class: "sign" }, sign));
  const formula = html("div", { class: "formula" }, terms[0].element, signs[0], terms[1].element, signs[1], terms[2].element);
  const where = html("span");
  const element = html("div", { class: "products" },
    html("p", { class: "label" }, word("act", "Activation"), " × ", word("weight", "weight"), where),
    html("div", { class: "cards" }, cards.map((card) => card.element)), formula);

  function show({ at, pixels, weights, bias, place, largest }, themes) {
    const { ofSum, ofProducts } = decimalsOfScore(at, bias);
    write(where, `, at ${placeText(place)}`);
    const flat = weights.flat();
    seen(place).forEach((pixel, i) => {
      const [activation, weight] = [pixels[pixel], flat[i]];
      const fine = decimalsOfProduct(activation, weight, ofProducts);
      showChip(cards[i].activation, inkText(activation, fine), (theme) => activationColour(activation, theme), themes);
      showChip(cards[i].weight, weightText(weight, fine), (theme) => weightColour(weight, largest, theme), themes);
      write(cards[i].product, `= ${signed(at.products[i], ofProducts)}`);
      put(cards[i].product, "class", at.products[i] ? "product" : "product nothing");
    });
    [["nine products", at.sum], ["bias", bias], ["score", at.score]].forEach(([meaning, value], i) => {
      write(terms[i].meaning, meaning);
      write(terms[i].value, signed(value, ofSum));
    });
    put(terms[1].element, "class", `term ${bias < 0 ? "neg" : bias > 0 ? "pos" : ""}`);
  }
  return { element, show };
}

/** The fewest decimals of two factors, five at most, with which their product comes out as printed. */
function decimalsOfProduct(activation, weight, shown) {
  const printed = (decimals) => Number(activation.toFixed(Math.min(decimals, 4))) * Number(weight.toFixed(decimals));
  const isRight = (decimals) => Math.abs(printed(decimals) - asPrinted(activation * weight, shown)) <= halfUnit(activation * weight, shown);
  return [2, 3, 4].find(isRight) ?? 5;
}

/** Four counts, each a large number and what it counts. */
function countsPanel() {
  const rows = Array.from({ length: 4 }, () => [html("dt"), html("dd")]);
  const element = html("dl", { class: "counts" }, rows);
  const show = ({ counts }) => countsInWords(counts).forEach((texts, i) => texts.forEach((text, k) => write(rows[i][k], text)));
  return { element, show };
}

/** The nine weights and the bias as buttons: a click or Enter opens the number. `keep(index, value)`; the bias is 9. */
function weightsPanel({ keep }) {
  const buttons = Array.from({ length: 10 }, (_, i) => html("button", { type: "button", class: i < 9 ? "weight-cell" : "bias-cell", click: () => open(i) }));
  const nine = html("div", { class: "nine", role: "group", "aria-label": "the nine shared weights" }, buttons.slice(0, 9));
  const element = html("div", { class: "shared" }, html("p", { class: "label" }, "The nine shared weights"), nine,
    html("p", { class: "unit bias-line" }, "and one shared bias ", buttons[9]), html("p", { class: "unit" }, "Click a number to change it."));
  const roam = roving(buttons, {});
  const by = (steps) => () => roam.move(clamp(roam.index() + steps, 0, 9) - roam.index());
  onKeys(element, { ArrowLeft: by(-1), ArrowRight: by(1), ArrowUp: by(-3), ArrowDown: by(3), Home: by(-9), End: by(9) });
  let numbers = [];

  function open(index) {
    openField(buttons[index], { label: nameOf(index), value: numbers[index], keep: (value) => keep(index, value) });
  }

  function show({ weights, bias, largest }, themes) {
    numbers = [...weights.flat(), bias];
    buttons.forEach((button, i) => {
      if (i < 9) showChip(button, weightText(numbers[i]), (theme) => weightColour(numbers[i], largest, theme), themes);
      else write(button, weightText(bias));
      put(button, "aria-label", `${nameOf(i)}, ${weightText(numbers[i], 5)}. Enter edits it`);
    });
  }
  return { element, show };
}

const nameOf = (index) => (index < 9 ? `weight in row ${1 + Math.floor(index / 3)}, column ${1 + (index % 3)}` : "bias");

/** The number itself becomes a field: Enter or leaving it keeps the new number, Esc the old one. */
function openField(button, { label, value, keep }) {
  const field = html("input", { type: "text", inputmode: "decimal", "aria-label": label, value: weightText(value, 5) });
  const close = () => ((field.onblur = null), field.remove());
  const accept = () => {
    const number = typed(field, LARGEST);
    if (number === null) return refuse(field, LARGEST);
    close();
    if (number !== value) keep(number);
  };
  field.onblur = () => (accept(), close());
  field.addEventListener("keydown", (event) => {
    const action = { Enter: accept, Escape: close, ArrowUp: () => turn(field, 0.1), ArrowDown: () => turn(field, -0.1) }[event.key];
    event.stopPropagation();
    if (!action) return;
    event.preventDefault();
    action();
    if (!field.isConnected) button.focus();
  });
  dress(field, { style: `left: ${button.offsetLeft}px; top: ${button.offsetTop}px; width: ${Math.max(button.offsetWidth, 64)}px; height: ${button.offsetHeight}px` }, []);
  button.offsetParent.append(field);
  field.focus();
  field.select();
}

/** Arrows in the field turn the number by a tenth. */
function turn(field, by) {
  const value = typed(field, LARGEST);
  if (value !== null) field.value = weightText(Number((value + by).toFixed(5)), 5);
}
