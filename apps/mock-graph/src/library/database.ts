import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { personByMail } from '../directory.ts'
import { documents } from '../seed/documents.ts'
import { permissions } from '../seed/permissions.ts'
import { ROLES, type Role } from './role.ts'

/** Raised when the seed or the schema changes: an older file is filled anew. */
const VERSION = 1

const SCHEMA = `
  DROP TABLE IF EXISTS permission;
  DROP TABLE IF EXISTS document;
  CREATE TABLE document (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, folder TEXT NOT NULL, content TEXT NOT NULL, modified TEXT NOT NULL
  ) STRICT;
  CREATE TABLE permission (
    target TEXT NOT NULL, oid TEXT NOT NULL, rank INTEGER NOT NULL, PRIMARY KEY (target, oid)
  ) STRICT;
`

/**
 * Opens the library's database, and fills it when it is new.
 * @param file path, or `:memory:`
 */
export function openDatabase(file: string): DatabaseSync {
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    // SQLite would make it readable by everybody on the machine.
    closeSync(openSync(file, 'a', 0o600))
  }
  const database = new DatabaseSync(file)
  const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
  if (version === VERSION) return database

  database.exec(`BEGIN; ${SCHEMA}`)
  const addDocument = database.prepare('INSERT INTO document VALUES (?, ?, ?, ?, ?)')
  for (const { id, name, folder, content, modified } of documents) {
    addDocument.run(id, name, folder, content, modified)
  }
  const addPermission = database.prepare('INSERT INTO permission VALUES (?, ?, ?)')
  for (const { target, mail, role } of permissions) {
    const person = personByMail(mail)
    if (person === undefined) throw new Error(`seed: nobody has the mail address ${mail}`)
    addPermission.run('id' in target ? target.id : folderTarget(target.folder), person.oid, rank(role))
  }
  database.exec(`PRAGMA user_version = ${VERSION}; COMMIT`)
  return database
}

/** Folder permissions live beside those of documents; no document id has a colon in it. */
export function folderTarget(folder: string): string {
  return `folder:${folder}`
}

export function rank(role: Role): number {
  return ROLES.indexOf(role) + 1
}

export function roleOfRank(value: number): Role {
  const role = ROLES[value - 1]
  if (role === undefined) throw new Error(`no role has rank ${value}`)
  return role
}
