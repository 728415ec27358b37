import type { Document } from './library.ts'

const NAME_WEIGHT = 4
const FOLDER_WEIGHT = 2

/** Documents below this share of the best score are noise: they match "the" and nothing else. */
const NOISE = 0.3

/**
 * Ranks documents by the words of a query: in the name, the folder, the text; rare words count more.
 * @param visible what the person may read. Word statistics are taken from these alone: over all documents,
 *   the order of the results would tell what the hidden ones are about.
 * @returns best first; empty when nothing matches
 */
export function search(query: string, visible: readonly Document[]): Document[] {
  const indexed = visible.map((document) => ({
    document,
    name: words(document.name),
    folder: words(document.folder),
    content: words(document.content),
  }))
  const weighted = [...new Set(words(query))].map((word) => {
    const found = indexed.filter(
      ({ name, folder, content }) => count([...name, ...folder, ...content], word) > 0,
    )
    return { word, weight: Math.log(1 + (indexed.length + 0.5) / (found.length + 0.5)) ** 2 }
  })

  const scored = indexed.map(({ document, name, folder, content }) => {
    let score = 0
    for (const { word, weight } of weighted) {
      const text = count(content, word)
      // A short name that has the word is more about it than a long one.
      const named = count(name, word) > 0 ? 1 + 1 / name.length : 0
      score += weight * (NAME_WEIGHT * named + Math.log1p(text))
      score += weight * FOLDER_WEIGHT * Math.min(1, count(folder, word))
    }
    return { document, score }
  })
  const best = Math.max(0, ...scored.map(({ score }) => score))
  return scored
    .filter(({ score }) => score > 0 && score >= best * NOISE)
    .sort((left, right) => right.score - left.score)
    .map(({ document }) => document)
}

/** Letters and digits, without case and accents, in any script. */
function words(text: string): string[] {
  return (
    text
      .normalize('NFKD')
      .replaceAll(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  )
}

/** How often the word, or one that begins with it (from three letters on), occurs. */
function count(list: readonly string[], word: string): number {
  return list.filter((other) => other === word || (word.length >= 3 && other.startsWith(word))).length
}
