import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, base64url: what nobody can guess, and what says nothing. */
export function newTicket(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256, base64url: what the database holds of a ticket. Whoever reads the database cannot present it. */
export function ticketDigest(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url')
}
