import { row, type Row } from './row.ts'

/** Client authentication, sender constraint, and faults. */
export const CLIENT_ERRORS = {
  // Client authentication
  client_credential_missing: row(
    7000218,
    'invalid_client',
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    { status: 401 },
  ),
  client_secret_refused: row(
    7000215,
    'invalid_client',
    'Invalid client secret provided. This tenant accepts certificates only.',
    { status: 401 },
  ),
  client_is_public: row(
    700025,
    'invalid_client',
    "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
    { status: 401 },
  ),
  client_assertion_invalid: row(
    700027,
    'invalid_client',
    'Client assertion failed signature validation: {detail}.',
    { status: 401 },
  ),
  client_assertion_subject: row(
    700021,
    'invalid_client',
    "Client assertion application identifier doesn't match 'client_id' parameter.",
    { status: 401 },
  ),
  client_assertion_audience: row(
    700023,
    'invalid_client',
    'Client assertion audience claim does not match Realm issuer.',
    { status: 401 },
  ),
  client_assertion_expired: row(
    700024,
    'invalid_client',
    'Client assertion is not within its valid time range.',
    { status: 401 },
  ),

  // Sender constraint: Entra ID has no numbers for these; the codes are those of RFC 9449
  dpop_nonce_required: row(
    undefined,
    'use_dpop_nonce',
    'The DPoP proof must carry the nonce of this response.',
  ),
  dpop_proof_missing: row(undefined, 'invalid_dpop_proof', 'The request must carry one DPoP proof.'),
  dpop_proof_invalid: row(undefined, 'invalid_dpop_proof', 'The DPoP proof is not valid.'),
  dpop_proof_replayed: row(undefined, 'invalid_dpop_proof', 'The DPoP proof is not valid.'),

  // Faults, real ones and those switched on
  too_many_requests: row(
    50196,
    'temporarily_unavailable',
    'The server terminated an operation because it encountered a client request loop.',
    { status: 429 },
  ),
  service_unavailable: row(
    90033,
    'temporarily_unavailable',
    'A transient error has occurred. Please try again.',
    { status: 503 },
  ),
  server_error: row(90033, 'server_error', 'A transient error has occurred. Please try again.', {
    status: 500,
  }),
} satisfies Record<string, Row>
