import { createRoot } from "react-dom/client";
import { App } from "./App";
import "./style.css";
import { apply } from "./theme";

apply();
// The token was needed once, to set the cookie; it is not left in the address or the history.
if (new URLSearchParams(window.location.search).has("token")) {
  window.history.replaceState(null, "", window.location.pathname + window.location.hash);
}
createRoot(document.getElementById("root")!).render(<App />);
