// The search runs in a worker. Browsers start none for a page that was opened from a folder: there, a hidden
// frame stands in, of which the search uses no more than `onmessage` and `postMessage`.
// Messages are copies and arrive later, as those of a worker do.
if (location.protocol === "file:") {
  const later = (data, receive) => {
    const copy = structuredClone(data);
    setTimeout(() => receive({ data: copy }));
  };
  window.Worker = class {
    constructor(address) {
      this.onmessage = null;
      this.waiting = [];
      this.frame = document.createElement("iframe");
      this.frame.hidden = true;
      this.frame.srcdoc = "<!doctype html><title>search</title>";
      this.frame.onload = () => this.begin(new URL(address, document.baseURI));
      document.body.append(this.frame);
    }

    begin(address) {
      const inside = this.frame.contentWindow;
      inside.postMessage = (data) => later(data, (copy) => this.onmessage?.(copy));
      this.tell = (data) => later(data, (copy) => inside.onmessage(copy));
      const script = inside.document.createElement("script");
      script.src = address;
      script.onload = () => {
        const waiting = this.waiting;
        this.waiting = null;
        waiting.forEach(this.tell);
      };
      inside.document.head.append(script);
    }

    postMessage(data) {
      if (this.waiting) this.waiting.push(data);
      else this.tell(data);
    }

    terminate() {
      this.frame.remove();
    }
  };
}
