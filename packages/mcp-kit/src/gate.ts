import {
  enforceAuthenticationAge,
  enforceAuthenticationContext,
  enforceScopes,
  exchangeRecorded,
  Refusal,
  type AuditEntry,
  type AuditLog,
  type Exchange,
  type RefusalReason,
} from '@chain-of-trust/auth-core'
import { diagnosed, origin, presented } from '@chain-of-trust/auth-core/fastify'
import { ConfigError } from '@chain-of-trust/service-kit'
import type { FastifyRequest } from 'fastify'
import type { Extension } from './extension.ts'
import {
  INVALID_PARAMS,
  isAnswer,
  METHOD_NOT_FOUND,
  readMessage,
  RpcRefusal,
  type RpcMessage,
} from './json-rpc.ts'
import { askVault } from './linked/ask-vault.ts'
import type { KnownMessage } from './message-span.ts'
import { declinedLink } from './linked/link-answer.ts'
import { declinedReach, LinkedAccount } from './linked/linked-account.ts'
import type { LinkedResource } from './linked/linked-resource.ts'
import { refusalIn } from './resource-refusal.ts'
import { isLinked, type DownstreamResource, type McpServerDefinition } from './server-definition.ts'
import { ToolCall, type TokenSender } from './tool-call.ts'
import { unmappedContexts, type ToolPolicy } from './tool-policy.ts'

/** What may be asked of us. Everything else, whatever the SDK could do with it, is turned away. */
const METHODS: ReadonlySet<string> = new Set([
  'server/discover',
  'initialize',
  'notifications/initialized',
  'notifications/cancelled',
  'ping',
  'tools/list',
  'tools/call',
])

export interface GateOptions {
  definition: McpServerDefinition
  /** What else this server has opted into. */
  extension?: Pick<Extension, 'methods' | 'policy'> | undefined
  /** Exchanges Token B for Token C. */
  exchange: Exchange
  /** Makes the fetch that presents Token C. */
  sender: TokenSender
  /** Makes the fetch that presents a provider's token, where there are linked accounts. */
  providerSender?: TokenSender | undefined
  audit: AuditLog
  senderConstraint: 'dpop' | 'none'
}

/** The message may go on to the SDK; with a call, if it runs a tool. */
export interface Admission {
  call?: ToolCall
}

export interface Gate {
  /**
   * Decides about one request whose token is verified already.
   * @param signal aborted when the caller goes away
   * @throws RpcRefusal, Refusal
   */
  admit(request: FastifyRequest, signal: AbortSignal): Promise<Admission>
  /** What a message asks for, as far as it is something that we have. */
  nameOf(body: unknown): KnownMessage
  /** Records a method that this endpoint does not have: nobody is asked for a token to be told. */
  recordWrongMethod(request: FastifyRequest): void
  /** Records that the SDK turned a request away: headers that do not agree with the body, say. */
  recordTurnedAway(request: FastifyRequest, status: number): void
  /** Puts a refusal of the resource into our own caller's terms, and records it. */
  refuseLate(request: FastifyRequest, call: ToolCall, refusal: Refusal): Refusal
}

/**
 * The gate in front of the MCP SDK. A refusal thrown inside a tool would be HTTP 200 with `isError`, and no
 * client would ask the user for more; here it is still a 401 or 403 with its challenge. So the policy and
 * the exchange stand here, and a tool that runs has everything it needs.
 * @throws ConfigError for a row whose authentication context has no id
 */
export function createGate(options: GateOptions): Gate {
  const { definition, extension, exchange, sender, providerSender, audit, senderConstraint } = options
  const { resources } = definition
  const policy = { ...extension?.policy, ...definition.policy }
  const contextIds = definition.authenticationContexts ?? {}
  const unmapped = unmappedContexts(policy, contextIds)
  if (unmapped.length > 0) throw new ConfigError(unmapped)
  const linked = Object.values(resources).find(isLinked)
  if (linked !== undefined && providerSender === undefined)
    throw new ConfigError([`nothing presents a token to ${linked.provider}`])
  const methods = new Set([...METHODS, ...(extension?.methods ?? [])])

  return {
    async admit(request, signal) {
      // 1. One message, of a kind that we serve. The headers (Mcp-Method, Mcp-Name) decide nothing here: the
      //    SDK gets this same parsed body, and refuses headers that do not agree with it (-32020).
      //    An answer of the client runs no tool and reads nothing: it can only end a question of ours.
      if (extension !== undefined && isAnswer(request.body)) return {}
      const { method, id, params } = readRecorded(request)
      if (!methods.has(method)) {
        recordUnknown(request, 'operation_not_permitted', 'unknown method')
        throw new RpcRefusal(404, METHOD_NOT_FOUND, 'Method not found', { id })
      }
      // Only a tool acts for the user; what a client asks about ourselves leaves no audit record.
      if (method !== 'tools/call') return {}

      // 2. A tool with a row in the policy.
      const name = params?.['name']
      const row = typeof name === 'string' && Object.hasOwn(policy, name) ? policy[name] : undefined
      if (typeof name !== 'string' || row === undefined) {
        recordUnknown(request, 'operation_not_permitted', 'unknown tool')
        const known = Object.keys(policy).join(', ')
        throw new RpcRefusal(400, INVALID_PARAMS, `Unknown tool. This server has: ${known}.`, { id })
      }
      const token = request.getToken()
      const resource = resources[row.calls.resource]!
      try {
        // 3. All scopes of the operation. 4. The authentication: its context, its age.
        enforceScopes(token, row.scopes, definition.scopeHierarchy)
        if (row.authenticationContext !== undefined)
          enforceAuthenticationContext(token, contextIds[row.authenticationContext]!)
        if (row.maxAge !== undefined) enforceAuthenticationAge(token, row.maxAge)

        // The person has said no to the link that this needs: nothing is asked for in their name.
        if (isLinked(resource) && declinedLink(params)) {
          return { call: new ToolCall({ name, token, reach: declinedReach(resource), signal }) }
        }

        // 5. Token C: this resource, these scopes, nothing else. The audit record joins it to Token B.
        const tokenC = await exchangeRecorded(exchange, audit, {
          held: { token, credential: request.getCredential() },
          name: 'C',
          scopes: scopesAtTokenEndpoint(resource, row),
          tool: name,
          where: origin(request),
        })
        const send = sender(tokenC.token)
        // 6. Where the person has an account of their own: their token of that provider, from the vault.
        const reach = isLinked(resource)
          ? await LinkedAccount.open(
              resource,
              askVault(resource, { send, scopes: row.calls.scopes, signal }),
              providerSender!,
            )
          : { url: resource.url, send, refusalIn }
        return { call: new ToolCall({ name, token, reach, signal }) }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (!error.recorded) record(request, name, error, row)
        throw forCaller(error, row)
      }
    },

    nameOf(body) {
      const { method, params } = (body ?? {}) as { method?: unknown; params?: { name?: unknown } }
      const tool = method === 'tools/call' ? params?.name : undefined
      return {
        method: typeof method === 'string' && methods.has(method) ? method : undefined,
        tool: typeof tool === 'string' && Object.hasOwn(policy, tool) ? tool : undefined,
      }
    },

    recordWrongMethod(request) {
      audit.write({
        event: 'token_accepted',
        outcome: 'failure',
        reason: 'method_not_allowed',
        ...origin(request),
        diagnostics: { detail: request.method },
      })
    },

    recordTurnedAway(request, status) {
      recordUnknown(request, 'request_malformed', `the SDK answered ${status}`)
    },

    refuseLate(request, { name }, refusal) {
      const row = policy[name]!
      record(request, name, refusal, row)
      return forCaller(refusal, row)
    },
  }

  function record(request: FastifyRequest, tool: string, refusal: Refusal, { scopes }: ToolPolicy): void {
    audit.write({
      ...failure(request, refusal.reason),
      scopes: { requested: [...scopes], granted: [...request.getToken().scopes] },
      tool,
      ...diagnosed(refusal),
    })
  }

  /** What was asked for is the caller's own text, and might be anything, a token included: it is not kept. */
  function recordUnknown(request: FastifyRequest, reason: RefusalReason, detail: string): void {
    audit.write({ ...failure(request, reason), diagnostics: { detail } })
  }

  function readRecorded(request: FastifyRequest): RpcMessage {
    try {
      return readMessage(request.body)
    } catch (error) {
      recordUnknown(request, 'request_malformed', 'not one JSON-RPC message')
      throw error
    }
  }

  function failure(request: FastifyRequest, reason: RefusalReason): AuditEntry {
    return {
      event: 'token_accepted',
      outcome: 'failure',
      reason,
      ...presented(request.getToken(), { senderConstraint, tokenName: 'B' }),
      ...origin(request),
    }
  }
}

/** Of the token vault there is one thing to ask; the row's scopes are the provider's, and mean nothing to Entra ID. */
function scopesAtTokenEndpoint(
  resource: DownstreamResource | LinkedResource,
  { calls }: ToolPolicy,
): readonly string[] {
  if (isLinked(resource)) return [`${resource.vault.identifier}/Vault.Use`]
  return calls.scopes.map((scope) => `${resource.identifier}/${scope}`)
}

/** The same refusal in terms that our caller can act on; it is in the audit log already. */
function forCaller(refusal: Refusal, { scopes }: ToolPolicy): Refusal {
  const told = translate(refusal, scopes)
  told.recorded = true
  return told
}

/** The resource's scopes mean nothing to our caller: consent is asked for the operation. */
function translate(refusal: Refusal, scopes: readonly string[]): Refusal {
  if (refusal.reason !== 'consent_required') return refusal
  return new Refusal('consent_required', { ...refusal.params, cause: refusal, scopes })
}
