/** Loopback names of this machine. A tunnel to a remote machine looks the same. */
const names = /^(127(\.\d{1,3}){3}|localhost|\[?::1\]?)$/

export const isLoopback = ({ host }: { readonly host: string }): boolean => names.test(host)
