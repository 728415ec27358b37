import { afterAll, beforeAll, expect, test } from 'vitest'
import { startLabServer } from './lab-server.fixture.ts'
import { TOUR } from './tour.ts'
import { Attacks, Pairs } from './wire.ts'

let lab: Awaited<ReturnType<typeof startLabServer>>
beforeAll(async () => (lab = await startLabServer()))
afterAll(() => lab.app.close())

/** Both are tried in the lab's own services: the rest of the system does not run here. */
const REFUSED = ['dpop/wrong-method', 'claims/app-only-roles']

test('every attack is listed with what refuses it, and with the line', async () => {
  const { attacks, groups, tour } = Attacks.parse(await (await lab.call('/api/attacks')).json())
  expect(attacks.length).toBeGreaterThan(300)
  expect(attacks.find(({ id }) => id === 'dpop/wrong-method')).toMatchObject({
    by: 'mock-graph',
    reason: 'dpop_proof_invalid',
    standard: 'RFC 9449 §4.3',
    source: { file: 'packages/auth-core/src/dpop-proof.ts', code: expect.stringContaining('htm') as string },
  })
  expect(new Set(attacks.map(({ group }) => group))).toEqual(new Set(groups.map(({ id }) => id)))
  expect(groups.filter(({ about }) => about === '')).toEqual([])
  expect(tour).toEqual(TOUR)
  const ids = new Set(attacks.map(({ id }) => id))
  expect(tour.filter(({ id }) => !ids.has(id))).toEqual([])
  expect(tour).toHaveLength(10)
})

test('every pair is listed with the line of the real guard', async () => {
  const { pairs } = Pairs.parse(await (await lab.call('/api/pairs')).json())
  expect(pairs.length).toBeGreaterThan(0)
  for (const { id, source } of pairs) {
    expect(id).toMatch(/^pairs\/[a-z-]+$/)
    expect(source.line).toBeGreaterThan(0)
  }
})

test('a run says what it does as it does it, and records who ran what', async () => {
  const lines = await lab.run(REFUSED)
  expect(lines.map(({ type }) => type)).toEqual([
    'started',
    'running',
    'attack',
    'running',
    'attack',
    'ended',
  ])
  expect(lines.at(-1)).toEqual({ type: 'ended', done: 2, asExpected: 2 })
  const results = lines.flatMap((line) => (line.type === 'attack' ? [line.result] : []))
  expect(results.map(({ id, refused }) => ({ id, refused }))).toEqual(
    REFUSED.map((id) => ({ id, refused: true })),
  )
  const ran = lab.audit.records.filter(({ event }) => event === 'attack_run')
  expect(ran.map(({ diagnostics, outcome }) => [diagnostics?.['attack'], outcome])).toEqual(
    REFUSED.map((id) => [id, 'success']),
  )
  expect(ran[0]?.subject?.oid).toBeDefined()
})

test('a result shows what was sent, its records and the line, and no token that could be used', async () => {
  const [, , line] = await lab.run(['dpop/wrong-method'])
  if (line?.type !== 'attack') throw new Error(JSON.stringify(line))
  const { exchanges, records, source, traceId, inSystem } = line.result
  const last = exchanges.at(-1)!
  expect(last.sent).toMatchObject({ method: 'GET', headers: expect.arrayContaining(['dpop']) as string[] })
  expect(last.sent.tokens.find(({ as }) => as === 'dpop')?.claims).toHaveProperty('htm', 'DELETE')
  expect(last.received).toMatchObject({ status: 401, error: 'invalid_dpop_proof' })
  expect(source?.file).toBe('packages/auth-core/src/dpop-proof.ts')
  expect(records.at(-1)).toMatchObject({ reason: 'dpop_proof_invalid', trace_id: traceId })
  // A service of the lab's own refused it.
  expect(inSystem).toBe(false)
  // Header, payload and signature of a JWT.
  expect(JSON.stringify(line)).not.toMatch(/eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{10}/)
})

test('one run at a time: whoever comes second is told, and may come when it is over', async () => {
  const first = await lab.start(REFUSED)
  const second = await lab.start(REFUSED)
  expect(second.status).toBe(409)
  expect(await second.json()).toMatchObject({ error: 'run_in_progress' })
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0)
  await first.text()
  expect((await lab.run(['dpop/wrong-method'])).at(-1)).toMatchObject({ type: 'ended' })
})

test('a run ends when nobody reads it any more', async () => {
  const before = lab.audit.records.filter(({ event }) => event === 'attack_run').length
  const gone = new AbortController()
  const many = Array.from({ length: 30 }, (_, index) => ['dpop/wrong-method', 'dpop/wrong-url'][index % 2]!)
  const { attacks } = Attacks.parse(await (await lab.call('/api/attacks')).json())
  const all = attacks.filter(({ group }) => group === 'claims' || group === 'dpop').map(({ id }) => id)
  const response = await lab.start([...many, ...all], { signal: gone.signal })
  await response.body!.getReader().read()
  gone.abort()
  await expect.poll(async () => (await lab.start(['dpop/wrong-method'])).status).toBe(200)
  const ran = lab.audit.records.filter(({ event }) => event === 'attack_run').length - before
  expect(ran).toBeLessThan(all.length)
})

test.each([
  [{ ids: [] }, 'ids'],
  [{ ids: ['dpop/nosuch'] }, 'ids[0]: there is no such attack'],
  [{ ids: ['../../etc/passwd'] }, 'ids[0]: there is no such attack'],
  [{ ids: ['dpop/wrong-method'], stateDir: '/tmp' }, 'the body must be'],
])('%j is refused with the reason', async (body, says) => {
  const response = await lab.call('/api/runs', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain(says)
})

test.each([
  ['without the scope', { scp: 'access_as_user' }, 403],
  ['by another application', { azp: 'a1b00000-0000-4000-8000-000000004402' }, 401],
  ['for another resource', { audience: 'a1b00000-0000-4000-8000-000000004401' }, 401],
  ['in nobody’s name', { claims: { scp: undefined, roles: ['Lab.Run'], idtyp: 'app' } }, 401],
])('a token %s runs nothing', async (_title, bend, status) => {
  expect((await lab.call('/api/runs', { method: 'POST' }, bend)).status).toBe(status)
  expect((await lab.call('/api/attacks', {}, bend)).status).toBe(status)
})

test('another page may not ask, and the AI host’s may', async () => {
  const preflight = async (origin: string) => {
    const headers = { origin, 'access-control-request-method': 'POST' }
    const response = await fetch(`${lab.origin}/api/runs`, { method: 'OPTIONS', headers })
    return response.headers.get('access-control-allow-origin')
  }
  expect(await preflight('http://localhost:4400')).toBe('http://localhost:4400')
  expect(await preflight('http://localhost:4401')).not.toBe('http://localhost:4401')
})
