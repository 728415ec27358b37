import { memoryAuditLog, type AccessToken, type Secret } from '@chain-of-trust/auth-core'
import { openSqlDatabase } from '@chain-of-trust/service-kit'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '../tools/tool-call.ts'
import type { ToolOutput } from '../tools/tool-output.ts'
import type { Needs, StoredOperation } from './operation.ts'
import { createOperations, type Executor, type OperationsOptions, type Parking } from './operations.ts'
import type { OperationStore } from './operation-store.ts'
import { lockProcess } from './process-lock.ts'
import { openOperationStore, type OperationStoreOptions } from './sql-operation-store.ts'

export const ALICE = { tid: 't', oid: 'alice' }
export const BOB = { tid: 't', oid: 'bob' }
export const OUTPUT: ToolOutput = {
  ok: true,
  server: 's',
  tool: 't',
  scopes: { requested: [], granted: [] },
  content: 'done',
}

export const newFile = () => join(mkdtempSync(join(tmpdir(), 'operations-')), 'state', 'operations.sqlite')

/** A process of its own on a file. */
export async function openFile(
  file: string,
  options?: OperationStoreOptions,
): Promise<OperationStore & { close: () => Promise<void> }> {
  const database = await openSqlDatabase({}, file)
  const runners = lockProcess(file)
  const close = async () => {
    await runners.close()
    await database.close()
  }
  return { ...(await openOperationStore(database, runners, options)), close }
}

export function needing(claims: string): Needs {
  return { kind: 'step_up', by: 's', reason: 'Prove it.', claims: btoa(claims) }
}

/** An output that asks for these claims. */
export function challenge(claims: string): ToolOutput {
  const refusal = { by: 's', reason: 'Prove it.', remedy: 'step_up', claims: btoa(claims) }
  return { ok: false, server: 's', tool: 't', refusal }
}

export function operation(overlay: Partial<StoredOperation> = {}): StoredOperation {
  return {
    id: 'op',
    subject: ALICE,
    clientId: 'host',
    kind: 'tool_call',
    state: 'needs_user',
    title: 'Do it',
    needs: needing('{}'),
    challenges: ['first'],
    idempotencyKey: 'key',
    createdAt: 0,
    expiresAt: 1000,
    version: 0,
    ...overlay,
  }
}

export const parking: Parking = {
  subject: ALICE,
  clientId: 'host',
  kind: 'tool_call',
  title: 'Do it',
  needs: needing('{"first":1}'),
}

export function callerOf({ oid } = ALICE, clientId = 'host', signal = new AbortController().signal): Caller {
  const token = { tid: 't', oid, clientId, uti: 'uti', acrs: [], capabilities: ['cp1'] }
  return {
    token: token as unknown as AccessToken,
    credential: undefined as unknown as Secret,
    where: {},
    signal,
    tokenB: () => Promise.reject(new Error('not here')),
  }
}

/** A test of something else that looks here has gone wrong. */
const NO_ACCOUNTS: OperationsOptions['accounts'] = {
  has: () => Promise.reject(new Error('no vault here')),
  connect: () => Promise.reject(new Error('no vault here')),
}

/** The service of one process, with an executor of the test's own. */
export async function service(executor: Executor, overlay: Partial<OperationsOptions> = {}) {
  const audit = memoryAuditLog('orchestrator')
  const operations = createOperations({
    store: overlay.store ?? (await openFile(':memory:')),
    audit,
    accounts: NO_ACCOUNTS,
    ttl: 60,
    ...overlay,
  })
  operations.register('tool_call', executor)
  const reasons = () => audit.records.map(({ reason }) => reason)
  return { operations, audit, reasons }
}
