import { memoryAuditLog, remoteKeys, type AuditRecord } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { loadClientKey, parseConfig, registration } from '@chain-of-trust/service-kit'
import { freePort } from '@chain-of-trust/testkit'
import { createExchange, createLongRunning, createSender, createTokenSeal } from '@chain-of-trust/token-flow'
import { ensureDevKeys, keysIn, signIn } from '@chain-of-trust/tooling'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { catchLog, REHEARSED } from '../app.fixture.ts'
import { buildApp } from '../app.ts'
import { Config } from '../config.ts'
import { createVaultFixture, VAULT } from '../accounts/vault.fixture.ts'
import { createMcpFixture } from '../mcp/mcp-server.fixture.ts'
import { openState, type StateSettings } from '../state/open-state.ts'
import { openGrantKey } from './grants/grant-key.ts'
import type { Job } from './job.ts'

const IDP = fileURLToPath(new URL('../../../mock-idp/src/main.ts', import.meta.url))
const TENANT = '11111111-2222-4333-8444-555555555555'

/** The mock of Entra ID as it is, in a process of its own, with the tenant's console in our hands. */
export async function startIdp() {
  const stateDir = mkdtempSync(join(tmpdir(), 'jobs-'))
  await ensureDevKeys(['orchestrator'], keysIn(stateDir))
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const issuer = `${origin}/${TENANT}/v2.0`
  const env = {
    PORT: String(port),
    ISSUER: issuer,
    STATE_DIR: stateDir,
    LOG_LEVEL: 'silent',
  }
  const child = spawn(process.execPath, [IDP], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  while (
    !(await fetch(`${origin}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    ))
  )
    await sleep(50)

  const send = async (method: string, path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${origin}/console/api/${path}`, {
      method,
      headers,
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  }
  return {
    stateDir,
    issuer,
    console: (oid: string, action: string, value?: string) => send('POST', `users/${oid}`, { action, value }),
    policies: (policies: object[]) => send('PUT', 'policies', policies),
    stop: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
export type Idp = Awaited<ReturnType<typeof startIdp>>

/** An orchestrator; a second one on the same `home` is another process, or the first one restarted. */
export async function startOrchestrator(
  idp: Idp,
  home = mkdtempSync(join(tmpdir(), 'jobs-')),
  ahead = 0,
  database: StateSettings = {},
) {
  const { issuer } = idp
  const clock = { ahead }
  const base = issuer.replace(/\/v2\.0$/, '')
  const config = parseConfig(Config, {
    PORT: '0',
    STATE_DIR: home,
    CLIENT_KEY_FILE: join(idp.stateDir, 'keys', 'orchestrator.pem'),
    ISSUER: issuer,
    JWKS_URI: `${base}/discovery/v2.0/keys`,
    TOKEN_ENDPOINT: `${base}/oauth2/v2.0/token`,
  })
  const audit = memoryAuditLog('orchestrator')
  const mcp = createMcpFixture()
  const vault = createVaultFixture()
  const tokenRequests: URLSearchParams[] = []
  const outage = { status: 0 }
  const dpopKey = await createDpopKey()
  const client = {
    clientId: config.CLIENT_ID,
    tenantId: config.TENANT_ID,
    issuer,
    tokenEndpoint: config.TOKEN_ENDPOINT,
    key: loadClientKey('orchestrator', config),
    resourceIndicators: true,
    dpopKey,
    fetch: async (url: string, init?: RequestInit) => {
      if (outage.status !== 0) return new Response('', { status: outage.status })
      const response = await fetch(url, init)
      // Not those that are only told the nonce.
      if (response.ok) tokenRequests.push(new URLSearchParams(init?.body as string))
      return response
    },
  }
  const notices: { headers: Headers; body: string }[] = []
  const webhook = {
    url: 'https://hooks.example/jobs',
    key: Buffer.alloc(32, 1),
    fetch: async (_url: string, { headers, body }: RequestInit) => {
      notices.push({ headers: new Headers(headers), body: body as string })
      return new Response(null, { status: 204 })
    },
  }
  const file = join(home, 'orchestrator', 'jobs.sqlite')
  const state = await openState({ STATE_DIR: home, ...database })
  const app = await buildApp(config, {
    keys: remoteKeys(config.JWKS_URI),
    exchange: createExchange(client),
    sender: createSender({
      dpopKey,
      fetch: (url, init) => (url.startsWith(`${VAULT}/`) ? vault : mcp).fetch(url, init),
    }),
    audit,
    model: REHEARSED,
    state,
    jobs: {
      seal: createTokenSeal(openGrantKey({ STATE_DIR: home })),
      longRunning: createLongRunning(client),
      webhook,
      now: () => Date.now() + clock.ahead,
      interval: 2 ** 30,
    },
  })
  const log = catchLog(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const here = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`

  /** Somebody who signs in now, by the pages of the mock IdP. */
  const person = async (name = 'Alice') => {
    const key = await createDpopKey()
    const { token, pages } = await signIn(
      {
        clientId: registration('ai-host').appId,
        authorityMetadata: JSON.stringify({
          authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
          token_endpoint: config.TOKEN_ENDPOINT,
        }),
        redirectUri: 'http://localhost:4400/redirect.html',
        orchestrator: config.RESOURCE,
        scopes: [`${config.RESOURCE}/access_as_user`],
        senderConstraint: 'dpop',
      },
      name,
      key,
    )
    const dpop = dpopFetch(key, { fetch: (url, init) => fetch(url.replace(config.RESOURCE, here), init) })
    const send = async (method: string, path: string, body?: unknown) => {
      const response = await dpop(config.RESOURCE + path, {
        method,
        accessToken: token,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, body: JSON.parse(text) as Answer }
    }
    const chat = (body: object) =>
      dpop(`${config.RESOURCE}/api/chat`, {
        method: 'POST',
        accessToken: token,
        body: JSON.stringify({ id: 'conversation', ...body }),
        headers: { 'content-type': 'application/json' },
      })
    const jobs = async () => (await send('GET', '/api/jobs')).body.jobs
    const plan = async (job: object = {}) => {
      const { status, body } = await send('POST', '/api/jobs', { ...SUMMARY, ...job })
      if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`)
      return body
    }
    return {
      token,
      pages,
      send,
      chat,
      jobs,
      plan,
      job: async (id: string) => (await jobs()).find((job) => job.id === id)!,
    }
  }

  return {
    app,
    audit,
    clock,
    home,
    log,
    mcp,
    vault,
    notices,
    outage,
    person,
    tick: () => app.jobScheduler.tick(),
    tokenRequests,
    grantOf: (jobId: string) => state.jobs.grants.find(jobId),
    /** As a process leaves a job that dies in the middle of it. */
    claimed: async (jobId: string, leaseUntil: number) => {
      const job = (await state.jobs.jobs.due(Number.MAX_SAFE_INTEGER, 100)).find(({ id }) => id === jobId)!
      await state.jobs.jobs.change(job, { state: 'running', leaseUntil })
    },
    /** All bytes of the store, its journal too. */
    database: () => [file, `${file}-wal`].map((part) => readFileSync(part, 'latin1')).join(''),
    /** What was recorded about jobs, in a word each. */
    story: () =>
      audit.records
        .filter(({ event }) => event === 'background_job')
        .map(({ reason }: AuditRecord) => reason),
  }
}
export type TestOrchestrator = Awaited<ReturnType<typeof startOrchestrator>>

type Answer = Job & { jobs: Job[]; output?: { content?: string } }

export const DAY = 86_400_000
export const SUMMARY = {
  instruction: 'summarise the Q3 forecast',
  schedule: { daily: '07:30', timeZone: 'Europe/Zurich' },
  delegation: { 'mcp-sharepoint': ['Documents.Read'] } as object | undefined,
}
