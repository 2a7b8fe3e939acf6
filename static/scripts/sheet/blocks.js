// How a block looks in the sheet. What stands in the gutter, the mark of an item and the place of a block are
// attributes that the style sheet draws: they are never words of the text.

import { schema } from "./schema.js";

// Labels by paragraph, and the blocks on the page that bear them.
export class Gutter {
  #labels = new Map();
  #names = new Map(); // how a sentence calls them
  #views = new Set();

  constructor(aliases) {
    this.aliases = aliases;
  }

  set(pid, label, name) {
    this.#labels.set(pid, label);
    this.#names.set(pid, name);
  }

  name(pid) {
    return this.#names.get(pid) ?? "";
  }

  label(node) {
    const [pid] = this.aliases.resolve(node.attrs.sources);
    return this.#labels.get(pid) ?? "";
  }

  refresh() {
    for (const view of this.#views) view.dress();
  }

  enter(view) {
    this.#views.add(view);
  }

  leave(view) {
    this.#views.delete(view);
  }
}

const put = (dom, name, value) => {
  if (value === "" || value === undefined) dom.removeAttribute(name);
  else if (dom.getAttribute(name) !== String(value)) dom.setAttribute(name, value);
};

// One block. A change of its sources or its level leaves the element, and with it the caret, where it is.
class BlockView {
  constructor(node, gutter, { dom, content = dom, tag = () => "" }) {
    Object.assign(this, { node, gutter, dom, contentDOM: content, tag });
    gutter.enter(this);
    this.dress();
  }

  dress() {
    const { dom, node, gutter } = this;
    const { level, mark, label } = node.attrs;
    put(dom, "data-label", gutter.label(node));
    if (node.type === schema.nodes.heading) put(dom, "data-depth", level);
    put(dom, "data-level", node.type === schema.nodes.heading || !level ? "" : level);
    put(dom, "data-mark", mark === "-" ? "•" : mark);
    if (node.type === schema.nodes.footnote) put(dom, "data-mark", label);
  }

  update(node) {
    if (node.type !== this.node.type || this.tag(node) !== this.tag(this.node)) return false;
    this.node = node;
    this.dress();
    return true;
  }

  ignoreMutation(mutation) {
    if (mutation.type === "selection") return false;
    return mutation.type === "attributes" || (this.contentDOM !== this.dom && !this.contentDOM.contains(mutation.target));
  }

  destroy() {
    this.gutter.leave(this);
  }
}

// What the sheet cannot change in place is shown as it will be read, with a way to the form that can.
class OpaqueView extends BlockView {
  constructor(node, gutter, { template, address }) {
    const dom = document.createElement("div");
    dom.contentEditable = "false";
    super(node, gutter, { dom, content: null, tag: (each) => each.attrs.html });
    this.contentDOM = undefined;
    const words = dom.appendChild(document.createElement("div"));
    words.innerHTML = node.attrs.html; // made safe by the server
    const [pid] = gutter.aliases.resolve(node.attrs.sources);
    if (pid === undefined) return;
    const way = dom.appendChild(template.content.firstElementChild.cloneNode(true));
    way.querySelector("a").href = address(pid);
  }

  ignoreMutation() {
    return true;
  }

  stopEvent(event) {
    return Boolean(event.target.closest?.("a"));
  }
}

// How deep each heading stands for whoever hears the page: below its h1, and without a step left out.
export function rankHeadings(root) {
  const above = [];
  for (const dom of root.querySelectorAll(".block--heading")) {
    const depth = Number(dom.dataset.depth);
    while (above.length && above.at(-1) >= depth) above.pop();
    above.push(depth);
    put(dom, "aria-level", above.length + 1);
  }
}

const made = (tag, name) => {
  const dom = document.createElement(tag);
  dom.className = `block block--${name}`;
  return dom;
};

export function nodeViews(gutter, forms) {
  const plain = (tag, name) => (node) => new BlockView(node, gutter, { dom: made(tag, name) });
  const heading = (node) => {
    const dom = made("div", "heading");
    dom.setAttribute("role", "heading");
    dom.setAttribute("aria-level", Math.min(node.attrs.level + 1, 6));
    return new BlockView(node, gutter, { dom });
  };
  const within = (tag, inner, name) => (node) => {
    const dom = made(tag, name);
    const [outer, last] = inner.map((each) => document.createElement(each));
    dom.append(outer);
    if (last) outer.append(last);
    return new BlockView(node, gutter, { dom, content: last ?? outer });
  };
  return {
    heading,
    paragraph: plain("p", "paragraph"),
    item: plain("p", "item"),
    quote: plain("blockquote", "quote"),
    footnote: plain("div", "footnote"),
    code_block: within("pre", ["code"], "code"),
    table: within("div", ["table", "tbody"], "table"),
    opaque: (node) => {
      const view = new OpaqueView(node, gutter, forms);
      view.dom.className = "block block--opaque";
      return view;
    },
  };
}
