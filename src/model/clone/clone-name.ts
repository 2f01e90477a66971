/** The name of a clone, with the number in the first group. */
export const cloneName = /^[a-z][a-z0-9-]{0,40}-clone-([1-9][0-9]{0,5})$/
