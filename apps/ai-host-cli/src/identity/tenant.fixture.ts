import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { freePort } from '@chain-of-trust/testkit'
import { answerPage, Browser, parseForms, type Page } from '@chain-of-trust/tooling'
import { readConfig, type Config } from '../config.ts'
import type { Terminal } from '../terminal.ts'

const main = fileURLToPath(new URL('../../../mock-idp/src/main.ts', import.meta.url))

/** The mock tenant as a process of its own, on a port of its own, with state of its own. */
export interface TestTenant {
  /** Environment of the command line for this tenant, with a fresh STATE_DIR. */
  env(changes?: Record<string, string>): Record<string, string>
  config(changes?: Record<string, string>): Config
  /** `revokeSessions`, `disable`, … of the tenant's console, by part of a person's name. */
  act(person: string, action: string, value?: string): Promise<void>
  /** `GET` or `PUT` of a console endpoint. */
  console(path: string, init?: RequestInit): Promise<unknown>
  stop(): Promise<void>
}

export async function startTenant(changes: Record<string, string> = {}): Promise<TestTenant> {
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const base = `${origin}/${registrations().tenant.id}`
  const stateDir = mkdtempSync(join(tmpdir(), 'tenant-'))
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      ISSUER: `${base}/v2.0`,
      STATE_DIR: stateDir,
      SECURITY_EVENTS: 'off',
      LOG_LEVEL: 'silent',
      ...changes,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await untilHealthy(origin, child)
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = {
      'content-type': 'application/json',
      origin,
      ...Object.fromEntries(new Headers(init.headers)),
    }
    const response = await fetch(`${origin}${path}`, { ...init, headers })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const env: TestTenant['env'] = (own = {}) => ({
    ISSUER: `${base}/v2.0`,
    JWKS_URI: `${base}/discovery/v2.0/keys`,
    TOKEN_ENDPOINT: `${base}/oauth2/v2.0/token`,
    STATE_DIR: mkdtempSync(join(tmpdir(), 'ai-host-cli-')),
    CACHE_KEY_STORE: 'file',
    ...own,
  })
  return {
    env,
    config: (own) => readConfig(env(own)),
    console: ask,
    async act(person, action, value) {
      const users = JSON.stringify(await ask('/console/api/users'))
      const oid = new RegExp(`"oid":"([0-9a-f-]{36})"[^}]*?"displayName":"${person}`).exec(users)?.[1]
      if (oid === undefined) throw new Error(`nobody is called ${person}: ${users}`)
      await ask(`/console/api/users/${oid}`, { method: 'POST', body: JSON.stringify({ action, value }) })
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** Opens the address and does what the person does there. @returns what the last page shows */
export async function signInAs(person: string, url: string): Promise<string> {
  const browser = new Browser()
  return finishPages(browser, await browser.open(url), person)
}

type PageName = NonNullable<Awaited<ReturnType<typeof answerPage>>>['answered']

/** What the person does on each page, and what their browser does with one that posts itself. */
export async function finishPages(browser: Browser, first: Page, person: string): Promise<string> {
  let page = first
  const seen: PageName[] = []
  for (;;) {
    const answer = await answerPage(browser, page, { person }, seen)
    if (answer !== undefined) {
      page = answer.next
      seen.push(answer.answered)
      continue
    }
    const forms = parseForms(page.text)
    const confirm = forms.flatMap((form) => form.buttons.map((button) => ({ form, button })))
    const own = confirm.find(({ button }) => button.label === 'Continue' && button.name !== '')
    if (own !== undefined) {
      page = await browser.submit(page, own.form, own.button)
      continue
    }
    const [form] = forms
    if (form?.fields['state'] === undefined) return textOf(page.text)
    page = await browser.submit(page, form, { name: '', value: '' })
  }
}

function textOf(markup: string): string {
  const text = markup.replaceAll(/<(style|title)\b[\s\S]*?<\/\1>|<[^>]*>/g, ' ')
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** A terminal whose person signs in at once when an address is shown. */
export interface TestTerminal extends Terminal {
  readonly said: () => string
  readonly printed: () => string
  /** What the browser showed at last, once it has. */
  readonly shown: Promise<string>[]
  readonly stop: (reason?: string) => void
}

/** @param person part of the name of who signs in; undefined: nobody comes */
export function terminalOf(env: Record<string, string>, person?: string): TestTerminal {
  const stopped = new AbortController()
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()]
  const texts = { stdout: '', stderr: '' }
  const shown: Promise<string>[] = []
  stdout.on('data', (chunk: Buffer) => (texts.stdout += chunk.toString()))
  stderr.on('data', (chunk: Buffer) => {
    texts.stderr += chunk.toString()
    const url = /^ {2}(http\S+\/authorize\?\S+)\n/m.exec(chunk.toString())?.[1]
    if (url !== undefined && person !== undefined) shown.push(signInAs(person, url))
  })
  return {
    stdin,
    stdout,
    stderr,
    env,
    signal: stopped.signal,
    said: () => texts.stderr,
    printed: () => texts.stdout,
    shown,
    stop: (reason = 'SIGINT') => stopped.abort(reason),
  }
}

async function untilHealthy(origin: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const healthy = await fetch(`${origin}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (healthy) return
    await delay(100)
  }
  throw new Error('the mock tenant did not start')
}
