/** The server for the tests of what replicas share: one that is here already, or Debian's. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface RedisProgram {
  /** Path. */
  program: string
  /** What it is to be called by: it looks at its own name to know what it is. */
  argv0: string
}

/**
 * Names, and what they are called by. Debian's `redis-tools` has the server under another of its names, and, unlike
 * `redis-server`, starts no service when it is installed.
 */
const NAMES = [
  ['valkey-server', 'valkey-server'],
  ['redis-server', 'redis-server'],
  ['redis-check-rdb', 'redis-server'],
] as const

/** `REDIS_SERVER_PATH`, or on the PATH; undefined when there is none. */
export function findRedis(env: NodeJS.ProcessEnv = process.env): RedisProgram | undefined {
  const given = env['REDIS_SERVER_PATH']
  if (given) {
    if (isExecutable(given)) return { program: given, argv0: 'redis-server' }
    throw new Error(`REDIS_SERVER_PATH: ${given} cannot be executed.`)
  }
  const folders = (env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return NAMES.flatMap(([name, argv0]) =>
    folders.map((folder) => ({ program: join(folder, name), argv0 })),
  ).find(({ program }) => isExecutable(program))
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
