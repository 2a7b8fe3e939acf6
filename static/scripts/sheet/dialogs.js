// The window in which a link is made: to a place on the web, or to a paragraph of this text.

import { address, linkAt, removeLink, setLink } from "./inserts.js";
import { schema } from "./schema.js";

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
    const options = [];
    doc.forEach((node) => {
      const [pid] = aliases.resolve(node.attrs.sources);
      if (pid === undefined || node.type === schema.nodes.footnote) return;
      const words = node.textContent.slice(0, 70);
      const option = new Option([gutter.label(node), words].filter(Boolean).join(" · "), `#p-${pid}`);
      option.selected = option.value === chosen;
      options.push(option);
    });
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
    const words = field("words").value.trim() || (field("paragraph").value ? place.textContent.split(" · ")[0] : "");
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
