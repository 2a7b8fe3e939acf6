// What kind of block a paragraph is.

import { Fragment, Slice } from "prosemirror-model";
import { TextSelection } from "prosemirror-state";
import { ReplaceAroundStep } from "prosemirror-transform";

import { chosen } from "./lists.js";
import { isEmpty, schema } from "./schema.js";

const { paragraph, heading, item, quote, code_block, line } = schema.nodes;
const TEXTS = [paragraph, heading, item, code_block];

// What the style box says of a block.
export function styleOf(node) {
  if (node.type === heading) return `heading-${node.attrs.level}`;
  if (node.type === item) return node.attrs.mark === "-" ? "bullet" : "numbered";
  return node.type === code_block ? "code" : node.type.name;
}

const positionOf = (doc, index) => {
  let pos = 0;
  for (let i = 0; i < index; i++) pos += doc.child(i).nodeSize;
  return pos;
};

// A text block is put into a quotation, with its words as the only line.
function wrap(tr, pos, node) {
  if (node.type !== paragraph) tr.setBlockType(pos + 1, pos + 1, paragraph, { sources: node.attrs.sources, level: 0 });
  const size = tr.doc.nodeAt(pos).nodeSize;
  const shell = quote.create({ sources: node.attrs.sources }, line.create());
  tr.step(new ReplaceAroundStep(pos, pos + size, pos + 1, pos + size - 1, new Slice(Fragment.from(shell), 0, 0), 2, true));
}

// Each line of a quotation becomes a paragraph.
function unwrap(tr, pos, node) {
  const { sources, level } = node.attrs;
  const { from } = tr.selection;
  if (node.childCount === 1) {
    const shell = paragraph.create({ sources, level });
    const end = pos + node.nodeSize;
    tr.step(new ReplaceAroundStep(pos, end, pos + 2, end - 2, new Slice(Fragment.from(shell), 0, 0), 1, true));
    return 1;
  }
  const lines = [];
  node.forEach((each) => lines.push(paragraph.create({ sources, level }, each.content)));
  tr.replaceWith(pos, pos + node.nodeSize, lines);
  tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(Math.max(from - 1, pos + 1), tr.doc.content.size))));
  return lines.length;
}

// The number of an item is a word of the text, which its heading keeps.
const numberOf = (node) => (node.type === item && node.attrs.mark !== "-" ? node.attrs.mark : "");

// The selected blocks become paragraphs, headings, quotations or code.
export const setStyle = (type, attrs = {}) => (state, dispatch) => {
  const picked = chosen(state);
  const usable = picked.length && picked.every(({ node }) => TEXTS.includes(node.type) || node.type === quote);
  if (!usable) return false;
  if (!dispatch) return true;
  const tr = state.tr;
  let index = picked[0].index;
  for (let left = picked.length; left; left--) {
    const pos = positionOf(tr.doc, index);
    const node = tr.doc.child(index);
    let many = 1;
    if (type === quote) {
      if (node.type !== quote) wrap(tr, pos, node);
    } else {
      if (node.type === quote) many = unwrap(tr, pos, node);
      for (let i = 0; i < many; i++) {
        const at = positionOf(tr.doc, index + i);
        const each = tr.doc.child(index + i);
        const level = type === heading ? {} : { level: type === paragraph && each.type === paragraph ? each.attrs.level : 0 };
        tr.setBlockType(at + 1, at + each.nodeSize - 1, type, { sources: each.attrs.sources, ...level, ...attrs });
        if (type === heading && numberOf(each)) tr.insertText(`${numberOf(each)} `, at + 1);
      }
    }
    index += many;
  }
  dispatch(tr.scrollIntoView());
  return true;
};

// In a quotation or note, Enter begins a line; on an empty last line of a quotation it leaves it.
export function enterLine(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.depth !== 2 || $from.parent.type !== line) return false;
  const block = $from.node(1);
  const last = $from.index(1) === block.childCount - 1;
  if (block.type !== quote || !last || $from.parent.content.size || block.childCount < 2) return false;
  if (!dispatch) return true;
  const tr = state.tr.delete($from.before(2), $from.after(2));
  const after = tr.mapping.map($from.after(1));
  tr.insert(after, paragraph.create());
  dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
  return true;
}

// At the head of a quotation of one line Backspace takes the quotation off; an empty note goes away.
export function backspaceLine(state, dispatch) {
  const { $from, empty } = state.selection;
  if (!empty || $from.depth !== 2 || $from.parentOffset || $from.index(1) || $from.parent.type !== line) return false;
  const block = $from.node(1);
  const pos = $from.before(1);
  if (block.type === quote) {
    if (dispatch) {
      const tr = state.tr;
      unwrap(tr, pos, block);
      dispatch(tr.scrollIntoView());
    }
    return true;
  }
  if (!isEmpty(block) || state.doc.childCount === 1) return false;
  if (dispatch) {
    const tr = state.tr.delete(pos, pos + block.nodeSize);
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(pos, tr.doc.content.size)), -1)).scrollIntoView());
  }
  return true;
}
