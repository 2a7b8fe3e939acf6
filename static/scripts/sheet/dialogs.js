// The windows in which a link is made, to a place on the web or to a paragraph of this text, and a reference, the
// words of which follow what that paragraph is called.

import { address, linkAt, removeLink, setLink } from "./inserts.js";
import { schema } from "./schema.js";

const EXCERPT = 70; // characters of a paragraph in a list

// The saved paragraphs that can be referred to, each once, by their label and first words.
function places(doc, aliases, gutter) {
  const list = [];
  const known = new Set();
  doc.forEach((node) => {
    const [pid] = aliases.resolve(node.attrs.sources);
    if (pid === undefined || known.has(pid) || node.type === schema.nodes.footnote) return;
    known.add(pid);
    const first = node.textContent.slice(0, EXCERPT);
    list.push({ href: `#p-${pid}`, label: gutter.label(node), first, words: [gutter.label(node), first].filter(Boolean).join(" · ") });
  });
  return list;
}

// How the text calls the paragraph that an address leads to.
const calledIn = (href, gutter) => gutter.name(Number(href.slice("#p-".length)));

export function linkDialog(dialog, view, aliases, gutter) {
  const form = dialog.querySelector("form");
  const field = (name) => form.elements.namedItem(name);
  const fault = dialog.querySelector("[data-fault]");
  let range = null;

  const complain = (wrong) => {
    fault.hidden = !wrong;
    field("address").setAttribute("aria-invalid", String(wrong));
  };

  function paragraphs(doc, chosen) {
    const list = field("paragraph");
    const options = places(doc, aliases, gutter).map(({ href, words }) => new Option(words, href, false, href === chosen));
    list.replaceChildren(list.options[0], ...options);
    if (!chosen) list.selectedIndex = 0;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const href = field("paragraph").value || address(field("address").value);
    if (!href) {
      complain(true);
      field("address").focus();
      return;
    }
    const place = field("paragraph").selectedOptions[0];
    const words = field("words").value.trim() || (field("paragraph").value ? calledIn(place.value, gutter) || place.textContent.split(" · ")[0] : "");
    dialog.close();
    view().focus();
    setLink(view().state, view().dispatch.bind(view()), range, href, words);
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-remove]").addEventListener("click", () => {
    dialog.close();
    removeLink(view().state, view().dispatch.bind(view()));
    view().focus();
  });
  dialog.addEventListener("close", () => view().focus());

  // A command: opens the window for the words that are selected, or for the link at the caret.
  return (state, dispatch) => {
    const { $from, from, to } = state.selection;
    if (!$from.parent.inlineContent || $from.parent.type.spec.code || !$from.sameParent(state.selection.$to)) return false;
    if (!dispatch) return true;
    const old = linkAt(state);
    range = old ?? { from, to };
    const inside = old?.href.startsWith("#") ? old.href : "";
    field("address").value = inside ? "" : (old?.href ?? "");
    paragraphs(state.doc, inside);
    dialog.querySelector("[data-for-words]").hidden = range.from !== range.to;
    field("words").value = "";
    dialog.querySelector("[data-remove]").hidden = !old;
    complain(false);
    dialog.showModal();
    return true;
  };
}

// A window with all paragraphs of the text: what is typed leaves those that have it in their label or first words.
export function referDialog(dialog, view, aliases, gutter, words) {
  const form = dialog.querySelector("form");
  const wanted = form.elements.namedItem("wanted");
  const list = form.elements.namedItem("paragraph");
  const found = dialog.querySelector("[data-found]");
  let all = [];
  let range = null;

  function show() {
    const parts = wanted.value.toLowerCase().split(/\s+/).filter(Boolean);
    const fitting = all.filter((place) => parts.every((part) => place.text.includes(part)));
    list.replaceChildren(...fitting.map((place) => new Option(place.words, place.href)));
    list.selectedIndex = fitting.length ? 0 : -1;
    found.textContent = fitting.length ? "" : words.nothing;
  }

  wanted.addEventListener("input", show);
  wanted.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !list.length) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    list.selectedIndex = Math.max(0, Math.min(list.length - 1, list.selectedIndex + step));
  });
  const chosen = () => {
    const place = all.find(({ href }) => href === list.value);
    if (!place) return wanted.focus();
    dialog.close();
    view().focus();
    setLink(view().state, view().dispatch.bind(view()), range, place.href, calledIn(place.href, gutter) || place.first);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    chosen();
  });
  list.addEventListener("dblclick", chosen);
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    chosen();
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => view().focus());

  // A command: opens the window. The reference comes behind what is selected.
  return (state, dispatch) => {
    const { $from, to } = state.selection;
    if (!$from.parent.inlineContent || $from.parent.type.spec.code || !$from.sameParent(state.selection.$to)) return false;
    if (!dispatch) return true;
    range = { from: to, to };
    all = places(state.doc, aliases, gutter).map((place) => ({ ...place, text: place.words.toLowerCase() }));
    wanted.value = "";
    show();
    dialog.showModal();
    wanted.focus();
    return true;
  };
}
