// The nodes of the sheet: a flat list of blocks, each a paragraph of the draft. The server makes and reads their
// words; the browser never sees Markdown.

import { Fragment, Schema } from "prosemirror-model";
import { TableMap } from "prosemirror-tables";

// A block that was copied on this page says so in the clipboard by this word; from elsewhere nothing is believed.
export const TOKEN = Math.random().toString(36).slice(2);

const own = { sources: { default: [] } };
const number = (value, least, most) => Math.min(Math.max(Number.parseInt(value, 10) || least, least), most);

function sourcesOf(dom) {
  const [token, list] = (dom.getAttribute("data-sources") ?? "").split(" ");
  return token === TOKEN && list ? JSON.parse(list) : [];
}

function shown(tag, name, node, attributes = {}) {
  const sources = `${TOKEN} ${JSON.stringify(node.attrs.sources)}`;
  return [tag, { "data-sheet": name, "data-sources": sources, ...attributes }, 0];
}

// The rule that reads a block from what `shown` wrote, or from what paste.js made of a foreign page.
const rule = (name, attrs, more = {}) => ({
  tag: `[data-sheet=${name}]`,
  priority: 60,
  getAttrs: (dom) => ({ sources: sourcesOf(dom), ...attrs(dom) }),
  ...more,
});
const levelOf = (dom) => ({ level: number(dom.getAttribute("data-level"), 0, 6) });

const blocks = {
  paragraph: {
    content: "(inline | hard_break)*",
    group: "block",
    attrs: { ...own, level: { default: 0 } },
    parseDOM: [rule("paragraph", levelOf), { tag: "p" }],
    toDOM: (node) => shown("p", "paragraph", node, { "data-level": node.attrs.level }),
  },
  heading: {
    content: "inline*",
    group: "block",
    defining: true,
    attrs: { ...own, level: { default: 2 } },
    parseDOM: [
      rule("heading", (dom) => ({ level: number(dom.getAttribute("data-level"), 1, 6) })),
      ...[1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    ],
    toDOM: (node) => shown(`h${node.attrs.level}`, "heading", node, { "data-level": node.attrs.level }),
  },
  item: {
    content: "(inline | hard_break)*",
    group: "block",
    defining: true,
    attrs: { ...own, level: { default: 1 }, mark: { default: "-" } },
    parseDOM: [
      rule("item", (dom) => ({
        level: number(dom.getAttribute("data-level"), 1, 6),
        mark: dom.getAttribute("data-mark") || "-",
      })),
    ],
    toDOM: (node) =>
      shown("p", "item", node, { "data-level": node.attrs.level, "data-mark": node.attrs.mark }),
  },
  quote: {
    content: "line+",
    group: "block",
    defining: true,
    attrs: { ...own, level: { default: 0 } },
    parseDOM: [rule("quote", levelOf), { tag: "blockquote" }],
    toDOM: (node) => shown("blockquote", "quote", node, { "data-level": node.attrs.level }),
  },
  code_block: {
    content: "text*",
    group: "block",
    marks: "",
    code: true,
    defining: true,
    attrs: { ...own, level: { default: 0 }, info: { default: "" } },
    parseDOM: [
      rule("code", (dom) => ({ ...levelOf(dom), info: dom.getAttribute("data-info") ?? "" }), {
        preserveWhitespace: "full",
      }),
      { tag: "pre", preserveWhitespace: "full" },
    ],
    toDOM: (node) =>
      shown("pre", "code", node, { "data-level": node.attrs.level, "data-info": node.attrs.info }),
  },
  footnote: {
    content: "line+",
    group: "block",
    defining: true,
    isolating: true,
    attrs: { ...own, label: { default: "1" } },
    parseDOM: [rule("footnote", (dom) => ({ label: dom.getAttribute("data-note") || "1" }))],
    toDOM: (node) => shown("div", "footnote", node, { "data-note": node.attrs.label }),
  },
  table: {
    content: "table_row+",
    group: "block",
    tableRole: "table",
    isolating: true,
    attrs: { ...own, level: { default: 0 } },
    parseDOM: [rule("table", levelOf), { tag: "table" }],
    toDOM: (node) => {
      const [tag, attributes] = shown("table", "table", node, { "data-level": node.attrs.level });
      return [tag, attributes, ["tbody", 0]];
    },
  },
  opaque: {
    group: "block",
    atom: true,
    selectable: true,
    draggable: true,
    attrs: { ...own, kind: {}, level: { default: 0 }, markdown: { default: "" }, html: { default: "" } },
    parseDOM: [
      rule("opaque", (dom) => {
        const held = JSON.parse(dom.getAttribute("data-held") ?? "{}");
        return { kind: "paragraph", ...held };
      }),
    ],
    toDOM: (node) => {
      const { sources: _, ...held } = node.attrs;
      const [tag, attributes] = shown("div", "opaque", node, { "data-held": JSON.stringify(held) });
      return [tag, attributes];
    },
  },
};

const inside = "quote/|footnote/|table_cell/|table_header/";
const cell = (tag, role) => ({
  content: "line",
  tableRole: role,
  isolating: true,
  attrs: { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null }, align: { default: "" } },
  parseDOM: [
    {
      tag,
      getAttrs: (dom) => ({
        colspan: number(dom.getAttribute("colspan"), 1, 100),
        rowspan: number(dom.getAttribute("rowspan"), 1, 1000),
        align: dom.getAttribute("data-align") ?? "",
      }),
    },
  ],
  toDOM: (node) => {
    const attributes = {};
    if (node.attrs.colspan > 1) attributes.colspan = node.attrs.colspan;
    if (node.attrs.rowspan > 1) attributes.rowspan = node.attrs.rowspan;
    if (node.attrs.align) attributes["data-align"] = node.attrs.align;
    return [tag, attributes, 0];
  },
});

const pieces = {
  line: {
    content: "(inline | hard_break)*",
    parseDOM: [
      { tag: "[data-sheet=line]", priority: 70 },
      { tag: "p", context: inside, priority: 65 },
    ],
    toDOM: () => ["p", { "data-sheet": "line" }, 0],
  },
  table_row: {
    content: "(table_cell | table_header)*",
    tableRole: "row",
    parseDOM: [{ tag: "tr" }],
    toDOM: () => ["tr", 0],
  },
  table_cell: cell("td", "cell"),
  table_header: cell("th", "header_cell"),
  text: { group: "inline" },
  hard_break: {
    inline: true,
    selectable: false,
    linebreakReplacement: true,
    parseDOM: [{ tag: "br" }],
    toDOM: () => ["br"],
  },
  note_ref: {
    inline: true,
    group: "inline",
    atom: true,
    attrs: { label: {} },
    parseDOM: [{ tag: "[data-note-ref]", getAttrs: (dom) => ({ label: dom.getAttribute("data-note-ref") }), priority: 60 }],
    toDOM: (node) => ["sup", { "data-note-ref": node.attrs.label }, node.attrs.label],
  },
};

// What a link may lead to: the web, a mailbox, or a paragraph of this text.
export const goodAddress = (href) => /^(https?:\/\/|mailto:)\S+$/i.test(href) || /^#p-\d+$/.test(href);

const marks = {
  link: {
    attrs: { href: {}, title: { default: null }, auto: { default: false } },
    inclusive: false,
    parseDOM: [
      {
        tag: "a[href]",
        getAttrs: (dom) => {
          const href = dom.getAttribute("href").trim();
          return goodAddress(href) ? { href, title: dom.getAttribute("title"), auto: dom.hasAttribute("data-auto") } : false;
        },
      },
    ],
    toDOM: ({ attrs: { href, title, auto } }) => [
      "a", { href, rel: "noopener", ...(title ? { title } : {}), ...(auto ? { "data-auto": "" } : {}) }, 0,
    ],
  },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  strike: { parseDOM: [{ tag: "s" }, { tag: "del" }, { tag: "strike" }], toDOM: () => ["s", 0] },
  sup: { excludes: "sup sub", parseDOM: [{ tag: "sup" }], toDOM: () => ["sup", 0] },
  sub: { excludes: "sup sub", parseDOM: [{ tag: "sub" }], toDOM: () => ["sub", 0] },
  code: { excludes: "_", code: true, parseDOM: [{ tag: "code" }], toDOM: () => ["code", 0] },
};

export const schema = new Schema({ nodes: { doc: { content: "block+" }, ...blocks, ...pieces }, marks });

// A block as the server sends it. The sides of its columns are kept in the cells, so that they move with them.
export function fromServer(json, sources) {
  const { align = [], ...attrs } = json.attrs ?? {};
  const type = json.type === "code" ? "code_block" : json.type; // here the name belongs to the mark
  const node = schema.nodeFromJSON({ ...json, type, attrs: { ...attrs, sources } });
  if (node.type !== schema.nodes.table || !align.some(Boolean)) return node;
  return alignTable(node, align);
}

function alignTable(table, align) {
  const map = TableMap.get(table);
  let at = 0;
  const rows = [];
  table.forEach((row) => {
    const cells = [];
    at += 1;
    row.forEach((cell) => {
      const side = align[map.colCount(at)] ?? "";
      cells.push(cell.type.create({ ...cell.attrs, align: side }, cell.content));
      at += cell.nodeSize;
    });
    at += 1;
    rows.push(row.copy(Fragment.from(cells)));
  });
  return table.copy(Fragment.from(rows));
}

// A block as the server takes it.
export function toServer(node) {
  const json = strip(node.toJSON());
  if (node.type === schema.nodes.code_block) json.type = "code";
  if (node.type === schema.nodes.table) json.attrs = { ...json.attrs, align: sidesOf(node) };
  return json;
}

function strip(json) {
  const { sources: _sources, colwidth: _width, align: _align, ...attrs } = json.attrs ?? {};
  const bare = { ...json };
  if (json.attrs) bare.attrs = attrs;
  if (json.content) bare.content = json.content.map(strip);
  if (json.marks) bare.marks = json.marks.map(bareMark);
  return bare;
}

// A link bears a title, and that it is its own address, only where it is so.
function bareMark(mark) {
  if (!mark.attrs) return mark;
  return { ...mark, attrs: Object.fromEntries(Object.entries(mark.attrs).filter(([, value]) => value)) };
}

function sidesOf(table) {
  const map = TableMap.get(table);
  return Array.from({ length: map.width }, (_, column) => {
    for (let row = 0; row < map.height; row++) {
      const cell = table.nodeAt(map.map[row * map.width + column]);
      if (cell.attrs.colspan === 1) return cell.attrs.align;
    }
    return "";
  });
}

// Whether two blocks say the same; where their words come from does not matter.
export function same(a, b) {
  if (a === b) return true;
  if (a.type !== b.type || !a.content.eq(b.content)) return false;
  return Object.keys(a.attrs).every((name) => name === "sources" || a.attrs[name] === b.attrs[name]);
}

// Nothing is written in it: it is not saved, and what it once was counts as deleted.
export const isEmpty = (node) => {
  if (node.isAtom && !node.isTextblock) return false;
  if (node.type === schema.nodes.table) return false;
  let words = node.textContent.trim() !== "";
  if (!words) node.descendants((child) => { if (child.type === schema.nodes.note_ref) words = true; });
  return !words;
};
