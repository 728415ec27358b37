import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryAuditLog, type AuditRecord } from '@chain-of-trust/auth-core'
import type { FastifyInstance } from 'fastify'
import { decodeJwt, type JWTPayload } from 'jose'
import { buildApp } from './app.ts'
import { Config } from './config.ts'
import type { IdentityProviderOptions } from './identity-provider.ts'
import { createCertificate, type TestCertificate } from './certificate.fixture.ts'

export const ALICE = 'aaaaaaaa-0000-4000-8000-000000000001'
export const BOB = 'aaaaaaaa-0000-4000-8000-000000000002'
export const DAVE = 'aaaaaaaa-0000-4000-8000-000000000004'

export const TENANT = '11111111-2222-4333-8444-555555555555'
export const ORIGIN = 'http://localhost:4490'
export const BASE = `${ORIGIN}/${TENANT}`
export const TOKEN_ENDPOINT = `${BASE}/oauth2/v2.0/token`
export const AI_HOST = 'a1b00000-0000-4000-8000-000000004400'
export const AI_HOST_CLI = 'a1b00000-0000-4000-8000-000000004402'
export const ORCHESTRATOR = 'a1b00000-0000-4000-8000-000000004401'
export const MCP_SHAREPOINT = 'a1b00000-0000-4000-8000-000000004411'
export const WORKSPACE = 'a1b00000-0000-4000-8000-000000004414'
export const TOKEN_VAULT = 'a1b00000-0000-4000-8000-000000004420'
export const GRAPH = 'a1b00000-0000-4000-8000-000000004491'
export const REDIRECT_URI = 'http://localhost:4400/redirect.html'
export const ACCESS_AS_USER = 'http://localhost:4401/access_as_user'
export const DOCUMENTS_READ = 'http://localhost:4411/mcp/Documents.Read'
export const WORKSPACE_READ = 'api://a1b00000-0000-4000-8000-000000004414/Workspace.Read'
export const FILES_READ = 'http://localhost:4491/v1.0/Files.Read'

type SignalsOptions = NonNullable<IdentityProviderOptions['signals']>

export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

export interface TestTenant {
  app: FastifyInstance
  config: Config
  records: AuditRecord[]
  /** Reaches the application without a port, under its public address. */
  fetch: Fetch
  /** Seconds by which the tenant's clock is ahead. */
  clock: { ahead: number }
  /** The registered keys, by application. */
  certificates: Record<'orchestrator' | 'mcp-sharepoint' | 'token-vault', TestCertificate>
}

let keys: Promise<TestTenant['certificates']> | undefined

/** A tenant of its own: state in a new folder (or in `stateDir`), clock under control, audit log in memory. */
export async function openTestTenant(
  options: { senderConstraint?: 'dpop' | 'none'; stateDir?: string; signals?: SignalsOptions } = {},
): Promise<TestTenant> {
  const { senderConstraint = 'dpop', stateDir = mkdtempSync(join(tmpdir(), 'mock-idp-')) } = options
  keys ??= createCertificates()
  const certificates = await keys
  const folder = join(stateDir, 'certificates')
  mkdirSync(folder, { recursive: true })
  for (const [name, { pem }] of Object.entries(certificates)) writeFileSync(join(folder, `${name}.pem`), pem)

  const config = Config.parse({
    STATE_DIR: stateDir,
    SENDER_CONSTRAINT: senderConstraint,
    LOG_LEVEL: 'silent',
    PORT: 0,
  })
  const audit = memoryAuditLog('mock-idp')
  const clock = { ahead: 0 }
  const app = await buildApp(config, {
    audit,
    now: () => Date.now() / 1000 + clock.ahead,
    // A test's events must not reach a system that runs beside it.
    signals: options.signals ?? { post: () => Promise.reject(new TypeError('no receiver here')) },
  })
  return { app, config, records: audit.records, fetch: fetchInto(app), clock, certificates }
}

async function createCertificates() {
  const [orchestrator, sharepoint, vault] = await Promise.all([1, 2, 3].map(() => createCertificate()))
  return { orchestrator: orchestrator!, 'mcp-sharepoint': sharepoint!, 'token-vault': vault! }
}

function fetchInto(app: FastifyInstance): Fetch {
  return async (input, init = {}) => {
    const url = new URL(input)
    const headers = new Headers(init.headers)
    if (init.body !== undefined && !headers.has('content-type')) {
      headers.set('content-type', 'application/x-www-form-urlencoded')
    }
    const response = await app.inject({
      method: (init.method ?? 'GET') as 'GET',
      url: url.pathname + url.search,
      headers: { host: url.host, ...Object.fromEntries(headers) },
      ...(typeof init.body === 'string' ? { payload: init.body } : {}),
    })
    const received = new Headers()
    for (const [name, value] of Object.entries(response.headers)) {
      for (const one of [value ?? []].flat()) received.append(name, String(one))
    }
    const empty = [204, 304].includes(response.statusCode)
    return new Response(empty ? null : response.body, { status: response.statusCode, headers: received })
  }
}

/** The claims of a token that a test has just been given; nothing is verified. */
export function claimsOf(token: unknown): JWTPayload {
  return decodeJwt(String(token))
}
