// What differs between the sheet as it stands and as it was last saved, as the fewest and smallest runs.

// The longest run of places that grow, as a set of indexes of the list.
export function growing(places) {
  const ends = [];
  const before = [];
  places.forEach((place, i) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (places[ends[middle]] < place) low = middle + 1;
      else high = middle;
    }
    before[i] = low ? ends[low - 1] : -1;
    ends[low] = i;
  });
  const chosen = new Set();
  for (let i = ends.at(-1) ?? -1; i >= 0; i = before[i]) chosen.add(i);
  return chosen;
}

// The windows between what was saved and what stands now.
//   saved   [{pid, ...}] in order
//   blocks  [{sources, empty, held, is(entry)}] in order: sources are pids; `empty` ones are as if they were not
//           there; a `held` one is taken as it was; is(entry) tells whether it says what was saved
// Gives [{after, was: [entry], now: [{block, unchanged}], edited}]: `unchanged` where the words need not be sent,
// `edited` where nothing but the words of one paragraph changed.
export function windows(saved, blocks) {
  const place = new Map(saved.map((entry, i) => [entry.pid, i]));
  const live = blocks.filter((block) => !block.empty || block.held);
  const claims = new Map();
  for (const block of live) for (const pid of block.sources) claims.set(pid, (claims.get(pid) ?? 0) + 1);
  const alone = live.filter(({ sources: [pid, ...more] }) => !more.length && claims.get(pid) === 1 && place.has(pid));
  const order = growing(alone.map((block) => place.get(block.sources[0])));
  const anchors = new Set(alone.filter((_, i) => order.has(i)));
  const single = new Set(alone);

  const result = [];
  let seen = 0; // of saved
  let after = null;
  let gap = [];
  const close = (upTo) => {
    const was = saved.slice(seen, upTo);
    if (was.length || gap.length) result.push({ after, was, now: gap });
    gap = [];
  };
  for (const block of live) {
    if (!anchors.has(block)) {
      const [pid] = block.sources;
      gap.push({ block, unchanged: single.has(block) && block.is(saved[place.get(pid)]) });
      continue;
    }
    const at = place.get(block.sources[0]);
    const entry = saved[at];
    const edited = !block.held && !block.is(entry);
    if (!edited) close(at);
    else if (gap.length || at > seen) {
      // What stands before it is new, or gone: together, so that each window follows what is sure to be there.
      gap.push({ block, unchanged: false });
      close(at + 1);
    } else result.push({ after, was: [entry], now: [{ block, unchanged: false }], edited });
    seen = at + 1;
    after = entry.pid;
  }
  close(saved.length);
  return result;
}

// At most so many windows; those that share a paragraph stay together.
export function portion(list, most) {
  if (list.length <= most) return list;
  const owner = new Map();
  const home = list.map((_, i) => i);
  const root = (i) => (home[i] === i ? i : (home[i] = root(home[i])));
  list.forEach(({ was, now }, i) => {
    for (const pid of [...was.map((entry) => entry.pid), ...now.flatMap(({ block }) => block.sources)]) {
      if (owner.has(pid)) home[root(i)] = root(owner.get(pid));
      else owner.set(pid, i);
    }
  });
  const groups = Map.groupBy(list.keys(), root);
  const chosen = new Set();
  for (const group of groups.values()) {
    if (chosen.size && chosen.size + group.length > most) continue;
    group.forEach((i) => chosen.add(i));
  }
  return list.filter((_, i) => chosen.has(i));
}
