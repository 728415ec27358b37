import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadClientKey } from '@chain-of-trust/service-kit'
import { registrations } from '@chain-of-trust/service-kit/registrations'
import { verifyAuditLog } from '@chain-of-trust/auth-core'
import { findAuditLogs } from '@chain-of-trust/tooling'
import { JWT } from './processes.ts'
import type { Probe } from './probe.ts'

const FILE = 'packages/checklist/src/probes/state.ts'

/** Tokens of the mock providers, and any JWT. */
const PROVIDER_TOKEN = /\bm(gh|jr)r?_[\w-]{8,}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\./

/** What lies on the disk. */
export const stateProbes: readonly Probe[] = [
  {
    id: 'audit-chains',
    file: FILE,
    controls: ['LOG-3', 'PIT-5'],
    done: 'Every audit log of the running system was verified: chain, checkpoints and signatures.',
    run({ stateDir }) {
      const reports = findAuditLogs(stateDir).map((files) => verifyAuditLog(files))
      const broken = reports.filter(({ ok }) => !ok)
      if (broken.length > 0) throw new Error(`${broken.length} of ${reports.length} logs do not verify`)
      return Promise.resolve(`${reports.length} logs verify.`)
    },
  },
  {
    id: 'vault-files',
    file: FILE,
    controls: ['VLT-1'],
    done: 'The files of the token vault were searched for tokens of providers and of the tenant.',
    run({ stateDir }) {
      const files = filesIn(stateDir, 'token-vault')
      if (files.length === 0) throw new Error('the vault has no files')
      const found = files.filter((file) => PROVIDER_TOKEN.test(readFileSync(file, 'latin1')))
      if (found.length > 0) throw new Error(`a token in clear in ${found.join(', ')}`)
      return Promise.resolve(`${files.length} files: no token in clear.`)
    },
  },
  {
    id: 'logs-without-tokens',
    file: FILE,
    controls: ['LOG-4'],
    done: 'Logs and audit records that the system has written were searched for tokens.',
    run({ stateDir }) {
      const files = ['log', 'audit', 'checkpoints'].flatMap((folder) => filesIn(stateDir, folder))
      if (files.length === 0) throw new Error('nothing was written')
      const found = files.filter((file) => JWT.test(readFileSync(file, 'utf8')))
      if (found.length > 0) throw new Error(`a token in ${found.join(', ')}`)
      return Promise.resolve(`${files.length} files: no token.`)
    },
  },
  {
    id: 'registrations',
    file: FILE,
    controls: ['REG-1', 'TIER-2'],
    done: 'The registered applications and the keys of this system were compared.',
    run({ stateDir }) {
      const { applications } = registrations()
      const isPublic = ({ spa, isFallbackPublicClient }: (typeof applications)[number]) =>
        spa !== undefined || isFallbackPublicClient === true
      const publicClients = applications.filter(isPublic)
      const withKey = publicClients.filter(({ name }) => existsSync(join(stateDir, 'keys', `${name}.pem`)))
      if (withKey.length > 0) throw new Error(`a public client has a key: ${withKey[0]!.name}`)
      const keyed = applications.filter(({ name }) => existsSync(join(stateDir, 'keys', `${name}.pem`)))
      const prints = keyed.map(({ name }) => loadClientKey(name, { STATE_DIR: stateDir }).thumbprintSha256)
      if (new Set(prints).size !== prints.length) throw new Error('two applications have the same key')
      if (new Set(applications.map(({ appId }) => appId)).size !== applications.length) {
        throw new Error('two applications have the same id')
      }
      return Promise.resolve(
        `${applications.length} applications; ${publicClients.length} public ones without a key, ${keyed.length} with a key that no other has.`,
      )
    },
  },
]

function filesIn(stateDir: string, folder: string): string[] {
  return globSync('**/*', { cwd: join(stateDir, folder), withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}
