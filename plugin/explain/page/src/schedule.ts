// A future under a schedule that the reader makes up: what a poll or a drop does, one decision at a time.
import { type Action, awaitedBy, type Edge, type Func, isAwait, titleOf } from './model';

export interface Event {
  kind: 'poll' | 'hook' | 'child' | 'cleanup' | 'goes' | 'ends';
  text: string;
}

/** Where the future stands. `running`: in the middle of a poll, at an await whose child has not been asked yet. */
export interface Position {
  state: number;
  running: boolean;
  polls: number;
  dropped: boolean;
  edge: number; // the way that led here; -1 at the beginning
  events: Event[]; // of the last decision
}

export interface Choice {
  key: 'pending' | 'ready' | 'drop';
  edge: number;
  label: string;
  hint: string;
}

function eventsOf(actions: Action[]): Event[] {
  return actions.flatMap((action): Event[] => {
    switch (action.kind) {
      case 'save':
      case 'restore':
      case 'state':
        return [];
      case 'drop':
        return [{ kind: 'child', text: action.what }];
      case 'cleanup':
        return [{ kind: 'cleanup', text: action.what }];
      default:
        return [{ kind: 'hook', text: action.what }];
    }
  });
}

export class Schedule {
  private readonly history: Position[];

  constructor(readonly of: Func) {
    this.history = [{ state: 0, running: false, polls: 0, dropped: false, edge: -1, events: [] }];
  }

  get now(): Position {
    return this.history[this.history.length - 1];
  }

  get past(): readonly Position[] {
    return this.history;
  }

  choices(): Choice[] {
    const { state, running } = this.now;
    const from = this.of.states[state];
    return this.of.edges.flatMap((edge, index): Choice[] => {
      if (edge.from !== state) return [];
      const goal = edge.cause === 'return' ? 'returns' : titleOf(this.of.states[edge.to]);
      const line = edge.cause === 'return' ? '' : `:${this.of.states[edge.to].line}`;
      if (edge.cause === 'drop')
        return running ? [] : [{ key: 'drop', edge: index, label: 'Drop', hint: 'cancel it where it stands' }];
      if (edge.cause === 'pending')
        return [{ key: 'pending', edge: index, label: 'Child pending', hint: `${awaitedBy(from)} is not ready: suspend` }];
      if (!isAwait(from)) return [{ key: 'ready', edge: index, label: `Poll → ${goal}${line}`, hint: 'the first poll' }];
      return [{ key: 'ready', edge: index, label: `Child ready → ${goal}${line}`, hint: `${awaitedBy(from)} is ready: go on` }];
    });
  }

  take(index: number): void {
    const edge = this.of.edges[index];
    const { now } = this;
    if (!edge || edge.from !== now.state) return;
    this.history.push(edge.cause === 'drop' ? this.drop(index, edge) : this.poll(index, edge));
  }

  back(): void {
    if (this.history.length > 1) this.history.pop();
  }

  restart(): void {
    this.history.length = 1;
  }

  private drop(index: number, edge: Edge): Position {
    const state = this.of.states[edge.from];
    const events = eventsOf(state.onDrop);
    events.push({ kind: 'ends', text: isAwait(state) ? 'dropped' : 'dropped: it had not begun, so nothing runs' });
    return { ...this.now, state: edge.to, running: false, dropped: true, edge: index, events };
  }

  private poll(index: number, edge: Edge): Position {
    const from = this.of.states[edge.from];
    const to = this.of.states[edge.to];
    const { running, polls } = this.now;
    const events: Event[] = [];
    if (!running) {
      events.push({ kind: 'poll', text: `poll ${polls + 1}` });
      events.push(...eventsOf(from.onResume));
    }
    const next = { state: edge.to, polls: polls + (running ? 0 : 1), dropped: false, edge: index, events };
    if (edge.cause === 'pending') {
      events.push({ kind: 'child', text: `${awaitedBy(from)} is pending` });
      events.push(...eventsOf(from.onSuspend));
      events.push({ kind: 'ends', text: 'returns LG_PENDING' });
      return { ...next, running: false };
    }
    if (isAwait(from)) events.push({ kind: 'child', text: `${awaitedBy(from)} is ready` });
    events.push(...edge.does.map((text): Event => ({ kind: 'cleanup', text })));
    if (edge.cause === 'return') {
      events.push({ kind: 'ends', text: 'returns LG_READY' });
      return { ...next, running: false };
    }
    events.push({ kind: 'goes', text: `runs on to line ${to.line}: ${titleOf(to)}` });
    return { ...next, running: true };
  }
}
