// Builds every entry into ../static/dist with hashed names, and writes manifest.json: entry -> its script, style and imports.
import * as esbuild from "esbuild";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(here, "../static/dist");
const entries = ["app", "viewer"];

fs.rmSync(out, { recursive: true, force: true });
const built = await esbuild.build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => `src/${name}.js`),
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  metafile: true,
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  loader: { ".woff": "dataurl", ".woff2": "dataurl", ".ttf": "empty", ".eot": "empty", ".svg": "dataurl" },
  legalComments: "linked",
  logLevel: "warning",
});

const named = (file) => path.relative(out, path.resolve(here, file));
const manifest = {};
for (const [file, output] of Object.entries(built.metafile.outputs)) {
  if (!output.entryPoint) continue;
  manifest[path.basename(output.entryPoint, ".js")] = {
    js: named(file),
    css: output.cssBundle ? named(output.cssBundle) : null,
    imports: output.imports.filter((i) => i.kind === "import-statement").map((i) => named(i.path)),
  };
}
fs.writeFileSync(path.join(out, "manifest.json"), `${JSON.stringify(manifest, null, 1)}\n`);
