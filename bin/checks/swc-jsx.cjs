const swc = require("@swc/core");

const parseFileSync = swc.parseFileSync;

// dependency-cruiser reads no JSX by swc and takes type imports for real ones; verbatimModuleSyntax marks every one.
swc.parseFileSync = (file, options) => {
  const program = parseFileSync(file, { ...options, tsx: /\.[jt]sx$/.test(file) });
  return { ...program, body: program.body.filter((item) => !isTypeOnly(item)) };
};

function isTypeOnly({ type, typeOnly, specifiers = [] }) {
  if (type !== "ImportDeclaration" && type !== "ExportNamedDeclaration") return false;
  return (
    typeOnly || (specifiers.length > 0 && specifiers.every((specifier) => specifier.isTypeOnly))
  );
}
