// One function: its panels, and the highlighting that ties them together.
import { longestLine, loweredLines, sourceLines } from './code';
import { h, reveal } from './dom';
import { compressedScale, drawFieldTable, drawFrame, drawLegend, drawSizes, evenScale } from './frame';
import { drawGraph, isDense } from './graph';
import { type Kind, Links, type Related, type Thing } from './links';
import { count, type Func, isAwait, type Model } from './model';
import { drawPoints } from './points';
import { type Place, Replay } from './replay';
import type { Recording } from './run';
import { Stepper } from './stepper';

const fewStates = 12; // of so many, the edges by which they are dropped are drawn without being asked for
const smallFrame = 64; // a frame of so many bytes is drawn with all of them equally wide
const kinds: Kind[] = ['source', 'lowered', 'state', 'edge', 'field', 'local'];

type Places = Map<Kind, Map<number, Element[]>>;

function panel(name: string, title: string, ...contents: (Node | null)[]): HTMLElement {
  return h('section', { class: `panel ${name}`, 'aria-label': title }, h('h2', {}, title), contents);
}

function scroller(name: string, ...contents: Node[]): HTMLElement {
  return h('div', { class: `scroller ${name}`, tabindex: 0 }, contents);
}

function toggle(label: string, on: boolean, changed: (on: boolean) => void): HTMLElement {
  const box = h('input', { type: 'checkbox', checked: on });
  box.addEventListener('change', () => changed(box.checked));
  return h('label', { class: 'toggle' }, box, label);
}

/** What the reader steps through: the same in every view. */
export interface Session {
  recording: Recording | null;
  place: Place;
  byHand: boolean; // and not through the recorded run
}

export class View {
  readonly element: HTMLElement;
  private readonly of: Func;
  private readonly stepper: Stepper;
  private readonly replay: Replay | null; // of a function that the run has futures of
  private readonly stepping = h('div', {});
  private readonly valued = new Map<Element, string>(); // labels in the frame that show a value, and what else they show
  private readonly links: Links;
  private readonly places = new Map<Element, Places>(); // by the part that is drawn at once
  private lit: Element[] = [];
  private current: Element[] = [];
  private held: Thing | null = null; // what was clicked stays lit
  private taken: Thing | null = null; // the way that the last step took, until something is held
  private readonly graph = scroller('graph');
  private readonly bytes = h('div', { class: 'bytes-holder' });
  private zoom = 1;
  private drops: boolean;
  private readonly dense: boolean;
  private focus = 0;
  private even: boolean;
  private readonly source = scroller('code');
  private readonly lowered = scroller('code');

  /** `open` is asked to show another function. */
  constructor(
    private readonly model: Model,
    index: number,
    private readonly session: Session,
    open: (index: number) => void,
  ) {
    const { recording } = session;
    const of = (this.of = model.functions[index]);
    this.links = new Links(model, of);
    this.drops = of.states.length <= fewStates;
    this.dense = isDense(of);
    this.even = of.size <= smallFrame;
    this.stepper = new Stepper(of, () => this.stepped());
    this.replay = recording && recording.futuresOf(index).length > 0 ? new Replay(model, index, recording, session.place, () => this.stepped(), open) : null;
    const source = panel('source', 'Source', toggle('whole file', false, (on) => this.showCode(on)), this.source);
    const lowered = panel('lowered', 'Lowered C', this.lowered);
    const zoom = (text: string, label: string, by: number) =>
      h('button', { type: 'button', class: 'zoom', 'aria-label': label, onclick: () => this.zoomGraph(by) }, text);
    const graph = panel(
      'states',
      'States',
      h('span', { class: 'tools' }, toggle('drops', this.drops, (on) => this.showGraph(on)), zoom('−', 'smaller', 1 / 1.25), zoom('+', 'larger', 1.25), zoom('1:1', 'as it is', 0)),
      this.dense ? h('p', { class: 'hint' }, 'Too many ways to draw: these are those of one state.') : null,
      this.graph,
    );
    const fieldTable = h('div', { class: 'wide', tabindex: 0 }, drawFieldTable(of, this.links.fields));
    const shared = this.links.fields.some((field) => field.shared);
    const frame = panel(
      'frame',
      `Frame: ${count(of.size, 'byte')}, alignment ${of.align}`,
      toggle('every byte equally wide', this.even, (on) => this.showFrame(on)),
      h('p', { class: 'hint' }, `A row for each state${shared ? '; bytes that stand above each other are shared' : ''}.`, drawLegend(of, this.links.fields)),
      this.bytes,
      h('div', { class: 'beside' }, drawSizes(of), of.advice.length > 0 ? h('ul', { class: 'advice' }, of.advice.map((text) => h('li', {}, text))) : null),
      h('details', {}, h('summary', {}, 'Fields as a table'), fieldTable),
    );
    const points = panel('points', count(of.states.filter(isAwait).length, 'yield point'), h('div', { class: 'wide', tabindex: 0 }, drawPoints(of)));
    this.element = h('main', {}, source, lowered, graph, panel('step', 'Step through it', this.modes(), this.stepping), frame, points);
    this.showCode(false);
    this.showGraph(this.drops);
    this.showFrame(this.even);
    this.index(fieldTable);
    this.index(points);
    this.showStepping();
    this.listen();
  }

  /** What the reader steps with. */
  get player(): Stepper | Replay {
    return this.session.byHand || !this.replay ? this.stepper : this.replay;
  }

  /** The other way to step, where there are two. */
  switchMode(): void {
    if (this.replay) this.session.byHand = !this.session.byHand;
    this.showStepping();
    this.stepped();
  }

  private modes(): HTMLElement | null {
    if (!this.session.recording) return null;
    if (!this.replay) return h('span', { class: 'toggle' }, 'the run has no future of it');
    return toggle('by hand', this.session.byHand, () => this.switchMode());
  }

  private showStepping(): void {
    this.stepping.replaceChildren(this.player.element);
    const box = this.element.querySelector<HTMLInputElement>('.step > .toggle input');
    if (box) box.checked = this.session.byHand;
    this.index(this.stepping);
    this.showValues();
  }

  /** Writes what is recorded of the locals into their bytes. */
  private showValues(): void {
    const values = new Map(this.player instanceof Replay ? this.player.values : []);
    const row = this.places.get(this.bytes)?.get('state')?.get(this.player.state)?.[0];
    this.valued.forEach((name, block) => block.replaceChildren(name));
    this.valued.clear();
    for (const block of row?.querySelectorAll<HTMLElement>('.block') ?? []) {
      const field = this.links.fields[Number(block.dataset.index)];
      const value = field && field.local >= 0 ? values.get(this.of.locals[field.local].name) : undefined;
      const label = block.querySelector('span');
      if (value === undefined || !label) continue;
      this.valued.set(label, field.name);
      label.replaceChildren(field.name, h('b', {}, ` = ${value}`));
    }
  }

  /** After it has come into the document. */
  arrived(): void {
    this.fitGraph();
    this.scrollTo(this.links.related({ kind: 'state', index: this.player.state }), null);
  }

  // ---- what is drawn again ----

  private showCode(whole: boolean): void {
    const { of, model } = this;
    const text = model.sources[of.source].text;
    const lines = text.split('\n').length;
    this.source.replaceChildren(...(whole ? sourceLines(text, 1, lines, of) : sourceLines(text, of.first, of.last, of)));
    if (of.loweredFirst > 0) {
      const last = whole ? model.lowered.split('\n').length : of.loweredLast;
      this.lowered.replaceChildren(...loweredLines(model.lowered, whole ? 1 : of.loweredFirst, last, of.locals));
    }
    for (const code of [this.source, this.lowered]) {
      code.style.setProperty('--columns', String(longestLine(code)));
      this.index(code);
    }
  }

  private showGraph(drops: boolean): void {
    this.drops = drops;
    this.graph.replaceChildren(drawGraph(this.of, drops, this.focus));
    this.index(this.graph);
    this.fitGraph();
  }

  /** Draws the edges of that state, where not all are drawn. */
  private focusGraph(state: number): void {
    if (!this.dense || state === this.focus) return;
    this.focus = state;
    const { scrollTop, scrollLeft } = this.graph;
    const zoom = this.zoom;
    this.graph.replaceChildren(drawGraph(this.of, this.drops, state));
    this.zoom = zoom;
    this.zoomGraph(1);
    this.graph.scrollTop = scrollTop;
    this.graph.scrollLeft = scrollLeft;
    this.index(this.graph);
  }

  /** As large as it is, but not wider than its panel where it stays legible. */
  private fitGraph(): void {
    const picture = this.graph.querySelector('svg');
    if (!picture || this.graph.clientWidth === 0) return;
    this.zoom = Math.max(0.55, Math.min(1, (this.graph.clientWidth - 4) / picture.viewBox.baseVal.width));
    this.zoomGraph(1);
  }

  private zoomGraph(by: number): void {
    this.zoom = by === 0 ? 1 : Math.min(4, Math.max(0.2, this.zoom * by));
    const picture = this.graph.querySelector('svg');
    picture?.setAttribute('width', String(picture.viewBox.baseVal.width * this.zoom));
    picture?.setAttribute('height', String(picture.viewBox.baseVal.height * this.zoom));
  }

  private showFrame(even: boolean): void {
    this.even = even;
    const scale = even ? evenScale(this.of) : compressedScale(this.of, this.links.fields);
    this.bytes.replaceChildren(drawFrame(this.of, this.model, this.links.fields, scale));
    this.index(this.bytes);
    this.showValues();
  }

  // ---- what is lit ----

  /** Finds the things that `part` shows anew. */
  private index(part: Element): void {
    const places: Places = new Map(kinds.map((kind) => [kind, new Map<number, Element[]>()]));
    for (const element of part.querySelectorAll<HTMLElement | SVGElement>('[data-kind]')) {
      const ofKind = places.get(element.dataset.kind as Kind)!;
      const index = Number(element.dataset.index);
      const list = ofKind.get(index);
      if (list) list.push(element);
      else ofKind.set(index, [element]);
    }
    this.places.set(part, places);
    this.light(this.held ?? this.taken);
    this.mark();
  }

  /** Everything that shows the thing. */
  private at(kind: Kind, index: number): Element[] {
    return [...this.places.values()].flatMap((places) => places.get(kind)!.get(index) ?? []);
  }

  private elements(related: Related): Element[] {
    return kinds.flatMap((kind) => [...related[kind]].flatMap((index) => this.at(kind, index)));
  }

  private light(thing: Thing | null): void {
    for (const element of this.lit) element.classList.remove('lit');
    this.lit = thing ? this.elements(this.links.related(thing)) : [];
    for (const element of this.lit) element.classList.add('lit');
  }

  /** Where the stepper stands. */
  private mark(): void {
    for (const element of this.current) element.classList.remove('current');
    const index = this.player.state;
    this.current = [...this.at('state', index), ...this.at('source', this.of.states[index].line)];
    for (const element of this.current) element.classList.add('current');
  }

  private stepped(): void {
    const { state, edge } = this.player;
    this.held = null;
    this.focusGraph(state);
    this.index(this.stepping); // its parts are new
    this.showValues();
    this.taken = edge >= 0 ? { kind: 'edge', index: edge } : null;
    this.light(this.taken);
    this.scrollTo(this.links.related({ kind: 'state', index: state }), null);
  }

  /** Brings the first of each kind into view, but not in `except`, where the reader is. */
  private scrollTo(related: Related, except: Element | null): void {
    for (const [kind, holder] of [['source', this.source], ['lowered', this.lowered], ['state', this.graph]] as const) {
      if (holder === except) continue;
      const first = kind === 'lowered' ? this.links.bestLowered(related) : Math.min(...related[kind]);
      const element = this.places.get(holder)?.get(kind)?.get(first)?.[0];
      if (element) reveal(element, holder);
    }
  }

  hold(thing: Thing | null, from: Element | null = null): void {
    this.held = thing;
    this.taken = null;
    if (thing?.kind === 'state') this.focusGraph(thing.index);
    this.element.classList.toggle('held', thing !== null);
    this.light(thing);
    if (thing) this.scrollTo(this.links.related(thing), from);
  }

  /** Holds the state `by` further on. */
  walk(by: number): void {
    const reachable = this.of.states.flatMap((state, index) => (state.reachable ? [index] : []));
    const at = this.held?.kind === 'state' ? reachable.indexOf(this.held.index) : reachable.indexOf(this.player.state);
    const next = reachable[(at + by + reachable.length) % reachable.length];
    this.hold({ kind: 'state', index: next });
  }

  private listen(): void {
    const thingAt = (event: globalThis.Event): Thing | null => {
      const element = (event.target as Element).closest<HTMLElement>('[data-kind]');
      return element ? { kind: element.dataset.kind as Kind, index: Number(element.dataset.index) } : null;
    };
    this.element.addEventListener('pointerover', (event) => {
      if (event.pointerType !== 'touch') this.light(thingAt(event) ?? this.held ?? this.taken);
    });
    this.element.addEventListener('pointerleave', () => this.light(this.held ?? this.taken));
    this.element.addEventListener('click', (event) => {
      if ((event.target as Element).closest('button, label, summary, input')) return;
      const thing = thingAt(event);
      this.hold(thing, (event.target as Element).closest('.scroller'));
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      const node = (event.target as Element).closest('.node');
      if (!node) return;
      event.preventDefault();
      this.hold(thingAt(event), this.graph);
    });
    for (const rows of [this.source, this.lowered, ...this.element.querySelectorAll('.wide')])
      rows.addEventListener('keydown', (event) => {
        const { key } = event as KeyboardEvent;
        const by = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
        if (by === 0) return;
        event.preventDefault();
        this.walkRows(rows, by);
      });
  }

  /** Holds what stands `by` rows further on in a panel of code or a table. */
  private walkRows(holder: Element, by: number): void {
    const rows = [...holder.querySelectorAll<HTMLElement>('.line, tbody tr')];
    const { held } = this;
    const at = held ? rows.findIndex((row) => row.dataset.kind === held.kind && row.dataset.index === String(held.index)) : -1;
    const next = at < 0 && by < 0 ? rows.length - 1 : Math.min(Math.max(at + by, 0), rows.length - 1);
    const row = rows[next];
    if (!row) return;
    this.hold({ kind: row.dataset.kind as Kind, index: Number(row.dataset.index) }, holder);
    if (holder.matches('.scroller')) reveal(row, holder);
    else row.scrollIntoView({ block: 'nearest' });
  }
}
