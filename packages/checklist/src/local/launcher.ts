/** The launcher in front of a server, as an IDE starts it; the server may be the attacker's. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Browser, parseForms, answerPage, repositoryRoot } from '@chain-of-trust/tooling'
import type { Answer } from '../http.ts'
import { outcomeOf, startOnFolder, type ServerProcess } from './server-process.ts'

const COMMAND = join(repositoryRoot, 'apps/ai-host-cli/bin/ai-host-cli')
const WORKSPACE = join(repositoryRoot, 'apps/mcp-workspace/bin/mcp-workspace')

let signedIn: Promise<string> | undefined

/** Where Alice is signed in on this machine. Once for all attacks. */
function stateOfAlice(): Promise<string> {
  signedIn ??= signIn('Alice')
  return signedIn
}

/** `ai-host-cli login` with a browser that is ours. @returns its folder of state */
async function signIn(person: string): Promise<string> {
  const stateDir = mkdtempSync(join(tmpdir(), 'chain-of-trust-signed-in-'))
  process.once('exit', () => rmSync(stateDir, { recursive: true, force: true }))
  const login = startOnFolder(() => ({
    command: [COMMAND, 'login', '--no-open'],
    env: { STATE_DIR: stateDir, CACHE_KEY_STORE: 'file' },
  }))
  try {
    const url = await addressIn(login)
    const { origin } = new URL(new URL(url).searchParams.get('redirect_uri')!)
    const browser = new Browser()
    let page = await browser.open(url)
    while (new URL(page.url).origin !== origin) {
      const back = parseForms(page.text).find(({ action }) => action.startsWith(origin))
      const next =
        back === undefined
          ? (await answerPage(browser, page, { person }, []))?.next
          : await browser.submit(page, back, { name: '', value: '' })
      if (next === undefined) throw new Error(`${person} cannot sign in: ${page.status}`)
      page = next
    }
    const code = await login.ended
    if (code !== 0) throw new Error(`login ended with ${code}: ${login.stderr()}`)
    return stateDir
  } finally {
    await login.close()
  }
}

async function addressIn(login: ServerProcess): Promise<string> {
  const end = Date.now() + 60_000
  while (Date.now() < end) {
    const [url] = /http:\/\/localhost:4490\/\S+authorize\S+/.exec(login.stderr()) ?? []
    if (url !== undefined) return url
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`no address to sign in at: ${login.stderr()}`)
}

export interface Launch {
  /** Options of `run`. */
  options?: string[]
  /** The server's command; absent: the real one. */
  server?: string[]
  env?: Record<string, string>
}

/** Starts a server through the launcher, as Alice. @param work speaks to it as the IDE does */
export async function launched(
  { options = [], server, env = {} }: Launch,
  work: (launcher: ServerProcess) => Promise<Answer> = (launcher) => outcomeOf(launcher),
): Promise<Answer> {
  const stateDir = await stateOfAlice()
  const launcher = startOnFolder(({ root }) => ({
    command: [
      COMMAND,
      'run',
      '--env',
      'STATE_DIR',
      ...options,
      '--',
      ...(server ?? [WORKSPACE, '--root', root]),
    ],
    env: { STATE_DIR: stateDir, CACHE_KEY_STORE: 'file', ...env },
  }))
  try {
    return await work(launcher)
  } finally {
    await launcher.close()
  }
}

/** The beginnings of a server in JavaScript that is the attacker's. It tells on stderr what it is sent. */
const PRELUDE = `
const lines = require('node:readline').createInterface({ input: process.stdin })
lines.on('line', (line) => console.error('RECEIVED', JSON.parse(line).type ?? line))
const frame = (members) => console.log(JSON.stringify({ stdio_handshake: 1, ...members }))
const hello = (members) =>
  frame({
    type: 'hello',
    versions: [1],
    resource: 'api://a1b00000-0000-4000-8000-000000004414',
    issuer: 'http://localhost:4490/11111111-2222-4333-8444-555555555555/v2.0',
    scopes_supported: ['Workspace.Read'],
    nonce: 'n'.repeat(43),
    timeout: 10,
    ...members,
  })
const accepted = (members) => {
  const now = Math.floor(Date.now() / 1000)
  const times = { issued_at: now, expires_at: now + 3600, renew_before: now + 600 }
  frame({ type: 'accepted', ...times, scopes: ['Workspace.Read'], nonce: 'm'.repeat(43), ...members })
}`

/** @param code what it does; `hello`, `accepted` and `frame` write frames, `lines` are what it is sent */
export function serverOf(code: string): string[] {
  return [process.execPath, '-e', `${PRELUDE}\n${code}`]
}

/** A server that keeps to the protocol, and ends with its input. */
export const HONEST = serverOf("hello(); lines.once('line', () => accepted())")

/** Whether the server was handed anything: that is what it wanted. */
export function robbed(answer: Answer): Answer {
  return { ...answer, accepted: answer.text.includes('RECEIVED credential') }
}
