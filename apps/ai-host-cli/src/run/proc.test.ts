import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startLocalIssuer, type LocalIssuer } from './issuer.fixture.ts'
import { echo, echoServer, INITIALIZE, launch } from './launched.fixture.ts'

vi.setConfig({ testTimeout: 60_000 })

let issuer: LocalIssuer
beforeAll(async () => {
  issuer = await startLocalIssuer()
})
afterAll(() => issuer.close())

const proc = (pid: number, file: string): string => readFileSync(`/proc/${pid}/${file}`, 'latin1')

/** What other programs of the same person can read of a process without attaching to it. */
function readable(pid: number): string[] {
  const open = readdirSync(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`)
  const targets = open.map((link) => readlinkSync(link))
  // Reading a pipe would take from it.
  const files = open.filter((_, n) => targets[n]!.startsWith('/') && !targets[n]!.startsWith('/dev/'))
  return [
    proc(pid, 'environ'),
    proc(pid, 'cmdline'),
    proc(pid, 'comm'),
    ...targets,
    ...files.map((link) => readFileSync(link, 'latin1')),
  ]
}

/** Names in a process's environment. */
const variables = (pid: number): string[] =>
  proc(pid, 'environ')
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice(0, entry.indexOf('=')))

const childrenOf = (pid: number): number[] =>
  proc(pid, `task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)

// /proc is Linux's; the start scripts and the environment are the same elsewhere.
test(
  'no token in environment, arguments or open files of launcher and server, before and after a renewal',
  { tags: ['STD-1'] },
  async ({ skip }) => {
    if (!existsSync('/proc/self/environ')) skip('This system has no /proc, as Linux has: nothing to read.')
    const env = { ...process.env, GITHUB_TOKEN: `ghp_${'a1B2'.repeat(9)}`, SOME_SETTING: 'x' }
    const launched = launch(issuer, echoServer(issuer), env)
    await launched.ask(INITIALIZE)
    launched.child.kill('SIGUSR2')
    await expect.poll(() => issuer.tokens.length, { timeout: 30_000 }).toBe(2)
    // The new token is fetched; the server is given it between two messages.
    let id = 1
    const answer = () => launched.ask(echo((id += 1), 'renewed'))
    await expect.poll(answer, { timeout: 30_000 }).toContain('"accepted":2')

    const launcher = launched.child.pid!
    const [server, ...others] = childrenOf(launcher)
    expect(others).toEqual([])
    const seen = [...readable(launcher), ...readable(server!)]
    // The test sees what it looks at: the program's own name is there.
    expect(seen.some((text) => text.includes('echo-server.fixture.ts'))).toBe(true)
    for (const token of issuer.tokens) {
      const [, payload, signature] = token.split('.')
      for (const part of [token, payload!, signature!]) {
        expect(seen.filter((text) => text.includes(part))).toEqual([])
      }
    }
    // Nor is anything else of ours in the server's environment.
    expect(variables(launcher)).toContain('GITHUB_TOKEN')
    expect(variables(server!)).not.toContain('GITHUB_TOKEN')
    expect(variables(server!)).not.toContain('SOME_SETTING')
    // A core file would hold the memory.
    expect(proc(server!, 'limits')).toMatch(/Max core file size +0 +/)

    launched.child.stdin.end()
    const { stdout, stderr } = await launched.ended
    for (const token of issuer.tokens) expect(stdout + stderr).not.toContain(token)
  },
)
