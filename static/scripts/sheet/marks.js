// The marks before the items of a list: «3.», «(a)», «iv)», «7a.», «б)», and how they go on.

const LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z".split(" ");
const ROMAN = [["m", 1000], ["cm", 900], ["d", 500], ["cd", 400], ["c", 100], ["xc", 90], ["l", 50], ["xl", 40], ["x", 10], ["ix", 9], ["v", 5], ["iv", 4], ["i", 1]];

const toRoman = (number) => ROMAN.reduce((text, [sign, value]) => {
  while (number >= value) {
    text += sign;
    number -= value;
  }
  return text;
}, "");

function fromRoman(text) {
  const values = { i: 1, v: 5, x: 10, l: 50, c: 100, d: 500, m: 1000 };
  const numbers = [...text].map((letter) => values[letter]);
  if (!text || numbers.some((value) => value === undefined)) return 0;
  const sum = numbers.reduce((total, value, i) => total + (value < (numbers[i + 1] ?? 0) ? -value : value), 0);
  return toRoman(sum) === text ? sum : 0;
}

const MARK = /^(\(?)([\p{L}\p{N}.]*[\p{L}\p{N}])([.)]*)$/u;
// What may be typed at the head of a paragraph to make it an item.
export const TYPED = /^(?:([-*•])|(\(?\p{N}{1,3}[.)]|\(?\p{L}{1,2}\))) $/u;

const cased = (like, letter) => (like === like.toUpperCase() && like !== like.toLowerCase() ? letter.toUpperCase() : letter);

function parts(mark) {
  const [, open, body, close] = mark.match(MARK) ?? [];
  return body ? { open, body, close } : null;
}

// A letter may count by itself or be a Roman numeral: what stands before it decides.
function isRoman(body, earlier) {
  const small = body.toLowerCase();
  const value = fromRoman(small);
  if (!value) return false;
  const before = earlier && parts(earlier)?.body.toLowerCase();
  if (before && value > 1 && fromRoman(before) === value - 1) return true;
  if (small.length > 1) return true;
  return small === "i" && before !== "h";
}

function letterAfter(body, alphabet) {
  const small = body.toLowerCase();
  const list = alphabet.includes(small) ? alphabet : LATIN;
  const at = list.indexOf(small);
  if (at < 0) return String.fromCodePoint(small.codePointAt(0) + 1); // an alphabet that is not known here
  return at + 1 < list.length ? list[at + 1] : list[0] + list[0];
}

// The mark after this one; `earlier` is the one before it. A bullet goes on as a bullet.
export function nextMark(mark, earlier, alphabet = LATIN) {
  const found = parts(mark);
  if (!found) return mark;
  const { open, body, close } = found;
  const digits = body.match(/^(.*?)(\d+)$/);
  const tail = body.match(/^(.*[\d.])(\p{L}+)$/u);
  let next;
  if (digits) next = digits[1] + (Number(digits[2]) + 1);
  else if (tail) next = tail[1] + cased(tail[2], letterAfter(tail[2], alphabet));
  else if (isRoman(body, earlier)) next = cased(body, toRoman(fromRoman(body.toLowerCase()) + 1));
  else next = cased(body, letterAfter(body, alphabet));
  return open + next + close;
}

// The first mark of the kind that this one is of.
export function firstMark(mark, earlier, alphabet = LATIN) {
  const found = parts(mark);
  if (!found) return mark;
  const { open, body, close } = found;
  if (/\d$/.test(body)) return `${open}1${close}`;
  if (isRoman(body, earlier)) return open + cased(body, "i") + close;
  const small = body.toLowerCase();
  return open + cased(body, alphabet.includes(small) ? alphabet[0] : LATIN[0]) + close;
}

export const kindOf = (mark) => {
  const found = parts(mark);
  if (!found) return "bullet";
  return `${found.open}${/^\p{N}/u.test(found.body) ? "1" : "a"}${found.close}`;
};
