import type { InputRequiredResult } from '@modelcontextprotocol/client'
import * as z from 'zod'
import { isConnectPage } from '../accounts/connect-page.ts'
import { LINK_REASONS, LinkRequired } from '../accounts/link-required.ts'
import type { ServerAccount } from '../mcp-servers.ts'
import { UnusableAnswer } from './unusable-answer.ts'

/** Where our own servers say more than a message. */
const METADATA = 'chain-of-trust.example/link'

const Question = z.object({
  method: z.literal('elicitation/create'),
  params: z.object({ mode: z.literal('url'), url: z.string() }),
})

/** What is of use to the person, and cannot be had elsewhere; another server's answer has none of it. */
const Metadata = z.object({
  reason: z.enum(LINK_REASONS).catch('not_linked'),
  scopes: z.array(z.string()).catch([]),
  expires_at: z.iso.datetime().optional().catch(undefined),
})

/**
 * The one thing that a server may ask for in the middle of a call: that the person connects the account which the policy
 * gives this server, at the vault (MCP 2026-07-28, URL-mode elicitation). Which account that is and what it is called
 * comes from the policy, and scopes that are not in it are dropped: a server's words about itself are not shown. Its
 * `requestState` is not sent back either; the call is made again as a new one.
 * @param vault its canonical URL
 * @throws UnusableAnswer for anything else
 */
export function linkAsked(
  { inputRequests = {}, _meta }: InputRequiredResult,
  account: ServerAccount | undefined,
  vault: string,
): LinkRequired {
  const [request, ...more] = Object.values(inputRequests)
  const question = Question.safeParse(request)
  if (!question.success || more.length > 0)
    throw new UnusableAnswer('it asks for something in the middle of a call')
  if (account === undefined) throw new UnusableAnswer('it asks for an account, and has no business with any')
  const { url } = question.data.params
  if (!isConnectPage(url, vault))
    throw new UnusableAnswer('it wants to send you to a page that is not the vault’s')

  const { reason, scopes, expires_at } = Metadata.parse(_meta?.[METADATA] ?? {})
  const known = account.scopes.map(({ value }) => value)
  const link = {
    url,
    provider: account.provider,
    providerName: account.title,
    scopes: known.filter((scope) => scopes.includes(scope)),
    ...(expires_at === undefined ? {} : { urlExpiresAt: expires_at }),
  }
  return new LinkRequired(link, reason)
}
