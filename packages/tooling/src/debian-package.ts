import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Installs a package where that is possible: root on Debian or Ubuntu.
 * @returns false where it is not
 * @throws {Error} with what apt-get said
 */
export function installDebianPackage(name: string, env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return false
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', name],
  ]) {
    const result = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
      encoding: 'utf8',
      env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (result.status !== 0)
      throw new Error(`apt-get ${args.join(' ')} failed:\n${result.stdout}${result.stderr}`)
  }
  return true
}
