// jsQR as a service: grey pictures in (width, height as big-endian ints, then a byte a pixel), one line of JSON out: the
// text, or null. Arguments: the folder with node_modules.
const path = require("node:path");
const jsQR = require(path.join(process.argv[2], "node_modules", "jsqr"));

let held = Buffer.alloc(0);
process.stdin.on("data", (part) => {
  held = Buffer.concat([held, part]);
  while (held.length >= 8) {
    const width = held.readInt32BE(0);
    const height = held.readInt32BE(4);
    const end = 8 + width * height;
    if (held.length < end) return;
    const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
    for (let pixel = 0; pixel < width * height; pixel++) {
      rgba.fill(held[8 + pixel], pixel * 4, pixel * 4 + 3);
    }
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
});
