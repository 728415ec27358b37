import * as z from 'zod'

/** A repository as the tools speak of it: `owner/name`. */
export const Repository = z.object({ name: z.string(), private: z.boolean().catch(false) })
export type Repository = z.infer<typeof Repository>

/** An issue as the tools speak of it. */
export const Issue = z.object({
  repository: z.string(),
  number: z.number(),
  title: z.string(),
  state: z.string().catch('open'),
})
export type Issue = z.infer<typeof Issue>

/** Titles are others' words: on one line, and no longer than a list can bear. */
export function issueLabel({ repository, number, title }: Issue): string {
  return `${repository}#${number}: ${oneLine(title)}`
}

export function repositoryLabel({ name, private: hidden }: Repository): string {
  return hidden ? `${oneLine(name)} (private)` : oneLine(name)
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200)
}

/** `owner/name`, or every repository of that name whoever owns it. */
export function named(name: string, repositories: readonly Repository[]): Repository[] {
  const wanted = name.toLowerCase()
  return repositories.filter(({ name: full }) => {
    const lower = full.toLowerCase()
    return lower === wanted || lower.endsWith(`/${wanted}`)
  })
}
