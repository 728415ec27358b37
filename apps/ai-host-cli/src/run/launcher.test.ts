import { Client as ClientV2 } from '@modelcontextprotocol/client'
import { StdioClientTransport as StdioV2 } from '@modelcontextprotocol/client/stdio'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startLocalIssuer, type LocalIssuer } from './issuer.fixture.ts'
import { echoServer, launcherOf } from './launched.fixture.ts'

// Real processes, and megabytes.
vi.setConfig({ testTimeout: 120_000 })

const INFO = { name: 'unmodified', version: '1' }

let issuer: LocalIssuer
beforeAll(async () => {
  issuer = await startLocalIssuer()
})
afterAll(() => issuer.close())

/** As an IDE is configured. */
function configuration() {
  const [command, ...args] = launcherOf(issuer, echoServer(issuer))
  return { command, args, stderr: 'inherit' as const }
}

interface Answer {
  text: string
  call: number
  accepted: number
}

interface Opened {
  pid: number
  echo: (text: string) => Promise<Answer>
  close: () => Promise<void>
}

function answerIn(result: Record<string, unknown>): Answer {
  const [{ text }] = result['content'] as [{ text: string }]
  return { text, ...(result['structuredContent'] as { call: number; accepted: number }) }
}

async function openV1(): Promise<Opened> {
  const client = new ClientV1(INFO)
  const transport = new StdioV1(configuration())
  await client.connect(transport)
  return {
    pid: transport.pid!,
    echo: async (text) => answerIn(await client.callTool({ name: 'echo', arguments: { text } })),
    close: () => client.close(),
  }
}

async function openV2(mode: 'legacy' | 'auto' | { pin: string }): Promise<Opened> {
  const client = new ClientV2(INFO, { versionNegotiation: { mode } })
  const transport = new StdioV2(configuration())
  await client.connect(transport)
  return {
    pid: transport.pid!,
    echo: async (text) => answerIn(await client.callTool({ name: 'echo', arguments: { text } })),
    close: () => client.close(),
  }
}

const CLIENTS: [string, () => Promise<Opened>][] = [
  ['v1', openV1],
  ['v2, legacy', () => openV2('legacy')],
  ['v2, pinned to 2026-07-28', () => openV2({ pin: '2026-07-28' })],
  ['v2, auto', () => openV2('auto')],
]

/** Asks for a renewal now, and waits until the launcher has been for a new token. */
async function renew(pid: number): Promise<void> {
  const before = issuer.requests.length
  process.kill(pid, 'SIGUSR2')
  await expect.poll(() => issuer.requests.length, { timeout: 60_000 }).toBe(before + 1)
}

/** How many credentials the server has taken so far: it is given a new one between two messages. */
const accepted = (client: Opened) => async () => (await client.echo('after')).accepted

describe.each(CLIENTS)('the official client %s, unmodified', (_, open) => {
  test(
    '1,000 calls with a renewal in the middle: every answer, in the order of the calls',
    { timeout: 60_000 },
    async () => {
      const client = await open()
      try {
        const texts = Array.from({ length: 1000 }, (__, n) => `call ${n} ${'\u2028é'.repeat(n % 50)}`)
        const first = await Promise.all(texts.slice(0, 500).map(client.echo))
        const [second] = await Promise.all([
          Promise.all(texts.slice(500).map(client.echo)),
          renew(client.pid),
        ])
        const answers = [...first, ...second]
        expect(answers.map(({ text }) => text)).toEqual(texts)
        expect(answers.map(({ call }) => call)).toEqual(texts.map((__, n) => n))
        expect(answers[0]!.accepted).toBe(1)
        await expect.poll(accepted(client), { timeout: 30_000 }).toBe(2)
      } finally {
        await client.close()
      }
    },
  )
})

// One of each SDK: the pipe is the same.
test.each([CLIENTS[0]!, CLIENTS[2]!])(
  '100 MB through the pipe, and back, with the official client %s',
  async (_, open) => {
    const client = await open()
    try {
      const megabyte = 'é"\\n0123456789abcdef'.repeat(50_000)
      let renewed: Promise<void> | undefined
      for (let round = 0; round < 25; round++) {
        const texts = [0, 1, 2, 3].map((n) => `${round}/${n} ${megabyte}`)
        if (round === 12) renewed = renew(client.pid)
        const answers = await Promise.all(texts.map(client.echo))
        // Not toEqual: a difference of megabytes would be printed.
        expect(answers.every(({ text }, n) => text === texts[n])).toBe(true)
      }
      await renewed
      expect((await client.echo('after')).call).toBe(100)
      await expect.poll(accepted(client), { timeout: 30_000 }).toBe(2)
    } finally {
      await client.close()
    }
  },
)
