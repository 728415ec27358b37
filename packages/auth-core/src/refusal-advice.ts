import type { Actor } from './failure-kinds.ts'
import type { RefusalReason } from './refusal-reasons.ts'

/** Who can help: those of a failure, or whoever wrote the program that called. */
export type Helper = Actor | 'caller'

export interface RefusalAdvice {
  /** What the service saw. For whoever reads the audit log; the wire does not say it. */
  readonly happened: string
  readonly actor: Helper
  /** The way out. */
  readonly how: string
}

const FORGED =
  'Nothing to mend, if it was an attack. Else take tokens from the authorization server as they are.'
const OTHER_TOKEN = 'Ask the authorization server for a token with the scopes of this very service.'
const BOTH_SIDES =
  'Set SENDER_CONSTRAINT alike on both sides, and send the proof with the key that the token was asked for with.'
const PASSES = 'It passes. Wait for Retry-After and send the same request again.'

/** For each reason to refuse: what happened, who can help, and how. Plain data, for documents and the browser. */
export const REFUSAL_ADVICE: Readonly<Record<RefusalReason, RefusalAdvice>> = {
  credential_missing: {
    happened: 'The request carries no access token.',
    actor: 'caller',
    how: 'Send one in the Authorization header. The challenge names the metadata that say where to get it.',
  },
  credential_malformed: {
    happened: 'The Authorization header is not one scheme and one token.',
    actor: 'caller',
    how: 'Send exactly one Authorization header, `DPoP <token>` or `Bearer <token>`.',
  },
  request_malformed: {
    happened: 'The body is not a request of the protocol, or its headers say something else than its body.',
    actor: 'caller',
    how: 'Send one JSON-RPC request, with MCP headers that agree with it.',
  },
  method_not_allowed: {
    happened: 'An HTTP method that the endpoint does not have, as GET for a stream that it does not offer.',
    actor: 'caller',
    how: 'Use POST.',
  },
  credential_in_query: {
    happened: 'The token stood in the address, where logs and histories keep it.',
    actor: 'caller',
    how: 'Move it into the Authorization header. Count that token as leaked.',
  },

  token_malformed: {
    happened: 'The token is not a signed JWT of three parts, or is too large to be one.',
    actor: 'caller',
    how: 'Send the access token as it was received: no id token, no refresh token, no part of one.',
  },
  token_header_untrusted: {
    happened: 'The token brings its own key, or an extension that must be understood and is not.',
    actor: 'caller',
    how: FORGED,
  },
  algorithm_not_allowed: {
    happened: 'It is signed by an algorithm that the issuer does not use, or by none.',
    actor: 'caller',
    how: FORGED,
  },
  type_mismatch: {
    happened: 'The `typ` is not that of an access token: an id token, a security event or a proof was sent.',
    actor: 'caller',
    how: 'Send the access token.',
  },
  key_unknown: {
    happened: 'No key of the issuer has this `kid`.',
    actor: 'operator',
    how: 'Compare JWKS_URI with the issuer of the token (`npm run doctor`). After a rotation the new key is fetched by itself.',
  },
  signature_invalid: {
    happened: 'The signature is not that of the issuer over these bytes: the token was changed or made up.',
    actor: 'caller',
    how: FORGED,
  },
  token_expired: {
    happened: 'It is later than `exp`.',
    actor: 'caller',
    how: 'Ask for a new token. If it is new, compare the clocks: 5 seconds are allowed.',
  },
  token_not_yet_valid: {
    happened: '`nbf`, or another time in the token, lies in the future.',
    actor: 'operator',
    how: 'Compare the clocks of this machine and of the issuer: 5 seconds are allowed.',
  },
  issuer_mismatch: {
    happened: '`iss` is not, letter by letter, the configured issuer.',
    actor: 'operator',
    how: 'Set ISSUER as the discovery document has it. `npm run doctor` says where the two differ.',
  },
  tenant_mismatch: {
    happened: '`tid` is another tenant than ours.',
    actor: 'user',
    how: 'Sign in with an account of this organisation. A fork sets TENANT_ID.',
  },
  audience_mismatch: {
    happened: 'The token was made for another service, or for several.',
    actor: 'caller',
    how: `${OTHER_TOKEN} If it is the right one, AUDIENCE is not the application id that the token names.`,
  },
  client_not_allowed: {
    happened: 'The application in `azp` is not one of those that may call this service.',
    actor: 'operator',
    how: 'Let it in by `preAuthorizedApplications` of the registrations, if it should be.',
  },
  claim_missing: {
    happened: 'A claim that every token of the issuer has is missing.',
    actor: 'operator',
    how: 'Ask for tokens of version 2 (`requestedAccessTokenVersion`), and the optional claims of the registrations.',
  },
  app_only_token: {
    happened: 'An application speaks for itself where a person has to stand behind the call.',
    actor: 'caller',
    how: 'Use a delegated flow. An application permission would open everybody’s data.',
  },
  token_revoked: {
    happened:
      'The token is from before the moment at which its person was revoked, disabled or found at risk.',
    actor: 'user',
    how: 'Sign in again. Whoever was disabled asks an administrator first.',
  },
  lease_over: {
    happened: 'The local server has had its token for as long as it may use one.',
    actor: 'user',
    how: 'Nothing while the launcher is signed in: it renews. Else `ai-host-cli login`, and call again.',
  },

  binding_missing: {
    happened: 'A token that is bound to no key where a bound one is demanded.',
    actor: 'operator',
    how: BOTH_SIDES,
  },
  binding_mismatch: {
    happened:
      'The proof is by another key than the token is bound to: the token is somebody else’s, or was copied.',
    actor: 'caller',
    how: 'Send the proof with the key of the token request. If nobody did this on purpose, the token was stolen: revoke the sessions.',
  },
  binding_downgrade: {
    happened: 'A token that is bound to a key was sent as Bearer, or to a service that checks no proof.',
    actor: 'caller',
    how: BOTH_SIDES,
  },
  dpop_proof_missing: {
    happened: 'The request has no DPoP proof.',
    actor: 'caller',
    how: 'Send one DPoP header with a fresh proof.',
  },
  dpop_proof_invalid: {
    happened:
      'The proof is not for this method, address and token, is too old, or is not what RFC 9449 asks for.',
    actor: 'caller',
    how: 'Make a proof for each request, for the address of RESOURCE. Behind a proxy, RESOURCE is the public address.',
  },
  dpop_proof_replayed: {
    happened: 'This proof has been used already.',
    actor: 'caller',
    how: 'Make a proof for each request, retries included. A proxy must not send a request twice.',
  },
  dpop_nonce_required: {
    happened: 'The proof carries no nonce of ours, or an old one. An ordinary step, not a fault.',
    actor: 'caller',
    how: 'Send it again with the nonce of the DPoP-Nonce header.',
  },

  scope_insufficient: {
    happened: 'The token does not have the scopes that the operation needs.',
    actor: 'caller',
    how: 'Ask for the scopes that the challenge names, with the person’s consent.',
  },
  claims_insufficient: {
    happened: 'A stronger or fresher proof of the person is needed, or a token from after a revocation.',
    actor: 'user',
    how: 'Send the claims of the challenge, unread, to the authorization server, and repeat with the new token.',
  },
  authentication_insufficient: {
    happened: 'The resource wants a stronger or fresher sign-in, and said so by RFC 9470.',
    actor: 'user',
    how: 'Sign in with the `acr_values` and `max_age` of the challenge, and repeat with the new token.',
  },
  role_missing: {
    happened: 'The token lacks a role: of a service `Audit.Write`, of a person `Auditor`.',
    actor: 'administrator',
    how: 'Assign the role in the tenant, if it should be held, and ask for a new token.',
  },
  log_of_another_service: {
    happened: 'A service sent the audit trail records, or asked for a log, that are not its own.',
    actor: 'operator',
    how: 'Give each service its own client key, and let it send its own log. Else count its key as stolen.',
  },
  record_invalid: {
    happened: 'A line is no record of an audit log, or not what its own hash says.',
    actor: 'operator',
    how: 'Run `npm run audit -- verify` where the log lies. If it is sound, update the audit trail first, then the services.',
  },
  operation_not_permitted: {
    happened: 'No row of the policy allows this tool, method or delegation.',
    actor: 'operator',
    how: 'Add a row to `policy.ts` of the service, if it should be allowed. In the chat: allow the scope for this conversation.',
  },
  permission_denied: {
    happened: 'The token is fine, and the person may not do this at the resource.',
    actor: 'administrator',
    how: 'Ask for the right at the resource itself. More scopes do not help.',
  },
  access_blocked: {
    happened: 'A Conditional Access policy blocks the access.',
    actor: 'administrator',
    how: 'Only an administrator can change the policy or what triggers it. Signing in again does not help.',
  },
  device_not_compliant: {
    happened: 'Conditional Access does not accept the device.',
    actor: 'user',
    how: 'Use a device that the organisation manages, or make this one compliant.',
  },
  approval_refused: {
    happened:
      'The call waits for a yes, and this one is for another call, was used, has expired or was a no.',
    actor: 'user',
    how: 'Ask the agent again, read what is shown, and approve that.',
  },
  origin_not_allowed: {
    happened: 'A web page of an origin that is not listed made the request.',
    actor: 'operator',
    how: 'Set HOST_ORIGIN to the origin of the AI host, if it is the one.',
  },
  host_not_allowed: {
    happened: 'The Host header is not ours: DNS rebinding, or a proxy that rewrites it.',
    actor: 'operator',
    how: 'Let the proxy pass the public name on, and set RESOURCE to it.',
  },

  sign_in_required: {
    happened: 'The authorization server accepts the sign-in behind this token no longer.',
    actor: 'user',
    how: 'Sign in again.',
  },
  consent_required: {
    happened: 'Nobody has consented to a permission that the next hop needs.',
    actor: 'user',
    how: 'Grant it when asked; an administrator can grant it for everybody.',
  },
  exchange_misconfigured: {
    happened: 'The authorization server refuses our client, its credential or what it asks for.',
    actor: 'operator',
    how: '`npm run doctor -- SERVICE` reads both sides and says what differs; the AADSTS number is in the audit record.',
  },

  security_event_malformed: {
    happened: 'Something that is no security event of our issuer, for us, about our tenant was pushed to us.',
    actor: 'operator',
    how: 'The `err` of the answer names the part. Nothing was changed by it.',
  },

  keys_unavailable: {
    happened: 'The keys of the issuer cannot be fetched and none that fits is known.',
    actor: 'nobody',
    how: `${PASSES} If it does not: JWKS_URI, CONNECT_TO, the network.`,
  },
  replay_memory_unavailable: {
    happened: 'Valkey does not answer, so that nobody can say whether a proof was used before.',
    actor: 'operator',
    how: `${PASSES} If it does not: REDIS_URL, and whether Valkey runs.`,
  },
  revocations_unknown: {
    happened:
      'The service has not yet heard of everything that was revoked while it was away, and lets nobody in.',
    actor: 'operator',
    how: `${PASSES} If it does not: the issuer’s event stream, SECURITY_EVENTS, Valkey.`,
  },
  authorization_server_unavailable: {
    happened: 'The authorization server did not answer, or said that it is busy.',
    actor: 'nobody',
    how: PASSES,
  },
  resource_unavailable: {
    happened: 'The service behind this one, or its database, did not answer.',
    actor: 'nobody',
    how: `${PASSES} If it does not: the audit log of the same trace names who was asked.`,
  },
  outcome_unknown: {
    happened: 'The connection broke off after the call was sent: it may have happened.',
    actor: 'user',
    how: 'Look whether it has happened before you ask for it again.',
  },
}
