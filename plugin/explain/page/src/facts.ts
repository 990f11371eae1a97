// Pieces of a panel that says what is the case.
import { h } from './dom';
import type { Func } from './model';

/** A term and what it is: a row of a list of facts. */
export function fact(term: string, items: (Node | string)[], none: string): HTMLElement[] {
  return [h('dt', {}, term), h('dd', {}, items.length > 0 ? items : h('em', {}, none))];
}

/** A local: its name, or `text`, lit with it. */
export function localChip(of: Func, index: number, text: (Node | string)[] = [of.locals[index].name]): HTMLElement {
  const local = of.locals[index];
  return h('span', { class: local.guard ? 'chip guard' : 'chip', 'data-kind': 'local', 'data-index': index, title: local.type }, text);
}
