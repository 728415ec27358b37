import type { Conversation } from '../conversation.ts'
import type { TicketIntent } from '../intent.ts'
import { call, say, type Move } from '../move.ts'
import { ticketAnswer } from './answer.ts'

/** The next step about tickets: one call, for a ticket's key says all. */
export function ticketMove(intent: TicketIntent, { steps }: Conversation): Move {
  const last = steps.at(-1)
  if (last?.tool === intent.kind) return say(ticketAnswer(intent, last))
  const { kind, ...input } = intent
  return call(kind, input)
}
