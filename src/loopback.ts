/** Names of this very machine. A tunnel to another one looks the same. */
const names = /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)$/

export const isLoopback = ({ host }: { readonly host: string }): boolean => names.test(host)
