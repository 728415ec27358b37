import { openDatabase, rank, roleOfRank } from './database.ts'
import type { Role } from './role.ts'

export interface Document {
  id: string
  name: string
  folder: string
  content: string
  /** ISO 8601, UTC. */
  modified: string
  /** What the person who asked may do with it. */
  role: Role
}

/** The document library. Every question names the person who asks: there is no other way to look inside. */
export interface Library {
  /** All documents that this person may read, newest first. */
  visibleTo(oid: string): Document[]
  /** The document, or `undefined`: it does not exist, or it does not exist for this person. */
  find(oid: string, id: string): Document | undefined
  /** Gives a role on one document; an existing higher role stays. */
  grant(id: string, oid: string, role: Role): void
  remove(id: string): void
  close(): void
}

// One statement decides what a person sees, so that no route can forget to ask.
const VISIBLE = `
  SELECT document.id, name, folder, content, modified, MAX(permission.rank) AS rank
  FROM document JOIN permission
    ON permission.oid = ? AND permission.target IN (document.id, 'folder:' || document.folder)`

/** @param file path of the SQLite file, or `:memory:` */
export function openLibrary(file: string): Library {
  const database = openDatabase(file)
  const all = database.prepare(`${VISIBLE} GROUP BY document.id ORDER BY modified DESC, document.id`)
  const one = database.prepare(`${VISIBLE} WHERE document.id = ? GROUP BY document.id`)
  const grant = database.prepare(`
    INSERT INTO permission (target, oid, rank) VALUES (?, ?, ?)
    ON CONFLICT (target, oid) DO UPDATE SET rank = MAX(rank, excluded.rank)`)
  const removePermissions = database.prepare('DELETE FROM permission WHERE target = ?')
  const removeDocument = database.prepare('DELETE FROM document WHERE id = ?')

  return {
    visibleTo: (oid) => all.all(oid).map((row) => documentOf(row as unknown as Row)),
    find(oid, id) {
      const row = one.get(oid, id) as Row | undefined
      return row === undefined ? undefined : documentOf(row)
    },
    grant: (id, oid, role) => void grant.run(id, oid, rank(role)),
    remove(id) {
      removePermissions.run(id)
      removeDocument.run(id)
    },
    close: () => database.close(),
  }
}

type Row = Omit<Document, 'role'> & { rank: number }

function documentOf({ rank, ...document }: Row): Document {
  return { ...document, role: roleOfRank(rank) }
}
