// SPDX-License-Identifier: GPL-2.0-or-later
// Agents: tokens given and taken back by command, and the way in and out of their pages.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { logLines, makeIndex, program, scratch, startServer, wait } from './harness.mjs';

const SARA = 'سارة العتيبي';
let shared; // of tests that only read

before((t) => {
  shared = makeIndex(t);
});

/** `jawab-serve token …`: what it prints, or the error when it fails. */
function token(...args) {
  const run = spawnSync(program('jawab-serve'), ['token', ...args], { encoding: 'utf8' });
  return { ...run, out: run.stdout.trim() };
}

/** A server with an agent of its own, and what a browser that visits it would do. */
async function desk(t) {
  const file = join(scratch(t), 'agents');
  const secret = token('add', SARA, '--agents', file).out;
  const server = await startServer(t, shared.index, '--agents', file);
  const post = (path, fields, headers = {}) =>
    fetch(server.url + path, {
      method: 'POST',
      headers: { origin: server.url, ...headers },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
  const signIn = (fields = {}, headers = {}) =>
    post('/agent/signin', { name: SARA, token: secret, ...fields }, headers);
  return { file, secret, server, post, signIn };
}

const setCookie = (answer) => answer.headers.get('set-cookie') ?? '';
const cookieOf = (answer) => setCookie(answer).split(';')[0];
const isIn = async (server, cookie) => (await server.get('/agent/nowhere', { cookie })).status === 404;

/** Until a second has surely passed for the server, which looks at the file once in each. */
async function until(what) {
  for (let i = 0; i < 50; i++) {
    if (await what()) return;
    await wait(100);
  }
  assert.fail('not within five seconds');
}

test('tokens: given once, listed, taken back', (t) => {
  const file = join(scratch(t), 'agents');
  const added = token('add', SARA, '--agents', file);
  assert.equal(added.status, 0, added.stderr);
  assert.match(added.out, /^jwb_[A-Za-z0-9_-]{43}$/);
  assert.match(added.stderr, /only now/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(file, 'utf8'), new RegExp(added.out));
  assert.notEqual(token('add', 'omar', '--agents', file).out, added.out);
  const days = token('list', '--agents', file).out.split('\n').map((line) => line.split('\t'));
  assert.deepEqual(days.map(([name]) => name), [SARA, 'omar']);
  for (const [, day] of days) assert.match(day, /^\d{4}-\d\d-\d\d$/);
  const again = token('add', SARA, '--agents', file);
  assert.equal(again.status, 2);
  assert.equal(again.out, '');
  assert.match(again.stderr, /token revoke/);
  assert.equal(token('revoke', SARA, '--agents', file).status, 0);
  assert.match(token('list', '--agents', file).out, /^omar\t\S+$/);
  assert.equal(token('revoke', SARA, '--agents', file).status, 2);
});

test('tokens: what is asked wrongly is told', (t) => {
  const file = join(scratch(t), 'agents');
  for (const [args, message] of [
    [[], /usage: jawab-serve token/],
    [['ad'], /usage: jawab-serve token/],
    [['add', '--agents', file], /whose token/],
    [['add', 'a', 'b', '--agents', file], /unexpected argument/],
    [['add', 'a'], /--agents FILE is required/],
    [['add', 'a#b', '--agents', file], /no name/],
    [['add', 'a', '--agents', '/nowhere/agents'], /nowhere/],
    [['list', '--agents', file], /No such file/],
    [['revoke', 'a', '--agents', file], /No such file/],
  ]) {
    const { status, stderr } = token(...args);
    assert.equal(status, 2, args.join(' '));
    assert.match(stderr, message);
  }
  writeFileSync(file, 'omar\n');
  assert.match(token('list', '--agents', file).stderr, new RegExp(`${file}:1: `));
  assert.match(token('--help').out, /add .*\n +list .*\n +revoke /);
  assert.match(token('add', '--help').out, /usage: jawab-serve token add --agents FILE NAME/);
  const help = spawnSync(program('jawab-serve'), ['--help'], { encoding: 'utf8' }).stdout;
  assert.match(help, /token add\|list\|revoke/);
});

test('a token opens the interface of agents to programs', async (t) => {
  const { secret, server } = await desk(t);
  const path = '/api/v1/explain?article=ar/refund&q=a';
  assert.equal((await server.get(path, { authorization: `Bearer ${secret}` })).status, 200);
  assert.equal((await server.get('/agent/nowhere', { authorization: `Bearer ${secret}` })).status, 404);
  assert.equal((await server.get(path, { authorization: `Bearer ${secret}x` })).status, 401);
});

test('who is not signed in is sent to the sign-in, and from there on', async (t) => {
  const { server, signIn } = await desk(t);
  for (const path of ['/agent', '/agent/', '/agent/calls?q=%D8%B3&page=2', '/agent/signout', '/agent/signin/x']) {
    const answer = await server.get(path);
    assert.equal(answer.status, 303, path);
    assert.equal(answer.headers.get('location'), '/agent/signin?next=' + encodeURIComponent(path));
    assert.equal(answer.headers.get('cache-control'), 'private, no-store');
  }
  assert.equal((await server.get('/agent?lang=en')).headers.get('location'), '/agent/signin?next=%2Fagent%3Flang%3Den&lang=en');
  assert.equal((await server.get('/agent/' + 'a'.repeat(4000))).headers.get('location'), '/agent/signin');
  assert.equal((await server.get('/agent', {}, 'DELETE')).headers.get('location'), '/agent/signin');
  assert.equal((await server.get('/agents')).status, 404);
  const page = await server.get('/agent/signin?next=' + encodeURIComponent('/agent/calls?a=1&b="2"'));
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('cache-control'), 'private, no-store');
  assert.equal(page.headers.get('etag'), null);
  const html = await page.text();
  assert.match(html, /<html lang="ar" dir="rtl">/);
  assert.match(html, /<form class="card" method="post" action="\/agent\/signin">/);
  assert.match(html, /name="next" value="\/agent\/calls\?a=1&amp;b=&quot;2&quot;"/);
  assert.match(html, /name="token"[^>]* type="password"/);
  const answer = await signIn({ next: '/agent/calls?a=1' });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/agent/calls?a=1');
});

test('the session: its cookie, its life, its end', async (t) => {
  const { server, post, signIn } = await desk(t);
  const answer = await signIn({ name: `  ${SARA} ` });
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/agent');
  assert.equal(answer.headers.get('cache-control'), 'private, no-store');
  assert.match(setCookie(answer), /^jawab_agent=[\w-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/);
  const secure = await signIn({}, { 'x-forwarded-proto': 'https' });
  assert.match(setCookie(secure), /; Secure$/);
  const cookie = cookieOf(answer);
  assert.ok(await isIn(server, cookie));
  assert.ok(await isIn(server, `a=b; ${cookie}; c=d`));
  assert.ok(!(await isIn(server, cookie.slice(0, -1))));
  assert.equal((await server.get('/api/v1/explain?article=ar/refund&q=a', { cookie })).status, 200);
  const inside = await server.get('/agent/nowhere', { cookie });
  assert.equal(inside.headers.get('cache-control'), 'private, no-store');
  assert.equal(inside.headers.get('etag'), null);
  const out = await post('/agent/signout', {}, { cookie });
  assert.equal(out.status, 303);
  assert.equal(out.headers.get('location'), '/agent/signin');
  assert.match(setCookie(out), /^jawab_agent=; Path=\/; Max-Age=0; HttpOnly; SameSite=Strict$/);
  assert.equal((await server.get('/agent/signout', { cookie })).headers.get('allow'), 'POST');
  assert.equal((await post('/agent/signout', {}, { cookie, origin: 'http://elsewhere' })).status, 403);
});

test('a restart signs nobody out', async (t) => {
  const { file, server, signIn } = await desk(t);
  const cookie = cookieOf(await signIn());
  assert.equal(await server.stop(), 0);
  const next = await startServer(t, shared.index, '--agents', file);
  assert.ok(await isIn(next, cookie));
});

describe('wrong sign-ins', { concurrency: true }, () => {
  const text = async (answer) => (await answer.text()).match(/id="problem">.*?<span>(.*?)<\/span>/)[1];

  test('one message for both, a count, and a lock', async (t) => {
    const { secret, server, signIn } = await desk(t);
    const name = await signIn({ name: 'عمر' });
    assert.equal(name.status, 401);
    assert.equal(name.headers.get('cache-control'), 'private, no-store');
    assert.equal(setCookie(name), '');
    assert.equal(await text(name), 'الاسم أو الرمز غير صحيح. بقيت لك ٤ محاولات، ثم يُقفل الدخول ١٥ دقيقة.');
    const expected = ['بقيت لك ٤ محاولات', 'بقيت لك ٣ محاولات', 'بقيت لك محاولتان', 'بقيت لك محاولة واحدة'];
    for (const left of expected) {
      const answer = await signIn({ token: 'wrong' });
      assert.equal(answer.status, 401);
      const page = await answer.clone().text();
      assert.ok(page.includes(`value="${SARA}"`) && !page.includes('wrong'));
      assert.equal(await text(answer), `الاسم أو الرمز غير صحيح. ${left}، ثم يُقفل الدخول ١٥ دقيقة.`);
    }
    for (const fields of [{ token: 'wrong' }, {}]) { // the fifth, and the right one after it
      const answer = await signIn(fields);
      assert.equal(answer.status, 429);
      assert.equal(answer.headers.get('retry-after'), '900');
      assert.match(await text(answer), /أُقفل الدخول/);
      assert.equal(setCookie(answer), '');
    }
    assert.equal((await signIn({ name: 'عمر' })).status, 401); // others are not locked
    const path = '/api/v1/explain?article=ar/refund&q=a'; // nor are the agent's programs
    assert.equal((await server.get(path, { authorization: `Bearer ${secret}` })).status, 200);
  });

  test('in English', async (t) => {
    const { post } = await desk(t);
    const answer = await post('/agent/signin?lang=en', { name: 'a', token: 'b' });
    assert.match(await text(answer), /^The name or the token is not right\. You have 4 tries left/);
  });

  test('nothing, and half of it', async (t) => {
    const { signIn, post } = await desk(t);
    assert.equal((await post('/agent/signin', {})).status, 401);
    assert.equal((await signIn({ name: '' })).status, 401);
    assert.equal((await signIn({ token: '' })).status, 401);
  });

  test('success begins the count anew', async (t) => {
    const { signIn } = await desk(t);
    for (let i = 0; i < 4; i++) assert.equal((await signIn({ token: 'wrong' })).status, 401);
    assert.equal((await signIn()).status, 303);
    assert.equal((await signIn({ token: 'wrong' })).status, 401);
  });

  test('without a file nobody signs in', async (t) => {
    const server = await startServer(t, shared.index);
    const answer = await fetch(server.url + '/agent/signin', {
      method: 'POST', headers: { origin: server.url }, body: new URLSearchParams({ name: 'a', token: 'b' }),
    });
    assert.equal(answer.status, 401);
    assert.equal((await server.get('/agent')).status, 303);
  });
});

test('after the sign-in nobody is led elsewhere', async (t) => {
  const { signIn } = await desk(t);
  for (const next of [
    '', '/', '//evil.example', '//evil.example/agent', '/agents', '/agent.evil.example', '/agent@evil.example', '/search',
    'https://evil.example/agent', 'agent', 'javascript:alert(1)', '/agent\\..\\evil', '/agent/\r\nSet-Cookie: a=b',
    '/agent/a b', '/agent/\u0001', '/agent/سارة', '\\/agent', ' /agent',
  ])
    assert.equal((await signIn({ next })).headers.get('location'), '/agent', next);
  for (const next of ['/agent', '/agent/x', '/agent?q=a', '/agent/%D8%B3?x=1&y=2'])
    assert.equal((await signIn({ next })).headers.get('location'), next);
});

test('a revoked token, its sessions and a new token of the same name', async (t) => {
  const { file, secret, server, signIn } = await desk(t);
  const cookie = cookieOf(await signIn());
  const path = '/api/v1/explain?article=ar/refund&q=a';
  const program = async () => (await server.get(path, { authorization: `Bearer ${secret}` })).status;
  assert.ok(await isIn(server, cookie));
  assert.equal(token('revoke', SARA, '--agents', file).status, 0);
  await until(async () => !(await isIn(server, cookie)));
  assert.equal(await program(), 401);
  assert.equal((await signIn()).status, 401);
  const fresh = token('add', SARA, '--agents', file).out;
  await until(async () => (await signIn({ token: fresh })).status === 303 || (await wait(1000)));
  assert.ok(!(await isIn(server, cookie)));
});

test('a broken edit keeps everybody, and is logged with file and line', async (t) => {
  const { file, server, signIn } = await desk(t);
  const cookie = cookieOf(await signIn());
  writeFileSync(`${file}.new`, readFileSync(file, 'utf8') + 'half a row\n');
  renameSync(`${file}.new`, file);
  await until(async () => (await isIn(server, cookie)) && /64 hex digits/.test(server.log));
  const [line] = await logLines(server, /64 hex digits/);
  assert.ok(JSON.stringify(line).includes('agents:2') || line.line === 2, JSON.stringify(line));
  assert.ok(await isIn(server, cookie));
});
