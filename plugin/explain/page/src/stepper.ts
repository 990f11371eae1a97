// The panel that steps a future through a schedule, and says what is the case where it stands.
import { append, h } from './dom';
import { fact, localChip } from './facts';
import { type Func, isAwait, titleOf } from './model';
import { type Choice, Schedule } from './schedule';

const mostButtons = 8;
const keyOf: Record<Choice['key'], string> = { pending: 'p', ready: 'r', drop: 'd' };

export class Stepper {
  readonly element = h('div', { class: 'stepper' });
  private readonly schedule: Schedule;

  /** `moved` hears of each step. */
  constructor(
    private readonly of: Func,
    private readonly moved: () => void,
  ) {
    this.schedule = new Schedule(of);
    this.show();
  }

  take(edge: number): void {
    this.schedule.take(edge);
    this.changed();
  }

  back(): void {
    this.schedule.back();
    this.changed();
  }

  restart(): void {
    this.schedule.restart();
    this.changed();
  }

  /** What a key stands for: b and s, the first choice of a kind, or the nth way on for a digit. */
  byKey(key: string): boolean {
    if (key === 'b' || key === 's') {
      if (key === 'b') this.back();
      else this.restart();
      return true;
    }
    const choices = this.schedule.choices();
    const ready = choices.filter((choice) => choice.key === 'ready');
    const chosen = /^[1-9]$/.test(key) ? ready[Number(key) - 1] : choices.find((choice) => keyOf[choice.key] === key);
    if (chosen) this.take(chosen.edge);
    return chosen !== undefined;
  }

  get state(): number {
    return this.schedule.now.state;
  }

  get edge(): number {
    return this.schedule.now.edge;
  }

  private changed(): void {
    const focused = this.element.contains(document.activeElement) ? document.activeElement!.className : null;
    this.show();
    // The buttons are new: the focus goes to the one of the same kind, else to the first.
    if (focused !== null) {
      const open = [...this.element.querySelectorAll<HTMLButtonElement>('.choices button:not(:disabled)')];
      (open.find((button) => button.className === focused) ?? open[0])?.focus();
    }
    this.moved();
  }

  private show(): void {
    const { now, past } = this.schedule;
    const state = this.of.states[now.state];
    const choices = this.schedule.choices();
    const ready = choices.filter((choice) => choice.key === 'ready');
    const where =
      state.kind === 'done'
        ? now.dropped
          ? 'Dropped'
          : 'Finished'
        : state.kind === 'start'
          ? 'Not started'
          : now.running
            ? 'Being polled'
            : 'Suspended';
    const button = (choice: Choice) =>
      h(
        'button',
        { class: choice.key, type: 'button', title: choice.hint, onclick: () => this.take(choice.edge) },
        choice.label,
        h('kbd', {}, choice.key === 'ready' && ready.length > 1 ? ready.indexOf(choice) + 1 : keyOf[choice.key]),
      );
    const order: Choice['key'][] = ['pending', 'ready', 'drop'];
    this.element.replaceChildren();
    append(this.element, [
      h(
        'p',
        { class: 'where', role: 'status' },
        h('b', { class: now.running ? 'running' : state.kind }, where),
        isAwait(state) ? [now.running ? ', at ' : ' at ', h('code', {}, titleOf(state)), `, line ${state.line}`] : null,
        now.running ? ': its child is asked next' : null,
        h('span', { class: 'polls' }, `${now.polls} ${now.polls === 1 ? 'poll' : 'polls'}`),
      ),
      h(
        'div',
        { class: 'choices' },
        order.flatMap((key) => choices.filter((choice) => choice.key === key).slice(0, mostButtons).map(button)),
        ready.length > mostButtons && this.others(ready.slice(mostButtons)),
        h('button', { type: 'button', class: 'back', disabled: past.length < 2, onclick: () => this.back() }, 'Back', h('kbd', {}, 'b')),
        h('button', { type: 'button', class: 'restart', disabled: past.length < 2, onclick: () => this.restart() }, 'Start again', h('kbd', {}, 's')),
      ),
      this.facts(),
      h(
        'ol',
        { class: 'log', 'aria-label': 'What happened' },
        past
          .slice(1)
          .map((position, i) => h('li', { class: i === past.length - 2 ? 'last' : undefined }, position.events.map((event) => h('span', { class: event.kind }, event.text)))),
      ),
    ]);
    const log = this.element.querySelector('.log');
    if (log) log.scrollTop = log.scrollHeight;
  }

  /** The ways on that have no button of their own. */
  private others(choices: Choice[]): HTMLElement {
    const list = h('select', { 'aria-label': 'Other ways on' }, h('option', {}, `${choices.length} other ways on…`));
    list.append(...choices.map((choice) => h('option', { value: choice.edge }, choice.label)));
    list.addEventListener('change', () => this.take(Number(list.value)));
    return list;
  }

  /** What lives where it stands, and what would happen. */
  private facts(): HTMLElement | null {
    const { now } = this.schedule;
    const state = this.of.states[now.state];
    if (!isAwait(state)) return null;
    const chip = (index: number) => localChip(this.of, index);
    const calls = (kinds: string[], actions: typeof state.onDrop) => actions.filter((a) => kinds.includes(a.kind)).map((a) => h('code', {}, a.what));
    return h(
      'dl',
      { class: 'facts' },
      fact('live locals', state.live.filter((i) => !this.of.locals[i].guard).map(chip), 'none'),
      fact('guards', state.guards.map(chip), 'none'),
      fact('if pending', calls(['suspend'], state.onSuspend), 'no hook'),
      fact('polled again', calls(['resume'], state.onResume), 'no hook'),
      fact('a drop runs', calls(['resume', 'drop', 'cancel', 'cleanup'], state.onDrop), 'nothing'),
      state.verdicts.length > 0 && fact('audit', state.verdicts.map(verdictMark), ''),
    );
  }
}

export function verdictMark(verdict: Func['states'][number]['verdicts'][number]): HTMLElement {
  const text = [verdict.message, verdict.why && `why: ${verdict.why}`, verdict.help && `what to do: ${verdict.help}`];
  return h(
    'span',
    { class: `verdict ${verdict.verdict}`, title: text.filter(Boolean).join('\n') },
    `${verdict.guard}: ${verdict.verdict}${verdict.maybe ? ' (on some ways)' : ''}`,
  );
}
