/** A person who asked, through one client: the row that a link goes to. */
export interface Requester {
  tid: string
  oid: string
  /** `azp` of the MCP server. */
  client: string
}

export interface LinkRequests {
  /**
   * Notes that this person, through this client, wants an account linked, and says where to send them. The address
   * holds a random ticket: nothing of the person, and no right of its own. Whoever opens it has to sign in, and must
   * be the person who asked (MCP 2026-07-28, Elicitation).
   * @param scopes the provider's; must lie within the client's row of the access control list
   * @returns url: the vault's own connect page; expiresAt: epoch milliseconds
   * @throws Error for a client without a row, or scopes beyond it: the caller has checked both
   */
  createLinkRequest(requester: Requester, scopes: readonly string[]): Promise<LinkRequest>
}

export interface LinkRequest {
  url: string
  /** Epoch milliseconds. */
  expiresAt: number
}
