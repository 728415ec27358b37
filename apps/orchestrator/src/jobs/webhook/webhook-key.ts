import { ConfigError } from '@chain-of-trust/service-kit'
import { readFileSync } from 'node:fs'
import type { Config } from '../../config.ts'

/** Standard Webhooks: 24 to 64 bytes. */
const LEAST_KEY_BYTES = 24

/** Where to tell that a job waits, and with which key; undefined when nobody wants to be told. @throws ConfigError */
export function webhookOf({
  JOB_WEBHOOK_URL: url,
  JOB_WEBHOOK_KEY_FILE: file,
}: Pick<Config, 'JOB_WEBHOOK_URL' | 'JOB_WEBHOOK_KEY_FILE'>): { url: string; key: Uint8Array } | undefined {
  return url === undefined || file === undefined ? undefined : { url, key: readWebhookKey(file) }
}

/** Reads `whsec_…` (base64). @throws ConfigError */
function readWebhookKey(file: string): Uint8Array {
  const refuse = (problem: string) => new ConfigError([`JOB_WEBHOOK_KEY_FILE: ${file}: ${problem}`])
  let text: string
  try {
    text = readFileSync(file, 'utf8').trim()
  } catch {
    throw refuse('cannot be read')
  }
  const key = Buffer.from(/^whsec_([A-Za-z0-9+/]+=*)$/.exec(text)?.[1] ?? '', 'base64')
  if (key.length < LEAST_KEY_BYTES)
    throw refuse(`must be whsec_ and ${LEAST_KEY_BYTES} bytes or more in base64`)
  return key
}
