// SPDX-License-Identifier: GPL-2.0-or-later
// What the tests of faults share: a small index whose every answer tells which version it is of.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { program, scratch } from './harness.mjs';

// `make test` takes some instants, `make faults` every one.
export const ALL = process.env.FAULTS === 'all';
const ARTICLES = 12;

/** Articles that all say which version they are of; `version` is a word of each title. */
export function write({ content }, version) {
  for (let i = 1; i <= ARTICLES; i++)
    writeFileSync(join(content, `${i}.md`), `---\nid: sign-${i}\nlang: en\n---\n# Sign ${i} version${version}\n\nA sign of version${version}.\n`);
}

/** A content folder with version 0, built once. */
export function makeSpace(t) {
  const folder = scratch(t);
  const space = { folder, content: join(folder, 'content'), index: join(folder, 'index'), log: join(folder, 'fault') };
  mkdirSync(space.content);
  write(space, 0);
  assert.equal(run(space, 'build').status, 0);
  return space;
}

export function commandLine({ content, index }, command, more) {
  return [command, ...(command === 'build' ? ['--content', content, '--jobs', '1'] : []), '--index', index, ...more];
}

/** Runs a command to its end; `fault` is what the shim is told. */
export function run(space, command, { fault = {}, more = [] } = {}) {
  const env = { ...process.env };
  if (Object.keys(fault).length)
    Object.assign(env, { LD_PRELOAD: program('faults.so'), FAULT_BELOW: space.index, FAULT_LOG: space.log, ...fault });
  return spawnSync(program('jawab-index'), commandLine(space, command, more), { encoding: 'utf8', env });
}

/** The one version that an answer of the server is of. */
export async function version(server) {
  const answer = await server.get('/api/v1/search?q=sign&limit=50');
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  const { hits, total } = JSON.parse(text);
  assert.equal(total, ARTICLES);
  const versions = new Set(hits.map((hit) => JSON.stringify(hit).match(/version(\d+)/g)).flat());
  assert.equal(versions.size, 1, `an answer mixes ${[...versions]}`);
  return Number([...versions][0].slice('version'.length));
}

export const leftovers = ({ index }) => readdirSync(index).filter((name) => /^(building|removed)-|^CURRENT\./.test(name));

export function assertWhole(space) {
  const verified = run(space, 'verify');
  assert.equal(verified.status, 0, verified.stderr + verified.stdout);
}

/** The last build: nothing may be in its way, and nothing may be left behind. */
export async function assertRepaired(space, server, last) {
  write(space, last);
  const left = leftovers(space).some((name) => !name.startsWith('removed-'));
  const done = run(space, 'build');
  assert.equal(done.status, 0, done.stderr);
  if (left) assert.match(done.stderr, /an earlier build was cut short; what it left was removed/);
  else assert.equal(done.stderr, '');
  assert.deepEqual(leftovers(space), []);
  if (server) assert.equal(await version(server), last);
  assert.equal(run(space, 'verify', { more: ['--all'] }).status, 0);
}
