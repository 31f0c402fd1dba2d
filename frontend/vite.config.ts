// Builds the stylesheet, the entry script, one chunk per island and the service worker.
// Entry names are stable (Django's manifest storage hashes them); chunk names carry their own hash,
// because imports between scripts are not rewritten by Django.
import { defineConfig, type Plugin } from "vite";

/** htmx keeps one `eval` for features we refuse; the policy forbids it, so it is not shipped. */
function withoutEval(): Plugin {
  return {
    name: "without-eval",
    transform(code, id) {
      if (!id.includes("htmx.org")) return null;
      return { code: code.replaceAll("return eval(str)", "return undefined"), map: null };
    },
  };
}

export default defineConfig({
  base: "./",
  publicDir: false,
  plugins: [withoutEval()],
  build: {
    outDir: "../src/evenkeel/site/static/built",
    emptyOutDir: true,
    target: ["es2021", "chrome94", "firefox93", "safari15"],
    cssTarget: ["chrome94", "firefox93", "safari15"],
    cssCodeSplit: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: false,
    reportCompressedSize: false,
    rollupOptions: {
      input: { app: "src/app.ts", style: "src/style.css" },
      output: {
        entryFileNames: "[name].js",
        chunkFileNames: "chunks/[name]-[hash].js",
        // What every lazy import needs stands in a chunk of its own: left in the entry, chunks would
        // import `../app.js` by its plain name, a second copy beside the hashed one, mounting twice.
        manualChunks: (id) => (id.includes("vite/preload-helper") ? "lazy" : undefined),
        assetFileNames: (asset) =>
          asset.names.some((name) => name.endsWith(".css")) ? "[name][extname]" : "assets/[name][extname]",
      },
    },
  },
});
