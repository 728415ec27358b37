import { openSqlDatabase, type ServiceConfig, type SqlDatabase } from '@chain-of-trust/service-kit'
import { join } from 'node:path'
import type { ApprovalLedger } from '../approval/approval-ledger.ts'
import { openApprovalLedger } from '../approval/sql-approval-ledger.ts'
import { openJobStores, type JobStores } from '../jobs/job-stores.ts'
import { openHeartbeats } from '../operations/heartbeats.ts'
import type { OperationStore } from '../operations/operation-store.ts'
import { lockProcess } from '../operations/process-lock.ts'
import type { Runners } from '../operations/runners.ts'
import { openOperationStore } from '../operations/sql-operation-store.ts'

/** Seconds. */
const GONE_AFTER = 60

/** What the orchestrator keeps, and people would miss: two files under STATE_DIR, or one PostgreSQL. */
export interface State {
  operations: OperationStore
  ledger: ApprovalLedger
  jobs: JobStores
  /** After everything that uses it. */
  close(): Promise<void>
}

export interface StateSettings extends Partial<
  Pick<ServiceConfig, 'DATABASE_URL' | 'DATABASE_PASSWORD_FILE'>
> {
  /** Undefined: in memory. */
  STATE_DIR?: string
  /** Seconds after which a silent process counts as gone. */
  RUNNER_GONE_AFTER?: number
}

/**
 * Opens PostgreSQL when `DATABASE_URL` names one, otherwise `operations.sqlite` and `jobs.sqlite` in `orchestrator/`.
 * @throws ConfigError
 * @throws DatabaseUnavailable
 */
export async function openState({
  STATE_DIR,
  RUNNER_GONE_AFTER = GONE_AFTER,
  ...settings
}: StateSettings = {}): Promise<State> {
  const fileOf = (name: string) =>
    STATE_DIR === undefined ? ':memory:' : join(STATE_DIR, 'orchestrator', name)
  const file = fileOf('operations.sqlite')
  const operations = await openSqlDatabase(settings, file)
  if (operations.dialect === 'sqlite') {
    const jobs = await openSqlDatabase({}, fileOf('jobs.sqlite'))
    return openStores([operations, jobs], async () => lockProcess(file))
  }
  return openStores([operations, operations], () =>
    // What cannot be reached is said by whatever else needs it.
    openHeartbeats(operations, { goneAfter: RUNNER_GONE_AFTER * 1000, onTrouble: () => undefined }),
  )
}

async function openStores(
  [operations, jobs]: [SqlDatabase, SqlDatabase],
  openRunners: () => Promise<Runners>,
): Promise<State> {
  const closeDatabases = async () => {
    for (const database of new Set([operations, jobs])) await database.close()
  }
  let runners: Runners | undefined
  try {
    runners = await openRunners()
    const opened = runners
    return {
      operations: await openOperationStore(operations, opened),
      ledger: await openApprovalLedger(operations),
      jobs: await openJobStores(jobs),
      async close() {
        await opened.close()
        await closeDatabases()
      },
    }
  } catch (error) {
    await runners?.close()
    await closeDatabases()
    throw error
  }
}
