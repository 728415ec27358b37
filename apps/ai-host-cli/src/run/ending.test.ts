import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { startLocalIssuer, type LocalIssuer } from './issuer.fixture.ts'
import { echo, echoServer, INITIALIZE, launch } from './launched.fixture.ts'

// Real processes, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 60_000 })
const PATIENT = { timeout: 30_000 }

let issuer: LocalIssuer
beforeAll(async () => {
  issuer = await startLocalIssuer()
})
beforeEach(() => {
  issuer.script.length = 0
})
afterAll(() => issuer.close())

const node = (script: string): string[] => [process.execPath, '-e', script]
const FRAME = '{"stdio_handshake":1,"type":"revoked","at":1,"event":"x","proof":"x"}'

describe('the launcher ends as the server ends', () => {
  test.each([
    ['0 at the end of the input', [], 0],
    ['its own code', ['--exit', '3'], 3],
  ])('%s', async (_, options, code) => {
    const launched = launch(issuer, echoServer(issuer, ...options))
    await launched.ask(INITIALIZE)
    launched.child.stdin.end()
    expect(await launched.ended).toMatchObject({ code, stderr: '' })
  })

  test.each([
    ['before the handshake', ['sh', '-c', 'exit 5'], 5],
    ['killed before the handshake', ['sh', '-c', 'kill -KILL $$'], 137],
    ['a command that there is not', ['/nosuch/server'], 127],
    ['a file that is no program', [fileURLToPath(import.meta.url)], 126],
  ])('%s', async (_, command, code) => {
    expect((await launch(issuer, command).ended).code).toBe(code)
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s goes through', async (signal) => {
    const launched = launch(issuer, echoServer(issuer))
    await launched.ask(INITIALIZE)
    launched.child.kill(signal)
    expect((await launched.ended).code).toBe({ SIGTERM: 143, SIGINT: 130, SIGHUP: 129 }[signal])
  })

  test('a server that is deaf to SIGTERM is killed, before the client kills the launcher', async () => {
    const launched = launch(issuer, echoServer(issuer, '--deaf'))
    await launched.ask(INITIALIZE)
    launched.child.kill('SIGTERM')
    // 137, or 143 when the launcher gave up first: the server is gone either way, or `close` would not come.
    expect([137, 143]).toContain((await launched.ended).code)
  })

  test('a client that has gone without a word ends the server too', async () => {
    const launched = launch(issuer, echoServer(issuer))
    await launched.ask(INITIALIZE)
    launched.child.stdout.destroy()
    launched.child.stdin.write(`${echo(1, 'x'.repeat(500_000))}\n`)
    const [code] = (await once(launched.child, 'exit')) as [number | null]
    expect(code).toBe(0)
  })
})

describe('a command that is not the server that was meant', () => {
  const hello = (fields: object): string[] =>
    node(
      `console.log(${JSON.stringify(
        JSON.stringify({
          stdio_handshake: 1,
          type: 'hello',
          versions: [1],
          resource: 'api://a1b00000-0000-4000-8000-000000004414',
          issuer: `${issuer.origin}/v2.0`,
          scopes_supported: ['Workspace.Read'],
          nonce: 'n'.repeat(43),
          timeout: 10,
          ...fields,
        }),
      )}); process.stdin.on('data', (chunk) => process.stderr.write('GOT ' + chunk))`,
    )

  test('a hello that fits is answered with a credential: what the others are compared with', async () => {
    const launched = launch(issuer, hello({}))
    await expect.poll(launched.said, PATIENT).toContain('GOT {"stdio_handshake":1,"type":"credential"')
    launched.child.kill('SIGTERM')
    await launched.ended
  })

  test.each([
    ['wants a token for another resource', () => hello({ resource: 'http://localhost:4401' })],
    ['of another issuer', () => hello({ issuer: 'https://login.microsoftonline.com/common/v2.0' })],
    ['in another version', () => hello({ versions: [2] })],
    ['speaks MCP at once', () => node(`console.log('{"jsonrpc":"2.0","method":"x"}')`)],
    ['prints a banner', () => node(`console.log('listening…'); setInterval(() => {}, 1000)`)],
  ])('%s: gets nothing, 76', async (_, command) => {
    const { code, stderr } = await launch(issuer, command()).ended
    expect(code).toBe(76)
    expect(stderr).not.toContain('GOT')
    expect(stderr).toMatch(/^The (server|command) .+\.\n$/)
  })
})

describe('nobody can be signed in', () => {
  test.each([
    [401, 77, 'Nobody is signed in on this machine. Sign in with: ai-host-cli login\n'],
    [503, 69, expect.stringContaining('.\n') as string],
  ] as const)(
    'the sign-in service says %d: exit code %d, and no server was started',
    async (status, code, stderr) => {
      issuer.script.push({ status })
      const started = node(`process.stderr.write('STARTED')`)
      const ended = await launch(issuer, started).ended
      expect(ended).toMatchObject({ code, stderr, stdout: '' })
      expect(ended.stderr).not.toContain('STARTED')
    },
  )
})

test('a frame among the messages of the client ends the session, and the server has not seen it', async () => {
  const launched = launch(issuer, echoServer(issuer))
  await launched.ask(INITIALIZE)
  launched.child.stdin.write(`${echo(1, 'before')}\n${FRAME}\n${echo(2, 'after')}\n`)
  const { code, stdout, stderr } = await launched.ended
  expect(code).toBe(65)
  expect(stderr).toMatch(/^The MCP client sent a line that begins like a frame/)
  expect(stdout).not.toContain('after')
})

test('no frame of the server reaches the client', async () => {
  const launched = launch(issuer, echoServer(issuer))
  await launched.ask(INITIALIZE)
  const before = issuer.requests.length
  launched.child.kill('SIGUSR2')
  await expect.poll(() => issuer.requests.length, PATIENT).toBe(before + 1)
  // The new token is fetched; the server is given it between two messages.
  let asked = 0
  const answer = () => launched.ask(echo((asked += 1), 'renewed'))
  await expect.poll(answer, PATIENT).toContain('"accepted":2')
  launched.child.stdin.end()
  const { stdout } = await launched.ended
  expect(stdout).not.toContain('stdio_handshake')
  expect(stdout.trim().split('\n')).toHaveLength(1 + asked)
})

describe('a credential whose lease is over', () => {
  // As after a night's sleep: the server's lease is 600 s.
  const old = () => ({ claims: { iat: Math.floor(Date.now() / 1000) - 700 } })

  test('is renewed before the message goes, which is then under the new one', async () => {
    issuer.script.push(old())
    const asked = issuer.requests.length
    const launched = launch(issuer, echoServer(issuer))
    await launched.ask(INITIALIZE)
    expect(await launched.ask(echo(1, 'x'))).toContain('"accepted":2')
    expect(issuer.requests.length).toBe(asked + 2)
    launched.child.stdin.end()
    expect(await launched.ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('and cannot be renewed: said once, the messages go on, and the sign-in heals the session', async () => {
    issuer.script.push(old(), { status: 401 }, { status: 401 })
    const launched = launch(issuer, echoServer(issuer))
    await launched.ask(INITIALIZE)
    expect(await launched.ask(echo(1, 'x'))).toContain('"accepted":1')
    expect(await launched.ask(echo(2, 'x'))).toContain('"accepted":2')
    launched.child.stdin.end()
    expect(await launched.ended).toMatchObject({
      code: 0,
      stderr: 'Nobody is signed in on this machine. Sign in with: ai-host-cli login\n',
    })
  })
})

test('revoked elsewhere: the server hears of it, and the next message brings a newer credential', async () => {
  const launched = launch(issuer, echoServer(issuer), { ...process.env, SECURITY_EVENTS: 'on' })
  await launched.ask(INITIALIZE)
  expect(await launched.ask(echo(1, 'x'))).toContain('"accepted":1')
  await issuer.revoke()
  let id = 2
  const accepted = async () => /"accepted":\d/.exec(await launched.ask(echo(id++, 'x')))?.[0]
  await expect.poll(accepted, PATIENT).toBe('"accepted":2')
  const at = issuer.requests.findLast(({ scopes }) => scopes === 'Workspace.Read')!.newerThan
  expect(Math.abs(at - Date.now() / 1000)).toBeLessThan(60)
  launched.child.stdin.end()
  expect((await launched.ended).code).toBe(0)
})
