/** A Redis or Valkey for the tests of what replicas share: one that is here already, or Debian's. */
import { findRedis } from '@chain-of-trust/testkit/redis-program'
import { installDebianPackage } from './debian-package.ts'

/** Debian's server without Debian's service: `redis-server` would start one on port 6379. */
const PACKAGE = 'redis-tools'

/**
 * Sees to it that the tests find one (`findRedis`), installed if needed and possible (root on Debian).
 * @throws {Error} that says what to install
 */
export function ensureRedis(
  say: (line: string) => void,
  find: typeof findRedis = findRedis,
  install: typeof installDebianPackage = installDebianPackage,
): void {
  if (find() !== undefined) return
  say('Installing Redis for the tests of several replicas (apt-get)…')
  if (install(PACKAGE) && find() !== undefined) return
  throw new Error(
    'The tests of several replicas need valkey-server or redis-server. Install it (Debian, Ubuntu: ' +
      `apt-get install ${PACKAGE}; macOS: brew install valkey), or name one by REDIS_SERVER_PATH`,
  )
}
