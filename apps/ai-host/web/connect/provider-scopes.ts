/** What a provider's permissions mean, in words. The provider's own consent page has the last word on it. */
const WORDS: Readonly<Record<string, string>> = {
  'read:user': 'See who you are there',
  'repo:read': 'Read the repositories you can read',
  'issues:read': 'Read issues and their comments',
  'issues:write': 'Write issues and comments in your name',
  delete_repo: 'Delete repositories',
  'read:jira-user': 'See who you are there',
  'read:jira-work': 'Read projects, tickets and comments',
  'write:jira-work': 'Write tickets and comments in your name',
}

/** @returns undefined for a permission that has no words here: then its name has to do */
export function scopeWords(scope: string): string | undefined {
  return Object.hasOwn(WORDS, scope) ? WORDS[scope] : undefined
}
