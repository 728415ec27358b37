/**
 * Files that are in the workspace and still not for an agent: what an injected instruction goes for first.
 *
 * `closed`: neither listed into, read nor written. A repository's `.git` holds remotes with tokens in their URLs, and
 * hooks that run at the next commit.
 * `secret`: shaped like a credential. Listed, so that nobody wonders; not read, searched or written, unless the person
 * started the server with `--allow-sensitive`.
 * `runs`: an editor or shell runs or obeys it without asking. Read, never written: by such files agents have turned
 * their own approvals off (CVE-2025-53773, .vscode/settings.json) and started programs (CVE-2025-54135, .cursor/mcp.json).
 */
export type Guarded = 'closed' | 'secret' | 'runs'

const CLOSED = /^(\.git|\.hg|\.svn|\.jj)$/

const SECRET_FOLDER = /^(\.ssh|\.aws|\.azure|\.gnupg|\.kube|\.password-store)$/
const SECRET_FILE =
  /^(\.env(\..+)?|\.envrc|.+\.env|.*\.(pem|key|p8|p12|pfx|jks|keystore|kdbx|ppk|tfstate|tfvars)|id_(rsa|dsa|ecdsa|ed25519)(_sk)?|[._]netrc|\.npmrc|\.yarnrc\.yml|\.pypirc|\.git-credentials|\.htpasswd|\.pgpass|credentials(\.json)?)$/
/** Templates are there to be read, and hold no value. */
const TEMPLATE = /\.(example|sample|template|dist)$/

const RUNS = /^(\.vscode|\.cursor|\.idea|\.claude|\.zed|\.devcontainer|\.husky|\.mcp\.json)$/

/**
 * How the file at `names` is guarded, by the strictest of the names on its way. Case, width and invisible characters
 * make no difference: to some file systems `.GIT` is `.git`, and so is `.g` + U+200C + `it` (CVE-2014-9390).
 * @param names as `parseRelativePath` gives them
 */
export function guardedAs(names: readonly string[]): Guarded | undefined {
  const plain = names.map(plainName)
  if (plain.some((name) => CLOSED.test(name))) return 'closed'
  if (plain.some((name) => SECRET_FOLDER.test(name))) return 'secret'
  const last = plain.at(-1) ?? ''
  if (SECRET_FILE.test(last) && !TEMPLATE.test(last)) return 'secret'
  return plain.some((name) => RUNS.test(name)) ? 'runs' : undefined
}

function plainName(name: string): string {
  return (
    name
      .normalize('NFKC')
      .replaceAll(/[\p{Cf}\ufe00-\ufe0f]/gu, '')
      .toLowerCase()
      // Windows drops them, and opens an alternate stream at the colon.
      .replace(/:.*$/, '')
      .replace(/[. ]+$/, '')
  )
}
