import { OAuthError } from './oauth-error.ts'

export type Parameters = Readonly<Record<string, string | undefined>>

/**
 * RFC 6749 §3.1 and §3.2: no parameter more than once; an empty one counts as absent.
 * @throws OAuthError `invalid_request`
 */
export function readParameters(source: unknown): Parameters {
  const entries = Object.entries((source ?? {}) as Record<string, unknown>)
  const repeated = entries.find(([, value]) => typeof value !== 'string')
  if (repeated) throw new OAuthError('invalid_request', `${repeated[0]} must be one text`)
  return Object.fromEntries(entries.filter(([, value]) => value !== '')) as Parameters
}

/** @throws OAuthError `invalid_request` */
export function required(parameters: Parameters, name: string): string {
  const value = parameters[name]
  if (value === undefined) throw new OAuthError('invalid_request', `${name} is missing`)
  return value
}

/** The scopes asked for, in the order asked. @throws OAuthError `invalid_scope` */
export function readScopes(text: string, possible: readonly string[]): string[] {
  const scopes = [...new Set(text.split(' ').filter((scope) => scope !== ''))]
  const unknown = scopes.filter((scope) => !possible.includes(scope))
  if (scopes.length === 0) throw new OAuthError('invalid_scope', 'scope is empty')
  if (unknown.length > 0) throw new OAuthError('invalid_scope', `no such scope: ${unknown.join(', ')}`)
  return scopes
}
