// Code as lines of highlighted words: highlight.js finds the kinds of words, and the model says which of them are the
// function's locals.
import hljs from 'highlight.js/lib/core';
import c from 'highlight.js/lib/languages/c';
import { h } from './dom';
import type { Func, Local } from './model';

const keywords =
  'async await await_all await_any await_timeout block_on spawn future lifecycle must_not_suspend instrument ' +
  'lg_async lg_await lg_await_all lg_await_any lg_await_timeout lg_block_on lg_spawn lg_future lg_lifecycle lg_scoped lg_leaf';

hljs.registerLanguage('c', (api) => {
  const language = c(api);
  const words = language.keywords as { keyword: string[] | string };
  const known = Array.isArray(words.keyword) ? words.keyword : words.keyword.split(' ');
  return { ...language, keywords: { ...words, keyword: [...known, ...keywords.split(' ')] } };
});

interface Word {
  text: string;
  style: string;
  local?: number;
}

/** The words of each line. */
function highlighted(text: string): Word[][] {
  const holder = document.createElement('div');
  holder.innerHTML = hljs.highlight(text, { language: 'c', ignoreIllegals: true }).value; // it escapes the text
  const lines: Word[][] = [[]];
  const visit = (node: Node, style: string) => {
    if (node instanceof Text) {
      node.data.split('\n').forEach((part, i) => {
        if (i > 0) lines.push([]);
        if (part) lines[lines.length - 1].push({ text: part, style });
      });
      return;
    }
    const own = node instanceof Element ? node.className : '';
    node.childNodes.forEach((child) => visit(child, own || style));
  };
  visit(holder, '');
  return lines;
}

/** Cuts the words of a line so that `[begin, end)`, in characters, is a word of its own, that of `local`. */
function mark(words: Word[], begin: number, end: number, local: number): Word[] {
  let at = 0;
  return words.flatMap((word) => {
    const from = Math.max(begin - at, 0);
    const to = Math.min(end - at, word.text.length);
    at += word.text.length;
    if (from >= to) return [word];
    return [
      { ...word, text: word.text.slice(0, from) },
      { ...word, text: word.text.slice(from, to), local },
      { ...word, text: word.text.slice(to) },
    ].filter((part) => part.text);
  });
}

/** The character at a byte of a line. */
function characterAt(line: string, byte: number): number {
  if (/^[\x00-\x7f]*$/.test(line)) return byte;
  let bytes = 0;
  let at = 0;
  for (const character of line) {
    if (bytes >= byte) break;
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    at += character.length;
  }
  return at;
}

function row(kind: 'source' | 'lowered', number: number, words: Word[]): HTMLElement {
  return h(
    'div',
    { class: 'line', 'data-kind': kind, 'data-index': number },
    h('span', { class: 'number', 'aria-hidden': true }, number),
    h(
      'code',
      {},
      words.map((word) =>
        word.local === undefined
          ? word.style
            ? h('span', { class: word.style }, word.text)
            : word.text
          : h('span', { class: `local ${word.style}`, 'data-kind': 'local', 'data-index': word.local }, word.text),
      ),
    ),
  );
}

/** Lines `first` to `last` of a source, with the locals of `of`. */
export function sourceLines(text: string, first: number, last: number, of: Func): HTMLElement[] {
  const plain = text.split('\n');
  const lines = highlighted(text);
  of.locals.forEach((local, index) => {
    for (const [line, column, length] of local.uses) {
      const begin = characterAt(plain[line - 1] ?? '', column - 1);
      const end = characterAt(plain[line - 1] ?? '', column - 1 + length);
      if (lines[line - 1]) lines[line - 1] = mark(lines[line - 1], begin, end, index);
    }
  });
  return lines.slice(first - 1, last).map((words, i) => row('source', first + i, words));
}

/** The same for the lowered text, where locals are known by their names. */
export function loweredLines(text: string, first: number, last: number, locals: Local[]): HTMLElement[] {
  const named = new Map(locals.map((local, index) => [local.name, index]));
  const part = text.split('\n').slice(first - 1, last).join('\n');
  return highlighted(part).map((words, i) => {
    const marked = words.flatMap((word): Word[] => {
      if (/comment|string|meta/.test(word.style)) return [word];
      return word.text
        .split(/([A-Za-z_]\w*)/)
        .filter(Boolean)
        .map((text) => ({ ...word, text, local: named.get(text) }));
    });
    return row('lowered', first + i, marked);
  });
}

/** The columns of the longest of the lines, so that all can be as wide, also those that are not drawn yet. */
export function longestLine(code: Element): number {
  return [...code.children].reduce((most, line) => Math.max(most, line.lastElementChild!.textContent!.replaceAll('\t', '    ').length), 0);
}
