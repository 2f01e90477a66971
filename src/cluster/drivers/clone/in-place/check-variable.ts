/** The variable of the environment with the login that checks the server: no command line shows the password. */
export const checkVariable = 'HOWDAH_SWAP_CHECK'
