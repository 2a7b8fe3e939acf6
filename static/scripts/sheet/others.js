// Who else is here, and what they have saved meanwhile.

import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet } from "prosemirror-view";

import { asForm, current } from "./saving.js";

const key = new PluginKey("others");
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");

function flag(words) {
  const dom = document.createElement("div");
  dom.className = "flag";
  dom.contentEditable = "false";
  const name = dom.appendChild(document.createElement("span"));
  name.textContent = words;
  return dom;
}

// A mark on the paragraph in which another person is.
export function presence(aliases, words) {
  const build = (doc, people) => {
    const names = new Map();
    for (const { pid, name } of people) if (pid) names.set(pid, [...(names.get(pid) ?? []), name]);
    const marks = [];
    if (names.size) doc.forEach((node, pos) => {
      const here = aliases.resolve(node.attrs.sources).flatMap((pid) => names.get(pid) ?? []);
      if (!here.length) return;
      const text = fill(words.here, { name: here.join(", ") });
      marks.push(Decoration.widget(pos, () => flag(text), { side: -1, key: `flag-${text}`, ignoreSelection: true }));
      marks.push(Decoration.node(pos, pos + node.nodeSize, { class: "block--other" }));
    });
    return DecorationSet.create(doc, marks);
  };
  return new Plugin({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, set) => (tr.getMeta(key) ? build(tr.doc, tr.getMeta(key)) : set.map(tr.mapping, tr.doc)),
    },
    props: { decorations: (state) => key.getState(state) },
  });
}

const initials = (name) => name.split(/\s+/).filter(Boolean).map((part) => [...part][0]).slice(0, 2).join("").toUpperCase();

export class Others {
  #revision;
  #wanted = 0;
  #asking = false;
  #told = null;
  #timer = 0;
  #people = "";

  constructor({ urls, view, draft, saving, list, words, revision, caught }) {
    Object.assign(this, { urls, view, draft, saving, list, words, caught });
    this.#revision = revision;
    this.#listen();
    addEventListener("online", () => this.ask());
  }

  #listen() {
    const stream = new EventSource(this.urls.events);
    stream.addEventListener("message", ({ data }) => {
      let news;
      try {
        news = JSON.parse(data);
      } catch {
        return; // a word of the connection itself
      }
      if (news.people) this.#show(news.people);
      if (news.revision > this.#revision) {
        this.#wanted = Math.max(this.#wanted, news.revision);
        this.ask();
      }
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) setTimeout(() => this.#listen(), 20_000);
    });
    addEventListener("pagehide", () => stream.close());
  }

  #show(people) {
    const same = JSON.stringify(people);
    if (same === this.#people) return;
    this.#people = same;
    this.list.replaceChildren(...people.map(({ name, place }) => {
      const entry = document.createElement("li");
      const words = fill(place ? this.words.at : this.words.here, { name, place });
      entry.title = words;
      const short = entry.appendChild(document.createElement("span"));
      short.textContent = initials(name);
      short.ariaHidden = "true";
      const long = entry.appendChild(document.createElement("span"));
      long.className = "hidden-words";
      long.textContent = words;
      return entry;
    }));
    this.list.hidden = !people.length;
    const view = this.view();
    view.dispatch(current(view).tr.setMeta(key, people));
  }

  // Fetches what was saved since, unless a parcel is on its way: then after its answer.
  async ask() {
    if (this.#asking || this.saving.busy) return;
    this.#asking = true;
    try {
      const response = await fetch(`${this.urls.news}?since=${this.#revision}`, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      const news = await response.json();
      const view = this.view();
      if (this.saving.busy || view.composing) {
        setTimeout(() => this.ask(), 1500);
        return;
      }
      const tr = this.draft.news(current(view), news);
      if (tr) view.dispatch(tr);
      this.draft.gutter.refresh();
      this.#revision = Math.max(this.#revision, news.revision);
      this.caught(Boolean(tr), news);
    } catch {
      // no connection: the stream comes back by itself, and asks again
    } finally {
      this.#asking = false;
    }
  }

  settled() {
    if (this.#wanted > this.#revision) this.ask();
  }

  // Tells the others in which paragraph I am; nothing depends on it.
  here(pid) {
    if (pid === this.#told || pid === undefined) return;
    this.#told = pid;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      fetch(this.urls.here, { method: "POST", body: asForm({ pid }) }).catch(() => {});
    }, 1500);
  }
}
