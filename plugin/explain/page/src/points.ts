// Every yield point in a row of a table.
import { h } from './dom';
import { localChip } from './facts';
import { type Action, type Func, isAwait, titleOf } from './model';
import { verdictMark } from './stepper';

/** A call that may be broken behind its parenthesis, where there is too little room. */
function breakable(call: string): (Node | string)[] {
  return call.split('(').flatMap((part, i) => (i === 0 ? [part] : ['(', h('wbr'), part]));
}

export function drawPoints(of: Func): HTMLElement {
  const name = (index: number) => localChip(of, index);
  const calls = (actions: Action[]) =>
    actions.filter((a) => !['save', 'restore', 'state'].includes(a.kind)).map((a) => h('code', { class: a.kind }, breakable(a.what)));
  const rows = of.states.map((state, index) =>
    isAwait(state)
      ? h(
          'tr',
          { 'data-kind': 'state', 'data-index': index },
          h('th', { scope: 'row' }, h('code', {}, titleOf(state)), state.reachable ? null : ' (never reached)'),
          h('td', { class: 'n' }, state.line),
          h('td', { class: 'n' }, state.needs),
          h('td', {}, state.live.filter((i) => !of.locals[i].guard).map(name)),
          h('td', {}, state.guards.map(name)),
          h('td', {}, calls(state.onSuspend)),
          h('td', {}, calls(state.onResume)),
          h('td', {}, calls(state.onDrop)),
          h('td', {}, state.verdicts.map((verdict) => [verdictMark(verdict), verdict.verdict === 'forbidden' && verdict.help ? h('p', { class: 'help-text' }, verdict.help) : null])),
        )
      : null,
  );
  const heads = ['yield point', 'line', 'bytes', 'live locals', 'guards', 'when it suspends', 'when it resumes', 'when it is dropped', 'audit'];
  return h('table', {}, h('thead', {}, h('tr', {}, heads.map((text) => h('th', { scope: 'col' }, text)))), h('tbody', {}, rows));
}
