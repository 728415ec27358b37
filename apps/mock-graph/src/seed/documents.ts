import { company } from './company.ts'
import { engineering } from './engineering.ts'
import { finance } from './finance.ts'

export interface SeedDocument {
  id: string
  name: string
  /** ISO 8601, UTC. */
  modified: string
  /** Markdown. */
  content: string
}

/** The library as it is before anybody touches it: one folder per site. */
export const documents: readonly (SeedDocument & { folder: string })[] = [
  ...company.map((document) => ({ ...document, folder: 'Company' })),
  ...finance.map((document) => ({ ...document, folder: 'Finance' })),
  ...engineering.map((document) => ({ ...document, folder: 'Engineering' })),
]
