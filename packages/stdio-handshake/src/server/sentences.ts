import type { HandshakeReason } from '../handshake-error.ts'

const SIGN_IN = 'Run `ai-host-cli login`; nothing needs restarting.'
const LAUNCHER = 'Start this server through `ai-host-cli run --`.'
const FORGED =
  'Run `ai-host-cli login`; if it is refused again, whoever set up this server compares its ISSUER and TENANT_ID with yours.'
const WRONG_KEY =
  'A token is worth nothing without its key. Run `ai-host-cli login`, and start this server through `ai-host-cli run --`.'
const OUTAGE = 'Nobody did anything wrong: try again in a moment.'

/** What happened, who can fix it, and how: for the person at the terminal or behind an IDE. */
const SENTENCES: Partial<Record<HandshakeReason, string>> = {
  frame_missing: `No credential came before the pipe was closed or the time was over. ${LAUNCHER}`,
  frame_malformed: `What came was no frame of the STDIO handshake. ${LAUNCHER}`,
  frame_too_long: `The line was too long for a frame of the STDIO handshake. ${LAUNCHER}`,
  frame_unexpected: `A frame of the STDIO handshake came at the wrong moment, and the session was ended. ${LAUNCHER}`,
  handshake_skipped: `This server takes its token over the pipe before the first message. ${LAUNCHER}`,
  version_unsupported:
    'The host speaks another version of the STDIO handshake; this server speaks 1. Update the older one.',
  session_changed:
    'A session is one person, one application and one key; the new credential was of another. Start the server again.',
  token_older: 'The new credential was older than the one it should replace, and the session was ended.',
  message_too_long: 'A message was longer than this server reads, and the session was ended.',
  internal_error: 'This server failed by its own fault, and let nobody in. Its operator looks at its log.',

  token_expired: `The credential has expired. ${SIGN_IN}`,
  lease_over: `The credential has not been renewed for too long. ${SIGN_IN}`,
  token_revoked: `Your sessions were ended, by you or by an administrator. ${SIGN_IN}`,
  claims_insufficient: `You must prove once more who you are: your sessions were ended, or a policy asks for it. ${SIGN_IN}`,
  audience_mismatch:
    'The token is for another application. Give `ai-host-cli run` the `--resource` of this server.',
  app_only_token:
    'The token speaks for a program; this server works for people only. Run `ai-host-cli login`.',
  client_not_allowed:
    'The token was given to an application that may not use this server. Use `ai-host-cli`.',
  token_not_yet_valid: 'The token is not valid yet. Set the clock of this machine.',
  tenant_mismatch: `The token is of another tenant. ${FORGED}`,
  issuer_mismatch: `The token is of another issuer. ${FORGED}`,
  key_unknown: `The token was signed by nobody this server knows. ${FORGED}`,
  signature_invalid: `The token was altered, or signed by somebody else. ${FORGED}`,
  binding_missing:
    'The token is bound to no key. Sign in with a client that binds it (DPoP), or let the operator of this server set' +
    ' SENDER_CONSTRAINT=none where the sign-in service cannot.',
  binding_mismatch: `The token is bound to another key than the one that was proved. ${WRONG_KEY}`,
  dpop_proof_missing: `The possession of the key was not proved. ${WRONG_KEY}`,
  dpop_proof_invalid: `The proof of possession is not for this token and this server, or not of this minute. ${WRONG_KEY}`,
  dpop_nonce_required: `The credential was made for another process, or for an earlier moment. ${LAUNCHER}`,
  scope_insufficient: 'The token does not allow this. Give `ai-host-cli run` the scope (`--write`).',
  authentication_insufficient: `This needs a fresher or a stronger sign-in. ${SIGN_IN}`,
  keys_unavailable: `The keys of the sign-in service cannot be had: temporarily unavailable. ${OUTAGE}`,
  revocations_unknown: `Whether your sessions were ended cannot be told: temporarily unavailable. ${OUTAGE}`,
  authorization_server_unavailable: `The sign-in service is temporarily unavailable. ${OUTAGE}`,
  resource_unavailable: `A service behind this one is temporarily unavailable. ${OUTAGE}`,
}

/** @param scopes short names, where the refusal is about them */
export function sentenceFor(reason: HandshakeReason, scopes: readonly string[] = []): string {
  const sentence = SENTENCES[reason] ?? `The credential was refused. ${SIGN_IN}`
  return reason === 'scope_insufficient' && scopes.length > 0
    ? `The token does not carry ${scopes.join(' ')}. Give \`ai-host-cli run\` the scope (\`--write\`).`
    : sentence
}
