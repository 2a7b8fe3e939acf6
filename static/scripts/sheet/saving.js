// The sheet is saved by itself: a second after typing stops, again and again until the server has it. What cannot
// be saved stays on the page, and says so.

const PAUSE = 1000;
const LONGEST = 10_000; // who types without a pause is saved at least this often
const WAITS = [2000, 4000, 8000, 16_000, 30_000];

// The text as it stands. What the browser has done with the caret and not yet told is asked for first: a change that
// comes from outside between two keys must not set it back.
export function current(view) {
  view.domObserver.flush();
  return view.state;
}

// What the server takes is a form, as from any other page.
export function asForm(fields) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

export class Saving {
  #timer = 0;
  #calm = 0;
  #since = 0;
  #sending = false;
  #failures = 0;
  #again = false;

  // view(): the editor; draft: draft.js; say: {saved, failed, dirty, signIn, set, leftOut, conflicts}
  constructor({ url, view, draft, say }) {
    Object.assign(this, { url, view, draft, say });
    addEventListener("online", () => this.#failures && this.now());
    addEventListener("focus", () => this.#failures && this.now());
    addEventListener("beforeunload", (event) => {
      if (this.unsaved()) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.unsaved() && this.now());
  }

  unsaved() {
    return this.#sending || this.draft.differences(this.view().state).length > 0;
  }

  get busy() {
    return this.#sending;
  }

  typed() {
    this.#since ||= Date.now();
    if (this.#failures) return; // the next trial is set already
    this.#plan(Math.max(0, Math.min(PAUSE, this.#since + LONGEST - Date.now())));
    this.say.dirty(true);
  }

  #plan(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), wait);
  }

  // The caret went elsewhere: where it was, the text may now be written as the server writes it.
  moved() {
    clearTimeout(this.#calm);
    this.#calm = setTimeout(() => this.tidy(), 700);
  }

  async now() {
    clearTimeout(this.#timer);
    if (this.#sending) {
      this.#again = true;
      return;
    }
    const view = this.view();
    if (view.composing) return this.#plan(PAUSE);
    this.#since = 0;
    const { sent, body, tr } = this.draft.parcel(current(view));
    if (!sent.length) {
      this.#failures = 0;
      this.say.dirty(this.draft.differences(view.state).length > 0);
      this.say.settled();
      return;
    }
    if (tr) view.dispatch(tr);
    this.#sending = true;
    const outcome = await this.#post(body);
    this.#sending = false;
    if (outcome.answer) this.#succeeded(sent, outcome.answer);
    else this.#failed(outcome);
  }

  async #post(body) {
    try {
      const response = await fetch(this.url, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: asForm({ sheet: JSON.stringify(body) }),
        signal: AbortSignal.timeout(30_000),
      });
      const answer = await response.json().catch(() => null);
      if (response.ok && answer && !response.redirected) return { answer };
      return { status: response.redirected ? 401 : response.status, message: answer?.message, signIn: answer?.sign_in };
    } catch {
      return { status: 0 };
    }
  }

  #succeeded(sent, answer) {
    this.#failures = 0;
    this.say.signedIn();
    this.draft.settle(sent, answer);
    this.#follow(answer.followed ?? []);
    this.tidy();
    const messages = this.draft.refusals(this.view().state);
    if (messages.length) this.say.failed(messages.join(" "));
    else if (answer.saved && !answer.conflicts?.length) this.say.saved(answer.saved);
    if (answer.left_out?.length) this.say.leftOut(answer.left_out);
    if ("set" in answer) this.say.set(answer.set);
    this.say.conflicts();
    const view = this.view();
    const more = this.#again || this.draft.parcel(view.state).sent.length > 0;
    this.#again = false;
    this.say.dirty(more);
    if (more) this.#plan(this.#since ? PAUSE : 200);
    else this.say.settled();
  }

  // What I saved has changed what other paragraphs are called: those that refer to them say so now.
  #follow(blocks) {
    if (!blocks.length) return;
    const view = this.view();
    const tr = this.draft.news(current(view), { blocks });
    if (tr) view.dispatch(tr);
  }

  #failed({ status, message, signIn }) {
    this.#failures++;
    this.#again = false;
    if (status === 401) this.say.signIn(message, signIn);
    this.say.failed(message ?? (status ? this.say.words.trouble : this.say.words.offline));
    // What the server will never take is tried again only when something else is typed.
    if ([403, 404, 413, 422].includes(status)) {
      this.#failures = 0;
      return;
    }
    this.#plan(WAITS[Math.min(this.#failures, WAITS.length) - 1]);
  }

  // Takes over how the server writes what was sent, where the caret is not.
  tidy() {
    const view = this.view();
    if (this.#sending || view.composing) return;
    const tr = this.draft.tidy(current(view), view.hasFocus());
    if (tr) view.dispatch(tr);
    else this.draft.gutter.refresh();
  }
}
