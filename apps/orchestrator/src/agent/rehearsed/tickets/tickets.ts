import * as z from 'zod'
import { oneLine } from '../issues/issues.ts'

/** A ticket as the tools speak of it. */
export const Ticket = z.object({ key: z.string(), summary: z.string(), status: z.string().optional() })
export type Ticket = z.infer<typeof Ticket>

export function ticketLabel({ key, summary, status }: Ticket): string {
  const state = status === undefined ? '' : ` (${oneLine(status)})`
  return `${key}: ${oneLine(summary)}${state}`
}
