// Notes, links and signs.

import { TextSelection } from "prosemirror-state";

import { goodAddress, schema } from "./schema.js";

const { footnote, note_ref, line } = schema.nodes;
const { link } = schema.marks;

function labels(doc) {
  const used = new Set();
  doc.descendants((node) => {
    if (node.type === note_ref || node.type === footnote) used.add(node.attrs.label);
  });
  return used;
}

// A sign in the text, and the note with the same number at the end of the text. The caret goes into the note.
export function insertNote(state, dispatch) {
  const { $to } = state.selection;
  const parent = $to.parent;
  if (!parent.inlineContent || parent.type.spec.code || $to.node(1)?.type === footnote) return false;
  if (!dispatch) return true;
  const used = labels(state.doc);
  let label = 1;
  while (used.has(String(label))) label++;
  const tr = state.tr.insert($to.pos, note_ref.create({ label: String(label) }));
  const end = tr.doc.content.size;
  tr.insert(end, footnote.create({ label: String(label) }, line.create()));
  dispatch(tr.setSelection(TextSelection.create(tr.doc, end + 2)).scrollIntoView());
  return true;
}

// From a sign to its note, and from a note back to its sign.
export function otherEnd(state, dispatch) {
  const { $from, node: picked } = state.selection;
  const note = $from.depth && $from.node(1).type === footnote ? $from.node(1) : null;
  const sign = picked?.type === note_ref ? picked : [$from.nodeBefore, $from.nodeAfter].find((each) => each?.type === note_ref);
  if (!note && !sign) return false;
  const label = (note ?? sign).attrs.label;
  let target = null;
  state.doc.descendants((node, pos) => {
    if (target !== null) return false;
    if (node.attrs.label === label && node.type === (note ? note_ref : footnote)) target = note ? pos + node.nodeSize : pos + 2;
    return true;
  });
  if (target === null) return false;
  dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, target)).scrollIntoView());
  return true;
}

// The link at the caret: where it begins and ends, and where it leads.
export function linkAt(state) {
  const { $from, from, to } = state.selection;
  const mark = link.isInSet($from.marks()) ?? link.isInSet($from.nodeAfter?.marks ?? []);
  if (!mark) return null;
  let start = $from.start();
  let range = null;
  $from.parent.forEach((node) => {
    const end = start + node.nodeSize;
    if (mark.isInSet(node.marks)) range = range && range.to === start ? { from: range.from, to: end } : start <= to && !(range && range.to >= from) ? { from: start, to: end } : range;
    start = end;
  });
  return range && { ...range, href: mark.attrs.href };
}

// What was typed as an address, made whole; empty where it is none.
export function address(typed) {
  const text = typed.trim();
  if (goodAddress(text)) return text;
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]+$/.test(text)) return `mailto:${text}`;
  if (/^[\p{L}\p{N}-]+(\.[\p{L}\p{N}-]+)+(:\d+)?([/?#]\S*)?$/u.test(text)) return `https://${text}`;
  return "";
}

export function setLink(state, dispatch, { from, to }, href, words) {
  const tr = state.tr;
  if (from === to) {
    tr.insertText(words || href, from);
    to = from + (words || href).length;
  }
  tr.removeMark(from, to, link).addMark(from, to, link.create({ href }));
  tr.setSelection(TextSelection.create(tr.doc, to)).removeStoredMark(link);
  dispatch(tr.scrollIntoView());
}

export function removeLink(state, dispatch) {
  const range = linkAt(state);
  if (!range) return false;
  dispatch?.(state.tr.removeMark(range.from, range.to, link));
  return true;
}

export const insertText = (text) => (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  dispatch?.(state.tr.insertText(text).scrollIntoView());
  return true;
};
