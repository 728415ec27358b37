import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dpopProof } from '@chain-of-trust/auth-core/dpop-client'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { startOtlpReceiver } from '@chain-of-trust/testkit'
import { listServices, PageConfig, signIn, walkLinkedAccount, type Walk } from '@chain-of-trust/tooling'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { askAndApprove } from './conversation.ts'
import { EVERY_CONTEXT, person, type Person } from './person.ts'
import { records } from './records.ts'
import { AI_HOST, MCP_SHAREPOINT, MOCK_GRAPH, ORCHESTRATOR, systemUnderTest } from './system-under-test.ts'
import { tapWire } from './wire-tap.ts'

const receiver = await startOtlpReceiver()
const system = systemUnderTest({ LOG_LEVEL: 'trace', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url })
/** What somebody looked for; it says something about them. */
const WORD = 'hippopotamus'

/** What must never be in a log, and a sample that each pattern finds. */
const FORBIDDEN: Record<string, [RegExp, string]> = {
  'a JWT, or part of one': [/eyJ[\w-]{10,}/, 'x eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ1cyJ9.sig'],
  'a private key': [/PRIVATE KEY/, '-----BEGIN PRIVATE KEY-----'],
  'a private JWK': [
    /"(d|p|q|dp|dq|qi)":"[\w-]{16,}"/,
    '{"kty":"EC","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9"}',
  ],
  'a code, a verifier or a token by name': [
    /\b(code|code_verifier|refresh_token|access_token|id_token|client_assertion|assertion)"?[=:]"?[\w.-]{16,}/,
    'GET /cb?code=abcdefghijklmnopq',
  ],
  'a credential': [/\b(Bearer|DPoP) [\w.~+/-]{16,}/i, 'authorization: Bearer 0123456789abcdef'],
  'a cookie': [/\b(set-)?cookie"?[=:] ?"?\w/i, 'Set-Cookie: session=1'],
  'a token of a provider': [/\bm(gh|jr)r?_[\w-]{8,}/, 'mjrr_0123456789abcdef'],
  'where an account is connected': [/\/connect\/[\w-]{20,}/, 'GET /connect/0123456789abcdefghijkl'],
  'a person by name': [
    /\b(alice|archer|bob|baker|carol|chen|dave|diaz|erin|eklund|frank|fox)\b/i,
    'hello Alice',
  ],
  'a mail address': [/[\w.+-]+@[\w-]+(\.[\w-]+)*\.[a-z]{2,}\b/i, 'to bob@contoso.example'],
  'what a person asked': [new RegExp(WORD, 'i'), `search ${WORD}`],
}

const tap = tapWire()
afterAll(() => receiver.close())
/** All traces and metrics that were sent. */
const TELEMETRY = 'telemetry'
let written: { file: string; text: string }[]
/** Statuses of answers that should have been refusals. */
let accepted: number[]
/** An account elsewhere, connected and used. */
let linked: Walk
/** Services that judge tokens, and record it. */
const judges = [...new Set([...registrations().applications.map(({ name }) => name), 'mock-idp'])].filter(
  (name) => name !== 'ai-host' && listServices().some((service) => service.name === name),
)

beforeAll(async () => {
  // Once without the second factor, which leaves a call parked, and once with it.
  const before = await person('Alice')
  await before.tool('share_document', { id: 'no-such-document', email: 'bob@contoso.example', role: 'read' })
  await askAndApprove(before, 'share the budget with bob@contoso.example')
  const alice = await person('Alice', EVERY_CONTEXT)
  await alice.tool('search_documents', { query: WORD })
  await alice.tool('share_document', { id: 'no-such-document', email: 'bob@contoso.example', role: 'read' })
  await alice.tool('read_document', {})
  await askAndApprove(alice, 'share the budget with bob@contoso.example')
  linked = await walkLinkedAccount({
    aiHost: AI_HOST,
    auditFolder: join(system.stateDir!, 'audit'),
    person: 'Alice',
  })
  accepted = [...(await refusedTokens(alice)), ...(await refusedCodes())].filter((status) => status < 400)
  tap.stop()
  await untilAllIsWritten()
  const cwd = system.stateDir!
  written = globSync('{log,audit,checkpoints}/**/*', { cwd })
    .filter((file) => /\.\w+$/.test(file))
    .map((file) => ({ file, text: readFileSync(join(cwd, file), 'utf8') }))
    .concat({ file: TELEMETRY, text: receiver.text() })
})

/** The last request of each service, which nothing before resembles. */
const LAST = { method: 'PATCH', path: '/the-last-request', trace: '1a'.repeat(16) }

/** Logs, spans and metrics are written a while after what they tell of, in its order: so the last request ends the wait. */
async function untilAllIsWritten(): Promise<void> {
  const headers = { traceparent: `00-${LAST.trace}-${'2b'.repeat(8)}-01` }
  const services = listServices()
  for (const { url } of services) await fetch(url + LAST.path, { method: LAST.method, headers })
  const missing = () => {
    const spans = new Set(
      receiver.spans().flatMap((span) => (span.traceId === LAST.trace ? span.service : [])),
    )
    const counted = new Set(
      receiver
        .points()
        .flatMap(({ service, attributes }) =>
          attributes['http.request.method'] === LAST.method ? service : [],
        ),
    )
    return services.flatMap(({ name }) => {
      const log = readFileSync(join(system.stateDir!, 'log', `${name}.log`), 'utf8')
      const found = { log: log.includes(LAST.path), spans: spans.has(name), metrics: counted.has(name) }
      return Object.entries(found).flatMap(([what, there]) => (there ? [] : `${what} of ${name}`))
    })
  }
  const complain = (what: string[]) => {
    if (what.length > 0) throw new Error(`never written: ${what.join(', ')}`)
  }
  await vi.waitFor(() => complain(missing()), { timeout: 120_000, interval: 500 })
}

/** Tokens where they do not belong. */
async function refusedTokens(alice: Person): Promise<number[]> {
  const raw = alice.token.reveal()
  const url = `${ORCHESTRATOR}/api/catalogue`
  const bob = await person('Bob')
  const dpop = await dpopProof(bob.key, { method: 'GET', url, accessToken: raw })
  const attempts = await Promise.all([
    fetch(url, { headers: { authorization: `Bearer ${raw}` } }),
    fetch(url, { headers: { authorization: `DPoP ${raw}`, dpop } }),
    fetch(url, { headers: { authorization: `DPoP ${raw.slice(0, -20)}AAAA`, dpop: `${dpop}x` } }),
    fetch(`${url}?access_token=${raw}`),
    fetch(`${ORCHESTRATOR}/${raw}/documents`, { headers: { 'user-agent': `agent ${raw}` } }),
    fetch(url, {
      headers: {
        authorization: 'Basic YWxpY2U6cGFzc3dvcmRwYXNzd29yZA==',
        cookie: 'session=0123456789abcdef',
      },
    }),
    alice.send(`${MCP_SHAREPOINT}/mcp`, {
      method: 'POST',
      body: `{"token":"${raw}`,
      headers: { 'content-type': 'application/json' },
    }),
    alice.send(`${MOCK_GRAPH}/v1.0/me/drive/root/children`),
  ])
  return attempts.map(({ status }) => status)
}

/** Codes, refresh tokens and assertions that the token endpoint refuses, and a person who may not sign in. */
async function refusedCodes(): Promise<number[]> {
  const config = PageConfig.parse(await (await fetch(`${AI_HOST}/config.json`)).json())
  const statuses = [
    await signIn(config, 'Dave', undefined).then(
      () => 200,
      () => 400,
    ),
  ]
  const { token_endpoint } = JSON.parse(config.authorityMetadata) as { token_endpoint: string }
  const forged = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"alice@contoso.example"}').toString('base64url')}.c2ln`
  const common = {
    client_id: config.clientId,
    redirect_uri: config.redirectUri,
    scope: config.scopes.join(' '),
  }
  for (const grant of [
    { grant_type: 'authorization_code', code: 'wrong-code-0123456789', code_verifier: 'v'.repeat(43) },
    { grant_type: 'refresh_token', refresh_token: 'wrong-refresh-token-0123456789' },
    {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: forged,
      client_assertion: forged,
    },
    { grant_type: 'password', username: 'alice@contoso.example', password: 'correct-horse-battery' },
  ]) {
    const body = new URLSearchParams({ ...common, ...grant } as Record<string, string>)
    const headers = { origin: new URL(config.redirectUri).origin }
    const response = await fetch(token_endpoint, { method: 'POST', headers, body })
    statuses.push(response.status)
  }
  return statuses
}

test('every service wrote its log, and those that judge tokens an audit log with checkpoints', () => {
  const files = written.filter(({ text }) => text.length > 100).map(({ file }) => file)
  const names = listServices().map(({ name }) => name)
  expect(files).toEqual(expect.arrayContaining(names.map((name) => `log/${name}.log`)))
  for (const name of judges) {
    expect(files).toEqual(expect.arrayContaining([`audit/${name}.jsonl`, `checkpoints/${name}.jsonl`]))
  }
  expect(accepted).toEqual([])
  expect(linked.steps.filter(({ ok }) => !ok)).toEqual([])
  const reasons = records(system, 'orchestrator').map(({ reason }) => reason)
  expect(reasons).toEqual(
    expect.arrayContaining(['binding_downgrade', 'binding_mismatch', 'approval_granted']),
  )
})

test.each(Object.entries(FORBIDDEN))(
  'no log, audit record, checkpoint or span holds %s',
  (_, [pattern, sample]) => {
    expect(sample).toMatch(pattern)
    const found = written.flatMap(({ file, text }) => {
      const [hit] = pattern.exec(text) ?? []
      return hit === undefined ? [] : [`${file}: ${hit}`]
    })
    expect(found).toEqual([])
  },
)

test('nothing secret that went over the wire stands in any of them', { tags: ['LOG-4'] }, () => {
  const kinds = new Set(tap.secrets.values())
  expect([...kinds]).toEqual(
    expect.arrayContaining(['a credential', 'a proof', 'code', 'code_verifier', 'a cookie', 'access_token']),
  )
  const all = written.map(({ text }) => text).join('\n')
  const found = [...tap.secrets].filter(([secret]) => all.includes(secret)).map(([, what]) => what)
  expect(found).toEqual([])
})

test('no key of a service, no secret of the vault stands in any of them', { tags: ['LOG-4'] }, () => {
  const cwd = system.stateDir!
  const files = globSync('keys/**/*.{pem,secret,key}', { cwd })
  for (const kind of ['.pem', '.secret', '.key']) expect(files.map((file) => extname(file))).toContain(kind)
  const all = written.map(({ text }) => text).join('\n')
  const found = files.filter((file) => {
    const bytes = readFileSync(join(cwd, file))
    // As it stands in the file, the key of a PEM file without its line ends, and raw bytes in each way of writing them.
    const lines = bytes
      .toString('utf8')
      .split('\n')
      .filter((line) => line.length > 40)
    const ways = [bytes.toString('hex'), bytes.toString('base64'), bytes.toString('base64url'), ...lines]
    return ways.some((way) => all.includes(way))
  })
  expect(found).toEqual([])
})

test('what the vault keeps on the disk holds no token of a provider in clear', { tags: ['VLT-1'] }, () => {
  const cwd = system.stateDir!
  const [pattern] = FORBIDDEN['a token of a provider']!
  const files = globSync('token-vault/**/*', { cwd, withFileTypes: true }).filter((file) => file.isFile())
  expect(files.length).toBeGreaterThan(0)
  const found = files.filter((file) => pattern.test(readFileSync(join(file.parentPath, file.name), 'latin1')))
  expect(found.map(({ name }) => name)).toEqual([])
})

test('the chains that were written verify while the system runs', { tags: ['LOG-3'] }, () => {
  const command = fileURLToPath(new URL('../../tooling/src/commands/audit.ts', import.meta.url))
  const said = execFileSync(process.execPath, [command, 'verify', '--dir', system.stateDir!], {
    encoding: 'utf8',
  })
  expect(said).toContain(`${judges.length} chains verified`)
})

test('traces and metrics say nothing of who it was: no id of a person, a session, a token or a document', () => {
  const sent = receiver.text()
  const told = judges.flatMap((name) => records(system, name))
  const ids = told.flatMap(({ subject, token, binding, operation_id, ip, user_agent }) => [
    subject?.oid,
    token?.uti,
    token?.parent_uti,
    binding?.jkt,
    operation_id,
    ip,
    user_agent,
  ])
  const known = new Set(ids.filter((id) => id !== undefined))
  expect(known.size).toBeGreaterThan(20)
  // As a word of its own: `node`, who calls here, is part of others.
  const said = (id: string) =>
    new RegExp(`(?<![\\w.:-])${id.replaceAll(/\W/g, '\\$&')}(?![\\w.:-])`).test(sent)
  expect(said('chain-of-trust') && !said('chain-of')).toBe(true)
  expect([...known].filter(said)).toEqual([])
  expect(sent).not.toContain('no-such-document')
  // And are found again by nothing but the trace.
  const traces = new Set(receiver.spans().map(({ traceId }) => traceId))
  expect(
    told.filter(({ trace_id }) => trace_id !== undefined && traces.has(trace_id)).length,
  ).toBeGreaterThan(20)
})
