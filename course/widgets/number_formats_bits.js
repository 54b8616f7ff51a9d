// The bits of one number: flip them in the format that is chosen, and see what every format holds of it.

const EXAMPLES = ["0.1", "1/3", "1", "2049", "65520", "1e-8", "-0", "inf"];

function render({ model, el }) {
  const change = (traits) => {
    for (const [name, value] of Object.entries(traits)) model.set(name, value);
    model.save_changes();
  };
  const format = () => NUMBER_FORMATS[model.get("format")];
  const type = (number) => change({ number, code: Number(encoded(format(), exactOf(number))) });
  const choose = (name) => change({ format: name, code: Number(encoded(NUMBER_FORMATS[name], exactOf(model.get("number")))) });
  const take = (code) => change({ code: Number(code), number: textOfCode(format(), code) });
  const flip = (place) => take(BigInt(model.get("code")) ^ maskOf(format(), place));
  const set = (place, bit) => {
    const isSet = (BigInt(model.get("code")) & maskOf(format(), place)) !== 0n;
    if (isSet !== Boolean(bit)) flip(place);
  };
  const next = (step) => {
    const code = neighbour(format(), BigInt(model.get("code")), step);
    if (code !== null) take(code);
  };
  const field = numberField({ model, type });
  const editor = bitEditor({ flip, set, next });
  const rows = formatRows({ go: choose });
  const [title, sentence, status] = [html("h3"), html("p"), html("p", { class: "unseen", role: "status" })];
  const caps = keycaps([[["←", "→"], "bit"], [["Space"], "flip it"], [["↑", "↓"], "next number"], [["N"], "type"]]);
  const root = html("section", {
    class: "course course-visualizer number-bits", tabindex: -1, "aria-label": "the bits of a number", "data-lm-suppress-shortcuts": "true",
  }, html("div", { class: "top" }, title, sentence, field.element), field.wrong, editor.element, rows.element, status,
    html("div", { class: "bar" }, field.examples, caps));
  onKeys(root, { n: field.enter, N: field.enter, ArrowUp: () => next(1), ArrowDown: () => next(-1) });
  root.addEventListener("pointerdown", (event) => event.target.closest("button, input, label, [role='radio']") ?? root.focus({ preventScroll: true }));
  el.replaceChildren(root);

  const show = () => {
    const [number, code] = [model.get("number"), model.get("code")];
    if (code >= 2 ** format().bits) return; // between two messages of one change
    const found = findingOfBits(number, model.get("format"), code);
    write(title, titleOfBits(found));
    sentence.replaceChildren(...sentenceOfBits(found));
    editor.show(found);
    rows.show(found);
    field.show(number);
    write(status, statusOfBits(found));
  };
  show();
  return follow(model, ["number", "format", "code"], show);
}

const maskOf = (format, place) => 1n << BigInt(format.bits - 1 - place);

/** What stands in the field for a code. */
function textOfCode(format, code) {
  const { kind, negative, significand, power } = decoded(format, code);
  if (kind === "nan") return "nan";
  return kind === "infinity" ? (negative ? "-inf" : "inf") : typedText(negative, significand, power);
}

/** A field for the number, what is wrong with it, and examples; `type(text)` is told every text that is a number. */
function numberField({ model, type }) {
  const wrong = html("p", { id: `wrong-${Math.random().toString(36).slice(2)}`, class: "wrong", role: "status" });
  const input = html("input", { type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-describedby": wrong.id });
  const take = (text) => {
    const isNumber = exactOf(text) !== null;
    put(input, "aria-invalid", isNumber ? null : "true");
    write(wrong, isNumber ? "" : "Not read as a number: write 0.1, −1e-8, 1/3, 3 × 2^-24, inf or nan. The picture keeps the last one.");
    if (isNumber && text !== model.get("number")) type(text);
  };
  const fill = (text) => ((input.value = text), take(text));
  input.addEventListener("input", () => take(input.value));
  input.addEventListener("keydown", (event) => {
    if (!["Enter", "Escape"].includes(event.key)) return;
    event.stopPropagation();
    if (event.key === "Escape") fill(model.get("number"));
    if (input.getAttribute("aria-invalid") !== "true") input.closest("section").focus();
  });
  const buttons = EXAMPLES.map((text) => html("button", { type: "button", click: () => fill(text) }, exampleName(text)));
  const examples = html("div", { class: "examples", role: "group", "aria-label": "examples" }, buttons);
  onKeys(examples, roving(buttons, { ArrowLeft: -1, ArrowRight: 1 }).keys);
  const element = html("label", { class: "number-field" }, html("span", { class: "unit" }, "type a number"), input);
  const show = (text) => {
    if (input.getAttribute("aria-invalid") !== "true" && input.value !== text) input.value = text;
    buttons.forEach((button, i) => put(button, "aria-pressed", String(EXAMPLES[i] === text)));
  };
  return { element, wrong, examples, show, enter: () => (input.focus(), input.select()) };
}

const exampleName = (text) => ({ inf: "∞", "1e-8": "10⁻⁸", "-0": "−0" })[text] ?? text.replace(/^(\d+)(\d{3})$/, "$1,$2");

export { textOfCode };
export default { render };
