import { expect, test } from 'vitest'
import { finished, parked, resume } from '../operations.ts'
import { EVERY_CONTEXT, person, type Person } from '../person.ts'
import { ORCHESTRATOR } from '../system-under-test.ts'
import {
  auditLogs,
  containers,
  docker,
  healthy,
  newTrace,
  only,
  writersOf,
  type Container,
} from './docker.ts'

/** As by kill -9: nothing is written, nobody is told. */
async function kill(container: Container): Promise<void> {
  await docker('kill', '--signal', 'KILL', container.id)
}

async function startAgain(container: Container): Promise<void> {
  await docker('start', container.id)
  await healthy(container)
}

const SHARE = { id: '01FIN-BUDGET-2027', email: 'bob@contoso.example', role: 'read' }
const shares = () =>
  auditLogs('mcp-sharepoint')
    .flatMap(({ records }) => records)
    .filter(({ tool, event }) => tool?.endsWith('share_document') && event === 'token_exchanged')

test('a call that waits for a step-up goes on at the other replica when its own was killed, and once', async () => {
  const alice = await person('Alice')
  const { operation } = await parked(await alice.tool('share_document', SHARE))
  const before = shares().filter(({ outcome }) => outcome === 'success').length
  const replica = (await writersOf('orchestrator'))((record) => record.operation_id === operation)
  await kill(replica)
  try {
    const twice = await person('Alice', EVERY_CONTEXT)
    const clicks = await Promise.all(Array.from({ length: 5 }, () => resume(twice, operation)))
    expect(clicks.map(({ status }) => status).filter((status) => status >= 400)).toEqual([])
    expect(await finished(twice, operation)).toMatchObject({ state: 'done', output: { ok: true } })
    expect(shares().filter(({ outcome }) => outcome === 'success')).toHaveLength(before + 1)
  } finally {
    await startAgain(replica)
  }
})

/** Lets a call go as far as the resource, which does not answer; kills its MCP server; lets the resource answer again. */
async function killUnder(who: Person, tool: string, input: Record<string, unknown>): Promise<Response> {
  const graph = await only('mock-graph')
  const writer = await writersOf('mcp-sharepoint')
  const trace = newTrace()
  let victim: Container | undefined
  await docker('pause', graph.id)
  try {
    const answer = who.send(`${ORCHESTRATOR}/api/tools/mcp-sharepoint/${tool}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...trace.headers },
      body: JSON.stringify(input),
    })
    const arrived = () =>
      auditLogs('mcp-sharepoint')
        .flatMap(({ records }) => records)
        .some(({ trace_id, event }) => trace_id === trace.id && event === 'token_exchanged')
    await expect.poll(arrived, { timeout: 60_000, interval: 50 }).toBe(true)
    victim = writer(({ trace_id, event }) => trace_id === trace.id && event === 'token_exchanged')
    await kill(victim)
    await docker('unpause', graph.id)
    return await answer
  } finally {
    await docker('unpause', graph.id).catch(() => '')
    if (victim !== undefined) await startAgain(victim)
  }
}

test('an MCP server that is killed in a call: what only reads is asked again, of the other one', async () => {
  const alice = await person('Alice')
  const answer = await killUnder(alice, 'search_documents', { query: 'travel' })
  expect(answer.status).toBe(200)
  expect(await answer.text()).toContain('TRAVEL')
})

test('an MCP server that is killed in a call: what changes something is not, and it is said that nobody knows', async () => {
  const alice = await person('Alice', EVERY_CONTEXT)
  const answer = await killUnder(alice, 'share_document', {
    id: '01FIN-BUDGET-2027',
    email: 'bob@contoso.example',
    role: 'read',
  })
  expect([answer.status, await answer.json()]).toEqual([expect.any(Number), { error: 'outcome_unknown' }])
  expect(await containers('mcp-sharepoint')).toHaveLength(2)
})
