// The model that the plugin writes (plugin/model/Explanation.h, by explain/WriteJson.cpp): the same names.

export type Cause = 'poll' | 'pending' | 'ready' | 'return' | 'drop';

export interface Local {
  name: string;
  type: string;
  kind: string;
  line: number;
  guard: boolean;
  hooked: boolean;
  addressTaken: boolean;
  cleanup: string;
  size: number;
  uses: [line: number, column: number, length: number][]; // columns and lengths in bytes
}

export interface Action {
  kind: 'resume' | 'suspend' | 'cancel' | 'cleanup' | 'save' | 'restore' | 'state' | 'drop';
  what: string;
  local: number;
}

export interface Verdict {
  guard: string;
  rule: string;
  verdict: string;
  severity: string;
  message: string;
  help: string;
  why: string;
  line: number;
  maybe: boolean;
}

export interface State {
  name: string;
  enumerator: string;
  kind: 'start' | 'call' | 'all' | 'any' | 'timeout' | 'done';
  callee: string;
  line: number;
  reachable: boolean;
  operands: { word: string; function: string; frame: 'embedded' | 'leaf' | 'arena' }[];
  live: number[];
  kept: number[];
  guards: number[];
  onEnter: Action[];
  onSuspend: Action[];
  onResume: Action[];
  onReady: Action[];
  onDrop: Action[];
  verdicts: Verdict[];
  lowered: number[];
  needs: number;
}

export interface Edge {
  from: number;
  to: number;
  cause: Cause;
  does: string[];
}

export interface Field {
  name: string;
  type: string;
  kind: string;
  why: string;
  path: string;
  child: string;
  local: number;
  line: number;
  in: number[];
  shared: boolean;
  offset: number;
  size: number;
  members: Field[];
}

export interface Func {
  name: string;
  head: string;
  source: number;
  first: number;
  last: number;
  loweredFirst: number;
  loweredLast: number;
  struct: string;
  self: string;
  locals: Local[];
  states: State[];
  edges: Edge[];
  frame: Field[];
  padding: { offset: number; size: number }[];
  size: number;
  align: number;
  ideal: number;
  rust: number;
  advice: string[];
}

export interface Model {
  version: number;
  file: string;
  sources: { name: string; text: string }[];
  lowered: string;
  lines: [source: number, line: number][];
  functions: Func[];
}

export function isAwait(state: State): boolean {
  return state.kind !== 'start' && state.kind !== 'done';
}

export function titleOf(state: State): string {
  if (!isAwait(state)) return state.name;
  return state.kind === 'call' ? `await ${state.callee}` : `await_${state.kind}`;
}

/** What an await waits for, as the subject of a sentence. */
export function awaitedBy(state: State): string {
  return state.kind === 'call' ? state.callee : titleOf(state);
}

export function isGroup(field: Field): boolean {
  return field.kind === 'struct' || field.kind === 'union';
}

/** The fields with bytes of their own: structs and unions that only group others are opened. */
export function flatten(fields: Field[]): Field[] {
  return fields.flatMap((field) => (isGroup(field) ? flatten(field.members) : [field]));
}

export function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? '' : 's'}`;
}
