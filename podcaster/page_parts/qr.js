// A QR code (ISO/IEC 18004) as SVG: bytes, error correction L, versions 1 to 10. Throws when the text does not fit.
function qr(text) {
  const bytes = [...new TextEncoder().encode(text)];
  // Per version: all codewords, correction codewords a block, blocks.
  const TABLE = [[26, 7, 1], [44, 10, 1], [70, 15, 1], [100, 20, 1], [134, 26, 1], [172, 18, 2], [196, 20, 2], [242, 24, 2], [292, 30, 2], [346, 18, 4]];
  const version = 1 + TABLE.findIndex(([all, ec, blocks], i) => bytes.length + (i < 9 ? 2 : 3) <= all - ec * blocks);
  if (!version) throw new RangeError("too long");
  const [all, ec, blocks] = TABLE[version - 1], size = 17 + 4 * version, room = all - ec * blocks;
  // The data: mode 4, length, bytes, terminator, padding.
  const bits = [];
  const put = (value, count) => { for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1); };
  put(4, 4); put(bytes.length, version < 10 ? 8 : 16); bytes.forEach((byte) => put(byte, 8));
  put(0, Math.min(4, room * 8 - bits.length)); while (bits.length % 8) bits.push(0);
  const words = [];
  for (let i = 0; i < bits.length; i += 8) words.push(parseInt(bits.slice(i, i + 8).join(""), 2));
  for (let pad = 0xec; words.length < room; pad ^= 0xec ^ 0x11) words.push(pad);
  // Reed-Solomon over GF(256), polynomial 0x11d.
  const EXP = [], LOG = [];
  for (let i = 0, x = 1; i < 255; i++) { EXP[i] = x; LOG[x] = i; x <<= 1; if (x & 256) x ^= 0x11d; }
  const times = (a, b) => (a && b ? EXP[(LOG[a] + LOG[b]) % 255] : 0);
  let generator = [1];
  for (let i = 0; i < ec; i++) {
    const next = Array(generator.length + 1).fill(0);
    generator.forEach((g, j) => { next[j] ^= g; next[j + 1] ^= times(g, EXP[i]); });
    generator = next;
  }
  const remainder = (data) => {
    const rest = [...data, ...Array(ec).fill(0)];
    data.forEach((_, i) => { const lead = rest[i]; if (lead) generator.forEach((g, j) => { rest[i + j] ^= times(g, lead); }); });
    return rest.slice(data.length);
  };
  const short = Math.floor(room / blocks), long = room % blocks, parts = [];
  for (let b = 0, at = 0; b < blocks; b++) { const n = short + (b >= blocks - long ? 1 : 0); parts.push(words.slice(at, at + n)); at += n; }
  const checks = parts.map(remainder), stream = [];
  for (let i = 0; i <= short; i++) for (const part of parts) if (i < part.length) stream.push(part[i]);
  for (let i = 0; i < ec; i++) for (const check of checks) stream.push(check[i]);
  // The picture: fixed patterns first, -1 is free.
  const grid = Array.from({ length: size }, () => Array(size).fill(-1)), fixed = (y, x, v) => { if (grid[y] && x >= 0 && x < size) grid[y][x] = v ? 3 : 2; };
  const finder = (y, x) => { for (let i = -1; i < 8; i++) for (let j = -1; j < 8; j++) { const d = Math.max(Math.abs(i - 3), Math.abs(j - 3)); fixed(y + i, x + j, d !== 2 && d !== 4); } };
  for (let i = 8; i < size - 8; i++) { fixed(6, i, i % 2 === 0); fixed(i, 6, i % 2 === 0); }
  finder(0, 0); finder(0, size - 7); finder(size - 7, 0);
  if (version > 1) {
    const count = Math.floor(version / 7) + 2, gap = Math.ceil((size - 13) / (2 * count - 2)) * 2, centres = [6];
    for (let c = size - 7; centres.length < count; c -= gap) centres.splice(1, 0, c);
    for (const y of centres) for (const x of centres) {
      if ((y === 6 && (x === 6 || x === size - 7)) || (y === size - 7 && x === 6)) continue;
      for (let i = -2; i <= 2; i++) for (let j = -2; j <= 2; j++) fixed(y + i, x + j, Math.max(Math.abs(i), Math.abs(j)) !== 1);
    }
  }
  const check = (value, polynomial, length) => { let rest = value << length; for (let i = 31 - Math.clz32(rest); i >= length; i = rest ? 31 - Math.clz32(rest) : -1) rest ^= polynomial << (i - length); return (value << length) | rest; };
  const format = (mask) => {
    const code = check((1 << 3) | mask, 0x537, 10) ^ 0x5412; // 01: error correction L
    for (let i = 0; i < 15; i++) {
      const v = (code >> i) & 1;
      if (i < 6) fixed(i, 8, v); else if (i < 8) fixed(i + 1, 8, v); else fixed(size - 15 + i, 8, v);
      if (i < 8) fixed(8, size - 1 - i, v); else fixed(8, i < 9 ? 15 - i : 14 - i, v);
    }
    fixed(size - 8, 8, 1);
  };
  format(0);
  if (version > 6) {
    const code = check(version, 0x1f25, 12);
    for (let i = 0; i < 18; i++) { const v = (code >> i) & 1, a = Math.floor(i / 3), b = size - 11 + (i % 3); fixed(a, b, v); fixed(b, a, v); }
  }
  const flow = stream.flatMap((word) => [7, 6, 5, 4, 3, 2, 1, 0].map((i) => (word >> i) & 1));
  let at = 0;
  for (let right = size - 1, up = true; right > 0; right -= 2, up = !up) {
    if (right === 6) right = 5;
    for (let i = 0; i < size; i++) for (const x of [right, right - 1]) { const y = up ? size - 1 - i : i; if (grid[y][x] < 0) grid[y][x] = flow[at++] || 0; }
  }
  const MASKS = [(y, x) => (y + x) % 2, (y) => y % 2, (y, x) => x % 3, (y, x) => (y + x) % 3, (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
    (y, x) => ((y * x) % 2) + ((y * x) % 3), (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2, (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2];
  const masked = (mask) => { format(mask); return grid.map((row, y) => row.map((v, x) => (v < 2 ? v ^ (MASKS[mask](y, x) === 0 ? 1 : 0) : v - 2))); };
  const penalty = (m) => {
    let sum = 0, dark = 0;
    const line = (row) => {
      for (const run of row.join("").matchAll(/0{5,}|1{5,}/g)) sum += run[0].length - 2;
      sum += 40 * [...row.join("").matchAll(/(?=10111010000|00001011101)/g)].length;
    };
    m.forEach((row, y) => { line(row); line(m.map((r) => r[y])); row.forEach((v, x) => { dark += v; if (y && x && v === m[y - 1][x] && v === row[x - 1] && v === m[y - 1][x - 1]) sum += 3; }); });
    return sum + 10 * Math.floor(Math.abs((dark * 20) / (size * size) - 10));
  };
  const best = MASKS.map((_, mask) => masked(mask)).reduce((a, b) => (penalty(b) < penalty(a) ? b : a));
  const path = best.flatMap((row, y) => row.map((v, x) => (v ? `M${x + 4} ${y + 4}h1v1h-1z` : ""))).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size + 8} ${size + 8}" role="img" aria-label="QR code of the feed's address" shape-rendering="crispEdges"><path d="${path}"/></svg>`;
}
