// The panel that goes through a recorded run: a scrubber over the polls of a future, or of all, and what was the case
// after each.
import { append, h } from './dom';
import { fact, localChip } from './facts';
import { count, type Func, isAwait, type Model, titleOf } from './model';
import { duration, endedBy, type Recording, type Step } from './run';

const mostTasks = 24; // of a queue that are named
const mostMarks = 240; // of so many steps each has a mark below the scrubber
const mostChoices = 500; // futures that can be chosen from at once

/** Where the reader is in the run: it stays while functions are changed. */
export interface Place {
  event: number; // up to which things have happened
  future: number;
  all: boolean; // whether the scrubber goes over the polls of all futures
}

export function beginning(recording: Recording): Place {
  return { event: recording.steps[0]?.end ?? 0, future: recording.steps[0]?.future ?? 0, all: false };
}

export class Replay {
  readonly element: HTMLElement;
  private steps: readonly Step[] = [];
  private readonly above = h('div', {});
  private readonly below = h('div', {});
  // The same all the time: it may be being dragged.
  private readonly list = h('select', { id: 'future', 'aria-label': 'Future' });
  private listed = 0; // which of them the first in the list is
  private readonly scrubber = h('input', { type: 'range', id: 'scrubber', min: 0, 'aria-label': 'Polls of the run' });

  /** `moved` hears of each step; `open` is asked to show the function of a future that is chosen. */
  constructor(
    private readonly model: Model,
    private readonly index: number,
    private readonly recording: Recording,
    private readonly place: Place,
    private readonly moved: () => void,
    private readonly open: (index: number) => void,
  ) {
    const futures = recording.futuresOf(index);
    if (recording.run.futures[place.future].function !== index) place.future = this.aliveAmong(futures);
    this.element = h('div', { class: 'replay' }, this.above, this.scrubber, this.below);
    this.list.addEventListener('change', () => this.take(Number(this.list.value)));
    this.scrubber.addEventListener('input', () => this.go(Number(this.scrubber.value)));
    this.choose();
    this.show();
  }

  get state(): number {
    return this.step?.to ?? 0;
  }

  /** The way that the last step of the future took; -1: there is none. */
  get edge(): number {
    const { step } = this;
    if (!step) return -1;
    const way = (cause: string, from: number, to = -1) => this.of.edges.findIndex((edge) => edge.cause === cause && edge.from === from && (to < 0 || edge.to === to));
    if (step.kind === 'dropped') return way('drop', step.from);
    if (step.outcome === 'ready') return way('return', step.from);
    if (step.outcome !== 'pending') return -1;
    const on = step.from === step.to ? -1 : way(step.from === 0 ? 'poll' : 'ready', step.from, step.to);
    return on >= 0 ? on : way('pending', step.to);
  }

  /** What the locals are, as far as it was recorded. */
  get values(): readonly [string, string][] {
    return this.recording.valuesAfter(this.step);
  }

  byKey(key: string): boolean {
    const keys: Record<string, () => void> = {
      '.': () => this.go(this.at + 1),
      ',': () => this.go(this.at - 1),
      b: () => this.go(this.at - 1),
      s: () => this.go(0),
      e: () => this.go(this.steps.length - 1),
      n: () => this.another(1),
      N: () => this.another(-1),
      u: () => this.up(),
      a: () => this.overAll(!this.place.all),
    };
    const act = keys[key];
    if (act) act();
    return act !== undefined;
  }

  /** To the step of that index. */
  go(index: number): void {
    const step = this.steps[Math.min(Math.max(index, 0), this.steps.length - 1)];
    if (!step) return;
    this.place.event = step.end;
    this.changed();
  }

  private get of(): Func {
    return this.model.functions[this.index];
  }

  /** The last step of the chosen future. */
  private get step(): Step | undefined {
    return this.recording.stepAt(this.place.future, this.place.event);
  }

  /** The index of the step that the scrubber is at; -1: before the first. */
  private get at(): number {
    return endedBy(this.steps, this.place.event) - 1;
  }

  private nameOf(future: number): string {
    return `${this.model.functions[this.recording.run.futures[future].function].name} #${this.recording.numberOf(future)}`;
  }

  /** The first of the futures that is there at the moment, else the first. */
  private aliveAmong(futures: readonly number[]): number {
    const isAlive = (future: number) => {
      const steps = this.recording.stepsOf(future);
      return steps.length > 0 && steps[0].end <= this.place.event && steps[steps.length - 1].end >= this.place.event;
    };
    return futures.find(isAlive) ?? futures[0];
  }

  private choose(): void {
    this.steps = this.place.all ? this.recording.steps : this.recording.stepsOf(this.place.future);
  }

  private overAll(all: boolean): void {
    this.place.all = all;
    this.choose();
    this.changed();
  }

  private take(future: number): void {
    this.place.future = future;
    const { function: index } = this.recording.run.futures[future];
    if (index !== this.index) {
      this.open(index);
      return;
    }
    this.choose();
    const steps = this.recording.stepsOf(future);
    // One that is not there yet, or has ended before: to its beginning, or its end.
    if (steps.length > 0 && !this.step) this.place.event = steps[0].end;
    this.changed();
  }

  private another(by: number): void {
    const futures = this.recording.futuresOf(this.index);
    const at = futures.indexOf(this.place.future);
    this.take(futures[(at + by + futures.length) % futures.length]);
  }

  private up(): void {
    const { parent } = this.recording.run.futures[this.place.future];
    if (parent >= 0) this.take(parent);
  }

  private changed(): void {
    const focused = this.element.contains(document.activeElement) ? document.activeElement!.id || document.activeElement!.className : '';
    this.show();
    if (focused) (this.element.querySelector<HTMLElement>(`#${CSS.escape(focused)}`) ?? this.element.querySelector<HTMLElement>(`.${CSS.escape(focused)}`))?.focus();
    this.moved();
  }

  // ---- what is shown ----

  private show(): void {
    const { at } = this;
    const button = (name: string, text: string, key: string, to: number) =>
      h('button', { type: 'button', class: name, disabled: to < 0 || to >= this.steps.length || to === at, onclick: () => this.go(to) }, text, h('kbd', {}, key));
    this.scrubber.max = String(Math.max(this.steps.length - 1, 0));
    this.scrubber.value = String(Math.max(at, 0));
    this.scrubber.setAttribute('aria-valuetext', this.momentInWords());
    const all = h('input', { type: 'checkbox', id: 'all-polls', checked: this.place.all });
    all.addEventListener('change', () => this.overAll(all.checked));
    this.listFutures();
    this.above.replaceChildren();
    append(this.above, [
      this.where(),
      h(
        'div',
        { class: 'choices' },
        this.list,
        button('first', 'First', 's', 0),
        button('previous', 'Back', ',', at - 1),
        button('next', 'Next', '.', at + 1),
        button('last', 'Last', 'e', this.steps.length - 1),
        h('label', { class: 'every' }, all, 'polls of every future', h('kbd', {}, 'a')),
      ),
    ]);
    this.below.replaceChildren();
    append(this.below, [this.marks(), h('p', { class: 'when' }, this.momentInWords()), this.facts(), this.bounds()]);
  }

  private where(): HTMLElement {
    const { step } = this;
    const state = this.of.states[this.state];
    const words = !step
      ? 'Not there yet'
      : step.kind === 'dropped'
        ? 'Dropped'
        : step.outcome === 'ready'
          ? 'Finished'
          : step.kind === 'created'
            ? 'Not started'
            : step.outcome === ''
              ? 'Being polled when the trace ends'
              : 'Suspended';
    const polls = this.recording.stepsOf(this.place.future).filter((one) => one.kind === 'poll');
    const done = step ? polls.filter((one) => one.end <= step.end).length : 0;
    const suspended = step?.outcome === 'pending' && isAwait(state);
    return h(
      'p',
      { class: 'where', role: 'status' },
      h('b', { class: state.kind }, words),
      suspended ? [' at ', h('code', {}, titleOf(state)), `, line ${state.line}`] : step?.kind === 'dropped' ? ` in ${titleOf(this.of.states[step.from])}` : null,
      h('span', { class: 'polls' }, `poll ${done} of ${polls.length}`),
    );
  }

  /** The futures to choose from: those around the chosen one, where there are many. */
  private listFutures(): void {
    const futures = this.recording.futuresOf(this.index);
    const at = Math.floor(futures.indexOf(this.place.future) / mostChoices) * mostChoices;
    if (this.list.options.length === 0 || at !== this.listed) {
      this.listed = at;
      this.list.replaceChildren(
        ...futures.slice(at, at + mostChoices).map((future) => {
          const task = this.taskOf(future);
          return h('option', { value: future }, this.nameOf(future) + (task ? ` in ${this.recording.taskName(task)}` : ''));
        }),
      );
    }
    this.list.value = String(this.place.future);
  }

  /** The task that polls it. */
  private taskOf(future: number): number | undefined {
    const polled = this.recording.stepsOf(future).find((step) => step.kind === 'poll');
    return polled && this.recording.run.events[polled.begin].task;
  }

  private momentInWords(): string {
    const step = this.steps[this.at];
    if (!step) return 'before its first step';
    const { events } = this.recording.run;
    const [begin, end] = [events[step.begin], events[step.end]];
    const what = step.kind === 'created' ? 'created' : step.kind === 'dropped' ? 'dropped' : step.outcome === '' ? 'polled' : `polled: ${step.outcome}`;
    const who = this.place.all ? `${this.nameOf(step.future)} ` : '';
    const where = `thread ${begin.thread}` + (begin.worker === undefined ? '' : `, worker ${begin.worker}`) + (begin.task ? `, ${this.recording.taskName(begin.task)}` : ', no task');
    return `${who}${what} at ${duration(begin.at)}` + (step.kind === 'poll' && end.at > begin.at ? `, for ${duration(end.at - begin.at)}` : '') + `, on ${where}`;
  }

  private marks(): HTMLElement | null {
    if (this.steps.length < 2 || this.steps.length > mostMarks) return null;
    return h(
      'div',
      { class: 'marks', 'aria-hidden': true },
      this.steps.map((step, i) =>
        h('i', { class: `${step.kind === 'poll' ? step.outcome || 'poll' : step.kind}${i === this.at ? ' now' : ''}${step.future === this.place.future ? ' own' : ''}`, onclick: () => this.go(i) }),
      ),
    );
  }

  private facts(): HTMLElement {
    const { step, of } = this;
    const { parent } = this.recording.run.futures[this.place.future];
    const state = of.states[this.state];
    const happened = step ? this.recording.happenings(step, (future) => this.nameOf(future)) : [];
    const those = (kind: string) => happened.filter((one) => one.kind === kind);
    const goTo = (future: number, text = this.nameOf(future)) => h('button', { type: 'button', class: 'link', onclick: () => this.take(future) }, text);
    const queue = this.recording.queueAfter(this.place.event);
    const waiting = [...queue.waiting];
    const cleanups = step?.kind === 'dropped' ? of.states[step.from].onDrop.filter((action) => action.kind === 'cleanup').map((action) => action.what) : [];
    return h(
      'dl',
      { class: 'facts' },
      fact('values', this.values.map(([name, value]) => this.value(name, value)), step?.outcome === 'pending' ? 'no number or pointer is kept' : 'none'),
      isAwait(state) && state.guards.length > 0 && fact('guards', state.guards.map((index) => localChip(of, index)), ''),
      fact('hooks', those('hook').map((one) => h('code', { class: 'hook' }, one.text)), 'none ran'),
      cleanups.length > 0 && fact('cleanups', cleanups.map((text) => h('code', {}, text)), ''),
      those('child').length > 0 && fact('in it', those('child').map((one) => goTo(one.future!, one.text)), ''),
      those('said').length > 0 && fact('said', those('said').map((one) => h('q', {}, one.text)), ''),
      those('task').length > 0 && fact('it', those('task').map((one) => one.text), ''),
      parent >= 0 && fact('polled by', [goTo(parent), h('kbd', {}, 'u')], ''),
      fact('queue', [...waiting.slice(0, mostTasks).map((task) => h('span', { class: 'task' }, this.recording.taskName(task))), ...(waiting.length > mostTasks ? [`and ${count(waiting.length - mostTasks, 'more task')}`] : [])], 'no task is woken and waits for its poll'),
      fact('polled now', [...queue.running.values()].map((poll) => h('span', { class: 'task' }, `${this.recording.taskName(poll.task!)} on thread ${poll.thread}`)), 'none'),
    );
  }

  private value(name: string, value: string): HTMLElement {
    const { of } = this;
    const live = of.states[this.state].live.find((index) => of.locals[index].name === name);
    const index = live ?? of.locals.findIndex((local) => local.name === name);
    const text = [name, h('b', {}, ` = ${value}`)];
    return index >= 0 ? localChip(of, index, text) : h('span', { class: 'chip' }, text);
  }

  private bounds(): HTMLElement | null {
    const { run } = this.recording;
    const last = run.events[run.events.length - 1];
    if (run.cut) return h('p', { class: 'bounds' }, `The run is longer than this page holds: it ends here after ${run.events.length.toLocaleString('en')} events, at ${duration(last.at)}.`);
    if (run.torn) return h('p', { class: 'bounds' }, 'The trace ends in the middle of a line: the program ended before it had written all of it.');
    return null;
  }
}
