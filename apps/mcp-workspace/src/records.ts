import {
  diagnosed,
  presented,
  type AccessToken,
  type AuditEntry,
  type Refusal,
} from '@chain-of-trust/auth-core'
import type { Settlement } from './approvals.ts'

/** Who calls what with which token. */
function called(token: AccessToken, tool: string): Partial<AuditEntry> & { tool: string } {
  return { ...presented(token, { senderConstraint: token.jkt === undefined ? 'none' : 'dpop' }), tool }
}

export function callAccepted(token: AccessToken, tool: string): AuditEntry {
  return { event: 'token_accepted', outcome: 'success', ...called(token, tool) }
}

/** @param verified the token, unless it is the token that is refused: then the refusal has it */
export function callRefused(refusal: Refusal, tool: string, verified?: AccessToken): AuditEntry {
  const { scopes, token = verified } = refusal.params
  const held = token === undefined ? { tool } : called(token, tool)
  return {
    event: 'token_accepted',
    outcome: 'failure',
    reason: refusal.reason,
    ...held,
    ...(scopes === undefined ? {} : { scopes: { ...held.scopes, requested: [...scopes] } }),
    ...diagnosed(refusal),
  }
}

/** What a tool would not do for anybody: a path out of the workspace, say. The path itself is the person's business. */
export function runRefused(reason: string, token: AccessToken, tool: string): AuditEntry {
  return { event: 'token_accepted', outcome: 'failure', reason, ...called(token, tool) }
}

export function approvalEntry(
  reason: Settlement | 'approval_requested' | 'approval_impossible',
  token: AccessToken,
  tool: string,
): AuditEntry {
  const outcome =
    reason === 'approval_requested' ? 'challenge' : reason === 'approval_granted' ? 'success' : 'failure'
  return { event: 'tool_approval', outcome, reason, ...called(token, tool) }
}
