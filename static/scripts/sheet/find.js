// Find and replace.

import { closeHistory } from "prosemirror-history";
import { Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

const key = new PluginKey("find");
const nothing = { words: "", exact: false, matches: [], at: -1, set: DecorationSet.empty };

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// All places where the words stand, block by block. A sign of a note counts as one strange letter.
export function search(doc, words, exact) {
  if (!words) return [];
  const pattern = new RegExp(escaped(words.normalize("NFC")).replace(/[ \u00a0]+/g, "[ \\u00a0]+"), exact ? "gu" : "giu");
  const matches = [];
  doc.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    const text = node.textBetween(0, node.content.size, null, "￼");
    for (const match of text.matchAll(pattern)) {
      if (match[0]) matches.push({ from: pos + 1 + match.index, to: pos + 1 + match.index + match[0].length });
    }
    return false;
  });
  return matches;
}

function marked(doc, matches, at) {
  return DecorationSet.create(doc, matches.map(({ from, to }, i) => Decoration.inline(from, to, { class: i === at ? "hit hit--now" : "hit" })));
}

export function finding() {
  return new Plugin({
    key,
    state: {
      init: () => nothing,
      apply(tr, value) {
        const meta = tr.getMeta(key);
        if (!meta && (!tr.docChanged || !value.words)) return value;
        const next = { ...value, ...meta };
        if (!next.words) return nothing;
        next.matches = search(tr.doc, next.words, next.exact);
        if (meta?.from !== undefined) {
          next.at = next.matches.findIndex((match) => match.from >= meta.from);
          if (next.at < 0 && next.matches.length) next.at = 0;
        }
        next.at = Math.min(next.at, next.matches.length - 1);
        next.set = marked(tr.doc, next.matches, next.at);
        return next;
      },
    },
    props: { decorations: (state) => key.getState(state).set },
  });
}

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

// The panel: `bar` is the form on the page.
export function findBar(bar, view, words) {
  const field = (name) => bar.querySelector(`[name=${name}]`);
  const count = bar.querySelector("[data-count]");
  const state = () => key.getState(view().state);
  const say = (text) => { if (count.textContent !== text) count.textContent = text; };
  const report = () => {
    const { matches, at, words: sought } = state();
    if (!sought) say("");
    else say(matches.length ? fill(words.hits, { at: at + 1, all: matches.length }) : words.nothing);
  };
  const set = (meta) => {
    view().dispatch(view().state.tr.setMeta(key, meta));
    report();
  };
  const look = () => {
    set({ words: field("words").value, exact: field("exact").checked, from: view().state.selection.from });
    show();
  };
  const show = () => {
    const { matches, at } = state();
    const match = matches[at];
    if (!match) return;
    const { state: now } = view();
    view().dispatch(now.tr.setSelection(TextSelection.create(now.doc, match.from, match.to)).scrollIntoView());
    view().domAtPos(match.from).node.parentElement?.closest(".block")?.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const { matches, at } = state();
    if (!matches.length) return report();
    set({ at: (at + by + matches.length) % matches.length });
    show();
  };
  const put = (tr, { from, to }, text) => {
    const marks = tr.doc.resolve(from).marksAcross(tr.doc.resolve(to)) ?? [];
    if (text) tr.replaceWith(from, to, tr.doc.type.schema.text(text, marks));
    else tr.delete(from, to);
  };
  const replace = () => {
    const match = state().matches[state().at];
    if (!match) return;
    const { tr } = view().state;
    const text = field("instead").value;
    put(tr, match, text);
    view().dispatch(closeHistory(tr).setMeta(key, { from: match.from + text.length }));
    report();
    show();
  };
  const replaceAll = () => {
    const { matches } = state();
    if (!matches.length) return report();
    const { tr } = view().state;
    for (const match of matches.toReversed()) put(tr, match, field("instead").value);
    view().dispatch(closeHistory(tr));
    say(fill(words.replaced, { all: matches.length }));
  };
  const close = () => {
    bar.hidden = true;
    set({ words: "" });
    view().focus();
  };
  const acts = { previous: () => step(-1), replace, all: replaceAll, close };
  bar.addEventListener("input", (event) => event.target !== field("instead") && look());
  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    step(1);
  });
  bar.addEventListener("click", (event) => acts[event.target.closest("[data-find]")?.dataset.find]?.());
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
    if (event.key === "Enter" && event.shiftKey && event.target === field("words")) {
      event.preventDefault();
      step(-1);
    }
  });
  return {
    open() {
      const { selection, doc } = view().state;
      const chosen = doc.textBetween(selection.from, selection.to, " ");
      bar.hidden = false;
      if (chosen && chosen.length < 100) field("words").value = chosen;
      field("words").focus();
      field("words").select();
      look();
    },
  };
}
