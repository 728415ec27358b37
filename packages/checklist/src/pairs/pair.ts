/**
 * The same exploit against two systems: one that makes the playbook's mistake, and ours. It must succeed against the
 * first, or it is no exploit, and be refused by the second.
 *
 * A pair is a folder: `pair.ts` says what it is about, `vulnerable.ts` is the mistake, `exploit.ts` uses it. The vulnerable
 * variant listens on a loopback port of its own while the exploit runs, and is nowhere a switch in a service.
 */
import { currentTrace, withTrace, type AuditRecord } from '@chain-of-trust/auth-core'
import type { Expected } from '../attack.ts'
import type { ControlId } from '../controls/index.ts'
import type { Answer } from '../http.ts'
import { journaled, type Exchange } from '../journal.ts'
import type { Passage, SourceLine } from '../source-line.ts'
import type { Target } from '../target.ts'

export type Side = 'vulnerable' | 'hardened'

/** The pitfall, in three sentences or so. */
export interface Pitfall {
  problem: string
  impact: string
  fix: string
}

/** What came of one exploit. */
export interface Attempt {
  /** It got what it was after. */
  succeeded: boolean
  /** What it got, or did, one line each and nothing in it that could be used again; of a refused one: empty. */
  loot: string[]
  /** The answer that decided. */
  answer: Answer
}

/** What the exploit is aimed at: the same shape on both sides. */
export interface Aimed<Aim> {
  aim: Aim
  /** Of the vulnerable side: every line that its log has about it. There may be none: that is the mistake, then. */
  log?: () => string[]
  close?: () => Promise<void> | void
}

/** What a pair's `pair.ts` says. */
export interface PairDefinition<Aim> {
  title: string
  pitfall: Pitfall
  /** The clause that asks for the guard: of the playbook, an RFC or the MCP specification. */
  clause: string
  /** Ids of the checklist's controls that the hardened side proves. */
  controls: readonly ControlId[]
  /** The real guard: the condition that refuses the exploit. */
  guard: Passage
  /** Guards that it met before that one, in order, where it takes several. */
  earlier?: readonly (Passage & { what: string })[]
  /** How the real system refuses it. */
  expected: Expected
  /** Starts the mistake, on loopback, on a free port. */
  vulnerable: (target: Target) => Promise<Aimed<Aim>>
  /** The real system, as it runs. */
  hardened: (target: Target) => Promise<Aimed<Aim>>
  exploit: (aim: Aim, target: Target) => Promise<Attempt>
  /** What an honest person does at the real system instead. It must be accepted, or the refusal proves nothing. */
  honest: (target: Target) => Promise<Answer>
}

export interface Pair extends Omit<PairDefinition<unknown>, 'vulnerable' | 'hardened' | 'exploit'> {
  /**
   * Sets up one side, runs the exploit against it, and takes the side down again.
   *
   * @param exchanges to which everything is added that the exploit sends
   */
  attempt(side: Side, target: Target, exchanges: Exchange[]): Promise<Traced>
}

export interface Traced extends Attempt {
  log: string[]
  /** Of all that the exploit sent. */
  traceId: string
}

/** Folder name and pair. */
export interface NamedPair {
  id: string
  pair: Pair
}

/** What one side did about the exploit. */
export interface SideOutcome {
  side: Side
  /** The exploit got what it was after: must be so on the vulnerable side, and must not on the hardened one. */
  succeeded: boolean
  loot: string[]
  /** What was sent and what came back, in order: claims instead of tokens. */
  exchanges: Exchange[]
  /** Status of the deciding answer, and its registered code. */
  status: number
  error?: string
  /** Hardened: the refusing service's record, or those that joined the chain. Vulnerable: none, as it keeps none. */
  records: AuditRecord[]
  /** Vulnerable: what its log has about it. */
  log: string[]
  /** Hardened only: what refused it. */
  refusal?: { by: string; reason: string } & SourceLine
  /** Hardened: what held before that. */
  earlier?: ({ what: string } & SourceLine)[]
}

/** One pair, run. */
export interface PairOutcome extends Pick<Pair, 'title' | 'pitfall' | 'clause' | 'controls'> {
  id: string
  /** The exploit works against the mistake. */
  exploited: boolean
  /** The real system refuses it, by the right guard, for the right reason, and lets the honest request in. */
  refused: boolean
  vulnerable: SideOutcome
  hardened: SideOutcome
  /** What is not as it should be; present when `exploited` or `refused` is false. */
  fault?: string
}

/** A pair whose two sides have the same shape. */
export function definePair<Aim>(definition: PairDefinition<Aim>): Pair {
  return {
    ...definition,
    async attempt(side, target, exchanges) {
      const { aim, log, close } = await definition[side](target)
      try {
        // In a trace of its own: what it takes to come this far is no part of the exploit.
        return await withTrace(undefined, async () => {
          const { result } = await journaled(() => definition.exploit(aim, target), exchanges)
          return { ...result, log: log?.() ?? [], traceId: currentTrace()!.traceId }
        })
      } finally {
        await close?.()
      }
    },
  }
}
