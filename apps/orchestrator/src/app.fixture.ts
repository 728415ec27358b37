import { memoryAuditLog, Secret } from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { openSecurityEvents, parseConfig, registration, registrations } from '@chain-of-trust/service-kit'
import { ALICE, createTestIssuer, type TestTransmitter } from '@chain-of-trust/testkit'
import { createExchange, createSender } from '@chain-of-trust/token-flow'
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from 'ai'
import type { FastifyInstance } from 'fastify'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { ChatModel } from './agent/model.ts'
import { createRehearsedModel } from './agent/rehearsed/model.ts'
import { buildApp } from './app.ts'
import { Config } from './config.ts'
import { createVaultFixture, VAULT } from './accounts/vault.fixture.ts'
import { createMcpFixture } from './mcp/mcp-server.fixture.ts'
import type { State } from './state/open-state.ts'

type Fetch = (input: string, init?: RequestInit) => Promise<Response>

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

export const REHEARSED: ChatModel = {
  id: 'rehearsed',
  label: 'Rehearsed',
  rehearsed: true,
  languageModel: createRehearsedModel({ pace: 0 }),
}

interface FixtureOptions {
  model?: ChatModel
  /** Whose security events it hears, and where it keeps them; absent: none are sent. */
  events?: { transmitter: TestTransmitter; stateDir: string }
  /** Of an earlier process, or of another replica. */
  state?: State
  environment?: Record<string, string>
}

/** The orchestrator on a real port; the token endpoint and the MCP server behind fetch doubles that count. */
export async function startOrchestrator({
  model = REHEARSED,
  events: heard,
  state,
  environment = {},
}: FixtureOptions = {}) {
  const issuer = await createTestIssuer()
  const config = parseConfig(Config, { LOG_LEVEL: 'info', PORT: '0', ...environment })
  const { keys } = issuer
  const audit = memoryAuditLog('orchestrator')
  const events =
    heard &&
    openSecurityEvents(
      'orchestrator',
      { ...config, STATE_DIR: heard.stateDir },
      { keys, audit, fetchFor: () => heard.transmitter.fetch },
    )
  const mcp = createMcpFixture()
  const vault = createVaultFixture()
  const tokens = { requests: [] as URLSearchParams[], answer: undefined as (() => Response) | undefined }

  const dpopKey = await createDpopKey()
  const tokenEndpoint: Fetch = async (_url, init) => {
    const form = new URLSearchParams(init?.body as string)
    tokens.requests.push(form)
    if (tokens.answer !== undefined) return tokens.answer()
    const scopes = form
      .get('scope')!
      .split(' ')
      .filter((scope) => scope.includes('/'))
    const { oid, acrs } = claimsOf(form.get('assertion')!) as { oid: string; acrs?: string[] }
    const access_token = await issuer.token({
      audience: audienceOf(scopes[0]!),
      scp: scopes.map((scope) => scope.slice(scope.lastIndexOf('/') + 1)).join(' '),
      azp: config.CLIENT_ID,
      jkt: dpopKey.jkt,
      oid,
      ...(acrs === undefined ? {} : { acrs }),
    })
    secrets.push(access_token)
    return Response.json({ access_token, token_type: 'DPoP', expires_in: 3600, scope: scopes.join(' ') })
  }

  const secrets: string[] = []
  const client = {
    clientId: config.CLIENT_ID,
    tenantId: config.TENANT_ID,
    issuer: config.ISSUER,
    tokenEndpoint: config.TOKEN_ENDPOINT,
    key: { privateKey, thumbprintSha256: 'ab'.repeat(32) },
    dpopKey,
    fetch: tokenEndpoint,
  }
  const app = await buildApp(config, {
    keys,
    exchange: createExchange(client, { revocations: events?.revocations }),
    events,
    sender: createSender({
      dpopKey,
      fetch: (url, init) => (url.startsWith(`${VAULT}/`) ? vault : mcp).fetch(url, init),
    }),
    audit,
    model,
    ...(state === undefined ? {} : { state }),
  })
  const log = catchLog(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`

  /** A browser with its own key, signed in as `oid`; `claims` as a step-up would add them. */
  const browser = async (oid: string = ALICE, claims: Record<string, unknown> = {}) => {
    const key = await createDpopKey()
    const token = await issuer.token({
      audience: config.AUDIENCE,
      scp: 'access_as_user',
      azp: registration('ai-host').appId,
      jkt: key.jkt,
      oid,
      xms_cc: ['CP1'],
      ...claims,
    })
    secrets.push(token)
    const send = dpopFetch(key, { fetch: (url, init) => fetch(url.replace(config.RESOURCE, base), init) })
    const post = (path: string, body: unknown, init: RequestInit = {}) =>
      send(config.RESOURCE + path, {
        method: 'POST',
        accessToken: new Secret(token),
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
        ...init,
      })
    const get = (path: string) => send(config.RESOURCE + path, { accessToken: new Secret(token) })
    const resume = (id: string, init: RequestInit = {}) =>
      send(`${config.RESOURCE}/api/operations/${id}/resume`, {
        method: 'POST',
        accessToken: new Secret(token),
        ...init,
      })
    const remove = (path: string) =>
      send(config.RESOURCE + path, { method: 'DELETE', accessToken: new Secret(token) })
    return {
      post,
      get,
      remove,
      resume,
      cancel: (id: string) => remove(`/api/operations/${id}`),
      chat: (body: object) => post('/api/chat', { id: 'conversation', ...body }),
    }
  }

  return { app, issuer, log, base, config, audit, mcp, vault, tokens, secrets, browser }
}

export type Orchestrator = Awaited<ReturnType<typeof startOrchestrator>>

export function says(text: string): UIMessage {
  return { id: randomUUID(), role: 'user', parts: [{ type: 'text', text }] }
}

/** Reads a chat answer to its end: the chunks, and the message that a browser would have built of them. */
export async function answerOf(response: Response, continued?: UIMessage) {
  const text = await response.text()
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`)
  const chunks = text
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as UIMessageChunk)
  let message: UIMessage | undefined
  const stream = readUIMessageStream({
    stream: ReadableStream.from(chunks),
    ...(continued === undefined ? {} : { message: structuredClone(continued) }),
  })
  for await (const state of stream) message = state
  const parts = message?.parts ?? []
  return {
    raw: text,
    chunks,
    message: message!,
    words: parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'),
    tools: parts.filter((part) => part.type === 'dynamic-tool'),
  }
}

/** The message as the browser sends it back after the person has answered every open approval. */
export function answered(message: UIMessage, approved: boolean): UIMessage {
  const parts = message.parts.map((part) =>
    part.type === 'dynamic-tool' && part.state === 'approval-requested'
      ? { ...part, state: 'approval-responded' as const, approval: { ...part.approval, approved } }
      : part,
  )
  return { ...message, parts }
}

/** What would have been logged, caught where the logger writes. */
export function catchLog(app: FastifyInstance): string[] {
  const lines: string[] = []
  const stream = Object.getOwnPropertySymbols(app.log).find(
    ({ description }) => description === 'pino.stream',
  )
  if (stream === undefined) throw new Error('the logger has no stream')
  Object.assign(app.log, { [stream]: { write: (line: string) => lines.push(line) } })
  return lines
}

/** Of the resource whose scope this is. */
function audienceOf(scope: string): string {
  const resource = scope.slice(0, scope.lastIndexOf('/'))
  const found = registrations().applications.find(({ identifierUris }) => identifierUris.includes(resource))
  if (found === undefined) throw new Error(`nobody has ${scope}`)
  return found.appId
}

function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>
}
