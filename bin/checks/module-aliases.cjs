const { join } = require("node:path");

// dependency-cruiser reads aliases from here: its reader of tsconfig.json needs an older TypeScript.
module.exports = { resolve: { alias: { "@": join(__dirname, "..", "..") } } };
