// A recorded run: what the trace says, put in order (plugin/model/RecordedRun.h: the same names).

export interface RunEvent {
  kind: string; // the trace's word
  at: number; // nanoseconds since the first
  thread: number;
  worker?: number;
  task?: number;
  by?: number;
  future?: number;
  state?: number;
  name?: string;
  ready?: boolean;
  message?: string;
  values?: [name: string, value: string][];
}

export interface Run {
  file: string;
  cut: boolean;
  torn: boolean;
  futures: { function: number; address: string; parent: number }[];
  events: RunEvent[];
}

/** What happens to a future: its creation, a poll, a drop. `begin` and `end` are events, between which it happens. */
export interface Step {
  future: number;
  kind: 'created' | 'poll' | 'dropped';
  begin: number;
  end: number;
  from: number; // states
  to: number;
  outcome: 'pending' | 'ready' | ''; // of a poll; '': it had not ended when the trace did
}

/** What happened in a step, in order. */
export interface Happening {
  kind: 'hook' | 'child' | 'said' | 'task';
  text: string;
  future?: number;
}

/** The executor's tasks at a moment. */
export class Queue {
  /** `waiting`: woken and not polled yet, the first to be woken first. `running`: by whose poll, which began where. */
  constructor(
    readonly waiting: Set<number> = new Set(),
    readonly running: Map<number, RunEvent> = new Map(),
  ) {}

  copy(): Queue {
    return new Queue(new Set(this.waiting), new Map(this.running));
  }

  take(event: RunEvent): void {
    const { kind, task, future } = event;
    if (task === undefined || future !== undefined) return;
    if (kind === 'spawn' || kind === 'wake') this.waiting.add(task);
    if (kind === 'poll' || kind === 'end') this.waiting.delete(task);
    if (kind === 'poll') this.running.set(task, event);
    if (kind === 'polled' || kind === 'end') this.running.delete(task);
  }
}

const between = 512; // events between two queues that are kept

export class Recording {
  readonly steps: Step[] = [];
  private readonly stepsBy: Step[][];
  private readonly tasks = new Map<number, string>();
  private readonly numbers: number[]; // a future's among those of its function, from 1
  private readonly perFunction = new Map<number, number[]>();
  private readonly kept: Queue[] = [];

  constructor(readonly run: Run) {
    this.stepsBy = run.futures.map(() => []);
    this.numbers = run.futures.map((future, index) => {
      const list = this.perFunction.get(future.function) ?? [];
      this.perFunction.set(future.function, list);
      return list.push(index);
    });
    this.findSteps();
    for (const step of this.steps) this.stepsBy[step.future].push(step);
    const queue = new Queue();
    run.events.forEach((event, index) => {
      if (index % between === 0) this.kept.push(queue.copy());
      queue.take(event);
      if (event.task !== undefined && event.name && !event.kind.startsWith('future-')) this.tasks.set(event.task, event.name);
    });
  }

  /** The futures of a function. */
  futuresOf(of: number): readonly number[] {
    return this.perFunction.get(of) ?? [];
  }

  /** Which of its function's futures it is, from 1. */
  numberOf(future: number): number {
    return this.numbers[future];
  }

  stepsOf(future: number): readonly Step[] {
    return this.stepsBy[future];
  }

  /** The future's last step up to an event; undefined: it is not there yet. */
  stepAt(future: number, event: number): Step | undefined {
    const steps = this.stepsBy[future];
    return steps[endedBy(steps, event) - 1];
  }

  /** What the future keeps where that step has left it: its arguments, or what was saved at the await. */
  valuesAfter(step: Step | undefined): readonly [string, string][] {
    if (!step || step.kind === 'dropped' || step.outcome === 'ready') return [];
    return this.run.events[step.end].values ?? [];
  }

  taskName(task: number): string {
    const name = this.tasks.get(task);
    return name ? `task ${task} ${name}` : `task ${task}`;
  }

  /** The queue after that event. */
  queueAfter(event: number): Queue {
    const from = Math.floor(event / between);
    const queue = this.kept[from].copy();
    for (let i = from * between; i <= event; i++) queue.take(this.run.events[i]);
    return queue;
  }

  /** What happened in a step on its thread; what happens inside the polls of others in it is theirs. */
  happenings(step: Step, nameOf: (future: number) => string): Happening[] {
    const { events } = this.run;
    const { thread } = events[step.begin];
    const result: Happening[] = [];
    if (step.kind === 'created') return result;
    const last = step.kind === 'dropped' ? events.length - 1 : step.end;
    let depth = 0;
    for (let i = step.begin + 1; i <= last; i++) {
      const event = events[i];
      if (event.thread !== thread) continue;
      const own = event.future === step.future;
      if (step.kind === 'dropped' && !(/^future-(drop|resume|cancel)$/.test(event.kind) && this.isInside(event.future!, step.future))) break;
      if (event.kind === 'future-poll') depth++;
      else if (event.kind === 'future-pending' || event.kind === 'future-ready') {
        depth--;
        if (depth === 0) result.push({ kind: 'child', text: `${nameOf(event.future!)} is ${event.kind.slice(7)}`, future: event.future });
      } else if (event.kind === 'future-drop') result.push({ kind: 'child', text: `drop ${nameOf(event.future!)}`, future: event.future });
      else if (depth > 0) continue;
      else if (own && event.name && /^future-(resume|suspend|cancel)$/.test(event.kind)) result.push({ kind: 'hook', text: event.name });
      else if (own && event.kind === 'event') result.push({ kind: 'said', text: [event.message, ...(event.values ?? []).map(([name, value]) => `${name}=${value}`)].join(' ') });
      else if (event.kind === 'wake' || event.kind === 'spawn') result.push({ kind: 'task', text: `${event.kind}s ${this.taskName(event.task!)}` });
    }
    return result;
  }

  private isInside(future: number, outer: number): boolean {
    for (let at = future; at >= 0; at = this.run.futures[at].parent) if (at === outer) return true;
    return false;
  }

  private findSteps(): void {
    const open = new Map<number, Step[]>(); // by thread: polls that have not ended
    this.run.events.forEach((event, index) => {
      const { future, state } = event;
      if (future === undefined || state === undefined) return;
      const step = { future, begin: index, end: index, from: state, to: state, outcome: '' as const };
      const stack = open.get(event.thread) ?? [];
      open.set(event.thread, stack);
      if (event.kind === 'future-create') this.steps.push({ ...step, kind: 'created' });
      else if (event.kind === 'future-drop') this.steps.push({ ...step, kind: 'dropped' });
      else if (event.kind === 'future-poll') stack.push({ ...step, kind: 'poll' });
      else if (event.kind === 'future-pending' || event.kind === 'future-ready') {
        let polled = stack.pop();
        while (polled && polled.future !== future) polled = stack.pop();
        this.steps.push({ ...(polled ?? { ...step, kind: 'poll' }), end: index, to: state, outcome: event.kind === 'future-ready' ? 'ready' : 'pending' });
      }
    });
    const last = this.run.events.length - 1;
    for (const stack of open.values()) for (const step of stack.reverse()) this.steps.push({ ...step, end: last });
  }
}

/** How many of the steps, which are in the order of their ends, have ended by `event`. */
export function endedBy(steps: readonly Step[], event: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle].end <= event) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A time as people say it: 1500000 is "1.500 ms". */
export function duration(nanoseconds: number): string {
  const [unit, size] = nanoseconds >= 1e9 ? ['s', 1e9] : nanoseconds >= 1e6 ? ['ms', 1e6] : ['µs', 1e3];
  return `${(nanoseconds / Number(size)).toFixed(3)} ${unit}`;
}
