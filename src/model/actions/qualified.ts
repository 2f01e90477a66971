/**
 * With the schema: the table's triggers need the names of `public`, and there an operator that fits `varchar` better
 * than the catalogue's own would be called as the owner.
 */
export const qualified = (operator: string): string => `OPERATOR(pg_catalog.${operator})`
