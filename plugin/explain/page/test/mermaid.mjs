// What `lifeguard graph` writes for Mermaid, read and drawn by Mermaid: of every sample, of a program with hostile names, and of a
// fence. Beside it the same graph in Graphviz's language: what is drawn has to have the words of that on its states, edges and functions.
//
//   node test/mermaid.mjs LIFEGUARD
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch } from './browser.mjs';

const [given] = process.argv.slice(2);
if (!given) throw new Error('which lifeguard? node test/mermaid.mjs build/bin/lifeguard');
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const samples = here('../../../../samples/');

// Names that are words of Mermaid, that JavaScript gives a meaning, that look like markup, and in other letters.
const hostile = `
#include <lifeguard.h>
typedef struct lifecycle(subgraph, style) end { int graph; } end;
void subgraph(end *self, lg_context *cx) { (void)self; (void)cx; }
void style(end *self, lg_context *cx) { (void)self; (void)cx; }
static void click(end *self) { (void)self; }
typedef async int (*direction)(int);
async int __proto__(int constructor, const char *const (*flowchart)[3], direction TB)
{
    end linkStyle[2] = {{constructor}, {(*flowchart)[0][0]}};
    __attribute__((cleanup(click))) end state = {3};
    int o = 0, x = 0;
    await_all(o = TB(1), x = TB(2));
    await_any(lg_yield_now(), lg_sleep_ms(1));
    return o + x + linkStyle[0].graph;
}
async int größe_日本(int x __attribute__((annotate("\\"]) %% <b>#amp; \`end\` <img src=x onerror=document.title='taken'>"))))
{
    await lg_yield_now();
    return x;
}
async int toString(int class)
{
    return await größe_日本(await __proto__(class, 0, 0));
}
`;

/** What the graph says, in Graphviz's language: the words of its functions, states and edges. The live locals are only there, and
 *  several edges from a state to itself; Mermaid has one for them. */
function words(dot) {
  const label = (line) => JSON.parse(line.match(/label=("(?:[^"\\]|\\.)*")/)[1]).split('\n').filter((text) => !text.startsWith('live: ')).join('');
  const found = { functions: [], states: [], edges: [] };
  const loops = new Map();
  for (const line of dot.split('\n').filter((each) => /label=/.test(each))) {
    const [, from, to] = line.match(/^ *(".*?") -> (".*?") \[/) ?? [];
    if (!from) found[/^ *label=/.test(line) ? 'functions' : 'states'].push(label(line));
    else if (from === to) loops.set(from, loops.has(from) ? `${loops.get(from)}or ${label(line)}` : label(line));
    else found.edges.push(label(line));
  }
  found.edges.push(...loops.values());
  return { functions: found.functions.sort(), states: found.states.sort(), edges: found.edges.sort() };
}

/** The same words in the picture that Mermaid draws; fails where it does not take the text. It makes three edges of a
 * loop, two of them bare; what has no width is not seen. */
const draw = (page, text) =>
  page.evaluate(async (source) => {
    await mermaid.parse(source);
    const { svg } = await mermaid.render('drawn', source);
    document.body.innerHTML = svg;
    const of = (selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent.replaceAll('\u2060', '')).filter(Boolean).sort();
    return { functions: of('.cluster-label'), states: of('.node'), edges: of('.edgeLabels .edgeLabel .label') };
  }, text);

const folder = mkdtempSync(join(tmpdir(), 'lifeguard-mermaid-'));
const browser = await launch();
let drawn = 0;
try {
  const page = await browser.newPage();
  page.on('request', (request) => assert.fail(`asks for ${request.url()}`));
  await page.addScriptTag({ path: here('../node_modules/mermaid/dist/mermaid.min.js') });
  await page.evaluate(() => mermaid.initialize({ startOnLoad: false, maxTextSize: 1e6, maxEdges: 1e4 }));
  await assert.rejects(draw(page, 'flowchart TB\n    f0_0("start'), 'what is no Mermaid is refused');

  writeFileSync(join(folder, 'hostile.c'), hostile);
  const sources = readdirSync(samples).filter((name) => name.endsWith('.c')).map((name) => join(samples, name));
  for (const source of [join(folder, 'hostile.c'), ...sources]) {
    const write = (output) => {
      execFileSync(resolve(given), ['graph', source, '-o', join(folder, output)], { stdio: 'inherit' });
      return readFileSync(join(folder, output), 'utf8');
    };
    const wanted = words(write('graph.dot'));
    const text = write('graph.mmd');
    assert.equal(write('graph.md'), `\`\`\`mermaid\n${text}\`\`\`\n`);
    assert.ok(wanted.states.length > 0 && wanted.edges.length > 0, `${basename(source)} has states`);
    assert.deepEqual(await draw(page, text), wanted, basename(source));
    drawn++;
  }
  assert.equal(await page.title(), '');
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${drawn} graphs read and drawn by Mermaid`);
