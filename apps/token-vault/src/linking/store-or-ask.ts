import type { Links } from '../links/links.ts'
import type { Replacement, Replacements } from './replacements.ts'

/**
 * The account-swap guard: puts the link, unless another account is linked that the person has not agreed to replace.
 * @param server its name
 * @param agreed the linked account that they have agreed to replace
 * @returns path of the page that comes next
 */
export async function storeOrAsk(
  { links, replacements }: { links: Links; replacements: Replacements },
  { owner, grant, sessionDigest }: Omit<Replacement, 'before'>,
  server: string,
  agreed?: Replacement['before'],
): Promise<string> {
  const stored = await links.store(owner, grant, agreed)
  if (stored.is !== 'another_account') return `/connected/${server}`
  return `/replace/${await replacements.create({ owner, grant, sessionDigest, before: stored.linked })}`
}
