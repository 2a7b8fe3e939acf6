// Where the words of each block come from. Every block has `sources`: the paragraphs of the saved draft whose
// words are in it. The words themselves are followed through each change, so that a split, a join, typing over
// several paragraphs, cutting and pasting, and undoing them all leave the right sources.

import { Fragment, Slice } from "prosemirror-model";
import { Plugin } from "prosemirror-state";

import { isEmpty } from "./schema.js";

// A change that comes from the server and says itself where its words come from.
export const SERVER = "sheetServer";

// While blocks are on their way to the server they bear a key instead of sources; this knows what a key stands
// for: first the sources that were sent, then the paragraph that the server gave.
export class Aliases {
  #known = new Map();
  #last = 0;

  key(sources) {
    const key = `n${++this.#last}`;
    this.#known.set(key, sources);
    return key;
  }

  settle(key, pid) {
    this.#known.set(key, [pid]);
  }

  resolve(sources) {
    if (sources.length === 1 && typeof sources[0] === "number") return sources;
    const pids = new Set();
    for (const source of sources) {
      for (const pid of typeof source === "number" ? [source] : this.resolve(this.#known.get(source) ?? [])) pids.add(pid);
    }
    return [...pids];
  }
}

// Where what stood in a range stands after some changes, without what was written anew.
export function surviving(range, maps) {
  let pieces = [range];
  for (const map of maps) {
    const cuts = [];
    map.forEach((oldStart, oldEnd, newStart, newEnd) => cuts.push({ oldStart, oldEnd, shift: newEnd - newStart - oldEnd + oldStart }));
    if (!cuts.length) continue;
    const next = [];
    for (const [start, end] of pieces) {
      let from = start;
      let shift = 0;
      for (const cut of cuts) {
        if (cut.oldStart >= end) break;
        if (cut.oldEnd <= from) {
          shift += cut.shift;
          continue;
        }
        if (cut.oldStart > from) next.push([from + shift, cut.oldStart + shift]);
        from = Math.max(from, cut.oldEnd);
        shift += cut.shift;
      }
      // Something inserted just where the rest begins stands before it.
      if (from < end) next.push([from + shift, end + shift]);
    }
    pieces = next;
  }
  return pieces;
}

// The blocks that a change touched: from the first that differs to the last, in both documents.
export function touched(before, after) {
  let head = 0;
  const most = Math.min(before.childCount, after.childCount);
  while (head < most && before.child(head) === after.child(head)) head++;
  let tail = 0;
  while (
    tail < most - head &&
    before.child(before.childCount - 1 - tail) === after.child(after.childCount - 1 - tail)
  ) tail++;
  const part = (doc) => {
    const blocks = [];
    let pos = 0;
    for (let i = 0; i < doc.childCount - tail; i++) {
      const node = doc.child(i);
      if (i >= head) blocks.push({ node, pos });
      pos += node.nodeSize;
    }
    return blocks;
  };
  return [part(before), part(after)];
}

const equal = (a, b) => a.length === b.length && a.every((each, i) => each === b[i]);

// Which old blocks have words in which new one, in the order of the words.
function contributions(before, after, doc, maps) {
  const given = after.map(() => []);
  for (const { node, pos } of before) {
    if (!node.attrs.sources.length || node.isAtom) continue;
    for (const [from, to] of surviving([pos + 1, pos + node.nodeSize - 1], maps)) {
      after.forEach((block, i) => {
        const start = Math.max(from, block.pos + 1);
        const end = Math.min(to, block.pos + block.node.nodeSize - 1);
        if (start < end && doc.textBetween(start, end, " ", "￼").trim()) given[i].push([start, node.attrs.sources]);
      });
    }
  }
  return given.map((list) => [...new Set(list.sort((a, b) => a[0] - b[0]).flatMap((each) => each[1]))]);
}

// What the sources of the touched blocks have to be: a list of [block, sources] that differ from what they bear.
export function settled(before, after, doc, maps, undoing) {
  const given = contributions(before, after, doc, maps);
  if (undoing) return readded(before, after, doc, given);
  const withWords = new Set(after.flatMap(({ node }, i) => (given[i].length || !isEmpty(node) ? (given[i].length ? given[i] : node.attrs.sources) : [])));
  return after.flatMap((block, i) => {
    let sources = block.node.attrs.sources;
    if (given[i].length) sources = given[i];
    else if (isEmpty(block.node) && sources.some((each) => withWords.has(each))) sources = [];
    return equal(sources, block.node.attrs.sources) ? [] : [[block, sources]];
  });
}

// An undone change brings its sources along. Only where a paragraph was saved in between and is now joined to
// another would it be forgotten: its words tell where it went.
function readded(before, after, doc, given) {
  const there = new Set();
  doc.forEach((node) => node.attrs.sources.forEach((each) => there.add(each)));
  const lost = new Set(before.flatMap(({ node }) => node.attrs.sources).filter((each) => !there.has(each)));
  if (!lost.size) return [];
  return after.flatMap((block, i) => {
    const more = given[i].filter((each) => lost.has(each));
    return more.length ? [[block, [...block.node.attrs.sources, ...more]]] : [];
  });
}

function follow(transactions, oldState, newState) {
  if (!transactions.some((tr) => tr.docChanged) || transactions.some((tr) => tr.getMeta(SERVER))) return null;
  const [before, after] = touched(oldState.doc, newState.doc);
  if (!after.length) return null;
  const maps = transactions.flatMap((tr) => tr.mapping.maps);
  const undoing = transactions.some((tr) => tr.getMeta("history$"));
  const changes = settled(before, after, newState.doc, maps, undoing);
  if (!changes.length) return null;
  const tr = newState.tr;
  for (const [{ pos }, sources] of changes) tr.setNodeAttribute(pos, "sources", sources);
  return tr;
}

const mapBlocks = (fragment, change) => {
  const nodes = [];
  fragment.forEach((node) => nodes.push(node.type.spec.group === "block" ? change(node) : node));
  return Fragment.from(nodes);
};

// What is pasted keeps its sources only where it was cut: where no block with words has them any more.
function kept(slice, view, moving) {
  const standing = new Set();
  if (!moving()) {
    view.state.doc.forEach((node) => {
      if (!isEmpty(node)) node.attrs.sources.forEach((each) => standing.add(each));
    });
  }
  const taken = new Set(standing);
  const content = mapBlocks(slice.content, (node) => {
    const sources = node.attrs.sources.filter((each) => !taken.has(each));
    sources.forEach((each) => taken.add(each));
    return node.type.create({ ...node.attrs, sources }, node.content, node.marks);
  });
  return onEmptyBlock(new Slice(content, slice.openStart, slice.openEnd), view);
}

// On an empty block the first paragraph comes as it is, instead of giving only its words.
function onEmptyBlock(slice, view) {
  const { $from, empty } = view.state.selection;
  const first = slice.content.firstChild;
  const plain = $from.depth === 1 && empty && isEmpty($from.parent) && first?.type.spec.group === "block";
  if (!plain || !first.attrs.sources.length || slice.openStart > 1) return slice;
  return new Slice(slice.content, 0, slice.content.childCount === 1 ? 0 : Math.min(slice.openEnd, 1));
}

export function lineage() {
  let dragging = false;
  return new Plugin({
    appendTransaction: follow,
    props: {
      transformPasted: (slice, view) => kept(slice, view, () => dragging),
      handleDOMEvents: {
        dragstart: () => void (dragging = true),
        dragend: () => void (dragging = false),
        drop: (_view, event) => void (dragging = dragging && !event.ctrlKey && !event.altKey),
      },
    },
  });
}

