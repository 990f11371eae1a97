/* Search in the page, without a server: the text of all documents is in search-index.js, MiniSearch makes the index when the
 * reader first asks. An address that ends in ?q=words asks at once. */
(() => {
    const top = document.currentScript.dataset.top;
    const words = document.getElementById("words"), found = document.getElementById("found");
    const article = document.querySelector("article");
    let index = null;

    function indexed() {
        if (!index) {
            index = new MiniSearch({
                fields: ["heading", "title", "text"], storeFields: ["heading", "title", "text", "address"],
                tokenize: (text) => text.split(/[^\p{L}\p{N}_]+/u).filter(Boolean),
                searchOptions: { boost: { heading: 4, title: 2 }, prefix: true, fuzzy: (term) => (term.length > 4 ? 0.15 : 0), combineWith: "AND" },
            });
            index.addAll(window.lifeguardPieces.map((piece, id) => ({ id, ...piece })));
        }
        return index;
    }

    /* The text around the first of the terms. */
    function around(text, terms) {
        const lower = text.toLowerCase();
        const at = Math.min(...terms.map((term) => lower.indexOf(term)).filter((each) => each >= 0));
        const start = Number.isFinite(at) ? Math.max(0, at - 60) : 0;
        return (start > 0 ? "… " : "") + text.slice(start, start + 200) + (start + 200 < text.length ? " …" : "");
    }

    function show() {
        const asked = words.value.trim();
        found.hidden = asked === "";
        article.hidden = asked !== "";
        found.replaceChildren();
        if (asked === "")
            return;
        const results = indexed().search(asked).slice(0, 30);
        const count = document.createElement("p");
        count.textContent = results.length ? `${results.length === 30 ? "The first 30" : results.length} for “${asked}”` : `Nothing has “${asked}”.`;
        found.append(count);
        for (const result of results) {
            const entry = document.createElement("div"), link = document.createElement("a"), text = document.createElement("p");
            link.href = `${top}/${result.address}`;
            link.textContent = result.heading === result.title ? result.title : `${result.title}: ${result.heading}`;
            link.addEventListener("click", () => { words.value = ""; show(); });
            text.textContent = around(result.text, result.terms);
            entry.append(link, text);
            found.append(entry);
        }
    }

    words.addEventListener("input", show);
    document.getElementById("search").addEventListener("submit", (event) => {
        event.preventDefault();
        show();
        found.querySelector("a")?.focus();
    });
    document.addEventListener("keydown", (event) => {
        if (event.key === "/" && document.activeElement !== words) {
            event.preventDefault();
            words.focus();
        } else if (event.key === "Escape" && words.value) {
            words.value = "";
            show();
        }
    });
    words.value = new URLSearchParams(location.search).get("q") ?? "";
    show();
})();
