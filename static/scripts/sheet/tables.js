// Tables: rows and columns added, removed and moved, the header row, cells joined and divided.

import { TextSelection } from "prosemirror-state";
import {
  TableMap, addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, goToNextCell,
  isInTable, mergeCells, moveTableColumn, moveTableRow, selectedRect, splitCell, toggleHeader,
} from "prosemirror-tables";

import { chosen } from "./lists.js";
import { isEmpty, schema } from "./schema.js";

const { table, table_row, table_header, table_cell, paragraph, line } = schema.nodes;

export const inTable = (state) => isInTable(state);

const within = (command) => (state, dispatch, view) => isInTable(state) && command(state, dispatch, view);

// A row or column goes past the one beside it; joined cells that would be torn apart hold it where it is.
const move = (axis, by) => within((state, dispatch) => {
  const rect = selectedRect(state);
  const rows = axis === "row";
  const [from, many] = rows ? [rect.top, rect.map.height] : [rect.left, rect.map.width];
  const to = from + by;
  if (to < 0 || to >= many) return false;
  const header = rows && (isHeader(rect.table, from) !== isHeader(rect.table, to));
  if (header || crosses(rect.map, rows, Math.min(from, to), Math.max(from, to))) return false;
  const command = rows ? moveTableRow : moveTableColumn;
  // The whole table is put in anew by it: the caret goes along with its cell.
  const { $from } = state.selection;
  const [row, column] = rows ? [to, rect.left] : [rect.top, to];
  return command({ from, to, select: false })(state, dispatch && ((tr) => {
    const now = tr.doc.nodeAt($from.before(1));
    const cell = $from.before(1) + 1 + TableMap.get(now).map[row * rect.map.width + column];
    dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(cell + 2))));
  }));
});

const isHeader = (node, row) => node.child(row).firstChild?.type === table_header;

function crosses(map, rows, a, b) {
  const length = rows ? map.width : map.height;
  const at = (line, i) => (rows ? map.map[line * map.width + i] : map.map[i * map.width + line]);
  for (const [one, other] of [[a - 1, a], [a, b], [b, b + 1]]) {
    if (one < 0 || other >= (rows ? map.height : map.width)) continue;
    for (let i = 0; i < length; i++) if (at(one, i) === at(other, i)) return true;
  }
  return false;
}

// A new row above the header row would stand between it and the words: it goes below.
const rowAbove = within((state, dispatch) => {
  const rect = selectedRect(state);
  return rect.top === 0 && isHeader(rect.table, 0) ? addRowAfter(state, dispatch) : addRowBefore(state, dispatch);
});

// In a header row the cells of a new row are plain ones.
const rowBelow = within((state, dispatch) => addRowAfter(state, dispatch));

function removeTable(state, dispatch) {
  const { $from } = state.selection;
  if (!$from.depth || $from.node(1).type !== table) return false;
  if (!dispatch) return true;
  const tr = state.tr.delete($from.before(1), $from.after(1));
  if (!tr.doc.childCount) tr.insert(0, paragraph.create());
  dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min($from.before(1), tr.doc.content.size)), -1)));
  return true;
}

const orWhole = (command, whole) => within((state, dispatch) => (whole(selectedRect(state)) ? removeTable(state, dispatch) : command(state, dispatch)));

export const tableCommands = {
  "row-above": rowAbove,
  "row-below": rowBelow,
  "row-remove": orWhole(deleteRow, (rect) => rect.top === 0 && rect.bottom === rect.map.height),
  "row-up": move("row", -1),
  "row-down": move("row", 1),
  "column-before": within(addColumnBefore),
  "column-after": within(addColumnAfter),
  "column-remove": orWhole(deleteColumn, (rect) => rect.left === 0 && rect.right === rect.map.width),
  "column-back": move("column", -1),
  "column-on": move("column", 1),
  "header-row": within(toggleHeader("row", { useDeprecatedLogic: false })),
  "cells-join": within(mergeCells),
  "cells-divide": within(splitCell),
  "table-remove": removeTable,
};

export const hasHeader = (state) => isInTable(state) && isHeader(selectedRect(state).table, 0);

// A table of three columns, with a header row, after the paragraph where the caret is.
export function insertTable(state, dispatch) {
  const last = chosen(state).at(-1);
  if (!last || isInTable(state)) return false;
  if (!dispatch) return true;
  const row = (type) => table_row.create(null, Array.from({ length: 3 }, () => type.create(null, line.create())));
  const node = table.create(null, [row(table_header), row(table_cell), row(table_cell)]);
  const tr = state.tr;
  const instead = last.node.isTextblock && isEmpty(last.node) && !last.node.attrs.sources.length;
  const at = instead ? last.pos : last.pos + last.node.nodeSize;
  if (instead) tr.replaceWith(last.pos, last.pos + last.node.nodeSize, node);
  else tr.insert(at, node);
  if (at + node.nodeSize === tr.doc.content.size) tr.insert(tr.doc.content.size, paragraph.create());
  dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 4)).scrollIntoView());
  return true;
}

// Tab goes from cell to cell, and behind the last begins a new row.
export function nextCell(state, dispatch, view) {
  if (!isInTable(state)) return false;
  if (goToNextCell(1)(state, dispatch)) return true;
  if (!dispatch || !view) return true;
  addRowAfter(state, dispatch);
  return goToNextCell(1)(view.state, dispatch);
}

export const previousCell = within(goToNextCell(-1));

// Enter in a cell breaks the line: a cell has one paragraph.
export function enterCell(state, dispatch) {
  const { $from } = state.selection;
  if (!isInTable(state) || $from.parent.type !== line) return false;
  dispatch?.(state.tr.replaceSelectionWith(schema.nodes.hard_break.create()).scrollIntoView());
  return true;
}

