// The arithmetic of gradient descent on a bowl, and its verdicts in words.
// The Python class computes the same path with the library's optimizer; a test compares the two.

const ROUNDING = 1e-12;

function lossAt({ curvature: [[a, b], [, d]], optimum, floor }, [x, y]) {
  const [dx, dy] = [x - optimum[0], y - optimum[1]];
  return floor + 0.5 * (a * dx * dx + 2 * b * dx * dy + d * dy * dy);
}

function gradientAt({ curvature: [[a, b], [c, d]], optimum }, [x, y]) {
  const [dx, dy] = [x - optimum[0], y - optimum[1]];
  return [a * dx + b * dy, c * dx + d * dy];
}

// The curvatures along the bowl's two axes, steepest first, and the directions of those axes.
function axesOf({ curvature: [[a, b], [, d]] }) {
  const middle = (a + d) / 2;
  const half = Math.hypot((a - d) / 2, b);
  const angle = 0.5 * Math.atan2(2 * b, a - d);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    { curvature: middle + half, direction: [cos, sin] },
    { curvature: middle - half, direction: [-sin, cos] },
  ];
}

// SGD as PyTorch has it: the velocity collects gradients, the rate scales the velocity.
function descend(bowl, { start, rate, momentum, steps }) {
  const path = [start];
  let velocity = [0, 0];
  for (let step = 0; step < steps; step++) {
    const here = path[step];
    const gradient = gradientAt(bowl, here);
    velocity = velocity.map((v, i) => momentum * v + gradient[i]);
    path.push(here.map((p, i) => p - rate * velocity[i]));
  }
  return { path, losses: path.map((point) => lossAt(bowl, point)) };
}

// What a step does along one axis of the bowl. Distance and velocity follow a 2 × 2 matrix whose eigenvalues solve
// m² − (1 + momentum − rate × curvature) m + momentum = 0; the larger one is the factor a step, in the long run.
function factorOf(curvature, rate, momentum) {
  const sum = 1 + momentum - rate * curvature;
  const inside = sum * sum - 4 * momentum;
  if (inside < 0) return { size: Math.sqrt(momentum), swings: true };
  const root = (sum + Math.sign(sum || 1) * Math.sqrt(inside)) / 2;
  return { size: Math.abs(root), swings: root < 0 };
}

// "rest", "crawl", "settle", "edge" or "away", decided by the eigenvalues and not by watching.
function verdictOf(bowl, { start, share, momentum, steps }) {
  const away = [start[0] - bowl.optimum[0], start[1] - bowl.optimum[1]];
  const along = axesOf(bowl).filter(({ direction }) => direction[0] * away[0] + direction[1] * away[1] !== 0);
  if (!along.length) return "rest";
  const steepest = axesOf(bowl)[0].curvature;
  // In units of 2/L, so that exactly on the edge is told from rounding.
  const beyond = share * (along[0].curvature / steepest) - (1 + momentum);
  if (Math.abs(beyond) < ROUNDING) return "edge";
  if (beyond > 0) return "away";
  return slowestOf(along, (2 * share) / steepest, momentum) ** steps > 0.5 ? "crawl" : "settle";
}

// The largest factor among the axes along which descent comes closer from one side only; 0 if it swings along all.
function slowestOf(axes, rate, momentum) {
  const factors = axes.map((axis) => factorOf(axis.curvature, rate, momentum));
  return Math.max(0, ...factors.map(({ size, swings }) => (swings ? 0 : size)));
}

// ---- Words: what the state says, computed and never assumed.

const VERB = {
  rest: "stay at the bottom",
  crawl: "crawl",
  settle: "settle",
  edge: "neither settle nor run away",
  away: "run away",
};

function titleOf(before, now) {
  const [first, second] = [VERB[before.verdict], VERB[now.verdict]];
  if (before.share === now.share && before.momentum !== now.momentum) {
    const [plain, helped] = before.momentum ? [second, first] : [first, second];
    const helps = plain === helped ? ", with momentum or without" : `; with momentum they ${helped}`;
    return `At ${shareOf(now)} × 2/L the steps ${plain}${helps}`;
  }
  const both = before.momentum && now.momentum;
  const at = (run) => shareOf(run) + (run.momentum && !both ? " with momentum" : "");
  const opening = both ? "With momentum, at" : "At";
  if (first === second) return `${opening} ${at(before)} and at ${at(now)} × 2/L the steps ${first}`;
  return `${opening} ${at(before)} × 2/L the steps ${first}, at ${at(now)} they ${second}`;
}

// A rate in units of 2/L, as far as its digits say something.
function shareOf({ share }) {
  return String(Number(share.toPrecision(4)));
}

function lossText(loss) {
  return number(loss, loss < 1 ? 3 : loss < 100 ? 2 : 0);
}

// How one setting's steps behave, in a line under its name.
function manner({ verdict, slowest, swings, momentum, steps }) {
  const covered = number(100 * (1 - slowest ** steps), 0);
  const words = {
    rest: "the gradient is zero, nothing moves",
    crawl: `along the valley ${steps} steps cover ${covered} % of the way`,
    settle: swings ? "each step overshoots, and overshoots less each time" : "each step goes part of the way",
    edge: "each step overshoots by as much again, for ever",
    away: "each step overshoots, and overshoots more each time",
  }[verdict];
  return momentum ? `momentum ${momentum}: ${words.replace(/each step overshoots, and overshoots/, "it swings past the bottom,")}` : words;
}

// What is left of the distance after a step along one axis, as a sum to be checked: [factor, before, curvature, after].
function factorSum({ curvature }, { rate, momentum }) {
  const { size, swings } = factorOf(curvature, rate, momentum);
  const factor = momentum ? size : 1 - rate * curvature;
  if (momentum && size === Math.sqrt(momentum)) return [number(size, 3), `√${momentum}`, "", ""];
  const decimals = decimalsOf(rate, curvature);
  const [printedRate, printedCurvature] = [rate, curvature].map((term) => number(term, decimals + 1));
  if (!momentum) return [signed(factor, decimals), `1 − ${printedRate} × `, printedCurvature, ""];
  const sign = swings ? "−" : "+";
  return [sign + number(size, 3), `root of m² − (${1 + momentum} − ${printedRate} × `, printedCurvature, `) m + ${momentum}`];
}

// Enough decimals of the factor for the printed sum to add up, whose terms have one more, and not to look like 1.
function decimalsOf(rate, curvature) {
  const factor = 1 - rate * curvature;
  const isOne = Math.abs(Math.abs(factor) - 1) < ROUNDING;
  for (let decimals = 2; decimals < 9; decimals++) {
    const [r, c] = [rate, curvature].map((term) => Number(term.toFixed(decimals + 1)));
    const printed = Number(factor.toFixed(decimals));
    const addsUp = Math.abs(1 - r * c - printed) <= 0.5 * 10 ** -decimals;
    if (addsUp && (isOne || Math.abs(printed) !== 1)) return decimals;
  }
  return 9;
}

export { descend, verdictOf, titleOf, factorSum };
