// The scale under its ceiling, the broken laws, and the count of quiet steps, over one axis of steps.

const TRACE = { left: 44, right: 14, top: 26, gap: 50, quiet: 46, bottom: 42 }; // pixels
const LANE = 16; // pixels below the scales: where broken laws are marked
const [LOWEST, HIGHEST] = [-6, 30]; // powers of two: what lies beyond is drawn at the edge
const TRIANGLE = 4; // pixels, half its width
const STEP_TICKS = [1, 60, 120, 180, 240];

/** The three pictures over one axis; `choose(step)` where the pointer is. */
function tracePicture({ width, tall, choose }) {
  const wide = width - TRACE.left - TRACE.right;
  const [lane, quietTop] = [tall + LANE, tall + TRACE.gap];
  const bottom = quietTop + TRACE.quiet;
  const parts = Object.fromEntries(["over", "ceiling", "scale", "skipped", "broken", "count", "bound", "chosen"].map((name) => [name, svg("path", { class: name })]));
  const [axes, names] = [svg("g", { class: "ticks" }), svg("g", { class: "names" })];
  const [point, quietPoint] = [svg("circle", { class: "point", r: 5 }), svg("circle", { class: "point quiet", r: 4 })];
  const hit = svg("rect", { class: "hit", width: wide, height: bottom });
  const plot = svg("g", { transform: `translate(${TRACE.left} ${TRACE.top})` },
    parts.over, axes, parts.chosen, parts.count, parts.bound, parts.ceiling, parts.scale, parts.skipped, parts.broken, names, point, quietPoint, hit);
  const element = svg("svg", {
    width, height: TRACE.top + bottom + TRACE.bottom, class: "trace", role: "slider", tabindex: 0, "aria-label": "step of the run", "aria-valuemin": 1, "aria-valuemax": SCALER_STEPS,
  }, svg("text", { class: "axis", y: 12 }, "loss scale, logarithmic (no unit)"), plot);
  const stepAt = (event) => clamp(Math.ceil(((event.clientX - hit.getBoundingClientRect().x) / wide) * SCALER_STEPS), 1, SCALER_STEPS);
  for (const name of ["pointermove", "pointerdown"]) hit.addEventListener(name, (event) => choose(stepAt(event)));
  const x = (step) => (step / SCALER_STEPS) * wide; // where a step ends; it begins where the one before ends
  const middle = (step) => x(step - 0.5);

  function show(found, ceiling, at) {
    const [low, high] = reachOfPowers(found, ceiling);
    const y = (power) => ((high - clamp(power, low, high)) / (high - low)) * tall;
    const most = clamp(Math.max(...found.states.map(([, quiet]) => quiet)), found.interval, 2 * found.interval);
    const q = (quiet) => bottom - (Math.min(quiet, most) / most) * TRACE.quiet;
    const paths = pathsOfTrace({ found, ceiling, at, x, middle, y, q, wide, lane, bottom });
    for (const [name, path] of Object.entries(paths)) put(parts[name], "d", path || null);
    axes.replaceChildren(...powerAxis({ low, high, y, wide, tall }), ...stepAxis({ middle, wide, bottom }));
    names.replaceChildren(...namesInTrace({ found, low, high, y, wide, lane, quietTop }));
    const chosen = found.steps[at - 1];
    for (const [circle, height] of [[point, y(Math.log2(chosen.scale))], [quietPoint, q(chosen.quiet)]]) {
      put(circle, "cx", middle(at));
      put(circle, "cy", height);
    }
    put(point, "class", chosen.isFinite ? "point" : "point err");
    put(element, "aria-valuenow", at);
    put(element, "aria-valuetext", `step ${at}, scale ${scaleAsCode(chosen.scale)}, count ${chosen.quiet}${chosen.isFinite ? "" : ", overflow"}${chosen.broken.length ? ", law broken" : ""}`);
  }
  return { element, show };
}

/** What is drawn of a run, by the name of its part. */
function pathsOfTrace({ found, ceiling, at, x, middle, y, q, wide, lane, bottom }) {
  const edge = ceiling.map((power, i) => `L${middle(i + 1).toFixed(1)} ${y(power).toFixed(1)}`).join("");
  const line = `M0 ${y(ceiling[0]).toFixed(1)}${edge}H${wide}`;
  const stairs = (height) => found.steps.map((each) => `V${height(each).toFixed(1)}H${x(each.step).toFixed(1)}`).join("");
  const overflows = found.steps.filter(({ isFinite }) => !isFinite);
  return {
    over: `${line}V0H0Z`,
    ceiling: line,
    scale: stairs(({ scale }) => y(Math.log2(scale))).replace("V", "M0 "),
    skipped: overflows.map(({ step, scale }) => triangleAt(middle(step), y(Math.log2(scale)))).join(""),
    broken: found.broken.map((step) => `M${(middle(step) - 3).toFixed(1)} ${lane - 3}l6 6m0 -6l-6 6`).join(""),
    count: `M0 ${bottom}${stairs(({ quiet }) => q(quiet))}V${bottom}Z`,
    bound: `M0 ${q(found.interval)}H${wide}`,
    chosen: `M${middle(at)} 0V${bottom}`,
  };
}

const triangleAt = (x, y) => `M${(x - TRIANGLE).toFixed(1)} ${(y - TRIANGLE).toFixed(1)}h${2 * TRIANGLE}l${-TRIANGLE} ${2 * TRIANGLE - 1}Z`;

// The powers of two at the lower and upper edge: all of the ceiling, and of the scale what the picture has room for.
function reachOfPowers({ steps }, ceiling) {
  const powers = [...ceiling, ...steps.map(({ scale }) => clamp(Math.log2(scale), LOWEST, HIGHEST))];
  return [Math.floor(Math.min(...powers)) - 1, Math.ceil(Math.max(...powers)) + 2];
}

function powerAxis({ low, high, y, wide, tall }) {
  const every = [2, 4, 8].find((step) => (tall * step) / (high - low) >= 34) ?? 8;
  const powers = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((power) => power % every === 0 && power < high);
  return powers.flatMap((power) => [
    svg("path", { class: "grid", d: `M0 ${y(power)}H${wide}` }), svg("text", { x: -8, y: y(power) + 4, "text-anchor": "end" }, power === 0 ? "1" : powerOf(2, power)),
  ]);
}

function stepAxis({ middle, wide, bottom }) {
  const marks = STEP_TICKS.flatMap((step) => [svg("path", { d: `M${middle(step)} ${bottom}v5` }), svg("text", { x: middle(step), y: bottom + 19, "text-anchor": "middle" }, String(step))]);
  return [svg("path", { d: `M0 ${bottom}H${wide}` }), ...marks, svg("text", { x: wide / 2, y: bottom + 38, "text-anchor": "middle" }, "training step (count)"),
    svg("text", { x: -8, y: bottom + 4, "text-anchor": "end" }, "0")];
}

// The words in the plot: the ground above the ceiling, the lane of broken laws, and the count.
function namesInTrace({ found, low, high, y, wide, lane, quietTop }) {
  const text = (words, x, at, role, anchor) => svg("text", { class: role, x, y: at, "text-anchor": anchor }, words);
  const powers = found.steps.map(({ scale }) => Math.log2(scale));
  const [least, most] = [Math.min(...powers), Math.max(...powers)];
  return [
    text("above the dashed ceiling: overflow", wide - 6, 15, "err", "end"),
    most > high && text(`up to ${powerOf(2, Math.round(most))} ↑`, wide / 2, 33, "grad halo", "middle"),
    least < low && text(`down to ${powerOf(2, Math.round(least))} ↓`, wide / 2, y(low) - 6, "grad halo", "middle"),
    text("laws", -8, lane + 4, "muted", "end"),
    !found.broken.length && text(found.count ? "none is broken" : "not asked yet", 0, lane + 4, "muted halo", "start"),
    text(`count of quiet steps; dashed: the interval, ${found.interval}`, 0, quietTop - 7, "muted halo", "start"),
  ].filter(Boolean);
}
