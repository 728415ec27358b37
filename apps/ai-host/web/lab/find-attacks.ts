import type { AttackEntry } from './wire.ts'

/** Attacks with every word of the search somewhere in what is known of them. */
export function findAttacks(attacks: readonly AttackEntry[], search: string): AttackEntry[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return attacks.filter((attack) => {
    const text = [attack.id, attack.title, attack.clause, attack.by, attack.reason, attack.source?.file]
      .join(' ')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
