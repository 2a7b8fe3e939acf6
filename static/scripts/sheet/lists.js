// Items of lists. The list is flat: an item has a level and a mark of its own.

import { splitBlockAs } from "prosemirror-commands";
import { Fragment } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";

import { firstMark, kindOf, nextMark } from "./marks.js";
import { isEmpty, schema } from "./schema.js";

const { item, paragraph, heading, opaque, footnote } = schema.nodes;
export const DEEPEST = 6;

// The blocks that a selection touches.
export function chosen(state) {
  const { $from, $to } = state.selection;
  const first = $from.index(0);
  const last = Math.max(first, $to.depth || $to.pos === $from.pos ? $to.index(0) : $to.index(0) - 1);
  const list = [];
  let pos = $from.depth ? $from.before(1) : $from.pos;
  for (let index = first; index <= last && index < state.doc.childCount; index++) {
    const node = state.doc.child(index);
    list.push({ node, pos, index });
    pos += node.nodeSize;
  }
  return list;
}

const levelOf = (node) => (node?.type === heading || node?.type === footnote ? 0 : (node?.attrs.level ?? 0));

// The item before this place that stands in the same list at this level, and the one before that.
function earlier(doc, index, level) {
  const marks = [];
  for (let i = index - 1; i >= 0 && marks.length < 2; i--) {
    const node = doc.child(i);
    if (levelOf(node) < level || (levelOf(node) === 0 && node.type !== item)) break;
    if (node.type === item && node.attrs.level === level) marks.push(node.attrs.mark);
  }
  return marks;
}

// The mark with which an item of a kind goes on at a place.
function markAt(doc, index, level, wish, alphabet) {
  const [last, before] = earlier(doc, index, level);
  if (last !== undefined && (wish === undefined || kindOf(last) === kindOf(wish))) return nextMark(last, before, alphabet);
  return wish === undefined ? "-" : firstMark(wish, undefined, alphabet);
}

// How many of the following blocks stand below an item.
function below(doc, index) {
  const level = levelOf(doc.child(index));
  let end = index + 1;
  while (end < doc.childCount && levelOf(doc.child(end)) > level) end++;
  return end;
}

export function lists(alphabet) {
  // Deeper or less deep, with all that stands below.
  const shift = (by) => (state, dispatch) => {
    const picked = chosen(state);
    if (!picked.length || picked.some(({ node }) => !levelOf(node) || node.type === opaque)) return false;
    const first = picked[0];
    const before = first.index ? levelOf(state.doc.child(first.index - 1)) : 0;
    if (by > 0 && levelOf(first.node) + by > Math.min(before + 1, DEEPEST)) return false;
    if (!dispatch) return true;
    const tr = state.tr;
    const end = Math.max(...picked.map(({ index }) => below(state.doc, index)));
    let pos = first.pos;
    for (let index = first.index; index < end; index++) {
      const node = tr.doc.child(index);
      const level = Math.min(levelOf(node) + by, DEEPEST);
      const attrs = { ...node.attrs, level: Math.max(level, 0) };
      if (node.type === item && index <= picked.at(-1).index && level) attrs.mark = markAt(tr.doc, index, level, node.attrs.mark, alphabet);
      if (node.type === item && level < 1) toParagraph(tr, pos, node, 0);
      else tr.setNodeMarkup(pos, null, attrs);
      pos += tr.doc.child(index).nodeSize;
    }
    dispatch(tr.scrollIntoView());
    return true;
  };

  const toParagraph = (tr, pos, node, level) => tr.setNodeMarkup(pos, paragraph, { sources: node.attrs.sources, level });

  // The selected paragraphs become items of a kind; items of that kind become paragraphs again.
  const toggle = (wish) => (state, dispatch) => {
    const picked = chosen(state);
    if (!picked.length || picked.some(({ node }) => ![item, paragraph, heading].includes(node.type))) return false;
    if (!dispatch) return true;
    const tr = state.tr;
    const all = picked.every(({ node }) => node.type === item && kindOf(node.attrs.mark) === kindOf(wish));
    for (const { index } of picked) {
      const node = tr.doc.child(index);
      let pos = 0;
      for (let i = 0; i < index; i++) pos += tr.doc.child(i).nodeSize;
      if (all) {
        toParagraph(tr, pos, node, 0);
        continue;
      }
      const level = Math.max(levelOf(node), 1);
      if (node.type === item && kindOf(node.attrs.mark) === kindOf(wish)) continue;
      const attrs = { sources: node.attrs.sources, level, mark: markAt(tr.doc, index, level, wish, alphabet) };
      tr.setBlockType(pos + 1, pos + node.nodeSize - 1, item, attrs);
    }
    dispatch(tr.scrollIntoView());
    return true;
  };

  const here = (state) => {
    const { $from } = state.selection;
    return $from.depth === 1 ? { node: $from.parent, pos: $from.before(1), index: $from.index(0), $from } : null;
  };

  // Less deep by one, and at last no item any more.
  const lower = (state, dispatch, block) => {
    const { node, pos, index } = block;
    if (!dispatch) return true;
    const tr = state.tr;
    const level = node.attrs.level - 1;
    if (level < 1) toParagraph(tr, pos, node, 0);
    else if (node.type === item) tr.setNodeMarkup(pos, null, { ...node.attrs, level, mark: markAt(state.doc, index, level, earlier(state.doc, index, level)[0] ?? node.attrs.mark, alphabet) });
    else tr.setNodeMarkup(pos, null, { ...node.attrs, level });
    dispatch(tr.scrollIntoView());
    return true;
  };

  const enter = (state, dispatch) => {
    const block = here(state);
    if (!block || block.node.type !== item) return false;
    if (isEmpty(block.node) && state.selection.empty) return lower(state, dispatch, block);
    const [before] = earlier(state.doc, block.index, block.node.attrs.level);
    const { level, mark } = block.node.attrs;
    const split = splitBlockAs((_node, atEnd, $from) => {
      if ($from.parentOffset === 0 && !atEnd) return null; // above the words: they keep their mark
      return { type: item, attrs: { sources: atEnd ? [] : $from.parent.attrs.sources, level, mark: nextMark(mark, before, alphabet) } };
    });
    return split(state, dispatch);
  };

  const backspace = (state, dispatch) => {
    const block = here(state);
    if (!block || !state.selection.empty || block.$from.parentOffset) return false;
    if (block.node.type === heading) {
      if (!dispatch) return true;
      dispatch(state.tr.setNodeMarkup(block.pos, paragraph, { sources: block.node.attrs.sources, level: 0 }));
      return true;
    }
    if (!block.node.attrs.level) return false;
    return lower(state, dispatch, block);
  };

  // All items beside this one are counted on from the first, as one change.
  const renumber = (state, dispatch) => {
    const { $from } = state.selection;
    if (!$from.depth) return false;
    const at = $from.index(0);
    const { node } = { node: state.doc.child(at) };
    if (node.type !== item || kindOf(node.attrs.mark) === "bullet") return false;
    const { level } = node.attrs;
    let start = at;
    while (start > 0 && levelOf(state.doc.child(start - 1)) >= level) start--;
    const tr = state.tr;
    let mark, before;
    let pos = 0;
    for (let i = 0; i < state.doc.childCount; i++) {
      const each = state.doc.child(i);
      if (i >= start) {
        if (levelOf(each) < level) break;
        if (each.type === item && each.attrs.level === level && kindOf(each.attrs.mark) === kindOf(node.attrs.mark)) {
          const next = mark === undefined ? each.attrs.mark : nextMark(mark, before, alphabet);
          before = mark;
          mark = next;
          if (next !== each.attrs.mark) tr.setNodeAttribute(pos, "mark", next);
        }
      }
      pos += each.nodeSize;
    }
    if (!tr.docChanged) return false;
    dispatch?.(tr);
    return true;
  };

  return { further: shift(1), nearer: shift(-1), toggle, enter, backspace, renumber, markAt: (doc, index, level, wish) => markAt(doc, index, level, wish, alphabet) };
}

// The sections and paragraphs are moved by bringing the neighbour over to the other side, so that the caret stays.
function exchange(state, dispatch, [from, middle, to], up) {
  if (!dispatch) return true;
  const tr = state.tr;
  const [start, end] = up ? [from, middle] : [middle, to];
  const neighbour = state.doc.slice(start, end).content;
  tr.delete(start, end);
  tr.insert(up ? to - (middle - from) : from, neighbour);
  dispatch(tr.scrollIntoView());
  return true;
}

const positions = (doc) => {
  const list = [0];
  doc.forEach((node) => list.push(list.at(-1) + node.nodeSize));
  return list;
};

export const moveBlocks = (up) => (state, dispatch) => {
  const picked = chosen(state);
  if (!picked.length) return false;
  const first = picked[0].index;
  const last = picked.at(-1).index;
  const at = positions(state.doc);
  if (up ? first === 0 : last === state.doc.childCount - 1) return false;
  const places = up ? [at[first - 1], at[first], at[last + 1]] : [at[first], at[last + 1], at[last + 2]];
  return exchange(state, dispatch, places, up);
};

function sectionEnd(doc, index) {
  const { level } = doc.child(index).attrs;
  let end = index + 1;
  while (end < doc.childCount && doc.child(end).type !== footnote && !(doc.child(end).type === heading && doc.child(end).attrs.level <= level)) end++;
  return end;
}

// A heading with all that stands below it goes before or behind the section beside it.
export const moveSection = (up) => (state, dispatch) => {
  const [block] = chosen(state);
  if (block?.node.type !== heading) return false;
  const { level } = block.node.attrs;
  const end = sectionEnd(state.doc, block.index);
  const at = positions(state.doc);
  if (!up) {
    const next = state.doc.maybeChild(end);
    if (next?.type !== heading || next.attrs.level !== level) return false;
    return exchange(state, dispatch, [at[block.index], at[end], at[sectionEnd(state.doc, end)]], false);
  }
  for (let i = block.index - 1; i >= 0; i--) {
    const each = state.doc.child(i);
    if (each.type !== heading || each.attrs.level > level) continue;
    if (each.attrs.level < level) return false;
    return exchange(state, dispatch, [at[i], at[block.index], at[end]], true);
  }
  return false;
};

export function deleteBlocks(state, dispatch) {
  const picked = chosen(state);
  if (!picked.length) return false;
  if (!dispatch) return true;
  const tr = state.tr;
  const end = picked.at(-1).pos + picked.at(-1).node.nodeSize;
  if (picked.length === state.doc.childCount) tr.replaceWith(0, end, Fragment.from(paragraph.create()));
  else tr.delete(picked[0].pos, end);
  const near = Math.min(picked[0].pos, tr.doc.content.size);
  tr.setSelection(TextSelection.near(tr.doc.resolve(near), near ? -1 : 1));
  dispatch(tr.scrollIntoView());
  return true;
}
