import { join } from 'node:path'

/** Where one service's audit trail is. The anchor and the keys lie apart from the log, to be mounted apart. */
export interface AuditFiles {
  service: string
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

/** @param within folder between `audit/` and the file, where several machines' logs lie side by side */
export function auditFiles(stateDir: string, service: string, within = ''): AuditFiles {
  const path = (folder: string, name: string) => join(stateDir, folder, within, name)
  return {
    service,
    log: path('audit', `${service}.jsonl`),
    torn: path('audit', `${service}.torn`),
    lock: path('audit', `${service}.lock`),
    checkpoints: path('checkpoints', `${service}.jsonl`),
    privateKey: path('audit-keys', `${service}.key.pem`),
    publicKey: path('audit-keys', `${service}.pub.pem`),
  }
}
