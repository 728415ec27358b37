import { join } from 'node:path'

/** Where one service's audit trail is. The anchor and the keys lie apart from the log, to be mounted apart. */
export interface AuditFiles {
  service: string
  /** Of the files: the service, and from the second on the slot (`orchestrator.2`). */
  name: string
  /** One record per line (JSON Lines), mode 0600. */
  log: string
  /** What a crash left of a last line. */
  torn: string
  lock: string
  /** One signed checkpoint per line. */
  checkpoints: string
  /** PKCS#8 PEM, mode 0600. */
  privateKey: string
  /** SPKI PEM. */
  publicKey: string
}

/**
 * @param within folder between `audit/` and the file, where several machines' logs lie side by side
 * @param slot which of the logs of a service that several processes write at once, from 1
 */
export function auditFiles(stateDir: string, service: string, within = '', slot = 1): AuditFiles {
  const name = slot === 1 ? service : `${service}.${slot}`
  const path = (folder: string, end: string) => join(stateDir, folder, within, `${name}${end}`)
  return {
    service,
    name,
    log: path('audit', '.jsonl'),
    torn: path('audit', '.torn'),
    lock: path('audit', '.lock'),
    checkpoints: path('checkpoints', '.jsonl'),
    privateKey: path('audit-keys', '.key.pem'),
    publicKey: path('audit-keys', '.pub.pem'),
  }
}

/** What `auditFiles` made a name of. */
export function readAuditName(name: string): { service: string; slot: number } {
  const [, service = name, slot = '1'] = /^(.+)\.(\d+)$/.exec(name) ?? []
  return { service, slot: Number(slot) }
}
