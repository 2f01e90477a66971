/** The name of a full backup, with the number in the first group. */
export const backupName = /^full-([1-9][0-9]{0,8})$/
