import { CLIENT_ERRORS } from './entra-errors/client-errors.ts'
import { GRANT_ERRORS } from './entra-errors/grant-errors.ts'
import { PEOPLE_ERRORS } from './entra-errors/people-errors.ts'
import { REQUEST_ERRORS } from './entra-errors/request-errors.ts'
import type { Row } from './entra-errors/row.ts'

/**
 * What Entra ID answers, in one table: AADSTS number, OAuth `error`, text. Numbers are from Microsoft's list of
 * error codes; OAuth codes and texts follow what was seen on the wire, as far as anybody published it. `{name}`
 * is filled from the error's parameters.
 *
 * Clients switch on `error`, `suberror` and the presence of `claims`; the numbers are for people and logs.
 */
export const ENTRA_ERRORS = {
  ...REQUEST_ERRORS,
  ...PEOPLE_ERRORS,
  ...GRANT_ERRORS,
  ...CLIENT_ERRORS,
} satisfies Record<string, Row>

export type EntraReason = keyof typeof ENTRA_ERRORS
