/** A service with a log: one line per call, in a file. It says that something happened. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registration } from '@chain-of-trust/service-kit'
import { jwtVerify } from 'jose'
import { credentialOf, ISSUER, issuerKeys, startWeakServer } from '../weak-server.ts'
import type { Evidence } from './exploit.ts'

export interface LoggingService {
  url: string
  cutAndLook: () => Evidence
  close: () => Promise<void>
}

export async function startVulnerable(): Promise<LoggingService> {
  const folder = mkdtempSync(join(tmpdir(), 'chain-of-trust-weak-log-'))
  const file = join(folder, 'service.log')
  const server = await startWeakServer(async (request) => {
    const audience = registration('orchestrator').appId
    await jwtVerify(credentialOf(request), issuerKeys, { issuer: ISSUER, audience })
    // THE MISTAKE: who, for whom, with which token and in which request is known here, and not written down.
    appendFileSync(file, 'INFO tool called: search_documents\nINFO 200 OK\n')
    return { status: 200, body: { ok: true, content: 'Budget 2027.md' } }
  })
  return {
    url: server.url,
    cutAndLook() {
      const before = readFileSync(file, 'utf8')
      writeFileSync(file, before.replace(/.*search_documents\n/, ''))
      // All that an auditor has is the file, and there is nothing that it could be held against.
      return { whoWasFound: people(before), tamperingFound: undefined }
    },
    async close() {
      await server.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function people(log: string): string[] {
  return log.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? []
}
