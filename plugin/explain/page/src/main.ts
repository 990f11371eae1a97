import { h } from './dom';
import { count, type Model } from './model';
import { beginning } from './replay';
import { Recording, type Run } from './run';
import { currentTheme, nextTheme } from './theme';
import { type Session, View } from './view';

function part<T>(id: string): T {
  return JSON.parse(document.getElementById(id)!.textContent!) as T;
}

const model = part<Model>('model');
const run = part<Run | null>('run');
const recording = run && new Recording(run);
const session: Session = { recording, place: recording ? beginning(recording) : { event: 0, future: 0, all: false }, byHand: false };
const app = document.getElementById('app')!;
let view: View | null = null;

const keys: [string, string][] = [
  ['p', 'the child is pending: the future suspends'],
  ['r, 1 to 9', 'the child is ready: go on, by the first or the nth way'],
  ['d', 'drop the future'],
  ['b, s', 'a step back; start again'],
  ['j, k', 'the next state, the one before'],
  ['↓, ↑', 'in a panel of code or a table: the next line, the one before'],
  ['Esc', 'let go of what was clicked'],
  ['[, ]', 'the function before, the next one'],
  ['t', 'light, dark, or as the system has it'],
  ['?', 'this list'],
];

const runKeys: [string, string][] = [
  ['., ,', 'in a recorded run: the next step, the one before'],
  ['s, e', 'its first step, its last'],
  ['n, N', 'the next future of this function, the one before'],
  ['u', 'the future that polls this one'],
  ['a', 'go over the polls of every future, or of this one'],
  ['m', 'through the recorded run, or by hand'],
];
if (recording) keys.unshift(...runKeys);

const help = h(
  'dialog',
  { class: 'help', 'aria-label': 'Keys' },
  h('h2', {}, 'Pointing and keys'),
  h('p', {}, 'Point at a line, a state, an edge, a byte or a name: all that belongs to it is lit. A click keeps it lit.'),
  h('dl', {}, keys.map(([key, what]) => [h('dt', {}, key.split(', ').map((one) => h('kbd', {}, one))), h('dd', {}, what)])),
  h('form', { method: 'dialog' }, h('button', {}, 'Close')),
);

const choose = h('select', { id: 'function', 'aria-label': 'Function' });
choose.append(...model.functions.map((f, i) => h('option', { value: i }, `${f.name} (${count(f.size, 'byte')})`)));
choose.addEventListener('change', () => open(choose.selectedIndex));

const theme = h('button', { type: 'button', class: 'theme', title: 'Light, dark, or as the system has it' });
const showTheme = (name: string) => theme.replaceChildren(`Theme: ${name}`);
theme.addEventListener('click', () => showTheme(nextTheme()));
showTheme(currentTheme());

const head = h('code', { class: 'head' });
const holder = h('div', {});

function open(index: number): void {
  const f = model.functions[index];
  if (!f) return;
  choose.selectedIndex = index;
  head.textContent = f.head;
  document.title = `${f.name} — ${model.file}`;
  view = new View(model, index, session, open);
  holder.replaceChildren(view.element);
  view.arrived();
  try {
    history.replaceState(null, '', `#${encodeURIComponent(f.name)}`);
  } catch {
    // a page that is shown inside another may not have an address of its own
  }
}

function named(hash: string): number {
  try {
    return model.functions.findIndex((f) => f.name === decodeURIComponent(hash.slice(1)));
  } catch {
    return -1;
  }
}

app.append(
  h(
    'header',
    {},
    h('h1', {}, h('span', { class: 'brand' }, 'Lifeguard'), ' ', model.file),
    model.functions.length > 0 ? choose : null,
    run && h('span', { class: 'run', title: 'The recorded run that this page shows' }, run.file),
    head,
    theme,
    h('button', { type: 'button', class: 'keys', onclick: () => help.showModal() }, 'Keys ', h('kbd', {}, '?')),
  ),
  help,
  holder,
);

const wanted = named(location.hash);
if (model.functions.length > 0) open(wanted >= 0 ? wanted : run ? run.futures[session.place.future].function : 0);
else holder.append(h('p', { class: 'empty' }, 'This file has no async function with a body.'));
window.addEventListener('hashchange', () => {
  const index = named(location.hash);
  if (index >= 0 && index !== choose.selectedIndex) open(index);
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open || !view) return;
  if ((event.target as Element).matches('select')) return;
  const all = model.functions.length;
  const actions: Record<string, () => void> = {
    m: () => view!.switchMode(),
    j: () => view!.walk(1),
    k: () => view!.walk(-1),
    '[': () => open((choose.selectedIndex + all - 1) % all),
    ']': () => open((choose.selectedIndex + 1) % all),
    t: () => showTheme(nextTheme()),
    '?': () => help.showModal(),
    Escape: () => view!.hold(null),
  };
  const act = actions[event.key];
  if (act) act();
  else if (!view.player.byKey(event.key)) return;
  event.preventDefault();
});
