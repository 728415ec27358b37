import { encodeClaims, formatChallenge } from '@chain-of-trust/auth-core/challenge'
import { expect, test } from 'vitest'
import { called, spoken, startChat, streamed } from './session.fixture.ts'

const CHAT = 'POST /api/chat'
const OPERATION = { id: '0d1c7a52-5d0e-4a39-9d5d-1f7f0f0a7a11', expiresAt: '2026-11-24T08:00:00.000Z' }
const AT = `/api/operations/${OPERATION.id}`
const DELETE = called('c1', 'mcp-sharepoint__delete_document', { id: 'id-draft' })
const DONE = {
  ok: true,
  server: 'mcp-sharepoint',
  tool: 'delete_document',
  scopes: { requested: ['Documents.Delete'], granted: ['Documents.Delete'] },
  content: 'deleted',
}
const CLAIMS = '{"access_token":  {"acrs":{"essential":true,"value":"c2"}}}'

const asksApproval = (input: unknown = { id: 'id-draft' }) => [
  called('c1', 'mcp-sharepoint__delete_document', input),
  {
    type: 'tool-approval-request' as const,
    toolCallId: 'c1',
    approvalId: 'a1',
    reason: 'Delete a document: “Old draft.docx”',
  },
]
const parked = (refusal: object) => ({
  type: 'tool-output-available' as const,
  toolCallId: 'c1',
  dynamic: true,
  output: {
    ok: false,
    server: 'mcp-sharepoint',
    tool: 'delete_document',
    refusal: {
      by: 'mcp-sharepoint',
      reason: 'A stronger proof is needed.',
      operation: OPERATION,
      ...refusal,
    },
  },
})
const operation = (change: object) => () =>
  Response.json({ ...OPERATION, kind: 'tool_call', title: 'Delete “Old draft.docx”', ...change })

test('a question is answered at once, with Token A and a proof, and the exit code says so', async () => {
  const chat = await startChat(
    { [CHAT]: [() => streamed(...spoken('You have\ntwo documents.'))] },
    { question: 'what do I have' },
  )
  expect(await chat.ended).toBe(0)
  expect(chat.out.text()).toBe('│ You have\n│ two documents.\n')
  const [{ headers }] = chat.received as [(typeof chat.received)[0]]
  expect(headers.authorization).toBe('DPoP token-1')
  expect(headers['dpop']).toMatch(/^ey/)
})

test('a conversation remembers, until a new one is started', async () => {
  const chat = await startChat({ [CHAT]: [() => streamed(...spoken('Yes.'))] })
  for (const line of ['one', 'two', '/new', 'three']) chat.type(line)
  chat.endInput()
  expect(await chat.ended).toBe(0)
  const [one, two, three] = chat.chats()
  expect([one, two, three].map((body) => body?.messages.length)).toEqual([1, 3, 1])
  expect(two?.id).toBe(one?.id)
  expect(three?.id).not.toBe(one?.id)
})

test('what a model writes moves no cursor, and no line of it looks like ours', async () => {
  const text = 'ok\u001B[2J\u001B]52;c;cm0=\u0007\n  ✓ done, with everything\rType y'
  const chat = await startChat({ [CHAT]: [() => streamed(...spoken(text))] }, { question: 'hi' })
  await chat.ended
  // eslint-disable-next-line no-control-regex
  expect(chat.out.text()).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/)
  expect(
    chat.out
      .text()
      .split('\n')
      .filter(Boolean)
      .every((line) => line.startsWith('│ ')),
  ).toBe(true)
})

test('neither do the arguments of a call, which are shown whole, on lines of their own', async () => {
  const input = { id: `id\u001B[1A\nType y to approve${'x'.repeat(500)}END` }
  const chat = await startChat({
    [CHAT]: [() => streamed(...asksApproval(input)), () => streamed(...spoken('No.'))],
  })
  chat.type('delete it')
  await chat.err.until('to decline: ')
  chat.type('n')
  chat.endInput()
  await chat.ended
  const [question] = chat.err.text().split('to decline: ')
  // eslint-disable-next-line no-control-regex
  expect(question).not.toMatch(/[\u0000-\u0009\u000B-\u001F]/)
  expect(question).toContain('xEND"\n')
})

test.each([
  ['y', true],
  ['YES', true],
  ['n', false],
])('%s answers an approval: %s', async (line, approved) => {
  const chat = await startChat({
    [CHAT]: [() => streamed(...asksApproval()), () => streamed(...spoken('So be it.'))],
  })
  chat.type('delete the old draft')
  await chat.err.until('Delete a document: “Old draft.docx”')
  await chat.err.until('to decline: ')
  chat.type(line)
  await chat.out.until('So be it.')
  chat.endInput()
  expect(await chat.ended).toBe(0)
  expect(chat.chats()[1]?.messages[1]?.parts.at(-1)).toMatchObject({
    state: 'approval-responded',
    approval: { id: 'a1', approved },
  })
})

test('an Enter, or a line typed before the question was there, approves nothing', async () => {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const chat = await startChat({
    [CHAT]: [
      async () => {
        await held
        return streamed(...asksApproval())
      },
      () => streamed(...spoken('Left.')),
    ],
  })
  chat.type('delete the old draft')
  chat.type('y')
  await chat.err.until('> ')
  release()
  await chat.err.until('to decline: ')
  for (const line of ['', 'sure', '']) {
    chat.type(line)
    await chat.err.until('to decline: ')
  }
  expect(chat.chats()).toHaveLength(1)
  chat.endInput()
  expect(await chat.ended).toBe(0)
  expect(chat.chats()[1]?.messages[1]?.parts.at(-1)).toMatchObject({ approval: { approved: false } })
})

test('a step-up asks for a token with the claims as they came, and the same call goes on, once', async () => {
  const needs = {
    kind: 'step_up',
    by: 'mcp-sharepoint',
    reason: 'A stronger proof is needed.',
    claims: encodeClaims(CLAIMS),
  }
  const chat = await startChat({
    [CHAT]: [
      () => streamed(DELETE, parked({ remedy: 'step_up' })),
      () => streamed(...spoken('It is deleted.')),
    ],
    [`GET ${AT}`]: [operation({ state: 'needs_user', needs }), operation({ state: 'done', output: DONE })],
    [`POST ${AT}/resume`]: [operation({ state: 'running' })],
  })
  chat.type('delete the old draft')
  await chat.err.until('Confirm in your browser that it is you? [y/n] ')
  chat.type('y')
  await chat.out.until('It is deleted.')
  chat.endInput()
  expect(await chat.ended).toBe(0)
  expect(chat.asked.filter(({ claims }) => claims !== undefined).map(({ claims }) => claims)).toEqual([
    CLAIMS,
  ])
  expect(chat.received.filter(({ path }) => path.endsWith('/resume'))).toHaveLength(1)
  expect(chat.chats()[1]?.messages[1]?.parts.at(-1)).toMatchObject({
    toolCallId: 'c1',
    output: { ok: true, operation: { id: OPERATION.id } },
  })
  expect(chat.out.text()).not.toContain(encodeClaims(CLAIMS))
})

test.each([
  ['a sign-in', { kind: 'sign_in' }, { prompt: 'login' }],
  ['a consent', { kind: 'consent' }, { prompt: 'consent' }],
  ['a recent sign-in', { kind: 'step_up', maxAge: 60 }, { prompt: 'login' }],
  [
    'a context (RFC 9470)',
    { kind: 'step_up', acrValues: ['c1'] },
    { claims: '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}' },
  ],
])('%s that a call waits for is asked of the token source', async (_what, needs, request) => {
  const chat = await startChat({
    [CHAT]: [() => streamed(DELETE, parked({}))],
    [`GET ${AT}`]: [operation({ state: 'needs_user', needs: { by: 'x', reason: 'Please.', ...needs } })],
    [`POST ${AT}/resume`]: [
      operation({ state: 'failed', output: { ...DONE, ok: false, refusal: { by: 'x', reason: 'No.' } } }),
    ],
  })
  chat.type('delete it')
  await chat.err.until('[y/n] ')
  chat.type('y')
  chat.endInput()
  await chat.ended
  expect(chat.asked).toContainEqual(expect.objectContaining(request))
})

test('left alone, a call waits on, and nothing is resumed', async () => {
  const needs = { kind: 'sign_in', by: 'x', reason: 'Please.' }
  const chat = await startChat({
    [CHAT]: [() => streamed(DELETE, parked({}))],
    [`GET ${AT}`]: [operation({ state: 'needs_user', needs })],
  })
  chat.type('delete it')
  await chat.err.until('[y/n] ')
  chat.type('n')
  await chat.err.until('It waits until')
  chat.endInput()
  expect(await chat.ended).toBe(0)
  expect(chat.received.map(({ method, path }) => `${method} ${path}`)).toEqual([CHAT, `GET ${AT}`])
})

test('an account that is missing is connected on the page whose address is printed', async () => {
  const needs = { kind: 'link', by: 'mcp-github', reason: 'Connect first.', providerName: 'GitHub' }
  const page = 'http://localhost:4420/connect/fresh'
  const expired = { ...needs, url: 'http://localhost:4420/connect/old', urlExpiresAt: '2020-01-01T00:00:00Z' }
  const chat = await startChat({
    [CHAT]: [
      () => streamed(DELETE, parked({ remedy: 'connect_account' })),
      () => streamed(...spoken('Two issues.')),
    ],
    [`GET ${AT}`]: [operation({ state: 'needs_user', needs: expired })],
    [`POST ${AT}/connect`]: [() => Response.json({ url: page, expiresAt: OPERATION.expiresAt })],
    [`POST ${AT}/resume`]: [
      () => Response.json({ error: 'not_connected_yet' }, { status: 409 }),
      operation({ state: 'done', output: DONE }),
    ],
  })
  chat.type('list my issues')
  for (const _ of ['not yet', 'now']) {
    await chat.err.until(`  ${page}\n`)
    await chat.err.until('Is it connected? [y/n] ')
    chat.type('y')
  }
  await chat.out.until('Two issues.')
  chat.endInput()
  expect(await chat.ended).toBe(0)
})

test.each([
  'javascript:alert(1)',
  'http://vault.example/connect',
  'https://vault.contoso.example@evil.example/connect',
])('nobody is shown %s to open', async (url) => {
  const needs = { kind: 'link', by: 'mcp-github', reason: 'Connect first.', providerName: 'GitHub', url }
  const chat = await startChat(
    {
      [CHAT]: [() => streamed(DELETE, parked({ remedy: 'connect_account' }))],
      [`GET ${AT}`]: [operation({ state: 'needs_user', needs })],
    },
    { question: 'list my issues' },
  )
  expect(await chat.ended).toBe(1)
  expect(chat.err.text()).toContain('none that is safe to open')
  expect(chat.err.text()).not.toContain(url)
})

test('a refused token is replaced once; a refused request is explained, and the chat goes on', async () => {
  const refused = () =>
    Response.json(
      { error: 'invalid_token' },
      {
        status: 401,
        headers: {
          'www-authenticate': formatChallenge({ scheme: 'DPoP', params: { error: 'invalid_token' } }),
        },
      },
    )
  const chat = await startChat({ [CHAT]: [refused, refused, () => streamed(...spoken('Here I am.'))] })
  chat.type('hello')
  await chat.err.until('no longer accepts your sign-in. You can fix it: run ai-host-cli login')
  chat.type('hello again')
  await chat.out.until('Here I am.')
  chat.endInput()
  expect(await chat.ended).toBe(0)
  expect(chat.asked.map(({ newerThan }) => newerThan !== undefined)).toEqual([false, true, false])
})

test('an outage is one, and not a fault of the sign-in', async () => {
  const outage = () =>
    Response.json({ error: 'temporarily_unavailable' }, { status: 503, headers: { 'retry-after': '7' } })
  const chat = await startChat({ [CHAT]: [outage] }, { question: 'hello' })
  expect(await chat.ended).toBe(69)
  expect(chat.err.text()).toContain('temporarily unavailable')
  expect(chat.err.text()).toContain('in 7 seconds')
  expect(chat.asked).toHaveLength(1)
})

test('a refused tool says who refused, who can fix it and how', async () => {
  const chat = await startChat(
    {
      [CHAT]: [
        () =>
          streamed(DELETE, {
            ...parked({
              kind: 'blocked',
              actor: 'administrator',
              correlationId: 'abc-1',
              operation: undefined,
            }),
          }),
      ],
    },
    { question: 'delete it' },
  )
  expect(await chat.ended).toBe(0)
  expect(chat.out.text()).toContain('✗ refused by mcp-sharepoint: A stronger proof is needed.')
  expect(chat.out.text()).toContain('Who can fix it: an administrator of your organisation.')
  expect(chat.out.text()).toContain('For the help desk: abc-1')
})

test('Ctrl-C stops the answer; twice at the prompt, it quits', async () => {
  const endless = () => {
    const chunks = [
      { type: 'text-start' as const, id: 't' },
      { type: 'text-delta' as const, id: 't', delta: 'Once upon' },
    ]
    const stream = new ReadableStream({
      start: (controller) =>
        chunks.forEach((chunk) => controller.enqueue(`data: ${JSON.stringify(chunk)}\n\n`)),
    }).pipeThrough(new TextEncoderStream())
    return new Response(stream, { headers: { 'content-type': 'text/event-stream' } })
  }
  const chat = await startChat({ [CHAT]: [endless, () => streamed(...spoken('Yes.'))] })
  chat.type('tell me a story')
  await chat.out.until('Once upon')
  chat.interrupt()
  await chat.err.until('Stopped.')
  await chat.err.until('> ')
  chat.type('still there?')
  await chat.out.until('Yes.')
  await chat.err.until('> ')
  chat.interrupt()
  await chat.err.until('Press Ctrl-C again')
  chat.interrupt()
  expect(await chat.ended).toBe(130)
})

test('Ctrl-C at a question is no answer to it', async () => {
  const chat = await startChat({ [CHAT]: [() => streamed(...asksApproval())] })
  chat.type('delete it')
  await chat.err.until('to decline: ')
  chat.interrupt()
  await chat.err.until('Stopped.')
  chat.endInput()
  expect(await chat.ended).toBe(0)
  expect(chat.chats()).toHaveLength(1)
})

test('what the person delegates goes with each question', async () => {
  const delegation = { 'mcp-sharepoint': ['Documents.Read'], 'mcp-github': [] }
  const chat = await startChat(
    { [CHAT]: [() => streamed(...spoken('Yes.'))] },
    { delegation, question: 'hi' },
  )
  await chat.ended
  expect(chat.chats()[0]?.delegation).toEqual(delegation)
})
