import type { KeyPlace } from '../cache/cache-key.ts'

/** Where tokens are kept, and how well: a person should know. @param place of the key; undefined: nothing is kept */
export function describePlace(folder: string, place: KeyPlace | undefined): string {
  if (place === undefined) return `Nothing is kept in ${folder}.`
  return place === 'keychain'
    ? `Tokens are kept encrypted in ${folder}; their key is in the keychain of this system.`
    : `Tokens are kept encrypted in ${folder}; their key is a file beside them (mode 600), because no keychain is in ` +
        'use: whoever can read your files can use them.'
}
