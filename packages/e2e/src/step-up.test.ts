import { expect, test } from 'vitest'
import { deletions } from './deletions.ts'
import { challengeIn, finished, has, parked, resume } from './operations.ts'
import { EVERY_CONTEXT, person } from './person.ts'
import { records } from './records.ts'
import { restartable } from './restartable.ts'
import { tenant } from './tenant.ts'

// The resource asks for a context of its own, which the policy row of the tool does not.
const orchestrator = restartable('orchestrator', { DELETE_AUTHENTICATION_CONTEXT: 'c3' })
const { stateDir } = orchestrator

const acrsIn = (claims: string) =>
  (JSON.parse(claims) as { access_token: { acrs: { value: string } } }).access_token.acrs.value

test(
  'policy row, then the resource: two challenges, one deletion, with a restart in the middle',
  { tags: ['STP-2'] },
  async () => {
    const alice = await person('Alice')
    const id = '01FIN-EXPENSES-AUDIT'
    expect(await has(alice, id, 'expenses')).toBe(true)
    const refused = await alice.tool('delete_document', { id })
    expect(refused.status).toBe(401)
    const { claims, operation } = await parked(refused)
    expect(acrsIn(claims)).toBe('c2')

    await orchestrator.stop()
    await orchestrator.start()

    const once = await person('Alice', claims)
    const again = await resume(once, operation)
    expect(again.status).toBe(401)
    expect(acrsIn(challengeIn(again))).toBe('c3')
    expect(await has(alice, id, 'expenses')).toBe(true)

    const twice = await person('Alice', EVERY_CONTEXT)
    const clicks = await Promise.all(Array.from({ length: 5 }, () => resume(twice, operation)))
    expect(clicks.every(({ status }) => status === 200 || status === 202)).toBe(true)
    expect(await finished(twice, operation)).toMatchObject({ state: 'done', output: { ok: true } })
    expect(await has(alice, id, 'expenses')).toBe(false)
    expect(deletions(stateDir)).toBe(1)
  },
)

test.each(['interaction_required', 'invalid_grant'] as const)(
  'a policy on the hop to the resource only, sent as %s',
  async (wireError) => {
    const withdraw = await tenant.demandContext('mock-graph', 'c3', wireError)
    try {
      const bob = await person('Bob')
      const { claims, operation } = await parked(await bob.tool('search_documents', { query: 'budget' }))
      const upgraded = await person('Bob', claims)
      expect((await resume(upgraded, operation)).status).toBe(200)
      expect(await finished(upgraded, operation)).toMatchObject({ state: 'done', output: { ok: true } })
    } finally {
      await withdraw()
    }
  },
)

test('a policy on the hop to the MCP server', async () => {
  const withdraw = await tenant.demandContext('mcp-sharepoint', 'c3')
  try {
    const bob = await person('Bob')
    const { claims, operation } = await parked(await bob.tool('search_documents', { query: 'budget' }))
    expect((await resume(await person('Bob', claims), operation)).status).toBe(200)
  } finally {
    await withdraw()
  }
})

test('the same challenge again ends the loop; a stranger resumes nothing', { tags: ['STP-3'] }, async () => {
  const alice = await person('Alice')
  const { operation } = await parked(await alice.tool('delete_document', { id: 'no-such-document' }))

  const bob = await person('Bob', EVERY_CONTEXT)
  expect((await resume(bob, operation)).status).toBe(404)
  expect(records({ stateDir }, 'orchestrator').at(-1)).toMatchObject({
    outcome: 'failure',
    reason: 'operation_foreign',
  })

  // A token that proves no more than the first one: made by dropping the claims on the way to the sign-in page.
  const response = await resume(alice, operation)
  expect(response.status).toBeLessThan(500)
  expect(await finished(alice, operation)).toMatchObject({
    state: 'failed',
    output: { ok: false, refusal: { error: 'challenge_repeated' } },
  })
})
