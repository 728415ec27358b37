import { sign, verify } from 'node:crypto'
import * as z from 'zod'
import type { AuditKey } from './key.ts'

/**
 * A signed word that a record exists: who cuts the log at or before it, or writes the log anew up to it, is
 * found. It vouches for all records before it, too, by the chain.
 */
export const Checkpoint = z.strictObject({
  service: z.string(),
  seq: z.int().nonnegative(),
  hash: z.string(),
  time: z.iso.datetime(),
  /** Which key: SHA-256 of the public key (DER SPKI), hex. */
  key: z.string(),
  /** Ed25519 (RFC 8032), base64url. */
  signature: z.string(),
})
export type Checkpoint = z.infer<typeof Checkpoint>

/** Keeps checkpoints where whoever can change the log cannot, as far as there is such a place. */
export interface CheckpointSink {
  /** The latest that it holds. */
  last(): Checkpoint | undefined
  /** Keeps one more. Throws when it cannot. */
  append(checkpoint: Checkpoint): void
  close(): void
}

/** What is signed: five lines of text, not JSON, so that it survives any transport unchanged. */
function signedText({ service, seq, hash, time }: Omit<Checkpoint, 'signature'>): Buffer {
  return Buffer.from(`chain-of-trust audit checkpoint\n${service}\n${seq}\n${hash}\n${time}\n`)
}

export function signCheckpoint(
  claims: Omit<Checkpoint, 'key' | 'signature'>,
  { key, id }: AuditKey,
): Checkpoint {
  const unsigned = { ...claims, key: id }
  return { ...unsigned, signature: sign(null, signedText(unsigned), key).toString('base64url') }
}

/** Whether this very key signed this very text. */
export function isSignedBy(checkpoint: Checkpoint, { key, id }: AuditKey): boolean {
  const signature = Buffer.from(checkpoint.signature, 'base64url')
  return checkpoint.key === id && verify(null, signedText(checkpoint), key, signature)
}

/** @returns undefined when the line is no checkpoint, signed or not */
export function readCheckpoint(line: Buffer): Checkpoint | undefined {
  try {
    return Checkpoint.parse(JSON.parse(line.toString()))
  } catch {
    return undefined
  }
}
