// What changed since the last version, shown in the text at one press: new words, those that stood there, and who.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { current } from "./saving.js";

const key = new PluginKey("since");
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

function element(tag, className, text) {
  const dom = document.createElement(tag);
  dom.className = className;
  dom.textContent = text;
  dom.contentEditable = "false";
  return dom;
}

// Words that stood there before, with what a screen reader says around them.
function gone(deleted, words) {
  const dom = element("del", "since__gone", deleted);
  dom.prepend(element("span", "hidden-words", `${words.deleted} `));
  dom.append(element("span", "hidden-words", ` ${words.markEnd} `));
  return dom;
}

function marksOf(doc, told, aliases, words) {
  const blocks = new Map(told.blocks.map((each) => [each.pid, each]));
  const ended = new Map();
  for (const each of told.ended) ended.set(each.after, [...(ended.get(each.after) ?? []), each]);
  const all = [];
  const endedAt = (pos, after) => {
    for (const each of ended.get(after) ?? []) {
      const text = fill(words.ended, { words: each.words });
      const build = () => {
        const dom = element("div", "since__ended", "");
        dom.append(element("del", "since__gone", text), element("span", "since__by", each.by));
        return dom;
      };
      all.push(Decoration.widget(pos, build, { side: -1, key: `ended-${after}-${each.words}`, ignoreSelection: true }));
    }
  };
  endedAt(0, null);
  doc.forEach((node, pos) => {
    const pids = aliases.resolve(node.attrs.sources);
    for (const pid of pids) {
      const block = blocks.get(pid);
      if (block) {
        const by = block.is_new ? `${words.added} · ${block.by}` : block.by;
        all.push(Decoration.widget(pos, () => element("div", "since__by", by), { side: -1, key: `by-${pid}-${by}`, ignoreSelection: true }));
        for (const [start, end, deleted] of block.marks) {
          const last = pos + 1 + node.content.size;
          const [from, to] = [Math.min(pos + 1 + start, last), Math.min(pos + 1 + end, last)];
          if (deleted) all.push(Decoration.widget(from, () => gone(deleted, words), { side: -1, key: `gone-${pid}-${start}-${deleted}`, ignoreSelection: true }));
          if (to > from) all.push(Decoration.inline(from, to, { nodeName: "ins", class: "since__new" }));
        }
      }
      endedAt(pos + node.nodeSize, pid);
    }
  });
  return DecorationSet.create(doc, all);
}

export function sinceMarks(aliases, words) {
  return new Plugin({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        const told = tr.getMeta(key);
        if (told === undefined) return set.map(tr.mapping, tr.doc);
        return told ? marksOf(tr.doc, told, aliases, words) : DecorationSet.empty;
      },
    },
    props: { decorations: (state) => key.getState(state) },
  });
}

export class Since {
  on = false;
  #timer = 0;

  constructor({ url, view, note, words, changed }) {
    Object.assign(this, { url, view, note, words, changed });
  }

  toggle() {
    this.on = !this.on;
    this.changed();
    if (this.on) this.#ask(true);
    else this.#show(null);
  }

  // The text was saved: what changed is another.
  stale() {
    clearTimeout(this.#timer);
    if (this.on) this.#timer = setTimeout(() => this.#ask(false), 600);
  }

  async #ask(first) {
    try {
      const response = await fetch(this.url, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const told = await response.json();
      if (!this.on) return;
      if (this.view().composing) return void this.stale();
      this.#show(told);
      if (first && !told.blocks.length && !told.ended.length) this.note(this.words.sinceNothing);
    } catch {
      if (!first) return;
      this.on = false;
      this.changed();
      this.note(this.words.sinceFailed);
    }
  }

  #show(told) {
    const view = this.view();
    view.dispatch(current(view).tr.setMeta(key, told));
  }
}
