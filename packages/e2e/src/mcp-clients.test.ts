import { registration } from '@chain-of-trust/service-kit/registrations'
import { connectAccount } from '@chain-of-trust/tooling'
import { Client, isInputRequiredResult, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { expect, onTestFinished, test } from 'vitest'
import { person } from './person.ts'
import { systemUnderTest } from './system-under-test.ts'
import { tokenBFetch } from './token-b.ts'

const system = systemUnderTest()
const SERVER = 'mcp-github'
const URL_OF_SERVER = new URL(registration(SERVER).resource!)
const PORTAL = registration('token-vault').url
const CONNECT_PAGE = new RegExp(`^${PORTAL}/connect/[\\w-]{43}$`)
const LIST = { name: 'list_issues', arguments: {} }
const ISSUE = /Retry webhooks with back-off/

const fetchFor = async (name: string) =>
  tokenBFetch(await person(name), system.stateDir!, SERVER, ['Issues.Read'])

/** The official client of 2026-07-28. */
async function clientV2(name: string, { asks = true, autoFulfill = true, legacy = false } = {}) {
  const client = new Client(
    { name: 'v2', version: '1' },
    {
      versionNegotiation: { mode: legacy ? 'legacy' : { pin: '2026-07-28' } },
      capabilities: asks ? { elicitation: { url: {} } } : {},
      inputRequired: { autoFulfill },
    },
  )
  await client.connect(new StreamableHTTPClientTransport(URL_OF_SERVER, { fetch: await fetchFor(name) }))
  onTestFinished(() => client.close())
  return client
}

/** The official client of the revisions before. */
async function clientV1(name: string) {
  const client = new ClientV1({ name: 'v1', version: '1' }, { capabilities: { elicitation: { url: {} } } })
  await client.connect(new TransportV1(URL_OF_SERVER, { fetch: await fetchFor(name) }))
  onTestFinished(() => client.close())
  return client
}

type Told = Record<string, unknown>
const textOf = ({ content }: Told) => (content as { text: string }[]).map(({ text }) => text).join('\n')

test('a client that can send its person to a page is told which, and what it is for', async () => {
  const client = await clientV2('Erin', { autoFulfill: false })
  const result = await client.callTool(LIST, { allowInputRequired: true })
  if (!isInputRequiredResult(result)) throw new Error('it did not ask')
  expect(result.inputRequests?.['link']).toMatchObject({
    method: 'elicitation/create',
    params: {
      mode: 'url',
      url: expect.stringMatching(CONNECT_PAGE) as string,
      message: expect.stringContaining('GitHub') as string,
    },
  })
  expect(result._meta?.['chain-of-trust.example/link']).toMatchObject({
    server: SERVER,
    provider: 'github',
    reason: 'not_linked',
    scopes: ['issues:read'],
  })
})

const UNABLE: [string, () => Promise<{ callTool(call: typeof LIST): Promise<Told> }>][] = [
  ['of 2026-07-28 that has not declared it', () => clientV2('Erin', { asks: false })],
  ['of 2025-11-25', () => clientV2('Erin', { legacy: true })],
  ['with the SDK before', async () => clientV1('Erin')],
]

test.each(UNABLE)(
  'a client %s gets a sentence with the vault’s own page, and no page of this call',
  async (_, start) => {
    const client = await start()
    const result = await client.callTool(LIST)
    expect(result['isError']).toBe(true)
    expect(textOf(result)).toMatch(/your account at GitHub .*not connected yet/)
    expect(textOf(result)).toContain(PORTAL)
    expect(textOf(result)).not.toContain('/connect/')
  },
)

test('the person connects it while the client waits; then every client has it, with the same answer', async () => {
  const client = await clientV2('Bob')
  const visited: string[] = []
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    if (!('url' in params)) return { action: 'decline' as const }
    visited.push(params.url)
    const { end } = await connectAccount(params.url, { person: 'Bob', account: 'bob-builds' })
    expect(end.text).toContain('GitHub is connected')
    return { action: 'accept' as const }
  })
  expect(textOf(await client.callTool(LIST))).toMatch(ISSUE)
  expect(visited).toEqual([expect.stringMatching(CONNECT_PAGE)])

  expect(textOf(await (await clientV1('Bob')).callTool(LIST))).toMatch(ISSUE)
  expect(textOf(await (await clientV2('Bob', { legacy: true })).callTool(LIST))).toMatch(ISSUE)
})
