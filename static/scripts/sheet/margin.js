// What was said about the paragraph in which the caret is: comments with the wording they suggest, and notes of the
// members. It follows the caret and never takes it.

import { closeHistory } from "prosemirror-history";

import { asForm, current } from "./saving.js";

const PAUSE = 300;
const TRIALS = 20; // half-seconds for the paragraph to be saved before a wording is taken into it
const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name] ?? "");
const pause = (time) => new Promise((done) => setTimeout(done, time));

export class Margin {
  #timer = 0;
  #shown = ""; // the paragraph and its saved change, as they were when the part was fetched
  #asked = 0;
  #taking = false;
  #notes = new Map(); // by pid: a note that is begun

  // root: the aside; toggle: the button that opens it where there is no room beside the text; caught(): asks what
  // others have saved
  constructor({ root, toggle, urls, view, draft, saving, words, say, caught }) {
    Object.assign(this, { root, toggle, urls, view, draft, saving, words, say, caught });
    this.part = root.querySelector("[data-part]");
    toggle.addEventListener("click", () => this.#open(toggle.getAttribute("aria-expanded") !== "true"));
    root.addEventListener("click", ({ target }) => {
      if (target.closest("[data-close]")) this.#close();
      const button = target.closest("[data-take]");
      if (button) this.#take(button);
    });
    root.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#note(event.target);
    });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
    this.here();
  }

  #open(yes) {
    this.toggle.setAttribute("aria-expanded", String(yes));
    this.root.classList.toggle("margin--open", yes);
    if (yes) this.root.focus();
  }

  #close() {
    this.#open(false);
    this.view().focus();
  }

  // The paragraph at the caret as the server has it; null for one that is not saved yet.
  #entry() {
    const { $head } = this.view().state.selection;
    const block = $head.depth ? $head.node(1) : this.view().state.selection.node;
    const [pid] = block ? this.draft.aliases.resolve(block.attrs.sources) : [];
    return this.draft.saved.find((entry) => entry.pid === pid) ?? null;
  }

  // The caret moved, or something was saved: what stands beside it may be another thing now.
  here() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const entry = this.#entry();
      const now = entry ? `${entry.pid} ${entry.changed_in}` : "new";
      if (now === this.#shown || this.#taking) return;
      // Whoever reads or writes in the margin of this very paragraph is not disturbed.
      const same = now.split(" ")[0] === this.#shown.split(" ")[0];
      if (same && this.root.contains(document.activeElement)) return;
      this.#fetch(entry?.pid, now);
    }, PAUSE);
  }

  async #fetch(pid, now) {
    const asked = ++this.#asked;
    try {
      const response = await fetch(pid ? `${this.urls.margin}?pid=${pid}` : this.urls.margin);
      if (asked !== this.#asked) return; // the caret is elsewhere by now
      if (!response.ok || response.redirected) throw new Error(String(response.status));
      const html = await response.text();
      if (asked !== this.#asked) return;
      this.#keep();
      this.part.innerHTML = html; // made by the server
      this.#shown = now;
      this.#putBack(this.#notes.get(this.#pid()));
      this.#count(this.part.firstElementChild.dataset.count);
    } catch {
      if (asked !== this.#asked) return;
      this.#keep();
      this.#shown = "";
      this.part.textContent = this.words.marginTrouble;
      this.#count("");
    }
  }

  #pid() {
    return this.part.querySelector("[data-pid]")?.dataset.pid ?? "";
  }

  #field() {
    return this.part.querySelector("textarea[name=text]");
  }

  // A note that is begun is there again when the caret comes back.
  #keep() {
    const words = this.#field()?.value.trim();
    if (words) this.#notes.set(this.#pid(), words);
    else this.#notes.delete(this.#pid());
  }

  #putBack(words) {
    if (!words || !this.#field()) return;
    this.#field().value = words;
    this.#field().closest("details").open = true;
  }

  #count(number) {
    const words = number === "" ? this.words.commentsOf : fill(this.words.comments, { num: number });
    if (this.toggle.textContent !== words) this.toggle.textContent = words;
  }

  #reload(pid) {
    const entry = this.draft.saved.find((each) => each.pid === pid);
    return this.#fetch(entry?.pid, entry ? `${entry.pid} ${entry.changed_in}` : "new");
  }

  async #take(button) {
    if (this.#taking) return;
    const pid = Number(this.#pid());
    const fault = button.closest("article").querySelector("[data-fault]");
    const complain = (words) => {
      fault.hidden = !words;
      fault.textContent = words;
    };
    this.#taking = true;
    button.setAttribute("aria-disabled", "true");
    complain("");
    try {
      const message = await this.#post(pid, button.dataset.take);
      if (message) complain(message);
      else {
        await this.#reload(pid);
        this.view().focus();
      }
    } finally {
      this.#taking = false;
      button.removeAttribute("aria-disabled");
    }
  }

  // Why it could not be taken; empty where it was.
  async #post(pid, comment) {
    if (!(await this.#saved(pid))) return this.words.saveFirst;
    const began = this.draft.saved.find((entry) => entry.pid === pid)?.changed_in;
    if (began === undefined) return this.words.saveFirst;
    let response;
    let answer = null;
    try {
      response = await fetch(this.urls.take, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: asForm({ pid, comment, changed_in: began }),
        signal: AbortSignal.timeout(30_000),
      });
      answer = await response.json();
    } catch {
      return this.words.takeTrouble;
    }
    if (!response.ok) {
      if (response.status === 401) this.say.signIn(answer.message, answer.sign_in);
      if (response.status === 409) this.caught();
      return answer.message ?? this.words.takeTrouble;
    }
    this.#accept(pid, answer);
    return "";
  }

  // What stands in the draft now comes in as the news of others do: where something was typed meanwhile it is left,
  // and saving that tells. It can be undone as what is typed.
  #accept(pid, answer) {
    const view = this.view();
    const state = current(view);
    const tr = this.draft.news(state, { blocks: [{ pid, ...answer.blocks[pid] }, ...(answer.followed ?? [])], labels: answer.labels });
    if (tr) view.dispatch(closeHistory(tr.setMeta("addToHistory", true)));
    this.draft.gutter.refresh();
    this.say.saved(answer.saved);
    if ("set" in answer) this.say.set(answer.set);
  }

  // Waits until nothing of the paragraph is unsaved; whether it came to that.
  async #saved(pid) {
    for (let trial = 0; trial < TRIALS; trial++) {
      const view = this.view();
      const open = view.composing || this.saving.busy || this.draft.differences(current(view)).some(({ was, now }) =>
        was.some((entry) => entry.pid === pid) || now.some(({ block }) => block.sources.includes(pid)));
      if (!open) return true;
      if (this.draft.conflicts.has(pid)) return false;
      await this.saving.now();
      await pause(500);
    }
    return false;
  }

  async #note(form) {
    const pid = Number(this.#pid());
    const fault = form.querySelector("[data-fault]");
    const button = form.querySelector("button:not([type=button])");
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    try {
      // Done, the server sends on to a page that is not needed here.
      const response = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (response.type === "opaqueredirect") {
        this.#field().value = "";
        await this.#reload(pid);
        this.part.querySelector("details summary")?.focus();
        return;
      }
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const messages = [...page.querySelectorAll(".govuk-error-summary__list li")].map((each) => each.textContent.trim());
      fault.textContent = messages.join(" ") || this.words.noteTrouble;
    } catch {
      fault.textContent = this.words.noteTrouble;
    } finally {
      button.removeAttribute("aria-disabled");
    }
    fault.hidden = false;
  }
}
