// The frame as a picture of bytes: a row for each state, a block for each field that means something in it.
import { h } from './dom';
import { count, type Field, type Func, isGroup, type Model, titleOf } from './model';

/** Where a byte is drawn, in percent of the width. */
export type Scale = (byte: number) => number;

/** Every byte as wide as the next. */
export function evenScale(of: Func): Scale {
  return (byte) => (byte / Math.max(of.size, 1)) * 100;
}

const least = 2.5; // the width of a byte that stands alone, in those by which a doubling widens a stretch

/** Stretches without a boundary grow by the logarithm of their length, so that a byte beside a kilobyte is seen. */
export function compressedScale(of: Func, fields: Field[]): Scale {
  const edges = [...new Set([0, of.size, ...fields.flatMap((f) => [f.offset, f.offset + f.size])])].sort((a, b) => a - b);
  const places = new Map<number, number>([[0, 0]]);
  let at = 0;
  for (let i = 1; i < edges.length; i++) places.set(edges[i], (at += least + Math.log2(edges[i] - edges[i - 1])));
  return (byte) => {
    const known = places.get(byte);
    if (known !== undefined) return (known / at) * 100;
    const next = edges.findIndex((edge) => edge > byte);
    const [low, high] = [edges[next - 1], edges[next]];
    const share = (byte - low) / (high - low);
    return ((places.get(low)! + share * (places.get(high)! - places.get(low)!)) / at) * 100;
  };
}

function place(offset: number, size: number, scale: Scale): string {
  const left = scale(offset);
  return `left:${left.toFixed(3)}%;width:${Math.max(scale(offset + size) - left, 0.15).toFixed(3)}%`;
}

function words(field: Field, of: Func): string {
  const local = of.locals[field.local];
  const what = field.child ? `future of ${field.child}` : field.why ? `${field.kind}: ${field.why}` : field.kind;
  return `${field.path}: ${field.type}\nbytes ${field.offset} to ${field.offset + field.size - 1}, ${what}` + (local?.line ? `, line ${local.line}` : '');
}

/** What lies inside a child's future: the members of a leaf, or the frame of an async function of this file. */
function inside(field: Field, model: Model): Field[] {
  const child = model.functions.find((f) => f.name === field.child && f.size === field.size);
  const open = (list: Field[], base: number): Field[] =>
    list.flatMap((member) => (isGroup(member) ? open(member.members, base) : [{ ...member, offset: member.offset + base }]));
  return child && field.kind === 'child' ? open(child.frame, field.offset) : field.members;
}

function block(field: Field, index: number, of: Func, model: Model, scale: Scale): HTMLElement {
  const start = scale(field.offset);
  const width = Math.max(scale(field.offset + field.size) - start, 0.001);
  const within: Scale = (byte) => ((scale(byte) - start) / width) * 100;
  return h(
    'div',
    {
      class: `block ${field.kind}`,
      style: place(field.offset, field.size, scale),
      'data-kind': 'field',
      'data-index': index,
      title: words(field, of),
    },
    h('span', {}, field.name),
    inside(field, model).map((member) =>
      h('i', { style: place(member.offset, member.size, within), title: `${field.name}.${member.name}: ${member.type}, ${count(member.size, 'byte')}` }),
    ),
  );
}

/** What the colours mean, of those that are there. */
export function drawLegend(of: Func, fields: Field[]): HTMLElement {
  const meanings: [string, string, string[]][] = [
    ['saved', 'saved while it waits', ['argument', 'saved']],
    ['pinned', 'pinned: stays where it is', ['pinned']],
    ['child', 'future of a child', ['child', 'sleep']],
    ['state', 'state', ['state']],
  ];
  const shown = meanings.filter(([, , those]) => fields.some((field) => those.includes(field.kind)));
  const swatch = (kind: string, text: string) => h('span', { class: `swatch ${kind}` }, h('i', {}), text);
  return h('span', { class: 'legend' }, shown.map(([kind, text]) => swatch(kind, text)), of.padding.length > 0 && swatch('padding', 'padding'));
}

export function drawFrame(of: Func, model: Model, fields: Field[], scale: Scale): HTMLElement {
  const marks = [...new Set([0, ...fields.map((f) => f.offset), of.size])].sort((a, b) => a - b);
  let last = -100;
  const axis = marks.flatMap((byte) => {
    const at = scale(byte);
    if (at - last < 4 && byte !== of.size) return [];
    last = at;
    return [h('span', { style: `left:${at.toFixed(3)}%` }, byte)];
  });
  const rows = of.states.map((state, index) => {
    if (!state.reachable) return null;
    return h(
      'div',
      { class: 'bytes', 'data-kind': 'state', 'data-index': index },
      h('span', { class: 'name', title: state.name }, titleOf(state), h('small', {}, state.kind === 'start' || state.kind === 'done' ? '' : ` ${state.line}`)),
      h(
        'div',
        { class: 'lane' },
        of.padding.map((hole) => h('div', { class: 'block padding', style: place(hole.offset, hole.size, scale), title: `${count(hole.size, 'byte')} of padding at ${hole.offset}` })),
        fields.map((field, i) => (field.in.includes(index) ? block(field, i, of, model, scale) : null)),
      ),
    );
  });
  return h('div', { class: 'picture' }, h('div', { class: 'bytes axis' }, h('span', { class: 'name' }, 'byte'), h('div', { class: 'lane' }, axis)), rows);
}

/** The future's size beside what it could be. */
export function drawSizes(of: Func): HTMLElement {
  const sizes: [string, number, string][] = [
    ['this future', of.size, 'own'],
    ['ideal', of.ideal, 'ideal'],
    ['by Rust’s rules', of.rust, 'rust'],
  ];
  const largest = Math.max(...sizes.map(([, size]) => size), 1);
  return h(
    'dl',
    { class: 'sizes' },
    sizes.map(([name, size, style]) => [
      h('dt', {}, name),
      h('dd', {}, h('span', { class: `bar ${style}`, style: `width:${((size / largest) * 70).toFixed(2)}%` }), h('b', {}, count(size, 'byte'))),
    ]),
  );
}

export function drawFieldTable(of: Func, fields: Field[]): HTMLElement {
  const row = (field: Field, index: number) =>
    h(
      'tr',
      { 'data-kind': 'field', 'data-index': index },
      h('td', { class: 'n' }, field.offset),
      h('td', { class: 'n' }, field.size),
      h('td', {}, h('code', {}, field.path)),
      h('td', {}, h('code', {}, field.type)),
      h('td', {}, field.child ? `future of ${field.child}` : field.why ? `${field.kind}: ${field.why}` : field.kind, field.shared ? ', shared bytes' : ''),
      h('td', {}, field.kind === 'state' ? 'always' : field.in.map((i) => of.states[i].name).join(', ')),
    );
  return h(
    'table',
    {},
    h('thead', {}, h('tr', {}, ['offset', 'bytes', 'field', 'type', 'what', 'in use'].map((text) => h('th', {}, text)))),
    h('tbody', {}, fields.map(row)),
  );
}
