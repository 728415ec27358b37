import { ALICE, BOB } from '@chain-of-trust/testkit'
import type { InputRequiredResult } from '@modelcontextprotocol/client'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { legacyCall, modernCall } from '../ledger.fixture.ts'
import { elicitableCall, ran, startShelf } from './shelf.fixture.ts'

const shelf = await startShelf()
afterAll(() => shelf.close())
beforeEach(() => {
  shelf.vault.links.clear()
  shelf.vault.requests.length = 0
  shelf.provider.requests.length = 0
  shelf.exchanges.length = 0
  shelf.audit.records.length = 0
  ran.length = 0
})

type Result = InputRequiredResult & {
  isError?: boolean
  content?: { text: string }[]
  inputRequests?: { link: { method: string; params: { mode: string; message: string; url: string } } }
}
type Call = { body: object; headers: Record<string, string> }
const answered = async ({ body, headers }: Call, oid = ALICE) => {
  const response = await shelf.post(body, { headers, oid, scp: 'Shelf.Read' })
  expect(response.status).toBe(200)
  return ((await response.json()) as { result: Result }).result
}

/** The same call with a name that is written in another way: the pool leaves it to the SDK's own entry. */
const unusual = (call: Call): Call => ({
  ...call,
  headers: {
    ...call.headers,
    'mcp-name': `=?base64?${Buffer.from(call.headers['mcp-name']!).toString('base64')}?=`,
  },
})

describe.each([
  ['the pool', (call: Call) => call],
  ['the SDK’s own entry', unusual],
])('a client that can send people to a page, by way of %s', (_way, by) => {
  test('is asked to, and the tool does not run', async () => {
    const result = await answered(by(elicitableCall('read_book')))
    expect(result.resultType).toBe('input_required')
    expect(result.inputRequests?.link).toMatchObject({
      method: 'elicitation/create',
      params: { mode: 'url', message: expect.stringContaining('your account at Bookshelf') as string },
    })
    expect(result.inputRequests?.link.params.url).toMatch(new RegExp(`^${shelf.vault.url}/connect/[\\w-]+$`))
    expect(result._meta).toMatchObject({
      'chain-of-trust.example/link': {
        provider: 'shelf',
        provider_name: 'Bookshelf',
        server: 'shelf',
        reason: 'not_linked',
        scopes: ['books:read'],
        expires_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      },
    })
    expect([ran, shelf.provider.requests]).toEqual([[], []])
    expect(result.content).toBeUndefined()
  })

  test.each(['decline', 'cancel'])(
    '%s: the tool says so, and nothing is asked for in their name',
    async (action) => {
      shelf.link(ALICE)
      const inputResponses = { link: { action } }
      const result = await answered(by(elicitableCall('read_book', { inputResponses })))
      expect(result.isError).toBe(true)
      expect(result.content?.[0]?.text).toContain('did not connect')
      expect([shelf.exchanges, shelf.vault.requests, shelf.provider.requests]).toEqual([[], [], []])
    },
  )

  test('accept means nothing by itself: the vault is asked again', async () => {
    const inputResponses = { link: { action: 'accept' } }
    expect((await answered(by(elicitableCall('read_book', { inputResponses })))).resultType).toBe(
      'input_required',
    )
    shelf.link(ALICE)
    const result = await answered(by(elicitableCall('read_book', { inputResponses })))
    expect(result.content?.[0]?.text).toContain(`token-of-${ALICE}-1`)
  })
})

test('the official v2 client asks its person, and the same call goes on when they have linked', async () => {
  const client = await shelf.connect(ALICE)
  const asked: unknown[] = []
  client.setRequestHandler('elicitation/create', ({ params }) => {
    asked.push(params)
    shelf.link(ALICE)
    return { action: 'accept' as const }
  })
  const result = await client.callTool({ name: 'read_book', arguments: { number: 7 } })
  expect(result.structuredContent).toMatchObject({ text: `"/v1/books/7 of token-of-${ALICE}-1"` })
  expect(asked).toHaveLength(1)
  expect(asked[0]).toMatchObject({ mode: 'url' })
  expect(shelf.provider.requests).toHaveLength(1)
  await client.close()
})

test('the official v2 client passes on a no', async () => {
  const client = await shelf.connect(ALICE)
  client.setRequestHandler('elicitation/create', () => ({ action: 'decline' as const }))
  const result = await client.callTool({ name: 'read_book', arguments: {} })
  expect(result.isError).toBe(true)
  expect(shelf.vault.requests).toHaveLength(1)
  await client.close()
})

test('what is missing is said: more scopes, or a link that has ended', async () => {
  shelf.link(ALICE, ['books:read'])
  const more = await answered(elicitableCall('write_book'))
  expect(more.inputRequests?.link.params.message).toContain('more of your account')
  expect(more._meta).toMatchObject({
    'chain-of-trust.example/link': { reason: 'scopes_missing', scopes: ['books:read', 'books:write'] },
  })
})

describe('a client that cannot send people anywhere gets a sentence, and not the page made for this call', () => {
  const told = (result: { isError?: boolean | undefined; content?: unknown }) => ({
    isError: result.isError,
    text: (result.content as { text: string }[])[0]?.text,
    reached: shelf.provider.requests.length,
  })
  const sentence = () => ({
    isError: true,
    text:
      'This needs your account at Bookshelf (books:read), which is not connected yet: connect it. ' +
      `Do so at ${shelf.vault.url}/, then ask again.`,
    reached: 0,
  })

  test.each([{}, { elicitation: {} }, { elicitation: { form: {} } }])(
    'v2, 2026-07-28, with %j',
    async (capabilities) => {
      const client = await shelf.connect(BOB, capabilities)
      expect(told(await client.callTool({ name: 'read_book', arguments: {} }))).toEqual(sentence())
      await client.close()
    },
  )

  test('v2, 2025-11-25', async () => {
    const client = await shelf.clientV2(await shelf.token({ oid: BOB, scp: 'Shelf.Read' }), 'legacy')
    expect(told(await client.callTool({ name: 'read_book', arguments: {} }))).toEqual(sentence())
    await client.close()
  })

  test('v1', async () => {
    const client = await shelf.clientV1(await shelf.token({ oid: BOB, scp: 'Shelf.Read' }))
    const result = await client.callTool({ name: 'read_book', arguments: {} })
    expect(told(result as Parameters<typeof told>[0])).toEqual(sentence())
    await client.close()
  })

  test('2025-11-25 that claims the capability where only 2026-07-28 has it', async () => {
    const { body, headers } = legacyCall('read_book')
    const meta = { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } } }
    expect(
      told(await answered({ body: { ...body, params: { ...body.params, _meta: meta } }, headers })),
    ).toEqual(sentence())
  })
})

test('what is missing belongs to the one who asks: others are not kept from their books', async () => {
  shelf.link(BOB)
  const [alice, bob] = await Promise.all([
    answered(elicitableCall('read_book'), ALICE),
    answered(modernCall('read_book'), BOB),
  ])
  expect(alice.resultType).toBe('input_required')
  expect(bob.content?.[0]?.text).toContain(`token-of-${BOB}-1`)
})
