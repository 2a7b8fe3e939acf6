// Where two people changed one paragraph: yours, theirs and both together are shown in place, and nothing is saved
// until one of them is chosen.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { current } from "./saving.js";

const key = new PluginKey("conflicts");

// Where the panel of a conflict stands: behind the block that has the words, or where they were.
function placeOf(doc, draft, pid, conflict) {
  let place = null;
  let behind = 0;
  doc.forEach((node, pos) => {
    const sources = draft.aliases.resolve(node.attrs.sources);
    if (place === null && sources.includes(pid)) place = pos + node.nodeSize;
    if (sources.includes(conflict.sent?.after)) behind = pos + node.nodeSize;
  });
  return place ?? behind;
}

const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

function panel(template, conflict, choose) {
  const dom = template.content.firstElementChild.cloneNode(true);
  dom.contentEditable = "false";
  dom.dataset.pid = conflict.pid;
  for (const part of dom.querySelectorAll("[data-words]")) part.textContent = fill(part.textContent, { name: conflict.by ?? "" });
  for (const part of dom.querySelectorAll("[data-part]")) {
    const html = conflict.html?.[part.dataset.part];
    if (html) part.querySelector("[data-html]").innerHTML = html; // made safe by the server
    else part.remove();
  }
  dom.querySelector("[data-gone]").hidden = conflict.theirs !== null;
  if (!conflict.together) dom.querySelector("[data-choice=together]").remove();
  const preferred = conflict.together && conflict.certain;
  dom.querySelector("[data-uncertain]").hidden = !conflict.together || preferred;
  for (const button of dom.querySelectorAll("[data-choice]")) {
    button.addEventListener("click", () => choose(conflict.pid, button.dataset.choice));
  }
  return dom;
}

export function conflictPanels(draft, template, choose) {
  const build = (doc) => DecorationSet.create(doc, [...draft.conflicts].map(([pid, conflict]) =>
    Decoration.widget(placeOf(doc, draft, pid, conflict), () => panel(template, conflict, choose), {
      key: `conflict-${pid}-${conflict.changed_in}`, side: -1, stopEvent: () => true, ignoreSelection: true,
    })));
  return new Plugin({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, set) => (tr.getMeta(key) ? build(tr.doc) : set.map(tr.mapping, tr.doc)),
    },
    props: { decorations: (state) => key.getState(state) },
  });
}

export const showConflicts = (view) => view.dispatch(current(view).tr.setMeta(key, true));
