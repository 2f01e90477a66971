/** The file in an upload: the body itself, or the first part of a multipart form. */
export const uploadedBytes = (contentType: string, body: Buffer): Buffer => {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1]
  if (boundary === undefined) return body
  const head = body.indexOf('\r\n\r\n')
  const end = body.indexOf(`\r\n--${boundary}`, head)
  return head < 0 || end < 0 ? Buffer.alloc(0) : body.subarray(head + 4, end)
}
