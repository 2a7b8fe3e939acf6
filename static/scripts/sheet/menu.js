// The menu above the text: one stop of the Tab key, arrows within it, and buttons that say their state.

import { closeHistory } from "prosemirror-history";

const KEYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export class Menu {
  #frame = 0;
  #last = null;

  // commands: {name: {run, active?, can?}} where run is a ProseMirror command; styles: what the box may set
  constructor({ bar, view, commands, styles, styleAt }) {
    Object.assign(this, { bar, view, commands, styles, styleAt });
    this.box = bar.querySelector("select");
    this.buttons = [...bar.querySelectorAll("[data-command]")];
    bar.addEventListener("mousedown", (event) => {
      if (event.target.closest("button")) event.preventDefault(); // the caret stays in the text
    });
    bar.addEventListener("click", (event) => this.#click(event));
    bar.addEventListener("keydown", (event) => this.#key(event));
    bar.addEventListener("focusin", (event) => this.#rove(event.target));
    this.box.addEventListener("change", () => {
      this.#run(styles[this.box.value]);
      this.update();
    });
    document.addEventListener("click", (event) => {
      for (const opener of this.#openers()) if (!opener.parentElement.contains(event.target)) this.#fold(opener);
    });
    this.#rove(this.#stops()[0]);
  }

  #openers() {
    return [...this.bar.querySelectorAll("[aria-expanded=true]")];
  }

  // All that can be reached in the menu now.
  #stops() {
    return [...this.bar.querySelectorAll("button, select")].filter((each) => each.checkVisibility());
  }

  #rove(target) {
    if (!target) return;
    for (const each of this.bar.querySelectorAll("button, select")) each.tabIndex = each === target ? 0 : -1;
    this.#last = target;
  }

  focus() {
    const target = this.#last?.checkVisibility() ? this.#last : this.#stops()[0];
    target.focus();
  }

  #fold(opener) {
    opener.setAttribute("aria-expanded", "false");
    document.getElementById(opener.getAttribute("aria-controls")).hidden = true;
    if (!this.#last?.checkVisibility()) this.#rove(opener);
  }

  #unfold(opener) {
    for (const other of this.#openers()) this.#fold(other);
    opener.setAttribute("aria-expanded", "true");
    const panel = document.getElementById(opener.getAttribute("aria-controls"));
    panel.hidden = false;
    this.update(true);
    panel.classList.toggle("tools__panel--end", opener.getBoundingClientRect().left > innerWidth / 2);
  }

  #key(event) {
    const opened = event.target.closest(".tools__panel");
    if (event.key === "Escape") {
      event.preventDefault();
      if (opened) {
        const opener = this.bar.querySelector(`[aria-controls="${opened.id}"]`);
        this.#fold(opener);
        opener.focus();
      } else this.view().focus();
      return;
    }
    const stops = this.#stops();
    const at = stops.indexOf(event.target.closest("button, select"));
    if (event.altKey || event.ctrlKey || event.metaKey || at < 0) return;
    if (event.target === this.box && ["ArrowUp", "ArrowDown"].includes(event.key)) return; // these choose a style
    let to = -1;
    if (event.key in KEYS) to = (at + KEYS[event.key] + stops.length) % stops.length;
    if (event.key === "Home") to = 0;
    if (event.key === "End") to = stops.length - 1;
    if (to < 0) return;
    event.preventDefault();
    stops[to].focus();
  }

  #click(event) {
    const opener = event.target.closest("[aria-expanded]");
    if (opener) {
      if (opener.getAttribute("aria-expanded") === "true") this.#fold(opener);
      else this.#unfold(opener);
      return;
    }
    const button = event.target.closest("[data-command]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const byMouse = event.detail > 0;
    const panel = button.closest(".tools__panel");
    this.#run(this.commands[button.dataset.command].run, button.dataset.value);
    if (panel && !button.dataset.stay) this.#fold(this.bar.querySelector(`[aria-controls="${panel.id}"]`));
    if (byMouse || panel) this.#back();
  }

  // Back into the text, unless a dialog or another field has taken over.
  #back() {
    const inBar = this.bar.contains(document.activeElement) || document.activeElement === document.body;
    if (inBar && !document.querySelector("dialog[open]")) this.view().focus();
  }

  #run(command, value) {
    const view = this.view();
    const made = typeof value === "string" ? command(value) : command;
    made?.(view.state, (tr) => view.dispatch(closeHistory(tr)), view); // undone by itself, not with what was typed before
  }

  // The states follow the caret, once for each picture that the screen shows.
  update(now = false) {
    if (now) return this.#refresh();
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#refresh();
    });
  }

  #refresh() {
    const { state } = this.view();
    for (const button of this.buttons) {
      if (button.closest("[hidden]")) continue;
      const { run, active, can } = this.commands[button.dataset.command];
      const able = can ? can(state) : button.dataset.value === undefined ? run(state, undefined, undefined) : true;
      set(button, "aria-disabled", able ? null : "true");
      if (active) set(button, "aria-pressed", active(state) ? "true" : "false");
    }
    const style = this.styleAt(state);
    const known = [...this.box.options].some((option) => option.value === style);
    if (this.box.value !== style && known) this.box.value = style;
    if (!known && this.box.value !== "other") this.box.value = "other";
  }
}

function set(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}
