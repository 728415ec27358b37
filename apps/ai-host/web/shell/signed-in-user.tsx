import type { Person } from '../auth/person.ts'

export function SignedInUser({ person }: { person: Person }) {
  const initials = person.name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
  return (
    <div className="signed-in-person" data-testid="signed-in-user">
      <span className="avatar" aria-hidden="true">
        {initials}
      </span>
      <span className="person-text">
        <span className="visually-hidden">Signed in as </span>
        <span className="person-name">{person.name}</span>
        <span className="person-username">{person.username}</span>
      </span>
    </div>
  )
}
