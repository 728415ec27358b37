import type { JWTPayload } from 'jose'
import { Refusal } from './refusal.ts'

/**
 * A claim that must be there and be text.
 * @throws Refusal `claim_missing`
 */
export function text(payload: JWTPayload, claim: string): string {
  const value = payload[claim]
  if (typeof value !== 'string' || value === '') throw new Refusal('claim_missing', { detail: claim })
  return value
}

/** The words of a space-separated claim (`scp`, `scope`); none when it is absent or not text. */
export function words(value: unknown): string[] {
  return typeof value === 'string' ? value.split(' ').filter((word) => word !== '') : []
}

/** The text members of an array claim; none when it is absent or no array. */
export function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}
