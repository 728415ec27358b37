import type { Catalogue } from '../wire/catalogue.ts'

/** Who refused or asked, for people. */
export function nameOfTier(by: string, catalogue: Catalogue | undefined): string {
  if (by === 'you') return 'You'
  if (by === 'orchestrator') return 'The orchestrator'
  if (by === 'authorization server') return 'The identity provider'
  return catalogue?.servers.find(({ name }) => name === by)?.title ?? by
}
