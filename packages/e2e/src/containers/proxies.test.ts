import { dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { expect, test } from 'vitest'
import { person } from '../person.ts'
import { ORCHESTRATOR } from '../system-under-test.ts'
import {
  auditLogOf,
  auditLogs,
  compose,
  containers,
  docker,
  healthy,
  newTrace,
  openAuditLogs,
  type Container,
} from './docker.ts'

const SEARCH = `${ORCHESTRATOR}/api/tools/mcp-sharepoint/search_documents`
const search = (headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', ...headers },
  body: '{"query":"travel"}',
})

/** A request as it went over the wire, accepted once, to be sent again as it is. */
async function spent(name: string): Promise<() => Promise<Response>> {
  const { token, key } = await person(name)
  let sent: RequestInit | undefined
  const tapped = dpopFetch(key, { fetch: (url, init) => fetch(url, (sent = init)) })
  const accepted = await tapped(SEARCH, { ...search(), accessToken: token })
  expect(accepted.status).toBe(200)
  return () => fetch(SEARCH, sent)
}

test('a proof that one replica took is refused by each of them', async () => {
  const again = await spent('Alice')
  const before = await replays()
  expect(before).toHaveLength(2)
  // The proxy chooses by chance: a replica that is never met in thirty is met once in a thousand million runs.
  const answers = await Promise.all(Array.from({ length: 30 }, again))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]))
  const after = await replays()
  for (const [n, count] of after.entries()) expect(count).toBeGreaterThan(before[n]!)
})

const replays = async () =>
  (await openAuditLogs('orchestrator')).map(
    ({ records }) => records.filter(({ reason }) => reason === 'dpop_proof_replayed').length,
  )

test('what a caller says of their own address is not what is recorded', async () => {
  const alice = await person('Alice')
  const trace = newTrace()
  const forged = {
    'x-forwarded-for': '203.0.113.66',
    forwarded: 'for=203.0.113.66',
    'x-real-ip': '203.0.113.66',
  }
  expect((await alice.send(SEARCH, search({ ...forged, ...trace.headers }))).status).toBe(200)
  const records = auditLogs('orchestrator')
    .flatMap((log) => log.records)
    .filter(({ trace_id }) => trace_id === trace.id)
  expect(records.length).toBeGreaterThan(0)
  const proxy = await docker(
    'inspect',
    '--format',
    '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}',
    (await containers('orchestrator-proxy'))[0]!.id,
  )
  for (const { ip } of records.filter((record) => record.ip !== undefined)) {
    expect(ip).not.toBe('203.0.113.66')
    // Nor is it the proxy: that would say the same of everybody.
    expect(proxy.split(' ')).not.toContain(ip)
  }
})

test('with no replica left the proxy says that nothing was sent, and when to come again', async () => {
  const replicas = await containers('orchestrator')
  await docker('stop', '--time', '10', ...replicas.map(({ id }) => id))
  try {
    const refused = await fetch(`${ORCHESTRATOR}/api/operations`, { method: 'POST' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await refused.json()).toEqual({ error: 'temporarily_unavailable' })
  } finally {
    await docker('start', ...replicas.map(({ id }) => id))
    for (const replica of replicas) await healthy(replica)
  }
  await expect
    .poll(async () => (await fetch(`${ORCHESTRATOR}/healthz`)).status, { timeout: 60_000 })
    .toBe(200)
})

/** All of them, when `count` run and each of them is well. */
async function scaled(count: number): Promise<Container[]> {
  await compose(
    'up',
    '-d',
    '--no-deps',
    '--no-recreate',
    '--scale',
    `mcp-sharepoint=${count}`,
    'mcp-sharepoint',
  )
  const replicas = await containers('mcp-sharepoint')
  expect(replicas).toHaveLength(count)
  for (const replica of replicas) await healthy(replica)
  return replicas
}

test('one replica more is found by the proxy, and one less is not missed', async () => {
  const alice = await person('Alice')
  const statuses = async () =>
    new Set(
      (await Promise.all(Array.from({ length: 20 }, () => alice.send(SEARCH, search())))).map(
        ({ status }) => status,
      ),
    )
  const two = await containers('mcp-sharepoint')
  const three = await scaled(3)
  try {
    const third = three.find(({ id }) => two.every((other) => other.id !== id))!
    const written = async () => (await auditLogOf(third)).records.length
    const before = await written()
    await expect
      .poll(
        async () => {
          expect(await statuses()).toEqual(new Set([200]))
          return written()
        },
        { timeout: 60_000 },
      )
      .toBeGreaterThan(before)
  } finally {
    await scaled(2)
  }
  const [first] = await containers('mcp-sharepoint')
  await docker('stop', '--time', '10', first!.id)
  try {
    expect(await statuses()).toEqual(new Set([200]))
  } finally {
    await docker('start', first!.id)
    await healthy(first!)
  }
  expect(await statuses()).toEqual(new Set([200]))
}, 300_000)
