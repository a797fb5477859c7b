// SPDX-License-Identifier: GPL-2.0-or-later
// live.mjs INDEXER SERVER WORK_DIR NAME CONTENT_DIR LIMIT_MS: how soon what a writer saves is what readers find, with
// `jawab-index watch` and a server that is asked all the time; what it costs the disk, and the longest answer meanwhile.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import { join } from 'node:path';

const [indexer, server, work, name, source, limit] = process.argv.slice(2);
const EDITS = 7;
const PATIENCE_MS = 30000;
const content = join(work, `${name}-live`);
const index = join(work, `${name}-live-index`);
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const row = (what, value, unit, limit) =>
  console.log(`${`${name}: ${what}`.padEnd(58)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(4)} limit <= ${limit}  ${value <= limit ? 'ok' : 'MISSED'}`);
const note = (what, text) => console.log(`${`${name}: ${what}`.padEnd(58)} ${text}`);
const middle = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const lines = (child) => {
  const list = [];
  child.stdout.setEncoding('utf8').on('data', (text) => list.push(...text.split('\n').filter(Boolean)));
  return list;
};
async function line(list, count) {
  while (list.length < count) await wait(5);
  return list[count - 1];
}

const agent = new http.Agent({ keepAlive: true });
function ask(path) {
  const start = performance.now();
  return new Promise((resolve, reject) =>
    http.get(path, { agent }, (answer) => {
      let body = '';
      answer.on('data', (piece) => (body += piece));
      answer.on('end', () => resolve({ body, ms: performance.now() - start }));
    }).on('error', reject),
  );
}

// Bytes of the files that only this generation, or this folder of the cache, has.
function ownBytes(folder) {
  let bytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const info = entry.isFile() && statSync(join(entry.parentPath ?? entry.path, entry.name));
    if (info && info.nlink === 1) bytes += info.size;
  }
  return bytes;
}

cpSync(source, content, { recursive: true });
const files = readdirSync(content, { recursive: true }).filter((file) => file.endsWith('.md')).sort();
const watch = spawn(indexer, ['watch', '--content', content, '--index', index], { stdio: ['ignore', 'pipe', 'ignore'] });
const built = lines(watch);
await line(built, 1);
const serve = spawn(server, ['--index', index, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] });
const url = (await line(lines(serve), 1)).trim();

let longest = 0;
let asking = true;
const asked = (async () => {
  for (; asking; await wait(20)) {
    const { ms } = await ask(`${url}/api/v1/search?q=${encodeURIComponent('كيف أغير كلمة المرور')}`);
    longest = Math.max(longest, ms);
  }
})();

const visible = [];
const written = [];
for (let i = 0; i < EDITS; i++) {
  await wait(500); // the writer thinks
  const word = `zxq${String.fromCharCode(97 + i)}${Date.now().toString(36)}`;
  const kept = new Set(readdirSync(join(index, 'cache')));
  const saved = performance.now();
  appendFileSync(join(content, files[Math.floor((files.length * (i + 0.5)) / EDITS)]), `\n\n## ${word}\n\n${word}\n`);
  for (;;) {
    if (performance.now() - saved > PATIENCE_MS) throw new Error(`${word} was not found`);
    const { body } = await ask(`${url}/api/v1/search?raw=1&q=${word}`);
    if (JSON.stringify(JSON.parse(body).hits).includes(word)) break;
    await wait(10);
  }
  visible.push(performance.now() - saved);
  await line(built, i + 2);
  const current = readFileSync(join(index, 'CURRENT'), 'utf8').trim();
  const fresh = readdirSync(join(index, 'cache')).filter((entry) => !kept.has(entry));
  written.push([join(index, current), ...fresh.map((entry) => join(index, 'cache', entry))]
    .filter((path) => statSync(path).isDirectory()).reduce((sum, path) => sum + ownBytes(path), 0) / 1e6);
}
asking = false;
await asked;
watch.kill();
serve.kill();
await new Promise((resolve) => watch.on('exit', resolve));
const analysis = files.filter((_, i) => i % Math.ceil(files.length / EDITS) === 0).map((file) => {
  appendFileSync(join(content, file), '\n\nzxq\n');
  const { stdout } = spawnSync(indexer, ['build', '--content', content, '--index', index, '--json'], { encoding: 'utf8' });
  return JSON.parse(stdout).analysis_cpu_us / 1000;
});
row('saved to found through the server, p50', middle(visible), 'ms', Number(limit));
row('analysis of a saved file and its piece, CPU p50', middle(analysis), 'ms', 20);
note('the slowest of them', `${Math.max(...visible).toFixed(2).padStart(9)} ms`);
note('the same, by the watcher', built[built.length - 1].replace(/^\S+ \S+ /, ''));
note('written to disk for a saved file, p50', `${middle(written).toFixed(2).padStart(9)} MB`);
note('longest answer meanwhile', `${longest.toFixed(2).padStart(9)} ms`);
rmSync(content, { recursive: true });
rmSync(index, { recursive: true });
