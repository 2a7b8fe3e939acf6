// Keys and what is typed at the head of a paragraph.

import { baseKeymap, chainCommands, exitCode, splitBlockAs, toggleMark } from "prosemirror-commands";
import { closeHistory, redo, undo } from "prosemirror-history";
import { InputRule, inputRules, undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { Plugin } from "prosemirror-state";

import { insertText, otherEnd } from "./inserts.js";
import { chosen, moveBlocks } from "./lists.js";
import { schema } from "./schema.js";
import { backspaceLine, enterLine, setStyle } from "./styles.js";
import { enterCell, nextCell, previousCell } from "./tables.js";

const { nodes, marks } = schema;

// Behind the end of a heading or note goes an ordinary paragraph, which comes from nowhere.
const splitPlain = splitBlockAs((node, atEnd, $from) => {
  if ($from.depth > 1 || !atEnd) return null;
  const level = node.type === nodes.paragraph ? node.attrs.level : 0;
  return { type: nodes.paragraph, attrs: { sources: [], level } };
});

function hardBreak(state, dispatch) {
  const { $from } = state.selection;
  if ($from.parent.type === nodes.code_block) return exitCode(state, dispatch);
  if (!$from.parent.type.contentMatch.matchType(nodes.hard_break)) return false;
  dispatch?.(state.tr.replaceSelectionWith(nodes.hard_break.create()).scrollIntoView());
  return true;
}

// Escape lets the next Tab leave the sheet, so that nobody is caught in it.
function leaving() {
  let free = false;
  return {
    escape: () => {
      free = true;
      return true;
    },
    held: (command) => (state, dispatch, view) => {
      if (!free) return command(state, dispatch, view);
      free = false;
      return false;
    },
    handleKeyDown: (_view, event) => {
      if (!["Tab", "Escape", "Shift"].includes(event.key)) free = false;
      return false;
    },
  };
}

export function keys(list, acts) {
  const way = leaving();
  const bindings = {
    "Mod-b": toggleMark(marks.strong),
    "Mod-i": toggleMark(marks.em),
    "Mod-.": toggleMark(marks.sup),
    "Mod-,": toggleMark(marks.sub),
    "Mod-z": chainCommands(undoInputRule, undo),
    "Mod-y": redo,
    "Mod-Shift-z": redo,
    "Mod-k": acts.link,
    "Mod-Alt-k": acts.refer,
    "Mod-f": acts.find,
    "Mod-s": acts.save,
    "Mod-Alt-0": apart(setStyle(nodes.paragraph)),
    "Mod-Shift-7": apart(list.toggle("1.")),
    "Mod-Shift-8": apart(list.toggle("-")),
    "Mod-Shift-Space": insertText(" "),
    "Mod-Alt-f": acts.note,
    "Mod-Enter": chainCommands(otherEnd, exitCode),
    "Alt-F10": acts.menu,
    "Alt-Shift-ArrowUp": apart(moveBlocks(true)),
    "Alt-Shift-ArrowDown": apart(moveBlocks(false)),
    Escape: way.escape,
    Tab: way.held(chainCommands(nextCell, caught(list.further))),
    "Shift-Tab": way.held(chainCommands(previousCell, caught(list.nearer))),
    Enter: chainCommands(enterCell, list.enter, enterLine, splitOrBase()),
    "Shift-Enter": hardBreak,
    Backspace: chainCommands(undoInputRule, list.backspace, backspaceLine),
  };
  for (let level = 1; level <= 6; level++) bindings[`Mod-Alt-${level}`] = apart(setStyle(nodes.heading, { level }));
  return [rules(list), new Plugin({ props: { handleKeyDown: way.handleKeyDown } }), keymap(bindings), keymap(baseKeymap)];
}

// A change that is undone by itself, not together with what was typed just before.
const apart = (command) => (state, dispatch, view) => command(state, dispatch && ((tr) => dispatch(closeHistory(tr))), view);

// In a list Tab never leaves by accident, also where nothing can go further in.
const caught = (command) => (state, dispatch) => {
  if (chosen(state).every(({ node }) => node.type !== nodes.item)) return false;
  command(state, dispatch);
  return true;
};

const splitOrBase = () => (state, dispatch, view) => {
  const { $from } = state.selection;
  if ($from.depth === 1 && $from.parent.isTextblock && $from.parent.type !== nodes.code_block) return splitPlain(state, dispatch, view);
  return false;
};

// «- », «1. », «(a) » begin an item, «# » a heading.
function rules(list) {
  const become = (pattern, change) => new InputRule(pattern, (state, match, start, end) => {
    const $start = state.doc.resolve(start);
    if ($start.depth !== 1 || $start.parent.type !== nodes.paragraph) return null;
    const tr = state.tr.delete(start, end);
    return change(tr, tr.mapping.map($start.before(1)), match, $start);
  });
  const item = (pattern) => become(pattern, (tr, pos, match, $start) => {
    const { sources, level } = $start.parent.attrs;
    const mark = /[-*•]/.test(match[1]) ? "-" : match[1];
    return tr.setNodeMarkup(pos, nodes.item, { sources, level: Math.max(level, 1), mark });
  });
  return inputRules({
    rules: [
      item(/^([-*•]) $/),
      item(/^(\(?\d{1,3}[.)]) $/),
      item(/^(\(?\p{L}{1,2}\)) $/u),
      become(/^(#{1,6}) $/, (tr, pos, match, $start) =>
        tr.setNodeMarkup(pos, nodes.heading, { sources: $start.parent.attrs.sources, level: match[1].length })),
    ],
  });
}

