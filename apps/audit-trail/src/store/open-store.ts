import { migrate, openSqlDatabase, type ServiceConfig, type SqlDatabase } from '@chain-of-trust/service-kit'
import { join } from 'node:path'
import type { Chain } from '../wire.ts'
import { arrivals, type Arrivals } from './arrivals.ts'
import { openEvents, type Events } from './events.ts'
import { openLogs, type Logs } from './logs.ts'
import { STEPS } from './schema.ts'
import { openTraces, type Traces } from './traces.ts'
import { verifyChains } from './verify-chains.ts'

export interface Store {
  logs: Logs
  events: Events
  traces: Traces
  /** Told when something new can be read, by this process. */
  arrivals: Arrivals
  /** One verification at a time: whoever asks while one runs gets its result. */
  verify(): Promise<Chain[]>
  close(): Promise<void>
}

/**
 * PostgreSQL when `DATABASE_URL` names one, otherwise `audit-trail/audit.sqlite` in STATE_DIR.
 * @throws ConfigError, DatabaseUnavailable
 */
export async function openStore(
  config: Partial<Pick<ServiceConfig, 'DATABASE_URL' | 'DATABASE_PASSWORD_FILE'>> & { STATE_DIR?: string },
): Promise<Store> {
  const { STATE_DIR } = config
  const file = STATE_DIR === undefined ? ':memory:' : join(STATE_DIR, 'audit-trail', 'audit.sqlite')
  return storeOn(await openSqlDatabase(config, file))
}

export async function storeOn(database: SqlDatabase): Promise<Store> {
  await migrate(database, 'audit-trail', STEPS)
  const news = arrivals()
  let verifying: Promise<Chain[]> | undefined
  return {
    logs: openLogs(database, news.announce),
    events: openEvents(database),
    traces: openTraces(database),
    arrivals: news,
    verify: () => (verifying ??= verifyChains(database).finally(() => (verifying = undefined))),
    close: () => database.close(),
  }
}
