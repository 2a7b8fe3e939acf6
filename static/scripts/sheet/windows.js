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
// Gives [{after, was: [entry], now: [{block, entry}], edited}]: `entry` with a block that stands between what
// changed and is as it was, so that its words need not be sent; `edited` where nothing but the words of one
// paragraph changed.
export function windows(saved, blocks) {
  const place = new Map(saved.map((entry, i) => [entry.pid, i]));
  const live = blocks.filter((block) => !block.empty || block.held);
  const claims = new Map();
  for (const block of live) for (const pid of block.sources) claims.set(pid, (claims.get(pid) ?? 0) + 1);
  const alone = live.filter(({ sources: [pid, ...more] }) => !more.length && claims.get(pid) === 1 && place.has(pid));
  const order = growing(alone.map((block) => place.get(block.sources[0])));
  const anchors = new Map(alone.filter((_, i) => order.has(i)).map((block) => [block, place.get(block.sources[0])]));

  // Each run as [from, to, from, to]: of saved, and of what stands now.
  const runs = [];
  let seen = 0;
  let from = 0;
  const close = (upTo, to) => {
    if (seen < upTo || from < to) runs.push([seen, upTo, from, to]);
  };
  live.forEach((block, i) => {
    const at = anchors.get(block);
    if (at === undefined) return;
    if (block.held || block.is(saved[at])) close(at, i);
    else if (seen < at || from < i) {
      // What stands before it is new, or gone: together, so that each window follows what is sure to be there.
      close(at + 1, i + 1);
    } else runs.push([at, at + 1, i, i + 1]);
    seen = at + 1;
    from = i + 1;
  });
  close(saved.length, live.length);

  return spanned(runs, saved, live).map(([first, end, begin, to]) => ({
    after: first ? saved[first - 1].pid : null,
    was: saved.slice(first, end),
    now: live.slice(begin, to).map((block) => {
      const entry = saved[anchors.get(block)];
      return { block, entry: entry && (block.held || block.is(entry)) ? entry : undefined };
    }),
    edited: end - first === 1 && to - begin === 1 && anchors.has(live[begin]),
  }));
}

// A paragraph that went from one run to another makes one of both, with all that stands between.
function spanned(runs, saved, live) {
  const spans = new Map(); // by pid: the first and the last run that has it
  runs.forEach(([first, end, begin, to], i) => {
    const pids = [...saved.slice(first, end).map((entry) => entry.pid), ...live.slice(begin, to).flatMap((block) => block.sources)];
    for (const pid of pids) spans.set(pid, [spans.get(pid)?.[0] ?? i, i]);
  });
  const result = [];
  for (let i = 0; i < runs.length; i++) {
    let last = i;
    for (let at = i; at <= last; at++) for (const [head, tail] of spans.values()) if (head === at) last = Math.max(last, tail);
    const [first, , begin] = runs[i];
    const [, end, , to] = runs[last];
    result.push([first, end, begin, to]);
    i = last;
  }
  return result;
}
