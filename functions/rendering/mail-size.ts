/** Bytes of HTML as quoted-printable (RFC 2045 §6.7), in which mail travels. */
export const quotedPrintableBytes = (html: string): number => {
  let bytes = 0;
  for (const line of Buffer.from(html).toString('latin1').split('\n')) {
    const special = line.match(/[^\t\x20-\x3c\x3e-\x7e]/g)?.length ?? 0;
    const encoded = line.length + 2 * special;
    bytes += encoded + 2 + 3 * Math.floor(encoded / 76);
  }
  return bytes;
};

/** What a mail weighs: the larger of its bytes decoded and as quoted-printable. */
export const mailBytes = (html: string): number =>
  Math.max(Buffer.byteLength(html), quotedPrintableBytes(html));
