import type { AccessToken, AuditEntry, Refusal } from '@chain-of-trust/auth-core'
import type { Settlement } from './approvals.ts'

/** Who calls what with which token. */
export function calledWith(token: AccessToken, tool: string): Omit<AuditEntry, 'event' | 'outcome'> {
  return {
    subject: { tid: token.tid, oid: token.oid },
    client: { app_id: token.clientId },
    token: { uti: token.uti, audience: token.audience, expires_at: token.expiresAt },
    scopes: { granted: [...token.scopes] },
    acrs: [...token.acrs],
    binding: token.jkt === undefined ? { method: 'none' } : { method: 'dpop', jkt: token.jkt },
    tool,
  }
}

export function callAccepted(token: AccessToken, tool: string): AuditEntry {
  return { event: 'token_accepted', outcome: 'success', ...calledWith(token, tool) }
}

/** @param verified the token, unless it is the token that is refused: then the refusal has it */
export function callRefused({ reason, params }: Refusal, tool: string, verified?: AccessToken): AuditEntry {
  const { scopes, detail, token = verified } = params
  const held = token === undefined ? { tool } : calledWith(token, tool)
  return {
    event: 'token_accepted',
    outcome: 'failure',
    reason,
    ...held,
    ...(scopes === undefined ? {} : { scopes: { ...held.scopes, requested: [...scopes] } }),
    ...(detail === undefined ? {} : { diagnostics: { detail } }),
  }
}

/** What a tool would not do for anybody: a path out of the workspace, say. The path itself is the person's business. */
export function runRefused(reason: string, token: AccessToken, tool: string): AuditEntry {
  return { event: 'token_accepted', outcome: 'failure', reason, ...calledWith(token, tool) }
}

export function approvalEntry(
  reason: Settlement | 'approval_requested' | 'approval_impossible',
  token: AccessToken,
  tool: string,
): AuditEntry {
  const outcome =
    reason === 'approval_requested' ? 'challenge' : reason === 'approval_granted' ? 'success' : 'failure'
  return { event: 'tool_approval', outcome, reason, ...calledWith(token, tool) }
}
