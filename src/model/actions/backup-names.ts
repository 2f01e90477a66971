/** Names of full backups and of drills, each with the number in the first group: `full-3`, `drill-3`. */
export const backupName = /^full-([1-9][0-9]{0,8})$/
export const drillName = /^drill-([1-9][0-9]{0,8})$/
