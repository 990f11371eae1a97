// Builds page.html, or with --check compares it with what would be built.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const output = here('page.html');

const licences = new Map();

// What is built in of others' packages is given on under their licences, so these go with it.
function noteLicences(inputs) {
  for (const input of inputs) {
    const name = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1];
    if (name) licences.set(name, readFileSync(here(`node_modules/${name}/LICENSE`), 'utf8').trim());
  }
}

async function bundle(entry) {
  const result = await build({
    entryPoints: [here(entry)],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'iife',
    target: ['es2020', 'chrome90', 'firefox90', 'safari15'],
    legalComments: 'inline',
    charset: 'utf8',
    logLevel: 'warning',
  });
  noteLicences(Object.keys(result.metafile.inputs));
  return result.outputFiles[0].text.trim();
}

const style = await bundle('src/style.css');
// Nothing in the script may look like the end of its element.
const script = (await bundle('src/main.ts')).replace(/<\/(script|style)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
const notices = [...licences].sort().map(([name, text]) => `${name}\n\n${text}`).join('\n\n').replace(/--/g, '- -');
const page = readFileSync(here('src/page.html'), 'utf8')
  .replace('/*STYLE*/', () => style)
  .replace('/*SCRIPT*/', () => script)
  .replace('/*NOTICES*/', () => notices);

for (const place of ['@LIFEGUARD_MODEL@', '@LIFEGUARD_RUN@'])
  if (page.split(place).length !== 2) throw new Error(`${place} must be there once`);

if (process.argv.includes('--check')) {
  if (readFileSync(output, 'utf8') !== page) {
    console.error('page.html is not what its source builds: run `npm run build` in plugin/explain/page');
    process.exit(1);
  }
} else {
  writeFileSync(output, page);
}
