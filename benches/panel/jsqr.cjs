// jsQR as a service: grey pictures in (width, height as big-endian ints, then a byte a pixel), one line of JSON out: the
// text, or null. Arguments: the folder with node_modules.
const path = require("node:path");
const jsQR = require(path.join(process.argv[2], "node_modules", "jsqr"));

let parts = [];
let size = 0;
let held = Buffer.alloc(0);
process.stdin.on("data", (part) => {
  parts.push(part);
  size += part.length;
  if (held.length >= 8 && size < 8 + held.readInt32BE(0) * held.readInt32BE(4)) return;
  held = Buffer.concat(parts);
  while (held.length >= 8) {
    const width = held.readInt32BE(0);
    const height = held.readInt32BE(4);
    const end = 8 + width * height;
    if (held.length < end) break;
    const words = new Uint32Array(width * height); // little-endian: alpha is the highest byte
    for (let pixel = 0; pixel < words.length; pixel++) {
      words[pixel] = (0xff000000 | (held[8 + pixel] * 0x010101)) >>> 0;
    }
    const rgba = new Uint8ClampedArray(words.buffer);
    held = held.subarray(end);
    let text = null;
    try {
      const code = jsQR(rgba, width, height, { inversionAttempts: "attemptBoth" });
      text = code ? code.data : null;
    } catch {
      // A bug of jsQR on this picture: nothing is read.
    }
    process.stdout.write(JSON.stringify(text) + "\n");
  }
  parts = [held];
  size = held.length;
});
