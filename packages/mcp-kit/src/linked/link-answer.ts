import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  PROTOCOL_VERSION_META_KEY,
  type CallToolResult,
  type InputRequiredResult,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { member } from '../member.ts'
import { REVISION } from '../ordinary-call.ts'
import type { MissingLink } from '../tool-call.ts'
import { LINK_METADATA, type LinkedResource, type LinkMetadata, type LinkNeeded } from './linked-resource.ts'

/** Key of our one question in `inputRequests`, and of its answer in `inputResponses`. */
const QUESTION = 'link'

/** What is known of the request: its envelope, of 2026-07-28 only. */
type Asked = Pick<ServerContext['mcpReq'], 'envelope'>

/**
 * Asks the person to go to the token vault (MCP 2026-07-28, URL-mode elicitation): as a result that the client answers
 * by calling again. There is no `requestState`: nothing of ours depends on the answer, and the next call asks the vault
 * anew, with its own token.
 *
 * A client that has not declared that it can do this gets a sentence, without the page made for this call: what a tool
 * says is read by the model too, and the page's address is for the person alone.
 * @param server name of the server that asks
 */
export function linkAnswer(
  server: string,
  { resource, needed }: MissingLink,
  asked: Asked,
): CallToolResult | InputRequiredResult {
  const { title, vault } = resource
  if (needed === 'declined') {
    return sentence(
      `Nothing was done at ${title}: the person did not connect their account. They can do so at ${vault.portal}.`,
    )
  }
  const why = because(resource, needed)
  if (!elicitsUrls(asked)) return sentence(`${why} Do so at ${vault.portal}, then ask again.`)
  const metadata: LinkMetadata = {
    provider: resource.provider,
    provider_name: resource.title,
    server,
    reason: needed.reason,
    scopes: needed.scopes,
    expires_at: needed.expiresAt,
  }
  const question = inputRequired.elicitUrl({
    message: `${why} The page asks you to sign in with your work account first.`,
    url: needed.connectUrl,
  })
  return {
    ...inputRequired({ inputRequests: { [QUESTION]: question } }),
    _meta: { [LINK_METADATA]: { ...metadata, scopes: [...needed.scopes] } },
  }
}

/**
 * What the person answered, if it was no. "Accept" means only that they went to look: whether there is a link now, the
 * vault knows.
 * @param params of the call, as they came: a client that lies here keeps only itself from the tool
 */
export function declinedLink(params: Readonly<Record<string, unknown>> | undefined): boolean {
  const answer = member(member(params, 'inputResponses'), QUESTION)
  const action = member(answer, 'action')
  return action === 'decline' || action === 'cancel'
}

function because({ title }: LinkedResource, { reason, scopes }: LinkNeeded): string {
  const may = scopes.join(', ')
  switch (reason) {
    case 'not_linked':
      return `This needs your account at ${title} (${may}), which is not connected yet: connect it.`
    case 'scopes_missing':
      return `This needs more of your account at ${title} than you have allowed (${may}): allow it.`
    case 'grant_lost':
      return `The connection to your account at ${title} has ended: connect it again (${may}).`
  }
}

/**
 * Read as strictly as the SDK does, which refuses a question that the client has not said it can put. The older
 * revisions have no envelope, and what looks like one there says nothing.
 */
function elicitsUrls({ envelope }: Asked): boolean {
  if (member(envelope, PROTOCOL_VERSION_META_KEY) !== REVISION) return false
  return member(member(member(envelope, CLIENT_CAPABILITIES_META_KEY), 'elicitation'), 'url') !== undefined
}

function sentence(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true }
}
