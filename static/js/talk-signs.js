// Reads and writes the signs that mark a line; the table of them is the page's mark buttons.

/** The signs by kind: {quote: {sign: '"', all: '"“”…'}, …}, as the server names them. */
export const signsIn = (buttons) =>
  Object.fromEntries(
    [...buttons].map(({ dataset: { kind, sign, also } }) => [kind, { sign, all: sign + also }]),
  );

const without = (line, signs) => {
  let text = line.trim();
  while (text && signs.includes(text[0])) text = text.slice(1);
  return text.trim();
};

/** The kind a line is marked as and the text that is marked, else null. */
export function markOf(line, signs) {
  const first = line.trim()[0];
  const [kind, { all } = {}] = Object.entries(signs).find(([, one]) => one.all.includes(first)) ?? [];
  if (!first || !kind) return null;
  let text = without(line, all);
  if (kind === "quote") text = [...without([...text].reverse().join(""), all)].reverse().join("");
  return text ? { kind, text } : null;
}

/** The sign that a line begins with, be there text after it or not. */
export const kindOf = (line, signs) =>
  Object.keys(signs).find((kind) => line.trim() && signs[kind].all.includes(line.trim()[0]));

/** The line marked as a kind; without its sign where it was marked so already. */
export function toggled(line, kind, signs) {
  const before = kindOf(line, signs);
  if (before === kind) {
    const text = markOf(line, signs)?.text ?? "";
    return kindOf(text, signs) === kind ? toggled(text, kind, signs) : text;
  }
  const bare = before ? without(line, signs[before].all) : line.trim();
  if (kindOf(bare, signs) === kind) return bare;
  return `${signs[kind].sign}${kind === "quote" ? "" : " "}${bare}`;
}
