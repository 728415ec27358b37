import type { Operation } from '../wire/operation.ts'

/** The person can go on with it, or it goes on now. */
export function isOpen({ state }: Operation): boolean {
  return state === 'needs_user' || state === 'interrupted' || state === 'running'
}

/** An account has to be connected first. That is asked at the token vault's page, not at the identity provider. */
export function waitsForLink({ state, needs }: Operation): boolean {
  return state === 'needs_user' && needs?.kind === 'link'
}

/** For the badge: what the person has to do something about. */
export function waitingCount(operations: readonly Operation[]): number {
  return operations.filter(({ state }) => state === 'needs_user' || state === 'interrupted').length
}

const ENDS: Record<Exclude<Operation['state'], 'needs_user' | 'interrupted' | 'running'>, string> = {
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled by you',
  expired: 'Its time was up',
}

/** How it ended, in a word or two; undefined while it is open. */
export function endWords({ state }: Operation): string | undefined {
  return state in ENDS ? ENDS[state as keyof typeof ENDS] : undefined
}
