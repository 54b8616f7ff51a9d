// What the traits say is trained here, and recorded; and the few ways to change what they say.

const FRAME = 50; // milliseconds from frame to frame while it plays, each of RECORD_EVERY steps
const STILL_FRAME = 1000; // where motion is reduced: fewer frames of more steps
const STILL_STEPS = 10 * RECORD_EVERY;

function trainingOf(model) {
  const run = keptRun();
  const get = (name) => model.get(name);
  const set = (traits) => Object.entries(traits).forEach(([name, value]) => model.set(name, value));

  // The state as the traits say, trained that far.
  function now() {
    const [schedule, steps] = [get("schedule"), get("steps")];
    const setting = { shape: get("shape"), noise: get("noise"), flips: get("flips"), seed: get("seed") };
    const { sample, records } = run.upTo(setting, schedule, steps);
    const record = records.find(({ step }) => step === steps);
    return { ...setting, schedule, sample, records, record, setting: inForce(schedule, steps), curves: get("curves") };
  }
  // To another step: the penalty is the one that holds there.
  function place(steps, schedule = get("schedule")) {
    const [penalty, strength] = inForce(schedule, steps);
    set({ schedule, steps, penalty, strength });
  }
  // Tell Python where the run is and what the weights are.
  function share() {
    const { shape, noise, flips, seed, schedule, record } = now();
    set({ _trained: { run: [shape, noise, flips, seed, schedule], steps: record.step, weights: Array.from(record.parameters) } });
    model.save_changes();
  }
  const go = (steps) => {
    const last = now().records.at(-1).step;
    place(Math.round(Math.min(Math.max(steps, 0), last) / RECORD_EVERY) * RECORD_EVERY);
    share();
  };
  const hopped = (frames) => {
    const at = get("steps") / RECORD_EVERY;
    return Math.min(Math.max(frames > 0 ? Math.floor(at) + frames : Math.ceil(at) + frames, 0) * RECORD_EVERY, MOST_STEPS);
  };
  const clock = clockOf((steps) => (place(hopped(steps / RECORD_EVERY)), get("steps") < MOST_STEPS), share);
  const choose = (penalty, strength) => {
    place(get("steps"), changedSchedule(get("schedule"), get("steps"), [penalty, strength]));
    share();
  };
  let last = "L2"; // the penalty that a moved strength turns on
  const penalize = (penalty) => ((last = penalty === "none" ? last : penalty), choose(penalty, get("strength")));
  const begin = (traits) => {
    set(traits);
    place(get("steps"), [[0, get("penalty"), get("strength")]]);
    share();
  };
  return {
    now, go, penalize, begin, ...clock,
    hop: (frames) => (clock.stop(), place(hopped(frames)), share()),
    toggle: () => (clock.isPlaying() ? clock.stop() : get("steps") < MOST_STEPS && clock.start()),
    restart: () => begin({ steps: 0 }),
    strengthen(strength) {
      const isOff = get("penalty") === "none";
      if (strength || !isOff) choose(isOff ? last : get("penalty"), strength);
    },
    nextSeed: () => (get("seed") + 1) % (MOST_SEED + 1),
    draw: (curves) => (set({ curves }), model.save_changes()),
  };
}

// Ticks while it plays and can be seen; `tick(steps)` says whether there is more to come.
function clockOf(tick, rest) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let [timer, isSeen] = [null, true];
  const stop = () => {
    if (!timer) return;
    clearInterval(timer);
    timer = null;
    rest();
  };
  const frame = () => {
    if (!isSeen || document.hidden) return;
    if (!tick(still.matches ? STILL_STEPS : RECORD_EVERY)) stop();
  };
  const start = () => {
    timer = setInterval(frame, still.matches ? STILL_FRAME : FRAME);
    frame();
  };
  return { start, stop, isPlaying: () => timer !== null, see: (seen) => (isSeen = seen) };
}

// A run that is kept as long as it can be gone on with: its records begin anew with other points, and end where
// another schedule parts from the one they were made by.
function keptRun() {
  let [key, run, made] = ["", null, null];
  function upTo(setting, schedule, steps) {
    const wanted = JSON.stringify(setting);
    if (key !== wanted) [key, run, made] = [wanted, beginRun(setting), schedule];
    const valid = partingOf(made, schedule);
    made = schedule;
    run.records = run.records.filter(({ step }) => step <= valid);
    if (!run.records.some(({ step }) => step === steps)) {
      run.records = run.records.filter(({ step }) => step < steps);
      train(run, schedule, steps);
    }
    return run;
  }
  return { upTo };
}

// The step from which on two schedules are not the same.
function partingOf(one, other) {
  const same = (a, b) => a && b && a.every((value, i) => value === b[i]);
  let row = 0;
  while (same(one[row], other[row])) row++;
  return Math.min(one[row]?.[0] ?? Infinity, other[row]?.[0] ?? Infinity);
}

function changedSchedule(schedule, steps, [penalty, strength]) {
  const [before, wasStrong] = inForce(schedule, steps);
  if (before === penalty && wasStrong === strength) return schedule;
  return [...schedule.filter(([first]) => first < steps), [steps, penalty, strength]];
}
