import { audit } from './audit.ts'
import type { Control } from './control.ts'
import { delegation } from './delegation.ts'
import { localAgents } from './local-agents.ts'
import { pitfalls } from './pitfalls.ts'
import { registration } from './registration.ts'
import { stepUp } from './step-up.ts'
import { tokenVault } from './token-vault.ts'
import { tokens } from './tokens.ts'

const ALL = [
  ...registration,
  ...delegation,
  ...localAgents,
  ...tokens,
  ...stepUp,
  ...tokenVault,
  ...audit,
  ...pitfalls,
] as const

/** An attack, a pair or a document that names another does not compile, or fails its test. */
export type ControlId = (typeof ALL)[number]['id']

export interface KnownControl extends Control {
  id: ControlId
}

/** The playbook's controls, in the order of the evidence. */
export const CONTROLS: readonly KnownControl[] = ALL
