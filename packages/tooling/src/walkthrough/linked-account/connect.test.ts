import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { connectAccount } from './connect.ts'

const form = (action: string, buttons: string): string =>
  `<form method="post" action="${action}"><input type="hidden" name="interaction" value="i">${buttons}</form>`
const decision = `<button name="decision" value="decline">No</button><button name="decision" value="accept">Yes</button>`

/** Pages by `METHOD /path`; what was sent, and under which trace. */
async function site(pages: Record<string, string>) {
  const sent: string[] = []
  const traces = new Set<string>()
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = `${request.method} ${request.url}`
    traces.add(request.headers['traceparent']?.toString().split('-')[1] ?? 'none')
    sent.push(`${asked} ${await text(request)}`.trim())
    response.end(pages[asked] ?? 'The end')
  }
  const server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent, traces }
}

const PAGES = {
  'GET /connect/1': form('/login', '<button name="user" value="1">Alice Archer</button>'),
  'POST /login': form('/agree', decision.replace('accept', 'allow')),
  'POST /agree': form(
    '/account',
    '<button name="account" value="a1">alice-private</button><button name="account" value="a2">alice-codes</button>',
  ),
  'POST /account': form('/consent', decision),
  'POST /consent': form(
    '/replace',
    '<button name="decision" value="keep">Old</button><button name="decision" value="replace">New</button>',
  ),
}

test('the person signs in, agrees, chooses their account, consents and means it, in one trace', async () => {
  const { origin, sent, traces } = await site(PAGES)
  const visit = await connectAccount(`${origin}/connect/1`, { person: 'alice', account: 'codes' })
  expect(sent).toEqual([
    'GET /connect/1',
    'POST /login interaction=i&user=1',
    'POST /agree interaction=i&decision=allow',
    'POST /account interaction=i&account=a2',
    'POST /consent interaction=i&decision=accept',
    'POST /replace interaction=i&decision=replace',
  ])
  expect(visit.done.map(({ page }) => page)).toEqual(['sign-in', 'consent', 'account', 'consent', 'replace'])
  expect(visit.end).toEqual({ at: origin, status: 200, text: 'The end' })
  expect([...traces]).toEqual([visit.traceId])
})

test('an account that is not there is named, with those that are', async () => {
  const { origin } = await site(PAGES)
  const visit = connectAccount(`${origin}/connect/1`, { person: 'alice', account: 'bob-builds' })
  await expect(visit).rejects.toThrow(/called bob-builds: alice-private; alice-codes/)
})

test('pages without end are given up', async () => {
  const { origin } = await site({ 'GET /': form('/', decision), 'POST /': form('/', decision) })
  await expect(connectAccount(origin, { person: 'alice' })).rejects.toMatchObject({ error: 'too_many_pages' })
})
