// The sheet: the whole draft, edited as it is read. Loaded on its page alone.

import { toggleMark } from "prosemirror-commands";
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history, redo, undo } from "prosemirror-history";
import { DOMParser as SheetParser } from "prosemirror-model";
import { EditorState, Plugin } from "prosemirror-state";
import { tableEditing } from "prosemirror-tables";
import { Decoration, DecorationSet, EditorView } from "prosemirror-view";

import { Gutter, nodeViews, rankHeadings } from "./blocks.js";
import { conflictPanels, showConflicts } from "./conflicts.js";
import { linkDialog, referDialog } from "./dialogs.js";
import { Draft } from "./draft.js";
import { findBar, finding } from "./find.js";
import { insertNote, insertText, linkAt, otherEnd } from "./inserts.js";
import { keys } from "./keys.js";
import { Aliases, lineage } from "./lineage.js";
import { chosen, deleteBlocks, lists, moveBlocks, moveSection } from "./lists.js";
import { Margin } from "./margin.js";
import { kindOf } from "./marks.js";
import { Menu } from "./menu.js";
import { Others, presence } from "./others.js";
import { cleaned, plainText } from "./paste.js";
import { Saving, current } from "./saving.js";
import { schema } from "./schema.js";
import { Since, sinceMarks } from "./since.js";
import { setStyle, styleOf } from "./styles.js";
import { hasHeader, inTable, insertTable, tableCommands } from "./tables.js";

const { nodes, marks } = schema;
const root = document.getElementById("sheet");
const by = (id) => document.getElementById(id);
const words = { ...by("sheet-words").dataset };
const urls = { ...root.dataset };
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

const aliases = new Aliases();
const gutter = new Gutter(aliases);
const draft = new Draft(aliases, gutter);
const list = lists(urls.alphabet ? urls.alphabet.split(" ") : undefined);
let view = null;
let saving = null;
let others = null;
let since = null;
let margin = null;
let menu = null;
let ranking = 0;
const editor = () => view;

// What the page says of itself. A message is set only where it is another, so that it is read out once.
const put = (element, text) => { if (element.textContent !== text) element.textContent = text; };

const say = {
  words,
  saved(time) {
    root.dataset.state = "saved";
    put(by("sheet-saved"), fill(words.saved, { time }));
  },
  failed(message) {
    root.dataset.state = "failed";
    put(by("sheet-saved"), fill(words.notSaved, { message }));
  },
  dirty(yes) {
    by("sheet-dirty").hidden = !yes || root.dataset.state === "failed";
  },
  signIn(message, address) {
    const notice = by("sheet-signin");
    put(notice.querySelector("[data-message]"), message ?? words.signedOut);
    notice.querySelector("a").href = address ?? location.href;
    notice.hidden = false;
  },
  signedIn() {
    by("sheet-signin").hidden = true;
  },
  leftOut: (what) => note(fill(words.leftOut, { what: what.join("; ") })),
  set(open) {
    const bar = by("sheet-set");
    bar.hidden = !open;
    if (!open) return;
    put(bar.querySelector("[data-count]"), fill(open.changes === 1 ? words.change : words.changes, { num: open.changes }));
    put(bar.querySelector("[data-since]"), fill(words.since, { time: open.since }));
    bar.querySelector("a").href = open.close;
  },
  conflicts() {
    const many = draft.conflicts.size;
    showConflicts(view);
    by("sheet-conflicts").hidden = !many;
    if (many) {
      root.dataset.state = "failed";
      put(by("sheet-saved"), fill(words.notSaved, { message: words.conflict }));
    } else if (root.dataset.state === "failed") root.dataset.state = "";
  },
  settled() {
    others?.settled();
    since?.stale();
    margin?.here();
  },
};

function note(text) {
  const notice = by("sheet-note");
  notice.hidden = false;
  put(notice.querySelector("[data-message]"), text);
}

function choose(pid, choice) {
  const tr = draft.choose(current(view), pid, choice);
  if (tr) view.dispatch(tr);
  view.focus();
  say.conflicts();
  if (!draft.conflicts.size) put(by("sheet-saved"), "");
  saving.now();
}

const nextConflict = () => {
  const panels = [...root.querySelectorAll(".conflict")];
  const at = panels.findIndex((panel) => panel.contains(document.activeElement));
  panels[(at + 1) % panels.length]?.querySelector("button").focus();
};

function pasted(html) {
  const used = new Set();
  view.state.doc.descendants((node) => { if (node.attrs.label) used.add(node.attrs.label); });
  const result = cleaned(html, used);
  if (result.dropped.size) {
    const kinds = [...result.dropped].map(([kind, many]) => fill(words[`drop${kind[0].toUpperCase()}${kind.slice(1)}`], { num: many }));
    note(fill(words.leftOut, { what: kinds.join("; ") }));
  }
  return result.html;
}

const acts = {
  link: (...all) => openLink(...all),
  refer: (...all) => openRefer(...all),
  find: (_state, dispatch) => (dispatch ? find.open() : undefined, true),
  save: (_state, dispatch) => (dispatch ? void saving.now() : undefined, true),
  menu: (_state, dispatch) => (dispatch ? menu.focus() : undefined, true),
  note: insertNote,
  plain(state, dispatch) {
    const [pid] = aliases.resolve(chosen(state)[0]?.node.attrs.sources ?? []);
    if (pid === undefined) return false;
    if (dispatch) open(formOf(pid), "_blank", "noopener");
    return true;
  },
};
const formOf = (pid) => urls.paragraph.replace(/0$/, pid);
const openLink = linkDialog(by("sheet-link"), editor, aliases, gutter);
const openRefer = referDialog(by("sheet-refer"), editor, aliases, gutter, words);
const find = findBar(by("sheet-find"), editor, words);

function pressed(type) {
  return (state) => {
    const { from, to, $from, empty } = state.selection;
    return empty ? Boolean(type.isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, type);
  };
}
const everyItem = (kind) => (state) => chosen(state).every(({ node }) => node.type === nodes.item && kind(node.attrs.mark));

const commands = {
  bold: { run: toggleMark(marks.strong), active: pressed(marks.strong) },
  italic: { run: toggleMark(marks.em), active: pressed(marks.em) },
  raised: { run: toggleMark(marks.sup), active: pressed(marks.sup) },
  lowered: { run: toggleMark(marks.sub), active: pressed(marks.sub) },
  strike: { run: toggleMark(marks.strike), active: pressed(marks.strike) },
  code: { run: toggleMark(marks.code), active: pressed(marks.code) },
  numbered: { run: list.toggle("1."), active: everyItem((mark) => kindOf(mark) !== "bullet") },
  bullets: { run: list.toggle("-"), active: everyItem((mark) => kindOf(mark) === "bullet") },
  further: { run: list.further },
  nearer: { run: list.nearer },
  link: { run: acts.link, active: (state) => linkAt(state) !== null },
  refer: { run: acts.refer },
  table: { run: insertTable },
  note: { run: insertNote },
  "other-end": { run: otherEnd },
  quote: { run: (state, dispatch) => setStyle(chosen(state)[0]?.node.type === nodes.quote ? nodes.paragraph : nodes.quote)(state, dispatch), active: (state) => chosen(state)[0]?.node.type === nodes.quote },
  sign: { run: (value) => insertText(value) },
  undo: { run: undo },
  redo: { run: redo },
  find: { run: acts.find },
  since: { run: (_state, dispatch) => (dispatch ? void since.toggle() : undefined, true), active: () => since?.on ?? false },
  "blocks-up": { run: moveBlocks(true) },
  "blocks-down": { run: moveBlocks(false) },
  "blocks-remove": { run: deleteBlocks },
  "section-up": { run: moveSection(true) },
  "section-down": { run: moveSection(false) },
  renumber: { run: list.renumber },
  plain: { run: acts.plain },
  ...Object.fromEntries(Object.entries(tableCommands).map(([name, run]) => [name, { run }])),
};
commands["header-row"].active = hasHeader;

const styles = {
  paragraph: setStyle(nodes.paragraph, { level: 0 }),
  numbered: list.toggle("1."),
  lettered: list.toggle("(a)"),
  bullet: list.toggle("-"),
  quote: setStyle(nodes.quote),
  code: setStyle(nodes.code_block),
};
for (let level = 1; level <= 6; level++) styles[`heading-${level}`] = setStyle(nodes.heading, { level });

// The paragraph in which the caret is has a frame.
const frame = new Plugin({
  props: {
    decorations({ doc, selection: { $head } }) {
      if (!$head.depth) return null;
      return DecorationSet.create(doc, [Decoration.node($head.before(1), $head.after(1), { class: "block--here" })]);
    },
  },
});

// Tells the menu, the saving and the others what became of the text.
const watch = new Plugin({
  view: () => ({
    update(_view, before) {
      const { state } = view ?? _view;
      if (before.doc === state.doc && before.selection.eq(state.selection) && before.storedMarks === state.storedMarks) return;
      menu?.update();
      margin?.here();
      if (before.doc.eq(state.doc)) saving?.moved();
      else {
        saving?.typed();
        cancelAnimationFrame(ranking);
        ranking = requestAnimationFrame(() => rankHeadings(view.dom));
      }
      const table = by("sheet-table");
      if (table.hidden === inTable(state)) table.hidden = !table.hidden;
      const [block] = chosen(state);
      if (block) others?.here(aliases.resolve(block.node.attrs.sources)[0]);
    },
  }),
});

function begin({ revision, language, blocks, set }) {
  const doc = draft.load(blocks);
  const plugins = [
    lineage(),
    ...keys(list, acts),
    conflictPanels(draft, by("sheet-conflict"), choose),
    presence(aliases, words),
    finding(),
    sinceMarks(aliases, words),
    tableEditing(),
    history({ newGroupDelay: 700 }),
    dropCursor({ color: false, class: "drop-here" }),
    gapCursor(),
    frame,
    watch,
  ];
  view = new EditorView({ mount: by("sheet-text") }, {
    state: EditorState.create({ doc, plugins }),
    nodeViews: nodeViews(gutter, { template: by("sheet-opaque"), address: formOf }),
    attributes: {
      role: "textbox", "aria-multiline": "true", "aria-label": words.name, "aria-describedby": "sheet-help",
      lang: language, spellcheck: "true", class: "sheet text",
    },
    handleDOMEvents: {
      // A key may follow another so fast that the browser has not yet told where the caret went.
      keydown: (_view, event) => void (event.isComposing || view.composing || current(view)),
    },
    transformPastedHTML: pasted,
    clipboardTextParser(text, $context) {
      const dom = new DOMParser().parseFromString(plainText(text), "text/html").body;
      return SheetParser.fromSchema(schema).parseSlice(dom, { preserveWhitespace: true, context: $context });
    },
    handlePaste(_view, event) {
      const { files, types } = event.clipboardData ?? {};
      if (!files?.length || types.includes("text/html") || types.includes("text/plain")) return false;
      note(fill(words.leftOut, { what: fill(words.dropPicture, { num: files.length }) }));
      return true;
    },
    handleClickOn(_view, _pos, node, _at, event) {
      return node.type === nodes.note_ref && (event.ctrlKey || event.metaKey) && otherEnd(view.state, view.dispatch);
    },
  });
  saving = new Saving({ url: urls.save, view: editor, draft, say });
  menu = new Menu({ bar: by("sheet-tools"), view: editor, commands, styles, styleAt: (state) => styleOf(chosen(state)[0]?.node ?? state.doc.firstChild) });
  since = new Since({ url: urls.since, view: editor, note, words, changed: () => menu.update(true) });
  others = new Others({
    urls, view: editor, draft, saving, list: by("sheet-people"), words, revision,
    caught(changed, news) {
      if (changed) showConflicts(view);
      if ("set" in news) say.set(news.set);
      margin?.here();
    },
  });
  margin = new Margin({ root: by("sheet-margin"), toggle: by("sheet-comments"), urls, view: editor, draft, saving, words, say, caught: () => others.ask() });
  by("sheet-conflicts").querySelector("button").addEventListener("click", nextConflict);
  by("sheet-signin").querySelector("button").addEventListener("click", () => saving.now());
  by("sheet-note").querySelector("button").addEventListener("click", () => {
    by("sheet-note").hidden = true;
    view.focus();
  });
  rankHeadings(view.dom);
  say.set(set);
  menu.update(true);
  root.dataset.ready = "";
}

async function load() {
  try {
    const response = await fetch(urls.text, { headers: { Accept: "application/json" } });
    if (!response.ok || response.redirected) throw new Error(String(response.status));
    begin(await response.json());
  } catch (error) {
    by("sheet-loading").hidden = true;
    by("sheet-trouble").hidden = false;
    throw error;
  }
  by("sheet-loading").hidden = true;
}

load();
