// What is pasted from Word, Google Docs, LibreOffice and other pages keeps its structure. The foreign page is read
// in an inert document and written anew in the form that schema.js knows; what has no place here is counted.

const STYLE = /\sstyle(?=\s*=)/gi;
const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^'">])*>/gi;

// The style sheet of a pasted page is not applied (the page's own rules forbid it), so it is read as words.
export const hideStyles = (html) =>
  html.replace(/<style[\s>][\s\S]*?<\/style\s*>/gi, "").replace(TAG, (tag) => tag.replace(STYLE, " data-style"));

const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
const styleOf = (el) => (el.getAttribute("data-style") ?? "").toLowerCase().replace(/\s*([:;])\s*/g, "$1");
const SKIPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "XML", "TEMPLATE", "NOSCRIPT", "BASE", "O:P", "COLGROUP", "HR"]);
const PICTURES = new Set(["IMG", "SVG", "PICTURE", "CANVAS", "VIDEO", "AUDIO", "IFRAME", "OBJECT", "EMBED", "V:IMAGEDATA", "V:SHAPE"]);
const FIELDS = new Set(["INPUT", "SELECT", "TEXTAREA", "BUTTON"]);
const BLOCKS = new Set("ADDRESS ARTICLE ASIDE BLOCKQUOTE BODY CENTER DD DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 HEADER LI MAIN NAV OL P PRE SECTION TABLE UL CAPTION".split(" "));
const MARKED = { strong: "strong", em: "em", sup: "sup", sub: "sub", strike: "s", code: "code" };

class Cleaner {
  constructor(html, used) {
    this.word = /urn:schemas-microsoft-com:office|class="?Mso|mso-/i.test(html);
    this.dropped = new Map();
    this.used = new Set(used);
    this.notes = new Map(); // foreign name of a note: its label here
    this.blocks = [];
    this.doc = new DOMParser().parseFromString(hideStyles(html), "text/html");
  }

  drop(kind) {
    this.dropped.set(kind, (this.dropped.get(kind) ?? 0) + 1);
  }

  run() {
    this.flow(this.doc.body, {});
    return this.blocks.join("");
  }

  noteLabel(name) {
    if (!this.notes.has(name)) {
      let label = 1;
      while (this.used.has(String(label))) label++;
      this.used.add(String(label));
      this.notes.set(name, String(label));
    }
    return this.notes.get(name);
  }

  // Whether a block stands somewhere below.
  holdsBlocks(el) {
    return [...el.children].some((child) => BLOCKS.has(child.tagName) || this.holdsBlocks(child));
  }

  // The blocks in an element; loose words between them are paragraphs. `context`: {level, mark, quote, note}.
  flow(el, context) {
    let loose = "";
    const end = () => {
      if (loose.trim()) this.emit(loose, context);
      loose = "";
    };
    for (const child of el.childNodes) {
      if (child.nodeType === 1 && (BLOCKS.has(child.tagName) || (!SKIPPED.has(child.tagName) && this.holdsBlocks(child)))) {
        end();
        this.block(child, context);
      } else if (child.nodeName === "BR" && loose === "") continue;
      else loose += this.inline(child, {});
    }
    end();
  }

  emit(html, context, tag = "p") {
    const words = trimmed(html);
    if (!words) return;
    if (context.lines) return void context.lines.push(words);
    const depth = context.level ?? 0;
    if (context.mark !== undefined) {
      this.blocks.push(`<p data-sheet="item" data-level="${Math.max(depth, 1)}" data-mark="${escape(context.mark)}">${words}</p>`);
      delete context.mark; // what follows in the same item is a paragraph in it
      return;
    }
    const heading = tag.match(/^h([1-6])$/);
    if (heading) this.blocks.push(`<${tag} data-sheet="heading" data-level="${heading[1]}">${words.replace(/<br>/g, " ")}</${tag}>`);
    else this.blocks.push(`<p data-sheet="paragraph" data-level="${depth}">${words}</p>`);
  }

  block(el, context) {
    const style = styleOf(el);
    if (SKIPPED.has(el.tagName)) return;
    if (/mso-element:comment/.test(style) || /^_?(com|cmnt)_?\d+$/.test(el.id)) {
      if (!this.dropped.has("comment")) this.drop("comment"); // else it was counted where it hung
      return;
    }
    const note = style.includes("mso-element:footnote") || style.includes("mso-element:endnote") || /^(sd(foot|end)note)\d+$/.test(el.id);
    if (note && !style.includes("note-list")) return this.footnote(el);
    if (style.includes("display:none") || el.hidden) return;
    switch (el.tagName) {
      case "TABLE": return this.table(el, context);
      case "UL":
      case "OL": return this.list(el, context);
      case "PRE":
        this.blocks.push(`<pre data-sheet="code" data-level="${context.level ?? 0}">${escape(el.textContent.replace(/\n$/, ""))}</pre>`);
        return;
      case "BLOCKQUOTE": return this.quote(el, context);
      case "H1": case "H2": case "H3": case "H4": case "H5": case "H6":
        return this.emit(this.inlines(el, { heading: true }), { ...context, mark: undefined }, el.tagName.toLowerCase());
      case "P": return this.paragraph(el, context, style);
      default: return this.flow(el, context);
    }
  }

  paragraph(el, context, style) {
    if (this.holdsBlocks(el)) return this.flow(el, context);
    const level = style.match(/mso-list:\s*\S+\s+level(\d)/);
    if (level && !context.lines) {
      const sign = [...el.querySelectorAll("[data-style]")].find((each) => styleOf(each).includes("mso-list:ignore"));
      const text = sign?.textContent.replace(/[\s\u00a0]+/g, "") ?? "";
      return this.emit(this.inlines(el, {}), { ...context, level: Number(level[1]), mark: markOf(text) });
    }
    if (el.classList.contains("MsoTitle")) return this.emit(this.inlines(el, {}), context, "h1");
    return this.emit(this.inlines(el, {}), context);
  }

  list(el, context) {
    const ordered = el.tagName === "OL";
    const level = (context.level ?? 0) + 1;
    let count = Number(el.getAttribute("start")) || 1;
    for (const child of el.children) {
      if (["UL", "OL"].includes(child.tagName)) {
        this.list(child, { ...context, level, mark: undefined });
        continue;
      }
      if (child.tagName !== "LI") {
        this.block(child, { ...context, level, mark: undefined });
        continue;
      }
      if (child.value) count = child.value;
      const kind = `${el.getAttribute("type") ?? ""} ${styleOf(el)} ${styleOf(child)}`;
      const inner = { ...context, level, mark: ordered ? counted(count++, kind) : "-" };
      this.flow(child, inner);
    }
  }

  quote(el, context) {
    const lines = [];
    this.flow(el, { ...context, lines });
    if (lines.length) this.blocks.push(`<blockquote data-sheet="quote" data-level="${context.level ?? 0}">${asLines(lines)}</blockquote>`);
  }

  footnote(el) {
    const lines = [];
    this.flow(el, { lines });
    const label = this.noteLabel(noteName(el.id));
    if (lines.length) this.blocks.push(`<div data-sheet="footnote" data-note="${label}">${asLines(lines)}</div>`);
  }

  table(el, context) {
    const rows = [...el.rows].filter((row) => row.closest("table") === el && row.cells.length);
    if (!rows.length) return;
    if (context.lines) {
      this.drop("table");
      for (const row of rows) context.lines.push([...row.cells].map((cell) => this.cell(cell)).join(" · "));
      return;
    }
    const head = rows[0].closest("thead") !== null || [...rows[0].cells].every((cell) => cell.tagName === "TH");
    const html = rows.map((row, i) => {
      const cells = [...row.cells].map((cell) => {
        const tag = (head && i === 0) || cell.tagName === "TH" ? "th" : "td";
        const span = ["colspan", "rowspan"].filter((name) => Number(cell.getAttribute(name)) > 1).map((name) => ` ${name}="${Number(cell.getAttribute(name))}"`).join("");
        const side = (cell.getAttribute("align") ?? styleOf(cell).match(/text-align:(left|center|right)/)?.[1] ?? "").toLowerCase();
        return `<${tag}${span}${["center", "right"].includes(side) ? ` data-align="${side}"` : ""}><p data-sheet="line">${this.cell(cell)}</p></${tag}>`;
      });
      return `<tr>${cells.join("")}</tr>`;
    });
    this.blocks.push(`<table data-sheet="table" data-level="${context.level ?? 0}"><tbody>${html.join("")}</tbody></table>`);
    if (el.caption) this.emit(this.inlines(el.caption, {}), context);
  }

  cell(el) {
    const lines = [];
    const level = this.blocks.length;
    this.flow(el, { lines });
    this.blocks.length = level;
    return lines.join("<br>");
  }

  inlines(el, marks) {
    return [...el.childNodes].map((child) => this.inline(child, marks)).join("");
  }

  inline(node, marks) {
    if (node.nodeType === 3) return dressed(node.data.replace(/[\t\n\r ]+/g, " "), marks);
    if (node.nodeType !== 1 || SKIPPED.has(node.tagName)) return "";
    const style = styleOf(node);
    if (PICTURES.has(node.tagName)) return this.drop("picture") ?? "";
    if (FIELDS.has(node.tagName)) return this.drop("field") ?? "";
    if (node.tagName === "MATH") return this.drop("formula") ?? "";
    if (/mso-comment-(reference|done)|mso-special-character:comment/.test(style) && !node.textContent.trim()) return "";
    if (/mso-element:(frame|textbox)/.test(style)) this.drop("frame");
    if (style.includes("display:none")) return "";
    if (style.includes("mso-list:ignore")) return marks.heading ? `${escape(node.textContent.replace(/[\s\u00a0]+/g, ""))} ` : "";
    if (/mso-tab-count|mso-spacerun/.test(style)) return " ";
    if (node.tagName === "BR") return style.includes("page-break") ? "" : "<br>";
    if (this.word && node.tagName === "DEL") return this.drop("struck") ?? "";
    if (node.tagName === "A") return this.link(node, marks, style);
    return this.inlines(node, this.marksOf(node, marks, style));
  }

  marksOf(node, before, style) {
    const marks = { ...before };
    const tag = node.tagName;
    if (["B", "STRONG"].includes(tag) && !/(^|;)font-weight:(normal|[1-5]00)/.test(style)) marks.strong = true;
    if (["I", "EM", "CITE", "DFN"].includes(tag) && !/(^|;)font-style:normal/.test(style)) marks.em = true;
    if (["S", "DEL", "STRIKE"].includes(tag)) marks.strike = true;
    if (tag === "SUP") marks.sup = true;
    if (tag === "SUB") marks.sub = true;
    if (["CODE", "KBD", "SAMP", "TT"].includes(tag)) marks.code = true;
    if (/(^|;)font-weight:(bold|[6-9]00)/.test(style)) marks.strong = true;
    if (/(^|;)font-style:(italic|oblique)/.test(style)) marks.em = true;
    if (/(^|;)font-(weight:(normal|400))/.test(style)) delete marks.strong;
    if (/(^|;)font-style:normal/.test(style)) delete marks.em;
    if (/(^|;)vertical-align:super/.test(style)) marks.sup = true;
    if (/(^|;)vertical-align:sub(;|$)/.test(style)) marks.sub = true;
    if (/text-decoration[^;]*line-through/.test(style)) marks.strike = true;
    if (!marks.link && !marks.under && (tag === "U" || /text-decoration[^;]*underline/.test(style)) && node.textContent.trim()) {
      marks.under = true; // told once, not for each part of it
      this.drop("underline");
    }
    if (!marks.lit && (tag === "MARK" || /(mso-highlight|background(-color)?):(?!(transparent|none|white|#fff(fff)?\b|initial|inherit|rgb\(255,\s*255,\s*255\)))/.test(style)) && node.textContent.trim()) {
      marks.lit = true;
      this.drop("highlight");
    }
    return marks;
  }

  link(node, marks, style) {
    const href = (node.getAttribute("href") ?? "").trim();
    const reference = style.match(/mso-(foot|end)note-id:(\w+)/)?.[2] ?? (/^#(sd(foot|end)note\d+)sym$/.exec(href)?.[1] || /^#(_?ftnt?\d+|_?edn\d+)$/.exec(href)?.[1]);
    if (reference && !isBack(node, href)) {
      const label = this.noteLabel(noteName(reference));
      return `<sup data-note-ref="${label}">${label}</sup>`;
    }
    if (isBack(node, href)) return ""; // from a note back to the text
    if (/^#_msocom|^#cmnt/.test(href)) return this.drop("comment") ?? "";
    if (!/^(https?:\/\/|mailto:)/i.test(href)) return this.inlines(node, this.marksOf(node, marks, style));
    const inner = this.inlines(node, this.marksOf(node, { ...marks, link: true }, style));
    return inner.trim() ? `<a href="${escape(href)}">${inner}</a>` : "";
  }
}

const isBack = (node, href) => /^#(_(ftn|edn)ref\d+|sd(foot|end)note\d+anc|ftnt_ref\d+)$/.test(href) || node.classList.contains("sdfootnotesym") || node.classList.contains("sdendnotesym");
const noteName = (name) => name.replace(/^_/, "").replace(/^sd/, "").replace(/(sym|anc)$/, "");
const asLines = (lines) => lines.map((words) => `<p data-sheet="line">${words}</p>`).join("");

const BULLET = /^[^\p{L}\p{N}]*$|^o$|^§$/u;
const markOf = (text) => (BULLET.test(text) ? "-" : text);

const letter = (number) => (number > 26 ? letter(Math.floor((number - 1) / 26)) : "") + String.fromCharCode(97 + ((number - 1) % 26));
const roman = (number) => [["x", 10], ["ix", 9], ["v", 5], ["iv", 4], ["i", 1]].reduce((text, [sign, value]) => {
  while (number >= value) {
    text += sign;
    number -= value;
  }
  return text;
}, "");

function counted(number, kind) {
  if (/lower-alpha|lower-latin|^a /.test(kind)) return `${letter(number)})`;
  if (/upper-alpha|upper-latin|^A /.test(kind)) return `${letter(number).toUpperCase()})`;
  if (/lower-roman|^i /.test(kind)) return `${roman(number)})`;
  if (/upper-roman|^I /.test(kind)) return `${roman(number).toUpperCase()})`;
  return `${number}.`;
}

function dressed(text, marks) {
  if (!text) return "";
  if (!text.trim()) return escape(text);
  const [, before, words, after] = text.match(/^(\s*)([\s\S]*?)(\s*)$/);
  const html = Object.entries(MARKED).reduce((inner, [name, tag]) => (marks[name] ? `<${tag}>${inner}</${tag}>` : inner), escape(words));
  return before + html + after; // blanks beside a bold word are not bold
}

// No blanks at the ends, and no more than one in a row; a no-break space alone stays.
function trimmed(html) {
  return html
    .replace(/[ \u00a0]{2,}/g, " ")
    .replace(/^(?:[ \u00a0]|<br>)+|(?:[ \u00a0]|<br>)+$/g, "")
    .replace(/ ?<br> ?/g, "<br>");
}

// A foreign page in the form of the sheet. `used`: the labels of the notes that there are already.
// Gives {html, dropped}: dropped is a Map of kinds to how many.
export function cleaned(html, used) {
  if (html.includes("data-sheet=")) return { html: hideStyles(html), dropped: new Map() };
  const cleaner = new Cleaner(html, used);
  return { html: cleaner.run(), dropped: cleaner.dropped };
}

const SIGN = /^\s*([•·▪‣●○◦o–—*-]|\(?\p{N}{1,3}[.)]|\(?\p{L}{1,2}\))\t+\s*(.*)$/u;
const DOT = /^\s*([•▪‣●○◦])\s*(.*)$/;

// Plain text that was a list or a table in a word processor: the tabs tell. Gives the form of the sheet.
export function plainText(text) {
  const lines = text.split(/\r\n?|\n/).map((line) => line.trimEnd()).filter(Boolean);
  const html = [];
  for (let i = 0; i < lines.length; i++) {
    const [, sign, words] = lines[i].match(SIGN) ?? lines[i].match(DOT) ?? [];
    if (sign) {
      const deeper = /[o○◦]/.test(sign) ? 2 : 1;
      html.push(`<p data-sheet="item" data-level="${deeper}" data-mark="${/[\p{N}\p{L}]/u.test(sign) && sign !== "o" ? escape(sign) : "-"}">${escape(words)}</p>`);
      continue;
    }
    const columns = lines[i].split("\t").length;
    let end = i;
    while (end < lines.length && lines[end].split("\t").length === columns && !SIGN.test(lines[end])) end++;
    if (columns > 1 && end - i > 1) {
      const rows = lines.slice(i, end).map((line) => `<tr>${line.split("\t").map((cell) => `<td><p data-sheet="line">${escape(cell.trim())}</p></td>`).join("")}</tr>`);
      html.push(`<table data-sheet="table"><tbody>${rows.join("")}</tbody></table>`);
      i = end - 1;
      continue;
    }
    html.push(`<p data-sheet="paragraph">${escape(lines[i].replace(/\t/g, " "))}</p>`);
  }
  return html.join("");
}
