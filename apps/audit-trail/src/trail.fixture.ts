import { createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  auditFiles,
  memoryAuditLog,
  memoryRevocations,
  openAuditLog,
  type AuditEntry,
} from '@chain-of-trust/auth-core'
import { createDpopKey, dpopFetch } from '@chain-of-trust/auth-core/dpop-client'
import { registration, type SqlDatabase } from '@chain-of-trust/service-kit'
import { ALICE, createTestIssuer, type TokenRequest } from '@chain-of-trust/testkit'
import { buildApp, type Dependencies } from './app.ts'
import { readConfig } from './config.ts'
import { openStore, storeOn } from './store/open-store.ts'

export const ORIGIN = 'http://localhost:4430'
export const CAROL = 'aaaaaaaa-0000-4000-8000-000000000003'
const TENANT = '11111111-2222-4333-8444-555555555555'

/** For tests: the real app with a test issuer, called as a client would, proofs and nonces included. */
export async function startTrail({
  database,
  instance,
  ...dependencies
}: { database?: SqlDatabase; instance?: string } & Partial<
  Pick<Dependencies, 'ownLogs' | 'times' | 'audit'>
> = {}) {
  const issuer = await createTestIssuer()
  const key = await createDpopKey()
  const audit = memoryAuditLog('audit-trail')
  const revocations = memoryRevocations()
  const config = readConfig({ LOG_LEVEL: 'silent', AUDIT_TRAIL_INSTANCE: instance })
  const store = await (database === undefined ? openStore({}) : storeOn(database))
  const events = { revocations, connect: () => Promise.resolve() }
  const app = await buildApp(config, { keys: issuer.keys, audit, store, events, ...dependencies })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }

  // Over a real connection: a stream has no other end in a test. The proof is for the address that is known.
  const send = dpopFetch(key, {
    fetch: (url, init) => fetch(url.replace(ORIGIN, `http://127.0.0.1:${port}`), init),
  })
  const call = (accessToken: string, path: string, init: RequestInit = {}) =>
    send(`${ORIGIN}${path}`, { ...init, accessToken })

  const personToken = (request: Partial<TokenRequest> = {}) =>
    issuer.token({
      audience: config.AUDIENCE,
      azp: registration('ai-host').appId,
      scp: 'Audit.Read',
      jkt: key.jkt,
      ...request,
    })
  const serviceToken = (service: string, request: Partial<TokenRequest> = {}) =>
    issuer.token({
      audience: config.AUDIENCE,
      azp: registration(service).appId,
      oid: `service-principal-of-${service}`,
      jkt: key.jkt,
      ...request,
      claims: { roles: ['Audit.Write'], ...request.claims },
    })

  return {
    app,
    audit,
    store,
    issuer,
    revocations,
    config,
    call,
    personToken,
    serviceToken,
    asPerson: async (oid: string, path: string, init: RequestInit = {}) =>
      call(await personToken({ oid }), path, init),
    asAuditor: async (path: string, init: RequestInit = {}) =>
      call(await personToken({ oid: CAROL, claims: { roles: ['Auditor'] } }), path, init),
    asService: async (service: string, path: string, init: RequestInit = {}) =>
      call(await serviceToken(service), path, init),
    /** Sends lines as their service does. */
    sendLines: async (service: string, lines: readonly string[], log = service) =>
      call(await serviceToken(service), `/api/logs/${log}`, ndjson(lines)),
  }
}
export type TestTrail = Awaited<ReturnType<typeof startTrail>>

export const ndjson = (lines: readonly string[]): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-ndjson' },
  body: lines.map((line) => `${line}\n`).join(''),
})

/** An entry about a person. */
export const entryOf = (oid: string | undefined, entry: Partial<AuditEntry> = {}): AuditEntry => ({
  event: 'token_accepted',
  outcome: 'success',
  ...(oid === undefined ? {} : { subject: { tid: TENANT, oid } }),
  ...entry,
})

/** A real log of a service, as its files have it. Record 0 is the log's own. */
export async function writeLog(service: string, entries: readonly AuditEntry[], stateDir = newStateDir()) {
  const log = openAuditLog({ stateDir, service })
  for (const entry of entries) log.write(entry)
  await log.close()
  const files = auditFiles(stateDir, service)
  const spki = createPublicKey(readFileSync(files.publicKey)).export({ type: 'spki', format: 'der' })
  return {
    stateDir,
    lines: linesOf(files.log),
    checkpoints: linesOf(files.checkpoints),
    keyLine: JSON.stringify({ spki: spki.toString('base64') }),
  }
}

export const newStateDir = (): string => mkdtempSync(join(tmpdir(), 'audit-trail-'))
export const linesOf = (file: string): string[] => readFileSync(file, 'utf8').split('\n').slice(0, -1)
export const headOf = (line: string | undefined): { seq: number; hash: string } => {
  const { seq, hash } = JSON.parse(line!) as { seq: number; hash: string }
  return { seq, hash }
}

/** A log with records of Alice, which traces `a…` and `b…` have. */
export const traceOf = (letter: string): string => letter.repeat(32)
export const aliceDid = (trace: string, entry: Partial<AuditEntry> = {}): AuditEntry =>
  entryOf(ALICE, { trace_id: traceOf(trace), ...entry })
