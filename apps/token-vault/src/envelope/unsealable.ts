/** Not sealed for this row, or altered: somebody wrote to the database. No part of it is returned. */
export class Unsealable extends Error {
  constructor() {
    super('a sealed token does not belong to the row that holds it, or was altered')
    this.name = 'Unsealable'
  }
}
