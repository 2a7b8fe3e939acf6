// The draft as the server has it, beside the sheet as it stands: what has to be sent, and what an answer or the
// news of others change here. Only this file sets `sources` from outside.

import { TextSelection } from "prosemirror-state";

import { SERVER } from "./lineage.js";
import { fromServer, isEmpty, same, schema, toServer } from "./schema.js";
import { growing, windows } from "./windows.js";

const { paragraph } = schema.nodes;
const MOST = 400; // windows at once; the server takes 500

export class Draft {
  saved = []; // [{pid, changed_in, node, normal?}] in order
  conflicts = new Map(); // by pid: a conflict that waits for a choice
  #refused = new Map(); // what the server refused, word for word, and why

  constructor(aliases, gutter) {
    this.aliases = aliases;
    this.gutter = gutter;
  }

  // The whole text as it was loaded. Gives the document to begin with.
  load(blocks) {
    this.saved = blocks.map(({ pid, changed_in, node }) => ({ pid, changed_in, node: fromServer(node, [pid]) }));
    blocks.forEach(({ pid, label, name }) => this.gutter.set(pid, label, name));
    const nodes = this.saved.map((entry) => entry.node);
    return schema.nodes.doc.create(null, nodes.length ? nodes : [paragraph.create()]);
  }

  #is(node, entry) {
    return same(node, entry.node) || Boolean(entry.normal && same(node, entry.normal));
  }

  #blocks(state) {
    const places = new Map(this.saved.map((entry) => [entry.pid, entry]));
    const { $head } = state.selection;
    const caret = $head.depth ? $head.before(1) : -1;
    const list = [];
    state.doc.forEach((node, pos) => {
      const sources = this.aliases.resolve(node.attrs.sources);
      const entry = sources.length === 1 ? places.get(sources[0]) : undefined;
      const empty = isEmpty(node);
      // A paragraph that was emptied to be written anew is not deleted as long as the caret is in it.
      const held = empty && entry !== undefined && (pos === caret || this.#is(node, entry));
      list.push({ node, pos, sources, empty, held, is: (other) => this.#is(node, other) });
    });
    return list;
  }

  // All that differs from what the server has; also what waits for a choice.
  differences(state) {
    return windows(this.saved, this.#blocks(state));
  }

  #waits({ was, now }) {
    if (!this.conflicts.size) return false;
    return [...was.map((entry) => entry.pid), ...now.flatMap(({ block }) => block.sources)].some((pid) => this.conflicts.has(pid));
  }

  // What to send, and the change that marks the sent blocks. Empty where there is nothing.
  parcel(state) {
    const sent = [];
    const body = [];
    const tr = state.tr;
    const open = this.differences(state).filter((window) => !this.#waits(window)).map((window) => ({ ...window, print: printOf(window) }));
    for (const window of open.filter(({ print }) => !this.#refused.has(print)).slice(0, MOST)) {
      const now = window.now.map(({ block, entry }) => {
        const key = this.aliases.key(block.sources);
        if (entry) return { key, sources: block.sources };
        if (!window.edited) tr.setNodeAttribute(block.pos, "sources", [key]);
        return { key, sources: block.sources, node: toServer(block.node) };
      });
      body.push({ after: window.after, was: window.was.map((entry) => [entry.pid, entry.changed_in]), now });
      sent.push({ ...window, now: window.now.map(({ block, entry }, i) => ({ node: block.node, entry, key: now[i].key })) });
    }
    return { sent, body: { windows: body }, tr: tr.docChanged ? tr.setMeta("addToHistory", false).setMeta(SERVER, true) : null };
  }

  // Why some of it cannot be saved as it stands.
  refusals(state) {
    if (!this.#refused.size) return [];
    const messages = this.differences(state).map((window) => this.#refused.get(printOf(window)));
    return [...new Set(messages.filter(Boolean))];
  }

  // The answer to a parcel.
  settle(sent, answer) {
    const fault = new Set();
    for (const conflict of answer.conflicts ?? []) {
      fault.add(conflict.window);
      this.conflicts.set(conflict.pid, { ...conflict, sent: sent[conflict.window] });
    }
    for (const { window, message } of answer.refused ?? []) {
      fault.add(window);
      this.#refused.set(sent[window].print, message);
    }
    this.#accept(sent.filter((_, i) => !fault.has(i)), answer.blocks ?? {});
    for (const [pid, label, , name] of answer.labels ?? []) this.gutter.set(pid, label, name);
  }

  // What was saved takes the place of what stood there. All at once: a paragraph may go from one window to another.
  #accept(list, blocks) {
    const gone = new Set(list.flatMap(({ was }) => was.map((entry) => entry.pid)));
    const placed = list.map(({ after, now, print }) => {
      // What the server takes for empty is not sent again and again.
      if (now.some(({ key }) => !blocks[key])) this.#refused.set(print, "");
      const entries = now.filter(({ key }) => blocks[key]).map(({ key, node, entry }) => {
        // What was not sent is known as it was: somebody else may have changed it, of which the news will tell.
        if (entry) return entry;
        const { pid, changed_in, node: normal } = blocks[key];
        this.aliases.settle(key, pid);
        gone.add(pid);
        return { pid, changed_in, node, ...(normal ? { normal: fromServer(normal, [pid]) } : {}) };
      });
      return [after, entries];
    });
    const order = this.saved.map((entry) => entry.pid);
    const rest = this.saved.filter((entry) => !gone.has(entry.pid));
    const behind = (pid) => {
      for (let i = order.indexOf(pid); i >= 0; i--) {
        const at = rest.findIndex((entry) => entry.pid === order[i]);
        if (at >= 0) return at + 1;
      }
      return 0;
    };
    for (const [after, entries] of placed) rest.splice(after === null ? 0 : behind(after), 0, ...entries);
    this.saved = rest;
  }

  // Blocks as the server writes them, where nothing was typed since and the caret is elsewhere.
  tidy(state, focused) {
    const places = new Map(this.saved.map((entry) => [entry.pid, entry]));
    const tr = state.tr;
    const { $head } = state.selection;
    const caret = focused && $head.depth ? $head.before(1) : -1;
    state.doc.forEach((node, pos) => {
      const sources = this.aliases.resolve(node.attrs.sources);
      const entry = sources.length === 1 ? places.get(sources[0]) : undefined;
      if (!entry?.normal || pos === caret || !same(node, entry.node) || alike(node, entry.normal)) return;
      entry.node = entry.normal;
      delete entry.normal;
      replaceBlock(tr, tr.mapping.map(pos), entry.node);
    });
    return tr.docChanged ? tr.setMeta("addToHistory", false).setMeta(SERVER, true) : null;
  }

  // What others have saved comes in where nothing was changed here; what was changed here is left, and the server
  // tells of the conflict when it is saved.
  news(state, { blocks, order, labels }) {
    for (const [pid, label, , name] of labels ?? []) this.gutter.set(pid, label, name);
    const tr = state.tr;
    const fresh = new Map((blocks ?? []).map((block) => [block.pid, block]));
    const here = new Map(); // by pid: the blocks that have words of it
    state.doc.forEach((node, pos) => {
      for (const pid of this.aliases.resolve(node.attrs.sources)) here.set(pid, [...(here.get(pid) ?? []), { node, pos }]);
    });
    const clean = (entry) => {
      const list = here.get(entry.pid) ?? [];
      return list.length === 1 && this.aliases.resolve(list[0].node.attrs.sources).length === 1 && this.#is(list[0].node, entry);
    };
    const at = ({ pos }) => tr.mapping.map(pos, 1);
    const known = new Map(this.saved.map((entry) => [entry.pid, entry]));
    const arrived = [];
    if (order) {
      const standing = new Set(order);
      for (const entry of this.saved) {
        if (standing.has(entry.pid)) continue;
        // Deleted by another. Where it was changed here it stays, and saving it tells.
        if (clean(entry)) {
          const block = here.get(entry.pid)[0];
          tr.delete(at(block), at(block) + block.node.nodeSize);
          known.delete(entry.pid);
        } else if (!here.has(entry.pid)) known.delete(entry.pid);
      }
    }
    for (const [pid, { changed_in, node: json }] of fresh) {
      const entry = known.get(pid);
      const node = fromServer(json, [pid]);
      if (!entry) {
        arrived.push({ pid, changed_in, node });
        continue;
      }
      if (entry.changed_in === changed_in || this.conflicts.has(pid)) continue;
      if (!clean(entry)) {
        const [mine] = here.get(pid) ?? [];
        if (mine && here.get(pid).length === 1 && same(mine.node, node)) Object.assign(entry, { changed_in, node, normal: undefined });
        continue;
      }
      replaceBlock(tr, at(here.get(pid)[0]), node);
      Object.assign(entry, { changed_in, node, normal: undefined });
    }
    this.#arrange(tr, known, arrived, order);
    if (!tr.doc.childCount) tr.insert(0, paragraph.create());
    return tr.docChanged ? tr.setMeta("addToHistory", false).setMeta(SERVER, true) : null;
  }

  // New paragraphs come in behind the one that they follow, and moved ones go where they stand now.
  #arrange(tr, known, arrived, order) {
    if (!order) {
      this.saved = [...known.values()];
      return;
    }
    const place = new Map(order.map((pid, i) => [pid, i]));
    const before = this.saved.filter((entry) => known.has(entry.pid) && place.has(entry.pid));
    const kept = growing(before.map((entry) => place.get(entry.pid)));
    const coming = new Map(arrived.map((entry) => [entry.pid, entry.node]));
    for (const entry of arrived) known.set(entry.pid, entry);
    before.forEach((entry, i) => {
      if (kept.has(i)) return;
      let pos = null;
      tr.doc.forEach((node, offset) => {
        if (this.aliases.resolve(node.attrs.sources)[0] === entry.pid) pos = offset;
      });
      if (pos === null) return;
      const node = tr.doc.nodeAt(pos);
      tr.delete(pos, pos + node.nodeSize);
      coming.set(entry.pid, node);
    });
    for (const pid of order) if (coming.has(pid)) this.#insertAfter(tr, coming.get(pid), order, place.get(pid));
    const ordered = order.flatMap((pid) => known.get(pid) ?? []);
    // What others deleted and I changed keeps its place until the server has been asked.
    this.saved.forEach((entry, i) => {
      if (!known.has(entry.pid) || place.has(entry.pid)) return;
      const neighbour = this.saved.slice(0, i).findLast((each) => ordered.includes(each));
      ordered.splice(neighbour ? ordered.indexOf(neighbour) + 1 : 0, 0, entry);
    });
    this.saved = ordered;
  }

  #insertAfter(tr, node, order, index) {
    const ends = new Map();
    tr.doc.forEach((each, pos) => {
      for (const pid of this.aliases.resolve(each.attrs.sources)) ends.set(pid, pos + each.nodeSize);
    });
    for (let i = index - 1; i >= 0; i--) {
      if (!ends.has(order[i])) continue;
      tr.insert(ends.get(order[i]), node);
      return;
    }
    tr.insert(0, node);
  }

  // The choice in a conflict: "mine", "theirs" or "together". Gives the change of the sheet, if it needs one.
  choose(state, pid, choice) {
    const conflict = this.conflicts.get(pid);
    this.conflicts.delete(pid);
    const theirs = conflict.theirs && fromServer(conflict.theirs, [pid]);
    const at = this.saved.findIndex((entry) => entry.pid === pid);
    if (theirs && at >= 0) Object.assign(this.saved[at], { changed_in: conflict.changed_in, node: theirs, normal: undefined });
    else if (at >= 0) this.saved.splice(at, 1); // it is gone: whoever keeps it brings it back
    if (choice === "mine") return null;
    const tr = state.tr;
    const mine = [];
    state.doc.forEach((node, pos) => {
      if (this.aliases.resolve(node.attrs.sources).includes(pid)) mine.push({ node, pos });
    });
    const words = choice === "together" ? fromServer(conflict.together, [pid]) : theirs;
    this.#put(tr, mine, words, conflict, pid);
    return tr.docChanged ? tr.setMeta(SERVER, true).scrollIntoView() : null;
  }

  #put(tr, mine, words, conflict, pid) {
    const single = mine.length === 1 && this.aliases.resolve(mine[0].node.attrs.sources).length === 1;
    if (single && words) replaceBlock(tr, mine[0].pos, words);
    else if (single) tr.delete(mine[0].pos, mine[0].pos + mine[0].node.nodeSize);
    else if (!mine.length && words) this.#insertAfter(tr, words, this.saved.map((entry) => entry.pid), this.saved.findIndex((entry) => entry.pid === pid));
    else {
      // It was split or joined here: what I did to these paragraphs is given up, and they stand as they were saved.
      const { was } = conflict.sent;
      const pids = new Set(was.map((entry) => entry.pid));
      const touched = [];
      tr.doc.forEach((node, pos) => {
        if (this.aliases.resolve(node.attrs.sources).some((each) => pids.has(each))) touched.push({ node, pos });
      });
      const nodes = was.flatMap((entry) => (entry.pid === pid ? words ?? [] : withSources(this.saved.find((each) => each.pid === entry.pid)?.node, entry.pid) ?? []));
      for (const { node, pos } of touched.slice(1).reverse()) tr.delete(pos, pos + node.nodeSize);
      if (touched.length) tr.replaceWith(touched[0].pos, touched[0].pos + touched[0].node.nodeSize, nodes);
    }
    if (!tr.doc.childCount) tr.insert(0, paragraph.create());
  }
}

// Blanks at the ends are not written in the draft. Here they stay: undoing a split needs the one that stood there.
const print = (node) => JSON.stringify(toServer(node), (name, value) => (name === "text" ? value.replace(/\s+/g, " ") : value))
  .replace(/"text":" +/g, '"text":"').replace(/ +"/g, '"').replace(/,?\{"type":"text","text":""\}/g, "");
const alike = (a, b) => same(a, b) || print(a) === print(b);

const withSources = (node, pid) => node && node.type.create({ ...node.attrs, sources: [pid] }, node.content);

// A window word for word, to know it again.
const printOf = ({ after, was, now }) => JSON.stringify([
  after,
  was.map(({ pid, changed_in }) => [pid, changed_in]),
  now.map(({ block, entry }) => [block.sources, entry ? entry.changed_in : toServer(block.node)]),
]);

// A block is put in the place of another, changing as little as can be, so that a caret in it stays.
export function replaceBlock(tr, pos, node) {
  const old = tr.doc.nodeAt(pos);
  const { $head } = tr.selection;
  const inside = $head.depth && $head.before(1) === pos ? $head.pos - pos : null;
  if (old.type !== node.type || old.type.spec.atom || node.type === schema.nodes.table) {
    tr.replaceWith(pos, pos + old.nodeSize, node);
    if (inside !== null) tr.setSelection(TextSelection.near(tr.doc.resolve(pos + Math.min(inside, node.nodeSize - 1))));
    return;
  }
  const start = old.content.findDiffStart(node.content);
  if (start !== null) {
    let { a, b } = old.content.findDiffEnd(node.content);
    const overlap = start - Math.min(a, b);
    if (overlap > 0) {
      a += overlap;
      b += overlap;
    }
    tr.replace(pos + 1 + start, pos + 1 + a, node.slice(start, b));
    // A caret amid the words that changed stays as far from their beginning as it was.
    const { empty } = tr.selection;
    if (inside !== null && empty && inside - 1 > start && inside - 1 < a) {
      tr.setSelection(TextSelection.near(tr.doc.resolve(pos + 1 + Math.min(inside - 1, b))));
    }
  }
  tr.setNodeMarkup(pos, null, node.attrs);
}
