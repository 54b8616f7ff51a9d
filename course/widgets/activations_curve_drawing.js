// What both visualizers of the activations are drawn with: numbers in few digits, and a place chosen by hand.

const INPUT_DECIMALS = 2;
const FEWEST = 0.095; // less would lose a digit in two decimals
const [TINY, LARGE] = [9.5e-4, 9999.5]; // beyond, with a power of ten

/** Call `go(event)` where the pointer is pressed on an element, and wherever it is then dragged. */
function onDrag(element, go) {
  element.addEventListener("pointerdown", (event) => {
    element.setPointerCapture(event.pointerId);
    go(event);
  });
  element.addEventListener("pointermove", (event) => event.buttons && go(event));
}

/** An input or a gain with the decimals it has, two at most. */
function shortly(input) {
  return input.toFixed(INPUT_DECIMALS).replace(/\.?0+$/, "").replace(/^-0$/, "0").replace("-", "−");
}

/** A slope, a share or a size in two or three digits: 0.052, 0.25, 11.3, 332, and powers of ten beyond. */
function briefly(value) {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < LARGE) return number(value, 0);
  if (size < TINY || size >= LARGE) return scientific(value);
  if (size < FEWEST) return value.toPrecision(2).replace("-", "−");
  return number(value, size < 9.95 ? 2 : size < 99.5 ? 1 : 0);
}
