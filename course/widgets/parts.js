// What every visualizer is built from; Python puts this file in front of each module, so nothing is imported.

// ---- Elements

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element: attributes with a value of null or false are left out, children are elements or strings. */
function svg(name, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, name), attributes, children);
}

/** An HTML element, made like `svg`. */
function html(name, attributes = {}, ...children) {
  return dress(document.createElement(name), attributes, children);
}

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) put(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Set one attribute, or listen if its value is a function; null and false remove it. Untouched when equal. */
function put(element, name, value) {
  if (typeof value === "function") element.addEventListener(name, value);
  else if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/** Set the text of an element; untouched when equal. */
function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Words in a role's colour: `word("act", "activation")`. */
function word(role, ...children) {
  return html("span", { class: role }, ...children);
}

/** "x, w and b" */
function listed(words) {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

/** "1 kernel", "2 kernels" */
function counted(count, noun, plural = `${noun}s`) {
  return `${count} ${count === 1 ? noun : plural}`;
}

/** The same words with a capital letter in front. */
function capitalized(words) {
  return words[0].toUpperCase() + words.slice(1);
}

/** A text that stays on one line: a number and its power, or a sign and its number. */
function unbroken(text) {
  return text.replaceAll(" ", "\u00a0");
}

/** "h₂": a name with its index below the line. */
function indexed(name, index) {
  return name + String(index).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}

// ---- Numbers

/** The value, or the nearer of the two ends if it lies beyond them. */
function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/** A number as people write it: 1,066,440 and −0.32 and 6.0 × 10⁻⁵ where `decimals` would show nothing but zeros. */
function number(value, decimals = 2) {
  if (value === 0) return "0";
  if (Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return value < 0 ? "−∞" : "∞";
  if (needsPower(value, decimals)) return scientific(value, decimals);
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
  const printed = whole.replace(/\B(?=(\d{3})+$)/g, ",") + (fraction ? "." + fraction : "");
  return (value < 0 ? "−" : "") + printed;
}

/** Too small to show with these decimals, or too large to read. */
function needsPower(value, decimals) {
  return Math.abs(value) < 0.5 * 10 ** -decimals || Math.abs(value) >= 1e7;
}

/** 6.0 × 10⁻⁵, with two digits or more. */
function scientific(value, digits = 2) {
  const [mantissa, exponent] = Math.abs(value).toExponential(Math.max(digits, 2) - 1).split("e");
  return `${value < 0 ? "−" : ""}${mantissa} × ${powerOfTen(Number(exponent))}`;
}

/** The number that a reader sees where `number(value, decimals)` is printed. */
function asPrinted(value, decimals) {
  return Number(needsPower(value, decimals) ? value.toExponential(Math.max(decimals, 2) - 1) : value.toFixed(decimals));
}

/** Half of one in the last place that `number(value, decimals)` prints, and a hair more for binary. */
function halfUnit(value, decimals) {
  const power = needsPower(value, decimals) && value ? Math.floor(Math.log10(Math.abs(value))) - Math.max(decimals, 2) + 1 : -decimals;
  return 0.5000001 * 10 ** power;
}

/** 10⁻⁵ and its like. */
function powerOfTen(exponent) {
  return powerOf(10, exponent);
}

/** 2⁻¹⁴ and its like. */
function powerOf(base, exponent) {
  const raised = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
  return base + String(exponent).replace(/./g, (letter) => raised[letter]);
}

/** A weight or a gradient: like `number`, its sign always printed; exactly zero has none. */
function signed(value, decimals = 2) {
  return (value > 0 ? "+" : "") + number(value, decimals);
}

/** The fewest decimals, from `least` up, with which the printed terms give the printed result. */
function decimalsThatAddUp(terms, combine, least = 2, most = 9) {
  for (let decimals = least; decimals < most; decimals++) {
    if (comesOut(terms, combine, decimals, decimals)) return decimals;
  }
  return most;
}

/** The fewest decimals of the terms with which the result, printed with `shown` decimals, comes out as printed. */
function decimalsOfTerms(terms, combine, shown = 2, most = 12) {
  for (let decimals = shown; decimals < most; decimals++) {
    if (comesOut(terms, combine, decimals, shown)) return decimals;
  }
  return most;
}

function comesOut(terms, combine, decimals, shown) {
  const result = combine(terms);
  const printed = combine(terms.map((value) => asPrinted(value, decimals)));
  return Math.abs(printed - asPrinted(result, shown)) <= halfUnit(result, shown);
}

// ---- Colour: the same scales as `course.plots.colour`

/** The scales' tokens in style.css, {light: {"neg-mark": "#..."}, dark: {...}}: also for what is not on the page yet. */
function tokens() {
  const style = getComputedStyle(document.documentElement);
  const themes = { light: {}, dark: {} };
  for (const name of ["neg-mark", "pos-mark", "zero", "act-low", "act-high"]) {
    [themes.light[name], themes.dark[name]] = style.getPropertyValue(`--course-${name}`).match(/#\w{6}/g);
  }
  return themes;
}

/** A hex colour as amounts of red, green and blue light. */
function linearRgb(colour) {
  return [1, 3, 5].map((at) => {
    const encoded = parseInt(colour.slice(at, at + 2), 16) / 255;
    return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
  });
}

function hexColour(linear) {
  const digits = linear.map((light) => {
    const clipped = Math.min(Math.max(light, 0), 1);
    const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
    return Math.round(255 * encoded).toString(16).padStart(2, "0");
  });
  return "#" + digits.join("").toUpperCase();
}

/** Red, green, blue light as OKLab's three cube-rooted cones. Source: B. Ottosson, 2020. */
function cones([r, g, b]) {
  return [
    Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b),
    Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b),
    Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b),
  ];
}

function light([l, m, s]) {
  [l, m, s] = [l ** 3, m ** 3, s ** 3];
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

/** The colour a fraction `t` of the way, even to the eye: OKLab is linear in its cones, so they are mixed. */
function mix(start, end, t) {
  const from = cones(linearRgb(start));
  const to = cones(linearRgb(end));
  return hexColour(light(from.map((value, i) => (1 - t) * value + t * to[i])));
}

/** Blue below zero, orange above; exactly zero is the ground, and the smallest weight already shows. */
function weightColour(weight, largest, theme) {
  if (weight === 0) return theme.zero;
  const share = Math.min(Math.abs(weight) / largest, 1);
  return mix(theme.zero, weight < 0 ? theme["neg-mark"] : theme["pos-mark"], 0.1 + 0.9 * share ** 0.85);
}

/** The green of an activation in [0, 1]; what lies outside takes the nearest end. */
function activationColour(activation, theme) {
  return mix(theme["act-low"], theme["act-high"], Math.min(Math.max(activation, 0), 1));
}

/** Black or white, whichever contrasts more with a fill. */
function textOn(fill) {
  const [r, g, b] = linearRgb(fill);
  const luminance = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? "#FFFFFF" : "#000000";
}

/** One colour for both themes: `inBothThemes(themes, (theme) => weightColour(-0.5, 1, theme))`. */
function inBothThemes(themes, colour) {
  return `light-dark(${colour(themes.light)}, ${colour(themes.dark)})`;
}

// ---- The model: JupyterLab's, or this one on a page without a kernel

/** A model like anywidget's over plain state, for pages that have no kernel. */
function modelOf(state) {
  const listeners = new Map();
  const of = (name) => listeners.get(name) ?? listeners.set(name, new Set()).get(name);
  return {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      for (const listener of [...of(`change:${name}`), ...of("change")]) listener();
    },
    on: (name, listener) => of(name).add(listener),
    off: (name, listener) => (listener ? of(name).delete(listener) : of(name).clear()),
    save_changes() {},
  };
}

/** Call `redraw` when one of the named traits changes; returns how to stop. */
function follow(model, names, redraw) {
  for (const name of names) model.on(`change:${name}`, redraw);
  return () => names.forEach((name) => model.off(`change:${name}`, redraw));
}

/** Call `place(width)` now and whenever the element's width changes; returns how to stop. */
function onWidth(element, place) {
  let width = 0;
  const observer = new ResizeObserver(([entry]) => {
    const next = Math.round(entry.contentRect.width);
    if (next && next !== width) place((width = next));
  });
  observer.observe(element);
  return () => observer.disconnect();
}
