// The page in a real Chromium: every control, links between the views, no word on the console, nothing of the source
// taken for markup, and a function of 200 states that is still fluent.
//
//   node test/run.mjs LIFEGUARD [SCREENSHOTS]: LIFEGUARD is the command; screenshots go into that folder, where it is given.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [lifeguard, screenshots] = process.argv.slice(2);
if (!lifeguard) throw new Error('which lifeguard? node test/run.mjs build/bin/lifeguard');
const folder = mkdtempSync(join(tmpdir(), 'lifeguard-page-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});

/** The page of a source, opened from disk; fails when anything is said on the console or asked of a network. */
async function open(name, source, options = {}, viewport = { width: 1400, height: 1000 }) {
  const file = join(folder, `${name}.html`);
  writeFileSync(join(folder, `${name}.c`), source);
  execFileSync(lifeguard, ['explain', join(folder, `${name}.c`), '-o', file]);
  const context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
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

const text = (page, selector) => page.locator(selector).first().innerText();
const lit = (page, selector) => page.locator(`${selector}.lit`).count();

/** A function of 200 awaits, each written by `line`: the time that the page itself takes to show it and to react. */
async function fluent(line) {
  const body = Array.from({ length: 200 }, (_, i) => line(i)).join('\n');
  const { page, said, close } = await open(
    'large',
    `#include <lifeguard.h>\nstatic async int part(int n)\n{\n    await lg_yield_now();\n    return n;\n}\nasync int large(int n)\n{\n    int sum = 0;\n${body}\n    return sum;\n}\n`,
  );
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => (await session.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value * 1000;
  await page.goto(`${page.url().split('#')[0]}#large`);
  await page.reload();
  await page.locator('.node').last().waitFor();
  const opening = await spent();
  assert.equal(await page.locator('.panel.points tbody tr').count(), 200);
  const each = async (count, act) => {
    const before = await spent();
    await page.evaluate(act, count);
    return ((await spent()) - before) / count;
  };
  const stepping = await each(20, (count) => {
    for (let i = 0; i < count; i++) {
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: i % 2 ? 'p' : 'r', bubbles: true }));
      document.body.getBoundingClientRect();
    }
  });
  const pointing = await each(100, (count) => {
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
    await page.keyboard.press('?');
    assert.ok(await page.locator('dialog.help').isVisible());
    await page.keyboard.press('Escape');
    assert.ok(!(await page.locator('dialog.help').isVisible()));
    await page.locator('.panel.source .scroller').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('.panel.source .line').nth(1).getAttribute('class'), 'line lit');
    await page.locator('.node').nth(1).focus();
    await page.keyboard.press('Enter');
    assert.ok((await lit(page, '.node')) > 0);
    assert.deepEqual(said, []);
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

  async 'says so where there is nothing to explain'() {
    const { page, said, close } = await open('nothing', 'int main(void)\n{\n    return 0;\n}\n');
    assert.match(await text(page, '.empty'), /no async function/);
    await page.keyboard.press('p');
    assert.deepEqual(said, []);
    await close();
  },
  async 'fits a narrow window and paper'() {
    const { page, said, close } = await open('narrow', visits, {}, { width: 400, height: 800 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(overflow <= 0, `${overflow} pixels wider than the window`);
    await page.emulateMedia({ media: 'print' });
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
      ['light', { colorScheme: 'light' }, { width: 1400, height: 900 }],
      ['dark', { colorScheme: 'dark' }, { width: 1400, height: 900 }],
      ['narrow', { colorScheme: 'light' }, { width: 420, height: 900 }],
    ]) {
      const { page, close } = await open('visits', visits, options, viewport);
      for (const key of [']', 'r', 'p', 'r', 'p']) await page.keyboard.press(key);
      await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage: true });
      if (name === 'light') await page.pdf({ path: join(screenshots, 'print.pdf') });
      await close();
    }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(failed ? `${failed} failed` : `${Object.keys(tests).length} passed`);
process.exit(failed ? 1 : 0);
