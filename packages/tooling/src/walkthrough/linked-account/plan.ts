/** The steps of pattern 3: the account that the person has elsewhere is asked for, connected, and used. */
import { registration } from '@chain-of-trust/service-kit/registrations'
import type { Chain } from '../chain-records.ts'
import { ORCHESTRATOR, SIGN_IN, type StepPlan, TOKEN_CHECKS, WITH_PROOF } from '../steps.ts'

export const SERVER = 'mcp-github'
export const VAULT = 'token-vault'
const PROVIDER = 'mock-saas'
const IDP = 'mock-idp'

/** The orchestrator asks for tokens for the vault as well, to look whether an account is connected: not on this chain. */
export const ACCOUNT_CHAIN: Chain = [
  { service: ORCHESTRATOR, event: 'token_accepted' },
  { service: ORCHESTRATOR, event: 'token_exchanged', audience: registration(SERVER).appId },
  { service: SERVER, event: 'token_exchanged', audience: registration(VAULT).appId },
  { service: VAULT, event: 'token_released' },
]

const VERIFY_A_EXCHANGE = 'The orchestrator verifies Token A and exchanges it for B, on behalf of the person'
const VERIFY_B_EXCHANGE =
  'The MCP server verifies Token B and exchanges it for C, a token for the vault alone'
const VERIFY_B = ['everything of Token A', 'scopes of the tool', 'authentication context']

export const PLAN: readonly StepPlan[] = [
  SIGN_IN,
  {
    title: 'Asked for their issues, the host calls the orchestrator with Token A' + WITH_PROOF,
    from: 'ai-host',
    to: ORCHESTRATOR,
  },
  { title: VERIFY_A_EXCHANGE, from: ORCHESTRATOR, to: IDP, checked: TOKEN_CHECKS },
  { title: VERIFY_B_EXCHANGE, from: SERVER, to: IDP, checked: VERIFY_B },
  {
    title: 'The vault verifies Token C and has no account of this person for this server: the call waits',
    from: VAULT,
    to: 'person',
    checked: ['everything of Token A', 'the server’s row of the access control list', 'the tool did not run'],
  },
  {
    title: 'The person opens the connect page and signs in there',
    from: 'person',
    to: VAULT,
    checked: ['ticket known, not used, not older than ten minutes', 'who signed in is who asked (tid, oid)'],
  },
  {
    title: 'They read which agent gets what, and agree',
    from: 'person',
    to: VAULT,
    checked: ['form token of this session', 'Origin'],
  },
  {
    title: 'They sign in at the provider and consent there',
    from: 'person',
    to: PROVIDER,
    checked: ['exact redirect URI', 'code challenge (S256)'],
  },
  {
    title: 'The vault takes the provider’s answer, redeems the code and seals the tokens',
    from: VAULT,
    to: PROVIDER,
    checked: ['state, once', 'session', 'iss', 'code verifier', 'whose account it is'],
  },
  {
    title: 'The host goes on with the call that waited, with Token A' + WITH_PROOF,
    from: 'ai-host',
    to: ORCHESTRATOR,
  },
  { title: VERIFY_A_EXCHANGE, from: ORCHESTRATOR, to: IDP, checked: TOKEN_CHECKS },
  { title: VERIFY_B_EXCHANGE, from: SERVER, to: IDP, checked: VERIFY_B },
  {
    title: 'The vault verifies Token C and hands out a short token of the provider; the refresh token stays',
    from: VAULT,
    to: SERVER,
    checked: ['everything of Token A', 'the row of this person and this server', 'scopes within the list'],
  },
  {
    title:
      'The MCP server calls the provider with it; the answer flows back, and four audit records tell the chain',
    from: SERVER,
    to: 'person',
  },
]

/** Steps that are not needed when the account is connected already. */
export const CONNECTING = [5, 6, 7, 8, 9, 10] as const
