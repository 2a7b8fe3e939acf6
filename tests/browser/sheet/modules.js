// What the tests of single modules of the sheet need of them, in one object of the page.
import { history, redo, undo } from "prosemirror-history";
import { EditorState, TextSelection } from "prosemirror-state";

import { Aliases, lineage, surviving } from "../../../static/scripts/sheet/lineage.js";
import { lists, moveBlocks, moveSection } from "../../../static/scripts/sheet/lists.js";
import { firstMark, nextMark } from "../../../static/scripts/sheet/marks.js";
import { cleaned, hideStyles, plainText } from "../../../static/scripts/sheet/paste.js";
import { fromServer, schema, toServer } from "../../../static/scripts/sheet/schema.js";
import { setStyle } from "../../../static/scripts/sheet/styles.js";
import { windows } from "../../../static/scripts/sheet/windows.js";

const paragraph = (text, sources) => schema.nodes.paragraph.create({ sources }, text ? schema.text(text) : null);

// A text of paragraphs [[text, [pid, …]], …] that is changed step by step.
class Text {
  constructor(blocks) {
    const doc = schema.nodes.doc.create(null, blocks.map(([text, sources]) => paragraph(text, sources)));
    this.state = EditorState.create({ doc, plugins: [lineage(), history({ newGroupDelay: 0 })] });
  }

  apply = (tr) => void (this.state = this.state.apply(tr));

  // The place of the character `offset` of a block.
  at(block, offset) {
    let pos = 1;
    for (let i = 0; i < block; i++) pos += this.state.doc.child(i).nodeSize;
    return pos + offset;
  }

  select(from, to = from) {
    this.apply(this.state.tr.setSelection(TextSelection.create(this.state.doc, this.at(...from), this.at(...to))));
    return this;
  }

  type(text) {
    this.apply(this.state.tr.insertText(text));
    return this;
  }

  split() {
    const { tr } = this.state;
    this.apply(tr.deleteSelection().split(tr.selection.from));
    return this;
  }

  remove() {
    this.apply(this.state.tr.deleteSelection());
    return this;
  }

  join(block) {
    this.apply(this.state.tr.join(this.at(block, 0) - 1));
    return this;
  }

  // As the answer of the server does: what a block is, and not to be undone.
  saved(sources) {
    const { tr } = this.state;
    let pos = 0;
    this.state.doc.forEach((node, _offset, i) => {
      tr.setNodeAttribute(pos, "sources", sources[i]);
      pos += node.nodeSize;
    });
    this.apply(tr.setMeta("addToHistory", false).setMeta("sheetServer", true));
    return this;
  }

  run(command) {
    command(this.state, this.apply);
    return this;
  }

  undo = () => this.run(undo);
  redo = () => this.run(redo);

  get blocks() {
    const list = [];
    this.state.doc.forEach((node) => list.push([node.textContent, node.attrs.sources]));
    return list;
  }
}

globalThis.sheet = {
  Aliases, Text, cleaned, firstMark, fromServer, hideStyles, lists, moveBlocks, moveSection, nextMark, plainText,
  schema, setStyle, surviving, toServer, windows,
};
