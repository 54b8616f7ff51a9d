// The chosen format large: its bits to flip, what they mean, and the numbers round about.

const [WIDE_CELL, CELL] = [30, 24]; // pixels: of up to 16 bits, and of more
const FEW_BITS = 16;
const FIELDS = [["sign", "sign"], ["exp", "exponent"], ["frac", "fraction"]];
const LONG_VALUE = 34; // letters: a longer value is printed smaller

/** `flip(place)` counts the bits from the left; `set(place, bit)` and `next(step)` are keys. */
function bitEditor({ flip, set, next }) {
  const name = html("p", { class: "format-name" });
  const kind = html("p", { class: "unit kind" });
  const fields = html("div", { class: "fields", role: "group" });
  const [value, formula, integer] = ["value", "formula", "integer"].map((text) => factOf(text));
  const line = html("div", { class: "around" });
  const miss = html("div", { class: "miss" });
  const element = html("div", { class: "editor" }, html("div", { class: "heading" }, name, kind), fields,
    html("div", { class: "facts" }, html("dl", {}, [value, formula, integer].map((fact) => fact.rows)), html("div", {}, line, miss)));
  let [format, cells, captions, roam] = [null, [], {}, null];

  const build = () => {
    const widths = [1, format.exponentBits, format.fractionBits];
    const width = format.bits > FEW_BITS ? CELL : WIDE_CELL;
    cells = [];
    captions = {};
    const groups = FIELDS.map(([role, label], i) => {
      const own = Array.from({ length: widths[i] }, () => bitButton(role, cells.length + 1, width));
      const start = cells.length;
      own.forEach((cell, k) => cell.addEventListener("click", () => flip(start + k)));
      cells.push(...own);
      captions[role] = html("span", {});
      return html("div", { class: `field ${role}` }, html("div", { class: "cells" }, own),
        html("div", { class: "caption" }, html("span", {}, label), captions[role]));
    });
    fields.replaceChildren(...groups);
    put(fields, "aria-label", `bits of ${format.label}`);
    roam = roving(cells, { ArrowLeft: -1, ArrowRight: 1 });
  };
  const here = () => cells.indexOf(document.activeElement);
  onKeys(fields, {
    ArrowLeft: () => roam.keys.ArrowLeft(), ArrowRight: () => roam.keys.ArrowRight(), ArrowUp: () => next(1), ArrowDown: () => next(-1),
    Home: () => cells[0].focus(), End: () => cells.at(-1).focus(), 0: () => set(here(), 0), 1: () => set(here(), 1),
  });

  function show(found) {
    const row = found.chosen;
    if (row.format !== format) {
      format = row.format;
      build();
      write(name, `${format.label}, ${format.bits} bits`);
    }
    const bits = row.code.toString(2).padStart(format.bits, "0");
    cells.forEach((cell, i) => showBit(cell, bits[i], format, i));
    for (const [role, text] of Object.entries(captionsOf(row))) write(captions[role], text);
    write(kind, kindInWords(row));
    showValue(value.content, row);
    formula.content.replaceChildren(...formulaOf(row));
    integer.content.replaceChildren(...integerOf(row));
    line.replaceChildren(aroundPicture(row, found.name));
    miss.replaceChildren(...missOf(row));
  }
  return { element, show, focus: () => cells[roam.index()].focus() };
}

function factOf(text) {
  const content = html("dd", { class: text });
  return { content, rows: [html("dt", { class: "unit" }, text), content] };
}

const bitButton = (role, place, width) => html("button", { type: "button", class: `bit ${role}`, style: `width: ${width}px`, "data-place": place });

function showBit(cell, bit, format, place) {
  write(cell, bit);
  put(cell, "aria-pressed", String(bit === "1"));
  put(cell, "aria-label", `${bitName(format, place)}: ${bit}`);
}

// "exponent bit 2 of 5".
function bitName({ exponentBits, fractionBits }, place) {
  if (place === 0) return "sign bit";
  return place <= exponentBits ? `exponent bit ${place} of ${exponentBits}` : `fraction bit ${place - exponentBits} of ${fractionBits}`;
}

function showValue(element, { value }) {
  const sign = value.negative ? "−" : "";
  const text = value.significand === undefined ? shortText(value.exact, 2) : sign + grouped(decimalOf(value.significand, value.power));
  put(element, "class", text.length > LONG_VALUE ? "value long" : "value");
  write(element, text);
}

// + 2⁻⁴ × 1.599609375
function formulaOf({ format, value }) {
  if (value.significand === undefined) return [word("unit", "none: it is no number")];
  const exponent = Math.max(value.exponent, 1) - format.bias;
  const significand = grouped(decimalOf(value.significand, -format.fractionBits));
  return [word("sign", value.negative ? "− " : "+ "), word("exp", powerOf(2, exponent)), " × ", word("frac", significand)];
}

// + 1,638 × 2⁻¹⁴
function integerOf({ value }) {
  if (value.significand === undefined) return [word("unit", "none")];
  return [`${value.negative ? "−" : "+"} ${withCommas(value.significand)} × `, word("exp", powerOf(2, value.power))];
}

// The error and the spacing, a line each.
function missOf(row) {
  const parts = partsText(row);
  const error = html("p", {}, html("span", { class: "unit" }, "error "), html("b", { class: row.isExact ? null : "err" }, row.isExact ? "none" : errorText(row)),
    parts && html("span", { class: "unit" }, `, ${parts}`));
  const spacing = row.spacing === null ? [] : [html("b", {}, powerOf(2, row.spacing)), html("span", { class: "unit" }, ` = ${inDigits(dyadic(false, 1n, row.spacing), 3)}`)];
  return [error, html("p", {}, html("span", { class: "unit" }, "spacing "), spacing.length ? spacing : html("span", { class: "unit" }, "none"))];
}
