import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Built files are committed inside the Python package, so that nobody who installs adrs needs Node.
export default defineConfig({
  base: "./",
  plugins: [react()],
  build: {
    outDir: "../src/adrs/dashboard/assets",
    emptyOutDir: true,
    sourcemap: false,
    target: "es2022",
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    license: { fileName: "THIRD_PARTY.md" },
  },
});
