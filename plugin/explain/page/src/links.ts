// What belongs together: a thing pointed at in one view, and all that shows it in the others.
import { type Field, flatten, type Func, isAwait, type Model } from './model';

export type Thing =
  | { kind: 'source'; index: number } // a line
  | { kind: 'lowered'; index: number } // a line
  | { kind: 'state'; index: number }
  | { kind: 'edge'; index: number }
  | { kind: 'field'; index: number } // among the flat ones
  | { kind: 'local'; index: number };

export type Kind = Thing['kind'];

export class Related {
  readonly source = new Set<number>();
  readonly lowered = new Set<number>();
  readonly state = new Set<number>();
  readonly edge = new Set<number>();
  readonly field = new Set<number>();
  readonly local = new Set<number>();
}

export class Links {
  readonly fields: Field[];
  private readonly loweredOf = new Map<number, number[]>(); // by source line
  private readonly statesAt = new Map<number, number[]>(); // by source line
  private readonly statesIn = new Map<number, number[]>(); // by lowered line
  private readonly localsAt = new Map<number, number[]>(); // by source line
  private readonly linesOfField = new Map<number, number[]>();
  private readonly fieldsIn = new Map<number, number[]>(); // by lowered line

  constructor(
    private readonly model: Model,
    private readonly of: Func,
  ) {
    this.fields = flatten(of.frame);
    const lowered = model.lowered.split('\n');
    for (let line = of.loweredFirst; line > 0 && line <= of.loweredLast; line++) {
      const [source, sourceLine] = model.lines[line - 1];
      if (source === of.source && sourceLine > 0) push(this.loweredOf, sourceLine, line);
    }
    of.states.forEach((state, index) => {
      if (isAwait(state)) push(this.statesAt, state.line, index);
      for (const line of state.lowered) push(this.statesIn, line, index);
    });
    of.locals.forEach((local, index) => {
      for (const [line] of local.uses) push(this.localsAt, line, index);
    });
    const fieldAt = new Map(this.fields.map((field, index) => [field.path, index]));
    for (let line = of.loweredFirst; line > 0 && line <= of.loweredLast; line++)
      for (const field of fieldsIn(lowered[line - 1], of.self, fieldAt)) {
        push(this.linesOfField, field, line);
        push(this.fieldsIn, line, field);
      }
  }

  fieldOfLocal(local: number): number[] {
    return indices(this.fields, (field) => field.local === local);
  }

  related(thing: Thing): Related {
    const all = new Related();
    switch (thing.kind) {
      case 'source':
        this.addSource(all, thing.index);
        break;
      case 'lowered': {
        all.lowered.add(thing.index);
        const [source, line] = this.model.lines[thing.index - 1] ?? [-1, 0];
        if (source === this.of.source && line > 0) all.source.add(line);
        for (const state of this.statesIn.get(thing.index) ?? []) all.state.add(state);
        for (const field of this.fieldsIn.get(thing.index) ?? []) all.field.add(field);
        break;
      }
      case 'state':
        this.addState(all, thing.index);
        break;
      case 'edge': {
        const edge = this.of.edges[thing.index];
        all.edge.add(thing.index);
        for (const state of [edge.from, edge.to]) {
          all.state.add(state);
          all.source.add(this.of.states[state].line);
        }
        for (const line of this.of.states[edge.from].lowered) all.lowered.add(line);
        break;
      }
      case 'field': {
        const field = this.fields[thing.index];
        all.field.add(thing.index);
        for (const line of this.linesOfField.get(thing.index) ?? []) all.lowered.add(line);
        if (field.kind !== 'state') for (const state of field.in) all.state.add(state);
        if (field.local >= 0) this.addLocal(all, field.local);
        else if (field.child || field.kind === 'sleep')
          for (const state of field.in) all.source.add(this.of.states[state].line);
        break;
      }
      case 'local':
        this.addLocal(all, thing.index);
        for (const field of this.fieldOfLocal(thing.index)) {
          all.field.add(field);
          for (const line of this.linesOfField.get(field) ?? []) all.lowered.add(line);
          for (const state of this.fields[field].in) all.state.add(state);
        }
        break;
    }
    return all;
  }

  /** The line of the lowered text to look at first: what stands for the source's line, rather than what only names it. */
  bestLowered(related: Related): number {
    const sources = [...related.source];
    const direct = sources.flatMap((line) => this.loweredOf.get(line) ?? []).filter((line) => related.lowered.has(line));
    return Math.min(...(direct.length > 0 ? direct : related.lowered));
  }

  private addSource(all: Related, line: number): void {
    all.source.add(line);
    for (const lowered of this.loweredOf.get(line) ?? []) all.lowered.add(lowered);
    for (const state of this.statesAt.get(line) ?? []) this.addState(all, state);
    for (const local of this.localsAt.get(line) ?? [])
      if (this.of.locals[local].line === line) for (const field of this.fieldOfLocal(local)) all.field.add(field);
  }

  private addState(all: Related, index: number): void {
    const state = this.of.states[index];
    all.state.add(index);
    all.source.add(state.line);
    for (const line of state.lowered) all.lowered.add(line);
    this.fields.forEach((field, i) => {
      if (field.kind !== 'state' && field.in.includes(index)) all.field.add(i);
    });
    for (const local of state.live) all.local.add(local);
    for (const local of state.guards) all.local.add(local);
    this.of.edges.forEach((edge, i) => {
      if (edge.from === index) all.edge.add(i);
    });
  }

  private addLocal(all: Related, index: number): void {
    all.local.add(index);
    for (const [line] of this.of.locals[index].uses) all.source.add(line);
  }
}

function push<K>(map: Map<K, number[]>, key: K, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function indices<T>(list: T[], test: (item: T) => boolean): number[] {
  return list.flatMap((item, index) => (test(item) ? [index] : []));
}

/** The fields whose paths stand in the line, behind `self->`. */
function fieldsIn(line: string, self: string, fieldAt: Map<string, number>): Set<number> {
  const found = new Set<number>();
  for (const [, path] of line.matchAll(/->([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)/g)) {
    if (!line.includes(`${self}->${path}`)) continue;
    // The longest beginning that is a field: what follows is the user's own.
    for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
      const field = fieldAt.get(path.slice(0, end));
      if (field !== undefined) {
        found.add(field);
        break;
      }
    }
  }
  return found;
}
