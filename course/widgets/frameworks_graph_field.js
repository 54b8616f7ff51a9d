// The field for the expression, what is wrong with what stands in it, and examples.

const EXAMPLES = [
  ["ReLU of a line", "relu(x * w + b)"],
  ["swish", "x * sigmoid(x)"],
  ["GELU by hand", "0.5 * x * (1 + tanh(0.8 * (x + 0.045 * x ** 3)))"],
  ["softmax", "exp(x) / sum(exp(x))"],
  ["normalize", "(x - mean(x)) / sqrt(mean((x - mean(x)) ** 2) + 0.001)"],
  ["a layer", "tanh(x @ W + b) * 0.5"],
];

/** A text field that keeps the last good expression; `set(traits)` is told every good one. */
function expressionField({ model, set }) {
  const wrong = html("p", { id: `wrong-${Math.random().toString(36).slice(2)}`, class: "wrong", role: "status" });
  const input = html("input", { type: "text", spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-label": "expression", "aria-describedby": wrong.id });
  const mark = html("span", { class: "mark", "aria-hidden": "true" });
  const take = (text) => {
    const { message, position } = readOrError(text);
    put(input, "aria-invalid", message ? "true" : null);
    wrong.replaceChildren(...(message ? [word("err", `Character ${position + 1}: ${message}.`), " The picture keeps the last expression that could be read."] : []));
    put(mark, "style", message ? `left: calc(12px + ${position}ch)` : "display: none");
    if (!message && text !== model.get("expression")) set({ expression: text, step: 1 });
  };
  const restore = () => ((input.value = model.get("expression")), take(input.value));
  input.addEventListener("input", () => take(input.value));
  input.addEventListener("scroll", () => put(mark, "hidden", input.scrollLeft > 0));
  input.addEventListener("keydown", (event) => {
    if (!["Enter", "Escape"].includes(event.key)) return;
    event.stopPropagation();
    if (event.key === "Escape") restore();
    if (input.getAttribute("aria-invalid") !== "true") input.closest("section").focus();
  });
  const buttons = EXAMPLES.map(([name, text]) => html("button", { type: "button", title: text, click: () => ((input.value = text), take(text)) }, name));
  const roam = roving(buttons, { ArrowLeft: -1, ArrowRight: 1 });
  const examples = html("div", { class: "examples", role: "group", "aria-label": "examples" }, html("span", { class: "unit" }, "examples"), buttons);
  onKeys(examples, roam.keys);
  const element = html("div", { class: "field" }, html("div", { class: "typed" }, input, mark), examples, wrong);
  const show = (text) => {
    if (input.getAttribute("aria-invalid") !== "true" && input.value !== text) input.value = text;
    buttons.forEach((button, i) => put(button, "aria-pressed", String(EXAMPLES[i][1] === text)));
  };
  put(mark, "style", "display: none");
  return { element, show, enter: () => (input.focus(), input.select()) };
}
