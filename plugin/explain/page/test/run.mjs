// The page in a real Chromium: every control, links between the views, no word on the console, nothing of the source
// taken for markup, and a function of 200 states that is still fluent.
//
//   node test/run.mjs LIFEGUARD [SCREENSHOTS [WORD]]: LIFEGUARD is the command; screenshots go into that folder, where it is given
//   and not empty; only tests with the word in their name are run.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from './browser.mjs';

const [given, screenshots, only = ''] = process.argv.slice(2);
if (!given) throw new Error('which lifeguard? node test/run.mjs build/bin/lifeguard');
const lifeguard = resolve(given);
const folder = mkdtempSync(join(tmpdir(), 'lifeguard-page-'));
const browser = await launch();

/** The page of a source, opened from disk; fails when anything is said on the console or asked of a network. `run`: a trace. */
async function open(name, source, options = {}, viewport = { width: 1400, height: 1000 }, run = null) {
  const file = join(folder, `${name}.html`);
  writeFileSync(join(folder, `${name}.c`), source);
  if (run !== null) writeFileSync(join(folder, `${name}.json`), run);
  const shown = run === null ? [] : ['--run', `${name}.json`];
  execFileSync(lifeguard, ['explain', `${name}.c`, '-o', file, ...shown], { cwd: folder, stdio: ['ignore', 'inherit', 'pipe'] });
  const context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const said = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('request', (request) => /^(file|data):/.test(request.url()) || said.push(`asks for ${request.url()}`));
  await page.goto(pathToFileURL(file).href);
  return { page, said, file, close: () => context.close() };
}

const visits = `
#include <lifeguard.h>
typedef struct lifecycle(door_on_resume, door_on_suspend) door { int number; } door;
void door_on_resume(door *self, lg_context *cx) { (void)self; (void)cx; }
void door_on_suspend(door *self, lg_context *cx) { (void)self; (void)cx; }
static void door_drop(door *self) { (void)self; }
static async int count(int from)
{
    await lg_yield_now();
    return from + 1;
}
async int visit(int rooms)
{
    int seen = 0;
    lg_scoped(door) front = {1};
    for (int i = 0; i < rooms; i++) {
        seen = await count(seen);
        if (seen > 3)
            await lg_sleep_ms(5);
    }
    return seen;
}
`;

const recorded = `
#include <lifeguard.h>
#include <lifeguard/trace.h>
typedef struct lifecycle(door_on_resume, door_on_suspend) door { int number; } door;
void door_on_resume(door *self, lg_context *cx) { (void)self; (void)cx; }
void door_on_suspend(door *self, lg_context *cx) { (void)self; (void)cx; }
static void door_drop(door *self) { (void)self; }
static async int visit(int room, unsigned ms)
{
    lg_scoped(door) front = {room};
    int seen = 0;
    while (seen < 2) {
        await lg_sleep_ms(ms);
        seen++;
    }
    lg_event("<b>seen</b> %d", seen);
    return seen;
}
static async int both(void)
{
    lg_task *other = spawn(visit(7, 3));
    int sum, late;
    await_all(sum = visit(1, 2));
    await_timeout(1, late = visit(2, 9));
    (void)await lg_join(other, &late);
    return sum + late;
}
int main(void)
{
    lg_clock_pause();
    lg_subscriber *json = lg_trace_json(stdout);
    int sum = block_on(both());
    return lg_trace_close(json) || sum != 4;
}
`;

/** What a program writes that is compiled with `trace`. */
function record(name, source) {
  writeFileSync(join(folder, `${name}.c`), source);
  execFileSync(lifeguard, ['cc', '-fplugin-arg-lifeguard-trace', join(folder, `${name}.c`), '-o', join(folder, name)]);
  return execFileSync(join(folder, name), { encoding: 'utf8', cwd: folder });
}

/** The page of the recorded run of docs/explain.md, whose picture is there. */
function openDocumented(options, viewport) {
  const document = readFileSync(new URL('../../../../docs/explain.md', import.meta.url), 'utf8');
  const source = document.match(/```c file=visits\.c\n(.*?)```/s)[1];
  record('visits', source);
  return open('visits', source, options, viewport, readFileSync(join(folder, 'visits.json'), 'utf8'));
}

const wide = { width: 1400, height: 1000 };
const text = (page, selector) => page.locator(selector).first().innerText();
const lit = (page, selector) => page.locator(`${selector}.lit`).count();

/** Tells the milliseconds of the processor that the page has taken. */
async function clock(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => (await session.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value * 1000;
}

/** The milliseconds of the processor for each of `count` things that `act` does. */
async function processor(page, count, act) {
  const spent = await clock(page);
  const before = await spent();
  await page.evaluate(act, count);
  return ((await spent()) - before) / count;
}

/** A function of 200 awaits, each written by `line`: the time that the page itself takes to show it and to react. */
async function fluent(line) {
  const body = Array.from({ length: 200 }, (_, i) => line(i)).join('\n');
  const { page, said, close } = await open(
    'large',
    `#include <lifeguard.h>\nstatic async int part(int n)\n{\n    await lg_yield_now();\n    return n;\n}\nasync int large(int n)\n{\n    int sum = 0;\n${body}\n    return sum;\n}\n`,
  );
  const spent = await clock(page);
  await page.goto(`${page.url().split('#')[0]}#large`);
  await page.reload();
  await page.locator('.node').last().waitFor();
  const opening = await spent();
  assert.equal(await page.locator('.panel.points tbody tr').count(), 200);
  const stepping = await processor(page, 20, (count) => {
    for (let i = 0; i < count; i++) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 ? 'p' : 'r', bubbles: true }));
      document.body.getBoundingClientRect();
    }
  });
  const pointing = await processor(page, 100, (count) => {
    const lines = [...document.querySelectorAll('.panel.source .line')];
    for (const line of lines.slice(20, 20 + count)) {
      line.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }));
      document.body.getBoundingClientRect();
    }
  });
  console.log(`  opening takes ${opening.toFixed(0)} ms of the processor, a step ${stepping.toFixed(1)} ms, pointing ${pointing.toFixed(1)} ms`);
  assert.ok(opening > 0 && opening < 8000, `opening: ${opening} ms`);
  assert.ok(stepping > 0 && stepping < 250, `a step: ${stepping} ms`);
  assert.ok(pointing > 0 && pointing < 80, `pointing: ${pointing} ms`);
  assert.deepEqual(said, []);
  await close();
}

const tests = {
  async 'shows every part'() {
    const { page, said, close } = await open('visits', visits);
    await page.selectOption('#function', { label: await page.locator('#function option', { hasText: 'visit' }).innerText() });
    assert.match(await text(page, '.panel.source .code'), /seen = await count\(seen\)/);
    assert.match(await text(page, '.panel.lowered .code'), /visit_future_poll/);
    assert.equal(await page.locator('.node').count(), 4);
    for (const cause of ['poll', 'pending', 'ready', 'return', 'drop']) assert.ok((await page.locator(`.edge.${cause}`).count()) > 0, cause);
    assert.ok((await page.locator('.block.pinned').count()) >= 2);
    assert.match(await text(page, '.panel.frame h2'), /Frame: \d+ bytes/);
    // A bar is as long as its number says.
    const bars = await page.locator('.sizes dd').evaluateAll((rows) => rows.map((row) => row.firstChild.getBoundingClientRect().width / parseInt(row.lastChild.textContent)));
    assert.equal(bars.length, 3);
    for (const bar of bars) assert.ok(Math.abs(bar / bars[0] - 1) < 0.02, String(bars));
    assert.match(await text(page, '.legend'), /saved while it waits.*pinned.*future of a child.*state/s);
    assert.match(await text(page, '.panel.points'), /door_on_suspend\(&front\)/);
    assert.match(await text(page, '.panel.points'), /front: hooked/);
    assert.deepEqual(said, []);
    await close();
  },

  async 'links all views'() {
    const { page, said, close } = await open('links', visits);
    await page.goto(`${page.url().split('#')[0]}#visit`);
    await page.reload();
    const line = page.locator('.panel.source .line', { hasText: 'seen = await count' });
    await line.hover();
    for (const kind of ['.panel.source .line', '.panel.lowered .line', '.node', '.block', '.panel.points tr']) assert.ok((await lit(page, kind)) > 0, kind);
    await page.locator('header h1').hover();
    assert.equal(await page.locator('.lit').count(), 0);
    await page.locator('.node', { hasText: 'await lg_sleep_ms' }).click();
    assert.match(await text(page, '.panel.source .line.lit'), /await lg_sleep_ms\(5\)/);
    await page.locator('.block.pinned').first().click();
    assert.ok((await page.locator('.local.lit', { hasText: 'front' }).count()) > 0);
    await page.locator('.panel.source .local', { hasText: 'seen' }).first().click();
    assert.ok((await page.locator('.block.saved.lit').count()) > 0);
    await page.locator('.edge.return .reach').first().dispatchEvent('click');
    assert.equal(await lit(page, '.edge'), 1);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.lit').count(), 0);
    assert.deepEqual(said, []);
    await close();
  },

  async 'steps through a schedule'() {
    const { page, said, close } = await open('steps', visits);
    await page.goto(`${page.url().split('#')[0]}#visit`);
    await page.reload();
    const step = (name) => page.locator('.choices button', { hasText: name }).first().click();
    assert.match(await text(page, '.where'), /Not started/);
    await step('Poll → await count');
    assert.match(await text(page, '.where'), /Being polled.*await count/);
    assert.equal(await page.locator('.choices .drop').count(), 0, 'it cannot be dropped while it is polled');
    await step('Child pending');
    assert.match(await text(page, '.where'), /Suspended/);
    assert.match(await text(page, '.log .last'), /count is pending.*door_on_suspend\(&front\).*LG_PENDING/s);
    assert.match(await text(page, '.facts'), /rooms/);
    await step('Child ready → await lg_sleep_ms');
    assert.match(await text(page, '.log .last'), /poll 2.*door_on_resume\(&front\).*count is ready/s);
    await step('Child pending');
    await step('Drop');
    assert.match(await text(page, '.where'), /Dropped/);
    assert.match(await text(page, '.log .last'), /door_on_resume\(&front\).*drop lg_sleep_ms.*door_drop\(&front\)/s);
    await step('Back');
    assert.match(await text(page, '.where'), /Suspended.*await lg_sleep_ms/);
    await step('Start again');
    assert.match(await text(page, '.where'), /Not started/);
    assert.deepEqual(said, []);
    await close();
  },

  async 'goes by keys alone'() {
    const { page, said, close } = await open('keys', visits);
    for (const key of [']', '[', ']']) await page.keyboard.press(key);
    assert.match(await text(page, '.head'), /visit/);
    await page.keyboard.press('r');
    await page.keyboard.press('p');
    assert.match(await text(page, '.where'), /Suspended/);
    await page.keyboard.press('2');
    assert.match(await text(page, '.where'), /await lg_sleep_ms/);
    await page.keyboard.press('b');
    await page.keyboard.press('d');
    assert.match(await text(page, '.where'), /Dropped/);
    await page.keyboard.press('s');
    await page.keyboard.press('j');
    assert.match(await text(page, '.panel.source .line.lit'), /await count/);
    await page.keyboard.press('k');
    await page.keyboard.press('Escape');
    // A button that is pressed by a key keeps the focus, or gives it to one beside it.
    await page.locator('.choices .ready').first().focus();
    await page.keyboard.press('Enter');
    assert.match(await text(page, '.where'), /Being polled.*await count/);
    assert.equal(await page.locator('.choices .ready:focus').count(), 1);
    await page.locator('.choices .pending').focus();
    await page.keyboard.press('Enter');
    assert.match(await text(page, '.where'), /Suspended.*await count/);
    await page.locator('.choices .drop').focus();
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('.choices button:focus').count(), 1);
    await page.keyboard.press('s');
    await page.keyboard.press('?');
    assert.ok(await page.locator('dialog.help').isVisible());
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('dialog.help').isVisible()));
    await page.locator('.panel.source .scroller').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('.panel.source .line').nth(1).getAttribute('class'), 'line lit');
    assert.equal(await page.locator('.panel.lowered .scroller').evaluate((box) => box.scrollLeft), 0, 'lines are shown from their beginnings');
    // The fields of the frame, and by them the names of the locals.
    await page.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    for (let i = 0; i < 20 && !(await lit(page, '.block.pinned')); i++) await page.keyboard.press('ArrowDown');
    assert.ok((await lit(page, '.block.pinned')) > 0 && (await page.locator('.local.lit', { hasText: 'front' }).count()) > 0);
    await page.locator('.node').nth(1).focus();
    await page.keyboard.press('Enter');
    assert.ok((await lit(page, '.node')) > 0);
    assert.deepEqual(said, []);
    await close();
  },

  async 'goes through a recorded run'() {
    const { page, said, close } = await open('recorded', recorded, {}, wide, record('recorded', recorded));
    assert.equal(await text(page, 'header .run'), 'recorded.json');
    assert.match(await text(page, '.head'), /both/);
    assert.match(await text(page, '.where'), /Not started.*poll 0 of/s);
    await page.locator('.next').click();
    assert.match(await text(page, '.where'), /Suspended at await_all, line 23.*poll 1 of/s);
    assert.match(await text(page, '.when'), /polled: pending at 0.000 µs, on thread 1, task 1 both/);
    assert.match(await text(page, '.facts'), /queue\s+task 2 visit/);
    assert.match(await text(page, '.facts'), /polled now\s+task 1 both on thread 1/);
    assert.match(await text(page, '.facts'), /it\s+spawns task 2 visit/);
    // All views are where the run is.
    assert.match(await page.locator('.node.current').textContent(), /await_all/);
    assert.match(await text(page, '.panel.source .line.current'), /await_all/);
    assert.match(await text(page, '.bytes.current'), /other = 0x/);
    assert.match(await text(page, '.panel.points tr.current'), /await_all/);
    assert.equal(await page.locator('.edge.poll.lit').count(), 1);
    // To the future that it polls, and back.
    await page.locator('.facts .link', { hasText: 'visit #2 is pending' }).click();
    assert.match(await text(page, '.head'), /visit/);
    assert.match(await text(page, '.where'), /Suspended at await lg_sleep_ms/);
    assert.match(await text(page, '.facts'), /ms = 2.*seen = 0/s);
    assert.match(await text(page, '.facts'), /hooks\s+door_on_suspend\(&front\)/);
    assert.match(await text(page, '.bytes.current'), /seen = 0/);
    await page.keyboard.press('.');
    assert.match(await text(page, '.facts'), /seen = 1/);
    assert.match(await text(page, '.facts'), /hooks\s+door_on_resume\(&front\)\s+door_on_suspend\(&front\)/);
    assert.match(await text(page, '.when'), /at 2.000 ms/);
    await page.keyboard.press('.');
    assert.match(await text(page, '.where'), /Finished/);
    assert.match(await text(page, '.facts q'), /<b>seen<\/b> 2/);
    assert.equal(await page.locator('.edge.return.lit').count(), 1);
    assert.equal(await page.locator('.bytes b').count(), 0, 'what has finished keeps nothing');
    await page.keyboard.press('u');
    assert.match(await text(page, '.head'), /both/);
    // The one whose time ran out was dropped.
    await page.keyboard.press(']');
    await page.selectOption('#future', { label: 'visit #3 in task 1 both' });
    await page.keyboard.press('e');
    assert.match(await text(page, '.where'), /Dropped in await lg_sleep_ms/);
    assert.match(await text(page, '.facts'), /door_on_resume\(&front\).*cleanups\s+door_drop\(&front\)/s);
    assert.equal(await page.locator('.edge.drop.lit').count(), 1);
    assert.deepEqual(said, []);
    await close();
  },

  async 'goes through a recorded run by keys, by the scrubber, or by hand'() {
    const { page, said, close } = await open('scrubbed', recorded, {}, wide, record('scrubbed', recorded));
    const scrubber = page.locator('#scrubber');
    const at = () => scrubber.inputValue().then(Number);
    await scrubber.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await at(), 2);
    await page.keyboard.press(',');
    assert.equal(await at(), 1, 'letters do their work while the scrubber has the focus');
    await page.keyboard.press('End');
    assert.match(await text(page, '.where'), /Finished/);
    await page.keyboard.press('s');
    assert.equal(await at(), 0);
    await page.keyboard.press('e');
    const own = await at();
    await page.keyboard.press('a');
    assert.ok(await page.getByLabel('polls of every future').isChecked());
    assert.ok((await at()) > own);
    await page.keyboard.press('b');
    assert.match(await text(page, '.when'), /^(both|visit) #\d (polled|dropped|created)/);
    await page.getByLabel('polls of every future').uncheck();
    await page.locator('.marks i').nth(1).click();
    assert.equal(await at(), 1);
    await page.keyboard.press(']');
    for (const [key, name] of [['n', 'visit #2'], ['n', 'visit #3'], ['n', 'visit #1'], ['N', 'visit #3']]) {
      await page.keyboard.press(key);
      assert.match(await page.locator('#future').evaluate((list) => list.selectedOptions[0].text), new RegExp(name));
    }
    await page.locator('.last').click();
    await page.locator('.first').click();
    assert.ok(await page.locator('.first').isDisabled());
    await page.locator('.last').click();
    await page.locator('.previous').click();
    await page.getByLabel('by hand').check();
    assert.equal(await scrubber.count(), 0);
    await page.keyboard.press('r');
    await page.keyboard.press('p');
    assert.match(await text(page, '.where'), /Suspended/);
    assert.equal(await page.locator('.bytes b').count(), 0, 'nobody knows the values');
    await page.keyboard.press('m');
    assert.equal(await scrubber.count(), 1);
    await page.keyboard.press('?');
    assert.match(await text(page, 'dialog.help'), /the future that polls this one/);
    await page.keyboard.press('Escape');
    await page.emulateMedia({ media: 'print' });
    assert.ok(!(await scrubber.isVisible()) && (await page.locator('.replay .facts').isVisible()));
    assert.deepEqual(said, []);
    await close();
  },

  async 'tells threads and workers of a recorded run apart'() {
    const source = `
#include <lifeguard.h>
#include <lifeguard/trace.h>
static async int part(int n)
{
    for (int i = 0; i < 20; i++)
        await lg_yield_now();
    return n;
}
static async void parts(void)
{
    lg_task *tasks[8];
    for (int i = 0; i < 8; i++)
        tasks[i] = spawn(part(i));
    for (int i = 0; i < 8; i++)
        (void)await lg_join(tasks[i], NULL);
}
int main(void)
{
    lg_subscriber *json = lg_trace_json(stdout);
    lg_runtime *runtime = lg_runtime_new(&(lg_runtime_options){.workers = 2});
    block_on_in(runtime, parts());
    lg_runtime_drop(runtime);
    return lg_trace_close(json);
}
`;
    const trace = record('workers', source);
    const { page, said, close } = await open('workers', source, {}, wide, trace);
    await page.goto(`${page.url().split('#')[0]}#part`);
    await page.reload();
    assert.equal(await page.locator('#future option').count(), 8);
    const lines = trace.trim().split('\n').map((line) => JSON.parse(line));
    for (let future = 0; future < 8; future++, await page.keyboard.press('n')) {
      await page.keyboard.press('e');
      assert.match(await text(page, '.where'), /Finished.*poll 21 of 21/s);
      const task = Number((await text(page, '.when')).match(/task (\d+) part/)[1]);
      const end = lines.find((line) => line.kind === 'future-ready' && line.task === task);
      const where = end.worker === undefined ? `thread ${end.thread},` : `thread ${end.thread}, worker ${end.worker},`;
      assert.ok((await text(page, '.when')).includes(where), where);
    }
    assert.deepEqual(said, []);
    await close();
  },

  async 'takes nothing of a trace for markup, and is as long as it may be'() {
    const hostile = '</script><script>document.title="taken"</script><img src=x onerror=document.title="taken">';
    const lines = record('hostile', recorded).trim().split('\n').map((line) => JSON.parse(line));
    for (const line of lines) {
      if (line.kind === 'event') line.message = hostile;
      if (!line.kind.startsWith('future-')) line.name = hostile;
      if (line.hook) line.hook = hostile;
      if (line.kind === 'future-value') line.fields = { [Object.keys(line.fields)[0]]: hostile, __proto__x: '<b>' };
    }
    const once = lines.map((line) => JSON.stringify(line)).join('\n') + '\n';
    const { page, said, file, close } = await open('hostile', recorded, {}, wide, once.repeat(1200) + '{"ns":1,"ki');
    assert.match(await text(page, '.bounds'), /longer than this page holds: it ends here after 40,000 events/);
    await page.keyboard.press(']');
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('.');
      assert.equal(await page.locator('.panel img, .panel b b').count(), 0);
    }
    assert.match(await text(page, '.replay'), /<img src=x/);
    assert.match(await page.title(), /^visit — /);
    assert.equal(readFileSync(file, 'utf8').split('</script>').length, 4, 'the three scripts of the page');
    const spent = await processor(page, 50, (count) => {
      for (let i = 0; i < count; i++) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: i === 0 ? 'a' : '.', bubbles: true }));
        document.body.getBoundingClientRect();
      }
    });
    console.log(`  a step through a run of 40,000 events takes ${spent.toFixed(1)} ms`);
    assert.ok(spent > 0 && spent < 100, `${spent} ms`);
    assert.deepEqual(said, []);
    await close();
  },

  async 'says where a trace is torn'() {
    const { page, close } = await open('torn', recorded, {}, wide, record('torn', recorded).slice(0, 3000));
    assert.match(await text(page, '.bounds'), /ends in the middle of a line/);
    await page.keyboard.press('e');
    assert.match(await text(page, '.where'), /Being polled when the trace ends|Suspended/);
    await close();
  },

  async 'has a light and a dark theme, and other controls'() {
    const { page, said, close } = await open('controls', visits, { colorScheme: 'dark' });
    const shade = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await shade();
    const button = page.locator('button.theme');
    await button.click();
    assert.equal(await button.innerText(), 'Theme: light');
    const light = await shade();
    assert.notEqual(light, dark);
    await button.click();
    assert.equal(await shade(), dark);
    await page.keyboard.press('t');
    assert.equal(await button.innerText(), 'Theme: system');
    const shown = () => page.locator('.panel.source .line').count();
    const some = await shown();
    await page.getByLabel('whole file').check();
    assert.ok((await shown()) > some);
    const drops = () => page.locator('.edge.drop').count();
    assert.ok((await drops()) > 0);
    await page.getByLabel('drops').uncheck();
    assert.equal(await drops(), 0);
    const width = () => page.locator('svg.graph').evaluate((picture) => picture.getBoundingClientRect().width);
    const before = await width();
    await page.getByLabel('larger').click();
    assert.ok((await width()) > before);
    await page.getByLabel('smaller').click();
    await page.getByLabel('as it is').click();
    const blocks = () => page.locator('.block').first().getAttribute('style');
    await page.getByLabel('every byte equally wide').setChecked(false);
    const compressed = await blocks();
    await page.getByLabel('every byte equally wide').check();
    assert.notEqual(await blocks(), compressed);
    await page.locator('summary').click();
    assert.ok(await page.locator('details table').isVisible());
    await page.locator('button.keys').click();
    await page.getByRole('button', { name: 'Close' }).click();
    assert.deepEqual(said, []);
    await close();
  },

  async 'takes nothing of the source for markup'() {
    const hostile = `
#include <lifeguard.h>
#define TAG "</script><script>document.title='taken'</script><img src=x onerror=document.title='taken'> <!-- <script>"
/* </script><script>document.title='taken'</script> @LIFEGUARD_RUN@ */
async int __proto__(int constructor)
{
    const char *toString = TAG; /* <b>bold</b> &amp; "quoted" \`tick\` \${x} */
    await lg_yield_now(); // ü ñ 日本 </style>
    return constructor + toString[0];
}
`;
    const { page, said, close, file } = await open('</hostile> & "names"'.replaceAll('/', '∕'), hostile);
    assert.match(await page.title(), /^__proto__ — /);
    assert.match(await text(page, '.panel.source .code'), /<b>bold<\/b> &amp; "quoted"/);
    assert.match(await text(page, '.panel.source .code'), /日本 <\/style>/);
    assert.equal(await page.locator('.panel b b, .panel img').count(), 0);
    await page.locator('.panel.source .local', { hasText: 'toString' }).first().hover();
    await page.keyboard.press('r');
    assert.equal(readFileSync(file, 'utf8').split('</script>').length, 4, 'the three scripts of the page');
    assert.deepEqual(said, []);
    await close();
  },

  // One after the other; and each of them skipped by a condition, so that there is a way from every one to every later one.
  'is fluent with 200 states': () => fluent((i) => `    sum += await part(sum + ${i});`),
  'is fluent with 20,000 edges': () => fluent((i) => `    if (n > ${i})\n        sum += await part(sum + ${i});`),

  async 'says what the audit forbids, and what to do'() {
    const { page, said, close } = await open(
      'held',
      '#include <lifeguard.h>\n#include <pthread.h>\nasync void f(pthread_mutex_t *lock)\n{\n    pthread_mutex_lock(lock);\n    await lg_yield_now();\n    pthread_mutex_unlock(lock);\n}\n',
    );
    assert.match(await text(page, '.panel.points tbody tr'), /lock: forbidden.*release it before/s);
    await page.keyboard.press('r');
    assert.match(await text(page, '.facts'), /audit\s+lock: forbidden/);
    assert.deepEqual(said, []);
    await close();
  },

  async 'says so where there is nothing to explain'() {
    const { page, said, close } = await open('nothing', 'int main(void)\n{\n    return 0;\n}\n');
    assert.match(await text(page, '.empty'), /no async function/);
    await page.keyboard.press('p');
    assert.deepEqual(said, []);
    await close();
  },
  async 'fits a narrow window and paper'() {
    const { page, said, close } = await open('narrow', visits, {}, { width: 400, height: 800 });
    for (const width of [1280, 800, 400]) {
      await page.setViewportSize({ width, height: 800 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${overflow} pixels wider than a window of ${width}`);
    }
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)', 'paper is white');
    assert.ok(!(await page.locator('.choices').isVisible()));
    assert.ok(await page.locator('.panel.points table').isVisible());
    const cut = await page.locator('.panel.lowered .scroller').evaluate((box) => box.scrollHeight - box.clientHeight);
    assert.ok(cut <= 1, 'all of the lowered text is printed');
    assert.deepEqual(said, []);
    await close();
  },
};

let failed = 0;
try {
  for (const [name, test] of Object.entries(tests)) {
    if (!name.includes(only)) continue;
    try {
      await test();
      console.log(`ok    ${name}`);
    } catch (problem) {
      failed++;
      console.log(`FAILED ${name}\n${problem.stack}`);
    }
  }
  if (screenshots)
    for (const [name, options, viewport] of [
      ['light', { colorScheme: 'light' }, { width: 1400, height: 720 }], // docs/explain.png
      ['dark', { colorScheme: 'dark' }, { width: 1400, height: 900 }],
      ['narrow', { colorScheme: 'light' }, { width: 420, height: 900 }],
    ]) {
      const { page, close } = await openDocumented(options, viewport);
      await page.goto(`${page.url().split('#')[0]}#visit`);
      await page.reload();
      for (const key of ['n', '.', '.']) await page.keyboard.press(key);
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
      if (name === 'light') await page.pdf({ path: join(screenshots, 'print.pdf') });
      await close();
    }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(failed ? `${failed} failed` : 'all passed');
process.exit(failed ? 1 : 0);
